/* SPDX-License-Identifier: Apache-2.0 */
#include "alerts/alerts.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "alerts/deliver.h"
#include "alerts/fan_out.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "base/memory.h"

/* While attempts are under way new events are looked for this often; without any, a little less,
 * for events that nobody woke us for. */
enum { SLICE_MS = 100, POLL_MS = 1000 };

/* Over deliveries are kept for a month and cleared away once an hour. */
#define KEEP_MS        (INT64_C(30) * 24 * 3600 * 1000)
#define PRUNE_EVERY_MS (INT64_C(3600) * 1000)

struct alerts {
    struct alerts_options options;
    struct delivering delivering;
    atomic_bool stopped;
    int64_t prune_ms; /* when to clear away next */
};

static int release_leases(struct tx *tx, void *context)
{
    (void)context;
    return delivery_release_leases(tx);
}

static void name_owner(char out[64])
{
    uint64_t random;
    crypto_random(&random, sizeof random);
    snprintf(out, 64, "alerts-%016" PRIx64, random);
}

int alerts_open(struct alerts **out, const struct alerts_options *options, struct err *err)
{
    struct alerts *a = memory_new(sizeof *a);
    a->options = *options;
    a->delivering.options = &a->options;
    name_owner(a->delivering.owner);
    if (crypto_open(&a->delivering.crypto, err) != 0 ||
        store_write(options->store, LANE_BACKGROUND, &deliver_origin, release_leases, NULL, err) !=
            0) {
        alerts_close(a);
        return -1;
    }
    *out = a;
    return 0;
}

void alerts_close(struct alerts *a)
{
    if (!a)
        return;
    struct http_client *client = atomic_load(&a->delivering.client);
    if (client)
        http_client_cancel(client);
    http_client_close(client);
    deliver_release(&a->delivering);
    crypto_close(a->delivering.crypto);
    free(a);
}

void alerts_stop(void *alerts)
{
    struct alerts *a = alerts;
    atomic_store(&a->stopped, true);
    struct http_client *client = atomic_load(&a->delivering.client);
    if (client)
        http_client_wake(client);
}

static int fan_out_all(struct alerts *a, struct err *err)
{
    bool more = true;
    while (more && !atomic_load(&a->stopped))
        if (fan_out(a->options.store, &more, err) != 0)
            return -1;
    return 0;
}

struct pruning {
    int64_t before_ms;
    bool more;
};

static int prune_some(struct tx *tx, void *context)
{
    struct pruning *p = context;
    return delivery_prune(tx, p->before_ms, &p->more);
}

static int prune(struct alerts *a, int64_t now_ms, struct err *err)
{
    struct pruning p = {.before_ms = now_ms - KEEP_MS, .more = now_ms >= a->prune_ms};
    while (p.more && !atomic_load(&a->stopped))
        if (store_write(a->options.store, LANE_BACKGROUND, &deliver_origin, prune_some, &p, err) !=
            0)
            return -1;
    if (now_ms >= a->prune_ms)
        a->prune_ms = now_ms + PRUNE_EVERY_MS;
    return 0;
}

/* Sends until an attempt ends or the slice is over. A receiver that drips wakes us at each byte,
 * and that alone is no reason to look for new work. */
static void send_for_a_while(struct alerts *a)
{
    struct delivering *d = &a->delivering;
    int64_t end_us = clock_monotonic_us() + SLICE_MS * 1000, left_ms = SLICE_MS;
    while (d->under_way > 0 && !d->finished && left_ms > 0 && !atomic_load(&a->stopped)) {
        http_client_run(d->client, left_ms);
        left_ms = (end_us - clock_monotonic_us()) / 1000;
    }
}

/* One round: new events, due deliveries, a little sending, outcomes. */
static int run_slice(struct alerts *a, struct err *err)
{
    struct delivering *d = &a->delivering;
    if (fan_out_all(a, err) != 0 || deliver_start_due(d, err) != 0)
        return -1;
    send_for_a_while(a);
    return deliver_record(d, err);
}

static int run(struct alerts *a, int64_t now_ms, int64_t *next_due_ms, struct err *err)
{
    int64_t due_ms;
    if (prune(a, now_ms, err) != 0)
        return -1;
    do
        if (run_slice(a, err) != 0)
            return -1;
    while (a->delivering.under_way > 0 && !atomic_load(&a->stopped));
    if (deliver_next_due(&a->delivering, &due_ms, err) != 0)
        return -1;
    int64_t poll_ms = clock_now_ms() + POLL_MS;
    *next_due_ms = due_ms < poll_ms ? due_ms : poll_ms;
    return 0;
}

int alerts_run_due(void *alerts, int64_t now_ms, int64_t *next_due_ms)
{
    struct alerts *a = alerts;
    struct err err = {0};
    int result = run(a, now_ms, next_due_ms, &err);
    if (result != 0)
        LOG(a->options.log, LEVEL_ERROR, "alerts failed", LOG_TEXT("error", err_text(&err)));
    return result;
}
