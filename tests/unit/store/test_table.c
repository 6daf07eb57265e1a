/* SPDX-License-Identifier: Apache-2.0
 * Tables and their versions, and what a write of one leaves in the change log. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "store/table_version.h"
#include "tests/unit/store/store_bench.h"

#define COLUMN(name, type) "{\"Name\":\"" name "\",\"Type\":\"" type "\"}"
#define WITH_COLUMNS(list) "{\"StorageDescriptor\":{\"Columns\":[" list "]}}"

static int set_up(void **state)
{
    store_bench_open(state);
    bench_database_create(*state, "d");
    return 0;
}

struct work {
    struct table_name name;
    struct table_update update;
    struct object_mark mark, *expected;
    struct table_filter filter;
    struct page *page;
    struct buf *out;
    int64_t version;
};

static int create(struct tx *tx, void *context)
{
    struct work *w = context;
    return table_create(tx, &w->name, w->update.draft, NULL);
}

static int update(struct tx *tx, void *context)
{
    struct work *w = context;
    return table_update(tx, &w->name, &w->update, &w->mark);
}

static int delete (struct tx *tx, void *context)
{
    struct work *w = context;
    return table_delete(tx, &w->name, w->expected);
}

static int list(struct tx *tx, void *context)
{
    struct work *w = context;
    struct database_name database = {w->name.catalog, w->name.database};
    return table_list(tx, &database, &w->filter, w->page, w->out);
}

static int get_version(struct tx *tx, void *context)
{
    struct work *w = context;
    return table_version_get(tx, &w->name, w->version, w->out);
}

static int list_versions(struct tx *tx, void *context)
{
    struct work *w = context;
    return table_version_list(tx, &w->name, w->page, w->out);
}

static int delete_version(struct tx *tx, void *context)
{
    struct work *w = context;
    return table_version_delete(tx, &w->name, w->version);
}

static int rollback(struct tx *tx, void *context)
{
    struct work *w = context;
    return table_version_rollback(tx, &w->name, w->version, &w->mark);
}

static struct work work_of(struct store_bench *b, const char *input)
{
    return (struct work){.name = bench_table_name("d", "t"),
                         .update = {.draft = bench_table_draft(&b->arena, input),
                                    .expected_version = TABLE_ANY_VERSION},
                         .out = &b->out};
}

static void expect_error(struct store_bench *b, int result, enum err_code code, const char *words)
{
    assert_int_equal(result, -1);
    if (b->err.code != code || !strstr(b->err.text, words))
        fail_msg("%s: %s", err_name(b->err.code), b->err.text);
}

static void life(void **state)
{
    /* A table begins with version 0 and with all members that clients unbox; it is created once;
     * what is missing is told by its name. */
    struct store_bench *b = *state;
    struct work w = work_of(b, "{\"TableType\":\"EXTERNAL_TABLE\"}");
    assert_int_equal(store_bench_write(b, create, &w), 0);
    const char *text = bench_table_get(b, "d", "t");
    assert_ptr_equal(strstr(text, "{\"Name\":\"t\",\"DatabaseName\":\"d\",\"CatalogId\":"
                                  "\"" BENCH_ACCOUNT "\",\"VersionId\":\"0\",\"CreateTime\":"),
                     text);
    assert_non_null(strstr(text, "\"CreatedBy\":\"arn:aws:iam::123456789012:user/test\","
                                 "\"IsRegisteredWithLakeFormation\":false,"
                                 "\"IsMultiDialectView\":false,\"Retention\":0,"
                                 "\"PartitionKeys\":[],\"TableType\":\"EXTERNAL_TABLE\","
                                 "\"Parameters\":{}}"));
    expect_error(b, store_bench_write(b, create, &w), ERR_EXISTS, "Table already exists.");
    assert_int_equal(bench_table_delete(b, "d", "t"), 0);
    expect_error(b, bench_table_delete(b, "d", "t"), ERR_NOT_FOUND, "Table t not found.");
    expect_error(b, store_bench_write(b, update, &w), ERR_NOT_FOUND, "Table t not found.");
    w.name.database = TEXT("nope");
    expect_error(b, store_bench_write(b, create, &w), ERR_NOT_FOUND, "Database nope not found.");
    expect_error(b, store_bench_write(b, update, &w), ERR_NOT_FOUND, "Database nope not found.");
    w.name.catalog = TEXT("x");
    expect_error(b, store_bench_write(b, update, &w), ERR_NOT_FOUND, "Catalog x not found.");
    assert_null(bench_table_get(b, "nope", "t"));
    assert_string_equal(b->err.text, "Database nope not found.");
}

/* Where the words stand in a text, or NULL. */
static const char *find(struct text t, const char *words)
{
    return t.n ? memmem(t.p, t.n, words, strlen(words)) : NULL;
}

/* The version numbers of the list in pages of a size: "2 1 0 ". */
static const char *versions(struct store_bench *b, int64_t limit)
{
    struct page page = {.limit = limit, .arena = &b->arena};
    struct work w = {.name = bench_table_name("d", "t"), .page = &page, .out = &b->out};
    struct buf numbers;
    buf_init(&numbers, 1 << 16);
    do {
        if (store_bench_read(b, list_versions, &w) != 0)
            fail_msg("%s", b->err.text);
        struct text rest = buf_text(&b->out);
        static const char before[] = "},\"VersionId\":\"";
        for (const char *hit; (hit = find(rest, before));) {
            hit += sizeof before - 1;
            rest = (struct text){hit, rest.n - (size_t)(hit - rest.p)};
            buf_put(&numbers, text_split(&rest, '"'));
            buf_put_char(&numbers, ' ');
        }
        page = (struct page){.limit = limit, .arena = &b->arena, .after = page.next};
    } while (page.after.p);
    struct text text = arena_copy(&b->arena, buf_text(&numbers));
    buf_release(&numbers);
    return text.p;
}

static const char *version_text(struct store_bench *b, int64_t version)
{
    struct work w = {.name = bench_table_name("d", "t"), .version = version, .out = &b->out};
    return store_bench_read(b, get_version, &w) == 0 ? store_bench_text(b) : NULL;
}

static void archive(void **state)
{
    /* Each update makes the next version and keeps the one before as it was, also if nothing
     * differs; SkipArchive makes the next version without keeping. */
    struct store_bench *b = *state;
    bench_table_create(b, "d", "t", "{\"Description\":\"v0\"}");
    assert_string_equal(versions(b, 10), "0 ");
    assert_int_equal(bench_table_update(b, "d", "t", "{\"Description\":\"v1\"}"), 1);
    struct work w = work_of(b, "{\"Description\":\"v2\"}");
    w.update.skip_archive = true;
    assert_int_equal(store_bench_write(b, update, &w), 0);
    assert_int_equal(w.mark.version, 2);
    assert_int_equal(bench_table_update(b, "d", "t", "{\"Description\":\"v3\"}"), 3);
    assert_int_equal(bench_table_update(b, "d", "t", "{\"Description\":\"v3\"}"), 4);
    for (int64_t limit = 1; limit <= 5; limit++)
        assert_string_equal(versions(b, limit), "4 3 2 0 ");
    assert_non_null(strstr(version_text(b, 0), "\"VersionId\":\"0\""));
    assert_non_null(strstr(version_text(b, 0), "\"Description\":\"v0\""));
    assert_non_null(strstr(version_text(b, 2), "\"Description\":\"v2\""));
    assert_non_null(strstr(version_text(b, 4), "\"Description\":\"v3\""));
    assert_non_null(strstr(version_text(b, TABLE_ANY_VERSION), "},\"VersionId\":\"4\"}"));
    assert_null(version_text(b, 1));
    assert_int_equal(b->err.code, ERR_NOT_FOUND);
    assert_string_equal(b->err.text, "Version 1 of table t not found.");
    assert_null(version_text(b, 5));
}

static void unchanged(void **state)
{
    /* A put of the same text makes no version and no change; any other one does. */
    struct store_bench *b = *state;
    bench_table_create(b, "d", "t", "{\"Description\":\"same\"}");
    struct work w = work_of(b, "{\"Description\":\"same\"}");
    w.update.unchanged_is_no_update = true;
    assert_int_equal(store_bench_write(b, update, &w), 0);
    assert_int_equal(w.mark.version, 0);
    assert_int_equal(store_bench_ask(b, "SELECT max(seq) FROM changes"), 2);
    w.update.draft = bench_table_draft(&b->arena, "{\"Description\":\"other\"}");
    assert_int_equal(store_bench_write(b, update, &w), 0);
    assert_int_equal(w.mark.version, 1);
    assert_int_equal(store_bench_ask(b, "SELECT max(seq) FROM changes"), 3);
}

static void locks(void **state)
{
    /* A version that is not the current one any more loses; an entity tag also tells a table from
     * one of the same name. */
    struct store_bench *b = *state;
    int64_t id = bench_table_create(b, "d", "t", "{}");
    struct work w = work_of(b, "{\"Description\":\"x\"}");
    w.update.expected_version = 0;
    assert_int_equal(store_bench_write(b, update, &w), 0);
    expect_error(b, store_bench_write(b, update, &w), ERR_CONCURRENT, "concurrent modifications");
    w.update.expected_version = 5;
    expect_error(b, store_bench_write(b, update, &w), ERR_CONCURRENT, "concurrent modifications");
    w.update.expected_version = 1;
    w.update.expected_id = id;
    assert_int_equal(store_bench_write(b, update, &w), 0);
    expect_error(b, store_bench_write(b, update, &w), ERR_PRECONDITION, "If-Match");
    struct object_mark mark = {id, 1};
    w.expected = &mark;
    expect_error(b, store_bench_write(b, delete, &w), ERR_PRECONDITION, "If-Match");
    mark.version = 2;
    assert_int_equal(store_bench_write(b, delete, &w), 0);
    bench_table_create(b, "d", "t", "{}");
    mark.version = 0;
    expect_error(b, store_bench_write(b, delete, &w), ERR_PRECONDITION, "If-Match");
    w.update.expected_version = 0;
    expect_error(b, store_bench_write(b, update, &w), ERR_PRECONDITION, "If-Match");
}

struct racer {
    struct store_bench *b;
    struct table_draft *draft;
    atomic_int *wins;
};

static void *race(void *argument)
{
    struct racer *r = argument;
    for (int64_t version = 0; version < 20; version++) {
        struct err err = {.code = ERR_NONE};
        struct work w = {.name = bench_table_name("d", "t"),
                         .update = {.draft = r->draft, .expected_version = version}};
        while (store_write(r->b->store, LANE_FOREGROUND, &store_bench_origin, update, &w, &err) !=
               0) {
            if (err.code != ERR_CONCURRENT)
                return NULL;
            break;
        }
        atomic_fetch_add(r->wins, err.code == ERR_NONE);
    }
    return NULL;
}

static void one_winner(void **state)
{
    /* Of many updates that name one version, one wins. */
    struct store_bench *b = *state;
    pthread_t threads[8];
    atomic_int wins = 0;
    bench_table_create(b, "d", "t", "{}");
    struct racer r = {b, bench_table_draft(&b->arena, "{\"Description\":\"x\"}"), &wins};
    for (size_t i = 0; i < COUNT(threads); i++)
        pthread_create(&threads[i], NULL, race, &r);
    for (size_t i = 0; i < COUNT(threads); i++)
        pthread_join(threads[i], NULL);
    assert_true(strstr(bench_table_get(b, "d", "t"), "\"VersionId\":\"20\"") != NULL);
    assert_int_equal(atomic_load(&wins), 20);
}

static void delete_versions(void **state)
{
    /* Archived versions can be deleted, once; the current one cannot. Deleting leaves the others
     * and one change. */
    struct store_bench *b = *state;
    bench_table_create(b, "d", "t", "{}");
    bench_table_update(b, "d", "t", "{}");
    bench_table_update(b, "d", "t", "{}");
    struct work w = work_of(b, "{}");
    w.version = 1;
    assert_int_equal(store_bench_write(b, delete_version, &w), 0);
    expect_error(b, store_bench_write(b, delete_version, &w), ERR_NOT_FOUND, "Version 1");
    w.version = 2;
    expect_error(b, store_bench_write(b, delete_version, &w), ERR_INVALID, "current one");
    w.version = TABLE_ANY_VERSION;
    expect_error(b, store_bench_write(b, delete_version, &w), ERR_INVALID, "current one");
    assert_string_equal(versions(b, 10), "2 0 ");
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM changes WHERE kind = 7 AND "
                                        "version_before = 1 AND version_after IS NULL"),
                     1);
}

static void roll_back(void **state)
{
    /* A rollback makes the old text the next version, keeps what it replaces, and obeys the lock.
     */
    struct store_bench *b = *state;
    int64_t id = bench_table_create(b, "d", "t", WITH_COLUMNS(COLUMN("a", "int")));
    bench_table_update(b, "d", "t", WITH_COLUMNS(COLUMN("a", "string")));
    struct work w = work_of(b, "{}");
    w.version = 0;
    w.mark = (struct object_mark){id, 0};
    expect_error(b, store_bench_write(b, rollback, &w), ERR_PRECONDITION, "If-Match");
    w.mark = (struct object_mark){id, 1};
    assert_int_equal(store_bench_write(b, rollback, &w), 0);
    assert_true(w.mark.id == id && w.mark.version == 2);
    assert_string_equal(versions(b, 10), "2 1 0 ");
    assert_non_null(strstr(bench_table_get(b, "d", "t"), COLUMN("a", "int")));
    assert_non_null(strstr(version_text(b, 1), COLUMN("a", "string")));
    w.version = 9;
    w.mark = (struct object_mark){0, 0};
    expect_error(b, store_bench_write(b, rollback, &w), ERR_NOT_FOUND, "Version 9");
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM tables t JOIN changes c ON "
                                        "c.seq = 2 AND c.after_tail = t.tail"),
                     1);
}

static void drift(void **state)
{
    /* A change of the schema carries its diff; a change beside the schema carries none. */
    struct store_bench *b = *state;
    bench_table_create(b, "d", "t", WITH_COLUMNS(COLUMN("a", "int") "," COLUMN("b", "int")));
    bench_table_update(b, "d", "t", WITH_COLUMNS(COLUMN("a", "bigint") "," COLUMN("c", "int")));
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM changes WHERE seq = 3 AND kind = 5 "
                                        "AND version_before = 0 AND version_after = 1 AND "
                                        "before_tail LIKE '%\"b\"%' AND after_tail LIKE '%\"c\"%' "
                                        "AND detail LIKE '%\"a\"%' AND detail LIKE '%bigint%' AND "
                                        "json_valid(detail)"),
                     1);
    bench_table_update(
        b, "d", "t",
        "{\"Description\":\"new\",\"StorageDescriptor\":{\"Columns\":["
        "{\"Name\":\"a\",\"Type\":\"bigint\",\"Comment\":\"said\"}," COLUMN("c", "int") "]}}");
    assert_int_equal(
        store_bench_ask(b, "SELECT count(*) FROM changes WHERE seq = 4 AND detail IS NULL"), 1);
    assert_int_equal(bench_table_delete(b, "d", "t"), 0);
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM changes WHERE seq = 5 AND kind = 6 "
                                        "AND version_before = 2 AND before_tail LIKE '%said%' "
                                        "AND after_tail IS NULL"),
                     1);
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM changes"), 5);
}

static int is_vowel(void *context, struct tx *tx, struct text name)
{
    (void)context, (void)tx;
    return text_is(name, "a") || text_is(name, "e");
}

/* The names of a list in pages of a size. */
static const char *names(struct store_bench *b, int64_t limit, struct table_filter filter)
{
    struct page page = {.limit = limit, .arena = &b->arena};
    struct work w = {
        .name = bench_table_name("d", ""), .filter = filter, .page = &page, .out = &b->out};
    struct buf out;
    buf_init(&out, 1 << 16);
    do {
        assert_int_equal(store_bench_read(b, list, &w), 0);
        struct text rest = buf_text(&b->out);
        for (const char *hit; (hit = find(rest, "{\"Name\":\""));) {
            rest = (struct text){hit + 9, rest.n - (size_t)(hit + 9 - rest.p)};
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
    /* Lists are by name, in pages of any size, and show what the filter lets through. */
    struct store_bench *b = *state;
    bench_database_create(b, "e");
    bench_table_create(b, "e", "elsewhere", "{}");
    assert_string_equal(names(b, 1, (struct table_filter){0}), "");
    static const char *const all[] = {"c", "a", "b", "e", "d"};
    for (size_t i = 0; i < COUNT(all); i++)
        bench_table_create(b, "d", all[i], i % 2 ? "{\"TableType\":\"VIEW\"}" : "{}");
    for (int64_t limit = 1; limit <= 6; limit++) {
        assert_string_equal(
            names(b, limit, (struct table_filter){.what = limit % 2 ? TABLES_NAMES : TABLES_WHOLE}),
            "a b c d e ");
        assert_string_equal(names(b, limit, (struct table_filter){.matches = is_vowel}), "a e ");
    }
    struct page page = {.limit = 1, .arena = &b->arena};
    struct work w = {.name = bench_table_name("d", ""),
                     .filter = {.what = TABLES_NAMES_AND_TYPES},
                     .page = &page,
                     .out = &b->out};
    assert_int_equal(store_bench_read(b, list, &w), 0);
    assert_string_equal(store_bench_text(b),
                        "{\"Name\":\"a\",\"DatabaseName\":\"d\",\"CatalogId\":\"" BENCH_ACCOUNT
                        "\",\"TableType\":\"VIEW\"}");
    w.name.database = TEXT("nope");
    expect_error(b, store_bench_read(b, list, &w), ERR_NOT_FOUND, "Database nope not found.");
}

static void bad_position(void **state)
{
    /* A position that is no version number is refused. */
    struct store_bench *b = *state;
    struct page page = {.limit = 1, .arena = &b->arena, .after = TEXT("x")};
    struct work w = {.name = bench_table_name("d", "t"), .page = &page, .out = &b->out};
    bench_table_create(b, "d", "t", "{}");
    expect_error(b, store_bench_read(b, list_versions, &w), ERR_INVALID, "NextToken");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(life, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(archive, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(unchanged, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(locks, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(one_winner, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(delete_versions, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(roll_back, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(drift, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(lists, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(bad_position, set_up, store_bench_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
