/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "catalog/partition_draft.h"
#include "catalog/shapes_partition.h"
#include "catalog/types.h"

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
    struct partition_drafting drafting = {.arena = &b->arena};
    return partition_draft_make(&drafting, values, otherwise, out, &b->err);
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

/* A batch as a request brings it. */
static const struct member batch_members[] = {{"Inputs", &type_partition_input_list}};
static const struct shape shape_batch = SHAPE("Batch", batch_members);

/* Locations are the letters from a on. */
static const struct value *decode_batch(struct bench *b, const char *const *rest, size_t count)
{
    struct value *values;
    struct buf input;
    buf_init(&input, 1 << 16);
    buf_put(&input, TEXT("{\"Inputs\":["));
    for (size_t i = 0; i < count; i++)
        buf_printf(&input, "%s{\"Values\":[\"v\"],\"StorageDescriptor\":{\"Location\":\"%c\",%s}}",
                   i ? "," : "", 'a' + (int)i, rest[i]);
    buf_put(&input, TEXT("]}"));
    struct text kept = arena_copy(&b->arena, buf_text(&input));
    buf_release(&input);
    if (shape_decode_text(&shape_batch, kept, &b->arena, &values, &b->err) != 0)
        fail_msg("%s: %s", kept.p, b->err.text);
    return values[0].list.items;
}

#define COLUMNS(NAMES) "\"Columns\":[{\"Name\":\"" NAMES "\"}]"
#define SERDE(NAME)    ",\"SerdeInfo\" : {\"Name\":\"" NAME "\"}"

static void repeated_descriptors(void **state)
{
    /* What the partitions of a batch have in common is decoded and rendered once, and each still
     * has its own. A list that begins like another one is another one. */
    static const char *const rest[] = {
        COLUMNS("x") SERDE("s"),
        COLUMNS("x") SERDE("s"),
        COLUMNS("x\"},{\"Name\":\"y") SERDE("s"),
        COLUMNS("x") SERDE("s"),
        COLUMNS("x") SERDE("s") ",\"InputFormat\":\"i\"",
        COLUMNS("x") SERDE("S"),
    };
    struct bench *b = *state;
    struct partition_drafting drafting = {.arena = &b->arena};
    struct partition_draft d[COUNT(rest)];
    const struct value *inputs = decode_batch(b, rest, COUNT(rest));
    for (size_t i = 0; i < COUNT(rest); i++) {
        const char location[] = {(char)('a' + i), '\0'};
        assert_int_equal(partition_draft_make(&drafting, inputs[i].members, NULL, &d[i], &b->err),
                         0);
        assert_true(text_is(d[i].location, location));
    }
    assert_ptr_equal(d[0].columns.p, d[1].columns.p);
    assert_ptr_equal(d[0].descriptor.p, d[1].descriptor.p);
    assert_true(text_is(d[2].columns, "[{\"Name\":\"x\"},{\"Name\":\"y\"}]"));
    assert_true(text_equal(d[2].descriptor, d[0].descriptor));
    assert_true(text_equal(d[3].columns, d[0].columns));
    assert_false(text_equal(d[4].descriptor, d[0].descriptor));
    assert_true(text_is(d[5].descriptor, "\"Compressed\":false,\"NumberOfBuckets\":0,"
                                         "\"SerdeInfo\":{\"Name\":\"S\"},"
                                         "\"StoredAsSubDirectories\":false"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(pieces, set_up, tear_down),
        cmocka_unit_test_setup_teardown(absent_pieces, set_up, tear_down),
        cmocka_unit_test_setup_teardown(default_values, set_up, tear_down),
        cmocka_unit_test_setup_teardown(repeated_descriptors, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
