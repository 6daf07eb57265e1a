/* SPDX-License-Identifier: Apache-2.0
 * Deliveries: one event for one webhook, as a work row, with a record of each attempt. Events of
 * one table reach a webhook in order: a delivery waits while an earlier one of its table and
 * webhook is neither sent nor given up. */
#ifndef PROPOLIS_STORE_DELIVERY_H
#define PROPOLIS_STORE_DELIVERY_H

#include "base/buf.h"
#include "store/page.h"
#include "store/store.h"

/* Kept in the file: append only. */
enum delivery_state {
    DELIVERY_WAITING = 1,   /* behind an earlier one */
    DELIVERY_DUE = 2,       /* at due_ms */
    DELIVERY_SENDING = 3,   /* taken by lease_owner until due_ms */
    DELIVERY_SUCCEEDED = 4, /* the rest is over since due_ms */
    DELIVERY_GIVEN_UP = 5,
    DELIVERY_CANCELLED = 6
};

/* What is added. Borrowed. */
struct delivery_draft {
    int64_t webhook_id;
    int64_t drift_event_id, table_id; /* 0: a test, which waits for nobody */
    struct text message_id;
};

/* `id` (may be NULL) gets its number. */
int delivery_add(struct tx *tx, const struct delivery_draft *draft, int64_t *id) MUST_CHECK;

/* Which deliveries a list or get is about: those of one webhook. */
struct delivery_scope {
    int64_t webhook_id;
    struct text webhook_uid; /* borrowed; shown */
    struct text state;       /* PENDING, SENDING, ...; empty: all */
};

/* Appends a page of Delivery objects, separated by commas, newest first. */
int delivery_list(struct tx *tx, const struct delivery_scope *scope, struct page *page,
                  struct buf *out) MUST_CHECK;

/* Appends the Delivery object. ERR_NOT_FOUND. */
int delivery_get(struct tx *tx, const struct delivery_scope *scope, int64_t id,
                 struct buf *out) MUST_CHECK;

/* Adds the same message again, behind what waits; `copy` gets its number. ERR_NOT_FOUND. */
int delivery_repeat(struct tx *tx, int64_t webhook_id, int64_t id, int64_t *copy) MUST_CHECK;

/* A delivery that was taken; texts live in the arena. */
struct delivery {
    int64_t id, webhook_id, drift_event_id, created_ms;
    struct text message_id;
    int64_t attempt; /* this one, from 1 */
};

struct delivery_take {
    struct text owner;
    int64_t lease_until_ms;
    int64_t per_webhook_max; /* being sent at once */
    int64_t after_webhook;   /* where to begin, so that every webhook has its turn; moved */
    struct arena *arena;
    struct delivery *out; /* room for `room` */
    size_t room, count;
};

/* Takes what is due, webhook by webhook: at most `room` and at most per_webhook_max of each. Leases
 * that ran out are due again. Deliveries of webhooks that are gone or disabled are cancelled, some
 * with each call. */
int delivery_take_due(struct tx *tx, struct delivery_take *take) MUST_CHECK;

/* When the next delivery is due: the past when one is now, INT64_MAX for never. Leases count with
 * their end. */
int delivery_next_due(struct tx *tx, int64_t *due_ms) MUST_CHECK;

/* How an attempt ended. Borrowed. */
struct delivery_outcome {
    int64_t id, attempt, webhook_id;
    struct text owner;
    enum delivery_state state; /* DELIVERY_DUE: once more, at due_ms */
    int64_t due_ms;
    int64_t time_ms, duration_ms;
    int status;         /* 0: no answer came */
    struct text error;  /* {NULL, 0}: a success */
    struct text answer; /* how it began; valid UTF-8 */
};

/* Records the attempt and what follows from it; the next of the table may go. A delivery that was
 * taken away meanwhile keeps its state. */
int delivery_finish(struct tx *tx, const struct delivery_outcome *outcome) MUST_CHECK;

/* Frees all leases, whoever holds them: for a start, when nobody can hold one. */
int delivery_release_leases(struct tx *tx) MUST_CHECK;

/* Deletes some deliveries that were over before a moment, with their attempts; `more` says whether
 * to call again. */
int delivery_prune(struct tx *tx, int64_t before_ms, bool *more) MUST_CHECK;

#endif
