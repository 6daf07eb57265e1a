/* SPDX-License-Identifier: Apache-2.0
 * The driver: one connection to a database engine, its prepared statements, and queries over them.
 * Only store/ includes this file; db_sqlite.c is the one that knows the engine.
 *
 * Statements are constants: each noun's file has an enum and an array of texts (numbered parameters
 * ?1, ?2, ...; portable SQL: ON CONFLICT, no rowid, no LIKE, no JSON functions) and is listed in
 * store/statements.c. A connection prepares a statement when it first needs it and keeps it: most
 * connections need few of them. */
#ifndef PROPOLIS_STORE_DB_H
#define PROPOLIS_STORE_DB_H

#include "store/statements.h"
#include "store/store.h"

struct db;

enum db_role { DB_WRITER, DB_READER };

/* Opens a connection; DB_WRITER creates the file. New. */
struct db *db_open(const char *path, enum db_role role, struct err *err) MUST_CHECK;
void db_close(struct db *db);

/* Prepares all statements of store/statements.c: the proof that they fit the tables. */
int db_prepare_all(struct db *db, struct err *err) MUST_CHECK;

/* BEGIN (a writer: IMMEDIATE), COMMIT, ROLLBACK. A commit that fails for any reason but a full disk
 * ends the process: after a failed fsync nobody knows what is on the disk (see the PostgreSQL
 * change "PANIC on fsync() failure", 2018). */
int db_begin(struct db *db, struct err *err) MUST_CHECK;
int db_commit(struct db *db, struct err *err) MUST_CHECK;
void db_rollback(struct db *db);

/* A savepoint inside the transaction, and its two ends. */
int db_savepoint(struct db *db, struct err *err) MUST_CHECK;
int db_release(struct db *db, struct err *err) MUST_CHECK;
void db_rollback_to(struct db *db);

/* False once the engine itself has rolled the transaction back (a full disk). */
bool db_in_transaction(const struct db *db);

/* Statements that still run at this moment (clock_monotonic_us) are given up with ERR_TIMEOUT; 0:
 * never. */
void db_set_deadline(struct db *db, int64_t deadline_us);

/* Rows written by this connection since it opened. */
int64_t db_rows_written(const struct db *db);

/* Moves what the write-ahead log holds into the file, as far as readers allow. Writer only. */
void db_checkpoint(struct db *db);

/* Statements outside the noun lists: migrations, pragmas. `sql` may hold several statements. */
int db_execute(struct db *db, const char *sql, struct err *err) MUST_CHECK;

/* A consistent copy into a new file. */
int db_copy_into(struct db *db, const char *path, struct err *err) MUST_CHECK;

/* One run of a prepared statement. The error is sticky: put the parameters in order, step, take the
 * columns in order, and ask once at the end. A query must be ended before the same statement is
 * begun again. */
struct query {
    struct db *db;
    struct err *err;
    void *statement;
    int parameter, column;
    bool failed, is_once;
};

void query_begin(struct query *q, struct tx *tx, enum statement_set set, size_t index);

/* The same for a statement outside the noun lists, which is prepared now and gone at query_end. */
void query_begin_once(struct query *q, struct db *db, const char *sql, struct err *err);

/* Parameters ?1, ?2, ... in order. Texts and blobs are borrowed until query_end. */
void query_put_int(struct query *q, int64_t value);
void query_put_text(struct query *q, struct text t); /* t.p == NULL stores NULL */
void query_put_blob(struct query *q, struct text t);
void query_put_null(struct query *q);

/* True when a row is there; false at the end or after an error. */
bool query_step(struct query *q);

/* The columns of the row in order. Texts are borrowed until the next step or the end; SQL NULL is
 * {NULL, 0} or 0. */
int64_t query_int(struct query *q);
struct text query_text(struct query *q);
bool query_int_or_null(struct query *q, int64_t *out); /* false, and 0: NULL */
bool query_is_null(const struct query *q);             /* of the column that is next */

/* Resets the statement. 0, or -1 with the error set. */
int query_end(struct query *q) MUST_CHECK;

/* For statements that return no rows: steps to the end and ends. `changed` (may be NULL) gets the
 * number of rows changed. */
int query_run(struct query *q, int64_t *changed) MUST_CHECK;

/* For statements that return at most one integer: 1 and the value, 0 for no row, -1 for an error.
 * Ends the query. */
int query_one_int(struct query *q, int64_t *value) MUST_CHECK;

#endif
