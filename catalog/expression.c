/* SPDX-License-Identifier: Apache-2.0
 * Parses, analyses and evaluates filter expressions. */
#include "catalog/expression.h"

#include "base/limits.h"
#include "catalog/expression_inside.h"

/* The values of a key that the tree may be true for, or an error: a superset. */
static struct key_domain domain_of(const struct node *n, size_t key, struct arena *arena)
{
    if (n->kind == NODE_DOMAIN || n->kind == NODE_LIKE)
        return n->key == key ? n->domain : key_domain_everything;
    struct key_domain d = domain_of(n->children[0], key, arena);
    for (size_t i = 1; i < n->count; i++) {
        struct key_domain next = domain_of(n->children[i], key, arena);
        if (n->kind == NODE_OR && key_domain_is_everything(&d))
            return d;
        if (n->kind == NODE_AND && key_domain_is_everything(&next))
            continue;
        d = (n->kind == NODE_AND ? key_domain_intersect : key_domain_unite)(&d, &next, arena);
    }
    return d;
}

/* Leaves of one AND are about different keys, else they were merged. */
static bool is_product(const struct node *root)
{
    if (root->kind == NODE_DOMAIN)
        return true;
    if (root->kind != NODE_AND)
        return false;
    for (size_t i = 0; i < root->count; i++)
        if (root->children[i]->kind != NODE_DOMAIN)
            return false;
    return true;
}

static size_t keys_used(const struct node *n)
{
    if (n->kind == NODE_DOMAIN || n->kind == NODE_LIKE)
        return n->key + 1;
    size_t most = 0;
    for (size_t i = 0; i < n->count; i++) {
        size_t used = keys_used(n->children[i]);
        most = used > most ? used : most;
    }
    return most;
}

static void analyse(struct expression *e, struct arena *arena)
{
    const struct partition_keys *keys = e->keys;
    e->domains = ARENA_ARRAY(arena, struct key_domain, keys->count + 1);
    e->ranges = ARENA_ARRAY(arena, struct key_ranges, keys->count + 1);
    e->keys_used = e->root ? keys_used(e->root) : 0;
    e->is_product = !e->root || is_product(e->root);
    for (size_t i = 0; i < keys->count; i++) {
        e->domains[i] = i < e->keys_used ? domain_of(e->root, i, arena) : key_domain_everything;
        e->ranges[i] = expression_ranges(&e->domains[i], keys->kinds[i], keys->kept[i], arena);
    }
}

int expression_parse(struct text expression, const struct partition_keys *keys, struct arena *arena,
                     const struct expression **out, struct err *err)
{
    const struct written *written;
    struct expression *e = ARENA_NEW(arena, struct expression);
    e->keys = keys;
    if (expression_read(expression, keys, arena, &written, err) != 0 ||
        (written && expression_compile(written, keys, arena, &e->root, err) != 0))
        return -1;
    analyse(e, arena);
    *out = e;
    return 0;
}

bool expression_is_everything(const struct expression *e)
{
    return e->root == NULL;
}

const struct key_domain *expression_domain(const struct expression *e, size_t key)
{
    return &e->domains[key];
}

bool expression_is_product(const struct expression *e)
{
    return e->is_product;
}

static int verdict(const struct node *n, struct text bytes)
{
    if (n->kind == NODE_DOMAIN)
        return key_domain_has(&n->domain, bytes);
    return like_matches(bytes, n->pattern, n->escape) != n->negated;
}

/* A value that is not kept by the declared type: its text is cast. */
static int verdict_of_text(const struct node *n, enum key_kind kind, struct text value)
{
    struct key_value cast;
    if (key_value_read(kind, value, &cast))
        return verdict(n, cast.bytes);
    return n->domain.other == KEY_OTHER_ERROR ? -1 : n->domain.other == KEY_OTHER_IN;
}

int expression_node_has(const struct node *n, enum key_kind declared, struct text encoded)
{
    struct partition_key_part part = partition_key_read(encoded);
    if (part.is_null)
        return n->domain.null;
    if (part.kind == declared && declared != KEY_TEXT)
        return verdict(n, part.bytes);
    if (part.kind == KEY_TEXT)
        return verdict_of_text(n, declared, part.bytes);
    if (part.text.p)
        return verdict_of_text(n, declared, part.text);
    struct buf text;
    buf_init(&text, LIMIT_DOCUMENT_BYTES);
    key_value_put(part.kind, part.bytes, &text);
    int result = verdict_of_text(n, declared, buf_text(&text));
    buf_release(&text);
    return result;
}

/* One row, either as encoded values or as plain ones. */
struct row {
    const struct expression *e;
    const struct text *encoded, *plain;
    size_t failed_key; /* whose value could not be cast */
};

static int leaf_has(struct row *row, const struct node *n)
{
    enum key_kind kind = row->e->keys->kinds[n->key];
    int has;
    if (row->encoded)
        has = expression_node_has(n, kind, row->encoded[n->key]);
    else if (text_equal(row->plain[n->key], PARTITION_NULL))
        has = n->domain.null;
    else
        has = verdict_of_text(n, kind, row->plain[n->key]);
    if (has < 0)
        row->failed_key = n->key;
    return has;
}

/* 1, 0, or -1 where it hangs on a value that cannot be cast. The answer is the same in whatever
 * order children are looked at. */
static int evaluate(struct row *row, const struct node *n)
{
    if (n->kind == NODE_DOMAIN || n->kind == NODE_LIKE)
        return leaf_has(row, n);
    int decides = n->kind == NODE_OR, result = !decides;
    for (size_t i = 0; i < n->count; i++) {
        int child = evaluate(row, n->children[i]);
        if (child == decides)
            return decides;
        if (child < 0)
            result = -1;
    }
    return result;
}

/* It begins with the words of the real service. */
static int not_castable(const struct row *row, struct text value, struct err *err)
{
    const struct partition_keys *keys = row->e->keys;
    size_t key = row->failed_key;
    return err_set(
        err, ERR_INVALID_STATE,
        "\"%.*s\" is not %s. A partition of this table has it as the value of the key %.*s.",
        TEXT_ARG(text_cut(value, 128)), key_kind_name(keys->kinds[key]),
        TEXT_ARG(text_cut(keys->names[key], 128)));
}

int expression_matches(const struct expression *e, struct text key, struct err *err)
{
    struct text values[LIMIT_PARTITION_KEYS];
    struct row row = {.e = e, .encoded = values};
    if (!e->root)
        return 1;
    for (size_t i = 0; i < e->keys_used; i++)
        values[i] = partition_key_next(&key);
    int result = evaluate(&row, e->root);
    if (result >= 0)
        return result;
    struct buf text;
    buf_init(&text, LIMIT_DOCUMENT_BYTES);
    partition_key_put_text(values[row.failed_key], &text);
    not_castable(&row, buf_text(&text), err);
    buf_release(&text);
    return -1;
}

int expression_matches_values(const struct expression *e, const struct text *values,
                              struct err *err)
{
    struct row row = {.e = e, .plain = values};
    int result = e->root ? evaluate(&row, e->root) : 1;
    return result < 0 ? not_castable(&row, values[row.failed_key], err) : result;
}

/* The next character's length, so that '_' stands for one and not for a byte. */
static size_t character_length(struct text t, size_t at)
{
    size_t n = 1;
    while (at + n < t.n && ((unsigned char)t.p[at + n] & 0xC0) == 0x80)
        n++;
    return n;
}

bool like_escapes(struct text pattern, size_t at, char escape)
{
    if (at + 1 >= pattern.n || pattern.p[at] != escape)
        return false;
    char behind = pattern.p[at + 1];
    return behind == '%' || behind == '_' || behind == escape;
}

/* Wildcards % and _; on a mismatch the last % takes one more character. */
bool like_matches(struct text value, struct text pattern, char escape)
{
    size_t v = 0, p = 0, retry_v = 0, retry_p = 0;
    bool can_retry = false;
    while (v < value.n || p < pattern.n) {
        bool escapes = like_escapes(pattern, p, escape);
        if (p < pattern.n && !escapes && pattern.p[p] == '%') {
            can_retry = true;
            retry_p = ++p;
            retry_v = v;
            continue;
        }
        if (p < pattern.n && v < value.n && !escapes && pattern.p[p] == '_') {
            v += character_length(value, v);
            p++;
            continue;
        }
        if (p < pattern.n && v < value.n && value.p[v] == pattern.p[p + escapes]) {
            v++;
            p += 1 + escapes;
            continue;
        }
        if (!can_retry || retry_v >= value.n)
            return false;
        v = ++retry_v;
        p = retry_p;
    }
    return true;
}
