/* SPDX-License-Identifier: Apache-2.0 */
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/migrate.h"

struct bench {
    char folder[64], path[96];
    struct db *db;
    struct err err;
};

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st, (void)flag, (void)ftw;
    return remove(path);
}

static void reopen(struct bench *b)
{
    db_close(b->db);
    err_clear(&b->err);
    b->db = db_open(b->path, DB_WRITER, &b->err);
    if (!b->db)
        fail_msg("%s", b->err.text);
}

static int set_up(void **state)
{
    struct bench *b = calloc(1, sizeof *b);
    snprintf(b->folder, sizeof b->folder, "/tmp/test_migrate.XXXXXX");
    assert_non_null(mkdtemp(b->folder));
    snprintf(b->path, sizeof b->path, "%s/propolis.db", b->folder);
    reopen(b);
    *state = b;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *b = *state;
    db_close(b->db);
    nftw(b->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    free(b);
    return 0;
}

static int64_t ask_db(struct db *db, const char *sql)
{
    struct query q;
    struct err err = {.code = ERR_NONE};
    int64_t answer = -1;
    query_begin_once(&q, db, sql, &err);
    int found = query_one_int(&q, &answer);
    if (found < 0)
        fail_msg("%s: %s", sql, err.text);
    return found ? answer : -1;
}

static int64_t ask(struct bench *b, const char *sql)
{
    return ask_db(b->db, sql);
}

static bool exists(const struct bench *b, const char *suffix)
{
    char path[128];
    snprintf(path, sizeof path, "%s%s", b->path, suffix);
    return access(path, F_OK) == 0;
}

/* --- a plan of our own --- */

static const struct migration migrations[] = {
    {1, "fruits", "CREATE TABLE fruits (id INTEGER PRIMARY KEY, name TEXT, shout TEXT)"},
    {2, "apples",
     "INSERT INTO fruits (id, name) VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd'), (5, 'e');"
     "CREATE TABLE pears (id INTEGER PRIMARY KEY)"},
    {3, "more", "CREATE TABLE more (id INTEGER)"},
};

static struct migration_plan plan_of(size_t count)
{
    return (struct migration_plan){.migrations = migrations, .migrations_count = count};
}

static int run(struct bench *b, const struct migration_plan *plan)
{
    err_clear(&b->err);
    return migrate(b->db, b->path, plan, &b->err);
}

static void expect_run(struct bench *b, const struct migration_plan *plan)
{
    if (run(b, plan) != 0)
        fail_msg("%s", b->err.text);
}

/* A file that was made when there was one migration. */
static void start_old(struct bench *b)
{
    struct migration_plan plan = plan_of(1);
    expect_run(b, &plan);
}

static void from_nothing(void **state)
{
    /* A new file gets all migrations, in order, each with its record, and no copy is kept of
     * nothing; once more changes nothing. */
    struct bench *b = *state;
    struct migration_plan plan = plan_of(3);
    expect_run(b, &plan);
    assert_int_equal(ask(b, "PRAGMA user_version"), 3);
    assert_int_equal(ask(b, "SELECT count(*) FROM migrations WHERE cursor IS NULL"), 3);
    assert_int_equal(ask(b, "SELECT count(*) FROM fruits"), 5);
    int64_t applied = ask(b, "SELECT sum(applied_ms) FROM migrations");
    reopen(b);
    expect_run(b, &plan);
    assert_int_equal(ask(b, "SELECT count(*) FROM fruits"), 5);
    assert_int_equal(ask(b, "SELECT sum(applied_ms) FROM migrations"), applied);
    assert_false(exists(b, ".before-0"));
    assert_false(exists(b, ".before-3"));
}

static void own_plan(void **state)
{
    /* The program's own migrations run on a new file, and their numbers have no gaps. */
    struct bench *b = *state;
    struct migration_plan plan = store_migration_plan();
    expect_run(b, &plan);
    assert_int_equal(ask(b, "PRAGMA user_version"), plan.migrations_count);
    for (size_t i = 0; i < plan.migrations_count; i++)
        assert_int_equal(plan.migrations[i].number, i + 1);
    if (db_prepare_all(b->db, &b->err) != 0)
        fail_msg("%s", b->err.text);
}

static void copy_is_kept(void **state)
{
    /* Before a file is changed a copy of it is kept, which is what the file was; a leftover of an
     * attempt before is replaced. */
    struct bench *b = *state;
    struct migration_plan old = plan_of(1), new = plan_of(3);
    char path[128];
    expect_run(b, &old);
    assert_int_equal(
        db_execute(b->db, "INSERT INTO fruits (id, name) VALUES (77, 'kept')", &b->err), 0);
    snprintf(path, sizeof path, "%s.before-1", b->path);
    FILE *leftover = fopen(path, "w");
    fputs("half a copy", leftover);
    fclose(leftover);
    expect_run(b, &new);
    assert_int_equal(ask(b, "SELECT count(*) FROM fruits"), 6);
    struct db *copy = db_open(path, DB_WRITER, &b->err);
    assert_non_null(copy);
    assert_int_equal(ask_db(copy, "PRAGMA user_version"), 1);
    assert_int_equal(ask_db(copy, "SELECT id FROM fruits"), 77);
    db_close(copy);
}

static void newer_file(void **state)
{
    /* A file with more migrations than the program knows is refused and stays as it is. */
    struct bench *b = *state;
    struct migration_plan old = plan_of(1), new = plan_of(3);
    expect_run(b, &new);
    reopen(b);
    assert_int_equal(run(b, &old), -1);
    assert_int_equal(b->err.code, ERR_INVALID);
    assert_non_null(strstr(b->err.text, "newer version of Propolis (schema 3"));
    assert_int_equal(ask(b, "PRAGMA user_version"), 3);
    reopen(b);
    expect_run(b, &new);
}

static void edited(void **state)
{
    /* A migration that was edited after it ran is named and refused, before anything is changed. */
    struct bench *b = *state;
    struct migration_plan plan = plan_of(2);
    expect_run(b, &plan);
    struct migration changed[3];
    memcpy(changed, migrations, sizeof changed);
    changed[1].sql = "CREATE TABLE pears (id INTEGER PRIMARY KEY, size INTEGER)";
    plan = (struct migration_plan){.migrations = changed, .migrations_count = 3};
    assert_int_equal(run(b, &plan), -1);
    assert_int_equal(b->err.code, ERR_INVALID);
    assert_non_null(strstr(b->err.text, "0002_apples is not the one that was applied"));
    assert_int_equal(ask(b, "PRAGMA user_version"), 2);
    assert_int_equal(ask(b, "SELECT count(*) FROM sqlite_schema WHERE name = 'more'"), 0);
    assert_false(exists(b, ".before-2"));
}

static void failing_sql(void **state)
{
    /* A migration that fails leaves nothing of itself, and those before it stay. */
    struct bench *b = *state;
    struct migration broken[3];
    memcpy(broken, migrations, sizeof broken);
    broken[2].sql = "CREATE TABLE half (id INTEGER); INSERT INTO nowhere VALUES (1)";
    struct migration_plan plan = {.migrations = broken, .migrations_count = 3};
    start_old(b);
    assert_int_equal(run(b, &plan), -1);
    assert_non_null(strstr(b->err.text, "Migration 0003_more failed"));
    assert_int_equal(ask(b, "PRAGMA user_version"), 2);
    assert_int_equal(ask(b, "SELECT count(*) FROM sqlite_schema WHERE name = 'half'"), 0);
    plan = plan_of(3);
    expect_run(b, &plan);
    assert_int_equal(ask(b, "PRAGMA user_version"), 3);
}

/* --- a step that makes the names anew, two at a time --- */

/* What SQL cannot do here is count its calls: the step appends to what it meets, so work done twice
 * shows. */
static int shout(struct tx *tx, int64_t *cursor, bool *done)
{
    struct query q;
    int64_t changed = 0, begin = *cursor;
    query_begin_once(&q, tx->db,
                     "UPDATE fruits SET shout = coalesce(shout, '') || upper(name) || '!' "
                     "WHERE id > ?1 AND id <= ?1 + 2",
                     tx->err);
    query_put_int(&q, begin);
    if (query_run(&q, &changed) != 0)
        return -1;
    *cursor = begin + 2;
    *done = changed == 0;
    return 0;
}

static int shout_and_stumble(struct tx *tx, int64_t *cursor, bool *done)
{
    bool stumbles = *cursor == 2;
    if (shout(tx, cursor, done) != 0)
        return -1;
    return stumbles ? err_set(tx->err, ERR_FULL, "no room for a batch") : 0;
}

static const struct migration_step good_step = {2, "shout", shout};
static const struct migration_step bad_step = {2, "shout", shout_and_stumble};

static int64_t shouted(struct bench *b)
{
    return ask(b, "SELECT count(*) FROM fruits WHERE shout = upper(name) || '!'");
}

static void steps(void **state)
{
    /* A step runs in batches behind its migration and is done before the next migration. */
    struct bench *b = *state;
    struct migration_plan plan = plan_of(3);
    plan.steps = &good_step;
    plan.steps_count = 1;
    start_old(b);
    expect_run(b, &plan);
    assert_int_equal(shouted(b), 5);
    assert_int_equal(ask(b, "SELECT count(*) FROM migrations WHERE cursor IS NULL"), 3);
    expect_run(b, &plan);
    assert_int_equal(shouted(b), 5);
}

static void resumed_step(void **state)
{
    /* A step that stops half-way goes on at the next start where it stopped: no batch is lost, and
     * none is done twice. */
    struct bench *b = *state;
    struct migration_plan plan = plan_of(3);
    plan.steps = &bad_step;
    plan.steps_count = 1;
    start_old(b);
    assert_int_equal(run(b, &plan), -1);
    assert_int_equal(b->err.code, ERR_FULL);
    assert_non_null(strstr(b->err.text, "Migration step shout failed: no room"));
    assert_int_equal(ask(b, "PRAGMA user_version"), 2);
    assert_int_equal(ask(b, "SELECT cursor FROM migrations WHERE number = 2"), 2);
    assert_int_equal(shouted(b), 2);
    reopen(b);
    assert_int_equal(run(b, &plan), -1);
    assert_int_equal(shouted(b), 2);
    plan.steps = &good_step;
    reopen(b);
    expect_run(b, &plan);
    assert_int_equal(shouted(b), 5);
    assert_int_equal(ask(b, "PRAGMA user_version"), 3);
    assert_int_equal(ask(b, "SELECT count(*) FROM migrations WHERE cursor IS NULL"), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(from_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(own_plan, set_up, tear_down),
        cmocka_unit_test_setup_teardown(copy_is_kept, set_up, tear_down),
        cmocka_unit_test_setup_teardown(newer_file, set_up, tear_down),
        cmocka_unit_test_setup_teardown(edited, set_up, tear_down),
        cmocka_unit_test_setup_teardown(failing_sql, set_up, tear_down),
        cmocka_unit_test_setup_teardown(steps, set_up, tear_down),
        cmocka_unit_test_setup_teardown(resumed_step, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
