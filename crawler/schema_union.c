/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/schema_union.h"

#include <string.h>

#include "base/limits.h"
#include "base/text_index.h"

static void add_counts(struct schema *to, const struct schema *from)
{
    to->files += from->files;
    to->file_bytes += from->file_bytes;
    to->records += from->records;
    to->records_exact &= from->records_exact;
    to->sampled_records += from->sampled_records;
    to->sampled_bytes += from->sampled_bytes;
    to->conflict |= from->conflict;
    to->csv.quoted |= from->csv.quoted;
    to->csv.quoted_line_end |= from->csv.quoted_line_end;
    to->csv.places_differ |= from->csv.places_differ;
    for (size_t i = 0; i < from->notes_n; i++)
        schema_note(to, from->notes[i]);
}

static bool is_known(const struct schema_union *u, const struct column *columns)
{
    for (size_t i = 0; i < COUNT(u->known); i++) {
        if (u->known[i] == columns)
            return true;
    }
    return u->schema->columns == columns;
}

static void remember(struct schema_union *u, const struct column *columns)
{
    memmove(&u->known[1], &u->known[0], sizeof u->known - sizeof u->known[0]);
    u->known[0] = columns;
}

static bool column_adds(const struct column *have, const struct column *more, struct arena *scratch)
{
    bool conflict = false;
    if (more->has_empty && !have->has_empty)
        return true;
    return hive_type_merge(scratch, have->type, more->type, &conflict) != have->type || conflict;
}

/* True where `s` has a column, or values in one, that the union cannot hold yet. */
static bool brings_something_new(const struct schema *have, const struct schema *s)
{
    struct arena scratch;
    struct text_index names;
    bool adds = false;
    arena_init(&scratch, SIZE_MAX, NULL); /* an entry per column of schemas that exist already */
    text_index_init(&names, &scratch);
    for (size_t i = 0; i < have->n; i++)
        text_index_add(&names, have->columns[i].name, i);
    for (size_t i = 0; i < s->n && !adds; i++) {
        size_t at = text_index_find(&names, s->columns[i].name);
        adds = at == TEXT_INDEX_NONE || column_adds(&have->columns[at], &s->columns[i], &scratch);
    }
    arena_release(&scratch);
    return adds;
}

/* The schema as if its files were of the kind of the others, so that their columns can be merged.
 */
static struct schema aligned(const struct schema *s, const struct schema *with)
{
    struct schema copy = *s;
    copy.format = with->format;
    copy.compression = with->compression;
    copy.csv.delimiter = with->csv.delimiter;
    copy.csv.header = with->csv.header;
    return copy;
}

void schema_union_add(struct schema_union *u, const struct schema *s)
{
    if (!u->schema) {
        u->schema = ARENA_NEW(u->arena, struct schema);
        *u->schema = *s;
        return;
    }
    if (!is_known(u, s->columns) && brings_something_new(u->schema, s)) {
        struct schema like = aligned(s, u->schema);
        u->schema = schema_merge(u->schema, &like, u->arena);
    } else
        add_counts(u->schema, s);
    remember(u, s->columns);
}

bool schema_same_columns(const struct schema *left, const struct schema *right)
{
    if (left->n != right->n)
        return false;
    for (size_t i = 0; left->columns != right->columns && i < left->n; i++) {
        const struct column *l = &left->columns[i], *r = &right->columns[i];
        if (!text_equal(l->name, r->name) || !text_equal(l->original, r->original) ||
            l->has_empty != r->has_empty || !hive_type_equal(l->type, r->type))
            return false;
    }
    return true;
}
