/* SPDX-License-Identifier: Apache-2.0
 * Migrations: migrations/NNNN_name.sql, embedded at build, forward only. Each runs in one
 * transaction together with the record that it ran. A merged migration is never edited: its
 * checksum is kept in the file and compared at every start. */
#ifndef PROPOLIS_STORE_MIGRATE_H
#define PROPOLIS_STORE_MIGRATE_H

#include "store/db.h"

struct migration {
    int number; /* from 1, without gaps */
    const char *name;
    const char *sql;
};

/* Generated from migrations/ in the order of their numbers. */
extern const struct migration store_migrations[];
extern const size_t store_migrations_count;

/* Some migrations must make texts or keys anew, which SQL alone cannot. Such a step has a name and
 * runs in batches after the migration's SQL, each batch in a transaction of its own, so that a
 * crash resumes where it stopped. */
struct migration_step {
    int number; /* of its migration */
    const char *name;
    /* Works behind `*cursor` (0 at first) and moves it; `*done` ends the step. */
    int (*batch)(struct tx *tx, int64_t *cursor, bool *done);
};

struct migration_plan {
    const struct migration *migrations;
    size_t migrations_count;
    const struct migration_step *steps;
    size_t steps_count;
};

/* The program's own migrations and steps. */
struct migration_plan store_migration_plan(void);

/* Brings the file up to date. Before an existing file is changed, a copy is kept beside it as
 * `<path>.before-<number>`. ERR_INVALID: the file was made by a newer version, or a migration that
 * it has run was edited since. */
int migrate(struct db *db, const char *path, const struct migration_plan *plan,
            struct err *err) MUST_CHECK;

#endif
