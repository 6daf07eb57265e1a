/* SPDX-License-Identifier: Apache-2.0
 * Where a write of a table meets drift: the hash that tells whether a schema changed at all, and
 * the event when it did. */
#ifndef PROPOLIS_STORE_DRIFT_H
#define PROPOLIS_STORE_DRIFT_H

#include "store/change.h"
#include "store/table.h"

struct schema_hash {
    unsigned char bytes[32];
};

/* The SHA-256 of a schema text (catalog/table_draft.h), borrowed from `space`. On the writer's
 * thread only. */
struct text schema_hash(struct tx *tx, struct text schema, struct schema_hash *space);

/* Adds the change of an update whose schema differs, with the diff as its detail, and the drift
 * event that follows from it. `change` has before_tail and after_tail. */
int drift_record_update(struct tx *tx, struct change *change, struct arena *arena) MUST_CHECK;

/* Appends the diff of two tails as JSON (catalog/schema_diff.h). */
int drift_put_diff(struct text before_tail, struct text after_tail, struct arena *arena,
                   struct buf *out, struct err *err) MUST_CHECK;

#endif
