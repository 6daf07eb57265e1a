/* SPDX-License-Identifier: Apache-2.0 */
#include "store/search.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_write.h"
#include "base/limits.h"
#include "store/db.h"
#include "store/search_index.h"

enum { SEARCH_ROW };
static const char *const texts[] = {
    [SEARCH_ROW] = "SELECT t.name, d.name, t.table_type, t.created_ms, t.updated_ms FROM tables t "
                   "CROSS JOIN databases d ON d.id = t.database_id "
                   "WHERE t.id = ?1 AND d.catalog_id = ?2",
};
const struct statements search_statements = {texts, COUNT(texts)};

/* What of a table tells whether it is shown, and where. Names have at most 255 characters. */
enum { KEY_BYTES_MAX = 255 * 4 };
struct hit {
    int64_t id, created_ms, updated_ms;
    struct text name, database_name, table_type;
};

/* Where a hit stands in the order. */
struct place {
    int64_t id, number;
    struct text text;
    char bytes[KEY_BYTES_MAX];
};

struct run {
    struct tx *tx;
    const struct search *search;
    struct page *page;
    struct buf *out;
    int64_t catalog_id;
    struct text catalog_name;
};

static bool holds(const struct search_time *time, const struct hit *hit)
{
    int64_t ms = time->of_update ? hit->updated_ms : hit->created_ms;
    bool equal = ms >= time->ms && ms < time->ms + time->precision_ms;
    switch (time->comparator) {
    case SEARCH_EQUALS:
        return equal;
    case SEARCH_GREATER_THAN:
        return !equal && ms > time->ms;
    case SEARCH_LESS_THAN:
        return ms < time->ms;
    case SEARCH_GREATER_THAN_EQUALS:
        return ms >= time->ms;
    case SEARCH_LESS_THAN_EQUALS:
        return equal || ms < time->ms;
    }
    return false;
}

static int allows(const struct run *run, const struct hit *hit)
{
    const struct search *s = run->search;
    struct table_name name = {s->catalog, hit->database_name, hit->name};
    for (size_t i = 0; i < s->times_count; i++)
        if (!holds(&s->times[i], hit))
            return 0;
    return s->allows ? s->allows(s->context, run->tx, &name) : 1;
}

/* Runs `take` for a table while its row is at hand: 1 when it is one of the catalog that may be
 * shown and `take` wants more, 0 when not shown, 2 when `take` wants no more, -1. A table of a
 * dropped database is gone although its row is still there. */
typedef int take_hit(struct run *run, const struct hit *hit, void *context);

static int look_at(struct run *run, int64_t id, take_hit *take, void *context)
{
    struct query q;
    int result = 0;
    query_begin(&q, run->tx, STATEMENTS_SEARCH, SEARCH_ROW);
    query_put_int(&q, id);
    query_put_int(&q, run->catalog_id);
    if (query_step(&q)) {
        struct hit hit = {.id = id};
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

/* Tables that the index does not know come in between those that it found, by their ids too. */
struct merge {
    struct run *run;
    take_hit *take;
    void *context;
    struct search_unknown unknown;
    size_t next; /* of the unknown */
};

/* Looks at the unknown tables up to an id, that one included. */
static int look_at_unknown(struct merge *m, int64_t last)
{
    int result = 0;
    for (; m->next < m->unknown.count && m->unknown.ids[m->next] <= last; m->next++) {
        int64_t id = m->unknown.ids[m->next];
        result = search_index_look_at(m->run->tx, id, &m->run->search->phrases);
        if (result == 1)
            result = look_at(m->run, id, m->take, m->context);
        if (result < 0 || result == 2)
            return result;
    }
    return 0;
}

static int look_at_found(struct merge *m, int64_t id)
{
    bool is_unknown;
    int result = look_at_unknown(m, id);
    is_unknown = m->next > 0 && m->unknown.ids[m->next - 1] == id;
    if (result < 0 || result == 2 || is_unknown)
        return result;
    return look_at(m->run, id, m->take, m->context);
}

static int merge_all(struct merge *m, int64_t after)
{
    struct buf expression;
    struct query q;
    int result = 0;
    while (m->next < m->unknown.count && m->unknown.ids[m->next] <= after)
        m->next++;
    buf_init(&expression, LIMIT_BODY_BYTES_DEFAULT);
    search_index_begin(&q, m->run->tx, &m->run->search->phrases, after, &expression);
    while ((result == 0 || result == 1) && query_step(&q))
        result = look_at_found(m, query_int(&q));
    if (query_end(&q) != 0)
        result = -1;
    buf_release(&expression);
    return result == 0 || result == 1 ? look_at_unknown(m, INT64_MAX) : result;
}

static int look_at_all(struct run *run, int64_t after, take_hit *take, void *context)
{
    struct merge m = {.run = run, .take = take, .context = context};
    if (run->search->phrases.count &&
        search_index_unknown(run->tx, run->page->arena, &m.unknown) != 0)
        return -1;
    return merge_all(&m, after) < 0 ? -1 : 0;
}

static int put_table(struct run *run, int64_t id, struct text database_name)
{
    struct database database = {.name = database_name, .catalog_name = run->catalog_name};
    return table_put_by_id(run->tx, id, &database, &run->search->filter, run->out);
}

static int take_now(struct run *run, const struct hit *hit, void *context)
{
    (void)context;
    if (!page_has_room(run->page))
        return 2;
    if (put_table(run, hit->id, hit->database_name) != 0)
        return -1;
    page_add_number(run->page, hit->id, run->out);
    return 1;
}

/* --- sorted ------------------------------------------------------------------------------------*/

/* The first of the places seen, as a heap with the last of them on top. */
struct first_places {
    enum search_sort sort;
    int sign;
    struct place *places, after;
    size_t count, most;
    bool has_after;
};

static void place_of(const struct hit *hit, enum search_sort sort, struct place *place)
{
    place->id = hit->id;
    place->number = sort == SEARCH_SORT_CREATED   ? hit->created_ms
                    : sort == SEARCH_SORT_UPDATED ? hit->updated_ms
                                                  : 0;
    place->text = sort == SEARCH_SORT_NAME       ? hit->name
                  : sort == SEARCH_SORT_DATABASE ? hit->database_name
                  : sort == SEARCH_SORT_TYPE     ? hit->table_type
                                                 : (struct text){NULL, 0};
}

static int compare(const struct first_places *f, const struct place *a, const struct place *b)
{
    int order = (a->number > b->number) - (a->number < b->number);
    if (order == 0)
        order = text_compare(a->text, b->text);
    if (order == 0)
        order = (a->id > b->id) - (a->id < b->id);
    return f->sign * order;
}

static void keep(struct place *slot, const struct place *place)
{
    size_t n = place->text.n < KEY_BYTES_MAX ? place->text.n : KEY_BYTES_MAX;
    slot->id = place->id;
    slot->number = place->number;
    if (n)
        memmove(slot->bytes, place->text.p, n);
    slot->text = (struct text){slot->bytes, n};
}

static void sift_up(struct first_places *f, size_t i, const struct place *place)
{
    for (; i > 0 && compare(f, &f->places[(i - 1) / 2], place) < 0; i = (i - 1) / 2)
        keep(&f->places[i], &f->places[(i - 1) / 2]);
    keep(&f->places[i], place);
}

static void sift_down(struct first_places *f, const struct place *place)
{
    size_t i = 0;
    for (size_t child; (child = 2 * i + 1) < f->count; i = child) {
        if (child + 1 < f->count && compare(f, &f->places[child + 1], &f->places[child]) > 0)
            child++;
        if (compare(f, &f->places[child], place) <= 0)
            break;
        keep(&f->places[i], &f->places[child]);
    }
    keep(&f->places[i], place);
}

static int take_place(struct run *run, const struct hit *hit, void *context)
{
    struct first_places *f = context;
    struct place place;
    (void)run;
    place_of(hit, f->sort, &place);
    if (f->has_after && compare(f, &place, &f->after) <= 0)
        return 1;
    if (f->count < f->most)
        sift_up(f, f->count++, &place);
    else if (compare(f, &place, &f->places[0]) < 0)
        sift_down(f, &place);
    return 1;
}

/* The heap in order: the last of it changes places with its end, over and over. */
static void put_in_order(struct first_places *f)
{
    size_t count = f->count;
    struct place last, end;
    while (f->count > 1) {
        keep(&last, &f->places[0]);
        keep(&end, &f->places[--f->count]);
        sift_down(f, &end);
        keep(&f->places[f->count], &last);
    }
    f->count = count;
}

/* A position is "number id text"; a text may hold blanks. */
static bool read_position(struct text position, struct place *after)
{
    struct text number = text_split(&position, ' ');
    struct text id = position.p ? text_split(&position, ' ') : position;
    after->text = position;
    return position.p && text_to_int64(number, &after->number) && text_to_int64(id, &after->id);
}

static void add_place(struct page *page, const struct place *place, const struct buf *out)
{
    page_add(page,
             arena_printf(page->arena, "%" PRId64 " %" PRId64 " %.*s", place->number, place->id,
                          TEXT_ARG(place->text)),
             out);
}

/* The row was there in this very snapshot. */
static int put_database_of(struct run *run, const struct hit *hit, void *context)
{
    (void)context;
    return put_table(run, hit->id, hit->database_name) == 0 ? 2 : -1;
}

static int put_places(struct run *run, const struct first_places *f)
{
    for (size_t i = 0; i < f->count && page_has_room(run->page); i++) {
        if (look_at(run, f->places[i].id, put_database_of, NULL) < 0)
            return -1;
        add_place(run->page, &f->places[i], run->out);
    }
    return 0;
}

static int search_sorted(struct run *run)
{
    struct first_places *f = ARENA_NEW(run->page->arena, struct first_places);
    f->sort = run->search->sort;
    f->sign = run->search->descending ? -1 : 1;
    f->most = (size_t)run->page->limit + 1;
    f->has_after = run->page->after.p != NULL;
    if (f->has_after && !read_position(run->page->after, &f->after))
        return err_set(run->tx->err, ERR_INVALID, "NextToken is of another sort order.");
    f->places = ARENA_ARRAY(run->page->arena, struct place, f->most);
    if (look_at_all(run, 0, take_place, f) != 0)
        return -1;
    put_in_order(f);
    return put_places(run, f);
}

int search_tables(struct tx *tx, const struct search *search, struct page *page, struct buf *out)
{
    struct run run = {.tx = tx,
                      .search = search,
                      .page = page,
                      .out = out,
                      .catalog_name = catalog_shown(tx->store, search->catalog)};
    int64_t after = 0;
    if (catalog_find(tx, search->catalog, &run.catalog_id) != 0)
        return -1;
    if (search->phrases.match_nothing)
        return 0;
    if (search->sort != SEARCH_SORT_NONE)
        return search_sorted(&run);
    if (page->after.p && !text_to_int64(page->after, &after))
        return err_set(tx->err, ERR_INVALID, "NextToken is of another sort order.");
    return look_at_all(&run, after, take_now, NULL);
}
