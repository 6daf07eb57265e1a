/* SPDX-License-Identifier: Apache-2.0 */
#include "store/classifier.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "store/db.h"
#include "tests/unit/store/store_bench.h"

static int create(struct tx *tx, void *context)
{
    return classifier_create(tx, context);
}

static int delete_by_name(struct tx *tx, void *context)
{
    return classifier_delete(tx, text_of(context));
}

struct work {
    struct store_bench *b;
    const char *name, *tail;
    struct classifier found;
    struct page page;
};

static int find(struct tx *tx, void *context)
{
    struct work *w = context;
    return classifier_find(tx, text_of(w->name), &w->b->arena, &w->found);
}

static int get(struct tx *tx, void *context)
{
    struct work *w = context;
    return classifier_get(tx, text_of(w->name), &w->b->out);
}

static int list(struct tx *tx, void *context)
{
    struct work *w = context;
    return classifier_list(tx, &w->page, &w->b->out);
}

static int update(struct tx *tx, void *context)
{
    struct work *w = context;
    if (find(tx, context) != 0)
        return -1;
    return classifier_update(tx, &w->found, text_of(w->tail));
}

static int put(struct store_bench *b, const char *name, enum classifier_kind kind, const char *tail)
{
    struct classifier c = {.name = text_of(name), .kind = kind, .tail = text_of(tail)};
    return store_bench_write(b, create, &c);
}

static struct classifier found(struct store_bench *b, const char *name)
{
    struct work w = {.b = b, .name = name};
    if (store_bench_read(b, find, &w) != 0)
        fail_msg("%s: %s", name, b->err.text);
    return w.found;
}

static const char *shown(struct store_bench *b, const char *name)
{
    struct work w = {.b = b, .name = name};
    return store_bench_read(b, get, &w) == 0 ? store_bench_text(b) : NULL;
}

static void kinds(void **state)
{
    /* Each kind is shown under the member of its own, also after a restart, and with nothing in it
     * too. */
    static const struct {
        const char *name, *tail, *begins, *ends;
    } cases[] = {
        [CLASSIFIER_KIND_GROK] = {"g", "\"Classification\":\"c\"", "{\"GrokClassifier\":{\"Name\":",
                                  ",\"Version\":1,\"Classification\":\"c\"}}"},
        [CLASSIFIER_KIND_XML] = {"x", "\"RowTag\":\"r\"", "{\"XMLClassifier\":{\"Name\":\"x\"",
                                 ",\"Version\":1,\"RowTag\":\"r\"}}"},
        [CLASSIFIER_KIND_JSON] = {"j", "\"JsonPath\":\"$\"", "{\"JsonClassifier\":{\"Name\":\"j\"",
                                  ",\"Version\":1,\"JsonPath\":\"$\"}}"},
        [CLASSIFIER_KIND_CSV] = {"c", "", "{\"CsvClassifier\":{\"Name\":\"c\"", ",\"Version\":1}}"},
    };
    struct store_bench *b = *state;
    for (int kind = CLASSIFIER_KIND_GROK; kind < CLASSIFIER_KINDS; kind++)
        assert_int_equal(put(b, cases[kind].name, (enum classifier_kind)kind, cases[kind].tail), 0);
    store_bench_reopen(b);
    for (int kind = CLASSIFIER_KIND_GROK; kind < CLASSIFIER_KINDS; kind++) {
        const char *text = shown(b, cases[kind].name);
        assert_ptr_equal(strstr(text, cases[kind].begins), text);
        assert_string_equal(strstr(text, ",\"Version\""), cases[kind].ends);
        assert_int_equal(found(b, cases[kind].name).kind, kind);
    }
}

static void names(void **state)
{
    /* One name stands for one classifier whatever its kind; another case is another name. */
    struct store_bench *b = *state;
    assert_int_equal(put(b, "n", CLASSIFIER_KIND_CSV, ""), 0);
    assert_int_equal(put(b, "n", CLASSIFIER_KIND_JSON, "\"JsonPath\":\"$\""), -1);
    assert_int_equal(b->err.code, ERR_EXISTS);
    assert_int_equal(found(b, "n").kind, CLASSIFIER_KIND_CSV);
    assert_int_equal(put(b, "N", CLASSIFIER_KIND_JSON, ""), 0);
    assert_null(shown(b, "m"));
    assert_int_equal(b->err.code, ERR_NOT_FOUND);
    assert_int_equal(store_bench_write(b, delete_by_name, (char[]){"m"}), -1);
    assert_int_equal(b->err.code, ERR_NOT_FOUND);
}

static void versions(void **state)
{
    /* Each update is a version more; kind, name and creation stay. */
    struct store_bench *b = *state;
    assert_int_equal(put(b, "n", CLASSIFIER_KIND_XML, "\"RowTag\":\"a\""), 0);
    struct classifier before = found(b, "n");
    assert_int_equal(before.version, 1);
    for (int i = 2; i < 5; i++) {
        struct work w = {.b = b, .name = "n", .tail = "\"RowTag\":\"b\""};
        assert_int_equal(store_bench_write(b, update, &w), 0);
        assert_int_equal(found(b, "n").version, i);
    }
    struct classifier after = found(b, "n");
    assert_true(text_is(after.tail, "\"RowTag\":\"b\""));
    assert_int_equal(after.id, before.id);
    assert_int_equal(after.kind, before.kind);
    assert_int_equal(after.created_ms, before.created_ms);
    assert_true(after.updated_ms >= before.updated_ms);
}

static int tag(struct tx *tx, void *context)
{
    struct query q;
    query_begin_once(&q, tx->db,
                     "INSERT INTO tags (kind, object_id, key, value) VALUES (7, ?1, 'k', 'v')",
                     tx->err);
    query_put_int(&q, *(int64_t *)context);
    return query_run(&q, NULL);
}

static void deletion(void **state)
{
    /* Tags go with a classifier, its number is not given out again, and each write is a change. */
    struct store_bench *b = *state;
    assert_int_equal(put(b, "n", CLASSIFIER_KIND_CSV, "\"Header\":[\"a\"]"), 0);
    int64_t id = found(b, "n").id;
    assert_int_equal(store_bench_write(b, tag, &id), 0);
    struct work w = {.b = b, .name = "n", .tail = ""};
    assert_int_equal(store_bench_write(b, update, &w), 0);
    assert_int_equal(store_bench_write(b, delete_by_name, (char[]){"n"}), 0);
    assert_null(shown(b, "n"));
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM tags"), 0);
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM changes"), 3);
    assert_int_equal(put(b, "n", CLASSIFIER_KIND_GROK, ""), 0);
    struct classifier again = found(b, "n");
    assert_true(again.id > id);
    assert_int_equal(again.version, 1);
}

static void lists(void **state)
{
    /* Pages are by the bytes of the names, of all kinds together, and end without a next one. */
    struct store_bench *b = *state;
    struct work w = {.b = b, .page = {.limit = 1, .arena = &b->arena}};
    assert_int_equal(store_bench_read(b, list, &w), 0);
    assert_string_equal(store_bench_text(b), "");
    assert_null(w.page.next.p);
    static const char *const sorted[] = {"A", "a", "a ", "b", "\xc3\xa9"};
    for (size_t i = COUNT(sorted); i-- > 0;)
        assert_int_equal(put(b, sorted[i], (enum classifier_kind)(1 + i % 4), ""), 0);
    struct text after = {NULL, 0};
    for (size_t i = 0; i < COUNT(sorted); i++) {
        w.page = (struct page){.after = after, .limit = 1, .arena = &b->arena};
        assert_int_equal(store_bench_read(b, list, &w), 0);
        assert_string_equal(store_bench_text(b), shown(b, sorted[i]));
        after = w.page.next;
        assert_int_equal(after.p != NULL, i + 1 < COUNT(sorted));
    }
    w.page = (struct page){.limit = COUNT(sorted), .arena = &b->arena};
    assert_int_equal(store_bench_read(b, list, &w), 0);
    assert_null(w.page.next.p);
    assert_non_null(strstr(store_bench_text(b), "}},{"));
}

static int fill(struct tx *tx, void *context)
{
    struct query q;
    (void)context;
    query_begin_once(&q, tx->db,
                     "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < "
                     "?1) INSERT INTO classifiers (id, name, kind, version, created_ms, "
                     "updated_ms, tail) SELECT 1000 + i, 'filler ' || i, 4, 1, 1, 1, '' FROM n",
                     tx->err);
    query_put_int(&q, LIMIT_CLASSIFIERS - 1);
    return query_run(&q, NULL);
}

static void bounded_in_number(void **state)
{
    /* There are at most LIMIT_CLASSIFIERS; where one goes, another may come. */
    struct store_bench *b = *state;
    assert_int_equal(store_bench_write(b, fill, NULL), 0);
    assert_int_equal(put(b, "last", CLASSIFIER_KIND_CSV, ""), 0);
    assert_int_equal(put(b, "more", CLASSIFIER_KIND_CSV, ""), -1);
    assert_int_equal(b->err.code, ERR_LIMIT);
    assert_int_equal(store_bench_write(b, delete_by_name, (char[]){"last"}), 0);
    assert_int_equal(put(b, "more", CLASSIFIER_KIND_CSV, ""), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, store_bench_open, store_bench_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(kinds),    TEST(names), TEST(versions),
        TEST(deletion), TEST(lists), TEST(bounded_in_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
