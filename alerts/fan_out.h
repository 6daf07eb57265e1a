/* SPDX-License-Identifier: Apache-2.0
 * The fan-out: from drift events to deliveries. It reads events behind a durable cursor and moves
 * the cursor in the transaction that adds the deliveries, so an event is neither lost nor told
 * twice, whenever the process dies. */
#ifndef PROPOLIS_ALERTS_FAN_OUT_H
#define PROPOLIS_ALERTS_FAN_OUT_H

#include "store/store.h"

/* Deals with the next events, a bounded number. `more` says whether to call again. */
int fan_out(struct store *store, bool *more, struct err *err) MUST_CHECK;

#endif
