/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/db.h"
#include "tests/unit/store/store_bench.h"

static struct store *open_as(const char *folder, const char *account, struct err *err)
{
    struct store_options options = {.folder = folder, .account_id = text_of(account)};
    err_clear(err);
    return store_open(&options, err);
}

static void fresh(void **state)
{
    /* A new store has a private folder, knows its account and its folder, and holds one catalog and
     * no change. */
    struct store_bench *b = *state;
    char inner[128];
    struct stat st;
    snprintf(inner, sizeof inner, "%s/inner", b->folder);
    struct store *store = open_as(inner, BENCH_ACCOUNT, &b->err);
    assert_non_null(store);
    assert_int_equal(stat(inner, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
    assert_string_equal(store_folder(store), inner);
    store_close(store);
    assert_true(text_is(store_account(b->store), BENCH_ACCOUNT));
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM catalogs"), 1);
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM changes"), 0);
    assert_int_equal(store_bench_ask(b, "PRAGMA user_version") > 0, 1);
    store_close(NULL);
}

static void reopened(void **state)
{
    /* What was written is there after closing and opening, many times. */
    struct store_bench *b = *state;
    for (int i = 0; i < 10; i++) {
        char name[16];
        snprintf(name, sizeof name, "db%d", i);
        bench_database_create(b, name);
        store_bench_reopen(b);
        assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM databases"), i + 1);
        assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM catalogs"), 1);
    }
}

static void second_opener(void **state)
{
    /* A folder that is in use is refused with words, and stays usable for its owner. */
    struct store_bench *b = *state;
    struct err err;
    assert_null(open_as(b->folder, BENCH_ACCOUNT, &err));
    assert_int_equal(err.code, ERR_INVALID);
    assert_non_null(strstr(err.text, "in use by another propolis process"));
    bench_database_create(b, "still");
    store_bench_reopen(b);
}

static void other_account(void **state)
{
    /* A store keeps the account it began with. */
    struct store_bench *b = *state;
    struct err err;
    store_close(b->store);
    b->store = open_as(b->folder, "999999999999", &err);
    assert_null(b->store);
    assert_int_equal(err.code, ERR_INVALID);
    assert_non_null(strstr(err.text, "belongs to account " BENCH_ACCOUNT));
    b->store = open_as(b->folder, BENCH_ACCOUNT, &err);
    assert_non_null(b->store);
}

static void bad_folders(void **state)
{
    /* A folder that cannot be made, is a file, or has too long a name is an error with its name. */
    struct store_bench *b = *state;
    struct err err;
    char path[5000];
    snprintf(path, sizeof path, "%s/no/such", b->folder);
    assert_null(open_as(path, BENCH_ACCOUNT, &err));
    assert_int_equal(err.code, ERR_IO);
    assert_non_null(strstr(err.text, path));
    snprintf(path, sizeof path, "%s/lock", b->folder);
    assert_null(open_as(path, BENCH_ACCOUNT, &err));
    assert_int_equal(err.code, ERR_IO);
    memset(path, 'x', sizeof path - 1);
    path[sizeof path - 1] = '\0';
    assert_null(open_as(path, BENCH_ACCOUNT, &err));
    assert_int_equal(err.code, ERR_INVALID);
}

static void foreign_file(void **state)
{
    /* A file that is no store is refused and left as it is. */
    struct store_bench *b = *state;
    struct err err;
    char folder[128], path[160], back[64];
    static const char words[] = "these are the words of a letter, and not a database at all";
    snprintf(folder, sizeof folder, "%s/foreign", b->folder);
    snprintf(path, sizeof path, "%s/propolis.db", folder);
    assert_int_equal(mkdir(folder, 0700), 0);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    for (int i = 0; i < 1000; i++)
        fputs(words, f);
    fclose(f);
    assert_null(open_as(folder, BENCH_ACCOUNT, &err));
    assert_int_equal(err.code, ERR_INVALID);
    f = fopen(path, "r");
    assert_non_null(f);
    assert_int_equal(fread(back, 1, sizeof words - 1, f), sizeof words - 1);
    assert_memory_equal(back, words, sizeof words - 1);
    fclose(f);
}

struct numbers {
    int64_t first, second, other;
    bool fails;
};

static int take_numbers(struct tx *tx, void *context)
{
    struct numbers *n = context;
    if (store_next_id(tx, "apples", &n->first) != 0 ||
        store_next_id(tx, "apples", &n->second) != 0 || store_next_id(tx, "pears", &n->other) != 0)
        return -1;
    return n->fails ? err_set(tx->err, ERR_INVALID, "no") : 0;
}

static void counters(void **state)
{
    /* Each counter begins at 1 and gives a number once, also over a restart. */
    struct store_bench *b = *state;
    struct numbers n = {0};
    assert_int_equal(store_bench_write(b, take_numbers, &n), 0);
    assert_true(n.first == 1 && n.second == 2 && n.other == 1);
    n.fails = true;
    assert_int_equal(store_bench_write(b, take_numbers, &n), -1);
    assert_int_equal(b->err.code, ERR_INVALID);
    store_bench_reopen(b);
    n.fails = false;
    assert_int_equal(store_bench_write(b, take_numbers, &n), 0);
    assert_true(n.first == 3 && n.second == 4 && n.other == 2);
}

struct snapshot {
    struct store_bench *b;
    int64_t before, after;
};

static void *create_one(void *argument)
{
    bench_database_create(argument, "meanwhile");
    return NULL;
}

static int count_databases(struct tx *tx, int64_t *count)
{
    struct query q;
    query_begin_once(&q, tx->db, "SELECT count(*) FROM databases", tx->err);
    return query_one_int(&q, count) == 1 ? 0 : -1;
}

static int read_twice(struct tx *tx, void *context)
{
    struct snapshot *s = context;
    pthread_t thread;
    if (count_databases(tx, &s->before) != 0)
        return -1;
    pthread_create(&thread, NULL, create_one, s->b);
    pthread_join(thread, NULL);
    return count_databases(tx, &s->after);
}

static void snapshots(void **state)
{
    /* A read sees one state from its beginning to its end, whatever is committed meanwhile; the
     * next read sees what was. */
    struct store_bench *b = *state;
    struct snapshot s = {.b = b};
    assert_int_equal(store_read(b->store, read_twice, &s, &(struct err){.code = ERR_NONE}), 0);
    assert_int_equal(s.before, 0);
    assert_int_equal(s.after, 0);
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM databases"), 1);
}

static int write_in_read(struct tx *tx, void *context)
{
    (void)context;
    return db_execute(tx->db, "DELETE FROM catalogs", tx->err);
}

static void reads_cannot_write(void **state)
{
    /* A read connection refuses to change anything. */
    struct store_bench *b = *state;
    assert_int_equal(store_bench_read(b, write_in_read, NULL), -1);
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM catalogs"), 1);
}

static void backup(void **state)
{
    /* A backup opens as a store with all that was committed; a file that is there is not
     * overwritten. */
    struct store_bench *b = *state;
    char folder[128], path[160];
    struct err err = {.code = ERR_NONE};
    bench_database_create(b, "kept");
    snprintf(folder, sizeof folder, "%s/copy", b->folder);
    snprintf(path, sizeof path, "%s/propolis.db", folder);
    assert_int_equal(mkdir(folder, 0700), 0);
    if (store_backup(b->store, path, &err) != 0)
        fail_msg("%s", err.text);
    assert_int_equal(store_backup(b->store, path, &err), -1);
    assert_int_equal(err.code, ERR_IO);
    store_close(b->store);
    b->store = open_as(folder, BENCH_ACCOUNT, &err);
    assert_non_null(b->store);
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM databases"), 1);
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM pragma_integrity_check"
                                        " WHERE integrity_check = 'ok'"),
                     1);
}

static void *read_on_a_thread(void *argument)
{
    struct store_bench *b = argument;
    for (int i = 0; i < 20; i++)
        store_bench_ask(b, "SELECT count(*) FROM catalogs");
    return NULL;
}

static void many_readers(void **state)
{
    /* Threads that read and end leave nothing behind; a thread that lives on reads the store that
     * is opened next. */
    struct store_bench *b = *state;
    pthread_t threads[16];
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < COUNT(threads); i++)
            pthread_create(&threads[i], NULL, read_on_a_thread, b);
        for (size_t i = 0; i < COUNT(threads); i++)
            pthread_join(threads[i], NULL);
        store_bench_ask(b, "SELECT count(*) FROM catalogs");
        store_bench_reopen(b);
    }
}

static void figures(void **state)
{
    /* The figures count commits, writes and rows since the opening. */
    struct store_bench *b = *state;
    struct store_figures f;
    struct numbers n = {.fails = true};
    bench_database_create(b, "one");
    assert_int_equal(store_bench_write(b, take_numbers, &n), -1);
    store_figures(b->store, &f);
    assert_int_equal(f.writes, 2);
    assert_int_equal(f.writes_failed, 1);
    assert_int_equal(f.writes_waiting, 0);
    assert_true(f.commits >= 1 && f.rows_written >= 2 && f.file_bytes > 0);
    assert_true(f.commit_us_sum >= 0 && f.wal_bytes >= 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(fresh, store_bench_open, store_bench_close),
        cmocka_unit_test_setup_teardown(reopened, store_bench_open, store_bench_close),
        cmocka_unit_test_setup_teardown(second_opener, store_bench_open, store_bench_close),
        cmocka_unit_test_setup_teardown(other_account, store_bench_open, store_bench_close),
        cmocka_unit_test_setup_teardown(bad_folders, store_bench_open, store_bench_close),
        cmocka_unit_test_setup_teardown(foreign_file, store_bench_open, store_bench_close),
        cmocka_unit_test_setup_teardown(counters, store_bench_open, store_bench_close),
        cmocka_unit_test_setup_teardown(snapshots, store_bench_open, store_bench_close),
        cmocka_unit_test_setup_teardown(reads_cannot_write, store_bench_open, store_bench_close),
        cmocka_unit_test_setup_teardown(backup, store_bench_open, store_bench_close),
        cmocka_unit_test_setup_teardown(many_readers, store_bench_open, store_bench_close),
        cmocka_unit_test_setup_teardown(figures, store_bench_open, store_bench_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
