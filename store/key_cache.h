/* SPDX-License-Identifier: Apache-2.0
 * The key cache: packed partition keys (store/key_block.h) of tables that filters scan, bounded by
 * bytes. Never needed for correctness.
 *
 * Coherence. The epoch counts commits that change partition keys: odd while one is under way. A
 * read transaction notes it before its snapshot; if it is even and the same afterwards, the
 * snapshot is exactly of that epoch, and only then the cache is used. A write names the keys it
 * changes; before the commit the blocks that they fall into are dropped. So a block that is there
 * and was read at or before a reader's epoch holds what the reader's snapshot does. */
#ifndef PROPOLIS_STORE_KEY_CACHE_H
#define PROPOLIS_STORE_KEY_CACHE_H

#include "store/key_block.h"

struct key_cache;

struct key_cache *key_cache_new(size_t bytes_max);
void key_cache_free(struct key_cache *cache); /* NULL is allowed */

/* The epoch, to be noted before a snapshot is taken; 0: none that can be used. */
uint64_t key_cache_mark(struct key_cache *cache);

/* True where the snapshot that was taken in between is exactly of the epoch noted. */
bool key_cache_is_at(struct key_cache *cache, uint64_t mark);

/* The block that has the place `from` of a table's keys, for a reader whose snapshot is of `mark`:
 * to be released. NULL: there is none. */
struct key_block *key_cache_get(struct key_cache *cache, int64_t table_id, struct text from,
                                uint64_t mark);

/* Where the next block behind such a place begins, so that a new one ends there: copied into `low`
 * (emptied first). False: there is none. */
bool key_cache_next(struct key_cache *cache, int64_t table_id, struct text from, struct buf *low);

/* Whether a new block of the table would be kept: tables larger than the cache keep what they have
 * in it, so that scans one after the other do not push out what the next one begins with. */
bool key_cache_wants(struct key_cache *cache, int64_t table_id);

/* Offers a block read in a snapshot of `mark`. The caller keeps its use of it. One that overlaps
 * what is there is not taken, and neither is one without rows, which could outlive the keys that
 * its table had. */
void key_cache_put(struct key_cache *cache, struct key_block *block, uint64_t mark);

/* On the writer's thread: this key comes or goes with the commit; then, around each commit. */
void key_cache_touch(struct key_cache *cache, int64_t table_id, struct text key);
void key_cache_begin_commit(struct key_cache *cache);
void key_cache_end_commit(struct key_cache *cache);

struct key_cache_figures {
    int64_t hits, misses, bytes, keys;
};
void key_cache_figures(struct key_cache *cache, struct key_cache_figures *out);

#endif
