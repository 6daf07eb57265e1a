/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "catalog/column_statistics_draft.h"
#include "catalog/shapes_statistics.h"

static int make(struct arena *arena, const char *data, struct column_statistics_draft *out,
                struct err *err)
{
    struct value *values;
    err_clear(err);
    arena_init(arena, 1 << 20, NULL);
    struct text whole =
        arena_printf(arena,
                     "{\"StatisticsData\":%s,\"ColumnName\":\"ID\",\"ColumnType\":\"t\","
                     "\"AnalyzedTime\":1.25}",
                     data);
    assert_int_equal(shape_decode_text(&shape_column_statistics, whole, arena, &values, err), 0);
    return column_statistics_draft_make(values, arena, out, err);
}

#define LONG_DATA "\"LongColumnStatisticsData\":{\"NumberOfNulls\":0,\"NumberOfDistinctValues\":1}"

static void text(void **state)
{
    /* The text is the canonical one, with the column's name folded and nothing made up. */
    struct arena arena;
    struct err err;
    struct column_statistics_draft d;
    (void)state;
    assert_int_equal(make(&arena, "{\"Type\":\"LONG\"," LONG_DATA "}", &d, &err), 0);
    assert_true(text_is(d.column, "id"));
    assert_true(text_is(d.text, "{\"ColumnName\":\"id\",\"ColumnType\":\"t\",\"AnalyzedTime\":1.25,"
                                "\"StatisticsData\":{\"Type\":\"LONG\"," LONG_DATA "}}"));
    arena_release(&arena);
}

static void kinds(void **state)
{
    /* The data that Type names must be there and no other; the message says which. */
    static const struct {
        const char *data, *words;
    } rows[] = {
        {"{\"Type\":\"LONG\"}", "with the Type LONG, LongColumnStatisticsData must be given"},
        {"{\"Type\":\"DATE\"," LONG_DATA "}", "DateColumnStatisticsData must be given"},
        {"{\"Type\":\"LONG\"," LONG_DATA ",\"BinaryColumnStatisticsData\":{\"MaximumLength\":0,"
         "\"AverageLength\":0,\"NumberOfNulls\":0}}",
         "BinaryColumnStatisticsData must not be given"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena arena;
        struct err err;
        struct column_statistics_draft d;
        assert_int_equal(make(&arena, rows[i].data, &d, &err), -1);
        assert_int_equal(err.code, ERR_INVALID);
        if (!strstr(err.text, rows[i].words))
            fail_msg("%s: %s", rows[i].data, err.text);
        arena_release(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text),
        cmocka_unit_test(kinds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
