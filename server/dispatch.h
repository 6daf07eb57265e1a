/* SPDX-License-Identifier: Apache-2.0
 * The dispatcher: what happens to every request, whatever its dialect. It finds the door, learns
 * who asks, hands the call to the operations, has the door write the answer, and then counts and
 * logs, once for all.
 *
 * Beside the doors it answers /health/live, /health/ready and /metrics, which need no signature. */
#ifndef PROPOLIS_SERVER_DISPATCH_H
#define PROPOLIS_SERVER_DISPATCH_H

#include <stdatomic.h>

#include "server/auth.h"
#include "server/http.h"

enum { DISPATCH_DOORS_MAX = 8 };

/* Filled by the server, constant while requests come. */
struct dispatch {
    const struct service *service;
    struct auth *auth;
    const struct log *log;
    const struct door *doors[DISPATCH_DOORS_MAX + 1]; /* NULL-ended; asked in this order */
    /* Appends figures that are kept elsewhere to /metrics. */
    void (*print_figures)(void *context, struct buf *out);
    void *context;         /* for print_figures */
    atomic_bool *is_ready; /* /health/ready says so */
};

/* What a listener is to be given. `dispatch` is borrowed. */
struct http_handler dispatch_handler(struct dispatch *dispatch);

/* Metrics that know all operations. New; free it with metrics_free. */
struct metrics *dispatch_metrics_new(void);

#endif
