/* SPDX-License-Identifier: Apache-2.0
 * A growing buffer with a mandatory maximum. What would pass the maximum is dropped and the buffer
 * remembers that: write a whole message, then ask `buf_over` once. */
#ifndef PROPOLIS_BASE_BUF_H
#define PROPOLIS_BASE_BUF_H

#include "base/compiler.h"
#include "base/text.h"

struct buf {
    char *p;
    size_t n, room, bytes_max;
    bool over;
};

/* An empty buffer; allocates nothing until it is written to. */
void buf_init(struct buf *b, size_t bytes_max);
void buf_release(struct buf *b);

/* Empties the buffer and keeps its memory. */
void buf_clear(struct buf *b);

void buf_put(struct buf *b, struct text t);
void buf_put_string(struct buf *b, const char *string);
void buf_put_char(struct buf *b, char c);
void buf_put_int(struct buf *b, int64_t value);
void buf_printf(struct buf *b, const char *format, ...) PRINTF_LIKE(2, 3);

/* Makes room for `bytes` more and returns where they go, or NULL when that would pass the maximum.
 * Say with `buf_wrote` how many were written. */
char *buf_reserve(struct buf *b, size_t bytes) MUST_CHECK;
void buf_wrote(struct buf *b, size_t bytes);

/* What was written so far, borrowed until the next write. */
struct text buf_text(const struct buf *b);

/* The block itself, to be freed by the caller with free(); the buffer is empty afterwards. NULL
 * when nothing was written. */
char *buf_take(struct buf *b, size_t *n) MUST_CHECK;

/* True once something was dropped. */
bool buf_over(const struct buf *b);

#endif
