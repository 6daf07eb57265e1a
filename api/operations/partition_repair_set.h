/* SPDX-License-Identifier: Apache-2.0
 * Many texts as their hashes, sixteen bytes each, so that ten million partitions are 160 MB. Texts
 * may be in it several times, and one may be marked as often as it is. */
#ifndef PROPOLIS_API_OPERATIONS_PARTITION_REPAIR_SET_H
#define PROPOLIS_API_OPERATIONS_PARTITION_REPAIR_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

struct crypto;

/* The first half of a SHA-256. */
struct repair_hash {
    uint64_t high, low;
};
struct repair_hash repair_hash_of(struct crypto *crypto, struct text t);
int repair_hash_compare(struct repair_hash a, struct repair_hash b);

struct repair_set {
    struct repair_hash *items;
    bool *marks;
    size_t n, room;
};

/* Begins zeroed, and is so again afterwards. */
void repair_set_release(struct repair_set *set);

/* All are added, then it is sorted, then it may be asked. */
void repair_set_add(struct repair_set *set, struct repair_hash hash);
void repair_set_sort(struct repair_set *set);

/* Marks one that is not marked; false where there is none. */
bool repair_set_mark(struct repair_set *set, struct repair_hash hash);

/* Whether it is there: at all, marked at least once, not marked at least once. */
bool repair_set_has(const struct repair_set *set, struct repair_hash hash);
bool repair_set_has_marked(const struct repair_set *set, struct repair_hash hash);
bool repair_set_has_unmarked(const struct repair_set *set, struct repair_hash hash);

#endif
