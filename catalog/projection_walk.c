/* SPDX-License-Identifier: Apache-2.0
 * The walk through a selection: an odometer whose last column turns fastest. */
#include "base/limits.h"
#include "catalog/projection_select.h"

static void render(struct projection_walk *w, size_t column)
{
    buf_clear(&w->room[column]);
    projection_column_value(&w->selection->columns[column], w->index[column], &w->room[column]);
    w->values[column] = buf_text(&w->room[column]);
}

static void go_first(struct projection_walk *w, size_t column)
{
    w->span[column] = 0;
    w->index[column] = w->selection->spans[column].spans[0].first;
}

/* To the next index of a column; false at its end. */
static bool advance(struct projection_walk *w, size_t column)
{
    const struct projection_spans *s = &w->selection->spans[column];
    if (w->index[column] < s->spans[w->span[column]].last) {
        w->index[column]++;
        return true;
    }
    if (w->span[column] + 1 == s->count)
        return false;
    w->index[column] = s->spans[++w->span[column]].first;
    return true;
}

/* Turns the columns before the last one. */
static bool carry(struct projection_walk *w)
{
    size_t column = w->selection->projection->count - 1;
    while (column > 0 && !advance(w, column - 1))
        go_first(w, --column);
    if (column == 0)
        return false;
    for (size_t i = column - 1; i + 1 < w->selection->projection->count; i++)
        render(w, i);
    go_first(w, w->selection->projection->count - 1);
    return true;
}

/* How far the candidate is from its share's next one. */
static uint64_t missing(const struct projection_walk *w)
{
    const struct projection_selection *s = w->selection;
    uint64_t n = s->share.segments, sum = 0;
    for (size_t i = 0; i < s->projection->count; i++)
        sum = (sum + projection_column_number(&s->columns[i], w->index[i]) % n) % n;
    return (s->share.segment + n - sum) % n;
}

/* Moves the last column on to a candidate of the share; false at its end. */
static bool settle(struct projection_walk *w)
{
    size_t last = w->selection->projection->count - 1;
    const struct projection_spans *s = &w->selection->spans[last];
    uint64_t distance;
    if (w->selection->share.segments <= 1)
        return true;
    while ((distance = missing(w)) > 0) {
        bool is_hashed = w->selection->columns[last].type == PROJECTION_INJECTED;
        uint64_t left = s->spans[w->span[last]].last - w->index[last];
        if (is_hashed || left == 0)
            distance = 1;
        else if (distance > left)
            distance = left;
        if (distance <= left)
            w->index[last] += distance;
        else if (!advance(w, last))
            return false;
    }
    return true;
}

static bool step(struct projection_walk *w)
{
    size_t last = w->selection->projection->count - 1;
    bool is_there = !w->is_started || advance(w, last);
    w->is_started = true;
    while (!is_there || !settle(w)) {
        if (!carry(w))
            return false;
        is_there = true;
    }
    render(w, last);
    return true;
}

static int fail_position(struct err *err)
{
    return err_set(err, ERR_INVALID,
                   "NextToken: the table's projection has changed since; list it anew.");
}

/* Puts a column where its value is. */
static int seek(struct projection_walk *w, size_t column, struct text value, struct err *err)
{
    const struct projection_spans *s = &w->selection->spans[column];
    uint64_t i;
    if (!projection_column_find(&w->selection->columns[column], value, &i))
        return fail_position(err);
    while (w->span[column] < s->count && s->spans[w->span[column]].last < i)
        w->span[column]++;
    if (w->span[column] == s->count || s->spans[w->span[column]].first > i)
        return fail_position(err);
    w->index[column] = i;
    render(w, column);
    return 0;
}

int projection_walk_begin(struct projection_walk *w, const struct projection_selection *s,
                          const struct text *after, struct arena *arena, struct err *err)
{
    size_t count = s->projection->count;
    *w = (struct projection_walk){.selection = s,
                                  .index = ARENA_ARRAY(arena, uint64_t, count + 1),
                                  .span = ARENA_ARRAY(arena, size_t, count + 1),
                                  .room = ARENA_ARRAY(arena, struct buf, count + 1),
                                  .values = ARENA_ARRAY(arena, struct text, count + 1),
                                  .is_started = after != NULL,
                                  .is_over = s->candidates == 0};
    for (size_t i = 0; i < count; i++)
        buf_init(&w->room[i], LIMIT_DOCUMENT_BYTES);
    for (size_t i = 0; i < count && !w->is_over; i++) {
        if (!after) {
            go_first(w, i);
            render(w, i);
        } else if (seek(w, i, after[i], err) != 0) {
            projection_walk_end(w);
            return -1;
        }
    }
    return 0;
}

void projection_walk_end(struct projection_walk *w)
{
    for (size_t i = 0; i < w->selection->projection->count; i++)
        buf_release(&w->room[i]);
}

int projection_walk_next(struct projection_walk *w, struct err *err)
{
    const struct projection_selection *s = w->selection;
    while (!w->is_over && step(w)) {
        int matches = s->is_exact ? 1 : expression_matches_values(s->expression, w->values, err);
        w->looked_at += !s->is_exact;
        if (matches < 0 || (matches > 0 && w->looked_at <= LIMIT_PROJECTION_LOOKED_AT))
            return matches;
        if (w->looked_at > LIMIT_PROJECTION_LOOKED_AT)
            return err_set(err, ERR_INVALID,
                           "More than %d projected partitions would have to be looked at one by "
                           "one; compare the partition columns with values, by =, IN, <, > or "
                           "BETWEEN, joined by AND.",
                           LIMIT_PROJECTION_LOOKED_AT);
    }
    w->is_over = true;
    return 0;
}
