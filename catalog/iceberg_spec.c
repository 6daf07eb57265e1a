/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/iceberg_spec.h"

#include "base/json_read.h"
#include "base/json_write.h"
#include "base/limits.h"
#include "catalog/iceberg_type.h"
#include "catalog/shapes_table.h"

/* ---- reading ---- */

static int read_number(struct json_reader *r, int32_t *out)
{
    struct json_number n;
    if (json_read_number(r, &n) != 0)
        return -1;
    if (!n.is_integer || n.integer < 0 || n.integer > INT32_MAX)
        return err_set(r->err, ERR_INVALID, "%.*s is not an id.", TEXT_ARG(text_cut(n.raw, 64)));
    *out = (int32_t)n.integer;
    return 0;
}

static int read_term(struct json_reader *r, struct iceberg_term *out)
{
    const struct {
        const char *name;
        struct text *text;
    } texts[] = {{"transform", &out->transform},
                 {"name", &out->name},
                 {"direction", &out->direction},
                 {"null-order", &out->null_order}};
    struct text name;
    int more;
    if (json_enter_object(r) != 0)
        return -1;
    while ((more = json_next_member(r, &name)) == 1) {
        size_t i = 0;
        while (i < COUNT(texts) && !text_is(name, texts[i].name))
            i++;
        int result = i < COUNT(texts)             ? json_read_string(r, texts[i].text)
                     : text_is(name, "source-id") ? read_number(r, &out->source_id)
                     : text_is(name, "field-id")  ? read_number(r, &out->field_id)
                                                  : json_skip(r, NULL);
        if (result != 0)
            return -1;
    }
    return more;
}

static size_t count_elements(struct text json, struct arena *arena)
{
    struct json_reader r;
    struct err ignored = {0};
    size_t count = 0;
    if (json_reader_init(&r, json, arena, &ignored) != 0 || json_enter_array(&r) != 0)
        return 0;
    while (json_next_element(&r) == 1 && json_skip(&r, NULL) == 0)
        count++;
    return count;
}

static int read_terms(struct json_reader *r, struct arena *arena, struct iceberg_spec *out)
{
    struct json_reader ahead = *r;
    struct text span;
    int more;
    if (json_skip(&ahead, &span) != 0)
        return -1;
    size_t count = count_elements(span, arena);
    out->terms = ARENA_ARRAY(arena, struct iceberg_term, count + 1);
    out->count = 0;
    if (json_enter_array(r) != 0)
        return -1;
    while ((more = json_next_element(r)) == 1 && out->count < count)
        if (read_term(r, &out->terms[out->count++]) != 0)
            return -1;
    return more;
}

int iceberg_spec_decode(struct text json, bool is_order, struct arena *arena,
                        struct iceberg_spec *out, struct err *err)
{
    struct json_reader r;
    struct text name;
    int more = -1;
    *out = (struct iceberg_spec){.is_order = is_order, .json = json};
    if (json_reader_init(&r, json, arena, err) != 0 || json_enter_object(&r) != 0)
        return -1;
    while ((more = json_next_member(&r, &name)) == 1) {
        int result = text_is(name, "fields")                            ? read_terms(&r, arena, out)
                     : text_is(name, is_order ? "order-id" : "spec-id") ? read_number(&r, &out->id)
                                                                        : json_skip(&r, NULL);
        if (result != 0)
            return -1;
    }
    return more;
}

/* ---- from the API's shapes ---- */

static struct iceberg_term sort_term(const struct value *field)
{
    return (struct iceberg_term){.source_id = (int32_t)field[ICEBERG_SORT_FIELD_SOURCE_ID].integer,
                                 .transform = field[ICEBERG_SORT_FIELD_TRANSFORM].text,
                                 .direction = field[ICEBERG_SORT_FIELD_DIRECTION].text,
                                 .null_order = field[ICEBERG_SORT_FIELD_NULL_ORDER].text};
}

static struct iceberg_term partition_term(const struct value *field)
{
    return (struct iceberg_term){
        .source_id = (int32_t)field[ICEBERG_PARTITION_FIELD_SOURCE_ID].integer,
        .field_id = (int32_t)field[ICEBERG_PARTITION_FIELD_FIELD_ID].integer,
        .transform = field[ICEBERG_PARTITION_FIELD_TRANSFORM].text,
        .name = field[ICEBERG_PARTITION_FIELD_NAME].text};
}

void iceberg_spec_of_input(const struct value *input, bool is_order, struct arena *arena,
                           struct iceberg_spec *out)
{
    *out = (struct iceberg_spec){.is_order = is_order, .id = ICEBERG_NO_ID};
    if (!input)
        return;
    const struct value *id =
        &input[is_order ? (int)ICEBERG_SORT_ORDER_ORDER_ID : (int)ICEBERG_PARTITION_SPEC_SPEC_ID];
    const struct list *fields =
        &input[is_order ? (int)ICEBERG_SORT_ORDER_FIELDS : (int)ICEBERG_PARTITION_SPEC_FIELDS].list;
    if (id->set)
        out->id = (int32_t)id->integer;
    out->terms = ARENA_ARRAY(arena, struct iceberg_term, fields->count + 1);
    out->count = fields->count;
    for (size_t i = 0; i < fields->count; i++)
        out->terms[i] = (is_order ? sort_term : partition_term)(fields->items[i].members);
}

/* ---- rules ---- */

static const char *noun_of(const struct iceberg_spec *spec)
{
    return spec->is_order ? "SortOrder" : "PartitionSpec";
}

static int check_source(const struct iceberg_spec *spec, const struct iceberg_term *term,
                        const struct iceberg_schema *schema, struct err *err)
{
    const struct iceberg_field *field = iceberg_schema_field(schema, term->source_id);
    if (!field)
        return err_set(err, ERR_INVALID, "%s: the schema has no field with the id %d.",
                       noun_of(spec), term->source_id);
    if (!field->primitive.p || field->is_repeated)
        return err_set(err, ERR_INVALID,
                       "%s: the field '%.*s' (id %d) is nested or repeated and cannot be a source.",
                       noun_of(spec), TEXT_ARG(text_cut(field->name, 128)), field->id);
    if (iceberg_transform_check(term->transform, field->primitive, err) != 0) {
        err_wrap(err, "%s", noun_of(spec));
        return -1;
    }
    return 0;
}

/* A partition may be called like a column only where it holds that column's very values, or none:
 * PartitionSpec.Builder.checkAndAddPartitionName of Iceberg's library. */
static int check_name(const struct iceberg_term *term, const struct iceberg_schema *schema,
                      struct err *err)
{
    bool may_share = text_is(term->transform, "identity") || text_is(term->transform, "void");
    if (term->name.n == 0)
        return err_set(err, ERR_INVALID, "PartitionSpec: a field has no name.");
    for (size_t i = 0; i < schema->columns_count; i++) {
        const struct iceberg_column *column = &schema->columns[i];
        if (text_equal(column->name, term->name) && !(may_share && column->id == term->source_id))
            return err_set(err, ERR_INVALID, "PartitionSpec: the name '%.*s' is that of a column.",
                           TEXT_ARG(text_cut(term->name, 128)));
    }
    return 0;
}

static int check_twice(const struct iceberg_spec *spec, size_t at, struct err *err)
{
    const struct iceberg_term *term = &spec->terms[at];
    for (size_t i = 0; i < at; i++) {
        const struct iceberg_term *other = &spec->terms[i];
        if (!spec->is_order && text_equal(other->name, term->name))
            return err_set(err, ERR_INVALID, "PartitionSpec: the name '%.*s' is given twice.",
                           TEXT_ARG(text_cut(term->name, 128)));
        if (other->source_id == term->source_id && text_equal(other->transform, term->transform))
            return err_set(err, ERR_INVALID, "%s: %.*s of the field %d is given twice.",
                           noun_of(spec), TEXT_ARG(text_cut(term->transform, 64)), term->source_id);
    }
    return 0;
}

int iceberg_spec_check(const struct iceberg_spec *spec, const struct iceberg_schema *schema,
                       struct err *err)
{
    if (spec->count > LIMIT_PARTITION_KEYS)
        return err_set(err, ERR_INVALID, "%s: more than %d fields.", noun_of(spec),
                       LIMIT_PARTITION_KEYS);
    if (spec->is_order && spec->id == 0 && spec->count > 0)
        return err_set(err, ERR_INVALID,
                       "SortOrder: the OrderId 0 is that of the unsorted order, which has no "
                       "fields.");
    for (size_t i = 0; i < spec->count; i++)
        if (check_source(spec, &spec->terms[i], schema, err) != 0 ||
            (!spec->is_order && check_name(&spec->terms[i], schema, err) != 0) ||
            check_twice(spec, i, err) != 0)
            return -1;
    return 0;
}

static int32_t known_id(const struct iceberg_term *term, const struct iceberg_spec *known,
                        size_t known_count)
{
    for (size_t i = 0; i < known_count; i++)
        for (size_t j = 0; j < known[i].count; j++)
            if (known[i].terms[j].source_id == term->source_id &&
                text_equal(known[i].terms[j].transform, term->transform))
                return known[i].terms[j].field_id;
    return 0;
}

int iceberg_spec_number(struct iceberg_spec *spec, const struct iceberg_spec *known,
                        size_t known_count, int32_t *last_id, struct err *err)
{
    for (size_t i = 0; i < spec->count; i++) {
        struct iceberg_term *term = &spec->terms[i];
        if (term->field_id == 0)
            term->field_id = known_id(term, known, known_count);
        if (term->field_id == 0)
            term->field_id = *last_id + 1;
        if (term->field_id < ICEBERG_PARTITION_ID_FIRST)
            return err_set(err, ERR_INVALID, "PartitionSpec: the FieldId %d is below %d.",
                           term->field_id, ICEBERG_PARTITION_ID_FIRST);
        for (size_t j = 0; j < i; j++)
            if (spec->terms[j].field_id == term->field_id)
                return err_set(err, ERR_INVALID, "PartitionSpec: the FieldId %d is given twice.",
                               term->field_id);
        if (term->field_id > *last_id)
            *last_id = term->field_id;
    }
    return 0;
}

bool iceberg_spec_equal(const struct iceberg_spec *a, const struct iceberg_spec *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++) {
        const struct iceberg_term *l = &a->terms[i], *r = &b->terms[i];
        if (l->source_id != r->source_id || !text_equal(l->transform, r->transform) ||
            !text_equal(l->name, r->name) || !text_equal(l->direction, r->direction) ||
            !text_equal(l->null_order, r->null_order))
            return false;
    }
    return true;
}

/* ---- writing ---- */

void iceberg_spec_put_fields(const struct iceberg_spec *spec, struct buf *out)
{
    buf_put_char(out, '[');
    for (size_t i = 0; i < spec->count; i++) {
        const struct iceberg_term *term = &spec->terms[i];
        json_put_comma(out);
        buf_put_char(out, '{');
        if (!spec->is_order)
            json_put_string_member(out, "name", term->name);
        json_put_string_member(out, "transform", term->transform);
        json_put_int_member(out, "source-id", term->source_id);
        if (spec->is_order) {
            json_put_string_member(out, "direction", term->direction);
            json_put_string_member(out, "null-order", term->null_order);
        } else {
            json_put_int_member(out, "field-id", term->field_id);
        }
        buf_put_char(out, '}');
    }
    buf_put_char(out, ']');
}

void iceberg_spec_put(const struct iceberg_spec *spec, struct buf *out)
{
    if (spec->json.p) {
        buf_put(out, spec->json);
        return;
    }
    buf_put_char(out, '{');
    json_put_int_member(out, spec->is_order ? "order-id" : "spec-id", spec->id);
    buf_put(out, TEXT(",\"fields\":"));
    iceberg_spec_put_fields(spec, out);
    buf_put_char(out, '}');
}
