/* SPDX-License-Identifier: Apache-2.0
 * A partition as a caller wants it, rendered into the pieces in which it is stored: values and
 * location of its own, column list and descriptor shared with the other partitions of the table. */
#ifndef PROPOLIS_CATALOG_PARTITION_DRAFT_H
#define PROPOLIS_CATALOG_PARTITION_DRAFT_H

#include "base/arena.h"
#include "base/compiler.h"
#include "base/err.h"
#include "catalog/shape.h"

/* All texts live in the arena of the drafting. Absent ones are {NULL, 0}. */
struct partition_draft {
    const struct value *values; /* a list of texts, borrowed from the input */
    struct text vals;           /* the same as JSON */
    bool has_descriptor;
    struct text columns; /* the JSON array of columns */
    /* Members of the storage descriptor less Columns, Location, Parameters. */
    struct text descriptor;
    struct text location;                  /* as JSON string content was decoded: plain text */
    struct text sd_parameters, parameters; /* JSON objects */
    struct value accessed, analyzed;       /* times, as far as they were given */
};

/* What makes drafts, one after the other: the descriptor that was rendered last is kept, because in
 * a batch most are alike. Begins with an arena and all else empty. */
struct partition_drafting {
    struct arena *arena;
    const struct value *members; /* of that descriptor */
    struct text columns, descriptor;
};

/* Renders a decoded PartitionInput (catalog/shapes_partition.h). `default_values` stand in where it
 * gives no Values (an update by key); NULL: Values must be given. ERR_INVALID. */
int partition_draft_make(struct partition_drafting *drafting, const struct value *partition_input,
                         const struct value *default_values, struct partition_draft *out,
                         struct err *err) MUST_CHECK;

#endif
