/* SPDX-License-Identifier: Apache-2.0
 * Statistics of columns, of a table and of its partitions. They go with their table or partition; a
 * partition that is moved to other values keeps them. A column that is dropped or gets another type
 * loses its own, as in Hive, and the partition keys are columns too. */
#ifndef PROPOLIS_STORE_COLUMN_STATISTICS_H
#define PROPOLIS_STORE_COLUMN_STATISTICS_H

#include "catalog/column_statistics_draft.h"
#include "store/partition.h"

/* Whose statistics are meant. Opened once per call. */
struct statistics_owner {
    struct table table;
    int64_t partition_id;       /* 0: the table's own */
    const struct value *values; /* of the partition; NULL: the table's own. Borrowed */
};

/* Finds the owner: the table, or with `values` one of its partitions. ERR_NOT_FOUND, and
 * ERR_INVALID for a wrong number of values. What was found is in the arena. */
int statistics_open(struct tx *tx, const struct table_name *name, const struct value *values,
                    struct arena *arena, struct statistics_owner *out) MUST_CHECK;

/* Appends the ColumnStatistics of one column (folded), behind a comma unless it is the first;
 * `*found` says whether there are any. */
int statistics_get(struct tx *tx, const struct statistics_owner *owner, struct text column,
                   bool *found, struct buf *out) MUST_CHECK;

/* The columns of the owner's table, for statistics_knows. In the arena. */
int statistics_columns(struct tx *tx, const struct statistics_owner *owner, struct arena *arena,
                       struct value **table_input) MUST_CHECK;

/* Whether the table has the column, or a partition key of the name. */
bool statistics_knows(const struct value *table_input, struct text column);

/* Puts those of one column in the place of any before. */
int statistics_put(struct tx *tx, const struct statistics_owner *owner,
                   const struct column_statistics_draft *draft) MUST_CHECK;

/* Deletes those of one column; having none is no error. `*deleted` says whether there were any. */
int statistics_delete(struct tx *tx, const struct statistics_owner *owner, struct text column,
                      bool *deleted) MUST_CHECK;

/* One row in the change log for what a call did; `columns` are their names as JSON, joined by
 * commas. */
int statistics_log(struct tx *tx, const struct statistics_owner *owner, enum change_kind kind,
                   struct text columns) MUST_CHECK;

/* Deletes all of a partition that goes. */
int statistics_forget_partition(struct tx *tx, int64_t table_id, int64_t partition_id) MUST_CHECK;

/* Before a table's columns change from those of its tail to the draft's: forgets those of columns
 * that go or change their type. */
int statistics_forget_columns(struct tx *tx, const struct table *table,
                              const struct table_draft *draft) MUST_CHECK;

#endif
