/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/crawl_run.h"

/* One write against a fresh store: `body` sees a real transaction. */
static void in_store(store_body *body)
{
    char folder[] = "/tmp/propolis-test-XXXXXX", command[64];
    struct err err = {0};
    assert_non_null(mkdtemp(folder));
    struct store_options options = {
        .folder = folder, .account_id = TEXT("123456789012"), .cache_bytes_max = 1 << 20};
    struct store *store = store_open(&options, &err);
    if (!store)
        fail_msg("%s", err.text);
    const struct origin origin = {TEXT("me"), TEXT("here"), "test", "Test"};
    int result = store_write(store, LANE_FOREGROUND, &origin, body, NULL, &err);
    store_close(store);
    snprintf(command, sizeof command, "rm -rf %s", folder);
    assert_int_equal(system(command), 0);
    if (result)
        fail_msg("%s", err.text);
}

static const struct text TAIL = TEXT_INIT("\"Role\":\"r\"");

static int create(struct tx *tx, const char *name, const char *schedule)
{
    struct crawler_draft draft = {
        .name = text_of(name), .tail = TAIL, .schedule = text_of(schedule)};
    return crawler_create(tx, &draft);
}

/* Expects the code and takes the error away again. */
static void expect(struct tx *tx, int result, enum err_code code)
{
    assert_int_equal(result, code ? -1 : 0);
    if (tx->err->code != code)
        fail_msg("%s", tx->err->text);
    err_clear(tx->err);
}

static struct crawler found(struct tx *tx, const char *name, struct arena *a)
{
    struct crawler c;
    assert_int_equal(crawler_find(tx, text_of(name), a, &c), 0);
    return c;
}

static void check_document(struct tx *tx, const char *name, const char *part)
{
    struct buf out;
    buf_init(&out, 1 << 16);
    assert_int_equal(crawler_get(tx, text_of(name), &out), 0);
    buf_put_char(&out, '\0');
    if (!strstr(out.p, part))
        fail_msg("%s is not in %s", part, out.p);
    buf_release(&out);
}

static int lifecycle_body(struct tx *tx, void *context)
{
    (void)context;
    struct arena a;
    arena_init(&a, 1 << 20, NULL);
    expect(tx, create(tx, "One", ""), ERR_NONE);
    expect(tx, create(tx, "One", ""), ERR_EXISTS);
    expect(tx, create(tx, "one", ""), ERR_NONE);
    check_document(tx, "One", "{\"Name\":\"One\",\"State\":\"READY\",\"CrawlElapsedTime\":0,");
    check_document(tx, "One", "\"Version\":1,\"Role\":\"r\"}");
    struct crawler_draft draft = {.name = TEXT("One"), .tail = TEXT("\"Role\":\"s\"")};
    expect(tx, crawler_update(tx, &draft), ERR_NONE);
    check_document(tx, "One", "\"Version\":2,\"Role\":\"s\"}");
    draft.name = TEXT("Two");
    expect(tx, crawler_update(tx, &draft), ERR_NOT_FOUND);
    expect(tx, crawler_delete(tx, TEXT("One")), ERR_NONE);
    expect(tx, crawler_delete(tx, TEXT("One")), ERR_NOT_FOUND);
    check_document(tx, "one", "\"Version\":1");
    arena_release(&a);
    return 0;
}

static void lifecycle(void **state)
{
    /* A crawler is made once per name (case counts), updated with a higher version, and deleted. */
    (void)state;
    in_store(lifecycle_body);
}

static int schedule_body(struct tx *tx, void *context)
{
    (void)context;
    struct arena a;
    struct crawler c;
    int64_t fired, next;
    arena_init(&a, 1 << 20, NULL);
    int64_t begin = tx->now_ms;
    expect(tx, create(tx, "c", ""), ERR_NONE);
    expect(tx, crawler_switch_schedule(tx, TEXT("c"), true), ERR_NO_SCHEDULE);
    expect(tx, crawler_switch_schedule(tx, TEXT("c"), false), ERR_SCHEDULER_NOT_RUNNING);
    assert_int_equal(crawler_due(tx, &a, &c, &fired, &next), 0);
    assert_true(next == INT64_MAX);
    expect(tx, crawler_set_schedule(tx, TEXT("c"), TEXT("cron(0 * * * ? *)")), ERR_NONE);
    check_document(tx, "c",
                   "{\"ScheduleExpression\":\"cron(0 * * * ? *)\",\"State\":\"SCHEDULED\"}");
    expect(tx, crawler_switch_schedule(tx, TEXT("c"), true), ERR_SCHEDULER_RUNNING);
    assert_int_equal(crawler_due(tx, &a, &c, &fired, &next), 0);
    assert_int_equal(next, (begin / 3600000 + 1) * 3600000);
    /* Three firings later it is due once, and the next one is in the future. */
    tx->now_ms = next + 3 * 3600000 + 5;
    assert_int_equal(crawler_due(tx, &a, &c, &fired, &next), 1);
    assert_int_equal(fired, (begin / 3600000 + 1) * 3600000);
    expect(tx, crawler_fired(tx, &c), ERR_NONE);
    assert_int_equal(crawler_due(tx, &a, &c, &fired, &next), 0);
    assert_int_equal(next, (tx->now_ms / 3600000 + 1) * 3600000);
    expect(tx, crawler_switch_schedule(tx, TEXT("c"), false), ERR_NONE);
    check_document(tx, "c", "\"State\":\"NOT_SCHEDULED\"");
    assert_int_equal(crawler_due(tx, &a, &c, &fired, &next), 0);
    assert_true(next == INT64_MAX);
    expect(tx, crawler_switch_schedule(tx, TEXT("c"), true), ERR_NONE);
    expect(tx, crawler_set_schedule(tx, TEXT("c"), TEXT("")), ERR_NONE);
    expect(tx, crawler_switch_schedule(tx, TEXT("c"), true), ERR_NO_SCHEDULE);
    arena_release(&a);
    return 0;
}

static void schedules(void **state)
{
    /* A schedule goes, halts, goes on and is removed; firings that were missed count once. */
    (void)state;
    in_store(schedule_body);
}

static const struct text UUID = TEXT_INIT("11111111-1111-4111-8111-111111111111");

static int run_body(struct tx *tx, void *context)
{
    (void)context;
    struct arena a;
    struct crawl_run run;
    int64_t next;
    bool stop = false;
    const struct lease mine = {TEXT("w1"), tx->now_ms + 1000},
                       other = {TEXT("w2"), tx->now_ms + 5000};
    arena_init(&a, 1 << 20, NULL);
    expect(tx, create(tx, "c", ""), ERR_NONE);
    struct crawler c = found(tx, "c", &a);
    expect(tx, crawl_run_stop(tx, &c), ERR_CRAWLER_NOT_RUNNING);
    expect(tx, crawl_run_start(tx, &c, UUID, 0), ERR_NONE);
    expect(tx, crawl_run_start(tx, &c, TEXT("x"), 0), ERR_CRAWLER_RUNNING);
    check_document(tx, "c", "\"State\":\"RUNNING\"");
    struct crawler_draft draft = {.name = TEXT("c"), .tail = TAIL};
    expect(tx, crawler_update(tx, &draft), ERR_CRAWLER_RUNNING);
    expect(tx, crawler_delete(tx, TEXT("c")), ERR_CRAWLER_RUNNING);

    assert_int_equal(crawl_run_take(tx, &mine, &a, &run, &next), 1);
    assert_true(text_equal(run.uuid, UUID));
    assert_int_equal(next, mine.until_ms);
    struct crawl_run none;
    assert_int_equal(crawl_run_take(tx, &other, &a, &none, &next), 0);
    expect(tx, crawl_run_beat(tx, &other, &run, &stop), ERR_CONCURRENT);
    run.phase = CRAWL_LISTING;
    expect(tx, crawl_run_beat(tx, &mine, &run, &stop), ERR_NONE);
    assert_false(stop);

    c = found(tx, "c", &a);
    expect(tx, crawl_run_stop(tx, &c), ERR_NONE);
    c = found(tx, "c", &a);
    expect(tx, crawl_run_stop(tx, &c), ERR_CRAWLER_STOPPING);
    check_document(tx, "c", "\"State\":\"STOPPING\"");
    expect(tx, crawl_run_beat(tx, &mine, &run, &stop), ERR_NONE);
    assert_true(stop);

    expect(tx, crawl_run_report(tx, run.id, TEXT("\"a\":1")), ERR_NONE);
    run.result = CRAWL_CANCELLED;
    run.error = TEXT("stopped");
    expect(tx, crawl_run_end(tx, &other, &run), ERR_CONCURRENT);
    expect(tx, crawl_run_end(tx, &mine, &run), ERR_NONE);
    expect(tx, crawl_run_end(tx, &mine, &run), ERR_CONCURRENT);
    check_document(tx, "c", "\"State\":\"READY\"");
    check_document(tx, "c",
                   "\"LastCrawl\":{\"Status\":\"CANCELLED\",\"ErrorMessage\":\"stopped\","
                   "\"LogGroup\":\"/aws-glue/crawlers\",\"LogStream\":\"c\","
                   "\"MessagePrefix\":\"11111111-1111-4111-8111-111111111111\"");
    struct buf out;
    buf_init(&out, 100);
    expect(tx, crawl_run_put_report(tx, run.id, &out), ERR_NONE);
    assert_true(text_is(buf_text(&out), "\"a\":1"));
    buf_release(&out);
    expect(tx, crawler_delete(tx, TEXT("c")), ERR_NONE);
    arena_release(&a);
    return 0;
}

static void runs(void **state)
{
    /* A run goes from queued over taken, beaten and stopped to its end, and only its lease's owner
     * may end it. */
    (void)state;
    in_store(run_body);
}

static int crash_body(struct tx *tx, void *context)
{
    (void)context;
    struct arena a;
    struct crawl_run run;
    int64_t next;
    arena_init(&a, 1 << 20, NULL);
    expect(tx, create(tx, "c", ""), ERR_NONE);
    struct crawler c = found(tx, "c", &a);
    expect(tx, crawl_run_start(tx, &c, UUID, 0), ERR_NONE);
    for (int i = 1; i <= CRAWL_ATTEMPTS_MAX; i++) {
        const struct lease lease = {TEXT("w"), tx->now_ms + 1000};
        assert_int_equal(crawl_run_take(tx, &lease, &a, &run, &next), 1);
        assert_int_equal(run.attempts, i);
        tx->now_ms += i == 1 ? 1000 : 10;
        if (i > 1)
            expect(tx, crawl_run_end_leases(tx), ERR_NONE);
    }
    const struct lease last = {TEXT("w"), tx->now_ms + 1000};
    assert_int_equal(crawl_run_take(tx, &last, &a, &run, &next), 0);
    assert_true(next == INT64_MAX);
    check_document(tx, "c", "\"Status\":\"FAILED\",\"ErrorMessage\":\"The crawl was begun several");
    expect(tx, crawl_run_start(tx, &c, TEXT("other"), 0), ERR_NONE);
    assert_int_equal(crawl_run_take(tx, &last, &a, &run, &next), 1);
    expect(tx, crawl_run_give_back(tx, &last, run.id), ERR_NONE);
    assert_int_equal(crawl_run_take(tx, &last, &a, &run, &next), 1);
    assert_int_equal(run.attempts, 1);
    arena_release(&a);
    return 0;
}

static void crashes(void **state)
{
    /* A run whose lease ran out or was ended is taken again, a few times; given back, it loses no
     * attempt. */
    (void)state;
    in_store(crash_body);
}

static int count_run(void *context, const struct crawl_run *run)
{
    (void)run;
    return ++*(int *)context >= 1000;
}

static int list_body(struct tx *tx, void *context)
{
    (void)context;
    struct arena a;
    struct buf out;
    const char *const names[] = {"b", "a", "C"};
    struct value tag[] = {{.set = true, .text = TEXT("k")}, {.set = true, .text = TEXT("v")}};
    struct value tags = value_list(tag, 1);
    arena_init(&a, 1 << 20, NULL);
    buf_init(&out, 1 << 16);
    for (size_t i = 0; i < COUNT(names); i++) {
        struct crawler_draft draft = {
            .name = text_of(names[i]), .tail = TAIL, .tags = i == 1 ? &tags : NULL};
        expect(tx, crawler_create(tx, &draft), ERR_NONE);
    }
    struct crawler_list list = {.names_only = true};
    struct page page = {.limit = 2, .arena = &a};
    expect(tx, crawler_list(tx, &list, &page, &out), ERR_NONE);
    assert_true(text_is(buf_text(&out), "\"C\",\"a\""));
    page = (struct page){.limit = 2, .arena = &a, .after = page.next};
    buf_clear(&out);
    expect(tx, crawler_list(tx, &list, &page, &out), ERR_NONE);
    assert_true(text_is(buf_text(&out), "\"b\"") && !page.next.p);
    list.tags = &tags;
    page = (struct page){.limit = 9, .arena = &a};
    buf_clear(&out);
    expect(tx, crawler_list(tx, &list, &page, &out), ERR_NONE);
    assert_true(text_is(buf_text(&out), "\"a\""));
    int count = 0;
    expect(tx, crawl_run_each(tx, 1, 0, count_run, &count), ERR_NONE);
    assert_int_equal(count, 0);
    buf_release(&out);
    arena_release(&a);
    return 0;
}

static void lists(void **state)
{
    /* Crawlers are listed by name, in pages, and by their tags. */
    (void)state;
    in_store(list_body);
}

static void uuids(void **state)
{
    /* The identifier of a run has the form of a random UUID. */
    (void)state;
    unsigned char random[16];
    char out[CRAWL_UUID_BYTES];
    memset(random, 0xFF, sizeof random);
    crawl_uuid(random, out);
    assert_memory_equal(out, "ffffffff-ffff-4fff-bfff-ffffffffffff", sizeof out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lifecycle), cmocka_unit_test(schedules), cmocka_unit_test(runs),
        cmocka_unit_test(crashes),   cmocka_unit_test(lists),     cmocka_unit_test(uuids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
