/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "store/db.h"
#include "store/purge.h"
#include "store/search.h"
#include "store/search_index.h"
#include "store/statements.h"
#include "tests/unit/store/store_bench.h"

static int catch_up(struct tx *tx, void *context)
{
    (void)context;
    return search_index_catch_up(tx);
}

/* How often the index holds a token; where it would be left with what is no more, this counts it.
 */
static int64_t hits(struct store_bench *b, const char *token)
{
    char sql[128];
    assert_int_equal(store_bench_write(b, catch_up, NULL), 0);
    snprintf(sql, sizeof sql, "SELECT count(*) FROM search_index WHERE search_index MATCH '%s'",
             token);
    return store_bench_ask(b, sql);
}

static int set_up(void **state)
{
    store_bench_open(state);
    bench_database_create(*state, "d");
    return 0;
}

static void follows_writes(void **state)
{
    /* The index holds the current text of each table and nothing else. */
    struct store_bench *b = *state;
    bench_table_create(b, "d", "t", "{\"Description\":\"bee hive\",\"Parameters\":{\"k\":\"v\"}}");
    bench_table_create(b, "d", "u", "{\"Description\":\"bee\"}");
    assert_int_equal(hits(b, "bee"), 2);
    assert_int_equal(hits(b, "hive"), 1);
    bench_table_update(b, "d", "t", "{\"Description\":\"wax\"}");
    assert_int_equal(hits(b, "bee") + hits(b, "hive") + hits(b, "k") + hits(b, "v"), 1);
    assert_int_equal(hits(b, "wax"), 1);
    assert_int_equal(bench_table_delete(b, "d", "t"), 0);
    assert_int_equal(bench_table_delete(b, "d", "u"), 0);
    assert_int_equal(hits(b, "bee") + hits(b, "wax") + hits(b, "t") + hits(b, "u") + hits(b, "d"),
                     0);
}

static void commits_that_change_no_text(void **state)
{
    /* An update of what is not searched does not touch the index. */
    struct store_bench *b = *state;
    static const char written[] = "SELECT sum(length(block)) FROM search_index_data";
    bench_table_create(b, "d", "t", "{\"Parameters\":{\"metadata_location\":\"s3://a/1\"}}");
    assert_int_equal(hits(b, "a"), 0);
    int64_t before = store_bench_ask(b, written);
    bench_table_update(b, "d", "t", "{\"Parameters\":{\"metadata_location\":\"s3://a/2\"}}");
    assert_int_equal(hits(b, "a"), 0);
    assert_int_equal(store_bench_ask(b, written), before);
    bench_table_update(b, "d", "t", "{\"Parameters\":{\"location\":\"s3://a/2\"}}");
    assert_int_equal(hits(b, "a"), 1);
    assert_true(store_bench_ask(b, written) != before);
}

static int create_and_fail(struct tx *tx, void *context)
{
    struct table_name name = bench_table_name("d", "t");
    if (table_create(tx, &name, context, NULL) != 0)
        return -1;
    return err_set(tx->err, ERR_INVALID, "No.");
}

static void failed_writes(void **state)
{
    /* What a write noted that was undone does not reach the index. */
    struct store_bench *b = *state;
    struct table_draft *draft = bench_table_draft(&b->arena, "{\"Description\":\"bee\"}");
    assert_int_equal(store_bench_write(b, create_and_fail, draft), -1);
    bench_table_create(b, "d", "u", "{\"Description\":\"wax\"}");
    assert_int_equal(hits(b, "bee"), 0);
    assert_int_equal(hits(b, "wax"), 1);
}

static int many(struct tx *tx, void *context)
{
    struct store_bench *b = context;
    for (int round = 0; round < 3; round++)
        for (int i = 9; i >= 0; i--) {
            char table[] = {(char)('a' + i), '\0'};
            struct table_name name = bench_table_name("d", table);
            struct table_update update = {
                .draft = bench_table_draft(&b->arena, round == 0   ? "{\"Owner\":\"one\"}"
                                                      : round == 1 ? "{\"Owner\":\"two\"}"
                                                                   : "{\"Owner\":\"three\"}"),
                .expected_version = TABLE_ANY_VERSION};
            if (round == 0 ? table_create(tx, &name, update.draft, NULL) != 0
                           : table_update(tx, &name, &update, NULL) != 0)
                return -1;
        }
    struct table_name name = bench_table_name("d", "c");
    return table_delete(tx, &name, NULL);
}

static void one_commit(void **state)
{
    /* A table that is made, changed twice and deleted before one commit is in its last state. */
    struct store_bench *b = *state;
    assert_int_equal(store_bench_write(b, many, b), 0);
    assert_int_equal(hits(b, "one"), 0);
    assert_int_equal(hits(b, "two"), 0);
    assert_int_equal(hits(b, "three"), 9);
    assert_int_equal(hits(b, "c"), 0);
}

static void after_a_restart(void **state)
{
    /* What the process had noted of writes is gone when it ends, and comes out of the rows. */
    struct store_bench *b = *state;
    bench_table_create(b, "d", "t", "{\"Description\":\"bee\"}");
    bench_table_create(b, "d", "u", "{\"Description\":\"bee\"}");
    bench_table_update(b, "d", "u", "{\"Description\":\"wax\"}");
    store_bench_reopen(b);
    assert_int_equal(hits(b, "bee"), 1);
    assert_int_equal(hits(b, "wax"), 1);
    assert_int_equal(hits(b, "d"), 2);
}

struct many_tables {
    struct store_bench *b;
    const char *input;
    int count;
    bool fails;
};

static int create_many(struct tx *tx, void *context)
{
    struct many_tables *m = context;
    for (int i = 0; i < m->count; i++) {
        char table[16];
        snprintf(table, sizeof table, "t%d", m->count - i);
        struct table_name name = bench_table_name("d", table);
        if (table_create(tx, &name, bench_table_draft(&m->b->arena, m->input), NULL) != 0)
            return -1;
    }
    return m->fails ? err_set(tx->err, ERR_INVALID, "No.") : 0;
}

static void large_writes(void **state)
{
    /* A write of more tables than are noted; one that was undone had noted others of their names.
     */
    struct store_bench *b = *state;
    struct many_tables first = {b, "{\"Description\":\"bee\"}", 1, true},
                       second = {b, "{\"Description\":\"wax\"}", 2000, false};
    assert_int_equal(store_bench_write(b, create_many, &first), -1);
    assert_int_equal(store_bench_write(b, create_many, &second), 0);
    assert_int_equal(hits(b, "bee"), 0);
    assert_int_equal(hits(b, "wax"), 2000);
    assert_int_equal(store_bench_ask(b, "SELECT max(c.seq) - k.seq FROM changes c, cursors k "
                                        "WHERE k.reader = 'search'"),
                     0);
}

static void dropped_databases(void **state)
{
    /* The tables of a dropped database leave the index while their rows are cleared. */
    struct store_bench *b = *state;
    for (int i = 0; i < 250; i++) {
        char table[16];
        snprintf(table, sizeof table, "t%d", i);
        bench_table_create(b, "d", table, "{\"Description\":\"bee\"}");
    }
    assert_int_equal(hits(b, "bee"), 250);
    assert_int_equal(bench_database_delete(b, "d"), 0);
    int64_t due_ms;
    do {
        due_ms = 42;
        assert_int_equal(purge_run_due(b->store, 0, &due_ms), 0);
    } while (due_ms == 0);
    assert_int_equal(hits(b, "bee") + hits(b, "d") + hits(b, "t7"), 0);
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM tables"), 0);
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM search_keys"), 0);
}

static void is_due(void **state)
{
    /* The index comes after by itself, once it is a few hundred changes behind. */
    struct store_bench *b = *state;
    static const char indexed[] =
        "SELECT count(*) FROM search_index WHERE search_index MATCH 'bee'";
    for (int i = 0; i < 600; i++) {
        char table[16];
        snprintf(table, sizeof table, "t%d", i);
        bench_table_create(b, "d", table, "{\"Description\":\"bee\"}");
        int64_t known = store_bench_ask(b, indexed);
        assert_true(known >= i + 1 - 256);
        assert_true(i > 250 || known == 0);
    }
}

/* The first step of a statement's plan. */
static int explain(struct tx *tx, void *context)
{
    struct store_bench *b = context;
    char sql[1024];
    struct query q;
    snprintf(sql, sizeof sql, "EXPLAIN QUERY PLAN %s", store_bench_text(b));
    query_begin_once(&q, tx->db, sql, tx->err);
    buf_clear(&b->out);
    if (query_step(&q)) {
        for (int i = 0; i < 3; i++)
            (void)query_int(&q);
        buf_put(&b->out, query_text(&q));
    }
    return query_end(&q);
}

static void reads_the_end_of_the_log(void **state)
{
    /* Asking for what the index does not know costs what that is, not what the log holds. */
    extern const struct statements search_index_statements;
    struct store_bench *b = *state;
    int seen = 0;
    for (size_t i = 0; i < search_index_statements.count; i++) {
        if (!strstr(search_index_statements.texts[i], "FROM changes"))
            continue;
        struct err err = {.code = ERR_NONE};
        buf_clear(&b->out);
        buf_put_string(&b->out, search_index_statements.texts[i]);
        assert_int_equal(store_read(b->store, explain, b, &err), 0);
        assert_string_equal(store_bench_text(b),
                            "SEARCH changes USING INTEGER PRIMARY KEY (rowid>?)");
        seen++;
    }
    assert_int_equal(seen, 2);
}

static int find(struct tx *tx, void *context)
{
    struct store_bench *b = context;
    struct search search = {
        .times = {SEARCH_ANY_TIME, SEARCH_ANY_TIME, SEARCH_ANY_TIME, SEARCH_ANY_TIME}};
    struct page page = {.limit = 1000, .arena = &b->arena};
    search_phrases_add_text(&search.phrases, TEXT("bee"), &b->arena);
    return search_tables(tx, &search, &page, &b->out);
}

static void before_the_index(void **state)
{
    /* A search finds what was written, whether the index knows it yet or not, and by id. */
    struct store_bench *b = *state;
    for (int i = 0; i < 10; i++) {
        char table[16];
        snprintf(table, sizeof table, "t%d", i);
        bench_table_create(b, "d", table, i % 2 ? "{\"Owner\":\"bee\"}" : "{}");
    }
    assert_int_equal(store_bench_write(b, catch_up, NULL), 0);
    bench_table_update(b, "d", "t0", "{\"Owner\":\"bee\"}");
    bench_table_update(b, "d", "t1", "{\"Owner\":\"wax\"}");
    bench_table_update(b, "d", "t3", "{\"Owner\":\"bee bee\"}");
    bench_table_create(b, "d", "u", "{\"Owner\":\"bee\"}");
    assert_int_equal(bench_table_delete(b, "d", "t5"), 0);
    for (int round = 0; round < 2; round++) {
        assert_int_equal(store_bench_read(b, find, b), 0);
        struct text rest = buf_text(&b->out);
        char names[64] = "";
        for (const char *hit; (hit = memmem(rest.p, rest.n, "{\"Name\":\"", 9));) {
            rest = (struct text){hit + 9, rest.n - (size_t)(hit + 9 - rest.p)};
            struct text name = text_split(&rest, '"');
            snprintf(names + strlen(names), sizeof names - strlen(names), "%.*s ", TEXT_ARG(name));
        }
        assert_string_equal(names, "t0 t3 t7 t9 u ");
        assert_int_equal(store_bench_write(b, catch_up, NULL), 0);
    }
}

static int forget(struct tx *tx, void *context)
{
    (void)context;
    return db_execute(tx->db,
                      "INSERT INTO search_index (search_index) VALUES ('delete-all');"
                      "UPDATE migrations SET cursor = 0 WHERE name = 'search'",
                      tx->err);
}

static void a_store_from_before(void **state)
{
    /* A store that was made before there was an index gets it filled when it is opened; tables of a
     * database that is being cleared stay out. */
    struct store_bench *b = *state;
    bench_database_create(b, "gone");
    bench_table_create(b, "gone", "x", "{\"Description\":\"bee\"}");
    for (int i = 0; i < 1100; i++) {
        char table[16];
        snprintf(table, sizeof table, "t%d", i);
        bench_table_create(b, "d", table, "{\"Description\":\"bee\"}");
    }
    assert_int_equal(bench_database_delete(b, "gone"), 0);
    assert_int_equal(store_bench_write(b, catch_up, NULL), 0);
    assert_int_equal(store_bench_write(b, forget, NULL), 0);
    assert_int_equal(hits(b, "bee"), 0);
    store_bench_reopen(b);
    assert_int_equal(hits(b, "bee"), 1100);
    bench_table_update(b, "d", "t7", "{\"Description\":\"wax\"}");
    assert_int_equal(hits(b, "bee"), 1099);
    store_bench_reopen(b);
    assert_int_equal(hits(b, "bee"), 1099);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(follows_writes, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(commits_that_change_no_text, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(failed_writes, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(one_commit, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(after_a_restart, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(large_writes, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(dropped_databases, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(is_due, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(reads_the_end_of_the_log, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(before_the_index, set_up, store_bench_close),
        cmocka_unit_test_setup_teardown(a_store_from_before, set_up, store_bench_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
