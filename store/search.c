/* SPDX-License-Identifier: Apache-2.0 */
#include "store/search.h"

#include "base/json_write.h"
#include "base/limits.h"
#include "catalog/shapes_table.h"
#include "catalog/table_draft.h"
#include "store/db.h"
#include "store/search_index.h"
#include "store/search_run.h"

/* So few tables can have been updated in a span that they are listed first... */
enum { FEW_MAX = 20000 };
/* ... and of so few of these the stored text is read, which costs about 10 us each, rather than
 * what the index says of all tables: up to 80 ms where a million hold a word. */
enum { FEW_READ_MAX = 1000 };

enum { SEARCH_DOCUMENT = SEARCH_ROWS };
#define HIT_COLUMNS(row)                                                                           \
    row ".name, d.name, " row ".table_type, " row ".created_ms, " row ".updated_ms"
#define OF_CATALOG(row)                                                                            \
    "CROSS JOIN databases d ON d.id = " row ".database_id WHERE " row ".id = ?1 AND "              \
    "d.catalog_id = ?2"
static const char *const texts[] = {
    [SEARCH_ROW_KNOWN] = "SELECT " HIT_COLUMNS("k") " FROM search_keys k " OF_CATALOG("k"),
    [SEARCH_ROW_STORED] = "SELECT " HIT_COLUMNS("t") " FROM tables t " OF_CATALOG("t"),
    [SEARCH_DOCUMENT] = "SELECT tail FROM tables WHERE id = ?1",
};
const struct statements search_statements = {texts, COUNT(texts)};

static bool holds(const struct search_span *span, int64_t ms)
{
    return ms >= span->first_ms && ms <= span->last_ms;
}

static bool holds_value(const struct search_span *span, const struct value *time)
{
    return search_span_is_any(span) || (time->set && holds(span, time->integer));
}

/* 1, 0, or -1. */
static int holds_document(const struct search_run *run, int64_t id)
{
    const struct search_span *times = run->search->times;
    struct arena arena;
    struct value *input;
    struct query q;
    int result = 0;
    arena_init(&arena, LIMIT_REQUEST_ARENA_BYTES, NULL);
    query_begin(&q, run->tx, STATEMENTS_SEARCH, SEARCH_DOCUMENT);
    query_put_int(&q, id);
    if (query_step(&q))
        result =
            table_tail_decode(query_text(&q), &arena, &input, run->tx->err) != 0
                ? -1
                : holds_value(&times[SEARCH_ACCESSED], &input[TABLE_INPUT_LAST_ACCESS_TIME]) &&
                      holds_value(&times[SEARCH_ANALYZED], &input[TABLE_INPUT_LAST_ANALYZED_TIME]);
    arena_release(&arena);
    return query_end(&q) != 0 ? -1 : result;
}

static int allows(const struct search_run *run, const struct search_hit *hit)
{
    const struct search *s = run->search;
    struct table_name name = {s->catalog, hit->database_name, hit->name};
    int result = 1;
    if (!holds(&s->times[SEARCH_CREATED], hit->created_ms) ||
        !holds(&s->times[SEARCH_UPDATED], hit->updated_ms))
        return 0;
    if (!search_span_is_any(&s->times[SEARCH_ACCESSED]) ||
        !search_span_is_any(&s->times[SEARCH_ANALYZED]))
        result = holds_document(run, hit->id);
    if (result != 1)
        return result;
    return s->allows ? s->allows(s->context, run->tx, &name) : 1;
}

int search_look_at(struct search_run *run, enum search_row row, int64_t id, search_take *take,
                   void *context)
{
    struct query q;
    int result = 0;
    query_begin(&q, run->tx, STATEMENTS_SEARCH, row);
    query_put_int(&q, id);
    query_put_int(&q, run->catalog_id);
    if (query_step(&q)) {
        struct search_hit hit = {.id = id};
        hit.name = query_text(&q);
        hit.database_name = query_text(&q);
        hit.table_type = query_text(&q);
        hit.created_ms = query_int(&q);
        hit.updated_ms = query_int(&q);
        result = allows(run, &hit);
        if (result == 1)
            result = take(run, &hit, context);
    }
    return query_end(&q) != 0 ? -1 : result;
}

int search_look_at_unknown(struct search_run *run, int64_t id, search_take *take, void *context)
{
    int result = search_index_look_at(run->tx, id, &run->search->phrases);
    return result == 1 ? search_look_at(run, SEARCH_ROW_STORED, id, take, context) : result;
}

int search_put(struct search_run *run, const struct search_hit *hit)
{
    struct database database = {.name = hit->database_name, .catalog_name = run->catalog_name};
    return table_put_by_id(run->tx, hit->id, &database, &run->search->filter, run->out);
}

/* --- few tables --------------------------------------------------------------------------------*/

static int keep_read(struct search_run *run, struct search_ids *from)
{
    for (size_t i = 0; i < from->count; i++) {
        int holds_them = search_index_look_at(run->tx, from->items[i], &run->search->phrases);
        if (holds_them < 0)
            return -1;
        if (holds_them)
            search_ids_add(&run->few, from->items[i]);
    }
    return 0;
}

static int keep_found(struct search_run *run, const struct search_ids *from)
{
    struct search_range range = {.phrases = &run->search->phrases, .after = from->items[0] - 1};
    struct buf expression;
    struct query q;
    buf_init(&expression, LIMIT_BODY_BYTES_DEFAULT);
    search_index_begin(&q, run->tx, &range, &expression);
    while (query_step(&q)) {
        int64_t id = query_int(&q);
        if (id > from->items[from->count - 1])
            break;
        if (search_ids_has(from, id))
            search_ids_add(&run->few, id);
    }
    buf_release(&expression);
    return query_end(&q);
}

/* Lists the tables of the span with the phrases, where these are few. */
static int list_few(struct search_run *run)
{
    struct search_ids updated = {NULL, 0, 0};
    if (search_span_is_any(&run->search->times[SEARCH_UPDATED]))
        return 0;
    int result =
        search_keys_updated(run->tx, &run->search->times[SEARCH_UPDATED], FEW_MAX, &updated);
    run->is_few = result == 1;
    if (run->is_few && !run->search->phrases.count) {
        run->few = updated;
        return 0;
    }
    if (run->is_few && updated.count <= FEW_READ_MAX)
        result = keep_read(run, &updated);
    else if (run->is_few)
        result = keep_found(run, &updated);
    search_ids_release(&updated);
    return result < 0 ? -1 : 0;
}

/* --- in the order of creation ------------------------------------------------------------------*/

/* Tables that the index does not know come in between those that it found, by their ids too. */
struct merge {
    struct search_run *run;
    size_t next; /* of the unknown, in this direction */
};

static int take_now(struct search_run *run, const struct search_hit *hit, void *context)
{
    (void)context;
    if (!page_has_room(run->page))
        return 2;
    if (search_put(run, hit) != 0)
        return -1;
    page_add_number(run->page, hit->id, run->out);
    return 1;
}

/* In the direction of the search. */
static bool is_before(const struct search_run *run, int64_t a, int64_t b)
{
    return run->search->descending ? a > b : a < b;
}

static int64_t nth(const struct search_run *run, const struct search_ids *ids, size_t i)
{
    return ids->items[run->search->descending ? ids->count - 1 - i : i];
}

/* How many come up to an id, that one included. */
static size_t count_up_to(const struct search_run *run, const struct search_ids *ids, int64_t id)
{
    if (run->search->descending)
        return id == INT64_MIN ? ids->count : ids->count - search_ids_below(ids, id);
    return id == INT64_MAX ? ids->count : search_ids_below(ids, id + 1);
}

/* Looks at the unknown tables before an id. */
static int take_unknown(struct merge *m, int64_t id)
{
    struct search_run *run = m->run;
    int result = 0;
    for (; m->next < run->unknown.count; m->next++) {
        int64_t next = nth(run, &run->unknown, m->next);
        if (!is_before(run, next, id))
            break;
        result = search_look_at_unknown(run, next, take_now, NULL);
        if (result < 0 || result == 2)
            return result;
    }
    return 0;
}

/* 0 or 1: goes on. What the index says of a table that it does not know does not count. */
static int take_found(struct merge *m, int64_t id)
{
    int result = take_unknown(m, id);
    if (result < 0 || result == 2 || search_ids_has(&m->run->unknown, id))
        return result;
    return search_look_at(m->run, SEARCH_ROW_KNOWN, id, take_now, NULL);
}

static int take_few(struct merge *m, int64_t after)
{
    const struct search_ids *few = &m->run->few;
    int result = 0;
    for (size_t i = count_up_to(m->run, few, after); i < few->count && result >= 0 && result != 2;
         i++)
        result = take_found(m, nth(m->run, few, i));
    return result;
}

static int take_many(struct merge *m, int64_t after)
{
    struct search_run *run = m->run;
    struct search_range range = {&run->search->phrases, after, run->search->descending};
    struct buf expression;
    struct query q;
    int result = 0;
    buf_init(&expression, LIMIT_BODY_BYTES_DEFAULT);
    if (run->search->phrases.count)
        search_index_begin(&q, run->tx, &range, &expression);
    else
        search_keys_begin(&q, run->tx, after, range.descending);
    while (result >= 0 && result != 2 && query_step(&q))
        result = take_found(m, query_int(&q));
    buf_release(&expression);
    return query_end(&q) != 0 ? -1 : result;
}

static int by_creation(struct search_run *run)
{
    bool down = run->search->descending;
    int64_t after = down ? INT64_MAX : 0, end = down ? INT64_MIN : INT64_MAX;
    if (run->page->after.p && !text_to_int64(run->page->after, &after))
        return err_set(run->tx->err, ERR_INVALID, "NextToken is of another sort order.");
    struct merge m = {run, count_up_to(run, &run->unknown, after)};
    int result = run->is_few ? take_few(&m, after) : take_many(&m, after);
    if (result == 0 || result == 1)
        result = take_unknown(&m, end);
    return result < 0 ? -1 : 0;
}

int search_tables(struct tx *tx, const struct search *search, struct page *page, struct buf *out)
{
    struct search_run run = {.tx = tx,
                             .search = search,
                             .page = page,
                             .out = out,
                             .catalog_name = catalog_shown(tx->store, search->catalog)};
    if (catalog_find(tx, search->catalog, &run.catalog_id) != 0)
        return -1;
    if (search->phrases.match_nothing)
        return 0;
    int result = search_index_unknown(tx, &run.unknown);
    if (result == 0)
        result = list_few(&run);
    if (result == 0)
        result = search->sort == SEARCH_SORT_CREATED ? by_creation(&run) : search_sorted(&run);
    search_ids_release(&run.unknown);
    search_ids_release(&run.few);
    return result;
}
