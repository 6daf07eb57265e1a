/* SPDX-License-Identifier: Apache-2.0
 * The partitions of a planned table: those found against those known. */
#include <stdlib.h>
#include <string.h>

#include "base/json_read.h"
#include "base/json_write.h"
#include "base/limits.h"
#include "catalog/shapes_partition.h"
#include "catalog/shapes_table.h"
#include "crawler/format.h"
#include "crawler/layout.h"
#include "crawler/plan_inside.h"

/* The partitions that were found, sorted by the JSON of their values. */
struct entry {
    struct text vals;
    struct found_partition *found;
    bool seen;
};

struct partition_index {
    struct entry *entries;
    size_t n;
};

/* --- the index ---------------------------------------------------------------------------- */

static struct text vals_of(const struct found_partition *p, size_t n, struct arena *a)
{
    struct buf out;
    buf_init(&out, LIMIT_DOCUMENT_BYTES);
    buf_put_char(&out, '[');
    for (size_t i = 0; i < n; i++) {
        json_put_comma(&out);
        json_put_string(&out, p->values[i]);
    }
    buf_put_char(&out, ']');
    struct text vals = arena_copy(a, buf_text(&out));
    buf_release(&out);
    return vals;
}

static int by_vals(const void *a, const void *b)
{
    const struct entry *l = a, *r = b;
    int order = text_compare(l->vals, r->vals);
    return order ? order : text_compare(l->found->folder->path, r->found->folder->path);
}

/* Two folders that name the same partition (Year=1 and year=1): the first one is it. */
static void drop_doubles(struct planned_table *t, struct partition_index *index, struct arena *a)
{
    size_t n = 0;
    for (size_t i = 0; i < index->n; i++) {
        struct entry *e = &index->entries[i];
        if (!n || !text_equal(index->entries[n - 1].vals, e->vals)) {
            index->entries[n++] = *e;
            continue;
        }
        e->found->outcome = OUTCOME_LEFT;
        planned_table_note(
            t, arena_printf(a, "'%.*s' names the same partition as '%.*s' and is left out.",
                            TEXT_ARG(e->found->folder->path),
                            TEXT_ARG(index->entries[n - 1].found->folder->path)));
    }
    index->n = n;
}

static struct partition_index *index_of(struct plan *p, struct planned_table *t)
{
    struct found_table *found = t->found;
    if (t->index)
        return t->index;
    t->index = ARENA_NEW(p->arena, struct partition_index);
    size_t n = found ? found->partitions_n : 0;
    t->index->entries = ARENA_ARRAY(p->arena, struct entry, n);
    for (size_t i = 0; i < n; i++) {
        struct found_partition *f = &found->partitions[i];
        t->index->entries[i] = (struct entry){vals_of(f, found->levels_n, p->arena), f, false};
    }
    t->index->n = n;
    if (n)
        qsort(t->index->entries, n, sizeof t->index->entries[0], by_vals);
    drop_doubles(t, t->index, p->arena);
    return t->index;
}

static struct entry *find(struct partition_index *index, struct text vals)
{
    size_t low = 0, high = index->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = text_compare(index->entries[middle].vals, vals);
        if (order == 0)
            return &index->entries[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* --- decisions ---------------------------------------------------------------------------- */

static void add(struct plan *p, struct planned_table *t, const struct planned_partition *partition)
{
    if (t->partitions_n == t->partitions_room) {
        size_t room = t->partitions_room ? 2 * t->partitions_room : 16;
        struct planned_partition *grown = ARENA_ARRAY(p->arena, struct planned_partition, room);
        if (t->partitions_n)
            memcpy(grown, t->partitions, t->partitions_n * sizeof *grown);
        t->partitions = grown;
        t->partitions_room = room;
    }
    t->partitions[t->partitions_n++] = *partition;
}

/* What an earlier crawl wrote into the parameters of a partition. */
struct noted {
    struct text size_key, object_count;
    bool deprecated;
};

static void read_parameters(struct text json, struct arena *a, struct noted *out)
{
    struct json_reader r;
    struct err ignored = {0};
    struct text name, value;
    *out = (struct noted){.size_key = TEXT(""), .object_count = TEXT("")};
    if (!json.n || json_reader_init(&r, json, a, &ignored) != 0 || json_enter_object(&r) != 0)
        return;
    while (json_next_member(&r, &name) == 1) {
        if (json_peek(&r) != JSON_STRING || json_read_string(&r, &value) != 0)
            return;
        if (text_is(name, "sizeKey"))
            out->size_key = value;
        else if (text_is(name, "objectCount"))
            out->object_count = value;
        else if (text_is(name, "DEPRECATED_BY_CRAWLER"))
            out->deprecated = true;
    }
}

static bool is_number(struct text t, uint64_t n)
{
    int64_t value;
    return text_to_int64(t, &value) && value >= 0 && (uint64_t)value == n;
}

static void plan_met(struct plan *p, struct planned_table *t, struct entry *e, struct text location,
                     const struct noted *noted)
{
    struct found_partition *f = e->found;
    struct arena scratch;
    arena_init(&scratch, SIZE_MAX, NULL);
    bool moved =
        !text_equal(plan_folder_location(location, &scratch),
                    plan_folder_location(document_partition_location(&t->writer, f), &scratch));
    arena_release(&scratch);
    bool same = !moved && !noted->deprecated && is_number(noted->size_key, f->folder->bytes) &&
                is_number(noted->object_count, f->folder->files) && t->action != PLAN_UPDATE;
    e->seen = true;
    if (same || p->options.update_is_log) {
        f->outcome = OUTCOME_UNCHANGED;
        t->counts.unchanged++;
        return;
    }
    f->outcome = OUTCOME_UPDATED;
    t->counts.updated++;
    add(p, t, &(struct planned_partition){PARTITION_UPDATE, f, e->vals});
}

static bool is_unread(const struct plan *p, struct text location)
{
    struct arena scratch;
    arena_init(&scratch, SIZE_MAX, NULL);
    bool unread = plan_is_unread(p, plan_folder_location(location, &scratch), false);
    arena_release(&scratch);
    return unread;
}

static void plan_missing(struct plan *p, struct planned_table *t, struct text vals,
                         struct text location, const struct noted *noted)
{
    bool table_goes = t->action == PLAN_DELETE;
    if (noted->deprecated || !t->saw_everything || table_goes)
        return;
    if (is_unread(p, location)) {
        t->unread++;
        return;
    }
    struct planned_partition gone = {.vals = arena_copy(p->arena, vals)};
    switch (p->options.delete_behavior) {
    case DELETE_LOG:
        t->counts.missing++;
        return;
    case DELETE_DEPRECATE:
        gone.action = PARTITION_DEPRECATE;
        t->counts.deprecated++;
        break;
    case DELETE_DROP:
        gone.action = PARTITION_DELETE;
        t->counts.deleted++;
        break;
    }
    add(p, t, &gone);
}

void plan_partition_known(struct plan *p, struct planned_table *t, struct text vals,
                          struct text location, struct text parameters)
{
    struct arena scratch;
    struct noted noted;
    if (t->action == PLAN_LEAVE)
        return;
    arena_init(&scratch, SIZE_MAX, NULL);
    read_parameters(parameters, &scratch, &noted);
    struct entry *e = find(index_of(p, t), vals);
    if (e)
        plan_met(p, t, e, location, &noted);
    else
        plan_missing(p, t, vals, location, &noted);
    arena_release(&scratch);
}

void plan_partitions_close(struct plan *p, struct planned_table *t)
{
    struct partition_index *index = index_of(p, t);
    for (size_t i = 0; i < index->n; i++) {
        struct entry *e = &index->entries[i];
        if (e->seen)
            continue;
        if (t->action == PLAN_LEAVE) {
            e->found->outcome = OUTCOME_LEFT;
            continue;
        }
        e->found->outcome = OUTCOME_CREATED;
        t->counts.created++;
        add(p, t, &(struct planned_partition){PARTITION_CREATE, e->found, e->vals});
    }
    if (t->unread)
        planned_table_note(
            t, arena_printf(p->arena,
                            "The files of %lld partitions can be read by no format; they stay as "
                            "they are.",
                            (long long)t->unread));
    if (t->counts.missing)
        planned_table_note(t, arena_printf(p->arena,
                                           "%lld partitions have no data any more and stay: the "
                                           "crawler's DeleteBehavior is LOG.",
                                           (long long)t->counts.missing));
}

/* --- documents ---------------------------------------------------------------------------- */

/* What partitions of one kind have in common. Most tables have one kind. */
struct partition_template {
    const struct schema *like;
    struct value *descriptor;
    struct partition_template *next;
};

/* Types do not matter: a partition states those of the table. */
static bool has_same_names(const struct schema *a, const struct schema *b)
{
    if (a->columns == b->columns)
        return true;
    for (size_t i = 0; i < a->n && a->n == b->n; i++) {
        if (!text_equal(a->columns[i].name, b->columns[i].name))
            return false;
    }
    return a->n == b->n;
}

static bool is_like(const struct schema *a, const struct schema *b)
{
    return a->format == b->format && a->compression == b->compression &&
           a->csv.delimiter == b->csv.delimiter && a->csv.header == b->csv.header &&
           a->csv.quoted == b->csv.quoted && has_same_names(a, b);
}

static const struct planned_column *table_column(const struct planned_table *t, struct text name)
{
    for (size_t i = 0; i < t->columns.n; i++) {
        if (text_equal_nocase(t->columns.columns[i].name, name))
            return &t->columns.columns[i];
    }
    return NULL;
}

bool plan_inherits(const struct planned_table *t, const struct schema *s)
{
    if (!format_is_by_position(s->format))
        return true;
    for (size_t i = 0; i < s->n; i++) {
        if (i >= t->columns.n || !text_equal_nocase(s->columns[i].name, t->columns.columns[i].name))
            return false;
    }
    return true;
}

/* The columns of the files themselves, with the types of the table's where it has them, so that
 * both agree. */
static size_t own_columns(const struct planned_table *t, const struct table_format *format,
                          struct planned_column *out, struct arena *a)
{
    for (size_t i = 0; i < format->n; i++) {
        const struct planned_column *same = table_column(t, format->columns[i].name);
        out[i] = (struct planned_column){
            format->columns[i].name, same ? same->type : hive_type_text(format->columns[i].type, a),
            COLUMN_IS_NEW};
    }
    return format->n;
}

static struct value *make_descriptor(const struct planned_table *t, const struct schema *s)
{
    struct table_format format;
    struct arena *a = t->writer.arena;
    format_describe(s, a, &format);
    if (plan_inherits(t, s)) {
        struct planned_column *columns = ARENA_ARRAY(a, struct planned_column, t->columns.n);
        if (t->columns.n)
            memcpy(columns, t->columns.columns, t->columns.n * sizeof *columns);
        return document_descriptor(&format, columns, t->columns.n, a);
    }
    struct planned_column *columns = ARENA_ARRAY(a, struct planned_column, format.n);
    size_t n = own_columns(t, &format, columns, a);
    return document_descriptor(&format, columns, n, a);
}

static const struct value *descriptor_for(struct planned_table *t, const struct schema *s)
{
    struct partition_template *known = t->templates;
    while (known && !is_like(known->like, s))
        known = known->next;
    if (!known) {
        known = ARENA_NEW(t->writer.arena, struct partition_template);
        *known = (struct partition_template){s, make_descriptor(t, s), t->templates};
        t->templates = known;
    }
    return known->descriptor;
}

struct value *plan_partition_input(struct planned_table *t, const struct found_partition *p,
                                   struct arena *a)
{
    const struct value *descriptor = descriptor_for(t, p->schema);
    struct document_writer w = t->writer;
    w.arena = a;
    return document_partition(&w, p, t->found->levels_n, descriptor);
}
