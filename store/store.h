/* SPDX-License-Identifier: Apache-2.0
 * The store: what is kept, and the only two ways to it. `store_read` runs a function over a
 * consistent snapshot on the caller's thread; `store_write` and `store_submit` run a function on
 * the one writer thread, which groups waiting writes into one commit and answers after it. Nouns
 * (store/database.h, store/table.h, ...) offer the functions that run inside.
 *
 * One process at a time: the data folder is locked while the store is open. With SQLite 3.40.1 two
 * connections that write or checkpoint at once could corrupt the file
 * (sqlite.org/wal.html#walresetbug), so the writer alone does both. */
#ifndef PROPOLIS_STORE_STORE_H
#define PROPOLIS_STORE_STORE_H

#include "base/arena.h"
#include "base/compiler.h"
#include "base/err.h"
#include "base/text.h"

struct store;
struct db;

/* A transaction as its body sees it. Bodies are pure: no I/O, no effects outside the transaction
 * and the context's own memory, because a body may be rolled back and run again. */
struct tx {
    struct store *store;
    struct db *db;
    struct err *err; /* borrowed from the caller; nouns set it and return -1 */
    int64_t now_ms;  /* the time of the transaction, the same for all it writes */
    const struct origin *origin;
    uint64_t keys_mark; /* of a read: store/key_cache.h */
};

/* Who writes, for the change log. Borrowed by the write until it is done. */
struct origin {
    struct text actor;     /* ARN of the caller, or of the crawler */
    struct text source;    /* network address, or "crawler" */
    const char *door;      /* "glue", "rest", "crawler", ... */
    const char *operation; /* "UpdateTable" */
};

/* Returns 0, or -1 with tx->err set: then everything it wrote is undone. */
typedef int store_body(struct tx *tx, void *context);

struct store_options {
    const char *folder;        /* the data folder; made (mode 0700) when missing */
    struct text account_id;    /* of the root catalog; a store of another account is refused */
    size_t cache_bytes_max;    /* of the object cache and the key cache together, half each */
    bool projection_unchecked; /* no words are kept of projection rules that are wrong */
    bool migrate_only;         /* `propolis migrate`: the writer thread is not started */
};

/* Opens the data folder: locks it, creates or migrates the file, starts the writer. New; close it
 * with store_close. ERR_INVALID: locked by another process, made by a newer version, or of another
 * account. ERR_IO, ERR_FULL. */
struct store *store_open(const struct store_options *options, struct err *err) MUST_CHECK;

/* Finishes the writes that wait, checkpoints, closes. No read or write may be under way on another
 * thread. NULL is allowed. */
void store_close(struct store *store);

/* Runs `body` in a read transaction on this thread's own connection (opened at first use). */
int store_read(struct store *store, store_body *body, void *context, struct err *err) MUST_CHECK;

/* The same for a read that may be long: given up with ERR_TIMEOUT at `deadline_us`
 * (clock_monotonic_us). */
int store_read_until(struct store *store, store_body *body, void *context, int64_t deadline_us,
                     struct err *err) MUST_CHECK;

enum lane {
    LANE_FOREGROUND, /* requests */
    LANE_BACKGROUND  /* crawls, deliveries, purges: run when no request waits, and now and then even
                        so */
};

/* A write on its way. The caller owns it and all it points to until `done` was called. */
struct write {
    store_body *body;
    void *context;
    const struct origin *origin;
    struct err *err;
    void (*done)(struct write *write,
                 int result); /* on the writer thread, after the commit; must not block */
    struct write *next;       /* the writer's */
    int result;               /* the writer's */
};

/* Queues a write. `done` is called exactly once: result 0 after the commit is durable, -1 with the
 * error set otherwise (ERR_UNAVAILABLE when the store is closing, ERR_FULL when the disk is full).
 */
void store_submit(struct store *store, enum lane lane, struct write *write);

/* The same, waiting for it. Never call it on the writer's thread. */
int store_write(struct store *store, enum lane lane, const struct origin *origin, store_body *body,
                void *context, struct err *err) MUST_CHECK;

/* A consistent copy of the whole store as one SQLite file at `path`, which must not exist; other
 * work goes on. */
int store_backup(struct store *store, const char *path, struct err *err) MUST_CHECK;

/* Which object, and which state of it: what an entity tag says. */
struct object_mark {
    int64_t id, version;
};

/* The next number of a named counter, from 1; never given twice, even if the thing it numbered is
 * gone. */
int store_next_id(struct tx *tx, const char *counter, int64_t *id) MUST_CHECK;

/* Figures since the start, for /metrics. */
struct store_figures {
    int64_t commits, writes, writes_failed, rows_written;
    int64_t commit_us_sum;
    int64_t cache_hits, cache_misses, cache_bytes;
    int64_t key_cache_hits, key_cache_misses, key_cache_bytes, key_cache_keys;
    int64_t file_bytes, wal_bytes;
    int64_t writes_waiting;
};
void store_figures(struct store *store, struct store_figures *out);

/* The path of the data folder, borrowed. */
const char *store_folder(const struct store *store);

/* The account of the root catalog, borrowed: the CatalogId of every answer. */
struct text store_account(const struct store *store);

#endif
