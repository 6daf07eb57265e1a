/* SPDX-License-Identifier: Apache-2.0 */
#include "store/search_ids.h"

#include <stdlib.h>

#include "base/memory.h"

enum { ROOM_FIRST = 64 };

void search_ids_add(struct search_ids *ids, int64_t id)
{
    if (ids->count == ids->room) {
        ids->room = ids->room ? 2 * ids->room : ROOM_FIRST;
        ids->items = memory_resize(ids->items, ids->room * sizeof *ids->items);
    }
    ids->items[ids->count++] = (int32_t)id;
}

static int by_id(const void *a, const void *b)
{
    const int32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

void search_ids_sort(struct search_ids *ids)
{
    if (ids->count > 1)
        qsort(ids->items, ids->count, sizeof *ids->items, by_id);
}

size_t search_ids_below(const struct search_ids *ids, int64_t id)
{
    size_t first = 0, end = ids->count;
    while (first < end) {
        size_t middle = first + (end - first) / 2;
        if (ids->items[middle] < id)
            first = middle + 1;
        else
            end = middle;
    }
    return first;
}

bool search_ids_has(const struct search_ids *ids, int64_t id)
{
    size_t at = search_ids_below(ids, id);
    return at < ids->count && ids->items[at] == id;
}

void search_ids_release(struct search_ids *ids)
{
    free(ids->items);
    *ids = (struct search_ids){NULL, 0, 0};
}
