/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/json_read.h"
#include "base/limits.h"
#include "tests/unit/base/cpu_time.h"

/* A reader over one text and all that it needs. */
struct bench {
    struct arena arena;
    struct err err;
    struct json_reader r;
};

static int set_up(void **state)
{
    static struct bench bench;
    bench = (struct bench){.err.code = ERR_NONE};
    arena_init(&bench.arena, 64u << 20, NULL);
    *state = &bench;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *b = *state;
    arena_release(&b->arena);
    return 0;
}

static int begin(struct bench *b, struct text input)
{
    err_clear(&b->err);
    return json_reader_init(&b->r, input, &b->arena, &b->err);
}

/* 0 where the text is one JSON value and nothing else. */
static int check(struct bench *b, struct text input)
{
    if (begin(b, input) != 0 || json_skip(&b->r, NULL) != 0)
        return -1;
    return json_finish(&b->r);
}

static void expect_valid(struct bench *b, struct text input)
{
    if (check(b, input) != 0)
        fail_msg("%.*s: %s", TEXT_ARG(input), b->err.text);
    assert_int_equal(b->err.code, ERR_NONE);
    assert_int_equal(b->r.depth, 0);
}

static void expect_invalid(struct bench *b, struct text input)
{
    if (check(b, input) == 0)
        fail_msg("%.*s was taken", TEXT_ARG(input));
    assert_int_equal(b->err.code, ERR_MALFORMED);
    assert_true(text_is_utf8(err_text(&b->err)));
}

static void valid_texts(void **state)
{
    /* The values of RFC 8259, with blanks wherever they may stand. */
    static const struct text texts[] = {
        TEXT_INIT("null"),
        TEXT_INIT(" true "),
        TEXT_INIT("\t\r\n false\n"),
        TEXT_INIT("0"),
        TEXT_INIT("-0"),
        TEXT_INIT("0.0"),
        TEXT_INIT("-0.0e-0"),
        TEXT_INIT("1E+2"),
        TEXT_INIT("12345678901234567890123"),
        TEXT_INIT("\"\""),
        TEXT_INIT("\"\\u0061\""),
        TEXT_INIT("\"\x7f\""),
        TEXT_INIT("\"\\ud83d\\udc1d\""),
        TEXT_INIT("\"\\\\\\\"\\/\\b\\f\\n\\r\\t\""),
        TEXT_INIT("[]"),
        TEXT_INIT("[ ]"),
        TEXT_INIT("{}"),
        TEXT_INIT(" { } "),
        TEXT_INIT("[[],[[]],{}]"),
        TEXT_INIT("[1 , 2\n,3 ]"),
        TEXT_INIT("{\"\":{\"\":[]},\"a\" : 1 , \"a\":2}"),
        TEXT_INIT("\"\xF4\x8F\xBF\xBF\""),
        TEXT_INIT("\"\xEF\xBF\xBF\""),
    };
    for (size_t i = 0; i < COUNT(texts); i++)
        expect_valid(*state, texts[i]);
}

static void invalid_texts(void **state)
{
    /* What looks like JSON and is none, one mistake each. */
    static const struct text texts[] = {
        TEXT_INIT(""),
        TEXT_INIT(" "),
        TEXT_INIT("nul"),
        TEXT_INIT("nulL"),
        TEXT_INIT("True"),
        TEXT_INIT("nullx"),
        TEXT_INIT("null null"),
        TEXT_INIT("1 2"),
        TEXT_INIT("01"),
        TEXT_INIT("-"),
        TEXT_INIT("-01"),
        TEXT_INIT("+1"),
        TEXT_INIT(".5"),
        TEXT_INIT("1."),
        TEXT_INIT("1.e1"),
        TEXT_INIT("1e"),
        TEXT_INIT("1e+"),
        TEXT_INIT("1e1.5"),
        TEXT_INIT("0x10"),
        TEXT_INIT("NaN"),
        TEXT_INIT("Infinity"),
        TEXT_INIT("-Infinity"),
        TEXT_INIT("1e999"),
        TEXT_INIT("-1e999"),
        TEXT_INIT("'a'"),
        TEXT_INIT("\""),
        TEXT_INIT("\"a"),
        TEXT_INIT("\"\\\""),
        TEXT_INIT("\"\\"),
        TEXT_INIT("\"\\a\""),
        TEXT_INIT("\"\\\0\""),
        TEXT_INIT("\"\\U0061\""),
        TEXT_INIT("\"\\u006\""),
        TEXT_INIT("\"\\u006g\""),
        TEXT_INIT("\"\\u 061\""),
        TEXT_INIT("\"\\u+061\""),
        TEXT_INIT("\"a\nb\""),
        TEXT_INIT("\"a\tb\""),
        TEXT_INIT("\"a\x1f\""),
        TEXT_INIT("\"a\0\""),
        TEXT_INIT("[,]"),
        TEXT_INIT("[,1]"),
        TEXT_INIT("[1,]"),
        TEXT_INIT("[1,,2]"),
        TEXT_INIT("[1 2]"),
        TEXT_INIT("[[] []]"),
        TEXT_INIT("[1}"),
        TEXT_INIT("{1:2}"),
        TEXT_INIT("{\"a\"}"),
        TEXT_INIT("{\"a\":}"),
        TEXT_INIT("{\"a\" 1}"),
        TEXT_INIT("{\"a\":1,}"),
        TEXT_INIT("{,\"a\":1}"),
        TEXT_INIT("{\"a\":1 \"b\":2}"),
        TEXT_INIT("{\"a\":1]"),
        TEXT_INIT("{a:1}"),
        TEXT_INIT("{null:1}"),
        TEXT_INIT("]"),
        TEXT_INIT("}"),
        TEXT_INIT(":"),
        TEXT_INIT("//c\n1"),
        TEXT_INIT("/**/1"),
        TEXT_INIT("\xEF\xBB\xBF{}"),
        TEXT_INIT("1\0"),
        TEXT_INIT("\v1"),
        TEXT_INIT("\f1"),
        TEXT_INIT("\xC2\xA0null"),
    };
    for (size_t i = 0; i < COUNT(texts); i++)
        expect_invalid(*state, texts[i]);
}

static void unicode(void **state)
{
    /* Escapes become UTF-8; lone surrogates, U+0000 and bytes that are no UTF-8 are refused in
     * names and values alike. */
    struct bench *b = *state;
    static const struct text bad[] = {
        TEXT_INIT("\"\\ud800\""),
        TEXT_INIT("\"\\udfff\""),
        TEXT_INIT("\"\\ud800x\""),
        TEXT_INIT("\"\\ud800\\n\""),
        TEXT_INIT("\"\\ud800\\ud800\""),
        TEXT_INIT("\"\\udc00\\ud800\""),
        TEXT_INIT("\"\\ud83d\\u0061\""),
        TEXT_INIT("\"\\ud83d\\udc1\""),
        TEXT_INIT("\"\\u0000\""),
        TEXT_INIT("{\"\\u0000\":1}"),
        TEXT_INIT("{\"\\ud800\":1}"),
        TEXT_INIT("\"\x80\""),
        TEXT_INIT("\"\xC0\x80\""),
        TEXT_INIT("\"\xED\xA0\x80\""),
        TEXT_INIT("\"\xF4\x90\x80\x80\""),
        TEXT_INIT("\"\xF0\x9F\x90\""),
        TEXT_INIT("[1,2]\xFF"),
        TEXT_INIT("{\"\xFE\":1}"),
    };
    struct text t;
    for (size_t i = 0; i < COUNT(bad); i++)
        expect_invalid(b, bad[i]);
    assert_int_equal(begin(b, TEXT("\"\\u0001\\u007F\\u0080\\u07fF\\u0800\\uFFFF\\ud800\\udc00"
                                   "\\uDBFF\\uDFFF\\ud7ff\\ue000\"")),
                     0);
    assert_int_equal(json_read_string(&b->r, &t), 0);
    assert_true(text_is(t, "\x01\x7f\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF\xF0\x90\x80\x80"
                           "\xF4\x8F\xBF\xBF\xED\x9F\xBF\xEE\x80\x80"));
    assert_true(text_is_utf8(t));
}

static void strings_borrow(void **state)
{
    /* A string without escapes is borrowed from the input; one with escapes lives in the arena. */
    struct bench *b = *state;
    static const char input[] = "[\"plain\",\"\\\"\\\\\\/\\b\\f\\n\\r\\t-\"]";
    struct text t;
    assert_int_equal(begin(b, TEXT(input)), 0);
    assert_int_equal(json_enter_array(&b->r), 0);
    assert_int_equal(json_next_element(&b->r), 1);
    assert_int_equal(json_read_string(&b->r, &t), 0);
    assert_true(t.p == input + 2 && t.n == 5);
    assert_int_equal(json_next_element(&b->r), 1);
    assert_int_equal(json_read_string(&b->r, &t), 0);
    assert_true(text_is(t, "\"\\/\b\f\n\r\t-"));
    assert_int_equal(json_next_element(&b->r), 0);
    assert_int_equal(json_finish(&b->r), 0);
}

static struct json_number number(struct bench *b, const char *input)
{
    struct json_number n;
    assert_int_equal(begin(b, text_of(input)), 0);
    if (json_read_number(&b->r, &n) != 0)
        fail_msg("%s: %s", input, b->err.text);
    assert_true(text_is(n.raw, input));
    return n;
}

static void numbers(void **state)
{
    /* Integers are exact over 64 bits, and larger ones are real numbers; reals are the nearest
     * double to all their digits. */
    struct bench *b = *state;
    assert_true(number(b, "9223372036854775807").integer == INT64_MAX);
    assert_true(number(b, "-9223372036854775808").integer == INT64_MIN);
    assert_false(number(b, "9223372036854775808").is_integer);
    assert_true(number(b, "9223372036854775808").real == 9223372036854775808.0);
    assert_false(number(b, "-9223372036854775809").is_integer);
    assert_false(number(b, "1.0").is_integer);
    assert_false(number(b, "1e2").is_integer);
    assert_true(number(b, "1e2").real == 100.0);
    assert_true(number(b, "-0").is_integer && number(b, "-0").integer == 0);
    assert_true(number(b, "42").real == 42.0);
    static const char *const reals[] = {"0.1",
                                        "1.7976931348623157e308",
                                        "2.2250738585072014e-308",
                                        "4.9406564584124654e-324",
                                        "0.30000000000000004",
                                        "123456789.01234567",
                                        "9007199254740993.0",
                                        "1e-999"};
    for (size_t i = 0; i < COUNT(reals); i++)
        assert_true(number(b, reals[i]).real == strtod(reals[i], NULL));
    char longest[1100];
    memset(longest, '1', sizeof longest);
    longest[1] = '.';
    expect_valid(b, (struct text){longest, 1023});
    expect_invalid(b, (struct text){longest, 1024});
}

static void wrong_kinds(void **state)
{
    /* Each function refuses every other kind of value and says what was expected. */
    struct bench *b = *state;
    static const char *const values[] = {"{}", "[]", "\"\"", "0", "true", "false", "null"};
    static const enum json_kind kinds[] = {JSON_OBJECT, JSON_ARRAY, JSON_STRING, JSON_NUMBER,
                                           JSON_TRUE,   JSON_FALSE, JSON_NULL};
    for (size_t i = 0; i < COUNT(values); i++) {
        struct text t, input = text_of(values[i]);
        struct json_number n;
        bool flag, is_boolean = kinds[i] == JSON_TRUE || kinds[i] == JSON_FALSE;
        assert_int_equal(begin(b, input), 0);
        assert_int_equal(json_peek(&b->r), kinds[i]);
        assert_int_equal(json_peek(&b->r), kinds[i]);
        assert_int_equal(json_enter_object(&b->r), kinds[i] == JSON_OBJECT ? 0 : -1);
        assert_int_equal(begin(b, input), 0);
        assert_int_equal(json_enter_array(&b->r), kinds[i] == JSON_ARRAY ? 0 : -1);
        assert_int_equal(begin(b, input), 0);
        assert_int_equal(json_read_string(&b->r, &t), kinds[i] == JSON_STRING ? 0 : -1);
        assert_int_equal(begin(b, input), 0);
        assert_int_equal(json_read_number(&b->r, &n), kinds[i] == JSON_NUMBER ? 0 : -1);
        assert_int_equal(begin(b, input), 0);
        assert_int_equal(json_read_boolean(&b->r, &flag), is_boolean ? 0 : -1);
        if (is_boolean)
            assert_int_equal(flag, kinds[i] == JSON_TRUE);
        assert_int_equal(begin(b, input), 0);
        assert_int_equal(json_read_null(&b->r), kinds[i] == JSON_NULL ? 0 : -1);
        assert_true(strlen(json_kind_name(kinds[i])) > 0);
    }
}

static void sticky(void **state)
{
    /* After the first error every function fails and the first error stays. */
    struct bench *b = *state;
    struct text t;
    struct json_number n;
    bool flag;
    char first[ERR_TEXT_BYTES];
    assert_int_equal(begin(b, TEXT("[1,x,2]")), 0);
    assert_int_equal(json_enter_array(&b->r), 0);
    assert_int_equal(json_next_element(&b->r), 1);
    assert_int_equal(json_read_string(&b->r, &t), -1);
    assert_non_null(strstr(b->err.text, "a string is expected at byte 1."));
    memcpy(first, b->err.text, sizeof first);
    assert_int_equal(json_peek(&b->r), JSON_BAD);
    assert_int_equal(json_next_element(&b->r), -1);
    assert_int_equal(json_next_member(&b->r, &t), -1);
    assert_int_equal(json_enter_object(&b->r), -1);
    assert_int_equal(json_enter_array(&b->r), -1);
    assert_int_equal(json_read_number(&b->r, &n), -1);
    assert_int_equal(json_read_boolean(&b->r, &flag), -1);
    assert_int_equal(json_read_null(&b->r), -1);
    assert_int_equal(json_skip(&b->r, NULL), -1);
    assert_int_equal(json_finish(&b->r), -1);
    assert_string_equal(b->err.text, first);
}

static void nest(struct buf *out, size_t depth, bool objects)
{
    buf_clear(out);
    for (size_t i = 0; i < depth; i++)
        buf_put_string(out, objects ? "{\"a\":" : "[");
    buf_put_string(out, objects ? "{}" : "[]");
    for (size_t i = 0; i < depth; i++)
        buf_put_char(out, objects ? '}' : ']');
}

static void depth(void **state)
{
    /* The deepest allowed text is read, one level more is refused, and so is one of ten thousand
     * levels, at once. */
    struct bench *b = *state;
    struct buf input;
    buf_init(&input, 1 << 20);
    for (int objects = 0; objects <= 1; objects++) {
        nest(&input, LIMIT_JSON_DEPTH - 1, objects);
        expect_valid(b, buf_text(&input));
        nest(&input, LIMIT_JSON_DEPTH, objects);
        expect_invalid(b, buf_text(&input));
        assert_non_null(strstr(b->err.text, "nested too deeply"));
        nest(&input, 10000, objects);
        int64_t began_us = cpu_time_us();
        expect_invalid(b, buf_text(&input));
        assert_true(cpu_time_us() - began_us < 100000);
    }
    buf_clear(&input);
    buf_put_char(&input, '[');
    for (int i = 0; i < 1000; i++) /* closed brackets give their level back */
        buf_put(&input, TEXT("[[]],{\"a\":[]},"));
    buf_put(&input, TEXT("0]"));
    expect_valid(b, buf_text(&input));
    buf_release(&input);
}

static void truncated(void **state)
{
    /* A text that ends at any byte before its own end is refused, and nothing behind its end is
     * read. */
    struct bench *b = *state;
    struct text whole = TEXT(" {\"a\":[1,-2.5e+3,true,false,null],\"b\\u00e4\\n\":{\"c\":\"\xC3\xA4"
                             "\\ud83d\\udc1d\"},\"d\":\"\",\"e\":{}}");
    expect_valid(b, whole);
    for (size_t n = 0; n < whole.n; n++) {
        char *cut = malloc(n ? n : 1); /* its end is the end of the block, which ASan guards */
        memcpy(cut, whole.p, n);
        expect_invalid(b, (struct text){cut, n});
        free(cut);
    }
}

static void spans(void **state)
{
    /* A skipped value gives its own text, without the blanks around it. */
    struct bench *b = *state;
    struct text name, span;
    assert_int_equal(begin(b, TEXT("{\"a\" :  { \"b\" : [ 1 ] }  , \"c\":-1.5 }")), 0);
    assert_int_equal(json_enter_object(&b->r), 0);
    assert_int_equal(json_next_member(&b->r, &name), 1);
    assert_true(text_is(name, "a"));
    assert_int_equal(json_skip(&b->r, &span), 0);
    assert_true(text_is(span, "{ \"b\" : [ 1 ] }"));
    assert_int_equal(json_next_member(&b->r, &name), 1);
    assert_int_equal(json_skip(&b->r, &span), 0);
    assert_true(text_is(span, "-1.5"));
    assert_int_equal(json_next_member(&b->r, &name), 0);
    assert_int_equal(json_finish(&b->r), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(valid_texts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(invalid_texts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(unicode, set_up, tear_down),
        cmocka_unit_test_setup_teardown(strings_borrow, set_up, tear_down),
        cmocka_unit_test_setup_teardown(numbers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(wrong_kinds, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sticky, set_up, tear_down),
        cmocka_unit_test_setup_teardown(depth, set_up, tear_down),
        cmocka_unit_test_setup_teardown(truncated, set_up, tear_down),
        cmocka_unit_test_setup_teardown(spans, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
