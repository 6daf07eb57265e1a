/* SPDX-License-Identifier: Apache-2.0
 * Alerts: who is told of drift. A worker that turns drift events into deliveries (alerts/fan_out.h)
 * and sends them, signed, many at a time, again and again by a schedule, in order per table. */
#ifndef PROPOLIS_ALERTS_ALERTS_H
#define PROPOLIS_ALERTS_ALERTS_H

#include "base/http_client.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/seal.h"
#include "store/store.h"

struct alerts;

/* All borrowed until alerts_close. */
struct alerts_options {
    struct store *store;
    const struct seal_keys *seal_keys;
    const struct address_rule *addresses; /* where webhooks may lead; NULL: anywhere (tests) */
    const struct log *log;                /* NULL: nothing is logged */
    struct metrics *metrics;              /* NULL: nothing is counted */
    int64_t timeout_ms;                   /* of one attempt; 0: ALERTS_TIMEOUT_MS */
    int64_t retry_scale_permille;         /* 0: 1000, the schedule as it is */
    const char *ca_file;                  /* PEM; NULL: the system's */
};

enum {
    ALERTS_TIMEOUT_MS = 20 * 1000, /* Standard Webhooks: 15 to 30 s */
    ALERTS_PARALLEL_MAX = 64,      /* attempts under way at once */
    ALERTS_PARALLEL_PER_WEBHOOK_MAX = 4,
};

/* New. No two may be open on one store: those that an earlier process was sending are due again. */
int alerts_open(struct alerts **out, const struct alerts_options *options,
                struct err *err) MUST_CHECK;

/* Drops what is under way; it is sent again after the next start. NULL is allowed. */
void alerts_close(struct alerts *alerts);

/* Worker: always on one thread. Returns when nothing is under way, or after alerts_stop. */
int alerts_run_due(void *alerts, int64_t now_ms, int64_t *next_due_ms) MUST_CHECK;

/* Makes alerts_run_due return soon, for good. From any thread. */
void alerts_stop(void *alerts);

#endif
