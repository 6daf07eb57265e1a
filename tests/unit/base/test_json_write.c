/* SPDX-License-Identifier: Apache-2.0 */
#include <float.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/json_read.h"
#include "base/json_write.h"

static void expect(struct buf *b, const char *want)
{
    if (!text_is(buf_text(b), want))
        fail_msg("%.*s is not %s", TEXT_ARG(buf_text(b)), want);
    buf_clear(b);
}

static void escapes(void **state)
{
    /* Quotes, backslashes and control characters are escaped, and nothing else is. */
    (void)state;
    struct buf b;
    buf_init(&b, 1 << 16);
    json_put_string(&b, TEXT(""));
    expect(&b, "\"\"");
    json_put_string(&b, (struct text){NULL, 0});
    expect(&b, "\"\"");
    json_put_string(&b, TEXT("\"\\/\b\f\n\r\t\x01\x1f\x7f\xC3\xA4"));
    expect(&b, "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\xC3\xA4\"");
    json_put_string(&b, TEXT("\n\n"));
    expect(&b, "\"\\n\\n\"");
    buf_release(&b);
}

static void strings_read_back(void **state)
{
    /* Every code point below 128 but NUL reads back as it was written. */
    (void)state;
    struct buf b;
    struct arena arena;
    struct json_reader r;
    struct err err = {.code = ERR_NONE};
    char all[127];
    struct text back;
    for (int i = 0; i < 127; i++)
        all[i] = (char)(i + 1);
    buf_init(&b, 1 << 16);
    arena_init(&arena, 1 << 16, NULL);
    json_put_string(&b, (struct text){all, sizeof all});
    assert_int_equal(json_reader_init(&r, buf_text(&b), &arena, &err), 0);
    assert_int_equal(json_read_string(&r, &back), 0);
    assert_true(text_equal(back, (struct text){all, sizeof all}));
    arena_release(&arena);
    buf_release(&b);
}

static void escapes_anywhere(void **state)
{
    /* What must be escaped is found wherever it stands among bytes of any kind, and bytes beside it
     * are not taken for it. */
    (void)state;
    static const struct {
        char c;
        const char *written;
    } odd[] = {{'"', "\\\""}, {'\\', "\\\\"}, {'\n', "\\n"}, {0x01, "\\u0001"}, {0x1f, "\\u001f"}};
    static const char around[] = {' ', '!', '#', '[', ']', '\x7f', '\x80', '\xA2', '\xDC', '\xFF'};
    struct buf b, want;
    buf_init(&b, 1 << 16);
    buf_init(&want, 1 << 16);
    for (size_t n = 1; n < 20; n++)
        for (size_t at = 0; at < n; at++)
            for (size_t o = 0; o < COUNT(odd); o++) {
                char given[20];
                buf_clear(&b);
                buf_clear(&want);
                buf_put_char(&want, '"');
                for (size_t i = 0; i < n; i++) {
                    given[i] = i == at ? odd[o].c : around[(i + o + n) % sizeof around];
                    buf_put(&want, i == at ? text_of(odd[o].written) : (struct text){given + i, 1});
                }
                buf_put_char(&want, '"');
                json_put_string(&b, (struct text){given, n});
                assert_true(text_equal(buf_text(&b), buf_text(&want)));
            }
    buf_release(&b);
    buf_release(&want);
}

static void members(void **state)
{
    /* Commas stand between members and elements, and nowhere else. */
    (void)state;
    struct buf b;
    buf_init(&b, 1 << 16);
    json_put_comma(&b);
    buf_put_char(&b, '{');
    json_put_string_member(&b, "s", TEXT("{"));
    json_put_int_member(&b, "i", INT64_MIN);
    json_put_boolean_member(&b, "b", false);
    json_put_boolean_member(&b, "c", true);
    json_put_ms_member(&b, "t", 1500);
    json_put_name(&b, "l");
    buf_put_char(&b, '[');
    json_put_comma(&b);
    json_put_string(&b, TEXT("["));
    json_put_comma(&b);
    buf_put_char(&b, '{');
    json_put_name(&b, "n");
    buf_put(&b, TEXT("null}]}"));
    expect(&b, "{\"s\":\"{\",\"i\":-9223372036854775808,\"b\":false,\"c\":true,\"t\":1.5,"
               "\"l\":[\"[\",{\"n\":null}]}");
    buf_release(&b);
}

static void times(void **state)
{
    /* Milliseconds are written as seconds with as many decimals as they need. */
    (void)state;
    static const struct {
        int64_t ms;
        const char *text;
    } cases[] = {{0, "0"},
                 {1, "0.001"},
                 {10, "0.01"},
                 {100, "0.1"},
                 {999, "0.999"},
                 {1000, "1"},
                 {-1, "-0.001"},
                 {-1500, "-1.5"},
                 {-1000, "-1"},
                 {1010, "1.01"},
                 {INT64_MAX, "9223372036854775.807"},
                 {INT64_MIN, "-9223372036854775.808"}};
    struct buf b;
    buf_init(&b, 1 << 16);
    for (size_t i = 0; i < COUNT(cases); i++) {
        json_put_ms(&b, cases[i].ms);
        expect(&b, cases[i].text);
    }
    buf_release(&b);
}

static void doubles(void **state)
{
    /* A double is written in its shortest form that reads back as the same one. */
    (void)state;
    static const struct {
        double value;
        const char *text;
    } cases[] = {{0.1, "0.1"},
                 {0.1 + 0.2, "0.30000000000000004"},
                 {1e21, "1e+21"},
                 {100, "100"},
                 {-2.5, "-2.5"},
                 {1.0 / 3, "0.3333333333333333"},
                 {DBL_MAX, "1.7976931348623157e+308"},
                 {DBL_MIN, "2.2250738585072014e-308"}};
    struct buf b;
    buf_init(&b, 1 << 16);
    for (size_t i = 0; i < COUNT(cases); i++) {
        json_put_double(&b, cases[i].value);
        expect(&b, cases[i].text);
    }
    buf_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(escapes),
        cmocka_unit_test(escapes_anywhere),
        cmocka_unit_test(strings_read_back),
        cmocka_unit_test(members),
        cmocka_unit_test(times),
        cmocka_unit_test(doubles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
