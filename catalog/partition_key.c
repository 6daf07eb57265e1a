/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/partition_key.h"

#include <inttypes.h>
#include <stdio.h>

enum { CLASS_NULL = 0x10, CLASS_INTEGER = 0x20, CLASS_TEXT = 0x30 };
enum { INTEGER_BYTES = 8 };

static const char *const integer_types[] = {"tinyint", "smallint", "int",
                                            "integer", "bigint",   "long"};

bool partition_key_is_integer(struct text key_layout, size_t index)
{
    struct text rest = key_layout, type = {NULL, 0};
    for (size_t i = 0; i <= index; i++)
        type = text_split(&rest, ',');
    for (size_t i = 0; i < COUNT(integer_types); i++)
        if (text_equal_nocase(type, text_of(integer_types[i])))
            return true;
    return false;
}

/* Big-endian with the sign bit flipped sorts as the numbers do. */
static void put_integer(struct buf *out, int64_t value)
{
    uint64_t sortable = (uint64_t)value ^ UINT64_C(1) << 63;
    buf_put_char(out, CLASS_INTEGER);
    for (int shift = 56; shift >= 0; shift -= 8)
        buf_put_char(out, (char)(sortable >> shift & 0xFF));
}

void partition_key_put_prefix(struct buf *out, struct text key_layout, size_t index,
                              struct text value)
{
    int64_t integer;
    if (text_equal(value, PARTITION_NULL)) {
        buf_put_char(out, CLASS_NULL);
    } else if (partition_key_is_integer(key_layout, index) && text_to_int64(value, &integer)) {
        put_integer(out, integer);
    } else {
        buf_put_char(out, CLASS_TEXT);
        buf_put(out, value);
        buf_put_char(out, '\0');
    }
}

void partition_key_put(struct buf *out, struct text key_layout, size_t index, struct text value)
{
    size_t begin = out->n;
    int64_t integer;
    partition_key_put_prefix(out, key_layout, index, value);
    if (out->n == begin || out->p[begin] != CLASS_INTEGER || !text_to_int64(value, &integer))
        return;
    char canonical[24];
    snprintf(canonical, sizeof canonical, "%" PRId64, integer);
    if (text_is(value, canonical)) {
        buf_put_char(out, '\0');
        return;
    }
    buf_put_char(out, '\1');
    buf_put(out, value);
    buf_put_char(out, '\0');
}

struct text partition_key_next(struct text *rest)
{
    if (rest->n == 0)
        return (struct text){NULL, 0};
    size_t fixed = rest->p[0] == CLASS_INTEGER ? 1 + INTEGER_BYTES : 1;
    size_t n = fixed;
    if (rest->p[0] != CLASS_NULL && n <= rest->n)
        n += text_find((struct text){rest->p + fixed, rest->n - fixed}, '\0') + 1;
    if (n > rest->n)
        n = rest->n; /* never in a key of ours */
    struct text first = {rest->p, n};
    *rest = (struct text){rest->p + n, rest->n - n};
    return first;
}

bool partition_key_is_whole(struct text prefix)
{
    return prefix.n > 0 && prefix.p[0] != CLASS_INTEGER;
}

bool partition_key_after(struct buf *prefix)
{
    while (prefix->n > 0 && (unsigned char)prefix->p[prefix->n - 1] == 0xFF)
        prefix->n--;
    if (prefix->n == 0)
        return false;
    prefix->p[prefix->n - 1]++;
    return true;
}
