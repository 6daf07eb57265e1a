/* SPDX-License-Identifier: Apache-2.0
 * Writes to partitions that a table's projection makes and that are not registered: they register
 * them, because an engine that was answered with one takes it for existing. */
#ifndef PROPOLIS_API_OPERATIONS_PARTITION_REGISTER_H
#define PROPOLIS_API_OPERATIONS_PARTITION_REGISTER_H

#include "api/operations/partition_call.h"

/* What a write did. */
struct partition_written {
    int64_t id;
    bool is_new; /* it was not registered before */
};

/* Registers the partition, as the draft (NULL: the rules alone) says it; what a draft does not say
 * of its storage is what the rules say. `is_new` is false, and nothing is written, where the rules
 * do not make it or cannot be read. ERR_INVALID: the draft has other values. */
int partition_register(struct call *call, struct partition_table *t, const struct value *values,
                       const struct partition_draft *draft,
                       struct partition_written *out) MUST_CHECK;

/* Replaces a partition, registering it where it was projected; over a PUT that may create, creates
 * it. ERR_NOT_FOUND. */
int partition_call_update(struct call *call, struct partition_table *t, const struct value *values,
                          const struct partition_draft *draft,
                          struct partition_written *out) MUST_CHECK;

/* After ERR_NOT_FOUND: registers the partition that the rules make, with its row in the change log.
 * The error stays where they do not make it. */
int partition_call_register(struct call *call, const struct value *values) MUST_CHECK;

/* After ERR_NOT_FOUND: whether the rules make the partition; the error is kept. */
bool partition_call_is_projected(struct call *call, struct partition_table *t,
                                 const struct value *values);

#endif
