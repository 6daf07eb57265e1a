/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "store/delivery.h"
#include "store/webhook.h"
#include "tests/unit/store/alert_bench.h"

static int create_webhook(struct tx *tx, void *context)
{
    struct text uid = text_of(context);
    return webhook_create(tx, &(struct webhook_write){.uid = uid,
                                                      .name = uid,
                                                      .enabled = true,
                                                      .secret = TEXT("s"),
                                                      .tail = TEXT("\"Url\":\"https://a/\"")});
}

static int disable_webhook(struct tx *tx, void *context)
{
    return webhook_disable(tx, *(int64_t *)context, TEXT("gone"));
}

static int set_up(void **state)
{
    alert_bench_open(state);
    assert_int_equal(alert_bench_write(*state, create_webhook, (char[]){"u1"}), 0);
    assert_int_equal(alert_bench_write(*state, create_webhook, (char[]){"u2"}), 0);
    return 0;
}

static int add_draft(struct tx *tx, void *context)
{
    return delivery_add(tx, context, NULL);
}

static void add(struct alert_bench *b, int64_t webhook_id, int64_t table_id)
{
    struct delivery_draft draft = {webhook_id, table_id ? 7 : 0, table_id, TEXT("msg")};
    assert_int_equal(alert_bench_write(b, add_draft, &draft), 0);
}

struct taking {
    struct delivery_take take;
    struct delivery out[64];
};

static int take_due(struct tx *tx, void *context)
{
    struct taking *t = context;
    t->take.lease_until_ms = tx->now_ms + 60000;
    return delivery_take_due(tx, &t->take);
}

static struct taking taking(struct alert_bench *b, size_t room, int64_t per_webhook_max)
{
    return (struct taking){.take = {.owner = TEXT("me"),
                                    .per_webhook_max = per_webhook_max,
                                    .arena = &b->arena,
                                    .room = room}};
}

static size_t take(struct alert_bench *b, struct taking *t)
{
    t->take.out = t->out;
    assert_int_equal(alert_bench_write(b, take_due, t), 0);
    return t->take.count;
}

static int finish_outcome(struct tx *tx, void *context)
{
    return delivery_finish(tx, context);
}

static void finish(struct alert_bench *b, const struct delivery *d, enum delivery_state state,
                   int64_t due_ms)
{
    bool success = state == DELIVERY_SUCCEEDED;
    struct delivery_outcome outcome = {.id = d->id,
                                       .attempt = d->attempt,
                                       .webhook_id = d->webhook_id,
                                       .owner = TEXT("me"),
                                       .state = state,
                                       .due_ms = due_ms,
                                       .time_ms = 1000,
                                       .duration_ms = 5,
                                       .status = success ? 204 : 0,
                                       .error = success ? (struct text){NULL, 0}
                                                        : TEXT("connection refused")};
    assert_int_equal(alert_bench_write(b, finish_outcome, &outcome), 0);
}

static void order_per_table(void **state)
{
    /* Of one table only the oldest unfinished one is taken, retries included; another table and
     * another webhook go on. */
    struct alert_bench *b = *state;
    struct taking t = taking(b, 64, 64);
    add(b, 1, 10);
    add(b, 1, 10);
    add(b, 1, 20);
    add(b, 2, 10);
    assert_int_equal(take(b, &t), 3);
    assert_int_equal(t.out[0].id, 1);
    assert_int_equal(t.out[1].id, 3);
    assert_int_equal(t.out[2].id, 4);
    struct delivery first = t.out[0];
    assert_int_equal(take(b, &t), 0);
    finish(b, &first, DELIVERY_DUE, clock_now_ms() - 1);
    assert_int_equal(take(b, &t), 1);
    assert_int_equal(t.out[0].id, 1);
    assert_int_equal(t.out[0].attempt, 2);
    finish(b, &t.out[0], DELIVERY_SUCCEEDED, 1000);
    assert_int_equal(take(b, &t), 1);
    assert_int_equal(t.out[0].id, 2);
    finish(b, &t.out[0], DELIVERY_GIVEN_UP, 1000);
    add(b, 1, 10);
    assert_int_equal(take(b, &t), 1);
    assert_int_equal(t.out[0].id, 5);
}

static void tests_do_not_wait(void **state)
{
    /* Deliveries without a table wait for nobody. */
    struct alert_bench *b = *state;
    struct taking t = taking(b, 64, 64);
    add(b, 1, 0);
    add(b, 1, 0);
    assert_int_equal(take(b, &t), 2);
    assert_int_equal(t.out[0].drift_event_id, 0);
}

static void shares_the_room(void **state)
{
    /* A webhook with many due ones gets its share only, and the turn goes round. */
    struct alert_bench *b = *state;
    struct taking t = taking(b, 2, 4);
    for (int i = 1; i <= 20; i++)
        add(b, 1, i);
    add(b, 2, 1);
    assert_int_equal(take(b, &t), 2);
    assert_int_equal(t.out[1].webhook_id, 1);
    assert_int_equal(take(b, &t), 2);
    assert_int_equal(t.out[0].webhook_id, 2);
    assert_int_equal(t.out[1].webhook_id, 1);
    assert_int_equal(take(b, &t), 1);
    assert_int_equal(t.out[0].webhook_id, 1);
    assert_int_equal(take(b, &t), 0);
}

static int next_due(struct tx *tx, void *context)
{
    return delivery_next_due(tx, context);
}

static void knows_when(void **state)
{
    /* The next due time is that of the earliest delivery, of a lease its end, and never where
     * nothing is left. */
    struct alert_bench *b = *state;
    struct taking t = taking(b, 1, 4);
    int64_t due_ms, later_ms = clock_now_ms() + 3600000;
    assert_int_equal(alert_bench_read(b, next_due, &due_ms), 0);
    assert_true(due_ms == INT64_MAX);
    add(b, 2, 1);
    assert_int_equal(alert_bench_read(b, next_due, &due_ms), 0);
    assert_true(due_ms <= clock_now_ms());
    assert_int_equal(take(b, &t), 1);
    assert_int_equal(alert_bench_read(b, next_due, &due_ms), 0);
    assert_int_equal(due_ms, t.take.lease_until_ms);
    finish(b, &t.out[0], DELIVERY_DUE, later_ms);
    assert_int_equal(alert_bench_read(b, next_due, &due_ms), 0);
    assert_int_equal(due_ms, later_ms);
    assert_int_equal(take(b, &t), 0);
}

static int release(struct tx *tx, void *context)
{
    (void)context;
    return delivery_release_leases(tx);
}

struct showing {
    struct alert_bench *b;
    struct delivery_scope scope;
    struct page page;
    int64_t id, copy;
};

static int get(struct tx *tx, void *context)
{
    struct showing *s = context;
    return delivery_get(tx, &s->scope, s->id, &s->b->out);
}

static int list(struct tx *tx, void *context)
{
    struct showing *s = context;
    return delivery_list(tx, &s->scope, &s->page, &s->b->out);
}

static int repeat(struct tx *tx, void *context)
{
    struct showing *s = context;
    return delivery_repeat(tx, s->scope.webhook_id, s->id, &s->copy);
}

static struct showing showing(struct alert_bench *b, int64_t id)
{
    return (struct showing){.b = b,
                            .scope = {.webhook_id = 1, .webhook_uid = TEXT("u1")},
                            .page = {.limit = 100, .arena = &b->arena},
                            .id = id};
}

static void survives_a_crash(void **state)
{
    /* What was being sent when the process died is due again, its attempt is on record, and a late
     * end of the lost lease changes nothing. */
    struct alert_bench *b = *state;
    struct taking t = taking(b, 4, 4);
    struct showing s = showing(b, 1);
    add(b, 1, 1);
    assert_int_equal(take(b, &t), 1);
    struct delivery lost = t.out[0];
    alert_bench_reopen(b);
    assert_int_equal(alert_bench_write(b, release, NULL), 0);
    finish(b, &lost, DELIVERY_SUCCEEDED, 1000);
    assert_int_equal(alert_bench_read(b, get, &s), 0);
    assert_non_null(strstr(alert_bench_text(b), "\"State\":\"PENDING\""));
    assert_non_null(strstr(alert_bench_text(b), "The server stopped"));
    assert_int_equal(take(b, &t), 1);
    assert_int_equal(t.out[0].attempt, 2);
    assert_true(text_is(t.out[0].message_id, "msg"));
}

static void shows_attempts(void **state)
{
    /* A delivery shows its state and each attempt with status, duration and error; lists go from
     * newest to oldest by state. */
    struct alert_bench *b = *state;
    struct taking t = taking(b, 64, 64);
    struct showing s = showing(b, 1);
    for (int i = 1; i <= 3; i++)
        add(b, 1, i);
    assert_int_equal(take(b, &t), 3);
    finish(b, &t.out[0], DELIVERY_DUE, clock_now_ms() - 1);
    assert_int_equal(take(b, &t), 1);
    finish(b, &t.out[0], DELIVERY_SUCCEEDED, 1000);
    assert_int_equal(alert_bench_read(b, get, &s), 0);
    const char *text = alert_bench_text(b);
    assert_non_null(strstr(text,
                           "{\"DeliveryId\":\"1\",\"WebhookId\":\"u1\",\"DriftEventId\":\"7\","
                           "\"MessageId\":\"msg\",\"State\":\"SUCCEEDED\",\"CreatedTime\":"));
    assert_non_null(strstr(text,
                           "\"FinishedTime\":1,\"Attempts\":[{\"Attempt\":1,\"Time\":1,"
                           "\"DurationMs\":5,\"Error\":\"connection refused\"},"
                           "{\"Attempt\":2,\"Time\":1,\"DurationMs\":5,\"StatusCode\":204}]}"));
    s.page.limit = 2;
    assert_int_equal(alert_bench_read(b, list, &s), 0);
    assert_memory_equal(b->out.p, "{\"DeliveryId\":\"3\"", 17);
    assert_true(text_is(s.page.next, "2"));
    s = showing(b, 0);
    s.scope.state = TEXT("SENDING");
    assert_int_equal(alert_bench_read(b, list, &s), 0);
    assert_null(strstr(alert_bench_text(b), "\"DeliveryId\":\"1\""));
    assert_non_null(strstr(alert_bench_text(b), "\"DeliveryId\":\"2\""));
    s.id = 9;
    assert_int_not_equal(alert_bench_read(b, get, &s), 0);
    assert_int_equal(b->err.code, ERR_NOT_FOUND);
}

static void repeats(void **state)
{
    /* A repeated delivery is a new row with the same message; another webhook's is not found. */
    struct alert_bench *b = *state;
    struct taking t = taking(b, 64, 64);
    struct showing s = showing(b, 1);
    add(b, 1, 1);
    assert_int_equal(take(b, &t), 1);
    finish(b, &t.out[0], DELIVERY_GIVEN_UP, 1000);
    assert_int_equal(alert_bench_write(b, repeat, &s), 0);
    assert_int_equal(s.copy, 2);
    assert_int_equal(take(b, &t), 1);
    assert_true(text_is(t.out[0].message_id, "msg"));
    assert_int_equal(t.out[0].attempt, 1);
    assert_int_equal(t.out[0].drift_event_id, 7);
    s.scope.webhook_id = 2;
    assert_int_not_equal(alert_bench_write(b, repeat, &s), 0);
    assert_int_equal(b->err.code, ERR_NOT_FOUND);
}

static void cancels_for_disabled(void **state)
{
    /* Deliveries of a disabled webhook are cancelled, also those that wait, and block nobody else.
     */
    struct alert_bench *b = *state;
    struct taking t = taking(b, 4, 4);
    struct showing s = showing(b, 0);
    for (int i = 0; i < 300; i++)
        add(b, 1, 1 + i % 2);
    add(b, 2, 1);
    assert_int_equal(alert_bench_write(b, disable_webhook, &(int64_t){1}), 0);
    assert_int_equal(take(b, &t), 1);
    assert_int_equal(t.out[0].webhook_id, 2);
    while (take(b, &t) > 0)
        ;
    s.scope.state = TEXT("PENDING");
    assert_int_equal(alert_bench_read(b, list, &s), 0);
    assert_int_equal(b->out.n, 0);
}

struct pruning {
    int64_t before_ms;
    bool more;
};

static int prune(struct tx *tx, void *context)
{
    struct pruning *p = context;
    return delivery_prune(tx, p->before_ms, &p->more);
}

static void prunes(void **state)
{
    /* Only what was over before the moment goes, however many there are. */
    struct alert_bench *b = *state;
    struct taking t = taking(b, 64, 64);
    struct showing s = showing(b, 0);
    struct pruning p = {.before_ms = 2000, .more = true};
    for (int i = 0; i < 250; i++) {
        add(b, 1, 1);
        assert_int_equal(take(b, &t), 1);
        finish(b, &t.out[0], DELIVERY_SUCCEEDED, i < 240 ? 1000 : 3000);
    }
    add(b, 1, 1);
    for (int rounds = 0; p.more && rounds < 5; rounds++)
        assert_int_equal(alert_bench_write(b, prune, &p), 0);
    assert_false(p.more);
    s.page.limit = 11;
    assert_int_equal(alert_bench_read(b, list, &s), 0);
    assert_null(s.page.next.p);
    assert_non_null(strstr(alert_bench_text(b), "\"DeliveryId\":\"241\""));
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, alert_bench_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(order_per_table), TEST(tests_do_not_wait),    TEST(shares_the_room),
        TEST(knows_when),      TEST(survives_a_crash),     TEST(shows_attempts),
        TEST(repeats),         TEST(cancels_for_disabled), TEST(prunes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
