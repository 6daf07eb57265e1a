/* SPDX-License-Identifier: Apache-2.0
 * Which projected partitions a filter leaves. The filter's domains (catalog/expression.h) become
 * spans of indexes, column by column; their product is walked like an odometer, and what the
 * domains cannot say is filtered partition by partition. A position is the partition's values, so
 * that it stands for the same place whatever the clock has added since. */
#ifndef PROPOLIS_CATALOG_PROJECTION_SELECT_H
#define PROPOLIS_CATALOG_PROJECTION_SELECT_H

#include "catalog/expression.h"
#include "catalog/projection.h"

/* Indexes from first to last. */
struct projection_span {
    uint64_t first, last;
};

/* What is left of one column. */
struct projection_spans {
    const struct projection_span *spans; /* ascending, apart */
    size_t count;
    /* The order of the texts is not that of the values: each is to be looked at. */
    bool is_superset;
};

/* A share of the partitions: those whose numbers add up to `segment` modulo `segments`. */
struct projection_share {
    uint64_t segment, segments; /* 0 of 0 or 1: all */
};

struct projection_selection {
    const struct projection *projection;
    struct projection_column *columns; /* the projection's, injected ones with their values */
    struct projection_spans *spans;    /* one per column */
    const struct expression *expression;
    struct projection_share share;
    bool is_exact;       /* all that the spans make matches */
    uint64_t candidates; /* how many they make; UINT64_MAX: that or more */
};

/* Narrows. In the arena; borrows everything. ERR_INVALID where a column is injected and the filter
 * does not say which values. */
int projection_select(const struct projection *projection, const struct expression *expression,
                      struct arena *arena, struct projection_selection *out,
                      struct err *err) MUST_CHECK;

/* How many indexes are left of a column. */
uint64_t projection_spans_count(const struct projection_spans *spans);

/* A walk through the selection. */
struct projection_walk {
    const struct projection_selection *selection;
    uint64_t *index;     /* per column, where it is */
    size_t *span;        /* per column, in which of its spans */
    struct buf *room;    /* per column, the text of its value */
    struct text *values; /* per column, the same: borrowed until the next step */
    uint64_t looked_at;  /* candidates tried so far */
    bool is_started, is_over;
};

/* Begins at the start, or behind the partition with these values (NULL: none); a position whose
 * value is gone since continues at the next. Release it. */
int projection_walk_begin(struct projection_walk *walk,
                          const struct projection_selection *selection, const struct text *after,
                          struct arena *arena, struct err *err) MUST_CHECK;
void projection_walk_end(struct projection_walk *walk);

/* 1: the next partition's values are in walk->values; 0: there is none; -1: an error
 * of the filter, or ERR_INVALID after LIMIT_PROJECTION_LOOKED_AT candidates that did not match. */
int projection_walk_next(struct projection_walk *walk, struct err *err) MUST_CHECK;

/* The number of selected partitions: computed where the spans say all, else counted. */
int projection_count(const struct projection_selection *selection, struct arena *arena,
                     uint64_t *count, struct err *err) MUST_CHECK;

#endif
