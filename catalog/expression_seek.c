/* SPDX-License-Identifier: Apache-2.0
 * From sets of values to ranges of keys, and the way from one to the next.
 *
 * A key is a row of values, so the keys that a filter wants lie in boxes: ranges of the first key,
 * in each of its values ranges of the second, and so on. Seeking goes to the first place of a box
 * that is not behind the reader, so that an index walk skips what lies between. */
#include "base/limits.h"
#include "catalog/expression_inside.h"

static struct text copy_buf(struct buf *b, struct arena *arena)
{
    struct text copy = arena_copy(arena, buf_text(b));
    buf_clear(b);
    return copy;
}

static struct text class_byte(unsigned char byte, struct arena *arena)
{
    return arena_copy(arena, (struct text){(const char *)&byte, 1});
}

/* Blanks at the end of a char's text do not count, but they sort: up to which bytes texts lie that
 * equal `bytes` or are below. False where that cannot be said: bytes below a blank. */
static bool put_char_end(struct buf *out, const struct key_cut *high)
{
    for (size_t i = 0; i < high->bytes.n; i++)
        if ((unsigned char)high->bytes.p[i] < ' ')
            return false;
    buf_put_char(out, PARTITION_KEY_TEXT);
    buf_put(out, high->bytes);
    buf_put_char(out, ' ' + 1);
    return true;
}

static struct key_range range_of(const struct key_interval *i, enum key_kind declared,
                                 enum key_kind kept, struct arena *arena)
{
    unsigned char class = (unsigned char)partition_key_class(kept);
    struct key_range r = {class_byte(class, arena), class_byte(class + 1, arena)};
    struct buf b;
    buf_init(&b, SIZE_MAX);
    bool is_char = declared == KEY_CHAR;
    if (i->low.bytes.p) {
        partition_key_put_bound(&b, kept, i->low.bytes, i->low.after && !is_char);
        r.low = copy_buf(&b, arena);
    }
    if (i->high.bytes.p && !is_char) {
        partition_key_put_bound(&b, kept, i->high.bytes, i->high.after);
        r.high = copy_buf(&b, arena);
    } else if (i->high.bytes.p && put_char_end(&b, &i->high)) {
        r.high = copy_buf(&b, arena);
    }
    buf_release(&b);
    return r;
}

/* Whether encoded values sort as those of the declared type do. */
static bool sorts_by_value(enum key_kind declared, enum key_kind kept)
{
    return declared == kept || (declared == KEY_CHAR && kept == KEY_TEXT);
}

struct key_ranges expression_ranges(const struct key_domain *d, enum key_kind declared,
                                    enum key_kind kept, struct arena *arena)
{
    struct key_range *out = ARENA_ARRAY(arena, struct key_range, d->count + 3);
    size_t n = 0;
    if (key_domain_is_everything(d))
        return (struct key_ranges){.is_everything = true};
    if (d->null)
        out[n++] = (struct key_range){class_byte(PARTITION_KEY_NULL, arena),
                                      class_byte(PARTITION_KEY_AFTER_NULL, arena)};
    if (!sorts_by_value(declared, kept)) {
        if (d->count > 0 || d->other != KEY_OTHER_OUT)
            out[n++] = (struct key_range){class_byte(PARTITION_KEY_AFTER_NULL, arena),
                                          class_byte(PARTITION_KEY_END, arena)};
        return (struct key_ranges){out, n, false};
    }
    for (size_t i = 0; i < d->count; i++) {
        struct key_range next = range_of(&d->intervals[i], declared, kept, arena);
        if (n > 0 && text_compare(next.low, out[n - 1].high) <= 0 &&
            text_compare(next.low, out[n - 1].low) >= 0)
            out[n - 1].high =
                text_compare(next.high, out[n - 1].high) > 0 ? next.high : out[n - 1].high;
        else
            out[n++] = next;
    }
    if (kept != KEY_TEXT && d->other != KEY_OTHER_OUT)
        out[n++] = (struct key_range){class_byte(PARTITION_KEY_TEXT, arena),
                                      class_byte(PARTITION_KEY_END, arena)};
    return (struct key_ranges){out, n, false};
}

/* The first range that does not end at or below a value's bytes; count: none. Bytes that are the
 * beginning of a bound are below it, as keys go on. */
static size_t first_range(const struct key_ranges *r, struct text value)
{
    size_t low = 0, high = r->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (text_compare(value, r->ranges[middle].high) < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* The keys behind all that begin with `prefix`. */
static bool put_after(struct buf *prefix)
{
    while (prefix->n > 0 && (unsigned char)prefix->p[prefix->n - 1] == 0xFF)
        prefix->n--;
    if (prefix->n == 0)
        return false;
    prefix->p[prefix->n - 1]++;
    return true;
}

/* Writes the next place behind all keys that begin with from[0, ends[key]), going back to keys
 * before it where theirs is the last of its ranges. */
static bool skip_value(const struct expression *e, struct text from, const size_t *ends, size_t key,
                       struct buf *next)
{
    for (size_t i = key + 1; i-- > 0;) {
        const struct key_ranges *ranges = &e->ranges[i];
        size_t begin = i ? ends[i - 1] : 0;
        buf_clear(next);
        buf_put(next, (struct text){from.p, ends[i]});
        if (!put_after(next) || next->n <= begin)
            continue;
        if (ranges->is_everything)
            return true;
        /* Where the value after this one lies in no range, on to the next range. */
        struct text after = {next->p + begin, next->n - begin};
        size_t r = first_range(ranges, after);
        if (r == ranges->count)
            continue;
        if (text_compare(ranges->ranges[r].low, after) > 0) {
            next->n = begin;
            buf_put(next, ranges->ranges[r].low);
        }
        return true;
    }
    return false;
}

enum expression_place expression_seek(const struct expression *e, struct text from,
                                      struct buf *next)
{
    size_t ends[LIMIT_PARTITION_KEYS];
    struct text rest = from;
    for (size_t i = 0; i < e->keys_used; i++) {
        const struct key_ranges *ranges = &e->ranges[i];
        size_t begin = from.n - rest.n;
        struct text value = partition_key_next(&rest);
        ends[i] = begin + value.n;
        if (value.n == 0 && i > 0)
            break; /* of the empty place */
        if (ranges->is_everything)
            continue;
        size_t r = first_range(ranges, value);
        if (r < ranges->count && text_compare(ranges->ranges[r].low, value) <= 0)
            continue;
        if (r == ranges->count)
            return i > 0 && skip_value(e, from, ends, i - 1, next) ? EXPRESSION_ON
                                                                   : EXPRESSION_NOWHERE;
        buf_clear(next);
        buf_put(next, (struct text){from.p, begin});
        buf_put(next, ranges->ranges[r].low);
        return EXPRESSION_ON;
    }
    return EXPRESSION_HERE;
}
