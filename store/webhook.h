/* SPDX-License-Identifier: Apache-2.0
 * Webhooks: who is told of drift, and where. A webhook is known by its uid, which the caller sees
 * as WebhookId; a number in the store is what its deliveries refer to. Secrets arrive and leave
 * sealed (base/seal.h) with the associated data that webhook_seal_place gives. */
#ifndef PROPOLIS_STORE_WEBHOOK_H
#define PROPOLIS_STORE_WEBHOOK_H

#include "base/buf.h"
#include "catalog/shape.h"
#include "store/page.h"
#include "store/store.h"

/* What is written. Borrowed. */
struct webhook_write {
    struct text uid, name;
    bool enabled;
    struct text secret;       /* sealed; {NULL, 0} in an update keeps the present one */
    struct text tail;         /* catalog/webhook_draft.h */
    const struct value *tags; /* of a new one; NULL: none */
};

/* A webhook that was found; texts live in the arena. */
struct webhook {
    int64_t id;
    struct text uid, name;
    bool enabled;
    struct text disabled_reason;
    int64_t created_ms, updated_ms;
    struct text secret, previous_secret; /* sealed; the latter {NULL, 0} when there is none */
    int64_t previous_until_ms;
    struct text tail;
};

/* How long the secret that was replaced goes on signing, so that receivers can change theirs. */
enum { WEBHOOK_ROTATION_MS = 24 * 3600 * 1000 };

/* The associated data of a webhook's sealed secret, in the arena. */
struct text webhook_seal_place(struct text uid, struct arena *arena);

/* ERR_NOT_FOUND. */
int webhook_find(struct tx *tx, struct text uid, struct arena *arena,
                 struct webhook *out) MUST_CHECK;

/* The same by the store's number: 1 when found, 0 when not, -1. */
int webhook_find_id(struct tx *tx, int64_t id, struct arena *arena, struct webhook *out) MUST_CHECK;

/* Appends the Webhook object; `secret` (plain) is shown where it is given. */
void webhook_put(const struct webhook *webhook, struct text secret, struct buf *out);

/* Appends a page of Webhook objects, separated by commas, by name. */
int webhook_list(struct tx *tx, struct page *page, struct buf *out) MUST_CHECK;

/* The enabled webhook with the next number behind `after`, with its tail: 1, 0 for none, -1. */
int webhook_next_enabled(struct tx *tx, int64_t after, struct arena *arena,
                         struct webhook *out) MUST_CHECK;

int webhook_count_enabled(struct tx *tx, int64_t *count) MUST_CHECK;

/* ERR_EXISTS for a name that is taken, ERR_LIMIT above LIMIT_WEBHOOKS. */
int webhook_create(struct tx *tx, const struct webhook_write *write) MUST_CHECK;

/* Replaces all but the secret, and that too where one is given: then the present one signs as well
 * for WEBHOOK_ROTATION_MS. ERR_NOT_FOUND, ERR_EXISTS. */
int webhook_update(struct tx *tx, const struct webhook_write *write) MUST_CHECK;

/* Its unfinished deliveries are cancelled by the worker. ERR_NOT_FOUND. */
int webhook_delete(struct tx *tx, struct text uid) MUST_CHECK;

/* Disables it with a reason for people. One that is gone or disabled already stays so. */
int webhook_disable(struct tx *tx, int64_t id, struct text reason) MUST_CHECK;

#endif
