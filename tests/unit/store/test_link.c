/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "store/link.h"
#include "tests/unit/store/store_bench.h"

#define TO_SALES                                                                                   \
    "\"TargetDatabase\":{\"CatalogId\":\"" BENCH_ACCOUNT "\",\"DatabaseName\":\"Sales\"}"

static int create_link(struct tx *tx, void *context)
{
    (void)context;
    const struct database_name name = bench_database_name("link");
    return database_create(tx, &name, &(struct database_draft){.tail = TEXT(TO_SALES)});
}

struct asking {
    const char *database;
    struct arena arena;
    struct table_name target;
    int answer;
};

static int ask(struct tx *tx, void *context)
{
    struct asking *a = context;
    const struct database_name name = bench_database_name(a->database);
    a->answer = link_of_database(tx, &name, &a->arena, &a->target);
    return a->answer < 0 ? -1 : 0;
}

static int answer_of(struct store_bench *b, struct asking *a, const char *database)
{
    a->database = database;
    assert_int_equal(store_bench_read(b, ask, a), 0);
    return a->answer;
}

static void names(void **state)
{
    /* Only names of links are looked at, from the moment they are written, and after a restart. */
    struct store_bench *b = *state;
    assert_false(link_any(b->store));
    bench_database_create(b, "sales");
    assert_false(link_any(b->store));
    assert_int_equal(store_bench_write(b, create_link, NULL), 0);
    for (int i = 0; i < 2; i++) {
        assert_true(link_any(b->store));
        assert_true(link_may_be(b->store, TEXT("link"), TEXT("")));
        assert_false(link_may_be(b->store, TEXT("sales"), TEXT("")));
        assert_false(link_may_be(b->store, TEXT("link"), TEXT("t")));
        store_bench_reopen(b);
    }
}

static void targets(void **state)
{
    /* A link names its target in the store's own form; what is none, or not there, has none. */
    struct store_bench *b = *state;
    struct asking a = {.answer = 0};
    arena_init(&a.arena, 1 << 16, NULL);
    bench_database_create(b, "sales");
    assert_int_equal(store_bench_write(b, create_link, NULL), 0);
    assert_int_equal(answer_of(b, &a, "sales"), 0);
    assert_int_equal(answer_of(b, &a, "none"), 0);
    assert_int_equal(answer_of(b, &a, "link"), 1);
    assert_true(text_is(a.target.database, "sales") && a.target.table.n == 0);
    arena_release(&a.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(names, store_bench_open, store_bench_close),
        cmocka_unit_test_setup_teardown(targets, store_bench_open, store_bench_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
