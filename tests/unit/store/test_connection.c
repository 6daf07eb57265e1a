/* SPDX-License-Identifier: Apache-2.0 */
#include "store/connection.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "store/db.h"
#include "tests/unit/store/store_bench.h"

#define PLAIN "\"ConnectionType\":\"JDBC\",\"ConnectionProperties\":{\"USERNAME\":\"u\"}"

static int create(struct tx *tx, void *context)
{
    return connection_create(tx, context);
}

static int update(struct tx *tx, void *context)
{
    return connection_update(tx, context);
}

static int delete_by_name(struct tx *tx, void *context)
{
    struct connection_name name = {.connection = text_of(context)};
    return connection_delete(tx, &name);
}

struct finding {
    struct arena *arena;
    struct connection_name name;
    struct connection out;
};

static int find(struct tx *tx, void *context)
{
    struct finding *f = context;
    return connection_find(tx, &f->name, f->arena, &f->out);
}

struct listing {
    struct store_bench *b;
    struct page page;
    const char *left_out; /* a name that `visit` does not write; "!": it fails */
};

static int visit(void *context, const struct connection *c, struct buf *out)
{
    struct listing *l = context;
    if (l->left_out && l->left_out[0] == '!')
        return -1;
    if (l->left_out && text_is(c->name, l->left_out))
        return 0;
    buf_put(out, c->name);
    return 1;
}

static int list(struct tx *tx, void *context)
{
    struct listing *l = context;
    struct connection_list list = {.visit = visit, .context = l};
    return connection_list(tx, &list, &l->page, &l->b->out);
}

static struct connection_write draft(const char *name)
{
    return (struct connection_write){.name = {.connection = text_of(name)},
                                     .type = TEXT("JDBC"),
                                     .schema_version = 1,
                                     .tail = TEXT(PLAIN),
                                     .seal_uid = TEXT("uid-1")};
}

static struct connection found(struct store_bench *b, const char *name)
{
    struct finding f = {.arena = &b->arena, .name = {.connection = text_of(name)}};
    if (store_bench_read(b, find, &f) != 0)
        fail_msg("%s: %s", name, b->err.text);
    return f.out;
}

static void creates_and_shows(void **state)
{
    /* What was created is found with its secrets as they were sealed, and shown with the text that
     * the caller chooses. */
    struct store_bench *b = *state;
    struct connection_write w = draft("one");
    w.sealed = (struct text){"s\0\xff\"s", 5};
    assert_int_equal(store_bench_write(b, create, &w), 0);
    store_bench_reopen(b);
    struct connection c = found(b, "one");
    assert_true(text_is(c.type, "JDBC") && text_is(c.tail, PLAIN) && text_is(c.seal_uid, "uid-1"));
    assert_true(text_equal(c.sealed, w.sealed));
    assert_null(c.credentials.p);
    assert_int_equal(c.created_ms, c.updated_ms);
    buf_clear(&b->out);
    connection_put(&c, TEXT("\"x\":1"), &b->out);
    const char *shown = store_bench_text(b);
    assert_non_null(strstr(shown, "{\"Name\":\"one\",\"CreationTime\":"));
    assert_non_null(strstr(shown, "\"LastUpdatedBy\":\"arn:aws:iam::123456789012:user/test\""));
    assert_non_null(strstr(shown, "\"ConnectionSchemaVersion\":1,\"x\":1}"));
}

static void names(void **state)
{
    /* A name is taken once; another case is another name; a catalog that is not there has none. */
    struct store_bench *b = *state;
    struct connection_write w = draft("one"), other = draft("One"), nowhere = draft("x");
    assert_int_equal(store_bench_write(b, create, &w), 0);
    assert_int_equal(store_bench_write(b, create, &w), -1);
    assert_int_equal(b->err.code, ERR_EXISTS);
    assert_int_equal(store_bench_write(b, create, &other), 0);
    assert_int_not_equal(found(b, "one").id, found(b, "One").id);
    nowhere.name.catalog = TEXT("nowhere");
    assert_int_equal(store_bench_write(b, create, &nowhere), -1);
    assert_int_equal(b->err.code, ERR_NOT_FOUND);
    struct finding f = {.arena = &b->arena, .name = {.connection = TEXT("ONE")}};
    assert_int_equal(store_bench_read(b, find, &f), -1);
    assert_int_equal(b->err.code, ERR_NOT_FOUND);
    assert_non_null(strstr(b->err.text, "ONE"));
    struct connection_write missing = draft("missing");
    assert_int_equal(store_bench_write(b, update, &missing), -1);
    assert_int_equal(b->err.code, ERR_NOT_FOUND);
    assert_int_equal(store_bench_write(b, delete_by_name, (char[]){"missing"}), -1);
    assert_int_equal(b->err.code, ERR_NOT_FOUND);
}

static void update_replaces(void **state)
{
    /* An update replaces everything, secrets too, and keeps the id and the time of creation. */
    struct store_bench *b = *state;
    struct connection_write w = draft("one");
    w.sealed = TEXT("sealed");
    w.credentials = TEXT("credentials");
    assert_int_equal(store_bench_write(b, create, &w), 0);
    struct connection before = found(b, "one");
    assert_true(text_is(before.credentials, "credentials"));
    struct connection_write next = draft("one");
    next.type = TEXT("KAFKA");
    next.schema_version = 2;
    next.tail = TEXT("\"ConnectionType\":\"KAFKA\"");
    next.seal_uid = TEXT("uid-2");
    assert_int_equal(store_bench_write(b, update, &next), 0);
    struct connection after = found(b, "one");
    assert_int_equal(after.id, before.id);
    assert_int_equal(after.created_ms, before.created_ms);
    assert_true(after.updated_ms >= before.updated_ms);
    assert_int_equal(after.schema_version, 2);
    assert_true(text_is(after.type, "KAFKA") && text_is(after.seal_uid, "uid-2"));
    assert_true(text_equal(after.tail, next.tail));
    assert_null(after.sealed.p);
    assert_null(after.credentials.p);
}

static void deletion(void **state)
{
    /* Tags go with a connection, its number is not given out again, and the change log tells of
     * each write without what was sealed. */
    struct store_bench *b = *state;
    struct value tags[] = {value_text(TEXT("k")), value_text(TEXT("v"))};
    const struct value map = value_list(tags, 1);
    struct connection_write w = draft("one");
    w.sealed = w.credentials = TEXT("SEALED");
    w.tags = &map;
    assert_int_equal(store_bench_write(b, create, &w), 0);
    int64_t id = found(b, "one").id;
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM tags"), 1);
    assert_int_equal(store_bench_write(b, update, &w), 0);
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM tags"), 1);
    assert_int_equal(store_bench_write(b, delete_by_name, (char[]){"one"}), 0);
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM tags"), 0);
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM changes"), 3);
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM changes WHERE before_tail || "
                                        "after_tail LIKE '%USERNAME%'"),
                     1);
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM changes WHERE ifnull(before_tail, "
                                        "'') || ifnull(after_tail, '') LIKE '%SEALED%'"),
                     0);
    assert_int_equal(store_bench_write(b, create, &w), 0);
    assert_true(found(b, "one").id > id);
}

static void lists(void **state)
{
    /* Pages are by the bytes of the names; what is left out takes no place on them; a failure is
     * one. */
    struct store_bench *b = *state;
    struct listing l = {.b = b, .page = {.limit = 2, .arena = &b->arena}};
    assert_int_equal(store_bench_read(b, list, &l), 0);
    assert_string_equal(store_bench_text(b), "");
    static const char *const given[] = {"b", "a", "\xc3\xa9", "B", "b "};
    for (size_t i = 0; i < COUNT(given); i++) {
        struct connection_write w = draft(given[i]);
        assert_int_equal(store_bench_write(b, create, &w), 0);
    }
    static const struct {
        int64_t limit;
        const char *after, *left_out, *listed, *next;
    } cases[] = {
        {9, NULL, NULL, "B,a,b,b ,\xc3\xa9", NULL},
        {5, NULL, NULL, "B,a,b,b ,\xc3\xa9", NULL},
        {2, NULL, NULL, "B,a", "a"},
        {2, "a", NULL, "b,b ", "b "},
        {2, "b ", NULL, "\xc3\xa9", NULL},
        {2, "aa", "b", "b ,\xc3\xa9", NULL},
        {1, NULL, "B", "a", "a"},
        {1, "b ", "\xc3\xa9", "", NULL},
        {9, "\xc3\xa9", NULL, "", NULL},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        l.page = (struct page){.limit = cases[i].limit, .arena = &b->arena};
        if (cases[i].after)
            l.page.after = text_of(cases[i].after);
        l.left_out = cases[i].left_out;
        assert_int_equal(store_bench_read(b, list, &l), 0);
        assert_string_equal(store_bench_text(b), cases[i].listed);
        assert_true(cases[i].next ? text_is(l.page.next, cases[i].next) : !l.page.next.p);
    }
    l.left_out = "!";
    l.page = (struct page){.limit = 9, .arena = &b->arena};
    assert_int_equal(store_bench_read(b, list, &l), -1);
}

static int fill(struct tx *tx, void *context)
{
    struct query q;
    (void)context;
    query_begin_once(&q, tx->db,
                     "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < "
                     "?1) INSERT INTO connections (id, created_ms, catalog_id, name, type, "
                     "schema_version, updated_ms, updated_by, tail, seal_uid) SELECT 1000 + i, 1, "
                     "catalog_id, 'filler ' || i, type, 1, 1, '', tail, '' FROM n, (SELECT * FROM "
                     "connections LIMIT 1)",
                     tx->err);
    query_put_int(&q, LIMIT_CONNECTIONS - 2);
    return query_run(&q, NULL);
}

static void bounded_in_number(void **state)
{
    /* A catalog has at most LIMIT_CONNECTIONS; where one goes, another may come. */
    struct store_bench *b = *state;
    struct connection_write first = draft("first"), last = draft("last"), more = draft("more");
    assert_int_equal(store_bench_write(b, create, &first), 0);
    assert_int_equal(store_bench_write(b, fill, NULL), 0);
    assert_int_equal(store_bench_write(b, create, &last), 0);
    assert_int_equal(store_bench_write(b, create, &more), -1);
    assert_int_equal(b->err.code, ERR_LIMIT);
    assert_int_equal(store_bench_write(b, delete_by_name, (char[]){"first"}), 0);
    assert_int_equal(store_bench_write(b, create, &more), 0);
}

static void seal_places(void **state)
{
    /* What a secret is sealed for differs by name, write and column, whatever stands in a name. */
    struct store_bench *b = *state;
    struct arena *a = &b->arena;
    struct text place = connection_seal_place(TEXT("n"), TEXT("u"), "sealed", a);
    assert_false(text_equal(place, connection_seal_place(TEXT("m"), TEXT("u"), "sealed", a)));
    assert_false(text_equal(place, connection_seal_place(TEXT("n"), TEXT("v"), "sealed", a)));
    assert_false(text_equal(place, connection_seal_place(TEXT("n"), TEXT("u"), "credentials", a)));
    assert_true(text_equal(place, connection_seal_place(TEXT("n"), TEXT("u"), "sealed", a)));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, store_bench_open, store_bench_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(creates_and_shows), TEST(names), TEST(update_replaces),
        TEST(deletion),          TEST(lists), TEST(bounded_in_number),
        TEST(seal_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
