/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "catalog/name_pattern.h"
#include "tests/unit/base/cpu_time.h"

static void expect(const char *expression, const char *name, bool matches)
{
    struct err e = {.code = ERR_NONE};
    struct name_pattern *p = name_pattern_new(text_of(expression), &e);
    if (!p)
        fail_msg("%s: %s", expression, e.text);
    if (name_pattern_matches(p, text_of(name), &e) != matches)
        fail_msg("'%s' %s '%s'", expression, matches ? "misses" : "matches", name);
    name_pattern_free(p);
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

static void java_dialect(void **state)
{
    /* What Java writes otherwise than PCRE2 means what it means in Java. */
    (void)state;
    expect("trino__\\Qmy.fun\\E__.*", "trino__my.fun__abc", true);
    expect("trino__\\Qmy.fun\\E__.*", "trino__myxfun__abc", false);
    expect("\\Qa*b(", "a*b(", true);
    expect("\\Q\\E", "", true);
    expect("a\\Q\\E*", "", true);
    expect("[\\Q]^-\\E]", "^", true);
    expect("[\\Q]^-\\E]", "]", true);
    expect("[\\Q]^-\\E]", "a", false);
    expect("\\p{Lower}+\\p{Digit}", "abc1", true);
    expect("\\p{Lower}+", "\xC3\xA4", false);
    expect("\\p{javaLowerCase}+", "\xC3\xA4", true);
    expect("\\p{IsAlphabetic}+", "\xC3\xA4z", true);
    expect("\\p{IsLatin}+", "a\xC3\xA4", true);
    expect("\\p{IsGreek}+", "a", false);
    expect("\\p{L}\\pN", "a1", true);
    expect("\\p{gc=Nd}\\p{script=Latin}", "1a", true);
    expect("\\P{Digit}+", "a_b", true);
    expect("\\P{Digit}+", "a1b", false);
    expect("[\\p{Alpha}_]+", "a_b", true);
    expect("[^\\p{Alpha}]+", "123", true);
    expect("[\\P{Alpha}]+", "a", false);
    expect("\\u0061\\x62\\x{63}\\0144", "abcd", true);
    expect("\\uD83D\\uDC1D", "\xF0\x9F\x90\x9D", true);
    expect("[a-c[x-z]_]+", "ax_", true);
    expect("[a-c[x-z]_]+", "m", false);
    expect("[]a]+", "]a", true);
    expect("[*]", "*", true);
    expect("[.*]", "a", false);
    expect("(?<part>a|b)\\k<part>", "bb", true);
    expect("(?<part>a|b)\\k<part>", "ab", false);
    expect("(?iu)ab(?-i)", "AB", true);
    expect("(?d:a)b", "ab", true);
    expect("(?>a+)b", "aab", true);
    expect("[a-z]++z", "aaz", false);
    expect("(?!tmp_).*", "tmp_a", false);
    expect("(?!tmp_).*", "a", true);
    expect("^sales$", "sales", true);
    expect("(*_a|b)", "x_a", true);
    expect("a{2}", "aa", true);
}

static void prefixes(void **state)
{
    /* What every match begins with is known, so that a list need not look at other names. */
    (void)state;
    static const struct {
        const char *expression, *prefix;
    } cases[] = {
        {"sales*", "sales"},
        {"SALES_2024.*", "sales_2024"},
        {"sale?s", "sal"},
        {"sales+x", "sale"},
        {"a{0,2}b", ""},
        {"a|b", ""},
        {"ab(c|d)", "ab"},
        {"ab(c)?", "ab"},
        {"*ab", ""},
        {".*", ""},
        {"", ""},
        {"(?i)ab", ""},
        {"^ab.*", "ab"},
        {"ab|cd*", ""},
        {"trino__\\Qa.b\\E__.*", "trino__a.b__"},
        {"\\Qab\\E*", "a"},
        {"a\\.b", "a.b"},
        {"[ab]c", ""},
        {"a-b c*", "a-b c"},
        {"\xC3\xA4z", ""},
        {"ab\xC3\xA4z", "ab"},
        {"\\Qa|b\\E", "a|b"},
        {"a[|]b", "a"},
        {"ab\\d", "ab"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct err e = {.code = ERR_NONE};
        struct name_pattern *p = name_pattern_new(text_of(cases[i].expression), &e);
        assert_non_null(p);
        if (!text_is(name_pattern_prefix(p), cases[i].prefix))
            fail_msg("%s: '%.*s'", cases[i].expression, TEXT_ARG(name_pattern_prefix(p)));
        name_pattern_free(p);
    }
}

static void refusals(void **state)
{
    /* What is no pattern in Java, or cannot be told to PCRE2, is refused. */
    (void)state;
    static const char *const bad[] = {
        "(",        "[",        "a)",      "\\",       "(?<",          "[z-a]",
        "a{2,1}",   "a{2}*",    "(?z)",    "\\C",      "\\y",          "\\K",
        "\\g{1}",   "(a)(?R)",  "(?1)(a)", "(?P<n>a)", "(?|a|b)",      "(?(1)a)",
        "(?C1)a",   "[a-z&&b]", "[a[^b]]", "[a[b]",    "\\p{InGreek}", "\\p{NoSuch}",
        "\\p{a b}", "\\p",      "\\p{Lu",  "\\u00",    "\\uD83D",      "\\uDC1D",
        "\\08",     "\\x4",     "\\xzz",   "\\x{41",   "[\\b]",        "(?#a)b",
        "(?x)a",    "(?",       "+a",      "(?i",      "\\N",          "\\k<a>",
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct err e = {.code = ERR_NONE};
        struct name_pattern *p = name_pattern_new(text_of(bad[i]), &e);
        if (p)
            fail_msg("%s was taken", bad[i]);
        assert_int_equal(e.code, ERR_INVALID);
        assert_non_null(strstr(e.text, "is not a pattern"));
    }
    name_pattern_free(NULL);
}

static void bounded(void **state)
{
    /* A pattern that would run for ages is given up soon, and the caller is told. */
    (void)state;
    static const char *const slow[] = {"(a+)+b", "(a|aa)+b", "(.*)*(.*)*(.*)*x", "((a*)*)*b",
                                       "(?:(?:a?){30}){30}c"};
    char name[256];
    memset(name, 'a', 255);
    name[254] = 'b';
    name[253] = 'c';
    name[255] = '\0';
    int64_t began_us = cpu_time_us();
    for (size_t i = 0; i < COUNT(slow); i++) {
        struct err e = {.code = ERR_NONE};
        struct name_pattern *p = name_pattern_new(text_of(slow[i]), &e);
        assert_non_null(p);
        if (name_pattern_matches(p, text_of(name), &e) != -1 || e.code != ERR_INVALID ||
            !strstr(e.text, "too many steps"))
            print_message("%s was answered: %s\n", slow[i], e.text);
        name_pattern_free(p);
    }
    assert_true(cpu_time_us() - began_us < 5000000);
    expect("*aa*aa*aa*aa*x", name, false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(globs),        cmocka_unit_test(regular_expressions),
        cmocka_unit_test(java_dialect), cmocka_unit_test(prefixes),
        cmocka_unit_test(refusals),     cmocka_unit_test(bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
