/* SPDX-License-Identifier: Apache-2.0
 * What the two files of partitions share: their statements and how a partition is found. */
#ifndef PROPOLIS_STORE_PARTITION_INSIDE_H
#define PROPOLIS_STORE_PARTITION_INSIDE_H

#include "store/partition.h"

enum partition_statement {
    PARTITION_TAKE_NUMBER,
    PARTITION_KEY_INSERT,
    PARTITION_KEY_DELETE,
    PARTITION_KEY_FIND,
    PARTITION_INSERT,
    PARTITION_UPDATE,
    PARTITION_DELETE,
    PARTITION_BODY,
    PARTITION_LIST
};

/* Appends the encoded key of the values. */
void partition_encode_key(const struct partition_table *t, const struct value *values,
                          struct buf *key);

/* 1: found, 0: not, -1: error. */
int partition_find(struct tx *tx, const struct partition_table *t, const struct value *values,
                   int64_t *id) MUST_CHECK;

#endif
