/* SPDX-License-Identifier: Apache-2.0
 * Reads filter expressions into the tree as written. */
#include "base/limits.h"
#include "catalog/expression_inside.h"

struct reader {
    struct lexer lexer;
    struct token token, after; /* the one that is next, and the one behind it */
    const struct partition_keys *keys;
    struct arena *arena;
    struct err *err;
    int depth;
};

/* What a predicate begins with. A unit in parentheses may turn out to be one of these. */
struct operand {
    enum { OPERAND_NONE, OPERAND_KEY, OPERAND_LITERAL } kind;
    size_t key;
    struct literal literal;
};

static int fail(struct reader *r, const char *what)
{
    return err_set(r->err, ERR_INVALID, "Unsupported expression '%.*s': %s at character %zu.",
                   TEXT_ARG(text_cut(r->lexer.whole, 256)), what,
                   text_length((struct text){r->lexer.whole.p, r->token.offset}) + 1);
}

static void advance(struct reader *r)
{
    r->token = r->after;
    r->after = lexer_next(&r->lexer);
}

static bool is_keyword(const struct token *t, const char *keyword)
{
    return t->kind == TOKEN_WORD && text_equal_nocase(t->text, text_of(keyword));
}

static bool accept_keyword(struct reader *r, const char *keyword)
{
    bool is = is_keyword(&r->token, keyword);
    if (is)
        advance(r);
    return is;
}

static bool accept(struct reader *r, enum token_kind kind)
{
    bool is = r->token.kind == kind;
    if (is)
        advance(r);
    return is;
}

static bool is_reserved(const struct token *t)
{
    static const char *const words[] = {"AND", "OR", "NOT", "IN", "BETWEEN", "LIKE", "IS", "NULL"};
    for (size_t i = 0; i < COUNT(words); i++)
        if (is_keyword(t, words[i]))
            return true;
    return false;
}

/* What may follow a key. */
static bool continues_predicate(const struct token *t)
{
    return t->kind == TOKEN_OPERATOR || is_keyword(t, "IN") || is_keyword(t, "BETWEEN") ||
           is_keyword(t, "LIKE") || is_keyword(t, "IS");
}

static bool find_key(const struct reader *r, struct text name, size_t *key)
{
    for (*key = 0; *key < r->keys->count; ++*key)
        if (text_equal_nocase(name, r->keys->names[*key]))
            return true;
    return false;
}

/* Texts, numbers, dates, and the words that stand for values: the Glue client of Spark and Hive
 * quotes values of some types alone, so the null of the others comes without quotes. */
static bool is_literal(const struct token *t)
{
    return t->kind == TOKEN_TEXT || t->kind == TOKEN_QUOTED || t->kind == TOKEN_NUMBER ||
           t->kind == TOKEN_DATE || is_keyword(t, "TRUE") || is_keyword(t, "FALSE") ||
           (t->kind == TOKEN_WORD && text_equal(t->text, PARTITION_NULL));
}

/* A literal at the next token; false: there is none. */
static bool read_literal(struct reader *r, struct literal *out)
{
    const struct token *t = &r->token;
    bool typed = (is_keyword(t, "DATE") || is_keyword(t, "TIMESTAMP")) &&
                 (r->after.kind == TOKEN_TEXT || r->after.kind == TOKEN_QUOTED);
    *out = (struct literal){.kind = LITERAL_PLAIN, .text = t->text};
    if (typed) {
        out->kind = is_keyword(t, "DATE") ? LITERAL_DATE : LITERAL_TIMESTAMP;
        advance(r);
        out->text = r->token.text;
    } else if (is_keyword(t, "NULL")) {
        out->kind = LITERAL_NULL;
    } else if (!is_literal(t)) {
        return false;
    }
    advance(r);
    return true;
}

/* A literal of an operator, perhaps in parentheses. */
static int expect_literal(struct reader *r, struct literal *out)
{
    int opened = 0;
    for (; accept(r, TOKEN_OPEN); opened++)
        if (opened >= LIMIT_EXPRESSION_DEPTH)
            return fail(r, "too many parentheses");
    if (!read_literal(r, out))
        return fail(r, "a literal is missing");
    for (; opened > 0; opened--)
        if (!accept(r, TOKEN_CLOSE))
            return fail(r, "')' is missing");
    return 0;
}

/* A token that is a name wherever it stands. */
static bool is_name(const struct reader *r, const struct token *t)
{
    size_t key;
    if (t->kind == TOKEN_NAME)
        return true;
    return (t->kind == TOKEN_WORD || t->kind == TOKEN_QUOTED || t->kind == TOKEN_NUMBER) &&
           find_key(r, t->text, &key);
}

static int unknown_key(struct reader *r)
{
    return err_set(r->err, ERR_INVALID, "Invalid partition expression!");
}

static int read_operand(struct reader *r, struct operand *out)
{
    struct token t = r->token;
    bool is_literal_word =
        (is_keyword(&t, "DATE") || is_keyword(&t, "TIMESTAMP")) && r->after.kind == TOKEN_TEXT;
    *out = (struct operand){.kind = OPERAND_NONE};
    if (!is_literal_word && is_name(r, &t)) {
        if (!find_key(r, t.text, &out->key))
            return unknown_key(r);
        out->kind = OPERAND_KEY;
        advance(r);
        return 0;
    }
    if (read_literal(r, &out->literal)) {
        out->kind = OPERAND_LITERAL;
        return 0;
    }
    if (t.kind == TOKEN_WORD && !is_reserved(&t) && r->after.kind != TOKEN_OPEN)
        return unknown_key(r);
    return fail(r, "a partition key is missing");
}

static struct written *new_node(struct reader *r, enum written_kind kind)
{
    struct written *w = ARENA_NEW(r->arena, struct written);
    w->kind = kind;
    return w;
}

static struct written *predicate(struct reader *r, enum written_kind kind, size_t key,
                                 const struct literal *literals, size_t count)
{
    struct written *w = new_node(r, kind);
    struct literal *copy = ARENA_ARRAY(r->arena, struct literal, count + 1);
    for (size_t i = 0; i < count; i++)
        copy[i] = literals[i];
    w->key = key;
    w->literals = copy;
    w->literals_count = count;
    return w;
}

static int read_in(struct reader *r, size_t key, struct written **out)
{
    /* Each literal takes a character and a comma at least. */
    size_t room = r->lexer.whole.n / 2 + 1, count = 0;
    struct literal *literals = ARENA_ARRAY(r->arena, struct literal, room);
    if (!accept(r, TOKEN_OPEN))
        return fail(r, "'(' is missing behind IN");
    do {
        if (expect_literal(r, &literals[count++]) != 0)
            return -1;
    } while (accept(r, TOKEN_COMMA));
    if (!accept(r, TOKEN_CLOSE))
        return fail(r, "')' is missing behind IN");
    *out = predicate(r, WRITTEN_IN, key, literals, count);
    return 0;
}

static int read_between(struct reader *r, size_t key, struct written **out)
{
    struct literal ends[2];
    if (expect_literal(r, &ends[0]) != 0)
        return -1;
    if (!accept_keyword(r, "AND"))
        return fail(r, "AND is missing behind BETWEEN");
    if (expect_literal(r, &ends[1]) != 0)
        return -1;
    *out = predicate(r, WRITTEN_BETWEEN, key, ends, 2);
    return 0;
}

/* Hive's metastore writes a run of any characters as ".*", and Spark does so in what it sends for
 * LIKE 'a%', contains and the like (HiveShim.scala). Read as they stand, such filters would find
 * nothing, and the query would lose rows without a word. Nothing escapes a run: a backslash before
 * it is doubled, so that it stands for itself. */
static struct text with_percents(struct reader *r, struct text pattern)
{
    char *out = arena_alloc(r->arena, pattern.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < pattern.n; i++) {
        struct text behind = {pattern.p + i + 1, pattern.n - i - 1};
        if (pattern.p[i] == '.' && text_starts_with(behind, TEXT("*"))) {
            out[n++] = '%';
            i++;
            continue;
        }
        out[n++] = pattern.p[i];
        if (like_escapes(pattern, i, '\\'))
            out[n++] = pattern.p[++i];
        else if (pattern.p[i] == '\\' && text_starts_with(behind, TEXT(".*")))
            out[n++] = '\\';
    }
    return (struct text){out, n};
}

/* With ESCAPE a pattern is one of SQL alone. */
static int read_like(struct reader *r, size_t key, struct written **out)
{
    struct literal pattern, escape;
    if (expect_literal(r, &pattern) != 0)
        return -1;
    if (!accept_keyword(r, "ESCAPE")) {
        pattern.text = with_percents(r, pattern.text);
        escape.text = TEXT("\\");
    } else if (expect_literal(r, &escape) != 0) {
        return -1;
    } else if (escape.kind != LITERAL_PLAIN || escape.text.n != 1) {
        return fail(r, "ESCAPE takes one character");
    }
    *out = predicate(r, WRITTEN_LIKE, key, &pattern, 1);
    (*out)->escape = escape.text.p[0];
    return 0;
}

static int read_is(struct reader *r, size_t key, struct written **out, bool *negated)
{
    *negated = accept_keyword(r, "NOT");
    if (!accept_keyword(r, "NULL"))
        return fail(r, "NULL is missing behind IS");
    *out = predicate(r, WRITTEN_IS_NULL, key, NULL, 0);
    return 0;
}

static int read_compare(struct reader *r, size_t key, struct written **out)
{
    enum comparison comparison = r->token.comparison;
    struct literal literal;
    advance(r);
    if (expect_literal(r, &literal) != 0)
        return -1;
    *out = predicate(r, WRITTEN_COMPARE, key, &literal, 1);
    (*out)->comparison = comparison;
    return 0;
}

/* literal op key: the operator is turned round. */
static int read_turned(struct reader *r, const struct operand *left, struct written **out)
{
    static const enum comparison turned[] = {
        [COMPARE_EQ] = COMPARE_EQ, [COMPARE_NE] = COMPARE_NE, [COMPARE_LT] = COMPARE_GT,
        [COMPARE_GT] = COMPARE_LT, [COMPARE_LE] = COMPARE_GE, [COMPARE_GE] = COMPARE_LE};
    struct operand right;
    int opened = 0;
    if (r->token.kind != TOKEN_OPERATOR)
        return fail(r, "a comparison is missing");
    enum comparison comparison = turned[r->token.comparison];
    advance(r);
    for (; opened < LIMIT_EXPRESSION_DEPTH && accept(r, TOKEN_OPEN); opened++)
        ;
    if (read_operand(r, &right) != 0)
        return -1;
    if (right.kind != OPERAND_KEY)
        return fail(r, "a partition key is missing");
    for (; opened > 0; opened--)
        if (!accept(r, TOKEN_CLOSE))
            return fail(r, "')' is missing");
    *out = predicate(r, WRITTEN_COMPARE, right.key, &left->literal, 1);
    (*out)->comparison = comparison;
    return 0;
}

static int read_tail(struct reader *r, size_t key, struct written **out, bool *negated)
{
    if (r->token.kind == TOKEN_OPERATOR)
        return read_compare(r, key, out);
    if (accept_keyword(r, "IS"))
        return read_is(r, key, out, negated);
    *negated = accept_keyword(r, "NOT");
    if (accept_keyword(r, "IN"))
        return read_in(r, key, out);
    if (accept_keyword(r, "BETWEEN"))
        return read_between(r, key, out);
    if (accept_keyword(r, "LIKE"))
        return read_like(r, key, out);
    return fail(r, "a comparison is missing");
}

static struct written *negate(struct reader *r, struct written *child)
{
    struct written *not = new_node(r, WRITTEN_NOT);
    not ->first = child;
    return not ;
}

/* A predicate whose first operand was read. */
static int read_predicate(struct reader *r, const struct operand *left, struct written **out)
{
    bool negated = false;
    if (left->kind == OPERAND_LITERAL)
        return read_turned(r, left, out);
    if (read_tail(r, left->key, out, &negated) != 0)
        return -1;
    if (negated)
        *out = negate(r, *out);
    return 0;
}

static int read_or(struct reader *r, struct written **out, struct operand *bare);

/* Either a condition, or where `bare` allows it a lone operand inside of parentheses. */
static int read_unit(struct reader *r, struct written **out, struct operand *bare)
{
    struct operand operand = {.kind = OPERAND_NONE};
    bool is_not =
        is_keyword(&r->token, "NOT") && !(is_name(r, &r->token) && continues_predicate(&r->after));
    if (++r->depth > LIMIT_EXPRESSION_DEPTH)
        return fail(r, "it is nested too deeply");
    if (is_not) {
        advance(r);
        if (read_unit(r, out, NULL) != 0)
            return -1;
        *out = negate(r, *out);
        r->depth--;
        return 0;
    }
    if (accept(r, TOKEN_OPEN)) {
        if (read_or(r, out, &operand) != 0)
            return -1;
        if (!accept(r, TOKEN_CLOSE))
            return fail(r, "')' is missing");
    } else if (read_operand(r, &operand) != 0) {
        return -1;
    }
    r->depth--;
    if (operand.kind == OPERAND_NONE)
        return 0;
    if (bare && r->token.kind == TOKEN_CLOSE) {
        *bare = operand;
        return 0;
    }
    return read_predicate(r, &operand, out);
}

/* One or more units joined by one word. */
static int read_joined(struct reader *r, enum written_kind kind, struct written **out,
                       struct operand *bare)
{
    struct written *unit = NULL;
    bool is_and = kind == WRITTEN_AND;
    if ((is_and ? read_unit(r, &unit, bare) : read_joined(r, WRITTEN_AND, &unit, bare)) != 0)
        return -1;
    *out = unit;
    if (bare && bare->kind != OPERAND_NONE)
        return 0;
    struct written **link = unit ? &unit->next : NULL;
    while (accept_keyword(r, is_and ? "AND" : "OR")) {
        if ((is_and ? read_unit(r, link, NULL) : read_joined(r, WRITTEN_AND, link, NULL)) != 0)
            return -1;
        link = &(*link)->next;
        if (*out == unit) {
            *out = new_node(r, kind);
            (*out)->first = unit;
        }
    }
    return 0;
}

static int read_or(struct reader *r, struct written **out, struct operand *bare)
{
    return read_joined(r, WRITTEN_OR, out, bare);
}

int expression_read(struct text expression, const struct partition_keys *keys, struct arena *arena,
                    const struct written **out, struct err *err)
{
    struct reader r = {
        .lexer = {expression, expression, arena}, .keys = keys, .arena = arena, .err = err};
    struct written *root = NULL;
    *out = NULL;
    if (expression.n > LIMIT_EXPRESSION_BYTES)
        return err_set(err, ERR_INVALID, "The expression is longer than %d bytes.",
                       LIMIT_EXPRESSION_BYTES);
    advance(&r);
    advance(&r);
    if (r.token.kind == TOKEN_END)
        return 0;
    if (read_or(&r, &root, NULL) != 0)
        return -1;
    if (r.token.kind != TOKEN_END)
        return fail(&r, "it goes on");
    *out = root;
    return 0;
}
