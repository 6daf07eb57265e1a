/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/iceberg_update.h"

#include <string.h>

#include "base/json_write.h"
#include "base/limits.h"
#include "catalog/shapes_table.h"

/* write.metadata.previous-versions-max of Iceberg's library, where the table does not say. */
enum { LOG_ENTRIES_DEFAULT = 100, LAST_ADDED = -1 };

struct updater {
    struct iceberg_metadata *m;
    struct arena *arena;
    struct err *err;
    const struct value *update;                    /* members of an IcebergTableUpdate */
    int32_t added_schema, added_spec, added_order; /* by this call; ICEBERG_NO_ID: none */
};

/* ---- schemas ---- */

static const struct value *given_schema(const struct updater *u)
{
    return u->update[ICEBERG_TABLE_UPDATE_SCHEMA].members;
}

static int32_t highest_schema_id(const struct iceberg_metadata *m)
{
    int32_t highest = 0;
    for (size_t i = 0; i < m->schemas_count; i++)
        if (m->schemas[i].id > highest)
            highest = m->schemas[i].id;
    return highest;
}

static const struct iceberg_schema *find_schema(const struct iceberg_metadata *m, int64_t id)
{
    for (size_t i = 0; i < m->schemas_count; i++)
        if (m->schemas[i].id == id)
            return &m->schemas[i];
    return NULL;
}

static int decode_given(const struct updater *u, int32_t id, struct iceberg_schema *out)
{
    struct buf json;
    buf_init(&json, LIMIT_ICEBERG_METADATA_BYTES);
    int result = iceberg_schema_put(given_schema(u), id, &json, u->err);
    struct text copy = arena_copy(u->arena, buf_text(&json));
    buf_release(&json);
    return result == 0 ? iceberg_schema_decode(copy, u->arena, out, u->err) : -1;
}

static bool same_schema(const struct iceberg_schema *a, const struct iceberg_schema *b)
{
    if (a->fields_count != b->fields_count || a->columns_count != b->columns_count)
        return false;
    for (size_t i = 0; i < a->columns_count; i++)
        if (a->columns[i].id != b->columns[i].id ||
            !text_equal(a->columns[i].doc, b->columns[i].doc))
            return false;
    for (size_t i = 0; i < a->fields_count; i++) {
        const struct iceberg_field *l = &a->fields[i], *r = &b->fields[i];
        if (l->id != r->id || l->is_required != r->is_required || !text_equal(l->name, r->name) ||
            !text_equal(l->primitive, r->primitive))
            return false;
    }
    return true;
}

static const struct iceberg_schema *find_same(const struct iceberg_metadata *m,
                                              const struct iceberg_schema *schema)
{
    for (size_t i = 0; i < m->schemas_count; i++)
        if (same_schema(&m->schemas[i], schema))
            return &m->schemas[i];
    return NULL;
}

/* Ids are never used twice, also not those of columns that are gone. */
static int check_new_ids(const struct updater *u, const struct iceberg_schema *schema)
{
    for (size_t i = 0; i < schema->fields_count; i++) {
        const struct iceberg_field *field = &schema->fields[i];
        bool known = field->id > u->m->last_column_id;
        for (size_t j = 0; j < u->m->schemas_count && !known; j++)
            known = iceberg_schema_field(&u->m->schemas[j], field->id) != NULL;
        if (!known)
            return err_set(u->err, ERR_INVALID,
                           "Schema: the new field '%.*s' needs an id above %d, the last one that "
                           "was used.",
                           TEXT_ARG(text_cut(field->name, 128)), u->m->last_column_id);
    }
    return 0;
}

static void append_schema(struct updater *u, const struct iceberg_schema *schema)
{
    struct iceberg_metadata *m = u->m;
    struct iceberg_schema *wider =
        ARENA_ARRAY(u->arena, struct iceberg_schema, m->schemas_count + 1);
    memcpy(wider, m->schemas, m->schemas_count * sizeof *wider);
    wider[m->schemas_count++] = *schema;
    m->schemas = wider;
    if (schema->highest_id > m->last_column_id)
        m->last_column_id = schema->highest_id;
}

static int add_schema(struct updater *u)
{
    const struct value *wanted = &given_schema(u)[ICEBERG_SCHEMA_SCHEMA_ID];
    struct iceberg_schema schema;
    int32_t id = wanted->set && wanted->integer >= 0 && !find_schema(u->m, wanted->integer)
                     ? (int32_t)wanted->integer
                     : highest_schema_id(u->m) + 1;
    if (decode_given(u, id, &schema) != 0)
        return -1;
    const struct iceberg_schema *same = find_same(u->m, &schema);
    u->added_schema = same ? same->id : id;
    if (same)
        return 0;
    if (check_new_ids(u, &schema) != 0 ||
        iceberg_schema_check_change(iceberg_metadata_schema(u->m), &schema, u->m->last_column_id,
                                    u->err) != 0)
        return -1;
    append_schema(u, &schema);
    return 0;
}

/* By its id where that fits what else is said of it, then by what it holds, then the last one that
 * was added. */
static int set_current_schema(struct updater *u)
{
    const struct value *wanted = &given_schema(u)[ICEBERG_SCHEMA_SCHEMA_ID];
    bool has_fields = given_schema(u)[ICEBERG_SCHEMA_FIELDS].list.count > 0;
    struct iceberg_schema given;
    if (decode_given(u, 0, &given) != 0)
        return -1;
    const struct iceberg_schema *found = wanted->set ? find_schema(u->m, wanted->integer) : NULL;
    if (!found || (has_fields && !same_schema(found, &given)))
        found = has_fields ? find_same(u->m, &given) : NULL;
    if (!found && (!wanted->set || wanted->integer == LAST_ADDED))
        found = find_schema(u->m, u->added_schema);
    if (!found)
        return err_set(u->err, ERR_INVALID, "set-current-schema: the table has no such schema.");
    u->m->current_schema_id = found->id;
    return 0;
}

/* ---- specs and orders ---- */

struct spec_list {
    struct iceberg_spec **specs;
    size_t *count;
    int32_t *current, *added;
    const char *action;
};

static struct spec_list list_of(struct updater *u, bool is_order)
{
    struct iceberg_metadata *m = u->m;
    return is_order ? (struct spec_list){&m->orders, &m->orders_count, &m->default_order_id,
                                         &u->added_order, "set-default-sort-order"}
                    : (struct spec_list){&m->specs, &m->specs_count, &m->default_spec_id,
                                         &u->added_spec, "set-default-spec"};
}

static const struct value *given_spec(const struct updater *u, bool is_order)
{
    return u
        ->update[is_order ? (int)ICEBERG_TABLE_UPDATE_SORT_ORDER
                          : (int)ICEBERG_TABLE_UPDATE_PARTITION_SPEC]
        .members;
}

static const struct iceberg_spec *find_spec(const struct spec_list *list, int32_t id)
{
    for (size_t i = 0; i < *list->count; i++)
        if ((*list->specs)[i].id == id)
            return &(*list->specs)[i];
    return NULL;
}

static const struct iceberg_spec *find_same_spec(const struct spec_list *list,
                                                 const struct iceberg_spec *spec)
{
    for (size_t i = 0; i < *list->count; i++)
        if (iceberg_spec_equal(&(*list->specs)[i], spec))
            return &(*list->specs)[i];
    return NULL;
}

static int32_t free_id(const struct spec_list *list, const struct iceberg_spec *spec)
{
    int32_t highest = 0;
    if (spec->is_order && spec->count == 0)
        return 0;
    if (spec->id >= (spec->is_order ? 1 : 0) && !find_spec(list, spec->id))
        return spec->id;
    for (size_t i = 0; i < *list->count; i++)
        if ((*list->specs)[i].id > highest)
            highest = (*list->specs)[i].id;
    return highest + 1;
}

/* The schema that a new spec is meant for: the one that was added with it. */
static const struct iceberg_schema *schema_of(const struct updater *u)
{
    const struct iceberg_schema *added = find_schema(u->m, u->added_schema);
    return added ? added : iceberg_metadata_schema(u->m);
}

static int add_terms(struct updater *u, bool is_order)
{
    struct spec_list list = list_of(u, is_order);
    struct iceberg_spec spec;
    if (!given_spec(u, is_order))
        return err_set(u->err, ERR_INVALID, "%s is missing.",
                       is_order ? "SortOrder" : "PartitionSpec");
    iceberg_spec_of_input(given_spec(u, is_order), is_order, u->arena, &spec);
    const struct iceberg_spec *same = find_same_spec(&list, &spec);
    if (same) {
        *list.added = same->id;
        return 0;
    }
    spec.id = free_id(&list, &spec);
    if (iceberg_spec_check(&spec, schema_of(u), u->err) != 0 ||
        (!is_order && iceberg_spec_number(&spec, *list.specs, *list.count, &u->m->last_partition_id,
                                          u->err) != 0))
        return -1;
    struct iceberg_spec *wider = ARENA_ARRAY(u->arena, struct iceberg_spec, *list.count + 1);
    memcpy(wider, *list.specs, *list.count * sizeof *wider);
    wider[(*list.count)++] = spec;
    *list.specs = wider;
    *list.added = spec.id;
    return 0;
}

static int set_default(struct updater *u, bool is_order)
{
    struct spec_list list = list_of(u, is_order);
    struct iceberg_spec given;
    iceberg_spec_of_input(given_spec(u, is_order), is_order, u->arena, &given);
    const struct iceberg_spec *found = find_spec(&list, given.id);
    if (!found || (given.count > 0 && !iceberg_spec_equal(found, &given)))
        found = given.count > 0 ? find_same_spec(&list, &given) : NULL;
    if (!found && given.id == LAST_ADDED)
        found = find_spec(&list, *list.added);
    if (!found)
        return err_set(u->err, ERR_INVALID, "%s: the table has no such one.", list.action);
    *list.current = found->id;
    return 0;
}

static int add_spec(struct updater *u)
{
    return add_terms(u, false);
}

static int set_default_spec(struct updater *u)
{
    return set_default(u, false);
}

static int add_order(struct updater *u)
{
    return add_terms(u, true);
}

static int set_default_order(struct updater *u)
{
    return set_default(u, true);
}

/* ---- the rest ---- */

static int set_location(struct updater *u)
{
    struct text location = u->update[ICEBERG_TABLE_UPDATE_LOCATION].text;
    while (location.n > 0 && location.p[location.n - 1] == '/')
        location.n--;
    if (location.n == 0)
        return err_set(u->err, ERR_INVALID,
                       "Location information cannot be null while creating an iceberg table");
    u->m->location = location;
    return 0;
}

static int set_properties(struct updater *u)
{
    const struct list *map = &u->update[ICEBERG_TABLE_UPDATE_PROPERTIES].list;
    for (size_t i = 0; i < map->count; i++)
        iceberg_pair_set(&u->m->properties, map->items[2 * i].text, map->items[2 * i + 1].text,
                         u->arena);
    return 0;
}

static int remove_properties(struct updater *u)
{
    const struct list *map = &u->update[ICEBERG_TABLE_UPDATE_PROPERTIES].list;
    struct iceberg_pairs *properties = &u->m->properties;
    for (size_t i = 0; i < map->count; i++) {
        struct iceberg_pair *found = iceberg_pair_find(properties, map->items[2 * i].text);
        if (found)
            *found = properties->items[--properties->count];
    }
    return 0;
}

static int refuse_keys(struct updater *u)
{
    return err_set(u->err, ERR_INVALID,
                   "%.*s: encryption keys need format version 3; the table has version %d.",
                   TEXT_ARG(u->update[ICEBERG_TABLE_UPDATE_ACTION].text), u->m->format_version);
}

struct action {
    const char *name;
    int (*apply)(struct updater *u);
};
static const struct action actions[] = {
    {"add-schema", add_schema},
    {"set-current-schema", set_current_schema},
    {"add-spec", add_spec},
    {"set-default-spec", set_default_spec},
    {"add-sort-order", add_order},
    {"set-default-sort-order", set_default_order},
    {"set-location", set_location},
    {"set-properties", set_properties},
    {"remove-properties", remove_properties},
    {"add-encryption-key", refuse_keys},
    {"remove-encryption-key", refuse_keys},
};

static int apply_all(struct updater *u)
{
    return add_schema(u) != 0 || set_current_schema(u) != 0 ||
                   (given_spec(u, false) && (add_spec(u) != 0 || set_default_spec(u) != 0)) ||
                   (given_spec(u, true) && (add_order(u) != 0 || set_default_order(u) != 0)) ||
                   set_location(u) != 0 || set_properties(u) != 0
               ? -1
               : 0;
}

static int apply(struct updater *u)
{
    const struct value *action = &u->update[ICEBERG_TABLE_UPDATE_ACTION];
    if (!action->set)
        return apply_all(u);
    for (size_t i = 0; i < COUNT(actions); i++)
        if (text_is(action->text, actions[i].name))
            return actions[i].apply(u);
    return err_set(u->err, ERR_INVALID, "Action: '%.*s' is not known.", TEXT_ARG(action->text));
}

/* What the table partitions and sorts by must be columns that it still has; a void partition has
 * outlived its source. */
static int check_result(const struct updater *u)
{
    const struct iceberg_schema *schema = iceberg_metadata_schema(u->m);
    struct iceberg_spec spec = *iceberg_metadata_spec(u->m);
    struct iceberg_term *kept = ARENA_ARRAY(u->arena, struct iceberg_term, spec.count + 1);
    size_t count = 0;
    for (size_t i = 0; i < spec.count; i++)
        if (!text_is(spec.terms[i].transform, "void"))
            kept[count++] = spec.terms[i];
    spec.terms = kept;
    spec.count = count;
    return iceberg_spec_check(&spec, schema, u->err) != 0
               ? -1
               : iceberg_spec_check(iceberg_metadata_order(u->m), schema, u->err);
}

/* The oldest entries go. */
static void add_to_log(struct updater *u, const struct iceberg_step *step)
{
    struct iceberg_pairs *log = &u->m->log;
    const struct iceberg_pair *most =
        iceberg_pair_find(&u->m->properties, TEXT("write.metadata.previous-versions-max"));
    int64_t entries;
    if (!most || !text_to_int64(most->value, &entries) || entries < 1)
        entries = LOG_ENTRIES_DEFAULT;
    struct buf entry;
    buf_init(&entry, LIMIT_ICEBERG_METADATA_BYTES);
    buf_put_char(&entry, '{');
    json_put_int_member(&entry, "timestamp-ms", u->m->last_updated_ms);
    json_put_string_member(&entry, "metadata-file", step->metadata_file);
    buf_put_char(&entry, '}');
    struct iceberg_pairs kept = {.count = 0};
    size_t first = log->count >= (size_t)entries ? log->count - (size_t)entries + 1 : 0;
    for (size_t i = first; i < log->count; i++)
        iceberg_pair_set(&kept, log->items[i].value, log->items[i].value, u->arena);
    struct text value = arena_copy(u->arena, buf_text(&entry));
    iceberg_pair_set(&kept, value, value, u->arena);
    buf_release(&entry);
    *log = kept;
}

int iceberg_metadata_update(struct iceberg_metadata *m, const struct value *updates,
                            const struct iceberg_step *step, struct arena *arena, struct err *err)
{
    struct updater u = {.m = m,
                        .arena = arena,
                        .err = err,
                        .added_schema = ICEBERG_NO_ID,
                        .added_spec = ICEBERG_NO_ID,
                        .added_order = ICEBERG_NO_ID};
    for (size_t i = 0; i < updates->list.count; i++) {
        u.update = updates->list.items[i].members;
        if (apply(&u) != 0) {
            err_wrap(err, "Updates.%zu", i + 1);
            return -1;
        }
    }
    if (check_result(&u) != 0)
        return -1;
    add_to_log(&u, step);
    m->last_updated_ms = step->now_ms > m->last_updated_ms ? step->now_ms : m->last_updated_ms + 1;
    return 0;
}
