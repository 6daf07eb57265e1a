/* SPDX-License-Identifier: Apache-2.0 */
#include "api/operations/pool.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/memory.h"

struct pool {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct job *first, *last;
    unsigned waiting, waiting_max;
    bool closing;
    unsigned threads_count;
    pthread_t threads[];
};

static struct job *take(struct pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    while (!pool->first && !pool->closing)
        pthread_cond_wait(&pool->wake, &pool->lock);
    struct job *job = pool->first;
    if (job) {
        pool->first = job->next;
        if (!pool->first)
            pool->last = NULL;
        pool->waiting--;
    }
    pthread_mutex_unlock(&pool->lock);
    return job;
}

static void *pool_thread(void *argument)
{
    struct pool *pool = argument;
    for (struct job *job; (job = take(pool));)
        job->run(job);
    return NULL;
}

struct pool *pool_open(unsigned threads, unsigned waiting_max)
{
    struct pool *pool = memory_new(sizeof *pool + threads * sizeof pool->threads[0]);
    pool->waiting_max = waiting_max;
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->wake, NULL);
    for (unsigned i = 0; i < threads; i++)
        if (pthread_create(&pool->threads[i], NULL, pool_thread, pool) != 0)
            memory_exhausted(0);
    pool->threads_count = threads;
    return pool;
}

int pool_submit(struct pool *pool, struct job *job, struct err *err)
{
    pthread_mutex_lock(&pool->lock);
    bool refused = pool->closing || pool->waiting >= pool->waiting_max;
    if (!refused) {
        job->next = NULL;
        *(pool->last ? &pool->last->next : &pool->first) = job;
        pool->last = job;
        pool->waiting++;
        pthread_cond_signal(&pool->wake);
    }
    pthread_mutex_unlock(&pool->lock);
    return refused ? err_set(err, ERR_UNAVAILABLE, "Too many long requests wait already.") : 0;
}

void pool_close(struct pool *pool)
{
    if (!pool)
        return;
    pthread_mutex_lock(&pool->lock);
    pool->closing = true;
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->lock);
    for (unsigned i = 0; i < pool->threads_count; i++)
        pthread_join(pool->threads[i], NULL);
    pthread_cond_destroy(&pool->wake);
    pthread_mutex_destroy(&pool->lock);
    free(pool);
}
