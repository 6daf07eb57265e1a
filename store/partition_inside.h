/* SPDX-License-Identifier: Apache-2.0
 * What the two files of partitions share: their statements and how a partition is found. */
#ifndef PROPOLIS_STORE_PARTITION_INSIDE_H
#define PROPOLIS_STORE_PARTITION_INSIDE_H

#include "store/db.h"
#include "store/partition.h"

enum partition_statement {
    PARTITION_TAKE_NUMBERS,
    PARTITION_KEY_INSERT,
    PARTITION_KEY_DELETE,
    PARTITION_KEY_FIND,
    PARTITION_INSERT,
    PARTITION_UPDATE,
    PARTITION_DELETE,
    PARTITION_BODY,
    PARTITION_LIST,
    PARTITION_BODIES,
    PARTITION_WALK,
    PARTITION_INDEX_WALK
};

/* Appends the encoded key of the values. */
void partition_encode_key(const struct partition_table *t, const struct value *values,
                          struct buf *key);

/* 1: found, 0: not, -1: error. */
int partition_find(struct tx *tx, const struct partition_table *t, const struct value *values,
                   int64_t *id) MUST_CHECK;

/* How the partitions of one answer are written. */
struct partition_style {
    struct text names; /* what all of them have in common */
    bool without_columns;
};
void partition_style_begin(struct partition_table *t, bool without_columns,
                           struct partition_style *out);

/* Appends the Partition object of a row whose next columns are those of a body. */
int partition_put_row(struct tx *tx, struct partition_table *t, struct query *q,
                      const struct partition_style *style, struct buf *out) MUST_CHECK;

/* The same for a partition by its id. */
int partition_put_by_id(struct tx *tx, struct partition_table *t, int64_t id,
                        const struct partition_style *style, struct buf *out) MUST_CHECK;

#endif
