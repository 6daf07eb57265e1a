/* SPDX-License-Identifier: Apache-2.0
 * Searches in an order: the first of the tables found, kept in a heap. */
#include <inttypes.h>
#include <string.h>

#include "base/limits.h"
#include "store/search_index.h"
#include "store/search_run.h"

/* So many tables are looked up one by one, which takes 1 to 5 us each; of more, the index of the
 * order tells which come first. */
enum { LOOKED_UP_MAX = 10000 };

/* What that many tables have in common may be common enough to fill a page with those that come
 * first: of so many the stored text is read, about 10 us each, before all that have it are listed,
 * which takes up to 70 ms where a million have it. */
enum { READ_FIRST_MAX = 500 };

/* Of a database and a table: 255 characters each. */
enum { KEY_BYTES_MAX = 2 * 255 * 4 + 1 };

struct slot {
    struct search_place place;
    char bytes[KEY_BYTES_MAX];
};

/* The first of the places seen, as a heap with the last of them on top. */
struct first_places {
    enum search_sort sort;
    int sign;
    struct slot *slots;
    struct search_place after;
    size_t count, most;
    bool has_after;
};

/* `space` takes a text that is put together. */
static void place_of(const struct search_hit *hit, enum search_sort sort, char *space,
                     struct search_place *place)
{
    struct text database = hit->database_name, name = hit->name;
    *place = (struct search_place){.id = hit->id};
    switch (sort) {
    case SEARCH_SORT_CREATED:
        break;
    case SEARCH_SORT_NAME:
        place->text = name;
        break;
    case SEARCH_SORT_DATABASE:
        memcpy(space, database.p, database.n);
        space[database.n] = SEARCH_BETWEEN_NAMES;
        memcpy(space + database.n + 1, name.p, name.n);
        place->text = (struct text){space, database.n + 1 + name.n};
        break;
    case SEARCH_SORT_TYPE:
        place->text = hit->table_type;
        break;
    case SEARCH_SORT_UPDATED:
        place->number = hit->updated_ms;
        break;
    }
}

static int compare(const struct first_places *f, const struct search_place *a,
                   const struct search_place *b)
{
    int order = (a->number > b->number) - (a->number < b->number);
    if (order == 0)
        order = text_compare(a->text, b->text);
    if (order == 0)
        order = (a->id > b->id) - (a->id < b->id);
    return f->sign * order;
}

static void keep(struct slot *slot, const struct search_place *place)
{
    size_t n = place->text.n < KEY_BYTES_MAX ? place->text.n : KEY_BYTES_MAX;
    slot->place = *place;
    if (n)
        memmove(slot->bytes, place->text.p, n);
    slot->place.text = (struct text){slot->bytes, n};
}

static void sift_up(struct first_places *f, size_t i, const struct search_place *place)
{
    for (; i > 0 && compare(f, &f->slots[(i - 1) / 2].place, place) < 0; i = (i - 1) / 2)
        keep(&f->slots[i], &f->slots[(i - 1) / 2].place);
    keep(&f->slots[i], place);
}

static void sift_down(struct first_places *f, const struct search_place *place)
{
    size_t i = 0;
    for (size_t child; (child = 2 * i + 1) < f->count; i = child) {
        if (child + 1 < f->count &&
            compare(f, &f->slots[child + 1].place, &f->slots[child].place) > 0)
            child++;
        if (compare(f, &f->slots[child].place, place) <= 0)
            break;
        keep(&f->slots[i], &f->slots[child].place);
    }
    keep(&f->slots[i], place);
}

/* 2: behind all that there is room for. */
static int take_place(struct search_run *run, const struct search_hit *hit, void *context)
{
    struct first_places *f = context;
    struct search_place place;
    char space[KEY_BYTES_MAX];
    (void)run;
    place_of(hit, f->sort, space, &place);
    if (f->has_after && compare(f, &place, &f->after) <= 0)
        return 1;
    if (f->count < f->most)
        sift_up(f, f->count++, &place);
    else if (compare(f, &place, &f->slots[0].place) < 0)
        sift_down(f, &place);
    else
        return 2;
    return 1;
}

/* --- what is found ----------------------------------------------------------------------------*/

static int take_unknown(struct search_run *run, struct first_places *f)
{
    for (size_t i = 0; i < run->unknown.count; i++)
        if (search_look_at_unknown(run, run->unknown.items[i], take_place, f) < 0)
            return -1;
    return 0;
}

static int look_up(struct search_run *run, const struct search_ids *ids, struct first_places *f)
{
    for (size_t i = 0; i < ids->count; i++)
        if (!search_ids_has(&run->unknown, ids->items[i]) &&
            search_look_at(run, SEARCH_ROW_KNOWN, ids->items[i], take_place, f) < 0)
            return -1;
    return 0;
}

struct walker {
    struct search_run *run;
    struct first_places *first;
    const struct search_ids *among; /* NULL: all tables */
    size_t read_max, read;          /* read_max > 0: those of which the text holds the phrases */
    bool gave_up;
};

static int take_walked(void *context, int64_t id)
{
    struct walker *w = context;
    int result = 1;
    if ((w->among && !search_ids_has(w->among, id)) || search_ids_has(&w->run->unknown, id))
        return 0;
    w->gave_up = w->read_max > 0 && w->read++ == w->read_max;
    if (w->gave_up)
        return 1;
    if (w->read_max > 0)
        result = search_index_look_at(w->run->tx, id, &w->run->search->phrases);
    if (result == 1)
        result = search_look_at(w->run, SEARCH_ROW_KNOWN, id, take_place, w->first);
    return result < 0 ? -1 : result == 2;
}

static int walk(struct walker *walker)
{
    const struct first_places *f = walker->first;
    struct search_walk keys = {.sort = f->sort,
                               .descending = walker->run->search->descending,
                               .catalog_id = walker->run->catalog_id,
                               .after = f->has_after ? &f->after : NULL,
                               .take = take_walked,
                               .context = walker};
    return search_keys_walk(walker->run->tx, &keys);
}

/* What the index finds, up to so many: 1 for all of it, 0, or -1. */
static int find(struct search_run *run, size_t most, struct search_ids *found)
{
    struct search_range range = {.phrases = &run->search->phrases};
    struct buf expression;
    struct query q;
    buf_init(&expression, LIMIT_BODY_BYTES_DEFAULT);
    search_index_begin(&q, run->tx, &range, &expression);
    found->count = 0;
    while (found->count <= most && query_step(&q))
        search_ids_add(found, query_int(&q));
    buf_release(&expression);
    return query_end(&q) != 0 ? -1 : found->count <= most;
}

/* Many tables hold the phrases. An attempt that gave up begins anew, so that none is taken twice.
 */
static int take_many(struct search_run *run, struct search_ids *found, struct first_places *f)
{
    struct walker walker = {.run = run, .first = f, .read_max = READ_FIRST_MAX};
    if (walk(&walker) != 0)
        return -1;
    if (!walker.gave_up)
        return 0;
    f->count = 0;
    if (take_unknown(run, f) != 0 || find(run, SIZE_MAX, found) < 0)
        return -1;
    walker = (struct walker){.run = run, .first = f, .among = found};
    return walk(&walker);
}

static int take_known(struct search_run *run, struct first_places *f)
{
    struct search_ids found = {NULL, 0, 0};
    if (run->is_few)
        return look_up(run, &run->few, f);
    if (!run->search->phrases.count)
        return walk(&(struct walker){.run = run, .first = f});
    int result = find(run, LOOKED_UP_MAX, &found);
    if (result >= 0)
        result = result == 1 ? look_up(run, &found, f) : take_many(run, &found, f);
    search_ids_release(&found);
    return result;
}

/* --- the page ----------------------------------------------------------------------------------*/

/* The heap in order: the last of it changes places with its end, over and over. */
static void put_in_order(struct first_places *f)
{
    size_t count = f->count;
    struct slot last, end;
    while (f->count > 1) {
        keep(&last, &f->slots[0].place);
        keep(&end, &f->slots[--f->count].place);
        sift_down(f, &end.place);
        keep(&f->slots[f->count], &last.place);
    }
    f->count = count;
}

/* A position is "number id text"; a text may hold blanks. */
static bool read_position(struct text position, struct search_place *after)
{
    struct text number = text_split(&position, ' ');
    struct text id = position.p ? text_split(&position, ' ') : position;
    after->text = position;
    return position.p && text_to_int64(number, &after->number) && text_to_int64(id, &after->id);
}

static void add_place(struct page *page, const struct search_place *place, const struct buf *out)
{
    page_add(page,
             arena_printf(page->arena, "%" PRId64 " %" PRId64 " %.*s", place->number, place->id,
                          TEXT_ARG(place->text)),
             out);
}

static int put_hit(struct search_run *run, const struct search_hit *hit, void *context)
{
    (void)context;
    return search_put(run, hit) != 0 ? -1 : 1;
}

/* The rows were there in this very snapshot. */
static int put_places(struct search_run *run, const struct first_places *f)
{
    for (size_t i = 0; i < f->count && page_has_room(run->page); i++) {
        const struct search_place *place = &f->slots[i].place;
        if (search_look_at(run, SEARCH_ROW_STORED, place->id, put_hit, NULL) < 0)
            return -1;
        add_place(run->page, place, run->out);
    }
    return 0;
}

int search_sorted(struct search_run *run)
{
    struct first_places *f = ARENA_NEW(run->page->arena, struct first_places);
    f->sort = run->search->sort;
    f->sign = run->search->descending ? -1 : 1;
    f->most = (size_t)run->page->limit + 1;
    f->has_after = run->page->after.p != NULL;
    if (f->has_after && !read_position(run->page->after, &f->after))
        return err_set(run->tx->err, ERR_INVALID, "NextToken is of another sort order.");
    f->slots = ARENA_ARRAY(run->page->arena, struct slot, f->most);
    if (take_unknown(run, f) != 0 || take_known(run, f) != 0)
        return -1;
    put_in_order(f);
    return put_places(run, f);
}
