/* SPDX-License-Identifier: Apache-2.0
 * So many tables that each way to sort is taken: what SQL says of the tables themselves is what a
 * search must find. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "store/db.h"
#include "store/search.h"
#include "tests/unit/store/store_bench.h"

enum { TABLES = 12500, WITHOUT_LATE = 2000, PAGE = 251, PAGES = 3 };

static const char *const databases[] = {"d", "c", "dd"};
static const char *const types[] = {"", ",\"TableType\":\"VIEW\"", ",\"TableType\":\"TABLE\""};

static const char *input_of(struct store_bench *b, int i)
{
    return arena_printf(&b->arena, "{\"Description\":\"bee %s %s\"%s}",
                        i < WITHOUT_LATE ? "" : "late", i % 10 ? "" : "wax", types[i % 3])
        .p;
}

/* Names in another order than ids; those that come first are not late. */
static struct table_name name_of(struct store_bench *b, int i)
{
    unsigned mixed = (unsigned)i * 7919u % 100003u;
    return bench_table_name(databases[i % 3],
                            arena_printf(&b->arena, "%c%u", i < WITHOUT_LATE ? 'a' : 'm', mixed).p);
}

struct batch {
    struct store_bench *b;
    int first, end, step;
    bool is_update;
};

static int write_batch(struct tx *tx, void *context)
{
    struct batch *batch = context;
    for (int i = batch->first; i < batch->end; i += batch->step) {
        struct table_name name = name_of(batch->b, i);
        struct table_update update = {
            .draft = bench_table_draft(&batch->b->arena, input_of(batch->b, i)),
            .expected_version = TABLE_ANY_VERSION};
        int result = batch->is_update ? table_update(tx, &name, &update, NULL)
                                      : table_create(tx, &name, update.draft, NULL);
        if (result != 0)
            return -1;
    }
    return 0;
}

static void put_batch(struct store_bench *b, struct batch batch)
{
    batch.b = b;
    usleep(3000);
    assert_int_equal(store_bench_write(b, write_batch, &batch), 0);
    arena_release(&b->arena);
}

static int set_up(void **state)
{
    store_bench_open(state);
    for (size_t i = 0; i < COUNT(databases); i++)
        bench_database_create(*state, databases[i]);
    for (int first = 0; first < TABLES; first += TABLES / 5)
        put_batch(*state, (struct batch){.first = first, .end = first + TABLES / 5, .step = 1});
    return 0;
}

/* The first pages of a search, and what it found as "name database" lines. */
struct whole {
    struct store_bench *b;
    struct search search;
    struct buf found;
};

static void add_names(struct buf *found, struct text answer)
{
    static const struct text head = TEXT_INIT("{\"Name\":\""),
                             next = TEXT_INIT("DatabaseName\":\"");
    for (const char *hit; (hit = memmem(answer.p, answer.n, head.p, head.n)) != NULL;) {
        struct text rest = {hit + head.n, answer.n - (size_t)(hit + head.n - answer.p)};
        buf_put(found, text_split(&rest, '"'));
        buf_put_char(found, ' ');
        text_split(&rest, '"');
        rest = (struct text){rest.p + next.n, rest.n - next.n};
        buf_put(found, text_split(&rest, '"'));
        buf_put_char(found, '\n');
        answer = rest;
    }
}

static int find_pages(struct tx *tx, void *context)
{
    struct whole *w = context;
    struct text after = {NULL, 0};
    for (int i = 0; i < PAGES && (i == 0 || after.p); i++) {
        struct page page = {.limit = PAGE, .arena = &w->b->arena, .after = after};
        buf_clear(&w->b->out);
        if (search_tables(tx, &w->search, &page, &w->b->out) != 0)
            return -1;
        add_names(&w->found, buf_text(&w->b->out));
        after = page.next;
    }
    return 0;
}

static int ask_all(struct tx *tx, void *context)
{
    struct whole *w = context;
    struct query q;
    query_begin_once(&q, tx->db, buf_text(&w->b->out).p, tx->err);
    while (query_step(&q)) {
        buf_put(&w->found, query_text(&q));
        buf_put_char(&w->found, ' ');
        buf_put(&w->found, query_text(&q));
        buf_put_char(&w->found, '\n');
    }
    return query_end(&q);
}

static const char *const orders[] = {
    [SEARCH_SORT_CREATED] = "t.id ?",
    [SEARCH_SORT_NAME] = "t.name ?, t.id ?",
    [SEARCH_SORT_DATABASE] = "d.name ?, t.name ?",
    [SEARCH_SORT_TYPE] = "coalesce(t.table_type, '') ?, t.id ?",
    [SEARCH_SORT_UPDATED] = "t.updated_ms ?, t.id ?",
};

static void put_question(struct whole *w, const char *word)
{
    struct buf *out = &w->b->out;
    buf_clear(out);
    buf_printf(out,
               "SELECT t.name, d.name FROM tables t JOIN databases d ON d.id = t.database_id WHERE "
               "t.tail LIKE '%%%s%%' AND t.updated_ms BETWEEN %lld AND %lld ORDER BY ",
               word, (long long)w->search.times[SEARCH_UPDATED].first_ms,
               (long long)w->search.times[SEARCH_UPDATED].last_ms);
    for (const char *p = orders[w->search.sort]; *p; p++)
        if (*p == '?')
            buf_put_string(out, w->search.descending ? "DESC" : "ASC");
        else
            buf_put_char(out, *p);
    buf_printf(out, " LIMIT %d", PAGE * PAGES);
    buf_put_char(out, '\0');
}

/* Searches for the tables with this word that were updated in the span, in all orders. */
static void compare(struct store_bench *b, const char *word, struct search_span updated)
{
    for (int order = 0; order < 2 * (int)COUNT(orders); order++) {
        struct whole found = {.b = b}, wanted = {.b = b};
        found.search =
            (struct search){.times = {SEARCH_ANY_TIME, updated, SEARCH_ANY_TIME, SEARCH_ANY_TIME},
                            .sort = (enum search_sort)(order / 2),
                            .descending = order % 2};
        search_phrases_add_text(&found.search.phrases, text_of(word), &b->arena);
        wanted.search = found.search;
        buf_init(&found.found, 1 << 20);
        buf_init(&wanted.found, 1 << 20);
        assert_int_equal(store_bench_read(b, find_pages, &found), 0);
        put_question(&wanted, word);
        struct err err = {.code = ERR_NONE};
        assert_int_equal(store_read(b->store, ask_all, &wanted, &err), 0);
        assert_true(wanted.found.n > 0);
        if (!text_equal(buf_text(&found.found), buf_text(&wanted.found)))
            fail_msg("%s, order %d: %zu and %zu bytes differ", word, order, found.found.n,
                     wanted.found.n);
        buf_release(&found.found);
        buf_release(&wanted.found);
        arena_release(&b->arena);
    }
}

static void all_orders(void **state)
{
    /* Any order, up and down, in pages: of a word of all tables, of one that those which come first
     * have not, of one that few have, and of no word. */
    static const char *const words[] = {"bee", "late", "wax", ""};
    struct store_bench *b = *state;
    for (size_t i = 0; i < COUNT(words); i++)
        compare(b, words[i], (struct search_span)SEARCH_ANY_TIME);
}

static void spans(void **state)
{
    /* What was updated in a span: all, more than are read, and few, whether the index knows them.
     */
    static const char *const words[] = {"late", "wax"};
    struct store_bench *b = *state;
    int64_t first_ms = clock_now_ms() + 1;
    put_batch(b, (struct batch){.first = 1, .end = TABLES, .step = 3, .is_update = true});
    int64_t second_ms = clock_now_ms() + 1;
    put_batch(b, (struct batch){.first = 0, .end = TABLES, .step = 50, .is_update = true});
    const struct search_span asked[] = {{INT64_MIN, first_ms},
                                        {first_ms, INT64_MAX},
                                        {first_ms, second_ms},
                                        {second_ms, INT64_MAX}};
    for (size_t i = 0; i < COUNT(words); i++)
        for (size_t j = 0; j < COUNT(asked); j++)
            compare(b, words[i], asked[j]);
    compare(b, "", asked[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_orders),
        cmocka_unit_test(spans),
    };
    return cmocka_run_group_tests(tests, set_up, store_bench_close);
}
