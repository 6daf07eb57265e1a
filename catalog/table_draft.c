/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/table_draft.h"

#include <string.h>

#include "base/json_write.h"
#include "base/limits.h"
#include "catalog/partition_key.h"
#include "catalog/projection.h"
#include "catalog/schema_diff.h"
#include "catalog/shapes_table.h"
#include "catalog/types.h"
#include "catalog/view_draft.h"

enum { SHOWN_TYPE_BYTES = 100 };

/* A type that holds others: the service model allows primitive types only. A type that nobody knows
 * passes, as the real service takes types unchecked. */
static bool is_nested(struct text type)
{
    static const char *const nested[] = {"array", "map", "struct", "uniontype"};
    struct text name = text_trim((struct text){type.p, text_find(type, '<')});
    for (size_t i = 0; i < COUNT(nested); i++)
        if (name.n < type.n && text_equal_nocase(name, text_of(nested[i])))
            return true;
    return false;
}

/* Glue refuses parameters with the same words (github.com/apache/incubator-xtable/pull/697). */
static int check_partition_keys(const struct value *keys, struct err *err)
{
    if (keys->list.count > LIMIT_PARTITION_KEYS)
        return err_set(err, ERR_INVALID, "PartitionKeys: a table has at most %d partition keys.",
                       LIMIT_PARTITION_KEYS);
    for (size_t i = 0; i < keys->list.count; i++) {
        const struct value *key = keys->list.items[i].members;
        if (key[COLUMN_PARAMETERS].set && key[COLUMN_PARAMETERS].list.count > 0)
            return err_set(err, ERR_INVALID, "Parameters not supported for partition columns");
        if (is_nested(key[COLUMN_TYPE].text))
            return err_set(err, ERR_INVALID,
                           "PartitionKeys: the key '%.*s' has the type %.*s, and only primitive "
                           "types are supported.",
                           TEXT_ARG(key[COLUMN_NAME].text),
                           TEXT_ARG(text_cut(key[COLUMN_TYPE].text, SHOWN_TYPE_BYTES)));
        for (size_t j = 0; j < i; j++)
            if (text_equal(key[COLUMN_NAME].text, keys->list.items[j].members[COLUMN_NAME].text))
                return err_set(err, ERR_INVALID, "PartitionKeys: the key '%.*s' is given twice.",
                               TEXT_ARG(key[COLUMN_NAME].text));
    }
    return 0;
}

static int check_sort_columns(const struct value *descriptor, struct err *err)
{
    const struct value *orders = &descriptor[STORAGE_DESCRIPTOR_SORT_COLUMNS];
    for (size_t i = 0; i < orders->list.count; i++) {
        int64_t order = orders->list.items[i].members[ORDER_SORT_ORDER].integer;
        if (order != 0 && order != 1)
            return err_set(err, ERR_INVALID,
                           "SortColumns: SortOrder must be 0 (descending) or 1 (ascending).");
    }
    return 0;
}

static void put_columns(const struct schema_column *columns, size_t count, struct buf *out)
{
    for (size_t i = 0; i < count; i++) {
        json_put_string(out, columns[i].name);
        json_put_string(out, columns[i].type);
    }
    buf_put_char(out, ';');
}

struct text table_schema_text(const struct value *input, struct arena *arena)
{
    struct table_schema schema;
    struct buf out;
    schema_of_table_input(input, arena, &schema);
    buf_init(&out, LIMIT_DOCUMENT_BYTES);
    put_columns(schema.columns, schema.columns_count, &out);
    put_columns(schema.keys, schema.keys_count, &out);
    for (size_t i = 0; i < SCHEMA_FACTS; i++)
        json_put_string(&out, schema.facts[i]);
    struct text text = arena_copy(arena, buf_text(&out));
    buf_release(&out);
    return text;
}

static struct text key_layout(const struct value *keys, struct arena *arena)
{
    struct buf out;
    buf_init(&out, LIMIT_DOCUMENT_BYTES);
    for (size_t i = 0; i < keys->list.count; i++)
        partition_layout_put(&out, keys->list.items[i].members[COLUMN_TYPE].text);
    struct text layout = arena_copy(arena, buf_text(&out));
    buf_release(&out);
    return layout;
}

/* The derived facts of a view go in front, where a read finds them without decoding. */
static void put_tail(const struct value *input, const struct value *definition, struct buf *tail)
{
    if (!definition) {
        shape_encode(&shape_table_input, input, tail);
        return;
    }
    buf_put_string(tail, view_is_materialized(definition) ? VIEW_MATERIALIZED_HEAD
                                                          : VIEW_MULTI_DIALECT_HEAD);
    buf_put_char(tail, ',');
    shape_encode_less(&shape_table_input, input, TABLE_INPUT_VIEW_DEFINITION, tail);
    buf_put(tail, TEXT(",\"ViewDefinition\":{"));
    shape_encode(&shape_view_definition, definition, tail);
    buf_put_char(tail, '}');
}

static void put_facts(const struct value *input, struct arena *arena, struct table_draft *out)
{
    const struct projection_table rules = projection_table_of(input);
    *out = (struct table_draft){.name = input[TABLE_INPUT_NAME].text,
                                .table_type = input[TABLE_INPUT_TABLE_TYPE].text,
                                .key_layout = key_layout(&input[TABLE_INPUT_PARTITION_KEYS], arena),
                                .keys = &input[TABLE_INPUT_PARTITION_KEYS],
                                .schema = table_schema_text(input, arena),
                                .projection_warning = projection_check(&rules, arena)};
    search_text_make(input, arena, &out->search);
}

int table_draft_make_view(const struct value *input, const struct value *definition,
                          struct arena *arena, struct table_draft *out, struct err *err)
{
    const struct value *descriptor = input[TABLE_INPUT_STORAGE_DESCRIPTOR].members;
    struct buf tail;
    if (check_partition_keys(&input[TABLE_INPUT_PARTITION_KEYS], err) != 0 ||
        (descriptor && check_sort_columns(descriptor, err) != 0) ||
        (definition && view_check(definition, descriptor, err) != 0))
        return -1;
    buf_init(&tail, LIMIT_DOCUMENT_BYTES);
    put_tail(input, definition, &tail);
    bool over = buf_over(&tail);
    put_facts(input, arena, out);
    out->tail = arena_copy(arena, buf_text(&tail));
    buf_release(&tail);
    return over ? err_set(err, ERR_TOO_LARGE, "The table's document is larger than %d bytes.",
                          LIMIT_DOCUMENT_BYTES)
                : 0;
}

int table_draft_add_indexes(struct table_draft *draft, const struct value *partition_indexes,
                            struct arena *arena, struct err *err)
{
    size_t count = partition_indexes->list.count;
    struct partition_index_draft *indexes =
        ARENA_ARRAY(arena, struct partition_index_draft, count + 1);
    for (size_t i = 0; i < count; i++)
        if (partition_index_draft_make(partition_indexes->list.items[i].members, draft->keys, arena,
                                       &indexes[i], err) != 0)
            return -1;
    draft->indexes = indexes;
    draft->indexes_count = count;
    return 0;
}

int table_draft_make(const struct value *input, struct arena *arena, struct table_draft *out,
                     struct err *err)
{
    const struct value *definition = &input[TABLE_INPUT_VIEW_DEFINITION];
    return table_draft_make_view(
        input, definition->set ? view_definition_of_input(definition->members, arena) : NULL, arena,
        out, err);
}

int table_draft_of_tail(struct text name, struct text tail, struct arena *arena,
                        struct table_draft *out, struct err *err)
{
    struct value *input;
    if (table_tail_decode(tail, arena, &input, err) != 0)
        return -1;
    put_facts(input, arena, out);
    out->name = name;
    out->tail = tail;
    return 0;
}

int table_tail_decode(struct text tail, struct arena *arena, struct value **table_input,
                      struct err *err)
{
    char *whole = arena_alloc(arena, tail.n + 2);
    whole[0] = '{';
    if (tail.n)
        memcpy(whole + 1, tail.p, tail.n);
    whole[1 + tail.n] = '}';
    return shape_decode_text(&shape_table_input, (struct text){whole, tail.n + 2}, arena,
                             table_input, err);
}
