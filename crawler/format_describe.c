/* SPDX-License-Identifier: Apache-2.0
 * The parameters that every table of files states, and the types it ends up with. */
#include <stdlib.h>

#include "crawler/format.h"

enum { PAIRS_ROOM = 16 };

void pairs_add(struct pairs *pairs, struct text name, struct text value, struct arena *a)
{
    if (pairs->n == pairs->room) {
        struct pair *grown = ARENA_ARRAY(a, struct pair, pairs->room * 2 + PAIRS_ROOM);
        for (size_t i = 0; i < pairs->n; i++)
            grown[i] = pairs->items[i];
        pairs->items = grown;
        pairs->room = pairs->room * 2 + PAIRS_ROOM;
    }
    pairs->items[pairs->n++] = (struct pair){name, value};
}

static int by_name(const void *left, const void *right)
{
    return text_compare(((const struct pair *)left)->name, ((const struct pair *)right)->name);
}

/* Sorted, and of several pairs of one name only one. */
static void settle_pairs(struct pairs *pairs)
{
    size_t n = 0;
    if (pairs->n > 0)
        qsort(pairs->items, pairs->n, sizeof pairs->items[0], by_name);
    for (size_t i = 0; i < pairs->n; i++)
        if (n == 0 || !text_equal(pairs->items[n - 1].name, pairs->items[i].name))
            pairs->items[n++] = pairs->items[i];
    pairs->n = n;
}

/* Where no value was ever seen, and where an object without members was, string is what every
 * reader copes with. */
static const struct hive_type *settle_type(const struct hive_type *t, struct arena *a)
{
    bool empty_struct = t->kind == HIVE_STRUCT && t->n == 0;
    if (t->kind == HIVE_VOID || empty_struct)
        return hive_type_plain(HIVE_STRING);
    if (!hive_type_is_nested(t))
        return t;
    struct hive_child *children = ARENA_ARRAY(a, struct hive_child, t->n);
    struct hive_type *settled = ARENA_NEW(a, struct hive_type);
    bool changed = false;
    for (size_t i = 0; i < t->n; i++) {
        children[i] = (struct hive_child){t->children[i].name, settle_type(t->children[i].type, a)};
        changed |= children[i].type != t->children[i].type;
    }
    *settled = *t;
    settled->children = children;
    return changed ? settled : t;
}

static void put_number(struct pairs *pairs, const char *name, uint64_t value, struct arena *a)
{
    pairs_add(pairs, text_of(name), arena_printf(a, "%llu", (unsigned long long)value), a);
}

void format_describe(const struct schema *s, struct arena *a, struct table_format *out)
{
    *out = (struct table_format){.n = s->n};
    out->columns = ARENA_ARRAY(a, struct column, s->n);
    for (size_t i = 0; i < s->n; i++) {
        out->columns[i] = s->columns[i];
        out->columns[i].type = settle_type(s->columns[i].type, a);
    }
    struct pairs *p = &out->parameters;
    pairs_add(p, TEXT("classification"), text_of(format_name(s->format)), a);
    pairs_add(p, TEXT("compressionType"), text_of(compression_name(s->compression)), a);
    pairs_add(p, TEXT("typeOfData"), TEXT("file"), a);
    put_number(p, "recordCount", s->records, a);
    put_number(p, "averageRecordSize", schema_record_bytes(s), a);
    s->format->describe(s, a, out);
    settle_pairs(&out->parameters);
    settle_pairs(&out->serde_parameters);
}
