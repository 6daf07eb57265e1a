/* SPDX-License-Identifier: Apache-2.0
 * Schedules as Glue writes them: cron(minutes hours day-of-month month day-of-week year), six
 * fields, UTC.
 *
 * Each field is a list of values, ranges (a-b) and steps (a/n, a-b/n, '*' in place of a); months
 * and days of the week also by name. Exactly one of day-of-month and day-of-week is '?'.
 * Day-of-month knows L (the last day), W (15W: the working day nearest to the 15th) and LW;
 * day-of-week counts 1-7 = SUN-SAT and knows L (Saturday) and 6L (the last Friday of the month).
 * Source: docs.aws.amazon.com/glue, "Time-based schedules for jobs and crawlers". */
#ifndef PROPOLIS_CATALOG_CRON_H
#define PROPOLIS_CATALOG_CRON_H

#include "base/compiler.h"
#include "base/err.h"
#include "base/text.h"

enum {
    CRON_YEAR_FIRST = 1970,
    CRON_YEAR_LAST = 2199,
    CRON_YEARS = CRON_YEAR_LAST - CRON_YEAR_FIRST + 1,
    CRON_GAP_MINUTES_MIN = 5, /* faster schedules are refused, as Glue refuses them */
};

/* A schedule as sets: bit n stands for the value n. Plain data. */
struct cron {
    uint64_t minutes;
    uint32_t hours;
    uint32_t days;          /* of the month, 1 to 31 */
    uint32_t days_nearest;  /* 15W */
    uint32_t months;        /* 1 to 12 */
    uint32_t weekdays;      /* 0 is Sunday */
    uint32_t weekdays_last; /* 6L */
    bool last_day, last_working_day;
    uint64_t years[(CRON_YEARS + 63) / 64]; /* bit 0 is 1970 */
};

/* Reads an expression. ERR_INVALID names the field and what is wrong with it. */
int cron_decode(struct cron *c, struct text expression, struct err *err) MUST_CHECK;

/* The first time after `after_ms` (strictly) at which the schedule fires. False when there is none
 * up to the end of 2199. The work is bounded by the number of months in that time. */
bool cron_next(const struct cron *c, int64_t after_ms, int64_t *next_ms) MUST_CHECK;

#endif
