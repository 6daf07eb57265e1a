/* SPDX-License-Identifier: Apache-2.0
 * Tokens of filter expressions. */
#include "catalog/expression_inside.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}

/* There is no arithmetic, so that signs and points may stand inside of names and numbers. */
static bool is_word(char c)
{
    return is_letter(c) || is_digit(c) || c == '-' || c == '+' || c == '.' || c == '$' || c == ':';
}

static struct text take(struct lexer *lexer, size_t n)
{
    struct text taken = {lexer->rest.p, n};
    lexer->rest = (struct text){lexer->rest.p + n, lexer->rest.n - n};
    return taken;
}

static void skip_blanks(struct lexer *lexer)
{
    while (lexer->rest.n > 0 && is_blank(lexer->rest.p[0]))
        take(lexer, 1);
}

/* Whether the quote that is next stands for itself, after `c`: it is doubled, or behind a backslash
 * and not the one that ends the text. */
static bool is_escaped(const struct lexer *lexer, char c, char quote)
{
    struct text rest = lexer->rest;
    if (rest.n == 0 || rest.p[0] != quote)
        return false;
    return c == quote || (c == '\\' && quote != '`' &&
                          text_find((struct text){rest.p + 1, rest.n - 1}, quote) < rest.n - 1);
}

/* What stands between quotes. */
static struct token take_quoted(struct lexer *lexer, enum token_kind kind)
{
    struct token token = {.kind = TOKEN_BAD, .offset = lexer->whole.n - lexer->rest.n};
    char quote = take(lexer, 1).p[0];
    char *out = arena_alloc(lexer->arena, lexer->rest.n + 1);
    size_t n = 0;
    while (lexer->rest.n > 0) {
        char c = take(lexer, 1).p[0];
        bool escaped = is_escaped(lexer, c, quote);
        if (c == quote && !escaped) {
            token.kind = kind;
            break;
        }
        out[n++] = escaped ? take(lexer, 1).p[0] : c;
    }
    token.text = (struct text){out, n};
    return token;
}

static size_t digits_at(struct text t, size_t at)
{
    size_t n = 0;
    while (at + n < t.n && is_digit(t.p[at + n]))
        n++;
    return n;
}

/* The length of a number at the beginning, without its suffix; 0: there is none. */
static size_t number_length(struct text t)
{
    size_t n = t.n > 0 && (t.p[0] == '-' || t.p[0] == '+');
    size_t whole = digits_at(t, n), fraction = 0;
    n += whole;
    if (n < t.n && t.p[n] == '.') {
        fraction = digits_at(t, n + 1);
        n += 1 + fraction;
    }
    if (whole + fraction == 0)
        return 0;
    size_t mark = n + 1; /* of an exponent */
    if (n < t.n && (t.p[n] == 'e' || t.p[n] == 'E')) {
        mark += mark < t.n && (t.p[mark] == '-' || t.p[mark] == '+');
        if (digits_at(t, mark) > 0)
            n = mark + digits_at(t, mark);
    }
    return n;
}

static bool is_suffix(struct text t)
{
    static const char *const suffixes[] = {"", "L", "S", "Y", "D", "F", "BD"};
    for (size_t i = 0; i < COUNT(suffixes); i++)
        if (text_equal_nocase(t, text_of(suffixes[i])))
            return true;
    return false;
}

/* yyyy-m-d, to be checked by the cast. */
static bool is_date(struct text t)
{
    if (t.n < 8)
        return false;
    size_t month = digits_at(t, 5);
    return digits_at(t, 0) == 4 && t.p[4] == '-' && month >= 1 && month <= 2 && 5 + month < t.n &&
           t.p[5 + month] == '-' && digits_at(t, 6 + month) == t.n - 6 - month &&
           t.n - 6 - month >= 1;
}

static size_t word_length(struct text t)
{
    size_t n = 0;
    while (n < t.n && is_word(t.p[n]))
        n++;
    return n;
}

/* A time behind a bare date belongs to it. */
static struct text with_time(struct lexer *lexer, struct text date)
{
    struct text rest = lexer->rest;
    if (rest.n < 9 || rest.p[0] != ' ' || digits_at(rest, 1) != 2 || rest.p[3] != ':')
        return date;
    size_t n = 1 + word_length((struct text){rest.p + 1, rest.n - 1});
    take(lexer, n);
    return (struct text){date.p, date.n + n};
}

static struct token take_word(struct lexer *lexer)
{
    struct token token = {.kind = TOKEN_WORD, .offset = lexer->whole.n - lexer->rest.n};
    token.text = take(lexer, word_length(lexer->rest));
    if (is_date(token.text)) {
        token.kind = TOKEN_DATE;
        token.text = with_time(lexer, token.text);
        return token;
    }
    size_t number = number_length(token.text);
    if (number > 0 && is_suffix((struct text){token.text.p + number, token.text.n - number})) {
        token.kind = TOKEN_NUMBER;
        token.text.n = number;
        if (token.text.p[0] == '+')
            token.text = (struct text){token.text.p + 1, number - 1};
    }
    return token;
}

static const struct {
    const char *text;
    enum token_kind kind;
    enum comparison comparison;
} signs[] = {
    {"<>", TOKEN_OPERATOR, COMPARE_NE}, {"!=", TOKEN_OPERATOR, COMPARE_NE},
    {"<=", TOKEN_OPERATOR, COMPARE_LE}, {">=", TOKEN_OPERATOR, COMPARE_GE},
    {"==", TOKEN_OPERATOR, COMPARE_EQ}, {"=", TOKEN_OPERATOR, COMPARE_EQ},
    {"<", TOKEN_OPERATOR, COMPARE_LT},  {">", TOKEN_OPERATOR, COMPARE_GT},
    {"(", TOKEN_OPEN, COMPARE_EQ},      {")", TOKEN_CLOSE, COMPARE_EQ},
    {",", TOKEN_COMMA, COMPARE_EQ},
};

/* The bytes that a sign takes at the beginning, 0: it is another. Blanks may stand between the two
 * characters of a comparison, as in AWS's own "a < > b" and in its parser, JSQLParser; "= =" are
 * two signs. */
static size_t sign_length(struct text rest, const char *sign)
{
    size_t n = 1;
    if (rest.p[0] != sign[0])
        return 0;
    if (!sign[1])
        return n;
    while (n < rest.n && is_blank(rest.p[n]) && sign[0] != sign[1])
        n++;
    return n < rest.n && rest.p[n] == sign[1] ? n + 1 : 0;
}

struct token lexer_next(struct lexer *lexer)
{
    skip_blanks(lexer);
    struct token token = {.kind = TOKEN_END, .offset = lexer->whole.n - lexer->rest.n};
    if (lexer->rest.n == 0)
        return token;
    switch (lexer->rest.p[0]) {
    case '\'':
        return take_quoted(lexer, TOKEN_TEXT);
    case '"':
        return take_quoted(lexer, TOKEN_QUOTED);
    case '`':
        return take_quoted(lexer, TOKEN_NAME);
    }
    for (size_t i = 0; i < COUNT(signs); i++) {
        size_t length = sign_length(lexer->rest, signs[i].text);
        if (length > 0) {
            token.kind = signs[i].kind;
            token.comparison = signs[i].comparison;
            token.text = take(lexer, length);
            return token;
        }
    }
    if (is_word(lexer->rest.p[0]))
        return take_word(lexer);
    token.kind = TOKEN_BAD;
    token.text = take(lexer, 1);
    return token;
}
