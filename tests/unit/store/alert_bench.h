/* SPDX-License-Identifier: Apache-2.0
 * A store in a folder of its own, for the tests of drift events, webhooks and deliveries. */
#ifndef PROPOLIS_TESTS_UNIT_STORE_ALERT_BENCH_H
#define PROPOLIS_TESTS_UNIT_STORE_ALERT_BENCH_H

#include "base/buf.h"
#include "store/store.h"

struct alert_bench {
    char folder[64];
    struct store *store;
    struct arena arena;
    struct buf out;
    struct err err;
};

int alert_bench_open(void **state);
int alert_bench_close(void **state);

/* Closes the store and opens it again, as after a crash. */
void alert_bench_reopen(struct alert_bench *b);

/* One write or read, waited for; `out` is emptied first. Returns the result; err says why. */
int alert_bench_write(struct alert_bench *b, store_body *body, void *context);
int alert_bench_read(struct alert_bench *b, store_body *body, void *context);

/* The text in `out`, NUL-terminated, until the arena goes. */
const char *alert_bench_text(struct alert_bench *b);

#endif
