/* SPDX-License-Identifier: Apache-2.0
 * Searches over all tables of a catalog: what the index finds (store/search_index.h), less what the
 * rows themselves rule out, in an order in which pages follow each other.
 *
 * In the order of creation a page costs what its own tables cost. In another order, what is found
 * by few words or in a short time is sorted; of more, the tables are walked in that order until the
 * page is full. */
#ifndef PROPOLIS_STORE_SEARCH_H
#define PROPOLIS_STORE_SEARCH_H

#include "catalog/search_text.h"
#include "store/search_keys.h"
#include "store/table.h"

/* The last two stand in the documents alone: a search by them reads each table that the rest has
 * found, about 10 us. A table without one is in no span but that of any time. */
enum search_time { SEARCH_CREATED, SEARCH_UPDATED, SEARCH_ACCESSED, SEARCH_ANALYZED, SEARCH_TIMES };

struct search {
    struct text catalog; /* as in store/catalog.h */
    struct search_phrases phrases;
    struct search_span times[SEARCH_TIMES];
    enum search_sort sort;
    bool descending;
    /* 1: the caller may see the table, 0: not, -1: failed with the transaction's error set. NULL:
     * all. Asked for tables that the rest has found, so pages are as large as they were asked for.
     */
    int (*allows)(void *context, struct tx *tx, const struct table_name *name);
    void *context;
    struct table_filter filter; /* its `complete` alone counts */
};

/* Appends a page of Table objects, separated by commas. ERR_NOT_FOUND (the catalog), ERR_INVALID
 * (a position of another sort order), ERR_TIMEOUT. */
int search_tables(struct tx *tx, const struct search *search, struct page *page,
                  struct buf *out) MUST_CHECK;

#endif
