/* SPDX-License-Identifier: Apache-2.0
 * What the operations on one partition and those on many share. */
#ifndef PROPOLIS_API_OPERATIONS_PARTITION_CALL_H
#define PROPOLIS_API_OPERATIONS_PARTITION_CALL_H

#include "api/operations/operation.h"
#include "store/change.h"
#include "store/partition.h"

/* Opens the table that the call names, in its transaction and arena. */
int partition_call_open(struct call *call, struct partition_table *t) MUST_CHECK;

/* The values of changed partitions on their way into one row of the change log. Begin with
 * CHANGED_PARTITIONS_NONE. */
struct changed_partitions {
    struct buf values;
    int64_t first_id, last_id;
};
#define CHANGED_PARTITIONS_NONE                                                                    \
    {                                                                                              \
        .values.bytes_max = LIMIT_DOCUMENT_BYTES                                                   \
    }

void changed_partitions_add(struct changed_partitions *c, struct text vals, int64_t id);

/* Writes the row, if anything was added, and releases the changes. */
int changed_partitions_log(struct call *call, struct partition_table *t, enum change_kind kind,
                           struct changed_partitions *c) MUST_CHECK;

/* Deletes one partition and notes it. */
int partition_call_delete(struct call *call, struct partition_table *t, const struct value *values,
                          struct changed_partitions *changed) MUST_CHECK;

/* What a list of partitions is asked for. Borrowed. */
struct partition_call_list {
    struct text expression;
    const struct value *segment, *next_token, *max_results;
    bool without_columns;
    const char *name; /* of the list in the answer */
    /* Optional: what is written for each Partition object. */
    void (*put)(const struct partition_call_list *list, struct text partition, struct buf *out);
    /* Optional: before the first of them, with the table opened. */
    int (*begin)(struct partition_call_list *list, struct call *call, struct partition_table *t);
    struct text context; /* of both */
};

/* Writes the whole answer: {"<name>":[...],"NextToken":"..."}. */
int partition_call_list(struct call *call, const struct partition_call_list *asked) MUST_CHECK;

/* The values as a JSON array. */
void partition_put_values(const struct value *values, struct buf *out);

#endif
