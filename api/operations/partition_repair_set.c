/* SPDX-License-Identifier: Apache-2.0 */
#include "api/operations/partition_repair_set.h"

#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "base/memory.h"

struct repair_hash repair_hash_of(struct crypto *crypto, struct text t)
{
    unsigned char bytes[CRYPTO_HASH_BYTES];
    struct repair_hash hash;
    crypto_sha256(crypto, t, bytes);
    memcpy(&hash, bytes, sizeof hash);
    return hash;
}

int repair_hash_compare(struct repair_hash a, struct repair_hash b)
{
    if (a.high != b.high)
        return a.high < b.high ? -1 : 1;
    return a.low == b.low ? 0 : a.low < b.low ? -1 : 1;
}

static int by_hash(const void *a, const void *b)
{
    return repair_hash_compare(*(const struct repair_hash *)a, *(const struct repair_hash *)b);
}

void repair_set_release(struct repair_set *set)
{
    free(set->items);
    free(set->marks);
    *set = (struct repair_set){.n = 0};
}

void repair_set_add(struct repair_set *set, struct repair_hash hash)
{
    if (set->n == set->room) {
        set->room = set->room ? 2 * set->room : 64;
        set->items = memory_resize(set->items, set->room * sizeof set->items[0]);
    }
    set->items[set->n++] = hash;
}

void repair_set_sort(struct repair_set *set)
{
    if (set->n)
        qsort(set->items, set->n, sizeof set->items[0], by_hash);
    set->marks = memory_new(set->n + 1);
}

/* The first place whose hash is not below, or with `after` the first that is above. */
static size_t place_of(const struct repair_set *set, struct repair_hash hash, bool after)
{
    size_t low = 0, high = set->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (repair_hash_compare(set->items[middle], hash) < (after ? 1 : 0))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool repair_set_has(const struct repair_set *set, struct repair_hash hash)
{
    size_t i = place_of(set, hash, false);
    return i < set->n && repair_hash_compare(set->items[i], hash) == 0;
}

/* Marks begin at the first of those that are equal. */
bool repair_set_mark(struct repair_set *set, struct repair_hash hash)
{
    size_t end = place_of(set, hash, true);
    for (size_t i = place_of(set, hash, false); i < end; i++) {
        if (set->marks[i])
            continue;
        set->marks[i] = true;
        return true;
    }
    return false;
}

bool repair_set_has_marked(const struct repair_set *set, struct repair_hash hash)
{
    return repair_set_has(set, hash) && set->marks[place_of(set, hash, false)];
}

bool repair_set_has_unmarked(const struct repair_set *set, struct repair_hash hash)
{
    return repair_set_has(set, hash) && !set->marks[place_of(set, hash, true) - 1];
}
