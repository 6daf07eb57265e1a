/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { ROOM_MIN = 256 };

void buf_init(struct buf *b, size_t bytes_max)
{
    *b = (struct buf){.bytes_max = bytes_max};
}

void buf_release(struct buf *b)
{
    free(b->p);
    buf_init(b, b->bytes_max);
}

void buf_clear(struct buf *b)
{
    b->n = 0;
    b->over = false;
}

static void widen(struct buf *b, size_t bytes)
{
    if (bytes <= b->room - b->n)
        return;
    size_t room = b->room < ROOM_MIN ? ROOM_MIN : b->room * 2;
    while (room < b->n + bytes)
        room *= 2;
    b->p = memory_resize(b->p, room);
    b->room = room;
}

char *buf_reserve(struct buf *b, size_t bytes)
{
    if (b->over || bytes > b->bytes_max - b->n) {
        b->over = true;
        return NULL;
    }
    widen(b, bytes);
    return b->p + b->n;
}

void buf_wrote(struct buf *b, size_t bytes)
{
    b->n += bytes;
}

void buf_put(struct buf *b, struct text t)
{
    char *p = t.n ? buf_reserve(b, t.n) : NULL;
    if (p) {
        memcpy(p, t.p, t.n);
        b->n += t.n;
    }
}

void buf_put_string(struct buf *b, const char *string)
{
    buf_put(b, text_of(string));
}

void buf_put_char(struct buf *b, char c)
{
    buf_put(b, (struct text){&c, 1});
}

void buf_put_int(struct buf *b, int64_t value)
{
    char digits[24];
    char *p = digits + sizeof digits;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do
        *--p = (char)('0' + rest % 10);
    while ((rest /= 10) != 0);
    if (value < 0)
        *--p = '-';
    buf_put(b, (struct text){p, (size_t)(digits + sizeof digits - p)});
}

void buf_printf(struct buf *b, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    size_t bytes = n < 0 ? 0 : (size_t)n;
    if (bytes > 0 && buf_reserve(b, bytes)) {
        widen(b, bytes + 1); /* for printf's NUL, which is not part of the text */
        vsnprintf(b->p + b->n, bytes + 1, format, again);
        b->n += bytes;
    }
    va_end(again);
}

struct text buf_text(const struct buf *b)
{
    return (struct text){b->p, b->n};
}

char *buf_take(struct buf *b, size_t *n)
{
    char *p = b->p;
    *n = b->n;
    buf_init(b, b->bytes_max);
    return p;
}

bool buf_over(const struct buf *b)
{
    return b->over;
}
