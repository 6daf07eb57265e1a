/* SPDX-License-Identifier: Apache-2.0
 * A table as a caller wants it: the rules it must keep, and the texts that will be stored, made
 * before the write queue. */
#ifndef PROPOLIS_CATALOG_TABLE_DRAFT_H
#define PROPOLIS_CATALOG_TABLE_DRAFT_H

#include "base/arena.h"
#include "base/compiler.h"
#include "base/err.h"
#include "catalog/partition_index_draft.h"
#include "catalog/search_text.h"
#include "catalog/shape.h"

/* All texts live in the arena that the draft was made with. */
struct table_draft {
    struct text name; /* folded */
    struct text tail; /* canonical JSON of the TableInput less Name, without braces */
    struct text table_type;
    struct text key_layout;    /* how partition keys are kept: catalog/partition_key.h */
    const struct value *keys;  /* the partition keys, borrowed from the input */
    struct text schema;        /* what a schema diff looks at; equal text, no drift */
    struct search_text search; /* what is searched, less the names of table and database */
    const struct partition_index_draft *indexes; /* what a new table begins with */
    size_t indexes_count;
    struct text projection_warning; /* catalog/projection.h, projection_check */
};

/* Checks the rules and renders the texts of a decoded TableInput (catalog/shapes_table.h).
 * ERR_INVALID names the member and the rule. */
int table_draft_make(const struct value *table_input, struct arena *arena, struct table_draft *out,
                     struct err *err) MUST_CHECK;

/* Adds the partition indexes that a new table is to have: a decoded list of PartitionIndex.
 * ERR_INVALID. */
int table_draft_add_indexes(struct table_draft *draft, const struct value *partition_indexes,
                            struct arena *arena, struct err *err) MUST_CHECK;

/* The same with a ViewDefinition (catalog/view_draft.h; NULL: none) in place of the input's. */
int table_draft_make_view(const struct value *table_input, const struct value *definition,
                          struct arena *arena, struct table_draft *out, struct err *err) MUST_CHECK;

/* The draft of a tail that was stored before; `name` and `tail` are borrowed. */
int table_draft_of_tail(struct text name, struct text tail, struct arena *arena,
                        struct table_draft *out, struct err *err) MUST_CHECK;

/* The way back: decodes a stored tail into the values of a TableInput. */
int table_tail_decode(struct text tail, struct arena *arena, struct value **table_input,
                      struct err *err) MUST_CHECK;

/* The schema text of decoded values, as in the draft. */
struct text table_schema_text(const struct value *table_input, struct arena *arena);

#endif
