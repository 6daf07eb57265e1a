/* SPDX-License-Identifier: Apache-2.0
 * What is wrong with the projection rules of a table, kept beside it from the write that brought
 * them (catalog/projection.h, projection_check) until one that mends them. */
#ifndef PROPOLIS_STORE_PROJECTION_WARNING_H
#define PROPOLIS_STORE_PROJECTION_WARNING_H

#include "store/store.h"

/* Keeps the words; {NULL, 0}: nothing is wrong any more. */
int projection_warning_set(struct tx *tx, int64_t table_id, struct text words) MUST_CHECK;

/* The words, in the arena; {NULL, 0}: none are kept. */
int projection_warning_get(struct tx *tx, int64_t table_id, struct arena *arena,
                           struct text *words) MUST_CHECK;

/* How many tables have one. */
int projection_warning_count(struct tx *tx, int64_t *count) MUST_CHECK;

#endif
