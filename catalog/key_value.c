/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/key_value.h"

#include <string.h>

#include "base/date.h"

/* Bytes: an integer has 8, a date 4 (days), a timestamp 8 and 4 (seconds, nanoseconds), big-endian
 * with the first bit flipped; a boolean has 1. A decimal: its sign; the power of ten of its first
 * digit in 2 bytes; its digits without zeros at the end; an end that sorts below each digit. All
 * but the sign is complemented in negative ones. */
enum { INTEGER_BYTES = 8, DATE_BYTES = 4, TIMESTAMP_BYTES = 12, BOOLEAN_BYTES = 1 };
enum { SIGN_NEGATIVE = 1, SIGN_ZERO = 2, SIGN_POSITIVE = 3 };
enum {
    DIGITS_MAX = KEY_VALUE_BYTES - 4,
    DIGIT_ZERO = 0x10,
    DIGITS_END = 0x01,
    EXPONENT_BIAS = 0x8000,
    EXPONENT_MAX = 10000
};

/* A column need not have a type. */
static const struct {
    const char *name;
    enum key_kind kind;
} type_names[] = {
    {"string", KEY_TEXT},      {"varchar", KEY_TEXT},
    {"char", KEY_CHAR},        {"tinyint", KEY_INTEGER},
    {"smallint", KEY_INTEGER}, {"int", KEY_INTEGER},
    {"integer", KEY_INTEGER},  {"bigint", KEY_INTEGER},
    {"long", KEY_INTEGER},     {"decimal", KEY_DECIMAL},
    {"date", KEY_DATE},        {"timestamp", KEY_TIMESTAMP},
    {"boolean", KEY_BOOLEAN},  {"", KEY_TEXT},
};

enum key_kind key_kind_of(struct text type)
{
    struct text name = text_trim((struct text){type.p, text_find(type, '(')});
    for (size_t i = 0; i < COUNT(type_names); i++)
        if (text_equal_nocase(name, text_of(type_names[i].name)))
            return type_names[i].kind;
    return KEY_UNKNOWN;
}

const char *key_kind_name(enum key_kind kind)
{
    static const char *const names[KEY_KINDS] = {
        [KEY_UNKNOWN] = "a value",       [KEY_TEXT] = "a string",     [KEY_CHAR] = "a string",
        [KEY_INTEGER] = "an integer",    [KEY_DECIMAL] = "a decimal", [KEY_DATE] = "a date",
        [KEY_TIMESTAMP] = "a timestamp", [KEY_BOOLEAN] = "a boolean"};
    return names[kind];
}

static void put_sortable(char *p, size_t bytes, int64_t value)
{
    uint64_t sortable = (uint64_t)value ^ UINT64_C(1) << (bytes * 8 - 1);
    for (size_t i = 0; i < bytes; i++)
        p[i] = (char)(sortable >> (8 * (bytes - 1 - i)) & 0xFF);
}

static int64_t get_sortable(const char *p, size_t bytes)
{
    uint64_t sortable = 0, sign = UINT64_C(1) << (bytes * 8 - 1);
    for (size_t i = 0; i < bytes; i++)
        sortable = sortable << 8 | (unsigned char)p[i];
    sortable ^= sign;
    if (bytes < sizeof sortable && (sortable & sign))
        sortable |= ~((sign << 1) - 1);
    return (int64_t)sortable;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Moves `*p` over digits; how many there were. */
static size_t skip_digits(struct text *t)
{
    size_t n = 0;
    while (n < t->n && is_digit(t->p[n]))
        n++;
    *t = (struct text){t->p + n, t->n - n};
    return n;
}

static bool take_char(struct text *t, char c)
{
    if (t->n == 0 || t->p[0] != c)
        return false;
    *t = (struct text){t->p + 1, t->n - 1};
    return true;
}

/* A number of `min` to `max` digits, or -1. */
static int take_number(struct text *t, size_t min, size_t max)
{
    int sum = 0;
    size_t n = 0;
    for (; n < max && n < t->n && is_digit(t->p[n]); n++)
        sum = sum * 10 + (t->p[n] - '0');
    *t = (struct text){t->p + n, t->n - n};
    return n < min ? -1 : sum;
}

static int days_of_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && leap);
}

/* Java's Date.valueOf, which Glue's messages point to, takes months and days of one digit. */
static bool take_date(struct text *t, int64_t *days)
{
    int year = take_number(t, 4, 4);
    if (year < 0 || !take_char(t, '-'))
        return false;
    int month = take_number(t, 1, 2);
    if (month < 1 || month > 12 || !take_char(t, '-'))
        return false;
    int day = take_number(t, 1, 2);
    if (day < 1 || day > days_of_month(year, month))
        return false;
    *days = date_days(year, month, day);
    return true;
}

static bool read_date(struct text t, struct key_value *out)
{
    int64_t days;
    if (!take_date(&t, &days) || t.n > 0)
        return false;
    key_value_set_days(days, out);
    return true;
}

static bool take_nanos(struct text *t, int64_t *nanos)
{
    *nanos = 0;
    if (t->n == 0)
        return true;
    if (!take_char(t, '.') || t->n == 0 || t->n > 9)
        return false;
    struct text rest = *t;
    size_t n = skip_digits(&rest);
    for (size_t i = 0; i < 9; i++)
        *nanos = *nanos * 10 + (i < n ? t->p[i] - '0' : 0);
    *t = rest;
    return true;
}

static bool read_timestamp(struct text t, struct key_value *out)
{
    int64_t days, nanos;
    if (!take_date(&t, &days) || !take_char(&t, ' '))
        return false;
    int hour = take_number(&t, 2, 2);
    bool ok = take_char(&t, ':') && hour >= 0 && hour < 24;
    int minute = take_number(&t, 2, 2);
    ok = ok && take_char(&t, ':') && minute >= 0 && minute < 60;
    int second = take_number(&t, 2, 2);
    if (!ok || second < 0 || second > 59 || !take_nanos(&t, &nanos) || t.n > 0)
        return false;
    put_sortable(out->room, 8, days * 86400 + hour * 3600 + minute * 60 + second);
    put_sortable(out->room + 8, 4, nanos);
    out->bytes = (struct text){out->room, TIMESTAMP_BYTES};
    return true;
}

static bool read_boolean(struct text t, struct key_value *out)
{
    bool yes = text_equal_nocase(t, TEXT("true"));
    if (!yes && !text_equal_nocase(t, TEXT("false")))
        return false;
    out->room[0] = (char)(1 + yes);
    out->bytes = (struct text){out->room, BOOLEAN_BYTES};
    return true;
}

/* "e12" and the like; a text without it leaves 0. */
static bool take_exponent(struct text *t, int *exponent)
{
    *exponent = 0;
    if (t->n == 0)
        return true;
    if (!take_char(t, 'e') && !take_char(t, 'E'))
        return false;
    bool negative = take_char(t, '-');
    if (!negative)
        take_char(t, '+');
    int value = take_number(t, 1, 4);
    *exponent = negative ? -value : value;
    return value >= 0 && t->n == 0;
}

/* Sign, digits before and after the point, exponent. */
struct decimal {
    bool negative;
    struct text whole, fraction;
    int exponent;
};

static bool split_decimal(struct text t, struct decimal *d)
{
    d->negative = take_char(&t, '-');
    if (!d->negative)
        take_char(&t, '+');
    d->whole.p = t.p;
    d->whole.n = skip_digits(&t);
    d->fraction = (struct text){t.p, 0};
    if (take_char(&t, '.')) {
        d->fraction.p = t.p;
        d->fraction.n = skip_digits(&t);
    }
    return d->whole.n + d->fraction.n > 0 && take_exponent(&t, &d->exponent);
}

static void put_decimal(bool negative, int exponent, struct text digits, struct key_value *out)
{
    char *p = out->room;
    unsigned biased = (unsigned)(exponent + EXPONENT_BIAS);
    size_t n = 0;
    p[n++] = (char)(negative ? SIGN_NEGATIVE : SIGN_POSITIVE);
    p[n++] = (char)(biased >> 8);
    p[n++] = (char)(biased & 0xFF);
    for (size_t i = 0; i < digits.n; i++)
        p[n++] = (char)(DIGIT_ZERO + (digits.p[i] - '0'));
    p[n++] = DIGITS_END;
    for (size_t i = 1; negative && i < n; i++)
        p[i] = (char)~p[i];
    out->bytes = (struct text){p, n};
}

/* More significant digits than two of Hive's decimals have are no decimal. */
static bool read_decimal(struct text t, struct key_value *out)
{
    struct decimal d;
    char digits[DIGITS_MAX];
    size_t n = 0, zeros = 0;
    if (!split_decimal(t, &d))
        return false;
    int64_t exponent = (int64_t)d.whole.n + d.exponent;
    for (size_t i = 0; i < d.whole.n + d.fraction.n; i++) {
        char c = i < d.whole.n ? d.whole.p[i] : d.fraction.p[i - d.whole.n];
        if (c == '0') {
            zeros++;
            continue;
        }
        if (n == 0) {
            exponent -= (int64_t)zeros;
            zeros = 0;
        }
        if (n + zeros >= DIGITS_MAX)
            return false;
        for (; zeros > 0; zeros--)
            digits[n++] = '0';
        digits[n++] = c;
    }
    if (n == 0) {
        out->room[0] = SIGN_ZERO;
        out->bytes = (struct text){out->room, 1};
        return true;
    }
    if (exponent < -EXPONENT_MAX || exponent > EXPONENT_MAX)
        return false;
    put_decimal(d.negative, (int)exponent, (struct text){digits, n}, out);
    return true;
}

static bool read_integer(struct text t, struct key_value *out)
{
    int64_t value;
    if (!text_to_int64(t, &value))
        return false;
    key_value_set_integer(value, out);
    return true;
}

static bool read_text(struct text t, struct key_value *out)
{
    out->bytes = t;
    return true;
}

static bool read_char(struct text t, struct key_value *out)
{
    while (t.n > 0 && t.p[t.n - 1] == ' ')
        t.n--;
    out->bytes = t;
    return true;
}

bool key_value_read(enum key_kind kind, struct text value, struct key_value *out)
{
    static bool (*const readers[KEY_KINDS])(struct text, struct key_value *) = {
        [KEY_UNKNOWN] = read_text,        [KEY_TEXT] = read_text,       [KEY_CHAR] = read_char,
        [KEY_INTEGER] = read_integer,     [KEY_DECIMAL] = read_decimal, [KEY_DATE] = read_date,
        [KEY_TIMESTAMP] = read_timestamp, [KEY_BOOLEAN] = read_boolean};
    return readers[kind](value, out);
}

void key_value_set_integer(int64_t value, struct key_value *out)
{
    put_sortable(out->room, INTEGER_BYTES, value);
    out->bytes = (struct text){out->room, INTEGER_BYTES};
}

void key_value_set_days(int64_t days, struct key_value *out)
{
    put_sortable(out->room, DATE_BYTES, days);
    out->bytes = (struct text){out->room, DATE_BYTES};
}

int64_t key_value_integer(struct text bytes, int32_t *nanos)
{
    if (bytes.n == BOOLEAN_BYTES)
        return bytes.p[0] - 1;
    if (nanos)
        *nanos = bytes.n == TIMESTAMP_BYTES ? (int32_t)get_sortable(bytes.p + 8, 4) : 0;
    return get_sortable(bytes.p, bytes.n == DATE_BYTES ? 4 : 8);
}

static void put_date_text(int64_t days, struct buf *out)
{
    struct date_day day = date_of_days(days);
    buf_printf(out, "%04d-%02d-%02d", day.year, day.month, day.day);
}

static void put_timestamp_text(struct text bytes, struct buf *out)
{
    int32_t nanos;
    int64_t seconds = key_value_integer(bytes, &nanos);
    int64_t days = seconds / 86400 - (seconds % 86400 < 0);
    int rest = (int)(seconds - days * 86400);
    put_date_text(days, out);
    buf_printf(out, " %02d:%02d:%02d", rest / 3600, rest / 60 % 60, rest % 60);
    if (nanos == 0)
        return;
    int digits = 9;
    for (; nanos % 10 == 0; digits--)
        nanos /= 10;
    buf_printf(out, ".%0*d", digits, nanos);
}

static void put_digits(struct buf *out, struct text digits, unsigned char mask)
{
    for (size_t i = 0; i < digits.n; i++)
        buf_put_char(out, (char)('0' + ((unsigned char)digits.p[i] ^ mask) - DIGIT_ZERO));
}

static void put_zeros(struct buf *out, int n)
{
    for (; n > 0; n--)
        buf_put_char(out, '0');
}

static void put_decimal_text(struct text bytes, struct buf *out)
{
    unsigned char mask = bytes.p[0] == SIGN_NEGATIVE ? 0xFF : 0;
    const unsigned char *p = (const unsigned char *)bytes.p;
    if (bytes.p[0] == SIGN_ZERO) {
        buf_put_char(out, '0');
        return;
    }
    int exponent = (((p[1] ^ mask) << 8) | (p[2] ^ mask)) - EXPONENT_BIAS;
    int n = (int)bytes.n - 4, whole = exponent < 0 ? 0 : exponent < n ? exponent : n;
    if (mask)
        buf_put_char(out, '-');
    if (exponent <= 0)
        buf_put_char(out, '0');
    put_digits(out, (struct text){bytes.p + 3, (size_t)whole}, mask);
    put_zeros(out, exponent - n);
    if (n > whole) {
        buf_put_char(out, '.');
        put_zeros(out, -exponent);
        put_digits(out, (struct text){bytes.p + 3 + whole, (size_t)(n - whole)}, mask);
    }
}

void key_value_put(enum key_kind kind, struct text bytes, struct buf *out)
{
    switch (kind) {
    case KEY_UNKNOWN:
    case KEY_TEXT:
    case KEY_CHAR:
        buf_put(out, bytes);
        break;
    case KEY_INTEGER:
        buf_put_int(out, key_value_integer(bytes, NULL));
        break;
    case KEY_DECIMAL:
        put_decimal_text(bytes, out);
        break;
    case KEY_DATE:
        put_date_text(key_value_integer(bytes, NULL), out);
        break;
    case KEY_TIMESTAMP:
        put_timestamp_text(bytes, out);
        break;
    case KEY_BOOLEAN:
        buf_put_string(out, key_value_integer(bytes, NULL) ? "true" : "false");
        break;
    case KEY_KINDS:
        break;
    }
}
