/* SPDX-License-Identifier: Apache-2.0 */
#include "store/catalog.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "store/purge.h"
#include "tests/unit/store/store_bench.h"

#define ROOT BENCH_ACCOUNT

struct work {
    struct text catalog;
    struct catalog_draft draft;
    struct catalog_list list;
    struct page *page;
    struct buf *out;
    int64_t id;
    const char *setting;
};

static int create(struct tx *tx, void *context)
{
    struct work *w = context;
    return catalog_create(tx, w->catalog, &w->draft);
}

static int update(struct tx *tx, void *context)
{
    struct work *w = context;
    return catalog_update(tx, w->catalog, w->draft.tail);
}

static int remove_it(struct tx *tx, void *context)
{
    struct work *w = context;
    return catalog_delete(tx, w->catalog);
}

static int find(struct tx *tx, void *context)
{
    struct work *w = context;
    return catalog_find(tx, w->catalog, &w->id);
}

static int get(struct tx *tx, void *context)
{
    struct work *w = context;
    return catalog_get(tx, w->catalog, TEXT("eu-north-1"), w->out);
}

static int list(struct tx *tx, void *context)
{
    struct work *w = context;
    return catalog_list(tx, &w->list, w->page, w->out);
}

static int put_setting(struct tx *tx, void *context)
{
    struct work *w = context;
    return catalog_setting_put(tx, w->catalog, w->setting, w->draft.tail);
}

static int get_setting(struct tx *tx, void *context)
{
    struct work *w = context;
    return catalog_setting_get(tx, w->catalog, w->setting, w->out) < 0 ? -1 : 0;
}

static int create_database(struct tx *tx, void *context)
{
    struct work *w = context;
    return database_create(tx, &(struct database_name){w->catalog, TEXT("d")},
                           &(struct database_draft){.tail = TEXT("")});
}

static enum err_code code_of(struct store_bench *b, store_body *body, const char *catalog)
{
    struct work w = {.catalog = text_of(catalog), .out = &b->out, .draft.tail = TEXT("\"x\":1")};
    return store_bench_write(b, body, &w) == 0 ? ERR_NONE : b->err.code;
}

static void make(struct store_bench *b, const char *catalog)
{
    assert_int_equal(code_of(b, create, catalog), ERR_NONE);
}

static void finding(void **state)
{
    /* A catalog is found from its parent down, and the root under its two names; what is not there
     * or not ours is not. */
    struct store_bench *b = *state;
    make(b, ROOT ":a");
    make(b, ROOT ":a/b");
    make(b, ROOT ":a/b/c");
    static const char *const there[] = {"", ROOT, ROOT ":a", ROOT ":a/b", ROOT ":a/b/c"};
    for (size_t i = 0; i < COUNT(there); i++)
        assert_int_equal(code_of(b, find, there[i]), ERR_NONE);
    static const char *const absent[] = {ROOT ":b", ROOT ":a/c", ROOT ":a/b/c/d",
                                         ROOT ":",  "a",         "999999999999"};
    for (size_t i = 0; i < COUNT(absent); i++)
        assert_int_equal(code_of(b, find, absent[i]), ERR_NOT_FOUND);
    assert_int_equal(code_of(b, create, ROOT ":x/y"), ERR_NOT_FOUND);
    assert_int_equal(code_of(b, create, ROOT ":a/b"), ERR_EXISTS);
    assert_int_equal(code_of(b, create, ROOT), ERR_EXISTS);
    assert_int_equal(code_of(b, update, ROOT ":x"), ERR_NOT_FOUND);
    assert_int_equal(code_of(b, remove_it, ROOT ":x"), ERR_NOT_FOUND);
    assert_int_equal(code_of(b, remove_it, ""), ERR_INVALID);
}

static void documents(void **state)
{
    /* The document is the stored text behind what the server owns; equal text is no change. */
    struct store_bench *b = *state;
    struct work w = {.catalog = TEXT(ROOT ":a"), .out = &b->out};
    make(b, ROOT ":a");
    assert_int_equal(store_bench_read(b, get, &w), 0);
    const char *text = store_bench_text(b);
    assert_ptr_equal(strstr(text, "{\"CatalogId\":\"" ROOT ":a\",\"Name\":\"a\",\"ResourceArn\":"
                                  "\"arn:aws:glue:eu-north-1:" ROOT ":catalog/a\","),
                     text);
    assert_non_null(strstr(text, ",\"x\":1}"));
    int64_t before = store_bench_ask(b, "SELECT max(seq) FROM changes");
    assert_int_equal(code_of(b, update, ROOT ":a"), ERR_NONE);
    assert_int_equal(store_bench_ask(b, "SELECT max(seq) FROM changes"), before);
    assert_int_equal(code_of(b, update, ROOT), ERR_NONE);
    assert_int_equal(store_bench_ask(b, "SELECT max(seq) FROM changes"), before + 1);
    assert_int_equal(code_of(b, remove_it, ROOT ":a"), ERR_NONE);
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM changes WHERE catalog_name = '" ROOT
                                        ":a' "
                                        "AND object_name = catalog_name"),
                     2);
}

/* The ids of a list, a space behind each, over all pages. */
static const char *listed(struct store_bench *b, struct catalog_list asked, int64_t limit)
{
    struct page page = {.limit = limit, .arena = &b->arena};
    struct work w = {.list = asked, .page = &page, .out = &b->out};
    struct buf out;
    buf_init(&out, 1 << 16);
    do {
        assert_int_equal(store_bench_read(b, list, &w), 0);
        for (const char *hit = store_bench_text(b); (hit = strstr(hit, "{\"CatalogId\":\""));) {
            struct text rest = text_of(hit += 14);
            buf_put(&out, text_split(&rest, '"'));
            buf_put_char(&out, ' ');
        }
        page = (struct page){.limit = limit, .arena = &b->arena, .after = page.next};
    } while (page.after.p);
    struct text text = arena_copy(&b->arena, buf_text(&out));
    buf_release(&out);
    return text.p;
}

static void lists(void **state)
{
    /* Lists show children or all descendants by their ids, in pages of any size. */
    struct store_bench *b = *state;
    static const char *const all[] = {":b", ":a", ":b/x", ":b/x/1", ":a b"};
    for (size_t i = 0; i < COUNT(all); i++)
        make(b, arena_printf(&b->arena, ROOT "%s", all[i]).p);
    assert_int_equal(code_of(b, create_database, ROOT ":b/x/1"), ERR_NONE);
    const struct catalog_list children = {.parent = TEXT("")};
    const struct catalog_list deep = {.recursive = true, .with_root = true};
    const struct catalog_list branch = {.parent = TEXT(ROOT ":b"), .recursive = true};
    const struct catalog_list full = {.recursive = true, .has_databases = true};
    for (int64_t limit = 1; limit <= 7; limit++) {
        assert_string_equal(listed(b, children, limit), ROOT ":a " ROOT ":a b " ROOT ":b ");
        assert_string_equal(listed(b, deep, limit), ROOT " " ROOT ":a " ROOT ":a b " ROOT ":b " ROOT
                                                         ":b/x " ROOT ":b/x/1 ");
        assert_string_equal(listed(b, branch, limit), ROOT ":b/x " ROOT ":b/x/1 ");
        assert_string_equal(listed(b, full, limit), ROOT ":a " ROOT ":a b " ROOT ":b/x/1 ");
    }
}

static void settings(void **state)
{
    /* Settings are kept by catalog and name, and a repeated one is no change. */
    struct store_bench *b = *state;
    struct work w = {.catalog = TEXT(ROOT ":a"),
                     .setting = catalog_encryption,
                     .draft.tail = TEXT("{}"),
                     .out = &b->out};
    assert_int_equal(store_bench_write(b, put_setting, &w), -1);
    assert_int_equal(b->err.code, ERR_NOT_FOUND);
    make(b, ROOT ":a");
    assert_int_equal(store_bench_read(b, get_setting, &w), 0);
    assert_string_equal(store_bench_text(b), "");
    for (int i = 0; i < 2; i++)
        assert_int_equal(store_bench_write(b, put_setting, &w), 0);
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM changes WHERE object_name = "
                                        "'encryption/" ROOT ":a'"),
                     1);
    assert_int_equal(store_bench_read(b, get_setting, &w), 0);
    assert_string_equal(store_bench_text(b), "{}");
    w.setting = catalog_import;
    assert_int_equal(store_bench_read(b, get_setting, &w), 0);
    assert_string_equal(store_bench_text(b), "");
}

static int make_many(struct tx *tx, void *context)
{
    struct store_bench *b = context;
    const struct catalog_draft draft = {.tail = TEXT("")};
    for (int i = 0; i < LIMIT_CATALOGS - 2; i++) {
        struct text name = arena_printf(&b->arena, ROOT ":a/b%d", i);
        if (catalog_create(tx, name, &draft) != 0 ||
            (i < 600 && database_create(tx, &(struct database_name){name, TEXT("d")},
                                        &(struct database_draft){.tail = TEXT("")}) != 0))
            return -1;
    }
    return 0;
}

static void many(void **state)
{
    /* There are LIMIT_CATALOGS beside the root and not one more; they all go with the one that they
     * lie in, in small transactions, and nothing is left of them. */
    struct store_bench *b = *state;
    static const char rows[] = "SELECT (SELECT count(*) FROM catalogs) + (SELECT count(*) FROM "
                               "databases) + (SELECT count(*) FROM purges)";
    make(b, ROOT ":a");
    assert_int_equal(store_bench_write(b, make_many, b), 0);
    make(b, ROOT ":last");
    assert_int_equal(code_of(b, create, ROOT ":more"), ERR_LIMIT);
    assert_int_equal(code_of(b, remove_it, ROOT ":a"), ERR_NONE);
    assert_int_equal(code_of(b, find, ROOT ":a/b0"), ERR_NOT_FOUND);
    make(b, ROOT ":a");
    assert_int_equal(code_of(b, find, ROOT ":a/b0"), ERR_NOT_FOUND);
    int64_t due_ms;
    do {
        due_ms = 42;
        assert_int_equal(purge_run_due(b->store, 0, &due_ms), 0);
    } while (due_ms == 0);
    assert_int_equal(store_bench_ask(b, rows), 3);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, store_bench_open, store_bench_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(finding), TEST(documents), TEST(lists), TEST(settings), TEST(many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
