/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/compiler.h"
#include "base/text.h"

static const struct text none = {NULL, 0};

static void equality(void **state)
{
    /* Texts are equal by their bytes, also the empty one without an address, and a NUL is a byte
     * like others. */
    (void)state;
    assert_true(text_equal(none, TEXT("")));
    assert_true(text_equal(TEXT("a\0b"), TEXT("a\0b")));
    assert_false(text_equal(TEXT("a\0b"), TEXT("a\0c")));
    assert_false(text_is(TEXT("a\0b"), "a"));
    assert_true(text_is(none, ""));
    assert_true(text_is(none, NULL));
    assert_int_equal(text_of(NULL).n, 0);
    assert_true(text_equal_nocase(TEXT("aZ@["), TEXT("Az@[")));
    assert_false(text_equal_nocase(TEXT("@"), TEXT("`")));
    assert_false(text_equal_nocase(TEXT("["), TEXT("{")));
    assert_false(text_equal_nocase(TEXT("\xC3\x84"), TEXT("\xC3\xA4")));
    assert_false(text_equal_nocase(TEXT("a"), TEXT("aa")));
}

static void order(void **state)
{
    /* The order is that of unsigned bytes, and a prefix stands first. */
    (void)state;
    static const struct text sorted[] = {
        {NULL, 0},      TEXT_INIT("\0"),   TEXT_INIT("\0\0"), TEXT_INIT("a"),       TEXT_INIT("aa"),
        TEXT_INIT("b"), TEXT_INIT("\x7f"), TEXT_INIT("\x80"), TEXT_INIT("\xff\xff")};
    for (size_t i = 0; i < COUNT(sorted); i++)
        for (size_t j = 0; j < COUNT(sorted); j++) {
            int sign = text_compare(sorted[i], sorted[j]);
            assert_int_equal((sign > 0) - (sign < 0), (i > j) - (i < j));
        }
}

static void ends(void **state)
{
    /* Prefixes and suffixes, the whole text and the empty one among them. */
    (void)state;
    assert_true(text_starts_with(TEXT("abc"), TEXT("ab")));
    assert_true(text_starts_with(TEXT("abc"), TEXT("abc")));
    assert_true(text_starts_with(none, none));
    assert_false(text_starts_with(TEXT("ab"), TEXT("abc")));
    assert_true(text_ends_with(TEXT("abc"), TEXT("bc")));
    assert_true(text_ends_with(TEXT("abc"), none));
    assert_false(text_ends_with(TEXT("bc"), TEXT("abc")));
    assert_false(text_ends_with(TEXT("abc"), TEXT("ab")));
}

static void trim(void **state)
{
    /* Blanks go at both ends and stay inside. */
    (void)state;
    assert_true(text_is(text_trim(TEXT(" \t\r\na b\n\r\t ")), "a b"));
    assert_int_equal(text_trim(TEXT(" \t ")).n, 0);
    assert_int_equal(text_trim(none).n, 0);
    assert_true(text_is(text_trim(TEXT("\v")), "\v"));
}

static void split(void **state)
{
    /* Splitting gives every part, the empty ones too, and tells the end by a NULL rest. */
    (void)state;
    struct text rest = TEXT(",a,,b");
    assert_true(text_is(text_split(&rest, ','), ""));
    assert_true(text_is(text_split(&rest, ','), "a"));
    assert_true(text_is(text_split(&rest, ','), ""));
    assert_non_null(rest.p);
    assert_true(text_is(text_split(&rest, ','), "b"));
    assert_null(rest.p);
    assert_int_equal(text_split(&rest, ',').n, 0);
    rest = TEXT("a,");
    assert_true(text_is(text_split(&rest, ','), "a"));
    assert_non_null(rest.p);
    assert_int_equal(text_split(&rest, ',').n, 0);
    assert_null(rest.p);
    assert_int_equal(text_find(TEXT("abc"), 'c'), 2);
    assert_int_equal(text_find(TEXT("abc"), 'd'), 3);
    assert_int_equal(text_find(none, 'd'), 0);
}

static void utf8(void **state)
{
    /* The first and last sequence of each length is valid; what RFC 3629 forbids beside them is
     * not, at any place in the text. */
    (void)state;
    static const char *const good[] = {"",
                                       "\x7f",
                                       "\xC2\x80",
                                       "\xDF\xBF",
                                       "\xE0\xA0\x80",
                                       "\xED\x9F\xBF",
                                       "\xEE\x80\x80",
                                       "\xEF\xBF\xBF",
                                       "\xF0\x90\x80\x80",
                                       "\xF4\x8F\xBF\xBF"};
    static const char *const bad[] = {"\x80",
                                      "\xBF",
                                      "\xC0\x80",
                                      "\xC1\xBF",
                                      "\xC2",
                                      "\xC2\x7F",
                                      "\xC2\xC0",
                                      "\xE0\x9F\xBF",
                                      "\xED\xA0\x80",
                                      "\xED\xBF\xBF",
                                      "\xE1\x80",
                                      "\xE1\x80\xC0",
                                      "\xF0\x8F\xBF\xBF",
                                      "\xF4\x90\x80\x80",
                                      "\xF5\x80\x80\x80",
                                      "\xF1\x80\x80",
                                      "\xFE",
                                      "\xFF"};
    static const char filler[] = "0123456789abcdef";
    for (size_t at = 0; at <= 16; at++) {
        char text[64];
        for (size_t i = 0; i < COUNT(good); i++) {
            memcpy(text, filler, at);
            memcpy(text + at, good[i], strlen(good[i]));
            assert_true(text_is_utf8((struct text){text, at + strlen(good[i])}));
        }
        for (size_t i = 0; i < COUNT(bad); i++) {
            size_t n = strlen(bad[i]);
            memcpy(text, filler, at);
            memcpy(text + at, bad[i], n);
            assert_false(text_is_utf8((struct text){text, at + n}));
            memcpy(text + at + n, filler, 16);
            assert_false(text_is_utf8((struct text){text, at + n + 16}));
        }
    }
}

static void lengths_and_cuts(void **state)
{
    /* Lengths count code points; a cut never halves one. */
    (void)state;
    struct text t = TEXT("a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x90\x9D");
    static const size_t kept[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10};
    assert_int_equal(text_length(t), 4);
    assert_int_equal(text_length(none), 0);
    for (size_t i = 0; i < COUNT(kept); i++)
        assert_int_equal(text_cut(t, i).n, kept[i]);
    assert_int_equal(text_cut(none, 5).n, 0);
}

static void integers(void **state)
{
    /* A decimal number and nothing else, up to both ends of 64 bits. */
    (void)state;
    static const struct {
        const char *text;
        int64_t value;
    } good[] = {{"0", 0},
                {"-0", 0},
                {"007", 7},
                {"-12", -12},
                {"9223372036854775807", INT64_MAX},
                {"-9223372036854775808", INT64_MIN},
                {"00000000000000000000000000009", 9}};
    static const char *const bad[] = {"",
                                      "-",
                                      "+1",
                                      " 1",
                                      "1 ",
                                      "1.0",
                                      "0x1",
                                      "--1",
                                      "1-",
                                      "1e1",
                                      "9223372036854775808",
                                      "-9223372036854775809",
                                      "99999999999999999999",
                                      "18446744073709551616"};
    for (size_t i = 0; i < COUNT(good); i++) {
        int64_t value = 1;
        assert_true(text_to_int64(text_of(good[i].text), &value));
        assert_true(value == good[i].value);
    }
    for (size_t i = 0; i < COUNT(bad); i++) {
        int64_t value = 1;
        assert_false(text_to_int64(text_of(bad[i]), &value));
        assert_int_equal(value, 1);
    }
    assert_false(text_to_int64(TEXT("1\0"), &(int64_t){0}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equality), cmocka_unit_test(order),
        cmocka_unit_test(ends),     cmocka_unit_test(trim),
        cmocka_unit_test(split),    cmocka_unit_test(utf8),
        cmocka_unit_test(integers), cmocka_unit_test(lengths_and_cuts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
