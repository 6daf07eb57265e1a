/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/compiler.h"

static void iso8601(void **state)
{
    /* Times print as RFC 3339 with four digits for the year and three for the milliseconds, also
     * before 1970; what lies outside of the years 0 to 9999 is clamped. */
    (void)state;
    static const struct {
        int64_t ms;
        const char *text;
    } cases[] = {
        {0, "1970-01-01T00:00:00.000Z"},
        {1, "1970-01-01T00:00:00.001Z"},
        {-1, "1969-12-31T23:59:59.999Z"},
        {-1000, "1969-12-31T23:59:59.000Z"},
        {INT64_C(1478505735123), "2016-11-07T08:02:15.123Z"},
        {INT64_C(951782400000), "2000-02-29T00:00:00.000Z"},
        {INT64_C(253402300799999), "9999-12-31T23:59:59.999Z"},
        {INT64_C(253402300800000), "9999-12-31T23:59:59.999Z"},
        {INT64_MAX, "9999-12-31T23:59:59.999Z"},
        {INT64_C(-62135596800000), "0001-01-01T00:00:00.000Z"},
        {INT64_C(-62167219200000), "0000-01-01T00:00:00.000Z"},
        {INT64_MIN, "0000-01-01T00:00:00.000Z"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char text[CLOCK_ISO8601_BYTES];
        clock_iso8601(cases[i].ms, text);
        assert_string_equal(text, cases[i].text);
    }
}

static void readings(void **state)
{
    /* The wall clock says what the system says, and the other one never goes back. */
    (void)state;
    int64_t before = (int64_t)time(NULL), last = clock_monotonic_us();
    int64_t now_ms = clock_now_ms();
    assert_true(now_ms >= (before - 1) * 1000 && now_ms <= ((int64_t)time(NULL) + 1) * 1000);
    for (int i = 0; i < 1000; i++) {
        int64_t next = clock_monotonic_us();
        assert_true(next >= last);
        last = next;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(iso8601),
        cmocka_unit_test(readings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
