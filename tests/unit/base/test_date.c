/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <time.h>

#include "base/date.h"

static void days_of_four_centuries(void **state)
{
    /* Every day from 1970 to 2399 has the number that the C library gives it. */
    (void)state;
    for (int64_t day = 0; day < 157000; day++) {
        time_t seconds = (time_t)(day * 86400);
        struct tm tm;
        gmtime_r(&seconds, &tm);
        assert_int_equal(date_days(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday), day);
    }
}

typedef bool decode(struct text t, int64_t *out_ms);

static void check(decode *f, const char *text, int64_t want_ms)
{
    int64_t ms = -2;
    bool ok = f(text_of(text), &ms);
    if (ok != (want_ms >= 0) || (ok && ms != want_ms))
        fail_msg("%s -> %d, %lld", text, ok, (long long)ms);
}

static void basic_form(void **state)
{
    /* x-amz-date: leap days and leap seconds pass, days that do not exist and other spellings do
     * not. */
    (void)state;
    check(date_decode_basic, "19700101T000000Z", 0);
    check(date_decode_basic, "20150830T123600Z", INT64_C(1440938160000));
    check(date_decode_basic, "20240229T235960Z", INT64_C(1709251200000));
    check(date_decode_basic, "99991231T235959Z", INT64_C(253402300799000));
    static const char *const bad[] = {"",
                                      "20230229T000000Z",
                                      "21000229T000000Z",
                                      "20230431T000000Z",
                                      "19691231T235959Z",
                                      "20150830T123600",
                                      "20150830T123600ZZ",
                                      "20150830t123600Z",
                                      "20150830T1236:0Z",
                                      "2015-830T123600Z",
                                      "20150830T240000Z",
                                      "20150830T126000Z",
                                      "20150830T123661Z"};
    for (size_t i = 0; i < COUNT(bad); i++)
        check(date_decode_basic, bad[i], -1);
}

static void extended_form(void **state)
{
    /* S3's LastModified, with no, few and many digits behind the second. */
    (void)state;
    check(date_decode_iso8601, "2009-10-12T17:50:30.000Z", INT64_C(1255369830000));
    check(date_decode_iso8601, "2009-10-12T17:50:30Z", INT64_C(1255369830000));
    check(date_decode_iso8601, "2009-10-12T17:50:30.1Z", INT64_C(1255369830100));
    check(date_decode_iso8601, "2009-10-12T17:50:30.123456789Z", INT64_C(1255369830123));
    check(date_decode_iso8601, "2009-10-12T17:50:30+00:00", INT64_C(1255369830000));
    check(date_decode_iso8601, "2009-10-12T17:50:30-00:00", INT64_C(1255369830000));
    check(date_decode_iso8601, "2009-10-12T19:50:30.123456+02:00", INT64_C(1255369830123));
    check(date_decode_iso8601, "2009-10-12T10:20:30-07:30", INT64_C(1255369830000));
    static const char *const bad[] = {"",
                                      "2009-10-12T17:50:30",
                                      "2009-10-12T17:50:30+0000",
                                      "2009-10-12T17:50:30+24:00",
                                      "2009-10-12T17:50:30+00:60",
                                      "2009-10-12T17:50:30 00:00",
                                      "2009-10-12T17:50:30+00:00Z",
                                      "2009-10-12T17:50+00:00",
                                      "+00:00",
                                      "Z",
                                      "2009-10-12T17:50:30.Z",
                                      "2009-10-12T17:50:30.1234567890Z",
                                      "2009-10-12 17:50:30Z",
                                      "2009-13-12T17:50:30Z",
                                      "2009-10-12T17:50:30.1x3Z"};
    for (size_t i = 0; i < COUNT(bad); i++)
        check(date_decode_iso8601, bad[i], -1);
}

static void http_form(void **state)
{
    /* The Date header of an answer; RFC 9110's other two forms are obsolete and not taken. */
    (void)state;
    check(date_decode_http, "Sun, 06 Nov 1994 08:49:37 GMT", INT64_C(784111777000));
    static const char *const bad[] = {"",
                                      "Sunday, 06-Nov-94 08:49:37 GMT",
                                      "Sun Nov  6 08:49:37 1994",
                                      "Sun, 06 nov 1994 08:49:37 GMT",
                                      "Sun, 06 Nov 1994 08:49:37 UTC",
                                      "Sun, 31 Nov 1994 08:49:37 GMT",
                                      "Sun, 6 Nov 1994 08:49:37 GMT"};
    for (size_t i = 0; i < COUNT(bad); i++)
        check(date_decode_http, bad[i], -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_of_four_centuries),
        cmocka_unit_test(basic_form),
        cmocka_unit_test(extended_form),
        cmocka_unit_test(http_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
