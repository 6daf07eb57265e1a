/* SPDX-License-Identifier: Apache-2.0
 * Registered partitions by their keys alone, without their bodies: for names, counts, and for what
 * is merged with projected partitions. */
#ifndef PROPOLIS_STORE_PARTITION_SCAN_H
#define PROPOLIS_STORE_PARTITION_SCAN_H

#include "store/partition.h"

struct partition_scan {
    const struct expression *filter;
    struct text after; /* the key behind which to begin; {NULL, 0}: the start */
    int64_t segment, segments;
};

/* Called for each, in the order of the keys; `key` is borrowed until it returns. 0: go on; 1: stop;
 * -1: stop with the error set. */
typedef int partition_on_key(void *context, struct text key, int64_t id);

int partition_scan_keys(struct tx *tx, struct partition_table *t, const struct partition_scan *scan,
                        partition_on_key *on_key, void *context) MUST_CHECK;

/* How many pass the filter of a list, of which its pages and shares do not count. */
int partition_scan_count(struct tx *tx, struct partition_table *t,
                         const struct partition_list *list, int64_t *count) MUST_CHECK;

/* Whether the table has any. */
int partition_scan_any(struct tx *tx, const struct partition_table *t, bool *any) MUST_CHECK;

/* The values of a key, one per partition key. Their texts lie in `room`, which is emptied first. */
void partition_scan_values(const struct partition_table *t, struct text key, struct buf *room,
                           struct text *values);

/* 1: there is a partition with these values, and `id` is its; 0: there is none; -1: error. */
int partition_scan_find(struct tx *tx, const struct partition_table *t, const struct value *values,
                        int64_t *id) MUST_CHECK;

/* Appends the Partition object of an id. */
int partition_scan_put(struct tx *tx, struct partition_table *t, int64_t id, bool without_columns,
                       struct buf *out) MUST_CHECK;

#endif
