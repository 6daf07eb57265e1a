/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/compiler.h"
#include "base/limits.h"
#include "catalog/partition_filter.h"
#include "catalog/partition_key.h"

static const struct text names[] = {TEXT_INIT("year"), TEXT_INIT("region"), TEXT_INIT("day of")};
static const struct partition_keys keys = {names, COUNT(names), TEXT_INIT("int,string,date,")};

static int set_up(void **state)
{
    static struct arena arena;
    arena_init(&arena, 16u << 20, NULL);
    *state = &arena;
    return 0;
}

static int tear_down(void **state)
{
    arena_release(*state);
    return 0;
}

static struct text key_of(struct arena *a, const char *year, const char *region, const char *day)
{
    struct buf b;
    buf_init(&b, 10000);
    partition_key_put(&b, keys.layout, 0, text_of(year));
    partition_key_put(&b, keys.layout, 1, text_of(region));
    partition_key_put(&b, keys.layout, 2, text_of(day));
    struct text key = arena_copy(a, buf_text(&b));
    buf_release(&b);
    return key;
}

/* One letter per partition of this little table that passes. All that pass lie in the range. */
static const struct {
    const char *letter, *year, *region, *day;
} table[] = {
    {"a", "2023", "eu", "1"},
    {"b", "2024", "eu", "1"},
    {"c", "02024", "eu", "1"},
    {"d", "2024", "us", "2"},
    {"e", "__HIVE_DEFAULT_PARTITION__", "eu", "1"},
    {"f", "2024", "o'x", "1"},
    {"g", "-1", "\\x", "2"},
    {"h", "2024", "e", "1"},
};

static void expect(struct arena *a, const char *expression, const char *letters)
{
    struct partition_filter f;
    struct err e = {.code = ERR_NONE};
    char got[32] = "";
    if (partition_filter_parse(text_of(expression), &keys, a, &f, &e) != 0)
        fail_msg("%s: %s", expression, e.text);
    for (size_t i = 0; i < COUNT(table); i++) {
        struct text key = key_of(a, table[i].year, table[i].region, table[i].day);
        if (!partition_filter_matches(&f, key))
            continue;
        memcpy(got + strlen(got), table[i].letter, 2);
        assert_true(text_compare(key, f.lower) >= 0);
        assert_true(!f.upper.p || text_compare(key, f.upper) < 0);
    }
    if (strcmp(got, letters) != 0)
        fail_msg("%s finds %s, not %s", expression, got, letters);
}

static void matches(void **state)
{
    /* Each comparison narrows; names are read without regard to case, in quotes or not; numbers of
     * one value are equal however they are spelt; quotes in texts are doubled or escaped. */
    expect(*state, "", "abcdefgh");
    expect(*state, "  ", "abcdefgh");
    expect(*state, "year = 2024", "bcdfh");
    expect(*state, "year='2024'", "bcdfh");
    expect(*state, "YEAR='002024'", "bcdfh");
    expect(*state, "year=-1", "g");
    expect(*state, "year=2024 ", "bcdfh");
    expect(*state, "region = 'eu'", "abce");
}

static void combinations(void **state)
{
    /* AND in any case joins comparisons in any order; one key asked for twice must agree. */
    expect(*state, "region='eu' AND year=2024", "bc");
    expect(*state, "year=2024 and region='eu' And `day of`='1'", "bc");
    expect(*state, "\"day of\"='2'\nAND\tyear=2024", "d");
    expect(*state, "year=2024 AND year='2024'", "bcdfh");
    expect(*state, "year=2024 AND year=2023", "");
    expect(*state, "region='o''x'", "f");
    expect(*state, "region='o\\'x'", "f");
    expect(*state, "region='\\x'", "g");
    expect(*state, "year='__HIVE_DEFAULT_PARTITION__'", "e");
    expect(*state, "region='e'", "h");
    expect(*state, "region=''", "");
}

static void refuse(struct arena *a, const char *expression, const char *words)
{
    struct partition_filter f;
    struct err e = {.code = ERR_NONE};
    if (partition_filter_parse(text_of(expression), &keys, a, &f, &e) == 0)
        fail_msg("%s was taken", expression);
    assert_int_equal(e.code, ERR_INVALID);
    if (!strstr(e.text, words))
        fail_msg("%s: %s", expression, e.text);
}

static void refusals(void **state)
{
    /* What is not understood is refused and not half understood. */
    static const char *const unsupported[] = {"year",
                                              "year=",
                                              "year = =",
                                              "=2024",
                                              "year>2024",
                                              "year<>2024",
                                              "year>=2024",
                                              "year!=2024",
                                              "year IN (1,2)",
                                              "year=2024 OR year=2023",
                                              "year=2024 AND",
                                              "AND year=2024",
                                              "year=2024 region='eu'",
                                              "year=2024,",
                                              "(year=2024)",
                                              "region='eu",
                                              "region=eu",
                                              "region=\"eu\"",
                                              "`year",
                                              "``=1",
                                              "year=2024 AND AND region='eu'",
                                              "year=+2024",
                                              "NOT year=2024",
                                              "year=2024;",
                                              "'year'=2024"};
    for (size_t i = 0; i < COUNT(unsupported); i++)
        refuse(*state, unsupported[i], "");
    refuse(*state, "year BETWEEN 1 AND 2", "only key = 'value' joined by AND is understood");
    refuse(*state, "month=1", "'month' is not a partition key");
    refuse(*state, "year='x'", "\"x\" is not an integer.");
    refuse(*state, "year='9223372036854775808'", "is not an integer.");
}

static void ranges(void **state)
{
    /* Leading keys that are fixed bound the range; a number ends it, because several keys spell it;
     * a key that is open leaves it open. */
    struct arena *a = *state;
    struct partition_filter f;
    struct err e = {.code = ERR_NONE};
    assert_int_equal(partition_filter_parse(TEXT("region='eu'"), &keys, a, &f, &e), 0);
    assert_int_equal(f.lower.n, 0);
    assert_null(f.upper.p);
    assert_int_equal(partition_filter_parse(TEXT("year=2024 AND region='eu'"), &keys, a, &f, &e),
                     0);
    assert_int_equal(f.lower.n, 9);
    assert_int_equal(f.upper.n, 9);
    assert_false(f.matches_nothing);
    const struct partition_keys texts = {names, 2, TEXT_INIT("string,string,")};
    assert_int_equal(partition_filter_parse(TEXT("year='a' AND region='b'"), &texts, a, &f, &e), 0);
    assert_true(text_equal(f.lower, TEXT("\x30"
                                         "a\0"
                                         "\x30"
                                         "b\0")));
    assert_true(text_equal(f.upper, TEXT("\x30"
                                         "a\0"
                                         "\x30"
                                         "b\1")));
}

static void longest(void **state)
{
    /* A literal as long as an expression may be is compared to its last byte. */
    struct arena *a = *state;
    static char expression[LIMIT_EXPRESSION_BYTES];
    static char value[LIMIT_EXPRESSION_BYTES];
    struct partition_filter f;
    struct err e = {.code = ERR_NONE};
    size_t n = sizeof expression - strlen("region=''");
    memcpy(expression, "region='", 8);
    memset(expression + 8, 'x', n);
    expression[8 + n] = '\'';
    memset(value, 'x', n);
    struct text whole = {expression, sizeof expression};
    assert_int_equal(partition_filter_parse(whole, &keys, a, &f, &e), 0);
    assert_true(partition_filter_matches(&f, key_of(a, "1", value, "1")));
    value[n - 1] = 'y';
    assert_false(partition_filter_matches(&f, key_of(a, "1", value, "1")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(matches, set_up, tear_down),
        cmocka_unit_test_setup_teardown(combinations, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refusals, set_up, tear_down),
        cmocka_unit_test_setup_teardown(ranges, set_up, tear_down),
        cmocka_unit_test_setup_teardown(longest, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
