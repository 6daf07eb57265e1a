/* SPDX-License-Identifier: Apache-2.0
 * What a column of delimited text holds, and whether the first line names the columns. */
#ifndef PROPOLIS_CRAWLER_CSV_HEADER_H
#define PROPOLIS_CRAWLER_CSV_HEADER_H

#include "base/compiler.h"
#include "catalog/hive_type.h"
#include "crawler/csv_read.h"

/* Facts of the cells of one column below the first line. */
struct csv_column {
    const struct hive_type *type;
    bool has_empty;
    bool repeats_first; /* the cell of the first line occurs again */
    uint64_t shapes[2]; /* a bit per shape that a cell had, see csv_shape */
};

/* The type of one cell: void where it is empty or Hive's \N, boolean, bigint, decimal(38,0), double
 * or string. Whole numbers with leading zeros or a plus sign are codes and phone numbers: strings.
 */
const struct hive_type *csv_cell_type(struct text cell);

/* The classes of characters in a cell, as one of 128 sets: lower case, upper case, digits, blanks,
 * underscores, others, and what is not ASCII. */
unsigned csv_shape(struct text cell);

/* Whether the first line holds names, judged by what Glue's built-in classifier asks (each cell is
 * a text of less than 150 bytes that could be a name; an empty one may stand first or last). One of
 * three must be true too:
 *   - a column below holds no strings (Glue's rule);
 *   - there is no line below, no name occurs twice, and `alone_is_header` says that this is how the
 * file may look;
 *   - all columns hold strings, but no name occurs twice and at least half of them stand apart from
 * their column: their shape occurs nowhere below, or they are words that columns are often called
 * (id, name, date, ...), and none occurs again in its column. */
bool csv_is_header(const struct csv_cell *first, const struct csv_column *columns, size_t n,
                   bool alone_is_header);

#endif
