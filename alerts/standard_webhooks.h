/* SPDX-License-Identifier: Apache-2.0
 * Signatures as Standard Webhooks makes them (github.com/standard-webhooks/standard-webhooks,
 * spec/standard-webhooks.md): HMAC-SHA256 over "id.timestamp.body", as "v1," and base64. */
#ifndef PROPOLIS_ALERTS_STANDARD_WEBHOOKS_H
#define PROPOLIS_ALERTS_STANDARD_WEBHOOKS_H

#include "base/buf.h"
#include "base/compiler.h"
#include "base/crypto.h"
#include "base/err.h"

/* What is signed. The id stays the same in all attempts, the time is that of the attempt. */
struct webhook_message {
    struct text id;
    int64_t timestamp_s;
    struct text body;
};

/* Appends the signature under one secret ("whsec_..."), behind a blank where one is there already:
 * while a secret is replaced, receivers accept either. ERR_INVALID for what is no secret. */
int standard_webhooks_sign(struct crypto *crypto, struct text secret,
                           const struct webhook_message *message, struct buf *out,
                           struct err *err) MUST_CHECK;

#endif
