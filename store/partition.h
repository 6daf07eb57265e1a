/* SPDX-License-Identifier: Apache-2.0
 * Partitions of a table. A narrow tree of keys (catalog/partition_key.h) gives the order and the
 * filters; bodies lie clustered by table; column lists and descriptors are kept once per distinct
 * one. */
#ifndef PROPOLIS_STORE_PARTITION_H
#define PROPOLIS_STORE_PARTITION_H

#include "catalog/expression.h"
#include "catalog/partition_draft.h"
#include "store/change.h"
#include "store/descriptor.h"
#include "store/partition_index.h"
#include "store/table.h"

/* A table opened for work on its partitions: what is the same for all of them. In the arena of
 * partition_table_open. */
struct partition_table {
    struct table table;
    struct partition_keys keys;
    struct arena *arena;
    struct descriptor_set descriptors;
    const struct value *input;               /* the table's own members: a TableInput */
    const struct partition_indexes *indexes; /* of partition_table_indexes; NULL: not asked yet */
    struct text names;                       /* in each Partition object; NULL: not needed yet */
    int64_t expected; /* how many partitions the caller means to create; 0: perhaps one */
    int64_t number, numbers_left; /* of partitions to come */
};

/* ERR_NOT_FOUND. Everything found is kept in `arena` while the partitions are worked on. */
int partition_table_open(struct tx *tx, const struct table_name *name, struct arena *arena,
                         struct partition_table *out) MUST_CHECK;

/* ERR_INVALID unless there is one value per partition key. */
int partition_check_values(struct tx *tx, const struct partition_table *t,
                           const struct value *values) MUST_CHECK;

/* ERR_EXISTS: "Partition already exists."; nothing is written then. After any other error the
 * transaction is to be given up. Give the first and the last id of a call to partition_log. */
int partition_create(struct tx *tx, struct partition_table *t, const struct partition_draft *draft,
                     int64_t *id) MUST_CHECK;

/* Replaces the partition with these values; the draft may carry other values, which moves it.
 * ERR_NOT_FOUND, ERR_EXISTS. */
int partition_update(struct tx *tx, struct partition_table *t, const struct value *values,
                     const struct partition_draft *draft, int64_t *id) MUST_CHECK;

/* ERR_NOT_FOUND: "Cannot find partition." */
int partition_delete(struct tx *tx, struct partition_table *t, const struct value *values,
                     int64_t *id) MUST_CHECK;

/* What a call changed: the values as JSON arrays joined by commas, and the ids of the first and the
 * last. */
struct partition_changes {
    struct text values;
    int64_t first_id, last_id;
};

/* One row in the change log for all partitions that a call changed; none when there are none. Those
 * that a call created have all numbers from the first to the last, so their values, which stand in
 * the partitions, are not repeated. */
int partition_log(struct tx *tx, const struct partition_table *t, enum change_kind kind,
                  const struct partition_changes *changes) MUST_CHECK;

/* Appends the Partition object. ERR_NOT_FOUND. `found` non-NULL: absence is no error but said
 * there. */
int partition_get(struct tx *tx, struct partition_table *t, const struct value *values, bool *found,
                  struct buf *out) MUST_CHECK;

/* Whether there is a partition with these values whose location is this very text. */
int partition_lies_at(struct tx *tx, struct partition_table *t, const struct value *values,
                      struct text location, bool *lies) MUST_CHECK;

/* Takes partitions by their keys instead of having their objects written: for names and counts. A
 * key is in the order of the table, and borrowed until the call returns. */
struct partition_taker {
    bool (*wants)(void *context, struct text key); /* NULL: all that the filter leaves */
    int (*take)(void *context, struct text key, int64_t id);
    void *context;
};

struct partition_list {
    const struct expression *filter; /* of the table's keys (partition_table.keys) ... */
    struct text expression;          /* ... and the text that it was parsed from */
    int64_t segment, segments; /* disjoint, complete shares, stable across pages; 0 of 1: all */
    bool without_columns;      /* ExcludeColumnSchema */
    const struct partition_taker *taker; /* NULL: objects are written */
};

/* Appends a page of Partition objects, separated by commas. Their order is that of their keys,
 * unless a partition index answers the filter or a share of the unfiltered table is asked for; it
 * stays what the first page chose. */
int partition_list(struct tx *tx, struct partition_table *t, const struct partition_list *list,
                   struct page *page, struct buf *out) MUST_CHECK;

/* A partition as those who compare see it. Borrowed until the next one. */
struct partition_row {
    struct text key;  /* its position */
    struct text vals; /* a JSON array */
    struct text location, parameters;
};

/* 0: go on; 1: stop; -1: stop with the error set. */
typedef int partition_visit(void *context, const struct partition_row *row);

/* Visits the partitions of the table in key order, from behind a position (empty: from the
 * start): the
 * way of crawls and repairs to know what is there. */
int partition_each(struct tx *tx, struct partition_table *t, struct text after,
                   partition_visit *visit, void *context) MUST_CHECK;

#endif
