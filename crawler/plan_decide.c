/* SPDX-License-Identifier: Apache-2.0
 * What becomes of one table that was found. */
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "catalog/shapes_table.h"
#include "catalog/table_draft.h"
#include "crawler/format.h"
#include "crawler/layout.h"
#include "crawler/plan_inside.h"

/* A sparse format says that a column is gone only when enough records lack it. */
enum { RECORDS_FOR_MISSING = 10 };

struct decision {
    struct plan *plan;
    struct planned_table *table;
    struct table_format format;
    struct column *columns; /* found ones, none of them with the name of a partition key */
    bool *empty;
    size_t columns_n;
    struct known_column *known;
    size_t known_n;
};

/* --- columns that were found -------------------------------------------------------------- */

static bool is_key(const struct planned_table *t, struct text name)
{
    const struct value *keys = t->known ? &t->known->input[TABLE_INPUT_PARTITION_KEYS] : NULL;
    for (size_t i = 0; keys && i < keys->list.count; i++) {
        if (text_equal_nocase(keys->list.items[i].members[COLUMN_NAME].text, name))
            return true;
    }
    for (size_t i = 0; !keys && i < t->found->levels_n; i++) {
        if (text_equal_nocase(t->found->levels[i].key, name))
            return true;
    }
    return false;
}

static bool has_column(const struct column *columns, size_t n, struct text name)
{
    for (size_t i = 0; i < n; i++) {
        if (text_equal_nocase(columns[i].name, name))
            return true;
    }
    return false;
}

/* Engines refuse a table in which a column has the name of a partition key. Where columns are found
 * by name, the folder's value stands for the column's; by position, the column needs another name.
 */
static bool keep_beside_keys(struct decision *d, struct column *c)
{
    struct plan *p = d->plan;
    struct text name = c->name;
    if (!is_key(d->table, name))
        return true;
    if (!format_is_by_position(d->table->found->schema->format)) {
        planned_table_note(d->table,
                           arena_printf(p->arena,
                                        "The files have a column '%.*s', which is left out: a "
                                        "partition key has that name.",
                                        TEXT_ARG(name)));
        return false;
    }
    for (int i = 1;
         is_key(d->table, c->name) || has_column(d->format.columns, d->format.n, c->name); i++)
        c->name = arena_printf(p->arena, "%.*s_%d", TEXT_ARG(name), i);
    planned_table_note(d->table, arena_printf(p->arena,
                                              "The column '%.*s' is called '%.*s', because a "
                                              "partition key has its name.",
                                              TEXT_ARG(name), TEXT_ARG(c->name)));
    return true;
}

static void read_found(struct decision *d)
{
    const struct schema *s = d->table->found->schema;
    struct arena *a = d->plan->arena;
    format_describe(s, a, &d->format);
    d->columns = ARENA_ARRAY(a, struct column, d->format.n);
    d->empty = ARENA_ARRAY(a, bool, d->format.n);
    for (size_t i = 0; i < d->format.n; i++) {
        struct column c = d->format.columns[i];
        if (!keep_beside_keys(d, &c))
            continue;
        d->columns[d->columns_n] = c;
        d->empty[d->columns_n++] = i < s->n && s->columns[i].type->kind == HIVE_VOID;
    }
    for (size_t i = 0; i < s->notes_n; i++)
        planned_table_note(d->table, s->notes[i]);
    if (s->conflict)
        planned_table_note(d->table, TEXT("Values of a column have no common type but string, and "
                                          "lose their structure by it."));
}

static void read_known(struct decision *d)
{
    const struct value *sd = &d->table->known->input[TABLE_INPUT_STORAGE_DESCRIPTOR];
    const struct value *columns = &sd->members[STORAGE_DESCRIPTOR_COLUMNS];
    d->known_n = columns->list.count;
    d->known = ARENA_ARRAY(d->plan->arena, struct known_column, d->known_n);
    for (size_t i = 0; i < d->known_n; i++) {
        const struct value *c = columns->list.items[i].members;
        d->known[i] = (struct known_column){c[COLUMN_NAME].text, c[COLUMN_TYPE].text};
    }
}

static bool is_sampled(const struct folder *f)
{
    return f->samples_n < f->files;
}

static enum missing_policy missing_policy(const struct planned_table *t)
{
    bool sampled = !t->found->levels_n && is_sampled(t->found->root);
    for (size_t i = 0; i < t->found->partitions_n; i++)
        sampled |= is_sampled(t->found->partitions[i].folder);
    if (t->known && !t->saw_everything)
        return MISSING_STAYS;
    return sampled ? MISSING_TOLD : MISSING_GOES;
}

/* Whether all files have their columns where the schema of the table has them. */
static bool is_in_file_order(const struct found_table *t)
{
    if (!format_is_by_position(t->schema->format) || t->schema->csv.places_differ)
        return false;
    for (size_t i = 0; i < t->partitions_n; i++) {
        const struct schema *s = t->partitions[i].schema;
        if (format_is_by_position(s->format) && s->columns != t->schema->columns &&
            (s->csv.places_differ || !schema_same_places(s, t->schema)))
            return false;
    }
    return true;
}

static void plan_columns(struct decision *d)
{
    const struct plan_options *o = &d->plan->options;
    const struct column_input in = {
        .known = d->known,
        .known_n = d->known_n,
        .found = d->columns,
        .found_n = d->columns_n,
        .found_empty = d->empty,
        .policy = !d->table->known                     ? COLUMNS_REPLACE
                  : o->update_is_log                   ? COLUMNS_KEEP
                  : o->configuration.merge_new_columns ? COLUMNS_ADD
                                                       : COLUMNS_REPLACE,
        .missing = missing_policy(d->table),
        .in_file_order = is_in_file_order(d->table->found),
    };
    column_plan_make(&in, d->plan->arena, &d->table->columns);
}

/* Engines that do not ask each partition for its columns read by the table's positions. */
static void note_positions(struct decision *d)
{
    struct planned_table *t = d->table;
    for (size_t i = 0; i < t->found->partitions_n; i++) {
        const struct found_partition *p = &t->found->partitions[i];
        if (plan_inherits(t, p->schema))
            continue;
        planned_table_note(
            t, arena_printf(d->plan->arena,
                            "The files in '%.*s' have other columns in other places than the "
                            "table. Its partition says so; engines that read by the table's "
                            "positions mix them up.",
                            TEXT_ARG(p->folder->path)));
        return;
    }
}

/* --- documents ---------------------------------------------------------------------------- */

static struct value *document(struct decision *d, const struct planned_column *columns, size_t n,
                              struct text run)
{
    struct document_writer w = d->table->writer;
    w.run = run;
    const struct table_document doc = {.found = d->table->found,
                                       .format = &d->format,
                                       .name = d->table->name,
                                       .columns = columns,
                                       .columns_n = n,
                                       .known = d->table->known ? d->table->known->input : NULL};
    return document_table(&w, &doc);
}

static struct text encoded(const struct value *input, struct arena *a)
{
    struct buf out;
    buf_init(&out, LIMIT_DOCUMENT_BYTES);
    shape_encode(&shape_table_input, input, &out);
    struct text t = arena_copy(a, buf_text(&out));
    buf_release(&out);
    return t;
}

static bool same_document(const struct value *a, const struct value *b)
{
    struct arena scratch;
    arena_init(&scratch, SIZE_MAX, NULL);
    bool same = text_equal(encoded(a, &scratch), encoded(b, &scratch));
    arena_release(&scratch);
    return same;
}

static bool same_schema(const struct value *a, const struct value *b)
{
    struct arena scratch;
    arena_init(&scratch, SIZE_MAX, NULL);
    bool same = text_equal(table_schema_text(a, &scratch), table_schema_text(b, &scratch));
    arena_release(&scratch);
    return same;
}

static struct text known_run(const struct planned_table *t)
{
    const struct value *parameters = &t->known->input[TABLE_INPUT_PARAMETERS];
    const struct value *run =
        parameters->set ? value_map_get(parameters, TEXT("CRAWL_RUN_ID")) : NULL;
    return run ? run->text : TEXT("");
}

/* --- what is told and not applied --------------------------------------------------------- */

static bool in_leaf(const struct schema *s, struct text column)
{
    return has_column(s->columns, s->n, column);
}

/* The leaves whose files came last; all of them have the same time. */
static int64_t newest_of(const struct found_table *t)
{
    int64_t newest = 0;
    for (size_t i = 0; i < t->partitions_n; i++) {
        if (t->partitions[i].folder->newest_ms > newest)
            newest = t->partitions[i].folder->newest_ms;
    }
    return newest;
}

/* The newest folder that says something about missing columns, or NULL: all folders are as old, or
 * its kind is another. */
static const struct folder *newest_folder(const struct found_table *t, int64_t newest_ms)
{
    const struct folder *newest = NULL;
    size_t count = 0;
    for (size_t i = 0; i < t->partitions_n; i++) {
        const struct found_partition *p = &t->partitions[i];
        if (p->folder->newest_ms != newest_ms)
            continue;
        bool sparse = p->schema->format == &format_json;
        if (p->mismatch.n || (sparse && p->schema->sampled_records < RECORDS_FOR_MISSING))
            return NULL;
        newest = p->folder;
        count++;
    }
    return count < t->partitions_n ? newest : NULL;
}

static bool newest_have(const struct found_table *t, int64_t newest_ms, struct text column)
{
    for (size_t i = 0; i < t->partitions_n; i++) {
        if (t->partitions[i].folder->newest_ms == newest_ms &&
            in_leaf(t->partitions[i].schema, column))
            return true;
    }
    return false;
}

static void tell_missing(struct decision *d, const struct planned_column *c,
                         const struct folder *newest)
{
    struct column_plan *plan = &d->table->columns;
    struct arena *a = d->plan->arena;
    struct column_change *changes = ARENA_ARRAY(a, struct column_change, plan->changes_n + 1);
    if (plan->changes_n)
        memcpy(changes, plan->changes, plan->changes_n * sizeof *changes);
    changes[plan->changes_n] = (struct column_change){
        .column = c->name,
        .kind = "missing",
        .before = c->type,
        .reason = arena_printf(a,
                               "The newest files, in '%.*s', have it no more; older ones have, so "
                               "the table keeps it.",
                               TEXT_ARG(newest->path))
                      .p};
    plan->changes = changes;
    plan->changes_n++;
}

/* The wanted columns without those that the newest folders lack. */
static size_t still_arriving(struct decision *d, struct planned_column *out)
{
    const struct column_plan *plan = &d->table->columns;
    const struct found_table *t = d->table->found;
    int64_t newest_ms = newest_of(t);
    const struct folder *newest = newest_folder(t, newest_ms);
    size_t n = 0, wanted_n = plan->wanted_n;
    for (size_t i = 0; i < wanted_n; i++) {
        const struct planned_column c = plan->wanted[i];
        /* A column that was renamed beside a key is in no file under this name. */
        bool missing = newest && in_leaf(t->schema, c.name) && !newest_have(t, newest_ms, c.name);
        if (missing)
            tell_missing(d, &c, newest);
        else
            out[n++] = c;
    }
    return n;
}

static void plan_finding(struct decision *d, struct value *after)
{
    struct planned_table *t = d->table;
    struct planned_column *arriving =
        ARENA_ARRAY(d->plan->arena, struct planned_column, t->columns.wanted_n);
    size_t n = still_arriving(d, arriving);
    struct value *files_alone = document(d, arriving, n, known_run(t));
    if (same_schema(after, files_alone))
        return;
    t->finding_from = after;
    t->finding_to = files_alone;
}

/* --- decisions ---------------------------------------------------------------------------- */

static void decide_new(struct decision *d)
{
    struct planned_table *t = d->table;
    const struct column_plan *c = &t->columns;
    t->action = PLAN_CREATE;
    t->reason = t->found->reason;
    t->input = document(d, c->columns, c->n, d->plan->options.run);
}

static bool leave(struct planned_table *t, struct text reason)
{
    t->action = PLAN_LEAVE;
    t->reason = reason;
    return true;
}

static bool must_be_left(struct decision *d)
{
    struct planned_table *t = d->table;
    if (t->known->is_foreign)
        return leave(t, TEXT("It is a view, or of a table format that keeps its own metadata."));
    if (!t->known->input[TABLE_INPUT_STORAGE_DESCRIPTOR].set)
        return leave(t, TEXT("It has no storage descriptor."));
    if (t->known->keys_n != t->found->levels_n)
        return leave(t, arena_printf(d->plan->arena,
                                     "Its folders are nested %zu deep, and it has %zu partition "
                                     "keys; delete the table to have it made anew.",
                                     t->found->levels_n, t->known->keys_n));
    return false;
}

static struct text reason_of_update(const struct decision *d)
{
    const struct planned_table *t = d->table;
    size_t applied = 0;
    for (size_t i = 0; i < t->columns.changes_n; i++)
        applied += t->columns.changes[i].applied;
    if (applied)
        return arena_printf(d->plan->arena, "%zu of its columns changed.", applied);
    if (t->columns.moved)
        return TEXT("Its files have their columns in another order.");
    return TEXT("How its files are read changed: format, SerDe, or a parameter of theirs.");
}

static void decide_known(struct decision *d)
{
    struct planned_table *t = d->table;
    const struct column_plan *c = &t->columns;
    struct value *same_run = document(d, c->columns, c->n, known_run(t));
    bool same = same_document(same_run, t->known->input);
    bool schema_same = same_schema(same_run, t->known->input);
    struct value *after = t->known->input;
    t->action = PLAN_KEEP;
    t->reason = TEXT("It is as it was.");
    if (d->plan->options.update_is_log) {
        struct value *wanted = document(d, c->wanted, c->wanted_n, known_run(t));
        if (!same_schema(wanted, t->known->input)) {
            t->action = PLAN_LOG;
            t->reason = TEXT("Its files changed; the crawler's UpdateBehavior is LOG.");
        }
    } else if (!same) {
        t->action = schema_same ? PLAN_REFRESH : PLAN_UPDATE;
        t->reason = schema_same ? TEXT("Its columns are as they were; counts of its files are not.")
                                : reason_of_update(d);
        after = t->input = document(d, c->columns, c->n, d->plan->options.run);
    }
    if (t->saw_everything)
        plan_finding(d, after);
}

/* What files hold may make a document that no caller could write, such as a list of names that is
 * longer than a parameter. It would not be read again, so it is not written. */
static void check_document(struct decision *d)
{
    struct planned_table *t = d->table;
    struct arena scratch;
    struct value *read;
    struct err err = {0};
    if (!t->input)
        return;
    arena_init(&scratch, SIZE_MAX, NULL);
    struct text text = arena_printf(&scratch, "{%.*s}", TEXT_ARG(encoded(t->input, &scratch)));
    if (shape_decode_text(&shape_table_input, text, &scratch, &read, &err) != 0) {
        t->input = t->finding_from = t->finding_to = NULL;
        leave(t, arena_printf(d->plan->arena, "It cannot be kept as a table. %.*s",
                              TEXT_ARG(err_text(&err))));
    }
    arena_release(&scratch);
}

void plan_decide(struct plan *p, struct planned_table *t)
{
    struct decision d = {.plan = p, .table = t};
    if (t->known && must_be_left(&d))
        return;
    read_found(&d);
    if (t->known)
        read_known(&d);
    plan_columns(&d);
    note_positions(&d);
    if (t->known)
        decide_known(&d);
    else
        decide_new(&d);
    check_document(&d);
}
