/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/partition_key.h"

#include <string.h>

#include "base/limits.h"

enum { END_SHORTEST = 0x00, END_TEXT = 0x01, END_AFTER = 0x02 };

/* The class byte of a kind that is kept by value, and its length where that is fixed. */
static const struct {
    char class;
    unsigned char bytes;
} classes[KEY_KINDS] = {[KEY_INTEGER] = {0x20, 8},
                        [KEY_DATE] = {0x24, 4},
                        [KEY_TIMESTAMP] = {0x28, 12},
                        [KEY_DECIMAL] = {0x2C, 0}};

char partition_key_class(enum key_kind kept)
{
    return classes[kept].class ? classes[kept].class : PARTITION_KEY_TEXT;
}

static enum key_kind kind_of_class(char class)
{
    for (int kind = 0; kind < KEY_KINDS; kind++)
        if (classes[kind].class == class)
            return (enum key_kind)kind;
    return KEY_TEXT;
}

/* A type's parameters are no part of its kind, and a comma ends it in a layout. */
void partition_layout_put(struct buf *layout, struct text type)
{
    enum key_kind kind = key_kind_of(type);
    if (kind != KEY_INTEGER && classes[kind].class)
        buf_put_char(layout, '=');
    buf_put(layout, (struct text){type.p, text_find(type, ',')});
    buf_put_char(layout, ',');
}

enum key_kind *partition_layout_read(struct text layout, size_t count, struct arena *arena)
{
    enum key_kind *kept = ARENA_ARRAY(arena, enum key_kind, count + 1);
    for (size_t i = 0; i < count; i++) {
        struct text type = text_split(&layout, ',');
        bool marked = type.n > 0 && type.p[0] == '=';
        enum key_kind kind = key_kind_of(marked ? (struct text){type.p + 1, type.n - 1} : type);
        kept[i] = classes[kind].class && (marked || kind == KEY_INTEGER) ? kind : KEY_TEXT;
    }
    return kept;
}

static bool is_shortest(enum key_kind kind, const struct key_value *v, struct text value)
{
    struct buf shortest;
    buf_init(&shortest, LIMIT_DOCUMENT_BYTES);
    key_value_put(kind, v->bytes, &shortest);
    bool same = text_equal(buf_text(&shortest), value);
    buf_release(&shortest);
    return same;
}

void partition_key_put(struct buf *out, enum key_kind kept, struct text value)
{
    struct key_value v;
    bool by_value = classes[kept].class && !text_equal(value, PARTITION_NULL) &&
                    key_value_read(kept, value, &v);
    if (text_equal(value, PARTITION_NULL)) {
        buf_put_char(out, PARTITION_KEY_NULL);
        return;
    }
    buf_put_char(out, by_value ? classes[kept].class : PARTITION_KEY_TEXT);
    if (by_value) {
        buf_put(out, v.bytes);
        if (is_shortest(kept, &v, value)) {
            buf_put_char(out, END_SHORTEST);
            return;
        }
        buf_put_char(out, END_TEXT);
    }
    buf_put(out, value);
    buf_put_char(out, '\0');
}

/* The length of a decimal: its sign, and unless it is zero two bytes of exponent and digits to
 * their end. */
static size_t decimal_length(struct text t)
{
    enum { SIGN_NEGATIVE = 1, SIGN_ZERO = 2, HEAD = 3 };
    if (t.n < HEAD || t.p[0] == SIGN_ZERO)
        return 1;
    char end = t.p[0] == SIGN_NEGATIVE ? (char)~0x01 : 0x01;
    return HEAD + text_find((struct text){t.p + HEAD, t.n - HEAD}, end) + 1;
}

/* The class byte and the bytes that hold the value; of null and texts the class byte alone. */
static size_t head_length(struct text value)
{
    enum key_kind kind = kind_of_class(value.p[0]);
    if (kind == KEY_TEXT)
        return 1;
    return 1 + (classes[kind].bytes ? classes[kind].bytes
                                    : decimal_length((struct text){value.p + 1, value.n - 1}));
}

struct text partition_key_next(struct text *rest)
{
    if (rest->n == 0)
        return (struct text){NULL, 0};
    size_t n = head_length(*rest);
    if (rest->p[0] != PARTITION_KEY_NULL && n <= rest->n)
        n += text_find((struct text){rest->p + n, rest->n - n}, '\0') + 1;
    if (n > rest->n)
        n = rest->n; /* never in a key of ours */
    struct text first = {rest->p, n};
    *rest = (struct text){rest->p + n, rest->n - n};
    return first;
}

struct partition_key_part partition_key_read(struct text value)
{
    struct partition_key_part part = {.is_null = value.n == 0 || value.p[0] == PARTITION_KEY_NULL};
    if (part.is_null)
        return part;
    part.kind = kind_of_class(value.p[0]);
    size_t head = head_length(value);
    if (head >= value.n || (part.kind == KEY_TEXT && value.n < 2)) {
        part.is_null = true; /* never in a key of ours */
    } else if (part.kind == KEY_TEXT) {
        part.bytes = part.text = (struct text){value.p + 1, value.n - 2};
    } else {
        part.bytes = (struct text){value.p + 1, head - 1};
        if (value.p[head] == END_TEXT && value.n >= head + 2)
            part.text = (struct text){value.p + head + 1, value.n - head - 2};
    }
    return part;
}

void partition_key_put_text(struct text value, struct buf *out)
{
    struct partition_key_part part = partition_key_read(value);
    if (part.is_null)
        buf_put(out, PARTITION_NULL);
    else if (part.text.p)
        buf_put(out, part.text);
    else
        key_value_put(part.kind, part.bytes, out);
}

/* A text ends with a zero byte, which is below what goes on; a value goes on with one of two ends.
 */
void partition_key_put_bound(struct buf *out, enum key_kind kept, struct text bytes, bool after)
{
    buf_put_char(out, partition_key_class(kept));
    buf_put(out, bytes);
    if (after)
        buf_put_char(out, classes[kept].class ? END_AFTER : END_TEXT);
}
