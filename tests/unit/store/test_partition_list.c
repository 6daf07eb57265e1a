/* SPDX-License-Identifier: Apache-2.0
 * Lists of partitions: their order, pages, shares and filters. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "tests/unit/store/store_bench.h"

static int set_up(void **state)
{
    store_bench_open(state);
    bench_database_create(*state, "d");
    bench_table_create(*state, "d", "t",
                       "{\"PartitionKeys\":[{\"Name\":\"year\",\"Type\":\"int\"},"
                       "{\"Name\":\"region\",\"Type\":\"string\"}]}");
    return 0;
}

struct listing {
    struct store_bench *b;
    struct arena arena;
    const char *expression;
    struct partition_list list;
    int64_t limit;
    struct text after, next;
    struct buf values; /* ["1","x"] ["2","x"] ... */
    int64_t count, pages;
};

static void note_values(struct listing *l)
{
    static const char begin[] = "{\"Values\":", end[] = ",\"DatabaseName\"";
    struct text rest = buf_text(&l->b->out);
    for (const char *hit; rest.n && (hit = memmem(rest.p, rest.n, begin, sizeof begin - 1));) {
        hit += sizeof begin - 1;
        rest = (struct text){hit, rest.n - (size_t)(hit - rest.p)};
        const char *stop = memmem(rest.p, rest.n, end, sizeof end - 1);
        buf_put(&l->values, (struct text){rest.p, (size_t)(stop - rest.p)});
        buf_put_char(&l->values, ' ');
        l->count++;
    }
}

static int list_page(struct tx *tx, void *context)
{
    struct listing *l = context;
    struct table_name name = bench_table_name("d", "t");
    struct partition_table t;
    struct page page = {.after = l->after, .limit = l->limit, .arena = &l->arena};
    l->list.expression = text_of(l->expression);
    if (partition_table_open(tx, &name, &l->arena, &t) != 0 ||
        expression_parse(text_of(l->expression), &t.keys, &l->arena, &l->list.filter, tx->err) !=
            0 ||
        partition_list(tx, &t, &l->list, &page, &l->b->out) != 0)
        return -1;
    l->next = page.next;
    return 0;
}

static void begin_listing(struct listing *l, struct store_bench *b, int64_t limit)
{
    *l = (struct listing){.b = b, .expression = "", .limit = limit};
    buf_init(&l->values, 16 << 20);
}

/* All pages, one after the other. What a page kept in its arena is gone with it, but its position.
 */
static void walk(struct listing *l)
{
    struct buf position;
    buf_init(&position, 1 << 20);
    do {
        int64_t before = l->count;
        arena_init(&l->arena, 64 << 20, NULL);
        if (store_bench_read(l->b, list_page, l) != 0)
            fail_msg("%s", l->b->err.text);
        note_values(l);
        l->pages++;
        assert_true(l->count - before <= l->limit);
        assert_true(!l->next.p || l->count > before);
        buf_clear(&position);
        buf_put(&position, l->next);
        l->after = l->next.p ? buf_text(&position) : (struct text){NULL, 0};
        arena_release(&l->arena);
    } while (l->after.p);
    buf_release(&position);
}

static const char *listed(struct store_bench *b, const char *expression, int64_t limit)
{
    struct listing l;
    begin_listing(&l, b, limit);
    l.expression = expression;
    walk(&l);
    struct text text = arena_copy(&b->arena, buf_text(&l.values));
    buf_release(&l.values);
    return text.p;
}

static void create_some(struct store_bench *b)
{
    static const char *const values[] = {"\"10\",\"x\"",
                                         "\"9\",\"x\"",
                                         "\"-1\",\"x\"",
                                         "\"01\",\"x\"",
                                         "\"1\",\"y\"",
                                         "\"1\",\"x\"",
                                         "\"1\",\"xa\"",
                                         "\"odd\",\"x\"",
                                         "\"1\",\"X\"",
                                         "\"__HIVE_DEFAULT_PARTITION__\",\"x\"",
                                         "\"1\",\"__HIVE_DEFAULT_PARTITION__\""};
    for (size_t i = 0; i < COUNT(values); i++) {
        char input[128];
        snprintf(input, sizeof input, "{\"Values\":[%s]}", values[i]);
        if (bench_partition_create(b, input) != 0)
            fail_msg("%s: %s", input, b->err.text);
    }
}

static void order(void **state)
{
    /* Partitions stand by their values: numbers by value, other spellings behind, texts by bytes,
     * null in front; pages of any size put together are that list. */
    struct store_bench *b = *state;
    assert_string_equal(listed(b, "", 10), "");
    create_some(b);
    for (int64_t limit = 1; limit <= 12; limit++)
        assert_string_equal(
            listed(b, "", limit),
            "[\"__HIVE_DEFAULT_PARTITION__\",\"x\"] [\"-1\",\"x\"] "
            "[\"1\",\"__HIVE_DEFAULT_PARTITION__\"] [\"1\",\"X\"] [\"1\",\"x\"] [\"1\",\"xa\"] "
            "[\"1\",\"y\"] [\"01\",\"x\"] [\"9\",\"x\"] [\"10\",\"x\"] [\"odd\",\"x\"] ");
}

static void filters(void **state)
{
    /* A filter finds exactly the partitions that it describes, in pages of any size. */
    struct store_bench *b = *state;
    static const struct {
        const char *expression, *values;
    } cases[] = {
        {"year=1", "[\"1\",\"__HIVE_DEFAULT_PARTITION__\"] [\"1\",\"X\"] [\"1\",\"x\"] "
                   "[\"1\",\"xa\"] [\"1\",\"y\"] [\"01\",\"x\"] "},
        {"year='001'", "[\"1\",\"__HIVE_DEFAULT_PARTITION__\"] [\"1\",\"X\"] [\"1\",\"x\"] "
                       "[\"1\",\"xa\"] [\"1\",\"y\"] [\"01\",\"x\"] "},
        {"year=1 AND region='x'", "[\"1\",\"x\"] [\"01\",\"x\"] "},
        {"region='x' AND year=-1", "[\"-1\",\"x\"] "},
        {"year=10", "[\"10\",\"x\"] "},
        {"region='xa'", "[\"1\",\"xa\"] "},
        {"region='nowhere'", ""},
        {"year=7", ""},
        {"year=1 AND year=2", ""},
        {"year='__HIVE_DEFAULT_PARTITION__'", "[\"__HIVE_DEFAULT_PARTITION__\",\"x\"] "},
    };
    create_some(b);
    assert_int_equal(bench_partition_delete(b, "odd,x"), 0);
    for (size_t i = 0; i < COUNT(cases); i++)
        for (int64_t limit = 1; limit <= 7; limit++)
            assert_string_equal(listed(b, cases[i].expression, limit), cases[i].values);
}

static void text_key(void **state)
{
    /* A filter that gives every key as a text finds the one partition that has them. */
    struct store_bench *b = *state;
    assert_int_equal(bench_table_delete(b, "d", "t"), 0);
    bench_table_create(b, "d", "t",
                       "{\"PartitionKeys\":[{\"Name\":\"p\",\"Type\":\"string\"},"
                       "{\"Name\":\"q\",\"Type\":\"string\"}]}");
    static const char *const values[] = {"\"a\",\"b\"", "\"a\",\"c\"", "\"ab\",\"b\"",
                                         "\"a\",\"bb\""};
    for (size_t i = 0; i < COUNT(values); i++) {
        char input[64];
        snprintf(input, sizeof input, "{\"Values\":[%s]}", values[i]);
        assert_int_equal(bench_partition_create(b, input), 0);
    }
    for (int64_t limit = 1; limit <= 3; limit++) {
        assert_string_equal(listed(b, "p='a' AND q='b'", limit), "[\"a\",\"b\"] ");
        assert_string_equal(listed(b, "p='a'", limit),
                            "[\"a\",\"b\"] [\"a\",\"bb\"] [\"a\",\"c\"] ");
        assert_string_equal(listed(b, "q='b'", limit), "[\"a\",\"b\"] [\"ab\",\"b\"] ");
    }
}

static void pages_of_many(void **state)
{
    /* Of thousands of partitions every page size gives the same list, whole and in order. */
    struct store_bench *b = *state;
    bench_partitions_create(b, 2500);
    struct listing whole;
    begin_listing(&whole, b, 10000);
    walk(&whole);
    assert_int_equal(whole.count, 2500);
    assert_int_equal(whole.pages, 1);
    static const int64_t limits[] = {1000, 999, 833, 100, 37};
    for (size_t i = 0; i < COUNT(limits); i++) {
        struct listing paged;
        begin_listing(&paged, b, limits[i]);
        walk(&paged);
        assert_true(text_equal(buf_text(&paged.values), buf_text(&whole.values)));
        assert_int_equal(paged.pages, (2500 + limits[i] - 1) / limits[i]);
        buf_release(&paged.values);
    }
    buf_release(&whole.values);
}

static void segments(void **state)
{
    /* Shares are disjoint and complete, each in order, whatever their number and the page size. */
    struct store_bench *b = *state;
    enum { COUNT_ALL = 6000 };
    bench_partitions_create(b, COUNT_ALL);
    for (int64_t segments = 1; segments <= 10; segments += 3) {
        char *seen = calloc(COUNT_ALL, 1);
        int64_t count = 0;
        for (int64_t segment = 0; segment < segments; segment++) {
            struct listing l;
            begin_listing(&l, b, 700);
            l.list.segment = segment;
            l.list.segments = segments;
            walk(&l);
            struct text rest = buf_text(&l.values);
            int last = -1;
            while (rest.n > 0) {
                struct text one = text_split(&rest, ' ');
                int year, region;
                assert_int_equal(sscanf(one.p, "[\"%d\",\"r%d\"]", &year, &region), 2);
                int number = year * 100 + region;
                assert_true(number > last && !seen[number]);
                seen[number] = 1;
                last = number;
            }
            count += l.count;
            buf_release(&l.values);
        }
        assert_int_equal(count, COUNT_ALL);
        free(seen);
    }
}

static void stable_under_writes(void **state)
{
    /* A walk over pages meets each partition that stays throughout once, while others come and go.
     */
    struct store_bench *b = *state;
    char values[32], input[96];
    bench_partitions_create(b, 200);
    struct listing l;
    begin_listing(&l, b, 10);
    struct buf position;
    buf_init(&position, 1 << 16);
    for (int page = 0; page == 0 || l.after.p; page++) {
        arena_init(&l.arena, 64 << 20, NULL);
        assert_int_equal(store_bench_read(b, list_page, &l), 0);
        note_values(&l);
        buf_clear(&position);
        buf_put(&position, l.next);
        l.after = l.next.p ? buf_text(&position) : (struct text){NULL, 0};
        arena_release(&l.arena);
        /* what was met goes, the last of the page too, and something comes in front of it */
        snprintf(values, sizeof values, "%d,r%03d", (page * 10 + 9) / 100, (page * 10 + 9) % 100);
        assert_int_equal(bench_partition_delete(b, values), 0);
        snprintf(input, sizeof input, "{\"Values\":[\"-1\",\"r%d\"]}", page);
        assert_int_equal(bench_partition_create(b, input), 0);
    }
    assert_int_equal(l.count, 200);
    buf_release(&position);
    buf_release(&l.values);
}

static void without_columns(void **state)
{
    /* Columns can be left out of the answer, and nothing else is. */
    struct store_bench *b = *state;
    bench_partitions_create(b, 3);
    struct listing l;
    begin_listing(&l, b, 10);
    l.list.without_columns = true;
    walk(&l);
    const char *text = store_bench_text(b);
    assert_null(strstr(text, "Columns"));
    assert_non_null(strstr(text, "\"StorageDescriptor\":{\"Location\":\"s3://b/2\","
                                 "\"Compressed\":false"));
    buf_release(&l.values);
}

static void heavy_pages(void **state)
{
    /* A page ends early where its text would become very large, and the walk is whole. */
    struct store_bench *b = *state;
    struct buf input;
    buf_init(&input, 16 << 20);
    for (int i = 0; i < 40; i++) {
        buf_clear(&input);
        buf_printf(&input, "{\"Values\":[\"%d\",\"x\"],\"Parameters\":{\"p\":\"%0500000d\"}}", i,
                   0);
        buf_put_char(&input, '\0');
        assert_int_equal(bench_partition_create(b, input.p), 0);
    }
    struct listing l;
    begin_listing(&l, b, 1000);
    walk(&l);
    assert_int_equal(l.count, 40);
    assert_true(l.pages > 1);
    assert_true(b->out.n < LIMIT_PAGE_BYTES + (1 << 20));
    buf_release(&l.values);
    buf_release(&input);
}

struct each {
    struct arena arena;
    struct buf seen;
    struct text after, last;
    int stop_after, stop_with;
};

static int note_each(void *context, const struct partition_row *row)
{
    struct each *e = context;
    buf_printf(&e->seen, "%.*s %.*s %s;", TEXT_ARG(row->vals), TEXT_ARG(row->location),
               row->parameters.p ? "p" : "-");
    e->last = arena_copy(&e->arena, row->key);
    return --e->stop_after == 0 ? e->stop_with : 0;
}

static int run_each(struct tx *tx, void *context)
{
    struct each *e = context;
    struct table_name name = bench_table_name("d", "t");
    struct partition_table t;
    if (partition_table_open(tx, &name, &e->arena, &t) != 0)
        return -1;
    if (partition_each(tx, &t, e->after, note_each, e) != 0)
        return err_set(tx->err, ERR_INVALID, "stopped");
    return 0;
}

static void each(void **state)
{
    /* Every partition is shown once in order; the one who looks may stop, and
     * go on from there. */
    struct store_bench *b = *state;
    struct each e = {.stop_after = 0};
    arena_init(&e.arena, 1 << 20, NULL);
    buf_init(&e.seen, 1 << 20);
    bench_partitions_create(b, 3);
    assert_int_equal(bench_partition_create(b, "{\"Values\":[\"1\",\"x\"],\"Parameters\":"
                                               "{\"a\":\"b\"}}"),
                     0);
    assert_int_equal(store_bench_read(b, run_each, &e), 0);
    assert_true(text_is(buf_text(&e.seen),
                        "[\"0\",\"r000\"] s3://b/0 -;[\"0\",\"r001\"] s3://b/1 -;"
                        "[\"0\",\"r002\"] s3://b/2 -;[\"1\",\"x\"]  p;"));
    buf_clear(&e.seen);
    e.stop_after = 2;
    e.stop_with = -1;
    assert_int_equal(store_bench_read(b, run_each, &e), -1);
    assert_int_equal(b->err.code, ERR_INVALID);
    assert_true(
        text_is(buf_text(&e.seen), "[\"0\",\"r000\"] s3://b/0 -;[\"0\",\"r001\"] s3://b/1 -;"));
    for (int round = 0; round < 2; round++) {
        e.stop_after = 2;
        e.stop_with = 1;
        e.after = round ? e.last : (struct text){NULL, 0};
        buf_clear(&e.seen);
        assert_int_equal(store_bench_read(b, run_each, &e), 0);
    }
    assert_true(text_is(buf_text(&e.seen), "[\"0\",\"r002\"] s3://b/2 -;[\"1\",\"x\"]  p;"));
    arena_release(&e.arena);
    buf_release(&e.seen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(order, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(filters, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(text_key, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(pages_of_many, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(segments, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(stable_under_writes, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(without_columns, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(heavy_pages, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(each, set_up, store_bench_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
