/* SPDX-License-Identifier: Apache-2.0
 * Storage descriptors that partitions share: stored once per distinct one and table, by hash and
 * then by bytes. */
#ifndef PROPOLIS_STORE_DESCRIPTOR_H
#define PROPOLIS_STORE_DESCRIPTOR_H

#include "store/store.h"

/* A descriptor in memory; both texts live in the arena it was read into. */
struct descriptor {
    struct descriptor *next; /* the caller's list of those met */
    int64_t id;
    struct text columns; /* JSON array */
    struct text text;    /* the other members, less Location and Parameters */
};

/* The id of the descriptor with these texts; a new one when there is none. Looks at `*met` first
 * and adds to it. */
int descriptor_intern(struct tx *tx, int64_t table_id, const struct descriptor *wanted,
                      struct arena *arena, struct descriptor **met, int64_t *id) MUST_CHECK;

/* The descriptor of an id, from `*met` or the store. */
int descriptor_get(struct tx *tx, int64_t id, struct arena *arena, struct descriptor **met,
                   const struct descriptor **out) MUST_CHECK;

#endif
