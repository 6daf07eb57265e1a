/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "store/object_cache.h"
#include "tests/unit/store/store_bench.h"

struct bench {
    struct object_cache *cache;
    struct buf out;
};

static int set_up_bytes(void **state, size_t bytes_max)
{
    static struct bench bench;
    bench = (struct bench){.cache = object_cache_new(bytes_max)};
    buf_init(&bench.out, 1 << 20);
    *state = &bench;
    return 0;
}

static int set_up(void **state)
{
    return set_up_bytes(state, 1 << 20);
}

static int set_up_none(void **state)
{
    return set_up_bytes(state, 0);
}

static int tear_down(void **state)
{
    struct bench *b = *state;
    object_cache_free(b->cache);
    buf_release(&b->out);
    return 0;
}

static struct cache_key key_of(const char *table)
{
    return (struct cache_key){.catalog = TEXT("1"), .database = TEXT("d"), .table = text_of(table)};
}

/* The document of a table, NULL where it is not there. */
static const char *get(struct bench *b, const char *table, uint64_t *epoch)
{
    struct cache_key key = key_of(table);
    struct object_mark mark = {0, 0};
    buf_clear(&b->out);
    if (!object_cache_get(b->cache, &key, &b->out, &mark, epoch))
        return NULL;
    assert_int_equal(mark.id, strlen(table));
    buf_put_char(&b->out, '\0');
    return b->out.p;
}

static void put(struct bench *b, const char *table, const char *document, uint64_t epoch)
{
    struct cache_key key = key_of(table);
    struct object_mark mark = {(int64_t)strlen(table), 7};
    object_cache_put(b->cache, &key, text_of(document), mark, epoch);
}

static void fill(struct bench *b, const char *table, const char *document)
{
    uint64_t epoch;
    assert_null(get(b, table, &epoch));
    put(b, table, document, epoch);
}

static void kept(void **state)
{
    /* A document is there once it was put, under its own name alone, with its mark. */
    struct bench *b = *state;
    uint64_t epoch;
    struct cache_key other = {.catalog = TEXT("1"), .database = TEXT("dt"), .table = TEXT("")};
    struct object_mark mark;
    fill(b, "t", "{\"a\":1}");
    assert_string_equal(get(b, "t", &epoch), "{\"a\":1}");
    assert_null(get(b, "T", &epoch));
    assert_null(get(b, "", &epoch));
    assert_false(object_cache_get(b->cache, &other, &b->out, &mark, &epoch));
    struct object_cache_figures f;
    object_cache_figures(b->cache, &f);
    assert_int_equal(f.hits, 1);
    assert_int_equal(f.misses, 4);
    assert_true(f.bytes > 7);
}

static void published(void **state)
{
    /* What a write touched is gone once it is published, and not before; the others stay. */
    struct bench *b = *state;
    uint64_t epoch;
    struct cache_key key = key_of("a");
    fill(b, "a", "1");
    fill(b, "b", "2");
    object_cache_touch(b->cache, &key);
    assert_string_equal(get(b, "a", &epoch), "1");
    object_cache_publish(b->cache);
    assert_null(get(b, "a", &epoch));
    assert_string_equal(get(b, "b", &epoch), "2");
    object_cache_publish(b->cache);
    assert_string_equal(get(b, "b", &epoch), "2");
}

static void late_fill(void **state)
{
    /* A document that was read before a publication is not taken after it. */
    struct bench *b = *state;
    struct cache_key key = key_of("a");
    uint64_t before, after;
    assert_null(get(b, "a", &before));
    object_cache_touch(b->cache, &key);
    object_cache_publish(b->cache);
    put(b, "a", "old", before);
    assert_null(get(b, "a", &after));
    put(b, "a", "new", after);
    put(b, "a", "newer", after);
    assert_string_equal(get(b, "a", &after), "new");
}

static void whole_database(void **state)
{
    /* A touched database, and more touches than are remembered, empty the cache. */
    struct bench *b = *state;
    uint64_t epoch;
    char name[32];
    struct cache_key all = key_of(NULL);
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 100; i++) {
            snprintf(name, sizeof name, "t%d", i);
            fill(b, name, "x");
        }
        for (int i = 0; round == 1 && i < 5000; i++) {
            snprintf(name, sizeof name, "other%d", i);
            struct cache_key key = key_of(name);
            object_cache_touch(b->cache, &key);
        }
        if (round == 0)
            object_cache_touch(b->cache, &all);
        object_cache_publish(b->cache);
        for (int i = 0; i < 100; i++) {
            snprintf(name, sizeof name, "t%d", i);
            assert_null(get(b, name, &epoch));
        }
    }
    struct object_cache_figures f;
    object_cache_figures(b->cache, &f);
    assert_int_equal(f.bytes, 0);
}

static void bounded(void **state)
{
    /* The bytes stay below the maximum, and what was used last stays longest. */
    struct bench *b = *state;
    static char document[4000];
    struct object_cache_figures f;
    uint64_t epoch;
    memset(document, 'x', sizeof document - 1);
    fill(b, "dear", document);
    for (int i = 0; i < 3000; i++) {
        char name[32];
        snprintf(name, sizeof name, "table%d", i);
        fill(b, name, document);
        assert_non_null(get(b, "dear", &epoch));
        object_cache_figures(b->cache, &f);
        assert_true(f.bytes <= 1 << 20);
    }
    assert_true(f.bytes > 1 << 19);
    assert_null(get(b, "table0", &epoch));
    assert_non_null(get(b, "table2999", &epoch));
}

static void too_large(void **state)
{
    /* A document that would push out most others, and a name longer than any, are not kept. */
    struct bench *b = *state;
    static char document[1 << 16], name[2000];
    uint64_t epoch;
    memset(document, 'x', sizeof document - 1);
    memset(name, 'n', sizeof name - 1);
    fill(b, "big", document);
    assert_null(get(b, "big", &epoch));
    struct cache_key key = key_of(name);
    struct object_mark mark;
    object_cache_put(b->cache, &key, TEXT("x"), (struct object_mark){1, 1}, 0);
    object_cache_touch(b->cache, &key);
    object_cache_publish(b->cache);
    assert_false(object_cache_get(b->cache, &key, &b->out, &mark, &epoch));
}

static void nothing_allowed(void **state)
{
    /* With no bytes allowed the cache is always empty and still well-behaved. */
    struct bench *b = *state;
    uint64_t epoch;
    fill(b, "a", "x");
    assert_null(get(b, "a", &epoch));
    object_cache_publish(b->cache);
    object_cache_free(NULL);
}

/* --- through the store, by many threads --- */

enum { READERS = 6, ROUNDS = 60, TABLES = 3 };

struct shared {
    struct store_bench *b;
    atomic_llong published[TABLES]; /* versions whose write was answered */
    atomic_bool stops;
    atomic_int violations, hits;
};

struct reading {
    struct table_name name;
    uint64_t epoch;
    struct buf out;
    struct object_mark mark;
};

static int read_filling(struct tx *tx, void *context)
{
    struct reading *r = context;
    buf_clear(&r->out);
    return table_get_filling(tx, &r->name, r->epoch, &r->out, &r->mark);
}

/* As GetTable does it: the cache, else the file. */
static int64_t read_version(struct shared *s, struct reading *r)
{
    struct err err = {.code = ERR_NONE};
    buf_clear(&r->out);
    if (table_get_cached(s->b->store, &r->name, &r->out, &r->mark, &r->epoch))
        atomic_fetch_add(&s->hits, 1);
    else if (store_read(s->b->store, read_filling, r, &err) != 0)
        return -1;
    char wanted[64];
    int n = snprintf(wanted, sizeof wanted, "\"Description\":\"%lld\"", (long long)r->mark.version);
    if (!memmem(r->out.p, r->out.n, wanted, (size_t)n))
        return -1; /* document and mark belong together */
    return r->mark.version;
}

static void *read_on(void *argument)
{
    struct shared *s = argument;
    struct reading r = {.name = bench_table_name("d", "t0")};
    char names[TABLES][4] = {"t0", "t1", "t2"};
    int64_t last[TABLES] = {0};
    buf_init(&r.out, 1 << 20);
    for (int i = 0; !atomic_load(&s->stops); i++) {
        int table = i % TABLES;
        r.name.table = text_of(names[table]);
        int64_t at_least = atomic_load(&s->published[table]);
        int64_t version = read_version(s, &r);
        if (version < at_least || version < last[table])
            atomic_fetch_add(&s->violations, 1);
        last[table] = version;
    }
    buf_release(&r.out);
    return NULL;
}

static void coherent(void **state)
{
    /* No reader ever sees a version older than one whose write was answered before it began, nor
     * one older than it saw itself, while versions are made under them. */
    struct shared s = {.b = *state};
    pthread_t threads[READERS];
    char names[TABLES][4] = {"t0", "t1", "t2"}, input[64];
    bench_database_create(s.b, "d");
    for (int t = 0; t < TABLES; t++)
        bench_table_create(s.b, "d", names[t], "{\"Description\":\"0\"}");
    for (int i = 0; i < READERS; i++)
        pthread_create(&threads[i], NULL, read_on, &s);
    for (int version = 1; version <= ROUNDS; version++)
        for (int t = 0; t < TABLES; t++) {
            snprintf(input, sizeof input, "{\"Description\":\"%d\"}", version);
            assert_int_equal(bench_table_update(s.b, "d", names[t], input), version);
            atomic_store(&s.published[t], version);
        }
    atomic_store(&s.stops, true);
    for (int i = 0; i < READERS; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(atomic_load(&s.violations), 0);
    assert_true(atomic_load(&s.hits) > 0);
}

static void dropped(void **state)
{
    /* A table that was deleted, alone or with its database, is not answered from the cache. */
    struct store_bench *b = *state;
    struct reading r = {.name = bench_table_name("d", "t")};
    struct shared s = {.b = b};
    buf_init(&r.out, 1 << 20);
    for (int with_database = 0; with_database <= 1; with_database++) {
        bench_database_create(b, "d");
        bench_table_create(b, "d", "t", "{\"Description\":\"0\"}");
        assert_int_equal(read_version(&s, &r), 0);
        assert_int_equal(read_version(&s, &r), 0);
        assert_int_equal(atomic_load(&s.hits), with_database + 1);
        if (!with_database)
            assert_int_equal(bench_table_delete(b, "d", "t"), 0);
        assert_int_equal(bench_database_delete(b, "d"), 0);
        assert_int_equal(read_version(&s, &r), -1);
    }
    buf_release(&r.out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(kept, set_up, tear_down),
        cmocka_unit_test_setup_teardown(published, set_up, tear_down),
        cmocka_unit_test_setup_teardown(late_fill, set_up, tear_down),
        cmocka_unit_test_setup_teardown(whole_database, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bounded, set_up, tear_down),
        cmocka_unit_test_setup_teardown(too_large, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nothing_allowed, set_up_none, tear_down),
        cmocka_unit_test_setup_teardown(coherent, store_bench_open, store_bench_close),
        cmocka_unit_test_setup_teardown(dropped, store_bench_open, store_bench_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
