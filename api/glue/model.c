/* SPDX-License-Identifier: Apache-2.0 */
#include "api/glue/model.h"

#include <assert.h>
#include <string.h>

#include "api/operations/input.h"
#include "api/operations/operation.h"
#include "base/json_write.h"

enum { SHAPES_MAX = 1024 };

/* What was met and must be told: a shape, or a type that is none. */
struct met {
    const char *name;
    const struct shape *shape;
    const struct type *type;
};

struct model {
    struct met met[SHAPES_MAX];
    size_t count;
};

static void note(struct model *m, const struct met *one)
{
    for (size_t i = 0; i < m->count; i++)
        if (strcmp(m->met[i].name, one->name) == 0)
            return;
    assert(m->count < SHAPES_MAX);
    m->met[m->count++] = *one;
}

static void put_reference(struct buf *out, const struct type *type, struct model *m)
{
    const char *name = type->shape ? type->shape->name : type->name;
    note(m, &(struct met){name, type->shape, type});
    buf_put_char(out, '{');
    json_put_string_member(out, "shape", text_of(name));
    buf_put_char(out, '}');
}

/* --- shapes ------------------------------------------------------------------------------- */

static void put_structure(struct buf *out, const struct shape *shape, struct model *m)
{
    json_put_string_member(out, "type", TEXT("structure"));
    json_put_name(out, "required");
    buf_put_char(out, '[');
    for (size_t i = 0; i < shape->count; i++) {
        if (!(shape->members[i].flags & MEMBER_REQUIRED))
            continue;
        json_put_comma(out);
        json_put_string(out, text_of(shape->members[i].name));
    }
    buf_put_char(out, ']');
    json_put_name(out, "members");
    buf_put_char(out, '{');
    for (size_t i = 0; i < shape->count; i++) {
        json_put_name(out, shape->members[i].name);
        put_reference(out, shape->members[i].type, m);
    }
    buf_put_char(out, '}');
}

static void put_values(struct buf *out, const char *const *values)
{
    json_put_name(out, "enum");
    buf_put_char(out, '[');
    for (; *values; values++) {
        json_put_comma(out);
        json_put_string(out, text_of(*values));
    }
    buf_put_char(out, ']');
}

static const char *kind_name(enum kind kind)
{
    static const char *const names[] = {
        [KIND_TEXT] = "string",       [KIND_INTEGER] = "integer", [KIND_LONG] = "long",
        [KIND_DOUBLE] = "double",     [KIND_BOOLEAN] = "boolean", [KIND_TIMESTAMP] = "timestamp",
        [KIND_STRUCT] = "structure",  [KIND_LIST] = "list",       [KIND_MAP] = "map",
        [KIND_DOCUMENT] = "document",
    };
    return names[kind];
}

/* Limits that no value can break are none. */
static void put_limits(struct buf *out, const struct type *type)
{
    bool is_number = type->kind == KIND_INTEGER || type->kind == KIND_LONG;
    if (is_number ? type->min != INT32_MIN && type->min != INT64_MIN : type->min > 0)
        json_put_int_member(out, "min", type->min);
    if (type->max != NO_MAXIMUM && !(type->kind == KIND_INTEGER && type->max == INT32_MAX))
        json_put_int_member(out, "max", type->max);
}

static void put_type(struct buf *out, const struct type *type, struct model *m)
{
    const char *pattern = type->pattern ? type->pattern : text_class_pattern(type->text_class);
    json_put_string_member(out, "type", text_of(kind_name(type->kind)));
    if (type->kind == KIND_TEXT && pattern)
        json_put_string_member(out, "pattern", text_of(pattern));
    if (type->kind == KIND_TEXT || type->kind == KIND_INTEGER || type->kind == KIND_LONG ||
        type->kind == KIND_LIST || type->kind == KIND_MAP)
        put_limits(out, type);
    if (type->values)
        put_values(out, type->values);
    if (type->key) {
        json_put_name(out, "key");
        put_reference(out, type->key, m);
    }
    if (type->element) {
        json_put_name(out, type->kind == KIND_MAP ? "value" : "member");
        put_reference(out, type->element, m);
    }
}

/* The list grows while it is walked. */
static void put_shapes(struct buf *out, struct model *m)
{
    json_put_name(out, "shapes");
    buf_put_char(out, '{');
    for (size_t i = 0; i < m->count; i++) {
        json_put_name(out, m->met[i].name);
        buf_put_char(out, '{');
        if (m->met[i].shape)
            put_structure(out, m->met[i].shape, m);
        else
            put_type(out, m->met[i].type, m);
        buf_put_char(out, '}');
    }
    buf_put_char(out, '}');
}

/* --- operations --------------------------------------------------------------------------- */

static void put_operation(struct buf *out, const struct operation *operation, struct model *m)
{
    note(m, &(struct met){operation->input->name, operation->input, NULL});
    note(m, &(struct met){operation->output->name, operation->output, NULL});
    json_put_name(out, operation->name);
    buf_put_char(out, '{');
    json_put_string_member(out, "input", text_of(operation->input->name));
    json_put_string_member(out, "output", text_of(operation->output->name));
    json_put_name(out, "errors");
    buf_put_char(out, '[');
    for (int code = ERR_NONE + 1; code < ERR_CODES; code++) {
        if (!operation_answers(operation, err_name((enum err_code)code)))
            continue;
        json_put_comma(out);
        json_put_string(out, text_of(error_glue_name((enum err_code)code)));
    }
    buf_put(out, TEXT("]}"));
}

void model_print(struct buf *out)
{
    struct model m = {.count = 0};
    buf_put_char(out, '{');
    json_put_name(out, "operations");
    buf_put_char(out, '{');
    for (size_t i = 0; i < operation_lists_count; i++)
        for (size_t j = 0; j < operation_lists[i].count; j++)
            put_operation(out, &operation_lists[i].operations[j], &m);
    buf_put_char(out, '}');
    put_shapes(out, &m);
    buf_put(out, TEXT("}\n"));
}
