/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/table_draft.h"

#include <string.h>

#include "base/json_write.h"
#include "base/limits.h"
#include "catalog/shapes_table.h"
#include "catalog/types.h"

/* Glue refuses this with the same words (github.com/apache/incubator-xtable/pull/697). */
static int check_partition_keys(const struct value *keys, struct err *err)
{
    for (size_t i = 0; i < keys->list.count; i++) {
        const struct value *key = keys->list.items[i].members;
        if (key[COLUMN_PARAMETERS].set && key[COLUMN_PARAMETERS].list.count > 0)
            return err_set(err, ERR_INVALID, "Parameters not supported for partition columns");
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

static void put_columns(const struct value *columns, struct buf *out)
{
    buf_put_char(out, '[');
    for (size_t i = 0; i < columns->list.count; i++) {
        const struct value *column = columns->list.items[i].members;
        json_put_comma(out);
        buf_put_char(out, '[');
        json_put_string(out, column[COLUMN_NAME].text);
        buf_put_char(out, ',');
        json_put_string(out, column[COLUMN_TYPE].text);
        buf_put_char(out, ']');
    }
    buf_put_char(out, ']');
}

/* Parameters that say how the bytes are read; a change of one of them is drift, a new record count
 * is not. */
static const char *const schema_parameters[] = {"classification", "compressionType", "delimiter",
                                                "skip.header.line.count", "table_type"};

static void put_format(const struct value *input, struct buf *out)
{
    const struct value *descriptor = input[TABLE_INPUT_STORAGE_DESCRIPTOR].members;
    if (descriptor) {
        const struct value *serde = descriptor[STORAGE_DESCRIPTOR_SERDE_INFO].members;
        json_put_string(out, descriptor[STORAGE_DESCRIPTOR_INPUT_FORMAT].text);
        json_put_string(out, descriptor[STORAGE_DESCRIPTOR_OUTPUT_FORMAT].text);
        json_put_string(out, serde ? serde[SER_DE_INFO_SERIALIZATION_LIBRARY].text : TEXT(""));
    }
    for (size_t i = 0; i < COUNT(schema_parameters); i++) {
        const struct value *v =
            value_map_get(&input[TABLE_INPUT_PARAMETERS], text_of(schema_parameters[i]));
        json_put_string(out, v ? v->text : TEXT(""));
    }
}

struct text table_schema_text(const struct value *input, struct arena *arena)
{
    static const struct value nothing;
    const struct value *descriptor = input[TABLE_INPUT_STORAGE_DESCRIPTOR].members;
    struct buf out;
    buf_init(&out, LIMIT_DOCUMENT_BYTES);
    put_columns(descriptor ? &descriptor[STORAGE_DESCRIPTOR_COLUMNS] : &nothing, &out);
    put_columns(&input[TABLE_INPUT_PARTITION_KEYS], &out);
    put_format(input, &out);
    struct text schema = arena_copy(arena, buf_text(&out));
    buf_release(&out);
    return schema;
}

static struct text key_layout(const struct value *keys, struct arena *arena)
{
    struct buf out;
    buf_init(&out, LIMIT_DOCUMENT_BYTES);
    for (size_t i = 0; i < keys->list.count; i++) {
        struct text type = keys->list.items[i].members[COLUMN_TYPE].text;
        buf_put(&out,
                (struct text){type.p, text_find(type, ',')}); /* a decimal's scale is no key's */
        buf_put_char(&out, ',');
    }
    struct text layout = arena_copy(arena, buf_text(&out));
    buf_release(&out);
    return layout;
}

int table_draft_make(const struct value *input, struct arena *arena, struct table_draft *out,
                     struct err *err)
{
    const struct value *descriptor = input[TABLE_INPUT_STORAGE_DESCRIPTOR].members;
    struct buf tail;
    if (check_partition_keys(&input[TABLE_INPUT_PARTITION_KEYS], err) != 0 ||
        (descriptor && check_sort_columns(descriptor, err) != 0))
        return -1;
    buf_init(&tail, LIMIT_DOCUMENT_BYTES);
    shape_encode(&shape_table_input, input, &tail);
    bool over = buf_over(&tail);
    *out = (struct table_draft){.name = input[TABLE_INPUT_NAME].text,
                                .tail = arena_copy(arena, buf_text(&tail)),
                                .table_type = input[TABLE_INPUT_TABLE_TYPE].text,
                                .key_layout = key_layout(&input[TABLE_INPUT_PARTITION_KEYS], arena),
                                .schema = table_schema_text(input, arena)};
    buf_release(&tail);
    return over ? err_set(err, ERR_TOO_LARGE, "The table's document is larger than %d bytes.",
                          LIMIT_DOCUMENT_BYTES)
                : 0;
}

int table_tail_decode(struct text tail, struct arena *arena, struct value **table_input,
                      struct err *err)
{
    /* Name is required by the shape and kept outside the tail. */
    char *whole = arena_alloc(arena, tail.n + 16);
    size_t n = 0;
    memcpy(whole, "{\"Name\":\"-\",", 12);
    n = 12;
    memcpy(whole + n, tail.p, tail.n);
    n += tail.n;
    if (tail.n == 0)
        n--; /* no comma */
    whole[n++] = '}';
    return shape_decode_text(&shape_table_input, (struct text){whole, n}, arena, table_input, err);
}
