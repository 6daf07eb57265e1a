/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/variant.h"

#include <string.h>

#include "crawler/format.h"
#include "crawler/layout.h"
#include "crawler/schema_union.h"

/* Columns that are kept already, or a copy that is kept from now on. */
static const struct schema *shared_columns(struct tree *t, const struct schema *s)
{
    size_t at = 0;
    while (at < COUNT(t->recent) - 1 && t->recent[at] && !schema_same_columns(t->recent[at], s))
        at++;
    const struct schema *found = t->recent[at];
    if (!found || !schema_same_columns(found, s))
        found = schema_copy(s, t->arena);
    memmove(&t->recent[1], &t->recent[0], at * sizeof t->recent[0]);
    t->recent[0] = found;
    return found;
}

/* A copy of the schema in the tree's arena. Notes that are there already are not copied again. */
static struct schema *keep(struct tree *t, const struct schema *s, const struct schema *have)
{
    struct schema *kept = ARENA_NEW(t->arena, struct schema);
    *kept = *s;
    kept->columns = shared_columns(t, s)->columns;
    kept->notes_n = 0;
    for (size_t i = 0; i < s->notes_n; i++) {
        bool there = false;
        for (size_t j = 0; have && j < have->notes_n; j++)
            there |= text_equal(have->notes[j], s->notes[i]);
        if (!there)
            schema_note(kept, arena_copy(t->arena, s->notes[i]));
    }
    return kept;
}

static struct variant *find(struct folder *f, const struct schema *s)
{
    for (size_t i = 0; i < f->variants_n; i++) {
        struct variant *v = &f->variants[i];
        struct arena scratch;
        int percent;
        arena_init(&scratch, SIZE_MAX, NULL);
        bool fits = !schema_mismatch(v->schema, s, &scratch).n;
        arena_release(&scratch);
        if (fits && layout_alike(v->schema, s, &percent))
            return v;
    }
    return NULL;
}

static void add_name(struct tree *t, struct folder *f, struct variant *v, struct text name)
{
    if (!v->names)
        v->names = ARENA_ARRAY(t->arena, struct text, f->samples_n);
    v->names[v->names_n++] = name;
}

/* Most folders have one. */
static struct variant *new_variant(struct tree *t, struct folder *f)
{
    size_t n = f->variants_n;
    if ((n & (n - 1)) == 0) { /* none, or a power of two: there is no room left */
        struct variant *grown = ARENA_ARRAY(t->arena, struct variant, n ? 2 * n : 1);
        if (n)
            memcpy(grown, f->variants, n * sizeof *grown);
        f->variants = grown;
    }
    return &f->variants[f->variants_n++];
}

void variant_add(struct tree *t, struct folder *f, struct text name, const struct schema *s)
{
    struct variant *v = find(f, s);
    if (!v && f->variants_n == FOLDER_VARIANTS_MAX) {
        folder_skip(t, f, name, TEXT("the files of this folder are of too many kinds"));
        return;
    }
    if (v) {
        struct schema_union u = {.arena = t->arena, .schema = v->schema};
        if (format_is_by_position(s->format) && !schema_same_places(v->schema, s)) {
            v->schema->csv.places_differ = true;
            schema_note(v->schema, TEXT("Files of this folder have their columns in different "
                                        "places; engines read by place and mix them up."));
        }
        schema_union_add(&u, keep(t, s, v->schema));
        v->schema = u.schema;
    } else {
        v = new_variant(t, f);
        v->schema = keep(t, s, NULL);
    }
    add_name(t, f, v, name);
}

static void swap_largest_to_front(struct folder *f)
{
    size_t largest = 0;
    for (size_t i = 1; i < f->variants_n; i++) {
        if (f->variants[i].names_n > f->variants[largest].names_n)
            largest = i;
    }
    struct variant v = f->variants[largest];
    f->variants[largest] = f->variants[0];
    f->variants[0] = v;
}

/* Scales what was counted in some files to all of the folder's bytes. */
static void speak_for_all(struct folder *f, struct schema *s)
{
    if (!s->file_bytes || s->file_bytes >= f->bytes)
        return;
    s->records = (uint64_t)((double)s->records * ((double)f->bytes / (double)s->file_bytes));
    s->records_exact = false;
    s->files = f->files;
    s->file_bytes = f->bytes;
}

void variants_close(struct folder *f)
{
    if (!f->variants_n)
        return;
    swap_largest_to_front(f);
    if (f->variants_n == 1 && f->samples_n < f->files)
        speak_for_all(f, f->variants[0].schema);
}
