/* SPDX-License-Identifier: Apache-2.0
 * What is kept of wrong projection rules: it comes and goes with the writes of its table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "store/projection_warning.h"
#include "tests/unit/store/store_bench.h"

#define KEYS  "\"PartitionKeys\":[{\"Name\":\"c\",\"Type\":\"string\"}],"
#define WRONG "{" KEYS "\"Parameters\":{\"projection.enabled\":\"true\"}}"
#define OTHER                                                                                      \
    "{" KEYS "\"Parameters\":{\"projection.enabled\":\"true\",\"projection.c.type\":\"enum\"}}"
#define RIGHT                                                                                      \
    "{" KEYS "\"StorageDescriptor\":{\"Location\":\"s3://b/t\"},\"Parameters\":{"                  \
    "\"projection.enabled\":\"true\",\"projection.c.type\":\"injected\"}}"

static int set_up(void **state)
{
    store_bench_open(state);
    bench_database_create(*state, "d");
    return 0;
}

struct asked {
    struct arena arena;
    int64_t table_id, count;
    struct text words;
};

static int ask(struct tx *tx, void *context)
{
    struct asked *a = context;
    return projection_warning_get(tx, a->table_id, &a->arena, &a->words) != 0 ||
                   projection_warning_count(tx, &a->count) != 0
               ? -1
               : 0;
}

/* Part of the words that are kept, NULL: none are. */
static void expect(struct store_bench *b, int64_t table_id, const char *words, int64_t count)
{
    struct asked a = {.table_id = table_id};
    arena_init(&a.arena, 1 << 20, NULL);
    assert_int_equal(store_bench_read(b, ask, &a), 0);
    assert_int_equal(a.count, count);
    if (words)
        assert_non_null(memmem(a.words.p, a.words.n, words, strlen(words)));
    else
        assert_null(a.words.p);
    arena_release(&a.arena);
}

static void comes_and_goes(void **state)
{
    /* A create brings the words, updates change and clear them, they survive a restart, and go with
     * the table. */
    struct store_bench *b = *state;
    int64_t id = bench_table_create(b, "d", "t", WRONG);
    expect(b, id, "missing projection configuration: [c]", 1);
    store_bench_reopen(b);
    expect(b, id, "missing projection configuration: [c]", 1);
    bench_table_update(b, "d", "t", OTHER);
    expect(b, id, "projection.c.values", 1);
    bench_table_update(b, "d", "t", RIGHT);
    expect(b, id, NULL, 0);
    bench_table_update(b, "d", "t", WRONG);
    expect(b, id, "[c]", 1);
    int64_t right = bench_table_create(b, "d", "u", RIGHT);
    expect(b, right, NULL, 1);
    assert_int_equal(bench_table_delete(b, "d", "t"), 0);
    expect(b, right, NULL, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(comes_and_goes, set_up, store_bench_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
