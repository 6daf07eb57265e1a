/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/infer.h"

#include <string.h>

#include "base/limits.h"
#include "base/text_index.h"

struct infer_field {
    struct text name; /* as first met */
    struct infer_node *node;
};

struct infer_object {
    struct infer_field *fields;
    size_t n, room;
    struct text_index names;
};

/* A place in the records. More than one of the three: its values have no common type but string. */
struct infer_node {
    const struct hive_type *scalar; /* HIVE_VOID until a scalar other than null was seen */
    struct infer_object *object;
    struct infer_node *element;
};

enum { FIELDS_MIN = 8 };

static int infer_value(struct infer *in, struct infer_node *node, struct json_reader *r);

static struct infer_node *new_node(struct infer *in)
{
    struct infer_node *node = ARENA_NEW(in->arena, struct infer_node);
    node->scalar = hive_type_plain(HIVE_VOID);
    return node;
}

void infer_init(struct infer *in, struct arena *a)
{
    *in = (struct infer){.arena = a};
    in->root = new_node(in);
}

static struct infer_node *add_field(struct infer *in, struct infer_object *object, struct text name)
{
    if (object->n == object->room) {
        size_t room = object->room ? object->room * 2 : FIELDS_MIN;
        struct infer_field *fields = ARENA_ARRAY(in->arena, struct infer_field, room);
        if (object->n)
            memcpy(fields, object->fields, object->n * sizeof *fields);
        object->fields = fields;
        object->room = room;
    }
    struct infer_field *field = &object->fields[object->n];
    field->name = arena_copy(in->arena, name);
    field->node = new_node(in);
    text_index_add(&object->names, field->name, object->n++);
    in->fields++;
    return field->node;
}

static struct infer_node *find_field(struct infer *in, struct infer_object *object,
                                     struct text name)
{
    size_t at = text_index_find(&object->names, name);
    if (at == TEXT_INDEX_NONE)
        return add_field(in, object, name);
    if (!text_equal(object->fields[at].name, name))
        in->case_clash = object->fields[at].name;
    return object->fields[at].node;
}

static int infer_object(struct infer *in, struct infer_node *node, struct json_reader *r)
{
    struct text name;
    int more;
    if (json_enter_object(r) != 0)
        return -1;
    if (!node->object) {
        node->object = ARENA_NEW(in->arena, struct infer_object);
        text_index_init(&node->object->names, in->arena);
    }
    while ((more = json_next_member(r, &name)) == 1) {
        if (infer_value(in, find_field(in, node->object, name), r) != 0)
            return -1;
        if (in->fields > LIMIT_SCHEMA_FIELDS || arena_over(in->arena))
            return err_set(r->err, ERR_TOO_LARGE, "its records have more than %d different fields",
                           LIMIT_SCHEMA_FIELDS);
    }
    return more;
}

static int infer_array(struct infer *in, struct infer_node *node, struct json_reader *r)
{
    int more;
    if (json_enter_array(r) != 0)
        return -1;
    if (!node->element)
        node->element = new_node(in);
    while ((more = json_next_element(r)) == 1)
        if (infer_value(in, node->element, r) != 0)
            return -1;
    return more;
}

static bool has_point(struct text raw)
{
    return text_find(raw, '.') < raw.n || text_find(raw, 'e') < raw.n ||
           text_find(raw, 'E') < raw.n;
}

static const struct hive_type *number_type(const struct json_number *number)
{
    static const struct hive_type decimal = {.kind = HIVE_DECIMAL,
                                             .precision = HIVE_DECIMAL_PRECISION_MAX};
    if (number->is_integer)
        return hive_type_plain(
            number->integer >= INT32_MIN && number->integer <= INT32_MAX ? HIVE_INT : HIVE_BIGINT);
    size_t digits = number->raw.n - (number->raw.p[0] == '-');
    return has_point(number->raw) || digits > HIVE_DECIMAL_PRECISION_MAX
               ? hive_type_plain(HIVE_DOUBLE)
               : &decimal;
}

static int infer_scalar(struct infer *in, struct infer_node *node, struct json_reader *r,
                        enum json_kind kind)
{
    struct json_number number;
    const struct hive_type *type = hive_type_plain(HIVE_VOID);
    if (kind == JSON_NUMBER) {
        if (json_read_number(r, &number) != 0)
            return -1;
        type = number_type(&number);
    } else {
        if (json_skip(r, NULL) != 0)
            return -1;
        if (kind == JSON_STRING)
            type = hive_type_plain(HIVE_STRING);
        else if (kind == JSON_TRUE || kind == JSON_FALSE)
            type = hive_type_plain(HIVE_BOOLEAN);
    }
    node->scalar = hive_type_merge(in->arena, node->scalar, type, NULL);
    return 0;
}

static int infer_value(struct infer *in, struct infer_node *node, struct json_reader *r)
{
    enum json_kind kind = json_peek(r);
    if (kind == JSON_BAD)
        return -1;
    if (kind == JSON_OBJECT)
        return infer_object(in, node, r);
    if (kind == JSON_ARRAY)
        return infer_array(in, node, r);
    return infer_scalar(in, node, r, kind);
}

int infer_record(struct infer *in, struct text record, struct err *e)
{
    struct json_reader r;
    if (json_reader_init(&r, record, in->arena, e) != 0)
        return -1;
    enum json_kind kind = json_peek(&r);
    if (kind != JSON_BAD && kind != JSON_OBJECT)
        return err_set(e, ERR_MALFORMED, "A record is %s, not an object.", json_kind_name(kind));
    if (kind == JSON_BAD || json_skip(&r, NULL) != 0 || json_finish(&r) != 0)
        return -1;
    if (json_reader_init(&r, record, in->arena, e) != 0)
        return -1;
    return infer_value(in, in->root, &r);
}

/* ---- From the tree to types ---- */

static const struct hive_type *type_of(struct infer *in, const struct infer_node *node);

static void remember_name(struct infer *in, const struct column *column)
{
    if (text_equal_nocase(column->name, column->original))
        return;
    struct renamed *renamed = ARENA_NEW(in->arena, struct renamed);
    *renamed = (struct renamed){column->name, column->original, in->renamed};
    in->renamed = renamed;
}

/* Fields as columns, so that they are named by the same rule. */
static struct column *columns_of(struct infer *in, const struct infer_object *object)
{
    struct column *columns = ARENA_ARRAY(in->arena, struct column, object->n);
    for (size_t i = 0; i < object->n; i++) {
        columns[i].original = object->fields[i].name;
        columns[i].type = type_of(in, object->fields[i].node);
    }
    column_names_clean(columns, object->n, in->arena);
    return columns;
}

static const struct hive_type *struct_type(struct infer *in, const struct infer_object *object)
{
    struct column *columns = columns_of(in, object);
    struct hive_child *fields = ARENA_ARRAY(in->arena, struct hive_child, object->n);
    for (size_t i = 0; i < object->n; i++) {
        fields[i] = (struct hive_child){columns[i].name, columns[i].type};
        remember_name(in, &columns[i]);
    }
    return hive_type_struct(in->arena, fields, object->n);
}

static const struct hive_type *type_of(struct infer *in, const struct infer_node *node)
{
    bool is_scalar = node->scalar->kind != HIVE_VOID;
    if (is_scalar + !!node->object + !!node->element > 1) {
        in->conflict = true;
        return hive_type_plain(HIVE_STRING);
    }
    if (node->object)
        return struct_type(in, node->object);
    return node->element ? hive_type_array(in->arena, type_of(in, node->element)) : node->scalar;
}

void infer_columns(struct infer *in, struct column **columns, size_t *n)
{
    static const struct infer_object nothing = {0};
    const struct infer_object *records = in->root->object ? in->root->object : &nothing;
    *columns = columns_of(in, records);
    *n = records->n;
}
