/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json_write.h"

#include <stdio.h>
#include <stdlib.h>

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

void json_put_string(struct buf *b, struct text t)
{
    buf_put_char(b, '"');
    size_t done = 0;
    for (size_t i = 0; i < t.n; i++) {
        unsigned char c = (unsigned char)t.p[i];
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        buf_put(b, (struct text){t.p + done, i - done});
        put_escape(b, c);
        done = i + 1;
    }
    if (done < t.n)
        buf_put(b, (struct text){t.p + done, t.n - done});
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
    char digits[5];
    int n = snprintf(digits, sizeof digits, ".%03u", ms);
    while (digits[n - 1] == '0')
        n--;
    buf_put(b, (struct text){digits, (size_t)n});
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
