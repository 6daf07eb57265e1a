/* SPDX-License-Identifier: Apache-2.0
 * A small pool of threads for work that may take longer than a listener's thread should: long reads
 * and I/O elsewhere. */
#ifndef PROPOLIS_API_OPERATIONS_POOL_H
#define PROPOLIS_API_OPERATIONS_POOL_H

#include "base/compiler.h"
#include "base/err.h"

struct pool;

struct job {
    void (*run)(struct job *job);
    struct job *next; /* the pool's */
};

/* New; `threads` threads, at most `waiting_max` jobs in the queue. */
struct pool *pool_open(unsigned threads, unsigned waiting_max);

/* Runs what waits, then ends the threads. NULL is allowed. */
void pool_close(struct pool *pool);

/* Queues a job, which the caller owns until it ran. ERR_UNAVAILABLE when the queue is full. */
int pool_submit(struct pool *pool, struct job *job, struct err *err) MUST_CHECK;

#endif
