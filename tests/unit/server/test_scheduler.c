/* SPDX-License-Identifier: Apache-2.0 */
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "server/scheduler.h"

struct job {
    atomic_int runs, stops;
    int64_t every_ms;
    int result;
    atomic_bool is_stopped;
    bool hangs;
};

static int run_due(void *context, int64_t now_ms, int64_t *next_due_ms)
{
    struct job *job = context;
    atomic_fetch_add(&job->runs, 1);
    if (job->every_ms)
        *next_due_ms = now_ms + job->every_ms;
    while (job->hangs && !atomic_load(&job->is_stopped))
        poll(NULL, 0, 1);
    return job->result;
}

static void stop(void *context)
{
    struct job *job = context;
    atomic_store(&job->is_stopped, true);
    atomic_fetch_add(&job->stops, 1);
}

static int64_t in_ms(int64_t ms)
{
    return clock_monotonic_us() + ms * 1000;
}

static void wait_for_runs(struct job *job, int runs)
{
    int64_t deadline_us = in_ms(5000);
    while (atomic_load(&job->runs) < runs && clock_monotonic_us() < deadline_us)
        poll(NULL, 0, 1);
    assert_true(atomic_load(&job->runs) >= runs);
}

static void end(struct scheduler *s)
{
    scheduler_stop(s);
    assert_true(scheduler_join(s, in_ms(5000)));
    scheduler_close(s);
}

static void runs_when_due(void **state)
{
    /* A worker runs at the start and then when it asked to; one that asked for nothing waits. */
    (void)state;
    struct job often = {.every_ms = 5}, once = {0};
    const struct worker workers[] = {{.name = "often", .context = &often, .run_due = run_due},
                                     {.name = "once", .context = &once, .run_due = run_due}};
    struct scheduler *s = scheduler_open(workers, COUNT(workers), NULL);
    scheduler_start(s);
    wait_for_runs(&often, 5);
    wait_for_runs(&once, 1);
    poll(NULL, 0, 20);
    assert_int_equal(atomic_load(&once.runs), 1);
    end(s);
}

static void wakes(void **state)
{
    /* A wake reaches every worker, also one that came while it ran. */
    (void)state;
    struct job job = {0};
    const struct worker workers[] = {{.name = "x", .context = &job, .run_due = run_due}};
    struct scheduler *s = scheduler_open(workers, 1, NULL);
    scheduler_start(s);
    for (int i = 1; i < 50; i++) {
        wait_for_runs(&job, i);
        scheduler_wake(s);
    }
    wait_for_runs(&job, 50);
    end(s);
    scheduler_wake(NULL);
}

static void slow_worker(void **state)
{
    /* One that works for long holds up nobody, and returns when it is told to stop. */
    (void)state;
    struct job slow = {.hangs = true}, quick = {.every_ms = 1};
    const struct worker workers[] = {
        {.name = "slow", .context = &slow, .run_due = run_due, .stop = stop},
        {.name = "quick", .context = &quick, .run_due = run_due}};
    struct scheduler *s = scheduler_open(workers, COUNT(workers), NULL);
    scheduler_start(s);
    wait_for_runs(&slow, 1);
    wait_for_runs(&quick, 10);
    end(s);
    assert_int_equal(atomic_load(&slow.stops), 1);
}

static void deaf_worker(void **state)
{
    /* One that does not listen makes the join give up at its deadline. */
    (void)state;
    struct job deaf = {.hangs = true};
    const struct worker workers[] = {{.name = "deaf", .context = &deaf, .run_due = run_due}};
    struct scheduler *s = scheduler_open(workers, 1, NULL);
    scheduler_start(s);
    wait_for_runs(&deaf, 1);
    scheduler_stop(s);
    int64_t began_us = clock_monotonic_us();
    assert_false(scheduler_join(s, in_ms(50)));
    assert_true(clock_monotonic_us() - began_us >= 45000);
    atomic_store(&deaf.is_stopped, true);
    assert_true(scheduler_join(s, in_ms(5000)));
    scheduler_close(s);
}

static void failing_worker(void **state)
{
    /* One that fails is tried again after a pause and not at once. */
    (void)state;
    struct job failing = {.result = -1};
    const struct worker workers[] = {{.name = "failing", .context = &failing, .run_due = run_due}};
    struct scheduler *s = scheduler_open(workers, 1, NULL);
    scheduler_start(s);
    poll(NULL, 0, 100);
    assert_int_equal(atomic_load(&failing.runs), 1);
    wait_for_runs(&failing, 2);
    end(s);
}

static void nobody(void **state)
{
    /* A scheduler without workers, or none at all, ends in order. */
    (void)state;
    end(scheduler_open(NULL, 0, NULL));
    scheduler_stop(NULL);
    assert_true(scheduler_join(NULL, 0));
    scheduler_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_when_due),  cmocka_unit_test(wakes),
        cmocka_unit_test(slow_worker),    cmocka_unit_test(deaf_worker),
        cmocka_unit_test(failing_worker), cmocka_unit_test(nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
