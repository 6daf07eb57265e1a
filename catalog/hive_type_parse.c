/* SPDX-License-Identifier: Apache-2.0
 * From text to tree. A type is cut into its name and what stands in its brackets; that is cut
 * at the commas outside of inner brackets, and each piece is read in the same way. Every level
 * looks at its text twice, so the work is bounded by depth times length. */
#include <ctype.h>
#include <string.h>

#include "base/limits.h"
#include "base/text_index.h"
#include "catalog/hive_type.h"

/* What may stand in the brackets of a kind. */
enum form {
    FORM_PLAIN,   /* no brackets */
    FORM_LENGTH,  /* (n) */
    FORM_DECIMAL, /* (p,s), (p) or nothing */
    FORM_TYPES,   /* <T,..> */
    FORM_FIELDS   /* <name:T,..> */
};

struct spelling {
    const char *name;
    enum hive_kind kind;
    enum form form;
    size_t n_min, n_max; /* types in the brackets */
    int length_max;
};

/* Canonical names first, then Hive's own aliases (HiveParser.g: primitiveType). */
static const struct spelling spellings[] = {
    {.name = "void", .kind = HIVE_VOID},
    {.name = "boolean", .kind = HIVE_BOOLEAN},
    {.name = "tinyint", .kind = HIVE_TINYINT},
    {.name = "smallint", .kind = HIVE_SMALLINT},
    {.name = "int", .kind = HIVE_INT},
    {.name = "bigint", .kind = HIVE_BIGINT},
    {.name = "float", .kind = HIVE_FLOAT},
    {.name = "double", .kind = HIVE_DOUBLE},
    {.name = "string", .kind = HIVE_STRING},
    {.name = "binary", .kind = HIVE_BINARY},
    {.name = "date", .kind = HIVE_DATE},
    {.name = "timestamp", .kind = HIVE_TIMESTAMP},
    {.name = "timestamp with local time zone", .kind = HIVE_TIMESTAMP_LOCAL},
    {.name = "interval_year_month", .kind = HIVE_INTERVAL_YEAR_MONTH},
    {.name = "interval_day_time", .kind = HIVE_INTERVAL_DAY_TIME},
    {.name = "decimal", .kind = HIVE_DECIMAL, .form = FORM_DECIMAL},
    {.name = "varchar", .kind = HIVE_VARCHAR, .form = FORM_LENGTH, .length_max = HIVE_VARCHAR_MAX},
    {.name = "char", .kind = HIVE_CHAR, .form = FORM_LENGTH, .length_max = HIVE_CHAR_MAX},
    {.name = "array", .kind = HIVE_ARRAY, .form = FORM_TYPES, .n_min = 1, .n_max = 1},
    {.name = "map", .kind = HIVE_MAP, .form = FORM_TYPES, .n_min = 2, .n_max = 2},
    {.name = "uniontype", .kind = HIVE_UNION, .form = FORM_TYPES, .n_min = 1, .n_max = SIZE_MAX},
    {.name = "struct", .kind = HIVE_STRUCT, .form = FORM_FIELDS, .n_max = SIZE_MAX},
    {.name = "integer", .kind = HIVE_INT},
    {.name = "double precision", .kind = HIVE_DOUBLE},
    {.name = "dec", .kind = HIVE_DECIMAL, .form = FORM_DECIMAL},
    {.name = "numeric", .kind = HIVE_DECIMAL, .form = FORM_DECIMAL},
};

struct parser {
    struct arena *arena;
    struct err *err;
    unsigned depth;
};

static int parse(struct parser *p, struct text t, const struct hive_type **out);

static int fail(struct parser *p, struct text t, const char *rule)
{
    struct text shown = text_cut(t, 200);
    return err_set(p->err, ERR_VALIDATION, "The type \"%.*s\"%s is not valid: %s.", TEXT_ARG(shown),
                   shown.n < t.n ? "..." : "", rule);
}

/* Steps over a name in backticks whose first backtick stands at `at`; doubled backticks belong
 * to the name. */
static size_t behind_quotes(struct text t, size_t at)
{
    for (at++; at < t.n; at++) {
        if (t.p[at] != '`')
            continue;
        if (at + 1 < t.n && t.p[at + 1] == '`')
            at++;
        else
            return at + 1;
    }
    return SIZE_MAX;
}

struct piece {
    struct text text;
    size_t colon; /* the last colon outside of inner brackets, or SIZE_MAX */
};

static size_t end_of_piece(struct text t, struct piece *out);

/* Cuts the first piece off `rest`: up to the next comma outside of inner brackets. 1: cut; 0:
 * nothing was left; -1: the brackets do not match. Afterwards rest->p is NULL when that was the
 * last piece. */
static int next_piece(struct parser *p, struct text *rest, struct piece *out)
{
    if (!rest->p)
        return 0;
    size_t end = end_of_piece(*rest, out);
    if (end == SIZE_MAX)
        return fail(p, *rest, "its brackets or backticks do not match");
    out->text = (struct text){rest->p, end};
    *rest = end < rest->n ? (struct text){rest->p + end + 1, rest->n - end - 1} : (struct text){0};
    return 1;
}

/* Where the first piece of `t` ends, or SIZE_MAX. A backtick quotes only where a name can
 * begin: after `<`, a comma, or at the start; elsewhere it is a character like others. */
static size_t end_of_piece(struct text t, struct piece *out)
{
    size_t depth = 0;
    bool at_start = true;
    out->colon = SIZE_MAX;
    for (size_t i = 0; i < t.n; i++) {
        char c = t.p[i];
        if (c == '`' && at_start) {
            i = behind_quotes(t, i);
            if (i-- == SIZE_MAX)
                return SIZE_MAX;
        } else if (c == '<' || c == '(') {
            depth++;
        } else if (c == '>' || c == ')') {
            if (depth-- == 0)
                return SIZE_MAX;
        } else if (depth == 0 && c == ',') {
            return i;
        } else if (depth == 0 && c == ':') {
            out->colon = i;
        }
        at_start = c == '<' || c == ',' || (at_start && c == ' ');
    }
    return depth == 0 ? t.n : SIZE_MAX;
}

/* How many types stand in the brackets. */
static int count_pieces(struct parser *p, struct text inner, size_t *n)
{
    struct piece piece;
    int more = 0;
    *n = 0;
    if (text_trim(inner).n == 0)
        return 0;
    while ((more = next_piece(p, &inner, &piece)) == 1)
        ++*n;
    return more;
}

/* A field's name: as it stands, or what the backticks hold. */
static struct text unquote(struct arena *a, struct text name)
{
    if (name.p[0] != '`' || behind_quotes(name, 0) != name.n)
        return arena_copy(a, name);
    char *copy = arena_alloc(a, name.n);
    size_t n = 0;
    for (size_t i = 1; i + 1 < name.n; i++) {
        copy[n++] = name.p[i];
        if (name.p[i] == '`')
            i++;
    }
    return (struct text){copy, n};
}

static int parse_field(struct parser *p, const struct piece *piece, struct hive_child *out)
{
    if (piece->colon == SIZE_MAX)
        return fail(p, piece->text, "a struct's field is written name:type");
    struct text name = text_trim((struct text){piece->text.p, piece->colon});
    if (name.n == 0)
        return fail(p, piece->text, "a struct's field needs a name");
    out->name = unquote(p->arena, name);
    return parse(p,
                 (struct text){piece->text.p + piece->colon + 1, piece->text.n - piece->colon - 1},
                 &out->type);
}

static int parse_children(struct parser *p, struct text inner, enum form form,
                          struct hive_type *out)
{
    struct hive_child *children = ARENA_ARRAY(p->arena, struct hive_child, out->n);
    struct text_index names;
    struct piece piece;
    text_index_init(&names, p->arena);
    for (size_t i = 0; i < out->n; i++) {
        if (next_piece(p, &inner, &piece) != 1)
            return -1;
        int failed = form == FORM_FIELDS ? parse_field(p, &piece, &children[i])
                                         : parse(p, piece.text, &children[i].type);
        if (failed)
            return -1;
        if (form == FORM_FIELDS && text_index_add(&names, children[i].name, i) != i)
            return fail(p, piece.text, "a struct cannot have two fields of one name");
        if (arena_over(p->arena))
            return err_set(p->err, ERR_TOO_LARGE, "The type takes more memory than allowed.");
    }
    out->children = children;
    return 0;
}

static int parse_nested(struct parser *p, struct text t, const struct spelling *s,
                        struct text inner, struct hive_type *out)
{
    if (s->form != FORM_TYPES && s->form != FORM_FIELDS)
        return fail(p, t, "only array, map, struct and uniontype have angle brackets");
    if (p->depth == LIMIT_HIVE_TYPE_DEPTH)
        return fail(p, t, "it is nested too deeply");
    if (count_pieces(p, inner, &out->n) != 0)
        return -1;
    if (out->n < s->n_min || out->n > s->n_max)
        return fail(p, t, "it has a wrong number of types in its angle brackets");
    p->depth++;
    int failed = parse_children(p, inner, s->form, out);
    p->depth--;
    return failed;
}

/* Up to two whole numbers with a comma between them; returns how many, or -1. */
static int parse_numbers(struct text inner, int64_t out[2])
{
    int n = 0;
    while (inner.p) {
        struct text number = text_trim(text_split(&inner, ','));
        if (n == 2 || !text_to_int64(number, &out[n]) || out[n] < 0)
            return -1;
        n++;
    }
    return n;
}

static int parse_sized(struct parser *p, struct text t, const struct spelling *s, struct text inner,
                       struct hive_type *out)
{
    int64_t number[2] = {0, 0};
    int n = parse_numbers(inner, number);
    if (s->form == FORM_LENGTH) {
        if (n != 1 || number[0] < 1 || number[0] > s->length_max)
            return fail(p, t, "the length of a varchar is 1 to 65535, that of a char 1 to 255");
    } else if (s->form == FORM_DECIMAL) {
        if (n < 1 || number[0] < 1 || number[0] > HIVE_DECIMAL_PRECISION_MAX ||
            number[1] > number[0])
            return fail(p, t, "a decimal has a precision of 1 to 38 and a scale up to that");
    } else {
        return fail(p, t, "this type has no parameters");
    }
    out->precision = (int)number[0];
    out->scale = (int)number[1];
    return 0;
}

/* Lower case, single blanks: how names of types are compared. */
static struct text fold_name(struct arena *a, struct text t)
{
    struct text folded = arena_fold(a, text_trim(t));
    char *to = (char *)folded.p;
    size_t n = 0;
    for (size_t i = 0; i < folded.n; i++) {
        bool blank = text_find(TEXT(" \t\r\n"), folded.p[i]) < 4;
        if (!blank || (n > 0 && to[n - 1] != ' '))
            to[n++] = blank ? ' ' : folded.p[i];
    }
    return (struct text){to, n};
}

static const struct spelling *find_spelling(struct text name)
{
    for (size_t i = 0; i < COUNT(spellings); i++)
        if (text_is(name, spellings[i].name))
            return &spellings[i];
    return NULL;
}

/* Words, and perhaps numbers in parentheses: "uuid", "timestamp(6)", "time without time zone". */
static bool looks_like_type(struct text t)
{
    bool closed = false;
    if (t.n == 0 || !islower((unsigned char)t.p[0]))
        return false;
    size_t open = text_find(t, '(');
    for (size_t i = 0; i < t.n; i++) {
        unsigned char c = (unsigned char)t.p[i];
        if (closed)
            return false;
        closed = c == ')';
        if (i > open ? !(isdigit(c) || c == ',' || c == ' ' || closed)
                     : !(islower(c) || isdigit(c) || c == '_' || c == ' ' || i == open))
            return false;
    }
    return closed == (open < t.n);
}

static int parse_other(struct parser *p, struct text t, struct hive_type *out)
{
    struct text name = fold_name(p->arena, t);
    if (!looks_like_type(name))
        return fail(p, t, "a type is a word, perhaps with parameters in brackets");
    out->kind = HIVE_OTHER;
    out->name = name;
    return 0;
}

/* A name without brackets. Kinds that cannot do without are other types when they stand alone,
 * as Presto's varchar does. */
static int parse_bare(struct parser *p, struct text t, struct hive_type *out)
{
    const struct spelling *s = find_spelling(fold_name(p->arena, t));
    if (!s || s->form == FORM_LENGTH)
        return parse_other(p, t, out);
    if (s->form == FORM_TYPES || s->form == FORM_FIELDS)
        return fail(p, t, "it lacks its angle brackets");
    out->kind = s->kind;
    if (s->form == FORM_DECIMAL)
        out->precision = 10; /* Hive's default is decimal(10,0) */
    return 0;
}

static int parse_bracketed(struct parser *p, struct text t, size_t open, struct hive_type *out)
{
    bool angle = t.p[open] == '<';
    struct text inner = {t.p + open + 1, t.n - open - 2};
    const struct spelling *s = find_spelling(fold_name(p->arena, (struct text){t.p, open}));
    if (t.n < open + 2 || t.p[t.n - 1] != (angle ? '>' : ')'))
        return fail(p, t, "a bracket is not closed, or something follows it");
    if (!s || (!angle && s->form == FORM_PLAIN))
        return parse_other(p, t, out);
    out->kind = s->kind;
    return angle ? parse_nested(p, t, s, inner, out) : parse_sized(p, t, s, inner, out);
}

static int parse(struct parser *p, struct text t, const struct hive_type **out)
{
    struct hive_type *type = ARENA_NEW(p->arena, struct hive_type);
    t = text_trim(t);
    size_t open = text_find(t, '<'), round = text_find(t, '(');
    if (round < open)
        open = round;
    *out = type;
    return open < t.n ? parse_bracketed(p, t, open, type) : parse_bare(p, t, type);
}

int hive_type_parse(struct arena *a, struct text t, const struct hive_type **out, struct err *e)
{
    struct parser p = {.arena = a, .err = e};
    if (t.n > LIMIT_HIVE_TYPE_BYTES)
        return fail(&p, t, "it is longer than 131072 bytes");
    return parse(&p, t, out);
}
