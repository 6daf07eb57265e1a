/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "catalog/name_pattern.h"

static void expect(const char *expression, const char *name, bool matches)
{
    struct err e = {.code = ERR_NONE};
    struct regex *p = name_pattern_new(text_of(expression), &e);
    if (!p)
        fail_msg("%s: %s", expression, e.text);
    if (regex_matches(p, text_of(name)) != matches)
        fail_msg("'%s' %s '%s'", expression, matches ? "misses" : "matches", name);
    regex_free(p);
}

static void globs(void **state)
{
    /* A bare star stands for anything, at the start, in the middle and at the end of a name. */
    (void)state;
    expect("*", "", true);
    expect("*", "sales", true);
    expect("sales*", "sales", true);
    expect("sales*", "sales_2024", true);
    expect("sales*", "old_sales", false);
    expect("*sales", "old_sales", true);
    expect("s*s", "sales", true);
    expect("s*s", "sale", false);
    expect("a_*", "a_", true);
    expect("a1*", "a1x", true);
    expect("a**", "ab", true);
    expect("*a*", "xay", true);
    expect("a*|b*", "bc", true);
    expect("(*)x", "aax", true);
    expect("\xC3\xA4*", "\xC3\xA4x", true);
}

static void regular_expressions(void **state)
{
    /* Otherwise it is a regular expression over the whole name without regard to case; a star
     * behind a dot, a group, a class or an escape repeats that, and an escaped star is a star. */
    (void)state;
    expect("", "", true);
    expect("", "a", false);
    expect("sale", "sales", false);
    expect("SALES", "sales", true);
    expect(".*", "sales", true);
    expect("s.*s", "sales", true);
    expect("[a-c]*", "abc", true);
    expect("[a-c]*", "abd", false);
    expect("(ab)*", "abab", true);
    expect("(ab)*", "abx", false);
    expect("\\w*", "a_1", true);
    expect("\\w*", "a-1", false);
    expect("a\\*", "a*", true);
    expect("a\\*", "a", false);
    expect("a\\*", "a...", false);
    expect("a\\.b", "a.b", true);
    expect("a\\.b", "axb", false);
    expect("a|b", "b", true);
    expect("a|b", "ab", false);
    expect("x.y", "x\xE2\x82\xACy", true);
    expect("(?i)ABC", "abc", true);
}

static void refusals(void **state)
{
    /* What is no pattern is refused with the place of the mistake. */
    (void)state;
    static const char *const bad[] = {"(",     "[",      "a)",    "\\",   "(?<",
                                      "[z-a]", "a{2,1}", "a{2}*", "(?z)", "\\C"};
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct err e = {.code = ERR_NONE};
        struct regex *p = name_pattern_new(text_of(bad[i]), &e);
        if (p)
            fail_msg("%s was taken", bad[i]);
        assert_int_equal(e.code, ERR_INVALID);
        assert_non_null(strstr(e.text, "is not a pattern"));
    }
    regex_free(NULL);
}

static void bounded(void **state)
{
    /* A pattern that would run for ages is given up soon and counts as no match. */
    (void)state;
    static const char *const slow[] = {
        "(a+)+b", "(a|aa)+b", "(.*)*(.*)*(.*)*x", "((a*)*)*b", "(?:(?:a?){30}){30}b", "(a)(?R)*b"};
    char name[256];
    memset(name, 'a', 255);
    name[255] = '\0';
    int64_t began_us = clock_monotonic_us();
    for (size_t i = 0; i < COUNT(slow); i++)
        expect(slow[i], name, false);
    assert_true(clock_monotonic_us() - began_us < 5000000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(globs),
        cmocka_unit_test(regular_expressions),
        cmocka_unit_test(refusals),
        cmocka_unit_test(bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
