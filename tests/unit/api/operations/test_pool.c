/* SPDX-License-Identifier: Apache-2.0 */
#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "api/operations/pool.h"

struct task {
    struct job job; /* first */
    sem_t *gate;    /* waits there, if any */
    atomic_int *runs, *together, *most;
};

static void run_task(struct job *job)
{
    struct task *t = (struct task *)job;
    int now = atomic_fetch_add(t->together, 1) + 1;
    for (int most = atomic_load(t->most);
         now > most && !atomic_compare_exchange_weak(t->most, &most, now);)
        ;
    if (t->gate)
        sem_wait(t->gate);
    atomic_fetch_sub(t->together, 1);
    atomic_fetch_add(t->runs, 1);
}

static void all_run(void **state)
{
    /* Every job that was taken runs once, on as many threads as the pool has, and closing waits for
     * those in the queue. */
    (void)state;
    enum { JOBS = 500 };
    static struct task tasks[JOBS];
    atomic_int runs = 0, together = 0, most = 0;
    struct pool *pool = pool_open(4, JOBS);
    for (int i = 0; i < JOBS; i++) {
        struct err err = {.code = ERR_NONE};
        tasks[i] =
            (struct task){.job.run = run_task, .runs = &runs, .together = &together, .most = &most};
        assert_int_equal(pool_submit(pool, &tasks[i].job, &err), 0);
    }
    pool_close(pool);
    assert_int_equal(atomic_load(&runs), JOBS);
    assert_in_range(atomic_load(&most), 1, 4);
    pool_close(NULL);
}

static void full(void **state)
{
    /* A full queue refuses with words, and takes jobs again once there is room. */
    (void)state;
    static struct task tasks[8];
    atomic_int runs = 0, together = 0, most = 0;
    struct err err = {.code = ERR_NONE};
    sem_t gate;
    sem_init(&gate, 0, 0);
    struct pool *pool = pool_open(2, 3);
    int taken = 0;
    for (size_t i = 0; i < COUNT(tasks); i++) {
        tasks[i] = (struct task){.job.run = run_task,
                                 .gate = &gate,
                                 .runs = &runs,
                                 .together = &together,
                                 .most = &most};
        if (i < 2)
            while (atomic_load(&together) < (int)i)
                usleep(1000);
        if (i == 2)
            while (atomic_load(&together) < 2)
                usleep(1000);
        err_clear(&err);
        if (pool_submit(pool, &tasks[i].job, &err) == 0)
            taken++;
        else
            assert_int_equal(err.code, ERR_UNAVAILABLE);
    }
    assert_int_equal(taken, 5); /* two run, three wait */
    for (int i = 0; i < taken; i++)
        sem_post(&gate);
    while (atomic_load(&runs) < taken)
        usleep(1000);
    err_clear(&err);
    tasks[7].gate = NULL;
    assert_int_equal(pool_submit(pool, &tasks[7].job, &err), 0);
    pool_close(pool);
    assert_int_equal(atomic_load(&runs), 6);
    assert_int_equal(atomic_load(&most), 2);
    sem_destroy(&gate);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_run),
        cmocka_unit_test(full),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
