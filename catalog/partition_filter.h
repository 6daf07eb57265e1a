/* SPDX-License-Identifier: Apache-2.0
 * Filter expressions over partition keys. For now: `key = 'value'` joined by AND; anything else is
 * refused with words. */
#ifndef PROPOLIS_CATALOG_PARTITION_FILTER_H
#define PROPOLIS_CATALOG_PARTITION_FILTER_H

#include "base/arena.h"
#include "base/compiler.h"
#include "base/err.h"
#include "base/text.h"

struct partition_filter {
    size_t keys_count;
    struct text *wanted; /* per key the encoded prefix its value must have; {NULL, 0}: any */
    struct text lower,
        upper; /* the range of keys worth reading: lower <= key < upper; upper {NULL,0}: open */
    bool matches_nothing; /* two different values asked for one key */
};

struct partition_keys {
    const struct text *names; /* folded */
    size_t count;
    struct text layout;
};

/* Parses an expression (empty: no filter). All in the arena. ERR_INVALID in Glue's words. */
int partition_filter_parse(struct text expression, const struct partition_keys *keys,
                           struct arena *arena, struct partition_filter *out,
                           struct err *err) MUST_CHECK;

/* Whether an encoded key (catalog/partition_key.h) passes. */
bool partition_filter_matches(const struct partition_filter *filter, struct text key);

#endif
