/* SPDX-License-Identifier: Apache-2.0
 * The tree itself: constructors, printing, equality. */
#include "catalog/hive_type.h"

#include <assert.h>

const char *hive_kind_name(enum hive_kind kind)
{
    static const char *const names[HIVE_KINDS] = {
        [HIVE_VOID] = "void",
        [HIVE_BOOLEAN] = "boolean",
        [HIVE_TINYINT] = "tinyint",
        [HIVE_SMALLINT] = "smallint",
        [HIVE_INT] = "int",
        [HIVE_BIGINT] = "bigint",
        [HIVE_DECIMAL] = "decimal",
        [HIVE_FLOAT] = "float",
        [HIVE_DOUBLE] = "double",
        [HIVE_STRING] = "string",
        [HIVE_VARCHAR] = "varchar",
        [HIVE_CHAR] = "char",
        [HIVE_BINARY] = "binary",
        [HIVE_DATE] = "date",
        [HIVE_TIMESTAMP] = "timestamp",
        [HIVE_TIMESTAMP_LOCAL] = "timestamp with local time zone",
        [HIVE_INTERVAL_YEAR_MONTH] = "interval_year_month",
        [HIVE_INTERVAL_DAY_TIME] = "interval_day_time",
        [HIVE_OTHER] = "",
        [HIVE_ARRAY] = "array",
        [HIVE_MAP] = "map",
        [HIVE_STRUCT] = "struct",
        [HIVE_UNION] = "uniontype",
    };
    return names[kind];
}

const struct hive_type *hive_type_plain(enum hive_kind kind)
{
    static const struct hive_type plain[HIVE_OTHER] = {
        [HIVE_VOID] = {.kind = HIVE_VOID},
        [HIVE_BOOLEAN] = {.kind = HIVE_BOOLEAN},
        [HIVE_TINYINT] = {.kind = HIVE_TINYINT},
        [HIVE_SMALLINT] = {.kind = HIVE_SMALLINT},
        [HIVE_INT] = {.kind = HIVE_INT},
        [HIVE_BIGINT] = {.kind = HIVE_BIGINT},
        [HIVE_FLOAT] = {.kind = HIVE_FLOAT},
        [HIVE_DOUBLE] = {.kind = HIVE_DOUBLE},
        [HIVE_STRING] = {.kind = HIVE_STRING},
        [HIVE_BINARY] = {.kind = HIVE_BINARY},
        [HIVE_DATE] = {.kind = HIVE_DATE},
        [HIVE_TIMESTAMP] = {.kind = HIVE_TIMESTAMP},
        [HIVE_TIMESTAMP_LOCAL] = {.kind = HIVE_TIMESTAMP_LOCAL},
        [HIVE_INTERVAL_YEAR_MONTH] = {.kind = HIVE_INTERVAL_YEAR_MONTH},
        [HIVE_INTERVAL_DAY_TIME] = {.kind = HIVE_INTERVAL_DAY_TIME},
    };
    assert(kind < HIVE_OTHER && plain[kind].kind == kind);
    return &plain[kind];
}

static const struct hive_type *keep(struct arena *a, struct hive_type t)
{
    struct hive_type *kept = ARENA_NEW(a, struct hive_type);
    *kept = t;
    return kept;
}

const struct hive_type *hive_type_decimal(struct arena *a, int precision, int scale)
{
    assert(precision > 0 && precision <= HIVE_DECIMAL_PRECISION_MAX);
    assert(scale >= 0 && scale <= precision);
    return keep(a,
                (struct hive_type){.kind = HIVE_DECIMAL, .precision = precision, .scale = scale});
}

static const struct hive_type *with_children(struct arena *a, enum hive_kind kind,
                                             const struct hive_child *children, size_t n)
{
    return keep(a, (struct hive_type){.kind = kind, .children = children, .n = n});
}

const struct hive_type *hive_type_array(struct arena *a, const struct hive_type *element)
{
    struct hive_child *child = ARENA_NEW(a, struct hive_child);
    child->type = element;
    return with_children(a, HIVE_ARRAY, child, 1);
}

const struct hive_type *hive_type_map(struct arena *a, const struct hive_type *key,
                                      const struct hive_type *value)
{
    struct hive_child *children = ARENA_ARRAY(a, struct hive_child, 2);
    children[0].type = key;
    children[1].type = value;
    return with_children(a, HIVE_MAP, children, 2);
}

const struct hive_type *hive_type_struct(struct arena *a, const struct hive_child *fields, size_t n)
{
    return with_children(a, HIVE_STRUCT, fields, n);
}

const struct hive_type *hive_type_copy(struct arena *a, const struct hive_type *t)
{
    struct hive_type *copy = ARENA_NEW(a, struct hive_type);
    struct hive_child *children = ARENA_ARRAY(a, struct hive_child, t->n);
    for (size_t i = 0; i < t->n; i++) {
        children[i].name = arena_copy(a, t->children[i].name);
        children[i].type = hive_type_copy(a, t->children[i].type);
    }
    *copy = *t;
    copy->name = arena_copy(a, t->name);
    copy->children = children;
    return copy;
}

bool hive_type_is_nested(const struct hive_type *t)
{
    return t->kind >= HIVE_ARRAY;
}

unsigned hive_type_depth(const struct hive_type *t)
{
    unsigned deepest = 0;
    for (size_t i = 0; i < t->n; i++) {
        unsigned depth = hive_type_depth(t->children[i].type);
        deepest = depth > deepest ? depth : deepest;
    }
    return hive_type_is_nested(t) ? deepest + 1 : 0;
}

int hive_kind_digits(enum hive_kind kind)
{
    static const int digits[HIVE_KINDS] = {
        [HIVE_TINYINT] = 3, [HIVE_SMALLINT] = 5, [HIVE_INT] = 10, [HIVE_BIGINT] = 19};
    return digits[kind];
}

/* A name goes in backticks only where the grammar would misread it without: brackets, commas,
 * blanks at an end, or nothing. */
static bool needs_quotes(struct text name)
{
    static const struct text grammar = TEXT_INIT("<>(),`");
    if (name.n == 0 || text_trim(name).n != name.n)
        return true;
    for (size_t i = 0; i < name.n; i++)
        if (text_find(grammar, name.p[i]) < grammar.n)
            return true;
    return false;
}

static void print_name(struct text name, struct buf *out)
{
    if (!needs_quotes(name)) {
        buf_put(out, name);
        return;
    }
    buf_put_char(out, '`');
    for (size_t i = 0; i < name.n; i++) {
        if (name.p[i] == '`')
            buf_put_char(out, '`');
        buf_put_char(out, name.p[i]);
    }
    buf_put_char(out, '`');
}

static void print_children(const struct hive_type *t, struct buf *out)
{
    buf_put_char(out, '<');
    for (size_t i = 0; i < t->n; i++) {
        if (i > 0)
            buf_put_char(out, ',');
        if (t->kind == HIVE_STRUCT) {
            print_name(t->children[i].name, out);
            buf_put_char(out, ':');
        }
        hive_type_print(t->children[i].type, out);
    }
    buf_put_char(out, '>');
}

void hive_type_print(const struct hive_type *t, struct buf *out)
{
    buf_put(out, t->kind == HIVE_OTHER ? t->name : text_of(hive_kind_name(t->kind)));
    if (t->kind == HIVE_DECIMAL)
        buf_printf(out, "(%d,%d)", t->precision, t->scale);
    else if (t->precision > 0)
        buf_printf(out, "(%d)", t->precision);
    if (hive_type_is_nested(t))
        print_children(t, out);
}

struct text hive_type_text(const struct hive_type *t, struct arena *a)
{
    struct buf out;
    buf_init(&out, SIZE_MAX /
                       4); /* a tree is as large as the arena that holds it, and that has a limit */
    hive_type_print(t, &out);
    struct text text = arena_copy(a, buf_text(&out));
    buf_release(&out);
    return text;
}

bool hive_type_equal(const struct hive_type *a, const struct hive_type *b)
{
    if (a == b)
        return true;
    if (a->kind != b->kind || a->precision != b->precision || a->scale != b->scale ||
        a->n != b->n || !text_equal(a->name, b->name))
        return false;
    for (size_t i = 0; i < a->n; i++)
        if (!text_equal_nocase(a->children[i].name, b->children[i].name) ||
            !hive_type_equal(a->children[i].type, b->children[i].type))
            return false;
    return true;
}
