/* SPDX-License-Identifier: Apache-2.0
 * Dates as texts and back, by a pattern. */
#include <string.h>

#include "catalog/projection_pattern.h"

static const char *const months[] = {"January",   "February", "March",    "April",
                                     "May",       "June",     "July",     "August",
                                     "September", "October",  "November", "December"};
static const char *const weekdays[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                       "Friday", "Saturday", "Sunday"};
static const char *const halves[] = {"AM", "PM"};

/* The texts of a field, with the number of the first. */
struct names {
    const char *const *names;
    int count, first;
};

static struct names names_of(enum date_field field)
{
    if (field == FIELD_MONTH)
        return (struct names){months, COUNT(months), 1};
    if (field == FIELD_WEEKDAY)
        return (struct names){weekdays, COUNT(weekdays), 1};
    return (struct names){halves, COUNT(halves), 0};
}

/* The short texts are cut from the long ones: "Sep", "September". */
static struct text name_of(const struct pattern_item *item, int number)
{
    struct names names = names_of(item->field);
    struct text name = text_of(names.names[number - names.first]);
    size_t most = item->text_size == 1 ? 3 : name.n;
    return (struct text){name.p, name.n < most ? name.n : most};
}

static void put_number(struct buf *out, int64_t value, int width)
{
    char digits[24];
    size_t n = sizeof digits;
    do {
        digits[--n] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0 || sizeof digits - n < (size_t)width);
    buf_put(out, (struct text){digits + n, sizeof digits - n});
}

static int64_t number_of(enum date_field field, const struct date_fields *f, int64_t ms)
{
    switch (field) {
    case FIELD_LITERAL:
        return 0;
    case FIELD_YEAR:
        return f->year;
    case FIELD_MONTH:
        return f->month;
    case FIELD_DAY:
        return f->day;
    case FIELD_DAY_OF_YEAR:
        return date_day_of_year(f);
    case FIELD_WEEKDAY:
        return date_day_of_week(ms);
    case FIELD_AMPM:
        return f->hour / 12;
    case FIELD_HOUR:
        return f->hour;
    case FIELD_CLOCK_HOUR:
        return f->hour == 0 ? 24 : f->hour;
    case FIELD_HOUR_OF_AMPM:
        return f->hour % 12;
    case FIELD_CLOCK_HOUR_AMPM:
        return f->hour % 12 == 0 ? 12 : f->hour % 12;
    case FIELD_MINUTE:
        return f->minute;
    case FIELD_SECOND:
        return f->second;
    case FIELD_FRACTION:
        return f->millisecond;
    case FIELD_MILLI_OF_DAY:
        return f->hour * INT64_C(3600000) + f->minute * 60000 + f->second * 1000 + f->millisecond;
    case DATE_FIELDS:
        break;
    }
    return 0;
}

/* The first digits of nine. */
static void put_fraction(struct buf *out, int width, int millisecond)
{
    char digits[9] = {(char)('0' + millisecond / 100),
                      (char)('0' + millisecond / 10 % 10),
                      (char)('0' + millisecond % 10),
                      '0',
                      '0',
                      '0',
                      '0',
                      '0',
                      '0'};
    buf_put(out, (struct text){digits, (size_t)width});
}

void date_pattern_write(const struct date_pattern *p, int64_t ms, struct buf *out)
{
    struct date_fields f;
    date_fields_of(ms, &f);
    for (size_t i = 0; i < p->count; i++) {
        const struct pattern_item *item = &p->items[i];
        int64_t number = number_of(item->field, &f, ms);
        if (item->field == FIELD_LITERAL)
            buf_put(out, item->literal);
        else if (item->text_size > 0)
            buf_put(out, name_of(item, (int)number));
        else if (item->field == FIELD_FRACTION)
            put_fraction(out, item->width_min, f.millisecond);
        else
            put_number(out, item->is_reduced ? number % 100 : number, item->width_min);
    }
}

/* What a text says so far; -1: nothing yet. */
struct parsed {
    int64_t fields[DATE_FIELDS];
};

static bool set(struct parsed *parsed, enum date_field field, int64_t value)
{
    int64_t *at = &parsed->fields[field];
    if (*at >= 0 && *at != value)
        return false; /* said twice, differently */
    *at = value;
    return true;
}

/* Digits that fixed numbers right behind this one need (Java's adjacent value parsing). */
static size_t reserve_behind(const struct date_pattern *p, size_t at)
{
    size_t sum = 0;
    for (size_t i = at + 1; i < p->count; i++) {
        const struct pattern_item *item = &p->items[i];
        bool is_fixed = item->field != FIELD_LITERAL && item->text_size == 0 &&
                        item->width_min == item->width_max;
        if (!is_fixed)
            break;
        sum += (size_t)item->width_min;
    }
    return sum;
}

static bool take_digits(struct text *rest, size_t n, int64_t *value)
{
    *value = 0;
    if (n > rest->n)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (rest->p[i] < '0' || rest->p[i] > '9' || *value > INT64_C(1000000000000))
            return false;
        *value = *value * 10 + (rest->p[i] - '0');
    }
    *rest = (struct text){rest->p + n, rest->n - n};
    return true;
}

static bool read_number(const struct date_pattern *p, size_t at, struct text *rest, int64_t *value)
{
    const struct pattern_item *item = &p->items[at];
    size_t n = (size_t)item->width_min, run = 0;
    if (item->width_max > item->width_min) {
        size_t behind = reserve_behind(p, at);
        while (run < rest->n && rest->p[run] >= '0' && rest->p[run] <= '9')
            run++;
        if (run > n + behind)
            n = run - behind;
        if (n > (size_t)item->width_max)
            n = (size_t)item->width_max;
    }
    if (!take_digits(rest, n, value))
        return false;
    if (item->is_reduced)
        *value += 2000;
    return true;
}

/* To milliseconds; finer digits must be zeros, since nothing projects them. */
static bool read_fraction(int width, struct text *rest, int64_t *value)
{
    if (!take_digits(rest, (size_t)width, value))
        return false;
    for (; width < 3; width++)
        *value *= 10;
    for (; width > 3; width--) {
        if (*value % 10 != 0)
            return false;
        *value /= 10;
    }
    return true;
}

/* The longest text that fits: "Mar" is no "March". */
static bool read_name(const struct pattern_item *item, struct text *rest, int64_t *value)
{
    struct names names = names_of(item->field);
    size_t longest = 0;
    for (int i = 0; i < names.count; i++) {
        struct text name = name_of(item, names.first + i);
        if (name.n > longest && text_starts_with(*rest, name)) {
            longest = name.n;
            *value = names.first + i;
        }
    }
    *rest = (struct text){rest->p + longest, rest->n - longest};
    return longest > 0;
}

static bool read_items(const struct date_pattern *p, struct text rest, struct parsed *out)
{
    for (size_t i = 0; i < p->count; i++) {
        const struct pattern_item *item = &p->items[i];
        int64_t value = 0;
        if (item->field == FIELD_LITERAL) {
            if (!text_starts_with(rest, item->literal))
                return false;
            rest = (struct text){rest.p + item->literal.n, rest.n - item->literal.n};
            continue;
        }
        bool ok = item->text_size > 0             ? read_name(item, &rest, &value)
                  : item->field == FIELD_FRACTION ? read_fraction(item->width_min, &rest, &value)
                                                  : read_number(p, i, &rest, &value);
        if (!ok || !set(out, item->field, value))
            return false;
    }
    return rest.n == 0;
}

static int64_t or_else(int64_t value, int64_t otherwise)
{
    return value >= 0 ? value : otherwise;
}

static bool in(int64_t value, int64_t min, int64_t max)
{
    return value >= min && value <= max;
}

/* One number from two ways to write it; -1: neither is there. False where they do not agree or are
 * beyond their ranges: `plain` 0 to `count` - 1, `clock` 1 to `count`, which is 0. */
static bool unite(int64_t plain, int64_t clock, int64_t count, int64_t *out)
{
    *out = clock >= 0 ? clock % count : plain;
    return plain < count && clock <= count && clock != 0 &&
           (plain < 0 || clock < 0 || plain == *out);
}

/* The hour of the day from whatever tells it; 24 only as midnight after the day. What tells less
 * than the hour of the day has to agree with it, as in Java. */
static bool find_hour(const int64_t *v, int64_t *hour)
{
    int64_t half = v[FIELD_AMPM], of_half;
    bool is_midnight = v[FIELD_HOUR] == 24;
    if (!unite(v[FIELD_HOUR_OF_AMPM], v[FIELD_CLOCK_HOUR_AMPM], 12, &of_half) ||
        !unite(is_midnight ? 0 : v[FIELD_HOUR], v[FIELD_CLOCK_HOUR], 24, hour))
        return false;
    if (*hour < 0) {
        *hour = of_half < 0 ? 0 : of_half + 12 * or_else(half, 0);
        return true;
    }
    if ((of_half >= 0 && of_half != *hour % 12) || (half >= 0 && half != *hour / 12))
        return false;
    if (is_midnight)
        *hour = 24;
    return true;
}

/* What the milliseconds of the day tell, which has to agree with what else is told; a fraction
 * beside them may have fewer digits. */
static bool apply_milli_of_day(struct parsed *parsed)
{
    int64_t ms = parsed->fields[FIELD_MILLI_OF_DAY];
    if (ms < 0)
        return true;
    parsed->fields[FIELD_FRACTION] = ms % 1000;
    return ms < 86400000 && set(parsed, FIELD_HOUR, ms / 3600000) &&
           set(parsed, FIELD_MINUTE, ms / 60000 % 60) && set(parsed, FIELD_SECOND, ms / 1000 % 60);
}

static bool find_time(const int64_t *v, struct date_fields *f, int64_t *days_more)
{
    int64_t hour;
    if (!find_hour(v, &hour))
        return false;
    int64_t minute = or_else(v[FIELD_MINUTE], 0), second = or_else(v[FIELD_SECOND], 0);
    int64_t fraction = or_else(v[FIELD_FRACTION], 0);
    if (!in(minute, 0, 59) || !in(second, 0, 59) || (hour == 24 && minute + second + fraction > 0))
        return false;
    *days_more = hour / 24;
    f->hour = (int)(hour % 24);
    f->minute = (int)minute;
    f->second = (int)second;
    f->millisecond = (int)fraction;
    return true;
}

static bool find_date(const int64_t *v, struct date_fields *f)
{
    int64_t month = or_else(v[FIELD_MONTH], 1), day = or_else(v[FIELD_DAY], 1);
    if (!in(v[FIELD_YEAR], DATE_YEAR_MIN, DATE_YEAR_MAX) || !in(month, 1, 12) || !in(day, 1, 31))
        return false;
    f->year = (int)v[FIELD_YEAR];
    f->month = (int)month;
    int most = date_month_days(f->year, f->month);
    f->day = day < most ? (int)day : most;
    return true;
}

/* A day of the year instead of month and day, or beside them. */
static bool apply_day_of_year(const int64_t *v, int64_t *ms)
{
    struct date_fields f;
    int64_t day = v[FIELD_DAY_OF_YEAR];
    date_fields_of(*ms, &f);
    if (day < 0)
        return true;
    bool is_leap = date_month_days(f.year, 2) == 29;
    if (!in(day, 1, is_leap ? 366 : 365))
        return false;
    if (v[FIELD_MONTH] >= 0 && v[FIELD_DAY] >= 0)
        return date_day_of_year(&f) == day;
    *ms += (day - 1) * 86400000;
    date_fields_of(*ms, &f);
    return (v[FIELD_MONTH] < 0 || f.month == v[FIELD_MONTH]) &&
           (v[FIELD_DAY] < 0 || f.day == v[FIELD_DAY]);
}

bool date_pattern_read(const struct date_pattern *p, struct text t, int64_t *ms)
{
    struct parsed parsed;
    struct date_fields f = {0};
    int64_t days_more = 0;
    for (size_t i = 0; i < DATE_FIELDS; i++)
        parsed.fields[i] = -1;
    const int64_t *v = parsed.fields;
    if (!read_items(p, t, &parsed) || !apply_milli_of_day(&parsed) || !find_date(v, &f) ||
        !find_time(v, &f, &days_more))
        return false;
    /* A day of the year is counted from the year's first; what tells no whole date beside it only
     * has to agree. */
    if (v[FIELD_DAY_OF_YEAR] >= 0 && (v[FIELD_MONTH] < 0 || v[FIELD_DAY] < 0))
        f.month = f.day = 1;
    *ms = date_fields_ms(&f);
    if (!apply_day_of_year(v, ms))
        return false;
    if (v[FIELD_WEEKDAY] >= 0 && v[FIELD_WEEKDAY] != date_day_of_week(*ms))
        return false;
    *ms += days_more * 86400000;
    date_fields_of(*ms, &f);
    return f.year <= DATE_YEAR_MAX;
}
