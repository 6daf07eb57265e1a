/* SPDX-License-Identifier: Apache-2.0
 * What query engines make of a table's projection where they evaluate it themselves: Athena always,
 * Trino's Hive connector where hive.partition-projection-enabled is set. Trino's rules are those of
 * its plugin/trino-hive/.../projection, and of github.com/trinodb/trino issues 22760, 27233 and
 * 30204. */
#ifndef PROPOLIS_CATALOG_PROJECTION_ENGINES_H
#define PROPOLIS_CATALOG_PROJECTION_ENGINES_H

#include "catalog/projection.h"

/* One sentence. */
struct projection_note {
    bool refuses; /* the engine fails on the table; else it does something worth knowing */
    const struct projection_column *column; /* NULL: the table as a whole */
    const char *words;
};

enum { PROJECTION_NOTES_PER_COLUMN = 12, PROJECTION_NOTES_OF_TABLE = 4 };

/* What Trino refuses or reads in another way: an array in the arena, its length in `count`. */
const struct projection_note *projection_notes_of_trino(const struct projection *projection,
                                                        struct arena *arena, size_t *count);

/* The same of Athena, which takes all that projection_read takes. */
const struct projection_note *projection_notes_of_athena(const struct projection *projection,
                                                         bool has_registered, struct arena *arena,
                                                         size_t *count);

/* Appends what a column's rule says, as a sentence without its end. */
void projection_put_rule(const struct projection_column *column, struct buf *out);

#endif
