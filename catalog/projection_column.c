/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/projection_column.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/limits.h"

const char *const projection_type_names[PROJECTION_TYPES + 1] = {"enum", "integer", "date",
                                                                 "injected", NULL};

/* Java's String.format("%0Nd"): the sign is one of the N. */
static void put_integer(const struct projection_column *c, int64_t value, struct buf *out)
{
    if (c->digits > 0)
        buf_printf(out, "%0*" PRId64, c->digits, value);
    else
        buf_put_int(out, value);
}

static int64_t integer_at(const struct projection_column *c, uint64_t i)
{
    return (int64_t)((uint64_t)c->first + i * (uint64_t)c->interval);
}

void projection_column_value(const struct projection_column *c, uint64_t i, struct buf *out)
{
    assert(!c->is_empty && i <= c->last);
    switch (c->type) {
    case PROJECTION_ENUM:
    case PROJECTION_INJECTED:
        buf_put(out, c->values[i].text);
        return;
    case PROJECTION_INTEGER:
        put_integer(c, integer_at(c, i), out);
        return;
    case PROJECTION_DATE:
        date_pattern_write(&c->pattern, date_steps_at(&c->steps, i), out);
        return;
    case PROJECTION_TYPES:
        return;
    }
}

/* Whether the i-th value has this very text. */
static bool is_value(const struct projection_column *c, uint64_t i, struct text value)
{
    struct buf out;
    buf_init(&out, LIMIT_DOCUMENT_BYTES);
    projection_column_value(c, i, &out);
    bool same = text_equal(buf_text(&out), value);
    buf_release(&out);
    return same;
}

static bool find_integer(const struct projection_column *c, struct text value, uint64_t *i)
{
    int64_t number;
    if (!text_to_int64(value, &number) || number < c->first)
        return false;
    uint64_t distance = (uint64_t)number - (uint64_t)c->first;
    *i = distance / (uint64_t)c->interval;
    return distance % (uint64_t)c->interval == 0 && *i <= c->last && is_value(c, *i, value);
}

/* A step may lie inside of what the format tells: the value's unit is searched to its end. */
static bool find_date(const struct projection_column *c, struct text value, uint64_t *i)
{
    int64_t ms, end;
    if (!date_pattern_read(&c->pattern, value, &ms))
        return false;
    end = ms + 1;
    if (c->pattern.precision == DATE_MILLISECONDS)
        end = ms + c->pattern.precision_ms;
    else if (!date_plus(ms, 1, c->pattern.precision, &end))
        end = c->to.ms + 1; /* the very last unit of all years */
    if (!date_steps_last(&c->steps, end - 1, i))
        return false;
    if (*i > c->last)
        *i = c->last;
    return is_value(c, *i, value);
}

/* By value, and "01" behind "1". */
static int by_value(const void *a, const void *b)
{
    const struct projection_value *x = a, *y = b;
    int order = text_compare(x->key, y->key);
    return order != 0 ? order : text_compare(x->text, y->text);
}

/* What a listed value sorts by: null stands before all others, as among registered partitions. */
static struct text sort_key(const struct projection_column *c, struct text text,
                            struct key_value *room)
{
    if (text_equal(text, PARTITION_NULL))
        return TEXT("");
    return key_value_read(c->kind, text, room) ? room->bytes : text;
}

static bool find_listed(const struct projection_column *c, struct text value, uint64_t *i)
{
    struct key_value room;
    const struct projection_value wanted = {value, sort_key(c, value, &room)};
    const struct projection_value *hit =
        bsearch(&wanted, c->values, c->values_count, sizeof *c->values, by_value);
    *i = hit ? (uint64_t)(hit - c->values) : 0;
    return hit != NULL;
}

bool projection_column_find(const struct projection_column *c, struct text value, uint64_t *i)
{
    if (c->is_empty)
        return false;
    switch (c->type) {
    case PROJECTION_ENUM:
    case PROJECTION_INJECTED:
        return find_listed(c, value, i);
    case PROJECTION_INTEGER:
        return find_integer(c, value, i);
    case PROJECTION_DATE:
        return find_date(c, value, i);
    case PROJECTION_TYPES:
        break;
    }
    return false;
}

uint64_t projection_column_count(const struct projection_column *c)
{
    if (c->is_empty)
        return 0;
    return c->last == UINT64_MAX ? UINT64_MAX : c->last + 1;
}

/* FNV-1a: the same for a value wherever it stands. */
static uint64_t hash_of(struct text t)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < t.n; i++)
        hash = (hash ^ (unsigned char)t.p[i]) * UINT64_C(0x100000001b3);
    return hash;
}

uint64_t projection_column_number(const struct projection_column *c, uint64_t i)
{
    if (c->type == PROJECTION_INJECTED)
        return hash_of(c->values[i].text);
    if (c->type == PROJECTION_DATE)
        return (uint64_t)date_steps_number(&c->steps) + (UINT64_C(1) << 62) + i;
    return i;
}

void projection_column_list(struct projection_column *c, const struct text *texts, size_t count,
                            struct arena *arena)
{
    struct projection_value *values = ARENA_ARRAY(arena, struct projection_value, count + 1);
    struct key_value room;
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        struct text key = sort_key(c, texts[i], &room);
        values[i].text = texts[i];
        values[i].key = key.p == room.room ? arena_copy(arena, key) : key;
    }
    if (count > 0)
        qsort(values, count, sizeof *values, by_value);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || by_value(&values[kept - 1], &values[i]) != 0)
            values[kept++] = values[i];
    c->values = values;
    c->values_count = kept;
    c->is_sorted = true;
    c->is_empty = kept == 0;
    c->last = kept == 0 ? 0 : kept - 1;
}
