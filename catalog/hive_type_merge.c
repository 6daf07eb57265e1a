/* SPDX-License-Identifier: Apache-2.0
 * The lattice: the narrowest type that holds two. Every rule is a maximum of something (a
 * kind's rank, digits before the point, digits behind it, a set of fields), which is what makes
 * the order of merging irrelevant. */
#include "base/text_index.h"
#include "catalog/hive_type.h"

struct merge {
    struct arena *arena;
    bool conflict;
};

static const struct hive_type *merge(struct merge *m, const struct hive_type *left,
                                     const struct hive_type *right);

static const struct hive_type *string_type(struct merge *m, const struct hive_type *left,
                                           const struct hive_type *right)
{
    if (hive_type_is_nested(left) || hive_type_is_nested(right))
        m->conflict = true;
    return left->kind == HIVE_STRING ? left : hive_type_plain(HIVE_STRING);
}

static bool is_number(const struct hive_type *t)
{
    return t->kind >= HIVE_TINYINT && t->kind <= HIVE_DOUBLE;
}

static int max(int a, int b)
{
    return a > b ? a : b;
}

/* The digits before the point of an integer or a decimal. */
static int whole_digits(const struct hive_type *t)
{
    return t->kind == HIVE_DECIMAL ? t->precision - t->scale : hive_kind_digits(t->kind);
}

/* A float holds neither all ints nor all decimals exactly, so it meets other numbers in double. */
static const struct hive_type *merge_numbers(struct merge *m, const struct hive_type *left,
                                             const struct hive_type *right)
{
    if (left->kind >= HIVE_FLOAT || right->kind >= HIVE_FLOAT)
        return left->kind == HIVE_DOUBLE ? left : hive_type_plain(HIVE_DOUBLE);
    if (left->kind != HIVE_DECIMAL && right->kind != HIVE_DECIMAL)
        return left->kind > right->kind ? left : right;
    int scale = max(left->scale, right->scale);
    int precision = max(whole_digits(left), whole_digits(right)) + scale;
    if (precision > HIVE_DECIMAL_PRECISION_MAX)
        return hive_type_plain(HIVE_DOUBLE);
    if (left->kind == HIVE_DECIMAL && left->precision == precision && left->scale == scale)
        return left;
    return hive_type_decimal(m->arena, precision, scale);
}

/* Fields of `left` in their order, then those that only `right` has, in theirs. */
static const struct hive_type *merge_structs(struct merge *m, const struct hive_type *left,
                                             const struct hive_type *right)
{
    struct hive_child *fields = ARENA_ARRAY(m->arena, struct hive_child, left->n + right->n);
    struct text_index names;
    size_t n = left->n;
    bool changed = false;
    text_index_init(&names, m->arena);
    for (size_t i = 0; i < n; i++) {
        fields[i] = left->children[i];
        text_index_add(&names, fields[i].name, i);
    }
    for (size_t i = 0; i < right->n; i++) {
        const struct hive_child *field = &right->children[i];
        size_t at = text_index_add(&names, field->name, n);
        if (at == n) {
            fields[n++] = *field;
            changed = true;
            continue;
        }
        const struct hive_type *merged = merge(m, fields[at].type, field->type);
        changed |= merged != fields[at].type;
        fields[at].type = merged;
    }
    return changed ? hive_type_struct(m->arena, fields, n) : left;
}

/* Arrays, maps and unions: children by position. */
static const struct hive_type *merge_children(struct merge *m, const struct hive_type *left,
                                              const struct hive_type *right)
{
    struct hive_child *children = ARENA_ARRAY(m->arena, struct hive_child, left->n);
    bool changed = false;
    for (size_t i = 0; i < left->n; i++) {
        children[i].type = merge(m, left->children[i].type, right->children[i].type);
        changed |= children[i].type != left->children[i].type;
    }
    if (!changed)
        return left;
    struct hive_type *merged = ARENA_NEW(m->arena, struct hive_type);
    *merged = *left;
    merged->children = children;
    return merged;
}

static const struct hive_type *merge_same_kind(struct merge *m, const struct hive_type *left,
                                               const struct hive_type *right)
{
    if (left->kind == HIVE_STRUCT)
        return merge_structs(m, left, right);
    if (hive_type_is_nested(left))
        return left->n == right->n ? merge_children(m, left, right) : string_type(m, left, right);
    if (left->kind == HIVE_VARCHAR || left->kind == HIVE_CHAR)
        return left->precision >= right->precision ? left : right;
    return text_equal(left->name, right->name) ? left : string_type(m, left, right);
}

static bool is_date_or_timestamp(const struct hive_type *t)
{
    return t->kind == HIVE_DATE || t->kind == HIVE_TIMESTAMP;
}

static const struct hive_type *merge(struct merge *m, const struct hive_type *left,
                                     const struct hive_type *right)
{
    if (left == right || right->kind == HIVE_VOID)
        return left;
    if (left->kind == HIVE_VOID)
        return right;
    if (is_number(left) && is_number(right) &&
        (left->kind != right->kind || left->kind == HIVE_DECIMAL))
        return merge_numbers(m, left, right);
    if (left->kind == right->kind)
        return merge_same_kind(m, left, right);
    if (is_date_or_timestamp(left) && is_date_or_timestamp(right))
        return left->kind == HIVE_TIMESTAMP ? left : right;
    return string_type(m, left, right);
}

const struct hive_type *hive_type_merge(struct arena *a, const struct hive_type *left,
                                        const struct hive_type *right, bool *conflict)
{
    struct merge m = {.arena = a};
    const struct hive_type *merged = merge(&m, left, right);
    if (m.conflict && conflict)
        *conflict = true;
    return merged;
}
