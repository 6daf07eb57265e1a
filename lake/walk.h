/* SPDX-License-Identifier: Apache-2.0
 * The folders below a location, listed many at once, down to where the caller says; and which of
 * many folders are there. Nothing else may be under way in the lake meanwhile. */
#ifndef PROPOLIS_LAKE_WALK_H
#define PROPOLIS_LAKE_WALK_H

#include <stdatomic.h>

#include "lake/lake.h"

struct lake_walk {
    struct location root;           /* its key is empty or ends in '/' */
    size_t folders_max;             /* folders that are found; ERR_LIMIT beyond it */
    int64_t deadline_us;            /* clock_monotonic_us; ERR_TIMEOUT beyond it */
    const atomic_bool *is_stopping; /* ERR_UNAVAILABLE once it holds; NULL: never */
    /* A folder: its path below the root, ending in '/' and borrowed, and its depth, from 1. True:
     * it is listed too. An error it sets ends the walk. */
    bool (*on_folder)(void *context, struct text path, size_t depth, struct err *err);
    /* Entries of a folder that have no place in a path of text. May be NULL. */
    void (*on_unreadable)(void *context, struct text path);
    void *context;
};

/* The order is any. A folder that goes away meanwhile is empty; the root must be there, where the
 * store knows of empty folders. Errors: those of lake_list. */
int lake_walk(struct lake *lake, const struct lake_walk *walk, struct err *err) MUST_CHECK;

struct lake_probe {
    const struct location *folders; /* their keys end in '/' */
    size_t count;
    bool *there;         /* out, one for each: whether there is anything in it; in local folders,
                            whether there is such a folder */
    int64_t deadline_us; /* as above, and the next too */
    const atomic_bool *is_stopping;
};

/* Errors: those of lake_list but NOT_FOUND. */
int lake_probe(struct lake *lake, const struct lake_probe *probe, struct err *err) MUST_CHECK;

#endif
