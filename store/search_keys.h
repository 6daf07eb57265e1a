/* SPDX-License-Identifier: Apache-2.0
 * What a search sorts by and compares: a small row per table, in the state in which the search
 * index knows it (store/search_index.h), with an index per order. Beside the tables themselves,
 * because a search touches thousands of rows, and those hold whole documents. */
#ifndef PROPOLIS_STORE_SEARCH_KEYS_H
#define PROPOLIS_STORE_SEARCH_KEYS_H

#include "store/db.h"
#include "store/search_ids.h"

/* Both ends belong to it. */
struct search_span {
    int64_t first_ms, last_ms;
};
#define SEARCH_ANY_TIME                                                                            \
    {                                                                                              \
        INT64_MIN, INT64_MAX                                                                       \
    }
bool search_span_is_any(const struct search_span *span);

/* The row of one table as it is now, and none. */
int search_keys_update(struct tx *tx, int64_t table_id) MUST_CHECK;
int search_keys_remove(struct tx *tx, int64_t table_id) MUST_CHECK;

/* Begins a query for the id of each table, those on the other side of `after` left out. */
void search_keys_begin(struct query *q, struct tx *tx, int64_t after, bool descending);

/* Takes the tables that were updated in this span: 1, 0 where there are more than `most`, -1. */
int search_keys_updated(struct tx *tx, const struct search_span *span, size_t most,
                        struct search_ids *out) MUST_CHECK;

enum search_sort {
    SEARCH_SORT_CREATED, /* the order of the ids: an order in time, whatever the clock did */
    SEARCH_SORT_NAME,
    SEARCH_SORT_DATABASE, /* then by name */
    SEARCH_SORT_TYPE,
    SEARCH_SORT_UPDATED
};

/* Where a table stands in an order: the number counts for SEARCH_SORT_UPDATED, the text for the
 * others; of a database and a name it holds both, with SEARCH_BETWEEN_NAMES between them. Where
 * these are equal the id decides. */
struct search_place {
    int64_t id, number;
    struct text text;
};
enum { SEARCH_BETWEEN_NAMES = '\1' }; /* before all that a name can hold */

/* Hands over the ids of tables in an order (any but SEARCH_SORT_CREATED), of this catalog and
 * perhaps of others, until `take` answers other than 0: 1 for enough, -1 for failed. */
struct search_walk {
    enum search_sort sort;
    bool descending;
    int64_t catalog_id;
    const struct search_place *after; /* NULL: from the beginning */
    int (*take)(void *context, int64_t id);
    void *context;
};
int search_keys_walk(struct tx *tx, const struct search_walk *walk) MUST_CHECK;

#endif
