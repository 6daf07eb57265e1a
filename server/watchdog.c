/* SPDX-License-Identifier: Apache-2.0 */
#include "server/watchdog.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

void watchdog_leave(const struct log *log, const char *what, int status)
{
    LOG(log, LEVEL_WARNING, "left without waiting any longer", LOG_TEXT("for", text_of(what)));
    _exit(status);
}

static void *watch(void *context)
{
    struct watchdog *w = context;
    struct timespec until = {w->deadline_us / 1000000, w->deadline_us % 1000000 * 1000};
    int status = 0;
    pthread_mutex_lock(&w->lock);
    while (!w->is_over && status == 0)
        status = pthread_cond_timedwait(&w->changed, &w->lock, &until);
    bool is_over = w->is_over;
    pthread_mutex_unlock(&w->lock);
    if (!is_over)
        watchdog_leave(&w->log, "the end of all work", EXIT_SUCCESS);
    return NULL;
}

void watchdog_start(struct watchdog *w, const struct log *log, int64_t deadline_us)
{
    pthread_condattr_t attributes;
    *w = (struct watchdog){.log = *log, .deadline_us = deadline_us};
    pthread_mutex_init(&w->lock, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&w->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    w->is_running = pthread_create(&w->thread, NULL, watch, w) == 0;
}

void watchdog_end(struct watchdog *w)
{
    pthread_mutex_lock(&w->lock);
    w->is_over = true;
    pthread_cond_signal(&w->changed);
    pthread_mutex_unlock(&w->lock);
    if (w->is_running)
        pthread_join(w->thread, NULL);
    pthread_cond_destroy(&w->changed);
    pthread_mutex_destroy(&w->lock);
}
