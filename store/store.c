/* SPDX-License-Identifier: Apache-2.0
 * Opening and closing, reads, and the few statements that belong to no noun. */
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/crypto.h"
#include "base/memory.h"
#include "store/db.h"
#include "store/key_cache.h"
#include "store/link.h"
#include "store/migrate.h"
#include "store/object_cache.h"
#include "store/search_index.h"
#include "store/store_inside.h"
#include "store/writer.h"

enum { PATH_BYTES_MAX = 4096 };

enum { COUNTER_NEXT, CATALOG_ROOT, CATALOG_CREATE };
static const char *const texts[] = {
    [COUNTER_NEXT] = "INSERT INTO counters (name, next) VALUES (?1, 2) "
                     "ON CONFLICT (name) DO UPDATE SET next = next + 1 RETURNING next - 1",
    [CATALOG_ROOT] = "SELECT name FROM catalogs WHERE parent_id = 0",
    [CATALOG_CREATE] = "INSERT INTO catalogs (id, parent_id, name, created_ms, updated_ms, tail) "
                       "VALUES (?1, 0, ?2, ?3, ?3, '')",
};
const struct statements store_statements = {texts, COUNT(texts)};

/* A thread's own connection, kept in a list so that store_close finds those of threads that still
 * live. */
struct reader {
    struct db *db;
    struct reader *next;
    struct store *store;
};

struct store {
    char folder[PATH_BYTES_MAX];
    char path[PATH_BYTES_MAX];
    char *account;
    int lock_fd;
    struct db *db; /* the writer's */
    struct writer *writer;
    struct object_cache *cache;
    struct key_cache *keys;
    struct link_names *links;
    struct crypto *crypto;             /* the writer's */
    struct search_texts *search_texts; /* the writer's */
    bool projection_unchecked;
    pthread_key_t reader_key;
    pthread_mutex_t readers_lock;
    struct reader *readers;
};

struct object_cache *store_cache(struct store *store)
{
    return store->cache;
}

struct key_cache *store_keys(struct store *store)
{
    return store->keys;
}

struct link_names *store_links(struct store *store)
{
    return store->links;
}

bool store_projection_unchecked(const struct store *store)
{
    return store->projection_unchecked;
}

struct crypto *store_crypto(struct store *store)
{
    return store->crypto;
}

struct search_texts *store_search_texts(struct store *store)
{
    return store->search_texts;
}

const char *store_folder(const struct store *store)
{
    return store->folder;
}

struct text store_account(const struct store *store)
{
    return text_of(store->account);
}

/* Runs when a thread that has read ends. */
static void close_reader(void *argument)
{
    struct reader *reader = argument;
    struct store *store = reader->store;
    pthread_mutex_lock(&store->readers_lock);
    struct reader **link = &store->readers;
    while (*link && *link != reader)
        link = &(*link)->next;
    if (*link)
        *link = reader->next;
    pthread_mutex_unlock(&store->readers_lock);
    db_close(reader->db);
    free(reader);
}

static int lock_folder(struct store *store, struct err *err)
{
    char path[PATH_BYTES_MAX + 8];
    if (mkdir(store->folder, 0700) != 0 && errno != EEXIST)
        return err_set(err, ERR_IO, "The data folder %s cannot be made: %s.", store->folder,
                       strerror(errno));
    snprintf(path, sizeof path, "%s/lock", store->folder);
    store->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (store->lock_fd < 0)
        return err_set(err, ERR_IO, "%s cannot be opened: %s.", path, strerror(errno));
    if (flock(store->lock_fd, LOCK_EX | LOCK_NB) != 0)
        return err_set(err, ERR_INVALID,
                       "The data folder %s is in use by another propolis process.", store->folder);
    return 0;
}

/* The root catalog's name is the account. Its id stands in every document, so a store keeps the
 * account it began with. */
static int ensure_root_catalog(struct tx *tx, struct text account)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_STORE, CATALOG_ROOT);
    bool exists = query_step(&q);
    struct text owner = exists ? query_text(&q) : account;
    if (!text_equal(owner, account)) {
        q.failed = true;
        err_set(tx->err, ERR_INVALID,
                "The store belongs to account %.*s; start with that --account-id.",
                TEXT_ARG(owner));
    }
    if (query_end(&q) != 0 || exists)
        return q.failed ? -1 : 0;
    query_begin(&q, tx, STATEMENTS_STORE, CATALOG_CREATE);
    query_put_int(&q, STORE_ROOT_CATALOG);
    query_put_text(&q, account);
    query_put_int(&q, tx->now_ms);
    return query_run(&q, NULL);
}

static int open_database(struct store *store, struct err *err)
{
    struct migration_plan plan = store_migration_plan();
    store->db = db_open(store->path, DB_WRITER, err);
    if (!store->db || migrate(store->db, store->path, &plan, err) != 0 ||
        db_begin(store->db, err) != 0)
        return -1;
    struct tx tx = {.store = store, .db = store->db, .err = err, .now_ms = clock_now_ms()};
    if (ensure_root_catalog(&tx, text_of(store->account)) != 0 || link_names_load(&tx) != 0) {
        db_rollback(store->db);
        return -1;
    }
    return db_commit(store->db, err);
}

struct store *store_open(const struct store_options *options, struct err *err)
{
    struct store *store = memory_new(sizeof *store);
    store->lock_fd = -1;
    pthread_mutex_init(&store->readers_lock, NULL);
    pthread_key_create(&store->reader_key, close_reader);
    store->account = memory_new(options->account_id.n + 1);
    memcpy(store->account, options->account_id.p, options->account_id.n);
    store->cache = object_cache_new(options->cache_bytes_max / 2);
    store->keys = key_cache_new(options->cache_bytes_max / 2);
    store->search_texts = search_texts_new();
    store->links = link_names_new();
    store->projection_unchecked = options->projection_unchecked;
    int n = snprintf(store->folder, sizeof store->folder, "%s", options->folder);
    snprintf(store->path, sizeof store->path, "%.4000s/propolis.db", options->folder);
    if (n >= 4000)
        err_set(err, ERR_INVALID, "The path of the data folder is too long.");
    else if (crypto_open(&store->crypto, err) == 0 && lock_folder(store, err) == 0 &&
             open_database(store, err) == 0) {
        if (!options->migrate_only)
            store->writer = writer_open(store, store->db);
        return store;
    }
    store_close(store);
    return NULL;
}

void store_close(struct store *store)
{
    if (!store)
        return;
    writer_close(store->writer);
    pthread_key_delete(store->reader_key);
    while (store->readers) {
        struct reader *reader = store->readers;
        store->readers = reader->next;
        db_close(reader->db);
        free(reader);
    }
    db_close(store->db);
    crypto_close(store->crypto);
    object_cache_free(store->cache);
    key_cache_free(store->keys);
    search_texts_free(store->search_texts);
    link_names_free(store->links);
    if (store->lock_fd >= 0)
        close(store->lock_fd);
    pthread_mutex_destroy(&store->readers_lock);
    free(store->account);
    free(store);
}

static struct db *reader_db(struct store *store, struct err *err)
{
    struct reader *reader = pthread_getspecific(store->reader_key);
    if (reader)
        return reader->db;
    struct db *db = db_open(store->path, DB_READER, err);
    if (!db)
        return NULL;
    reader = memory_new(sizeof *reader);
    reader->db = db;
    reader->store = store;
    pthread_mutex_lock(&store->readers_lock);
    reader->next = store->readers;
    store->readers = reader;
    pthread_mutex_unlock(&store->readers_lock);
    pthread_setspecific(store->reader_key, reader);
    return db;
}

int store_read(struct store *store, store_body *body, void *context, struct err *err)
{
    return store_read_until(store, body, context, 0, err);
}

int store_read_until(struct store *store, store_body *body, void *context, int64_t deadline_us,
                     struct err *err)
{
    struct db *db = reader_db(store, err);
    uint64_t keys_mark = key_cache_mark(store->keys); /* before there is a snapshot */
    if (!db || db_begin(db, err) != 0)
        return -1;
    if (deadline_us)
        db_set_deadline(db, deadline_us);
    struct tx tx = {
        .store = store, .db = db, .err = err, .now_ms = clock_now_ms(), .keys_mark = keys_mark};
    int result = body(&tx, context);
    if (deadline_us)
        db_set_deadline(db, 0);
    db_rollback(db); /* a read has nothing to commit */
    return result;
}

void store_submit(struct store *store, enum lane lane, struct write *write)
{
    writer_submit(store->writer, lane, write);
}

/* A write that a thread waits for. */
struct waited {
    struct write write; /* first, so that `done` finds the rest */
    pthread_mutex_t lock;
    pthread_cond_t over;
    bool is_over;
};

static void wake_waiter(struct write *write, int result)
{
    struct waited *w = (struct waited *)write;
    pthread_mutex_lock(&w->lock);
    write->result = result;
    w->is_over = true;
    pthread_cond_signal(&w->over);
    pthread_mutex_unlock(&w->lock);
}

int store_write(struct store *store, enum lane lane, const struct origin *origin, store_body *body,
                void *context, struct err *err)
{
    struct waited w = {
        .write = {
            .body = body, .context = context, .origin = origin, .err = err, .done = wake_waiter}};
    pthread_mutex_init(&w.lock, NULL);
    pthread_cond_init(&w.over, NULL);
    store_submit(store, lane, &w.write);
    pthread_mutex_lock(&w.lock);
    while (!w.is_over)
        pthread_cond_wait(&w.over, &w.lock);
    pthread_mutex_unlock(&w.lock);
    pthread_cond_destroy(&w.over);
    pthread_mutex_destroy(&w.lock);
    return w.write.result;
}

int store_backup(struct store *store, const char *path, struct err *err)
{
    struct db *db = reader_db(store, err);
    return db ? db_copy_into(db, path, err) : -1;
}

int store_next_id(struct tx *tx, const char *counter, int64_t *id)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_STORE, COUNTER_NEXT);
    query_put_text(&q, text_of(counter));
    return query_one_int(&q, id) == 1 ? 0 : -1;
}

static int64_t file_bytes(const char *path, const char *suffix)
{
    char full[PATH_BYTES_MAX + 8];
    struct stat st;
    snprintf(full, sizeof full, "%s%s", path, suffix);
    return stat(full, &st) == 0 ? (int64_t)st.st_size : 0;
}

void store_figures(struct store *store, struct store_figures *out)
{
    struct writer_figures w;
    struct object_cache_figures c;
    struct key_cache_figures k;
    writer_figures(store->writer, &w);
    object_cache_figures(store->cache, &c);
    key_cache_figures(store->keys, &k);
    *out = (struct store_figures){
        .commits = w.commits,
        .writes = w.writes,
        .writes_failed = w.writes_failed,
        .rows_written = w.rows_written,
        .commit_us_sum = w.commit_us_sum,
        .writes_waiting = w.writes_waiting,
        .cache_hits = c.hits,
        .cache_misses = c.misses,
        .cache_bytes = c.bytes,
        .key_cache_hits = k.hits,
        .key_cache_misses = k.misses,
        .key_cache_bytes = k.bytes,
        .key_cache_keys = k.keys,
        .file_bytes = file_bytes(store->path, ""),
        .wal_bytes = file_bytes(store->path, "-wal"),
    };
}
