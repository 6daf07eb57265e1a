/* SPDX-License-Identifier: Apache-2.0
 * What a change of type means. A pair that stands in the table widens; its reverse narrows; any
 * other pair is incompatible.
 *
 * Sources: Hive = the metastore's check of changed columns (apache/hive, standalone-metastore,
 * ColumnType.java, areColTypesCompatible); Iceberg = the Iceberg table spec, Schema Evolution;
 * Avro = the Avro spec, Schema Resolution. Where Hive accepts what loses digits (any decimal
 * for any integer), the digits decide here. */
#include "base/text_index.h"
#include "catalog/hive_type.h"

#define ONE(kind) (1u << HIVE_##kind)

enum { ANY_KIND = (1 << HIVE_KINDS) - 1 };

struct widening {
    unsigned from, to; /* sets of kinds */
};

static const struct widening widenings[] = {
    /* Hive: void to any type. */
    {ONE(VOID), ANY_KIND},
    /* Hive: numbers upward; Iceberg: int to long, float to double; Avro: int, long and float
     * upward. */
    {ONE(TINYINT), ONE(SMALLINT) | ONE(INT) | ONE(BIGINT) | ONE(FLOAT) | ONE(DOUBLE)},
    {ONE(SMALLINT), ONE(INT) | ONE(BIGINT) | ONE(FLOAT) | ONE(DOUBLE)},
    {ONE(INT), ONE(BIGINT) | ONE(FLOAT) | ONE(DOUBLE)},
    {ONE(BIGINT), ONE(FLOAT) | ONE(DOUBLE)},
    {ONE(DECIMAL), ONE(FLOAT) | ONE(DOUBLE)},
    {ONE(FLOAT), ONE(DOUBLE)},
    /* Hive: numbers, dates, times and the other string kinds to string; Avro: bytes to string.
     * A boolean has a text as well. */
    {ONE(BOOLEAN) | ONE(TINYINT) | ONE(SMALLINT) | ONE(INT) | ONE(BIGINT) | ONE(DECIMAL) |
         ONE(FLOAT) | ONE(DOUBLE) | ONE(VARCHAR) | ONE(CHAR) | ONE(BINARY) | ONE(DATE) |
         ONE(TIMESTAMP) | ONE(TIMESTAMP_LOCAL) | ONE(INTERVAL_YEAR_MONTH) | ONE(INTERVAL_DAY_TIME),
     ONE(STRING)},
    /* Iceberg, version 3: date to timestamp, but never to a timestamp with a zone. */
    {ONE(DATE), ONE(TIMESTAMP)},
};

static bool widens(enum hive_kind from, enum hive_kind to)
{
    for (size_t i = 0; i < COUNT(widenings); i++)
        if ((widenings[i].from >> from & 1) && (widenings[i].to >> to & 1))
            return true;
    return false;
}

static enum hive_change worse(enum hive_change a, enum hive_change b)
{
    return a > b ? a : b;
}

static enum hive_change of_sizes(int from, int to)
{
    return from == to ? HIVE_SAME : from < to ? HIVE_WIDENED : HIVE_NARROWED;
}

/* Hive: string kinds go into one another; the length decides whether values are cut. A char is
 * padded, a varchar is not, so that way back changes values. */
static enum hive_change compare_sized(const struct hive_type *from, const struct hive_type *to)
{
    enum hive_change kinds = from->kind == to->kind    ? HIVE_SAME
                             : from->kind == HIVE_CHAR ? HIVE_WIDENED
                                                       : HIVE_NARROWED;
    return worse(kinds, of_sizes(from->precision, to->precision));
}

static bool is_sized(const struct hive_type *t)
{
    return t->kind == HIVE_VARCHAR || t->kind == HIVE_CHAR;
}

static bool is_exact(const struct hive_type *t)
{
    return t->kind == HIVE_DECIMAL || hive_kind_digits(t->kind) > 0;
}

/* Iceberg: decimal(P,S) to decimal(P2,S) with P2 > P. A larger scale keeps every value too, if
 * as many digits remain before the point. An integer is a decimal without scale; a decimal
 * never becomes an integer without narrowing (Hive's order). */
static enum hive_change compare_exact(const struct hive_type *from, const struct hive_type *to)
{
    int digits[2] = {hive_kind_digits(from->kind), hive_kind_digits(to->kind)};
    if (from->kind == HIVE_DECIMAL)
        digits[0] = from->precision - from->scale;
    if (to->kind == HIVE_DECIMAL)
        digits[1] = to->precision - to->scale;
    enum hive_change kinds = from->kind == to->kind     ? HIVE_SAME
                             : to->kind == HIVE_DECIMAL ? HIVE_WIDENED
                                                        : HIVE_NARROWED;
    return worse(kinds, worse(of_sizes(digits[0], digits[1]), of_sizes(from->scale, to->scale)));
}

/* Arrays, maps and unions by position; a union may gain members at its end. */
static enum hive_change compare_children(const struct hive_type *from, const struct hive_type *to)
{
    enum hive_change change = from->n == to->n  ? HIVE_SAME
                              : from->n < to->n ? HIVE_WIDENED
                                                : HIVE_NARROWED;
    for (size_t i = 0; i < from->n && i < to->n; i++)
        change = worse(change, hive_type_compare(from->children[i].type, to->children[i].type));
    return change;
}

static enum hive_change compare_structs(const struct hive_type *from, const struct hive_type *to)
{
    enum hive_change change = HIVE_SAME;
    struct arena arena;
    struct text_index names;
    size_t common = 0;
    arena_init(&arena, SIZE_MAX, NULL); /* holds an entry per field of types that exist already */
    text_index_init(&names, &arena);
    for (size_t i = 0; i < to->n; i++)
        text_index_add(&names, to->children[i].name, i);
    for (size_t i = 0; i < from->n; i++) {
        size_t at = text_index_find(&names, from->children[i].name);
        if (at == TEXT_INDEX_NONE) {
            change = worse(change, HIVE_NARROWED);
            continue;
        }
        common++;
        change = worse(change, hive_type_compare(from->children[i].type, to->children[at].type));
    }
    if (common < to->n)
        change = worse(change, HIVE_WIDENED);
    arena_release(&arena);
    return change;
}

static enum hive_change compare_same_kind(const struct hive_type *from, const struct hive_type *to)
{
    if (from->kind == HIVE_STRUCT)
        return compare_structs(from, to);
    if (hive_type_is_nested(from))
        return compare_children(from, to);
    return text_equal(from->name, to->name) ? HIVE_SAME : HIVE_INCOMPATIBLE;
}

enum hive_change hive_type_compare(const struct hive_type *from, const struct hive_type *to)
{
    if (from == to)
        return HIVE_SAME;
    if (is_sized(from) && is_sized(to))
        return compare_sized(from, to);
    if (is_exact(from) && is_exact(to) && (from->kind == HIVE_DECIMAL || to->kind == HIVE_DECIMAL))
        return compare_exact(from, to);
    if (from->kind == to->kind)
        return compare_same_kind(from, to);
    if (widens(from->kind, to->kind))
        return HIVE_WIDENED;
    return widens(to->kind, from->kind) ? HIVE_NARROWED : HIVE_INCOMPATIBLE;
}

const char *hive_change_name(enum hive_change change)
{
    static const char *const names[] = {
        [HIVE_SAME] = "same",
        [HIVE_WIDENED] = "widened",
        [HIVE_NARROWED] = "narrowed",
        [HIVE_INCOMPATIBLE] = "incompatible",
    };
    return names[change];
}
