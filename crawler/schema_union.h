/* SPDX-License-Identifier: Apache-2.0
 * One schema for many: what a table over many folders must hold. Most folders of a lake are alike,
 * so the union costs memory only where a schema brings something new. */
#ifndef PROPOLIS_CRAWLER_SCHEMA_UNION_H
#define PROPOLIS_CRAWLER_SCHEMA_UNION_H

#include "crawler/schema.h"

struct schema_union {
    struct arena *arena;           /* borrowed */
    struct schema *schema;         /* NULL: nothing was added yet */
    const struct column *known[4]; /* columns that brought nothing new, newest first */
};

/* Adds a schema, which must live as long as the union. Columns go by name; types widen, never
 * narrow. A schema of another format, compression or delimiter adds its columns too; the first one
 * decides what the union is. */
void schema_union_add(struct schema_union *u, const struct schema *s);

/* True where the columns are the same: names in their order, types, and whether values are missing.
 */
bool schema_same_columns(const struct schema *left, const struct schema *right);

#endif
