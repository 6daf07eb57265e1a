/* SPDX-License-Identifier: Apache-2.0
 * Ids of tables in ascending order, four bytes each: what a search has found so far. */
#ifndef PROPOLIS_STORE_SEARCH_IDS_H
#define PROPOLIS_STORE_SEARCH_IDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct search_ids {
    int32_t *items;
    size_t count, room;
};

/* Adds one at the end. Ids of tables are below 2^31 (migrations/0001). */
void search_ids_add(struct search_ids *ids, int64_t id);

/* Brings them in order where they were added in another. */
void search_ids_sort(struct search_ids *ids);

bool search_ids_has(const struct search_ids *ids, int64_t id);

/* How many of them are smaller. */
size_t search_ids_below(const struct search_ids *ids, int64_t id);

void search_ids_release(struct search_ids *ids);

#endif
