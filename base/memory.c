/* SPDX-License-Identifier: Apache-2.0 */
#include "base/memory.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

NORETURN void memory_exhausted(size_t bytes)
{
    fprintf(stderr, "propolis: out of memory (%zu bytes wanted)\n", bytes);
    abort();
}

void *memory_new(size_t bytes)
{
    void *p = calloc(1, bytes ? bytes : 1);
    if (!p)
        memory_exhausted(bytes);
    return p;
}

void *memory_resize(void *old, size_t bytes)
{
    void *p = realloc(old, bytes ? bytes : 1);
    if (!p)
        memory_exhausted(bytes);
    return p;
}

char *memory_copy_string(const char *string)
{
    size_t n = strlen(string) + 1;
    return memcpy(memory_new(n), string, n);
}

#if defined(__SANITIZE_ADDRESS__)
#define HAS_OWN_ALLOCATOR 1
#elif defined(__has_feature)
#define HAS_OWN_ALLOCATOR __has_feature(address_sanitizer)
#else
#define HAS_OWN_ALLOCATOR 0
#endif

void memory_give_back(void)
{
    if (!HAS_OWN_ALLOCATOR)
        malloc_trim(0);
}
