/* SPDX-License-Identifier: Apache-2.0
 * One attempt: the request as it goes out. */
#ifndef PROPOLIS_ALERTS_ATTEMPT_H
#define PROPOLIS_ALERTS_ATTEMPT_H

#include "alerts/format.h"
#include "base/header.h"
#include "base/seal.h"
#include "store/delivery.h"

enum { ATTEMPT_HEADERS = 5 };

/* Texts live in the arena. */
struct attempt {
    bool is_wanted; /* false: the webhook is gone or disabled */
    const char *url;
    struct header headers[ATTEMPT_HEADERS];
    struct text body;
};

struct attempt_source {
    const struct delivery *delivery;
    const struct seal *seal;
    struct arena *arena;
    struct attempt *out;
};

/* Reads webhook and event, renders and signs. A store_body over a struct attempt_source. */
int attempt_make(struct tx *tx, void *source) MUST_CHECK;

#endif
