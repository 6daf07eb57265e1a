/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/partition_filter.h"

#include "base/buf.h"
#include "base/limits.h"
#include "catalog/partition_key.h"

struct parser {
    struct text rest;
    const struct partition_keys *keys;
    struct arena *arena;
    struct err *err;
    struct text whole;
};

static int fail(struct parser *p)
{
    return err_set(p->err, ERR_INVALID,
                   "Unsupported expression '%.*s': only key = 'value' joined by AND is understood.",
                   TEXT_ARG(text_cut(p->whole, 256)));
}

static void skip_blanks(struct parser *p)
{
    while (p->rest.n > 0 && (p->rest.p[0] == ' ' || p->rest.p[0] == '\t' || p->rest.p[0] == '\n' ||
                             p->rest.p[0] == '\r')) {
        p->rest.p++;
        p->rest.n--;
    }
}

static void advance(struct parser *p, size_t n)
{
    p->rest.p += n;
    p->rest.n -= n;
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (unsigned char)c >= 0x80 || c == '-' || c == '.' || c == '+';
}

static struct text read_word(struct parser *p)
{
    size_t n = 0;
    skip_blanks(p);
    while (n < p->rest.n && is_word(p->rest.p[n]))
        n++;
    struct text word = {p->rest.p, n};
    advance(p, n);
    return word;
}

/* A key, plain or in back quotes or double quotes. */
static int read_key(struct parser *p, size_t *index)
{
    skip_blanks(p);
    char quote = p->rest.n > 0 && (p->rest.p[0] == '`' || p->rest.p[0] == '"') ? p->rest.p[0] : 0;
    struct text name;
    if (quote) {
        advance(p, 1);
        name = (struct text){p->rest.p, text_find(p->rest, quote)};
        if (name.n == p->rest.n)
            return fail(p);
        advance(p, name.n + 1);
    } else {
        name = read_word(p);
    }
    if (name.n == 0)
        return fail(p);
    for (*index = 0; *index < p->keys->count; ++*index)
        if (text_equal_nocase(name, p->keys->names[*index]))
            return 0;
    return err_set(p->err, ERR_INVALID,
                   "Invalid partition expression! '%.*s' is not a partition key.",
                   TEXT_ARG(text_cut(name, 128)));
}

/* A literal: 'text' with '' or \' for a quote, or a bare number. */
static int read_literal(struct parser *p, struct text *value)
{
    struct buf out;
    int result = 0;
    skip_blanks(p);
    if (p->rest.n == 0 || p->rest.p[0] != '\'') {
        *value = read_word(p);
        int64_t number;
        return text_to_int64(*value, &number) ? 0 : fail(p);
    }
    buf_init(&out, LIMIT_EXPRESSION_BYTES);
    advance(p, 1);
    for (;; advance(p, 1)) {
        if (p->rest.n == 0) {
            result = fail(p);
            break;
        }
        bool doubled =
            p->rest.n > 1 && p->rest.p[1] == '\'' && (p->rest.p[0] == '\'' || p->rest.p[0] == '\\');
        if (p->rest.p[0] == '\'' && !doubled)
            break;
        if (doubled)
            advance(p, 1);
        buf_put_char(&out, p->rest.p[0]);
    }
    if (result == 0)
        advance(p, 1);
    *value = arena_copy(p->arena, buf_text(&out));
    buf_release(&out);
    return result;
}

/* Glue casts the literal to the key's type (glue-api: '"x" is not an integer.'). */
static int check_literal(struct parser *p, size_t index, struct text value)
{
    int64_t number;
    if (!partition_key_is_integer(p->keys->layout, index) || text_to_int64(value, &number) ||
        text_equal(value, PARTITION_NULL))
        return 0;
    return err_set(p->err, ERR_INVALID, "\"%.*s\" is not an integer.",
                   TEXT_ARG(text_cut(value, 128)));
}

static int read_comparison(struct parser *p, struct partition_filter *filter)
{
    size_t index = 0;
    struct text value;
    struct buf prefix;
    if (read_key(p, &index) != 0)
        return -1;
    skip_blanks(p);
    if (p->rest.n == 0 || p->rest.p[0] != '=')
        return fail(p);
    advance(p, 1);
    if (read_literal(p, &value) != 0 || check_literal(p, index, value) != 0)
        return -1;
    buf_init(&prefix, LIMIT_EXPRESSION_BYTES);
    partition_key_put_prefix(&prefix, p->keys->layout, index, value);
    struct text wanted = arena_copy(p->arena, buf_text(&prefix));
    buf_release(&prefix);
    if (filter->wanted[index].p && !text_equal(filter->wanted[index], wanted))
        filter->matches_nothing = true;
    filter->wanted[index] = wanted;
    return 0;
}

/* Keys whose leading values are fixed lie in one range. A prefix of an integer may be followed by
 * more than one key ("1" and "01"), so the range ends with the first such value. */
static void find_range(struct partition_filter *filter, struct arena *arena)
{
    struct buf range;
    buf_init(&range, LIMIT_DOCUMENT_BYTES);
    for (size_t i = 0; i < filter->keys_count && filter->wanted[i].p; i++) {
        buf_put(&range, filter->wanted[i]);
        if (!partition_key_is_whole(filter->wanted[i]))
            break;
    }
    filter->lower = arena_copy(arena, buf_text(&range));
    if (partition_key_after(&range))
        filter->upper = arena_copy(arena, buf_text(&range));
    buf_release(&range);
}

int partition_filter_parse(struct text expression, const struct partition_keys *keys,
                           struct arena *arena, struct partition_filter *out, struct err *err)
{
    struct parser p = {text_trim(expression), keys, arena, err, expression};
    *out = (struct partition_filter){.keys_count = keys->count,
                                     .wanted = ARENA_ARRAY(arena, struct text, keys->count + 1)};
    while (p.rest.n > 0) {
        if (read_comparison(&p, out) != 0)
            return -1;
        skip_blanks(&p);
        if (p.rest.n == 0)
            break;
        if (!text_equal_nocase(read_word(&p), TEXT("AND")))
            return fail(&p);
        skip_blanks(&p);
        if (p.rest.n == 0)
            return fail(&p);
    }
    find_range(out, arena);
    return 0;
}

bool partition_filter_matches(const struct partition_filter *filter, struct text key)
{
    if (filter->matches_nothing)
        return false;
    struct text rest = key;
    for (size_t i = 0; i < filter->keys_count; i++) {
        struct text value = partition_key_next(&rest);
        if (filter->wanted[i].p && !text_starts_with(value, filter->wanted[i]))
            return false;
    }
    return true;
}
