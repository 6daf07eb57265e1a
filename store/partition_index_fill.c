/* SPDX-License-Identifier: Apache-2.0 */
#include "store/partition_index_fill.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/memory.h"
#include "store/db.h"
#include "store/partition_index_keys.h"

/* A step reads so many keys, or writes until the first of the others. */
enum { GATHER_KEYS_MAX = 20000, WRITE_KEYS_MAX = 2000, WRITE_US_MAX = 4000 };

/* What it costs to hold a key, beside its bytes. */
enum { KEY_BYTES = 24 };

enum { FILL_FIRST, FILL_FIND, FILL_SET, FILL_DELETE, TABLE_KEYS, KEY_TAKE };
static const char *const texts[] = {
    [FILL_FIRST] = "SELECT f.index_no, f.table_id, f.after, i.keys FROM partition_index_fills f "
                   "LEFT JOIN partition_indexes i ON i.table_id = f.table_id AND "
                   "i.number = f.index_no ORDER BY f.index_no LIMIT 1",
    [FILL_FIND] = "SELECT 1 FROM partition_index_fills f JOIN partition_indexes i ON "
                  "i.table_id = f.table_id AND i.number = f.index_no WHERE f.index_no = ?1",
    [FILL_SET] = "UPDATE partition_index_fills SET after = ?2 WHERE index_no = ?1",
    [FILL_DELETE] = "DELETE FROM partition_index_fills WHERE index_no = ?1",
    [TABLE_KEYS] = "SELECT key FROM partition_keys WHERE table_id = ?1 AND key > ?2 "
                   "ORDER BY key LIMIT ?3",
    /* The partition may be gone by now, or be there anew under another number. */
    [KEY_TAKE] = "INSERT INTO partition_index_keys (index_no, key, partition_id) "
                 "SELECT ?1, ?2, partition_id FROM partition_keys WHERE table_id = ?3 AND "
                 "key = ?4 ON CONFLICT (index_no, key) DO NOTHING",
};
const struct statements partition_index_fill_statements = {texts, COUNT(texts)};

/* The smallest keys behind a place, in the order of the index. */
struct run {
    struct arena arena; /* has the keys */
    struct text *keys;
    size_t count, room, bytes, bytes_max;
    struct text bound; /* keys from here on come in a later run; NULL: none yet */
};

struct partition_index_filler {
    struct store *store;
    enum { IDLE, GATHERING, WRITING } state;
    int64_t index_no, table_id;
    struct partition_index index;
    struct key_order order, inverse; /* known when the first key is */
    struct text after;               /* the last key that was written */
    struct arena arena;              /* has the index, `after` */
    struct buf from;                 /* the last key of the table that was read */
    struct run run;
    size_t next;           /* of the run, to be written */
    size_t written;        /* by the transaction under way */
    bool is_read, is_gone; /* the whole table; the index */
};

static void clear_run(struct run *run)
{
    arena_release(&run->arena);
    free(run->keys);
    *run = (struct run){.bytes_max = run->bytes_max};
    arena_init(&run->arena, SIZE_MAX, NULL);
}

static void begin(struct partition_index_filler *f)
{
    f->state = IDLE;
    f->is_read = f->is_gone = false;
    f->next = f->written = 0;
    f->order.count = 0;
    clear_run(&f->run);
    arena_release(&f->arena);
    buf_release(&f->from);
    arena_init(&f->arena, SIZE_MAX, NULL);
    buf_init(&f->from, LIMIT_DOCUMENT_BYTES);
}

struct partition_index_filler *partition_index_filler_new(struct store *store, size_t bytes_max)
{
    struct partition_index_filler *f = memory_new(sizeof *f);
    f->store = store;
    f->run.bytes_max = bytes_max / 2; /* there may be twice as much until it is sorted out */
    begin(f);
    return f;
}

void partition_index_filler_free(struct partition_index_filler *filler)
{
    if (!filler)
        return;
    begin(filler);
    arena_release(&filler->run.arena);
    free(filler);
}

/* --- gathering ---------------------------------------------------------------------------- */

static int by_bytes(const void *a, const void *b)
{
    return text_compare(*(const struct text *)a, *(const struct text *)b);
}

static void sort(struct run *run)
{
    if (run->count > 0)
        qsort(run->keys, run->count, sizeof *run->keys, by_bytes);
}

/* Keeps the smallest. */
static void cut(struct run *run)
{
    struct arena smaller;
    size_t bytes = 0, n = 0;
    sort(run);
    arena_init(&smaller, SIZE_MAX, NULL);
    for (; n < run->count && bytes < run->bytes_max; n++) {
        run->keys[n] = arena_copy(&smaller, run->keys[n]);
        bytes += run->keys[n].n + KEY_BYTES;
    }
    if (n < run->count)
        run->bound = arena_copy(&smaller, run->keys[n]);
    else if (run->bound.p)
        run->bound = arena_copy(&smaller, run->bound);
    arena_release(&run->arena);
    run->arena = smaller;
    run->count = n;
    run->bytes = bytes;
}

static void add(struct run *run, struct text key)
{
    if (run->bound.p && text_compare(key, run->bound) >= 0)
        return;
    if (run->count == run->room) {
        run->room = run->room ? run->room * 2 : 1024;
        run->keys = memory_resize(run->keys, run->room * sizeof *run->keys);
    }
    run->keys[run->count++] = arena_copy(&run->arena, key);
    run->bytes += key.n + KEY_BYTES;
    if (run->bytes > 2 * run->bytes_max)
        cut(run);
}

static size_t count_values(struct text key)
{
    size_t count = 0;
    for (; key.n > 0 && count < LIMIT_PARTITION_KEYS; count++)
        (void)partition_key_next(&key);
    return count;
}

/* A key of the table, in the order of the index, unless an earlier run has written it. */
static void note(struct partition_index_filler *f, struct text key)
{
    struct buf turned;
    if (f->order.count == 0) {
        key_order_of(&f->index, count_values(key), &f->order);
        key_order_invert(&f->order, &f->inverse);
    }
    buf_init(&turned, LIMIT_DOCUMENT_BYTES);
    key_order_apply(&f->order, key, &turned);
    if (text_compare(buf_text(&turned), f->after) > 0)
        add(&f->run, buf_text(&turned));
    buf_release(&turned);
}

static int gather(struct tx *tx, void *context)
{
    struct partition_index_filler *f = context;
    struct query q;
    struct buf last;
    int64_t count = 0;
    buf_init(&last, LIMIT_DOCUMENT_BYTES);
    query_begin(&q, tx, STATEMENTS_PARTITION_INDEX_FILL, TABLE_KEYS);
    query_put_int(&q, f->table_id);
    query_put_blob(&q, buf_text(&f->from));
    query_put_int(&q, GATHER_KEYS_MAX);
    while (query_step(&q)) {
        struct text key = query_text(&q);
        note(f, key);
        if (++count == GATHER_KEYS_MAX)
            buf_put(&last, key);
    }
    int result = query_end(&q);
    buf_release(&f->from);
    f->from = last;
    f->is_read = count < GATHER_KEYS_MAX;
    return result;
}

/* --- writing ------------------------------------------------------------------------------ */

static int set_after(struct tx *tx, struct partition_index_filler *f)
{
    bool is_last = f->written == f->run.count && !f->run.bound.p;
    struct query q;
    query_begin(&q, tx, STATEMENTS_PARTITION_INDEX_FILL, is_last ? FILL_DELETE : FILL_SET);
    query_put_int(&q, f->index_no);
    if (!is_last)
        query_put_blob(&q, f->run.keys[f->written - 1]);
    return query_run(&q, NULL);
}

static int take(struct tx *tx, struct partition_index_filler *f, struct text turned)
{
    struct query q;
    struct buf key;
    buf_init(&key, LIMIT_DOCUMENT_BYTES);
    key_order_apply(&f->inverse, turned, &key);
    query_begin(&q, tx, STATEMENTS_PARTITION_INDEX_FILL, KEY_TAKE);
    query_put_int(&q, f->index_no);
    query_put_blob(&q, turned);
    query_put_int(&q, f->table_id);
    query_put_blob(&q, buf_text(&key));
    int result = query_run(&q, NULL);
    buf_release(&key);
    return result;
}

static int write_some(struct tx *tx, void *context)
{
    struct partition_index_filler *f = context;
    int64_t one, began_us = clock_monotonic_us();
    struct query q;
    f->written = f->next;
    query_begin(&q, tx, STATEMENTS_PARTITION_INDEX_FILL, FILL_FIND);
    query_put_int(&q, f->index_no);
    int found = query_one_int(&q, &one);
    f->is_gone = found == 0;
    if (found < 0)
        return -1;
    if (f->is_gone) {
        query_begin(&q, tx, STATEMENTS_PARTITION_INDEX_FILL, FILL_DELETE);
        query_put_int(&q, f->index_no);
        return query_run(&q, NULL);
    }
    while (f->written < f->run.count) {
        if (take(tx, f, f->run.keys[f->written++]) != 0)
            return -1;
        if (f->written - f->next >= WRITE_KEYS_MAX ||
            clock_monotonic_us() - began_us >= WRITE_US_MAX)
            break;
    }
    return set_after(tx, f);
}

/* --- step by step ------------------------------------------------------------------------- */

/* The first index that is to be filled. */
static int find_first(struct tx *tx, void *context)
{
    struct partition_index_filler *f = context;
    struct query q;
    query_begin(&q, tx, STATEMENTS_PARTITION_INDEX_FILL, FILL_FIRST);
    if (query_step(&q)) {
        f->index_no = query_int(&q);
        f->table_id = query_int(&q);
        f->after = arena_copy(&f->arena, query_text(&q));
        struct text keys = query_text(&q);
        f->state = keys.p ? GATHERING : WRITING; /* gone: which the write finds out */
        if (keys.p)
            f->index.keys = partition_index_keys_decode(arena_copy(&f->arena, keys), &f->arena,
                                                        &f->index.keys_count);
    }
    return query_end(&q);
}

static int gather_on(struct partition_index_filler *f, struct err *err)
{
    if (store_read(f->store, gather, f, err) != 0)
        return -1;
    if (!f->is_read)
        return 0;
    cut(&f->run);
    f->state = WRITING;
    return 0;
}

static int write_on(struct partition_index_filler *f, struct err *err)
{
    static const struct origin origin = {.actor = TEXT_INIT("propolis"),
                                         .source = TEXT_INIT("-"),
                                         .door = "index",
                                         .operation = "FillPartitionIndex"};
    if (store_write(f->store, LANE_BACKGROUND, &origin, write_some, f, err) != 0)
        return -1;
    f->next = f->written;
    if (f->is_gone || f->next == f->run.count) {
        begin(f);
        memory_give_back(); /* a run is more than the server needs otherwise */
    }
    return 0;
}

static int step(struct partition_index_filler *f, struct err *err)
{
    switch (f->state) {
    case IDLE:
        return store_read(f->store, find_first, f, err);
    case GATHERING:
        return gather_on(f, err);
    case WRITING:
        return write_on(f, err);
    }
    return -1;
}

int partition_index_filler_run_due(void *filler, int64_t now_ms, int64_t *next_due_ms)
{
    struct partition_index_filler *f = filler;
    struct err err = {.code = ERR_NONE};
    bool was_idle = f->state == IDLE;
    int result = step(f, &err);
    if (result != 0)
        begin(f);
    if (result == 0 && !(was_idle && f->state == IDLE))
        *next_due_ms = now_ms;
    return result;
}
