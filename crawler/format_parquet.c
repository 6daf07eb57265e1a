/* SPDX-License-Identifier: Apache-2.0
 * Parquet: the schema lies in the footer, at the end of the file: ... footer, its length in four
 * bytes, "PAR1".
 *
 * Types follow what Hive, Impala and Athena read a column as. Lists and maps come in the shapes
 * that writers used over the years; the rules for them are those of apache/parquet-format,
 * LogicalTypes.md, "Backward-compatibility rules". */
#include <string.h>

#include "base/limits.h"
#include "crawler/format.h"
#include "crawler/parquet_footer.h"

enum { MAGIC_BYTES = 4, TRAILER_BYTES = 8 };

/* Walks the elements in preorder. */
struct walk {
    const struct parquet_element *elements;
    size_t n, at;
    unsigned depth;
    struct arena *arena;
    struct schema *schema;
    bool too_deep;
};

static const struct hive_type *type_of(struct walk *w);

/* Kinds of plain and of annotated leaves; HIVE_OTHER where there is no such Hive type. */
static const enum hive_kind physical_kinds[] = {
    [PARQUET_BOOLEAN] = HIVE_BOOLEAN,   [PARQUET_INT32] = HIVE_INT,
    [PARQUET_INT64] = HIVE_BIGINT,      [PARQUET_INT96] = HIVE_TIMESTAMP,
    [PARQUET_FLOAT] = HIVE_FLOAT,       [PARQUET_DOUBLE] = HIVE_DOUBLE,
    [PARQUET_BYTE_ARRAY] = HIVE_BINARY, [PARQUET_FIXED] = HIVE_BINARY,
    [PARQUET_GROUP] = HIVE_STRING,
};

/* What an annotation makes of its physical type; PARQUET_PLAIN and those not listed change nothing
 * (a TIME is its number, an INTERVAL its bytes). */
static const enum hive_kind logical_kinds[] = {
    [PARQUET_STRING] = HIVE_STRING, [PARQUET_ENUM] = HIVE_STRING,
    [PARQUET_JSON] = HIVE_STRING,   [PARQUET_UUID] = HIVE_STRING,
    [PARQUET_DATE] = HIVE_DATE,     [PARQUET_TIMESTAMP] = HIVE_TIMESTAMP,
    [PARQUET_BSON] = HIVE_BINARY,   [PARQUET_INTERVAL] = HIVE_VOID,
};

/* Signed integers are what their width says. Unsigned ones need the next wider type; there is none
 * above 64 bits but decimal. */
static const struct hive_type *integer_type(const struct parquet_element *e)
{
    static const struct hive_type unsigned64 = {.kind = HIVE_DECIMAL, .precision = 20};
    int bits = e->is_signed ? e->bits : e->bits * 2;
    if (bits > 64)
        return &unsigned64;
    return hive_type_plain(bits <= 8    ? HIVE_TINYINT
                           : bits <= 16 ? HIVE_SMALLINT
                           : bits <= 32 ? HIVE_INT
                                        : HIVE_BIGINT);
}

static const struct hive_type *decimal_type(struct walk *w, const struct parquet_element *e)
{
    if (e->precision >= 1 && e->precision <= HIVE_DECIMAL_PRECISION_MAX && e->scale >= 0 &&
        e->scale <= e->precision)
        return hive_type_decimal(w->arena, e->precision, e->scale);
    schema_note(w->schema, arena_printf(w->arena,
                                        "Column \"%.*s\" is a decimal(%d,%d), which Hive does not "
                                        "have; it is read by its stored type.",
                                        TEXT_ARG(text_cut(e->name, 100)), e->precision, e->scale));
    return hive_type_plain(physical_kinds[e->physical]);
}

static const struct hive_type *leaf_type(struct walk *w, const struct parquet_element *e)
{
    if (e->logical == PARQUET_INTEGER)
        return integer_type(e);
    if (e->logical == PARQUET_DECIMAL)
        return decimal_type(w, e);
    /* A column that is always null says so by its annotation, whatever its physical type. */
    if (e->logical == PARQUET_UNKNOWN)
        return hive_type_plain(HIVE_VOID);
    enum hive_kind kind = logical_kinds[e->logical];
    return hive_type_plain(kind != HIVE_VOID ? kind : physical_kinds[e->physical]);
}

/* The elements from w->at on, as columns; names in lower case and each once, as they are else,
 * because Parquet is read by name. */
static struct column *children_of(struct walk *w, size_t n)
{
    struct column *columns = ARENA_ARRAY(w->arena, struct column, n);
    for (size_t i = 0; i < n && !w->too_deep; i++) {
        columns[i].original = arena_copy(w->arena, w->elements[w->at].name);
        columns[i].type = type_of(w);
    }
    column_names_keep(columns, n, w->arena);
    return columns;
}

static const struct hive_type *struct_type(struct walk *w, const struct parquet_element *group)
{
    struct column *columns = children_of(w, group->children);
    struct hive_child *fields = ARENA_ARRAY(w->arena, struct hive_child, group->children);
    for (size_t i = 0; i < group->children; i++)
        fields[i] = (struct hive_child){columns[i].name, columns[i].type};
    return hive_type_struct(w->arena, fields, group->children);
}

static bool is_legacy_tuple(const struct parquet_element *repeated,
                            const struct parquet_element *list)
{
    static const struct text tuple = TEXT_INIT("_tuple");
    struct text name = repeated->name;
    return text_is(name, "array") ||
           (name.n == list->name.n + tuple.n && text_starts_with(name, list->name) &&
            text_ends_with(name, tuple));
}

/* What repeats inside of a list: the element itself in the old shapes of two levels (a leaf, a
 * group of several fields, a group called "array" or "<list>_tuple", a group whose only child
 * repeats), a wrapper around it in the shape of three levels. */
static const struct hive_type *element_type(struct walk *w, const struct parquet_element *list)
{
    const struct parquet_element *repeated = &w->elements[w->at++];
    if (repeated->physical != PARQUET_GROUP)
        return leaf_type(w, repeated);
    if (repeated->children != 1 || is_legacy_tuple(repeated, list) ||
        w->elements[w->at].repetition == PARQUET_REPEATED)
        return struct_type(w, repeated);
    return type_of(w);
}

static bool is_list(const struct walk *w, const struct parquet_element *e)
{
    return e->logical == PARQUET_LIST && e->children == 1 &&
           w->elements[w->at].repetition == PARQUET_REPEATED;
}

/* A map is a group around a repeated group of key and value. */
static bool is_map(const struct walk *w, const struct parquet_element *e)
{
    const struct parquet_element *entry = &w->elements[w->at];
    return e->logical == PARQUET_MAP && e->children == 1 && entry->repetition == PARQUET_REPEATED &&
           entry->physical == PARQUET_GROUP && entry->children == 2;
}

static const struct hive_type *map_type(struct walk *w)
{
    w->at++;
    const struct hive_type *key = type_of(w);
    return hive_type_map(w->arena, key, type_of(w));
}

static const struct hive_type *group_type(struct walk *w, const struct parquet_element *e)
{
    if (is_list(w, e))
        return hive_type_array(w->arena, element_type(w, e));
    if (is_map(w, e))
        return map_type(w);
    return struct_type(w, e);
}

/* The type of the element at w->at, which is stepped over with all below it. A field that repeats
 * without a list around it is an array of required elements. */
static const struct hive_type *type_of(struct walk *w)
{
    const struct parquet_element *e = &w->elements[w->at++];
    const struct hive_type *type;
    if (w->depth == LIMIT_HIVE_TYPE_DEPTH) {
        w->too_deep = true;
        return hive_type_plain(HIVE_STRING);
    }
    w->depth++;
    type = e->physical == PARQUET_GROUP && e->children > 0 ? group_type(w, e) : leaf_type(w, e);
    if (e->repetition == PARQUET_REPEATED)
        type = hive_type_array(w->arena, type);
    w->depth--;
    return type;
}

static void read_footer(struct text bytes, uint64_t file_bytes, struct arena *a,
                        struct finding *out)
{
    struct parquet_footer footer;
    struct err e = {0};
    if (parquet_footer_read(bytes, a, &footer, &e) != 0) {
        finding_refuse(out, a, "its Parquet footer is corrupt: %s", e.text);
        return;
    }
    struct schema *schema = ARENA_NEW(a, struct schema);
    struct walk w = {.elements = footer.elements, .n = footer.n, .arena = a, .schema = schema};
    schema->format = &format_parquet;
    schema->records = schema->sampled_records = (uint64_t)footer.rows;
    schema->records_exact = true;
    schema->sampled_bytes = file_bytes;
    w.at = 1;
    schema->n = footer.elements[0].children;
    schema->columns = children_of(&w, schema->n);
    *out = (struct finding){.kind = FINDING_SCHEMA, .schema = schema};
    if (w.too_deep)
        finding_refuse(out, a, "its Parquet schema is nested more than %d levels deep",
                       LIMIT_HIVE_TYPE_DEPTH);
    else if (schema->n == 0)
        finding_refuse(out, a, "its Parquet schema has no columns");
}

/* The length of the footer, little-endian, in front of the closing magic. */
static uint64_t footer_length(struct text tail)
{
    const unsigned char *p = (const unsigned char *)tail.p + tail.n - TRAILER_BYTES;
    return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24;
}

static void infer(const struct content *c, struct arena *a, struct finding *out)
{
    const struct sample *s = c->sample;
    struct text tail = s->tail;
    if (tail.n < TRAILER_BYTES || s->file_bytes < MAGIC_BYTES + TRAILER_BYTES) {
        finding_refuse(out, a, "it is too short for a Parquet file");
        return;
    }
    if (text_ends_with(tail, TEXT("PARE"))) {
        finding_refuse(out, a, "it is Parquet with an encrypted footer");
        return;
    }
    if (!text_ends_with(tail, TEXT("PAR1"))) {
        finding_refuse(out, a, "it does not end as a Parquet file does; it may be cut off");
        return;
    }
    uint64_t length = footer_length(tail);
    if (length > s->file_bytes - MAGIC_BYTES - TRAILER_BYTES)
        finding_refuse(out, a, "its Parquet footer of %llu bytes is larger than the file",
                       (unsigned long long)length);
    else if (length > LIMIT_PARQUET_FOOTER_BYTES)
        finding_refuse(out, a, "its Parquet footer of %llu bytes is larger than %d bytes",
                       (unsigned long long)length, LIMIT_PARQUET_FOOTER_BYTES);
    else if (length + TRAILER_BYTES > tail.n)
        *out = (struct finding){
            .kind = FINDING_NEEDS, .head_bytes = s->head.n, .tail_bytes = length + TRAILER_BYTES};
    else
        read_footer((struct text){tail.p + tail.n - TRAILER_BYTES - length, (size_t)length},
                    s->file_bytes, a, out);
}

static void describe(const struct schema *s, struct arena *a, struct table_format *out)
{
    static const struct serde serde = {
        .library = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
        .input_format = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
        .output_format = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
    };
    (void)s;
    out->serde = &serde;
    pairs_add(&out->serde_parameters, TEXT("serialization.format"), TEXT("1"), a);
}

const struct format format_parquet = {
    .classification = "parquet",
    .infer = infer,
    .describe = describe,
};
