/* SPDX-License-Identifier: Apache-2.0 */
#include "store/partition_index_keys.h"

#include "store/db.h"
#include "store/purge.h"

/* Rows per transaction of the takeover: some 5 ms of the writer. */
enum { FILL_CHUNK_ROWS = 500 };

enum {
    KEYS_INSERT,
    KEYS_DELETE,
    FILL_INSERT,
    FILL_FIRST,
    FILL_AFTER,
    FILL_SET,
    FILL_DELETE,
    FILL_INDEX,
    TABLE_KEYS
};
static const char *const texts[] = {
    [KEYS_INSERT] = "INSERT INTO partition_index_keys (index_no, key, partition_id) "
                    "VALUES (?1, ?2, ?3) ON CONFLICT (index_no, key) DO NOTHING",
    [KEYS_DELETE] = "DELETE FROM partition_index_keys WHERE index_no = ?1 AND key = ?2",
    [FILL_INSERT] =
        "INSERT INTO partition_index_fills (index_no, table_id, after) SELECT ?1, ?2, x'' "
        "WHERE EXISTS (SELECT 1 FROM partition_keys WHERE table_id = ?2)",
    [FILL_FIRST] =
        "SELECT index_no, table_id, after FROM partition_index_fills ORDER BY index_no LIMIT 1",
    [FILL_AFTER] = "SELECT 1 FROM partition_index_fills WHERE index_no = ?1",
    [FILL_SET] = "UPDATE partition_index_fills SET after = ?2 WHERE index_no = ?1",
    [FILL_DELETE] = "DELETE FROM partition_index_fills WHERE index_no = ?1",
    [FILL_INDEX] = "SELECT keys FROM partition_indexes WHERE table_id = ?1 AND number = ?2",
    [TABLE_KEYS] = "SELECT key, partition_id FROM partition_keys WHERE table_id = ?1 AND key > ?2 "
                   "ORDER BY key LIMIT ?3",
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

static int end_fill(struct tx *tx, int64_t index_no)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_PARTITION_INDEX_KEYS, FILL_DELETE);
    query_put_int(&q, index_no);
    return query_run(&q, NULL);
}

int partition_index_keys_drop(struct tx *tx, int64_t index_no)
{
    return end_fill(tx, index_no) != 0 ? -1 : purge_add(tx, PURGE_PARTITION_INDEX, index_no);
}

int partition_index_keys_whole(struct tx *tx, int64_t index_no)
{
    struct query q;
    int64_t one;
    query_begin(&q, tx, STATEMENTS_PARTITION_INDEX_KEYS, FILL_AFTER);
    query_put_int(&q, index_no);
    int found = query_one_int(&q, &one);
    return found < 0 ? -1 : !found;
}

/* A takeover under way. */
struct fill {
    int64_t index_no, table_id;
    struct text after;
    struct arena arena;
};

/* The first one that is due: 1, 0, or -1. */
static int first_fill(struct tx *tx, struct fill *f)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_PARTITION_INDEX_KEYS, FILL_FIRST);
    bool found = query_step(&q);
    if (found) {
        f->index_no = query_int(&q);
        f->table_id = query_int(&q);
        f->after = arena_copy(&f->arena, query_text(&q));
    }
    return query_end(&q) != 0 ? -1 : found;
}

/* The index; false for one that is gone, as with its table. */
static bool fill_index(struct tx *tx, struct fill *f, struct partition_index *index)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_PARTITION_INDEX_KEYS, FILL_INDEX);
    query_put_int(&q, f->table_id);
    query_put_int(&q, f->index_no);
    bool found = query_step(&q);
    if (found)
        index->keys = partition_index_keys_decode(arena_copy(&f->arena, query_text(&q)), &f->arena,
                                                  &index->keys_count);
    return query_end(&q) == 0 && found;
}

/* Takes over up to a chunk; how many there were. */
static int fill_rows(struct tx *tx, struct fill *f, const struct partition_index *index, int *rows)
{
    struct query q;
    struct text values[LIMIT_PARTITION_KEYS];
    struct entry e = {.index_no = f->index_no};
    struct key_order order = {.count = 0};
    *rows = 0;
    query_begin(&q, tx, STATEMENTS_PARTITION_INDEX_KEYS, TABLE_KEYS);
    query_put_int(&q, f->table_id);
    query_put_blob(&q, f->after);
    query_put_int(&q, FILL_CHUNK_ROWS);
    while (query_step(&q)) {
        e.key = query_text(&q);
        e.partition_id = query_int(&q);
        if (order.count == 0)
            key_order_of(index, split(e.key, values), &order);
        if (write_entry(tx, KEYS_INSERT, &e, &order) != 0) {
            q.failed = true;
            break;
        }
        if (++*rows == FILL_CHUNK_ROWS)
            f->after = arena_copy(&f->arena, e.key);
    }
    return query_end(&q);
}

static int fill_chunk(struct tx *tx, struct fill *f)
{
    struct partition_index index = {.keys_count = 0};
    struct query q;
    int rows;
    int found = first_fill(tx, f);
    if (found != 1)
        return found;
    if (!fill_index(tx, f, &index))
        return end_fill(tx, f->index_no);
    if (fill_rows(tx, f, &index, &rows) != 0)
        return -1;
    if (rows < FILL_CHUNK_ROWS)
        return end_fill(tx, f->index_no);
    query_begin(&q, tx, STATEMENTS_PARTITION_INDEX_KEYS, FILL_SET);
    query_put_int(&q, f->index_no);
    query_put_blob(&q, f->after);
    return query_run(&q, NULL);
}

static int fill(struct tx *tx, void *context)
{
    struct fill f;
    (void)context;
    arena_init(&f.arena, LIMIT_DOCUMENT_BYTES, NULL);
    int result = fill_chunk(tx, &f);
    arena_release(&f.arena);
    return result;
}

/* Looks before it writes, so that an idle server's writer stays asleep. */
static int any_left(struct tx *tx, void *context)
{
    struct fill f;
    bool *more = context;
    arena_init(&f.arena, LIMIT_DOCUMENT_BYTES, NULL);
    int found = first_fill(tx, &f);
    arena_release(&f.arena);
    *more = found == 1;
    return found < 0 ? -1 : 0;
}

int partition_index_keys_run_due(void *store, int64_t now_ms, int64_t *next_due_ms)
{
    static const struct origin origin = {.actor = TEXT_INIT("propolis"),
                                         .source = TEXT_INIT("-"),
                                         .door = "index",
                                         .operation = "FillPartitionIndex"};
    struct err err = {.code = ERR_NONE};
    bool more = false;
    if (store_read(store, any_left, &more, &err) != 0)
        return -1;
    if (!more)
        return 0;
    *next_due_ms = now_ms;
    return store_write(store, LANE_BACKGROUND, &origin, fill, NULL, &err);
}
