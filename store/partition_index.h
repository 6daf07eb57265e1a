/* SPDX-License-Identifier: Apache-2.0
 * Partition indexes of a table: which they are, and what they ask of its partitions and of updates
 * of the table. At most LIMIT_PARTITION_INDEXES per table. */
#ifndef PROPOLIS_STORE_PARTITION_INDEX_H
#define PROPOLIS_STORE_PARTITION_INDEX_H

#include "base/limits.h"
#include "catalog/partition_index_draft.h"
#include "store/table.h"

struct partition_table;

struct partition_index {
    int64_t number; /* never given twice, in no table: what is kept under it meets no other index */
    struct text name;
    const struct partition_index_key *keys; /* in the order of the index */
    size_t keys_count;
};

struct partition_indexes {
    struct partition_index items[LIMIT_PARTITION_INDEXES];
    size_t count;
};

/* The indexes of a table in the order of their creation; none is no error. In the arena. */
int partition_indexes_of(struct tx *tx, int64_t table_id, struct arena *arena,
                         struct partition_indexes *out) MUST_CHECK;

/* The same for a table that is open for work on its partitions, asked once. */
int partition_table_indexes(struct tx *tx, struct partition_table *t,
                            const struct partition_indexes **out) MUST_CHECK;

/* ERR_INVALID unless the values may be those of a new partition: see partition_index_check_value.
 */
int partition_index_check_values(struct tx *tx, struct partition_table *t,
                                 const struct value *values) MUST_CHECK;

/* ERR_INVALID where an update would rename or move a partition key of an indexed table, or change
 * the type of an indexed key. */
int partition_index_check_update(struct tx *tx, const struct table *table,
                                 const struct table_draft *draft) MUST_CHECK;

/* Gives a table that was just made its indexes. ERR_LIMIT, ERR_EXISTS. */
int partition_index_add(struct tx *tx, int64_t table_id,
                        const struct partition_index_draft *draft) MUST_CHECK;

/* The same for a table that was there, from a decoded PartitionIndex. ERR_NOT_FOUND (the table),
 * ERR_INVALID, ERR_LIMIT, ERR_EXISTS. */
int partition_index_create(struct tx *tx, const struct table_name *name,
                           const struct value *partition_index) MUST_CHECK;

/* Appends the PartitionIndexDescriptor objects of a table, separated by commas. ERR_NOT_FOUND. */
int partition_index_list(struct tx *tx, const struct table_name *name, struct buf *out) MUST_CHECK;

/* ERR_NOT_FOUND: the table or the index. */
int partition_index_delete(struct tx *tx, const struct table_name *name,
                           struct text index) MUST_CHECK;

#endif
