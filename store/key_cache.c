/* SPDX-License-Identifier: Apache-2.0 */
#include "store/key_cache.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/memory.h"

enum {
    TABLES = 256, /* lists, by the table's number */
    BLOCKS_MIN = 16,
    TOUCHED_MAX = 4096, /* keys of one commit; with more, all blocks go */
    FIRST_EPOCH = 2
};

/* Blocks of the tables of one list, by table and first key. */
struct blocks {
    struct key_block **items;
    uint64_t *used; /* when each was asked for last */
    uint64_t *read; /* the epoch of its snapshot */
    size_t count, room;
    uint64_t changed; /* the last epoch that changed keys of these tables */
};

struct key_cache {
    size_t bytes_max;
    pthread_mutex_t lock;
    struct blocks tables[TABLES];
    size_t bytes, keys;
    uint64_t clock;
    int64_t hits, misses;
    atomic_ullong epoch;
    /* The writer's thread alone uses these. */
    struct arena touched_keys;
    struct {
        int64_t table_id;
        struct text key;
    } touched[TOUCHED_MAX];
    size_t touched_count;
    bool touched_all, committing;
};

struct key_cache *key_cache_new(size_t bytes_max)
{
    struct key_cache *cache = memory_new(sizeof *cache);
    cache->bytes_max = bytes_max;
    atomic_store(&cache->epoch, FIRST_EPOCH);
    pthread_mutex_init(&cache->lock, NULL);
    arena_init(&cache->touched_keys, SIZE_MAX, NULL);
    return cache;
}

uint64_t key_cache_mark(struct key_cache *cache)
{
    uint64_t epoch = atomic_load(&cache->epoch);
    return epoch % 2 == 0 ? epoch : 0;
}

bool key_cache_is_at(struct key_cache *cache, uint64_t mark)
{
    return mark != 0 && cache->bytes_max > 0 && atomic_load(&cache->epoch) == mark;
}

static struct blocks *blocks_of(struct key_cache *cache, int64_t table_id)
{
    return &cache->tables[(uint64_t)table_id % TABLES];
}

static int compare(const struct key_block *block, int64_t table_id, struct text key)
{
    if (block->table_id != table_id)
        return block->table_id < table_id ? -1 : 1;
    return text_compare(block->low, key);
}

/* The place behind the last block that begins at or below a key. */
static size_t find(const struct blocks *b, int64_t table_id, struct text key)
{
    size_t low = 0, high = b->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare(b->items[middle], table_id, key) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool holds(const struct key_block *block, int64_t table_id, struct text key)
{
    return block->table_id == table_id && text_compare(block->low, key) <= 0 &&
           (!block->high.p || text_compare(key, block->high) < 0);
}

struct key_block *key_cache_get(struct key_cache *cache, int64_t table_id, struct text from,
                                uint64_t mark)
{
    struct key_block *found = NULL;
    pthread_mutex_lock(&cache->lock);
    struct blocks *b = blocks_of(cache, table_id);
    size_t at = find(b, table_id, from);
    if (at > 0 && holds(b->items[at - 1], table_id, from) && b->read[at - 1] <= mark) {
        found = b->items[at - 1];
        b->used[at - 1] = ++cache->clock;
        key_block_use(found);
    }
    cache->hits += found != NULL;
    cache->misses += found == NULL;
    pthread_mutex_unlock(&cache->lock);
    return found;
}

bool key_cache_next(struct key_cache *cache, int64_t table_id, struct text from, struct buf *low)
{
    buf_clear(low);
    pthread_mutex_lock(&cache->lock);
    struct blocks *b = blocks_of(cache, table_id);
    size_t at = find(b, table_id, from);
    bool is_there = at < b->count && b->items[at]->table_id == table_id;
    if (is_there)
        buf_put(low, b->items[at]->low);
    pthread_mutex_unlock(&cache->lock);
    return is_there;
}

static void drop(struct key_cache *cache, struct blocks *b, size_t at)
{
    size_t behind = b->count - at - 1;
    cache->bytes -= b->items[at]->bytes;
    cache->keys -= b->items[at]->rows;
    key_block_release(b->items[at]);
    memmove(&b->items[at], &b->items[at + 1], behind * sizeof *b->items);
    memmove(&b->used[at], &b->used[at + 1], behind * sizeof *b->used);
    memmove(&b->read[at], &b->read[at + 1], behind * sizeof *b->read);
    b->count--;
}

/* The block that nobody has asked for the longest; false: there is none. */
static bool find_oldest(struct key_cache *cache, struct blocks **of, size_t *at)
{
    uint64_t oldest = UINT64_MAX;
    for (size_t t = 0; t < TABLES; t++)
        for (size_t i = 0; i < cache->tables[t].count; i++)
            if (cache->tables[t].used[i] < oldest) {
                oldest = cache->tables[t].used[i];
                *of = &cache->tables[t];
                *at = i;
            }
    return oldest != UINT64_MAX;
}

bool key_cache_wants(struct key_cache *cache, int64_t table_id)
{
    struct blocks *of;
    size_t at, usual = cache->bytes_max / 64;
    pthread_mutex_lock(&cache->lock);
    bool wants = cache->bytes + usual <= cache->bytes_max || !find_oldest(cache, &of, &at) ||
                 of->items[at]->table_id != table_id;
    pthread_mutex_unlock(&cache->lock);
    return wants;
}

static void grow(struct blocks *b)
{
    if (b->count < b->room)
        return;
    b->room = b->room ? b->room * 2 : BLOCKS_MIN;
    b->items = memory_resize(b->items, b->room * sizeof *b->items);
    b->used = memory_resize(b->used, b->room * sizeof *b->used);
    b->read = memory_resize(b->read, b->room * sizeof *b->read);
}

static void insert(struct key_cache *cache, struct blocks *b, struct key_block *block,
                   uint64_t mark)
{
    grow(b);
    size_t at = find(b, block->table_id, block->low), behind = b->count - at;
    memmove(&b->items[at + 1], &b->items[at], behind * sizeof *b->items);
    memmove(&b->used[at + 1], &b->used[at], behind * sizeof *b->used);
    memmove(&b->read[at + 1], &b->read[at], behind * sizeof *b->read);
    b->items[at] = block;
    b->used[at] = ++cache->clock;
    b->read[at] = mark;
    b->count++;
    key_block_use(block);
    cache->bytes += block->bytes;
    cache->keys += block->rows;
}

/* A key that comes or goes drops one block, so no two may claim the same place. */
static bool overlaps(const struct blocks *b, const struct key_block *block)
{
    size_t at = find(b, block->table_id, block->low);
    if (at > 0 && holds(b->items[at - 1], block->table_id, block->low))
        return true;
    return at < b->count && holds(block, b->items[at]->table_id, b->items[at]->low);
}

void key_cache_put(struct key_cache *cache, struct key_block *block, uint64_t mark)
{
    struct blocks *of, *b = blocks_of(cache, block->table_id);
    size_t oldest;
    if (block->rows == 0 || block->bytes > cache->bytes_max)
        return;
    pthread_mutex_lock(&cache->lock);
    if (b->changed <= mark && !overlaps(b, block)) {
        while (cache->bytes + block->bytes > cache->bytes_max && find_oldest(cache, &of, &oldest))
            drop(cache, of, oldest);
        insert(cache, b, block, mark);
    }
    pthread_mutex_unlock(&cache->lock);
}

void key_cache_touch(struct key_cache *cache, int64_t table_id, struct text key)
{
    if (cache->touched_count == TOUCHED_MAX) {
        cache->touched_all = true;
        return;
    }
    cache->touched[cache->touched_count].table_id = table_id;
    cache->touched[cache->touched_count++].key = arena_copy(&cache->touched_keys, key);
}

static void drop_touched(struct key_cache *cache, uint64_t epoch)
{
    for (size_t i = 0; i < cache->touched_count; i++) {
        struct blocks *b = blocks_of(cache, cache->touched[i].table_id);
        size_t at = find(b, cache->touched[i].table_id, cache->touched[i].key);
        b->changed = epoch;
        if (at > 0 && holds(b->items[at - 1], cache->touched[i].table_id, cache->touched[i].key))
            drop(cache, b, at - 1);
    }
}

static void drop_all(struct key_cache *cache, uint64_t epoch)
{
    for (size_t t = 0; t < TABLES; t++) {
        cache->tables[t].changed = epoch;
        while (cache->tables[t].count > 0)
            drop(cache, &cache->tables[t], cache->tables[t].count - 1);
    }
}

void key_cache_begin_commit(struct key_cache *cache)
{
    cache->committing = cache->touched_count > 0 || cache->touched_all;
    if (!cache->committing)
        return;
    uint64_t epoch = atomic_fetch_add(&cache->epoch, 1) + 1;
    pthread_mutex_lock(&cache->lock);
    if (cache->touched_all)
        drop_all(cache, epoch);
    else
        drop_touched(cache, epoch);
    pthread_mutex_unlock(&cache->lock);
}

void key_cache_end_commit(struct key_cache *cache)
{
    if (cache->committing)
        atomic_fetch_add(&cache->epoch, 1);
    arena_release(&cache->touched_keys);
    cache->touched_count = 0;
    cache->touched_all = cache->committing = false;
}

void key_cache_figures(struct key_cache *cache, struct key_cache_figures *out)
{
    pthread_mutex_lock(&cache->lock);
    *out = (struct key_cache_figures){cache->hits, cache->misses, (int64_t)cache->bytes,
                                      (int64_t)cache->keys};
    pthread_mutex_unlock(&cache->lock);
}

void key_cache_free(struct key_cache *cache)
{
    if (!cache)
        return;
    drop_all(cache, 0);
    for (size_t t = 0; t < TABLES; t++) {
        free(cache->tables[t].items);
        free(cache->tables[t].used);
        free(cache->tables[t].read);
    }
    arena_release(&cache->touched_keys);
    pthread_mutex_destroy(&cache->lock);
    free(cache);
}
