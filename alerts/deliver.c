/* SPDX-License-Identifier: Apache-2.0 */
#include "alerts/deliver.h"

#include <stdlib.h>

#include "alerts/attempt.h"
#include "alerts/retry.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "base/limits.h"
#include "base/memory.h"
#include "store/webhook.h"

/* A lease outlives its attempt by this much, for the writing of the outcome. */
enum {
    LEASE_MARGIN_MS = 60 * 1000,
    CONNECT_TIMEOUT_MS = 10 * 1000,
    ATTEMPT_ARENA_BYTES = 64 << 20
};

const struct origin deliver_origin = {.actor = TEXT_INIT("propolis"),
                                      .source = TEXT_INIT("-"),
                                      .door = "alerts",
                                      .operation = "Deliver"};

/* An attempt under way, or over and not yet written. */
struct sending {
    struct delivering *d;
    struct sending *next;
    struct arena arena; /* holds all texts */
    struct delivery delivery;
    struct delivery_outcome outcome;
    int64_t started_us;
    bool disables; /* the receiver is gone for good */
};

static int64_t timeout_ms(const struct delivering *d)
{
    return d->options->timeout_ms ? d->options->timeout_ms : ALERTS_TIMEOUT_MS;
}

static struct sending *new_sending(struct delivering *d, const struct delivery *delivery)
{
    struct sending *s = memory_new(sizeof *s);
    arena_init(&s->arena, ATTEMPT_ARENA_BYTES, NULL);
    s->d = d;
    s->delivery = *delivery;
    s->delivery.message_id = arena_copy(&s->arena, delivery->message_id);
    s->started_us = clock_monotonic_us();
    s->outcome = (struct delivery_outcome){.id = delivery->id,
                                           .attempt = delivery->attempt,
                                           .webhook_id = delivery->webhook_id,
                                           .owner = text_of(d->owner),
                                           .time_ms = clock_now_ms()};
    return s;
}

static void free_sending(struct sending *s)
{
    arena_release(&s->arena);
    free(s);
}

/* Outcomes. */

/* What an attempt's end is called, beside what follows from it. */
static enum metric metric_of(enum delivery_state state)
{
    return state == DELIVERY_SUCCEEDED ? METRIC_DELIVERIES_SUCCEEDED
           : state == DELIVERY_DUE     ? METRIC_DELIVERIES_RETRIED
                                       : METRIC_DELIVERIES_GIVEN_UP;
}

static void log_end(const struct sending *s)
{
    const struct delivery_outcome *o = &s->outcome;
    enum log_level level = o->state == DELIVERY_SUCCEEDED ? LEVEL_DEBUG
                           : o->state == DELIVERY_DUE     ? LEVEL_INFO
                                                          : LEVEL_WARNING;
    LOG(s->d->options->log, level, "delivery attempt", LOG_INT("delivery", o->id),
        LOG_INT("webhook", o->webhook_id), LOG_INT("attempt", o->attempt),
        LOG_INT("status", o->status), LOG_INT("duration_ms", o->duration_ms),
        LOG_TEXT("error", o->error.p ? o->error : TEXT("")));
}

static void end(struct sending *s)
{
    s->outcome.duration_ms = (clock_monotonic_us() - s->started_us) / 1000;
    metrics_add(s->d->options->metrics, metric_of(s->outcome.state), 1);
    log_end(s);
    s->next = s->d->finished;
    s->d->finished = s;
}

/* Sets state and due time from the answer, with its status or without one. */
static void judge(struct sending *s, struct text retry_after)
{
    const struct alerts_options *options = s->d->options;
    struct retry_answer answer = {s->outcome.status, retry_after};
    struct retry_clock clock = {
        .now_ms = clock_now_ms(),
        .scale_permille = options->retry_scale_permille ? options->retry_scale_permille : 1000};
    crypto_random(&clock.random, sizeof clock.random);
    switch (retry_judge(&answer, s->outcome.attempt, &clock, &s->outcome.due_ms)) {
    case RETRY_DONE:
        s->outcome.state = DELIVERY_SUCCEEDED;
        break;
    case RETRY_LATER:
        s->outcome.state = DELIVERY_DUE;
        break;
    case RETRY_GONE:
        s->disables = true;
        s->outcome.state = DELIVERY_GIVEN_UP;
        break;
    case RETRY_GIVE_UP:
        s->outcome.state = DELIVERY_GIVEN_UP;
        break;
    }
}

/* An answer may be anything; what is kept of it is text. */
static struct text readable(struct arena *arena, struct text answer)
{
    struct text cut = {
        answer.p, answer.n < LIMIT_DELIVERY_ANSWER_BYTES ? answer.n : LIMIT_DELIVERY_ANSWER_BYTES};
    struct text kept = arena_copy(arena, cut);
    bool is_text = text_is_utf8(kept);
    char *p = (char *)kept.p;
    for (size_t i = 0; i < kept.n; i++) {
        unsigned char c = (unsigned char)p[i];
        bool is_control = c < 0x20 && c != '\t' && c != '\n' && c != '\r';
        if (is_control || c == 0x7F || (c >= 0x80 && !is_text))
            p[i] = '?';
    }
    return kept;
}

static void on_done(void *context, struct http_response *response, struct err *e)
{
    struct sending *s = context;
    struct text retry_after = {NULL, 0};
    s->d->under_way--;
    if (e->code != ERR_NONE) {
        s->outcome.error = arena_copy(&s->arena, err_text(e));
    } else {
        s->outcome.status = response->status;
        s->outcome.answer = readable(&s->arena, buf_text(&response->body));
        retry_after = http_response_header(response, TEXT("retry-after"));
        if (response->status < 200 || response->status > 299)
            s->outcome.error = arena_printf(&s->arena, "The receiver answered %d; only 2xx counts.",
                                            response->status);
    }
    judge(s, retry_after);
    end(s);
}

/* Starting. */

static void start(struct sending *s, const struct attempt *attempt)
{
    struct http_request request = {.method = "POST",
                                   .url = attempt->url,
                                   .headers = attempt->headers,
                                   .header_count = ATTEMPT_HEADERS,
                                   .body = attempt->body,
                                   .response_bytes_max = LIMIT_DELIVERY_ANSWER_BYTES,
                                   .cut_at_max = true,
                                   .timeout_ms = timeout_ms(s->d),
                                   .connect_timeout_ms = CONNECT_TIMEOUT_MS};
    s->d->under_way++;
    http_client_start(s->d->client, &request, on_done, s);
}

static void start_delivery(struct delivering *d, const struct delivery *delivery)
{
    struct sending *s = new_sending(d, delivery);
    struct seal seal = {d->crypto, d->options->seal_keys};
    struct attempt attempt = {0};
    struct attempt_source source = {&s->delivery, &seal, &s->arena, &attempt};
    struct err err = {0};
    if (store_read(d->options->store, attempt_make, &source, &err) != 0) {
        s->outcome.error = arena_copy(&s->arena, err_text(&err));
        judge(s, (struct text){NULL, 0});
        end(s);
    } else if (!attempt.is_wanted) {
        s->outcome.state = DELIVERY_CANCELLED;
        s->outcome.due_ms = clock_now_ms();
        s->outcome.error = TEXT("The webhook was disabled or deleted.");
        end(s);
    } else {
        start(s, &attempt);
    }
}

static int take(struct tx *tx, void *context)
{
    return delivery_take_due(tx, context);
}

static int next_due(struct tx *tx, void *context)
{
    return delivery_next_due(tx, context);
}

int deliver_next_due(struct delivering *d, int64_t *due_ms, struct err *err)
{
    return store_read(d->options->store, next_due, due_ms, err);
}

static int open_client(struct delivering *d, struct err *err)
{
    const struct http_client_config config = {.parallel_max = ALERTS_PARALLEL_MAX,
                                              .addresses = d->options->addresses,
                                              .ca_file = d->options->ca_file};
    struct http_client *client;
    if (atomic_load(&d->client))
        return 0;
    if (http_client_open(&client, &config, err) != 0)
        return -1;
    atomic_store(&d->client, client);
    return 0;
}

/* Looks before it writes, so that an idle server's writer stays asleep. */
int deliver_start_due(struct delivering *d, struct err *err)
{
    struct delivery taken[ALERTS_PARALLEL_MAX];
    struct arena arena;
    int64_t due_ms;
    if (d->under_way >= ALERTS_PARALLEL_MAX)
        return 0;
    if (deliver_next_due(d, &due_ms, err) != 0)
        return -1;
    if (due_ms > clock_now_ms())
        return 0;
    if (open_client(d, err) != 0)
        return -1;
    arena_init(&arena, LIMIT_DOCUMENT_BYTES, NULL);
    struct delivery_take t = {.owner = text_of(d->owner),
                              .lease_until_ms = clock_now_ms() + timeout_ms(d) + LEASE_MARGIN_MS,
                              .per_webhook_max = ALERTS_PARALLEL_PER_WEBHOOK_MAX,
                              .after_webhook = d->after_webhook,
                              .arena = &arena,
                              .out = taken,
                              .room = ALERTS_PARALLEL_MAX - d->under_way};
    int result = store_write(d->options->store, LANE_BACKGROUND, &deliver_origin, take, &t, err);
    d->after_webhook = t.after_webhook;
    for (size_t i = 0; result == 0 && i < t.count; i++)
        start_delivery(d, &taken[i]);
    arena_release(&arena);
    return result;
}

/* Recording. */

static int record(struct tx *tx, void *context)
{
    const struct delivering *d = context;
    for (const struct sending *s = d->finished; s; s = s->next) {
        if (delivery_finish(tx, &s->outcome) != 0)
            return -1;
        if (s->disables &&
            webhook_disable(tx, s->outcome.webhook_id,
                            TEXT("The receiver answered 410: it wants no more alerts.")) != 0)
            return -1;
    }
    return 0;
}

void deliver_release(struct delivering *d)
{
    while (d->finished) {
        struct sending *s = d->finished;
        d->finished = s->next;
        free_sending(s);
    }
}

int deliver_record(struct delivering *d, struct err *err)
{
    if (!d->finished)
        return 0;
    if (store_write(d->options->store, LANE_BACKGROUND, &deliver_origin, record, d, err) != 0)
        return -1;
    deliver_release(d);
    return 0;
}
