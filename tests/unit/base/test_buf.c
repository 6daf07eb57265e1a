/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"

static void grows(void **state)
{
    /* Everything that was put stands in its order, however often the buffer had to grow. */
    (void)state;
    struct buf b;
    buf_init(&b, 1 << 20);
    for (int i = 0; i < 20000; i++)
        buf_put_char(&b, (char)('a' + i % 26));
    assert_int_equal(buf_text(&b).n, 20000);
    for (int i = 0; i < 20000; i++)
        assert_int_equal(b.p[i], 'a' + i % 26);
    assert_false(buf_over(&b));
    buf_release(&b);
    buf_release(&b);
}

static void exact_maximum(void **state)
{
    /* A buffer takes its maximum to the last byte by each way of writing, drops the first thing
     * that would pass it, and all that comes after. */
    (void)state;
    struct buf b;
    buf_init(&b, 5);
    buf_put(&b, TEXT("abcde"));
    assert_false(buf_over(&b));
    buf_clear(&b);
    buf_printf(&b, "%s", "abcde");
    assert_false(buf_over(&b));
    assert_true(text_is(buf_text(&b), "abcde"));
    buf_put_char(&b, 'f');
    assert_true(buf_over(&b));
    assert_true(text_is(buf_text(&b), "abcde"));
    buf_clear(&b);
    assert_false(buf_over(&b));
    buf_printf(&b, "%s", "abcdef");
    assert_true(buf_over(&b));
    buf_put_char(&b, 'x');
    assert_int_equal(b.n, 0);
    buf_release(&b);
}

static void room_for_nothing(void **state)
{
    /* A maximum of 0 takes nothing but the empty text. */
    (void)state;
    struct buf b;
    buf_init(&b, 0);
    buf_put(&b, TEXT(""));
    buf_put_string(&b, "");
    buf_put_string(&b, NULL);
    buf_printf(&b, "%s", "");
    assert_false(buf_over(&b));
    buf_put_char(&b, 'x');
    assert_true(buf_over(&b));
    buf_release(&b);
}

static void integers(void **state)
{
    /* Integers are written in decimal up to both ends of their range. */
    (void)state;
    struct buf b;
    buf_init(&b, 1000);
    const int64_t numbers[] = {0, 7, -1, 10, -10, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < COUNT(numbers); i++) {
        buf_put_int(&b, numbers[i]);
        buf_put_char(&b, ' ');
    }
    assert_true(text_is(buf_text(&b), "0 7 -1 10 -10 9223372036854775807 -9223372036854775808 "));
    buf_release(&b);
}

static void reserve(void **state)
{
    /* Room that was reserved is written to directly; more than the maximum is refused. */
    (void)state;
    struct buf b;
    buf_init(&b, 10);
    char *p = buf_reserve(&b, 10);
    assert_non_null(p);
    memcpy(p, "0123456789", 10);
    buf_wrote(&b, 4);
    assert_true(text_is(buf_text(&b), "0123"));
    assert_null(buf_reserve(&b, 7));
    assert_true(buf_over(&b));
    buf_release(&b);
}

static void take(void **state)
{
    /* Taking hands out the block and leaves an empty buffer that can be used again. */
    (void)state;
    struct buf b;
    size_t n = 1;
    buf_init(&b, 100);
    assert_null(buf_take(&b, &n));
    assert_int_equal(n, 0);
    buf_put(&b, TEXT("abc"));
    char *p = buf_take(&b, &n);
    assert_int_equal(n, 3);
    assert_memory_equal(p, "abc", 3);
    free(p);
    buf_put(&b, TEXT("d"));
    assert_true(text_is(buf_text(&b), "d"));
    buf_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grows),    cmocka_unit_test(exact_maximum),
        cmocka_unit_test(integers), cmocka_unit_test(room_for_nothing),
        cmocka_unit_test(reserve),  cmocka_unit_test(take),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
