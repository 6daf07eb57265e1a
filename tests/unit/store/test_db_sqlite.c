/* SPDX-License-Identifier: Apache-2.0
 * Queries as the nouns use them: values there and back, errors that stick, deadlines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "store/db.h"
#include "tests/unit/store/store_bench.h"

static int values(struct tx *tx, void *context)
{
    struct query q;
    (void)context;
    query_begin_once(&q, tx->db,
                     "SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, typeof(?2), typeof(?5), typeof(?7)",
                     tx->err);
    query_put_int(&q, INT64_MIN);
    query_put_text(&q, TEXT("a\0b"));
    query_put_text(&q, (struct text){NULL, 0});
    query_put_text(&q, TEXT(""));
    query_put_blob(&q, TEXT("\xff\0"));
    query_put_null(&q);
    query_put_blob(&q, (struct text){NULL, 0});
    assert_true(query_step(&q));
    assert_true(query_int(&q) == INT64_MIN);
    assert_true(text_equal(query_text(&q), TEXT("a\0b")));
    assert_true(query_is_null(&q));
    assert_null(query_text(&q).p);
    assert_false(query_is_null(&q));
    struct text empty = query_text(&q);
    assert_true(empty.p && empty.n == 0);
    assert_true(text_equal(query_text(&q), TEXT("\xff\0")));
    assert_int_equal(query_int(&q), 0);
    empty = query_text(&q);
    assert_true(empty.p && empty.n == 0);
    assert_true(text_is(query_text(&q), "text"));
    assert_true(text_is(query_text(&q), "blob"));
    assert_true(text_is(query_text(&q), "blob"));
    assert_false(query_step(&q));
    return query_end(&q);
}

static void round_trip(void **state)
{
    /* Integers, texts, blobs and NULL come back as they were put, the empty ones apart from NULL.
     */
    assert_int_equal(store_bench_read(*state, values, NULL), 0);
}

static int break_a_rule(struct tx *tx, void *context)
{
    struct query q;
    int64_t changed = 42;
    (void)context;
    for (int i = 0; i < 2; i++) {
        query_begin_once(&q, tx->db, "INSERT INTO counters (name, next) VALUES (?1, ?2)", tx->err);
        query_put_text(&q, TEXT("once"));
        query_put_int(&q, 1);
        int result = query_run(&q, &changed);
        assert_int_equal(result, i == 0 ? 0 : -1);
        if (i == 0)
            assert_int_equal(changed, 1);
    }
    assert_false(query_step(&q));
    return -1;
}

static void sticky_errors(void **state)
{
    /* A statement that fails says why, gives no row any more, and what the write did is undone. */
    struct store_bench *b = *state;
    assert_int_equal(store_bench_write(b, break_a_rule, NULL), -1);
    assert_int_equal(b->err.code, ERR_INTERNAL);
    assert_non_null(strstr(b->err.text, "UNIQUE constraint failed: counters.name"));
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM counters WHERE name = 'once'"), 0);
}

static int no_statement(struct tx *tx, void *context)
{
    struct query q;
    int64_t value;
    (void)context;
    query_begin_once(&q, tx->db, "SELECT FROM WHERE", tx->err);
    query_put_int(&q, 1);
    assert_false(query_step(&q));
    return query_one_int(&q, &value);
}

static void bad_statement(void **state)
{
    /* What is no statement fails at its end, whatever is done with it before. */
    struct store_bench *b = *state;
    assert_int_equal(store_bench_read(b, no_statement, NULL), -1);
    assert_int_equal(b->err.code, ERR_INTERNAL);
    assert_non_null(strstr(b->err.text, "syntax error"));
    assert_int_equal(store_bench_ask(b, "SELECT 7"), 7);
}

static int count_forever(struct tx *tx, void *context)
{
    struct query q;
    int64_t count;
    (void)context;
    query_begin_once(&q, tx->db,
                     "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                     "SELECT count(*) FROM n",
                     tx->err);
    return query_one_int(&q, &count) == 1 ? 0 : -1;
}

static int answer(struct tx *tx, void *context)
{
    struct query q;
    query_begin_once(&q, tx->db, "SELECT 7", tx->err);
    return query_one_int(&q, context) == 1 ? 0 : -1;
}

static void deadlines(void **state)
{
    /* A read that takes longer than its deadline is given up, and the next one has its own time. */
    struct store_bench *b = *state;
    int64_t began_us = clock_monotonic_us(), seven = 0;
    err_clear(&b->err);
    assert_int_equal(store_read_until(b->store, count_forever, NULL, began_us + 50000, &b->err),
                     -1);
    assert_int_equal(b->err.code, ERR_TIMEOUT);
    assert_in_range(clock_monotonic_us() - began_us, 50000, 5000000);
    err_clear(&b->err);
    assert_int_equal(
        store_read_until(b->store, answer, &seven, clock_monotonic_us() + 10000000, &b->err), 0);
    assert_int_equal(seven, 7);
    assert_int_equal(store_bench_read(b, answer, &seven), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(round_trip, store_bench_open, store_bench_close),
        cmocka_unit_test_setup_teardown(sticky_errors, store_bench_open, store_bench_close),
        cmocka_unit_test_setup_teardown(bad_statement, store_bench_open, store_bench_close),
        cmocka_unit_test_setup_teardown(deadlines, store_bench_open, store_bench_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
