/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/store/store_bench.h"

struct work {
    struct database_name name;
    struct text tail;
    struct buf *out;
    struct page *page;
    bool names_only;
};

static int create(struct tx *tx, void *context)
{
    struct work *w = context;
    return database_create(tx, &w->name, &(struct database_draft){.tail = w->tail});
}

static int update(struct tx *tx, void *context)
{
    struct work *w = context;
    return database_update(tx, &w->name, w->tail);
}

static int get(struct tx *tx, void *context)
{
    struct work *w = context;
    return database_get(tx, &w->name, NULL, w->out);
}

static int list(struct tx *tx, void *context)
{
    struct work *w = context;
    const struct database_list list = {.catalog = w->name.catalog,
                                       .what = w->names_only ? DATABASE_NAMES : DATABASE_ALL};
    return database_list(tx, &list, w->page, w->out);
}

static struct work work_of(struct store_bench *b, const char *database, const char *tail)
{
    return (struct work){
        .name = bench_database_name(database), .tail = text_of(tail), .out = &b->out};
}

static void life(void **state)
{
    /* A database is created once, read with what the server owns, updated, deleted, and gone. */
    struct store_bench *b = *state;
    struct work w = work_of(b, "sales", "\"Description\":\"d\"");
    assert_int_equal(store_bench_write(b, create, &w), 0);
    assert_int_equal(store_bench_write(b, create, &w), -1);
    assert_int_equal(b->err.code, ERR_EXISTS);
    assert_int_equal(store_bench_read(b, get, &w), 0);
    const char *text = store_bench_text(b);
    assert_ptr_equal(strstr(text, "{\"Name\":\"sales\",\"CreateTime\":"), text);
    assert_non_null(strstr(text, ",\"CatalogId\":\"" BENCH_ACCOUNT "\",\"Description\":\"d\"}"));
    w.tail = TEXT("\"Description\":\"e\"");
    assert_int_equal(store_bench_write(b, update, &w), 0);
    assert_int_equal(store_bench_read(b, get, &w), 0);
    assert_non_null(strstr(store_bench_text(b), "\"Description\":\"e\"}"));
    assert_int_equal(bench_database_delete(b, "sales"), 0);
    assert_int_equal(bench_database_delete(b, "sales"), -1);
    assert_int_equal(b->err.code, ERR_NOT_FOUND);
    assert_string_equal(b->err.text, "Database sales not found.");
    assert_int_equal(store_bench_read(b, get, &w), -1);
    assert_int_equal(b->err.code, ERR_NOT_FOUND);
    assert_int_equal(store_bench_write(b, update, &w), -1);
    assert_int_equal(b->err.code, ERR_NOT_FOUND);
}

static void changes(void **state)
{
    /* Each step leaves one row in the change log with what was before and after; an update that
     * says the same leaves none. */
    struct store_bench *b = *state;
    struct work w = work_of(b, "d", "\"Description\":\"1\"");
    assert_int_equal(store_bench_write(b, create, &w), 0);
    assert_int_equal(store_bench_write(b, update, &w), 0);
    w.tail = TEXT("\"Description\":\"2\"");
    assert_int_equal(store_bench_write(b, update, &w), 0);
    assert_int_equal(bench_database_delete(b, "d"), 0);
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM changes"), 3);
    assert_int_equal(
        store_bench_ask(b, "SELECT count(*) FROM changes WHERE database_name = 'd' AND "
                           "object_name = 'd' AND database_id = 1 AND table_id IS NULL AND "
                           "(seq = 1 AND kind = 1 AND before_tail IS NULL AND "
                           "after_tail = '\"Description\":\"1\"' OR "
                           "seq = 2 AND kind = 2 AND before_tail = '\"Description\":\"1\"' AND "
                           "after_tail = '\"Description\":\"2\"' OR "
                           "seq = 3 AND kind = 3 AND before_tail = '\"Description\":\"2\"' AND "
                           "after_tail IS NULL)"),
        3);
}

static void catalogs(void **state)
{
    /* The CatalogId may be left out or be the account; another one is not found by its name. */
    struct store_bench *b = *state;
    struct work w = work_of(b, "d", "");
    assert_int_equal(store_bench_write(b, create, &w), 0);
    w.name.catalog = TEXT(BENCH_ACCOUNT);
    assert_int_equal(store_bench_read(b, get, &w), 0);
    w.name.catalog = TEXT("");
    assert_int_equal(store_bench_read(b, get, &w), 0);
    w.name.catalog = TEXT("other");
    assert_int_equal(store_bench_read(b, get, &w), -1);
    assert_int_equal(b->err.code, ERR_NOT_FOUND);
    assert_string_equal(b->err.text, "Catalog other not found.");
    assert_int_equal(store_bench_write(b, create, &w), -1);
    assert_int_equal(b->err.code, ERR_NOT_FOUND);
}

/* Where the words stand in a text, or NULL. */
static const char *find(struct text t, const char *words)
{
    return t.n ? memmem(t.p, t.n, words, strlen(words)) : NULL;
}

/* All names in pages of a size, joined by blanks. */
static const char *listed(struct store_bench *b, int64_t limit, bool names_only)
{
    struct page page = {.limit = limit, .arena = &b->arena};
    struct work w = {.out = &b->out, .page = &page, .names_only = names_only};
    struct buf names;
    buf_init(&names, 1 << 20);
    do {
        assert_int_equal(store_bench_read(b, list, &w), 0);
        struct text rest = buf_text(&b->out);
        int64_t count = 0;
        for (const char *hit; (hit = find(rest, "{\"Name\":\"")); count++) {
            rest = (struct text){hit + 9, rest.n - (size_t)(hit + 9 - rest.p)};
            buf_put(&names, text_split(&rest, '"'));
            buf_put_char(&names, ' ');
        }
        assert_true(count == limit || !page.next.p);
        page = (struct page){.limit = limit, .arena = &b->arena, .after = page.next};
    } while (page.after.p);
    struct text text = arena_copy(&b->arena, buf_text(&names));
    buf_release(&names);
    return text.p;
}

static void pages(void **state)
{
    /* Lists are by name, and pages of any size put together are the whole list. */
    struct store_bench *b = *state;
    static const char *const names[] = {"b", "a", "\xC3\xA4", "ab", "z", "0", "a b"};
    assert_string_equal(listed(b, 1, false), "");
    for (size_t i = 0; i < COUNT(names); i++)
        bench_database_create(b, names[i]);
    for (int64_t limit = 1; limit <= 8; limit++) {
        assert_string_equal(listed(b, limit, false), "0 a a b ab b z \xC3\xA4 ");
        assert_string_equal(listed(b, limit, true), "0 a a b ab b z \xC3\xA4 ");
    }
    struct page page = {.limit = 1, .arena = &b->arena};
    struct work w = {.out = &b->out, .page = &page, .names_only = true};
    assert_int_equal(store_bench_read(b, list, &w), 0);
    assert_string_equal(store_bench_text(b),
                        "{\"Name\":\"0\",\"CatalogId\":\"" BENCH_ACCOUNT "\"}");
}

static void cascade(void **state)
{
    /* With a database its tables are gone at once, and one of the same name begins empty. */
    struct store_bench *b = *state;
    bench_database_create(b, "d");
    bench_table_create(b, "d", "t", "{}");
    assert_non_null(bench_table_get(b, "d", "t"));
    assert_int_equal(bench_database_delete(b, "d"), 0);
    assert_null(bench_table_get(b, "d", "t"));
    assert_string_equal(b->err.text, "Database d not found.");
    bench_database_create(b, "d");
    assert_null(bench_table_get(b, "d", "t"));
    assert_string_equal(b->err.text, "Table t not found.");
    assert_int_equal(bench_table_create(b, "d", "t", "{}"), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(life, store_bench_open, store_bench_close),
        cmocka_unit_test_setup_teardown(changes, store_bench_open, store_bench_close),
        cmocka_unit_test_setup_teardown(catalogs, store_bench_open, store_bench_close),
        cmocka_unit_test_setup_teardown(pages, store_bench_open, store_bench_close),
        cmocka_unit_test_setup_teardown(cascade, store_bench_open, store_bench_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
