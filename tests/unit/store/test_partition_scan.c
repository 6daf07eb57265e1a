/* SPDX-License-Identifier: Apache-2.0
 * Partitions by their keys alone: walks, counts, lookups, and lists that are taken by key. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "catalog/shapes_table.h"
#include "store/partition_index.h"
#include "store/partition_scan.h"
#include "tests/unit/store/store_bench.h"

static int set_up(void **state)
{
    store_bench_open(state);
    bench_database_create(*state, "d");
    bench_table_create(*state, "d", "t",
                       "{\"PartitionKeys\":[{\"Name\":\"year\",\"Type\":\"int\"},"
                       "{\"Name\":\"region\",\"Type\":\"string\"}]}");
    return 0;
}

/* One read of the table, and what it found. */
struct reading {
    struct store_bench *b;
    struct arena arena;
    const char *filter, *values; /* "" and NULL: none */
    int64_t segment, segments, limit;
    int (*run)(struct tx *tx, struct partition_table *t, struct reading *r);
    struct partition_scan scan;
    const struct partition_table *table;
    struct buf seen, room;
    int64_t found;
    bool any;
};

static int run_reading(struct tx *tx, void *context)
{
    struct reading *r = context;
    struct table_name name = bench_table_name("d", "t");
    struct partition_table t;
    r->scan.segment = r->segment;
    r->scan.segments = r->segments;
    if (partition_table_open(tx, &name, &r->arena, &t) != 0 ||
        expression_parse(text_of(r->filter), &t.keys, &r->arena, &r->scan.filter, tx->err) != 0)
        return -1;
    r->table = &t;
    return r->run(tx, &t, r);
}

/* What it saw, until the test ends. */
static const char *read_table(struct store_bench *b, struct reading r)
{
    r.b = b;
    r.filter = r.filter ? r.filter : "";
    arena_init(&r.arena, 16 << 20, NULL);
    buf_init(&r.seen, 1 << 20);
    buf_init(&r.room, 1 << 20);
    if (store_bench_read(b, run_reading, &r) != 0)
        fail_msg("%s", b->err.text);
    struct text text = arena_copy(&b->arena, buf_text(&r.seen));
    buf_release(&r.seen);
    buf_release(&r.room);
    arena_release(&r.arena);
    return text.p ? text.p : "";
}

static int note(void *context, struct text key, int64_t id)
{
    struct reading *r = context;
    struct text values[2];
    assert_true(id > 0);
    partition_scan_values(r->table, key, &r->room, values);
    buf_printf(&r->seen, "%.*s/%.*s ", TEXT_ARG(values[0]), TEXT_ARG(values[1]));
    return r->limit != 0 && ++r->found == r->limit;
}

static int run_keys(struct tx *tx, struct partition_table *t, struct reading *r)
{
    return partition_scan_keys(tx, t, &r->scan, note, r);
}

static int run_count(struct tx *tx, struct partition_table *t, struct reading *r)
{
    const struct partition_list list = {.filter = r->scan.filter, .expression = text_of(r->filter)};
    if (partition_scan_count(tx, t, &list, &r->found) != 0)
        return -1;
    buf_printf(&r->seen, "%d", (int)r->found);
    return 0;
}

static int run_any(struct tx *tx, struct partition_table *t, struct reading *r)
{
    if (partition_scan_any(tx, t, &r->any) != 0)
        return -1;
    buf_put(&r->seen, r->any ? TEXT("any") : TEXT("none"));
    return 0;
}

static int run_find(struct tx *tx, struct partition_table *t, struct reading *r)
{
    int found = partition_scan_find(tx, t, bench_values(&r->arena, r->values), &r->found);
    buf_printf(&r->seen, "%d ", found);
    return found < 0 ? -1 : found == 0 ? 0 : partition_scan_put(tx, t, r->found, true, &r->seen);
}

static bool is_odd_region(void *context, struct text key)
{
    struct reading *r = context;
    struct text values[2];
    partition_scan_values(r->table, key, &r->room, values);
    return (values[1].p[values[1].n - 1] - '0') % 2 == 1;
}

/* All pages of a list that is taken by key. */
static int run_taken(struct tx *tx, struct partition_table *t, struct reading *r)
{
    const struct partition_taker taker = {.wants = is_odd_region, .take = note, .context = r};
    const struct partition_list list = {.filter = r->scan.filter,
                                        .expression = text_of(r->filter),
                                        .segment = r->segment,
                                        .segments = r->segments,
                                        .taker = &taker};
    struct text after = {NULL, 0};
    do {
        struct page page = {.after = after, .limit = 2, .arena = &r->arena};
        if (partition_list(tx, t, &list, &page, &r->b->out) != 0)
            return -1;
        assert_true(page.count <= 2);
        after = page.next;
    } while (after.p);
    return 0;
}

static void keys(void **state)
{
    /* Keys come in their order, filtered, from behind a key, and until the caller has enough. */
    struct store_bench *b = *state;
    assert_string_equal(read_table(b, (struct reading){.run = run_keys}), "");
    bench_partitions_create(b, 205);
    assert_string_equal(read_table(b, (struct reading){.run = run_keys, .filter = "year = 2"}),
                        "2/r000 2/r001 2/r002 2/r003 2/r004 ");
    assert_string_equal(
        read_table(b, (struct reading){.run = run_keys, .filter = "region = 'r003'"}),
        "0/r003 1/r003 2/r003 ");
    assert_string_equal(read_table(b, (struct reading){.run = run_keys, .limit = 3}),
                        "0/r000 0/r001 0/r002 ");
}

static void counts(void **state)
{
    /* Counts are those of the keys, with and without a filter and an index that suits it. */
    struct store_bench *b = *state;
    assert_string_equal(read_table(b, (struct reading){.run = run_count}), "0");
    assert_string_equal(read_table(b, (struct reading){.run = run_any}), "none");
    bench_partitions_create(b, 205);
    assert_string_equal(read_table(b, (struct reading){.run = run_any}), "any");
    assert_string_equal(read_table(b, (struct reading){.run = run_count}), "205");
    assert_string_equal(read_table(b, (struct reading){.run = run_count, .filter = "year > 0"}),
                        "105");
    assert_string_equal(
        read_table(b, (struct reading){.run = run_count, .filter = "region = 'r004'"}), "3");
    assert_string_equal(read_table(b, (struct reading){.run = run_count, .filter = "year = 7"}),
                        "0");
}

static void lookups(void **state)
{
    /* One is found by its exact values, and its object is written from its id. */
    struct store_bench *b = *state;
    bench_partitions_create(b, 3);
    const char *found = read_table(b, (struct reading){.run = run_find, .values = "0,r002"});
    assert_non_null(strstr(found, "1 {\"Values\":[\"0\",\"r002\"]"));
    assert_null(strstr(found, "Columns"));
    assert_string_equal(read_table(b, (struct reading){.run = run_find, .values = "0,r003"}), "0 ");
    assert_string_equal(read_table(b, (struct reading){.run = run_find, .values = "00,r002"}),
                        "0 ");
}

static int add_index(struct tx *tx, void *context)
{
    struct table_name name = bench_table_name("d", "t");
    struct arena arena;
    struct value *index;
    (void)context;
    arena_init(&arena, 1 << 20, NULL);
    int result = shape_decode_text(&shape_partition_index,
                                   TEXT("{\"IndexName\":\"i\",\"Keys\":[\"region\"]}"), &arena,
                                   &index, tx->err);
    if (result == 0)
        result = partition_index_create(tx, &name, index);
    arena_release(&arena);
    return result;
}

static void taken(void **state)
{
    /* A list that is taken by key has what the taker wants, in pages, with and without an index,
     * whose keys come in the order of the table's. */
    struct store_bench *b = *state;
    const struct reading by_region = {.run = run_taken, .filter = "region = 'r005'"};
    bench_partitions_create(b, 206);
    assert_string_equal(read_table(b, (struct reading){.run = run_taken, .filter = "year = 2"}),
                        "2/r001 2/r003 2/r005 ");
    const char *all = read_table(b, (struct reading){.run = run_taken});
    assert_int_equal(strlen(all), 103 * strlen("0/r001 "));
    assert_string_equal(read_table(b, by_region), "0/r005 1/r005 2/r005 ");
    assert_int_equal(bench_table_delete(b, "d", "t"), 0);
    bench_table_create(b, "d", "t",
                       "{\"PartitionKeys\":[{\"Name\":\"year\",\"Type\":\"int\"},"
                       "{\"Name\":\"region\",\"Type\":\"string\"}]}");
    assert_int_equal(store_bench_write(b, add_index, NULL), 0);
    bench_partitions_create(b, 206);
    assert_string_equal(read_table(b, by_region), "0/r005 1/r005 2/r005 ");
    assert_string_equal(
        read_table(b, (struct reading){.run = run_taken, .filter = "region >= 'r098'"}),
        "0/r099 1/r099 ");
    assert_string_equal(
        read_table(b, (struct reading){.run = run_count, .filter = "region >= 'r098'"}), "4");
}

static void shares(void **state)
{
    /* Shares of a list that is taken by key are disjoint and complete. */
    struct store_bench *b = *state;
    size_t bytes = 0;
    bench_partitions_create(b, 3000);
    for (int64_t i = 0; i < 3; i++)
        bytes +=
            strlen(read_table(b, (struct reading){.run = run_taken, .segment = i, .segments = 3}));
    assert_int_equal(bytes, strlen(read_table(b, (struct reading){.run = run_taken})));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(keys, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(counts, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(lookups, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(taken, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(shares, set_up, store_bench_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
