/* SPDX-License-Identifier: Apache-2.0
 * The inside of schema_diff: how bad a change is, by what changed and how the files are read. */
#ifndef PROPOLIS_CATALOG_SCHEMA_DIFF_RULES_H
#define PROPOLIS_CATALOG_SCHEMA_DIFF_RULES_H

#include "catalog/schema_diff.h"

enum drift {
    DRIFT_ADDED_LAST,
    DRIFT_ADDED_BETWEEN, /* a column that stays stands behind it */
    DRIFT_ADDED_INSIDE,  /* at the end of a struct */
    DRIFT_ADDED_RENAMED,
    DRIFT_REMOVED_LAST,
    DRIFT_REMOVED_BETWEEN,
    DRIFT_REMOVED_RENAMED,
    DRIFT_REORDERED,
    DRIFT_WIDENED, /* the same physical family: int to bigint, float to double, binary to string */
    DRIFT_TO_DECIMAL, /* whole numbers to decimal */
    DRIFT_TO_FLOAT,   /* whole numbers and decimals to float or double */
    DRIFT_TO_TEXT,    /* anything but text to text */
    DRIFT_CONVERTED,  /* other widenings: date to timestamp */
    DRIFT_NARROWED,
    DRIFT_INCOMPATIBLE,
    DRIFT_COMMENTED,
    DRIFT_KEY_ADDED,
    DRIFT_KEY_REMOVED,
    DRIFT_KEY_REORDERED,
    DRIFT_KEY_WIDENED,
    DRIFT_KEY_TO_TEXT,
    DRIFT_KEY_RETYPED,
    DRIFT_FACT_SAID, /* a fact that was not said before */
    DRIFT_FORMAT,
    DRIFT_SERDE,
    DRIFT_COMPRESSION,
    DRIFT_DELIMITER,
    DRIFT_HEADER,
    DRIFTS
};

/* How columns are found in files. Each family but the first has a wider one, whose rules hold where
 * it has none of its own. */
enum family {
    FAMILY_ANY,
    FAMILY_BY_NAME,
    FAMILY_BY_POSITION,
    FAMILY_TEXT,    /* delimited text, regular expressions */
    FAMILY_NAMED,   /* Parquet, ORC by name */
    FAMILY_INDEXED, /* ORC, Parquet by position */
    FAMILY_JSON,
    FAMILY_AVRO,
    FAMILY_JSON_PARTITIONED, /* with partition keys: engines compare the partition's columns with
                                the table's */
    FAMILY_AVRO_PARTITIONED,
    FAMILIES
};

/* How the files of this version are read. */
enum family family_of(const struct table_schema *schema);

/* The family that holds inside of structs, which columnar formats always match by name. */
enum family family_inside(enum family family);

struct drift_rule {
    enum drift drift;
    enum family family;
    enum severity severity;
    const char *consequence;
};

/* Never NULL: every drift has a rule for any family. */
const struct drift_rule *drift_rule_find(enum drift drift, enum family family);

#endif
