/* SPDX-License-Identifier: Apache-2.0
 * Patterns of dates as Java's java.time.format.DateTimeFormatter has them ("yyyy/MM/dd/HH",
 * "yyyyMMdd'T'HHmmssSSS", "dd-MMM-yyyy"), English texts, for moments in the years 1 to 9999.
 *
 * Letters: u y (year; two letters: 2000 to 2099), M L (month, also as text), d, D (day of the
 * year), E (weekday), a (AM, PM), H k K h, m, s, S (fraction), A (milliseconds of the day); other
 * letters mean things that no partition's date has (zones, weeks, quarters) and are refused with
 * words. */
#ifndef PROPOLIS_CATALOG_PROJECTION_PATTERN_H
#define PROPOLIS_CATALOG_PROJECTION_PATTERN_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/compiler.h"
#include "base/err.h"
#include "catalog/projection_calendar.h"

enum date_field {
    FIELD_LITERAL,
    FIELD_YEAR,
    FIELD_MONTH,
    FIELD_DAY,
    FIELD_DAY_OF_YEAR,
    FIELD_WEEKDAY,
    FIELD_AMPM,
    FIELD_HOUR,            /* 0 to 23 */
    FIELD_CLOCK_HOUR,      /* 1 to 24 */
    FIELD_HOUR_OF_AMPM,    /* 0 to 11 */
    FIELD_CLOCK_HOUR_AMPM, /* 1 to 12 */
    FIELD_MINUTE,
    FIELD_SECOND,
    FIELD_FRACTION, /* of a second */
    FIELD_MILLI_OF_DAY,
    DATE_FIELDS
};

struct pattern_item {
    enum date_field field;
    struct text literal;
    int width_min, width_max; /* of a number; equal: fixed */
    int text_size;            /* 0: a number; 1: "Jan"; 2: "January" */
    bool is_reduced;          /* two digits of a year */
};

struct date_pattern {
    const struct pattern_item *items;
    size_t count;
    enum date_unit precision; /* the finest unit that it tells, never WEEKS */
    int64_t precision_ms;     /* the same as a length, the shortest of months and years */
    bool sorts;               /* later moments have texts that come later under memcmp */
};

/* Reads a pattern of at most LIMIT_PROJECTION_FORMAT_BYTES. In the arena, which `pattern` must
 * outlive. ERR_INVALID says which part of the pattern is wrong and why. */
int date_pattern_parse(struct text pattern, struct arena *arena, struct date_pattern *out,
                       struct err *err) MUST_CHECK;

/* The moment that the whole text names; what the pattern does not tell is its beginning. As in
 * Java, 31 June is 30 June, and hour 24 is midnight. False where it is not of the pattern. */
bool date_pattern_read(const struct date_pattern *pattern, struct text t, int64_t *ms) MUST_CHECK;

/* Appends the moment's text. */
void date_pattern_write(const struct date_pattern *pattern, int64_t ms, struct buf *out);

/* The moment without what the pattern does not tell. */
int64_t date_pattern_truncate(const struct date_pattern *pattern, int64_t ms);

#endif
