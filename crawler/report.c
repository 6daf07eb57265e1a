/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/report.h"

#include "base/json_write.h"
#include "base/limits.h"
#include "catalog/shapes_table.h"
#include "crawler/format.h"
#include "crawler/layout.h"

/* Tables get what the folders leave: a report without its tables says little. */
enum { FINDINGS_BYTES_MAX = LIMIT_CRAWL_REPORT_BYTES / 4 * 3, ENTRY_BYTES_MAX = 4 << 20 };

/* --- pieces ------------------------------------------------------------------------------- */

static void put_texts(struct buf *out, const char *name, const struct text *texts, size_t n)
{
    if (!n)
        return;
    json_put_name(out, name);
    buf_put_char(out, '[');
    for (size_t i = 0; i < n; i++) {
        json_put_comma(out);
        json_put_string(out, texts[i]);
    }
    buf_put_char(out, ']');
}

static void put_column(struct buf *out, struct text name, struct text type)
{
    json_put_comma(out);
    buf_put_char(out, '{');
    json_put_string_member(out, "Name", name);
    json_put_string_member(out, "Type", type);
    buf_put_char(out, '}');
}

static void put_found_columns(struct buf *out, const struct schema *s)
{
    struct arena scratch;
    arena_init(&scratch, SIZE_MAX, NULL);
    json_put_name(out, "Columns");
    buf_put_char(out, '[');
    for (size_t i = 0; i < s->n; i++)
        put_column(out, s->columns[i].name, hive_type_text(s->columns[i].type, &scratch));
    buf_put_char(out, ']');
    arena_release(&scratch);
}

static void put_skipped(struct buf *out, const struct folder *f)
{
    size_t shown =
        f->skipped_n < FOLDER_SKIPPED_SHOWN ? (size_t)f->skipped_n : FOLDER_SKIPPED_SHOWN;
    if (!shown)
        return;
    json_put_name(out, "Skipped");
    buf_put_char(out, '[');
    for (size_t i = 0; i < shown; i++) {
        json_put_comma(out);
        buf_put_char(out, '{');
        json_put_string_member(out, "Name", f->skipped[i].name);
        json_put_string_member(out, "Reason", f->skipped[i].reason);
        buf_put_char(out, '}');
    }
    buf_put_char(out, ']');
    json_put_int_member(out, "SkippedCount", (int64_t)f->skipped_n);
}

/* --- folders ------------------------------------------------------------------------------ */

static const char *action_of_table(enum plan_action action)
{
    static const char *const names[] = {
        [PLAN_CREATE] = "CREATED", [PLAN_UPDATE] = "UPDATED", [PLAN_REFRESH] = "UNCHANGED",
        [PLAN_KEEP] = "UNCHANGED", [PLAN_LOG] = "LOGGED",     [PLAN_DEPRECATE] = "DEPRECATED",
        [PLAN_DELETE] = "DELETED", [PLAN_LEAVE] = "FAILED"};
    return names[action];
}

static const char *action_of_folder(const struct folder *f, const struct planned_table *t)
{
    static const char *const outcomes[] = {[OUTCOME_NONE] = "IGNORED",
                                           [OUTCOME_CREATED] = "PARTITION_CREATED",
                                           [OUTCOME_UPDATED] = "PARTITION_UPDATED",
                                           [OUTCOME_UNCHANGED] = "PARTITION_UNCHANGED",
                                           [OUTCOME_LEFT] = "IGNORED"};
    static const char *const tables[] = {
        [PLAN_CREATE] = "TABLE_CREATED",    [PLAN_UPDATE] = "TABLE_UPDATED",
        [PLAN_REFRESH] = "TABLE_UNCHANGED", [PLAN_KEEP] = "TABLE_UNCHANGED",
        [PLAN_LOG] = "TABLE_LOGGED",        [PLAN_DEPRECATE] = "IGNORED",
        [PLAN_DELETE] = "IGNORED",          [PLAN_LEAVE] = "IGNORED"};
    if (f->problem.n)
        return "FAILED";
    if (!t)
        return "IGNORED";
    return f->partition ? outcomes[f->partition->outcome] : tables[t->action];
}

static void put_reason(struct buf *out, const struct folder *f, const struct planned_table *t)
{
    struct arena scratch;
    struct text reason;
    arena_init(&scratch, SIZE_MAX, NULL);
    if (f->problem.n)
        reason = f->problem;
    else if (f->foreign.n)
        reason = arena_printf(&scratch,
                              "It belongs to %.*s, whose metadata says what its files mean; crawls "
                              "of S3Targets leave such tables alone.",
                              TEXT_ARG(f->foreign));
    else if (f->is_old)
        reason = TEXT("The catalog knows it already, and the crawler looks at new folders only.");
    else if (t && f->schema)
        reason = arena_printf(&scratch, "%llu %s file%s with %zu columns. %.*s",
                              (unsigned long long)f->files, format_name(f->schema->format),
                              f->files == 1 ? "" : "s", f->schema->n, TEXT_ARG(f->reason));
    else if (t)
        reason = f->reason;
    else if (f->table)
        reason = TEXT("Another target of the crawler leads to it too.");
    else if (f->files)
        reason = TEXT("None of its files can be part of a table.");
    else
        reason = TEXT("It holds no data files.");
    json_put_string_member(out, "Reason", reason);
    arena_release(&scratch);
}

static void put_contents(struct buf *out, const struct folder *f)
{
    const struct schema *s = f->schema;
    json_put_name(out, "Similarity");
    json_put_double(out, (double)(int64_t)(f->similarity * 1000) / 10);
    json_put_string_member(out, "Classification", text_of(format_name(s->format)));
    json_put_string_member(out, "CompressionType", text_of(compression_name(s->compression)));
    put_found_columns(out, s);
    struct text notes[SCHEMA_NOTES_MAX + 1];
    size_t n = 0;
    for (size_t i = 0; i < s->notes_n; i++)
        notes[n++] = s->notes[i];
    if (f->partition && f->partition->mismatch.n)
        notes[n++] = f->partition->mismatch;
    put_texts(out, "Notes", notes, n);
}

static void put_finding(struct buf *out, const struct plan_target *target, const struct folder *f)
{
    struct arena scratch;
    const struct planned_table *t = f->table ? f->table->planned : NULL;
    arena_init(&scratch, SIZE_MAX, NULL);
    buf_put_char(out, '{');
    json_put_string_member(
        out, "Folder",
        arena_printf(&scratch, "%.*s%.*s", TEXT_ARG(target->location), TEXT_ARG(f->path)));
    json_put_string_member(out, "Action", text_of(action_of_folder(f, t)));
    put_reason(out, f, t);
    if (t)
        json_put_string_member(out, "Table", t->name);
    if (t && f->partition)
        put_texts(out, "PartitionValues", f->partition->values, t->found->levels_n);
    json_put_int_member(out, "Files", (int64_t)f->files);
    json_put_int_member(out, "FilesSampled", (int64_t)f->samples_n);
    json_put_int_member(out, "Bytes", (int64_t)f->bytes);
    if (t && f->schema)
        put_contents(out, f);
    put_skipped(out, f);
    buf_put_char(out, '}');
    arena_release(&scratch);
}

/* A folder of folders says nothing that they do not say themselves; an empty one is a surprise to
 * its owner. */
static bool is_worth_telling(const struct folder *f)
{
    return f->files || f->skipped_n || f->problem.n || !f->first;
}

/* Appends an entry where there is room for it; false otherwise. */
static bool put_entry(struct buf *out, struct buf *entry, size_t bytes_max)
{
    if (buf_over(entry) || out->n + entry->n + 1 > bytes_max)
        return false;
    json_put_comma(out);
    buf_put(out, buf_text(entry));
    return true;
}

static void put_findings(const struct plan *p, struct buf *out)
{
    struct buf entry;
    int64_t omitted = 0;
    buf_init(&entry, ENTRY_BYTES_MAX);
    buf_put(out, TEXT("\"Findings\":["));
    for (const struct plan_target *t = p->targets; t; t = t->next) {
        for (const struct folder *f = t->tree.root; f; f = folder_next(f)) {
            if (!is_worth_telling(f))
                continue;
            buf_release(&entry);
            buf_init(&entry, ENTRY_BYTES_MAX);
            put_finding(&entry, t, f);
            omitted += !put_entry(out, &entry, FINDINGS_BYTES_MAX);
        }
    }
    buf_put_char(out, ']');
    if (omitted)
        json_put_int_member(out, "FindingsOmitted", omitted);
    buf_release(&entry);
}

/* --- tables ------------------------------------------------------------------------------- */

static void put_change(struct buf *out, const struct column_change *c)
{
    json_put_comma(out);
    buf_put_char(out, '{');
    json_put_string_member(out, "Column", c->column);
    json_put_string_member(out, "Kind", text_of(c->kind));
    if (c->before.n)
        json_put_string_member(out, "Before", c->before);
    if (c->after.n)
        json_put_string_member(out, "After", c->after);
    json_put_boolean_member(out, "Applied", c->applied);
    if (c->reason)
        json_put_string_member(out, "Reason", text_of(c->reason));
    buf_put_char(out, '}');
}

static void put_changes(struct buf *out, const struct planned_table *t)
{
    if (!t->known || !t->columns.changes_n)
        return;
    json_put_name(out, "Changes");
    buf_put_char(out, '[');
    for (size_t i = 0; i < t->columns.changes_n; i++)
        put_change(out, &t->columns.changes[i]);
    buf_put_char(out, ']');
}

static void put_columns(struct buf *out, const struct planned_table *t)
{
    json_put_name(out, "Columns");
    buf_put_char(out, '[');
    for (size_t i = 0; i < t->columns.n; i++)
        put_column(out, t->columns.columns[i].name, t->columns.columns[i].type);
    buf_put(out, TEXT("],\"PartitionKeys\":["));
    const struct value *input = t->input ? t->input : t->known ? t->known->input : NULL;
    const struct value *keys = input ? &input[TABLE_INPUT_PARTITION_KEYS] : NULL;
    for (size_t i = 0; keys && i < keys->list.count; i++) {
        const struct value *key = keys->list.items[i].members;
        put_column(out, key[COLUMN_NAME].text, key[COLUMN_TYPE].text);
    }
    buf_put_char(out, ']');
}

static void put_table(struct buf *out, const struct planned_table *t)
{
    buf_put_char(out, '{');
    json_put_string_member(out, "Name", t->name);
    json_put_string_member(out, "Location", t->location);
    json_put_string_member(out, "Action", text_of(action_of_table(t->action)));
    json_put_string_member(out, "Reason", t->reason);
    if (t->found)
        put_columns(out, t);
    put_changes(out, t);
    json_put_int_member(out, "PartitionsCreated", t->counts.created);
    json_put_int_member(out, "PartitionsUpdated", t->counts.updated);
    json_put_int_member(out, "PartitionsUnchanged", t->counts.unchanged);
    json_put_int_member(out, "PartitionsDeprecated", t->counts.deprecated);
    json_put_int_member(out, "PartitionsDeleted", t->counts.deleted);
    put_texts(out, "Notes", t->notes, t->notes_n);
    buf_put_char(out, '}');
}

static void put_tables(const struct plan *p, struct buf *out)
{
    struct buf entry;
    int64_t omitted = 0;
    buf_init(&entry, ENTRY_BYTES_MAX);
    buf_put(out, TEXT(",\"Tables\":["));
    for (const struct planned_table *t = p->first; t; t = t->next) {
        buf_release(&entry);
        buf_init(&entry, ENTRY_BYTES_MAX);
        put_table(&entry, t);
        omitted += !put_entry(out, &entry, LIMIT_CRAWL_REPORT_BYTES - 64);
    }
    buf_put_char(out, ']');
    if (omitted)
        json_put_int_member(out, "TablesOmitted", omitted);
    buf_release(&entry);
}

void report_put(const struct plan *p, struct buf *out)
{
    put_findings(p, out);
    put_tables(p, out);
}

/* --- the summary -------------------------------------------------------------------------- */

enum summary_kind { SUMMARY_ADD, SUMMARY_UPDATE, SUMMARY_DELETE, SUMMARY_KINDS };

enum { SUMMARY_NAMES_MAX = 50 };

static int64_t tables_in(const struct planned_table *t, enum summary_kind kind)
{
    static const enum plan_action actions[] = {PLAN_CREATE, PLAN_UPDATE, PLAN_DELETE};
    return t->action == actions[kind] || (t->action == PLAN_DEPRECATE && kind == SUMMARY_UPDATE);
}

static int64_t partitions_in(const struct planned_table *t, enum summary_kind kind)
{
    const int64_t counts[] = {t->counts.created, t->counts.updated + t->counts.deprecated,
                              t->counts.deleted};
    return counts[kind];
}

/* "ADD":"{\"Details\":{\"names\":[...]},\"Count\":n}" */
static void put_summary_of(const struct plan *p, enum summary_kind kind,
                           int64_t (*count_of)(const struct planned_table *, enum summary_kind),
                           struct buf *out)
{
    static const char *const names[] = {"ADD", "UPDATE", "DELETE"};
    struct buf inner;
    int64_t count = 0, shown = 0;
    buf_init(&inner, ENTRY_BYTES_MAX);
    buf_put(&inner, TEXT("{\"Details\":{\"names\":["));
    for (const struct planned_table *t = p->first; t; t = t->next) {
        int64_t here = count_of(t, kind);
        if (here && shown++ < SUMMARY_NAMES_MAX) {
            json_put_comma(&inner);
            json_put_string(&inner, t->name);
        }
        count += here;
    }
    buf_put(&inner, TEXT("]}"));
    json_put_int_member(&inner, "Count", count);
    buf_put_char(&inner, '}');
    if (count)
        json_put_string_member(out, names[kind], buf_text(&inner));
    buf_release(&inner);
}

void report_put_summary(const struct plan *p, struct buf *out)
{
    buf_put(out, TEXT("{\"TABLE\":{"));
    for (int kind = 0; kind < SUMMARY_KINDS; kind++)
        put_summary_of(p, (enum summary_kind)kind, tables_in, out);
    buf_put(out, TEXT("},\"PARTITION\":{"));
    for (int kind = 0; kind < SUMMARY_KINDS; kind++)
        put_summary_of(p, (enum summary_kind)kind, partitions_in, out);
    buf_put(out, TEXT("}}"));
}
