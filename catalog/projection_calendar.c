/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/projection_calendar.h"

#include <assert.h>

#include "base/date.h"

enum { MS_OF_DAY = 86400000, MONTHS_OF_YEAR = 12 };

/* The calendar repeats after 400 years. */
enum { MONTHS_OF_CYCLE = 400 * MONTHS_OF_YEAR };

/* Longer steps lead out of all years at once, so their exact length does not matter; cut, they do
 * not overflow. */
static const int64_t step_ms_max = INT64_C(1000) * 1000 * 1000 * 1000 * 1000;
enum { STEP_MONTHS_MAX = 20000 * MONTHS_OF_YEAR };

const char *const date_unit_names[DATE_UNITS + 1] = {
    "YEARS", "MONTHS", "WEEKS", "DAYS", "HOURS", "MINUTES", "SECONDS", "MILLISECONDS", NULL};

static const int64_t unit_ms[DATE_UNITS] = {[DATE_WEEKS] = 7 * (int64_t)MS_OF_DAY,
                                            [DATE_DAYS] = MS_OF_DAY,
                                            [DATE_HOURS] = 3600000,
                                            [DATE_MINUTES] = 60000,
                                            [DATE_SECONDS] = 1000,
                                            [DATE_MILLISECONDS] = 1};

int64_t date_unit_ms(enum date_unit unit)
{
    return unit_ms[unit];
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

int date_month_days(int64_t year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && is_leap);
}

void date_fields_of(int64_t ms, struct date_fields *out)
{
    int64_t days = floor_div(ms, MS_OF_DAY);
    int of_day = (int)(ms - days * MS_OF_DAY);
    struct date_day day = date_of_days(days);
    out->year = day.year;
    out->month = day.month;
    out->day = day.day;
    out->hour = of_day / 3600000;
    out->minute = of_day / 60000 % 60;
    out->second = of_day / 1000 % 60;
    out->millisecond = of_day % 1000;
}

int64_t date_fields_ms(const struct date_fields *f)
{
    return date_days(f->year, f->month, f->day) * MS_OF_DAY + f->hour * INT64_C(3600000) +
           f->minute * 60000 + f->second * 1000 + f->millisecond;
}

int date_day_of_year(const struct date_fields *f)
{
    return (int)(date_days(f->year, f->month, f->day) - date_days(f->year, 1, 1)) + 1;
}

int date_day_of_week(int64_t ms)
{
    int64_t day = floor_div(ms, MS_OF_DAY) + 3; /* 1970-01-01 was a Thursday */
    return (int)(day - floor_div(day, 7) * 7) + 1;
}

int64_t date_truncate(int64_t ms, enum date_unit unit)
{
    struct date_fields f;
    if (unit_ms[unit] != 0)
        return floor_div(ms, unit_ms[unit]) * unit_ms[unit];
    date_fields_of(ms, &f);
    f = (struct date_fields){.year = f.year, .month = unit == DATE_YEARS ? 1 : f.month, .day = 1};
    return date_fields_ms(&f);
}

static int64_t cut_step(int64_t n, int64_t unit, int64_t max)
{
    int64_t most = max / unit;
    return (n > most ? most : n < -most ? -most : n) * unit;
}

/* Months since the year 0. */
static int64_t months_of(const struct date_fields *f)
{
    return (int64_t)f->year * MONTHS_OF_YEAR + f->month - 1;
}

/* The month of this number, with the day of `f` cut to its length. */
static bool put_month(int64_t months, int day, struct date_fields *f)
{
    int64_t year = floor_div(months, MONTHS_OF_YEAR);
    if (year < DATE_YEAR_MIN || year > DATE_YEAR_MAX)
        return false;
    f->year = (int)year;
    f->month = (int)(months - year * MONTHS_OF_YEAR) + 1;
    int most = date_month_days(f->year, f->month);
    f->day = day < most ? day : most;
    return true;
}

static bool is_in_years(int64_t ms)
{
    const struct date_fields first = {.year = DATE_YEAR_MIN, .month = 1, .day = 1};
    const struct date_fields end = {.year = DATE_YEAR_MAX + 1, .month = 1, .day = 1};
    return ms >= date_fields_ms(&first) && ms < date_fields_ms(&end);
}

bool date_plus(int64_t ms, int64_t n, enum date_unit unit, int64_t *out)
{
    struct date_fields f;
    if (unit_ms[unit] != 0) {
        *out = ms + cut_step(n, unit_ms[unit], step_ms_max);
        return is_in_years(*out);
    }
    date_fields_of(ms, &f);
    int64_t months = cut_step(n, unit == DATE_YEARS ? MONTHS_OF_YEAR : 1, STEP_MONTHS_MAX);
    if (!put_month(months_of(&f) + months, f.day, &f))
        return false;
    *out = date_fields_ms(&f);
    return true;
}

static int days_of(int64_t months)
{
    int64_t year = floor_div(months, MONTHS_OF_YEAR);
    return date_month_days(year, (int)(months - year * MONTHS_OF_YEAR) + 1);
}

/* Where the day shrinks. All months that will ever be met are met within one cycle of the calendar,
 * and mostly the first February ends the search. */
static void find_days(struct date_steps *steps, const struct date_fields *first)
{
    int64_t months = months_of(first);
    steps->days[0].day = first->day;
    steps->days_count = 1;
    for (uint64_t i = 1; i <= MONTHS_OF_CYCLE && steps->days_count < COUNT(steps->days); i++) {
        int day = steps->days[steps->days_count - 1].day;
        months += steps->step_months;
        if (day <= 28 || months / MONTHS_OF_YEAR > DATE_YEAR_MAX)
            return;
        if (days_of(months) >= day)
            continue;
        steps->days[steps->days_count].from = i;
        steps->days[steps->days_count++].day = days_of(months);
    }
}

void date_steps_init(struct date_steps *steps, int64_t first_ms, int64_t n, enum date_unit unit)
{
    struct date_fields first;
    assert(n > 0);
    *steps = (struct date_steps){.first_ms = first_ms};
    if (unit_ms[unit] != 0) {
        steps->step_ms = cut_step(n, unit_ms[unit], step_ms_max);
        if (steps->step_ms < unit_ms[unit])
            steps->step_ms = step_ms_max;
        return;
    }
    steps->step_months = cut_step(n, unit == DATE_YEARS ? MONTHS_OF_YEAR : 1, STEP_MONTHS_MAX);
    date_fields_of(first_ms, &first);
    find_days(steps, &first);
}

static int day_at(const struct date_steps *steps, uint64_t i)
{
    size_t at = steps->days_count;
    while (at > 1 && steps->days[at - 1].from > i)
        at--;
    return steps->days[at - 1].day;
}

int64_t date_steps_at(const struct date_steps *steps, uint64_t i)
{
    struct date_fields f;
    if (steps->step_ms)
        return steps->first_ms + (int64_t)i * steps->step_ms;
    date_fields_of(steps->first_ms, &f);
    bool is_in = put_month(months_of(&f) + (int64_t)i * steps->step_months, day_at(steps, i), &f);
    assert(is_in);
    (void)is_in;
    return date_fields_ms(&f);
}

bool date_steps_last(const struct date_steps *steps, int64_t ms, uint64_t *i)
{
    struct date_fields first, last;
    if (ms < steps->first_ms)
        return false;
    if (steps->step_ms) {
        *i = (uint64_t)((ms - steps->first_ms) / steps->step_ms);
        return true;
    }
    date_fields_of(steps->first_ms, &first);
    date_fields_of(ms, &last);
    *i = (uint64_t)((months_of(&last) - months_of(&first)) / steps->step_months);
    if (*i > 0 && date_steps_at(steps, *i) > ms)
        --*i;
    return true;
}

int64_t date_steps_number(const struct date_steps *steps)
{
    struct date_fields f;
    if (steps->step_ms)
        return floor_div(steps->first_ms, steps->step_ms);
    date_fields_of(steps->first_ms, &f);
    return months_of(&f) / steps->step_months;
}
