/* SPDX-License-Identifier: Apache-2.0
 * Iceberg schemas for tables that are described by Hive's columns. */
#include "base/json_write.h"
#include "catalog/iceberg_schema.h"
#include "catalog/iceberg_type.h"
#include "catalog/shapes_table.h"

struct writer {
    struct arena *arena;
    struct buf *out;
    int64_t next_id;
    struct err *err;
};

static int put_type(struct writer *w, const struct hive_type *type);

static int put_struct(struct writer *w, const struct hive_type *type)
{
    int64_t first = w->next_id;
    w->next_id += (int64_t)type->n;
    buf_put(w->out, TEXT("{\"type\":\"struct\",\"fields\":["));
    for (size_t i = 0; i < type->n; i++) {
        json_put_comma(w->out);
        buf_put_char(w->out, '{');
        json_put_int_member(w->out, "id", first + (int64_t)i);
        json_put_string_member(w->out, "name", type->children[i].name);
        buf_put(w->out, TEXT(",\"required\":false,\"type\":"));
        if (put_type(w, type->children[i].type) != 0)
            return -1;
        buf_put_char(w->out, '}');
    }
    buf_put(w->out, TEXT("]}"));
    return 0;
}

static int put_part(struct writer *w, const char *name, int64_t id, const struct hive_type *type)
{
    struct text id_name = arena_printf(w->arena, "%s-id", name);
    json_put_int_member(w->out, id_name.p, id);
    json_put_name(w->out, name);
    return put_type(w, type);
}

static int put_list(struct writer *w, const struct hive_type *type)
{
    buf_put(w->out, TEXT("{\"type\":\"list\",\"element-required\":false"));
    if (put_part(w, "element", w->next_id++, type->children[0].type) != 0)
        return -1;
    buf_put_char(w->out, '}');
    return 0;
}

static int put_map(struct writer *w, const struct hive_type *type)
{
    int64_t id = w->next_id;
    w->next_id += 2;
    buf_put(w->out, TEXT("{\"type\":\"map\",\"value-required\":false"));
    if (put_part(w, "key", id, type->children[0].type) != 0 ||
        put_part(w, "value", id + 1, type->children[1].type) != 0)
        return -1;
    buf_put_char(w->out, '}');
    return 0;
}

static int put_type(struct writer *w, const struct hive_type *type)
{
    if (type->kind == HIVE_STRUCT)
        return put_struct(w, type);
    if (type->kind == HIVE_ARRAY)
        return put_list(w, type);
    if (type->kind == HIVE_MAP)
        return put_map(w, type);
    struct text primitive = iceberg_type_of_hive(type, w->arena);
    if (!primitive.p)
        return err_set(w->err, ERR_INVALID, "Columns: Iceberg has no type like '%.*s'.",
                       TEXT_ARG(text_cut(hive_type_text(type, w->arena), 64)));
    json_put_string(w->out, primitive);
    return 0;
}

static int put_column(struct writer *w, const struct value *column, int64_t id)
{
    const struct hive_type *type;
    if (hive_type_parse(w->arena, column[COLUMN_TYPE].text, &type, w->err) != 0)
        return -1;
    json_put_comma(w->out);
    buf_put_char(w->out, '{');
    json_put_int_member(w->out, "id", id);
    json_put_string_member(w->out, "name", column[COLUMN_NAME].text);
    buf_put(w->out, TEXT(",\"required\":false,\"type\":"));
    if (put_type(w, type) != 0)
        return -1;
    if (column[COLUMN_COMMENT].text.n)
        json_put_string_member(w->out, "doc", column[COLUMN_COMMENT].text);
    buf_put_char(w->out, '}');
    return 0;
}

int iceberg_schema_put_columns(const struct value *columns, struct arena *arena, struct buf *out,
                               struct err *err)
{
    const struct list *list = &columns->list;
    struct writer w = {arena, out, (int64_t)list->count + 1, err};
    buf_put(out, TEXT("{\"type\":\"struct\",\"schema-id\":0,\"fields\":["));
    for (size_t i = 0; i < list->count; i++)
        if (put_column(&w, list->items[i].members, (int64_t)i + 1) != 0)
            return -1;
    buf_put(out, TEXT("]}"));
    return 0;
}
