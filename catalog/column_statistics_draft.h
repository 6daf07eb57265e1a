/* SPDX-License-Identifier: Apache-2.0
 * Column statistics as a caller wants them: the rules that they must keep, and the text that will
 * be stored. */
#ifndef PROPOLIS_CATALOG_COLUMN_STATISTICS_DRAFT_H
#define PROPOLIS_CATALOG_COLUMN_STATISTICS_DRAFT_H

#include "base/arena.h"
#include "base/compiler.h"
#include "base/err.h"
#include "catalog/shape.h"

/* All texts live in the arena that the draft was made with. */
struct column_statistics_draft {
    struct text column; /* folded */
    struct text text;   /* the ColumnStatistics object, as it is answered */
};

/* Checks and renders a decoded ColumnStatistics (catalog/shapes_statistics.h): exactly the data
 * that StatisticsData's Type names must be given. ERR_INVALID names the member. */
int column_statistics_draft_make(const struct value *column_statistics, struct arena *arena,
                                 struct column_statistics_draft *out, struct err *err) MUST_CHECK;

#endif
