/* SPDX-License-Identifier: Apache-2.0 */
#include "store/object_cache.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum {
    SHARDS = 16, /* more than cores, so that listeners rarely meet */
    KEY_BYTES_MAX = 1024,
    BUCKETS_MIN = 64,
    TOUCHED_MAX = 4096 /* a commit that touches more empties the cache instead */
};

struct entry {
    struct entry *chain;         /* the next one in its bucket */
    struct entry *newer, *older; /* by last use */
    uint64_t hash;
    struct object_mark mark;
    size_t key_bytes, document_bytes;
    char bytes[]; /* key, document */
};

struct shard {
    pthread_mutex_t lock;
    struct entry **buckets;
    size_t buckets_count, entries, bytes;
    struct entry *newest, *oldest;
    uint64_t epoch;
    int64_t hits, misses;
};

struct object_cache {
    size_t shard_bytes_max;
    struct shard shards[SHARDS];
    /* The writer's thread alone uses these between touch and publish. */
    uint64_t touched[TOUCHED_MAX];
    size_t touched_count;
    bool touched_all;
};

struct flat_key {
    char bytes[KEY_BYTES_MAX];
    size_t n;
    uint64_t hash;
};

/* False for keys that are too long to be cached. */
static bool flatten(const struct cache_key *key, struct flat_key *flat)
{
    const struct text parts[] = {key->catalog, key->database, key->table};
    flat->n = 0;
    flat->hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < COUNT(parts); i++) {
        if (flat->n + parts[i].n + 1 > sizeof flat->bytes)
            return false;
        if (parts[i].n)
            memcpy(flat->bytes + flat->n, parts[i].p, parts[i].n);
        flat->n += parts[i].n;
        flat->bytes[flat->n++] = '\0';
    }
    for (size_t i = 0; i < flat->n; i++)
        flat->hash = (flat->hash ^ (unsigned char)flat->bytes[i]) * UINT64_C(1099511628211);
    flat->hash ^= flat->hash >> 29;
    return true;
}

struct object_cache *object_cache_new(size_t bytes_max)
{
    struct object_cache *cache = memory_new(sizeof *cache);
    cache->shard_bytes_max = bytes_max / SHARDS;
    for (size_t i = 0; i < SHARDS; i++)
        pthread_mutex_init(&cache->shards[i].lock, NULL);
    return cache;
}

static struct shard *shard_of(struct object_cache *cache, uint64_t hash)
{
    return &cache->shards[hash >> 56 & (SHARDS - 1)];
}

static void unlink_use(struct shard *s, struct entry *e)
{
    *(e->newer ? &e->newer->older : &s->newest) = e->older;
    *(e->older ? &e->older->newer : &s->oldest) = e->newer;
}

static void link_newest(struct shard *s, struct entry *e)
{
    e->newer = NULL;
    e->older = s->newest;
    *(s->newest ? &s->newest->newer : &s->oldest) = e;
    s->newest = e;
}

static struct entry **find(struct shard *s, uint64_t hash, const struct flat_key *flat)
{
    static struct entry *const nothing = NULL;
    if (s->buckets_count == 0)
        return (struct entry **)&nothing;
    struct entry **link = &s->buckets[hash & (s->buckets_count - 1)];
    for (; *link; link = &(*link)->chain)
        if ((*link)->hash == hash && (!flat || ((*link)->key_bytes == flat->n &&
                                                memcmp((*link)->bytes, flat->bytes, flat->n) == 0)))
            break;
    return link;
}

static void drop(struct shard *s, struct entry **link)
{
    struct entry *e = *link;
    *link = e->chain;
    unlink_use(s, e);
    s->entries--;
    s->bytes -= sizeof *e + e->key_bytes + e->document_bytes;
    free(e);
}

static void drop_all(struct shard *s)
{
    for (size_t i = 0; i < s->buckets_count; i++)
        while (s->buckets[i])
            drop(s, &s->buckets[i]);
}

static void widen(struct shard *s)
{
    if (s->entries < s->buckets_count)
        return;
    size_t count = s->buckets_count ? s->buckets_count * 2 : BUCKETS_MIN;
    struct entry **buckets = memory_new(count * sizeof *buckets);
    for (struct entry *e = s->newest; e; e = e->older) {
        e->chain = buckets[e->hash & (count - 1)];
        buckets[e->hash & (count - 1)] = e;
    }
    free(s->buckets);
    s->buckets = buckets;
    s->buckets_count = count;
}

bool object_cache_get(struct object_cache *cache, const struct cache_key *key, struct buf *out,
                      struct object_mark *mark, uint64_t *epoch)
{
    struct flat_key flat;
    if (!flatten(key, &flat))
        return false;
    struct shard *s = shard_of(cache, flat.hash);
    pthread_mutex_lock(&s->lock);
    struct entry *e = *find(s, flat.hash, &flat);
    *epoch = s->epoch;
    if (e) {
        buf_put(out, (struct text){e->bytes + e->key_bytes, e->document_bytes});
        *mark = e->mark;
        unlink_use(s, e);
        link_newest(s, e);
    }
    s->hits += e != NULL;
    s->misses += e == NULL;
    pthread_mutex_unlock(&s->lock);
    return e != NULL;
}

void object_cache_put(struct object_cache *cache, const struct cache_key *key, struct text document,
                      struct object_mark mark, uint64_t epoch)
{
    struct flat_key flat;
    size_t bytes = sizeof(struct entry) + document.n;
    if (!flatten(key, &flat) || (bytes += flat.n) > cache->shard_bytes_max / 4)
        return;
    struct entry *e = memory_new(bytes);
    e->hash = flat.hash;
    e->mark = mark;
    e->key_bytes = flat.n;
    e->document_bytes = document.n;
    memcpy(e->bytes, flat.bytes, flat.n);
    memcpy(e->bytes + flat.n, document.p, document.n);
    struct shard *s = shard_of(cache, flat.hash);
    pthread_mutex_lock(&s->lock);
    if (s->epoch != epoch || *find(s, flat.hash, &flat)) {
        pthread_mutex_unlock(&s->lock);
        free(e);
        return;
    }
    while (s->oldest && s->bytes + bytes > cache->shard_bytes_max) {
        struct entry **link = &s->buckets[s->oldest->hash & (s->buckets_count - 1)];
        while (*link != s->oldest)
            link = &(*link)->chain;
        drop(s, link);
    }
    widen(s);
    struct entry **bucket = &s->buckets[e->hash & (s->buckets_count - 1)];
    e->chain = *bucket;
    *bucket = e;
    link_newest(s, e);
    s->entries++;
    s->bytes += bytes;
    pthread_mutex_unlock(&s->lock);
}

void object_cache_touch(struct object_cache *cache, const struct cache_key *key)
{
    struct flat_key flat;
    if (!key->table.p || cache->touched_count == TOUCHED_MAX)
        cache->touched_all = true;
    else if (flatten(key, &flat))
        cache->touched[cache->touched_count++] = flat.hash;
}

void object_cache_publish(struct object_cache *cache)
{
    for (size_t i = 0; cache->touched_all && i < SHARDS; i++) {
        struct shard *s = &cache->shards[i];
        pthread_mutex_lock(&s->lock);
        s->epoch++;
        drop_all(s);
        pthread_mutex_unlock(&s->lock);
    }
    for (size_t i = 0; !cache->touched_all && i < cache->touched_count; i++) {
        struct shard *s = shard_of(cache, cache->touched[i]);
        pthread_mutex_lock(&s->lock);
        s->epoch++;
        /* Whatever has the hash goes: dropping one too many is harmless. */
        for (struct entry **link; *(link = find(s, cache->touched[i], NULL));)
            drop(s, link);
        pthread_mutex_unlock(&s->lock);
    }
    cache->touched_count = 0;
    cache->touched_all = false;
}

void object_cache_figures(struct object_cache *cache, struct object_cache_figures *out)
{
    *out = (struct object_cache_figures){0};
    for (size_t i = 0; i < SHARDS; i++) {
        struct shard *s = &cache->shards[i];
        pthread_mutex_lock(&s->lock);
        out->hits += s->hits;
        out->misses += s->misses;
        out->bytes += (int64_t)s->bytes;
        pthread_mutex_unlock(&s->lock);
    }
}

void object_cache_free(struct object_cache *cache)
{
    for (size_t i = 0; cache && i < SHARDS; i++) {
        drop_all(&cache->shards[i]);
        free(cache->shards[i].buckets);
        pthread_mutex_destroy(&cache->shards[i].lock);
    }
    free(cache);
}
