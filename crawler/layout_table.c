/* SPDX-License-Identifier: Apache-2.0
 * The tables of a layout, once it is decided what they are. */
#include "crawler/layout_inside.h"

static struct found_table *append(struct walk *w, struct folder *root, struct text reason)
{
    struct layout *l = w->layout;
    struct found_table *t = ARENA_NEW(l->arena, struct found_table);
    t->root = root;
    t->reason = reason;
    if (l->last)
        l->last->next = t;
    else
        l->first = t;
    l->last = t;
    l->tables_n++;
    return t;
}

/* --- levels ------------------------------------------------------------------------------- */

static bool key_taken(const struct found_table *t, size_t before, struct text key)
{
    for (size_t i = 0; i < before; i++) {
        if (text_equal(t->levels[i].key, key))
            return true;
    }
    return false;
}

static struct text unique_key(struct walk *w, const struct found_table *t, size_t before,
                              struct text key)
{
    struct text unique = key;
    for (size_t n = 1; key_taken(t, before, unique); n++)
        unique = arena_printf(w->layout->arena, "%.*s_%zu", TEXT_ARG(key), n);
    return unique;
}

static void name_levels(struct walk *w, struct found_table *t, struct text shape)
{
    size_t plain = 0, at = 0;
    for (size_t i = 0; i < shape.n; i++)
        t->levels_n += shape.p[i] == '/';
    t->levels = ARENA_ARRAY(w->layout->arena, struct level, t->levels_n);
    while (at < t->levels_n) {
        struct text key = text_split(&shape, '/');
        bool named = key.p[0] != '*';
        key = named ? (struct text){key.p, key.n - 1}
                    : arena_printf(w->layout->arena, "partition_%zu", plain++);
        t->levels[at] = (struct level){unique_key(w, t, at, key), named};
        at++;
    }
}

static struct text value_of(struct walk *w, const struct folder *f, const struct level *level)
{
    struct text key, value;
    if (!level->named || !folder_key(f, w->layout->arena, &key, &value))
        return f->name;
    return value.n ? value : TEXT("__HIVE_DEFAULT_PARTITION__"); /* a value has at least one byte */
}

/* --- leaves ------------------------------------------------------------------------------- */

/* The schema of a leaf: that of its files, or the mixture that was made of them. */
struct leaf {
    struct folder *folder;
    const struct schema *schema;
};

struct leaves {
    struct leaf *items;
    size_t n;
};

static void collect(struct folder *f, size_t levels_left, struct leaves *out)
{
    if (levels_left == 0) {
        out->items[out->n++].folder = f;
        return;
    }
    for (struct folder *child = f->first; child; child = child->next) {
        if (child->joined)
            collect(child, levels_left - 1, out);
    }
}

/* Leaves of one kind of file, and how many files they have. */
struct kind {
    const struct schema *schema;
    uint64_t files;
};

/* The kind that most files of the table are of. */
static const struct schema *main_kind(const struct leaves *leaves)
{
    struct kind kinds[FOLDER_VARIANTS_MAX] = {{NULL, 0}};
    struct arena scratch;
    size_t main = 0;
    arena_init(&scratch, SIZE_MAX, NULL);
    for (size_t i = 0; i < leaves->n; i++) {
        size_t at = 0;
        while (at < COUNT(kinds) - 1 && kinds[at].schema &&
               schema_mismatch(kinds[at].schema, leaves->items[i].schema, &scratch).n)
            at++;
        if (!kinds[at].schema)
            kinds[at].schema = leaves->items[i].schema;
        kinds[at].files += leaves->items[i].folder->files;
        main = kinds[at].files > kinds[main].files ? at : main;
    }
    arena_release(&scratch);
    return kinds[main].schema;
}

static const struct schema *unite(struct walk *w, const struct leaves *leaves)
{
    struct schema_union u = {.arena = w->layout->arena};
    struct schema none = *main_kind(leaves);
    /* The union begins with the main kind's facts and nobody's columns or counts, so that columns
     * come in the order of the folders. */
    none.columns = NULL;
    none.n = none.notes_n = 0;
    none.files = none.file_bytes = none.records = none.sampled_records = none.sampled_bytes = 0;
    none.records_exact = true;
    none.conflict = none.csv.quoted = none.csv.quoted_line_end = none.csv.places_differ = false;
    schema_union_add(&u, &none);
    for (size_t i = 0; i < leaves->n; i++)
        schema_union_add(&u, leaves->items[i].schema);
    return u.schema;
}

static void describe_leaf(struct walk *w, struct found_table *t, const struct leaf *leaf)
{
    struct folder *f = leaf->folder;
    f->table = t;
    f->similarity = leaf->schema->columns == t->schema->columns
                        ? 1
                        : schema_similarity(leaf->schema, t->schema);
    t->files += f->files;
    t->bytes += f->bytes;
    if (!t->levels_n)
        f->reason = t->reason;
    else
        f->reason = arena_printf(
            w->layout->arena, "%s",
            t->levels[t->levels_n - 1].named
                ? "Folders named key=value are partitions of the folder that they lie in."
                : "It is like the folders beside it, so they are partitions of one table.");
}

static void add_partition(struct walk *w, struct found_table *t, const struct leaf *leaf)
{
    struct found_partition *p = &t->partitions[t->partitions_n++];
    const struct folder *f = leaf->folder;
    p->folder = leaf->folder;
    leaf->folder->partition = p;
    p->schema = leaf->schema;
    p->mismatch = schema_mismatch(t->schema, leaf->schema, w->layout->arena);
    p->values = ARENA_ARRAY(w->layout->arena, struct text, t->levels_n);
    for (size_t i = t->levels_n; i-- > 0; f = f->parent)
        p->values[i] = value_of(w, f, &t->levels[i]);
}

void layout_emit(struct walk *w, struct subtree *s, struct text reason)
{
    struct leaves leaves = {ARENA_ARRAY(w->layout->arena, struct leaf, s->leaves), 0};
    struct found_table *t = append(w, s->folder, reason);
    name_levels(w, t, s->shape);
    collect(s->folder, t->levels_n, &leaves);
    for (size_t i = 0; i < leaves.n; i++)
        leaves.items[i].schema = leaves.items[i].folder->schema;
    t->schema = unite(w, &leaves);
    if (t->levels_n)
        t->partitions = ARENA_ARRAY(w->layout->arena, struct found_partition, leaves.n);
    for (size_t i = 0; i < leaves.n; i++) {
        describe_leaf(w, t, &leaves.items[i]);
        if (t->levels_n)
            add_partition(w, t, &leaves.items[i]);
    }
}

void layout_emit_file(struct walk *w, struct folder *f, const struct variant *v, size_t index,
                      struct text reason)
{
    struct found_table *t = append(w, f, reason);
    t->file = v->names[index];
    t->schema = v->schema;
    t->files = 1;
    t->bytes = v->schema->file_bytes / (v->schema->files ? v->schema->files : 1);
    f->table = t;
    f->similarity = 1;
    f->reason = reason;
}

/* --- reasons ------------------------------------------------------------------------------ */

struct text layout_reason_apart(struct walk *w, const struct subtree *s, const struct cluster *c)
{
    struct arena *a = w->layout->arena;
    const struct subtree *seed = c->seed;
    struct text key = {NULL, 0}, seed_key = {NULL, 0}, value;
    (void)folder_key(s->folder, a, &key, &value);
    (void)folder_key(seed->folder, a, &seed_key, &value);
    if (!text_equal(key, seed_key))
        return arena_printf(a, "Most folders beside it are named '%.*s=...'.", TEXT_ARG(seed_key));
    if (s == seed && c->members == 1)
        return TEXT("It is not alike enough to the folders beside it to be a partition like them.");
    if (s == seed)
        return TEXT("The folders beside it are of too many kinds to be partitions of one table.");
    if (!text_equal(s->shape, seed->shape))
        return arena_printf(a, "It is nested differently from '%.*s', which lies beside it.",
                            TEXT_ARG(seed->folder->name));
    struct text mismatch = schema_mismatch(seed->schema, s->schema, a);
    if (mismatch.n)
        return arena_printf(a, "It cannot be one table with '%.*s', which lies beside it: %.*s.",
                            TEXT_ARG(seed->folder->name), TEXT_ARG(mismatch));
    if (key.n && schema_shares_columns(seed->schema, s->schema))
        return TEXT("The folders beside it are of too many kinds to be partitions of one table.");
    if (key.n)
        return arena_printf(a, "It has no column in common with '%.*s', which lies beside it.",
                            TEXT_ARG(seed->folder->name));
    int percent;
    (void)layout_alike(seed->schema, s->schema, &percent);
    return arena_printf(a,
                        "Its columns are %d %% like those of '%.*s', which lies beside it; more "
                        "than %d %% would make one table.",
                        percent, TEXT_ARG(seed->folder->name), LAYOUT_ALIKE_PERCENT);
}

struct text layout_reason_root(struct walk *w, const struct folder *f)
{
    if (f->known_levels != FOLDER_NOT_KNOWN)
        return TEXT("A table of the catalog lies here.");
    if ((int)f->depth == w->layout->options.table_depth)
        return TEXT("Folders of this level are tables by the crawler's configuration.");
    return TEXT("Its folders are named key=value, so they are partitions of it.");
}
