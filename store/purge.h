/* SPDX-License-Identifier: Apache-2.0
 * Purges: a drop unlinks an object at once and leaves its rows to this work list, which is cleared
 * in small transactions on the background lane, so that dropping ten million partitions stops
 * nobody. Ids are never reused, so a purge meets no new rows. */
#ifndef PROPOLIS_STORE_PURGE_H
#define PROPOLIS_STORE_PURGE_H

#include "store/store.h"

/* Kept in the file: append only. */
enum purge_kind {
    PURGE_DATABASE = 1, /* of a dropped database: its tables become a PURGE_TABLE each; functions */
    PURGE_TABLE = 2,    /* versions, partitions and what hangs on them */
    PURGE_CATALOG = 3,  /* databases and catalogs in a dropped one; each becomes its own purge */
    PURGE_PARTITION_INDEX = 4 /* its keys */
};

int purge_add(struct tx *tx, enum purge_kind kind, int64_t object_id) MUST_CHECK;

/* The same for PURGE_DATABASE: its tables are found by its name too. */
int purge_add_database(struct tx *tx, int64_t database_id, struct text name) MUST_CHECK;

/* Worker: clears one chunk and wants to be called again at once, so that a stop waits for no more
 * than that. With nothing left `next_due_ms` is left alone: drops wake the worker. */
int purge_run_due(void *store, int64_t now_ms, int64_t *next_due_ms) MUST_CHECK;

#endif
