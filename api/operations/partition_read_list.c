/* SPDX-License-Identifier: Apache-2.0
 * Lists of partitions, registered and projected.
 *
 * A position of a projected list says when it began, so that NOW means the same on all pages, how
 * many partitions were looked at so far, and where it is: the values of a projected partition, or
 * the key of a registered one that the rules do not make. */
#include "api/operations/existence.h"
#include "api/operations/partition_read_inside.h"
#include "api/operations/projection_settings.h"
#include "base/json_write.h"
#include "base/limits.h"
#include "catalog/projection_select.h"
#include "store/partition_scan.h"

/* How a position begins. */
enum { AMONG_PROJECTED = 'P', AMONG_OTHERS = 'O' };

/* Folders that a run asks for: a few more than the page wants. */
enum { NOTED_MIN = 64 };

/* One page on its way. */
struct listing {
    struct partition_reader *r;
    const struct partition_list *list;
    struct page *page;
    const struct partition_sink *sink;
    struct buf *out;
    struct projection_selection selection;
    struct buf position, room;
    struct text *values; /* of a registered partition, in `room` */
    struct value *items; /* values as a list, for the store */
    int64_t looked_at;   /* on all pages */
};

static void put_number(struct buf *out, uint64_t number)
{
    for (int shift = 56; shift >= 0; shift -= 8)
        buf_put_char(out, (char)(number >> shift & 0xFF));
}

static uint64_t take_number(struct text *t)
{
    uint64_t number = 0;
    size_t n = t->n < 8 ? t->n : 8;
    for (size_t i = 0; i < n; i++)
        number = number << 8 | (unsigned char)t->p[i];
    *t = (struct text){t->p + n, t->n - n};
    return number;
}

static void begin_position(struct listing *l, char kind)
{
    buf_clear(&l->position);
    buf_put_char(&l->position, kind);
    put_number(&l->position, (uint64_t)l->r->now_ms);
    put_number(&l->position, (uint64_t)l->looked_at);
}

/* Values hold no NUL. */
static struct text position_at(struct listing *l, const struct text *values)
{
    begin_position(l, AMONG_PROJECTED);
    for (size_t i = 0; i < l->r->projection.count; i++) {
        buf_put(&l->position, values[i]);
        buf_put_char(&l->position, '\0');
    }
    return buf_text(&l->position);
}

/* What is left of a position behind its kind: the values, or a key. */
static struct text read_position(struct listing *l, char *kind)
{
    struct text rest = l->page->after;
    *kind = AMONG_PROJECTED;
    if (!rest.p)
        return rest;
    *kind = rest.n > 0 ? rest.p[0] : AMONG_PROJECTED;
    rest = (struct text){rest.p + (rest.n > 0), rest.n - (rest.n > 0)};
    l->r->now_ms = (int64_t)take_number(&rest);
    l->r->is_read = false; /* rules that were read as of another moment */
    l->looked_at = (int64_t)take_number(&rest);
    return rest;
}

/* The columns that have most values left, for those who are to narrow the filter. */
static void put_advice(const struct listing *l, struct buf *out)
{
    const struct projection_selection *s = &l->selection;
    uint64_t below = UINT64_MAX;
    for (int told = 0; told < 3; told++) {
        size_t most = s->projection->count;
        uint64_t count = 0;
        for (size_t i = 0; i < s->projection->count; i++) {
            uint64_t n = projection_spans_count(&s->spans[i]);
            if (n > count && n < below) {
                most = i;
                count = n;
            }
        }
        if (most == s->projection->count || count < 2)
            return;
        below = count;
        buf_printf(out, "%s'%.*s' (%llu values left)", told ? ", " : "",
                   TEXT_ARG(text_cut(s->columns[most].name, 80)), (unsigned long long)count);
    }
}

static int fail_too_many(struct listing *l)
{
    struct buf advice;
    int64_t max = projection_settings(l->r->call->service)->partitions_max;
    buf_init(&advice, ERR_TEXT_BYTES / 2);
    put_advice(l, &advice);
    err_set(
        &l->r->call->err, ERR_INVALID,
        "The filter leaves more than %lld projected partitions, which is the most that one list "
        "answers (--projection-partitions-max). Narrow it with conditions on %.*s: =, IN, <, >, "
        "BETWEEN, joined by AND.",
        (long long)max, TEXT_ARG(buf_text(&advice)));
    buf_release(&advice);
    return -1;
}

/* At the first page where the spans say it all, so that nobody reads a thousand pages for nothing.
 */
static int check_size(struct listing *l)
{
    const struct projection_selection *s = &l->selection;
    uint64_t max = (uint64_t)projection_settings(l->r->call->service)->partitions_max;
    uint64_t shares = s->share.segments > 1 ? s->share.segments : 1;
    return s->is_exact && s->candidates / shares > max ? fail_too_many(l) : 0;
}

/* 1: it is registered. */
static int find_registered(struct listing *l, const struct text *values, int64_t *id)
{
    size_t count = l->r->projection.count;
    *id = 0;
    if (!l->r->has_registered)
        return 0;
    for (size_t i = 0; i < count; i++)
        l->items[i] = value_text(values[i]);
    const struct value list = value_list(l->items, count);
    return partition_scan_find(l->r->call->tx, &l->r->t, &list, id);
}

static bool is_wanted(const struct listing *l, const struct text *values)
{
    return !l->sink->wants || l->sink->wants(l->sink->context, values);
}

/* Whether a run has asked for as many folders as it should. */
static bool has_noted_enough(const struct listing *l)
{
    int64_t wanted = l->page->limit - l->page->count;
    size_t most = wanted < NOTED_MIN             ? NOTED_MIN
                  : wanted > EXISTENCE_NOTED_MAX ? EXISTENCE_NOTED_MAX
                                                 : (size_t)wanted;
    return existence_noted(l->r->call) >= most;
}

/* One candidate. 0: go on; 1: the page ends here; -1: error. */
static int take(struct listing *l, const struct text *values)
{
    int64_t id;
    if (!is_wanted(l, values))
        return 0;
    int found = find_registered(l, values, &id);
    if (found < 0)
        return -1;
    if (found == 0) {
        enum exists exists = partition_reader_exists(l->r, values);
        if (exists == EXISTS_UNKNOWN)
            return has_noted_enough(l);
        if (exists == EXISTS_NOT)
            return 0;
    }
    if (!page_has_room(l->page))
        return 1;
    if (l->sink->put(l->sink->context, values, id) != 0)
        return -1;
    page_add(l->page, position_at(l, values), l->out);
    return 0;
}

/* So many folders were asked for that the page ends, with what it has. */
static bool is_tired(struct listing *l, const struct projection_walk *walk)
{
    if (existence_noted(l->r->call) > 0 || existence_asked(l->r->call) < EXISTENCE_ASKED_MAX)
        return false;
    l->page->next = arena_copy(l->page->arena, position_at(l, walk->values));
    return true;
}

static int walk_candidates(struct listing *l, struct projection_walk *walk, bool *is_over)
{
    struct err *err = &l->r->call->err;
    int64_t max = projection_settings(l->r->call->service)->partitions_max;
    int found = 0, result = 0;
    *is_over = false;
    while (result == 0 && (found = projection_walk_next(walk, err)) == 1) {
        if (++l->looked_at > max)
            return fail_too_many(l);
        result = take(l, walk->values);
        if (result == 0 && is_tired(l, walk))
            return 0;
    }
    *is_over = result == 0 && found == 0;
    return result < 0 || found < 0 ? -1 : 0;
}

static int list_projected(struct listing *l, struct text position, bool *is_over)
{
    struct partition_reader *r = l->r;
    struct projection_walk walk;
    struct text *after = NULL;
    if (position.p) {
        after = ARENA_ARRAY(&r->call->arena, struct text, r->projection.count + 1);
        for (size_t i = 0; i < r->projection.count; i++)
            after[i] = position.p ? text_split(&position, '\0') : TEXT("");
    } else if (check_size(l) != 0) {
        return -1;
    }
    if (projection_walk_begin(&walk, &l->selection, after, &r->call->arena, &r->call->err) != 0)
        return -1;
    int result = walk_candidates(l, &walk, is_over);
    projection_walk_end(&walk);
    return result;
}

/* A registered partition that the rules do not make. */
static int on_key(void *context, struct text key, int64_t id)
{
    struct listing *l = context;
    partition_scan_values(&l->r->t, key, &l->room, l->values);
    if (projection_has(&l->r->projection, l->values) || !is_wanted(l, l->values))
        return 0;
    if (!page_has_room(l->page))
        return 1;
    if (l->sink->put(l->sink->context, l->values, id) != 0)
        return -1;
    begin_position(l, AMONG_OTHERS);
    buf_put(&l->position, key);
    page_add(l->page, buf_text(&l->position), l->out);
    return 0;
}

static int list_others(struct listing *l, struct text after)
{
    const struct partition_scan scan = {l->list->filter, after, l->list->segment,
                                        l->list->segments};
    if (!l->r->has_registered)
        return 0;
    return partition_scan_keys(l->r->call->tx, &l->r->t, &scan, on_key, l);
}

static int list_both(struct listing *l)
{
    struct partition_reader *r = l->r;
    char kind;
    bool is_over = true;
    struct text position = read_position(l, &kind);
    if (partition_reader_rules(r) != 0 ||
        projection_select(&r->projection, l->list->filter, &r->call->arena, &l->selection,
                          &r->call->err) != 0)
        return -1;
    if (l->list->segments > 1)
        l->selection.share =
            (struct projection_share){(uint64_t)l->list->segment, (uint64_t)l->list->segments};
    if (kind == AMONG_OTHERS)
        return list_others(l, position);
    if (list_projected(l, position, &is_over) != 0)
        return -1;
    return is_over ? list_others(l, (struct text){NULL, 0}) : 0;
}

/* Without a projection: all that are registered. */
static bool wants_key(void *context, struct text key)
{
    struct listing *l = context;
    partition_scan_values(&l->r->t, key, &l->room, l->values);
    return is_wanted(l, l->values);
}

static int take_key(void *context, struct text key, int64_t id)
{
    struct listing *l = context;
    if (!l->sink->wants)
        partition_scan_values(&l->r->t, key, &l->room, l->values);
    return l->sink->put(l->sink->context, l->values, id);
}

static int list_registered(struct listing *l)
{
    const struct partition_taker taker = {
        .wants = l->sink->wants ? wants_key : NULL, .take = take_key, .context = l};
    struct partition_list list = *l->list;
    list.taker = &taker;
    return partition_list(l->r->call->tx, &l->r->t, &list, l->page, l->out);
}

int partition_reader_list(struct partition_reader *r, const struct partition_list *list,
                          struct page *page, const struct partition_sink *sink, struct buf *out)
{
    struct listing l = {.r = r, .list = list, .page = page, .sink = sink, .out = out};
    l.values = ARENA_ARRAY(&r->call->arena, struct text, r->t.keys.count + 1);
    l.items = ARENA_ARRAY(&r->call->arena, struct value, r->t.keys.count + 1);
    buf_init(&l.position, LIMIT_DOCUMENT_BYTES);
    buf_init(&l.room, LIMIT_DOCUMENT_BYTES);
    int result = r->is_projected ? list_both(&l) : list_registered(&l);
    buf_release(&l.position);
    buf_release(&l.room);
    return result;
}

/* ---- as Partition objects ---- */

struct object_sink {
    struct partition_reader *r;
    bool without_columns;
    struct buf *out;
};

static int put_object(void *context, const struct text *values, int64_t id)
{
    struct object_sink *s = context;
    json_put_comma(s->out);
    if (id != 0)
        return partition_scan_put(s->r->call->tx, &s->r->t, id, s->without_columns, s->out);
    partition_reader_put(s->r, values, s->out);
    return 0;
}

int partition_reader_put_list(struct partition_reader *r, const struct partition_list *list,
                              struct page *page, struct buf *out)
{
    struct object_sink objects = {r, list->without_columns, out};
    const struct partition_sink sink = {.put = put_object, .context = &objects};
    if (!r->is_projected)
        return partition_list(r->call->tx, &r->t, list, page, out);
    partition_reader_style(r, list->without_columns);
    return partition_reader_list(r, list, page, &sink, out);
}

/* ---- counting ---- */

static int ignore(void *context, const struct text *values, int64_t id)
{
    (void)context;
    (void)values;
    (void)id;
    return 0;
}

/* Folders must be looked at one by one. */
static int count_existing(struct partition_reader *r, const struct partition_list *list,
                          int64_t *count)
{
    const struct partition_sink sink = {.put = ignore};
    struct page page = {.limit = INT64_MAX, .arena = &r->call->arena};
    struct buf none;
    buf_init(&none, LIMIT_REPLY_BYTES);
    int result = partition_reader_list(r, list, &page, &sink, &none);
    *count = page.count;
    if (result == 0 && page.next.p)
        return err_set(
            &r->call->err, ERR_INVALID,
            "More than %d folders would have to be looked for to count those that exist; "
            "narrow the filter.",
            EXISTENCE_ASKED_MAX);
    return result;
}

struct counting {
    struct partition_reader *r;
    struct buf room;
    struct text *values;
    int64_t others;
};

static int count_other(void *context, struct text key, int64_t id)
{
    struct counting *c = context;
    (void)id;
    partition_scan_values(&c->r->t, key, &c->room, c->values);
    c->others += !projection_has(&c->r->projection, c->values);
    return 0;
}

static int count_others(struct partition_reader *r, const struct expression *filter, int64_t *count)
{
    const struct partition_scan scan = {.filter = filter};
    struct counting c = {.r = r};
    if (!r->has_registered)
        return 0;
    c.values = ARENA_ARRAY(&r->call->arena, struct text, r->t.keys.count + 1);
    buf_init(&c.room, LIMIT_DOCUMENT_BYTES);
    int result = partition_scan_keys(r->call->tx, &r->t, &scan, count_other, &c);
    buf_release(&c.room);
    *count = *count > INT64_MAX - c.others ? INT64_MAX : *count + c.others;
    return result;
}

int partition_reader_count(struct partition_reader *r, const struct partition_list *list,
                           int64_t *count)
{
    struct call *call = r->call;
    struct projection_selection selection;
    uint64_t made;
    if (!r->is_projected)
        return partition_scan_count(call->tx, &r->t, list, count);
    if (r->wants_existing)
        return count_existing(r, list, count);
    if (partition_reader_rules(r) != 0 ||
        projection_select(&r->projection, list->filter, &call->arena, &selection, &call->err) !=
            0 ||
        projection_count(&selection, &call->arena, &made, &call->err) != 0)
        return -1;
    *count = made > INT64_MAX ? INT64_MAX : (int64_t)made;
    return count_others(r, list->filter, count);
}
