/* SPDX-License-Identifier: Apache-2.0
 * Values and their canonical text. */
#include "catalog/shape.h"

#include "base/json_write.h"
#include "catalog/shape_path.h"

/* What an encoding leaves out: members with a flag, and one by its index. */
struct leave_out {
    unsigned flags;
    size_t index;
};

static void encode_members(const struct shape *shape, const struct value *values,
                           const struct leave_out *less, struct buf *out);

static void encode_list(const struct type *type, const struct list *list, struct buf *out)
{
    buf_put_char(out, '[');
    for (size_t i = 0; i < list->count; i++) {
        if (i > 0)
            buf_put_char(out, ',');
        shape_encode_value(type->element, &list->items[i], out);
    }
    buf_put_char(out, ']');
}

static void encode_map(const struct type *type, const struct list *map, struct buf *out)
{
    buf_put_char(out, '{');
    for (size_t i = 0; i < map->count; i++) {
        if (i > 0)
            buf_put_char(out, ',');
        json_put_string(out, map->items[2 * i].text);
        buf_put_char(out, ':');
        shape_encode_value(type->element, &map->items[2 * i + 1], out);
    }
    buf_put_char(out, '}');
}

static void encode_double(double n, struct buf *out)
{
    struct text name = double_name(n);
    if (name.p)
        json_put_string(out, name);
    else
        json_put_double(out, n);
}

/* An unset value prints as the empty value of its kind: that is what MEMBER_ALWAYS promises. */
void shape_encode_value(const struct type *type, const struct value *v, struct buf *out)
{
    switch (type->kind) {
    case KIND_TEXT:
        json_put_string(out, v->text);
        return;
    case KIND_INTEGER:
    case KIND_LONG:
        buf_put_int(out, v->integer);
        return;
    case KIND_DOUBLE:
        encode_double(v->real, out);
        return;
    case KIND_TIMESTAMP:
        json_put_ms(out, v->integer);
        return;
    case KIND_BOOLEAN:
        buf_put_string(out, v->boolean ? "true" : "false");
        return;
    case KIND_STRUCT:
        buf_put_char(out, '{');
        if (v->members)
            encode_members(type->shape, v->members, &(struct leave_out){0, SHAPE_MEMBERS_MAX}, out);
        buf_put_char(out, '}');
        return;
    case KIND_LIST:
        encode_list(type, &v->list, out);
        return;
    case KIND_MAP:
        encode_map(type, &v->list, out);
        return;
    case KIND_DOCUMENT:
        buf_put(out, v->text.n ? v->text : TEXT("null"));
        return;
    }
}

static void encode_members(const struct shape *shape, const struct value *values,
                           const struct leave_out *less, struct buf *out)
{
    bool first = true;
    for (size_t i = 0; i < shape->count; i++) {
        const struct member *m = &shape->members[i];
        if (m->flags & less->flags || i == less->index ||
            !(values[i].set || m->flags & MEMBER_ALWAYS))
            continue;
        if (!first)
            buf_put_char(out, ',');
        first = false;
        buf_put_char(out, '"');
        buf_put_string(out, m->name);
        buf_put(out, TEXT("\":"));
        shape_encode_value(m->type, &values[i], out);
    }
}

void shape_encode(const struct shape *shape, const struct value *values, struct buf *out)
{
    encode_members(shape, values, &(struct leave_out){MEMBER_HEAD, SHAPE_MEMBERS_MAX}, out);
}

void shape_encode_less(const struct shape *shape, const struct value *values, size_t left_out,
                       struct buf *out)
{
    encode_members(shape, values, &(struct leave_out){MEMBER_HEAD, left_out}, out);
}

int shape_find(const struct shape *shape, struct text name)
{
    for (size_t i = 0; i < shape->count; i++)
        if (text_is(name, shape->members[i].name))
            return (int)i;
    return -1;
}

struct value value_text(struct text t)
{
    return (struct value){.set = true, .text = t};
}

struct value value_integer(int64_t integer)
{
    return (struct value){.set = true, .integer = integer};
}

struct value value_boolean(bool boolean)
{
    return (struct value){.set = true, .boolean = boolean};
}

struct value value_list(struct value *items, size_t count)
{
    return (struct value){.set = true, .list = {items, count}};
}

struct value value_struct(struct value *members)
{
    return (struct value){.set = true, .members = members};
}

struct text value_text_or(const struct value *v, struct text otherwise)
{
    return v->set ? v->text : otherwise;
}

int64_t value_integer_or(const struct value *v, int64_t otherwise)
{
    return v->set ? v->integer : otherwise;
}

const struct value *value_map_get(const struct value *map, struct text key)
{
    for (size_t i = 0; map->set && i < map->list.count; i++)
        if (text_equal(map->list.items[2 * i].text, key))
            return &map->list.items[2 * i + 1];
    return NULL;
}
