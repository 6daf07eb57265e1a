/* SPDX-License-Identifier: Apache-2.0
 * Indexes of partitions: what they hold, how they are filled, and lists that read them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "catalog/shapes_table.h"
#include "catalog/types.h"
#include "store/partition_index_fill.h"
#include "store/partition_index_keys.h"
#include "store/purge.h"
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

/* An index over one key. */
struct new_index {
    const char *name, *key;
};

static int create_index_body(struct tx *tx, void *context)
{
    const struct new_index *n = context;
    struct arena arena;
    struct table_name name = bench_table_name("d", "t");
    struct value *index;
    arena_init(&arena, 1 << 20, NULL);
    struct text text =
        arena_printf(&arena, "{\"IndexName\":\"%s\",\"Keys\":[\"%s\"]}", n->name, n->key);
    int result = shape_decode_text(&shape_partition_index, text, &arena, &index, tx->err);
    if (result == 0)
        result = partition_index_create(tx, &name, index);
    arena_release(&arena);
    return result;
}

static int delete_index_body(struct tx *tx, void *context)
{
    struct table_name name = bench_table_name("d", "t");
    return partition_index_delete(tx, &name, text_of(context));
}

static char drop[] = "by_region";

static void create_index(struct store_bench *b, const char *name, const char *key)
{
    if (store_bench_write(b, create_index_body, &(struct new_index){name, key}) != 0)
        fail_msg("%s", b->err.text);
}

/* Fills what is to be filled, or as much as it takes until a transaction was written. */
static void fill(struct store_bench *b, bool all)
{
    struct partition_index_filler *filler = partition_index_filler_new(b->store, 1 << 20);
    struct store_figures before, now;
    int64_t due = 0;
    store_figures(b->store, &before);
    do {
        due = INT64_MAX;
        assert_int_equal(partition_index_filler_run_due(filler, 5, &due), 0);
        store_figures(b->store, &now);
    } while (due == 5 && (all || now.commits == before.commits));
    partition_index_filler_free(filler);
}

static void fill_all(struct store_bench *b)
{
    fill(b, true);
}

/* A list over all pages. */
struct listing {
    struct store_bench *b;
    struct arena arena;
    const char *expression;
    struct text after, next;
    struct buf values, position;
    int64_t limit, count;
};

static int list_page(struct tx *tx, void *context)
{
    struct listing *l = context;
    struct table_name name = bench_table_name("d", "t");
    struct partition_table t;
    struct partition_list list = {.expression = text_of(l->expression)};
    struct page page = {.after = l->after, .limit = l->limit, .arena = &l->arena};
    if (partition_table_open(tx, &name, &l->arena, &t) != 0 ||
        expression_parse(list.expression, &t.keys, &l->arena, &list.filter, tx->err) != 0 ||
        partition_list(tx, &t, &list, &page, &l->b->out) != 0)
        return -1;
    l->next = page.next;
    return 0;
}

static void note_values(struct listing *l)
{
    static const char begin[] = "{\"Values\":";
    struct text rest = buf_text(&l->b->out);
    for (const char *hit; rest.n && (hit = memmem(rest.p, rest.n, begin, sizeof begin - 1));) {
        hit += sizeof begin - 1;
        rest = (struct text){hit, rest.n - (size_t)(hit - rest.p)};
        buf_put(&l->values, (struct text){rest.p, text_find(rest, ']') + 1});
        buf_put_char(&l->values, ' ');
        l->count++;
    }
}

/* One page; false: it was the last. */
static bool step(struct listing *l)
{
    arena_init(&l->arena, 64 << 20, NULL);
    if (store_bench_read(l->b, list_page, l) != 0)
        fail_msg("%s", l->b->err.text);
    note_values(l);
    buf_clear(&l->position);
    buf_put(&l->position, l->next);
    bool more = l->next.p != NULL;
    l->after = more ? buf_text(&l->position) : (struct text){NULL, 0};
    arena_release(&l->arena);
    return more;
}

static struct listing begin(struct store_bench *b, const char *expression, int64_t limit)
{
    struct listing l = {.b = b, .expression = expression, .limit = limit};
    buf_init(&l.values, 16 << 20);
    buf_init(&l.position, 1 << 16);
    return l;
}

static void end(struct listing *l)
{
    buf_release(&l->values);
    buf_release(&l->position);
}

static int64_t count(struct store_bench *b, const char *expression, int64_t limit)
{
    struct listing l = begin(b, expression, limit);
    while (step(&l))
        ;
    end(&l);
    return l.count;
}

static void add(struct store_bench *b, const char *values)
{
    char input[128];
    snprintf(input, sizeof input, "{\"Values\":[%s]}", values);
    if (bench_partition_create(b, input) != 0)
        fail_msg("%s", b->err.text);
}

static const char keys_held[] = "SELECT count(*) FROM partition_index_keys";
static const char fills_due[] = "SELECT count(*) FROM partition_index_fills";

static void kept_up_to_date(void **state)
{
    /* Creation, move and deletion of a partition reach each index; another update leaves it. */
    struct store_bench *b = *state;
    create_index(b, "by_region", "region");
    create_index(b, "by_year", "year");
    assert_int_equal(store_bench_ask(b, fills_due), 0);
    add(b, "\"1\",\"eu\"");
    add(b, "\"2\",\"eu\"");
    add(b, "\"2\",\"us\"");
    assert_int_equal(store_bench_ask(b, keys_held), 6);
    assert_int_equal(bench_partition_update(b, "2,us", "{\"Values\":[\"3\",\"eu\"]}"), 0);
    assert_int_equal(bench_partition_update(b, "3,eu", "{\"Values\":[\"3\",\"eu\"]}"), 0);
    assert_int_equal(store_bench_ask(b, keys_held), 6);
    assert_int_equal(count(b, "region='eu'", 1), 3);
    assert_int_equal(count(b, "region='us'", 1), 0);
    assert_int_equal(bench_partition_delete(b, "1,eu"), 0);
    assert_int_equal(store_bench_ask(b, keys_held), 4);
    assert_int_equal(count(b, "region='eu'", 10), 2);
}

static void taken_over(void **state)
{
    /* An index over a table that is there is filled in chunks, across a restart, while partitions
     * come and go; it answers as the table does before, meanwhile and after. */
    struct store_bench *b = *state;
    bench_partitions_create(b, 2500);
    create_index(b, "by_region", "region");
    assert_int_equal(store_bench_ask(b, fills_due), 1);
    assert_int_equal(count(b, "region='r007'", 10), 25);
    fill(b, false);
    assert_in_range(store_bench_ask(b, keys_held), 1, 2000);
    assert_int_equal(bench_partition_delete(b, "0,r007"), 0);
    assert_int_equal(bench_partition_delete(b, "24,r007"), 0);
    add(b, "\"-1\",\"r007\"");
    add(b, "\"99\",\"r007\"");
    store_bench_reopen(b);
    assert_int_equal(count(b, "region='r007'", 10), 25);
    fill_all(b);
    assert_int_equal(store_bench_ask(b, fills_due), 0);
    assert_int_equal(store_bench_ask(b, keys_held), 2500);
    assert_int_equal(count(b, "region='r007'", 10), 25);
    assert_int_equal(count(b, "region='r007' and year > 20", 10), 4);
    struct store_figures before, now;
    store_figures(b->store, &before);
    fill_all(b);
    store_figures(b->store, &now);
    assert_int_equal(now.commits, before.commits); /* nothing left to do is nothing written */
}

static void in_runs(void **state)
{
    /* A table with more keys than are held in memory is taken over in several runs, and while
     * partitions come and go in front of, in and behind what was gathered. */
    struct store_bench *b = *state;
    int64_t due = 5;
    int steps = 0;
    bench_partitions_create(b, 3000);
    create_index(b, "by_region", "region");
    struct partition_index_filler *filler = partition_index_filler_new(b->store, 20000);
    for (; due == 5; steps++) {
        char values[32], input[64];
        due = INT64_MAX;
        assert_int_equal(partition_index_filler_run_due(filler, 5, &due), 0);
        snprintf(values, sizeof values, "%d,r%03d_", steps, steps * 7 % 20 * 5);
        snprintf(input, sizeof input, "{\"Values\":[\"%d\",\"r%03d_\"]}", steps,
                 steps * 7 % 20 * 5);
        assert_int_equal(bench_partition_create(b, input), 0);
        if (steps % 3 == 0)
            assert_int_equal(bench_partition_delete(b, values), 0);
    }
    partition_index_filler_free(filler);
    assert_in_range(steps, 12, 1000);
    assert_int_equal(store_bench_ask(b, fills_due), 0);
    assert_int_equal(store_bench_ask(b, keys_held),
                     store_bench_ask(b, "SELECT count(*) FROM partition_keys"));
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM partition_index_keys i JOIN "
                                        "partition_keys k ON k.partition_id = i.partition_id"),
                     store_bench_ask(b, keys_held));
}

static void order(void **state)
{
    /* A filter that an index answers better comes in the order of the index, in pages of any size,
     * each partition once. */
    struct store_bench *b = *state;
    create_index(b, "by_region", "region");
    static const char *const values[] = {"\"1\",\"b\"", "\"2\",\"a\"",  "\"3\",\"b\"",
                                         "\"4\",\"c\"", "\"-5\",\"b\"", "\"02\",\"b\""};
    for (size_t i = 0; i < COUNT(values); i++)
        add(b, values[i]);
    for (int64_t limit = 1; limit <= 7; limit++) {
        struct listing l = begin(b, "region in ('b','a')", limit);
        while (step(&l))
            ;
        assert_true(text_is(buf_text(&l.values),
                            "[\"2\",\"a\"] [\"-5\",\"b\"] [\"1\",\"b\"] [\"02\",\"b\"] "
                            "[\"3\",\"b\"] "));
        end(&l);
        l = begin(b, "region >= 'a' and year > 1", limit);
        while (step(&l))
            ;
        assert_true(text_is(buf_text(&l.values),
                            "[\"02\",\"b\"] [\"2\",\"a\"] [\"3\",\"b\"] [\"4\",\"c\"] ") ||
                    l.count == 4);
        end(&l);
    }
}

static void index_goes(void **state)
{
    /* A list that an index has begun goes on when the index is dropped, and when one over the same
     * key comes instead: no partition is left out and none comes twice. */
    struct store_bench *b = *state;
    for (int again = 0; again < 2; again++) {
        bench_partitions_create(b, again ? 0 : 2000);
        create_index(b, "by_region", "region");
        fill_all(b);
        struct listing l = begin(b, "region in ('r003','r050','r099')", 7);
        assert_true(step(&l) && step(&l));
        assert_int_equal(store_bench_write(b, delete_index_body, drop), 0);
        assert_true(step(&l));
        assert_true(step(&l));
        if (again) {
            create_index(b, "other", "region");
            fill_all(b);
        }
        while (step(&l))
            ;
        assert_int_equal(l.count, 60);
        for (int year = 0; year < 20; year++) {
            char one[32];
            snprintf(one, sizeof one, "[\"%d\",\"r050\"]", year);
            assert_non_null(memmem(l.values.p, l.values.n, one, strlen(one)));
        }
        end(&l);
    }
}

static int purge_step(struct store_bench *b)
{
    int64_t due = INT64_MAX;
    assert_int_equal(purge_run_due(b->store, 0, &due), 0);
    return due != INT64_MAX;
}

static void cleared(void **state)
{
    /* What a dropped index held is cleared in the background, and so is that of a dropped table,
     * also where it was not filled yet. */
    struct store_bench *b = *state;
    bench_partitions_create(b, 1200);
    create_index(b, "by_region", "region");
    fill_all(b);
    create_index(b, "by_year", "year");
    assert_int_equal(store_bench_write(b, delete_index_body, drop), 0);
    assert_int_equal(store_bench_ask(b, keys_held), 1200);
    while (purge_step(b))
        ;
    assert_int_equal(store_bench_ask(b, keys_held), 0);
    fill(b, false);
    assert_true(store_bench_ask(b, keys_held) > 0);
    assert_int_equal(bench_table_delete(b, "d", "t"), 0);
    while (purge_step(b))
        ;
    fill_all(b);
    assert_int_equal(store_bench_ask(b, keys_held), 0);
    assert_int_equal(store_bench_ask(b, fills_due), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(kept_up_to_date, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(taken_over, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(in_runs, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(order, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(index_goes, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(cleared, set_up, store_bench_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
