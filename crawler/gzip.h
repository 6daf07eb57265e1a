/* SPDX-License-Identifier: Apache-2.0
 * The beginning of what a gzip file holds (RFC 1952), bounded in bytes and in ratio. A file may
 * have several members, one behind the other; they hold one text. What was cut off at the end of
 * the input gives what arrived so far. */
#ifndef PROPOLIS_CRAWLER_GZIP_H
#define PROPOLIS_CRAWLER_GZIP_H

#include "base/arena.h"
#include "base/compiler.h"
#include "base/text.h"

enum gzip_end {
    GZIP_WHOLE,   /* the input ended where a member ended: that is all there is of it */
    GZIP_CUT,     /* the input ended inside a member */
    GZIP_FULL,    /* the text reached its maximum */
    GZIP_CORRUPT, /* the input is not gzip from byte `in_bytes` on; what came before is in `text` */
    GZIP_BOMB     /* the text grew beyond LIMIT_GZIP_RATIO times its input */
};

struct gzip {
    enum gzip_end end;
    struct text text;  /* in the arena */
    uint64_t in_bytes; /* of the input, as far as it was used */
};

/* True where the input begins as gzip does. */
bool gzip_begins(struct text input) MUST_CHECK;

/* Inflates at most `text_bytes_max` bytes. */
void gzip_inflate(struct text input, size_t text_bytes_max, struct arena *a, struct gzip *out);

#endif
