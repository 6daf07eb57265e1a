/* SPDX-License-Identifier: Apache-2.0
 * Writing partitions and reading one of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/store/store_bench.h"

#define KEYS "\"PartitionKeys\":[{\"Name\":\"year\",\"Type\":\"int\"},{\"Name\":\"region\"}]"

static int set_up(void **state)
{
    store_bench_open(state);
    bench_database_create(*state, "d");
    bench_table_create(*state, "d", "t", "{" KEYS "}");
    return 0;
}

static void expect_error(struct store_bench *b, int result, enum err_code code, const char *words)
{
    assert_int_equal(result, -1);
    if (b->err.code != code || !strstr(b->err.text, words))
        fail_msg("%s: %s", err_name(b->err.code), b->err.text);
}

struct reading {
    struct arena arena;
    const struct value *values;
    struct buf *out;
    bool *found;
};

static int read_one(struct tx *tx, void *context)
{
    struct reading *r = context;
    struct table_name name = bench_table_name("d", "t");
    struct partition_table t;
    if (partition_table_open(tx, &name, &r->arena, &t) != 0)
        return -1;
    return partition_get(tx, &t, r->values, r->found, r->out);
}

static int get(struct store_bench *b, const char *values, bool *found)
{
    struct reading r = {.values = bench_values(&b->arena, values), .out = &b->out, .found = found};
    arena_init(&r.arena, 1 << 20, NULL);
    int result = store_bench_read(b, read_one, &r);
    arena_release(&r.arena);
    return result;
}

/* The document of a partition, NULL where there is none. */
static const char *got(struct store_bench *b, const char *values)
{
    return get(b, values, NULL) == 0 ? store_bench_text(b) : NULL;
}

static void life(void **state)
{
    /* A partition is created once, read as it was given, replaced, deleted, and gone. */
    struct store_bench *b = *state;
    assert_int_equal(
        bench_partition_create(
            b, "{\"Values\":[\"2024\",\"eu\"],\"Parameters\":{\"p\":\"q\"},\"LastAccessTime\":1.5,"
               "\"StorageDescriptor\":{\"Columns\":[{\"Name\":\"c\"}],\"Location\":\"s3://b/\","
               "\"Parameters\":{\"x\":\"y\"},\"SerdeInfo\":{\"Name\":\"s\"}}}"),
        0);
    const char *text = got(b, "2024,eu");
    static const char begin[] = "{\"Values\":[\"2024\",\"eu\"],\"DatabaseName\":\"d\","
                                "\"TableName\":\"t\",\"CatalogId\":\"" BENCH_ACCOUNT "\","
                                "\"CreationTime\":";
    assert_memory_equal(text, begin, sizeof begin - 1);
    assert_non_null(strstr(text, ",\"LastAccessTime\":1.5,\"StorageDescriptor\":{"
                                 "\"Columns\":[{\"Name\":\"c\"}],\"Location\":\"s3://b/\","
                                 "\"Compressed\":false,\"NumberOfBuckets\":0,"
                                 "\"SerdeInfo\":{\"Name\":\"s\"},\"StoredAsSubDirectories\":false,"
                                 "\"Parameters\":{\"x\":\"y\"}},\"Parameters\":{\"p\":\"q\"}}"));
    expect_error(b, bench_partition_create(b, "{\"Values\":[\"2024\",\"eu\"]}"), ERR_EXISTS,
                 "Partition already exists.");
    assert_int_equal(bench_partition_update(b, "2024,eu", "{\"Values\":[\"2024\",\"eu\"]}"), 0);
    text = got(b, "2024,eu");
    assert_null(strstr(text, "StorageDescriptor"));
    assert_non_null(strstr(text, ",\"Parameters\":{}}"));
    assert_int_equal(bench_partition_delete(b, "2024,eu"), 0);
    assert_null(got(b, "2024,eu"));
    assert_int_equal(b->err.code, ERR_NOT_FOUND);
    assert_string_equal(b->err.text, "Cannot find partition.");
    expect_error(b, bench_partition_delete(b, "2024,eu"), ERR_NOT_FOUND, "Cannot find partition.");
    expect_error(b, bench_partition_update(b, "2024,eu", "{\"Values\":[\"2024\",\"eu\"]}"),
                 ERR_NOT_FOUND, "Cannot find partition.");
}

/* Creates the partitions of some years, which may be there, in one batch. */
struct batch {
    int first, count;
    int64_t ids[8]; /* 0: was there */
};

static int create_batch(struct tx *tx, void *context)
{
    struct batch *batch = context;
    struct table_name name = bench_table_name("d", "t");
    struct arena arena;
    struct partition_table t;
    arena_init(&arena, 1 << 20, NULL);
    int result = partition_table_open(tx, &name, &arena, &t);
    t.expected = batch->count;
    for (int i = 0; i < batch->count && result == 0; i++) {
        char input[64];
        snprintf(input, sizeof input, "{\"Values\":[\"%d\",\"x\"]}", batch->first + i);
        batch->ids[i] = 0;
        result = partition_create(tx, &t, bench_partition_draft(&arena, input), &batch->ids[i]);
        if (result != 0 && tx->err->code == ERR_EXISTS) {
            err_clear(tx->err);
            batch->ids[i] = result = 0;
        }
    }
    arena_release(&arena);
    return result;
}

static void numbers_of_a_batch(void **state)
{
    /* The partitions of a batch have numbers one after the other, those that were there take none,
     * and no number is given twice. */
    struct store_bench *b = *state;
    struct batch first = {2000, 5, {0}}, same = first, mixed = {1998, 8, {0}},
                 last = {2010, 1, {0}};
    assert_int_equal(store_bench_write(b, create_batch, &first), 0);
    for (int i = 1; i < 5; i++)
        assert_int_equal(first.ids[i], first.ids[0] + i);
    int64_t next = store_bench_ask(b, "SELECT next_partition FROM tables");
    assert_int_equal(next, (first.ids[4] & UINT32_MAX) + 1);
    assert_int_equal(store_bench_write(b, create_batch, &same), 0);
    assert_int_equal(store_bench_ask(b, "SELECT next_partition FROM tables"), next);
    assert_int_equal(store_bench_write(b, create_batch, &mixed), 0);
    assert_int_equal(mixed.ids[0], first.ids[4] + 1);
    assert_int_equal(mixed.ids[1], first.ids[4] + 2);
    assert_int_equal(mixed.ids[4], 0);
    assert_int_equal(mixed.ids[7], first.ids[4] + 3);
    assert_int_equal(store_bench_write(b, create_batch, &last), 0);
    assert_true(last.ids[0] > mixed.ids[7]);
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM partitions"), 9);
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM partition_keys"), 9);
}

static void absence(void **state)
{
    /* Whoever asks for it is told of absence without an error. */
    struct store_bench *b = *state;
    bool found = true;
    assert_int_equal(get(b, "1,x", &found), 0);
    assert_false(found);
    assert_int_equal(b->out.n, 0);
    assert_int_equal(bench_partition_create(b, "{\"Values\":[\"1\",\"x\"]}"), 0);
    assert_int_equal(get(b, "1,x", &found), 0);
    assert_true(found && b->out.n > 0);
}

static void spellings(void **state)
{
    /* Values are told apart by their text: "01" and "1", an odd text in a column of numbers, and
     * null are partitions of their own. */
    struct store_bench *b = *state;
    static const char *const values[] = {"1,x",
                                         "01,x",
                                         "001,x",
                                         "-1,x",
                                         "abc,x",
                                         "__HIVE_DEFAULT_PARTITION__,x",
                                         "1,__HIVE_DEFAULT_PARTITION__",
                                         "1,X",
                                         "9223372036854775808,x"};
    char input[128], wanted[128];
    for (size_t i = 0; i < COUNT(values); i++) {
        const char *comma = strchr(values[i], ',');
        snprintf(input, sizeof input, "{\"Values\":[\"%.*s\",\"%s\"]}", (int)(comma - values[i]),
                 values[i], comma + 1);
        assert_int_equal(bench_partition_create(b, input), 0);
    }
    for (size_t i = 0; i < COUNT(values); i++) {
        const char *comma = strchr(values[i], ',');
        snprintf(wanted, sizeof wanted, "{\"Values\":[\"%.*s\",\"%s\"],", (int)(comma - values[i]),
                 values[i], comma + 1);
        assert_memory_equal(got(b, values[i]), wanted, strlen(wanted));
    }
    assert_null(got(b, "2,x"));
}

static void wrong_counts(void **state)
{
    /* There is one value per key, and nothing is written otherwise. */
    struct store_bench *b = *state;
    expect_error(b, bench_partition_create(b, "{\"Values\":[\"1\"]}"), ERR_INVALID,
                 "(2 keys, 1 values)");
    expect_error(b, bench_partition_create(b, "{\"Values\":[\"1\",\"2\",\"3\"]}"), ERR_INVALID,
                 "(2 keys, 3 values)");
    assert_int_equal(bench_partition_create(b, "{\"Values\":[\"1\",\"x\"]}"), 0);
    expect_error(b, bench_partition_update(b, "1,x", "{\"Values\":[\"1\"]}"), ERR_INVALID,
                 "(2 keys, 1 values)");
    assert_non_null(got(b, "1,x"));
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM partitions"), 1);
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM partition_keys"), 1);
}

static void moved(void **state)
{
    /* An update with other values moves the partition, which stays the same one; onto another it
     * cannot move, and then both stay as they are. */
    struct store_bench *b = *state;
    assert_int_equal(bench_partition_create(b, "{\"Values\":[\"1\",\"x\"]}"), 0);
    assert_int_equal(bench_partition_create(b, "{\"Values\":[\"2\",\"x\"]}"), 0);
    int64_t id = store_bench_ask(b, "SELECT id FROM partitions WHERE vals = '[\"1\",\"x\"]'");
    expect_error(b, bench_partition_update(b, "1,x", "{\"Values\":[\"2\",\"x\"]}"), ERR_EXISTS,
                 "Partition already exists.");
    assert_non_null(got(b, "1,x"));
    assert_int_equal(bench_partition_update(b, "1,x", "{\"Values\":[\"01\",\"x\"]}"), 0);
    assert_null(got(b, "1,x"));
    assert_non_null(got(b, "01,x"));
    assert_non_null(got(b, "2,x"));
    assert_int_equal(store_bench_ask(b, "SELECT id FROM partitions WHERE vals = '[\"01\",\"x\"]'"),
                     id);
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM partition_keys"), 2);
    assert_int_equal(bench_partition_create(b, "{\"Values\":[\"1\",\"x\"]}"), 0);
}

static void numbers(void **state)
{
    /* A partition's id has its table's in the upper half and is not given twice. */
    struct store_bench *b = *state;
    assert_int_equal(bench_partition_create(b, "{\"Values\":[\"1\",\"x\"]}"), 0);
    assert_int_equal(store_bench_ask(b, "SELECT id FROM partitions"), (INT64_C(1) << 32) + 1);
    assert_int_equal(bench_partition_delete(b, "1,x"), 0);
    assert_int_equal(bench_partition_create(b, "{\"Values\":[\"1\",\"x\"]}"), 0);
    assert_int_equal(store_bench_ask(b, "SELECT id FROM partitions"), (INT64_C(1) << 32) + 2);
}

static void changes(void **state)
{
    /* Every write of partitions is one change of its table: with the numbers of those that it
     * created, and the values of those that it changed or deleted. */
    struct store_bench *b = *state;
    assert_int_equal(bench_partition_create(b, "{\"Values\":[\"1\",\"a\\\"b\"]}"), 0);
    assert_int_equal(bench_partition_update(b, "1,a\"b", "{\"Values\":[\"2\",\"x\"]}"), 0);
    assert_int_equal(bench_partition_delete(b, "2,x"), 0);
    assert_int_equal(
        store_bench_ask(b, "SELECT count(*) FROM changes WHERE table_id = 1 AND object_name = 't' "
                           "AND seq = kind - 5 AND kind BETWEEN 8 AND 10 AND (kind = 8 OR "
                           "json_valid(detail)) AND partition_first = partition_last"),
        3);
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM changes WHERE seq = 3 AND detail IS "
                                        "NULL AND partition_first = 1 << 32 | 1"),
                     1);
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM changes WHERE seq = 5 AND detail = "
                                        "'{\"Partitions\":[[\"2\",\"x\"]]}'"),
                     1);
}

static void shared(void **state)
{
    /* Column lists and descriptors are kept once per distinct one and table, whatever locations and
     * parameters say; the same columns with another format share the list. */
    struct store_bench *b = *state;
    char input[512];
    for (int i = 0; i < 30; i++) {
        snprintf(input, sizeof input,
                 "{\"Values\":[\"%d\",\"x\"],\"StorageDescriptor\":{\"Columns\":[{\"Name\":"
                 "\"%s\"}],\"InputFormat\":\"%s\",\"Location\":\"s3://b/%d\","
                 "\"Parameters\":{\"n\":\"%d\"}}}",
                 i, i % 3 == 2 ? "b" : "a", i % 3 == 0 ? "f" : "g", i, i);
        assert_int_equal(bench_partition_create(b, input), 0);
    }
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM column_lists"), 2);
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM descriptors"), 3);
    assert_non_null(strstr(got(b, "4,x"), "\"Columns\":[{\"Name\":\"a\"}],"
                                          "\"Location\":\"s3://b/4\",\"InputFormat\":\"g\""));
    assert_non_null(strstr(got(b, "5,x"), "\"Columns\":[{\"Name\":\"b\"}]"));
    assert_non_null(strstr(got(b, "5,x"), "\"Parameters\":{\"n\":\"5\"}}"));
}

static void missing_table(void **state)
{
    /* Without its table nothing can be done, and the message names what is missing. */
    struct store_bench *b = *state;
    assert_int_equal(bench_table_delete(b, "d", "t"), 0);
    expect_error(b, bench_partition_create(b, "{\"Values\":[\"1\",\"x\"]}"), ERR_NOT_FOUND,
                 "Table t not found.");
    assert_int_equal(bench_database_delete(b, "d"), 0);
    assert_null(got(b, "1,x"));
    assert_string_equal(b->err.text, "Database d not found.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(life, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(numbers_of_a_batch, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(absence, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(spellings, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(wrong_counts, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(moved, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(numbers, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(changes, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(shared, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(missing_table, set_up, store_bench_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
