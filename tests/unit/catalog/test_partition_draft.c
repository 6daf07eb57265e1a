/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "catalog/partition_draft.h"
#include "catalog/shapes_partition.h"

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

static int make(struct bench *b, const char *input, const struct value *otherwise,
                struct partition_draft *out)
{
    struct value *values;
    err_clear(&b->err);
    assert_int_equal(
        shape_decode_text(&shape_partition_input, text_of(input), &b->arena, &values, &b->err), 0);
    return partition_draft_make(values, otherwise, &b->arena, out, &b->err);
}

static void pieces(void **state)
{
    /* A partition is taken apart: values, what is shared with others, and what is its own. */
    struct partition_draft d;
    assert_int_equal(
        make(*state,
             "{\"Values\":[\"2024\",\"a\\\"b\"],\"LastAccessTime\":1.5,\"LastAnalyzedTime\":-2,"
             "\"Parameters\":{\"p\":\"q\"},\"StorageDescriptor\":{\"Location\":\"s3://b/\\u00e4\","
             "\"Columns\":[{\"Name\":\"ID\"}],\"Parameters\":{\"x\":\"y\"},\"InputFormat\":\"i\","
             "\"SerdeInfo\":{\"Parameters\":{\"s\":\"t\"}}}}",
             NULL, &d),
        0);
    assert_int_equal(d.values->list.count, 2);
    assert_true(text_is(d.vals, "[\"2024\",\"a\\\"b\"]"));
    assert_true(d.has_descriptor);
    assert_true(text_is(d.columns, "[{\"Name\":\"id\"}]"));
    assert_true(text_is(d.descriptor,
                        "\"InputFormat\":\"i\",\"Compressed\":false,\"NumberOfBuckets\":0,"
                        "\"SerdeInfo\":{\"Parameters\":{\"s\":\"t\"}},"
                        "\"StoredAsSubDirectories\":false"));
    assert_true(text_is(d.location, "s3://b/\xC3\xA4"));
    assert_true(text_is(d.sd_parameters, "{\"x\":\"y\"}"));
    assert_true(text_is(d.parameters, "{\"p\":\"q\"}"));
    assert_int_equal(d.accessed.integer, 1500);
    assert_int_equal(d.analyzed.integer, -2000);
}

static void absent_pieces(void **state)
{
    /* What is not given is absent, and an empty map counts as not given. */
    struct partition_draft d;
    assert_int_equal(make(*state, "{\"Values\":[\"x\"],\"Parameters\":{}}", NULL, &d), 0);
    assert_false(d.has_descriptor);
    assert_null(d.columns.p);
    assert_null(d.location.p);
    assert_null(d.parameters.p);
    assert_null(d.sd_parameters.p);
    assert_false(d.accessed.set);
    assert_int_equal(make(*state, "{\"Values\":[\"x\"],\"StorageDescriptor\":{}}", NULL, &d), 0);
    assert_true(d.has_descriptor);
    assert_true(text_is(d.columns, "[]"));
    assert_null(d.location.p);
}

static void default_values(void **state)
{
    /* An update may leave its values out, a creation may not; empty values are no values. */
    struct bench *b = *state;
    struct partition_draft d;
    struct value items[] = {value_text(TEXT("k"))};
    struct value given = value_list(items, 1), none = value_list(NULL, 0);
    assert_int_equal(make(b, "{}", &given, &d), 0);
    assert_true(text_is(d.vals, "[\"k\"]"));
    assert_int_equal(make(b, "{\"Values\":[\"own\"]}", &given, &d), 0);
    assert_true(text_is(d.vals, "[\"own\"]"));
    assert_int_equal(make(b, "{}", NULL, &d), -1);
    assert_int_equal(b->err.code, ERR_INVALID);
    assert_int_equal(make(b, "{}", &none, &d), -1);
    assert_int_equal(make(b, "{\"Values\":[]}", NULL, &d), -1);
    assert_int_equal(b->err.code, ERR_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(pieces, set_up, tear_down),
        cmocka_unit_test_setup_teardown(absent_pieces, set_up, tear_down),
        cmocka_unit_test_setup_teardown(default_values, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
