/* SPDX-License-Identifier: Apache-2.0 */
#include "store/tag.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "tests/unit/store/store_bench.h"

#define ARN "arn:aws:glue:r:" BENCH_ACCOUNT ":"

struct work {
    const char *arn;
    struct value map; /* or keys */
    struct buf *out;
    struct tagged found;
    struct arena *arena;
    int matched;
};

static int put(struct tx *tx, void *context)
{
    struct work *w = context;
    return tagged_put(tx, text_of(w->arn), &w->map);
}

static int take(struct tx *tx, void *context)
{
    struct work *w = context;
    return tagged_remove(tx, text_of(w->arn), &w->map);
}

static int get(struct tx *tx, void *context)
{
    struct work *w = context;
    return tagged_get(tx, text_of(w->arn), w->out);
}

static int find(struct tx *tx, void *context)
{
    struct work *w = context;
    return tagged_find(tx, text_of(w->arn), w->arena, &w->found);
}

static int match(struct tx *tx, void *context)
{
    struct work *w = context;
    w->matched = tags_match(tx, w->found.kind, w->found.id, &w->map);
    return w->matched < 0 ? -1 : 0;
}

static int clear(struct tx *tx, void *context)
{
    struct work *w = context;
    return tags_clear(tx, w->found.kind, w->found.id);
}

/* A map from "k=v,k=v", or a list from "k,k". */
static struct value map_of(struct arena *arena, const char *written)
{
    struct value *items = ARENA_ARRAY(arena, struct value, 128);
    struct text rest = text_of(written);
    size_t n = 0, pairs = 0;
    while (rest.p && rest.n) {
        struct text value = text_split(&rest, ',');
        struct text key = text_split(&value, '=');
        items[n++] = value_text(key);
        if (value.p)
            items[n++] = value_text(value);
        pairs++;
    }
    return value_list(items, pairs);
}

static int run(struct store_bench *b, store_body *body, const char *arn, const char *written)
{
    struct work w = {
        .arn = arn, .map = map_of(&b->arena, written), .out = &b->out, .arena = &b->arena};
    return store_bench_write(b, body, &w);
}

static const char *tags(struct store_bench *b, const char *arn)
{
    assert_int_equal(run(b, get, arn, ""), 0);
    return store_bench_text(b);
}

static void life(void **state)
{
    /* Tags are put over each other, taken away and logged; what changes nothing is no change. */
    struct store_bench *b = *state;
    bench_database_create(b, "d");
    assert_string_equal(tags(b, ARN "database/d"), "{}");
    assert_int_equal(run(b, put, ARN "database/d", "b=1,a=2"), 0);
    assert_int_equal(run(b, put, ARN "database/D", "b=3,c="), 0);
    assert_string_equal(tags(b, ARN "database/d"), "{\"a\":\"2\",\"b\":\"3\",\"c\":\"\"}");
    int64_t before = store_bench_ask(b, "SELECT max(seq) FROM changes");
    assert_int_equal(run(b, put, ARN "database/d", "b=3"), 0);
    assert_int_equal(run(b, take, ARN "database/d", "none"), 0);
    assert_int_equal(store_bench_ask(b, "SELECT max(seq) FROM changes"), before);
    assert_int_equal(run(b, take, ARN "database/d", "b,none,c"), 0);
    assert_int_equal(store_bench_ask(b, "SELECT max(seq) FROM changes"), before + 1);
    assert_string_equal(tags(b, ARN "database/d"), "{\"a\":\"2\"}");
}

static void matching(void **state)
{
    /* An object has all of some tags, or it has not; cleared, it has none. */
    struct store_bench *b = *state;
    struct work w = {.arn = ARN "catalog", .arena = &b->arena};
    assert_int_equal(run(b, put, ARN "catalog", "a=1,b=2"), 0);
    assert_int_equal(store_bench_read(b, find, &w), 0);
    assert_int_equal(w.found.kind, TAG_CATALOG);
    static const struct {
        const char *written;
        int matched;
    } cases[] = {{"", 1}, {"a=1", 1}, {"a=1,b=2", 1}, {"a=2", 0}, {"a=1,c=3", 0}, {"A=1", 0}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        w.map = map_of(&b->arena, cases[i].written);
        assert_int_equal(store_bench_read(b, match, &w), 0);
        assert_int_equal(w.matched, cases[i].matched);
    }
    assert_int_equal(store_bench_write(b, clear, &w), 0);
    assert_string_equal(tags(b, ARN "catalog"), "{}");
}

static void places(void **state)
{
    /* ARNs of every kind of object, with too few names, of another account, of nothing. */
    struct store_bench *b = *state;
    bench_database_create(b, "d");
    bench_table_create(b, "d", "t", "{}");
    static const struct {
        const char *arn;
        enum err_code code;
        enum tag_kind kind;
    } cases[] = {
        {ARN "catalog", ERR_NONE, TAG_CATALOG},
        {"arn:aws:glue:::catalog", ERR_NONE, TAG_CATALOG},
        {ARN "database/d", ERR_NONE, TAG_DATABASE},
        {ARN "table/d/T", ERR_NONE, TAG_TABLE},
        {ARN "catalog/c", ERR_NOT_FOUND, 0},
        {ARN "database/c/d", ERR_NOT_FOUND, 0},
        {ARN "table/c/d/t", ERR_NOT_FOUND, 0},
        {ARN "table/d/none", ERR_NOT_FOUND, 0},
        {ARN "crawler/a/b", ERR_NOT_FOUND, 0},
        {ARN "classifier/x", ERR_NOT_FOUND, 0},
        {ARN "userDefinedFunction/d/f", ERR_NOT_FOUND, 0},
        {ARN "webhook/x", ERR_NOT_FOUND, 0},
        {"arn:aws:glue:r:999999999999:database/d", ERR_NOT_FOUND, 0},
        {ARN "table/t", ERR_INVALID, 0},
        {ARN "table//t", ERR_INVALID, 0},
        {ARN "database", ERR_INVALID, 0},
        {ARN "database//d", ERR_INVALID, 0},
        {ARN "catalog/", ERR_INVALID, 0},
        {ARN "job/x", ERR_INVALID, 0},
        {"d", ERR_INVALID, 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct work w = {.arn = cases[i].arn, .arena = &b->arena};
        int result = store_bench_read(b, find, &w);
        if (b->err.code != cases[i].code || (result == 0 && w.found.kind != cases[i].kind))
            fail_msg("%s: %s", cases[i].arn, b->err.text);
    }
}

static void at_most(void **state)
{
    /* An object has at most LIMIT_TAGS tags; a write that would pass that leaves it as it was. */
    struct store_bench *b = *state;
    char one[32];
    for (int i = 0; i < LIMIT_TAGS; i++) {
        snprintf(one, sizeof one, "k%d=v", i);
        assert_int_equal(run(b, put, ARN "catalog", one), 0);
    }
    assert_int_equal(run(b, put, ARN "catalog", "k1=w,more=v"), -1);
    assert_int_equal(b->err.code, ERR_INVALID);
    assert_non_null(strstr(tags(b, ARN "catalog"), "\"k1\":\"v\""));
    assert_int_equal(run(b, put, ARN "catalog", "k1=w"), 0);
}

static void reserved(void **state)
{
    /* Keys and values that begin with aws: are refused, in whatever case. */
    struct store_bench *b = *state;
    static const char *const bad[] = {"aws:=x", "AWS:x=y", "fine=1,aWs:x=y", "fine=1,x=Aws:y"};
    static const char *const good[] = {"", "aws=x", "xaws:=y", "awsx:=z", "x=aws"};
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct value map = map_of(&b->arena, bad[i]);
        struct err err = {.code = ERR_NONE};
        assert_int_equal(tags_check(&map, &err), -1);
        assert_int_equal(err.code, ERR_INVALID);
    }
    for (size_t i = 0; i < COUNT(good); i++) {
        struct value map = map_of(&b->arena, good[i]);
        struct err err = {.code = ERR_NONE};
        assert_int_equal(tags_check(&map, &err), 0);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, store_bench_open, store_bench_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(life), TEST(matching), TEST(places), TEST(at_most), TEST(reserved),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
