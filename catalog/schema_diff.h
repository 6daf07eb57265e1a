/* SPDX-License-Identifier: Apache-2.0
 * Drift: what changed between two versions of a table's schema, how bad each change is for those
 * who read the table, and what their engines will do. Pure; the severities are rows of
 * catalog/schema_diff_rules.c with their sources beside them. */
#ifndef PROPOLIS_CATALOG_SCHEMA_DIFF_H
#define PROPOLIS_CATALOG_SCHEMA_DIFF_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "catalog/hive_type.h"

struct value;

struct schema_column {
    struct text name, type, comment;
};

/* What else decides how the files of a table are read. */
enum schema_fact {
    SCHEMA_INPUT_FORMAT,
    SCHEMA_OUTPUT_FORMAT,
    SCHEMA_CLASSIFICATION,
    SCHEMA_SERDE,
    SCHEMA_COMPRESSION,
    SCHEMA_DELIMITER,
    SCHEMA_QUOTE,
    SCHEMA_ESCAPE,
    SCHEMA_HEADER_LINES,
    SCHEMA_ORC_INDEX_ACCESS,     /* "false": ORC columns are found by name */
    SCHEMA_PARQUET_INDEX_ACCESS, /* "true": Parquet columns are found by position */
    SCHEMA_FACTS
};

/* One version of a table's schema. Everything is borrowed. */
struct table_schema {
    const struct schema_column *columns, *keys; /* keys: the partition keys */
    size_t columns_count, keys_count;
    struct text facts[SCHEMA_FACTS]; /* empty: not said */
};

/* Ordered: the worst change speaks for a diff. */
enum severity {
    SEVERITY_INFO,     /* readers go on as before */
    SEVERITY_WARNING,  /* some readers may meet an error or other values */
    SEVERITY_BREAKING, /* a query that ran fails, or files written before cannot be read rightly any
                          more */
    SEVERITIES
};

enum schema_change_kind {
    SCHEMA_CHANGE_ADDED,
    SCHEMA_CHANGE_REMOVED,
    SCHEMA_CHANGE_RETYPED,
    SCHEMA_CHANGE_REORDERED,
    SCHEMA_CHANGE_COMMENTED, /* the comment differs; alone no drift */
    SCHEMA_CHANGE_KEY_ADDED,
    SCHEMA_CHANGE_KEY_REMOVED,
    SCHEMA_CHANGE_KEY_RETYPED,
    SCHEMA_CHANGE_KEY_REORDERED,
    SCHEMA_CHANGE_FORMAT,
    SCHEMA_CHANGE_SERDE,
    SCHEMA_CHANGE_COMPRESSION,
    SCHEMA_CHANGE_DELIMITER, /* delimiter, quote or escape character */
    SCHEMA_CHANGE_HEADER,
    SCHEMA_CHANGE_KINDS
};

struct schema_change {
    enum schema_change_kind kind;
    struct text column; /* path of the column: "address.zip", "tags.element", "scores.value"; empty
                           for facts */
    const char *property; /* a fact's name ("classification"); NULL for columns */
    struct text from,
        to; /* types; positions from 1 of what was moved; values of a fact. Long ones are cut */
    enum hive_change change; /* of a retyped column; HIVE_SAME otherwise */
    struct text renamed;     /* the other name, where an added and a removed column look like one
                                renamed column */
    enum severity severity;
    const char *consequence; /* a sentence for people: what their engine will do */
};

struct schema_diff {
    struct schema_change *changes;
    size_t count;   /* at most LIMIT_DRIFT_CHANGES */
    size_t omitted; /* how many more there were; the severity counts them too */
    enum severity severity;
    bool is_drift; /* something other than comments changed */
};

/* Compares two versions. Names are compared without regard to case; types that differ in spelling
 * only do not differ; structs, arrays and maps are compared inside, and types that Hive could not
 * read as plain texts. What `out` holds lives in `arena` or is borrowed from the two schemas. */
void schema_diff(const struct table_schema *from, const struct table_schema *to,
                 struct arena *arena, struct schema_diff *out);

/* Reads the schema of a decoded TableInput (catalog/shapes_table.h). Borrowed from
 * the values and the arena. */
void schema_of_table_input(const struct value *table_input, struct arena *arena,
                           struct table_schema *out);

/* Writes {"Changes":[...],"Severity":"BREAKING"}; "ChangesOmitted" follows the changes where some
 * were. A change is, with what does not apply left out, {"Kind":"RETYPED","Column":"address.zip",
 * "Property":"classification","From":"int","To":"bigint","Change":"WIDENED","RenamedFrom":"b",
 * "RenamedTo":"x","Severity":"INFO","Consequence":"..."}. */
void schema_diff_put(struct buf *out, const struct schema_diff *diff);

/* The members of that object without its braces, to be written into another one. At most
 * `changes_max` changes are written, the rest are counted as omitted. */
void schema_diff_put_members(struct buf *out, const struct schema_diff *diff, size_t changes_max);

/* "INFO", "WARNING", "BREAKING", and back: false for any other text. */
const char *severity_name(enum severity severity);
bool severity_of(struct text name, enum severity *out) MUST_CHECK;

/* "ADDED", "PARTITION_KEY_ADDED", ... */
const char *schema_change_kind_name(enum schema_change_kind kind);

#endif
