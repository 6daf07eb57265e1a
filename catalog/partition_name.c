/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/partition_name.h"

#include <string.h>

#include "catalog/partition_key.h"

static bool is_escaped(char c)
{
    unsigned char byte = (unsigned char)c;
    return byte < 0x20 || byte == 0x7F || strchr("\"#%'*/:=?\\{[]^", c) != NULL;
}

void partition_name_put(struct buf *out, struct text part)
{
    static const char digits[] = "0123456789ABCDEF";
    if (part.n == 0)
        part = PARTITION_NULL;
    for (size_t i = 0; i < part.n; i++) {
        unsigned char byte = (unsigned char)part.p[i];
        if (!is_escaped(part.p[i])) {
            buf_put_char(out, part.p[i]);
            continue;
        }
        buf_put_char(out, '%');
        buf_put_char(out, digits[byte >> 4]);
        buf_put_char(out, digits[byte & 15]);
    }
}

void partition_name_put_pair(struct buf *out, struct text key, struct text value)
{
    partition_name_put(out, key);
    buf_put_char(out, '=');
    partition_name_put(out, value);
}

static int digit_of(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                  : -1;
}

void partition_name_take(struct buf *out, struct text escaped)
{
    for (size_t i = 0; i < escaped.n; i++) {
        bool room = escaped.p[i] == '%' && i + 2 < escaped.n;
        int high = room ? digit_of(escaped.p[i + 1]) : -1;
        int low = room ? digit_of(escaped.p[i + 2]) : -1;
        if (high < 0 || low < 0) {
            buf_put_char(out, escaped.p[i]);
            continue;
        }
        buf_put_char(out, (char)(high << 4 | low));
        i += 2;
    }
}
