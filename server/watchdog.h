/* SPDX-License-Identifier: Apache-2.0
 * A watchdog over the end of the process: when closing takes too long, it leaves without. What was
 * acknowledged is on disk, and what still runs is work that the next start takes up again, or that
 * nobody was told is done; so leaving is safe. */
#ifndef PROPOLIS_SERVER_WATCHDOG_H
#define PROPOLIS_SERVER_WATCHDOG_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/log.h"

struct watchdog {
    struct log log;
    int64_t deadline_us; /* clock_monotonic_us */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool is_running, is_over;
};

/* From now on until watchdog_end the process ends at the deadline. */
void watchdog_start(struct watchdog *w, const struct log *log, int64_t deadline_us);
void watchdog_end(struct watchdog *w);

/* Leaves at once, with a line in the log that says what was not waited for. */
NORETURN void watchdog_leave(const struct log *log, const char *what, int status);

#endif
