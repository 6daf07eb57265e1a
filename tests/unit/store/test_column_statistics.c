/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "store/column_statistics.h"
#include "store/purge.h"
#include "tests/unit/store/store_bench.h"

#define TABLE(TYPE)                                                                                \
    "{\"StorageDescriptor\":{\"Columns\":[{\"Name\":\"a\",\"Type\":\"" TYPE                        \
    "\"},{\"Name\":\"b\"}]},"                                                                      \
    "\"PartitionKeys\":[{\"Name\":\"year\",\"Type\":\"int\"},{\"Name\":\"region\"}]}"

static int set_up(void **state)
{
    store_bench_open(state);
    bench_database_create(*state, "d");
    bench_table_create(*state, "d", "t", TABLE("int"));
    assert_int_equal(bench_partition_create(*state, "{\"Values\":[\"1\",\"x\"]}"), 0);
    return 0;
}

struct work {
    const struct value *values; /* of a partition, or NULL */
    struct column_statistics_draft draft;
    bool found;
    struct arena arena;
    struct buf *out;
};

static int open_owner(struct tx *tx, struct work *w, struct statistics_owner *owner)
{
    struct table_name name = bench_table_name("d", "t");
    return statistics_open(tx, &name, w->values, &w->arena, owner);
}

static int put_one(struct tx *tx, void *context)
{
    struct work *w = context;
    struct statistics_owner owner;
    if (open_owner(tx, w, &owner) != 0 || statistics_put(tx, &owner, &w->draft) != 0)
        return -1;
    return statistics_log(tx, &owner, CHANGE_STATISTICS_UPDATED, TEXT("\"a\""));
}

static int get_one(struct tx *tx, void *context)
{
    struct work *w = context;
    struct statistics_owner owner;
    if (open_owner(tx, w, &owner) != 0)
        return -1;
    return statistics_get(tx, &owner, w->draft.column, &w->found, w->out);
}

static int delete_one(struct tx *tx, void *context)
{
    struct work *w = context;
    struct statistics_owner owner;
    if (open_owner(tx, w, &owner) != 0)
        return -1;
    return statistics_delete(tx, &owner, w->draft.column, &w->found);
}

static struct work work(struct store_bench *b, const char *values, const char *column)
{
    struct work w = {.values = values ? bench_values(&b->arena, values) : NULL,
                     .draft = {.column = text_of(column), .text = TEXT("{}")},
                     .out = &b->out};
    arena_init(&w.arena, 1 << 20, NULL);
    return w;
}

static void put(struct store_bench *b, const char *values, const char *column)
{
    struct work w = work(b, values, column);
    assert_int_equal(store_bench_write(b, put_one, &w), 0);
    arena_release(&w.arena);
}

static bool has(struct store_bench *b, const char *values, const char *column)
{
    struct work w = work(b, values, column);
    assert_int_equal(store_bench_read(b, get_one, &w), 0);
    arena_release(&w.arena);
    return w.found;
}

static bool deletes(struct store_bench *b, const char *values, const char *column)
{
    struct work w = work(b, values, column);
    assert_int_equal(store_bench_write(b, delete_one, &w), 0);
    arena_release(&w.arena);
    return w.found;
}

static void owners(void **state)
{
    /* Those of the table and those of a partition are kept apart, and say so in the change log. */
    struct store_bench *b = *state;
    put(b, NULL, "a");
    assert_true(has(b, NULL, "a"));
    assert_false(has(b, "1,x", "a"));
    put(b, "1,x", "a");
    assert_true(deletes(b, NULL, "a"));
    assert_false(deletes(b, NULL, "a"));
    assert_true(has(b, "1,x", "a"));
    store_bench_reopen(b);
    assert_true(has(b, "1,x", "a"));
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM changes WHERE kind = 14 AND "
                                        "partition_first IS NULL AND "
                                        "detail = '{\"ColumnNames\":[\"a\"]}'"),
                     1);
    assert_int_equal(
        store_bench_ask(b, "SELECT count(*) FROM changes WHERE kind = 14 AND "
                           "partition_first = partition_last AND "
                           "detail = '{\"ColumnNames\":[\"a\"],\"Partitions\":[[\"1\",\"x\"]]}'"),
        1);
}

static void columns(void **state)
{
    /* A column that changes its type loses its statistics everywhere, by one row and however many
     * partitions there are; another column keeps them, and new ones count. */
    struct store_bench *b = *state;
    bench_table_update(b, "d", "t", TABLE("bigint"));
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM column_generations"), 0);
    put(b, NULL, "a");
    put(b, "1,x", "a");
    put(b, "1,x", "b");
    put(b, "1,x", "year");
    bench_table_update(b, "d", "t", TABLE("BIGINT"));
    assert_true(has(b, NULL, "a") && has(b, "1,x", "a"));
    bench_table_update(b, "d", "t", TABLE("string"));
    assert_false(has(b, NULL, "a") || has(b, "1,x", "a"));
    assert_true(has(b, "1,x", "b") && has(b, "1,x", "year"));
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM column_generations"), 1);
    bench_table_update(b, "d", "t", TABLE("bigint"));
    assert_false(has(b, "1,x", "a"));
    put(b, "1,x", "a");
    assert_true(has(b, "1,x", "a"));
}

static int64_t rows(struct store_bench *b)
{
    return store_bench_ask(b, "SELECT (SELECT count(*) FROM column_statistics) + "
                              "(SELECT count(*) FROM column_generations)");
}

static void gone(void **state)
{
    /* Rows go with their partition, and with their table when it is purged, in chunks. */
    struct store_bench *b = *state;
    int64_t due_ms = 0;
    put(b, "1,x", "a");
    put(b, "1,x", "b");
    put(b, NULL, "a");
    assert_int_equal(bench_partition_delete(b, "1,x"), 0);
    assert_int_equal(rows(b), 1);
    bench_table_update(b, "d", "t", TABLE("string"));
    for (int i = 0; i < 1200; i++) {
        char name[16];
        snprintf(name, sizeof name, "c%d", i);
        put(b, NULL, name);
    }
    bench_table_create(b, "d", "other", "{}");
    assert_int_equal(bench_table_delete(b, "d", "t"), 0);
    assert_int_equal(rows(b), 1202);
    while (due_ms == 0) {
        due_ms = 42;
        assert_int_equal(purge_run_due(b->store, 0, &due_ms), 0);
    }
    assert_int_equal(rows(b), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(owners, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(columns, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(gone, set_up, store_bench_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
