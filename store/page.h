/* SPDX-License-Identifier: Apache-2.0
 * One page of a list: where it begins, how long it may be, and where the next one begins. Positions
 * are keys, not counts, so a page after a million costs the same as the first.
 *
 * A page is full at its number of items or at LIMIT_PAGE_BYTES, whichever comes first, because an
 * item may be megabytes: so no list holds up a listener's thread or the memory of all requests. */
#ifndef PROPOLIS_STORE_PAGE_H
#define PROPOLIS_STORE_PAGE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"

struct page {
    struct text after; /* position of the last item of the page before; {NULL, 0}: from the start */
    int64_t limit;     /* items */
    struct arena *arena; /* takes `next` */
    struct text next;    /* position for the page after this one; {NULL, 0}: this was the last */
    int64_t count;       /* items on it so far */
    struct text last;    /* position of the last one, once the page is full */
};

/* To be asked before each item. False when the page is full: `next` is set, and the list ends. */
bool page_has_room(struct page *page);

/* To be told after each item: where it stands, and the answer that it was written to. */
void page_add(struct page *page, struct text position, const struct buf *out);

/* The same for lists whose positions are numbers. */
void page_add_number(struct page *page, int64_t position, const struct buf *out);

#endif
