/* SPDX-License-Identifier: Apache-2.0
 * The object cache: rendered documents of tables by (database, name), so that GetTable touches no
 * database file. Never needed for correctness. Bounded by bytes; the least recently used go first.
 *
 * Coherence: a write names what it changed (`object_cache_touch`); the writer publishes that after
 * the commit and before the answers, which removes the documents and moves the epoch of their
 * shard. A reader that fills the cache notes the epoch before its read transaction begins; a fill
 * from before the last publication is dropped. So each client reads its writes. */
#ifndef PROPOLIS_STORE_OBJECT_CACHE_H
#define PROPOLIS_STORE_OBJECT_CACHE_H

#include "base/buf.h"
#include "base/compiler.h"
#include "base/text.h"
#include "store/store.h"

struct object_cache;

/* The name of a document: the parts are joined by a byte that no name may hold. */
struct cache_key {
    struct text catalog, database, table;
};

struct object_cache *object_cache_new(size_t bytes_max);
void object_cache_free(struct object_cache *cache);

/* True and the document appended to `out` when it is there. Otherwise `epoch` is what
 * `object_cache_put` wants back. `mark` gets what was put with it. */
bool object_cache_get(struct object_cache *cache, const struct cache_key *key, struct buf *out,
                      struct object_mark *mark, uint64_t *epoch);

/* Offers a document read since `epoch` was noted. Copied. */
void object_cache_put(struct object_cache *cache, const struct cache_key *key, struct text document,
                      struct object_mark mark, uint64_t epoch);

/* Called by writes, on the writer's thread: this document changes with the commit. A table of
 * {NULL,0} means all tables of the database. */
void object_cache_touch(struct object_cache *cache, const struct cache_key *key);

/* Called by the writer after a commit. */
void object_cache_publish(struct object_cache *cache);

struct object_cache_figures {
    int64_t hits, misses, bytes;
};
void object_cache_figures(struct object_cache *cache, struct object_cache_figures *out);

#endif
