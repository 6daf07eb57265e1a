/* SPDX-License-Identifier: Apache-2.0
 * Takes over what a table has into an index that came later. The keys go in by the index's order,
 * so that each of its pages is written once and not once per key: the next smallest so many are
 * gathered in several short reads of the table, sorted, and written in small transactions. How far
 * it has come is kept with them, so it goes on after a restart. */
#ifndef PROPOLIS_STORE_PARTITION_INDEX_FILL_H
#define PROPOLIS_STORE_PARTITION_INDEX_FILL_H

#include "base/compiler.h"
#include "store/store.h"

struct partition_index_filler;

/* New. The store is borrowed. It holds keys of so many bytes at most; more of them take fewer reads
 * of the table. */
struct partition_index_filler *partition_index_filler_new(struct store *store, size_t bytes_max);
void partition_index_filler_free(struct partition_index_filler *filler); /* NULL is allowed */

/* Worker: takes one step and wants to be called again at once, while there is an index to fill. */
int partition_index_filler_run_due(void *filler, int64_t now_ms, int64_t *next_due_ms) MUST_CHECK;

#endif
