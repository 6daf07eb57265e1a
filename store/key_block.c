/* SPDX-License-Identifier: Apache-2.0 */
#include "store/key_block.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/memory.h"

enum { SLOTS = KEY_BLOCK_ROWS * 2, NO_CODE = UINT16_MAX, VALUES_BYTES_MAX = 4 << 20 };

/* The distinct values of one column while they are gathered. */
struct dictionary {
    uint16_t *slots; /* hashed; NO_CODE: free */
    struct text *values;
    size_t count;
    uint16_t *codes;
    uint16_t last;
};

struct key_block_builder {
    struct arena arena; /* of the values */
    int64_t table_id;
    struct text low;
    struct dictionary *columns;
    size_t columns_count;
    uint32_t *numbers;
    size_t rows;
};

struct key_block_builder *key_block_begin(int64_t table_id, struct text low, size_t columns_count)
{
    struct key_block_builder *b = memory_new(sizeof *b);
    arena_init(&b->arena, SIZE_MAX, NULL);
    b->table_id = table_id;
    b->low = arena_copy(&b->arena, low);
    b->columns = memory_new(sizeof *b->columns * (columns_count + 1));
    b->columns_count = columns_count;
    b->numbers = memory_new(sizeof *b->numbers * KEY_BLOCK_ROWS);
    for (size_t i = 0; i < columns_count; i++) {
        struct dictionary *d = &b->columns[i];
        d->slots = memory_new(sizeof *d->slots * SLOTS);
        memset(d->slots, 0xFF, sizeof *d->slots * SLOTS);
        d->values = memory_new(sizeof *d->values * KEY_BLOCK_ROWS);
        d->codes = memory_new(sizeof *d->codes * KEY_BLOCK_ROWS);
    }
    return b;
}

static size_t slot_of(struct text value)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < value.n; i++)
        hash = (hash ^ (unsigned char)value.p[i]) * UINT64_C(1099511628211);
    return (size_t)(hash >> 20) & (SLOTS - 1);
}

/* Keys come sorted, so that a value is mostly that of the row before. */
static uint16_t code_of(struct dictionary *d, struct text value, struct arena *arena)
{
    if (d->count > 0 && text_equal(d->values[d->last], value))
        return d->last;
    size_t slot = slot_of(value);
    for (; d->slots[slot] != NO_CODE; slot = (slot + 1) & (SLOTS - 1))
        if (text_equal(d->values[d->slots[slot]], value))
            return d->last = d->slots[slot];
    d->slots[slot] = d->last = (uint16_t)d->count;
    d->values[d->count++] = arena_copy(arena, value);
    return d->last;
}

void key_block_add(struct key_block_builder *b, struct text key, int64_t id)
{
    for (size_t i = 0; i < b->columns_count; i++) {
        struct dictionary *d = &b->columns[i];
        d->codes[b->rows] = code_of(d, partition_key_next(&key), &b->arena);
    }
    b->numbers[b->rows++] = (uint32_t)(id & UINT32_MAX);
}

bool key_block_is_full(const struct key_block_builder *b)
{
    return b->rows == KEY_BLOCK_ROWS || b->arena.bytes_used >= VALUES_BYTES_MAX;
}

/* Pieces of one block of memory, each aligned for what it holds. */
enum { ALIGNMENT = 8 };

static size_t aligned(size_t bytes)
{
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

static void *carve(char **free_bytes, const void *from, size_t bytes)
{
    char *piece = *free_bytes;
    *free_bytes += aligned(bytes);
    return bytes ? memcpy(piece, from, bytes) : piece;
}

static size_t bytes_of(const struct key_block_builder *b, struct text high)
{
    size_t bytes = aligned(sizeof(struct key_block)) + aligned(b->low.n) + aligned(high.n) +
                   aligned(b->columns_count * sizeof(struct key_column)) +
                   aligned(b->rows * sizeof *b->numbers);
    for (size_t i = 0; i < b->columns_count; i++) {
        const struct dictionary *d = &b->columns[i];
        bytes += aligned(d->count * sizeof *d->values) + aligned(b->rows * sizeof *d->codes);
        for (size_t v = 0; v < d->count; v++)
            bytes += aligned(d->values[v].n);
    }
    return bytes;
}

static void keep_column(const struct dictionary *d, size_t rows, char **free_bytes,
                        struct key_column *out)
{
    struct text *values = carve(free_bytes, d->values, d->count * sizeof *d->values);
    for (size_t v = 0; v < d->count; v++)
        values[v].p = carve(free_bytes, d->values[v].p, d->values[v].n);
    *out =
        (struct key_column){values, d->count, carve(free_bytes, d->codes, rows * sizeof *d->codes)};
}

static void release_builder(struct key_block_builder *b)
{
    for (size_t i = 0; i < b->columns_count; i++) {
        free(b->columns[i].slots);
        free(b->columns[i].values);
        free(b->columns[i].codes);
    }
    free(b->columns);
    free(b->numbers);
    arena_release(&b->arena);
    free(b);
}

struct key_block *key_block_end(struct key_block_builder *b, struct text high)
{
    size_t bytes = bytes_of(b, high);
    struct key_block *block = memory_new(bytes);
    char *free_bytes = (char *)block + aligned(sizeof *block);
    struct key_column *columns = (void *)free_bytes;
    free_bytes += aligned(b->columns_count * sizeof *columns);
    for (size_t i = 0; i < b->columns_count; i++)
        keep_column(&b->columns[i], b->rows, &free_bytes, &columns[i]);
    block->table_id = b->table_id;
    block->rows = b->rows;
    block->columns_count = b->columns_count;
    block->columns = columns;
    block->numbers = carve(&free_bytes, b->numbers, b->rows * sizeof *b->numbers);
    block->low = (struct text){carve(&free_bytes, b->low.p, b->low.n), b->low.n};
    if (high.p)
        block->high = (struct text){carve(&free_bytes, high.p, high.n), high.n};
    block->bytes = bytes;
    atomic_store(&block->users, 1);
    release_builder(b);
    return block;
}

void key_block_use(struct key_block *block)
{
    atomic_fetch_add(&block->users, 1);
}

void key_block_release(struct key_block *block)
{
    if (!block || atomic_fetch_sub(&block->users, 1) != 1)
        return;
    free(block);
}

void key_block_put_key(const struct key_block *block, size_t row, struct buf *out)
{
    buf_clear(out);
    for (size_t i = 0; i < block->columns_count; i++)
        buf_put(out, block->columns[i].values[block->columns[i].codes[row]]);
}

size_t key_block_find(const struct key_block *block, struct text from)
{
    size_t low = 0, high = block->rows;
    struct buf key;
    buf_init(&key, LIMIT_DOCUMENT_BYTES);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        key_block_put_key(block, middle, &key);
        if (text_compare(buf_text(&key), from) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    buf_release(&key);
    return low;
}
