/* SPDX-License-Identifier: Apache-2.0
 * Storage descriptors that partitions share: stored once per distinct one and table, by hash and
 * then by bytes. */
#ifndef PROPOLIS_STORE_DESCRIPTOR_H
#define PROPOLIS_STORE_DESCRIPTOR_H

#include "store/store.h"

/* A descriptor in memory; both texts live in the arena of its set. */
struct descriptor {
    struct descriptor *next;
    int64_t id;
    struct text columns; /* JSON array */
    struct text text;    /* the other members, less Location and Parameters */
};

/* Those of one table that were met during a piece of work, which are mostly few. */
struct descriptor_set {
    int64_t table_id;
    struct arena *arena;
    struct descriptor *met;
    bool without_columns; /* descriptor_get leaves `columns` empty */
};

/* The id of the descriptor with these texts; a new one when there is none. */
int descriptor_intern(struct tx *tx, struct descriptor_set *set, const struct descriptor *wanted,
                      int64_t *id) MUST_CHECK;

/* The descriptor of an id. ERR_TOO_LARGE when those met are more than the arena's limit. */
int descriptor_get(struct tx *tx, struct descriptor_set *set, int64_t id,
                   const struct descriptor **out) MUST_CHECK;

#endif
