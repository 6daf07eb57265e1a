/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/iceberg_metadata.h"

#include <string.h>

#include "base/json_read.h"
#include "base/json_write.h"
#include "base/limits.h"

/* Where there is no partition yet: PARTITION_DATA_ID_START - 1 of Iceberg's library. */
enum { LAST_PARTITION_ID_NONE = ICEBERG_PARTITION_ID_FIRST - 1 };

/* ---- pairs ---- */

struct iceberg_pair *iceberg_pair_find(const struct iceberg_pairs *pairs, struct text name)
{
    for (size_t i = 0; i < pairs->count; i++)
        if (text_equal(pairs->items[i].name, name))
            return &pairs->items[i];
    return NULL;
}

static void add_pair(struct iceberg_pairs *pairs, struct text name, struct text value,
                     struct arena *arena)
{
    if (pairs->count == pairs->room) {
        size_t wider = pairs->room ? pairs->room * 2 : 16;
        struct iceberg_pair *items = ARENA_ARRAY(arena, struct iceberg_pair, wider);
        if (pairs->room)
            memcpy(items, pairs->items, pairs->count * sizeof *items);
        pairs->items = items;
        pairs->room = wider;
    }
    pairs->items[pairs->count++] = (struct iceberg_pair){name, value};
}

void iceberg_pair_set(struct iceberg_pairs *pairs, struct text name, struct text value,
                      struct arena *arena)
{
    struct iceberg_pair *found = iceberg_pair_find(pairs, name);
    if (found)
        found->value = value;
    else
        add_pair(pairs, name, value, arena);
}

/* ---- the current ones ---- */

const struct iceberg_schema *iceberg_metadata_schema(const struct iceberg_metadata *m)
{
    for (size_t i = 0; i < m->schemas_count; i++)
        if (m->schemas[i].id == m->current_schema_id)
            return &m->schemas[i];
    return NULL;
}

static const struct iceberg_spec *find_spec(const struct iceberg_spec *specs, size_t count,
                                            int32_t id)
{
    for (size_t i = 0; i < count; i++)
        if (specs[i].id == id)
            return &specs[i];
    return NULL;
}

const struct iceberg_spec *iceberg_metadata_spec(const struct iceberg_metadata *m)
{
    return find_spec(m->specs, m->specs_count, m->default_spec_id);
}

const struct iceberg_spec *iceberg_metadata_order(const struct iceberg_metadata *m)
{
    return find_spec(m->orders, m->orders_count, m->default_order_id);
}

/* ---- making ---- */

static void add_rest(struct iceberg_metadata *m, struct arena *arena)
{
    static const struct iceberg_pair empty[] = {
        {TEXT_INIT("current-snapshot-id"), TEXT_INIT("-1")},
        {TEXT_INIT("refs"), TEXT_INIT("{}")},
        {TEXT_INIT("snapshots"), TEXT_INIT("[]")},
        {TEXT_INIT("statistics"), TEXT_INIT("[]")},
        {TEXT_INIT("partition-statistics"), TEXT_INIT("[]")},
        {TEXT_INIT("snapshot-log"), TEXT_INIT("[]")}};
    if (m->format_version > 1)
        add_pair(&m->rest, TEXT("last-sequence-number"), TEXT("0"), arena);
    for (size_t i = 0; i < COUNT(empty); i++)
        add_pair(&m->rest, empty[i].name, empty[i].value, arena);
}

static int make_specs(const struct iceberg_create *create, struct arena *arena,
                      struct iceberg_metadata *out, struct err *err)
{
    out->specs = ARENA_NEW(arena, struct iceberg_spec);
    out->orders = ARENA_NEW(arena, struct iceberg_spec);
    iceberg_spec_of_input(create->spec, false, arena, out->specs);
    iceberg_spec_of_input(create->order, true, arena, out->orders);
    out->specs_count = out->orders_count = 1;
    if (out->specs->id < 0)
        out->specs->id = 0;
    if (out->orders->id < 0 || out->orders->count == 0)
        out->orders->id = 0;
    out->default_spec_id = out->specs->id;
    out->default_order_id = out->orders->id;
    return iceberg_spec_check(out->specs, out->schemas, err) != 0 ||
                   iceberg_spec_check(out->orders, out->schemas, err) != 0 ||
                   iceberg_spec_number(out->specs, NULL, 0, &out->last_partition_id, err) != 0
               ? -1
               : 0;
}

int iceberg_metadata_create(const struct iceberg_create *create, struct arena *arena,
                            struct iceberg_metadata *out, struct err *err)
{
    *out = (struct iceberg_metadata){.format_version = create->format_version,
                                     .uuid = create->uuid,
                                     .location = create->location,
                                     .last_updated_ms = create->now_ms,
                                     .last_partition_id = LAST_PARTITION_ID_NONE,
                                     .schemas = ARENA_NEW(arena, struct iceberg_schema),
                                     .schemas_count = 1};
    if (iceberg_schema_decode(create->schema, arena, out->schemas, err) != 0 ||
        make_specs(create, arena, out, err) != 0)
        return -1;
    out->current_schema_id = out->schemas->id;
    out->last_column_id = out->schemas->highest_id;
    for (size_t i = 0; create->properties && i < create->properties->list.count; i++)
        iceberg_pair_set(&out->properties, create->properties->list.items[2 * i].text,
                         create->properties->list.items[2 * i + 1].text, arena);
    add_rest(out, arena);
    return 0;
}

/* ---- writing ---- */

static void put_log(const struct iceberg_metadata *m, struct buf *out)
{
    buf_put(out, TEXT(",\"metadata-log\":["));
    for (size_t i = 0; i < m->log.count; i++) {
        json_put_comma(out);
        buf_put(out, m->log.items[i].value);
    }
    buf_put_char(out, ']');
}

static void put_schemas(const struct iceberg_metadata *m, struct buf *out)
{
    json_put_int_member(out, "last-column-id", m->last_column_id);
    if (m->format_version == 1) {
        json_put_name(out, "schema");
        buf_put(out, iceberg_metadata_schema(m)->json);
    }
    json_put_int_member(out, "current-schema-id", m->current_schema_id);
    buf_put(out, TEXT(",\"schemas\":["));
    for (size_t i = 0; i < m->schemas_count; i++) {
        json_put_comma(out);
        buf_put(out, m->schemas[i].json);
    }
    buf_put_char(out, ']');
}

static void put_spec_list(const char *name, const struct iceberg_spec *specs, size_t count,
                          struct buf *out)
{
    json_put_name(out, name);
    buf_put_char(out, '[');
    for (size_t i = 0; i < count; i++) {
        json_put_comma(out);
        iceberg_spec_put(&specs[i], out);
    }
    buf_put_char(out, ']');
}

static void put_specs(const struct iceberg_metadata *m, struct buf *out)
{
    if (m->format_version == 1) {
        json_put_name(out, "partition-spec");
        iceberg_spec_put_fields(iceberg_metadata_spec(m), out);
    }
    json_put_int_member(out, "default-spec-id", m->default_spec_id);
    put_spec_list("partition-specs", m->specs, m->specs_count, out);
    json_put_int_member(out, "last-partition-id", m->last_partition_id);
    json_put_int_member(out, "default-sort-order-id", m->default_order_id);
    put_spec_list("sort-orders", m->orders, m->orders_count, out);
}

static void put_properties(const struct iceberg_metadata *m, struct buf *out)
{
    buf_put(out, TEXT(",\"properties\":{"));
    for (size_t i = 0; i < m->properties.count; i++) {
        json_put_comma(out);
        json_put_string(out, m->properties.items[i].name);
        buf_put_char(out, ':');
        json_put_string(out, m->properties.items[i].value);
    }
    buf_put_char(out, '}');
}

void iceberg_metadata_put(const struct iceberg_metadata *m, struct buf *out)
{
    buf_put_char(out, '{');
    json_put_int_member(out, "format-version", m->format_version);
    json_put_string_member(out, "table-uuid", m->uuid);
    json_put_string_member(out, "location", m->location);
    json_put_int_member(out, "last-updated-ms", m->last_updated_ms);
    put_schemas(m, out);
    put_specs(m, out);
    put_properties(m, out);
    for (size_t i = 0; i < m->rest.count; i++) {
        json_put_comma(out);
        json_put_string(out, m->rest.items[i].name);
        buf_put_char(out, ':');
        buf_put(out, m->rest.items[i].value);
    }
    put_log(m, out);
    buf_put_char(out, '}');
}

/* ---- reading ---- */

struct reader {
    struct json_reader r;
    struct arena *arena;
    struct iceberg_metadata *m;
    struct iceberg_pairs members; /* all of them */
    struct err *err;
};

static struct text member_of(const struct reader *d, struct text name)
{
    const struct iceberg_pair *found = iceberg_pair_find(&d->members, name);
    return found && !text_is(found->value, "null") ? found->value : (struct text){NULL, 0};
}

static int read_integer(struct reader *d, struct text name, int64_t otherwise, int64_t *out)
{
    struct text value = member_of(d, name);
    *out = otherwise;
    if (!value.p || text_to_int64(value, out))
        return 0;
    return err_set(d->err, ERR_INVALID, "%.*s is not an integer.", TEXT_ARG(name));
}

static int read_id(struct reader *d, struct text name, int32_t otherwise, int32_t *out)
{
    int64_t value;
    if (read_integer(d, name, otherwise, &value) != 0)
        return -1;
    if (value < -1 || value > INT32_MAX)
        return err_set(d->err, ERR_INVALID, "%.*s is not an id.", TEXT_ARG(name));
    *out = (int32_t)value;
    return 0;
}

static int read_string(struct reader *d, struct text name, struct text *out)
{
    struct text value = member_of(d, name);
    if (!value.p)
        return err_set(d->err, ERR_INVALID, "%.*s is missing.", TEXT_ARG(name));
    return json_reader_init(&d->r, value, d->arena, d->err) == 0 ? json_read_string(&d->r, out)
                                                                 : -1;
}

/* The elements of a list as they stand. */
static int split_list(struct reader *d, struct text list, struct iceberg_pairs *out)
{
    struct text span;
    int more;
    *out = (struct iceberg_pairs){.count = 0};
    if (!list.p)
        return 0;
    if (json_reader_init(&d->r, list, d->arena, d->err) != 0 || json_enter_array(&d->r) != 0)
        return -1;
    while ((more = json_next_element(&d->r)) == 1) {
        if (json_skip(&d->r, &span) != 0)
            return -1;
        add_pair(out, TEXT(""), span, d->arena);
    }
    return more;
}

/* Version 1 may have only the current schema. */
static int read_schemas(struct reader *d)
{
    struct iceberg_metadata *m = d->m;
    struct iceberg_pairs list;
    if (split_list(d, member_of(d, TEXT("schemas")), &list) != 0)
        return -1;
    if (list.count == 0 && member_of(d, TEXT("schema")).p)
        add_pair(&list, TEXT(""), member_of(d, TEXT("schema")), d->arena);
    m->schemas = ARENA_ARRAY(d->arena, struct iceberg_schema, list.count + 1);
    for (; m->schemas_count < list.count; m->schemas_count++)
        if (iceberg_schema_decode(list.items[m->schemas_count].value, d->arena,
                                  &m->schemas[m->schemas_count], d->err) != 0)
            return -1;
    int32_t newest = list.count ? m->schemas[list.count - 1].id : 0;
    if (read_id(d, TEXT("current-schema-id"), newest, &m->current_schema_id) != 0)
        return -1;
    return iceberg_metadata_schema(m)
               ? read_id(d, TEXT("last-column-id"), iceberg_metadata_schema(m)->highest_id,
                         &m->last_column_id)
               : err_set(d->err, ERR_INVALID, "the current schema is missing.");
}

/* What version 1 may have instead of a list: the fields of the one spec, and no order. */
static struct text spec_of_fields(struct reader *d, bool is_order)
{
    struct text fields = is_order ? (struct text){NULL, 0} : member_of(d, TEXT("partition-spec"));
    struct buf json;
    buf_init(&json, LIMIT_ICEBERG_METADATA_BYTES);
    buf_put_char(&json, '{');
    json_put_int_member(&json, is_order ? "order-id" : "spec-id", 0);
    json_put_name(&json, "fields");
    buf_put(&json, fields.p ? fields : TEXT("[]"));
    buf_put_char(&json, '}');
    struct text copy = arena_copy(d->arena, buf_text(&json));
    buf_release(&json);
    return copy;
}

static int read_spec_list(struct reader *d, bool is_order, struct iceberg_spec **out, size_t *count)
{
    struct iceberg_pairs list;
    struct text members = member_of(d, is_order ? TEXT("sort-orders") : TEXT("partition-specs"));
    if (split_list(d, members, &list) != 0)
        return -1;
    if (list.count == 0)
        add_pair(&list, TEXT(""), spec_of_fields(d, is_order), d->arena);
    *out = ARENA_ARRAY(d->arena, struct iceberg_spec, list.count);
    for (*count = 0; *count < list.count; ++*count)
        if (iceberg_spec_decode(list.items[*count].value, is_order, d->arena, *out + *count,
                                d->err) != 0)
            return -1;
    return 0;
}

static int read_specs(struct reader *d)
{
    struct iceberg_metadata *m = d->m;
    int32_t highest = LAST_PARTITION_ID_NONE;
    if (read_spec_list(d, false, &m->specs, &m->specs_count) != 0 ||
        read_spec_list(d, true, &m->orders, &m->orders_count) != 0)
        return -1;
    for (size_t i = 0; i < m->specs_count; i++)
        for (size_t j = 0; j < m->specs[i].count; j++)
            if (m->specs[i].terms[j].field_id > highest)
                highest = m->specs[i].terms[j].field_id;
    if (read_id(d, TEXT("last-partition-id"), highest, &m->last_partition_id) != 0 ||
        read_id(d, TEXT("default-spec-id"), m->specs[0].id, &m->default_spec_id) != 0 ||
        read_id(d, TEXT("default-sort-order-id"), m->orders[0].id, &m->default_order_id) != 0)
        return -1;
    return iceberg_metadata_spec(m) && iceberg_metadata_order(m)
               ? 0
               : err_set(d->err, ERR_INVALID,
                         "the default partition spec or sort order is missing.");
}

static int read_properties(struct reader *d)
{
    struct text name, value, properties = member_of(d, TEXT("properties"));
    int more;
    if (!properties.p)
        return 0;
    if (json_reader_init(&d->r, properties, d->arena, d->err) != 0 || json_enter_object(&d->r) != 0)
        return -1;
    while ((more = json_next_member(&d->r, &name)) == 1) {
        if (json_read_string(&d->r, &value) != 0)
            return -1;
        add_pair(&d->m->properties, name, value, d->arena);
    }
    return more;
}

/* Members that iceberg_metadata_put writes from their decoded form. */
static bool is_decoded(struct text name)
{
    static const char *const names[] = {"format-version",    "table-uuid",
                                        "location",          "last-updated-ms",
                                        "last-column-id",    "schema",
                                        "current-schema-id", "schemas",
                                        "partition-spec",    "default-spec-id",
                                        "partition-specs",   "last-partition-id",
                                        "sort-orders",       "default-sort-order-id",
                                        "properties",        "metadata-log"};
    for (size_t i = 0; i < COUNT(names); i++)
        if (text_is(name, names[i]))
            return true;
    return false;
}

static int read_members(struct reader *d, struct text json)
{
    struct text name, value;
    int more;
    if (json_reader_init(&d->r, json, d->arena, d->err) != 0 || json_enter_object(&d->r) != 0)
        return -1;
    while ((more = json_next_member(&d->r, &name)) == 1) {
        if (json_skip(&d->r, &value) != 0)
            return -1;
        add_pair(&d->members, name, value, d->arena);
        if (!is_decoded(name))
            add_pair(&d->m->rest, name, value, d->arena);
    }
    return more != 0 ? -1 : json_finish(&d->r);
}

static int read_head(struct reader *d)
{
    struct iceberg_metadata *m = d->m;
    if (read_id(d, TEXT("format-version"), 0, &m->format_version) != 0)
        return -1;
    if (m->format_version < 1 || m->format_version > 2)
        return err_set(d->err, ERR_INVALID,
                       "its format version is %d, and this server knows 1 and 2.",
                       m->format_version);
    if (m->format_version > 1 && read_string(d, TEXT("table-uuid"), &m->uuid) != 0)
        return -1;
    if (member_of(d, TEXT("table-uuid")).p && read_string(d, TEXT("table-uuid"), &m->uuid) != 0)
        return -1;
    return read_string(d, TEXT("location"), &m->location) != 0 ||
                   read_integer(d, TEXT("last-updated-ms"), 0, &m->last_updated_ms) != 0
               ? -1
               : 0;
}

int iceberg_metadata_decode(struct text json, struct arena *arena, struct iceberg_metadata *out,
                            struct err *err)
{
    struct reader d = {.arena = arena, .m = out, .err = err};
    *out = (struct iceberg_metadata){.format_version = 0};
    if (read_members(&d, json) == 0 && read_head(&d) == 0 && read_schemas(&d) == 0 &&
        read_specs(&d) == 0 && read_properties(&d) == 0 &&
        split_list(&d, member_of(&d, TEXT("metadata-log")), &out->log) == 0)
        return 0;
    if (err->code == ERR_MALFORMED)
        err->code = ERR_INVALID;
    return -1;
}
