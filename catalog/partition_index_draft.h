/* SPDX-License-Identifier: Apache-2.0
 * Partition indexes as callers want them, and what an index asks of the values of its table's
 * partitions. The rules are those of "Creating partition indexes" in the developer guide of AWS
 * Glue (docs.aws.amazon.com/glue/latest/dg/partition-indexes.html). */
#ifndef PROPOLIS_CATALOG_PARTITION_INDEX_DRAFT_H
#define PROPOLIS_CATALOG_PARTITION_INDEX_DRAFT_H

#include "base/arena.h"
#include "base/compiler.h"
#include "base/err.h"
#include "catalog/shape.h"

/* All texts live in the arena that the draft was made with. */
struct partition_index_draft {
    struct text name;
    struct text keys; /* "2 int,0 string": place among the table's partition keys, and type */
    struct text text; /* members of the PartitionIndexDescriptor, without braces */
};

/* Checks a decoded PartitionIndex against the partition keys of its table (a list of columns), and
 * renders its texts. Names of keys are compared without regard to their case. ERR_INVALID names the
 * key and the rule. */
int partition_index_draft_make(const struct value *partition_index,
                               const struct value *partition_keys, struct arena *arena,
                               struct partition_index_draft *out, struct err *err) MUST_CHECK;

/* One key of an index. */
struct partition_index_key {
    size_t place; /* among the table's partition keys */
    struct text type;
};

/* The way back: the keys of a draft's text in the order of the index, in the arena. */
const struct partition_index_key *partition_index_keys_decode(struct text keys, struct arena *arena,
                                                              size_t *count);

/* Whether a new partition may have this value under an indexed key: it is of the key's type, and
 * holds none of U+0000 to U+0002. Null is of every type. ERR_INVALID. `name` is for the message. */
int partition_index_check_value(const struct partition_index_key *key, struct text name,
                                struct text value, struct err *err) MUST_CHECK;

#endif
