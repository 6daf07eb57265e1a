/* SPDX-License-Identifier: Apache-2.0
 * The columns of a table that is known already, when files were looked at again. Pure.
 *
 * Types only widen: what is known and what was found merge (catalog/hive_type.h), because files
 * that were not looked at, and readers, hold to what was known. Columns that no file has any more
 * go where the policy lets them. */
#ifndef PROPOLIS_CRAWLER_COLUMNS_H
#define PROPOLIS_CRAWLER_COLUMNS_H

#include "base/arena.h"
#include "base/text.h"

struct column;

enum column_policy {
    COLUMNS_REPLACE, /* UPDATE_IN_DATABASE: add, drop, widen */
    COLUMNS_ADD,     /* MergeNewColumns: add, nested too, and nothing else */
    COLUMNS_KEEP     /* LOG: change nothing */
};

/* What becomes of a column that no file had which was looked at. */
enum missing_policy {
    MISSING_GOES, /* all files were looked at: the policy decides */
    MISSING_TOLD, /* only some of each folder's were: it stays, and is told */
    MISSING_STAYS /* some could not be read at all: nothing is known about it */
};

struct known_column {
    struct text name, type;
};

struct planned_column {
    struct text name, type;
    size_t known; /* its index among the known ones, or COLUMN_IS_NEW */
};

#define COLUMN_IS_NEW SIZE_MAX

/* A difference between what is known and what was found. */
struct column_change {
    struct text column;
    const char *kind; /* "added", "removed", "widened", "narrowed", "incompatible", "missing" */
    struct text before, after; /* types; empty: none */
    bool applied;
    const char *reason; /* why it is not applied, as a sentence; NULL where it is */
};

struct column_plan {
    struct planned_column *columns; /* what the table gets */
    size_t n;
    struct planned_column *wanted; /* what it would get if every policy were COLUMNS_REPLACE */
    size_t wanted_n;
    struct column_change *changes;
    size_t changes_n;
    bool differs; /* `columns` are not the known ones */
    bool moved;   /* columns that stay stand in another order */
};

struct column_input {
    const struct known_column *known;
    size_t known_n;
    const struct column *found; /* with the types that the table's SerDe reads */
    size_t found_n;
    const bool *found_empty; /* per found column: no value was seen, so its type says nothing */
    enum column_policy policy;
    enum missing_policy missing;
    bool in_file_order; /* the files are read by position, and all have the order of `found` */
};

/* Everything in the arena. Columns keep their order and new ones come last; in file order they
 * stand as in the files, unless a column stays that the files have not. */
void column_plan_make(const struct column_input *in, struct arena *a, struct column_plan *out);

#endif
