/* SPDX-License-Identifier: Apache-2.0
 * The type of many JSON values together. A tree of what was seen so far grows in place, value by
 * value, and becomes a Hive type at the end: whole numbers int, bigint, decimal(38,0) or double by
 * their size, others double, strings always string. Members of objects are united by name without
 * regard to case; elements of arrays are merged. What has no common type is string (hive_type_merge
 * has the same lattice). */
#ifndef PROPOLIS_CRAWLER_INFER_H
#define PROPOLIS_CRAWLER_INFER_H

#include "base/arena.h"
#include "base/compiler.h"
#include "base/err.h"
#include "base/json_read.h"
#include "catalog/hive_type.h"
#include "crawler/schema.h"

struct infer_node;

struct infer {
    struct arena *arena; /* borrowed: holds the tree and its names */
    struct infer_node *root;
    size_t fields;           /* in the whole tree, at most LIMIT_SCHEMA_FIELDS */
    struct text case_clash;  /* a name that occurs in two spellings of case, or empty */
    bool conflict;           /* set by infer_columns: structure was lost somewhere */
    struct renamed *renamed; /* set by infer_columns: nested fields only */
};

void infer_init(struct infer *in, struct arena *a);

/* Takes in one record, which must be an object. It is checked as a whole first, so that a bad one
 * changes nothing. ERR_MALFORMED for what is no JSON object, ERR_TOO_LARGE past the limit of
 * fields. */
int infer_record(struct infer *in, struct text record, struct err *e) MUST_CHECK;

/* The members of all records as columns, in the order in which they were first met, with clean
 * names (column_names_clean). */
void infer_columns(struct infer *in, struct column **columns, size_t *n);

#endif
