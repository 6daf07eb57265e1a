/* SPDX-License-Identifier: Apache-2.0
 * One search on its way: what store/search.c and store/search_sort.c share. */
#ifndef PROPOLIS_STORE_SEARCH_RUN_H
#define PROPOLIS_STORE_SEARCH_RUN_H

#include "store/search.h"

struct search_run {
    struct tx *tx;
    const struct search *search;
    struct page *page;
    struct buf *out;
    int64_t catalog_id;
    struct text catalog_name;
    struct search_ids unknown; /* what the index does not know: these are looked at themselves */
    struct search_ids few;     /* where only few can be found: these, as far as the index knows */
    bool is_few;
};

/* What of a table tells whether it is shown, and where. */
struct search_hit {
    int64_t id, created_ms, updated_ms;
    struct text name, database_name, table_type;
};

/* Is given a table while its row is at hand: 1 for more, 2 for no more, -1. */
typedef int search_take(struct search_run *run, const struct search_hit *hit, void *context);

/* Where a table's row is read: in the index's keys, or where it is stored. */
enum search_row { SEARCH_ROW_KNOWN, SEARCH_ROW_STORED, SEARCH_ROWS };

/* Hands a table over when it is one of the catalog that may be shown: what `take` answers, 0 when
 * it is not shown, -1. A table of a dropped database is gone although its row is still there. */
int search_look_at(struct search_run *run, enum search_row row, int64_t id, search_take *take,
                   void *context) MUST_CHECK;

/* The same for one that the index does not know, when it holds the phrases. */
int search_look_at_unknown(struct search_run *run, int64_t id, search_take *take,
                           void *context) MUST_CHECK;

/* Appends the table of a hit. */
int search_put(struct search_run *run, const struct search_hit *hit) MUST_CHECK;

/* A page in any order but that of creation. */
int search_sorted(struct search_run *run) MUST_CHECK;

#endif
