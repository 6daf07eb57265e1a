/* SPDX-License-Identifier: Apache-2.0
 * The SQLite driver: the one file that knows the engine. */
#include <assert.h>
#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "store/db.h"

enum {
    BUSY_TIMEOUT_MS = 10000, /* readers wait so long for a recovery; nobody else writes */
    DEADLINE_STEPS = 20000,  /* about a millisecond */
    CHECKPOINT_PAGES = 500   /* 4 MiB: larger logs make larger stalls, and few writes faster */
};

struct db {
    sqlite3 *handle;
    enum db_role role;
    int64_t deadline_us; /* 0: none */
    sqlite3_stmt **statements[STATEMENT_SETS];
};

/* A failed write or fsync outside a full disk: what is on the disk is unknown, and retrying may
 * report success for pages that the kernel has dropped (PostgreSQL commit "PANIC on fsync()
 * failure", 2018). The next start recovers from the log. */
static NORETURN void die(struct db *db, const char *doing)
{
    fprintf(stderr, "propolis: %s failed: %s (code %d); stopping so that nothing is lost\n", doing,
            sqlite3_errmsg(db->handle), sqlite3_extended_errcode(db->handle));
    abort();
}

/* True where the engine was refused space. For the index of its log, and where a quota or a limit
 * of the process refuses in place of the disk, it tells an I/O error and the system's number tells
 * why (sqlite3_system_errno is not set by a failed commit). A failed fsync is none of these. */
static bool is_full(struct db *db, int rc)
{
    int number = errno, extended = sqlite3_extended_errcode(db->handle);
    if ((rc & 0xFF) == SQLITE_FULL)
        return true;
    return (extended == SQLITE_IOERR_WRITE || extended == SQLITE_IOERR_SHMSIZE) &&
           (number == ENOSPC || number == EDQUOT || number == EFBIG);
}

/* SQLite's results become our codes here and nowhere else. The engine's own text is for the log,
 * not for callers. */
static int fail(struct db *db, int rc, const char *doing, struct err *err)
{
    if (is_full(db, rc))
        return err_set(err, ERR_FULL, "The disk is full; nothing was written.");
    switch (rc & 0xFF) {
    case SQLITE_INTERRUPT:
        return err_set(err, ERR_TIMEOUT, "The read took longer than its deadline; ask for less.");
    case SQLITE_NOMEM:
        memory_exhausted(0);
    case SQLITE_IOERR:
    case SQLITE_CORRUPT:
        if (db->role == DB_WRITER)
            die(db, doing);
        break;
    case SQLITE_NOTADB:
        return err_set(err, ERR_INVALID, "The store's file is not a database of Propolis.");
    case SQLITE_CANTOPEN:
        return err_set(err, ERR_IO, "The store could not be opened: %s.",
                       db->handle ? sqlite3_errmsg(db->handle) : "no handle");
    }
    return err_set(err, ERR_INTERNAL, "The store failed while %s: %s (code %d).", doing,
                   sqlite3_errmsg(db->handle), sqlite3_extended_errcode(db->handle));
}

int db_execute(struct db *db, const char *sql, struct err *err)
{
    int rc = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);
    return rc == SQLITE_OK ? 0 : fail(db, rc, "running a statement", err);
}

static void configure(sqlite3 *handle)
{
    static const struct {
        int option, value;
    } options[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},
        {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_DQS_DML, 0},
        {SQLITE_DBCONFIG_DQS_DDL, 0},
        {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
    };
    for (size_t i = 0; i < COUNT(options); i++)
        sqlite3_db_config(handle, options[i].option, options[i].value, NULL);
    sqlite3_busy_timeout(handle, BUSY_TIMEOUT_MS);
}

/* page_size and auto_vacuum hold from the file's creation on; the others are the connection's.
 *
 * Caches hold little more than what every descent passes through: the inner pages of the trees of
 * ten million partitions are 5 MiB. The system's cache has the leaves, and a copy from there costs
 * a microsecond. A process has a reader for each thread that answers.
 */
static const char *const writer_pragmas =
    "PRAGMA page_size=8192; PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-12288;"
    "PRAGMA secure_delete=OFF;";
static const char *const reader_pragmas =
    "PRAGMA query_only=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-2048;"
    "PRAGMA wal_autocheckpoint=0;";

struct db *db_open(const char *path, enum db_role role, struct err *err)
{
    struct db *db = memory_new(sizeof *db);
    db->role = role;
    for (size_t set = 0; set < STATEMENT_SETS; set++)
        db->statements[set] = memory_new(sizeof(sqlite3_stmt *) * (statement_sets[set]->count + 1));
    int flags =
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (role == DB_WRITER ? SQLITE_OPEN_CREATE : 0);
    /* Figures that we do not read cost a global lock at every allocation. Has no effect once SQLite
     * is initialised. */
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    /* Nor does a connection take memory for pages before it has read any. */
    sqlite3_config(SQLITE_CONFIG_PAGECACHE, NULL, 0, 0);
    int rc = sqlite3_open_v2(path, &db->handle, flags, NULL);
    if (rc != SQLITE_OK) {
        fail(db, rc, "opening the file", err);
        goto out;
    }
    configure(db->handle);
    if (db_execute(db, role == DB_WRITER ? writer_pragmas : reader_pragmas, err) != 0)
        goto out;
    if (role == DB_WRITER)
        sqlite3_wal_autocheckpoint(db->handle, CHECKPOINT_PAGES);
    else /* a reader that is closed last must not checkpoint: the writer alone does */
        sqlite3_db_config(db->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    return db;
out:
    db_close(db);
    return NULL;
}

void db_close(struct db *db)
{
    if (!db)
        return;
    for (size_t set = 0; set < STATEMENT_SETS; set++) {
        for (size_t i = 0; db->statements[set] && i < statement_sets[set]->count; i++)
            sqlite3_finalize(db->statements[set][i]);
        free(db->statements[set]);
    }
    sqlite3_close(db->handle);
    free(db);
}

static int prepare(struct db *db, enum statement_set set, size_t index, struct err *err)
{
    const char *text = statement_sets[set]->texts[index];
    int rc = sqlite3_prepare_v3(db->handle, text, -1, SQLITE_PREPARE_PERSISTENT,
                                &db->statements[set][index], NULL);
    if (rc == SQLITE_OK)
        return 0;
    fail(db, rc, "preparing a statement", err);
    return err_wrap(err, "%s", text);
}

int db_prepare_all(struct db *db, struct err *err)
{
    for (size_t set = 0; set < STATEMENT_SETS; set++)
        for (size_t i = 0; i < statement_sets[set]->count; i++)
            if (!db->statements[set][i] && prepare(db, set, i, err) != 0)
                return -1;
    return 0;
}

int db_begin(struct db *db, struct err *err)
{
    return db_execute(db, db->role == DB_WRITER ? "BEGIN IMMEDIATE" : "BEGIN", err);
}

int db_commit(struct db *db, struct err *err)
{
    int rc = sqlite3_exec(db->handle, "COMMIT", NULL, NULL, NULL);
    if (rc == SQLITE_OK)
        return 0;
    if (!is_full(db, rc) && db->role == DB_WRITER)
        die(db, "a commit");
    return fail(db, rc, "committing", err);
}

void db_rollback(struct db *db)
{
    if (db_in_transaction(db))
        sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
}

int db_savepoint(struct db *db, struct err *err)
{
    return db_execute(db, "SAVEPOINT one", err);
}

int db_release(struct db *db, struct err *err)
{
    return db_execute(db, "RELEASE one", err);
}

/* What cannot be undone on its own must not be committed with the rest. */
void db_rollback_to(struct db *db)
{
    if (db_in_transaction(db) &&
        sqlite3_exec(db->handle, "ROLLBACK TO one; RELEASE one", NULL, NULL, NULL) != SQLITE_OK)
        db_rollback(db);
}

bool db_in_transaction(const struct db *db)
{
    return !sqlite3_get_autocommit(db->handle);
}

/* Called by the engine every so many of its steps. */
static int is_late(void *context)
{
    const struct db *db = context;
    return clock_monotonic_us() >= db->deadline_us;
}

void db_set_deadline(struct db *db, int64_t deadline_us)
{
    db->deadline_us = deadline_us;
    sqlite3_progress_handler(db->handle, DEADLINE_STEPS, deadline_us ? is_late : NULL, db);
}

int64_t db_rows_written(const struct db *db)
{
    return sqlite3_total_changes64(db->handle);
}

void db_checkpoint(struct db *db)
{
    assert(db->role == DB_WRITER);
    int rc = sqlite3_wal_checkpoint_v2(db->handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    if ((rc & 0xFF) == SQLITE_IOERR && !is_full(db, rc))
        die(db, "a checkpoint");
}

/* A reader's connection refuses every write, also this one, which goes into another file. */
static int vacuum_into(struct db *db, const char *path)
{
    sqlite3_stmt *statement = NULL;
    int rc = sqlite3_exec(db->handle, "PRAGMA query_only=OFF", NULL, NULL, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_prepare_v2(db->handle, "VACUUM INTO ?1", -1, &statement, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_bind_text(statement, 1, path, -1, SQLITE_STATIC);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(statement);
    sqlite3_finalize(statement);
    return rc;
}

int db_copy_into(struct db *db, const char *path, struct err *err)
{
    bool was_there = access(path, F_OK) == 0;
    int rc = vacuum_into(db, path), result = 0;
    if (rc != SQLITE_DONE) {
        result = err_set(err, is_full(db, rc) ? ERR_FULL : ERR_IO, "The copy to %s failed: %s.",
                         path, sqlite3_errmsg(db->handle));
        if (!was_there) /* half a copy would only stand in the way of the next attempt */
            unlink(path);
    }
    if (db->role == DB_READER)
        sqlite3_exec(db->handle, "PRAGMA query_only=ON", NULL, NULL, NULL);
    return result;
}

void query_begin(struct query *q, struct tx *tx, enum statement_set set, size_t index)
{
    assert(index < statement_sets[set]->count);
    sqlite3_stmt **statement = &tx->db->statements[set][index];
    *q = (struct query){.db = tx->db, .err = tx->err};
    q->failed = !*statement && prepare(tx->db, set, index, tx->err) != 0;
    q->statement = *statement;
    assert(q->failed || !sqlite3_stmt_busy(*statement));
}

void query_begin_once(struct query *q, struct db *db, const char *sql, struct err *err)
{
    sqlite3_stmt *statement = NULL;
    int rc = sqlite3_prepare_v2(db->handle, sql, -1, &statement, NULL);
    *q = (struct query){.db = db, .err = err, .statement = statement, .is_once = true};
    if (rc != SQLITE_OK) {
        q->failed = true;
        fail(db, rc, "preparing a statement", err);
    }
}

static void put_done(struct query *q, int rc)
{
    if (rc == SQLITE_OK || q->failed)
        return;
    q->failed = true;
    fail(q->db, rc, "binding a parameter", q->err);
}

void query_put_int(struct query *q, int64_t value)
{
    put_done(q, sqlite3_bind_int64(q->statement, ++q->parameter, value));
}

void query_put_text(struct query *q, struct text t)
{
    put_done(
        q, sqlite3_bind_text64(q->statement, ++q->parameter, t.p, t.n, SQLITE_STATIC, SQLITE_UTF8));
}

void query_put_blob(struct query *q, struct text t)
{
    put_done(q,
             sqlite3_bind_blob64(q->statement, ++q->parameter, t.p ? t.p : "", t.n, SQLITE_STATIC));
}

void query_put_null(struct query *q)
{
    put_done(q, sqlite3_bind_null(q->statement, ++q->parameter));
}

bool query_step(struct query *q)
{
    if (q->failed)
        return false;
    q->column = 0;
    int rc = sqlite3_step(q->statement);
    if (rc == SQLITE_ROW)
        return true;
    if (rc != SQLITE_DONE) {
        q->failed = true;
        fail(q->db, rc, "running a statement", q->err);
    }
    return false;
}

/* The value itself, because each call on a column goes through the connection's lock and error.
 * Connections without a mutex make no difference between protected values and others
 * (sqlite.org/c3ref/value.html). */
static sqlite3_value *value_at(const struct query *q, int column)
{
    return sqlite3_column_value(q->statement, column);
}

int64_t query_int(struct query *q)
{
    return sqlite3_value_int64(value_at(q, q->column++));
}

struct text query_text(struct query *q)
{
    sqlite3_value *value = value_at(q, q->column++);
    int type = sqlite3_value_type(value);
    if (type == SQLITE_NULL)
        return (struct text){NULL, 0};
    const char *p =
        type == SQLITE_BLOB ? sqlite3_value_blob(value) : (const char *)sqlite3_value_text(value);
    return (struct text){p ? p : "", (size_t)sqlite3_value_bytes(value)};
}

bool query_int_or_null(struct query *q, int64_t *out)
{
    sqlite3_value *value = value_at(q, q->column++);
    bool is_null = sqlite3_value_type(value) == SQLITE_NULL;
    *out = is_null ? 0 : sqlite3_value_int64(value);
    return !is_null;
}

bool query_is_null(const struct query *q)
{
    return sqlite3_value_type(value_at(q, q->column)) == SQLITE_NULL;
}

int query_end(struct query *q)
{
    if (q->is_once) {
        sqlite3_finalize(q->statement);
    } else if (q->statement) {
        sqlite3_reset(q->statement);
        sqlite3_clear_bindings(q->statement);
    }
    return q->failed ? -1 : 0;
}

int query_run(struct query *q, int64_t *changed)
{
    while (query_step(q))
        ;
    if (changed && !q->failed)
        *changed = sqlite3_changes64(q->db->handle);
    return query_end(q);
}

int query_one_int(struct query *q, int64_t *value)
{
    bool found = query_step(q);
    if (found)
        *value = query_int(q);
    return query_end(q) != 0 ? -1 : found;
}
