/* SPDX-License-Identifier: Apache-2.0
 * What filters leave of projected partitions: against a slow list of all, and at sizes that no list
 * could have. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "catalog/projection_select.h"
#include "projection_table.h"
#include "tests/unit/base/cpu_time.h"

static int set_up(void **state)
{
    static struct arena arena;
    arena_init(&arena, 512u << 20, NULL);
    *state = &arena;
    return 0;
}

static int tear_down(void **state)
{
    arena_release(*state);
    return 0;
}

struct world {
    struct arena *arena;
    struct projection projection;
    struct partition_keys keys;
};

static struct world *world_of(struct arena *a, const char *keys, const char *properties)
{
    struct world *w = ARENA_NEW(a, struct world);
    struct projection_table t = projection_fixture(a, keys, properties);
    struct err err = {0};
    w->arena = a;
    if (projection_read(&t, fixture_now_ms, a, &w->projection, &err) != 0)
        fail_msg("%s", err.text);
    w->keys = projection_fixture_keys(a, &w->projection);
    return w;
}

static struct projection_selection select_by(struct world *w, const char *filter)
{
    struct projection_selection s;
    const struct expression *e;
    struct err err = {0};
    if (expression_parse(text_of(filter), &w->keys, w->arena, &e, &err) != 0 ||
        projection_select(&w->projection, e, w->arena, &s, &err) != 0)
        fail_msg("%s: %s", filter, err.text);
    return s;
}

static uint64_t count_by(struct world *w, const char *filter)
{
    struct projection_selection s = select_by(w, filter);
    struct err err = {0};
    uint64_t count;
    if (projection_count(&s, w->arena, &count, &err) != 0)
        fail_msg("%s: %s", filter, err.text);
    return count;
}

/* All of a walk as lines of "a/b". */
static struct text walk_all(struct world *w, const struct projection_selection *s, size_t *count)
{
    struct projection_walk walk;
    struct buf out;
    struct err err = {0};
    int found;
    buf_init(&out, 256u << 20);
    assert_int_equal(projection_walk_begin(&walk, s, NULL, w->arena, &err), 0);
    for (*count = 0; (found = projection_walk_next(&walk, &err)) == 1; ++*count) {
        assert_true(projection_has(&w->projection, walk.values));
        for (size_t i = 0; i < w->projection.count; i++) {
            buf_put(&out, walk.values[i]);
            buf_put_char(&out, i + 1 < w->projection.count ? '/' : '\n');
        }
    }
    if (found != 0)
        fail_msg("%s", err.text);
    projection_walk_end(&walk);
    struct text text = arena_copy(w->arena, buf_text(&out));
    buf_release(&out);
    return text;
}

static void expect(struct world *w, const char *filter, const char *lines)
{
    struct projection_selection s = select_by(w, filter);
    size_t count;
    struct text text = walk_all(w, &s, &count);
    if (!text_is(text, lines))
        fail_msg("%s: %.*s", filter, TEXT_ARG(text));
    assert_int_equal(count_by(w, filter), count);
}

/* Filters of Athena's guide, and each kind of column under each kind of comparison. */
static void filters(void **state)
{
    struct world *w = world_of(*state, "day:string,hour:int",
                               ".day.type=date\n.day.format=yyyy/MM/dd\n.day.range=2021/11/07,NOW\n"
                               ".hour.type=integer\n.hour.range=0,23\n.hour.digits=2");
    expect(w, "day = '2021/11/09' AND hour > 21", "2021/11/09/22\n2021/11/09/23\n");
    expect(w, "day < '2021/11/09' AND hour = 3", "2021/11/07/03\n2021/11/08/03\n");
    expect(w, "day = '2021-11-09'", "");
    expect(w, "day > '9'", "");
    expect(w, "(day = '2021/11/07' AND hour = 1) OR (day = '2021/11/08' AND hour IN (2, 3))",
           "2021/11/07/01\n2021/11/08/02\n2021/11/08/03\n");
    expect(w, "day LIKE '2021/11/0%' AND hour BETWEEN 22 AND 99 AND NOT day = '2021/11/08'",
           "2021/11/07/22\n2021/11/07/23\n2021/11/09/22\n2021/11/09/23\n");
    expect(w, "day LIKE '%/11/07' AND hour = 1 AND day < '2023'", "2021/11/07/01\n2022/11/07/01\n");
    expect(w, "day IS NULL", "");
    assert_int_equal(count_by(w, ""), 1841 * 24);

    w = world_of(*state, "day:date,id:string",
                 ".day.type=date\n.day.format=yyyy-MM-dd\n.day.range=2021-01-01,NOW\n"
                 ".id.type=injected");
    expect(w, "day BETWEEN '2021-11-29' AND '2021-11-30' AND id = 'customer-1234'",
           "2021-11-29/customer-1234\n2021-11-30/customer-1234\n");
    expect(w, "day = '2021-11-29' AND id IN ('b', 'a', 'b')", "2021-11-29/a\n2021-11-29/b\n");
    expect(w, "day = '2021-11-29' AND (id = 'x' OR id = 'y') AND id <> 'x'", "2021-11-29/y\n");
    expect(w, "(day = '2021-11-29' AND id = 'x') OR (day = '2021-11-30' AND id = 'y')",
           "2021-11-29/x\n2021-11-30/y\n");

    w = world_of(*state, "d:string",
                 ".d.type=date\n.d.format=dd-MM-yyyy\n.d.range=30-12-2025,02-01-2026");
    expect(w, "", "30-12-2025\n31-12-2025\n01-01-2026\n02-01-2026\n");
    expect(w, "d = '01-01-2026' OR d = '31-12-2025'", "31-12-2025\n01-01-2026\n");
    expect(w, "d > '01-01-2026'", "30-12-2025\n31-12-2025\n02-01-2026\n");

    w = world_of(*state, "e:string", ".e.type=enum\n.e.values=b,a,__HIVE_DEFAULT_PARTITION__");
    expect(w, "e IS NULL", "__HIVE_DEFAULT_PARTITION__\n");
    expect(w, "e >= 'a'", "a\nb\n");

    w = world_of(*state, "n:string", ".n.type=integer\n.n.range=-2,12");
    expect(w, "n = '07' OR n = '7'", "7\n");
    expect(w, "n < '10'", "-2\n-1\n0\n1\n");
    expect(w, "n < 10 AND n LIKE '1%'", "1\n");
}

/* An injected column without its values is refused in words that help. */
static void injected_needs_values(void **state)
{
    struct world *w =
        world_of(*state, "id:string,n:int", ".id.type=injected\n.n.type=integer\n.n.range=1,2");
    static const char *const filters[] = {"",
                                          "n = 1",
                                          "id > 'a'",
                                          "id LIKE 'a%'",
                                          "id <> 'a'",
                                          "id = 'a' OR n = 1",
                                          "id IS NOT NULL"};
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        struct projection_selection s;
        const struct expression *e;
        struct err err = {0};
        assert_int_equal(expression_parse(text_of(filters[i]), &w->keys, w->arena, &e, &err), 0);
        assert_int_equal(projection_select(&w->projection, e, w->arena, &s, &err), -1);
        assert_int_equal(err.code, ERR_INVALID);
        assert_non_null(strstr(err.text, "'id' is injected"));
    }
}

static const struct {
    const char *keys, *properties;
} worlds[] = {
    {"a:string,b:int,c:string",
     ".a.type=enum\n.a.values=eu,us,ap,,e u\n.b.type=integer\n.b.range=-3,12\n.b.interval=2\n"
     ".b.digits=3\n.c.type=date\n.c.format=yyyy-MM-dd\n.c.range=NOW-9DAYS,NOW"},
    {"a:date,b:string,c:bigint",
     ".a.type=date\n.a.format=yyyy-MM-dd\n.a.range=2025-12-25,2026-01-05\n.b.type=date\n"
     ".b.format=d-MMM-yyyy\n.b.range=28-Feb-2026,3-Mar-2026\n.c.type=date\n.c.format=yyyyMM\n"
     ".c.range=202511,202604"},
    {"a:string,b:string,c:string",
     ".a.type=integer\n.a.range=7,23\n.b.type=enum\n.b.values=1,10,2,x\n.c.type=integer\n"
     ".c.range=0,9\n.c.interval=4"},
};

static const char *const atoms[] = {"a = '%s'",
                                    "b <> '%s'",
                                    "c > '%s'",
                                    "a <= '%s'",
                                    "b >= '%s'",
                                    "c < '%s'",
                                    "a = '%s'",
                                    "NOT (b = '%s')",
                                    "c IN ('%s', '%s')",
                                    "a NOT IN ('%s')",
                                    "b = '%s'",
                                    "b IN ('%s', '%s', '%s')",
                                    "c BETWEEN '%s' AND '%s'",
                                    "c NOT BETWEEN '%s' AND '%s'",
                                    "a IS NULL",
                                    "b IS NOT NULL"};

static const char *const literals[3][3][5] = {
    {{"eu", "ap", "e u", "zz", "f"},
     {"1", "-3", "12", "5", "100"},
     {"2026-11-20", "2026-11-13", "2026", "2026-11-1", "x"}},
    {{"2025-12-31", "2026-01-01", "2026-02-02", "1999-01-01", "2026-1-5"},
     {"1-Mar-2026", "3-Mar-2026", "28-Feb-2026", "2", "30-Feb-2026"},
     {"202601", "202604", "0", "202512", "999999"}},
    {{"7", "10", "2", "23", "a"}, {"1", "10", "x", "0", "y"}, {"4", "8", "0", "00", "9"}},
};

static void put_random(char *out, size_t room, size_t world, int depth)
{
    char one[512], other[512];
    if (depth > 0 && rand() % 3) {
        put_random(one, sizeof one, world, depth - 1);
        put_random(other, sizeof other, world, depth - 1);
        snprintf(out, room, "(%.200s) %s (%.200s)", one, rand() % 2 ? "AND" : "OR", other);
        return;
    }
    const char *atom = atoms[(size_t)rand() % (sizeof atoms / sizeof *atoms)];
    size_t column = (size_t)(strpbrk(atom, "abc")[0] - 'a');
    const char *const *l = literals[world][column];
    snprintf(out, room, atom, l[rand() % 5], l[rand() % 5], l[rand() % 5]);
}

/* The list by hand: every combination, each judged by the expression alone. */
static struct text slow_list(struct world *w, const char *filter, size_t *count)
{
    struct buf out, room[3];
    struct err err = {0};
    const struct expression *e;
    const struct projection_column *c = w->projection.columns;
    *count = 0;
    buf_init(&out, 64u << 20);
    for (size_t i = 0; i < 3; i++)
        buf_init(&room[i], 4096);
    assert_int_equal(expression_parse(text_of(filter), &w->keys, w->arena, &e, &err), 0);
    for (uint64_t i = 0; i <= c[0].last; i++)
        for (uint64_t j = 0; j <= c[1].last; j++)
            for (uint64_t k = 0; k <= c[2].last; k++) {
                const uint64_t at[] = {i, j, k};
                struct text values[3];
                for (size_t n = 0; n < 3; n++) {
                    buf_clear(&room[n]);
                    projection_column_value(&c[n], at[n], &room[n]);
                    values[n] = buf_text(&room[n]);
                }
                if (expression_matches_values(e, values, &err) != 1)
                    continue;
                ++*count;
                buf_printf(&out, "%.*s/%.*s/%.*s\n", TEXT_ARG(values[0]), TEXT_ARG(values[1]),
                           TEXT_ARG(values[2]));
            }
    for (size_t i = 0; i < 3; i++)
        buf_release(&room[i]);
    struct text text = arena_copy(w->arena, buf_text(&out));
    buf_release(&out);
    return text;
}

/* A partition that the list holds is found by its values, and its neighbours that it does not hold
 * are not: with a value of another spelling, and with each of the literals of filters. */
static void point_lookups(struct world *w, struct text list, size_t at)
{
    struct text lines = arena_printf(w->arena, "\n%.*s", TEXT_ARG(list));
    for (struct text rest = list; rest.n > 0;) {
        struct text line = text_split(&rest, '\n'), values[3];
        char other[64], wanted[128];
        for (size_t i = 0; i < 3; i++)
            values[i] = i < 2 ? text_split(&line, '/') : line;
        assert_true(projection_has(&w->projection, values));
        for (size_t i = 0; i < 3; i++) {
            struct text kept = values[i];
            snprintf(other, sizeof other, "0%.*s", TEXT_ARG(kept));
            values[i] = text_of(other);
            assert_false(projection_has(&w->projection, values));
            for (size_t k = 0; k < 5; k++) {
                values[i] = text_of(literals[at][i][k]);
                snprintf(wanted, sizeof wanted, "\n%.*s/%.*s/%.*s\n", TEXT_ARG(values[0]),
                         TEXT_ARG(values[1]), TEXT_ARG(values[2]));
                assert_int_equal(projection_has(&w->projection, values),
                                 memmem(lines.p, lines.n, wanted, strlen(wanted)) != NULL);
            }
            values[i] = kept;
        }
    }
}

static void lookups_agree_with_the_list(void **state)
{
    for (size_t at = 0; at < sizeof worlds / sizeof *worlds; at++) {
        struct world *w = world_of(*state, worlds[at].keys, worlds[at].properties);
        size_t count;
        struct text list = slow_list(w, "", &count);
        assert_int_equal(count, count_by(w, ""));
        point_lookups(w, list, at);
    }
}

/* Random filters over random products: the walk gives what a list by hand gives, the count is its
 * length, five shares are disjoint and complete, and a walk goes on behind any of its partitions.
 */
static void agrees_with_a_list_by_hand(void **state)
{
    (void)state;
    srand(20261121);
    for (int round = 0; round < 400; round++) {
        struct arena arena;
        char filter[600];
        size_t at = (size_t)round % 3, expected, got, shared = 0;
        arena_init(&arena, 256u << 20, NULL);
        struct world *w = world_of(&arena, worlds[at].keys, worlds[at].properties);
        put_random(filter, sizeof filter, at, 2);
        struct text list;
        struct err err = {0};
        const struct expression *e;
        if (expression_parse(text_of(filter), &w->keys, &arena, &e, &err) != 0) {
            arena_release(&arena); /* 'x' is no integer */
            continue;
        }
        list = slow_list(w, filter, &expected);
        struct projection_selection s = select_by(w, filter);
        struct text walked = walk_all(w, &s, &got);
        if (!text_equal(list, walked))
            fail_msg("%s:\n%.*s\ninstead of\n%.*s", filter, TEXT_ARG(walked), TEXT_ARG(list));
        assert_int_equal(count_by(w, filter), expected);
        for (uint64_t share = 0; share < 5; share++) {
            struct text lines;
            s.share = (struct projection_share){share, 5};
            lines = walk_all(w, &s, &got);
            shared += got;
            while (lines.n > 0) {
                struct text line = text_split(&lines, '\n');
                char wanted[128];
                snprintf(wanted, sizeof wanted, "%.*s\n", TEXT_ARG(line));
                assert_non_null(strstr(list.p, wanted));
            }
        }
        assert_int_equal(shared, expected);
        arena_release(&arena);
    }
}

/* From behind each partition a walk gives the rest. */
static void goes_on(void **state)
{
    struct world *w = world_of(*state, worlds[0].keys, worlds[0].properties);
    struct projection_selection s = select_by(w, "b > 0 AND a <> 'us'");
    struct projection_walk whole, rest;
    struct err err = {0};
    assert_int_equal(projection_walk_begin(&whole, &s, NULL, *state, &err), 0);
    for (int more = projection_walk_next(&whole, &err); more == 1;) {
        struct text here[3];
        for (size_t i = 0; i < 3; i++)
            here[i] = arena_copy(*state, whole.values[i]);
        assert_int_equal(projection_walk_begin(&rest, &s, here, *state, &err), 0);
        more = projection_walk_next(&whole, &err);
        assert_int_equal(projection_walk_next(&rest, &err), more);
        for (size_t i = 0; more == 1 && i < 3; i++)
            assert_true(text_equal(whole.values[i], rest.values[i]));
        projection_walk_end(&rest);
    }
    projection_walk_end(&whole);
    const struct text gone[] = {TEXT("eu"), TEXT("-99"), TEXT("2026-11-20")};
    assert_int_equal(projection_walk_begin(&rest, &s, gone, *state, &err), -1);
    assert_int_equal(err.code, ERR_INVALID);
}

static int64_t microseconds(struct world *w, const char *filter, uint64_t count)
{
    enum { ROUNDS = 200 };
    int64_t begin = cpu_time_us();
    for (int i = 0; i < ROUNDS; i++) {
        struct arena arena;
        struct world here = *w;
        arena_init(&arena, 64u << 20, NULL);
        here.arena = &arena;
        assert_int_equal(count_by(&here, filter), count);
        arena_release(&arena);
    }
    return (cpu_time_us() - begin) / ROUNDS;
}

/* A thousand years of hours, a hundred of them, and 10^12 combinations: counts and short ranges
 * cost what they answer. */
static void closed_forms(void **state)
{
    struct world *w = world_of(*state, "h:string",
                               ".h.type=date\n.h.format=yyyy/MM/dd/HH\n"
                               ".h.range=1500/01/01/00,2499/12/31/23\n.h.interval=1\n"
                               ".h.interval.unit=HOURS");
    struct world *century = world_of(*state, "h:string",
                                     ".h.type=date\n.h.format=yyyy-MM-dd-HH\n"
                                     ".h.range=2000-01-01-00,2099-12-31-23\n.h.interval=1\n"
                                     ".h.interval.unit=HOURS");
    struct world *product = world_of(*state, "a:string,b:int,c:bigint,d:string",
                                     ".a.type=integer\n.a.range=0,999\n.a.digits=3\n"
                                     ".b.type=integer\n.b.range=1,1000\n.c.type=integer\n"
                                     ".c.range=1,1000\n.d.type=integer\n.d.range=1000,1999");
    int64_t slowest = 0;
    const struct {
        struct world *world;
        const char *filter;
        uint64_t count;
    } rows[] = {
        {w, "", 8765832},
        {w, "h = '2026/11/21/12'", 1},
        {w, "h = '2026-11-21-12'", 0},
        {w, "h >= '2026/11/21/12' AND h < '2026/11/22/00'", 12},
        {w, "h IN ('1500/01/01/00', '2499/12/31/23', '2500/01/01/00')", 2},
        {w, "h LIKE '2026/11/%'", 720},
        {century, "", 876600},
        {century, "h > '2099-12-31-20'", 3},
        {product, "", UINT64_C(1000000000000)},
        {product, "a = '007' AND b = 7 AND c = 7 AND d = '1007'", 1},
        {product, "b BETWEEN 10 AND 19", UINT64_C(10000000000)},
        {product, "b > 999 OR b < 2", UINT64_C(2000000000)},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t us = microseconds(rows[i].world, rows[i].filter, rows[i].count);
        print_message("%4d us  %s\n", (int)us, rows[i].filter);
        slowest = us > slowest ? us : slowest;
    }
    /* To look at each of a thousand years of hours would take seconds. */
    assert_true(slowest < 20000);
}

/* A filter that the columns cannot say by themselves is refused once it has looked at too much. */
static void looks_at_a_bounded_number(void **state)
{
    struct world *w = world_of(*state, "a:int,b:int",
                               ".a.type=integer\n.a.range=1,100000000\n.b.type=integer\n"
                               ".b.range=1,100000000");
    struct projection_selection s = select_by(w, "a > 99999990 AND (a = 1 OR b = 1) AND b <> 5");
    uint64_t count;
    struct err err = {0};
    if (s.is_exact)
        skip();
    assert_int_equal(projection_count(&s, *state, &count, &err), -1);
    assert_int_equal(err.code, ERR_INVALID);
    assert_int_equal(count_by(w, ""), UINT64_C(10000000000000000));
}

/* Products beyond 64 bits are told as the largest number. */
static void saturates(void **state)
{
    struct world *w =
        world_of(*state, "a:bigint,b:bigint",
                 ".a.type=integer\n.a.range=-9223372036854775808,9223372036854775807\n"
                 ".b.type=integer\n.b.range=1,2");
    assert_true(count_by(w, "") == UINT64_MAX);
    assert_int_equal(count_by(w, "a = -9223372036854775808"), 2);
    assert_int_equal(count_by(w, "a > 9223372036854775806 AND b = 2"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(filters, set_up, tear_down),
        cmocka_unit_test_setup_teardown(injected_needs_values, set_up, tear_down),
        cmocka_unit_test_setup_teardown(lookups_agree_with_the_list, set_up, tear_down),
        cmocka_unit_test(agrees_with_a_list_by_hand),
        cmocka_unit_test_setup_teardown(goes_on, set_up, tear_down),
        cmocka_unit_test_setup_teardown(closed_forms, set_up, tear_down),
        cmocka_unit_test_setup_teardown(looks_at_a_bounded_number, set_up, tear_down),
        cmocka_unit_test_setup_teardown(saturates, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
