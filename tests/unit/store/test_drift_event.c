/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "store/change.h"
#include "store/drift_event.h"
#include "tests/unit/store/alert_bench.h"

/* A diff of one column that goes from `from` to `to`. */
static struct schema_diff diff_of(struct arena *a, const char *from, const char *to)
{
    struct schema_diff diff;
    struct schema_column *columns = ARENA_ARRAY(a, struct schema_column, 2);
    columns[0] = (struct schema_column){TEXT("c"), text_of(from), {0}};
    columns[1] = (struct schema_column){TEXT("c"), text_of(to), {0}};
    schema_diff(&(struct table_schema){.columns = &columns[0], .columns_count = 1},
                &(struct table_schema){.columns = &columns[1], .columns_count = 1}, a, &diff);
    return diff;
}

static struct drift_event event_of(const struct schema_diff *diff, const char *table,
                                   int64_t change_seq)
{
    return (struct drift_event){.change_seq = change_seq,
                                .catalog_id = 1,
                                .database_id = 2,
                                .table_id = table[0],
                                .catalog_name = TEXT("123456789012"),
                                .database_name = TEXT("lake"),
                                .table_name = text_of(table),
                                .version_before = 0,
                                .version_after = change_seq ? 1 : CHANGE_NO_VERSION,
                                .diff = diff};
}

static int add(struct tx *tx, void *context)
{
    int64_t id;
    return drift_event_add(tx, context, &id);
}

struct finding {
    struct drift_event event;
    int64_t run_id, closed, table_id;
    bool is_new;
};

static int record(struct tx *tx, void *context)
{
    struct finding *f = context;
    return drift_finding_record(tx, &f->event, f->run_id, &f->is_new);
}

static int close_missing(struct tx *tx, void *context)
{
    struct finding *f = context;
    return drift_finding_close_missing(tx, TEXT("lake"), f->table_id, f->run_id, &f->closed);
}

struct getting {
    struct alert_bench *b;
    int64_t id;
};

static int get(struct tx *tx, void *context)
{
    struct getting *g = context;
    return drift_event_get(tx, g->id, &g->b->out);
}

struct listing {
    struct alert_bench *b;
    struct drift_event_filter filter;
    struct page page;
};

static int list(struct tx *tx, void *context)
{
    struct listing *l = context;
    return drift_event_list(tx, &l->filter, &l->page, &l->b->out);
}

static size_t count_of(const char *text, const char *part)
{
    size_t n = 0;
    for (const char *p = text; (p = strstr(p, part)); p++)
        n++;
    return n;
}

static size_t listed(struct alert_bench *b, struct drift_event_filter filter)
{
    struct listing l = {.b = b, .filter = filter, .page = {.limit = 100, .arena = &b->arena}};
    assert_int_equal(alert_bench_read(b, list, &l), 0);
    return count_of(alert_bench_text(b), "\"DriftEventId\"");
}

static void applied_events(void **state)
{
    /* The event of a write shows names, versions, who did it, the crawler's name and the whole
     * diff. */
    struct alert_bench *b = *state;
    struct schema_diff diff = diff_of(&b->arena, "bigint", "int");
    struct drift_event event = event_of(&diff, "orders", 7);
    assert_int_equal(alert_bench_write(b, add, &event), 0);
    assert_int_equal(alert_bench_read(b, get, &(struct getting){b, 1}), 0);
    const char *text = alert_bench_text(b);
    static const char *const parts[] = {
        "{\"DriftEventId\":\"1\",\"Time\":",
        "\"CatalogId\":\"123456789012\",\"DatabaseName\":\"lake\",\"TableName\":\"orders\","
        "\"VersionBefore\":\"0\",\"VersionAfter\":\"1\",\"Applied\":true,"
        "\"Actor\":\"arn:aws:glue:us-east-1:123456789012:crawler/lake\",\"CrawlerName\":\"lake\","
        "\"Changes\":[{\"Kind\":\"RETYPED\",\"Column\":\"c\"",
        "\"Severity\":\"BREAKING\"}"};
    for (size_t i = 0; i < COUNT(parts); i++)
        if (!strstr(text, parts[i]))
            fail_msg("%s lacks %s", text, parts[i]);
    assert_null(strstr(text, "Open"));
    assert_int_not_equal(alert_bench_read(b, get, &(struct getting){b, 2}), 0);
    assert_int_equal(b->err.code, ERR_NOT_FOUND);
}

static void findings_once(void **state)
{
    /* A finding makes one event for any number of runs, another difference makes another, a run
     * that does not meet it closes it, and met again later it is new. */
    struct alert_bench *b = *state;
    struct schema_diff narrowed = diff_of(&b->arena, "bigint", "int");
    struct schema_diff widened = diff_of(&b->arena, "int", "bigint");
    struct finding f = {.event = event_of(&narrowed, "orders", 0), .run_id = 1};
    assert_int_equal(alert_bench_write(b, record, &f), 0);
    assert_true(f.is_new);
    f.run_id = 2;
    assert_int_equal(alert_bench_write(b, record, &f), 0);
    assert_false(f.is_new);
    f.event.diff = &widened;
    assert_int_equal(alert_bench_write(b, record, &f), 0);
    assert_true(f.is_new);
    assert_int_equal(alert_bench_write(b, close_missing, &f), 0);
    assert_int_equal(f.closed, 0);
    assert_int_equal(listed(b, (struct drift_event_filter){.open = ONLY_TRUE}), 2);

    f.run_id = 3;
    assert_int_equal(alert_bench_write(b, record, &f), 0);
    f.table_id = 'x'; /* another table's findings are left alone */
    assert_int_equal(alert_bench_write(b, close_missing, &f), 0);
    assert_int_equal(f.closed, 0);
    f.table_id = 'o';
    assert_int_equal(alert_bench_write(b, close_missing, &f), 0);
    assert_int_equal(f.closed, 1);
    assert_int_equal(alert_bench_read(b, get, &(struct getting){b, 1}), 0);
    assert_non_null(strstr(alert_bench_text(b), "\"Applied\":false"));
    assert_non_null(strstr(alert_bench_text(b), "\"Open\":false,\"ClosedTime\":"));

    f.event.diff = &narrowed;
    assert_int_equal(alert_bench_write(b, record, &f), 0);
    assert_true(f.is_new);
    assert_int_equal(listed(b, (struct drift_event_filter){.open = ONLY_TRUE}), 2);
}

static void lists_and_pages(void **state)
{
    /* Filters by names, severity, applied and open; pages from newest to oldest without a gap. */
    struct alert_bench *b = *state;
    struct schema_diff diffs[2] = {diff_of(&b->arena, "bigint", "int"),
                                   diff_of(&b->arena, "int", "bigint")};
    for (int i = 0; i < 10; i++) {
        struct drift_event event = event_of(&diffs[i % 2], i < 4 ? "orders" : "visits", 7);
        assert_int_equal(alert_bench_write(b, add, &event), 0);
    }
    struct finding f = {.event = event_of(&diffs[0], "visits", 0), .run_id = 1};
    assert_int_equal(alert_bench_write(b, record, &f), 0);

    assert_int_equal(listed(b, (struct drift_event_filter){0}), 11);
    assert_int_equal(listed(b, (struct drift_event_filter){.database = TEXT("lake")}), 11);
    assert_int_equal(listed(b, (struct drift_event_filter){.database = TEXT("pond")}), 0);
    assert_int_equal(
        listed(b, (struct drift_event_filter){.database = TEXT("lake"), .table = TEXT("orders")}),
        4);
    assert_int_equal(listed(b, (struct drift_event_filter){.severity_min = SEVERITY_BREAKING}), 6);
    assert_int_equal(listed(b, (struct drift_event_filter){.applied = ONLY_FALSE}), 1);
    assert_int_equal(listed(b, (struct drift_event_filter){.applied = ONLY_TRUE}), 10);
    assert_int_equal(listed(b, (struct drift_event_filter){.open = ONLY_FALSE}), 10);
    assert_int_equal(listed(b, (struct drift_event_filter){.crawler = TEXT("lake")}), 11);
    assert_int_equal(listed(b, (struct drift_event_filter){.crawler = TEXT("sea")}), 0);

    struct listing l = {.b = b, .page = {.limit = 4, .arena = &b->arena}};
    static const char *const firsts[] = {"\"11\"", "\"7\"", "\"3\""};
    for (size_t i = 0; i < COUNT(firsts); i++) {
        assert_int_equal(alert_bench_read(b, list, &l), 0);
        assert_memory_equal(b->out.p + sizeof "{\"DriftEventId\":" - 1, firsts[i],
                            strlen(firsts[i]));
        assert_int_equal(l.page.next.p != NULL, i < 2);
        l.page = (struct page){.after = l.page.next, .limit = 4, .arena = &b->arena};
    }
    l.page.after = TEXT("x");
    assert_int_not_equal(alert_bench_read(b, list, &l), 0);
}

struct heads {
    struct arena *arena;
    struct drift_event_head out[4];
    size_t count;
    int64_t after;
};

static int heads(struct tx *tx, void *context)
{
    struct heads *h = context;
    return drift_event_heads(tx, h->after, h->arena, h->out, &h->count);
}

static void reads_behind_a_cursor(void **state)
{
    /* Heads come in commit order, at most as many as fit. */
    struct alert_bench *b = *state;
    struct schema_diff diff = diff_of(&b->arena, "bigint", "int");
    for (int i = 0; i < 6; i++) {
        struct drift_event event = event_of(&diff, "orders", 7);
        assert_int_equal(alert_bench_write(b, add, &event), 0);
    }
    struct heads h = {.arena = &b->arena, .count = 4};
    assert_int_equal(alert_bench_read(b, heads, &h), 0);
    assert_int_equal(h.count, 4);
    assert_int_equal(h.out[3].id, 4);
    h.after = 4;
    assert_int_equal(alert_bench_read(b, heads, &h), 0);
    assert_int_equal(h.count, 2);
    assert_int_equal(h.out[0].id, 5);
    assert_true(text_is(h.out[0].crawler, "lake"));
    assert_int_equal(h.out[0].severity, SEVERITY_BREAKING);
}

#define TEST(function)                                                                             \
    cmocka_unit_test_setup_teardown(function, alert_bench_open, alert_bench_close)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(applied_events), TEST(findings_once),
                                       TEST(lists_and_pages), TEST(reads_behind_a_cursor)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
