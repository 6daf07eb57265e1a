/* SPDX-License-Identifier: Apache-2.0 */
#include "store/partition_walk.h"

#include <string.h>

#include "base/limits.h"
#include "store/key_cache.h"
#include "store/partition_inside.h"
#include "store/store_inside.h"

/* A seek costs about as much as so many steps. */
enum { STEPS_BEFORE_SEEK = 12 };

/* A walk that has passed over so many keys goes on in blocks: they cost to be read once, and little
 * after that. */
enum { WORK_BEFORE_BLOCKS = 2000 };

static void open_at(struct partition_walk *w, struct text from)
{
    bool indexed = w->index_no != 0;
    if (w->position.p != from.p) {
        buf_clear(&w->position);
        buf_put(&w->position, from);
    }
    query_begin(&w->q, w->tx, STATEMENTS_PARTITION,
                indexed ? PARTITION_INDEX_WALK : PARTITION_WALK);
    query_put_int(&w->q, indexed ? w->index_no : w->table_id);
    query_put_blob(&w->q, buf_text(&w->position));
    w->is_open = true;
}

static void close_walk(struct partition_walk *w)
{
    if (w->is_open && query_end(&w->q) != 0)
        w->failed = true;
    w->is_open = false;
}

void partition_walk_begin(struct partition_walk *w, struct text from)
{
    buf_init(&w->position, LIMIT_DOCUMENT_BYTES);
    buf_init(&w->target, LIMIT_DOCUMENT_BYTES);
    buf_init(&w->key, LIMIT_DOCUMENT_BYTES);
    bool in_order = w->index_no == 0 && w->filter;
    w->work = in_order && key_cache_is_at(store_keys(w->tx->store), w->tx->keys_mark) ? 0 : -1;
    enum expression_place place =
        w->filter ? expression_seek(w->filter, from, &w->target) : EXPRESSION_HERE;
    if (place == EXPRESSION_HERE)
        open_at(w, from);
    else if (place == EXPRESSION_ON)
        open_at(w, buf_text(&w->target));
    buf_clear(&w->target);
}

/* Goes to the target: by steps as long as it may be near. False: it was opened anew there. */
static bool step_on(struct partition_walk *w, struct text key, int *steps)
{
    if (w->target.n == 0 || text_compare(key, buf_text(&w->target)) >= 0) {
        buf_clear(&w->target);
        *steps = 0;
        return true;
    }
    if (++*steps < STEPS_BEFORE_SEEK)
        return false;
    *steps = 0;
    close_walk(w);
    if (!w->failed)
        open_at(w, buf_text(&w->target));
    return false;
}

/* From the key that is next on, by blocks. */
static void enter_blocks(struct partition_walk *w, struct text key)
{
    buf_clear(&w->position);
    buf_put(&w->position, key);
    close_walk(w);
    w->in_blocks = true;
}

/* Reads a block from the tree of keys. */
static struct key_block *read_block(struct partition_walk *w)
{
    struct key_block_builder *b =
        key_block_begin(w->table_id, buf_text(&w->position), w->keys_count);
    struct text high = {NULL, 0};
    struct buf next;
    buf_init(&next, LIMIT_DOCUMENT_BYTES);
    bool has_next =
        key_cache_next(store_keys(w->tx->store), w->table_id, buf_text(&w->position), &next);
    open_at(w, buf_text(&w->position));
    while (query_step(&w->q)) {
        struct text key = query_text(&w->q);
        if (has_next && text_compare(key, buf_text(&next)) >= 0)
            high = buf_text(&next);
        else if (key_block_is_full(b))
            high = key;
        if (high.p)
            break;
        key_block_add(b, key, query_int(&w->q));
    }
    struct key_block *block = key_block_end(b, high);
    buf_release(&next);
    close_walk(w);
    return block;
}

/* The block at the walk's position, with a verdict on each row; false where none is to be had. */
static bool load_block(struct partition_walk *w)
{
    struct key_cache *cache = store_keys(w->tx->store);
    struct arena scratch;
    w->block = key_cache_get(cache, w->table_id, buf_text(&w->position), w->tx->keys_mark);
    if (!w->block) {
        if (!key_cache_wants(cache, w->table_id))
            return false;
        w->block = read_block(w);
        if (w->failed)
            return false;
        key_cache_put(cache, w->block, w->tx->keys_mark);
    }
    arena_init(&scratch, SIZE_MAX, NULL);
    expression_judge(w->filter, w->block->columns, w->block->rows, &scratch, w->verdicts);
    arena_release(&scratch);
    w->row = key_block_find(w->block, buf_text(&w->position));
    return true;
}

/* On to the first place behind the block that the filter can want. */
static void leave_block(struct partition_walk *w)
{
    buf_clear(&w->position);
    buf_put(&w->position, w->block->high);
    w->is_over = w->block->high.p == NULL;
    key_block_release(w->block);
    w->block = NULL;
    if (w->is_over)
        return;
    enum expression_place place = expression_seek(w->filter, buf_text(&w->position), &w->target);
    w->is_over = place == EXPRESSION_NOWHERE;
    if (place == EXPRESSION_ON) {
        buf_clear(&w->position);
        buf_put(&w->position, buf_text(&w->target));
    }
    buf_clear(&w->target);
}

/* The next row that is not plainly out. */
static bool next_in_block(struct partition_walk *w, struct text *key, int64_t *id)
{
    struct key_block *b = w->block;
    while (w->row < b->rows && w->verdicts[w->row] == VERDICT_NO)
        w->row++;
    if (w->row == b->rows)
        return false;
    key_block_put_key(b, w->row, &w->key);
    *key = buf_text(&w->key);
    *id = w->table_id << 32 | b->numbers[w->row];
    if (w->verdicts[w->row++] == VERDICT_ERROR)
        w->failed = expression_matches(w->filter, *key, w->tx->err) < 0;
    return true;
}

static bool next_by_blocks(struct partition_walk *w, struct text *key, int64_t *id)
{
    while (!w->is_over && !w->failed) {
        if (!w->block && !load_block(w)) {
            w->in_blocks = false;
            w->work = -1;
            if (!w->failed)
                open_at(w, buf_text(&w->position));
            return false;
        }
        if (next_in_block(w, key, id))
            return !w->failed;
        leave_block(w);
    }
    return false;
}

static bool next_by_steps(struct partition_walk *w, struct text *key, int64_t *id)
{
    int steps = 0;
    while (w->is_open && query_step(&w->q)) {
        *key = query_text(&w->q);
        *id = query_int(&w->q);
        if (!w->filter)
            return true;
        if (w->work >= 0 && ++w->work > WORK_BEFORE_BLOCKS) {
            enter_blocks(w, *key);
            return false;
        }
        if (!step_on(w, *key, &steps))
            continue;
        enum expression_place place = expression_seek(w->filter, *key, &w->target);
        if (place == EXPRESSION_ON)
            continue;
        int matches =
            place == EXPRESSION_HERE ? expression_matches(w->filter, *key, w->tx->err) : 0;
        if (matches > 0)
            return true;
        w->failed = matches < 0;
        if (w->failed || place == EXPRESSION_NOWHERE)
            break;
    }
    close_walk(w);
    return false;
}

bool partition_walk_next(struct partition_walk *w, struct text *key, int64_t *id)
{
    for (;;) {
        bool by_blocks = w->in_blocks;
        if (by_blocks ? next_by_blocks(w, key, id) : next_by_steps(w, key, id))
            return true;
        if (w->failed || w->in_blocks == by_blocks)
            return false; /* the end, unless it goes on in the other way */
    }
}

int partition_walk_end(struct partition_walk *w)
{
    close_walk(w);
    key_block_release(w->block);
    buf_release(&w->position);
    buf_release(&w->target);
    buf_release(&w->key);
    return w->failed ? -1 : 0;
}
