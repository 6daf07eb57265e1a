/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/cron.h"

#include <assert.h>
#include <string.h>

enum field_id { MINUTES, HOURS, DAYS, MONTHS, WEEKDAYS, YEARS, FIELDS };

static const char *const MONTH_NAMES[] = {"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL",
                                          "AUG", "SEP", "OCT", "NOV", "DEC", NULL};
static const char *const WEEKDAY_NAMES[] = {"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT", NULL};

/* The fields of an expression in their order. */
static const struct field {
    const char *name;
    int first, last;
    const char *const *names; /* names[0] means `first` */
} FIELD_TABLE[FIELDS] = {
    [MINUTES] = {"minutes", 0, 59},
    [HOURS] = {"hours", 0, 23},
    [DAYS] = {"day-of-month", 1, 31},
    [MONTHS] = {"month", 1, 12, MONTH_NAMES},
    [WEEKDAYS] = {"day-of-week", 1, 7, WEEKDAY_NAMES},
    [YEARS] = {"year", CRON_YEAR_FIRST, CRON_YEAR_LAST},
};

static int fail(const struct field *f, struct text item, const char *rule, struct err *err)
{
    struct text shown = text_cut(item, 64);
    return err_set(err, ERR_INVALID, "Schedule: %s '%.*s' %s.", f->name, TEXT_ARG(shown), rule);
}

static void add(struct cron *c, enum field_id id, int value)
{
    switch (id) {
    case MINUTES:
        c->minutes |= UINT64_C(1) << value;
        break;
    case HOURS:
        c->hours |= UINT32_C(1) << value;
        break;
    case DAYS:
        c->days |= UINT32_C(1) << value;
        break;
    case MONTHS:
        c->months |= UINT32_C(1) << value;
        break;
    case WEEKDAYS:
        c->weekdays |= UINT32_C(1) << (value - 1);
        break;
    case YEARS:
        c->years[(value - CRON_YEAR_FIRST) / 64] |= UINT64_C(1) << (value - CRON_YEAR_FIRST) % 64;
        break;
    case FIELDS:
        assert(id != FIELDS);
        break;
    }
}

/* A number or a name of the field. */
static bool read_value(const struct field *f, struct text t, int *out)
{
    for (int i = 0; f->names && f->names[i]; i++) {
        if (text_equal_nocase(t, text_of(f->names[i]))) {
            *out = f->first + i;
            return true;
        }
    }
    int64_t n;
    if (!t.n || t.n > 4 || t.p[0] == '-' || !text_to_int64(t, &n) || n < f->first || n > f->last)
        return false;
    *out = (int)n;
    return true;
}

static bool read_step(struct text t, int *out)
{
    int64_t n;
    if (!t.n || t.n > 4 || !text_to_int64(t, &n) || n < 1)
        return false;
    *out = (int)n;
    return true;
}

/* "*", "5", "1-5", "0/15", "10-40/10". */
static int read_item(struct cron *c, enum field_id id, struct text item, struct err *err)
{
    const struct field *f = &FIELD_TABLE[id];
    struct text rest = item, range = text_split(&rest, '/');
    int step = 1, from = f->first, to = f->last;
    bool stepped = rest.p != NULL;
    if (stepped && !read_step(rest, &step))
        return fail(f, item, "has no whole number above 0 behind '/'", err);
    if (!text_is(range, "*")) {
        struct text end = range, begin = text_split(&end, '-');
        if (!read_value(f, begin, &from) || (end.p && !read_value(f, end, &to)))
            return err_set(err, ERR_INVALID, "Schedule: %s '%.*s' is not a value from %d to %d.",
                           f->name, TEXT_ARG(text_cut(item, 64)), f->first, f->last);
        if (!end.p && !stepped)
            to = from;
    }
    if (from > to)
        return fail(f, item, "ends before it begins", err);
    for (int value = from; value <= to; value += step)
        add(c, id, value);
    return 0;
}

static struct text without_last(struct text t)
{
    return (struct text){t.p, t.n - 1};
}

/* L, LW, 15W. 1: read. 0: something else. -1: error. */
static int read_day_word(struct cron *c, struct text item, struct err *err)
{
    const struct field *f = &FIELD_TABLE[DAYS];
    if (text_equal_nocase(item, TEXT("L")))
        c->last_day = true;
    else if (text_equal_nocase(item, TEXT("LW")))
        c->last_working_day = true;
    else if (item.p[item.n - 1] == 'W' || item.p[item.n - 1] == 'w') {
        int day;
        if (!read_value(f, without_last(item), &day))
            return fail(f, item, "has no day from 1 to 31 before 'W'", err);
        c->days_nearest |= UINT32_C(1) << day;
    } else
        return 0;
    return 1;
}

/* L, 6L, FRIL. */
static int read_weekday_word(struct cron *c, struct text item, struct err *err)
{
    const struct field *f = &FIELD_TABLE[WEEKDAYS];
    if (item.p[item.n - 1] != 'L' && item.p[item.n - 1] != 'l')
        return 0;
    int day = f->last;
    if (item.n > 1 && !read_value(f, without_last(item), &day))
        return fail(f, item, "has no day from 1 to 7 before 'L'", err);
    if (item.n == 1)
        add(c, WEEKDAYS, day);
    else
        c->weekdays_last |= UINT32_C(1) << (day - 1);
    return 1;
}

static int read_field(struct cron *c, enum field_id id, struct text t, struct err *err)
{
    struct text rest = t;
    while (rest.p) {
        struct text item = text_split(&rest, ',');
        if (!item.n)
            return fail(&FIELD_TABLE[id], t, "has an empty item", err);
        int word = id == DAYS       ? read_day_word(c, item, err)
                   : id == WEEKDAYS ? read_weekday_word(c, item, err)
                                    : 0;
        if (word < 0 || (!word && read_item(c, id, item, err)))
            return -1;
    }
    return 0;
}

static struct text next_word(struct text *rest)
{
    *rest = text_trim(*rest);
    size_t n = 0;
    while (n < rest->n && rest->p[n] != ' ' && rest->p[n] != '\t')
        n++;
    struct text word = {rest->p, n};
    *rest = (struct text){rest->p + n, rest->n - n};
    return word;
}

static int split_fields(struct text expression, struct text out[FIELDS], struct err *err)
{
    struct text t = text_trim(expression);
    if (!text_starts_with(t, TEXT("cron(")) || !text_ends_with(t, TEXT(")")))
        return err_set(err, ERR_INVALID,
                       "Schedule '%.*s' is not of the form cron(minutes hours day-of-month month "
                       "day-of-week year).",
                       TEXT_ARG(text_cut(t, 128)));
    struct text rest = {t.p + 5, t.n - 6};
    size_t count = 0;
    for (struct text word = next_word(&rest); word.n; word = next_word(&rest)) {
        if (count < FIELDS)
            out[count] = word;
        count++;
    }
    if (count != FIELDS)
        return err_set(err, ERR_INVALID, "Schedule: cron() takes 6 fields, not %zu.", count);
    return 0;
}

/* The smallest distance of two firings within one hour or across its end, in minutes. Hours 23 and
 * 0 count as neighbours. */
static int gap_minutes(const struct cron *c)
{
    int first = -1, last = -1, gap = 60;
    for (int m = 0; m < 60; m++) {
        if (!(c->minutes >> m & 1))
            continue;
        if (last >= 0 && m - last < gap)
            gap = m - last;
        first = first < 0 ? m : first;
        last = m;
    }
    uint32_t following = c->hours << 1 | (c->hours >> 23 & 1);
    if (c->hours & following && 60 - last + first < gap)
        gap = 60 - last + first;
    return gap;
}

int cron_decode(struct cron *c, struct text expression, struct err *err)
{
    struct text fields[FIELDS] = {{NULL, 0}};
    *c = (struct cron){0};
    if (split_fields(expression, fields, err))
        return -1;
    bool no_day = text_is(fields[DAYS], "?"), no_weekday = text_is(fields[WEEKDAYS], "?");
    if (no_day == no_weekday)
        return err_set(err, ERR_INVALID,
                       "Schedule: exactly one of day-of-month and day-of-week must be '?'.");
    for (int id = 0; id < FIELDS; id++) {
        if ((id == DAYS && no_day) || (id == WEEKDAYS && no_weekday))
            continue;
        if (read_field(c, (enum field_id)id, fields[id], err))
            return -1;
    }
    if (gap_minutes(c) < CRON_GAP_MINUTES_MIN)
        return err_set(err, ERR_INVALID, "Schedule: it fires more often than every %d minutes.",
                       CRON_GAP_MINUTES_MIN);
    return 0;
}

/* Days since 1970-01-01 of the first day of a month; years from 1970. */
static int64_t days_before_month(int year, int month)
{
    static const int before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    int y = year - 1;
    int64_t days = (int64_t)(year - 1970) * 365 + (y / 4 - 1969 / 4) - (y / 100 - 1969 / 100) +
                   (y / 400 - 1969 / 400);
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days + before[month - 1] + (month > 2 && leap ? 1 : 0);
}

struct month {
    int length;
    int first_weekday; /* of day 1; 0 is Sunday */
    int64_t first_day; /* since 1970-01-01 */
};

static struct month month_of(int year, int month)
{
    int64_t first = days_before_month(year, month);
    int64_t next =
        month == 12 ? days_before_month(year + 1, 1) : days_before_month(year, month + 1);
    return (struct month){(int)(next - first), (int)((first + 4) % 7), first};
}

static int weekday_of(const struct month *m, int day)
{
    return (m->first_weekday + day - 1) % 7;
}

/* The working day nearest to `day`, within the month. */
static int working_day_near(const struct month *m, int day)
{
    int weekday = weekday_of(m, day);
    if (weekday == 6)
        return day > 1 ? day - 1 : day + 2;
    if (weekday == 0)
        return day < m->length ? day + 1 : day - 2;
    return day;
}

/* The set of days of a month on which the schedule fires. */
static uint32_t days_in(const struct cron *c, const struct month *m)
{
    uint32_t days = c->days;
    if (c->last_day)
        days |= UINT32_C(1) << m->length;
    if (c->last_working_day)
        days |= UINT32_C(1) << working_day_near(m, m->length);
    for (int day = 1; day <= m->length; day++) {
        uint32_t weekday = UINT32_C(1) << weekday_of(m, day);
        if (c->days_nearest >> day & 1)
            days |= UINT32_C(1) << working_day_near(m, day);
        if (c->weekdays & weekday || (c->weekdays_last & weekday && day + 7 > m->length))
            days |= UINT32_C(1) << day;
    }
    return m->length == 31 ? days : days & ((UINT32_C(2) << m->length) - 1);
}

/* The first minute of a day, at or after `from`, or -1. */
static int minute_of_day(const struct cron *c, int from)
{
    for (int hour = from / 60; hour < 24; hour++) {
        if (!(c->hours >> hour & 1))
            continue;
        int first = hour == from / 60 ? from % 60 : 0;
        uint64_t left = c->minutes >> first;
        if (left)
            return hour * 60 + first + __builtin_ctzll(left);
    }
    return -1;
}

enum { MINUTES_PER_DAY = 24 * 60 };

/* The first firing within a month, at or after `from_minute` (since 1970), or -1. */
static int64_t minute_in_month(const struct cron *c, const struct month *m, int64_t from_minute)
{
    uint32_t days = days_in(c, m);
    for (int day = 1; day <= m->length; day++) {
        int64_t begin = (m->first_day + day - 1) * MINUTES_PER_DAY;
        if (!(days >> day & 1) || begin + MINUTES_PER_DAY <= from_minute)
            continue;
        int minute = minute_of_day(c, from_minute > begin ? (int)(from_minute - begin) : 0);
        if (minute >= 0)
            return begin + minute;
    }
    return -1;
}

static bool fires_in_year(const struct cron *c, int year)
{
    int bit = year - CRON_YEAR_FIRST;
    return c->years[bit / 64] >> bit % 64 & 1;
}

bool cron_next(const struct cron *c, int64_t after_ms, int64_t *next_ms)
{
    int64_t from = after_ms < 0 ? 0 : after_ms / 60000 + 1;
    /* A year has at most 366 days, so this never begins too late. */
    int64_t first_year = CRON_YEAR_FIRST + from / MINUTES_PER_DAY / 366;
    for (int year = (int)(first_year > CRON_YEAR_LAST ? CRON_YEAR_LAST + 1 : first_year);
         year <= CRON_YEAR_LAST; year++) {
        if (!fires_in_year(c, year) || days_before_month(year + 1, 1) * MINUTES_PER_DAY <= from)
            continue;
        for (int month = 1; month <= 12; month++) {
            struct month m = month_of(year, month);
            int64_t minute = c->months >> month & 1 ? minute_in_month(c, &m, from) : -1;
            if (minute >= 0) {
                *next_ms = minute * 60000;
                return true;
            }
        }
    }
    return false;
}
