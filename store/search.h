/* SPDX-License-Identifier: Apache-2.0
 * Searches over all tables of a catalog: what the index finds (store/search_index.h), less what the
 * rows themselves rule out, in an order in which pages follow each other.
 *
 * Without a sort order tables come by their id, that is in the order of their creation, and a page
 * costs what its own tables cost. With one, each page looks at every table that the rest of the
 * search finds and keeps the first of them: about one microsecond each, given up at the deadline.
 */
#ifndef PROPOLIS_STORE_SEARCH_H
#define PROPOLIS_STORE_SEARCH_H

#include "catalog/search_text.h"
#include "store/table.h"

enum search_sort {
    SEARCH_SORT_NONE,
    SEARCH_SORT_NAME,
    SEARCH_SORT_DATABASE,
    SEARCH_SORT_TYPE,
    SEARCH_SORT_CREATED,
    SEARCH_SORT_UPDATED
};

enum search_comparator {
    SEARCH_EQUALS,
    SEARCH_GREATER_THAN,
    SEARCH_LESS_THAN,
    SEARCH_GREATER_THAN_EQUALS,
    SEARCH_LESS_THAN_EQUALS
};

struct search_time {
    bool of_update; /* else of the creation */
    enum search_comparator comparator;
    int64_t ms,
        precision_ms; /* a time equals another within the precision that it was given with */
};

struct search {
    struct text catalog; /* as in store/catalog.h */
    struct search_phrases phrases;
    const struct search_time *times; /* all must hold */
    size_t times_count;
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
