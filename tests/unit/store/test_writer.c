/* SPDX-License-Identifier: Apache-2.0
 * The writer as the store shows it: groups, lanes, and when a write is over. */
#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "store/db.h"
#include "tests/unit/store/store_bench.h"

/* A write that notes what becomes of it. */
struct piece {
    struct write write; /* first */
    struct store *store;
    struct err err;
    int number, rows;
    bool fails;
    int64_t group;    /* commits before its own */
    int order;        /* of its body among all */
    atomic_int runs;  /* of the body */
    atomic_int dones; /* calls of done */
    int result;
    bool was_visible; /* to another connection when done was called */
    sem_t *over;
    atomic_int *clock;
};

static int insert_rows(struct tx *tx, const struct piece *p)
{
    struct query q;
    query_begin_once(&q, tx->db,
                     "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2) "
                     "INSERT INTO meta (key, value) SELECT ?1 || '/' || i, NULL FROM n",
                     tx->err);
    query_put_int(&q, p->number);
    query_put_int(&q, p->rows);
    return query_run(&q, NULL);
}

static int run_piece(struct tx *tx, void *context)
{
    struct piece *p = context;
    struct store_figures f;
    store_figures(p->store, &f);
    p->group = f.commits;
    p->order = atomic_fetch_add(p->clock, 1);
    atomic_fetch_add(&p->runs, 1);
    if (insert_rows(tx, p) != 0)
        return -1;
    return p->fails ? err_set(tx->err, ERR_INVALID, "piece %d fails", p->number) : 0;
}

static int count_rows(struct tx *tx, void *context)
{
    struct piece *p = context;
    struct query q;
    int64_t count = 0;
    query_begin_once(&q, tx->db, "SELECT count(*) FROM meta WHERE key = ?1 || '/1'", tx->err);
    query_put_int(&q, p->number);
    if (query_one_int(&q, &count) != 1)
        return -1;
    p->was_visible = count == 1;
    return 0;
}

static void piece_done(struct write *write, int result)
{
    struct piece *p = (struct piece *)write;
    struct err err = {.code = ERR_NONE};
    p->result = result;
    if (store_read(p->store, count_rows, p, &err) != 0)
        p->was_visible = false;
    atomic_fetch_add(&p->dones, 1);
    sem_post(p->over);
}

/* The pieces of one test, and a gate that holds the writer until all of them wait. */
struct pieces {
    struct store_bench *b;
    struct piece *items;
    int count;
    sem_t gate, over;
    atomic_int clock;
    struct write gate_write;
    struct err gate_err;
};

static int wait_at_gate(struct tx *tx, void *context)
{
    (void)tx;
    sem_wait(context);
    return 0;
}

static void nothing_done(struct write *write, int result)
{
    (void)write, (void)result;
}

static void pieces_init(struct pieces *ps, struct store_bench *b, int count)
{
    *ps = (struct pieces){.b = b, .count = count};
    ps->items = calloc((size_t)count, sizeof *ps->items);
    sem_init(&ps->gate, 0, 0);
    sem_init(&ps->over, 0, 0);
    for (int i = 0; i < count; i++) {
        struct piece *p = &ps->items[i];
        p->store = b->store;
        p->number = i;
        p->rows = 1;
        p->over = &ps->over;
        p->clock = &ps->clock;
        p->write = (struct write){.body = run_piece,
                                  .context = p,
                                  .origin = &store_bench_origin,
                                  .err = &p->err,
                                  .done = piece_done};
    }
    ps->gate_write = (struct write){.body = wait_at_gate,
                                    .context = &ps->gate,
                                    .origin = &store_bench_origin,
                                    .err = &ps->gate_err,
                                    .done = nothing_done};
}

static void pieces_release(struct pieces *ps)
{
    sem_destroy(&ps->gate);
    sem_destroy(&ps->over);
    free(ps->items);
}

/* The writer takes this and waits; what is submitted now comes after it, together. */
static void close_gate(struct pieces *ps)
{
    struct store_figures f;
    store_submit(ps->b->store, LANE_FOREGROUND, &ps->gate_write);
    do
        store_figures(ps->b->store, &f);
    while (f.writes_waiting > 0);
    usleep(10000); /* its group is older than a group may be: it closes with it */
}

static void wait_for(struct pieces *ps, int count)
{
    for (int i = 0; i < count; i++)
        sem_wait(&ps->over);
}

static void submit_all(struct pieces *ps, enum lane lane)
{
    for (int i = 0; i < ps->count; i++)
        store_submit(ps->b->store, lane, &ps->items[i].write);
}

/* The largest number of pieces that one commit had. */
static int largest_group(const struct pieces *ps)
{
    int largest = 0;
    for (int i = 0; i < ps->count; i++) {
        int size = 0;
        for (int j = 0; j < ps->count; j++)
            size += ps->items[j].group == ps->items[i].group;
        largest = size > largest ? size : largest;
    }
    return largest;
}

static void groups(void **state)
{
    /* Writes that wait share commits, at most 64 of them; each is answered once, after it can be
     * seen by others. */
    struct pieces ps;
    pieces_init(&ps, *state, 300);
    close_gate(&ps);
    submit_all(&ps, LANE_FOREGROUND);
    sem_post(&ps.gate);
    wait_for(&ps, ps.count);
    assert_in_range(largest_group(&ps), 2, 64);
    for (int i = 0; i < ps.count; i++) {
        assert_int_equal(ps.items[i].result, 0);
        assert_int_equal(ps.items[i].order, i);
        assert_int_equal(atomic_load(&ps.items[i].runs), 1);
        assert_int_equal(atomic_load(&ps.items[i].dones), 1);
        assert_true(ps.items[i].was_visible);
    }
    assert_int_equal(store_bench_ask(ps.b, "SELECT count(*) FROM meta"), ps.count);
    pieces_release(&ps);
}

static void groups_by_rows(void **state)
{
    /* A group closes once it has written a thousand rows. */
    struct pieces ps;
    pieces_init(&ps, *state, 20);
    for (int i = 0; i < ps.count; i++)
        ps.items[i].rows = 300;
    close_gate(&ps);
    submit_all(&ps, LANE_FOREGROUND);
    sem_post(&ps.gate);
    wait_for(&ps, ps.count);
    assert_in_range(largest_group(&ps), 1, 4);
    assert_int_equal(store_bench_ask(ps.b, "SELECT count(*) FROM meta"), 20 * 300);
    pieces_release(&ps);
}

static void failures(void **state)
{
    /* A write that fails undoes itself and nothing else of its group; it gets its own error. */
    struct pieces ps;
    pieces_init(&ps, *state, 100);
    for (int i = 0; i < ps.count; i++) {
        ps.items[i].fails = i % 3 == 0;
        ps.items[i].rows = 1 + i % 5;
    }
    close_gate(&ps);
    submit_all(&ps, LANE_FOREGROUND);
    sem_post(&ps.gate);
    wait_for(&ps, ps.count);
    assert_true(largest_group(&ps) > 2);
    int64_t rows = 0;
    for (int i = 0; i < ps.count; i++) {
        struct piece *p = &ps.items[i];
        char wanted[32];
        snprintf(wanted, sizeof wanted, "piece %d fails", i);
        assert_int_equal(p->result, p->fails ? -1 : 0);
        assert_int_equal(p->was_visible, !p->fails);
        assert_int_equal(atomic_load(&p->dones), 1);
        assert_int_equal(p->err.code, p->fails ? ERR_INVALID : ERR_NONE);
        assert_string_equal(p->err.text, p->fails ? wanted : "");
        rows += p->fails ? 0 : p->rows;
    }
    assert_int_equal(store_bench_ask(ps.b, "SELECT count(*) FROM meta"), rows);
    struct store_figures f;
    store_figures(ps.b->store, &f);
    assert_int_equal(f.writes_failed, 34);
    pieces_release(&ps);
}

static void foreground_first(void **state)
{
    /* Requests run before background work that waited longer. */
    struct pieces back, front;
    pieces_init(&back, *state, 10);
    pieces_init(&front, *state, 10);
    for (int i = 0; i < 10; i++) {
        front.items[i].number += 100;
        front.items[i].clock = &back.clock;
    }
    close_gate(&back);
    submit_all(&back, LANE_BACKGROUND);
    submit_all(&front, LANE_FOREGROUND);
    sem_post(&back.gate);
    wait_for(&back, 10);
    wait_for(&front, 10);
    for (int i = 0; i < 10; i++) {
        assert_int_equal(front.items[i].order, i);
        assert_int_equal(back.items[i].order, 10 + i);
    }
    pieces_release(&front);
    pieces_release(&back);
}

/* A write that queues itself again as long as the test wants. */
struct stream {
    struct write write; /* first */
    struct store *store;
    struct err err;
    atomic_bool *stops;
    atomic_int *running;
};

static int touch_nothing(struct tx *tx, void *context)
{
    (void)tx, (void)context;
    return 0;
}

static void stream_done(struct write *write, int result)
{
    struct stream *s = (struct stream *)write;
    (void)result;
    if (atomic_load(s->stops))
        atomic_fetch_sub(s->running, 1);
    else
        store_submit(s->store, LANE_FOREGROUND, write);
}

static void background_not_starved(void **state)
{
    /* Background work gets through while requests never cease to wait. */
    struct store_bench *b = *state;
    static struct stream streams[200];
    atomic_bool stops = false;
    atomic_int running = (int)COUNT(streams);
    struct pieces ps;
    pieces_init(&ps, b, 30);
    for (size_t i = 0; i < COUNT(streams); i++) {
        struct stream *s = &streams[i];
        *s = (struct stream){.store = b->store, .stops = &stops, .running = &running};
        s->write = (struct write){.body = touch_nothing,
                                  .origin = &store_bench_origin,
                                  .err = &s->err,
                                  .done = stream_done};
        store_submit(b->store, LANE_FOREGROUND, &s->write);
    }
    submit_all(&ps, LANE_BACKGROUND);
    wait_for(&ps, ps.count);
    for (int i = 0; i < ps.count; i++)
        assert_int_equal(ps.items[i].result, 0);
    assert_int_equal(atomic_load(&running), COUNT(streams));
    atomic_store(&stops, true);
    while (atomic_load(&running) > 0)
        usleep(1000);
    pieces_release(&ps);
}

static void *open_gate_later(void *argument)
{
    struct pieces *ps = argument;
    usleep(100000);
    sem_post(&ps->gate);
    return NULL;
}

/* A write that, once done, tries another one, which comes too late. */
static void submit_late(struct write *write, int result)
{
    struct piece *p = (struct piece *)write, *late = p + 1;
    p->result = result;
    atomic_fetch_add(&p->dones, 1);
    store_submit(p->store, LANE_FOREGROUND, &late->write);
}

static void late_done(struct write *write, int result)
{
    struct piece *p = (struct piece *)write;
    p->result = result;
    atomic_fetch_add(&p->dones, 1);
}

static void close_drains(void **state)
{
    /* Closing finishes all that waits in both lanes; what comes later is refused as unavailable. */
    struct store_bench *b = *state;
    struct pieces ps;
    pthread_t opener;
    pieces_init(&ps, b, 202);
    struct piece *last = &ps.items[200], *late = &ps.items[201];
    last->write.done = submit_late;
    late->write.done = late_done;
    close_gate(&ps);
    for (int i = 0; i < 201; i++)
        store_submit(b->store, i % 2 ? LANE_BACKGROUND : LANE_FOREGROUND, &ps.items[i].write);
    pthread_create(&opener, NULL, open_gate_later, &ps);
    store_bench_reopen(b);
    pthread_join(opener, NULL);
    for (int i = 0; i < 202; i++)
        assert_int_equal(atomic_load(&ps.items[i].dones), 1);
    for (int i = 0; i < 201; i++)
        assert_int_equal(ps.items[i].result, 0);
    assert_int_equal(late->result, -1);
    assert_int_equal(late->err.code, ERR_UNAVAILABLE);
    assert_int_equal(atomic_load(&late->runs), 0);
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM meta"), 201);
    pieces_release(&ps);
}

enum { THREADS = 16, WRITES_PER_THREAD = 40 };

struct author {
    struct store_bench *b;
    int number, succeeded;
};

static void *write_many(void *argument)
{
    struct author *a = argument;
    for (int i = 0; i < WRITES_PER_THREAD; i++) {
        struct err err = {.code = ERR_NONE};
        atomic_int clock = 0;
        struct piece p = {.store = a->b->store,
                          .number = a->number * WRITES_PER_THREAD + i,
                          .rows = 1,
                          .clock = &clock};
        enum lane lane = i % 7 == 0 ? LANE_BACKGROUND : LANE_FOREGROUND;
        a->succeeded +=
            store_write(a->b->store, lane, &store_bench_origin, run_piece, &p, &err) == 0;
        if (store_read(a->b->store, count_rows, &p, &err) != 0 || !p.was_visible)
            a->succeeded = -1000;
    }
    return NULL;
}

static void many_threads(void **state)
{
    /* Many threads that write at once all succeed, and each reads its own write. */
    struct store_bench *b = *state;
    pthread_t threads[THREADS];
    struct author authors[THREADS];
    for (int i = 0; i < THREADS; i++) {
        authors[i] = (struct author){.b = b, .number = i};
        pthread_create(&threads[i], NULL, write_many, &authors[i]);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(authors[i].succeeded, WRITES_PER_THREAD);
    }
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM meta"), THREADS * WRITES_PER_THREAD);
}

static void quiet_checkpoint(void **state)
{
    /* In a quiet moment the log is moved into the file, so that nothing is left to do at the next
     * start. */
    struct store_bench *b = *state;
    struct pieces ps;
    pieces_init(&ps, b, 1);
    ps.items[0].rows = 2000;
    store_submit(b->store, LANE_FOREGROUND, &ps.items[0].write);
    wait_for(&ps, 1);
    struct store_figures before, after;
    store_figures(b->store, &before);
    int64_t until_us = clock_monotonic_us() + 10000000;
    do {
        usleep(50000);
        store_figures(b->store, &after);
    } while (after.file_bytes <= before.file_bytes && clock_monotonic_us() < until_us);
    assert_true(after.file_bytes > before.file_bytes);
    pieces_release(&ps);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(groups, store_bench_open, store_bench_close),
        cmocka_unit_test_setup_teardown(groups_by_rows, store_bench_open, store_bench_close),
        cmocka_unit_test_setup_teardown(failures, store_bench_open, store_bench_close),
        cmocka_unit_test_setup_teardown(foreground_first, store_bench_open, store_bench_close),
        cmocka_unit_test_setup_teardown(background_not_starved, store_bench_open,
                                        store_bench_close),
        cmocka_unit_test_setup_teardown(close_drains, store_bench_open, store_bench_close),
        cmocka_unit_test_setup_teardown(many_threads, store_bench_open, store_bench_close),
        cmocka_unit_test_setup_teardown(quiet_checkpoint, store_bench_open, store_bench_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
