/* SPDX-License-Identifier: Apache-2.0
 * The worker against real sockets: from an event in the store to a signed request and its record.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "alerts/alerts.h"
#include "alerts/fan_out.h"
#include "alerts/standard_webhooks.h"
#include "base/clock.h"
#include "store/delivery.h"
#include "store/drift_event.h"
#include "store/webhook.h"
#include "tests/unit/alerts/receiver.h"
#include "tests/unit/store/alert_bench.h"

#define SECRET "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

struct bench {
    struct alert_bench *store;
    struct crypto *crypto;
    struct seal_keys keys;
    struct cidr loopback;
    struct address_rule rule;
    struct alerts_options options;
    struct alerts *alerts;
};

static void open_alerts(struct bench *b)
{
    b->options.store = b->store->store;
    if (alerts_open(&b->alerts, &b->options, &b->store->err) != 0)
        fail_msg("%s", b->store->err.text);
}

static int set_up(void **state)
{
    struct bench *b = calloc(1, sizeof *b);
    alert_bench_open((void **)&b->store);
    assert_int_equal(crypto_open(&b->crypto, &b->store->err), 0);
    b->keys.count = 1;
    b->keys.keys[0].number = 1;
    assert_int_equal(cidr_decode(&b->loopback, TEXT("127.0.0.0/8"), &b->store->err), 0);
    b->rule = (struct address_rule){&b->loopback, 1, "--webhook-allow"};
    b->options = (struct alerts_options){.seal_keys = &b->keys,
                                         .addresses = &b->rule,
                                         .timeout_ms = 2000,
                                         .retry_scale_permille = 10};
    open_alerts(b);
    *state = b;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *b = *state;
    alerts_close(b->alerts);
    crypto_close(b->crypto);
    alert_bench_close((void **)&b->store);
    free(b);
    return 0;
}

static int create_webhook(struct tx *tx, void *context)
{
    return webhook_create(tx, context);
}

static int update_webhook(struct tx *tx, void *context)
{
    return webhook_update(tx, context);
}

/* A webhook with a name for an id, whose filter is `members`. */
static void subscribe(struct bench *b, const char *uid, int port, const char *members)
{
    struct arena *a = &b->store->arena;
    struct seal seal = {b->crypto, &b->keys};
    struct buf sealed, tail;
    buf_init(&sealed, 512);
    buf_init(&tail, 4096);
    seal_encrypt(&seal, webhook_seal_place(text_of(uid), a), TEXT(SECRET), &sealed);
    buf_printf(&tail, "\"Url\":\"http://127.0.0.1:%d/hook\"%s", port, members);
    struct webhook_write write = {.uid = text_of(uid),
                                  .name = text_of(uid),
                                  .enabled = true,
                                  .secret = buf_text(&sealed),
                                  .tail = buf_text(&tail)};
    assert_int_equal(alert_bench_write(b->store, create_webhook, &write), 0);
    buf_release(&sealed);
    buf_release(&tail);
}

static int add_event(struct tx *tx, void *context)
{
    return drift_event_add(tx, context, NULL);
}

/* An event of a table, in which a column was added. */
static void drift(struct bench *b, const char *table, const char *column)
{
    struct schema_column columns[] = {{TEXT("id"), TEXT("int"), {0}},
                                      {text_of(column), TEXT("string"), {0}}};
    struct schema_diff diff;
    schema_diff(&(struct table_schema){.columns = columns, .columns_count = 1},
                &(struct table_schema){.columns = columns, .columns_count = 2}, &b->store->arena,
                &diff);
    struct drift_event event = {.change_seq = 1,
                                .catalog_id = 1,
                                .database_id = 1,
                                .table_id = table[0],
                                .catalog_name = TEXT("123456789012"),
                                .database_name = TEXT("lake"),
                                .table_name = text_of(table),
                                .version_before = 0,
                                .version_after = 1,
                                .diff = &diff};
    assert_int_equal(alert_bench_write(b->store, add_event, &event), 0);
}

/* Runs the worker until a receiver has had `count` requests and nothing is due soon, or for 10 s.
 */
static void run_until(struct bench *b, struct receiver *r, int count)
{
    int64_t end_us = clock_monotonic_us() + 10000000, next_due_ms;
    do {
        next_due_ms = INT64_MAX;
        assert_int_equal(alerts_run_due(b->alerts, clock_now_ms(), &next_due_ms), 0);
    } while ((atomic_load(&r->count) < count || next_due_ms < clock_now_ms() + 500) &&
             clock_monotonic_us() < end_us);
    assert_int_equal(atomic_load(&r->count), count);
}

struct showing {
    struct bench *b;
    struct delivery_scope scope;
    struct page page;
};

static int show(struct tx *tx, void *context)
{
    struct showing *s = context;
    return delivery_list(tx, &s->scope, &s->page, &s->b->store->out);
}

static const char *deliveries(struct bench *b, int64_t webhook_id)
{
    struct showing s = {.b = b,
                        .scope = {.webhook_id = webhook_id, .webhook_uid = TEXT("w")},
                        .page = {.limit = 100, .arena = &b->store->arena}};
    assert_int_equal(alert_bench_read(b->store, show, &s), 0);
    return alert_bench_text(b->store);
}

static void assert_signed(struct bench *b, const struct received *request)
{
    char id[512], timestamp[512], signature[512];
    struct buf expected;
    int64_t seconds = 0;
    received_header(request, "webhook-id", id);
    received_header(request, "webhook-timestamp", timestamp);
    received_header(request, "webhook-signature", signature);
    assert_true(text_to_int64(text_of(timestamp), &seconds));
    assert_true(clock_now_ms() / 1000 - seconds < 60);
    struct webhook_message message = {text_of(id), seconds, text_of(request->body)};
    buf_init(&expected, 512);
    assert_int_equal(
        standard_webhooks_sign(b->crypto, TEXT(SECRET), &message, &expected, &b->store->err), 0);
    assert_true(text_equal(buf_text(&expected), text_of(signature)));
    buf_release(&expected);
}

static void delivers_and_retries(void **state)
{
    /* An event reaches the matching webhook signed; a refusal is retried with the same id; both
     * attempts are on record. */
    struct bench *b = *state;
    static const char *const answers[] = {"500 No", "202 Fine", NULL};
    struct receiver r;
    char first[512], second[512];
    receiver_open(&r, answers, 0);
    subscribe(b, "mine", r.port, ",\"TableNames\":[\"ord*\"]");
    subscribe(b, "other", r.port, ",\"TableNames\":[\"visits\"]");
    subscribe(b, "severe", r.port, ",\"MinimumSeverity\":\"BREAKING\"");
    drift(b, "orders", "email");
    run_until(b, &r, 2);
    received_header(&r.received[0], "webhook-id", first);
    received_header(&r.received[1], "webhook-id", second);
    assert_string_equal(first, second);
    assert_string_equal(r.received[0].body, r.received[1].body);
    assert_signed(b, &r.received[0]);
    assert_signed(b, &r.received[1]);
    assert_non_null(strstr(r.received[0].head, "POST /hook HTTP/1.1"));
    assert_non_null(strstr(r.received[0].head, "application/json"));
    assert_non_null(
        strstr(r.received[0].body, "{\"type\":\"table.schema.changed\",\"timestamp\":\"2"));
    assert_non_null(strstr(r.received[0].body, "\"TableName\":\"orders\""));
    assert_non_null(strstr(r.received[0].body, "\"Column\":\"email\""));
    const char *shown = deliveries(b, 1);
    assert_non_null(strstr(shown, "\"State\":\"SUCCEEDED\""));
    assert_non_null(strstr(shown, "\"StatusCode\":500,\"Error\":\"The receiver answered 500"));
    assert_non_null(strstr(shown, "\"StatusCode\":202,\"Answer\":\"ok\""));
    assert_string_equal(deliveries(b, 2), "");
    receiver_close(&r);
}

static void keeps_order_per_table(void **state)
{
    /* A later event of a table is not sent before the earlier one is through; other tables do not
     * wait. */
    struct bench *b = *state;
    static const char *const answers[] = {"503 Wait", "503 Wait", "200 OK", NULL};
    struct receiver r;
    receiver_open(&r, answers, 0);
    subscribe(b, "mine", r.port, "");
    drift(b, "orders", "first");
    drift(b, "orders", "second");
    drift(b, "orders", "third");
    run_until(b, &r, 5);
    static const char *const order[] = {"first", "first", "first", "second", "third"};
    for (size_t i = 0; i < COUNT(order); i++)
        if (!strstr(r.received[i].body, order[i]))
            fail_msg("%zu: %s", i, r.received[i].body);
    receiver_close(&r);
}

static void gone_disables(void **state)
{
    /* 410 ends the delivery and disables the webhook; what waited is cancelled and nothing more is
     * sent. */
    struct bench *b = *state;
    static const char *const answers[] = {"410 Gone", "200 OK", NULL};
    struct receiver r;
    receiver_open(&r, answers, 0);
    subscribe(b, "mine", r.port, "");
    drift(b, "orders", "first");
    drift(b, "orders", "second");
    run_until(b, &r, 1);
    drift(b, "visits", "third");
    run_until(b, &r, 1);
    const char *shown = deliveries(b, 1);
    assert_non_null(strstr(shown, "\"State\":\"FAILED\""));
    assert_non_null(strstr(shown, "\"State\":\"CANCELLED\""));
    assert_null(strstr(shown, "\"State\":\"PENDING\""));
    assert_null(strstr(shown, "\"DeliveryId\":\"3\""));
    receiver_close(&r);
}

static void redirects_fail(void **state)
{
    /* A redirect is not followed, whatever it points to, and is no success. */
    struct bench *b = *state;
    struct receiver elsewhere, r;
    static const char *const fine[] = {"200 OK", NULL};
    char redirect[128];
    receiver_open(&elsewhere, fine, 0);
    snprintf(redirect, sizeof redirect, "307 Go\r\nLocation: http://127.0.0.1:%d/", elsewhere.port);
    const char *const answers[] = {redirect, "200 OK", NULL};
    receiver_open(&r, answers, 0);
    subscribe(b, "mine", r.port, "");
    drift(b, "orders", "x");
    run_until(b, &r, 2);
    assert_int_equal(atomic_load(&elsewhere.count), 0);
    assert_non_null(strstr(deliveries(b, 1), "The receiver answered 307"));
    receiver_close(&r);
    receiver_close(&elsewhere);
}

static void guards_addresses(void **state)
{
    /* Where nothing allows loopback, nothing is sent, and the record names the address and the
     * option. */
    struct bench *b = *state;
    static const char *const answers[] = {"200 OK", NULL};
    struct receiver r;
    int64_t next_due_ms;
    receiver_open(&r, answers, 0);
    b->rule.allowed_count = 0;
    subscribe(b, "mine", r.port, "");
    drift(b, "orders", "x");
    assert_int_equal(alerts_run_due(b->alerts, clock_now_ms(), &next_due_ms), 0);
    assert_int_equal(atomic_load(&r.count), 0);
    assert_non_null(strstr(deliveries(b, 1), "127.0.0.1"));
    assert_non_null(strstr(deliveries(b, 1), "--webhook-allow"));
    receiver_close(&r);
}

static void slow_holds_nobody_up(void **state)
{
    /* While a slow receiver keeps its deliveries waiting, another one gets all of its own. */
    struct bench *b = *state;
    static const char *const answers[] = {"200 OK", NULL};
    struct receiver slow, quick;
    char name[2] = "a";
    receiver_open(&slow, answers, 700);
    receiver_open(&quick, answers, 0);
    subscribe(b, "slow", slow.port, "");
    subscribe(b, "quick", quick.port, "");
    for (; name[0] <= 'j'; name[0]++)
        drift(b, name, "x");
    int64_t begin_us = clock_monotonic_us(), next_due_ms;
    while (atomic_load(&quick.count) < 10 && clock_monotonic_us() - begin_us < 9000000)
        assert_int_equal(alerts_run_due(b->alerts, clock_now_ms(), &next_due_ms), 0);
    assert_int_equal(atomic_load(&quick.count), 10);
    const char *shown = deliveries(b, 2);
    assert_null(strstr(shown, "\"State\":\"FAILED\""));
    receiver_close(&slow);
    receiver_close(&quick);
}

static void times_out(void **state)
{
    /* A receiver that does not answer in time costs one attempt and no more. */
    struct bench *b = *state;
    static const char *const answers[] = {"200 OK", NULL};
    struct receiver r;
    int64_t next_due_ms;
    alerts_close(b->alerts);
    b->options.timeout_ms = 200;
    open_alerts(b);
    receiver_open(&r, answers, 1000);
    subscribe(b, "mine", r.port, "");
    drift(b, "orders", "x");
    int64_t begin_us = clock_monotonic_us();
    assert_int_equal(alerts_run_due(b->alerts, clock_now_ms(), &next_due_ms), 0);
    assert_true(clock_monotonic_us() - begin_us < 900000);
    assert_non_null(strstr(deliveries(b, 1), "\"Error\":\""));
    assert_non_null(strstr(deliveries(b, 1), "\"State\":\"PENDING\""));
    receiver_close(&r);
}

static void *stop_soon(void *context)
{
    struct bench *b = context;
    struct timespec pause = {.tv_nsec = 200000000};
    nanosleep(&pause, NULL);
    alerts_stop(b->alerts);
    return NULL;
}

static void stops_and_goes_on_later(void **state)
{
    /* A stop in the middle of an attempt returns at once; the next start sends the message again
     * under its id. */
    struct bench *b = *state;
    static const char *const answers[] = {"200 OK", NULL};
    struct receiver r;
    pthread_t stopper;
    char first[512], second[512];
    int64_t next_due_ms;
    receiver_open(&r, answers, 1000);
    subscribe(b, "mine", r.port, "");
    drift(b, "orders", "x");
    pthread_create(&stopper, NULL, stop_soon, b);
    int64_t begin_us = clock_monotonic_us();
    assert_int_equal(alerts_run_due(b->alerts, clock_now_ms(), &next_due_ms), 0);
    assert_true(clock_monotonic_us() - begin_us < 600000);
    pthread_join(stopper, NULL);
    alerts_close(b->alerts);
    alert_bench_reopen(b->store);
    open_alerts(b);
    run_until(b, &r, 2);
    received_header(&r.received[0], "webhook-id", first);
    received_header(&r.received[1], "webhook-id", second);
    assert_string_equal(first, second);
    assert_non_null(strstr(deliveries(b, 1), "The server stopped before an answer came."));
    receiver_close(&r);
}

static void signs_with_both_secrets(void **state)
{
    /* After a rotation both secrets sign for a day. */
    struct bench *b = *state;
    static const char *const answers[] = {"200 OK", NULL};
    struct receiver r;
    char signature[512];
    receiver_open(&r, answers, 0);
    subscribe(b, "mine", r.port, "");
    struct seal seal = {b->crypto, &b->keys};
    struct buf sealed;
    struct arena *a = &b->store->arena;
    buf_init(&sealed, 512);
    seal_encrypt(&seal, webhook_seal_place(TEXT("mine"), a),
                 TEXT("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), &sealed);
    struct webhook_write write = {.uid = TEXT("mine"),
                                  .name = TEXT("mine"),
                                  .enabled = true,
                                  .secret = buf_text(&sealed),
                                  .tail =
                                      arena_printf(a, "\"Url\":\"http://127.0.0.1:%d/\"", r.port)};
    assert_int_equal(alert_bench_write(b->store, update_webhook, &write), 0);
    drift(b, "orders", "x");
    run_until(b, &r, 1);
    received_header(&r.received[0], "webhook-signature", signature);
    assert_non_null(strchr(signature, ' '));
    assert_int_equal(strlen(signature), 2 * 47 + 1);
    buf_release(&sealed);
    receiver_close(&r);
}

static void fans_out_in_steps(void **state)
{
    /* 250 events become 250 deliveries in a few bounded steps, once. */
    struct bench *b = *state;
    bool more = true;
    int steps = 0;
    subscribe(b, "mine", 1, ",\"DatabaseNames\":[\"lake\"]");
    for (int i = 0; i < 250; i++)
        drift(b, i % 2 ? "orders" : "visits", "x");
    for (; more; steps++)
        assert_int_equal(fan_out(b->store->store, &more, &b->store->err), 0);
    assert_int_equal(steps, 3);
    assert_int_equal(fan_out(b->store->store, &more, &b->store->err), 0);
    assert_non_null(strstr(deliveries(b, 1), "{\"DeliveryId\":\"250\""));
    assert_null(strstr(deliveries(b, 1), "\"251\""));
}

static void unreadable_filters(void **state)
{
    /* A webhook whose filter cannot be read is passed over, and the others are told. */
    struct bench *b = *state;
    bool more;
    subscribe(b, "broken", 1, ",\"TableNames\":[\"[\"]");
    subscribe(b, "mine", 1, "");
    drift(b, "orders", "x");
    assert_int_equal(fan_out(b->store->store, &more, &b->store->err), 0);
    assert_string_equal(deliveries(b, 1), "");
    assert_non_null(strstr(deliveries(b, 2), "\"DeliveryId\":\"1\""));
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(delivers_and_retries),
        TEST(keeps_order_per_table),
        TEST(gone_disables),
        TEST(redirects_fail),
        TEST(guards_addresses),
        TEST(slow_holds_nobody_up),
        TEST(times_out),
        TEST(stops_and_goes_on_later),
        TEST(signs_with_both_secrets),
        TEST(fans_out_in_steps),
        TEST(unreadable_filters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
