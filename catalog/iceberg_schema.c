/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/iceberg_schema.h"

#include <stdlib.h>
#include <string.h>

#include "base/json_read.h"
#include "base/json_write.h"
#include "base/limits.h"
#include "base/text_index.h"
#include "catalog/iceberg_type.h"
#include "catalog/shapes_table.h"

struct decoder {
    struct json_reader r;
    struct arena *arena;
    struct iceberg_schema *schema;
    size_t room;
};

/* What stands above a field. */
struct above {
    bool is_repeated, is_optional;
};

static int decode_type(struct decoder *d, struct above above, struct text *primitive,
                       const struct hive_type **hive);

static int fail_field(struct decoder *d, const struct iceberg_field *field, const char *why)
{
    return err_set(d->r.err, ERR_INVALID, "Schema: the field '%.*s' (id %d) %s.",
                   TEXT_ARG(text_cut(field->name, 128)), field->id, why);
}

static int add_field(struct decoder *d, const struct iceberg_field *field)
{
    struct iceberg_schema *s = d->schema;
    if (field->id <= 0)
        return fail_field(d, field, "needs an id above 0");
    if (s->fields_count >= LIMIT_SCHEMA_FIELDS)
        return err_set(d->r.err, ERR_INVALID, "Schema: more than %d fields.", LIMIT_SCHEMA_FIELDS);
    if (s->fields_count == d->room) {
        struct iceberg_field *wider =
            ARENA_ARRAY(d->arena, struct iceberg_field, d->room ? d->room * 2 : 16);
        if (d->room)
            memcpy(wider, s->fields, d->room * sizeof *wider);
        s->fields = wider;
        d->room = d->room ? d->room * 2 : 16;
    }
    s->fields[s->fields_count++] = *field;
    if (field->id > s->highest_id)
        s->highest_id = field->id;
    return 0;
}

static int read_id(struct decoder *d, int32_t *out)
{
    struct json_number n;
    if (json_read_number(&d->r, &n) != 0)
        return -1;
    if (!n.is_integer || n.integer < 0 || n.integer > INT32_MAX)
        return err_set(d->r.err, ERR_INVALID, "Schema: %.*s is not an id.",
                       TEXT_ARG(text_cut(n.raw, 64)));
    *out = (int32_t)n.integer;
    return 0;
}

/* A field of a struct. Its type may stand before its id, so what is nested is decoded from its span
 * when the rest is known. */
struct raw_field {
    struct iceberg_field field;
    struct text doc, type;
    bool has_id, has_required;
};

static int read_member(struct decoder *d, struct text name, struct raw_field *out)
{
    if (text_is(name, "id")) {
        out->has_id = true;
        return read_id(d, &out->field.id);
    }
    if (text_is(name, "name"))
        return json_read_string(&d->r, &out->field.name);
    if (text_is(name, "required")) {
        out->has_required = true;
        return json_read_boolean(&d->r, &out->field.is_required);
    }
    if (text_is(name, "type"))
        return json_skip(&d->r, &out->type);
    if (text_is(name, "doc") && json_peek(&d->r) == JSON_STRING)
        return json_read_string(&d->r, &out->doc);
    return json_skip(&d->r, NULL);
}

static int read_raw_field(struct decoder *d, struct raw_field *out)
{
    struct text name;
    int more;
    *out = (struct raw_field){.has_id = false};
    if (json_enter_object(&d->r) != 0)
        return -1;
    while ((more = json_next_member(&d->r, &name)) == 1)
        if (read_member(d, name, out) != 0)
            return -1;
    if (more != 0)
        return -1;
    if (!out->has_id || !out->has_required || out->field.name.n == 0 || !out->type.p)
        return err_set(d->r.err, ERR_INVALID,
                       "Schema: the field '%.*s' must have id, name, type and required.",
                       TEXT_ARG(text_cut(out->field.name, 128)));
    return 0;
}

/* Decodes the type in `span` with a reader of its own. */
static int decode_span(struct decoder *d, struct text span, struct above above,
                       struct text *primitive, const struct hive_type **hive)
{
    struct json_reader outer = d->r;
    unsigned depth = d->r.depth;
    if (json_reader_init(&d->r, span, d->arena, outer.err) != 0)
        return -1;
    d->r.depth = depth; /* so that the depth of the whole stays bounded */
    int result = decode_type(d, above, primitive, hive);
    d->r = outer;
    return result;
}

struct members {
    struct hive_child *children;
    struct iceberg_column *columns;
    size_t n, room;
    struct text_index names;
};

static void grow_members(struct members *m, struct arena *arena)
{
    size_t wider = m->room ? m->room * 2 : 16;
    struct hive_child *children = ARENA_ARRAY(arena, struct hive_child, wider);
    struct iceberg_column *columns = ARENA_ARRAY(arena, struct iceberg_column, wider);
    if (m->room) {
        memcpy(children, m->children, m->n * sizeof *children);
        memcpy(columns, m->columns, m->n * sizeof *columns);
    }
    m->children = children;
    m->columns = columns;
    m->room = wider;
}

/* Names that differ in case alone are one column to Hive. */
static int decode_field(struct decoder *d, struct above above, struct members *m)
{
    struct raw_field raw;
    const struct hive_type *hive;
    if (read_raw_field(d, &raw) != 0)
        return -1;
    struct iceberg_field *field = &raw.field;
    field->is_repeated = above.is_repeated;
    field->is_inside_optional = above.is_optional;
    const struct above inside = {above.is_repeated, above.is_optional || !field->is_required};
    if (text_index_find(&m->names, field->name) != TEXT_INDEX_NONE)
        return fail_field(d, field, "has the name of another one");
    if (decode_span(d, raw.type, inside, &field->primitive, &hive) != 0 || add_field(d, field) != 0)
        return -1;
    if (m->n == m->room)
        grow_members(m, d->arena);
    text_index_add(&m->names, field->name, m->n);
    m->children[m->n] = (struct hive_child){field->name, hive};
    m->columns[m->n++] = (struct iceberg_column){.id = field->id,
                                                 .name = field->name,
                                                 .doc = raw.doc,
                                                 .json_type = raw.type,
                                                 .is_required = field->is_required,
                                                 .type = hive};
    return 0;
}

static int decode_fields(struct decoder *d, struct above above, struct members *m)
{
    int more;
    text_index_init(&m->names, d->arena);
    if (json_enter_array(&d->r) != 0)
        return -1;
    while ((more = json_next_element(&d->r)) == 1)
        if (decode_field(d, above, m) != 0)
            return -1;
    return more;
}

/* The members of a nested type: {"type":"list","element-id":3,...}. */
struct nested {
    struct text type, fields, element, key, value;
    struct iceberg_field element_field, key_field, value_field;
};

static int read_nested_member(struct decoder *d, struct text name, struct nested *out)
{
    const struct {
        const char *name;
        struct text *span;
    } spans[] = {{"fields", &out->fields},
                 {"element", &out->element},
                 {"key", &out->key},
                 {"value", &out->value}};
    const struct {
        const char *name;
        int32_t *id;
    } ids[] = {{"element-id", &out->element_field.id},
               {"key-id", &out->key_field.id},
               {"value-id", &out->value_field.id}};
    if (text_is(name, "type"))
        return json_read_string(&d->r, &out->type);
    for (size_t i = 0; i < COUNT(spans); i++)
        if (text_is(name, spans[i].name))
            return json_skip(&d->r, spans[i].span);
    for (size_t i = 0; i < COUNT(ids); i++)
        if (text_is(name, ids[i].name))
            return read_id(d, ids[i].id);
    if (text_is(name, "element-required"))
        return json_read_boolean(&d->r, &out->element_field.is_required);
    if (text_is(name, "value-required"))
        return json_read_boolean(&d->r, &out->value_field.is_required);
    return json_skip(&d->r, NULL);
}

static int read_nested(struct decoder *d, struct nested *out)
{
    struct text name;
    int more;
    *out = (struct nested){.element_field.name = TEXT("element"),
                           .key_field = {.name = TEXT("key"), .is_required = true},
                           .value_field.name = TEXT("value")};
    if (json_enter_object(&d->r) != 0)
        return -1;
    while ((more = json_next_member(&d->r, &name)) == 1)
        if (read_nested_member(d, name, out) != 0)
            return -1;
    return more;
}

/* An element, key or value. */
static int decode_part(struct decoder *d, struct text span, struct iceberg_field *field,
                       const struct hive_type **hive)
{
    const struct above above = {.is_repeated = true};
    field->is_repeated = true;
    if (!span.p)
        return err_set(d->r.err, ERR_INVALID, "Schema: a list or map has no type for its %.*s.",
                       TEXT_ARG(field->name));
    if (decode_span(d, span, above, &field->primitive, hive) != 0)
        return -1;
    return add_field(d, field);
}

static int decode_struct(struct decoder *d, struct text fields, struct above above,
                         const struct hive_type **hive)
{
    struct members m = {.n = 0};
    struct json_reader outer = d->r;
    unsigned depth = d->r.depth;
    if (!fields.p)
        return err_set(d->r.err, ERR_INVALID, "Schema: a struct has no fields.");
    if (json_reader_init(&d->r, fields, d->arena, outer.err) != 0)
        return -1;
    d->r.depth = depth;
    int result = decode_fields(d, above, &m);
    d->r = outer;
    *hive = hive_type_struct(d->arena, m.children, m.n);
    return result;
}

static int decode_nested(struct decoder *d, struct above above, const struct hive_type **hive)
{
    struct nested nested;
    const struct hive_type *key, *value;
    if (read_nested(d, &nested) != 0)
        return -1;
    d->r.depth++;
    int result = -1;
    if (d->r.depth >= LIMIT_HIVE_TYPE_DEPTH) {
        err_set(d->r.err, ERR_INVALID, "Schema: types are nested deeper than %d levels.",
                LIMIT_HIVE_TYPE_DEPTH);
    } else if (text_is(nested.type, "struct")) {
        result = decode_struct(d, nested.fields, above, hive);
    } else if (text_is(nested.type, "list")) {
        result = decode_part(d, nested.element, &nested.element_field, &value);
        *hive = result == 0 ? hive_type_array(d->arena, value) : NULL;
    } else if (text_is(nested.type, "map")) {
        result = decode_part(d, nested.key, &nested.key_field, &key) != 0 ||
                         decode_part(d, nested.value, &nested.value_field, &value) != 0
                     ? -1
                     : 0;
        *hive = result == 0 ? hive_type_map(d->arena, key, value) : NULL;
    } else {
        err_set(d->r.err, ERR_INVALID, "Schema: '%.*s' is not a nested type of Iceberg.",
                TEXT_ARG(text_cut(nested.type, 64)));
    }
    d->r.depth--;
    return result;
}

static int decode_type(struct decoder *d, struct above above, struct text *primitive,
                       const struct hive_type **hive)
{
    enum json_kind kind = json_peek(&d->r);
    *primitive = (struct text){NULL, 0};
    if (kind == JSON_OBJECT)
        return decode_nested(d, above, hive);
    return json_read_string(&d->r, primitive) == 0
               ? iceberg_type_to_hive(*primitive, d->arena, hive, d->r.err)
               : -1;
}

/* ---- the whole ---- */

static int compare_ids(const void *a, const void *b)
{
    int32_t left = ((const struct iceberg_field *)a)->id,
            right = ((const struct iceberg_field *)b)->id;
    return (left > right) - (left < right);
}

static int sort_fields(struct decoder *d)
{
    struct iceberg_schema *s = d->schema;
    if (s->fields_count > 0)
        qsort(s->fields, s->fields_count, sizeof *s->fields, compare_ids);
    for (size_t i = 1; i < s->fields_count; i++)
        if (s->fields[i].id == s->fields[i - 1].id)
            return fail_field(d, &s->fields[i], "has the id of another one");
    return 0;
}

const struct iceberg_field *iceberg_schema_field(const struct iceberg_schema *schema, int32_t id)
{
    const struct iceberg_field key = {.id = id};
    return schema->fields_count
               ? bsearch(&key, schema->fields, schema->fields_count, sizeof key, compare_ids)
               : NULL;
}

/* Identifier fields: primitive, required at every level, comparable, not repeated. */
static int check_identifier(struct decoder *d, int32_t id)
{
    const struct iceberg_field *field = iceberg_schema_field(d->schema, id);
    if (!field)
        return err_set(d->r.err, ERR_INVALID,
                       "IdentifierFieldIds: the schema has no field with the id %d.", id);
    if (!field->primitive.p || field->is_repeated)
        return fail_field(d, field, "cannot identify rows: it is nested or repeated");
    if (!field->is_required || field->is_inside_optional)
        return fail_field(d, field, "cannot identify rows: it is optional");
    if (text_is(field->primitive, "float") || text_is(field->primitive, "double"))
        return fail_field(d, field, "cannot identify rows: it is a floating-point number");
    return 0;
}

static int check_identifiers(struct decoder *d, struct text ids)
{
    int more;
    if (!ids.p)
        return 0;
    if (json_reader_init(&d->r, ids, d->arena, d->r.err) != 0 || json_enter_array(&d->r) != 0)
        return -1;
    while ((more = json_next_element(&d->r)) == 1) {
        int32_t id;
        if (read_id(d, &id) != 0 || check_identifier(d, id) != 0)
            return -1;
    }
    return more;
}

static int decode_whole(struct decoder *d)
{
    struct text name, identifiers = {NULL, 0};
    struct members m = {.n = 0};
    bool has_fields = false;
    int more;
    if (json_enter_object(&d->r) != 0)
        return -1;
    while ((more = json_next_member(&d->r, &name)) == 1) {
        int result = text_is(name, "fields")      ? decode_fields(d, (struct above){0}, &m)
                     : text_is(name, "schema-id") ? read_id(d, &d->schema->id)
                     : text_is(name, "identifier-field-ids") ? json_skip(&d->r, &identifiers)
                                                             : json_skip(&d->r, NULL);
        has_fields |= text_is(name, "fields");
        if (result != 0)
            return -1;
    }
    if (more != 0)
        return -1;
    if (!has_fields)
        return err_set(d->r.err, ERR_INVALID, "Schema: it has no fields.");
    d->schema->columns = m.columns;
    d->schema->columns_count = m.n;
    d->schema->identifiers = identifiers;
    return sort_fields(d) != 0 || check_identifiers(d, identifiers) != 0 ? -1 : 0;
}

int iceberg_schema_decode(struct text json, struct arena *arena, struct iceberg_schema *out,
                          struct err *err)
{
    struct decoder d = {.arena = arena, .schema = out};
    *out = (struct iceberg_schema){.json = json};
    if (json_reader_init(&d.r, json, arena, err) == 0 && decode_whole(&d) == 0)
        return 0;
    if (err->code == ERR_MALFORMED) {
        err->code = ERR_INVALID;
        err_wrap(err, "Schema");
    }
    return -1;
}

/* ---- from the API's shape ---- */

static int put_field(const struct value *field, struct buf *out, struct err *err)
{
    if (field[ICEBERG_STRUCT_FIELD_INITIAL_DEFAULT].set ||
        field[ICEBERG_STRUCT_FIELD_WRITE_DEFAULT].set)
        return err_set(err, ERR_INVALID,
                       "Schema: default values need format version 3; the field '%.*s' has one.",
                       TEXT_ARG(text_cut(field[ICEBERG_STRUCT_FIELD_NAME].text, 128)));
    json_put_comma(out);
    buf_put_char(out, '{');
    json_put_int_member(out, "id", field[ICEBERG_STRUCT_FIELD_ID].integer);
    json_put_string_member(out, "name", field[ICEBERG_STRUCT_FIELD_NAME].text);
    json_put_boolean_member(out, "required", field[ICEBERG_STRUCT_FIELD_REQUIRED].boolean);
    json_put_name(out, "type");
    buf_put(out, field[ICEBERG_STRUCT_FIELD_TYPE].text);
    if (field[ICEBERG_STRUCT_FIELD_DOC].set)
        json_put_string_member(out, "doc", field[ICEBERG_STRUCT_FIELD_DOC].text);
    buf_put_char(out, '}');
    return 0;
}

int iceberg_schema_put(const struct value *schema, int32_t schema_id, struct buf *out,
                       struct err *err)
{
    const struct value *ids = &schema[ICEBERG_SCHEMA_IDENTIFIER_FIELD_IDS];
    const struct list *fields = &schema[ICEBERG_SCHEMA_FIELDS].list;
    buf_put(out, TEXT("{\"type\":\"struct\""));
    json_put_int_member(out, "schema-id", schema_id);
    if (ids->list.count > 0) {
        buf_put(out, TEXT(",\"identifier-field-ids\":["));
        for (size_t i = 0; i < ids->list.count; i++) {
            json_put_comma(out);
            buf_put_int(out, ids->list.items[i].integer);
        }
        buf_put_char(out, ']');
    }
    buf_put(out, TEXT(",\"fields\":["));
    for (size_t i = 0; i < fields->count; i++)
        if (put_field(fields->items[i].members, out, err) != 0)
            return -1;
    buf_put(out, TEXT("]}"));
    return 0;
}

/* ---- evolution ---- */

static int check_field(const struct iceberg_field *before, const struct iceberg_field *after,
                       struct err *err)
{
    bool same_kind = (before->primitive.p == NULL) == (after->primitive.p == NULL);
    bool fits = same_kind &&
                (!before->primitive.p || iceberg_type_widens(before->primitive, after->primitive));
    if (!fits)
        return err_set(err, ERR_INVALID,
                       "Schema: the field '%.*s' (id %d) cannot change from %.*s to %.*s.",
                       TEXT_ARG(text_cut(after->name, 128)), after->id,
                       TEXT_ARG(before->primitive.p ? before->primitive : TEXT("a nested type")),
                       TEXT_ARG(after->primitive.p ? after->primitive : TEXT("a nested type")));
    if (after->is_required && !before->is_required)
        return err_set(err, ERR_INVALID,
                       "Schema: the field '%.*s' (id %d) is optional and cannot become required.",
                       TEXT_ARG(text_cut(after->name, 128)), after->id);
    return 0;
}

/* A required field inside something new is as new as that, and nothing reads it from old files. */
int iceberg_schema_check_change(const struct iceberg_schema *before,
                                const struct iceberg_schema *after, int32_t last_id,
                                struct err *err)
{
    for (size_t i = 0; i < after->fields_count; i++) {
        const struct iceberg_field *field = &after->fields[i];
        const struct iceberg_field *old = iceberg_schema_field(before, field->id);
        if (old && check_field(old, field, err) != 0)
            return -1;
        if (!old && field->id > last_id && field->is_required && !field->is_inside_optional &&
            !field->is_repeated)
            return err_set(err, ERR_INVALID,
                           "Schema: the new field '%.*s' (id %d) must be optional: files that are "
                           "there do not have it.",
                           TEXT_ARG(text_cut(field->name, 128)), field->id);
    }
    return 0;
}
