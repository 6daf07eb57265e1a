/* SPDX-License-Identifier: Apache-2.0 */
#include "server/scheduler.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/memory.h"

enum { PAUSE_MS = 1000, SLEEP_MS_MAX = 60 * 1000 };

struct runner {
    struct worker worker;
    struct scheduler *scheduler;
    pthread_t thread;
    bool is_started, is_home;
    uint64_t wakes_seen;
};

struct scheduler {
    const struct log *log;
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t changed;
    uint64_t wakes;
    bool is_stopping;
    size_t count;
    struct runner runners[];
};

static struct timespec monotonic_in(int64_t ms)
{
    int64_t us = clock_monotonic_us() + ms * 1000;
    return (struct timespec){us / 1000000, us % 1000000 * 1000};
}

/* Sleeps until a time, a wake or the end; false at the end. A sleep is never long, because the
 * machine's clock may be set. */
static bool sleep_until(struct runner *r, int64_t due_ms)
{
    struct scheduler *s = r->scheduler;
    int64_t ms = due_ms - clock_now_ms();
    struct timespec until = monotonic_in(ms < 0 ? 0 : ms < SLEEP_MS_MAX ? ms : SLEEP_MS_MAX);
    pthread_mutex_lock(&s->lock);
    int status = 0;
    while (!s->is_stopping && s->wakes == r->wakes_seen && status == 0)
        status = pthread_cond_timedwait(&s->changed, &s->lock, &until);
    r->wakes_seen = s->wakes;
    bool goes_on = !s->is_stopping;
    pthread_mutex_unlock(&s->lock);
    return goes_on;
}

static void *run(void *context)
{
    struct runner *r = context;
    int64_t due_ms = 0;
    while (sleep_until(r, due_ms)) {
        due_ms = INT64_MAX;
        if (r->worker.run_due(r->worker.context, clock_now_ms(), &due_ms) != 0) {
            LOG(r->scheduler->log, LEVEL_ERROR, "worker failed",
                LOG_TEXT("worker", text_of(r->worker.name)));
            due_ms = clock_now_ms() + PAUSE_MS;
        }
    }
    pthread_mutex_lock(&r->scheduler->lock);
    r->is_home = true;
    pthread_cond_broadcast(&r->scheduler->changed);
    pthread_mutex_unlock(&r->scheduler->lock);
    return NULL;
}

struct scheduler *scheduler_open(const struct worker *workers, size_t count, const struct log *log)
{
    struct scheduler *s = memory_new(sizeof *s + count * sizeof *s->runners);
    pthread_condattr_t attributes;
    s->log = log;
    s->count = count;
    pthread_mutex_init(&s->lock, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&s->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    for (size_t i = 0; i < count; i++) {
        struct runner *r = &s->runners[i];
        r->worker = workers[i];
        r->scheduler = s;
        r->is_home = true;
    }
    return s;
}

void scheduler_start(struct scheduler *s)
{
    pthread_mutex_lock(&s->lock);
    for (size_t i = 0; i < s->count; i++) {
        struct runner *r = &s->runners[i];
        r->is_started = pthread_create(&r->thread, NULL, run, r) == 0;
        r->is_home = !r->is_started;
    }
    pthread_mutex_unlock(&s->lock);
}

void scheduler_wake(struct scheduler *s)
{
    if (!s)
        return;
    pthread_mutex_lock(&s->lock);
    s->wakes++;
    pthread_cond_broadcast(&s->changed);
    pthread_mutex_unlock(&s->lock);
}

void scheduler_stop(struct scheduler *s)
{
    if (!s)
        return;
    pthread_mutex_lock(&s->lock);
    s->is_stopping = true;
    pthread_cond_broadcast(&s->changed);
    pthread_mutex_unlock(&s->lock);
    for (size_t i = 0; i < s->count; i++)
        if (s->runners[i].worker.stop)
            s->runners[i].worker.stop(s->runners[i].worker.context);
}

static bool all_home(const struct scheduler *s)
{
    for (size_t i = 0; i < s->count; i++)
        if (!s->runners[i].is_home)
            return false;
    return true;
}

bool scheduler_join(struct scheduler *s, int64_t deadline_us)
{
    if (!s)
        return true;
    struct timespec until = {deadline_us / 1000000, deadline_us % 1000000 * 1000};
    pthread_mutex_lock(&s->lock);
    int status = 0;
    while (!all_home(s) && status == 0)
        status = pthread_cond_timedwait(&s->changed, &s->lock, &until);
    bool result = all_home(s);
    pthread_mutex_unlock(&s->lock);
    return result;
}

void scheduler_close(struct scheduler *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->count; i++)
        if (s->runners[i].is_started)
            pthread_join(s->runners[i].thread, NULL);
    pthread_cond_destroy(&s->changed);
    pthread_mutex_destroy(&s->lock);
    free(s);
}
