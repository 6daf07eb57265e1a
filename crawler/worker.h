/* SPDX-License-Identifier: Apache-2.0
 * The crawler's place in the scheduler: turns schedules that fire into runs, and takes runs that
 * are due, several at once, each on a thread of its own. */
#ifndef PROPOLIS_CRAWLER_WORKER_H
#define PROPOLIS_CRAWLER_WORKER_H

#include "base/compiler.h"
#include "base/err.h"
#include "base/log.h"
#include "lake/lake.h"

struct metrics;
struct store;
struct crawl_worker;

/* Texts and the log are borrowed, the rest is copied. */
struct crawl_worker_options {
    struct store *store;
    struct lake_config lake;
    struct text account_id, region;
    const struct log *log;
    struct metrics *metrics; /* borrowed; NULL: nothing is counted */
    void (*wake)(
        void *context); /* a run is over: there may be room for the next. From any thread */
    void *wake_context;
    unsigned crawls_max; /* at once; 0: 4 */
    int64_t lease_ms;    /* 0: 60,000 */
};

/* New. The store is this process's alone, so the leases of earlier processes end here. */
int crawl_worker_open(struct crawl_worker **out, const struct crawl_worker_options *options,
                      struct err *err) MUST_CHECK;

/* Runs that are under way are given back at their next step. */
void crawl_worker_stop(void *worker);

/* Stops, waits for the runs that are under way, and frees. The store is still open. NULL is
 * allowed. */
void crawl_worker_close(struct crawl_worker *worker);

/* Begins what is due and returns; `*next_due_ms` gets when to come again, where that is known. */
int crawl_worker_run_due(void *worker, int64_t now_ms, int64_t *next_due_ms) MUST_CHECK;

#endif
