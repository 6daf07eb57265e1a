/* SPDX-License-Identifier: Apache-2.0
 * Local date-times as milliseconds since 1970-01-01T00:00, without a time zone, and stepping
 * through them as Java's LocalDateTime.plus(n, unit) does: months and years keep the day of the
 * month and cut it where the month is shorter. Projected dates are made so (an engineer of Athena
 * in github.com/trinodb/trino/issues/22760, 2024-07-24). Years 1 to 9999. */
#ifndef PROPOLIS_CATALOG_PROJECTION_CALENDAR_H
#define PROPOLIS_CATALOG_PROJECTION_CALENDAR_H

#include "base/compiler.h"
#include "base/text.h"

/* java.time's ChronoUnit, coarsest first. */
enum date_unit {
    DATE_YEARS,
    DATE_MONTHS,
    DATE_WEEKS,
    DATE_DAYS,
    DATE_HOURS,
    DATE_MINUTES,
    DATE_SECONDS,
    DATE_MILLISECONDS,
    DATE_UNITS
};

enum { DATE_YEAR_MIN = 1, DATE_YEAR_MAX = 9999 };

/* "YEARS"; NULL-ended. */
extern const char *const date_unit_names[DATE_UNITS + 1];

/* The length of a unit; 0 for months and years, which vary. */
int64_t date_unit_ms(enum date_unit unit);

struct date_fields {
    int year, month, day, hour, minute, second, millisecond;
};

void date_fields_of(int64_t ms, struct date_fields *out);
int64_t date_fields_ms(const struct date_fields *fields);
int date_month_days(int64_t year, int month);

/* The day's number in its year, from 1, and in its week, from 1 for Monday. */
int date_day_of_year(const struct date_fields *fields);
int date_day_of_week(int64_t ms);

/* The beginning of the unit (never WEEKS) that the moment lies in. */
int64_t date_truncate(int64_t ms, enum date_unit unit);

/* LocalDateTime.plus. False where the sum leaves the years 1 to 9999. */
bool date_plus(int64_t ms, int64_t n, enum date_unit unit, int64_t *out) MUST_CHECK;

/* first, first.plus(n, unit), first.plus(n, unit).plus(n, unit), ...: each from the one before, so
 * that 31 January and steps of a month give 28 February, 28 March, 28 April. */
struct date_steps {
    int64_t first_ms;
    int64_t step_ms; /* 0: months */
    int64_t step_months;
    /* From which step on the day of the month is which: it can only shrink, to 30, 29, 28. */
    struct {
        uint64_t from;
        int day;
    } days[4];
    size_t days_count;
};

/* `n` is positive. */
void date_steps_init(struct date_steps *steps, int64_t first_ms, int64_t n, enum date_unit unit);

/* The i-th moment; i no larger than date_steps_last gave for some end. */
int64_t date_steps_at(const struct date_steps *steps, uint64_t i);

/* The number of the last step that is not after `ms`; false where there is none. */
bool date_steps_last(const struct date_steps *steps, int64_t ms, uint64_t *i) MUST_CHECK;

/* A number that a moment keeps when the range around it moves on: neighbours differ by one. */
int64_t date_steps_number(const struct date_steps *steps);

#endif
