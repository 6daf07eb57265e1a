/* SPDX-License-Identifier: Apache-2.0
 * The scheduler: one thread per worker, which runs when its work is due or when someone says that
 * there is new work. A long crawl so never delays a delivery. */
#ifndef PROPOLIS_SERVER_SCHEDULER_H
#define PROPOLIS_SERVER_SCHEDULER_H

#include "base/compiler.h"
#include "base/err.h"
#include "base/log.h"

struct worker {
    const char *name; /* in the log */
    void *context;
    /* Does what is due at `now_ms`. `next_due_ms` comes as INT64_MAX; set it to when to come again
     * at the latest. -1: it failed, and is tried again after a pause. */
    int (*run_due)(void *context, int64_t now_ms, int64_t *next_due_ms);
    /* Optional: makes a run_due that is under way return soon. Called once, from another thread. */
    void (*stop)(void *context);
};

struct scheduler;

/* New; the workers are copied, their contexts borrowed. They do nothing yet. */
struct scheduler *scheduler_open(const struct worker *workers, size_t count, const struct log *log);

/* The workers begin, each on a thread of its own. Once, and after the pointer is where a worker may
 * look for it to wake the others. */
void scheduler_start(struct scheduler *scheduler);

/* All workers look for work now. From any thread; does not wait. NULL is allowed. */
void scheduler_wake(struct scheduler *scheduler);

/* Tells all workers to stop, and does not wait. NULL is allowed. */
void scheduler_stop(struct scheduler *scheduler);

/* True once every worker has come home; waits until `deadline_us` (clock_monotonic_us) for it. NULL
 * is allowed. */
bool scheduler_join(struct scheduler *scheduler, int64_t deadline_us) MUST_CHECK;

/* After scheduler_join said true. NULL is allowed. */
void scheduler_close(struct scheduler *scheduler);

#endif
