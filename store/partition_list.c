/* SPDX-License-Identifier: Apache-2.0
 * Reading partitions: one by its values, pages of many. */
#include <string.h>

#include "base/json_write.h"
#include "base/limits.h"
#include "catalog/partition_key.h"
#include "store/db.h"
#include "store/descriptor.h"
#include "store/partition_inside.h"

/* The columns of a partition's row, borrowed from it. */
struct body {
    struct text vals, location, parameters, sd_parameters;
    int64_t descriptor_id, created_ms;
    struct value accessed, analyzed;
};

static struct value read_time(struct query *q)
{
    bool is_given = !query_is_null(q);
    struct value time = value_integer(query_int(q));
    time.set = is_given;
    return time;
}

static void read_body(struct query *q, struct body *b)
{
    b->vals = query_text(q);
    b->descriptor_id = query_int(q);
    b->location = query_text(q);
    b->created_ms = query_int(q);
    b->accessed = read_time(q);
    b->analyzed = read_time(q);
    b->parameters = query_text(q);
    b->sd_parameters = query_text(q);
}

static void put_descriptor(const struct body *b, const struct descriptor *d, bool without_columns,
                           struct buf *out)
{
    buf_put(out, TEXT(",\"StorageDescriptor\":{"));
    if (!without_columns) {
        buf_put(out, TEXT("\"Columns\":"));
        buf_put(out, d->columns);
    }
    if (b->location.p)
        json_put_string_member(out, "Location", b->location);
    json_put_comma(out);
    buf_put(out, d->text);
    if (b->sd_parameters.p) {
        json_put_name(out, "Parameters");
        buf_put(out, b->sd_parameters);
    }
    buf_put_char(out, '}');
}

/* What all partitions of a table have in common, rendered once per page. */
static struct text render_names(const struct table *t, struct arena *arena)
{
    struct buf out;
    buf_init(&out, LIMIT_DOCUMENT_BYTES);
    buf_put_char(&out, '{');
    json_put_string_member(&out, "DatabaseName", t->database_name);
    json_put_string_member(&out, "TableName", t->name);
    json_put_string_member(&out, "CatalogId", t->catalog_name);
    struct text names = arena_copy(arena, (struct text){out.p + 1, out.n - 1});
    buf_release(&out);
    return names;
}

static void put_partition(const struct body *b, const struct descriptor *d, struct text names,
                          bool without_columns, struct buf *out)
{
    buf_put(out, TEXT("{\"Values\":"));
    buf_put(out, b->vals);
    buf_put_char(out, ',');
    buf_put(out, names);
    json_put_ms_member(out, "CreationTime", b->created_ms);
    if (b->accessed.set)
        json_put_ms_member(out, "LastAccessTime", b->accessed.integer);
    if (b->analyzed.set)
        json_put_ms_member(out, "LastAnalyzedTime", b->analyzed.integer);
    if (d)
        put_descriptor(b, d, without_columns, out);
    buf_put(out, TEXT(",\"Parameters\":"));
    buf_put(out, b->parameters.p ? b->parameters : TEXT("{}"));
    buf_put_char(out, '}');
}

/* How the partitions of one answer are written. */
struct style {
    struct text names; /* what all of them have in common */
    bool without_columns;
};

static int put_row(struct tx *tx, struct partition_table *t, const struct body *b,
                   const struct style *style, struct buf *out)
{
    const struct descriptor *d = NULL;
    if (b->descriptor_id != 0 && descriptor_get(tx, &t->descriptors, b->descriptor_id, &d) != 0)
        return -1;
    put_partition(b, d, style->names, style->without_columns, out);
    return 0;
}

static int put_by_id(struct tx *tx, struct partition_table *t, int64_t id, struct buf *out)
{
    struct query q;
    struct body b;
    query_begin(&q, tx, STATEMENTS_PARTITION, PARTITION_BODY);
    query_put_int(&q, id);
    if (query_step(&q)) {
        read_body(&q, &b);
        struct style style = {.names = render_names(&t->table, t->arena)};
        if (put_row(tx, t, &b, &style, out) != 0)
            q.failed = true;
    }
    return query_end(&q);
}

int partition_get(struct tx *tx, struct partition_table *t, const struct value *values, bool *found,
                  struct buf *out)
{
    int64_t id;
    int hit = partition_find(tx, t, values, &id);
    if (found)
        *found = hit == 1;
    if (hit == 1)
        return put_by_id(tx, t, id, out);
    if (hit == 0 && found)
        return 0;
    return hit < 0 ? -1 : err_set(tx->err, ERR_NOT_FOUND, "Cannot find partition.");
}

/* Stripes of 1,024 neighbours: a partition stays in its share for life, and a share's reads stay
 * clustered. */
static bool in_segment(const struct partition_list *list, int64_t id)
{
    return list->segments <= 1 || ((id & UINT32_MAX) >> 10) % list->segments == list->segment;
}

/* A key with a zero byte behind it is the next of all keys. */
static struct text behind(struct arena *arena, struct text key)
{
    char *next = arena_alloc(arena, key.n + 1);
    memcpy(next, key.p, key.n);
    return (struct text){next, key.n + 1};
}

int partition_list(struct tx *tx, struct partition_table *t, const struct partition_list *list,
                   struct page *page, struct buf *out)
{
    struct query q;
    struct body b;
    struct style style = {render_names(&t->table, t->arena), list->without_columns};
    struct text begin = page->after.p ? behind(page->arena, page->after) : TEXT("");
    t->descriptors.without_columns = list->without_columns;
    query_begin(&q, tx, STATEMENTS_PARTITION, PARTITION_LIST);
    query_put_int(&q, t->table.id);
    query_put_blob(&q, begin);
    while (query_step(&q)) {
        struct text key = query_text(&q);
        int64_t id = query_int(&q);
        if (!in_segment(list, id))
            continue;
        int matches = expression_matches(list->filter, key, tx->err);
        if (matches < 0)
            q.failed = true;
        if (matches <= 0)
            continue;
        if (!page_has_room(page))
            break;
        read_body(&q, &b);
        json_put_comma(out);
        if (put_row(tx, t, &b, &style, out) != 0) {
            q.failed = true;
            break;
        }
        page_add(page, key, out);
    }
    return query_end(&q);
}

int partition_each(struct tx *tx, struct partition_table *t,
                   int (*each)(void *context, struct text vals, struct text location,
                               struct text parameters),
                   void *context)
{
    struct query q;
    struct body b;
    query_begin(&q, tx, STATEMENTS_PARTITION, PARTITION_LIST);
    query_put_int(&q, t->table.id);
    query_put_blob(&q, TEXT(""));
    while (query_step(&q)) {
        query_text(&q);
        query_int(&q);
        read_body(&q, &b);
        if (each(context, b.vals, b.location, b.parameters) != 0) {
            q.failed = true;
            break;
        }
    }
    return query_end(&q);
}
