/* SPDX-License-Identifier: Apache-2.0
 * A stretch of a table's partition keys in memory, packed by columns: each distinct value once, and
 * two bytes per key and row. A filter looks at each value once and at the rows in tight loops.
 * Blocks never change; they are shared and counted. */
#ifndef PROPOLIS_STORE_KEY_BLOCK_H
#define PROPOLIS_STORE_KEY_BLOCK_H

#include "base/arena.h"
#include "base/buf.h"
#include "catalog/expression.h"

/* Codes are 16 bits, and a block is rebuilt as a whole after a write into it. */
enum { KEY_BLOCK_ROWS = 16384 };

struct key_block {
    atomic_int users;
    int64_t table_id;
    struct text low, high; /* the keys from `low` on and below `high`; high.p NULL: to the end */
    size_t rows, columns_count;
    const struct key_column *columns;
    const uint32_t *numbers; /* of the partitions in their table: the lower half of the id */
    size_t bytes;            /* of all this, which is one piece of memory */
};

struct key_block_builder;

/* New. `low` is copied. */
struct key_block_builder *key_block_begin(int64_t table_id, struct text low, size_t columns_count);

/* Adds the next key. */
void key_block_add(struct key_block_builder *b, struct text key, int64_t id);

/* No more may be added: that many rows, or values of several megabytes. */
bool key_block_is_full(const struct key_block_builder *b);

/* New, with one user. `high` is copied; {NULL,0}: there are no more keys. Frees the builder. */
struct key_block *key_block_end(struct key_block_builder *b, struct text high);

void key_block_use(struct key_block *block);
void key_block_release(struct key_block *block); /* NULL is allowed */

/* Writes the key of a row (out emptied first). */
void key_block_put_key(const struct key_block *block, size_t row, struct buf *out);

/* The first row whose key is not below `from`; rows: there is none. */
size_t key_block_find(const struct key_block *block, struct text from);

#endif
