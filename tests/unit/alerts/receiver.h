/* SPDX-License-Identifier: Apache-2.0
 * A receiver of webhooks on a thread of its own, which answers as it is told and keeps what came.
 */
#ifndef PROPOLIS_TESTS_UNIT_ALERTS_RECEIVER_H
#define PROPOLIS_TESTS_UNIT_ALERTS_RECEIVER_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/text.h"

enum { RECEIVED_MAX = 256, RECEIVED_BYTES = 32768 };

struct received {
    char head[4096], body[RECEIVED_BYTES];
};

struct receiver {
    int socket, port;
    pthread_t thread;
    const char *const *answers; /* status lines with headers, NULL-ended; the last one repeats */
    int delay_ms;               /* before each answer */
    atomic_int count;
    atomic_bool stopping;
    struct received *received;
};

/* Starts to listen on a free port of 127.0.0.1. */
void receiver_open(struct receiver *r, const char *const *answers, int delay_ms);
void receiver_close(struct receiver *r);

/* The value of a header of a request, copied into `out`. */
void received_header(const struct received *request, const char *name, char out[512]);

#endif
