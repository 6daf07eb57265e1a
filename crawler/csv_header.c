/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/csv_header.h"

#include "base/text_index.h"

enum { NAME_BYTES_MAX = 149, INT64_DIGITS = 18 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static size_t count_digits(struct text t, size_t from)
{
    size_t n = 0;
    while (from + n < t.n && is_digit(t.p[from + n]))
        n++;
    return n;
}

/* Behind an optional exponent at `at`, or SIZE_MAX where what stands there is none. */
static size_t behind_exponent(struct text t, size_t at)
{
    if (at == t.n)
        return at;
    if (t.p[at] != 'e' && t.p[at] != 'E')
        return SIZE_MAX;
    at++;
    if (at < t.n && (t.p[at] == '-' || t.p[at] == '+'))
        at++;
    size_t digits = count_digits(t, at);
    return digits > 0 ? at + digits : SIZE_MAX;
}

static const struct hive_type *whole_number_type(struct text number, size_t digits)
{
    static const struct hive_type decimal = {.kind = HIVE_DECIMAL,
                                             .precision = HIVE_DECIMAL_PRECISION_MAX};
    int64_t value;
    if (digits <= INT64_DIGITS || text_to_int64(number, &value))
        return hive_type_plain(HIVE_BIGINT);
    return digits <= HIVE_DECIMAL_PRECISION_MAX ? &decimal : hive_type_plain(HIVE_DOUBLE);
}

/* The type of a number, or NULL: -?digits(.digits)?(e[+-]digits)?, also with nothing on one side of
 * the point. */
static const struct hive_type *number_type(struct text t)
{
    size_t sign = t.n > 0 && t.p[0] == '-';
    size_t whole = count_digits(t, sign);
    size_t at = sign + whole;
    if (whole > 1 && t.p[sign] == '0')
        return NULL;
    if (at == t.n)
        return whole > 0 ? whole_number_type(t, whole) : NULL;
    size_t fraction = 0;
    if (t.p[at] == '.') {
        fraction = count_digits(t, at + 1);
        at += 1 + fraction;
    }
    if (whole + fraction == 0 || behind_exponent(t, at) != t.n)
        return NULL;
    return hive_type_plain(HIVE_DOUBLE);
}

const struct hive_type *csv_cell_type(struct text cell)
{
    struct text t = text_trim(cell);
    if (t.n == 0 || text_is(t, "\\N"))
        return hive_type_plain(HIVE_VOID);
    if (text_equal_nocase(t, TEXT("true")) || text_equal_nocase(t, TEXT("false")))
        return hive_type_plain(HIVE_BOOLEAN);
    const struct hive_type *number = number_type(t);
    return number ? number : hive_type_plain(HIVE_STRING);
}

unsigned csv_shape(struct text cell)
{
    unsigned shape = 0;
    for (size_t i = 0; i < cell.n; i++) {
        char c = cell.p[i];
        shape |= c >= 'a' && c <= 'z'      ? 1
                 : c >= 'A' && c <= 'Z'    ? 2
                 : is_digit(c)             ? 4
                 : c == ' '                ? 8
                 : c == '_'                ? 16
                 : (unsigned char)c < 0x80 ? 32
                                           : 64;
    }
    return shape;
}

/* Stands for a missing value in a line of data; no column is called so. */
static bool is_null_word(struct text t)
{
    static const char *const words[] = {"na", "n/a", "nan", "null", "none", "nil", "-", "unknown"};
    for (size_t i = 0; i < COUNT(words); i++)
        if (text_equal_nocase(t, text_of(words[i])))
            return true;
    return false;
}

/* A letter, an underscore or a sign that titles begin with ("#", "% done"), then also digits and
 * what else people put into titles. */
static bool could_be_name(struct text t)
{
    static const struct text others = TEXT_INIT("#%$( _.-/)&:");
    enum { FIRST = 4 };
    if (t.n > NAME_BYTES_MAX || is_null_word(t))
        return false;
    for (size_t i = 0; i < t.n; i++) {
        bool letter = is_letter(t.p[i]) || (unsigned char)t.p[i] >= 0x80 || t.p[i] == '_';
        size_t other = text_find(others, t.p[i]);
        if (!letter && (i == 0 ? other >= FIRST : other == others.n && !is_digit(t.p[i])))
            return false;
    }
    return true;
}

/* Words that columns are called, alone or as the last word of a title: "user id", "created_at",
 * "unitPrice". */
static bool is_common_title(struct text t)
{
    static const char *const words[] = {
        "id",       "name",     "date",   "time",        "timestamp", "type",     "code",
        "status",   "state",    "city",   "country",     "address",   "street",   "zip",
        "email",    "phone",    "title",  "description", "comment",   "category", "class",
        "group",    "key",      "value",  "amount",      "price",     "count",    "number",
        "no",       "nr",       "year",   "month",       "day",       "url",      "version",
        "user",     "username", "first",  "last",        "firstname", "lastname", "surname",
        "gender",   "sex",      "age",    "at",          "by",        "from",     "to",
        "source",   "target",   "region", "product",     "currency",  "label",    "text",
        "language", "sku",      "brand",  "color",       "size",      "unit",     "weight",
        "species"};
    for (size_t i = 0; i < COUNT(words); i++) {
        struct text word = text_of(words[i]);
        if (t.n < word.n || !text_equal_nocase(word, (struct text){t.p + t.n - word.n, word.n}))
            continue;
        if (t.n == word.n || !is_letter(t.p[t.n - word.n - 1]) ||
            (t.p[t.n - word.n] <= 'Z' && t.p[t.n - word.n - 1] >= 'a'))
            return true;
    }
    return false;
}

static bool names_are_unique(const struct csv_cell *first, size_t n)
{
    struct arena arena;
    struct text_index names;
    bool unique = true;
    arena_init(&arena, SIZE_MAX, NULL); /* an entry per cell of one line */
    text_index_init(&names, &arena);
    for (size_t i = 0; i < n && unique; i++) {
        struct text name = text_trim(first[i].text);
        unique = name.n == 0 || text_index_add(&names, name, i) == i;
    }
    arena_release(&arena);
    return unique;
}

/* Glue's conditions on the line itself. */
static bool could_be_header(const struct csv_cell *first, size_t n)
{
    size_t named = 0;
    for (size_t i = 0; i < n; i++) {
        struct text name = text_trim(first[i].text);
        enum hive_kind kind = csv_cell_type(name)->kind;
        bool may_be_empty = i == 0 || i + 1 == n;
        if (kind == HIVE_VOID ? !may_be_empty : kind != HIVE_STRING || !could_be_name(name))
            return false;
        named += name.n > 0;
    }
    return named > 0;
}

/* A column below that holds values, none of them a text, under a name. */
static bool has_typed_column(const struct csv_cell *first, const struct csv_column *columns,
                             size_t n)
{
    for (size_t i = 0; i < n; i++) {
        enum hive_kind kind = columns[i].type->kind;
        if (kind != HIVE_VOID && kind != HIVE_STRING && text_trim(first[i].text).n > 0)
            return true;
    }
    return false;
}

static bool stands_apart(struct text name, const struct csv_column *column)
{
    unsigned shape = csv_shape(name);
    return !(column->shapes[shape / 64] >> shape % 64 & 1) || is_common_title(name);
}

bool csv_is_header(const struct csv_cell *first, const struct csv_column *columns, size_t n,
                   bool alone_is_header)
{
    size_t filled = 0, apart = 0;
    if (!could_be_header(first, n))
        return false;
    if (has_typed_column(first, columns, n))
        return true;
    if (!names_are_unique(first, n)) /* where types do not speak, what occurs twice is a value */
        return false;
    for (size_t i = 0; i < n; i++) {
        struct text name = text_trim(first[i].text);
        if (columns[i].type->kind == HIVE_VOID || name.n == 0)
            continue;
        if (columns[i].repeats_first)
            return false;
        filled++;
        apart += stands_apart(name, &columns[i]);
    }
    return filled == 0 ? alone_is_header : apart * 2 >= filled;
}
