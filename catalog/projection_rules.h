/* SPDX-License-Identifier: Apache-2.0
 * Reading the rule of one column from a table's Parameters (projection.<column>.type, .values,
 * .range, .interval, .interval.unit, .digits, .format), as Athena's guide describes them
 * (awsdocs/amazon-athena-user-guide, partition-projection-supported-types). */
#ifndef PROPOLIS_CATALOG_PROJECTION_RULES_H
#define PROPOLIS_CATALOG_PROJECTION_RULES_H

#include "catalog/projection_column.h"

/* What the rules of a table are read from. */
struct projection_context {
    const struct value *parameters; /* of the table */
    int64_t now_ms;
    struct arena *arena;
    struct err *err;
};

/* A property of a column ("range"), or NULL; its name is compared without regard to case. */
const struct value *projection_property(const struct projection_context *context,
                                        const struct projection_column *column,
                                        const char *property);

/* Fills in the rule of a column whose name, key_type and kind are set. ERR_INVALID names column,
 * property and rule. */
int projection_column_read(const struct projection_context *context,
                           struct projection_column *column) MUST_CHECK;

/* Fails with the words that all messages begin with. */
int projection_fail(const struct projection_context *context,
                    const struct projection_column *column, const char *property,
                    const char *format, ...) PRINTF_LIKE(4, 5);

/* The two parts of projection_column_read that have files of their own. */
int projection_read_date(const struct projection_context *context,
                         struct projection_column *column) MUST_CHECK;
int projection_read_bound(const struct projection_context *context,
                          const struct projection_column *column, struct text text,
                          struct projection_bound *out) MUST_CHECK;

/* The two bounds of "a,b". */
int projection_read_range(const struct projection_context *context,
                          const struct projection_column *column, struct text *from,
                          struct text *to) MUST_CHECK;

/* An optional positive number. */
int projection_read_positive(const struct projection_context *context,
                             const struct projection_column *column, const char *property,
                             int64_t *out) MUST_CHECK;

#endif
