/* SPDX-License-Identifier: Apache-2.0
 * Packed keys and their cache, alone and under lists with filters. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/limits.h"
#include "store/key_cache.h"
#include "tests/unit/store/store_bench.h"

static void put_key(struct buf *key, int year, const char *region)
{
    char number[16];
    snprintf(number, sizeof number, "%d", year);
    buf_clear(key);
    partition_key_put(key, KEY_INTEGER, text_of(number));
    partition_key_put(key, KEY_TEXT, text_of(region));
}

/* The years from `first` on, two regions each; up to `last`, which is not in it. */
static struct key_block *block_of(int64_t table_id, int first, int last, bool to_end)
{
    struct buf key;
    buf_init(&key, 1000);
    put_key(&key, first, "");
    struct key_block_builder *b = key_block_begin(table_id, buf_text(&key), 2);
    for (int year = first; year < last; year++)
        for (int r = 0; r < 2; r++) {
            put_key(&key, year, r ? "us" : "eu");
            key_block_add(b, buf_text(&key), table_id << 32 | (year * 2 + r));
        }
    put_key(&key, last, "");
    struct key_block *block = key_block_end(b, to_end ? (struct text){NULL, 0} : buf_text(&key));
    buf_release(&key);
    return block;
}

static void blocks(void **state)
{
    /* A block gives its keys and numbers back, finds places among them, and holds each value once.
     */
    (void)state;
    struct key_block *block = block_of(7, 10, 20, false);
    struct buf key, wanted;
    buf_init(&key, 1000);
    buf_init(&wanted, 1000);
    assert_int_equal(block->rows, 20);
    assert_int_equal(block->columns[0].values_count, 10);
    assert_int_equal(block->columns[1].values_count, 2);
    for (size_t row = 0; row < 20; row++) {
        put_key(&wanted, 10 + (int)row / 2, row % 2 ? "us" : "eu");
        key_block_put_key(block, row, &key);
        assert_true(text_equal(buf_text(&key), buf_text(&wanted)));
        assert_int_equal(block->numbers[row], 20 + row);
        assert_int_equal(key_block_find(block, buf_text(&wanted)), row);
        buf_put_char(&wanted, '\0');
        assert_int_equal(key_block_find(block, buf_text(&wanted)), row + 1);
    }
    assert_int_equal(key_block_find(block, TEXT("")), 0);
    key_block_release(block);
    struct key_block_builder *empty = key_block_begin(1, TEXT(""), 0);
    assert_false(key_block_is_full(empty));
    block = key_block_end(empty, (struct text){NULL, 0});
    assert_int_equal(block->rows, 0);
    key_block_release(block);
    buf_release(&key);
    buf_release(&wanted);
}

static void full_blocks(void **state)
{
    /* A block takes no more rows than codes have, nor values without end. */
    (void)state;
    struct key_block_builder *b = key_block_begin(1, TEXT(""), 2);
    struct buf key;
    buf_init(&key, 10000);
    int rows = 0;
    for (; !key_block_is_full(b); rows++) {
        put_key(&key, rows, "x");
        key_block_add(b, buf_text(&key), rows);
    }
    assert_int_equal(rows, KEY_BLOCK_ROWS);
    key_block_release(key_block_end(b, (struct text){NULL, 0}));
    static char large[4001];
    memset(large, 'x', 4000);
    b = key_block_begin(1, TEXT(""), 2);
    for (rows = 0; !key_block_is_full(b); rows++) {
        snprintf(large, 16, "%07d", rows);
        large[strlen(large)] = 'x';
        put_key(&key, rows, large);
        key_block_add(b, buf_text(&key), rows);
    }
    assert_in_range(rows, 500, 2000);
    key_block_release(key_block_end(b, (struct text){NULL, 0}));
    buf_release(&key);
}

static struct key_block *ask(struct key_cache *cache, int64_t table_id, int year)
{
    struct buf key;
    buf_init(&key, 1000);
    put_key(&key, year, "eu");
    struct key_block *found = key_cache_get(cache, table_id, buf_text(&key), key_cache_mark(cache));
    buf_release(&key);
    return found;
}

static bool has(struct key_cache *cache, int64_t table_id, int year)
{
    struct key_block *found = ask(cache, table_id, year);
    key_block_release(found);
    return found != NULL;
}

static void put(struct key_cache *cache, struct key_block *block, uint64_t mark)
{
    key_cache_put(cache, block, mark);
    key_block_release(block);
}

static void touch(struct key_cache *cache, int64_t table_id, int year)
{
    struct buf key;
    buf_init(&key, 1000);
    put_key(&key, year, "eu");
    key_cache_touch(cache, table_id, buf_text(&key));
    buf_release(&key);
}

static void found_and_dropped(void **state)
{
    /* A block answers for the keys between its ends and no others; a commit that touches one of
     * them drops it, and leaves the others. */
    (void)state;
    struct key_cache *cache = key_cache_new(1 << 20);
    uint64_t mark = key_cache_mark(cache);
    assert_true(key_cache_is_at(cache, mark));
    put(cache, block_of(1, 10, 20, false), mark);
    put(cache, block_of(1, 30, 40, true), mark);
    put(cache, block_of(2, 10, 20, false), mark);
    assert_true(has(cache, 1, 10) && has(cache, 1, 19) && has(cache, 1, 99) && has(cache, 2, 15));
    assert_false(has(cache, 1, 9) || has(cache, 1, 20) || has(cache, 2, 20) || has(cache, 3, 15));
    struct buf next, from;
    buf_init(&next, 1000);
    buf_init(&from, 1000);
    put_key(&from, 15, "");
    assert_true(key_cache_next(cache, 1, buf_text(&from), &next));
    put_key(&from, 30, "");
    assert_true(text_equal(buf_text(&next), buf_text(&from)));
    assert_false(key_cache_next(cache, 1, buf_text(&from), &next));
    struct key_block *kept = ask(cache, 1, 15);
    touch(cache, 1, 12);
    key_cache_begin_commit(cache);
    assert_false(key_cache_is_at(cache, mark));
    assert_int_equal(key_cache_mark(cache), 0);
    key_cache_end_commit(cache);
    assert_false(has(cache, 1, 15));
    assert_int_equal(kept->rows, 20); /* a reader that has it goes on */
    key_block_release(kept);
    assert_true(has(cache, 1, 35) && has(cache, 2, 15));
    buf_release(&next);
    buf_release(&from);
    key_cache_free(cache);
}

static void late_fills(void **state)
{
    /* What was read before a commit that changed its table is not taken after it; a reader from
     * before gets no block from after. A commit without keys changes nothing. */
    (void)state;
    struct key_cache *cache = key_cache_new(1 << 20);
    uint64_t before = key_cache_mark(cache);
    key_cache_begin_commit(cache);
    key_cache_end_commit(cache);
    assert_int_equal(key_cache_mark(cache), before);
    touch(cache, 1, 99);
    key_cache_begin_commit(cache);
    put(cache, block_of(1, 10, 20, false), before);
    key_cache_end_commit(cache);
    put(cache, block_of(1, 10, 20, false), before);
    assert_false(has(cache, 1, 15));
    put(cache, block_of(2, 10, 20, false), before); /* another table: nothing of it changed */
    assert_true(has(cache, 2, 15));
    uint64_t after = key_cache_mark(cache);
    put(cache, block_of(1, 10, 20, false), after);
    assert_true(has(cache, 1, 15));
    struct buf key;
    buf_init(&key, 1000);
    put_key(&key, 15, "eu");
    assert_null(key_cache_get(cache, 1, buf_text(&key), before));
    buf_release(&key);
    /* More keys than are noted: all blocks go. */
    for (int i = 0; i < 5000; i++)
        touch(cache, 9, i);
    key_cache_begin_commit(cache);
    key_cache_end_commit(cache);
    assert_false(has(cache, 1, 15) || has(cache, 2, 15));
    key_cache_free(cache);
}

static void no_overlaps(void **state)
{
    /* Two readers that read overlapping stretches at once leave one of them, so that no block
     * outlives a write into it; blocks without rows are not kept. */
    (void)state;
    struct key_cache *cache = key_cache_new(1 << 20);
    uint64_t mark = key_cache_mark(cache);
    put(cache, block_of(1, 20, 30, false), mark);
    put(cache, block_of(1, 10, 21, false), mark); /* into its front */
    put(cache, block_of(1, 10, 20, true), mark);  /* over all of it */
    put(cache, block_of(1, 29, 40, false), mark); /* out of its back */
    assert_false(has(cache, 1, 15) || has(cache, 1, 35));
    put(cache, block_of(1, 10, 20, false), mark); /* up to it, and on from it */
    put(cache, block_of(1, 30, 40, true), mark);
    assert_true(has(cache, 1, 15) && has(cache, 1, 25) && has(cache, 1, 35));
    touch(cache, 1, 25);
    key_cache_begin_commit(cache);
    key_cache_end_commit(cache);
    assert_false(has(cache, 1, 25));
    put(cache, block_of(3, 10, 10, true), key_cache_mark(cache));
    assert_false(has(cache, 3, 15));
    key_cache_free(cache);
}

static void bounded(void **state)
{
    /* The cache stays within its bytes; what was used last stays; a table does not push itself out;
     * one without bytes keeps nothing. */
    (void)state;
    struct key_block *one = block_of(1, 0, 100, false);
    size_t bytes = one->bytes;
    struct key_cache *cache = key_cache_new(bytes * 4);
    uint64_t mark = key_cache_mark(cache);
    put(cache, one, mark);
    for (int i = 1; i < 10; i++) {
        struct key_cache_figures f;
        assert_true(has(cache, 1, 50));
        put(cache, block_of(1 + i, 0, 100, false), mark);
        key_cache_figures(cache, &f);
        assert_true(f.bytes <= (int64_t)bytes * 4 && f.keys == f.bytes / (int64_t)bytes * 200);
    }
    assert_true(has(cache, 1, 50) && has(cache, 10, 50));
    assert_false(has(cache, 2, 50));
    assert_true(key_cache_wants(cache, 1));
    key_cache_free(cache);
    cache = key_cache_new(bytes + bytes / 100);
    put(cache, block_of(1, 0, 100, false), mark);
    assert_false(key_cache_wants(cache, 1));
    assert_true(key_cache_wants(cache, 2));
    key_cache_free(cache);
    cache = key_cache_new(0);
    assert_false(key_cache_is_at(cache, key_cache_mark(cache)));
    put(cache, block_of(1, 0, 100, false), mark);
    assert_false(has(cache, 1, 50));
    key_cache_free(cache);
}

static int set_up(void **state)
{
    store_bench_open(state);
    bench_database_create(*state, "d");
    bench_table_create(*state, "d", "t",
                       "{\"PartitionKeys\":[{\"Name\":\"year\",\"Type\":\"int\"},"
                       "{\"Name\":\"region\",\"Type\":\"string\"}]}");
    return 0;
}

/* How many partitions of a filter there are, over all pages. */
struct counting {
    struct store *store;
    const char *expression;
    int64_t limit, count;
    struct err err;
};

struct page_read {
    struct counting *c;
    struct arena arena;
    struct buf out;
    struct text after, next;
};

static int read_page(struct tx *tx, void *context)
{
    struct page_read *r = context;
    struct table_name name = bench_table_name("d", "t");
    struct partition_table t;
    struct partition_list list = {.expression = text_of(r->c->expression)};
    struct page page = {.after = r->after, .limit = r->c->limit, .arena = &r->arena};
    if (partition_table_open(tx, &name, &r->arena, &t) != 0 ||
        expression_parse(list.expression, &t.keys, &r->arena, &list.filter, tx->err) != 0 ||
        partition_list(tx, &t, &list, &page, &r->out) != 0)
        return -1;
    r->c->count += page.count;
    r->next = page.next;
    return 0;
}

static int count_all(struct counting *c)
{
    struct page_read r = {.c = c};
    struct buf position;
    int result = 0;
    buf_init(&position, 1 << 16);
    buf_init(&r.out, 64 << 20);
    c->count = 0;
    err_clear(&c->err);
    do {
        arena_init(&r.arena, 64 << 20, NULL);
        buf_clear(&r.out);
        result = store_read(c->store, read_page, &r, &c->err);
        buf_clear(&position);
        buf_put(&position, r.next);
        r.after = r.next.p ? buf_text(&position) : (struct text){NULL, 0};
        arena_release(&r.arena);
    } while (result == 0 && r.after.p);
    buf_release(&r.out);
    buf_release(&position);
    return result;
}

static int64_t count(struct store_bench *b, const char *expression, int64_t limit)
{
    struct counting c = {.store = b->store, .expression = expression, .limit = limit};
    if (count_all(&c) != 0)
        fail_msg("%s: %s", expression, c.err.text);
    return c.count;
}

static int64_t keys_cached(struct store_bench *b)
{
    struct store_figures f;
    store_figures(b->store, &f);
    return f.key_cache_keys;
}

static void lists(void **state)
{
    /* A filter that finds little scans packed keys, finds the same the second time and after each
     * kind of write, in pages of any size; one that finds much does not need them. */
    struct store_bench *b = *state;
    bench_partitions_create(b, 40000);
    assert_int_equal(count(b, "year = 7", 1000), 100);
    assert_int_equal(keys_cached(b), 0);
    for (int again = 0; again < 2; again++)
        for (int64_t limit = 7; limit < 5000; limit *= 9) {
            assert_int_equal(count(b, "region = 'r007'", limit), 400);
            assert_int_equal(count(b, "region like '%7' and year > 390", limit), 90);
            assert_int_equal(count(b, "region = 'none'", limit), 0);
            assert_int_equal(count(b, "region like '%7' or year = 3", limit), 4000 + 90);
        }
    assert_true(keys_cached(b) > 30000 && keys_cached(b) <= 40000);
    assert_int_equal(bench_partition_create(b, "{\"Values\":[\"200\",\"none\"]}"), 0);
    assert_int_equal(count(b, "region = 'none'", 10), 1);
    assert_int_equal(bench_partition_update(b, "200,none", "{\"Values\":[\"399\",\"nowhere\"]}"),
                     0);
    assert_int_equal(count(b, "region = 'none'", 10), 0);
    assert_int_equal(count(b, "region = 'nowhere'", 10), 1);
    assert_int_equal(bench_partition_delete(b, "399,nowhere"), 0);
    assert_int_equal(count(b, "region = 'nowhere'", 10), 0);
    assert_int_equal(bench_partition_delete(b, "0,r007"), 0);
    assert_int_equal(count(b, "region = 'r007'", 10), 399);
}

static void broken_values(void **state)
{
    /* A value that cannot be cast is told of from packed keys as from others. */
    struct store_bench *b = *state;
    bench_partitions_create(b, 5000);
    assert_int_equal(bench_partition_create(b, "{\"Values\":[\"soon\",\"r007\"]}"), 0);
    for (int again = 0; again < 2; again++) {
        struct counting c = {
            .store = b->store, .expression = "region = 'none' or year = -7", .limit = 10};
        assert_int_equal(count_all(&c), -1);
        assert_int_equal(c.err.code, ERR_INVALID_STATE);
        assert_int_equal(count(b, "region = 'none' and year = -7", 10), 0);
    }
}

struct race {
    struct store_bench *b;
    atomic_bool over;
    atomic_int wrong, reads;
};

/* Pairs come and go together, so that each snapshot has both or none. */
static void *read_pairs(void *context)
{
    struct race *race = context;
    struct counting c = {
        .store = race->b->store, .expression = "region in ('x','y')", .limit = 1000};
    while (!atomic_load(&race->over)) {
        if (count_all(&c) != 0 || c.count % 2 != 0)
            atomic_fetch_add(&race->wrong, 1);
        atomic_fetch_add(&race->reads, 1);
    }
    return NULL;
}

struct pair {
    int year;
    bool goes;
};

static int write_pair(struct tx *tx, void *context)
{
    const struct pair *p = context;
    struct table_name name = bench_table_name("d", "t");
    struct arena arena;
    struct partition_table t;
    int64_t id;
    arena_init(&arena, 1 << 20, NULL);
    int result = partition_table_open(tx, &name, &arena, &t);
    for (int i = 0; i < 2 && result == 0; i++) {
        char input[64], values[32];
        snprintf(values, sizeof values, "%d,%s", p->year + i * 300, i ? "x" : "y");
        snprintf(input, sizeof input, "{\"Values\":[\"%d\",\"%s\"]}", p->year + i * 300,
                 i ? "x" : "y");
        result = p->goes ? partition_delete(tx, &t, bench_values(&arena, values), &id)
                         : partition_create(tx, &t, bench_partition_draft(&arena, input), &id);
    }
    arena_release(&arena);
    return result;
}

static void under_writes(void **state)
{
    /* While partitions come and go in pairs at both ends of a table, each list is of one moment:
     * packed keys and the tree never show different ones. */
    struct race race = {.b = *state};
    pthread_t readers[2];
    bench_partitions_create(race.b, 30000);
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&readers[i], NULL, read_pairs, &race), 0);
    for (int i = 0; i < 300; i++) {
        struct pair p = {i % 7, (i / 7) % 2 == 1};
        if (store_bench_write(race.b, write_pair, &p) != 0)
            fail_msg("%s", race.b->err.text);
        usleep(i % 3 * 2000); /* some lists begin and end between two writes */
    }
    atomic_store(&race.over, true);
    for (int i = 0; i < 2; i++)
        pthread_join(readers[i], NULL);
    assert_int_equal(atomic_load(&race.wrong), 0);
    assert_true(atomic_load(&race.reads) > 0);
    struct store_figures f;
    store_figures(race.b->store, &f);
    assert_true(f.key_cache_misses > 0); /* blocks were read, so some of it met the cache */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks),
        cmocka_unit_test(full_blocks),
        cmocka_unit_test(found_and_dropped),
        cmocka_unit_test(late_fills),
        cmocka_unit_test(no_overlaps),
        cmocka_unit_test(bounded),
        cmocka_unit_test_setup_teardown(lists, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(broken_values, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(under_writes, set_up, store_bench_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
