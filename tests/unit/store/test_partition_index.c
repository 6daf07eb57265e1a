/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "catalog/shapes_table.h"
#include "store/purge.h"
#include "tests/unit/store/store_bench.h"

#define KEYS "\"PartitionKeys\":[{\"Name\":\"year\",\"Type\":\"int\"},{\"Name\":\"region\"}]"

static int set_up(void **state)
{
    store_bench_open(state);
    bench_database_create(*state, "d");
    bench_table_create(*state, "d", "t", "{" KEYS "}");
    return 0;
}

struct work {
    struct table_name name;
    struct value *index; /* a decoded PartitionIndex */
    struct text deleted;
    struct buf *out;
    struct partition_indexes found;
    struct arena *arena;
};

static int create_one(struct tx *tx, void *context)
{
    struct work *w = context;
    return partition_index_create(tx, &w->name, w->index);
}

static int delete_one(struct tx *tx, void *context)
{
    struct work *w = context;
    return partition_index_delete(tx, &w->name, w->deleted);
}

static int list(struct tx *tx, void *context)
{
    struct work *w = context;
    return partition_index_list(tx, &w->name, w->out);
}

static int find(struct tx *tx, void *context)
{
    struct work *w = context;
    struct table t;
    if (table_find(tx, &w->name, w->arena, &t) != 0)
        return -1;
    return partition_indexes_of(tx, t.id, w->arena, &w->found);
}

static int create(struct store_bench *b, const char *index)
{
    struct work w = {.name = bench_table_name("d", "t")};
    struct err err = {.code = ERR_NONE};
    assert_int_equal(
        shape_decode_text(&shape_partition_index, text_of(index), &b->arena, &w.index, &err), 0);
    return store_bench_write(b, create_one, &w);
}

static int delete (struct store_bench *b, const char *index)
{
    struct work w = {.name = bench_table_name("d", "t"), .deleted = text_of(index)};
    return store_bench_write(b, delete_one, &w);
}

static struct partition_indexes found(struct store_bench *b)
{
    struct work w = {.name = bench_table_name("d", "t"), .arena = &b->arena};
    assert_int_equal(store_bench_read(b, find, &w), 0);
    return w.found;
}

static void life(void **state)
{
    /* An index is found with its keys by place until it is deleted, and each step is in the change
     * log. Its number is never given again. */
    struct store_bench *b = *state;
    assert_int_equal(found(b).count, 0);
    assert_int_equal(create(b, "{\"IndexName\":\"a\",\"Keys\":[\"region\",\"year\"]}"), 0);
    assert_int_equal(create(b, "{\"IndexName\":\"b\",\"Keys\":[\"year\"]}"), 0);
    struct partition_indexes indexes = found(b);
    assert_int_equal(indexes.count, 2);
    assert_true(text_is(indexes.items[0].name, "a"));
    assert_int_equal(indexes.items[0].keys_count, 2);
    assert_int_equal(indexes.items[0].keys[0].place, 1);
    assert_true(text_is(indexes.items[0].keys[0].type, "string"));
    assert_int_equal(indexes.items[0].keys[1].place, 0);
    assert_true(text_is(indexes.items[0].keys[1].type, "int"));
    int64_t last = indexes.items[1].number;
    assert_true(indexes.items[0].number < last);

    struct work w = {.name = bench_table_name("d", "t"), .out = &b->out};
    assert_int_equal(store_bench_read(b, list, &w), 0);
    assert_string_equal(store_bench_text(b),
                        "{\"IndexName\":\"a\",\"Keys\":[{\"Name\":\"region\",\"Type\":\"\"},"
                        "{\"Name\":\"year\",\"Type\":\"int\"}],\"IndexStatus\":\"ACTIVE\"},"
                        "{\"IndexName\":\"b\",\"Keys\":[{\"Name\":\"year\",\"Type\":\"int\"}],"
                        "\"IndexStatus\":\"ACTIVE\"}");
    assert_int_equal(delete (b, "b"), 0);
    assert_int_equal(delete (b, "b"), -1);
    assert_int_equal(b->err.code, ERR_NOT_FOUND);
    assert_int_equal(create(b, "{\"IndexName\":\"b\",\"Keys\":[\"year\"]}"), 0);
    assert_true(found(b).items[1].number > last);
    assert_int_equal(
        store_bench_ask(b, "SELECT count(*) FROM changes WHERE object_name = 't' AND table_id = 1 "
                           "AND kind = 12 AND detail = '{\"PartitionIndex\":{\"IndexName\":\"b\","
                           "\"Keys\":[{\"Name\":\"year\",\"Type\":\"int\"}],"
                           "\"IndexStatus\":\"ACTIVE\"}}'"),
        2);
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM changes WHERE kind = 13"), 1);
}

static void kept(void **state)
{
    /* Indexes outlive a restart and updates of the table, and their rows go when it is purged. */
    struct store_bench *b = *state;
    int64_t due_ms = 0;
    assert_int_equal(create(b, "{\"IndexName\":\"a\",\"Keys\":[\"year\"]}"), 0);
    bench_table_update(b, "d", "t", "{\"Description\":\"x\"," KEYS "}");
    store_bench_reopen(b);
    assert_int_equal(found(b).count, 1);
    assert_int_equal(bench_partition_create(b, "{\"Values\":[\"x\",\"y\"]}"), -1);
    assert_int_equal(b->err.code, ERR_INVALID);
    assert_int_equal(bench_partition_create(b, "{\"Values\":[\"7\",\"y\"]}"), 0);
    assert_int_equal(bench_table_delete(b, "d", "t"), 0);
    while (due_ms == 0) {
        due_ms = 42;
        assert_int_equal(purge_run_due(b->store, 0, &due_ms), 0);
    }
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM partition_indexes"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(life, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(kept, set_up, store_bench_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
