/* SPDX-License-Identifier: Apache-2.0 */
#include "store/column_statistics.h"

#include "base/json_write.h"
#include "base/limits.h"
#include "catalog/shapes_table.h"
#include "catalog/types.h"
#include "store/db.h"
#include "store/partition_inside.h"

#define GENERATION                                                                                 \
    "coalesce((SELECT generation FROM column_generations WHERE table_id = ?1 AND "                 \
    "column_name = ?3), 0)"
enum {
    STATISTICS_GET,
    STATISTICS_PUT,
    STATISTICS_DELETE,
    STATISTICS_DELETE_PARTITION,
    STATISTICS_ANY,
    GENERATION_NEXT
};
static const char *const texts[] = {
    [STATISTICS_GET] = "SELECT text FROM column_statistics WHERE table_id = ?1 AND "
                       "partition_id = ?2 AND column_name = ?3 AND engine = 'hive' AND "
                       "generation = " GENERATION,
    [STATISTICS_PUT] =
        "INSERT INTO column_statistics (table_id, partition_id, column_name, engine, generation, "
        "text) VALUES (?1, ?2, ?3, 'hive', " GENERATION ", ?4) "
        "ON CONFLICT (table_id, partition_id, column_name, engine) "
        "DO UPDATE SET generation = excluded.generation, text = excluded.text",
    [STATISTICS_DELETE] = "DELETE FROM column_statistics WHERE table_id = ?1 AND "
                          "partition_id = ?2 AND column_name = ?3 AND engine = 'hive'",
    [STATISTICS_DELETE_PARTITION] =
        "DELETE FROM column_statistics WHERE table_id = ?1 AND partition_id = ?2",
    [STATISTICS_ANY] = "SELECT 1 FROM column_statistics WHERE table_id = ?1 LIMIT 1",
    [GENERATION_NEXT] = "INSERT INTO column_generations (table_id, column_name, generation) "
                        "VALUES (?1, ?2, 1) ON CONFLICT (table_id, column_name) "
                        "DO UPDATE SET generation = generation + 1",
};
const struct statements column_statistics_statements = {texts, COUNT(texts)};

static int open_partition(struct tx *tx, const struct table_name *name, struct arena *arena,
                          struct statistics_owner *out)
{
    struct partition_table t;
    if (partition_table_open(tx, name, arena, &t) != 0 ||
        partition_check_values(tx, &t, out->values) != 0)
        return -1;
    out->table = t.table;
    int found = partition_find(tx, &t, out->values, &out->partition_id);
    if (found == 0)
        err_set(tx->err, ERR_NOT_FOUND, "Cannot find partition.");
    return found == 1 ? 0 : -1;
}

int statistics_open(struct tx *tx, const struct table_name *name, const struct value *values,
                    struct arena *arena, struct statistics_owner *out)
{
    *out = (struct statistics_owner){.values = values};
    return values ? open_partition(tx, name, arena, out) : table_find(tx, name, arena, &out->table);
}

static void begin(struct query *q, struct tx *tx, size_t statement,
                  const struct statistics_owner *owner, struct text column)
{
    query_begin(q, tx, STATEMENTS_COLUMN_STATISTICS, statement);
    query_put_int(q, owner->table.id);
    query_put_int(q, owner->partition_id);
    query_put_text(q, column);
}

int statistics_get(struct tx *tx, const struct statistics_owner *owner, struct text column,
                   bool *found, struct buf *out)
{
    struct query q;
    begin(&q, tx, STATISTICS_GET, owner, column);
    *found = query_step(&q);
    if (*found) {
        json_put_comma(out);
        buf_put(out, query_text(&q));
    }
    return query_end(&q);
}

int statistics_columns(struct tx *tx, const struct statistics_owner *owner, struct arena *arena,
                       struct value **table_input)
{
    return table_tail_decode(owner->table.tail, arena, table_input, tx->err);
}

/* A column of a list, by its name in any case; NULL when there is none. */
static const struct value *find_column(const struct value *columns, struct text name)
{
    for (size_t i = 0; i < columns->list.count; i++)
        if (text_equal_nocase(columns->list.items[i].members[COLUMN_NAME].text, name))
            return columns->list.items[i].members;
    return NULL;
}

static const struct value *columns_of(const struct value *table_input)
{
    static const struct value none;
    const struct value *descriptor = table_input[TABLE_INPUT_STORAGE_DESCRIPTOR].members;
    return descriptor ? &descriptor[STORAGE_DESCRIPTOR_COLUMNS] : &none;
}

static const struct value *find_any(const struct value *table_input, struct text name)
{
    const struct value *found = find_column(columns_of(table_input), name);
    return found ? found : find_column(&table_input[TABLE_INPUT_PARTITION_KEYS], name);
}

bool statistics_knows(const struct value *table_input, struct text column)
{
    return find_any(table_input, column) != NULL;
}

int statistics_put(struct tx *tx, const struct statistics_owner *owner,
                   const struct column_statistics_draft *draft)
{
    struct query q;
    begin(&q, tx, STATISTICS_PUT, owner, draft->column);
    query_put_text(&q, draft->text);
    return query_run(&q, NULL);
}

int statistics_delete(struct tx *tx, const struct statistics_owner *owner, struct text column,
                      bool *deleted)
{
    struct query q;
    int64_t changed = 0;
    begin(&q, tx, STATISTICS_DELETE, owner, column);
    int result = query_run(&q, &changed);
    *deleted = changed > 0;
    return result;
}

int statistics_log(struct tx *tx, const struct statistics_owner *owner, enum change_kind kind,
                   struct text columns)
{
    const struct table *t = &owner->table;
    struct buf detail;
    buf_init(&detail, LIMIT_DOCUMENT_BYTES);
    buf_put(&detail, TEXT("{\"ColumnNames\":["));
    buf_put(&detail, columns);
    buf_put_char(&detail, ']');
    if (owner->values) {
        buf_put(&detail, TEXT(",\"Partitions\":["));
        shape_encode_value(&type_value_string_list, owner->values, &detail);
        buf_put_char(&detail, ']');
    }
    buf_put_char(&detail, '}');
    struct change change = table_change(kind, t);
    change.partition_first = change.partition_last = owner->partition_id;
    change.detail = buf_text(&detail);
    int result = change_add(tx, &change, NULL);
    buf_release(&detail);
    return result;
}

int statistics_forget_partition(struct tx *tx, int64_t table_id, int64_t partition_id)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_COLUMN_STATISTICS, STATISTICS_DELETE_PARTITION);
    query_put_int(&q, table_id);
    query_put_int(&q, partition_id);
    return query_run(&q, NULL);
}

static int next_generation(struct tx *tx, int64_t table_id, struct text column)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_COLUMN_STATISTICS, GENERATION_NEXT);
    query_put_int(&q, table_id);
    query_put_text(&q, column);
    return query_run(&q, NULL);
}

static int forget_changed(struct tx *tx, int64_t table_id, const struct value *before,
                          const struct value *after_input)
{
    for (size_t i = 0; i < before->list.count; i++) {
        const struct value *column = before->list.items[i].members;
        const struct value *after = find_any(after_input, column[COLUMN_NAME].text);
        bool stays = after && text_equal_nocase(column[COLUMN_TYPE].text, after[COLUMN_TYPE].text);
        if (!stays && next_generation(tx, table_id, column[COLUMN_NAME].text) != 0)
            return -1;
    }
    return 0;
}

int statistics_forget_columns(struct tx *tx, const struct table *table,
                              const struct table_draft *draft)
{
    struct query q;
    struct arena arena;
    struct value *before, *after;
    int64_t one;
    query_begin(&q, tx, STATEMENTS_COLUMN_STATISTICS, STATISTICS_ANY);
    query_put_int(&q, table->id);
    int any = query_one_int(&q, &one);
    if (any != 1)
        return any;
    arena_init(&arena, LIMIT_REQUEST_ARENA_BYTES, NULL);
    int result = table_tail_decode(table->tail, &arena, &before, tx->err);
    if (result == 0)
        result = table_tail_decode(draft->tail, &arena, &after, tx->err);
    if (result == 0)
        result = forget_changed(tx, table->id, columns_of(before), after);
    if (result == 0)
        result = forget_changed(tx, table->id, &before[TABLE_INPUT_PARTITION_KEYS], after);
    arena_release(&arena);
    return result;
}
