/* SPDX-License-Identifier: Apache-2.0
 * Turns the tree as written into the one that is evaluated: NOT goes down into the leaves, literals
 * are cast, and what is said of one key under one AND or OR becomes one set of values. */
#include "catalog/expression_inside.h"

struct compiler {
    const struct partition_keys *keys;
    struct arena *arena;
    struct err *err;
};

/* A literal after its cast. Comparisons with unknown are never true. */
struct operand {
    enum { OPERAND_VALUE, OPERAND_PARTITION_NULL, OPERAND_UNKNOWN } kind;
    struct text bytes;
};

static bool ends_with_midnight(struct text t)
{
    return text_ends_with(t, TEXT(" 00:00:00")) || text_ends_with(t, TEXT(" 00:00:00.0"));
}

/* DATE '...' may meet a timestamp, and TIMESTAMP '... 00:00:00' a date. */
static struct text convert(const struct compiler *c, const struct literal *l, enum key_kind kind)
{
    if (l->kind == LITERAL_DATE && kind == KEY_TIMESTAMP)
        return arena_printf(c->arena, "%.*s 00:00:00", TEXT_ARG(l->text));
    if (l->kind == LITERAL_TIMESTAMP && kind == KEY_DATE && ends_with_midnight(l->text))
        return (struct text){l->text.p, text_find(l->text, ' ')};
    return l->text;
}

static int cast(const struct compiler *c, size_t key, const struct literal *l, struct operand *out)
{
    enum key_kind kind = c->keys->kinds[key];
    struct key_value value;
    *out = (struct operand){.kind = OPERAND_UNKNOWN};
    if (kind == KEY_UNKNOWN)
        return err_set(c->err, ERR_INVALID, "Unknown type : '%.*s'",
                       TEXT_ARG(text_cut(c->keys->types[key], 128)));
    if (l->kind == LITERAL_NULL)
        return 0;
    if (text_equal(l->text, PARTITION_NULL)) {
        *out = (struct operand){OPERAND_PARTITION_NULL, l->text};
        return 0;
    }
    struct text text = convert(c, l, kind);
    if (!key_value_read(kind, text, &value))
        return err_set(c->err, ERR_INVALID, "\"%.*s\" is not %s.", TEXT_ARG(text_cut(text, 128)),
                       key_kind_name(kind));
    *out = (struct operand){OPERAND_VALUE, arena_copy(c->arena, value.bytes)};
    return 0;
}

static bool is_text(enum key_kind kind)
{
    return kind == KEY_TEXT || kind == KEY_CHAR;
}

/* The values that stand in this relation to `bytes`. */
static struct key_domain related(struct compiler *c, enum comparison comparison, struct text bytes)
{
    const struct key_cut none = {{NULL, 0}, false}, below = {bytes, false}, above = {bytes, true};
    struct key_interval interval = {none, none};
    switch (comparison) {
    case COMPARE_EQ:
        interval = (struct key_interval){below, above};
        break;
    case COMPARE_NE: {
        struct key_domain equal = related(c, COMPARE_EQ, bytes);
        return key_domain_invert(&equal, c->arena);
    }
    case COMPARE_LT:
        interval.high = below;
        break;
    case COMPARE_LE:
        interval.high = above;
        break;
    case COMPARE_GT:
        interval.low = above;
        break;
    case COMPARE_GE:
        interval.low = below;
        break;
    }
    return key_domain_of(interval, c->arena);
}

/* null equals itself alone. Against texts its name is a text as any other; other values cannot be
 * above or below it. */
static struct key_domain related_to_null(struct compiler *c, enum key_kind kind,
                                         enum comparison comparison)
{
    bool includes =
        comparison == COMPARE_EQ || comparison == COMPARE_LE || comparison == COMPARE_GE;
    struct key_domain d = key_domain_nothing;
    if (comparison == COMPARE_NE) {
        d = key_domain_everything;
        d.null = false;
        return d;
    }
    if (comparison != COMPARE_EQ && is_text(kind))
        d = related(c, comparison, PARTITION_NULL);
    d.null = includes;
    return d;
}

static struct key_domain compare(struct compiler *c, size_t key, enum comparison comparison,
                                 const struct operand *o)
{
    enum key_kind kind = c->keys->kinds[key];
    if (o->kind == OPERAND_UNKNOWN)
        return key_domain_nothing;
    if (o->kind == OPERAND_PARTITION_NULL)
        return related_to_null(c, kind, comparison);
    struct key_domain d = related(c, comparison, o->bytes);
    d.other = is_text(kind) ? KEY_OTHER_OUT : KEY_OTHER_ERROR;
    return d;
}

static enum comparison negated_comparison(enum comparison comparison)
{
    static const enum comparison opposite[] = {
        [COMPARE_EQ] = COMPARE_NE, [COMPARE_NE] = COMPARE_EQ, [COMPARE_LT] = COMPARE_GE,
        [COMPARE_GE] = COMPARE_LT, [COMPARE_GT] = COMPARE_LE, [COMPARE_LE] = COMPARE_GT};
    return opposite[comparison];
}

typedef struct key_domain combine(const struct key_domain *a, const struct key_domain *b,
                                  struct arena *arena);

/* Combines neighbours until one is left, so that a long list costs little more than its length. */
static struct key_domain combine_all(struct key_domain *all, size_t count, combine *with,
                                     struct arena *arena)
{
    for (; count > 1; count = (count + 1) / 2)
        for (size_t i = 0; i < count; i += 2)
            all[i / 2] = i + 1 < count ? with(&all[i], &all[i + 1], arena) : all[i];
    return all[0];
}

static struct node *leaf(struct compiler *c, size_t key, struct key_domain domain)
{
    struct node *n = ARENA_NEW(c->arena, struct node);
    *n = (struct node){.kind = NODE_DOMAIN, .key = key, .domain = domain};
    return n;
}

static int compile_in(struct compiler *c, const struct written *w, bool negated, struct node **out)
{
    struct key_domain *all = ARENA_ARRAY(c->arena, struct key_domain, w->literals_count);
    struct operand o;
    for (size_t i = 0; i < w->literals_count; i++) {
        if (cast(c, w->key, &w->literals[i], &o) != 0)
            return -1;
        all[i] = compare(c, w->key, negated ? COMPARE_NE : COMPARE_EQ, &o);
    }
    *out = leaf(c, w->key,
                combine_all(all, w->literals_count,
                            negated ? key_domain_intersect : key_domain_unite, c->arena));
    return 0;
}

static int compile_between(struct compiler *c, const struct written *w, bool negated,
                           struct node **out)
{
    struct operand low, high;
    if (cast(c, w->key, &w->literals[0], &low) != 0 || cast(c, w->key, &w->literals[1], &high) != 0)
        return -1;
    struct key_domain a = compare(c, w->key, negated ? COMPARE_LT : COMPARE_GE, &low);
    struct key_domain b = compare(c, w->key, negated ? COMPARE_GT : COMPARE_LE, &high);
    *out = leaf(c, w->key, (negated ? key_domain_unite : key_domain_intersect)(&a, &b, c->arena));
    return 0;
}

static int refuse_like(const struct compiler *c, enum key_kind kind)
{
    static const char *const names[KEY_KINDS] = {[KEY_INTEGER] = "Integral",
                                                 [KEY_DECIMAL] = "Decimal",
                                                 [KEY_DATE] = "Date",
                                                 [KEY_BOOLEAN] = "Boolean",
                                                 [KEY_TIMESTAMP] = "Timestamp"};
    return err_set(c->err, ERR_INVALID, "%s data type doesn't support operation 'LIKE'",
                   names[kind]);
}

/* The text before the first wildcard. */
static struct text like_prefix(struct compiler *c, struct text pattern, char escape, size_t *rest)
{
    char *prefix = arena_alloc(c->arena, pattern.n + 1);
    size_t n = 0, i = 0;
    for (; i < pattern.n && pattern.p[i] != '%' && pattern.p[i] != '_'; i++) {
        i += like_escapes(pattern, i, escape);
        prefix[n++] = pattern.p[i];
    }
    *rest = i;
    return (struct text){prefix, n};
}

/* All texts that begin with `prefix`. */
static struct key_domain prefixed(struct compiler *c, struct text prefix)
{
    struct key_interval interval = {{prefix, false}, {{NULL, 0}, false}};
    struct text after = arena_copy(c->arena, prefix);
    while (after.n > 0 && (unsigned char)after.p[after.n - 1] == 0xFF)
        after.n--;
    if (after.n > 0) {
        ((char *)after.p)[after.n - 1]++;
        interval.high.bytes = after;
    }
    return key_domain_of(interval, c->arena);
}

/* Patterns without a wildcard and those with one at the end are sets; others are matched, and have
 * a set around them. */
static int compile_like(struct compiler *c, const struct written *w, bool negated,
                        struct node **out)
{
    enum key_kind kind = c->keys->kinds[w->key];
    struct operand o;
    size_t rest;
    if (kind != KEY_UNKNOWN && !is_text(kind))
        return refuse_like(c, kind);
    if (cast(c, w->key, &w->literals[0], &o) != 0)
        return -1;
    struct text pattern = w->literals[0].text;
    struct text prefix = like_prefix(c, pattern, w->escape, &rest);
    struct key_domain d = rest == pattern.n ? related(c, COMPARE_EQ, prefix) : prefixed(c, prefix);
    bool is_set = rest == pattern.n || (rest + 1 == pattern.n && pattern.p[rest] == '%');
    if (o.kind == OPERAND_UNKNOWN) {
        *out = leaf(c, w->key, key_domain_nothing);
        return 0;
    }
    if (negated)
        d = is_set ? key_domain_invert(&d, c->arena) : related_to_null(c, kind, COMPARE_NE);
    *out = leaf(c, w->key, d);
    if (!is_set) {
        (*out)->kind = NODE_LIKE;
        (*out)->negated = negated;
        (*out)->escape = w->escape;
        (*out)->pattern = pattern;
    }
    return 0;
}

static void compile_is_null(struct compiler *c, const struct written *w, bool negated,
                            struct node **out)
{
    struct key_domain d = negated ? key_domain_everything : key_domain_nothing;
    d.null = !negated;
    *out = leaf(c, w->key, d);
}

static int compile_compare(struct compiler *c, const struct written *w, bool negated,
                           struct node **out)
{
    struct operand o;
    if (cast(c, w->key, &w->literals[0], &o) != 0)
        return -1;
    enum comparison comparison = negated ? negated_comparison(w->comparison) : w->comparison;
    *out = leaf(c, w->key, compare(c, w->key, comparison, &o));
    return 0;
}

/* Adds a child; one about the same key as another is merged with it, and an AND inside of an AND
 * gives its own. */
static void add_child(struct compiler *c, struct node *parent, struct node *child)
{
    if (child->kind == parent->kind) {
        for (size_t i = 0; i < child->count; i++)
            add_child(c, parent, child->children[i]);
        return;
    }
    for (size_t i = 0; child->kind == NODE_DOMAIN && i < parent->count; i++) {
        const struct node *other = parent->children[i];
        if (other->kind != NODE_DOMAIN || other->key != child->key)
            continue;
        combine *with = parent->kind == NODE_AND ? key_domain_intersect : key_domain_unite;
        parent->children[i] = leaf(c, child->key, with(&other->domain, &child->domain, c->arena));
        return;
    }
    parent->children[parent->count++] = child;
}

static int compile(struct compiler *c, const struct written *w, bool negated, struct node **out);

static size_t count_leaves(const struct written *w)
{
    size_t n = !w->first;
    for (const struct written *child = w->first; child; child = child->next)
        n += count_leaves(child);
    return n;
}

static int compile_joined(struct compiler *c, const struct written *w, bool negated,
                          struct node **out)
{
    struct node *parent = ARENA_NEW(c->arena, struct node), *child;
    parent->kind = (w->kind == WRITTEN_AND) != negated ? NODE_AND : NODE_OR;
    parent->children = ARENA_ARRAY(c->arena, struct node *, count_leaves(w));
    for (const struct written *one = w->first; one; one = one->next) {
        if (compile(c, one, negated, &child) != 0)
            return -1;
        add_child(c, parent, child);
    }
    *out = parent->count == 1 ? parent->children[0] : parent;
    return 0;
}

static int compile(struct compiler *c, const struct written *w, bool negated, struct node **out)
{
    switch (w->kind) {
    case WRITTEN_AND:
    case WRITTEN_OR:
        return compile_joined(c, w, negated, out);
    case WRITTEN_NOT:
        return compile(c, w->first, !negated, out);
    case WRITTEN_COMPARE:
        return compile_compare(c, w, negated, out);
    case WRITTEN_IN:
        return compile_in(c, w, negated, out);
    case WRITTEN_BETWEEN:
        return compile_between(c, w, negated, out);
    case WRITTEN_LIKE:
        return compile_like(c, w, negated, out);
    case WRITTEN_IS_NULL:
        break;
    }
    compile_is_null(c, w, negated, out);
    return 0;
}

int expression_compile(const struct written *written, const struct partition_keys *keys,
                       struct arena *arena, const struct node **out, struct err *err)
{
    struct compiler c = {keys, arena, err};
    struct node *root;
    if (compile(&c, written, false, &root) != 0)
        return -1;
    *out = root;
    return 0;
}
