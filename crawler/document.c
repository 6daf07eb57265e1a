/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/document.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/json_write.h"
#include "base/limits.h"
#include "catalog/shapes_partition.h"
#include "catalog/shapes_table.h"
#include "crawler/columns.h"
#include "crawler/format.h"
#include "crawler/layout.h"

#define DEPRECATED "DEPRECATED_BY_CRAWLER"

/* --- maps --------------------------------------------------------------------------------- */

/* A map under construction: keys and values one after the other. */
struct map {
    struct value *items;
    size_t n, room; /* pairs */
};

static struct map map_with_room(size_t pairs, struct arena *a)
{
    return (struct map){ARENA_ARRAY(a, struct value, 2 * pairs), 0, pairs};
}

static void map_put(struct map *m, struct text key, struct text value)
{
    size_t at = 0;
    while (at < m->n && !text_equal(m->items[2 * at].text, key))
        at++;
    if (at == m->n && m->n == m->room)
        return;
    m->n += at == m->n;
    m->items[2 * at] = value_text(key);
    m->items[2 * at + 1] = value_text(value);
}

/* What crawlers of any version set: it goes where it is not set anew. */
static bool is_crawlers_own(struct text key)
{
    static const char *const keys[] = {
        "DEPRECATED_BY_CRAWLER", "delimiter",         "columnsOrdered",
        "areColumnsQuoted",      "commentCharacter",  "skip.header.line.count",
        "avro.schema.literal",   "exclusions",        "classification",
        "compressionType",       "averageRecordSize", "recordCount"};
    for (size_t i = 0; i < COUNT(keys); i++) {
        if (text_is(key, keys[i]))
            return true;
    }
    return false;
}

static size_t pairs_of(const struct value *map)
{
    return map && map->set ? map->list.count : 0;
}

static void map_put_others(struct map *m, const struct value *known)
{
    for (size_t i = 0; i < pairs_of(known); i++) {
        struct text key = known->list.items[2 * i].text;
        if (!is_crawlers_own(key))
            map_put(m, key, known->list.items[2 * i + 1].text);
    }
}

static void map_put_pairs(struct map *m, const struct pairs *pairs)
{
    for (size_t i = 0; i < pairs->n; i++)
        map_put(m, pairs->items[i].name, pairs->items[i].value);
}

static void map_put_number(struct map *m, const char *key, uint64_t n, struct arena *a)
{
    map_put(m, text_of(key), arena_printf(a, "%llu", (unsigned long long)n));
}

static int by_key(const void *a, const void *b)
{
    return text_compare(((const struct value *)a)->text, ((const struct value *)b)->text);
}

/* Sorted, so that the same parameters make the same text in every crawl. */
static struct value map_value(const struct map *m)
{
    if (m->n)
        qsort(m->items, m->n, 2 * sizeof m->items[0], by_key);
    return value_list(m->items, m->n);
}

/* --- locations ---------------------------------------------------------------------------- */

static struct text location(const struct document_writer *w, struct text path, struct text file)
{
    return arena_printf(w->arena, "%.*s%.*s%.*s", TEXT_ARG(w->target), TEXT_ARG(path),
                        TEXT_ARG(file));
}

struct text document_table_location(const struct document_writer *w, const struct found_table *t)
{
    return location(w, t->root->path, t->file);
}

struct text document_partition_location(const struct document_writer *w,
                                        const struct found_partition *p)
{
    return location(w, p->folder->path, TEXT(""));
}

/* --- parameters --------------------------------------------------------------------------- */

static struct text exclusions_text(const struct document_writer *w)
{
    struct buf out;
    buf_init(&out, LIMIT_DOCUMENT_BYTES);
    buf_put_char(&out, '[');
    for (size_t i = 0; i < w->exclusions->list.count; i++) {
        json_put_comma(&out);
        json_put_string(&out, w->exclusions->list.items[i].text);
    }
    buf_put_char(&out, ']');
    struct text t = arena_copy(w->arena, buf_text(&out));
    buf_release(&out);
    return t;
}

/* The crawler's parameters over those that others set. */
static struct value parameters(const struct document_writer *w, const struct table_document *d,
                               const struct value *known)
{
    enum { OURS = 8 };
    struct map m = map_with_room(pairs_of(known) + d->format->parameters.n + OURS, w->arena);
    map_put_others(&m, known);
    map_put(&m, TEXT("UPDATED_BY_CRAWLER"), w->crawler);
    map_put(&m, TEXT("CRAWL_RUN_ID"), w->run);
    map_put(&m, TEXT("CrawlerSchemaSerializerVersion"), TEXT("1.0"));
    map_put(&m, TEXT("CrawlerSchemaDeserializerVersion"), TEXT("1.0"));
    map_put_pairs(&m, &d->format->parameters);
    map_put_number(&m, "sizeKey", d->found->bytes, w->arena);
    map_put_number(&m, "objectCount", d->found->files, w->arena);
    if (pairs_of(w->exclusions))
        map_put(&m, TEXT("exclusions"), exclusions_text(w));
    return map_value(&m);
}

/* --- descriptors -------------------------------------------------------------------------- */

static struct value serde(const struct table_format *f, const struct value *known, struct arena *a)
{
    struct value *members = ARENA_ARRAY(a, struct value, shape_ser_de_info.count);
    const struct value *old = known && known->set ? known->members : NULL;
    const struct value *old_parameters = NULL;
    if (old && text_is(old[SER_DE_INFO_SERIALIZATION_LIBRARY].text, f->serde->library)) {
        members[SER_DE_INFO_NAME] = old[SER_DE_INFO_NAME];
        old_parameters = &old[SER_DE_INFO_PARAMETERS];
    }
    struct map m = map_with_room(pairs_of(old_parameters) + f->serde_parameters.n, a);
    map_put_others(&m, old_parameters);
    map_put_pairs(&m, &f->serde_parameters);
    members[SER_DE_INFO_SERIALIZATION_LIBRARY] = value_text(text_of(f->serde->library));
    members[SER_DE_INFO_PARAMETERS] = map_value(&m);
    return value_struct(members);
}

/* A column keeps the comment and the parameters that it has. */
static struct value columns_value(const struct planned_column *columns, size_t n,
                                  const struct value *known, struct arena *a)
{
    struct value *items = ARENA_ARRAY(a, struct value, n);
    for (size_t i = 0; i < n; i++) {
        struct value *members = ARENA_ARRAY(a, struct value, shape_column.count);
        if (known && columns[i].known != COLUMN_IS_NEW)
            memcpy(members, known->list.items[columns[i].known].members,
                   shape_column.count * sizeof *members);
        members[COLUMN_NAME] = value_text(columns[i].name);
        members[COLUMN_TYPE] = value_text(columns[i].type);
        items[i] = value_struct(members);
    }
    return value_list(items, n);
}

static void fill_descriptor(struct value *sd, const struct table_format *f)
{
    sd[STORAGE_DESCRIPTOR_INPUT_FORMAT] = value_text(text_of(f->serde->input_format));
    sd[STORAGE_DESCRIPTOR_OUTPUT_FORMAT] = value_text(text_of(f->serde->output_format));
    sd[STORAGE_DESCRIPTOR_COMPRESSED] = value_boolean(false);
    sd[STORAGE_DESCRIPTOR_NUMBER_OF_BUCKETS] = value_integer(-1);
    sd[STORAGE_DESCRIPTOR_BUCKET_COLUMNS] = value_list(NULL, 0);
    sd[STORAGE_DESCRIPTOR_SORT_COLUMNS] = value_list(NULL, 0);
    sd[STORAGE_DESCRIPTOR_STORED_AS_SUB_DIRECTORIES] = value_boolean(false);
}

struct value *document_descriptor(const struct table_format *f,
                                  const struct planned_column *columns, size_t columns_n,
                                  struct arena *a)
{
    struct value *sd = ARENA_ARRAY(a, struct value, shape_storage_descriptor.count);
    fill_descriptor(sd, f);
    sd[STORAGE_DESCRIPTOR_COLUMNS] = columns_value(columns, columns_n, NULL, a);
    sd[STORAGE_DESCRIPTOR_SERDE_INFO] = serde(f, NULL, a);
    return sd;
}

static struct value table_descriptor(const struct document_writer *w,
                                     const struct table_document *d)
{
    static const struct value none;
    struct value *sd = ARENA_ARRAY(w->arena, struct value, shape_storage_descriptor.count);
    const struct value *known = d->known ? &d->known[TABLE_INPUT_STORAGE_DESCRIPTOR] : &none;
    const struct value *old = known->set ? known->members : NULL;
    if (old)
        memcpy(sd, old, shape_storage_descriptor.count * sizeof *sd);
    fill_descriptor(sd, d->format);
    sd[STORAGE_DESCRIPTOR_COLUMNS] = columns_value(
        d->columns, d->columns_n, old ? &old[STORAGE_DESCRIPTOR_COLUMNS] : NULL, w->arena);
    sd[STORAGE_DESCRIPTOR_LOCATION] = value_text(document_table_location(w, d->found));
    sd[STORAGE_DESCRIPTOR_SERDE_INFO] =
        serde(d->format, old ? &old[STORAGE_DESCRIPTOR_SERDE_INFO] : NULL, w->arena);
    sd[STORAGE_DESCRIPTOR_PARAMETERS] =
        parameters(w, d, old ? &old[STORAGE_DESCRIPTOR_PARAMETERS] : NULL);
    return value_struct(sd);
}

/* --- tables ------------------------------------------------------------------------------- */

static struct value partition_keys(const struct document_writer *w, const struct found_table *t)
{
    struct value *items = ARENA_ARRAY(w->arena, struct value, t->levels_n);
    for (size_t i = 0; i < t->levels_n; i++) {
        struct value *members = ARENA_ARRAY(w->arena, struct value, shape_column.count);
        members[COLUMN_NAME] = value_text(t->levels[i].key);
        members[COLUMN_TYPE] = value_text(TEXT("string"));
        items[i] = value_struct(members);
    }
    return value_list(items, t->levels_n);
}

struct value *document_table(const struct document_writer *w, const struct table_document *d)
{
    struct value *t = ARENA_ARRAY(w->arena, struct value, shape_table_input.count);
    if (d->known)
        memcpy(t, d->known, shape_table_input.count * sizeof *t);
    else {
        t[TABLE_INPUT_OWNER] = value_text(TEXT("owner"));
        t[TABLE_INPUT_RETENTION] = value_integer(0);
        t[TABLE_INPUT_TABLE_TYPE] = value_text(TEXT("EXTERNAL_TABLE"));
        t[TABLE_INPUT_PARTITION_KEYS] = partition_keys(w, d->found);
    }
    t[TABLE_INPUT_NAME] = value_text(d->name);
    t[TABLE_INPUT_STORAGE_DESCRIPTOR] = table_descriptor(w, d);
    t[TABLE_INPUT_PARAMETERS] =
        parameters(w, d, d->known ? &d->known[TABLE_INPUT_PARAMETERS] : NULL);
    return t;
}

bool document_is_deprecated(const struct value *map)
{
    return pairs_of(map) && value_map_get(map, TEXT(DEPRECATED)) != NULL;
}

static struct value with_deprecation(const struct value *known, int64_t now_ms, struct arena *a)
{
    struct map m = map_with_room(pairs_of(known) + 1, a);
    for (size_t i = 0; i < pairs_of(known); i++)
        map_put(&m, known->list.items[2 * i].text, known->list.items[2 * i + 1].text);
    map_put(&m, TEXT(DEPRECATED), arena_printf(a, "%lld", (long long)now_ms));
    return map_value(&m);
}

struct value *document_table_deprecated(const struct value *input, int64_t now_ms, struct arena *a)
{
    struct value *t = ARENA_ARRAY(a, struct value, shape_table_input.count);
    memcpy(t, input, shape_table_input.count * sizeof *t);
    t[TABLE_INPUT_PARAMETERS] = with_deprecation(&input[TABLE_INPUT_PARAMETERS], now_ms, a);
    return t;
}

/* --- partitions --------------------------------------------------------------------------- */

struct value *document_partition_deprecated(const struct value *input, int64_t now_ms,
                                            struct arena *a)
{
    struct value *p = ARENA_ARRAY(a, struct value, shape_partition_input.count);
    memcpy(p, input, shape_partition_input.count * sizeof *p);
    p[PARTITION_INPUT_PARAMETERS] = with_deprecation(&input[PARTITION_INPUT_PARAMETERS], now_ms, a);
    return p;
}

static struct value partition_parameters(const struct document_writer *w,
                                         const struct found_partition *p)
{
    enum { PAIRS = 7 };
    struct map m = map_with_room(PAIRS, w->arena);
    map_put(&m, TEXT("classification"), text_of(format_name(p->schema->format)));
    map_put(&m, TEXT("compressionType"), text_of(compression_name(p->schema->compression)));
    map_put(&m, TEXT("typeOfData"), TEXT("file"));
    map_put_number(&m, "recordCount", p->schema->records, w->arena);
    map_put_number(&m, "averageRecordSize", schema_record_bytes(p->schema), w->arena);
    map_put_number(&m, "sizeKey", p->folder->bytes, w->arena);
    map_put_number(&m, "objectCount", p->folder->files, w->arena);
    return map_value(&m);
}

struct value *document_partition(const struct document_writer *w, const struct found_partition *p,
                                 size_t values_n, const struct value *descriptor)
{
    struct value *input = ARENA_ARRAY(w->arena, struct value, shape_partition_input.count);
    struct value *values = ARENA_ARRAY(w->arena, struct value, values_n);
    struct value *sd = ARENA_ARRAY(w->arena, struct value, shape_storage_descriptor.count);
    memcpy(sd, descriptor, shape_storage_descriptor.count * sizeof *sd);
    sd[STORAGE_DESCRIPTOR_LOCATION] = value_text(document_partition_location(w, p));
    for (size_t i = 0; i < values_n; i++)
        values[i] = value_text(p->values[i]);
    input[PARTITION_INPUT_VALUES] = value_list(values, values_n);
    input[PARTITION_INPUT_STORAGE_DESCRIPTOR] = value_struct(sd);
    input[PARTITION_INPUT_PARAMETERS] = partition_parameters(w, p);
    return input;
}
