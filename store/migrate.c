/* SPDX-License-Identifier: Apache-2.0 */
#include "store/migrate.h"

#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "store/search_index.h"

enum { COPY_PATH_BYTES_MAX = 4096 + 32 };

static const struct migration_step steps[] = {
    {SEARCH_MIGRATION, "search_index_fill", search_index_fill},
};

struct migration_plan store_migration_plan(void)
{
    return (struct migration_plan){.migrations = store_migrations,
                                   .migrations_count = store_migrations_count,
                                   .steps = steps,
                                   .steps_count = COUNT(steps)};
}

/* The record of what ran. `cursor` is NULL once the migration's step is done too. */
static const char *const migrations_table =
    "CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, "
    "checksum INTEGER NOT NULL, applied_ms INTEGER NOT NULL, cursor INTEGER) STRICT";

/* FNV-1a: it guards against an edit by mistake, not against malice. */
static int64_t checksum(const char *sql)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (const unsigned char *p = (const unsigned char *)sql; *p; p++)
        hash = (hash ^ *p) * UINT64_C(1099511628211);
    return (int64_t)(hash & INT64_MAX);
}

/* Statements of this file cannot be prepared ahead, because their table may not exist yet. */
static int record(struct db *db, const struct migration *m, bool has_step, struct err *err)
{
    struct query q;
    query_begin_once(&q, db,
                     "INSERT INTO migrations (number, name, checksum, applied_ms, cursor) "
                     "VALUES (?1, ?2, ?3, ?4, ?5)",
                     err);
    query_put_int(&q, m->number);
    query_put_text(&q, text_of(m->name));
    query_put_int(&q, checksum(m->sql));
    query_put_int(&q, clock_now_ms());
    if (has_step)
        query_put_int(&q, 0);
    else
        query_put_null(&q);
    return query_run(&q, NULL);
}

/* The number goes into the text, because a pragma takes no parameters. */
static int set_schema_number(struct db *db, int number, struct err *err)
{
    char pragma[64];
    snprintf(pragma, sizeof pragma, "PRAGMA user_version=%d", number);
    return db_execute(db, pragma, err);
}

/* 1 and the value, 0 for no row, -1. */
static int ask(struct db *db, const char *sql, int number, int64_t *value, struct err *err)
{
    struct query q;
    query_begin_once(&q, db, sql, err);
    if (number > 0)
        query_put_int(&q, number);
    return query_one_int(&q, value);
}

static const struct migration_step *step_of(const struct migration_plan *plan, int number)
{
    for (size_t i = 0; i < plan->steps_count; i++)
        if (plan->steps[i].number == number)
            return &plan->steps[i];
    return NULL;
}

static int apply(struct db *db, const struct migration *m, bool has_step, struct err *err)
{
    if (db_execute(db, m->sql, err) == 0 && record(db, m, has_step, err) == 0 &&
        set_schema_number(db, m->number, err) == 0)
        return 0;
    db_rollback(db);
    return err_wrap(err, "Migration %04d_%s failed", m->number, m->name);
}

/* A new file takes all migrations in one transaction, and has no rows for a step to change. */
static int apply_all(struct db *db, const struct migration_plan *plan, struct err *err)
{
    if (db_begin(db, err) != 0)
        return -1;
    for (size_t i = 0; i < plan->migrations_count; i++)
        if (apply(db, &plan->migrations[i], false, err) != 0)
            return -1;
    return db_commit(db, err);
}

static int apply_one(struct db *db, const struct migration *m, bool has_step, struct err *err)
{
    if (db_begin(db, err) != 0 || apply(db, m, has_step, err) != 0)
        return -1;
    return db_commit(db, err);
}

static int set_cursor(struct db *db, const struct migration_step *step, const int64_t *cursor,
                      struct err *err)
{
    struct query q;
    query_begin_once(&q, db, "UPDATE migrations SET cursor = ?2 WHERE number = ?1", err);
    query_put_int(&q, step->number);
    if (cursor)
        query_put_int(&q, *cursor);
    else
        query_put_null(&q);
    return query_run(&q, NULL);
}

/* One batch moves the cursor in the same transaction, so a crash neither repeats nor skips work. */
static int run_batch(struct db *db, const struct migration_step *step, int64_t *cursor, bool *done,
                     struct err *err)
{
    struct tx tx = {.db = db, .err = err, .now_ms = clock_now_ms()};
    if (db_begin(db, err) != 0)
        return -1;
    if (step->batch(&tx, cursor, done) == 0 &&
        set_cursor(db, step, *done ? NULL : cursor, err) == 0)
        return db_commit(db, err);
    db_rollback(db);
    return err_wrap(err, "Migration step %s failed", step->name);
}

static int run_step(struct db *db, const struct migration_step *step, struct err *err)
{
    int64_t cursor = 0;
    int pending = ask(db, "SELECT cursor FROM migrations WHERE number = ?1 AND cursor IS NOT NULL",
                      step->number, &cursor, err);
    bool done = pending == 0;
    while (pending == 1 && !done)
        if (run_batch(db, step, &cursor, &done, err) != 0)
            return -1;
    return pending < 0 ? -1 : 0;
}

/* Fails when a migration that has run differs from the one in this program. */
static int verify(struct db *db, const struct migration *m, struct err *err)
{
    int64_t then = 0;
    int found = ask(db, "SELECT checksum FROM migrations WHERE number = ?1", m->number, &then, err);
    if (found < 0)
        return -1;
    if (found == 1 && then == checksum(m->sql))
        return 0;
    return err_set(err, ERR_INVALID,
                   "Migration %04d_%s is not the one that was applied to this store.", m->number,
                   m->name);
}

static int keep_copy(struct db *db, const char *path, int number, struct err *err)
{
    char copy[COPY_PATH_BYTES_MAX];
    snprintf(copy, sizeof copy, "%s.before-%d", path, number);
    unlink(copy); /* of an attempt that did not finish */
    return db_copy_into(db, copy, err);
}

static int check_file(struct db *db, const struct migration_plan *plan, int have, struct err *err)
{
    if (have > (int)plan->migrations_count)
        return err_set(err, ERR_INVALID,
                       "The store was made by a newer version of Propolis (schema %d, this program "
                       "knows %zu). Use that version, or restore a backup.",
                       have, plan->migrations_count);
    for (int i = 0; i < have; i++)
        if (verify(db, &plan->migrations[i], err) != 0)
            return -1;
    return 0;
}

int migrate(struct db *db, const char *path, const struct migration_plan *plan, struct err *err)
{
    int64_t have = 0;
    size_t newest = plan->migrations_count;
    if (ask(db, "PRAGMA user_version", 0, &have, err) < 0 ||
        db_execute(db, migrations_table, err) != 0 || check_file(db, plan, (int)have, err) != 0)
        return -1;
    if (have == 0)
        return apply_all(db, plan, err);
    if ((size_t)have < newest && keep_copy(db, path, (int)have, err) != 0)
        return -1;
    for (size_t i = 0; i < newest; i++) {
        const struct migration *m = &plan->migrations[i];
        const struct migration_step *step = step_of(plan, m->number);
        if ((int64_t)i >= have && apply_one(db, m, step != NULL, err) != 0)
            return -1;
        if (step && run_step(db, step, err) != 0)
            return -1;
    }
    return 0;
}
