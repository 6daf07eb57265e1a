/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "catalog/hive_type.h"

static int set_up(void **state)
{
    struct arena *a = malloc(sizeof *a);
    arena_init(a, 512u << 20, NULL);
    *state = a;
    return 0;
}

static int tear_down(void **state)
{
    arena_release(*state);
    free(*state);
    return 0;
}

static const struct hive_type *type(struct arena *a, const char *text)
{
    struct err e = {0};
    const struct hive_type *t = NULL;
    if (hive_type_parse(a, text_of(text), &t, &e) != 0)
        fail_msg("%s: %s", text, e.text);
    return t;
}

/* The printed text, with a NUL behind it. */
static const char *print(struct arena *a, const struct hive_type *t)
{
    return hive_type_text(t, a).p;
}

static void assert_prints(struct arena *a, const char *text, const char *canonical)
{
    assert_string_equal(print(a, type(a, text)), canonical);
    assert_string_equal(print(a, type(a, canonical)), canonical);
}

/* Proves that every kind is read and printed, aliases and defaults in their canonical form. */
static void prints_canonical_text(void **state)
{
    static const char *const pairs[][2] = {
        {"boolean", "boolean"},
        {" BigInt ", "bigint"},
        {"integer", "int"},
        {"DOUBLE  PRECISION", "double"},
        {"decimal", "decimal(10,0)"},
        {"decimal( 5 )", "decimal(5,0)"},
        {"numeric(38,38)", "decimal(38,38)"},
        {"varchar(65535)", "varchar(65535)"},
        {"char(255)", "char(255)"},
        {"timestamp with local  time zone", "timestamp with local time zone"},
        {"interval_day_time", "interval_day_time"},
        {"ARRAY< array<tinyint> >", "array<array<tinyint>>"},
        {"map<string , decimal(9, 2)>", "map<string,decimal(9,2)>"},
        {"struct<A:int,b : struct<c:string>>", "struct<A:int,b:struct<c:string>>"},
        {"struct<>", "struct<>"},
        {"uniontype<int,array<string>>", "uniontype<int,array<string>>"},
        {"UUID", "uuid"},
        {"timestamp(6)", "timestamp(6)"},
        {"varchar", "varchar"},
        {"void", "void"},
    };
    for (size_t i = 0; i < COUNT(pairs); i++)
        assert_prints(*state, pairs[i][0], pairs[i][1]);
}

/* Proves that struct fields with odd names, as JSON has them, survive reading and printing. */
static void tolerates_odd_field_names(void **state)
{
    static const char *const pairs[][2] = {
        {"struct<$oid:string>", "struct<$oid:string>"},
        {"struct<a:b:int>", "struct<a:b:int>"},
        {"struct<a b:int, c-d:int>", "struct<a b:int,c-d:int>"},
        {"struct<f(x):int>", "struct<`f(x)`:int>"},
        {"struct<`x,y`:int>", "struct<`x,y`:int>"},
        {"struct<`a``b>`:int>", "struct<`a``b>`:int>"},
        {"struct<`plain`:int>", "struct<plain:int>"},
        {"struct<`  `:int>", "struct<`  `:int>"},
        {"struct<\xc3\xa4:int>", "struct<\xc3\xa4:int>"},
        {"array<struct<p:struct<`q,r`:int>,s`t:int>>",

         "array<struct<p:struct<`q,r`:int>,`s``t`:int>>"},
    };
    for (size_t i = 0; i < COUNT(pairs); i++)
        assert_prints(*state, pairs[i][0], pairs[i][1]);
}

/* Proves that texts that are no types are refused with a sentence that shows them. */
static void refuses_malformed(void **state)
{
    static const char *const bad[] = {
        "",
        " ",
        "<",
        ">",
        "int>",
        "array",
        "array<",
        "array<>",
        "array<int",
        "array<int>>",
        "array<int>x",
        "array<int,int>",
        "array<int>,array<int>",
        "map<string>",
        "map<,>",
        "struct<a>",
        "struct<a:>",
        "struct<:int>",
        "struct<a:int,>",
        "struct<a:int,A:string>",
        "struct<`a:int>",
        "decimal(0,0)",
        "decimal(39,0)",
        "decimal(5,6)",
        "decimal(5,-1)",
        "decimal(1,2,3)",
        "decimal()",
        "decimal(a)",
        "varchar(0)",
        "varchar(65536)",
        "char(256)",
        "varchar(1,2)",
        "int(4)x",
        "int<string>",
        "array(int)",
        "uniontype<>",
        "9lives",
        "a;b",
        "uuid(",
        "uuid(1)2",
        "uuid)",
        "foo<int>",
        "word\f",
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct err e = {0};
        const struct hive_type *t;
        if (hive_type_parse(*state, text_of(bad[i]), &t, &e) == 0)
            fail_msg("accepted \"%s\"", bad[i]);
        assert_int_equal(e.code, ERR_VALIDATION);
    }
}

static struct text repeat(struct arena *a, const char *head, const char *core, size_t n)
{
    struct buf b;
    buf_init(&b, 16 << 20);
    for (size_t i = 0; i < n; i++)
        buf_put_string(&b, head);
    buf_put_string(&b, core);
    for (size_t i = 0; i < n && strchr(head, '<'); i++)
        buf_put_char(&b, '>');
    struct text t = arena_copy(a, buf_text(&b));
    buf_release(&b);
    return t;
}

/* Proves that the deepest allowed type is read and one level more is refused, as are ten
 * thousand. */
static void bounds_depth(void **state)
{
    struct err e = {0};
    const struct hive_type *t;
    assert_int_equal(
        hive_type_parse(*state, repeat(*state, "array<", "int", LIMIT_HIVE_TYPE_DEPTH), &t, &e), 0);
    assert_int_equal(
        hive_type_parse(*state, repeat(*state, "array<", "int", LIMIT_HIVE_TYPE_DEPTH + 1), &t, &e),
        -1);
    assert_non_null(strstr(e.text, "nested too deeply"));
    assert_int_equal(hive_type_depth(type(*state, "int")), 0);
    assert_int_equal(hive_type_depth(type(*state, "struct<>")), 1);
    assert_int_equal(hive_type_depth(type(*state, "map<string,struct<a:int,b:array<int>>>")), 3);
    err_clear(&e);
    assert_int_equal(hive_type_parse(*state, repeat(*state, "array<", "int", 10000), &t, &e), -1);
}

/* Proves that a struct of twenty thousand fields is read, and that a text over the limit is
 * refused. */
static void bounds_length(void **state)
{
    struct err e = {0};
    const struct hive_type *t;
    struct buf b;
    buf_init(&b, 1 << 20);
    buf_put_string(&b, "struct<x:int");
    for (int i = 0; b.n < LIMIT_HIVE_TYPE_BYTES - 20; i++)
        buf_printf(&b, ",%d:int", i);
    buf_put_char(&b, '>');
    assert_int_equal(hive_type_parse(*state, buf_text(&b), &t, &e), 0);
    buf_release(&b);
    struct text over = repeat(*state, " ", "int", LIMIT_HIVE_TYPE_BYTES);
    assert_int_equal(hive_type_parse(*state, over, &t, &e), -1);
}

/* Proves that equality sees order and parameters and does not see the case of field names. */
static void compares_for_equality(void **state)
{
    struct arena *a = *state;
    assert_true(hive_type_equal(type(a, "struct<A:int>"), type(a, "struct<a:int>")));
    assert_false(hive_type_equal(type(a, "struct<a:int,b:int>"), type(a, "struct<b:int,a:int>")));
    assert_false(hive_type_equal(type(a, "decimal(5,1)"), type(a, "decimal(5,2)")));
    assert_false(hive_type_equal(type(a, "uuid"), type(a, "guid")));
}

struct merge_case {
    const char *left, *right, *merged;
    bool conflict;
};

/* Proves the lattice pair by pair, in both directions, and where structure is lost. */
static void merges_pairs(void **state)
{
    static const struct merge_case cases[] = {
        {"void", "boolean", "boolean", false},
        {"void", "void", "void", false},
        {"int", "bigint", "bigint", false},
        {"bigint", "decimal(38,0)", "decimal(38,0)", false},
        {"int", "decimal(5,2)", "decimal(12,2)", false},
        {"decimal(10,2)", "decimal(8,4)", "decimal(12,4)", false},
        {"decimal(38,0)", "decimal(10,2)", "double", false},
        {"decimal(38,30)", "bigint", "double", false},
        {"bigint", "double", "double", false},
        {"float", "float", "float", false},
        {"float", "tinyint", "double", false},
        {"float", "double", "double", false},
        {"boolean", "int", "string", false},
        {"date", "timestamp", "timestamp", false},
        {"date", "int", "string", false},
        {"timestamp", "timestamp with local time zone", "string", false},
        {"varchar(5)", "varchar(9)", "varchar(9)", false},
        {"varchar(5)", "char(5)", "string", false},
        {"uuid", "uuid", "uuid", false},
        {"uuid", "guid", "string", false},
        {"array<int>", "array<double>", "array<double>", false},
        {"array<void>", "array<struct<a:int>>", "array<struct<a:int>>", false},
        {"map<string,int>", "map<string,bigint>", "map<string,bigint>", false},
        {"struct<a:int>", "struct<A:bigint>", "struct<a:bigint>", false},
        {"struct<>", "struct<a:int>", "struct<a:int>", false},
        {"uniontype<int,date>", "uniontype<bigint,date>", "uniontype<bigint,date>", false},
        {"uniontype<int>", "uniontype<int,int>", "string", true},
        {"array<int>", "int", "string", true},
        {"struct<a:int>", "string", "string", true},
        {"struct<a:int>", "map<string,int>", "string", true},
        {"struct<a:array<int>>", "struct<a:int>", "struct<a:string>", true},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        for (int swap = 0; swap < 2; swap++) {
            bool conflict = false;
            const struct hive_type *left = type(*state, cases[i].left);
            const struct hive_type *right = type(*state, cases[i].right);
            const struct hive_type *merged =
                hive_type_merge(*state, swap ? right : left, swap ? left : right, &conflict);
            if (hive_type_compare(merged, type(*state, cases[i].merged)) != HIVE_SAME)
                fail_msg("%s + %s = %s", cases[i].left, cases[i].right, print(*state, merged));
            assert_int_equal(conflict, cases[i].conflict);
        }
}

/* Proves that a struct keeps its field order and takes new ones at its end, and that what adds
 * nothing costs no new type. */
static void merges_structs_in_order(void **state)
{
    struct arena *a = *state;
    const struct hive_type *left = type(a, "struct<b:int,a:struct<x:int>>");
    const struct hive_type *merged =
        hive_type_merge(a, left, type(a, "struct<c:date,A:struct<Y:int,X:void>>"), NULL);
    assert_string_equal(print(a, merged), "struct<b:int,a:struct<x:int,Y:int>,c:date>");
    assert_ptr_equal(hive_type_merge(a, left, type(a, "struct<A:struct<X:int>>"), NULL), left);
}

struct compare_case {
    const char *from, *to;
    enum hive_change change, back;
};

/* Proves the table of changes, in both directions. */
static void classifies_changes(void **state)
{
    static const struct compare_case cases[] = {
        {"int", "int", HIVE_SAME, HIVE_SAME},
        {"tinyint", "smallint", HIVE_WIDENED, HIVE_NARROWED},
        {"int", "bigint", HIVE_WIDENED, HIVE_NARROWED},
        {"bigint", "double", HIVE_WIDENED, HIVE_NARROWED},
        {"int", "decimal(10,0)", HIVE_WIDENED, HIVE_NARROWED},
        {"bigint", "decimal(10,2)", HIVE_NARROWED, HIVE_NARROWED},
        {"decimal(10,2)", "decimal(12,2)", HIVE_WIDENED, HIVE_NARROWED},
        {"decimal(10,2)", "decimal(12,4)", HIVE_WIDENED, HIVE_NARROWED},
        {"decimal(10,2)", "decimal(10,4)", HIVE_NARROWED, HIVE_NARROWED},
        {"decimal(10,2)", "float", HIVE_WIDENED, HIVE_NARROWED},
        {"float", "double", HIVE_WIDENED, HIVE_NARROWED},
        {"void", "array<int>", HIVE_WIDENED, HIVE_NARROWED},
        {"int", "string", HIVE_WIDENED, HIVE_NARROWED},
        {"boolean", "string", HIVE_WIDENED, HIVE_NARROWED},
        {"boolean", "int", HIVE_INCOMPATIBLE, HIVE_INCOMPATIBLE},
        {"varchar(5)", "varchar(6)", HIVE_WIDENED, HIVE_NARROWED},
        {"varchar(5)", "string", HIVE_WIDENED, HIVE_NARROWED},
        {"char(5)", "varchar(5)", HIVE_WIDENED, HIVE_NARROWED},
        {"date", "timestamp", HIVE_WIDENED, HIVE_NARROWED},
        {"timestamp", "timestamp with local time zone", HIVE_INCOMPATIBLE, HIVE_INCOMPATIBLE},
        {"date", "bigint", HIVE_INCOMPATIBLE, HIVE_INCOMPATIBLE},
        {"array<int>", "string", HIVE_INCOMPATIBLE, HIVE_INCOMPATIBLE},
        {"array<int>", "array<bigint>", HIVE_WIDENED, HIVE_NARROWED},
        {"map<string,int>", "map<string,boolean>", HIVE_INCOMPATIBLE, HIVE_INCOMPATIBLE},
        {"struct<a:int>", "struct<a:int,b:int>", HIVE_WIDENED, HIVE_NARROWED},
        {"struct<a:int,b:int>", "struct<B:int,A:int>", HIVE_SAME, HIVE_SAME},
        {"struct<a:int>", "struct<b:int>", HIVE_NARROWED, HIVE_NARROWED},
        {"struct<a:int,b:bigint>", "struct<a:bigint,b:int>", HIVE_NARROWED, HIVE_NARROWED},
        {"struct<a:struct<b:int>>", "struct<a:struct<b:date>>", HIVE_INCOMPATIBLE,
         HIVE_INCOMPATIBLE},
        {"uniontype<int>", "uniontype<int,date>", HIVE_WIDENED, HIVE_NARROWED},
        {"uuid", "guid", HIVE_INCOMPATIBLE, HIVE_INCOMPATIBLE},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct hive_type *from = type(*state, cases[i].from);
        const struct hive_type *to = type(*state, cases[i].to);
        if (hive_type_compare(from, to) != cases[i].change ||
            hive_type_compare(to, from) != cases[i].back)
            fail_msg("%s -> %s is %s", cases[i].from, cases[i].to,
                     hive_change_name(hive_type_compare(from, to)));
    }
}

/* A small generator of numbers, so that a failure can be repeated. */
static uint32_t roll(uint32_t *seed, uint32_t sides)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 16) % sides;
}

static const struct hive_type *random_type(struct arena *a, uint32_t *seed, int depth)
{
    static const char *const leaves[] = {
        "void",   "boolean",    "tinyint",           "smallint",      "int",    "bigint",
        "float",  "double",     "decimal(5,2)",      "decimal(9,0)",  "string", "decimal(38,0)",
        "binary", "varchar(3)", "varchar(7)",        "char(3)",       "date",   "timestamp",
        "uuid",   "guid",       "interval_day_time", "decimal(38,38)"};
    static const char *const names[] = {"a", "B", "b", "c:d", "A", "e f", "x,y", "`"};
    uint32_t kind = depth == 0 ? 0 : roll(seed, 8);
    if (kind < 4)
        return type(a, leaves[roll(seed, COUNT(leaves))]);
    if (kind == 4)
        return hive_type_array(a, random_type(a, seed, depth - 1));
    if (kind == 5)
        return hive_type_map(a, random_type(a, seed, 0), random_type(a, seed, depth - 1));
    struct hive_child *fields = ARENA_ARRAY(a, struct hive_child, 4);
    size_t n = 0, first = roll(seed, 4);
    for (size_t i = first; i < first + 4; i++)
        if (roll(seed, 2) && (n == 0 || !text_equal_nocase(fields[n - 1].name, text_of(names[i]))))
            fields[n++] = (struct hive_child){text_of(names[i]), random_type(a, seed, depth - 1)};
    for (size_t i = 1; i < n; i++) /* "B" and "b", "a" and "A" are one name */
        for (size_t j = 0; j < i; j++)
            if (text_equal_nocase(fields[i].name, fields[j].name))
                n = i;
    return hive_type_struct(a, fields, n);
}

static const struct hive_type *merge(struct arena *a, const struct hive_type *x,
                                     const struct hive_type *y)
{
    return hive_type_merge(a, x, y, NULL);
}

static void assert_same(struct arena *a, const struct hive_type *x, const struct hive_type *y)
{
    if (hive_type_compare(x, y) != HIVE_SAME)
        fail_msg("%s is not %s", print(a, x), print(a, y));
}

/* Proves on thousands of random types that printing is stable and that merging is idempotent,
 * commutative, associative and has void and string at its ends. */
static void keeps_the_laws_of_a_lattice(void **state)
{
    (void)state;
    uint32_t seed = 20261119;
    for (int round = 0; round < 20000; round++) {
        struct arena a;
        arena_init(&a, 64 << 20, NULL);
        const struct hive_type *x = random_type(&a, &seed, 3);
        const struct hive_type *y = random_type(&a, &seed, 3);
        const struct hive_type *z = random_type(&a, &seed, 3);
        assert_true(hive_type_equal(x, type(&a, print(&a, x))));
        assert_string_equal(print(&a, x), print(&a, type(&a, print(&a, x))));
        assert_ptr_equal(merge(&a, x, x), x);
        assert_true(hive_type_equal(merge(&a, x, type(&a, print(&a, x))), x));
        assert_same(&a, merge(&a, x, y), merge(&a, y, x));
        assert_same(&a, merge(&a, merge(&a, x, y), z), merge(&a, x, merge(&a, y, z)));
        assert_same(&a, merge(&a, merge(&a, x, y), y), merge(&a, x, y));
        assert_same(&a, merge(&a, hive_type_plain(HIVE_VOID), x), x);
        assert_int_equal(merge(&a, hive_type_plain(HIVE_STRING), x)->kind, HIVE_STRING);
        arena_release(&a);
    }
}

/* Proves on random types that a change and its reverse agree: same both ways, widened one way
 * and narrowed the other, or worse both ways. */
static void judges_both_directions_alike(void **state)
{
    (void)state;
    uint32_t seed = 7;
    for (int round = 0; round < 20000; round++) {
        struct arena a;
        arena_init(&a, 64 << 20, NULL);
        const struct hive_type *x = random_type(&a, &seed, 3), *y = random_type(&a, &seed, 3);
        enum hive_change there = hive_type_compare(x, y), back = hive_type_compare(y, x);
        assert_int_equal(there == HIVE_SAME, back == HIVE_SAME);
        assert_int_equal(there == HIVE_INCOMPATIBLE, back == HIVE_INCOMPATIBLE);
        if (there == HIVE_WIDENED)
            assert_int_equal(back, HIVE_NARROWED);
        arena_release(&a);
    }
}

/* Proves that a text of the largest size and worst shape is refused or read within a moment,
 * and cut short in the message. */
static void survives_the_worst_text(void **state)
{
    struct err e = {0};
    const struct hive_type *t;
    size_t n = LIMIT_HIVE_TYPE_BYTES / 9;
    struct text worst = repeat(*state, "struct<a:", "int", n - 1);
    assert_int_equal(hive_type_parse(*state, worst, &t, &e), -1);
    assert_true(strlen(e.text) < 400);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prints_canonical_text),
        cmocka_unit_test(tolerates_odd_field_names),
        cmocka_unit_test(refuses_malformed),
        cmocka_unit_test(bounds_depth),
        cmocka_unit_test(bounds_length),
        cmocka_unit_test(compares_for_equality),
        cmocka_unit_test(merges_pairs),
        cmocka_unit_test(merges_structs_in_order),
        cmocka_unit_test(classifies_changes),
        cmocka_unit_test(keeps_the_laws_of_a_lattice),
        cmocka_unit_test(judges_both_directions_alike),
        cmocka_unit_test(survives_the_worst_text),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
