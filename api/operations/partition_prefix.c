/* SPDX-License-Identifier: Apache-2.0 */
#include "api/operations/partition_prefix.h"

#include "base/limits.h"
#include "catalog/partition_name.h"

static void put_and(struct buf *out)
{
    if (out->n > 0)
        buf_put(out, TEXT(" AND "));
}

/* A key between back quotes. */
static void put_key(struct buf *out, struct text key)
{
    buf_put_char(out, '`');
    buf_put(out, key);
    buf_put_char(out, '`');
}

/* A quote is doubled; `marked` characters of LIKE are marked. */
static void put_literal(struct buf *out, struct text value, bool marked)
{
    buf_put_char(out, '\'');
    for (size_t i = 0; i < value.n; i++) {
        char c = value.p[i];
        if (c == '\'')
            buf_put_char(out, '\'');
        if (marked && (c == '%' || c == '_' || c == '!'))
            buf_put_char(out, '!');
        buf_put_char(out, c);
    }
    buf_put(out, marked ? TEXT("%' ESCAPE '!'") : TEXT("'"));
}

/* A whole value. Types whose values have several texts are compared by value, which wants no less.
 */
static void put_whole(struct buf *out, const struct partition_keys *keys, size_t i,
                      struct text value)
{
    struct key_value cast;
    /* The null's name stands for empty values too. */
    if (text_equal(value, PARTITION_NULL) || keys->kinds[i] == KEY_UNKNOWN ||
        !key_value_read(keys->kinds[i], value, &cast))
        return;
    put_and(out);
    put_key(out, keys->names[i]);
    buf_put(out, TEXT(" = "));
    put_literal(out, value, false);
}

static void put_begin(struct buf *out, const struct partition_keys *keys, size_t i,
                      struct text value)
{
    /* What begins as the null's text does may be null, which no LIKE finds. */
    if (keys->kinds[i] != KEY_TEXT || value.n == 0 || text_starts_with(PARTITION_NULL, value))
        return;
    put_and(out);
    put_key(out, keys->names[i]);
    buf_put(out, TEXT(" LIKE "));
    put_literal(out, value, true);
}

/* Without an escape that the prefix ends within. */
static struct text without_half_escape(struct text t)
{
    for (size_t back = 1; back <= 2 && back <= t.n; back++)
        if (t.p[t.n - back] == '%')
            t.n -= back;
    return t;
}

/* One "key=value" of the prefix. False where it is not this key, or has a mark that the grammar
 * could misread: then the names alone decide. */
static bool put_pair(struct buf *out, const struct partition_keys *keys, size_t i, struct text pair,
                     bool is_whole)
{
    struct buf key, value;
    struct text name = {pair.p, text_find(pair, '=')};
    bool good = name.n < pair.n && text_find(keys->names[i], '`') == keys->names[i].n;
    buf_init(&key, LIMIT_EXPRESSION_BYTES);
    buf_init(&value, LIMIT_EXPRESSION_BYTES);
    partition_name_put(&key, keys->names[i]);
    struct text rest = good ? (struct text){pair.p + name.n + 1, pair.n - name.n - 1} : pair;
    partition_name_take(&value, is_whole ? rest : without_half_escape(rest));
    good = good && text_equal(name, buf_text(&key)) && text_find(buf_text(&value), '\\') == value.n;
    if (good && is_whole)
        put_whole(out, keys, i, buf_text(&value));
    else if (good)
        put_begin(out, keys, i, buf_text(&value));
    buf_release(&key);
    buf_release(&value);
    return good;
}

struct text partition_prefix_expression(const struct partition_keys *keys, struct text prefix,
                                        struct text expression, struct arena *arena)
{
    struct buf out;
    struct text rest = prefix;
    bool good = true;
    if (prefix.n == 0)
        return expression;
    buf_init(&out, LIMIT_EXPRESSION_BYTES);
    if (text_trim(expression).n > 0) {
        buf_put_char(&out, '(');
        buf_put(&out, expression);
        buf_put_char(&out, ')');
    }
    for (size_t i = 0; good && rest.p && i < keys->count; i++) {
        struct text pair = text_split(&rest, '/');
        good = put_pair(&out, keys, i, pair, rest.p != NULL);
    }
    struct text whole = buf_over(&out) ? expression : arena_copy(arena, buf_text(&out));
    buf_release(&out);
    return whole;
}
