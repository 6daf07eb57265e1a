/* SPDX-License-Identifier: Apache-2.0
 * One page of a list: where it begins, how long it may be, and where the next one begins. Positions
 * are keys, not counts, so a page after a million costs the same as the first. */
#ifndef PROPOLIS_STORE_PAGE_H
#define PROPOLIS_STORE_PAGE_H

#include "base/arena.h"
#include "base/text.h"

struct page {
    struct text after; /* position of the last item of the page before; {NULL, 0}: from the start */
    int64_t limit;     /* items */
    struct arena *arena; /* takes `next` */
    struct text next;    /* position for the page after this one; {NULL, 0}: this was the last */
};

#endif
