/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json_write.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void put_escape(struct buf *b, unsigned char c)
{
    static const char shorts[32] = {
        ['\b'] = 'b', ['\f'] = 'f', ['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't'};
    if (c == '"' || c == '\\')
        buf_put(b, (struct text){(char[]){'\\', (char)c}, 2});
    else if (shorts[c])
        buf_put(b, (struct text){(char[]){'\\', shorts[c]}, 2});
    else
        buf_printf(b, "\\u%04x", c);
}

/* How much of a text, from its first byte on, stands in JSON as it is. Eight bytes at once: one
 * that is below 0x20, a quote or a backslash sets its highest bit, and perhaps those of later ones.
 */
static size_t plain_bytes(struct text t)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), highs = ones << 7;
    size_t i = 0;
    for (uint64_t word; i + sizeof word <= t.n; i += sizeof word) {
        memcpy(&word, t.p + i, sizeof word);
        uint64_t quote = word ^ ones * '"', backslash = word ^ ones * '\\';
        uint64_t hits = ((word - ones * 0x20) & ~word) | ((quote - ones) & ~quote) |
                        ((backslash - ones) & ~backslash);
        if (hits & highs)
            break;
    }
    for (; i < t.n; i++) {
        unsigned char c = (unsigned char)t.p[i];
        if (c < 0x20 || c == '"' || c == '\\')
            break;
    }
    return i;
}

void json_put_string(struct buf *b, struct text t)
{
    buf_put_char(b, '"');
    while (t.n > 0) {
        size_t plain = plain_bytes(t);
        buf_put(b, (struct text){t.p, plain});
        t = (struct text){t.p + plain, t.n - plain};
        if (t.n == 0)
            break;
        put_escape(b, (unsigned char)t.p[0]);
        t = (struct text){t.p + 1, t.n - 1};
    }
    buf_put_char(b, '"');
}

void json_put_comma(struct buf *b)
{
    if (b->n > 0 && b->p[b->n - 1] != '{' && b->p[b->n - 1] != '[')
        buf_put_char(b, ',');
}

void json_put_name(struct buf *b, const char *name)
{
    json_put_comma(b);
    buf_put_char(b, '"');
    buf_put_string(b, name);
    buf_put(b, TEXT("\":"));
}

void json_put_string_member(struct buf *b, const char *name, struct text value)
{
    json_put_name(b, name);
    json_put_string(b, value);
}

void json_put_int_member(struct buf *b, const char *name, int64_t value)
{
    json_put_name(b, name);
    buf_put_int(b, value);
}

void json_put_boolean_member(struct buf *b, const char *name, bool value)
{
    json_put_name(b, name);
    buf_put_string(b, value ? "true" : "false");
}

void json_put_ms_member(struct buf *b, const char *name, int64_t epoch_ms)
{
    json_put_name(b, name);
    json_put_ms(b, epoch_ms);
}

void json_put_ms(struct buf *b, int64_t epoch_ms)
{
    uint64_t magnitude = epoch_ms < 0 ? 0 - (uint64_t)epoch_ms : (uint64_t)epoch_ms;
    if (epoch_ms < 0)
        buf_put_char(b, '-');
    buf_put_int(b, (int64_t)(magnitude / 1000));
    unsigned ms = (unsigned)(magnitude % 1000);
    if (ms == 0)
        return;
    const char digits[] = {'.', (char)('0' + ms / 100), (char)('0' + ms / 10 % 10),
                           (char)('0' + ms % 10)};
    size_t n = sizeof digits;
    while (digits[n - 1] == '0')
        n--;
    buf_put(b, (struct text){digits, n});
}

void json_put_double(struct buf *b, double value)
{
    char digits[40];
    int n = 0;
    for (int precision = 15; precision <= 17; precision++) {
        n = snprintf(digits, sizeof digits, "%.*g", precision, value);
        if (strtod(digits, NULL) == value)
            break;
    }
    buf_put(b, (struct text){digits, (size_t)n});
}
