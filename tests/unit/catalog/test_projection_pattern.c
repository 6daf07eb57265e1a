/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/date.h"
#include "catalog/projection_pattern.h"

static int set_up(void **state)
{
    static struct arena arena;
    arena_init(&arena, 16u << 20, NULL);
    *state = &arena;
    return 0;
}

static int tear_down(void **state)
{
    arena_release(*state);
    return 0;
}

static int64_t moment(const char *iso)
{
    int64_t ms;
    assert_true(date_decode_iso8601(text_of(iso), &ms));
    return ms;
}

static struct date_pattern parse(struct arena *a, const char *pattern)
{
    struct date_pattern p;
    struct err err = {0};
    if (date_pattern_parse(text_of(pattern), a, &p, &err) != 0)
        fail_msg("%s: %s", pattern, err.text);
    return p;
}

/* What java.time's DateTimeFormatter prints for these patterns and reads back. */
static void reads_and_writes(void **state)
{
    static const struct {
        const char *pattern, *text, *moment;
        enum date_unit precision;
        bool sorts;
    } rows[] = {
        {"yyyyMM", "201701", "2017-01-01T00:00:00Z", DATE_MONTHS, true},
        {"dd-MM-yyyy", "31-12-2018", "2018-12-31T00:00:00Z", DATE_DAYS, false},
        {"dd-MM-yyyy-HH-mm-ss", "01-01-2020-23-59-58", "2020-01-01T23:59:58Z", DATE_SECONDS, false},
        {"yyyy/MM/dd/HH", "2021/01/01/00", "2021-01-01T00:00:00Z", DATE_HOURS, true},
        {"yyyy", "2010", "2010-01-01T00:00:00Z", DATE_YEARS, true},
        {"uuuu-MM", "2010-12", "2010-12-01T00:00:00Z", DATE_MONTHS, true},
        {"yyyy-MM-dd'T'HH:mm:ss.SSS", "2026-11-21T12:34:56.789", "2026-11-21T12:34:56.789Z",
         DATE_MILLISECONDS, true},
        {"yyyyMMddHHmmssSSS", "20261121123456789", "2026-11-21T12:34:56.789Z", DATE_MILLISECONDS,
         true},
        {"yyyyMMddHHmmssS", "202611211234567", "2026-11-21T12:34:56.700Z", DATE_MILLISECONDS, true},
        {"yyyy-MM-dd HH.mm.ss.SSSSSS", "2026-11-21 12.34.56.789000", "2026-11-21T12:34:56.789Z",
         DATE_MILLISECONDS, true},
        {"d-M-yyyy", "5-9-2026", "2026-09-05T00:00:00Z", DATE_DAYS, false},
        {"yyyy-M-d", "2026-11-5", "2026-11-05T00:00:00Z", DATE_DAYS, false},
        {"dd-MMM-yyyy", "05-Sep-2026", "2026-09-05T00:00:00Z", DATE_DAYS, false},
        {"MMMM d, yyyy", "May 5, 2026", "2026-05-05T00:00:00Z", DATE_DAYS, false},
        {"yyyy-MM-dd EEEE", "2026-11-21 Saturday", "2026-11-21T00:00:00Z", DATE_DAYS, true},
        {"EEE yyyyMMdd", "Sat 20261121", "2026-11-21T00:00:00Z", DATE_DAYS, false},
        {"yyyyDDD", "2024366", "2024-12-31T00:00:00Z", DATE_DAYS, true},
        {"yyyy.D", "2023.1", "2023-01-01T00:00:00Z", DATE_DAYS, false},
        {"yyMMdd", "991231", "2099-12-31T00:00:00Z", DATE_DAYS, true},
        {"yyyy-MM-dd-hh-a", "2026-11-21-12-AM", "2026-11-21T00:00:00Z", DATE_HOURS, false},
        {"yyyy-MM-dd-hh-a", "2026-11-21-12-PM", "2026-11-21T12:00:00Z", DATE_HOURS, false},
        {"yyyy-MM-dd a K", "2026-11-21 PM 11", "2026-11-21T23:00:00Z", DATE_HOURS, false},
        {"yyyy-MM-dd kk", "2026-11-21 24", "2026-11-21T00:00:00Z", DATE_HOURS, false},
        {"yyyy-MM-dd A", "2026-11-21 45296789", "2026-11-21T12:34:56.789Z", DATE_MILLISECONDS,
         false},
        {"'year='yyyy'/month='MM'/day='dd", "year=2026/month=11/day=21", "2026-11-21T00:00:00Z",
         DATE_DAYS, true},
        {"yyyy''MM", "2026'11", "2026-11-01T00:00:00Z", DATE_MONTHS, true},
        {"'o''clock 'yyyy", "o'clock 2026", "2026-01-01T00:00:00Z", DATE_YEARS, true},
        {"yyyy/yyyy-MM/yyyy-MM-dd", "2026/2026-11/2026-11-21", "2026-11-21T00:00:00Z", DATE_DAYS,
         true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct date_pattern p = parse(*state, rows[i].pattern);
        struct buf out;
        int64_t ms;
        buf_init(&out, 4096);
        date_pattern_write(&p, moment(rows[i].moment), &out);
        struct text text = arena_copy(*state, buf_text(&out));
        assert_string_equal(text.p ? text.p : "", rows[i].text);
        assert_true(date_pattern_read(&p, text, &ms));
        assert_int_equal(ms, moment(rows[i].moment));
        assert_int_equal(p.precision, rows[i].precision);
        assert_int_equal(p.sorts, rows[i].sorts);
        buf_release(&out);
    }
}

/* What the words of a refusal name. */
static void refuses(void **state)
{
    static const struct {
        const char *pattern, *words;
    } rows[] = {
        {"", "does not tell the year"},
        {"MM-dd", "tells the month but not the year"},
        {"yyyy-dd", "tells the day but not the month"},
        {"yyyy-MM-dd-mm", "tells the minute but not the hour"},
        {"yyyy-MM HH", "tells the hour but not the day"},
        {"yyyy-MM EEE", "weekday but not the day"},
        {"yyyy-MM-dd hh", "need a beside them"},
        {"yyyy-MM-dd a", "need a beside them"},
        {"YYYY-ww", "letter Y"},
        {"yyyy-'Q'q", "quarters"},
        {"yyyy-MM-ddXXX", "no time zone"},
        {"yyyy-MM-ddTHH", "letter T"},
        {"yyyy-MM-dd'T", "not closed"},
        {"yyyy-MMM-ddd", "too many letters d"},
        {"yyyy-MMMMM", "too many letters M"},
        {"yyyy[-MM]", "character ["},
        {"yyyy#", "character #"},
        {"yyyyMMddHHmmssnnn", "millisecond"},
        {"yyyyMMddHHmmss S SSS", "fraction of the second twice"},
        {"yMd", "told apart"},
        {"yyyy-M'1'-dd", "told apart"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct date_pattern p;
        struct err err = {0};
        assert_int_equal(date_pattern_parse(text_of(rows[i].pattern), *state, &p, &err), -1);
        assert_int_equal(err.code, ERR_INVALID);
        if (!strstr(err.text, rows[i].words))
            fail_msg("%s: %s", rows[i].pattern, err.text);
    }
}

/* Texts that are not of their pattern, and the two that Java forgives. */
static void reads_strictly(void **state)
{
    static const struct {
        const char *pattern, *text, *moment;
    } rows[] = {
        {"yyyy-MM-dd", "2026-1-01", NULL},
        {"yyyy-MM-dd", " 2026-01-01", NULL},
        {"yyyy-MM-dd", "2026-01-01 ", NULL},
        {"yyyy-MM-dd", "2026-13-01", NULL},
        {"yyyy-MM-dd", "2026-00-01", NULL},
        {"yyyy-MM-dd", "2026-01-32", NULL},
        {"yyyy-MM-dd", "0000-01-01", NULL},
        {"yyyy-MM-dd", "2026/01/01", NULL},
        {"yyyy-MM-dd", "", NULL},
        {"dd-MMM-yyyy", "01-sep-2026", NULL},
        {"dd-MMM-yyyy", "01-September-2026", NULL},
        {"yyyy-MM-dd EEE", "2026-11-21 Sun", NULL},
        {"yyyy-DDD", "2023-366", NULL},
        {"yyyy-DDD dd", "2026-325 20", NULL},
        {"yyyy-DDD dd", "2026-325 21", "2026-11-21T00:00:00Z"},
        {"yyyy-DDD MM", "2026-325 12", NULL},
        {"yyyy-DDD MM-dd", "2026-325 11-20", NULL},
        {"yyyy/yyyy", "2026/2027", NULL},
        {"yyyy-MM-dd-HH", "2026-01-01-25", NULL},
        {"yyyy-MM-dd HH:mm", "2026-01-01 24:01", NULL},
        {"yyyy-MM-dd A", "2026-01-01 86400000", NULL},
        {"yyyy-MM-dd A HH", "2026-01-01 3600000 02", NULL},
        {"yyyy-MM-dd A HH", "2026-01-01 3600001 01", "2026-01-01T01:00:00.001Z"},
        {"yyyy-MM-dd HH K", "2026-01-01 13 2", NULL},
        {"yyyy-MM-dd HH K", "2026-01-01 13 1", "2026-01-01T13:00:00Z"},
        {"yyyy-MM-dd kk h", "2026-01-01 24 12", "2026-01-01T00:00:00Z"},
        {"yyyy-MM-dd HH a", "2026-01-01 13 AM", NULL},
        {"yyyy-MM-dd HH kk", "2026-01-01 13 14", NULL},
        {"yyyy-MM-dd hh a", "2026-01-01 00 AM", NULL},
        {"yyyy-MM-dd KK a", "2026-01-01 12 AM", NULL},
        {"yyyy-MM-dd kk", "2026-01-01 25", NULL},
        {"yyyy-MM-dd h a", "2026-01-01 12 PM", "2026-01-01T12:00:00Z"},
        {"y", "99999999999999999999999999", NULL},
        {"yyyyMMddHHmmssSSSS", "202611211234567891", NULL},
        {"yyyy-MM-dd", "2026-06-31", "2026-06-30T00:00:00Z"},
        {"yyyy-MM-dd", "2024-02-31", "2024-02-29T00:00:00Z"},
        {"yyyy-MM-dd-HH", "2026-12-31-24", "2027-01-01T00:00:00Z"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct date_pattern p = parse(*state, rows[i].pattern);
        int64_t ms = 0;
        bool is_read = date_pattern_read(&p, text_of(rows[i].text), &ms);
        if (is_read != (rows[i].moment != NULL) || (is_read && ms != moment(rows[i].moment)))
            fail_msg("%s of %s", rows[i].text, rows[i].pattern);
    }
}

/* Every pattern reads back what it wrote, for moments all over the years. */
static void round_trips(void **state)
{
    static const char *const patterns[] = {"yyyy-MM-dd'T'HH:mm:ss.SSS",
                                           "y-M-d k:m:s",
                                           "E, dd MMM yyyy a h:mm:ss",
                                           "A DDD y",
                                           "yyyyMMdd A S",
                                           "yyyy/MMKdd/HH",
                                           "yyyyMMdd HH kk h a K:mm",
                                           "yyyyMM",
                                           "yyyy"};
    const int64_t first = -INT64_C(62135596800000), last = INT64_C(253402300799999);
    srand(7);
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        struct date_pattern p = parse(*state, patterns[i]);
        for (int round = 0; round < 3000; round++) {
            uint64_t random = (uint64_t)rand() << 31 ^ (uint64_t)rand();
            int64_t ms = first + (int64_t)(random % (uint64_t)(last - first + 1)), again;
            struct buf out;
            buf_init(&out, 4096);
            date_pattern_write(&p, ms, &out);
            assert_true(date_pattern_read(&p, buf_text(&out), &again));
            assert_int_equal(again, date_pattern_truncate(&p, ms));
            buf_release(&out);
        }
    }
}

/* Closed form equals stepping by hand, for months of all lengths from all days. */
static void steps(void **state)
{
    (void)state;
    static const struct {
        int64_t n;
        enum date_unit unit;
    } rows[] = {{1, DATE_MONTHS}, {2, DATE_MONTHS},  {3, DATE_MONTHS},  {5, DATE_MONTHS},
                {7, DATE_MONTHS}, {12, DATE_MONTHS}, {48, DATE_MONTHS}, {1, DATE_YEARS},
                {4, DATE_YEARS},  {100, DATE_YEARS}, {1, DATE_WEEKS},   {3, DATE_DAYS},
                {36, DATE_HOURS}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (int day = 25; day <= 31; day++)
            for (int month = 1; month <= 12; month += 1) {
                struct date_fields f = {.year = 1896, .month = month, .day = day, .hour = 5};
                struct date_steps s;
                uint64_t last;
                if (day > date_month_days(f.year, f.month))
                    continue;
                int64_t ms = date_fields_ms(&f);
                date_steps_init(&s, ms, rows[i].n, rows[i].unit);
                assert_false(date_steps_last(&s, ms - 1, &last));
                for (uint64_t at = 0; at < 200; at++) {
                    assert_int_equal(date_steps_at(&s, at), ms);
                    assert_true(date_steps_last(&s, ms, &last));
                    assert_int_equal(last, at);
                    if (!date_plus(ms, rows[i].n, rows[i].unit, &ms))
                        break;
                    assert_true(date_steps_last(&s, ms - 1, &last));
                    assert_int_equal(last, at);
                }
            }
}

/* LocalDateTime.plus, as its documentation has it. */
static void adds(void **state)
{
    (void)state;
    static const struct {
        const char *from;
        int64_t n;
        enum date_unit unit;
        const char *to;
    } rows[] = {
        {"2007-03-31T00:00:00Z", 1, DATE_MONTHS, "2007-04-30T00:00:00Z"},
        {"2008-02-29T10:00:00Z", 1, DATE_YEARS, "2009-02-28T10:00:00Z"},
        {"2024-01-31T00:00:00Z", 1, DATE_MONTHS, "2024-02-29T00:00:00Z"},
        {"2026-01-15T00:00:00Z", -1, DATE_MONTHS, "2025-12-15T00:00:00Z"},
        {"2026-01-15T00:00:00Z", -14, DATE_MONTHS, "2024-11-15T00:00:00Z"},
        {"2026-12-31T23:59:59Z", 1, DATE_SECONDS, "2027-01-01T00:00:00Z"},
        {"2026-12-31T23:59:59Z", 2, DATE_WEEKS, "2027-01-14T23:59:59Z"},
        {"2026-12-31T00:00:00Z", 8000, DATE_YEARS, NULL},
        {"2026-12-31T00:00:00Z", INT64_MAX, DATE_YEARS, NULL},
        {"2026-12-31T00:00:00Z", INT64_MIN + 1, DATE_WEEKS, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t ms;
        bool is_in = date_plus(moment(rows[i].from), rows[i].n, rows[i].unit, &ms);
        assert_int_equal(is_in, rows[i].to != NULL);
        if (is_in)
            assert_int_equal(ms, moment(rows[i].to));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_and_writes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses, set_up, tear_down),
        cmocka_unit_test_setup_teardown(reads_strictly, set_up, tear_down),
        cmocka_unit_test_setup_teardown(round_trips, set_up, tear_down),
        cmocka_unit_test(steps),
        cmocka_unit_test(adds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
