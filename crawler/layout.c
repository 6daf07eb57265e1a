/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/layout.h"

#include <stdlib.h>

#include "base/memory.h"
#include "crawler/layout_inside.h"

bool layout_alike(const struct schema *left, const struct schema *right, int *percent)
{
    double similarity = left->columns == right->columns ? 1 : schema_similarity(left, right);
    *percent = (int)(similarity * 100);
    return similarity * 100 > LAYOUT_ALIKE_PERCENT;
}

/* --- leaves ------------------------------------------------------------------------------- */

static struct subtree *new_subtree(struct layout *l, struct folder *f, const struct schema *schema)
{
    struct subtree *s = ARENA_NEW(l->arena, struct subtree);
    *s = (struct subtree){.folder = f, .schema = schema, .files = f->files, .leaves = 1};
    return s;
}

static uint64_t sampled_in(const struct folder *f)
{
    uint64_t n = 0;
    for (size_t i = 0; i < f->variants_n; i++)
        n += f->variants[i].names_n;
    return n;
}

/* Says of the files of a variant that they are not part of the table. */
static void leave_alone(struct walk *w, struct folder *f, const struct variant *v)
{
    struct arena *a = w->layout->arena;
    int percent;
    struct text mismatch = schema_mismatch(f->variants[0].schema, v->schema, a);
    (void)layout_alike(f->variants[0].schema, v->schema, &percent);
    struct text reason =
        mismatch.n
            ? arena_printf(a, "it is not like most files here: %.*s", TEXT_ARG(mismatch))
            : arena_printf(a, "its columns are only %d %% like those of most files here", percent);
    for (size_t i = 0; i < v->names_n; i++)
        folder_skip(w->tree, f, v->names[i], reason);
}

/* One schema for a folder whose files are of several kinds: the first kind's, and what can be read
 * together with it where the folder is a partition anyway. */
static const struct schema *mixed_schema(struct walk *w, struct folder *f, bool lenient)
{
    struct schema_union u = {.arena = w->layout->arena};
    schema_union_add(&u, f->variants[0].schema);
    for (size_t i = 1; i < f->variants_n; i++) {
        const struct variant *v = &f->variants[i];
        if (!lenient || schema_mismatch(f->variants[0].schema, v->schema, w->layout->arena).n) {
            leave_alone(w, f, v);
            continue;
        }
        bool same_places = schema_same_places(u.schema, v->schema);
        schema_union_add(&u, v->schema);
        u.schema->csv.places_differ |= !same_places;
    }
    return u.schema;
}

/* How many of the files that were looked at can be read together with most of the others. */
static uint64_t alike_in(const struct walk *w, const struct folder *f)
{
    uint64_t alike = f->variants[0].names_n;
    for (size_t i = 1; w->layout->options.combine_compatible && i < f->variants_n; i++) {
        const struct variant *v = &f->variants[i];
        if (!schema_mismatch(f->variants[0].schema, v->schema, w->layout->arena).n)
            alike += v->names_n;
    }
    return alike;
}

static void emit_files(struct walk *w, struct folder *f, struct text reason)
{
    for (size_t i = 0; i < f->variants_n; i++) {
        for (size_t j = 0; j < f->variants[i].names_n; j++)
            layout_emit_file(w, f, &f->variants[i], j, reason);
    }
}

/* `is_whole`: the folder is a partition or a known table, and does not fall apart into its files.
 */
static struct subtree *resolve_files(struct walk *w, struct folder *f, bool is_whole)
{
    bool alike = alike_in(w, f) * 100 > sampled_in(f) * LAYOUT_ALIKE_PERCENT;
    bool lenient = is_whole || w->layout->options.combine_compatible;
    if (!is_whole && (!alike || f->knows_files)) {
        emit_files(w, f,
                   f->knows_files
                       ? TEXT("Files of this folder are tables of the catalog already.")
                       : TEXT("Most files of this folder are not alike, so each is a table."));
        return NULL;
    }
    f->schema = f->variants_n == 1 ? f->variants[0].schema : mixed_schema(w, f, lenient);
    return new_subtree(w->layout, f, f->schema);
}

/* --- joining ------------------------------------------------------------------------------ */

static int by_files(const void *a, const void *b)
{
    const struct subtree *l = *(struct subtree *const *)a, *r = *(struct subtree *const *)b;
    if (l->files != r->files)
        return l->files < r->files ? 1 : -1;
    return text_compare(l->folder->path, r->folder->path);
}

/* Whether any folder of the cluster has a column that this one has. Files that are read in
 * different ways can be one table all the same, because partitions say how they are read. */
static bool shares_columns(const struct cluster *c, const struct schema *s)
{
    struct arena scratch;
    arena_init(&scratch, SIZE_MAX, NULL);
    bool shared = s->n == 0 || s->columns == c->columns ||
                  schema_mismatch(c->seed->schema, s, &scratch).n > 0;
    arena_release(&scratch);
    for (size_t i = 0; i < s->n && !shared; i++)
        shared = text_index_find(&c->names, s->columns[i].name) != TEXT_INDEX_NONE;
    return shared;
}

static void remember_columns(struct cluster *c, const struct schema *s)
{
    for (size_t i = 0; i < s->n && s->columns != c->columns; i++)
        text_index_add(&c->names, s->columns[i].name, i);
    c->columns = s->columns;
}

/* Whether a folder is of the kind that the cluster's first one shows. */
static bool belongs(const struct walk *w, struct cluster *c, const struct subtree *s,
                    enum strictness how)
{
    struct arena scratch;
    if (!text_equal(c->seed->shape, s->shape))
        return false;
    if (how == BY_SHAPE)
        return true;
    if (how == BY_COLUMNS)
        return shares_columns(c, s->schema);
    arena_init(&scratch, SIZE_MAX, NULL);
    bool mismatch = schema_mismatch(c->seed->schema, s->schema, &scratch).n > 0;
    arena_release(&scratch);
    int percent = 0;
    bool alike = layout_alike(c->seed->schema, s->schema, &percent);
    if (!c->nearest_percent || percent > c->nearest_percent)
        c->nearest_percent = percent;
    return !mismatch && (alike || w->layout->options.combine_compatible);
}

/* Sorts siblings into kinds; those for which there is no room stay without one. */
static void cluster(const struct walk *w, struct siblings *all, enum strictness how)
{
    qsort(all->items, all->n, sizeof all->items[0], by_files);
    for (size_t i = 0; i < all->n; i++) {
        struct subtree *s = all->items[i];
        size_t at = 0;
        while (at < all->clusters_n && !belongs(w, &all->clusters[at], s, how))
            at++;
        all->files += s->files;
        s->cluster = at < COUNT(all->clusters) ? (int)at : NO_CLUSTER;
        if (at == COUNT(all->clusters))
            continue;
        if (at == all->clusters_n) {
            all->clusters[all->clusters_n++] = (struct cluster){.seed = s};
            text_index_init(&all->clusters[at].names, w->layout->arena);
        }
        if (how == BY_COLUMNS)
            remember_columns(&all->clusters[at], s->schema);
        all->clusters[at].files += s->files;
        all->clusters[at].members++;
    }
}

static int levels_of(struct text shape)
{
    int levels = 0;
    for (size_t i = 0; i < shape.n; i++)
        levels += shape.p[i] == '/';
    return levels;
}

/* The cluster with the most files; of a known table, which keeps its partition keys, among those
 * whose shape has the levels that its keys leave, where there are any. */
static int largest_cluster(const struct siblings *all, int levels)
{
    int largest = 0;
    bool fits = false;
    for (int i = 0; i < (int)all->clusters_n; i++) {
        const struct cluster *c = &all->clusters[i];
        bool this_fits = levels_of(c->seed->shape) == levels;
        if (this_fits != fits ? this_fits : c->files > all->clusters[largest].files)
            largest = i;
        fits |= this_fits;
    }
    return largest;
}

/* Makes one subtree of the folder from the siblings of a cluster; the others become tables. */
static struct subtree *join(struct walk *w, struct folder *f, struct siblings *all, int chosen)
{
    const struct cluster *c = &all->clusters[chosen];
    struct subtree *joined = new_subtree(w->layout, f, c->seed->schema);
    struct text key, value;
    bool named = folder_key(c->seed->folder, w->layout->arena, &key, &value);
    joined->shape = named ? arena_printf(w->layout->arena, "%.*s=/%.*s", TEXT_ARG(key),
                                         TEXT_ARG(c->seed->shape))
                          : arena_printf(w->layout->arena, "*/%.*s", TEXT_ARG(c->seed->shape));
    joined->files = joined->leaves = 0;
    for (size_t i = 0; i < all->n; i++) {
        struct subtree *s = all->items[i];
        if (s->cluster != chosen) {
            layout_emit(w, s, layout_reason_apart(w, s, c));
            continue;
        }
        s->folder->joined = true;
        joined->files += s->files;
        joined->leaves += s->leaves;
    }
    return joined;
}

static bool may_join(const struct siblings *all, int chosen)
{
    const struct cluster *c = &all->clusters[chosen];
    if (all->clusters_n > LAYOUT_KINDS_MAX ||
        c->files * 100 <= (all->files + all->files_apart) * LAYOUT_ALIKE_PERCENT)
        return false;
    return c->members > 1 || (all->n == 1 && folder_is_value(c->seed->folder));
}

static void emit_all(struct walk *w, struct siblings *all, int chosen)
{
    for (size_t i = 0; i < all->n; i++)
        layout_emit(w, all->items[i],
                    layout_reason_apart(w, all->items[i], &all->clusters[chosen]));
}

static struct subtree *join_plain(struct walk *w, struct folder *f, struct children *c)
{
    struct siblings *all = &c->plain;
    cluster(w, all, c->forced ? BY_SHAPE : BY_LIKENESS);
    int chosen = largest_cluster(all, c->levels - 1);
    if (c->forced || may_join(all, chosen))
        return join(w, f, all, chosen);
    emit_all(w, all, chosen);
    return NULL;
}

/* Whether the level of a cluster is one table: where folders beside its own have no column in
 * common with them (Glue's example of year=2017 and year=2018), it takes more than half of the
 * files. */
static bool is_one_table(const struct siblings *named, int chosen)
{
    const struct cluster *c = &named->clusters[chosen];
    uint64_t files = named->files_apart;
    for (size_t i = 0; i < named->n; i++) {
        const struct subtree *s = named->items[i];
        if (text_equal(s->shape, c->seed->shape))
            files += s->files;
    }
    return c->files * 2 > files;
}

/* Siblings named key=value: the key and the depth that hold most files are the level. */
static struct subtree *join_named(struct walk *w, struct folder *f, struct children *c)
{
    struct siblings *named = &c->named;
    bool any = c->forced || w->layout->options.combine_compatible;
    for (size_t i = 0; i < named->n; i++) {
        struct text key, value;
        struct subtree *s = named->items[i];
        (void)folder_key(s->folder, w->layout->arena, &key, &value);
        s->shape_below = s->shape;
        s->shape = arena_printf(w->layout->arena, "%.*s=/%.*s", TEXT_ARG(key), TEXT_ARG(s->shape));
    }
    cluster(w, named, any ? BY_SHAPE : BY_COLUMNS);
    int chosen = largest_cluster(named, c->levels);
    bool joins = any || is_one_table(named, chosen);
    for (size_t i = 0; i < named->n; i++)
        named->items[i]->shape = named->items[i]->shape_below;
    if (joins)
        return join(w, f, named, chosen);
    emit_all(w, named, chosen);
    return NULL;
}

/* --- the walk ----------------------------------------------------------------------------- */

static bool is_table_root(const struct walk *w, const struct folder *f, const struct subtree *s)
{
    struct arena scratch;
    struct text key, value;
    if (f->known_levels != FOLDER_NOT_KNOWN || (int)f->depth == w->layout->options.table_depth)
        return true;
    if (w->layout->options.combine_compatible || !s->shape.n || s->shape.p[0] == '*')
        return false;
    arena_init(&scratch, SIZE_MAX, NULL);
    bool named = folder_key(f, &scratch, &key, &value);
    arena_release(&scratch);
    return !named;
}

static void add_sibling(struct siblings *all, struct subtree *s)
{
    if (all->n == all->room) {
        all->room = all->room ? 2 * all->room : 16;
        all->items = memory_resize(all->items, all->room * sizeof all->items[0]);
    }
    all->items[all->n++] = s;
}

static bool has_key_name(const struct walk *w, const struct folder *f)
{
    struct text key, value;
    return folder_key(f, w->layout->arena, &key, &value);
}

static uint64_t files_below(const struct folder *f)
{
    uint64_t files = 0;
    const struct folder *end = folder_behind(f);
    for (const struct folder *at = f; at != end; at = folder_next(at))
        files += at->variants_n || at->is_old ? at->files : 0;
    return files;
}

static bool holds_known_table(const struct folder *f)
{
    const struct folder *at = f, *end = folder_behind(f);
    while (at != end && at->known_levels == FOLDER_NOT_KNOWN)
        at = folder_next(at);
    return at != end;
}

/* What the folders above say of a folder. */
struct above {
    bool forced, lenient;
    int levels; /* as in struct children */
};

static struct subtree *resolve(struct walk *w, struct folder *f, struct above above);

static void resolve_children(struct walk *w, struct folder *f, struct children *c)
{
    for (struct folder *child = f->first; child; child = child->next) {
        bool named = has_key_name(w, child);
        const struct above above = {c->forced, c->lenient || named,
                                    c->levels > 0 ? c->levels - 1 : FOLDER_NOT_KNOWN};
        struct subtree *s = resolve(w, child, above);
        if (s)
            add_sibling(named ? &c->named : &c->plain, s);
        else {
            uint64_t files = files_below(child);
            c->plain.files_apart += files;
            c->named.files_apart += named && child->known_levels != FOLDER_NOT_KNOWN ? files : 0;
        }
    }
}

static void skip_own_files(struct walk *w, struct folder *f)
{
    for (size_t i = 0; i < f->variants_n; i++) {
        for (size_t j = 0; j < f->variants[i].names_n; j++)
            folder_skip(w->tree, f, f->variants[i].names[j],
                        TEXT("it lies beside folders that are partitions, and belongs to none"));
    }
    f->variants_n = 0;
}

static struct subtree *join_children(struct walk *w, struct folder *f, struct children *c)
{
    if (c->named.n || c->forced) {
        if (f->variants_n && (c->named.n || c->plain.n))
            skip_own_files(w, f);
        if (c->named.n) {
            for (size_t i = 0; i < c->plain.n; i++)
                layout_emit(w, c->plain.items[i],
                            TEXT("It lies beside key=value folders and has no such name."));
            return join_named(w, f, c);
        }
    }
    if (!c->plain.n)
        return f->variants_n ? resolve_files(w, f, c->lenient || f->known_levels == 0) : NULL;
    if (!f->variants_n && !f->is_old)
        return join_plain(w, f, c);
    for (size_t i = 0; i < c->plain.n; i++)
        layout_emit(
            w, c->plain.items[i],
            TEXT("Files lie beside this folder, so it is no partition of the folder above."));
    struct subtree *own =
        f->variants_n ? resolve_files(w, f, c->lenient || f->known_levels == 0) : NULL;
    if (own)
        layout_emit(w, own,
                    TEXT("Its files lie beside folders, so those are no partitions of it."));
    return NULL;
}

/* A folder that is a partition of a known table stays one, whatever was put inside of it. */
static struct subtree *resolve_partition(struct walk *w, struct folder *f)
{
    for (struct folder *child = f->first; child; child = child->next) {
        struct subtree *s = NULL;
        if (holds_known_table(child))
            s = resolve(w, child, (struct above){.levels = FOLDER_NOT_KNOWN});
        else
            folder_skip(w->tree, f, (struct text){child->path.p + f->path.n, child->name.n + 1},
                        TEXT("it lies in a partition of a table that has no further keys"));
        if (s)
            layout_emit(w, s, TEXT("A table of the catalog lies here."));
    }
    return f->variants_n ? resolve_files(w, f, true) : NULL;
}

/* What the folder and all below it are: one subtree that may still become part of a table above, or
 * NULL where there is no data or tables were made of it. Recursion is bounded by the depth of the
 * tree. */
static struct subtree *resolve(struct walk *w, struct folder *f, struct above above)
{
    struct children c = {.forced = above.forced || f->known_levels > 0 ||
                                   (int)f->depth == w->layout->options.table_depth,
                         .levels = above.levels};
    c.lenient = c.forced || above.lenient;
    if (f->known_levels != FOLDER_NOT_KNOWN)
        c.levels = f->known_levels;
    else if (above.levels == 0 && (f->files || f->is_old))
        return resolve_partition(w, f);
    resolve_children(w, f, &c);
    struct subtree *s = join_children(w, f, &c);
    free(c.named.items);
    free(c.plain.items);
    if (!s || !is_table_root(w, f, s))
        return s;
    layout_emit(w, s, layout_reason_root(w, f));
    return NULL;
}

int layout_make(struct layout *l, struct tree *t, struct err *err)
{
    struct walk w = {.layout = l, .tree = t};
    l->first = l->last = NULL;
    l->tables_n = 0;
    struct subtree *s = NULL;
    if (l->options.is_file)
        emit_files(&w, t->root, TEXT("It is the crawler's target."));
    else
        s = resolve(&w, t->root, (struct above){.levels = FOLDER_NOT_KNOWN});
    if (s)
        layout_emit(&w, s, TEXT("It is the crawler's target."));
    if (l->tables_n > l->options.tables_max)
        return err_set(err, ERR_LIMIT, "The crawl found %zu tables, more than the limit of %zu.",
                       l->tables_n, l->options.tables_max);
    return 0;
}
