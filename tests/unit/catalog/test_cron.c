/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "catalog/cron.h"

static int64_t ms_of(const char *iso)
{
    struct tm tm = {0};
    assert_non_null(strptime(iso, "%Y-%m-%d %H:%M:%S", &tm));
    return (int64_t)timegm(&tm) * 1000;
}

static struct cron decoded(const char *expression)
{
    struct cron c;
    struct err err = {0};
    if (cron_decode(&c, text_of(expression), &err))
        fail_msg("%s: %s", expression, err.text);
    return c;
}

static const struct {
    const char *expression, *after, *next; /* next NULL: never */
} FIRINGS[] = {
    {"cron(15 12 * * ? *)", "2026-11-19 08:00:00", "2026-11-19 12:15:00"},
    {"cron(15 12 * * ? *)", "2026-11-19 12:14:59", "2026-11-19 12:15:00"},
    {"cron(15 12 * * ? *)", "2026-11-19 12:15:00", "2026-11-20 12:15:00"},
    {"cron(15 12 * * ? *)", "2026-12-31 12:15:00", "2027-01-01 12:15:00"},
    {"cron(0/5 * * * ? *)", "2026-11-19 23:58:01", "2026-11-20 00:00:00"},
    {"cron(*/20 9-10 * * ? *)", "2026-11-19 09:40:00", "2026-11-19 10:00:00"},
    {"cron(10-40/15 0 * * ? *)", "2026-11-19 00:26:00", "2026-11-19 00:40:00"},
    {"cron(30 8 ? * MON-FRI *)", "2026-11-20 09:00:00", "2026-11-23 08:30:00"},
    {"cron(30 8 ? * 2,6 *)", "2026-11-16 09:00:00", "2026-11-20 08:30:00"},
    {"cron(0 0 ? * L *)", "2026-11-19 00:00:00", "2026-11-21 00:00:00"},
    {"cron(0 0 ? * 6L *)", "2026-11-01 00:00:00", "2026-11-27 00:00:00"},
    {"cron(0 0 ? * FRIL *)", "2026-11-27 00:00:00", "2026-12-25 00:00:00"},
    {"cron(0 0 L * ? *)", "2027-02-01 00:00:00", "2027-02-28 00:00:00"},
    {"cron(0 0 L * ? *)", "2028-02-01 00:00:00", "2028-02-29 00:00:00"},
    {"cron(0 0 LW * ? *)", "2026-10-01 00:00:00", "2026-10-30 00:00:00"},
    {"cron(0 0 LW * ? *)", "2027-01-30 00:00:00", "2027-02-26 00:00:00"},
    {"cron(0 0 15W * ? *)", "2026-11-01 00:00:00", "2026-11-16 00:00:00"},
    {"cron(0 0 1W * ? *)", "2026-07-31 00:00:00", "2026-08-03 00:00:00"},
    {"cron(0 0 31W * ? *)", "2027-01-01 00:00:00", "2027-01-29 00:00:00"},
    {"cron(0 0 31 * ? *)", "2026-11-01 00:00:00", "2026-12-31 00:00:00"},
    {"cron(0 0 29 2 ? *)", "2097-01-01 00:00:00", "2104-02-29 00:00:00"},
    {"cron(0 0 30 FEB ? *)", "1970-01-01 00:00:00", NULL},
    {"cron(0 0 1 1 ? 2030)", "2026-11-19 00:00:00", "2030-01-01 00:00:00"},
    {"cron(0 0 1 1 ? 2020)", "2026-11-19 00:00:00", NULL},
    {"cron(59 23 31 12 ? 2199)", "2026-11-19 00:00:00", "2199-12-31 23:59:00"},
    {"cron(0 0 1 jan-mar/2 ? 2027,2029-2030)", "2027-01-01 00:00:00", "2027-03-01 00:00:00"},
    {"cron(0 0 1 jan-mar/2 ? 2027,2029-2030)", "2027-03-01 00:00:00", "2029-01-01 00:00:00"},
    {"  cron( 0   18 ?\t* mon-FRI * ) ", "2026-11-19 00:00:00", "2026-11-19 18:00:00"},
};

static void next_firing(void **state)
{
    /* The next firing after a moment, for every feature of the language and at the ends of hours,
     * months and years. */
    (void)state;
    for (size_t i = 0; i < COUNT(FIRINGS); i++) {
        struct cron c = decoded(FIRINGS[i].expression);
        int64_t next = -1, want = FIRINGS[i].next ? ms_of(FIRINGS[i].next) : -1;
        bool fires = cron_next(&c, ms_of(FIRINGS[i].after), &next);
        if (fires != (FIRINGS[i].next != NULL) || next != want)
            fail_msg("%s after %s: %lld instead of %lld", FIRINGS[i].expression, FIRINGS[i].after,
                     (long long)next, (long long)want);
    }
}

static const struct {
    const char *expression, *part; /* of the message */
} REFUSALS[] = {
    {"", "not of the form cron("},
    {"rate(5 minutes)", "not of the form cron("},
    {"cron(15 12 * * ? *", "not of the form cron("},
    {"CRON(15 12 * * ? *)", "not of the form cron("},
    {"cron()", "6 fields, not 0"},
    {"cron(15 12 * * ?)", "6 fields, not 5"},
    {"cron(15 12 * * ? * *)", "6 fields, not 7"},
    {"cron(60 12 * * ? *)", "minutes '60' is not a value from 0 to 59"},
    {"cron(-1 12 * * ? *)", "minutes '-1'"},
    {"cron(15 24 * * ? *)", "hours '24' is not a value from 0 to 23"},
    {"cron(15 12 0 * ? *)", "day-of-month '0'"},
    {"cron(15 12 32 * ? *)", "day-of-month '32'"},
    {"cron(15 12 * 13 ? *)", "month '13'"},
    {"cron(15 12 * JANU ? *)", "month 'JANU'"},
    {"cron(15 12 ? * 0 *)", "day-of-week '0'"},
    {"cron(15 12 ? * 8 *)", "day-of-week '8'"},
    {"cron(15 12 * * ? 1969)", "year '1969'"},
    {"cron(15 12 * * ? 2200)", "year '2200'"},
    {"cron(15 12 * * * *)", "exactly one of"},
    {"cron(15 12 ? * ? *)", "exactly one of"},
    {"cron(15 12 1 * MON *)", "exactly one of"},
    {"cron(? 12 * * ? *)", "minutes '?'"},
    {"cron(15 12 * ? ? *)", "month '?'"},
    {"cron(15,,20 12 * * ? *)", "minutes '15,,20' has an empty item"},
    {"cron(15 12, * * ? *)", "hours '12,' has an empty item"},
    {"cron(0/0 12 * * ? *)", "minutes '0/0' has no whole number above 0"},
    {"cron(0/ 12 * * ? *)", "minutes '0/' has no whole number"},
    {"cron(/5 12 * * ? *)", "minutes '/5'"},
    {"cron(0 20-4 * * ? *)", "hours '20-4' ends before it begins"},
    {"cron(0 1-2-3 * * ? *)", "hours '1-2-3'"},
    {"cron(0 0 W * ? *)", "day-of-month 'W'"},
    {"cron(0 0 40W * ? *)", "day-of-month '40W'"},
    {"cron(0 0 ? * 9L *)", "day-of-week '9L'"},
    {"cron(0 0 ? * 6#2 *)", "day-of-week '6#2'"},
    {"cron(* * * * ? *)", "more often than every 5 minutes"},
    {"cron(0/4 * * * ? *)", "more often than every 5 minutes"},
    {"cron(0,58 * * * ? *)", "more often than every 5 minutes"},
    {"cron(0,58 23,0 * * ? *)", "more often than every 5 minutes"},
    {"cron(99999999999999999999 12 * * ? *)", "minutes '99999999999999999999'"},
};

static void refusals(void **state)
{
    /* Every wrong expression is refused with a message that names the field or the rule. */
    (void)state;
    for (size_t i = 0; i < COUNT(REFUSALS); i++) {
        struct cron c;
        struct err err = {0};
        assert_int_equal(cron_decode(&c, text_of(REFUSALS[i].expression), &err), -1);
        assert_int_equal(err.code, ERR_INVALID);
        if (!strstr(err.text, REFUSALS[i].part))
            fail_msg("%s: %s", REFUSALS[i].expression, err.text);
    }
}

static void five_minutes_apart(void **state)
{
    /* Exactly five minutes, also across an hour, and close minutes in hours that do not touch are
     * allowed. */
    (void)state;
    decoded("cron(0/5 * * * ? *)");
    decoded("cron(0,55 * * * ? *)");
    decoded("cron(0,58 1,3,5 * * ? *)");
}

static void walks_a_leap_year(void **state)
{
    /* Followed from firing to firing, a daily schedule meets each of the 366 days of 2028 once. */
    (void)state;
    struct cron c = decoded("cron(0 0 * * ? 2028)");
    int64_t at = 0, before = 0;
    int count = 0;
    for (; cron_next(&c, at, &at); count++) {
        assert_true(count == 0 || at - before == 86400000);
        before = at;
    }
    assert_int_equal(count, 366);
}

static void far_times(void **state)
{
    /* Moments before 1970 and after 2199 have an answer too. */
    (void)state;
    struct cron c = decoded("cron(0 0 * * ? *)");
    int64_t next = -1;
    assert_true(cron_next(&c, INT64_MIN, &next));
    assert_int_equal(next, 0);
    assert_false(cron_next(&c, INT64_MAX - 60000, &next));
    assert_false(cron_next(&c, ms_of("2199-12-31 00:00:00"), &next));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(next_firing),        cmocka_unit_test(refusals),
        cmocka_unit_test(five_minutes_apart), cmocka_unit_test(walks_a_leap_year),
        cmocka_unit_test(far_times),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
