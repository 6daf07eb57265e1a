/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/java_regex.h"

#include <stdint.h>
#include <string.h>

struct translation {
    struct text expression, rest;
    struct buf *out, *prefix;
    struct err *err;
    bool is_repeatable; /* what stands before is something that a star repeats */
    bool is_literal;    /* the last character of the prefix stands right before */
    bool prefix_ended;
    unsigned depth; /* open groups */
};

/* java.util.regex.Pattern, "POSIX character classes (US-ASCII only)": PCRE2's are the same. */
static const struct {
    const char *name, *posix;
} posix_classes[] = {
    {"Lower", "lower"}, {"Upper", "upper"}, {"ASCII", "ascii"}, {"Alpha", "alpha"},
    {"Digit", "digit"}, {"Alnum", "alnum"}, {"Punct", "punct"}, {"Graph", "graph"},
    {"Print", "print"}, {"Blank", "blank"}, {"Cntrl", "cntrl"}, {"XDigit", "xdigit"},
    {"Space", "space"},
};

/* Methods of java.lang.Character and binary properties, by the category that comes nearest. */
static const struct {
    const char *name, *property;
} properties[] = {
    {"javaLowerCase", "Ll"},  {"javaUpperCase", "Lu"},    {"javaTitleCase", "Lt"},
    {"javaAlphabetic", "L"},  {"javaLetter", "L"},        {"javaDigit", "Nd"},
    {"javaWhitespace", "Z"},  {"javaSpaceChar", "Z"},     {"javaISOControl", "Cc"},
    {"IsAlphabetic", "L"},    {"IsLetter", "L"},          {"IsLowercase", "Ll"},
    {"IsUppercase", "Lu"},    {"IsTitlecase", "Lt"},      {"IsDigit", "Nd"},
    {"IsPunctuation", "P"},   {"IsWhite_Space", "Z"},     {"IsControl", "Cc"},
    {"IsIdeographic", "Han"}, {"javaIdeographic", "Han"},
};
static const char *const property_prefixes[] = {"general_category=", "gc=", "script=", "sc=", "Is"};

/* Escapes that mean the same to both: anywhere, and outside of classes only. */
static const char shared_escapes[] = "tnrfaedDhHsSvVwW";
static const char outer_escapes[] = "bBAGZzRX123456789";

static int fail(struct translation *t, const char *what)
{
    return err_set(t->err, ERR_INVALID, "Expression '%.*s' is not a pattern: %s.",
                   TEXT_ARG(text_cut(t->expression, 128)), what);
}

static char peek(const struct translation *t)
{
    return t->rest.n ? t->rest.p[0] : '\0';
}

static char take(struct translation *t)
{
    char c = peek(t);
    if (t->rest.n) {
        t->rest.p++;
        t->rest.n--;
    }
    return c;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_word(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || (unsigned char)c >= 0x80;
}

static void end_prefix(struct translation *t)
{
    t->prefix_ended = true;
    t->is_literal = false;
}

/* The character for itself, whatever it means to PCRE2. */
static void put_literal(struct translation *t, char c)
{
    if (!is_word(c) && c != '\t' && c != ' ')
        buf_put_char(t->out, '\\');
    buf_put_char(t->out, c);
    t->is_repeatable = false;
    t->is_literal = !t->prefix_ended && t->depth == 0 && (unsigned char)c < 0x80;
    if (t->is_literal)
        buf_put_char(t->prefix, c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
    else
        end_prefix(t);
}

static void put_atom(struct translation *t, struct text atom)
{
    buf_put(t->out, atom);
    t->is_repeatable = true;
    end_prefix(t);
}

/* A quantifier: the character before it need not be there. */
static void put_quantifier(struct translation *t, char c)
{
    buf_put_char(t->out, c);
    if (t->is_literal)
        t->prefix->n--;
    end_prefix(t);
    t->is_repeatable = c == '}';
}

static int hex_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool take_hex4(struct translation *t, uint32_t *value)
{
    *value = 0;
    for (int i = 0; i < 4; i++) {
        int digit = hex_of(peek(t));
        if (digit < 0)
            return false;
        *value = *value << 4 | (uint32_t)digit;
        (void)take(t);
    }
    return true;
}

/* \uXXXX, or two of them for one character beyond U+FFFF. */
static int put_utf16(struct translation *t)
{
    uint32_t high, low;
    if (!take_hex4(t, &high))
        return fail(t, "'\\u' must be followed by four hexadecimal digits");
    if (high >= 0xD800 && high <= 0xDFFF) {
        if (high > 0xDBFF || take(t) != '\\' || take(t) != 'u' || !take_hex4(t, &low) ||
            low < 0xDC00 || low > 0xDFFF)
            return fail(t, "half of a surrogate pair");
        high = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
    }
    buf_printf(t->out, "\\x{%x}", (unsigned)high);
    return 0;
}

static int put_octal(struct translation *t)
{
    unsigned value = 0, digits = 0;
    while (digits < 3 && peek(t) >= '0' && peek(t) <= '7' && value * 8 <= 0370) {
        value = value * 8 + (unsigned)(take(t) - '0');
        digits++;
    }
    if (!digits)
        return fail(t, "'\\0' must be followed by an octal number");
    buf_printf(t->out, "\\x{%x}", value);
    return 0;
}

static int put_hex(struct translation *t)
{
    size_t n = peek(t) == '{' ? text_find(t->rest, '}') + 1 : 2;
    if (n > t->rest.n)
        return fail(t, "'\\x' must be followed by two hexadecimal digits or a number in braces");
    for (size_t i = 0; i < n; i++)
        if (hex_of(t->rest.p[i]) < 0 && t->rest.p[i] != '{' && t->rest.p[i] != '}')
            return fail(t,
                        "'\\x' must be followed by two hexadecimal digits or a number in braces");
    buf_put(t->out, TEXT("\\x"));
    while (n-- > 0)
        buf_put_char(t->out, take(t));
    return 0;
}

static struct text take_property_name(struct translation *t)
{
    if (peek(t) != '{') {
        struct text one = {t->rest.p, t->rest.n ? 1 : 0};
        (void)take(t);
        return one;
    }
    (void)take(t);
    size_t end = text_find(t->rest, '}');
    if (end == t->rest.n)
        return (struct text){NULL, 0};
    struct text name = {t->rest.p, end};
    t->rest.p += end + 1;
    t->rest.n -= end + 1;
    return name;
}

static struct text property_of(struct text name)
{
    for (size_t i = 0; i < COUNT(properties); i++)
        if (text_is(name, properties[i].name))
            return text_of(properties[i].property);
    for (size_t i = 0; i < COUNT(property_prefixes); i++) {
        struct text prefix = text_of(property_prefixes[i]);
        if (text_starts_with(name, prefix))
            return (struct text){name.p + prefix.n, name.n - prefix.n};
    }
    return name;
}

static bool is_property_name(struct text name)
{
    for (size_t i = 0; i < name.n; i++)
        if (!is_word(name.p[i]) || (unsigned char)name.p[i] >= 0x80)
            return false;
    return name.n > 0;
}

static int put_property(struct translation *t, bool negated, bool in_class)
{
    struct text name = take_property_name(t);
    const char *caret = negated ? "^" : "";
    for (size_t i = 0; i < COUNT(posix_classes); i++) {
        if (!text_is(name, posix_classes[i].name))
            continue;
        buf_printf(t->out, in_class ? "[:%s%s:]" : "[[:%s%s:]]", caret, posix_classes[i].posix);
        return 0;
    }
    if (text_starts_with(name, TEXT("In")) || text_starts_with(name, TEXT("blk=")) ||
        text_starts_with(name, TEXT("block=")))
        return fail(t, "blocks of Unicode are not supported; name a script, as in \\p{IsGreek}");
    struct text property = property_of(name);
    if (!is_property_name(property))
        return fail(t, "'\\p' must be followed by a letter or a name in braces");
    buf_printf(t->out, "\\%c{%.*s}", negated ? 'P' : 'p', TEXT_ARG(property));
    return 0;
}

/* Everything up to \E stands for itself. */
static void put_quoted(struct translation *t)
{
    while (t->rest.n && !text_starts_with(t->rest, TEXT("\\E")))
        put_literal(t, take(t));
    (void)take(t);
    (void)take(t);
    t->is_repeatable = true;
}

/* "<name>"; whether it is one is PCRE2's to judge. */
static void put_group_name(struct translation *t, struct text before)
{
    buf_put(t->out, before);
    do
        buf_put_char(t->out, take(t));
    while (is_word(peek(t)));
    if (peek(t) == '>')
        buf_put_char(t->out, take(t));
}

static int put_letter_escape(struct translation *t, char c, bool in_class)
{
    bool is_shared = strchr(shared_escapes, c) || (!in_class && strchr(outer_escapes, c));
    if (is_shared) {
        buf_put_char(t->out, '\\');
        buf_put_char(t->out, c);
        return 0;
    }
    switch (c) {
    case 'p':
    case 'P':
        return put_property(t, c == 'P', in_class);
    case 'u':
        return put_utf16(t);
    case '0':
        return put_octal(t);
    case 'x':
        return put_hex(t);
    case 'k':
        if (in_class || peek(t) != '<')
            return fail(t, "'\\k' must be followed by the name of a group in < >");
        put_group_name(t, TEXT("\\k"));
        return 0;
    case 'c':
        buf_put(t->out, TEXT("\\c"));
        buf_put_char(t->out, take(t));
        return 0;
    default:
        return fail(t, "it has an escape that patterns do not know");
    }
}

static int put_escape(struct translation *t, bool in_class)
{
    if (!t->rest.n)
        return fail(t, "it ends with '\\', which needs a character behind it");
    char c = take(t);
    if (c == 'Q') {
        put_quoted(t);
        return 0;
    }
    if (!is_letter(c) && !(c >= '0' && c <= '9')) {
        put_literal(t, c);
        t->is_repeatable = true;
        return 0;
    }
    t->is_repeatable = true;
    end_prefix(t);
    return c == 'E' ? 0 : put_letter_escape(t, c, in_class);
}

/* A class, whose '[' was taken. A class inside a class is their union, so its brackets go. */
static int put_class(struct translation *t)
{
    unsigned depth = 1;
    bool is_first = true;
    end_prefix(t);
    buf_put_char(t->out, '[');
    if (peek(t) == '^')
        buf_put_char(t->out, take(t));
    while (depth > 0) {
        if (!t->rest.n)
            return fail(t, "']' is missing");
        if (text_starts_with(t->rest, TEXT("&&")))
            return fail(t, "intersections of classes (&&) are not supported");
        char c = take(t);
        if (c == '\\' && put_escape(t, true) != 0)
            return -1;
        if (c == '[' && peek(t) == '^')
            return fail(t, "a class inside a class cannot be negated");
        if (c == '[')
            depth++;
        else if (c == ']' && !is_first)
            depth--;
        else if (c == '-')
            buf_put_char(t->out, c);
        else if (c != '\\')
            put_literal(t, c);
        is_first = c == '[';
    }
    put_atom(t, TEXT("]"));
    return 0;
}

/* (?i) or (?i-s:...). PCRE2 is told of those that it reads alike; d, u and U change nothing over
 * names without regard to case. */
static int put_flags(struct translation *t)
{
    bool is_off = false, wrote_minus = false;
    buf_put(t->out, TEXT("(?"));
    while (t->rest.n && strchr("imsduU-", peek(t))) {
        char c = take(t);
        is_off = is_off || c == '-';
        if (!strchr("ims", c))
            continue;
        if (is_off && !wrote_minus)
            buf_put_char(t->out, '-');
        wrote_minus = is_off;
        buf_put_char(t->out, c);
    }
    char end = take(t);
    if (end != ')' && end != ':')
        return fail(t, "'(?' must be followed by one of : = ! > < or by flags out of imsduU");
    t->depth += end == ':';
    buf_put_char(t->out, end);
    return 0;
}

static int put_group(struct translation *t)
{
    static const char *const kinds[] = {"?:", "?=", "?!", "?>", "?<=", "?<!"};
    end_prefix(t);
    t->is_repeatable = false;
    if (peek(t) != '?') {
        t->depth++;
        buf_put_char(t->out, '(');
        return 0;
    }
    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct text kind = text_of(kinds[i]);
        if (!text_starts_with(t->rest, kind))
            continue;
        t->depth++;
        buf_put_char(t->out, '(');
        buf_put(t->out, kind);
        t->rest.p += kind.n;
        t->rest.n -= kind.n;
        return 0;
    }
    (void)take(t);
    if (peek(t) != '<')
        return put_flags(t);
    t->depth++;
    put_group_name(t, TEXT("(?"));
    return 0;
}

static size_t count_digits(struct text t, size_t from)
{
    size_t n = from;
    while (n < t.n && t.p[n] >= '0' && t.p[n] <= '9')
        n++;
    return n - from;
}

/* {n}, {n,} or {n,m}. */
static int put_repetition(struct translation *t)
{
    size_t n = count_digits(t->rest, 0), least = n;
    if (n < t->rest.n && t->rest.p[n] == ',')
        n += 1 + count_digits(t->rest, n + 1);
    if (least == 0 || n == t->rest.n || t->rest.p[n] != '}')
        return fail(t, "'{' must begin a repetition such as {2} or {2,5}");
    put_quantifier(t, '{');
    while (n-- > 0)
        buf_put_char(t->out, take(t));
    put_quantifier(t, take(t));
    return 0;
}

static void put_bar(struct translation *t)
{
    if (t->depth == 0)
        t->prefix->n = 0; /* the other alternative begins otherwise */
    end_prefix(t);
    t->is_repeatable = false;
    buf_put_char(t->out, '|');
}

static void put_star(struct translation *t)
{
    if (t->is_repeatable) {
        put_quantifier(t, '*');
        return;
    }
    put_atom(t, TEXT(".*"));
    t->is_repeatable = false;
}

static int put_one(struct translation *t)
{
    char c = take(t);
    switch (c) {
    case '\\':
        return put_escape(t, false);
    case '[':
        return put_class(t);
    case '(':
        return put_group(t);
    case ')':
        t->depth -= t->depth > 0;
        put_atom(t, TEXT(")"));
        return 0;
    case '|':
        put_bar(t);
        return 0;
    case '*':
        put_star(t);
        return 0;
    case '?':
    case '+':
        put_quantifier(t, c);
        return 0;
    case '{':
        return put_repetition(t);
    case '.':
        put_atom(t, TEXT("."));
        return 0;
    case '^':
    case '$':
        buf_put_char(t->out, c);
        t->is_repeatable = false;
        if (c == '$' || t->prefix->n)
            end_prefix(t);
        return 0;
    default:
        put_literal(t, c);
        return 0;
    }
}

int java_regex_translate(struct text expression, struct buf *out, struct buf *prefix,
                         struct err *err)
{
    struct translation t = {
        .expression = expression, .rest = expression, .out = out, .prefix = prefix, .err = err};
    while (t.rest.n)
        if (put_one(&t) != 0)
            return -1;
    return 0;
}
