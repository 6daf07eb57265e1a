/* SPDX-License-Identifier: Apache-2.0 */
#include "api/operations/existence.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "api/operations/projection_settings.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/memory.h"
#include "lake/lake.h"

/* ---- what all calls share: a table of hashes, in which old answers give way to new ones ---- */

enum { SLOTS = 1 << 17, WAYS = 4 };

struct slot {
    uint64_t hash;
    int64_t until_ms; /* negative: it does not exist, until then */
};

struct existence {
    pthread_mutex_t lock;
    struct slot *slots; /* NULL until something is remembered */
};

struct existence *existence_new(void)
{
    struct existence *e = memory_new(sizeof *e);
    pthread_mutex_init(&e->lock, NULL);
    return e;
}

void existence_free(struct existence *e)
{
    if (!e)
        return;
    pthread_mutex_destroy(&e->lock);
    free(e->slots);
    free(e);
}

/* FNV-1a with its bits mixed: 64 of them, so that two folders are hardly ever taken for one. */
static uint64_t hash_of(struct text t)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < t.n; i++)
        h = (h ^ (unsigned char)t.p[i]) * UINT64_C(0x100000001b3);
    h = (h ^ h >> 33) * UINT64_C(0xff51afd7ed558ccd);
    h ^= h >> 29;
    return h ? h : 1;
}

static enum exists recall(struct existence *e, uint64_t hash, int64_t now_ms)
{
    enum exists found = EXISTS_UNKNOWN;
    if (!e)
        return found;
    pthread_mutex_lock(&e->lock);
    for (size_t i = 0; e->slots && i < WAYS; i++) {
        const struct slot *slot = &e->slots[(hash + i) % SLOTS];
        if (slot->hash == hash && llabs(slot->until_ms) > now_ms)
            found = slot->until_ms < 0 ? EXISTS_NOT : EXISTS_YES;
    }
    pthread_mutex_unlock(&e->lock);
    return found;
}

static void remember(struct existence *e, uint64_t hash, enum exists exists, int64_t until_ms)
{
    if (!e)
        return;
    pthread_mutex_lock(&e->lock);
    if (!e->slots)
        e->slots = memory_new(SLOTS * sizeof *e->slots);
    struct slot *oldest = &e->slots[hash % SLOTS];
    for (size_t i = 0; i < WAYS; i++) {
        struct slot *slot = &e->slots[(hash + i) % SLOTS];
        if (slot->hash == hash || llabs(slot->until_ms) < llabs(oldest->until_ms))
            oldest = slot;
        if (slot->hash == hash)
            break;
    }
    *oldest = (struct slot){hash, exists == EXISTS_YES ? until_ms : -until_ms};
    pthread_mutex_unlock(&e->lock);
}

/* ---- what one call has asked ---- */

struct question {
    struct text folder; /* ends with a slash */
    struct text above;  /* the folder that it lies in, likewise */
    uint64_t hash;
    enum exists answer;
};

/* All of them in the call's arena. `by_hash` holds one more than an index; 0: free. */
enum { QUESTIONS_ROOM = EXISTENCE_ASKED_MAX + EXISTENCE_NOTED_MAX, HASH_ROOM = 1 << 16 };
struct questions {
    struct question items[QUESTIONS_ROOM];
    uint32_t by_hash[HASH_ROOM];
    size_t count;    /* all */
    size_t answered; /* those before are */
};

static struct question *find(struct questions *q, uint64_t hash)
{
    for (size_t at = hash % HASH_ROOM; q->by_hash[at]; at = (at + 1) % HASH_ROOM)
        if (q->items[q->by_hash[at] - 1].hash == hash)
            return &q->items[q->by_hash[at] - 1];
    return NULL;
}

static int fetch(struct call *call);

static void note(struct call *call, struct text folder, uint64_t hash)
{
    struct questions *q = call->questions;
    size_t at = hash % HASH_ROOM, end = folder.n - 1;
    call->fetch = fetch;
    if (q->count == QUESTIONS_ROOM)
        return;
    while (end > 0 && folder.p[end - 1] != '/')
        end--;
    folder = arena_copy(&call->arena, folder);
    q->items[q->count++] = (struct question){folder, {folder.p, end}, hash, EXISTS_UNKNOWN};
    while (q->by_hash[at])
        at = (at + 1) % HASH_ROOM;
    q->by_hash[at] = (uint32_t)q->count;
}

enum exists existence_ask(struct call *call, struct text location)
{
    struct existence *shared = projection_settings(call->service)->existence;
    struct buf folder;
    if (!call->questions)
        call->questions = ARENA_NEW(&call->arena, struct questions);
    while (location.n > 0 && location.p[location.n - 1] == '/')
        location.n--;
    buf_init(&folder, LIMIT_DOCUMENT_BYTES);
    buf_put(&folder, location);
    buf_put_char(&folder, '/');
    uint64_t hash = hash_of(buf_text(&folder));
    const struct question *asked = find(call->questions, hash);
    enum exists exists = asked ? asked->answer : recall(shared, hash, clock_now_ms());
    if (exists == EXISTS_UNKNOWN && !asked)
        note(call, buf_text(&folder), hash);
    buf_release(&folder);
    return exists;
}

size_t existence_noted(const struct call *call)
{
    const struct questions *q = call->questions;
    return q ? q->count - q->answered : 0;
}

size_t existence_asked(const struct call *call)
{
    const struct questions *q = call->questions;
    return q ? q->count : 0;
}

/* ---- asking the lake ---- */

/* Folders side by side from which on the one above is listed, and how many pages of it are read at
 * most: then the folders are asked for one by one. */
enum { LIST_FROM = 4, LIST_PAGES_MAX = 50 };

struct asking {
    struct call *call;
    struct lake *lake;
};

/* One listing: of a folder by itself, or of the one above several. */
struct listing {
    struct asking *asking;
    struct question *first; /* sorted by folder */
    size_t count;
    bool is_above;
    int pages;
};

static int by_folder(const void *a, const void *b)
{
    const struct question *x = a, *y = b;
    return text_compare(x->folder, y->folder);
}

static int by_name(const void *key, const void *item)
{
    const struct text *name = key;
    const struct question *q = item;
    struct text of_item = {q->folder.p + q->above.n, q->folder.n - q->above.n - 1};
    struct text mine = *name;
    /* The slash behind the names takes part in the order of the folders. */
    size_t n = mine.n < of_item.n ? mine.n : of_item.n;
    int order = n ? memcmp(mine.p, of_item.p, n) : 0;
    if (order != 0 || mine.n == of_item.n)
        return order;
    if (mine.n < of_item.n)
        return '/' - (unsigned char)of_item.p[n];
    return (unsigned char)mine.p[n] - '/';
}

static void answer_all(struct listing *l, enum exists answer)
{
    for (size_t i = 0; i < l->count; i++)
        if (l->first[i].answer == EXISTS_UNKNOWN)
            l->first[i].answer = answer;
}

static void ask_alone(struct asking *a, struct question *q);

/* Where folders lie is the table's to say, and who may see them the lake's: neither is a matter of
 * the caller's rights here. */
static void fail_at(struct asking *a, struct text location, const struct err *e)
{
    bool is_tables = e->code == ERR_ACCESS_DENIED || e->code == ERR_VALIDATION;
    struct err told = *e;
    err_clear(&a->call->err);
    err_set(&a->call->err, is_tables ? ERR_INVALID : told.code,
            "propolis.projection.exists: %.*s: %s", TEXT_ARG(text_cut(location, 300)), told.text);
}

static bool on_failure(struct listing *l, struct err *e)
{
    if (e->code == ERR_NOT_FOUND)
        answer_all(l, EXISTS_NOT);
    else
        fail_at(l->asking, l->first->folder, e);
    return false;
}

static bool on_page(void *context, const struct lake_page *page, struct err *e)
{
    struct listing *l = context;
    if (!page)
        return on_failure(l, e);
    if (!l->is_above) {
        bool is_there = page->folder_count > 0 || page->object_count > 0;
        if (is_there || page->last)
            l->first->answer = is_there ? EXISTS_YES : EXISTS_NOT;
        return !is_there;
    }
    for (size_t i = 0; i < page->folder_count; i++) {
        struct question *hit =
            bsearch(&page->folders[i].name, l->first, l->count, sizeof *l->first, by_name);
        if (hit)
            hit->answer = EXISTS_YES;
    }
    if (page->last)
        answer_all(l, EXISTS_NOT);
    if (++l->pages < LIST_PAGES_MAX || page->last)
        return true;
    for (size_t i = 0; i < l->count; i++)
        if (l->first[i].answer == EXISTS_UNKNOWN)
            ask_alone(l->asking, &l->first[i]);
    return false;
}

static void list(struct asking *a, struct text location, const struct listing *wanted)
{
    struct listing *l = ARENA_NEW(&a->call->arena, struct listing);
    struct location folder;
    struct err err = {.code = ERR_NONE};
    *l = *wanted;
    l->asking = a;
    if (location_decode(&folder, location, &err) == 0)
        lake_list(a->lake, &folder, on_page, l);
    else
        fail_at(a, location, &err);
}

static void ask_alone(struct asking *a, struct question *q)
{
    list(a, q->folder, &(struct listing){.first = q, .count = 1});
}

static void ask(struct asking *a, struct question *q, size_t count)
{
    for (size_t i = 0, n; i < count; i += n) {
        for (n = 1; i + n < count && text_equal(q[i].above, q[i + n].above);)
            n++;
        if (n >= LIST_FROM)
            list(a, q[i].above, &(struct listing){.first = &q[i], .count = n, .is_above = true});
        else
            for (size_t j = 0; j < n; j++)
                ask_alone(a, &q[i + j]);
    }
}

/* Sorting has moved them. */
static void index_again(struct questions *q, size_t begin)
{
    memset(q->by_hash, 0, sizeof q->by_hash);
    for (size_t i = 0; i < q->count; i++) {
        size_t at = q->items[i].hash % HASH_ROOM;
        while (q->by_hash[at])
            at = (at + 1) % HASH_ROOM;
        q->by_hash[at] = (uint32_t)(i + 1);
    }
    q->answered = begin;
}

static int fetch(struct call *call)
{
    const struct projection_settings *settings = projection_settings(call->service);
    struct questions *q = call->questions;
    struct asking a = {.call = call};
    struct question *first = &q->items[q->answered];
    size_t count = q->count - q->answered;
    int64_t deadline_us = clock_monotonic_us() + LIMIT_POOLED_READ_US;
    if (lake_open(&a.lake, call->service->lake, &call->err) != 0)
        return -1;
    qsort(first, count, sizeof *first, by_folder);
    ask(&a, first, count);
    while (call->err.code == ERR_NONE && lake_unfinished(a.lake) > 0) {
        if (clock_monotonic_us() > deadline_us)
            err_set(&call->err, ERR_TIMEOUT,
                    "propolis.projection.exists: the folders could not be listed in time.");
        else
            lake_step(a.lake, 100);
    }
    lake_close(a.lake);
    for (size_t i = 0; i < count && settings->exists_ms > 0; i++)
        if (first[i].answer != EXISTS_UNKNOWN)
            remember(settings->existence, first[i].hash, first[i].answer,
                     clock_now_ms() + settings->exists_ms);
    index_again(q, q->count);
    return call->err.code == ERR_NONE ? 0 : -1;
}
