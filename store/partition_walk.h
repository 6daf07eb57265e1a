/* SPDX-License-Identifier: Apache-2.0
 * A walk over the keys of a table's partitions, in the order of the table or of one of its indexes,
 * past those that pass a filter. It steps while that is cheap and seeks over what the filter cannot
 * want, so that its cost follows what it finds; where it finds little it goes on through packed
 * keys in memory (store/key_cache.h). */
#ifndef PROPOLIS_STORE_PARTITION_WALK_H
#define PROPOLIS_STORE_PARTITION_WALK_H

#include "base/buf.h"
#include "store/db.h"
#include "store/key_block.h"
#include "store/partition.h"

struct partition_walk {
    struct tx *tx;
    int64_t table_id, index_no;      /* index_no 0: the order of the table */
    const struct expression *filter; /* parsed for that order; NULL: all pass */
    size_t keys_count;
    struct query q;
    bool is_open, failed;
    struct buf position; /* where it was opened; in blocks, the place to go on at */
    struct buf target;   /* where the filter can want something next; empty: anywhere */
    int work;            /* rows stepped over; negative: blocks are not for this walk */
    struct key_block *block;
    uint8_t verdicts[KEY_BLOCK_ROWS];
    size_t row;
    bool in_blocks, is_over;
    struct buf key; /* of the row, put together */
};

/* Begins before the first key that is not below `from` (empty: the very first). */
void partition_walk_begin(struct partition_walk *w, struct text from);

/* The next key that passes, borrowed until the next call, and its partition. False at the end or
 * after an error. */
bool partition_walk_next(struct partition_walk *w, struct text *key, int64_t *id);

/* 0, or -1 with the error set. */
int partition_walk_end(struct partition_walk *w) MUST_CHECK;

#endif
