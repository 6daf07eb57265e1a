/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/purge.h"
#include "tests/unit/store/store_bench.h"

#define KEYS "{\"PartitionKeys\":[{\"Name\":\"year\",\"Type\":\"int\"},{\"Name\":\"region\"}]}"

/* Everything that hangs on a table, beside the table itself. */
static const char hanging[] =
    "SELECT (SELECT count(*) FROM table_versions) + (SELECT count(*) FROM partition_keys) + "
    "(SELECT count(*) FROM partitions) + (SELECT count(*) FROM descriptors) + "
    "(SELECT count(*) FROM column_lists)";

static int64_t purges(struct store_bench *b)
{
    return store_bench_ask(b, "SELECT count(*) FROM purges");
}

static int64_t commits(struct store_bench *b)
{
    struct store_figures f;
    store_figures(b->store, &f);
    return f.commits;
}

/* One chunk a call, as long as the worker asks to be called again. */
static int run_all(struct store_bench *b)
{
    int64_t due_ms;
    do {
        due_ms = 42;
        if (purge_run_due(b->store, 0, &due_ms) != 0)
            return -1;
    } while (due_ms == 0);
    return due_ms == 42 ? 0 : -1;
}

static void run(struct store_bench *b)
{
    assert_int_equal(run_all(b), 0);
}

static void create_full_table(struct store_bench *b, int partitions)
{
    bench_table_create(b, "d", "t", KEYS);
    for (int i = 0; i < 3; i++)
        bench_table_update(b, "d", "t", KEYS);
    bench_partitions_create(b, partitions);
}

static void nothing_to_do(void **state)
{
    /* Without drops nothing is written. */
    struct store_bench *b = *state;
    run(b);
    assert_int_equal(commits(b), 0);
}

static void a_table(void **state)
{
    /* A dropped table is gone at once and its rows in small transactions after; those of others
     * stay. */
    struct store_bench *b = *state;
    bench_database_create(b, "d");
    create_full_table(b, 1700);
    bench_table_create(b, "d", "other", "{}");
    bench_table_update(b, "d", "other", "{}");
    assert_int_equal(bench_table_delete(b, "d", "t"), 0);
    assert_int_equal(store_bench_ask(b, hanging), 3 + 1700 + 1700 + 3 + 3 + 1);
    assert_int_equal(purges(b), 1);
    int64_t before = commits(b);
    run(b);
    assert_in_range(commits(b) - before, 2, 9);
    assert_int_equal(purges(b), 0);
    assert_int_equal(store_bench_ask(b, hanging), 1);
    assert_non_null(bench_table_get(b, "d", "other"));
    run(b);
}

static void a_database(void **state)
{
    /* A dropped database takes all its tables along, and theirs, also when there are more than fit
     * a transaction. */
    struct store_bench *b = *state;
    char name[16];
    bench_database_create(b, "d");
    create_full_table(b, 20);
    for (int i = 0; i < 520; i++) {
        snprintf(name, sizeof name, "x%d", i);
        bench_table_create(b, "d", name, "{}");
    }
    assert_int_equal(bench_database_delete(b, "d"), 0);
    bench_database_create(b, "d");
    bench_table_create(b, "d", "t", KEYS);
    assert_int_equal(bench_partition_create(b, "{\"Values\":[\"1\",\"x\"]}"), 0);
    run(b);
    assert_int_equal(purges(b), 0);
    assert_int_equal(store_bench_ask(b, hanging), 2);
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM tables"), 1);
}

struct runner {
    struct store_bench *b;
    atomic_bool over;
    int result;
};

static void *run_beside(void *argument)
{
    struct runner *r = argument;
    r->result = run_all(r->b);
    atomic_store(&r->over, true);
    return NULL;
}

static void resumed(void **state)
{
    /* A purge that the end of the process interrupts is taken up after the next start, and requests
     * get through meanwhile. */
    struct store_bench *b = *state;
    struct runner r = {.b = b};
    pthread_t thread;
    char name[16];
    bench_database_create(b, "d");
    create_full_table(b, 4000);
    assert_int_equal(bench_table_delete(b, "d", "t"), 0);
    pthread_create(&thread, NULL, run_beside, &r);
    for (int i = 0; i < 5; i++) {
        snprintf(name, sizeof name, "db%d", i);
        bench_database_create(b, name);
    }
    pthread_join(thread, NULL);
    assert_int_equal(r.result, 0);
    create_full_table(b, 700);
    assert_int_equal(bench_table_delete(b, "d", "t"), 0);
    store_bench_reopen(b);
    assert_int_equal(purges(b), 1);
    run(b);
    assert_int_equal(store_bench_ask(b, hanging), 0);
}

/* Clears chunk after chunk, tells of each, and waits to be killed. */
static void be_child(const char *folder, int pipe)
{
    struct err err = {.code = ERR_NONE};
    struct store_options options = {.folder = folder, .account_id = TEXT(BENCH_ACCOUNT)};
    struct store *store = store_open(&options, &err);
    for (;;) {
        int64_t due_ms = 42;
        if (!store || purge_run_due(store, 0, &due_ms) != 0 || write(pipe, "x", 1) != 1)
            _exit(1);
    }
}

/* Kills a process after its first so many chunks, at some moment of the next. */
static void kill_after(struct store_bench *b, int chunks, useconds_t later_us)
{
    int ends[2], status;
    char one;
    assert_int_equal(pipe(ends), 0);
    store_close(b->store);
    pid_t child = fork();
    if (child == 0)
        be_child(b->folder, ends[1]);
    close(ends[1]);
    for (int i = 0; i < chunks; i++)
        assert_int_equal(read(ends[0], &one, 1), 1);
    usleep(later_us);
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    close(ends[0]);
    struct store_options options = {.folder = b->folder, .account_id = TEXT(BENCH_ACCOUNT)};
    b->store = store_open(&options, &b->err);
    if (!b->store)
        fail_msg("%s", b->err.text);
}

static void killed(void **state)
{
    /* A process that is killed half-way through, again and again, goes on where it was: each time
     * less is left, the file is whole, and other tables keep what is theirs. */
    struct store_bench *b = *state;
    bench_database_create(b, "d");
    create_full_table(b, 12000);
    assert_int_equal(bench_table_delete(b, "d", "t"), 0);
    create_full_table(b, 30);
    const int64_t others = 3 + 30 + 30 + 3 + 3;
    int64_t left = store_bench_ask(b, hanging);
    int round = 0;
    for (; round < 4 && purges(b) > 0; round++) {
        kill_after(b, 1, (useconds_t)(round * 300));
        int64_t now = store_bench_ask(b, hanging);
        assert_true(now <= left - 500);
        left = now;
    }
    assert_true(round >= 2);
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM pragma_integrity_check WHERE "
                                        "integrity_check = 'ok'"),
                     1);
    run(b);
    assert_int_equal(purges(b), 0);
    assert_int_equal(store_bench_ask(b, hanging), others);
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM partition_keys"), 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_to_do, store_bench_open, store_bench_close),
        cmocka_unit_test_setup_teardown(a_table, store_bench_open, store_bench_close),
        cmocka_unit_test_setup_teardown(a_database, store_bench_open, store_bench_close),
        cmocka_unit_test_setup_teardown(resumed, store_bench_open, store_bench_close),
        cmocka_unit_test_setup_teardown(killed, store_bench_open, store_bench_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
