/* SPDX-License-Identifier: Apache-2.0
 * A process that writes is killed at any moment, again and again: every write that it acknowledged
 * is there afterwards, whole, and nothing is there by half. */
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/unit/store/store_bench.h"

enum { ROUNDS = 20, THREADS = 4, NUMBERS_PER_ROUND = 1000000 };

/* One write makes a database and a table in it, each with its change. */
struct pair {
    char name[24];
    struct table_draft *draft;
};

static int create_pair(struct tx *tx, void *context)
{
    struct pair *p = context;
    struct database_name database = bench_database_name(p->name);
    struct table_name table = bench_table_name(p->name, p->name);
    if (database_create(tx, &database, &(struct database_draft){.tail = TEXT("")}) != 0)
        return -1;
    return table_create(tx, &table, p->draft, NULL);
}

struct child {
    struct store *store;
    struct table_draft *draft;
    atomic_int next;
    int pipe;
};

static void *write_on(void *argument)
{
    struct child *c = argument;
    for (;;) {
        int number = atomic_fetch_add(&c->next, 1);
        struct err err = {.code = ERR_NONE};
        struct pair p = {.draft = c->draft};
        snprintf(p.name, sizeof p.name, "n%d", number);
        if (store_write(c->store, LANE_FOREGROUND, &store_bench_origin, create_pair, &p, &err) !=
                0 ||
            write(c->pipe, &number, sizeof number) != (ssize_t)sizeof number)
            _exit(1);
    }
}

/* Writes until it is killed. */
static void be_child(const char *folder, int first, int pipe)
{
    struct arena arena;
    struct err err = {.code = ERR_NONE};
    struct store_options options = {.folder = folder, .account_id = TEXT(BENCH_ACCOUNT)};
    pthread_t thread;
    arena_init(&arena, 1 << 20, NULL);
    struct child c = {.store = store_open(&options, &err),
                      .draft = bench_table_draft(&arena, "{\"Description\":\"d\"}"),
                      .next = first,
                      .pipe = pipe};
    if (!c.store)
        _exit(2);
    for (int i = 1; i < THREADS; i++)
        pthread_create(&thread, NULL, write_on, &c);
    write_on(&c);
}

/* The numbers that were acknowledged so far, over all rounds. */
struct numbers {
    int *items;
    size_t count, room;
};

static void keep(struct numbers *ns, int number)
{
    if (ns->count == ns->room) {
        ns->room = ns->room ? ns->room * 2 : 1024;
        ns->items = realloc(ns->items, ns->room * sizeof *ns->items);
    }
    ns->items[ns->count++] = number;
}

/* Runs one child, kills it after some acknowledgements, and reads the rest that the pipe holds. */
static void run_round(struct store_bench *b, int round, struct numbers *ns)
{
    int ends[2], number, status;
    size_t before = ns->count, wanted = 1 + (size_t)(round * 37 % 200);
    assert_int_equal(pipe(ends), 0);
    store_close(b->store);
    pid_t child = fork();
    if (child == 0)
        be_child(b->folder, round * NUMBERS_PER_ROUND, ends[1]);
    close(ends[1]);
    while (ns->count - before < wanted) {
        assert_int_equal(read(ends[0], &number, sizeof number), sizeof number);
        keep(ns, number);
    }
    usleep((useconds_t)(round * 613 % 5000));
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    while (read(ends[0], &number, sizeof number) == (ssize_t)sizeof number)
        keep(ns, number);
    close(ends[0]);
    struct store_options options = {.folder = b->folder, .account_id = TEXT(BENCH_ACCOUNT)};
    err_clear(&b->err);
    b->store = store_open(&options, &b->err);
    if (!b->store)
        fail_msg("round %d: %s", round, b->err.text);
}

static void check_acknowledged(struct store_bench *b, const struct numbers *ns, size_t from)
{
    for (size_t i = from; i < ns->count; i++) {
        char name[24];
        snprintf(name, sizeof name, "n%d", ns->items[i]);
        if (!bench_table_get(b, name, name))
            fail_msg("%s was acknowledged and is lost: %s", name, b->err.text);
    }
}

/* Each database has its one table, each of both its change, and changes are dense. */
static void check_whole(struct store_bench *b)
{
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM pragma_integrity_check WHERE "
                                        "integrity_check = 'ok'"),
                     1);
    int64_t databases = store_bench_ask(b, "SELECT count(*) FROM databases");
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM tables t JOIN databases d ON "
                                        "d.id = t.database_id AND d.name = t.name"),
                     databases);
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM tables"), databases);
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM changes"), 2 * databases);
    assert_int_equal(store_bench_ask(b, "SELECT coalesce(max(seq), 0) FROM changes"),
                     2 * databases);
    assert_int_equal(store_bench_ask(b, "SELECT next - 1 FROM counters WHERE name = 'tables'"),
                     databases);
}

static void killed(void **state)
{
    /* Twenty kills lose no acknowledged write and leave no half of one. */
    struct store_bench *b = *state;
    struct numbers ns = {NULL, 0, 0};
    for (int round = 0; round < ROUNDS; round++) {
        size_t before = ns.count;
        run_round(b, round, &ns);
        check_acknowledged(b, &ns, before);
        check_whole(b);
    }
    check_acknowledged(b, &ns, 0);
    assert_true(ns.count >= ROUNDS);
    free(ns.items);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(killed, store_bench_open, store_bench_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
