/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"

static void first_wins(void **state)
{
    /* The first error stays, whatever comes after, and each call fails its caller. */
    (void)state;
    struct err e = {.code = ERR_NONE};
    assert_int_equal(err_set(&e, ERR_INVALID, "%s %d", "first", 1), -1);
    assert_int_equal(err_set(&e, ERR_FULL, "second"), -1);
    assert_int_equal(e.code, ERR_INVALID);
    assert_true(text_is(err_text(&e), "first 1"));
    err_clear(&e);
    assert_int_equal(e.code, ERR_NONE);
    assert_int_equal(err_text(&e).n, 0);
}

static void wrapped(void **state)
{
    /* A context stands in front of the text and leaves the code alone. */
    (void)state;
    struct err e = {.code = ERR_NONE};
    err_set(&e, ERR_IO, "no such file");
    assert_int_equal(err_wrap(&e, "table %s", "t"), -1);
    assert_int_equal(e.code, ERR_IO);
    assert_true(text_is(err_text(&e), "table t: no such file"));
}

static void cut_at_code_points(void **state)
{
    /* A text that does not fit is cut, never inside a code point, so that it can go out as JSON. */
    (void)state;
    char long_text[2 * ERR_TEXT_BYTES];
    for (size_t shift = 0; shift < 4; shift++) {
        struct err e = {.code = ERR_NONE};
        memset(long_text, 'a', shift);
        for (size_t i = shift; i + 4 < sizeof long_text; i += 4)
            memcpy(long_text + i, "\xF0\x9F\x90\x9D", 5);
        err_set(&e, ERR_INVALID, "%s", long_text);
        assert_true(text_is_utf8(err_text(&e)));
        assert_in_range(err_text(&e).n, ERR_TEXT_BYTES - 5, ERR_TEXT_BYTES - 1);
        err_wrap(&e, "%s", long_text);
        assert_true(text_is_utf8(err_text(&e)));
        err_wrap(&e, "x");
        assert_true(text_is_utf8(err_text(&e)));
        assert_memory_equal(err_text(&e).p, "x: ", 3);
    }
}

static void names(void **state)
{
    /* Every code has the name that the list gives it. */
    (void)state;
    assert_string_equal(err_name(ERR_NONE), "NONE");
    assert_string_equal(err_name(ERR_NOT_FOUND), "NOT_FOUND");
    for (enum err_code code = ERR_NONE; code < ERR_CODES; code++)
        assert_non_null(err_name(code));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_wins),
        cmocka_unit_test(wrapped),
        cmocka_unit_test(cut_at_code_points),
        cmocka_unit_test(names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
