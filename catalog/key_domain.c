/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/key_domain.h"

#include <string.h>

static const struct key_interval all_values = {{{NULL, 0}, false}, {{NULL, 0}, false}};
const struct key_domain key_domain_everything = {&all_values, 1, true, KEY_OTHER_IN};
const struct key_domain key_domain_nothing = {NULL, 0, false, KEY_OTHER_OUT};

bool key_domain_is_everything(const struct key_domain *d)
{
    return d->null && d->other == KEY_OTHER_IN && d->count == 1 && !d->intervals[0].low.bytes.p &&
           !d->intervals[0].high.bytes.p;
}

bool key_domain_is_nothing(const struct key_domain *d)
{
    return d->count == 0 && !d->null && d->other == KEY_OTHER_OUT;
}

static int compare_cuts(const struct key_cut *a, const struct key_cut *b)
{
    int order = text_compare(a->bytes, b->bytes);
    return order != 0 ? order : (int)a->after - (int)b->after;
}

/* An open end is below everything as a low one and above everything as a high one. */
static int compare_lows(const struct key_cut *a, const struct key_cut *b)
{
    if (!a->bytes.p || !b->bytes.p)
        return (a->bytes.p != NULL) - (b->bytes.p != NULL);
    return compare_cuts(a, b);
}

static int compare_highs(const struct key_cut *a, const struct key_cut *b)
{
    if (!a->bytes.p || !b->bytes.p)
        return (b->bytes.p != NULL) - (a->bytes.p != NULL);
    return compare_cuts(a, b);
}

/* Whether there is room between a low and a high end. */
static bool is_below(const struct key_cut *low, const struct key_cut *high)
{
    return !low->bytes.p || !high->bytes.p || compare_cuts(low, high) < 0;
}

static bool value_below_cut(struct text bytes, const struct key_cut *cut)
{
    int order = text_compare(bytes, cut->bytes);
    return order < 0 || (order == 0 && cut->after);
}

bool key_domain_has(const struct key_domain *d, struct text bytes)
{
    size_t low = 0, high = d->count; /* the first interval that does not end below the value */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct key_cut *end = &d->intervals[middle].high;
        if (!end->bytes.p || value_below_cut(bytes, end))
            high = middle;
        else
            low = middle + 1;
    }
    if (low == d->count)
        return false;
    const struct key_cut *begin = &d->intervals[low].low;
    return !begin->bytes.p || !value_below_cut(bytes, begin);
}

struct text key_interval_single(const struct key_interval *i)
{
    bool single = i->low.bytes.p && i->high.bytes.p && !i->low.after && i->high.after &&
                  text_equal(i->low.bytes, i->high.bytes);
    return single ? i->low.bytes : (struct text){NULL, 0};
}

bool key_interval_integers(const struct key_interval *i, int64_t *first, int64_t *last)
{
    *first = INT64_MIN;
    *last = INT64_MAX;
    if (i->low.bytes.p) {
        *first = key_value_integer(i->low.bytes, NULL);
        if (i->low.after && (*first)++ == INT64_MAX)
            return false;
    }
    if (i->high.bytes.p) {
        *last = key_value_integer(i->high.bytes, NULL);
        if (!i->high.after && (*last)-- == INT64_MIN)
            return false;
    }
    return *first <= *last;
}

struct key_domain key_domain_of(struct key_interval interval, struct arena *arena)
{
    struct key_interval *one = ARENA_NEW(arena, struct key_interval);
    *one = interval;
    return (struct key_domain){one, is_below(&interval.low, &interval.high), false, KEY_OTHER_OUT};
}

/* False wins, then an error, then true: whether a value is asked for does not hang on the order in
 * which two conditions are looked at. */
static enum key_other other_of_both(enum key_other a, enum key_other b)
{
    if (a == KEY_OTHER_OUT || b == KEY_OTHER_OUT)
        return KEY_OTHER_OUT;
    return a == KEY_OTHER_ERROR || b == KEY_OTHER_ERROR ? KEY_OTHER_ERROR : KEY_OTHER_IN;
}

static enum key_other other_of_either(enum key_other a, enum key_other b)
{
    if (a == KEY_OTHER_IN || b == KEY_OTHER_IN)
        return KEY_OTHER_IN;
    return a == KEY_OTHER_ERROR || b == KEY_OTHER_ERROR ? KEY_OTHER_ERROR : KEY_OTHER_OUT;
}

struct key_domain key_domain_intersect(const struct key_domain *a, const struct key_domain *b,
                                       struct arena *arena)
{
    struct key_interval *out = ARENA_ARRAY(arena, struct key_interval, a->count + b->count + 1);
    size_t n = 0, i = 0, j = 0;
    while (i < a->count && j < b->count) {
        const struct key_interval *x = &a->intervals[i], *y = &b->intervals[j];
        out[n].low = compare_lows(&x->low, &y->low) >= 0 ? x->low : y->low;
        bool x_first = compare_highs(&x->high, &y->high) <= 0;
        out[n].high = x_first ? x->high : y->high;
        n += is_below(&out[n].low, &out[n].high);
        *(x_first ? &i : &j) += 1;
    }
    return (struct key_domain){out, n, a->null && b->null, other_of_both(a->other, b->other)};
}

/* Adds an interval to a sorted list, into the last one where they touch. */
static size_t add(struct key_interval *out, size_t n, const struct key_interval *next)
{
    struct key_interval *last = n ? &out[n - 1] : NULL;
    bool apart = !last || (last->high.bytes.p && next->low.bytes.p &&
                           compare_cuts(&last->high, &next->low) < 0);
    if (apart) {
        out[n] = *next;
        return n + 1;
    }
    if (compare_highs(&next->high, &last->high) > 0)
        last->high = next->high;
    return n;
}

struct key_domain key_domain_unite(const struct key_domain *a, const struct key_domain *b,
                                   struct arena *arena)
{
    struct key_interval *out = ARENA_ARRAY(arena, struct key_interval, a->count + b->count + 1);
    size_t n = 0, i = 0, j = 0;
    while (i < a->count || j < b->count) {
        bool from_a = j == b->count || (i < a->count && compare_lows(&a->intervals[i].low,
                                                                     &b->intervals[j].low) <= 0);
        n = add(out, n, from_a ? &a->intervals[i++] : &b->intervals[j++]);
    }
    return (struct key_domain){out, n, a->null || b->null, other_of_either(a->other, b->other)};
}

struct key_domain key_domain_invert(const struct key_domain *d, struct arena *arena)
{
    struct key_interval *out = ARENA_ARRAY(arena, struct key_interval, d->count + 1);
    struct key_cut from = {{NULL, 0}, false};
    bool is_open = true; /* there may be values from here on */
    size_t n = 0;
    for (size_t i = 0; i < d->count; i++) {
        if (d->intervals[i].low.bytes.p)
            out[n++] = (struct key_interval){from, d->intervals[i].low};
        from = d->intervals[i].high;
        is_open = from.bytes.p != NULL;
    }
    if (is_open)
        out[n++] = (struct key_interval){from, {{NULL, 0}, false}};
    return (struct key_domain){out, n, false, KEY_OTHER_OUT};
}
