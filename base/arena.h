/* SPDX-License-Identifier: Apache-2.0
 * An arena: memory that is given out piece by piece and freed at once. One per request, one per
 * crawled folder. Not thread-safe; it may be handed from thread to thread.
 *
 * An arena has a limit. Passing it does not fail the allocation: the arena marks itself as over,
 * and whoever turns bytes from outside into objects asks `arena_over` once per object and stops
 * with an error. A budget, if given, is shared by many arenas and counted in whole chunks; passing
 * it marks the arena in the same way. */
#ifndef PROPOLIS_BASE_ARENA_H
#define PROPOLIS_BASE_ARENA_H

#include <stdatomic.h>

#include "base/compiler.h"
#include "base/text.h"

struct budget {
    size_t bytes_max;
    atomic_size_t bytes_used;
};

struct arena_chunk;

struct arena {
    struct arena_chunk *chunks; /* newest first */
    char *free, *end;           /* what is left of the newest one */
    size_t bytes_used, bytes_max;
    struct budget *budget; /* borrowed, may be NULL */
    bool over;
};

/* An empty arena; it allocates nothing until it is used. */
void arena_init(struct arena *a, size_t bytes_max, struct budget *budget);

/* Frees everything. The arena may be used again afterwards. */
void arena_release(struct arena *a);

/* `bytes` of zeroed memory, aligned for any object, valid until the arena is released. Never NULL.
 */
void *arena_alloc(struct arena *a, size_t bytes) MUST_CHECK;

/* Space for `count` objects of type T. */
#define ARENA_NEW(a, T)          ((T *)arena_alloc((a), sizeof(T)))
#define ARENA_ARRAY(a, T, count) ((T *)arena_alloc((a), sizeof(T) * (count)))

/* A copy of the bytes, with a NUL behind it that is not counted. */
struct text arena_copy(struct arena *a, struct text t);

/* A text from a printf format, with a NUL behind it. */
struct text arena_printf(struct arena *a, const char *format, ...) PRINTF_LIKE(2, 3);

/* A copy with ASCII upper-case letters folded to lower case: how catalog names are kept. */
struct text arena_fold(struct arena *a, struct text t);

/* True once more was taken than the limit or the budget allows. */
bool arena_over(const struct arena *a);

#endif
