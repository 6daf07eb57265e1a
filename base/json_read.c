/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json_read.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"

/* Longer numbers exist in no schema; strtod needs a terminated copy. */
enum { NUMBER_BYTES_MAX = 1024 };

static int fail(struct json_reader *r, const char *what)
{
    r->end = r->p; /* sticky: nothing can be read any more */
    return err_set(r->err, ERR_MALFORMED, "The JSON text is not valid: %s at byte %zu.", what,
                   (size_t)(r->p - r->begin));
}

int json_reader_init(struct json_reader *r, struct text input, struct arena *arena, struct err *err)
{
    *r = (struct json_reader){
        .begin = input.p, .p = input.p, .end = input.p + input.n, .arena = arena, .err = err};
    if (!text_is_utf8(input)) {
        r->end = r->p;
        return err_set(err, ERR_MALFORMED, "The JSON text is not valid UTF-8.");
    }
    return 0;
}

static void skip_blanks(struct json_reader *r)
{
    while (r->p < r->end && (*r->p == ' ' || *r->p == '\n' || *r->p == '\r' || *r->p == '\t'))
        r->p++;
}

enum json_kind json_peek(struct json_reader *r)
{
    skip_blanks(r);
    if (r->p == r->end) {
        fail(r, "the text ends where a value is expected");
        return JSON_BAD;
    }
    switch (*r->p) {
    case '{':
        return JSON_OBJECT;
    case '[':
        return JSON_ARRAY;
    case '"':
        return JSON_STRING;
    case 't':
        return JSON_TRUE;
    case 'f':
        return JSON_FALSE;
    case 'n':
        return JSON_NULL;
    default:
        if (*r->p == '-' || (*r->p >= '0' && *r->p <= '9'))
            return JSON_NUMBER;
        fail(r, "no value begins like this");
        return JSON_BAD;
    }
}

const char *json_kind_name(enum json_kind kind)
{
    static const char *const names[] = {
        [JSON_BAD] = "nothing",     [JSON_OBJECT] = "an object", [JSON_ARRAY] = "an array",
        [JSON_STRING] = "a string", [JSON_NUMBER] = "a number",  [JSON_TRUE] = "a boolean",
        [JSON_FALSE] = "a boolean", [JSON_NULL] = "null",
    };
    return names[kind];
}

static int enter(struct json_reader *r, enum json_kind kind)
{
    enum json_kind found = json_peek(r);
    if (found == JSON_BAD)
        return -1;
    if (found != kind)
        return fail(r, kind == JSON_OBJECT ? "an object is expected" : "an array is expected");
    if (r->depth == LIMIT_JSON_DEPTH)
        return fail(r, "the text is nested too deeply");
    r->depth++;
    r->p++;
    r->fresh = true;
    return 0;
}

int json_enter_object(struct json_reader *r)
{
    return enter(r, JSON_OBJECT);
}

int json_enter_array(struct json_reader *r)
{
    return enter(r, JSON_ARRAY);
}

/* 1: another item stands here. 0: `close` was consumed. */
static int next_item(struct json_reader *r, char close)
{
    skip_blanks(r);
    if (r->p == r->end)
        return fail(r, "the text ends inside an object or array");
    if (*r->p == close) {
        r->p++;
        r->depth--;
        r->fresh = false;
        return 0;
    }
    if (!r->fresh) {
        if (*r->p != ',')
            return fail(r, "a comma is expected");
        r->p++;
        skip_blanks(r);
    }
    r->fresh = false;
    return 1;
}

int json_next_member(struct json_reader *r, struct text *name)
{
    int more = next_item(r, '}');
    if (more != 1)
        return more;
    if (r->p == r->end || *r->p != '"')
        return fail(r, "a member name in quotes is expected");
    if (json_read_string(r, name) != 0)
        return -1;
    skip_blanks(r);
    if (r->p == r->end || *r->p != ':')
        return fail(r, "a colon is expected");
    r->p++;
    return 1;
}

int json_next_element(struct json_reader *r)
{
    return next_item(r, ']');
}

/* The value of four hexadecimal digits, or -1. */
static int hex4(const char *p, const char *end)
{
    int value = 0;
    if (end - p < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        char c = p[i];
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

static char *put_utf8(char *out, uint32_t c)
{
    if (c < 0x80) {
        *out++ = (char)c;
    } else if (c < 0x800) {
        *out++ = (char)(0xC0 | c >> 6);
        *out++ = (char)(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        *out++ = (char)(0xE0 | c >> 12);
        *out++ = (char)(0x80 | (c >> 6 & 0x3F));
        *out++ = (char)(0x80 | (c & 0x3F));
    } else {
        *out++ = (char)(0xF0 | c >> 18);
        *out++ = (char)(0x80 | (c >> 12 & 0x3F));
        *out++ = (char)(0x80 | (c >> 6 & 0x3F));
        *out++ = (char)(0x80 | (c & 0x3F));
    }
    return out;
}

/* Decodes the \u escape whose digits begin at *p, a surrogate pair included. */
static int unescape_unicode(struct json_reader *r, const char **p, const char *end, char **out)
{
    int unit = hex4(*p, end);
    if (unit < 0)
        return fail(r, "\\u needs four hexadecimal digits");
    *p += 4;
    uint32_t c = (uint32_t)unit;
    if (c == 0)
        return fail(r, "\\u0000 is not allowed");
    if (c >= 0xDC00 && c < 0xE000)
        return fail(r, "a lone surrogate");
    if (c >= 0xD800 && c < 0xDC00) {
        int low = end - *p >= 6 && (*p)[0] == '\\' && (*p)[1] == 'u' ? hex4(*p + 2, end) : -1;
        if (low < 0xDC00 || low > 0xDFFF)
            return fail(r, "a lone surrogate");
        c = 0x10000 + ((c - 0xD800) << 10) + ((uint32_t)low - 0xDC00);
        *p += 6;
    }
    *out = put_utf8(*out, c);
    return 0;
}

static int unescape(struct json_reader *r, struct text raw, struct text *result)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    char *begin = arena_alloc(r->arena, raw.n + 1), *out = begin;
    const char *p = raw.p, *end = raw.p + raw.n;
    while (p < end) {
        if (*p != '\\') {
            *out++ = *p++;
            continue;
        }
        p++; /* the scan has made sure that a character follows */
        if (*p == 'u') {
            p++;
            if (unescape_unicode(r, &p, end, &out) != 0)
                return -1;
            continue;
        }
        const char *hit = strchr(from, *p);
        if (!hit || !*p)
            return fail(r, "an unknown escape");
        *out++ = to[hit - from];
        p++;
    }
    *result = (struct text){begin, (size_t)(out - begin)};
    return 0;
}

int json_read_string(struct json_reader *r, struct text *out)
{
    enum json_kind kind = json_peek(r);
    if (kind != JSON_STRING)
        return kind == JSON_BAD ? -1 : fail(r, "a string is expected");
    const char *begin = r->p + 1, *p = begin;
    bool escaped = false;
    for (; p < r->end && *p != '"'; p++) {
        if ((unsigned char)*p < 0x20) {
            r->p = p;
            return fail(r, "a control character in a string");
        }
        if (*p == '\\') {
            escaped = true;
            if (++p == r->end)
                break;
        }
    }
    if (p >= r->end)
        return fail(r, "a string is not closed");
    struct text raw = {begin, (size_t)(p - begin)};
    if (escaped && unescape(r, raw, out) != 0)
        return -1;
    if (!escaped)
        *out = raw;
    r->p = p + 1;
    r->fresh = false;
    return 0;
}

static const char *skip_digits(const char *p, const char *end)
{
    while (p < end && *p >= '0' && *p <= '9')
        p++;
    return p;
}

/* The end of the number at r->p by the grammar of RFC 8259 section 6, or NULL. */
static const char *scan_number(const struct json_reader *r, bool *is_integer)
{
    const char *p = r->p + (*r->p == '-'), *digits = p;
    p = skip_digits(p, r->end);
    if (p == digits || (*digits == '0' && p > digits + 1))
        return NULL;
    *is_integer = true;
    if (p < r->end && *p == '.') {
        *is_integer = false;
        digits = ++p;
        p = skip_digits(p, r->end);
        if (p == digits)
            return NULL;
    }
    if (p < r->end && (*p == 'e' || *p == 'E')) {
        *is_integer = false;
        p++;
        if (p < r->end && (*p == '+' || *p == '-'))
            p++;
        digits = p;
        p = skip_digits(p, r->end);
        if (p == digits)
            return NULL;
    }
    return p;
}

int json_read_number(struct json_reader *r, struct json_number *out)
{
    enum json_kind kind = json_peek(r);
    if (kind != JSON_NUMBER)
        return kind == JSON_BAD ? -1 : fail(r, "a number is expected");
    const char *end = scan_number(r, &out->is_integer);
    if (!end)
        return fail(r, "not a number");
    out->raw = (struct text){r->p, (size_t)(end - r->p)};
    out->is_integer = out->is_integer && text_to_int64(out->raw, &out->integer);
    if (out->is_integer) {
        out->real = (double)out->integer;
    } else {
        char copy[NUMBER_BYTES_MAX];
        if (out->raw.n >= sizeof copy)
            return fail(r, "a number has too many digits");
        memcpy(copy, out->raw.p, out->raw.n);
        copy[out->raw.n] = '\0';
        out->real = strtod(copy, NULL);
        if (!isfinite(out->real))
            return fail(r, "a number is too large");
    }
    r->p = end;
    r->fresh = false;
    return 0;
}

static int read_word(struct json_reader *r, const char *word)
{
    size_t n = strlen(word);
    if ((size_t)(r->end - r->p) < n || memcmp(r->p, word, n) != 0)
        return fail(r, "no value begins like this");
    r->p += n;
    r->fresh = false;
    return 0;
}

int json_read_boolean(struct json_reader *r, bool *out)
{
    enum json_kind kind = json_peek(r);
    if (kind != JSON_TRUE && kind != JSON_FALSE)
        return kind == JSON_BAD ? -1 : fail(r, "a boolean is expected");
    *out = kind == JSON_TRUE;
    return read_word(r, *out ? "true" : "false");
}

int json_read_null(struct json_reader *r)
{
    enum json_kind kind = json_peek(r);
    if (kind != JSON_NULL)
        return kind == JSON_BAD ? -1 : fail(r, "null is expected");
    return read_word(r, "null");
}

static int skip_object(struct json_reader *r)
{
    struct text name;
    int more;
    if (json_enter_object(r) != 0)
        return -1;
    while ((more = json_next_member(r, &name)) == 1)
        if (json_skip(r, NULL) != 0)
            return -1;
    return more;
}

static int skip_array(struct json_reader *r)
{
    int more;
    if (json_enter_array(r) != 0)
        return -1;
    while ((more = json_next_element(r)) == 1)
        if (json_skip(r, NULL) != 0)
            return -1;
    return more;
}

/* Recursion is bounded by LIMIT_JSON_DEPTH, which `enter` keeps. */
static int skip_value(struct json_reader *r)
{
    struct text ignored_text;
    struct json_number ignored_number;
    bool ignored_boolean;
    switch (json_peek(r)) {
    case JSON_OBJECT:
        return skip_object(r);
    case JSON_ARRAY:
        return skip_array(r);
    case JSON_STRING:
        return json_read_string(r, &ignored_text);
    case JSON_NUMBER:
        return json_read_number(r, &ignored_number);
    case JSON_TRUE:
    case JSON_FALSE:
        return json_read_boolean(r, &ignored_boolean);
    case JSON_NULL:
        return json_read_null(r);
    case JSON_BAD:
        return -1;
    }
    return -1;
}

int json_skip(struct json_reader *r, struct text *span)
{
    skip_blanks(r);
    const char *begin = r->p;
    if (skip_value(r) != 0)
        return -1;
    if (span)
        *span = (struct text){begin, (size_t)(r->p - begin)};
    return 0;
}

int json_finish(struct json_reader *r)
{
    if (r->err->code != ERR_NONE)
        return -1;
    skip_blanks(r);
    return r->p == r->end ? 0 : fail(r, "more text stands behind the value");
}
