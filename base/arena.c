/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { CHUNK_BYTES_MIN = 4096, CHUNK_BYTES_MAX = 1 << 20 };

struct arena_chunk {
    struct arena_chunk *next;
    size_t bytes;
    _Alignas(max_align_t) char data[];
};

void arena_init(struct arena *a, size_t bytes_max, struct budget *budget)
{
    *a = (struct arena){.bytes_max = bytes_max, .budget = budget};
}

void arena_release(struct arena *a)
{
    for (struct arena_chunk *chunk = a->chunks, *next; chunk; chunk = next) {
        next = chunk->next;
        free(chunk);
    }
    if (a->budget)
        atomic_fetch_sub(&a->budget->bytes_used, a->bytes_used);
    arena_init(a, a->bytes_max, a->budget);
}

/* Chunks double up to a megabyte, so that a small request costs one small block and a large one few
 * blocks. */
static void add_chunk(struct arena *a, size_t bytes)
{
    size_t size = a->bytes_used < CHUNK_BYTES_MIN ? CHUNK_BYTES_MIN : a->bytes_used;
    if (size > CHUNK_BYTES_MAX)
        size = CHUNK_BYTES_MAX;
    if (size < bytes)
        size = bytes;
    struct arena_chunk *chunk = malloc(sizeof *chunk + size);
    if (!chunk)
        memory_exhausted(size);
    chunk->next = a->chunks;
    chunk->bytes = size;
    a->chunks = chunk;
    a->free = chunk->data;
    a->end = chunk->data + size;
    a->bytes_used += size;
    if (a->bytes_used > a->bytes_max)
        a->over = true;
    if (a->budget && atomic_fetch_add(&a->budget->bytes_used, size) + size > a->budget->bytes_max)
        a->over = true;
}

void *arena_alloc(struct arena *a, size_t bytes)
{
    size_t wanted = bytes ? bytes : 1; /* nothing is a place of its own too */
    size_t aligned = (wanted + _Alignof(max_align_t) - 1) & ~(_Alignof(max_align_t) - 1);
    if (aligned < bytes)
        memory_exhausted(bytes);
    if (!a->chunks || aligned > (size_t)(a->end - a->free))
        add_chunk(a, aligned);
    void *p = a->free;
    a->free += aligned;
    memset(p, 0, aligned);
    return p;
}

struct text arena_copy(struct arena *a, struct text t)
{
    char *p = arena_alloc(a, t.n + 1);
    if (t.n)
        memcpy(p, t.p, t.n);
    return (struct text){p, t.n};
}

struct text arena_printf(struct arena *a, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *p = arena_alloc(a, (size_t)(n < 0 ? 0 : n) + 1);
    if (n > 0)
        vsnprintf(p, (size_t)n + 1, format, again);
    va_end(again);
    return (struct text){p, n < 0 ? 0 : (size_t)n};
}

struct text arena_fold(struct arena *a, struct text t)
{
    char *p = arena_alloc(a, t.n + 1);
    for (size_t i = 0; i < t.n; i++)
        p[i] = (char)(t.p[i] >= 'A' && t.p[i] <= 'Z' ? t.p[i] + ('a' - 'A') : t.p[i]);
    return (struct text){p, t.n};
}

bool arena_over(const struct arena *a)
{
    return a->over;
}
