/* SPDX-License-Identifier: Apache-2.0
 * Writing partitions. Reading them: partition_list.c. */
#include "store/partition.h"

#include <inttypes.h>

#include "base/limits.h"
#include "catalog/partition_key.h"
#include "catalog/shapes_table.h"
#include "store/change.h"
#include "store/column_statistics.h"
#include "store/db.h"
#include "store/descriptor.h"
#include "store/key_cache.h"
#include "store/partition_index_keys.h"
#include "store/partition_inside.h"
#include "store/store_inside.h"

static const char *const texts[] = {
    [PARTITION_TAKE_NUMBERS] =
        "UPDATE tables SET next_partition = next_partition + ?2 WHERE id = ?1 "
        "RETURNING next_partition - ?2",
    [PARTITION_KEY_INSERT] = "INSERT INTO partition_keys (table_id, key, partition_id) "
                             "VALUES (?1, ?2, ?3) ON CONFLICT (table_id, key) DO NOTHING",
    [PARTITION_KEY_DELETE] = "DELETE FROM partition_keys WHERE table_id = ?1 AND key = ?2",
    [PARTITION_KEY_FIND] =
        "SELECT partition_id FROM partition_keys WHERE table_id = ?1 AND key = ?2",
    [PARTITION_INSERT] =
        "INSERT INTO partitions (id, vals, descriptor_id, location, created_ms, accessed_ms, "
        "analyzed_ms, parameters, sd_parameters) VALUES (?1, ?2, ?3, ?4, ?9, ?5, ?6, ?7, ?8)",
    [PARTITION_UPDATE] =
        "UPDATE partitions SET vals = ?2, descriptor_id = ?3, location = ?4, accessed_ms = ?5, "
        "analyzed_ms = ?6, parameters = ?7, sd_parameters = ?8 WHERE id = ?1",
    [PARTITION_DELETE] = "DELETE FROM partitions WHERE id = ?1",
    [PARTITION_BODY] = "SELECT vals, descriptor_id, location, created_ms, accessed_ms, "
                       "analyzed_ms, parameters, sd_parameters FROM partitions WHERE id = ?1",
    [PARTITION_LIST] =
        "SELECT k.key, k.partition_id, p.vals, p.descriptor_id, p.location, p.created_ms, "
        "p.accessed_ms, p.analyzed_ms, p.parameters, p.sd_parameters "
        "FROM partition_keys k JOIN partitions p ON p.id = k.partition_id "
        "WHERE k.table_id = ?1 AND k.key >= ?2 ORDER BY k.key",
    [PARTITION_BODIES] =
        "SELECT id, vals, descriptor_id, location, created_ms, accessed_ms, analyzed_ms, "
        "parameters, sd_parameters FROM partitions WHERE id >= ?1 AND id < ?2 << 32 ORDER BY id",
    [PARTITION_WALK] = "SELECT key, partition_id FROM partition_keys "
                       "WHERE table_id = ?1 AND key >= ?2 ORDER BY key",
    [PARTITION_INDEX_WALK] = "SELECT key, partition_id FROM partition_index_keys "
                             "WHERE index_no = ?1 AND key >= ?2 ORDER BY key",
};
const struct statements partition_statements = {texts, COUNT(texts)};

/* Types as the table declares them, and as its layout froze them for the encoding. */
static void read_keys(const struct value *keys, struct text layout, struct arena *arena,
                      struct partition_keys *out)
{
    size_t count = keys->list.count;
    struct text *names = ARENA_ARRAY(arena, struct text, count + 1);
    struct text *types = ARENA_ARRAY(arena, struct text, count + 1);
    enum key_kind *kinds = ARENA_ARRAY(arena, enum key_kind, count + 1);
    for (size_t i = 0; i < count; i++) {
        const struct value *column = keys->list.items[i].members;
        names[i] = column[COLUMN_NAME].text;
        types[i] = column[COLUMN_TYPE].text;
        kinds[i] = key_kind_of(types[i]);
    }
    *out = (struct partition_keys){.names = names,
                                   .kinds = kinds,
                                   .kept = partition_layout_read(layout, count, arena),
                                   .types = types,
                                   .count = count};
}

int partition_table_open(struct tx *tx, const struct table_name *name, struct arena *arena,
                         struct partition_table *out)
{
    struct value *input;
    *out = (struct partition_table){.arena = arena};
    if (table_find(tx, name, arena, &out->table) != 0 ||
        table_tail_decode(out->table.tail, arena, &input, tx->err) != 0)
        return -1;
    read_keys(&input[TABLE_INPUT_PARTITION_KEYS], out->table.key_layout, arena, &out->keys);
    out->input = input;
    out->descriptors = (struct descriptor_set){.table_id = out->table.id, .arena = arena};
    return 0;
}

int partition_check_values(struct tx *tx, const struct partition_table *t,
                           const struct value *values)
{
    if (values->list.count == t->keys.count)
        return 0;
    return err_set(tx->err, ERR_INVALID,
                   "The number of partition keys do not match the number of partition values "
                   "(%zu keys, %zu values)",
                   t->keys.count, values->list.count);
}

void partition_encode_key(const struct partition_table *t, const struct value *values,
                          struct buf *key)
{
    for (size_t i = 0; i < values->list.count; i++)
        partition_key_put(key, t->keys.kept[i], values->list.items[i].text);
}

/* 1: found, 0: not, -1: error. */
int partition_find(struct tx *tx, const struct partition_table *t, const struct value *values,
                   int64_t *id)
{
    struct buf key;
    struct query q;
    buf_init(&key, LIMIT_DOCUMENT_BYTES);
    partition_encode_key(t, values, &key);
    query_begin(&q, tx, STATEMENTS_PARTITION, PARTITION_KEY_FIND);
    query_put_int(&q, t->table.id);
    query_put_blob(&q, buf_text(&key));
    int found = query_one_int(&q, id);
    buf_release(&key);
    return found;
}

/* ERR_EXISTS when another partition has the key. */
static int insert_key(struct tx *tx, struct partition_table *t, const struct value *values,
                      int64_t id)
{
    struct buf key;
    struct query q;
    int64_t inserted = 0;
    buf_init(&key, LIMIT_DOCUMENT_BYTES);
    partition_encode_key(t, values, &key);
    query_begin(&q, tx, STATEMENTS_PARTITION, PARTITION_KEY_INSERT);
    query_put_int(&q, t->table.id);
    query_put_blob(&q, buf_text(&key));
    query_put_int(&q, id);
    int result = query_run(&q, &inserted);
    if (result == 0 && inserted == 0)
        result = err_set(tx->err, ERR_EXISTS, "Partition already exists.");
    if (result == 0) {
        key_cache_touch(store_keys(tx->store), t->table.id, buf_text(&key));
        result = partition_index_keys_insert(tx, t, buf_text(&key), id);
    }
    buf_release(&key);
    return result;
}

static int delete_key(struct tx *tx, struct partition_table *t, const struct value *values)
{
    struct buf key;
    struct query q;
    buf_init(&key, LIMIT_DOCUMENT_BYTES);
    partition_encode_key(t, values, &key);
    query_begin(&q, tx, STATEMENTS_PARTITION, PARTITION_KEY_DELETE);
    query_put_int(&q, t->table.id);
    query_put_blob(&q, buf_text(&key));
    int result = query_run(&q, NULL);
    if (result == 0)
        result = partition_index_keys_delete(tx, t, buf_text(&key));
    key_cache_touch(store_keys(tx->store), t->table.id, buf_text(&key));
    buf_release(&key);
    return result;
}

static void put_time(struct query *q, const struct value *time)
{
    if (time->set)
        query_put_int(q, time->integer);
    else
        query_put_null(q);
}

/* Insert and update take the same parameters; an insert adds the time of creation. */
static int write_body(struct tx *tx, struct partition_table *t, int statement, int64_t id,
                      const struct partition_draft *draft)
{
    struct query q;
    int64_t descriptor_id = 0;
    struct descriptor wanted = {.columns = draft->columns, .text = draft->descriptor};
    if (draft->has_descriptor &&
        descriptor_intern(tx, &t->descriptors, &wanted, &descriptor_id) != 0)
        return -1;
    query_begin(&q, tx, STATEMENTS_PARTITION, (size_t)statement);
    query_put_int(&q, id);
    query_put_text(&q, draft->vals);
    query_put_int(&q, descriptor_id);
    query_put_text(&q, draft->location);
    put_time(&q, &draft->accessed);
    put_time(&q, &draft->analyzed);
    query_put_text(&q, draft->parameters);
    query_put_text(&q, draft->sd_parameters);
    if (statement == PARTITION_INSERT)
        query_put_int(&q, tx->now_ms);
    return query_run(&q, NULL);
}

/* Numbers are taken for all partitions that are expected, because the row of the table that counts
 * them may be long. What is left of them is lost, so a clash is looked for before. */
static int take_numbers(struct tx *tx, struct partition_table *t, const struct value *values)
{
    struct query q;
    int64_t other, count = t->expected > 0 ? t->expected : 1;
    int found = partition_find(tx, t, values, &other);
    if (found != 0)
        return found < 0 ? -1 : err_set(tx->err, ERR_EXISTS, "Partition already exists.");
    query_begin(&q, tx, STATEMENTS_PARTITION, PARTITION_TAKE_NUMBERS);
    query_put_int(&q, t->table.id);
    query_put_int(&q, count);
    if (query_one_int(&q, &t->number) != 1)
        return -1;
    if (t->number + count - 1 > UINT32_MAX)
        return err_set(tx->err, ERR_LIMIT, "The table has given out all its partition numbers.");
    t->numbers_left = count;
    return 0;
}

int partition_create(struct tx *tx, struct partition_table *t, const struct partition_draft *draft,
                     int64_t *id)
{
    if (partition_check_values(tx, t, draft->values) != 0 ||
        partition_index_check_values(tx, t, draft->values) != 0)
        return -1;
    if (t->numbers_left == 0 && take_numbers(tx, t, draft->values) != 0)
        return -1;
    *id = t->table.id << 32 | t->number;
    if (insert_key(tx, t, draft->values, *id) != 0)
        return -1;
    t->number++;
    t->numbers_left--;
    return write_body(tx, t, PARTITION_INSERT, *id, draft);
}

static bool same_values(const struct value *a, const struct value *b)
{
    if (a->list.count != b->list.count)
        return false;
    for (size_t i = 0; i < a->list.count; i++)
        if (!text_equal(a->list.items[i].text, b->list.items[i].text))
            return false;
    return true;
}

static int move_key(struct tx *tx, struct partition_table *t, const struct value *from,
                    const struct value *to, int64_t id)
{
    int64_t other;
    if (partition_check_values(tx, t, to) != 0 || partition_index_check_values(tx, t, to) != 0)
        return -1;
    int found = partition_find(tx, t, to, &other);
    if (found != 0)
        return found < 0 ? -1 : err_set(tx->err, ERR_EXISTS, "Partition already exists.");
    if (delete_key(tx, t, from) != 0)
        return -1;
    return insert_key(tx, t, to, id);
}

int partition_update(struct tx *tx, struct partition_table *t, const struct value *values,
                     const struct partition_draft *draft, int64_t *id)
{
    int found = partition_find(tx, t, values, id);
    if (found != 1)
        return found < 0 ? -1 : err_set(tx->err, ERR_NOT_FOUND, "Cannot find partition.");
    if (!same_values(values, draft->values) && move_key(tx, t, values, draft->values, *id) != 0)
        return -1;
    return write_body(tx, t, PARTITION_UPDATE, *id, draft);
}

int partition_delete(struct tx *tx, struct partition_table *t, const struct value *values,
                     int64_t *id)
{
    struct query q;
    int found = partition_find(tx, t, values, id);
    if (found != 1)
        return found < 0 ? -1 : err_set(tx->err, ERR_NOT_FOUND, "Cannot find partition.");
    if (delete_key(tx, t, values) != 0)
        return -1;
    query_begin(&q, tx, STATEMENTS_PARTITION, PARTITION_DELETE);
    query_put_int(&q, *id);
    if (query_run(&q, NULL) != 0)
        return -1;
    return statistics_forget_partition(tx, t->table.id, *id);
}

int partition_log(struct tx *tx, const struct partition_table *t, enum change_kind kind,
                  const struct partition_changes *changes)
{
    struct buf detail;
    if (changes->values.n == 0)
        return 0;
    buf_init(&detail, LIMIT_DOCUMENT_BYTES);
    if (kind != CHANGE_PARTITIONS_CREATED) {
        buf_put(&detail, TEXT("{\"Partitions\":["));
        buf_put(&detail, changes->values);
        buf_put(&detail, TEXT("]}"));
    }
    struct change change = table_change(kind, &t->table);
    change.partition_first = changes->first_id;
    change.partition_last = changes->last_id;
    change.detail = buf_text(&detail);
    int result = change_add(tx, &change, NULL);
    buf_release(&detail);
    return result;
}
