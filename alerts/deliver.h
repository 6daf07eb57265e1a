/* SPDX-License-Identifier: Apache-2.0
 * The inside of alerts: attempts under way, from the rows that were taken to the outcomes that are
 * written back. */
#ifndef PROPOLIS_ALERTS_DELIVER_H
#define PROPOLIS_ALERTS_DELIVER_H

#include <stdatomic.h>

#include "alerts/alerts.h"
#include "store/delivery.h"

struct sending;

/* What sending needs; its owner is the one thread of the worker. */
struct delivering {
    const struct alerts_options *options;
    _Atomic(struct http_client *)
        client; /* NULL until the first delivery is due: it takes memory */
    struct crypto *crypto;
    char owner[64];           /* names our leases */
    int64_t after_webhook;    /* whose turn was last */
    size_t under_way;         /* attempts that the client has */
    struct sending *finished; /* whose outcomes are to be written */
};

/* Takes deliveries that are due and starts their attempts, as far as there is room. */
int deliver_start_due(struct delivering *d, struct err *err) MUST_CHECK;

/* Writes the outcomes of all attempts that have ended. */
int deliver_record(struct delivering *d, struct err *err) MUST_CHECK;

/* When the next delivery is due. */
int deliver_next_due(struct delivering *d, int64_t *due_ms, struct err *err) MUST_CHECK;

/* Frees what deliver_record has not written. After the client was closed. */
void deliver_release(struct delivering *d);

extern const struct origin deliver_origin;

#endif
