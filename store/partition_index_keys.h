/* SPDX-License-Identifier: Apache-2.0
 * What a partition index holds: the key of each partition once more, with the values of the index
 * in front and the others behind them in the table's order. So an index answers filters by itself,
 * and its order is as stable as that of the table.
 *
 * Writes keep all indexes of a table up to date from the moment they exist. A table that has
 * partitions by then is taken over in the background (store/partition_index_fill.h); until that is
 * done the index is not read. */
#ifndef PROPOLIS_STORE_PARTITION_INDEX_KEYS_H
#define PROPOLIS_STORE_PARTITION_INDEX_KEYS_H

#include "store/partition.h"

/* Which of the table's keys stands at each place of an index. */
struct key_order {
    size_t count;
    size_t places[LIMIT_PARTITION_KEYS];
};

void key_order_of(const struct partition_index *index, size_t keys_count, struct key_order *out);
bool key_order_equal(const struct key_order *a, const struct key_order *b);

/* Appends an encoded key of the table in another order. */
void key_order_apply(const struct key_order *order, struct text key, struct buf *out);

/* The order that brings keys of this order back into that of the table. */
void key_order_invert(const struct key_order *order, struct key_order *out);

/* The partition keys in another order, in the arena. */
const struct partition_keys *key_order_keys(const struct key_order *order,
                                            const struct partition_keys *keys, struct arena *arena);

/* A partition came, with its key in the order of the table, or went. */
int partition_index_keys_insert(struct tx *tx, struct partition_table *t, struct text key,
                                int64_t id) MUST_CHECK;
int partition_index_keys_delete(struct tx *tx, struct partition_table *t,
                                struct text key) MUST_CHECK;

/* An index came: what the table has is taken over later. An index went: its keys go later. */
int partition_index_keys_begin(struct tx *tx, int64_t table_id, int64_t index_no) MUST_CHECK;
int partition_index_keys_drop(struct tx *tx, int64_t index_no) MUST_CHECK;

/* Whether an index holds the whole table: 1, 0, or -1. */
int partition_index_keys_whole(struct tx *tx, int64_t index_no) MUST_CHECK;

#endif
