/* SPDX-License-Identifier: Apache-2.0
 * One projected column: its values in closed form. The number of values, the i-th one and the index
 * of one are computed, never counted out. */
#ifndef PROPOLIS_CATALOG_PROJECTION_COLUMN_H
#define PROPOLIS_CATALOG_PROJECTION_COLUMN_H

#include "catalog/key_value.h"
#include "catalog/projection_pattern.h"
#include "catalog/shape.h"

enum projection_type {
    PROJECTION_ENUM,
    PROJECTION_INTEGER,
    PROJECTION_DATE,
    PROJECTION_INJECTED,
    PROJECTION_TYPES
};

/* "enum"; NULL-ended. */
extern const char *const projection_type_names[PROJECTION_TYPES + 1];

/* One value of a list, and what it is sorted by: the value cast to the key's type
 * (catalog/key_value.h) where it can be. */
struct projection_value {
    struct text text, key;
};

/* One end of a range of dates: a date, or NOW with something added. */
struct projection_bound {
    struct text text; /* as it was written */
    bool is_relative;
    int64_t ms;          /* as of now, without what the format does not tell */
    enum date_unit unit; /* of what was added to NOW */
    int64_t added;
};

/* A column of a table's partition keys under its rule, as of one moment. All in the arena that it
 * was read with. */
struct projection_column {
    struct text name, key_type;
    enum key_kind kind; /* of key_type */
    enum projection_type type;

    bool is_empty;  /* a range that holds nothing at this moment */
    bool is_sorted; /* later values have larger keys */
    uint64_t last;  /* the index of the last value */

    /* Lists: enum's values, each once; injected: what the filter asks for. */
    const struct projection_value *values;
    size_t values_count;

    int64_t first, interval; /* integer */
    int digits;

    struct text format; /* date */
    struct date_pattern pattern;
    struct date_steps steps;
    struct projection_bound from, to;
    int64_t step_count; /* the interval as the rule says it */
    enum date_unit step_unit;
    bool is_unit_default;
};

/* Appends the text of the i-th value, i <= last. */
void projection_column_value(const struct projection_column *column, uint64_t i, struct buf *out);

/* The index of a value by its exact text. False where the rule does not make it. An injected
 * column's is searched among those of its filter. */
bool projection_column_find(const struct projection_column *column, struct text value,
                            uint64_t *i) MUST_CHECK;

/* How many values there are; UINT64_MAX for that or one more. */
uint64_t projection_column_count(const struct projection_column *column);

/* A number that a value keeps while the range around it moves with the clock; neighbours differ by
 * one. For shares that stay disjoint. */
uint64_t projection_column_number(const struct projection_column *column, uint64_t i);

/* Makes the texts the column's list: sorted by value, each once. In the arena. */
void projection_column_list(struct projection_column *column, const struct text *texts,
                            size_t count, struct arena *arena);

#endif
