/* SPDX-License-Identifier: Apache-2.0 */
#include "alerts/standard_webhooks.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/encode.h"
#include "base/limits.h"
#include "catalog/webhook_draft.h"

int standard_webhooks_sign(struct crypto *crypto, struct text secret,
                           const struct webhook_message *message, struct buf *out, struct err *err)
{
    char timestamp[24];
    unsigned char mac[CRYPTO_HASH_BYTES];
    struct buf key;
    snprintf(timestamp, sizeof timestamp, ".%" PRId64 ".", message->timestamp_s);
    const struct text parts[] = {message->id, text_of(timestamp), message->body};
    buf_init(&key, LIMIT_WEBHOOK_SECRET_BYTES_MAX);
    int result = webhook_secret_decode(secret, &key, err);
    if (result == 0) {
        crypto_hmac(crypto, buf_text(&key), parts, COUNT(parts), mac);
        if (out->n)
            buf_put_char(out, ' ');
        buf_put(out, TEXT("v1,"));
        encode_base64(out, (struct text){(char *)mac, sizeof mac});
        crypto_wipe(key.p, key.n);
    }
    buf_release(&key);
    return result;
}
