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
