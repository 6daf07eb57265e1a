/* SPDX-License-Identifier: Apache-2.0 */
#include "alerts/attempt.h"

#include <inttypes.h>

#include "alerts/standard_webhooks.h"
#include "base/json_write.h"
#include "base/limits.h"
#include "catalog/shape.h"
#include "catalog/shapes_alert.h"
#include "catalog/webhook_draft.h"
#include "store/drift_event.h"
#include "store/webhook.h"

/* Three signatures would not be more than this. */
enum { SIGNATURES_BYTES_MAX = 256 };

static int put_test(const struct webhook *webhook, struct buf *data, struct alert *alert)
{
    alert->type = TEXT("webhook.test");
    buf_put_char(data, '{');
    json_put_string_member(data, "WebhookId", webhook->uid);
    json_put_string_member(data, "Name", webhook->name);
    json_put_string_member(data, "Message", TEXT("This is a test; no table has changed."));
    buf_put_char(data, '}');
    return 0;
}

static int put_event(struct tx *tx, int64_t id, struct buf *data, struct alert *alert)
{
    bool applied;
    if (drift_event_get(tx, id, data) != 0 ||
        drift_event_when(tx, id, &alert->time_ms, &applied) != 0)
        return -1;
    alert->type = applied ? TEXT("table.schema.changed") : TEXT("table.schema.drift_found");
    return 0;
}

static int render(struct tx *tx, struct attempt_source *s, const struct webhook *webhook,
                  const struct alert_format *format)
{
    struct buf data, body;
    struct alert alert = {.time_ms = s->delivery->created_ms};
    buf_init(&data, LIMIT_DOCUMENT_BYTES);
    buf_init(&body, LIMIT_ALERT_BODY_BYTES);
    int result = s->delivery->drift_event_id == 0
                     ? put_test(webhook, &data, &alert)
                     : put_event(tx, s->delivery->drift_event_id, &data, &alert);
    alert.data = buf_text(&data);
    if (result == 0)
        result = format->render(&alert, s->arena, &body, tx->err);
    if (result == 0 && buf_over(&body))
        result = err_set(tx->err, ERR_INTERNAL, "The alert is longer than %d bytes.",
                         LIMIT_ALERT_BODY_BYTES);
    s->out->body = arena_copy(s->arena, buf_text(&body));
    buf_release(&data);
    buf_release(&body);
    return result;
}

/* Who signs what, and where the signatures go. */
struct signing {
    const struct attempt_source *source;
    struct text uid; /* of the webhook: secrets are sealed to it */
    struct webhook_message message;
    struct buf signatures;
};

static int sign_under(struct signing *s, struct text sealed, struct err *err)
{
    const struct seal *seal = s->source->seal;
    struct text place = webhook_seal_place(s->uid, s->source->arena);
    struct buf secret;
    buf_init(&secret, LIMIT_DOCUMENT_BYTES);
    int result = seal_decrypt(seal, place, sealed, &secret, err);
    if (result == 0)
        result = standard_webhooks_sign(seal->crypto, buf_text(&secret), &s->message,
                                        &s->signatures, err);
    if (secret.n)
        crypto_wipe(secret.p, secret.n);
    buf_release(&secret);
    return result;
}

static void put_headers(const struct signing *s, const struct alert_format *format)
{
    struct arena *arena = s->source->arena;
    const struct header headers[ATTEMPT_HEADERS] = {
        {TEXT("content-type"), text_of(format->content_type)},
        {TEXT("user-agent"), TEXT("propolis/" PROPOLIS_VERSION)},
        {TEXT("webhook-id"), s->message.id},
        {TEXT("webhook-timestamp"), arena_printf(arena, "%" PRId64, s->message.timestamp_s)},
        {TEXT("webhook-signature"), arena_copy(arena, buf_text(&s->signatures))},
    };
    for (size_t i = 0; i < ATTEMPT_HEADERS; i++)
        s->source->out->headers[i] = headers[i];
}

static int sign(struct tx *tx, struct attempt_source *source, const struct webhook *webhook,
                const struct alert_format *format)
{
    struct signing s = {
        .source = source,
        .uid = webhook->uid,
        .message = {source->delivery->message_id, tx->now_ms / 1000, source->out->body}};
    buf_init(&s.signatures, SIGNATURES_BYTES_MAX);
    int result = sign_under(&s, webhook->secret, tx->err);
    if (result == 0 && webhook->previous_secret.p && webhook->previous_until_ms > tx->now_ms)
        result = sign_under(&s, webhook->previous_secret, tx->err);
    put_headers(&s, format);
    buf_release(&s.signatures);
    return result;
}

static int make_for(struct tx *tx, struct attempt_source *s, const struct webhook *webhook)
{
    struct value *values;
    if (webhook_tail_decode(webhook->tail, s->arena, &values, tx->err) != 0)
        return -1;
    const struct alert_format *format = alert_format_find(values[WEBHOOK_FORMAT].text);
    if (!format)
        return err_set(tx->err, ERR_INTERNAL, "The webhook's format is not known.");
    s->out->url = arena_copy(s->arena, values[WEBHOOK_URL].text).p;
    if (render(tx, s, webhook, format) != 0)
        return -1;
    return sign(tx, s, webhook, format);
}

int attempt_make(struct tx *tx, void *source)
{
    struct attempt_source *s = source;
    struct webhook webhook;
    int found = webhook_find_id(tx, s->delivery->webhook_id, s->arena, &webhook);
    *s->out = (struct attempt){.is_wanted = found == 1 && webhook.enabled};
    if (found < 0 || !s->out->is_wanted)
        return found < 0 ? -1 : 0;
    return make_for(tx, s, &webhook);
}
