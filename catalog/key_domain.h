/* SPDX-License-Identifier: Apache-2.0
 * Sets of values of one partition key, as a filter describes them: sorted, disjoint intervals of
 * values (catalog/key_value.h), and whether null and values that are none of the key's type belong
 * to it. Sets are never changed once they exist; they share parts and live in arenas. */
#ifndef PROPOLIS_CATALOG_KEY_DOMAIN_H
#define PROPOLIS_CATALOG_KEY_DOMAIN_H

#include "base/arena.h"
#include "catalog/key_value.h"

/* A place between values: below all that equal `bytes`, or with `after` above them. bytes.p NULL:
 * below, or above, everything, by the end of the interval at which it stands. */
struct key_cut {
    struct text bytes;
    bool after;
};

struct key_interval {
    struct key_cut low, high;
};

/* What becomes of a value that cannot be cast to the key's type. */
enum key_other { KEY_OTHER_OUT, KEY_OTHER_ERROR, KEY_OTHER_IN };

struct key_domain {
    const struct key_interval *intervals;
    size_t count;
    bool null;
    enum key_other other;
};

extern const struct key_domain key_domain_everything, key_domain_nothing;

bool key_domain_is_everything(const struct key_domain *d);
bool key_domain_is_nothing(const struct key_domain *d);

/* Whether a value lies in one of the intervals. */
bool key_domain_has(const struct key_domain *d, struct text bytes);

/* The value of an interval that holds one only, or {NULL, 0}. */
struct text key_interval_single(const struct key_interval *i);

/* The first and last integer of an interval of integers or dates (as days); false for an empty one.
 */
bool key_interval_integers(const struct key_interval *i, int64_t *first, int64_t *last);

/* One interval without null. The cuts are borrowed. */
struct key_domain key_domain_of(struct key_interval interval, struct arena *arena);

struct key_domain key_domain_intersect(const struct key_domain *a, const struct key_domain *b,
                                       struct arena *arena);
struct key_domain key_domain_unite(const struct key_domain *a, const struct key_domain *b,
                                   struct arena *arena);

/* All values that are in no interval of `d`; neither null nor others. */
struct key_domain key_domain_invert(const struct key_domain *d, struct arena *arena);

#endif
