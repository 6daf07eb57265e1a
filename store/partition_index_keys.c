/* SPDX-License-Identifier: Apache-2.0 */
#include "store/partition_index_keys.h"

#include "store/db.h"
#include "store/purge.h"

enum { KEYS_INSERT, KEYS_DELETE, FILL_INSERT, FILL_FIND, FILL_DELETE };
static const char *const texts[] = {
    [KEYS_INSERT] = "INSERT INTO partition_index_keys (index_no, key, partition_id) "
                    "VALUES (?1, ?2, ?3) ON CONFLICT (index_no, key) DO NOTHING",
    [KEYS_DELETE] = "DELETE FROM partition_index_keys WHERE index_no = ?1 AND key = ?2",
    [FILL_INSERT] =
        "INSERT INTO partition_index_fills (index_no, table_id, after) SELECT ?1, ?2, x'' "
        "WHERE EXISTS (SELECT 1 FROM partition_keys WHERE table_id = ?2)",
    [FILL_FIND] = "SELECT 1 FROM partition_index_fills WHERE index_no = ?1",
    [FILL_DELETE] = "DELETE FROM partition_index_fills WHERE index_no = ?1",
};
const struct statements partition_index_keys_statements = {texts, COUNT(texts)};

void key_order_of(const struct partition_index *index, size_t keys_count, struct key_order *out)
{
    bool taken[LIMIT_PARTITION_KEYS] = {false};
    out->count = 0;
    for (size_t i = 0; i < index->keys_count; i++)
        if (index->keys[i].place < keys_count && !taken[index->keys[i].place]) {
            taken[index->keys[i].place] = true;
            out->places[out->count++] = index->keys[i].place;
        }
    for (size_t i = 0; i < keys_count; i++)
        if (!taken[i])
            out->places[out->count++] = i;
}

bool key_order_equal(const struct key_order *a, const struct key_order *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (a->places[i] != b->places[i])
            return false;
    return true;
}

static size_t split(struct text key, struct text values[LIMIT_PARTITION_KEYS])
{
    size_t count = 0;
    while (key.n > 0 && count < LIMIT_PARTITION_KEYS)
        values[count++] = partition_key_next(&key);
    return count;
}

void key_order_apply(const struct key_order *order, struct text key, struct buf *out)
{
    struct text values[LIMIT_PARTITION_KEYS];
    size_t count = split(key, values);
    for (size_t i = 0; i < order->count; i++)
        if (order->places[i] < count)
            buf_put(out, values[order->places[i]]);
}

void key_order_invert(const struct key_order *order, struct key_order *out)
{
    out->count = order->count;
    for (size_t i = 0; i < order->count; i++)
        out->places[order->places[i]] = i;
}

const struct partition_keys *key_order_keys(const struct key_order *order,
                                            const struct partition_keys *keys, struct arena *arena)
{
    struct partition_keys *out = ARENA_NEW(arena, struct partition_keys);
    struct text *names = ARENA_ARRAY(arena, struct text, order->count + 1);
    struct text *types = ARENA_ARRAY(arena, struct text, order->count + 1);
    enum key_kind *kinds = ARENA_ARRAY(arena, enum key_kind, order->count + 1);
    enum key_kind *kept = ARENA_ARRAY(arena, enum key_kind, order->count + 1);
    for (size_t i = 0; i < order->count; i++) {
        size_t place = order->places[i];
        names[i] = keys->names[place];
        types[i] = keys->types[place];
        kinds[i] = keys->kinds[place];
        kept[i] = keys->kept[place];
    }
    *out = (struct partition_keys){names, kinds, kept, types, order->count};
    return out;
}

/* One index and one key in the order of the table. */
struct entry {
    int64_t index_no, partition_id;
    struct text key;
};

static int write_entry(struct tx *tx, size_t statement, const struct entry *e,
                       const struct key_order *order)
{
    struct query q;
    struct buf key;
    buf_init(&key, LIMIT_DOCUMENT_BYTES);
    key_order_apply(order, e->key, &key);
    query_begin(&q, tx, STATEMENTS_PARTITION_INDEX_KEYS, statement);
    query_put_int(&q, e->index_no);
    query_put_blob(&q, buf_text(&key));
    if (statement == KEYS_INSERT)
        query_put_int(&q, e->partition_id);
    int result = query_run(&q, NULL);
    buf_release(&key);
    return result;
}

static int write_all(struct tx *tx, struct partition_table *t, size_t statement,
                     struct entry *entry)
{
    const struct partition_indexes *indexes;
    if (partition_table_indexes(tx, t, &indexes) != 0)
        return -1;
    for (size_t i = 0; i < indexes->count; i++) {
        struct key_order order;
        key_order_of(&indexes->items[i], t->keys.count, &order);
        entry->index_no = indexes->items[i].number;
        if (write_entry(tx, statement, entry, &order) != 0)
            return -1;
    }
    return 0;
}

int partition_index_keys_insert(struct tx *tx, struct partition_table *t, struct text key,
                                int64_t id)
{
    return write_all(tx, t, KEYS_INSERT, &(struct entry){.key = key, .partition_id = id});
}

int partition_index_keys_delete(struct tx *tx, struct partition_table *t, struct text key)
{
    return write_all(tx, t, KEYS_DELETE, &(struct entry){.key = key});
}

int partition_index_keys_begin(struct tx *tx, int64_t table_id, int64_t index_no)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_PARTITION_INDEX_KEYS, FILL_INSERT);
    query_put_int(&q, index_no);
    query_put_int(&q, table_id);
    return query_run(&q, NULL);
}

int partition_index_keys_drop(struct tx *tx, int64_t index_no)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_PARTITION_INDEX_KEYS, FILL_DELETE);
    query_put_int(&q, index_no);
    return query_run(&q, NULL) != 0 ? -1 : purge_add(tx, PURGE_PARTITION_INDEX, index_no);
}

int partition_index_keys_whole(struct tx *tx, int64_t index_no)
{
    struct query q;
    int64_t one;
    query_begin(&q, tx, STATEMENTS_PARTITION_INDEX_KEYS, FILL_FIND);
    query_put_int(&q, index_no);
    int found = query_one_int(&q, &one);
    return found < 0 ? -1 : !found;
}
