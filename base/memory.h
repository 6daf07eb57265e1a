/* SPDX-License-Identifier: Apache-2.0
 * Allocation that cannot fail: when the system has no memory the process ends with one log line,
 * because every size that comes from outside is bounded before it is used
 * (docs/decisions/0001-allocation-failure-aborts.md). */
#ifndef PROPOLIS_BASE_MEMORY_H
#define PROPOLIS_BASE_MEMORY_H

#include "base/compiler.h"

/* New, zeroed. Free with free(). */
void *memory_new(size_t bytes) MUST_CHECK;

/* Grows or shrinks a block; takes `old`, which may be NULL. */
void *memory_resize(void *old, size_t bytes) MUST_CHECK;

/* A new NUL-terminated copy. */
char *memory_copy_string(const char *string) MUST_CHECK;

/* Gives freed memory back to the system: for the end of work that took many times what the server
 * needs otherwise. Does nothing under AddressSanitizer, which has an allocator of its own. */
void memory_give_back(void);

/* Prints one line and aborts. For jansson's and SQLite's allocation hooks too. */
NORETURN void memory_exhausted(size_t bytes);

#endif
