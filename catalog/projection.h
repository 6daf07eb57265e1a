/* SPDX-License-Identifier: Apache-2.0
 * Partition projection: the partitions of a table computed from the rules in its Parameters instead
 * of read from the store, as Athena does (awsdocs/amazon-athena-user-guide, partition-projection).
 * Pure: the clock is passed in.
 *
 *   projection.enabled              true: the rules hold
 *   projection.<column>.*           catalog/projection_rules.h
 *   storage.location.template       s3://bucket/${day}/${hour}/: where a partition lies; else
 *                                   <location>/day=<day>/hour=<hour>/
 *   propolis.projection.serve       false: only registered partitions are answered
 *   propolis.projection.exists      true: only partitions whose folder exists
 *
 * docs/projection.md says what is followed where Athena and Trino differ. */
#ifndef PROPOLIS_CATALOG_PROJECTION_H
#define PROPOLIS_CATALOG_PROJECTION_H

#include "catalog/projection_rules.h"

/* A piece of a location: text as it stands, or a column's value. */
struct projection_part {
    struct text literal; /* p NULL: the column's value */
    size_t column;
    bool is_escaped; /* as in Hive's folder names; values in templates stand as they are */
};

struct projection {
    struct projection_column *columns; /* one per partition key, in their order */
    size_t count;
    struct text location_template; /* as given; {NULL, 0}: the default */
    const struct projection_part *parts;
    size_t parts_count;
};

/* What a table says of itself. Borrowed. */
struct projection_table {
    const struct value *parameters; /* TableInput's Parameters */
    const struct value *keys;       /* its PartitionKeys */
    struct text location;           /* of its storage descriptor; {NULL, 0}: none */
};

/* The pieces of a decoded TableInput (catalog/shapes_table.h). */
struct projection_table projection_table_of(const struct value *table_input);

/* Whether the table says that its partitions are projected, that they are to be answered from its
 * rules, and that only existing folders are wanted. */
bool projection_is_enabled(const struct projection_table *table);
bool projection_is_served(const struct projection_table *table);
bool projection_wants_existing(const struct projection_table *table);

/* Reads the rules as of a moment. In the arena, borrowing from the table. ERR_INVALID names the
 * column, the property and the rule that is missing, contradictory or unreadable. */
int projection_read(const struct projection_table *table, int64_t now_ms, struct arena *arena,
                    struct projection *out, struct err *err) MUST_CHECK;

/* What is wrong with the rules of a table, in words; {NULL, 0} where nothing is, or projection is
 * not enabled. In the arena. */
struct text projection_check(const struct projection_table *table, struct arena *arena);

/* The partition with these values, one per column: false where the rules do not make it. Any value
 * of an injected column is made. */
bool projection_has(const struct projection *projection, const struct text *values) MUST_CHECK;

/* Appends where a partition with these values lies. */
void projection_put_location(const struct projection *projection, const struct text *values,
                             struct buf *out);

#endif
