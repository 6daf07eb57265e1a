/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "store/db.h"
#include "tests/unit/store/store_bench.h"

struct adding {
    struct change change;
    int64_t seq, count;
    bool fails;
};

static int add(struct tx *tx, void *context)
{
    struct adding *a = context;
    for (int64_t i = 0; i < a->count; i++)
        if (change_add(tx, &a->change, &a->seq) != 0)
            return -1;
    return a->fails ? err_set(tx->err, ERR_INVALID, "after all") : 0;
}

static const struct change configuration = {.kind = CHANGE_CONFIGURATION,
                                            .catalog_name = TEXT_INIT(BENCH_ACCOUNT),
                                            .object_name = TEXT_INIT("crawler/c"),
                                            .version_before = CHANGE_NO_VERSION,
                                            .version_after = CHANGE_NO_VERSION};

static void complete_row(void **state)
{
    /* A change keeps all that it was told, who wrote it and when; what is absent is NULL. */
    struct store_bench *b = *state;
    int64_t before_ms = clock_now_ms();
    struct adding a = {.count = 1,
                       .change = {.kind = CHANGE_TABLE_UPDATED,
                                  .catalog_id = 1,
                                  .database_id = 2,
                                  .table_id = 3,
                                  .catalog_name = TEXT("c"),
                                  .database_name = TEXT("d"),
                                  .object_name = TEXT("t"),
                                  .version_before = 0,
                                  .version_after = 1,
                                  .partition_first = 5,
                                  .partition_last = 6,
                                  .detail = TEXT("{}"),
                                  .before_tail = TEXT("x"),
                                  .after_tail = TEXT("y")}};
    assert_int_equal(store_bench_write(b, add, &a), 0);
    assert_int_equal(a.seq, 1);
    assert_int_equal(
        store_bench_ask(b, "SELECT count(*) FROM changes WHERE seq = 1 AND kind = 5 AND "
                           "catalog_id = 1 AND database_id = 2 AND table_id = 3 AND "
                           "catalog_name = 'c' AND database_name = 'd' AND object_name = 't' AND "
                           "version_before = 0 AND version_after = 1 AND partition_first = 5 AND "
                           "partition_last = 6 AND detail = '{}' AND before_tail = 'x' AND "
                           "after_tail = 'y' AND door = 'test' AND operation = 'Test' AND "
                           "source = '127.0.0.1' AND "
                           "actor = 'arn:aws:iam::123456789012:user/test'"),
        1);
    int64_t time_ms = store_bench_ask(b, "SELECT time_ms FROM changes");
    assert_in_range(time_ms, before_ms, clock_now_ms());
    a.change = configuration;
    assert_int_equal(store_bench_write(b, add, &a), 0);
    assert_int_equal(
        store_bench_ask(b, "SELECT count(*) FROM changes WHERE seq = 2 AND catalog_id IS NULL AND "
                           "database_id IS NULL AND table_id IS NULL AND version_before IS NULL "
                           "AND version_after IS NULL AND partition_first IS NULL AND "
                           "database_name IS NULL AND detail IS NULL AND before_tail IS NULL"),
        1);
}

static int last(struct tx *tx, void *context)
{
    return change_last(tx, context);
}

static int64_t last_seq(struct store_bench *b)
{
    int64_t seq = -1;
    assert_int_equal(store_bench_read(b, last, &seq), 0);
    return seq;
}

static void *write_and_fail(void *argument)
{
    struct store_bench *b = argument;
    for (int i = 0; i < 30; i++) {
        struct err err = {.code = ERR_NONE};
        struct adding a = {.change = configuration, .count = 1 + i % 3, .fails = i % 2 == 0};
        if (store_write(b->store, LANE_FOREGROUND, &store_bench_origin, add, &a, &err) == 0 &&
            a.fails)
            return b; /* a failure succeeded */
    }
    return NULL;
}

static void dense(void **state)
{
    /* Numbers are dense and rise with time, whatever fails in between, on however many threads, and
     * over a restart. */
    struct store_bench *b = *state;
    pthread_t threads[8];
    void *said;
    assert_int_equal(last_seq(b), 0);
    for (int round = 1; round <= 2; round++) {
        for (size_t i = 0; i < COUNT(threads); i++)
            pthread_create(&threads[i], NULL, write_and_fail, b);
        for (size_t i = 0; i < COUNT(threads); i++) {
            pthread_join(threads[i], &said);
            assert_null(said);
        }
        int64_t expected = round * 8 * 15 * 2; /* of 30 writes the odd ones, of 1 to 3 changes */
        assert_int_equal(last_seq(b), expected);
        assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM changes"), expected);
        assert_int_equal(store_bench_ask(b, "SELECT min(seq) FROM changes"), 1);
        assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM changes a JOIN changes b "
                                            "ON b.seq = a.seq + 1 WHERE b.time_ms < a.time_ms"),
                         0);
        store_bench_reopen(b);
    }
}

struct cursor {
    const char *reader;
    int64_t seq;
};

static int get_cursor(struct tx *tx, void *context)
{
    struct cursor *c = context;
    return cursor_get(tx, c->reader, &c->seq);
}

static int set_cursor(struct tx *tx, void *context)
{
    struct cursor *c = context;
    return cursor_set(tx, c->reader, c->seq);
}

static void cursors(void **state)
{
    /* Each reader has a cursor of its own, 0 at first, that is kept. */
    struct store_bench *b = *state;
    struct cursor c = {"webhooks", 42}, other = {"hive", -1};
    assert_int_equal(store_bench_write(b, set_cursor, &c), 0);
    c.seq = 43;
    assert_int_equal(store_bench_write(b, set_cursor, &c), 0);
    store_bench_reopen(b);
    c.seq = -1;
    assert_int_equal(store_bench_read(b, get_cursor, &c), 0);
    assert_int_equal(store_bench_read(b, get_cursor, &other), 0);
    assert_int_equal(c.seq, 43);
    assert_int_equal(other.seq, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(complete_row, store_bench_open, store_bench_close),
        cmocka_unit_test_setup_teardown(dense, store_bench_open, store_bench_close),
        cmocka_unit_test_setup_teardown(cursors, store_bench_open, store_bench_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
