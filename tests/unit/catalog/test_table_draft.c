/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "catalog/shapes_table.h"
#include "catalog/table_draft.h"

struct bench {
    struct arena arena;
    struct err err;
    struct table_draft draft;
};

static int set_up(void **state)
{
    static struct bench bench;
    bench = (struct bench){.err.code = ERR_NONE};
    arena_init(&bench.arena, LIMIT_REQUEST_ARENA_BYTES, NULL);
    *state = &bench;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *b = *state;
    arena_release(&b->arena);
    return 0;
}

static int make(struct bench *b, struct text input)
{
    struct value *values;
    err_clear(&b->err);
    if (shape_decode_text(&shape_table_input, input, &b->arena, &values, &b->err) != 0)
        fail_msg("%.200s: %s", input.p, b->err.text);
    return table_draft_make(values, &b->arena, &b->draft, &b->err);
}

static struct table_draft made(struct bench *b, const char *input)
{
    if (make(b, text_of(input)) != 0)
        fail_msg("%s: %s", input, b->err.text);
    return b->draft;
}

static const char full[] =
    "{\"Name\":\"Sales\",\"TableType\":\"EXTERNAL_TABLE\",\"Parameters\":{\"a\":\"b\"},"
    "\"StorageDescriptor\":{\"Columns\":[{\"Name\":\"Id\",\"Type\":\"bigint\",\"Comment\":\"c\"}],"
    "\"Location\":\"s3://b/p\",\"SortColumns\":[{\"Column\":\"id\",\"SortOrder\":0}]},"
    "\"PartitionKeys\":[{\"Name\":\"Year\",\"Type\":\"int\"},{\"Name\":\"amount\","
    "\"Type\":\"decimal(10,2)\"},{\"Name\":\"untyped\"}]}";

static void texts(void **state)
{
    /* A draft carries the folded name, the type, the layout of its keys, and a tail without the
     * name and with the members that are never left out. */
    struct table_draft d = made(*state, full);
    assert_true(text_is(d.name, "sales"));
    assert_true(text_is(d.table_type, "EXTERNAL_TABLE"));
    assert_true(text_is(d.key_layout, "int,=decimal(10,,"));
    assert_true(text_is(
        d.tail,
        "\"Retention\":0,\"StorageDescriptor\":{\"Columns\":[{\"Name\":\"id\",\"Type\":\"bigint\","
        "\"Comment\":\"c\"}],\"Location\":\"s3://b/p\",\"Compressed\":false,\"NumberOfBuckets\":0,"
        "\"SortColumns\":[{\"Column\":\"id\",\"SortOrder\":0}],\"StoredAsSubDirectories\":false},"
        "\"PartitionKeys\":[{\"Name\":\"year\",\"Type\":\"int\"},{\"Name\":\"amount\",\"Type\":"
        "\"decimal(10,2)\"},{\"Name\":\"untyped\"}],\"TableType\":\"EXTERNAL_TABLE\","
        "\"Parameters\":{\"a\":\"b\"}"));
    d = made(*state, "{}");
    assert_true(text_is(d.tail, "\"Retention\":0,\"PartitionKeys\":[],\"Parameters\":{}"));
    assert_int_equal(d.key_layout.n, 0);
    assert_int_equal(d.table_type.n, 0);
}

static void way_back(void **state)
{
    /* A stored tail decodes to the values that it was made from; a broken one is an error. */
    struct bench *b = *state;
    struct table_draft first = made(b, full), second;
    struct value *values;
    assert_int_equal(table_tail_decode(first.tail, &b->arena, &values, &b->err), 0);
    assert_false(values[TABLE_INPUT_NAME].set);
    assert_int_equal(table_draft_make(values, &b->arena, &second, &b->err), 0);
    assert_true(text_equal(first.tail, second.tail));
    assert_true(text_equal(first.schema, second.schema));
    assert_true(text_equal(first.key_layout, second.key_layout));
    assert_int_equal(table_tail_decode(TEXT(""), &b->arena, &values, &b->err), 0);
    assert_int_equal(table_tail_decode(TEXT("\"Retention\":"), &b->arena, &values, &b->err), -1);
}

static bool same_schema(struct bench *b, const char *one, const char *other)
{
    struct text first = made(b, one).schema;
    return text_equal(first, made(b, other).schema);
}

static void schema(void **state)
{
    /* Columns, their types and order, and the keys are the schema; comments, parameters and other
     * members are not. */
    struct bench *b = *state;
#define COLUMNS(list) "{\"StorageDescriptor\":{\"Columns\":[" list "]}}"
#define A             "{\"Name\":\"a\",\"Type\":\"int\"}"
#define B             "{\"Name\":\"b\",\"Type\":\"int\"}"
    assert_true(same_schema(b, COLUMNS(A), COLUMNS("{\"Type\":\"int\",\"Name\":\"A\"}")));
    assert_true(same_schema(b, COLUMNS(A),
                            "{\"Description\":\"d\",\"Parameters\":{\"x\":\"y\"},"
                            "\"StorageDescriptor\":{\"Columns\":[{\"Name\":\"a\",\"Type\":\"int\","
                            "\"Comment\":\"c\"}]}}"));
    assert_false(same_schema(b, COLUMNS(A), COLUMNS(B)));
    assert_false(same_schema(b, COLUMNS(A), COLUMNS(A "," B)));
    assert_false(same_schema(b, COLUMNS(A "," B), COLUMNS(B "," A)));
    assert_false(same_schema(b, COLUMNS(A), COLUMNS("{\"Name\":\"a\",\"Type\":\"bigint\"}")));
    assert_false(same_schema(b, COLUMNS(A), COLUMNS("{\"Name\":\"a\"}")));
    assert_false(same_schema(b, COLUMNS(A), "{\"PartitionKeys\":[" A "]}"));
    assert_false(same_schema(b, COLUMNS("{\"Name\":\"a\\\"\\\"b\",\"Type\":\"c\"}"),
                             COLUMNS("{\"Name\":\"a\",\"Type\":\"b\\\"\\\"c\"}")));
}

static void refuse(struct bench *b, const char *input, const char *words)
{
    assert_int_equal(make(b, text_of(input)), -1);
    assert_int_equal(b->err.code, ERR_INVALID);
    if (!strstr(b->err.text, words))
        fail_msg("%s: %s", input, b->err.text);
}

static void rules(void **state)
{
    /* A key is given once and has no parameters; a sort order is 0 or 1. */
    struct bench *b = *state;
    refuse(b, "{\"PartitionKeys\":[{\"Name\":\"a\"},{\"Name\":\"b\"},{\"Name\":\"A\"}]}",
           "the key 'a' is given twice");
    refuse(b, "{\"PartitionKeys\":[{\"Name\":\"a\",\"Parameters\":{\"x\":\"y\"}}]}",
           "Parameters not supported for partition columns");
    made(b, "{\"PartitionKeys\":[{\"Name\":\"a\",\"Parameters\":{}}]}");
    made(b, "{\"PartitionKeys\":[{\"Name\":\"a\"},{\"Name\":\"\xC3\x84\"},"
            "{\"Name\":\"\xC3\xA4\"}]}");
}

static void many_keys(void **state)
{
    /* A table may have as many keys as a path can have folders; a list as long as a request may be
     * is refused at once. */
    struct bench *b = *state;
    struct buf input;
    static const int counts[] = {LIMIT_PARTITION_KEYS, LIMIT_PARTITION_KEYS + 1, 500000};
    buf_init(&input, LIMIT_BODY_BYTES_DEFAULT);
    for (size_t i = 0; i < COUNT(counts); i++) {
        buf_clear(&input);
        buf_put(&input, TEXT("{\"PartitionKeys\":["));
        for (int k = 0; k < counts[i]; k++)
            buf_printf(&input, "%s{\"Name\":\"k%d\"}", k ? "," : "", k);
        buf_put(&input, TEXT("]}"));
        assert_false(buf_over(&input));
        assert_int_equal(make(b, buf_text(&input)), i == 0 ? 0 : -1);
        assert_int_equal(b->err.code, i == 0 ? ERR_NONE : ERR_INVALID);
    }
    buf_release(&input);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(texts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(way_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(schema, set_up, tear_down),
        cmocka_unit_test_setup_teardown(rules, set_up, tear_down),
        cmocka_unit_test_setup_teardown(many_keys, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
