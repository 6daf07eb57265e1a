/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crawler/csv_header.h"

struct type_case {
    const char *cell;
    enum hive_kind kind;
};

/* Proves the type of single cells at every edge of the grammar of numbers. */
static void types_cells(void **state)
{
    static const struct type_case cases[] = {
        {"", HIVE_VOID},
        {"  ", HIVE_VOID},
        {"\\N", HIVE_VOID},
        {"0", HIVE_BIGINT},
        {" -7 ", HIVE_BIGINT},
        {"-0", HIVE_BIGINT},
        {"00", HIVE_STRING},
        {"007", HIVE_STRING},
        {"-01", HIVE_STRING},
        {"+1", HIVE_STRING},
        {"-", HIVE_STRING},
        {"999999999999999999", HIVE_BIGINT},
        {"9223372036854775807", HIVE_BIGINT},
        {"-9223372036854775808", HIVE_BIGINT},
        {"9223372036854775808", HIVE_DECIMAL},
        {"99999999999999999999999999999999999999", HIVE_DECIMAL},
        {"999999999999999999999999999999999999999", HIVE_DOUBLE},
        {"1.5", HIVE_DOUBLE},
        {"-.5", HIVE_DOUBLE},
        {"5.", HIVE_DOUBLE},
        {"0.5", HIVE_DOUBLE},
        {"00.5", HIVE_STRING},
        {".", HIVE_STRING},
        {"1e5", HIVE_DOUBLE},
        {"1.5E-10", HIVE_DOUBLE},
        {"1e", HIVE_STRING},
        {"1e+", HIVE_STRING},
        {"1e5x", HIVE_STRING},
        {"e5", HIVE_STRING},
        {"1,5", HIVE_STRING},
        {"0x10", HIVE_STRING},
        {"NaN", HIVE_STRING},
        {"true", HIVE_BOOLEAN},
        {"FALSE", HIVE_BOOLEAN},
        {"yes", HIVE_STRING},
        {"2026-11-19", HIVE_STRING},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        if (csv_cell_type(text_of(cases[i].cell))->kind != cases[i].kind)
            fail_msg("\"%s\" is %s", cases[i].cell,
                     hive_kind_name(csv_cell_type(text_of(cases[i].cell))->kind));
}

/* Proves that the shape of a cell is the set of its classes of characters. */
static void shapes_cells(void **state)
{
    (void)state;
    assert_int_equal(csv_shape(TEXT("")), 0);
    assert_int_equal(csv_shape(TEXT("abc")), csv_shape(TEXT("z")));
    assert_int_not_equal(csv_shape(TEXT("Abc")), csv_shape(TEXT("abc")));
    assert_int_not_equal(csv_shape(TEXT("a_b")), csv_shape(TEXT("ab")));
    assert_int_not_equal(csv_shape(TEXT("a b")), csv_shape(TEXT("a-b")));
    assert_int_equal(csv_shape(TEXT("aB1 _-\xc3")), 127);
}

static bool is_header(const char *name, enum hive_kind below, const char *value)
{
    struct csv_cell first[2] = {{text_of(name), false}, {TEXT("zq"), false}};
    struct csv_column columns[2] = {{.type = hive_type_plain(below)},
                                    {.type = hive_type_plain(HIVE_STRING)}};
    unsigned shape = csv_shape(text_of(value)), other = csv_shape(TEXT("zq"));
    columns[0].shapes[shape / 64] |= (uint64_t)1 << shape % 64;
    columns[1].shapes[other / 64] |= (uint64_t)1 << other % 64;
    return csv_is_header(first, columns, 2, false);
}

/* Proves each condition on a name, and each kind of evidence that it is one. */
static void judges_names(void **state)
{
    (void)state;
    assert_true(is_header("qq", HIVE_BIGINT, "1"));
    assert_true(is_header("# of items", HIVE_BIGINT, "1"));
    assert_true(is_header("Price (EUR)", HIVE_DOUBLE, "1.5"));
    assert_false(is_header("qq", HIVE_STRING, "ww"));
    assert_true(is_header("qq", HIVE_STRING, "Ww"));
    assert_true(is_header("id", HIVE_STRING, "ww"));
    assert_true(is_header("order id", HIVE_STRING, "ww"));
    assert_true(is_header("orderId", HIVE_STRING, "wW"));
    assert_false(is_header("morbid", HIVE_STRING, "ww"));
    assert_false(is_header("n/a", HIVE_BIGINT, "1"));
    assert_false(is_header("5 items", HIVE_BIGINT, "1"));
    assert_false(is_header("a@b", HIVE_BIGINT, "1"));
    assert_false(is_header("12", HIVE_BIGINT, "1"));
    assert_true(is_header("zq", HIVE_BIGINT, "1"));
    assert_false(is_header("zq", HIVE_STRING, "Ww"));
    char longest[151];
    memset(longest, 'x', 150);
    longest[150] = '\0';
    assert_false(is_header(longest, HIVE_BIGINT, "1"));
    assert_true(is_header(longest + 1, HIVE_BIGINT, "1"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(types_cells),
        cmocka_unit_test(shapes_cells),
        cmocka_unit_test(judges_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
