/* SPDX-License-Identifier: Apache-2.0
 * Reading partitions: one by its values, and the bodies of those that lists find. */
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
    struct value time = {0};
    time.set = query_int_or_null(q, &time.integer);
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

/* As buf_put does it. A list is a thousand times twenty of these, which the compiler shall see. */
static inline void put(struct buf *out, struct text t)
{
    if (t.n == 0 || t.n > out->room - out->n || t.n > out->bytes_max - out->n || out->over) {
        buf_put(out, t);
        return;
    }
    memcpy(out->p + out->n, t.p, t.n);
    out->n += t.n;
}

static void put_descriptor(const struct body *b, const struct descriptor *d, bool without_columns,
                           struct buf *out)
{
    put(out, TEXT(",\"StorageDescriptor\":{"));
    if (!without_columns) {
        put(out, TEXT("\"Columns\":"));
        put(out, d->columns);
        put(out, TEXT(","));
    }
    if (b->location.p) {
        put(out, TEXT("\"Location\":"));
        json_put_string(out, b->location);
        put(out, TEXT(","));
    }
    put(out, d->text); /* never empty: it has members that are always there */
    if (b->sd_parameters.p) {
        put(out, TEXT(",\"Parameters\":"));
        put(out, b->sd_parameters);
    }
    put(out, TEXT("}"));
}

/* What all partitions of a table have in common; the time of creation comes behind it. */
static struct text render_names(const struct table *t, struct arena *arena)
{
    struct buf out;
    buf_init(&out, LIMIT_DOCUMENT_BYTES);
    json_put_string_member(&out, "DatabaseName", t->database_name);
    json_put_string_member(&out, "TableName", t->name);
    json_put_string_member(&out, "CatalogId", t->catalog_name);
    json_put_name(&out, "CreationTime");
    struct text names = arena_copy(arena, buf_text(&out));
    buf_release(&out);
    return names;
}

static void put_partition(const struct body *b, const struct descriptor *d, struct text names,
                          bool without_columns, struct buf *out)
{
    put(out, TEXT("{\"Values\":"));
    put(out, b->vals);
    put(out, TEXT(","));
    put(out, names);
    json_put_ms(out, b->created_ms);
    if (b->accessed.set)
        json_put_ms_member(out, "LastAccessTime", b->accessed.integer);
    if (b->analyzed.set)
        json_put_ms_member(out, "LastAnalyzedTime", b->analyzed.integer);
    if (d)
        put_descriptor(b, d, without_columns, out);
    put(out, TEXT(",\"Parameters\":"));
    put(out, b->parameters.p ? b->parameters : TEXT("{}"));
    put(out, TEXT("}"));
}

void partition_style_begin(struct partition_table *t, bool without_columns,
                           struct partition_style *out)
{
    if (!t->names.p)
        t->names = render_names(&t->table, t->arena);
    *out = (struct partition_style){t->names, without_columns};
    t->descriptors.without_columns = without_columns;
}

int partition_put_row(struct tx *tx, struct partition_table *t, struct query *q,
                      const struct partition_style *style, struct buf *out)
{
    const struct descriptor *d = NULL;
    struct body b;
    read_body(q, &b);
    if (b.descriptor_id != 0 && descriptor_get(tx, &t->descriptors, b.descriptor_id, &d) != 0)
        return -1;
    put_partition(&b, d, style->names, style->without_columns, out);
    return 0;
}

int partition_put_by_id(struct tx *tx, struct partition_table *t, int64_t id,
                        const struct partition_style *style, struct buf *out)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_PARTITION, PARTITION_BODY);
    query_put_int(&q, id);
    bool found = query_step(&q);
    if (found && partition_put_row(tx, t, &q, style, out) != 0)
        q.failed = true;
    if (query_end(&q) != 0)
        return -1;
    return found ? 0 : err_set(tx->err, ERR_INTERNAL, "A partition's body is missing.");
}

int partition_get(struct tx *tx, struct partition_table *t, const struct value *values, bool *found,
                  struct buf *out)
{
    int64_t id;
    int hit = partition_find(tx, t, values, &id);
    if (found)
        *found = hit == 1;
    if (hit == 1) {
        struct partition_style style;
        partition_style_begin(t, false, &style);
        return partition_put_by_id(tx, t, id, &style, out);
    }
    if (hit == 0 && found)
        return 0;
    return hit < 0 ? -1 : err_set(tx->err, ERR_NOT_FOUND, "Cannot find partition.");
}

int partition_lies_at(struct tx *tx, struct partition_table *t, const struct value *values,
                      struct text location, bool *lies)
{
    struct query q;
    struct body b;
    int64_t id;
    int hit = partition_find(tx, t, values, &id);
    *lies = false;
    if (hit != 1)
        return hit;
    query_begin(&q, tx, STATEMENTS_PARTITION, PARTITION_BODY);
    query_put_int(&q, id);
    if (query_step(&q)) {
        read_body(&q, &b);
        *lies = text_equal(b.location, location);
    }
    return query_end(&q);
}

int partition_each(struct tx *tx, struct partition_table *t, struct text after,
                   partition_visit *visit, void *context)
{
    struct query q;
    struct body b;
    int result = 0;
    struct text next = TEXT("");
    if (after.n) {
        next = arena_copy(t->arena, after);
        next.n++; /* a key with a zero byte behind it is the next of all keys */
    }
    query_begin(&q, tx, STATEMENTS_PARTITION, PARTITION_LIST);
    query_put_int(&q, t->table.id);
    query_put_blob(&q, next);
    while (result == 0 && query_step(&q)) {
        struct partition_row row = {.key = query_text(&q)};
        query_int(&q);
        read_body(&q, &b);
        row.vals = b.vals;
        row.location = b.location;
        row.parameters = b.parameters;
        result = visit(context, &row);
    }
    return query_end(&q) != 0 || result < 0 ? -1 : 0;
}
