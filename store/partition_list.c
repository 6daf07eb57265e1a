/* SPDX-License-Identifier: Apache-2.0
 * Pages of partitions. Three orders, of which the first page picks one and later pages keep it:
 * that of the keys, that of an index that suits the filter better, and, for shares of an unfiltered
 * table, that of the bodies on the disk. */
#include <string.h>

#include "base/json_write.h"
#include "base/limits.h"
#include "store/partition_index_keys.h"
#include "store/partition_inside.h"
#include "store/partition_walk.h"

/* How a position begins. An index may be gone by the time of the next page: then the walk goes on
 * in the order of the keys, past all that the index has given out. */
enum {
    BY_KEY = 'k',     /* the key */
    BY_BODY = 'b',    /* the partition's id, 8 bytes */
    BY_INDEX = 'i',   /* the order, the key in that order */
    BY_KEY_PAST = 'p' /* the order, 4 bytes of length, the key in that order, the key */
};

/* One page on its way. */
struct listing {
    struct tx *tx;
    struct partition_table *t;
    const struct partition_list *list;
    struct page *page;
    struct buf *out;
    struct partition_style style;
    struct buf position;
    struct key_order order, back; /* of the index, and from it to the table's */
    struct buf turned;            /* a key of the index in the order of the table */
    struct text past;             /* of BY_KEY_PAST: what the index gave out last */
};

/* Stripes of 1,024 neighbours: a partition stays in its share for life, and a share's reads stay
 * clustered. */
enum { STRIPE_BITS = 10 };

static bool in_segment(const struct partition_list *list, int64_t id)
{
    return list->segments <= 1 ||
           ((id & UINT32_MAX) >> STRIPE_BITS) % list->segments == list->segment;
}

/* A key with a zero byte behind it is the next of all keys. */
static struct text behind(struct arena *arena, struct text key)
{
    char *next = arena_alloc(arena, key.n + 1);
    memcpy(next, key.p, key.n);
    return (struct text){next, key.n + 1};
}

static void put_number(struct buf *out, uint64_t number, int bytes)
{
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
        buf_put_char(out, (char)(number >> shift & 0xFF));
}

/* Numbers of positions; a short one, which we never gave out, is cut to nothing. */
static uint64_t take_number(struct text *t, size_t bytes)
{
    uint64_t number = 0;
    if (t->n < bytes)
        *t = (struct text){t->p, 0};
    for (size_t i = 0; i < bytes && t->n >= bytes; i++)
        number = number << 8 | (unsigned char)t->p[i];
    if (t->n >= bytes)
        *t = (struct text){t->p + bytes, t->n - bytes};
    return number;
}

static void put_order(struct buf *out, const struct key_order *order)
{
    buf_put_char(out, (char)(order->count - 1));
    for (size_t i = 0; i < order->count; i++)
        buf_put_char(out, (char)order->places[i]);
}

/* False where the table has other keys by now. */
static bool take_order(struct text *t, size_t keys_count, struct key_order *order)
{
    order->count = (size_t)take_number(t, 1) + 1;
    if (order->count != keys_count || t->n < order->count)
        return false;
    for (size_t i = 0; i < order->count; i++) {
        order->places[i] = (size_t)take_number(t, 1);
        if (order->places[i] >= keys_count)
            return false;
    }
    return true;
}

static void put_past(struct listing *l)
{
    buf_clear(&l->position);
    buf_put_char(&l->position, BY_KEY_PAST);
    put_order(&l->position, &l->order);
    put_number(&l->position, l->past.n, 4);
    buf_put(&l->position, l->past);
}

/* All positions of a page begin alike; what is said of one partition goes behind this. */
static size_t begin_position(struct listing *l, char kind)
{
    buf_clear(&l->position);
    if (kind == BY_KEY_PAST) {
        put_past(l);
        return l->position.n;
    }
    buf_put_char(&l->position, kind);
    if (kind == BY_INDEX)
        put_order(&l->position, &l->order);
    return l->position.n;
}

static void add(struct listing *l, size_t position_begin, struct text rest)
{
    l->position.n = position_begin;
    buf_put(&l->position, rest);
    page_add(l->page, buf_text(&l->position), l->out);
}

/* Whether the index gave a partition out before it went. */
static bool was_given_out(struct listing *l, struct text key)
{
    struct buf turned;
    if (!l->past.p)
        return false;
    buf_init(&turned, LIMIT_DOCUMENT_BYTES);
    key_order_apply(&l->order, key, &turned);
    bool was = text_compare(buf_text(&turned), l->past) <= 0;
    buf_release(&turned);
    return was;
}

/* The key of a partition in the order of the table, for those who take it. */
static struct text key_to_take(struct listing *l, char kind, struct text key)
{
    if (!l->list->taker || kind != BY_INDEX)
        return key;
    buf_clear(&l->turned);
    key_order_apply(&l->back, key, &l->turned);
    return buf_text(&l->turned);
}

static bool is_wanted(const struct listing *l, struct text key)
{
    const struct partition_taker *taker = l->list->taker;
    return !taker || !taker->wants || taker->wants(taker->context, key);
}

static int put(struct listing *l, struct text key, int64_t id)
{
    const struct partition_taker *taker = l->list->taker;
    if (taker)
        return taker->take(taker->context, key, id);
    json_put_comma(l->out);
    return partition_put_by_id(l->tx, l->t, id, &l->style, l->out);
}

static int walk(struct listing *l, struct partition_walk *w, char kind, struct text from)
{
    struct text key;
    int64_t id;
    size_t begin = begin_position(l, kind);
    int result = 0;
    partition_walk_begin(w, from);
    while (result == 0 && partition_walk_next(w, &key, &id)) {
        if (!in_segment(l->list, id) || was_given_out(l, key))
            continue;
        struct text own = key_to_take(l, kind, key);
        if (!is_wanted(l, own))
            continue;
        if (!page_has_room(l->page))
            break;
        result = put(l, own, id);
        if (result == 0)
            add(l, begin, key);
    }
    return partition_walk_end(w) != 0 ? -1 : result;
}

static int walk_table(struct listing *l, char kind, struct text from)
{
    struct partition_walk w = {.tx = l->tx,
                               .table_id = l->t->table.id,
                               .filter = l->list->filter,
                               .keys_count = l->t->keys.count};
    return walk(l, &w, kind, from);
}

/* Where all pass, one statement reads keys and bodies together. */
static int list_all(struct listing *l, struct text from)
{
    struct query q;
    size_t begin = begin_position(l, BY_KEY);
    query_begin(&q, l->tx, STATEMENTS_PARTITION, PARTITION_LIST);
    query_put_int(&q, l->t->table.id);
    query_put_blob(&q, from);
    while (query_step(&q)) {
        struct text key = query_text(&q);
        (void)query_int(&q);
        if (!page_has_room(l->page))
            break;
        json_put_comma(l->out);
        if (partition_put_row(l->tx, l->t, &q, &l->style, l->out) != 0) {
            q.failed = true;
            break;
        }
        add(l, begin, key);
    }
    return query_end(&q);
}

/* The first number of the share's next stripe behind the one of `id`. */
static int64_t next_stripe(const struct partition_list *list, int64_t id)
{
    int64_t stripe = (id & UINT32_MAX) >> STRIPE_BITS;
    int64_t ahead = (list->segment - stripe % list->segments + list->segments) % list->segments;
    return (id & ~(int64_t)UINT32_MAX) + ((stripe + ahead) << STRIPE_BITS);
}

static void begin_bodies(struct listing *l, struct query *q, int64_t id)
{
    query_begin(q, l->tx, STATEMENTS_PARTITION, PARTITION_BODIES);
    query_put_int(q, id);
    query_put_int(q, l->t->table.id + 1);
}

static void add_id(struct listing *l, size_t position_begin, int64_t id)
{
    char bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (char)((uint64_t)id >> (56 - 8 * i) & 0xFF);
    add(l, position_begin, (struct text){bytes, sizeof bytes});
}

/* A share of an unfiltered table: whole stripes, as they lie. */
static int list_bodies(struct listing *l, int64_t from)
{
    struct query q;
    size_t begin = begin_position(l, BY_BODY);
    int result = 0;
    begin_bodies(l, &q, from);
    while (result == 0 && query_step(&q)) {
        int64_t id = query_int(&q);
        if (!in_segment(l->list, id)) {
            if (query_end(&q) != 0)
                return -1;
            begin_bodies(l, &q, next_stripe(l->list, id));
            continue;
        }
        if (!page_has_room(l->page))
            break;
        json_put_comma(l->out);
        result = partition_put_row(l->tx, l->t, &q, &l->style, l->out);
        add_id(l, begin, id);
    }
    return query_end(&q) != 0 ? -1 : result;
}

/* How well an order suits a filter: keys in front that are given by their values, then one by a
 * range. */
static int suits(const struct expression *e, const struct key_order *order, size_t keys_count)
{
    int score = 0;
    for (size_t i = 0; i < keys_count; i++) {
        const struct key_domain *d = expression_domain(e, order ? order->places[i] : i);
        if (key_domain_is_everything(d))
            return score;
        for (size_t k = 0; k < d->count; k++)
            if (!key_interval_single(&d->intervals[k]).p)
                return score + 1;
        score += 2;
    }
    return score;
}

/* The number of an index that is read in this order, 0: there is none, -1: error. */
static int64_t find_index(struct listing *l, const struct key_order *wanted)
{
    const struct partition_indexes *indexes;
    struct key_order order;
    if (partition_table_indexes(l->tx, l->t, &indexes) != 0)
        return -1;
    for (size_t i = 0; i < indexes->count; i++) {
        key_order_of(&indexes->items[i], l->t->keys.count, &order);
        if (!key_order_equal(&order, wanted))
            continue;
        int whole = partition_index_keys_whole(l->tx, indexes->items[i].number);
        return whole > 0 ? indexes->items[i].number : whole;
    }
    return 0;
}

/* The index that suits the filter best, if better than the table's own order; its order goes into
 * the listing. */
static int64_t choose_index(struct listing *l)
{
    const struct partition_indexes *indexes;
    struct key_order order;
    size_t keys_count = l->t->keys.count;
    int best = suits(l->list->filter, NULL, keys_count);
    int64_t chosen = 0;
    if (partition_table_indexes(l->tx, l->t, &indexes) != 0)
        return -1;
    for (size_t i = 0; i < indexes->count; i++) {
        key_order_of(&indexes->items[i], keys_count, &order);
        int score = suits(l->list->filter, &order, keys_count);
        int whole = score > best ? partition_index_keys_whole(l->tx, indexes->items[i].number) : 0;
        if (whole < 0)
            return -1;
        if (whole) {
            best = score;
            chosen = indexes->items[i].number;
            l->order = order;
        }
    }
    return chosen;
}

static int walk_index(struct listing *l, int64_t index_no, struct text from)
{
    struct partition_walk w = {.tx = l->tx, .index_no = index_no};
    key_order_invert(&l->order, &l->back);
    const struct partition_keys *keys = key_order_keys(&l->order, &l->t->keys, l->t->arena);
    if (expression_parse(l->list->expression, keys, l->t->arena, &w.filter, l->tx->err) != 0)
        return -1;
    return walk(l, &w, BY_INDEX, from);
}

static int begin_list(struct listing *l)
{
    if (!expression_is_everything(l->list->filter)) {
        int64_t index_no = choose_index(l);
        if (index_no < 0)
            return -1;
        return index_no > 0 ? walk_index(l, index_no, TEXT("")) : walk_table(l, BY_KEY, TEXT(""));
    }
    if (l->list->taker)
        return walk_table(l, BY_KEY, TEXT(""));
    return l->list->segments > 1 ? list_bodies(l, l->t->table.id << 32) : list_all(l, TEXT(""));
}

static int stale(struct listing *l)
{
    return err_set(l->tx->err, ERR_INVALID,
                   "NextToken: the table's partition keys are others by now; list it anew.");
}

static int continue_index(struct listing *l, struct text rest)
{
    if (!take_order(&rest, l->t->keys.count, &l->order))
        return stale(l);
    int64_t index_no = find_index(l, &l->order);
    if (index_no < 0)
        return -1;
    if (index_no > 0)
        return walk_index(l, index_no, behind(l->page->arena, rest));
    l->past = rest;
    return walk_table(l, BY_KEY_PAST, TEXT(""));
}

static int continue_past(struct listing *l, struct text rest)
{
    if (!take_order(&rest, l->t->keys.count, &l->order))
        return stale(l);
    size_t n = (size_t)take_number(&rest, 4);
    if (n > rest.n)
        return stale(l);
    l->past = (struct text){rest.p, n};
    return walk_table(l, BY_KEY_PAST,
                      behind(l->page->arena, (struct text){rest.p + n, rest.n - n}));
}

static int continue_list(struct listing *l)
{
    struct text rest = l->page->after;
    char kind = (char)take_number(&rest, 1);
    switch (kind) {
    case BY_BODY:
        return list_bodies(l, (int64_t)take_number(&rest, 8) + 1);
    case BY_INDEX:
        return continue_index(l, rest);
    case BY_KEY_PAST:
        return continue_past(l, rest);
    }
    bool all =
        expression_is_everything(l->list->filter) && l->list->segments <= 1 && !l->list->taker;
    struct text from = behind(l->page->arena, rest);
    return all ? list_all(l, from) : walk_table(l, BY_KEY, from);
}

int partition_list(struct tx *tx, struct partition_table *t, const struct partition_list *list,
                   struct page *page, struct buf *out)
{
    struct listing l = {.tx = tx, .t = t, .list = list, .page = page, .out = out};
    buf_init(&l.position, LIMIT_DOCUMENT_BYTES);
    buf_init(&l.turned, LIMIT_DOCUMENT_BYTES);
    partition_style_begin(t, list->without_columns, &l.style);
    int result = page->after.p ? continue_list(&l) : begin_list(&l);
    buf_release(&l.position);
    buf_release(&l.turned);
    return result;
}
