/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/columns.h"

#include <string.h>

#include "base/text_index.h"
#include "catalog/hive_type.h"
#include "crawler/schema.h"

struct work {
    const struct column_input *in;
    struct arena *arena;
    struct column_plan *out;
};

static const struct hive_type *parse(struct text type, struct arena *a)
{
    const struct hive_type *parsed;
    struct err err = {0};
    return hive_type_parse(a, type, &parsed, &err) == 0 ? parsed : NULL;
}

/* The known type with the struct fields that only the found one has: everything else stays. */
static const struct hive_type *with_new_fields(const struct hive_type *known,
                                               const struct hive_type *found, struct arena *a)
{
    if (known->kind != found->kind || !hive_type_is_nested(known) || known->kind == HIVE_UNION)
        return known;
    struct hive_child *children = ARENA_ARRAY(a, struct hive_child, known->n + found->n);
    struct text_index names;
    size_t n = 0;
    text_index_init(&names, a);
    for (size_t i = 0; i < known->n; i++) {
        children[n++] = known->children[i];
        text_index_add(&names, known->children[i].name, i);
    }
    for (size_t i = 0; i < found->n; i++) {
        bool is_struct = known->kind == HIVE_STRUCT;
        size_t at = is_struct ? text_index_find(&names, found->children[i].name) : i;
        if (at == TEXT_INDEX_NONE)
            children[n++] = found->children[i];
        else
            children[at].type = with_new_fields(children[at].type, found->children[i].type, a);
    }
    struct hive_type *grown = ARENA_NEW(a, struct hive_type);
    *grown = *known;
    grown->children = children;
    grown->n = n;
    return grown;
}

static struct text type_text(const struct hive_type *type, struct arena *a)
{
    return hive_type_text(type, a);
}

struct retyped {
    struct text planned, wanted;
};

static void add_change(struct work *w, const struct column_change *change)
{
    w->out->changes[w->out->changes_n++] = *change;
}

static const char *reason_of_policy(const struct work *w)
{
    if (w->in->policy == COLUMNS_ADD)
        return "The crawler only adds columns (MergeNewColumns).";
    return "The crawler's UpdateBehavior is LOG.";
}

/* What becomes of a column that both have. */
static struct retyped retype(struct work *w, const struct known_column *known,
                             const struct column *found)
{
    struct arena *a = w->arena;
    const struct hive_type *before = parse(known->type, a);
    struct text found_text = type_text(found->type, a);
    bool conflict = false;
    if (!before) /* a type that only its writer understands: left alone */
        return (struct retyped){known->type, known->type};
    const struct hive_type *merged = hive_type_merge(a, before, found->type, &conflict);
    const struct hive_type *planned = w->in->policy == COLUMNS_REPLACE ? merged
                                      : w->in->policy == COLUMNS_ADD
                                          ? with_new_fields(before, found->type, a)
                                          : before;
    enum hive_change change = hive_type_compare(before, merged);
    struct column_change told = {.column = known->name, .before = known->type};
    if (!hive_type_equal(merged, before)) {
        told.kind = hive_change_name(change);
        told.after = type_text(merged, a);
        told.applied = hive_type_equal(planned, merged);
        told.reason = told.applied ? NULL : reason_of_policy(w);
        add_change(w, &told);
    } else if (!hive_type_equal(found->type, before)) {
        told.kind = "narrowed";
        told.after = found_text;
        told.reason = "Types never become narrower: other files and readers hold to the wider one.";
        add_change(w, &told);
    }
    return (struct retyped){hive_type_equal(planned, before) ? known->type : type_text(planned, a),
                            hive_type_equal(merged, before) ? known->type : type_text(merged, a)};
}

static void plan_missing(struct work *w, size_t i)
{
    const struct column_input *in = w->in;
    struct column_plan *out = w->out;
    const struct planned_column same = {in->known[i].name, in->known[i].type, i};
    struct column_change told = {.column = same.name, .kind = "missing", .before = same.type};
    if (in->missing == MISSING_STAYS) {
        told.reason = "Not all files were looked at, so it may still be in others.";
        out->wanted[out->wanted_n++] = same;
    } else if (in->missing == MISSING_TOLD)
        told.reason = "The newest files have it no more; those that were not looked at may.";
    else {
        told.kind = "removed";
        told.applied = in->policy == COLUMNS_REPLACE;
        told.reason = told.applied ? NULL : reason_of_policy(w);
    }
    if (!told.applied)
        out->columns[out->n++] = same;
    add_change(w, &told);
}

static void plan_known(struct work *w, struct text_index *found)
{
    const struct column_input *in = w->in;
    struct column_plan *out = w->out;
    for (size_t i = 0; i < in->known_n; i++) {
        size_t at = text_index_find(found, in->known[i].name);
        if (at == TEXT_INDEX_NONE) {
            plan_missing(w, i);
            continue;
        }
        struct retyped r = {in->known[i].type, in->known[i].type};
        if (!in->found_empty[at])
            r = retype(w, &in->known[i], &in->found[at]);
        out->columns[out->n++] = (struct planned_column){in->known[i].name, r.planned, i};
        out->wanted[out->wanted_n++] = (struct planned_column){in->known[i].name, r.wanted, i};
    }
}

static void plan_new(struct work *w, struct text_index *known)
{
    const struct column_input *in = w->in;
    struct column_plan *out = w->out;
    for (size_t i = 0; i < in->found_n; i++) {
        if (text_index_find(known, in->found[i].name) != TEXT_INDEX_NONE)
            continue;
        struct planned_column added = {in->found[i].name, type_text(in->found[i].type, w->arena),
                                       COLUMN_IS_NEW};
        bool applied = in->policy != COLUMNS_KEEP;
        out->wanted[out->wanted_n++] = added;
        if (applied)
            out->columns[out->n++] = added;
        add_change(w, &(struct column_change){.column = added.name,
                                              .kind = "added",
                                              .after = added.type,
                                              .applied = applied,
                                              .reason = applied ? NULL : reason_of_policy(w)});
    }
}

static bool stand_in_order(const struct planned_column *columns, size_t n)
{
    size_t last = 0;
    for (size_t i = 0; i < n; i++) {
        if (columns[i].known == COLUMN_IS_NEW)
            continue;
        if (columns[i].known < last)
            return false;
        last = columns[i].known;
    }
    return true;
}

/* Puts columns into the order of the files. Where the files lack one, they do not say where it
 * stands in those that were not looked at, and nothing moves. Known ones move where they may. */
static void arrange(struct planned_column *columns, size_t n, const struct work *w,
                    const struct text_index *found, bool known_may_move)
{
    struct planned_column *arranged = ARENA_ARRAY(w->arena, struct planned_column, n);
    if (!w->in->in_file_order)
        return;
    for (size_t i = 0; i < n; i++) {
        size_t at = text_index_find(found, columns[i].name);
        if (at >= n)
            return;
        arranged[at] = columns[i];
    }
    if (n && (known_may_move || stand_in_order(arranged, n)))
        memcpy(columns, arranged, n * sizeof *columns);
}

static bool differs(const struct column_plan *p, const struct column_input *in)
{
    if (p->n != in->known_n)
        return true;
    for (size_t i = 0; i < p->n; i++) {
        if (p->columns[i].known != i || !text_equal(p->columns[i].type, in->known[i].type))
            return true;
    }
    return false;
}

void column_plan_make(const struct column_input *in, struct arena *a, struct column_plan *out)
{
    struct work w = {in, a, out};
    struct text_index known, found;
    size_t most = in->known_n + in->found_n;
    *out = (struct column_plan){.columns = ARENA_ARRAY(a, struct planned_column, most),
                                .wanted = ARENA_ARRAY(a, struct planned_column, most),
                                .changes = ARENA_ARRAY(a, struct column_change, most)};
    text_index_init(&known, a);
    text_index_init(&found, a);
    for (size_t i = 0; i < in->known_n; i++)
        text_index_add(&known, in->known[i].name, i);
    for (size_t i = 0; i < in->found_n; i++)
        text_index_add(&found, in->found[i].name, i);
    plan_known(&w, &found);
    plan_new(&w, &known);
    arrange(out->columns, out->n, &w, &found, in->policy == COLUMNS_REPLACE);
    arrange(out->wanted, out->wanted_n, &w, &found, true);
    out->moved = !stand_in_order(out->columns, out->n);
    out->differs = differs(out, in);
}
