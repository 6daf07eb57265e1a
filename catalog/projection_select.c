/* SPDX-License-Identifier: Apache-2.0
 * From a filter's domains to spans of indexes. The walk through them: projection_walk.c. */
#include "catalog/projection_select.h"

#include <stdlib.h>

#include "base/limits.h"

/* Whether the i-th value lies below a cut. */
static bool is_below(const struct projection_column *c, uint64_t i, const struct key_cut *cut,
                     struct buf *room)
{
    struct key_value value;
    buf_clear(room);
    projection_column_value(c, i, room);
    bool is_cast = key_value_read(c->kind, buf_text(room), &value);
    int order = text_compare(is_cast ? value.bytes : buf_text(room), cut->bytes);
    return order < 0 || (order == 0 && cut->after);
}

/* How many values lie below a cut, by halving: the texts sort. */
static uint64_t count_below(const struct projection_column *c, const struct key_cut *cut,
                            struct buf *room)
{
    uint64_t low = 0, high = c->last;
    if (!is_below(c, 0, cut, room))
        return 0;
    while (low < high) { /* `low` is below the cut, what is behind `high` is not */
        uint64_t middle = low + (high - low) / 2 + 1;
        if (is_below(c, middle, cut, room))
            low = middle;
        else
            high = middle - 1;
    }
    return low + 1;
}

/* The values of sorted columns that lie in an interval. False where there are none. */
static bool span_of(const struct projection_column *c, const struct key_interval *interval,
                    struct buf *room, struct projection_span *out)
{
    *out = (struct projection_span){0, c->last};
    if (interval->low.bytes.p) {
        out->first = count_below(c, &interval->low, room);
        if (out->first > c->last)
            return false;
    }
    if (interval->high.bytes.p) {
        uint64_t below = count_below(c, &interval->high, room);
        if (below == 0)
            return false;
        out->last = below - 1;
    }
    return out->first <= out->last;
}

static void add_index(struct projection_span *spans, size_t *count, uint64_t i)
{
    if (*count > 0 && spans[*count - 1].last + 1 == i)
        spans[*count - 1].last = i;
    else
        spans[(*count)++] = (struct projection_span){i, i};
}

static bool is_wanted(const struct projection_column *c, const struct key_domain *d,
                      struct text value)
{
    struct key_value key;
    if (text_equal(value, PARTITION_NULL))
        return d->null;
    if (!key_value_read(c->kind, value, &key))
        return d->other != KEY_OTHER_OUT;
    return key_domain_has(d, key.bytes);
}

/* Looks at each value of a column. */
static void scan(const struct projection_column *c, const struct key_domain *d, struct arena *arena,
                 struct projection_spans *out)
{
    struct projection_span *spans =
        ARENA_ARRAY(arena, struct projection_span, (size_t)c->last / 2 + 2);
    struct buf room;
    buf_init(&room, LIMIT_DOCUMENT_BYTES);
    for (uint64_t i = 0; i <= c->last; i++) {
        buf_clear(&room);
        projection_column_value(c, i, &room);
        if (is_wanted(c, d, buf_text(&room)))
            add_index(spans, &out->count, i);
    }
    out->spans = spans;
    buf_release(&room);
}

static void narrow_sorted(const struct projection_column *c, const struct key_domain *d,
                          struct arena *arena, struct projection_spans *out)
{
    struct projection_span *spans = ARENA_ARRAY(arena, struct projection_span, d->count + 1);
    struct buf room;
    buf_init(&room, LIMIT_DOCUMENT_BYTES);
    for (size_t i = 0; i < d->count; i++)
        out->count += span_of(c, &d->intervals[i], &room, &spans[out->count]);
    out->spans = spans;
    buf_release(&room);
}

static int by_first(const void *a, const void *b)
{
    const struct projection_span *x = a, *y = b;
    return (x->first > y->first) - (x->first < y->first);
}

static bool is_points(const struct key_domain *d)
{
    for (size_t i = 0; i < d->count; i++)
        if (!key_interval_single(&d->intervals[i]).p)
            return false;
    return true;
}

/* Single texts, each found by itself. */
static void find_points(const struct projection_column *c, const struct key_domain *d,
                        struct arena *arena, struct projection_spans *out)
{
    struct projection_span *spans = ARENA_ARRAY(arena, struct projection_span, d->count + 1);
    uint64_t at;
    for (size_t i = 0; i < d->count; i++)
        if (projection_column_find(c, key_interval_single(&d->intervals[i]), &at))
            spans[out->count++] = (struct projection_span){at, at};
    if (out->count > 0)
        qsort(spans, out->count, sizeof *spans, by_first);
    out->spans = spans;
}

static void put_all(const struct projection_column *c, struct arena *arena,
                    struct projection_spans *out)
{
    struct projection_span *all = ARENA_NEW(arena, struct projection_span);
    *all = (struct projection_span){0, c->last};
    out->spans = all;
    out->count = 1;
}

static void narrow(const struct projection_column *c, const struct key_domain *d,
                   struct arena *arena, struct projection_spans *out)
{
    bool is_list = c->type == PROJECTION_ENUM || c->type == PROJECTION_INJECTED;
    *out = (struct projection_spans){0};
    if (c->is_empty)
        return;
    if (key_domain_is_everything(d)) {
        put_all(c, arena, out);
    } else if (is_list) {
        scan(c, d, arena, out);
    } else if (c->is_sorted) {
        narrow_sorted(c, d, arena, out);
    } else if (c->kind == KEY_TEXT && is_points(d)) {
        find_points(c, d, arena, out);
    } else if (c->last < LIMIT_PROJECTION_SCANNED) {
        scan(c, d, arena, out);
    } else {
        put_all(c, arena, out);
        out->is_superset = true;
    }
}

/* An injected column has the values that the filter asks for. */
static int inject(struct projection_column *c, const struct key_domain *d, struct arena *arena,
                  struct err *err)
{
    struct text *texts = ARENA_ARRAY(arena, struct text, d->count + 2);
    size_t count = 0;
    if (!is_points(d))
        return err_set(err, ERR_INVALID,
                       "Partition column '%.*s' is injected: the filter must say which values it "
                       "has, as in %.*s = 'value' or %.*s IN ('one', 'another').",
                       TEXT_ARG(text_cut(c->name, 100)), TEXT_ARG(text_cut(c->name, 100)),
                       TEXT_ARG(text_cut(c->name, 100)));
    for (size_t i = 0; i < d->count; i++) {
        struct text value = key_interval_single(&d->intervals[i]);
        if (value.n > 0)
            texts[count++] = value;
    }
    if (d->null)
        texts[count++] = PARTITION_NULL;
    projection_column_list(c, texts, count, arena);
    return 0;
}

static uint64_t times(uint64_t a, uint64_t b)
{
    uint64_t product;
    return __builtin_mul_overflow(a, b, &product) ? UINT64_MAX : product;
}

uint64_t projection_spans_count(const struct projection_spans *s)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < s->count; i++) {
        uint64_t more = s->spans[i].last - s->spans[i].first;
        sum = sum + more < sum || sum + more == UINT64_MAX ? UINT64_MAX - 1 : sum + more;
        sum++;
    }
    return sum;
}

int projection_select(const struct projection *p, const struct expression *e, struct arena *arena,
                      struct projection_selection *out, struct err *err)
{
    *out = (struct projection_selection){
        .projection = p,
        .columns = ARENA_ARRAY(arena, struct projection_column, p->count + 1),
        .spans = ARENA_ARRAY(arena, struct projection_spans, p->count + 1),
        .expression = e,
        .is_exact = expression_is_product(e),
        .candidates = 1};
    for (size_t i = 0; i < p->count; i++) {
        const struct key_domain *d = expression_domain(e, i);
        out->columns[i] = p->columns[i];
        if (p->columns[i].type == PROJECTION_INJECTED &&
            inject(&out->columns[i], d, arena, err) != 0)
            return -1;
        narrow(&out->columns[i], d, arena, &out->spans[i]);
        out->is_exact &= !out->spans[i].is_superset;
        out->candidates = times(out->candidates, projection_spans_count(&out->spans[i]));
    }
    return arena_over(arena) ? err_set(err, ERR_TOO_LARGE, "The filter has too many values.") : 0;
}

int projection_count(const struct projection_selection *s, struct arena *arena, uint64_t *count,
                     struct err *err)
{
    struct projection_walk walk;
    int found = 0;
    *count = s->candidates;
    if (s->is_exact && s->share.segments <= 1)
        return 0;
    *count = 0;
    if (projection_walk_begin(&walk, s, NULL, arena, err) != 0)
        return -1;
    while ((found = projection_walk_next(&walk, err)) == 1)
        ++*count;
    projection_walk_end(&walk);
    return found;
}
