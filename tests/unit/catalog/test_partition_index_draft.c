/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "catalog/partition_index_draft.h"
#include "catalog/shapes_table.h"

struct bench {
    struct arena arena;
    struct err err;
};

static int set_up(void **state)
{
    static struct bench bench;
    bench = (struct bench){.err.code = ERR_NONE};
    arena_init(&bench.arena, 16u << 20, NULL);
    *state = &bench;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *b = *state;
    arena_release(&b->arena);
    return 0;
}

static int make(struct bench *b, const char *index, const char *table,
                struct partition_index_draft *out)
{
    struct value *wanted, *input;
    err_clear(&b->err);
    assert_int_equal(
        shape_decode_text(&shape_partition_index, text_of(index), &b->arena, &wanted, &b->err), 0);
    assert_int_equal(
        shape_decode_text(&shape_table_input, text_of(table), &b->arena, &input, &b->err), 0);
    return partition_index_draft_make(wanted, &input[TABLE_INPUT_PARTITION_KEYS], &b->arena, out,
                                      &b->err);
}

static void texts(void **state)
{
    /* An index is rendered once: its keys by place and canonical type, and its descriptor with the
     * types as they were written. */
    struct bench *b = *state;
    struct partition_index_draft d;
    assert_int_equal(make(b, "{\"IndexName\":\"I\",\"Keys\":[\"C\",\"a\",\"b\"]}",
                          "{\"PartitionKeys\":[{\"Name\":\"a\"},{\"Name\":\"b\",\"Type\":\"INT\"},"
                          "{\"Name\":\"c\",\"Type\":\"varchar( 10 )\"}]}",
                          &d),
                     0);
    assert_true(text_is(d.name, "I"));
    assert_true(text_is(d.keys, "2 varchar(10),0 string,1 int"));
    assert_true(text_is(d.text, "\"IndexName\":\"I\",\"Keys\":[{\"Name\":\"c\","
                                "\"Type\":\"varchar( 10 )\"},{\"Name\":\"a\",\"Type\":\"\"},"
                                "{\"Name\":\"b\",\"Type\":\"INT\"}],\"IndexStatus\":\"ACTIVE\""));
    size_t count;
    const struct partition_index_key *keys = partition_index_keys_decode(d.keys, &b->arena, &count);
    assert_int_equal(count, 3);
    assert_int_equal(keys[0].place, 2);
    assert_true(text_is(keys[0].type, "varchar(10)"));
    assert_int_equal(keys[1].place, 0);
    assert_int_equal(keys[2].place, 1);
    assert_true(text_is(keys[2].type, "int"));
}

static void types(void **state)
{
    /* Texts, whole numbers and dates can be indexed, whatever the case of their names; nothing
     * else. */
    static const struct {
        const char *type;
        bool taken;
    } rows[] = {{"string", true},   {"char(3)", true},     {"VARCHAR(65535)", true},
                {"tinyint", true},  {"smallint", true},    {"int", true},
                {"bigint", true},   {"long", true},        {"date", true},
                {"float", false},   {"double", false},     {"decimal(10,2)", false},
                {"boolean", false}, {"timestamp", false},  {"binary", false},
                {"struct<", false}, {"array<int>", false}, {"char(0)", false},
                {"strings", false}, {"charm", false}};
    struct bench *b = *state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct partition_index_draft d;
        struct text table = arena_printf(
            &b->arena, "{\"PartitionKeys\":[{\"Name\":\"k\",\"Type\":\"%s\"}]}", rows[i].type);
        int result = make(b, "{\"IndexName\":\"I\",\"Keys\":[\"k\"]}", table.p, &d);
        if ((result == 0) != rows[i].taken)
            fail_msg("%s: %s", rows[i].type, b->err.text);
    }
}

static int check(struct bench *b, const char *type, const char *value, size_t n)
{
    const struct partition_index_key key = {0, text_of(type)};
    err_clear(&b->err);
    return partition_index_check_value(&key, TEXT("k"), (struct text){value, n}, &b->err);
}

static void values(void **state)
{
    /* Values are judged by type at the ends of their ranges; null passes, three characters never.
     */
    static const struct {
        const char *type, *value;
        bool taken;
    } rows[] = {{"tinyint", "-128", true},
                {"tinyint", "-129", false},
                {"smallint", "32767", true},
                {"smallint", "32768", false},
                {"int", "2147483647", true},
                {"int", "-2147483649", false},
                {"int", "007", true},
                {"int", "+7", false},
                {"int", " 7", false},
                {"int", "7.0", false},
                {"int", "__HIVE_DEFAULT_PARTITION__", true},
                {"long", "9223372036854775807", true},
                {"bigint", "9223372036854775808", false},
                {"date", "0000-02-29", true},
                {"date", "1900-02-29", false},
                {"date", "2000-02-29", true},
                {"date", "9999-12-31", true},
                {"date", "2026-12-32", false},
                {"date", "2026-00-01", false},
                {"date", "2026-01-00", false},
                {"date", "-026-01-01", false},
                {"date", "2026-01-1 ", false},
                {"date", "2026/01/01", false},
                {"date", "__HIVE_DEFAULT_PARTITION__", true},
                {"string", "\3", true},
                {"string", "a\1", false},
                {"char(1)", "\2", false},
                {"char(1)", "long", true}};
    struct bench *b = *state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if ((check(b, rows[i].type, rows[i].value, strlen(rows[i].value)) == 0) != rows[i].taken)
            fail_msg("%s '%s': %s", rows[i].type, rows[i].value, b->err.text);
    assert_int_equal(check(b, "string", "a\0b", 3), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(texts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(types, set_up, tear_down),
        cmocka_unit_test_setup_teardown(values, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
