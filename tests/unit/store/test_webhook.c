/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "store/change.h"
#include "store/webhook.h"
#include "tests/unit/store/alert_bench.h"

static int create(struct tx *tx, void *context)
{
    return webhook_create(tx, context);
}

static int update(struct tx *tx, void *context)
{
    return webhook_update(tx, context);
}

static int delete_by_uid(struct tx *tx, void *context)
{
    return webhook_delete(tx, text_of(context));
}

static int disable(struct tx *tx, void *context)
{
    return webhook_disable(tx, *(int64_t *)context, TEXT("It answered 410 Gone."));
}

struct finding {
    struct arena *arena;
    struct text uid;
    struct webhook out;
    int64_t after;
    int found;
};

static int find(struct tx *tx, void *context)
{
    struct finding *f = context;
    return webhook_find(tx, f->uid, f->arena, &f->out);
}

static int next_enabled(struct tx *tx, void *context)
{
    struct finding *f = context;
    f->found = webhook_next_enabled(tx, f->after, f->arena, &f->out);
    return f->found < 0 ? -1 : 0;
}

struct listing {
    struct alert_bench *b;
    struct page page;
};

static int list(struct tx *tx, void *context)
{
    struct listing *l = context;
    return webhook_list(tx, &l->page, &l->b->out);
}

static struct webhook_write draft(const char *uid, const char *name)
{
    return (struct webhook_write){.uid = text_of(uid),
                                  .name = text_of(name),
                                  .enabled = true,
                                  .secret = TEXT("sealed"),
                                  .tail = TEXT("\"Url\":\"https://a/\"")};
}

static void creates_and_shows(void **state)
{
    /* What was created is found and shown without its secret; a taken name is refused. */
    struct alert_bench *b = *state;
    struct webhook_write w = draft("u1", "one");
    struct finding f = {.arena = &b->arena, .uid = TEXT("u1")};
    assert_int_equal(alert_bench_write(b, create, &w), 0);
    assert_int_equal(alert_bench_read(b, find, &f), 0);
    assert_true(text_is(f.out.secret, "sealed"));
    assert_null(f.out.previous_secret.p);
    webhook_put(&f.out, (struct text){NULL, 0}, &b->out);
    assert_non_null(strstr(alert_bench_text(b),
                           "{\"WebhookId\":\"u1\",\"Name\":\"one\",\"State\":\"ENABLED\","));
    assert_non_null(strstr(alert_bench_text(b), ",\"Url\":\"https://a/\"}"));
    assert_null(strstr(alert_bench_text(b), "ecret"));
    w.uid = TEXT("u2");
    assert_int_not_equal(alert_bench_write(b, create, &w), 0);
    assert_int_equal(b->err.code, ERR_EXISTS);
    f.uid = TEXT("u2");
    assert_int_not_equal(alert_bench_read(b, find, &f), 0);
    assert_int_equal(b->err.code, ERR_NOT_FOUND);
}

static void rotates_secrets(void **state)
{
    /* An update without a secret keeps it; one with a secret keeps the old one beside it for a day.
     */
    struct alert_bench *b = *state;
    struct webhook_write w = draft("u1", "one");
    struct finding f = {.arena = &b->arena, .uid = TEXT("u1")};
    assert_int_equal(alert_bench_write(b, create, &w), 0);
    w.secret = (struct text){NULL, 0};
    w.name = TEXT("renamed");
    assert_int_equal(alert_bench_write(b, update, &w), 0);
    assert_int_equal(alert_bench_read(b, find, &f), 0);
    assert_true(text_is(f.out.name, "renamed"));
    assert_true(text_is(f.out.secret, "sealed"));
    w.secret = TEXT("newer");
    assert_int_equal(alert_bench_write(b, update, &w), 0);
    assert_int_equal(alert_bench_read(b, find, &f), 0);
    assert_true(text_is(f.out.secret, "newer"));
    assert_true(text_is(f.out.previous_secret, "sealed"));
    assert_int_equal(f.out.previous_until_ms, f.out.updated_ms + WEBHOOK_ROTATION_MS);
    w.uid = TEXT("nobody");
    assert_int_not_equal(alert_bench_write(b, update, &w), 0);
    assert_int_equal(b->err.code, ERR_NOT_FOUND);
}

static void disables_with_a_reason(void **state)
{
    /* A disabled webhook says why, is passed over by matching, and an update enables it again. */
    struct alert_bench *b = *state;
    struct webhook_write w = draft("u1", "one");
    struct finding f = {.arena = &b->arena, .uid = TEXT("u1")};
    assert_int_equal(alert_bench_write(b, create, &w), 0);
    assert_int_equal(alert_bench_write(b, disable, &(int64_t){1}), 0);
    assert_int_equal(alert_bench_read(b, find, &f), 0);
    webhook_put(&f.out, (struct text){NULL, 0}, &b->out);
    assert_non_null(strstr(alert_bench_text(b), "\"State\":\"DISABLED\",\"DisabledReason\":\"It "));
    assert_int_equal(alert_bench_read(b, next_enabled, &f), 0);
    assert_int_equal(f.found, 0);
    assert_int_equal(alert_bench_write(b, update, &w), 0);
    assert_int_equal(alert_bench_read(b, next_enabled, &f), 0);
    assert_int_equal(f.found, 1);
    assert_null(f.out.disabled_reason.p);
    f.after = f.out.id;
    assert_int_equal(alert_bench_read(b, next_enabled, &f), 0);
    assert_int_equal(f.found, 0);
}

static int last_change(struct tx *tx, void *context)
{
    return change_last(tx, context);
}

static void lists_deletes_and_logs(void **state)
{
    /* Pages by name; a deletion is final; each write is in the change log. */
    struct alert_bench *b = *state;
    static const char *const names[][2] = {{"u1", "c"}, {"u2", "a"}, {"u3", "b"}};
    int64_t changes;
    for (size_t i = 0; i < 3; i++) {
        struct webhook_write w = draft(names[i][0], names[i][1]);
        assert_int_equal(alert_bench_write(b, create, &w), 0);
    }
    struct listing l = {.b = b, .page = {.limit = 2, .arena = &b->arena}};
    assert_int_equal(alert_bench_read(b, list, &l), 0);
    assert_non_null(strstr(alert_bench_text(b), "{\"WebhookId\":\"u2\""));
    assert_non_null(strstr(alert_bench_text(b), "},{\"WebhookId\":\"u3\""));
    assert_true(text_is(l.page.next, "b"));
    l.page = (struct page){.after = l.page.next, .limit = 2, .arena = &b->arena};
    assert_int_equal(alert_bench_read(b, list, &l), 0);
    assert_non_null(strstr(alert_bench_text(b), "{\"WebhookId\":\"u1\""));
    assert_null(l.page.next.p);
    assert_int_equal(alert_bench_write(b, delete_by_uid, (char[]){"u1"}), 0);
    assert_int_not_equal(alert_bench_write(b, delete_by_uid, (char[]){"u1"}), 0);
    assert_int_equal(b->err.code, ERR_NOT_FOUND);
    assert_int_equal(alert_bench_read(b, last_change, &changes), 0);
    assert_int_equal(changes, 4);
}

static void bounded_in_number(void **state)
{
    /* There are at most LIMIT_WEBHOOKS. */
    struct alert_bench *b = *state;
    for (int i = 0; i < LIMIT_WEBHOOKS; i++) {
        struct webhook_write w = draft(arena_printf(&b->arena, "u%d", i).p, "");
        w.name = w.uid;
        assert_int_equal(alert_bench_write(b, create, &w), 0);
    }
    struct webhook_write w = draft("more", "more");
    assert_int_not_equal(alert_bench_write(b, create, &w), 0);
    assert_int_equal(b->err.code, ERR_LIMIT);
}

#define TEST(function)                                                                             \
    cmocka_unit_test_setup_teardown(function, alert_bench_open, alert_bench_close)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(creates_and_shows), TEST(rotates_secrets),
                                       TEST(disables_with_a_reason), TEST(lists_deletes_and_logs),
                                       TEST(bounded_in_number)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
