/* SPDX-License-Identifier: Apache-2.0
 * From folders to tables. Pure: it sees a tree whose samples were looked at, and says which folders
 * are tables, which are their partitions, and why.
 *
 * The rules, from the bottom of the tree to its top (Glue's where they are published: "How does a
 * crawler determine when to create partitions", "Creating a single schema for each Amazon S3
 * include path"):
 * - Folders named key=value are partitions of the folder that they lie in. The folder above the
 * topmost of them is the table, unless compatible schemas are to be combined. Only where they have
 * no column at all in common are they tables of their own: those beside the ones that hold more
 * than half of the files, or all, as in Glue's example of year=2017 and year=2018.
 * - Other folders beside each other become partitions of the folder that they lie in where they are
 * alike: the same format, compression and depth, columns more than 70 % alike, in folders that hold
 * more than 70 % of the files, with at most five kinds of schema among all. Those that are not
 * alike become tables of their own.
 * - A folder without any beside it is a partition where its name is a value (2026, 2026-11-19), a
 * table otherwise.
 * - Files of one folder are one table where more than 70 % of them are alike; otherwise each is a
 * table.
 * - Files beside plain folders split them: each is a table. Beside key=value folders they are left
 * alone.
 * - Where a table of the catalog has its location, a table stays, and its partitions stay
 * partitions, however alike they are and whatever folders are put into them.
 * - A configured level makes the folders of that level tables, and combining makes compatible
 * folders alike. */
#ifndef PROPOLIS_CRAWLER_LAYOUT_H
#define PROPOLIS_CRAWLER_LAYOUT_H

#include "crawler/folder.h"
#include "crawler/schema.h"

struct level {
    struct text key; /* "year", "partition_0" */
    bool named;      /* its folders are named key=value */
};

/* What a plan makes of a partition (crawler/plan.h). */
enum outcome { OUTCOME_NONE, OUTCOME_CREATED, OUTCOME_UPDATED, OUTCOME_UNCHANGED, OUTCOME_LEFT };

struct found_partition {
    struct folder *folder;
    enum outcome outcome;
    struct text *values; /* one per level */
    const struct schema *schema;
    /* Why its files are not of the table's kind, as a sentence; empty: they are. */
    struct text mismatch;
};

struct found_table {
    struct folder *root;
    struct text file; /* a table of one file among others: its name; otherwise empty */
    struct text name; /* given by table_names_give (crawler/table_name.h) */
    const struct schema *schema;
    struct level *levels;
    size_t levels_n;
    struct found_partition *partitions; /* in the order of their paths; none without levels */
    size_t partitions_n;
    uint64_t files, bytes;
    struct text reason;            /* why it is a table: a sentence */
    struct planned_table *planned; /* what a plan makes of it */
    struct found_table *next;
};

struct layout_options {
    bool combine_compatible;
    bool is_file;    /* the tree holds one file, which is the table */
    int table_depth; /* folders this deep below the target are tables; LAYOUT_NO_DEPTH: found out */
    size_t tables_max; /* more than this fail with ERR_LIMIT */
};

enum { LAYOUT_NO_DEPTH = -1, LAYOUT_ALIKE_PERCENT = 70, LAYOUT_KINDS_MAX = 5 };

struct layout {
    struct arena *arena; /* borrowed: takes all of it */
    struct layout_options options;
    struct found_table *first, *last;
    size_t tables_n;
};

/* Lays the tree out: makes the tables, and gives each of their folders `table`, `similarity` and
 * `reason`. */
int layout_make(struct layout *l, struct tree *t, struct err *err) MUST_CHECK;

/* True where two schemas are alike enough to be one table; `*percent` says how alike. */
bool layout_alike(const struct schema *left, const struct schema *right, int *percent);

#endif
