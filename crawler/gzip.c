/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/gzip.h"

#include <stdlib.h>
#include <zlib.h>

#include "base/limits.h"
#include "base/memory.h"

/* Window bits of 15, and 16 for the gzip wrapper: zlib's way to ask for RFC 1952 and nothing else.
 */
enum { GZIP_WINDOW = 15 + 16 };

/* Small texts may pass the ratio: nobody is hurt by 64 KiB. */
enum { RATIO_FROM_BYTES = 64 << 10 };

bool gzip_begins(struct text input)
{
    return input.n >= 2 && (unsigned char)input.p[0] == 0x1F && (unsigned char)input.p[1] == 0x8B;
}

static voidpf allocate(voidpf opaque, uInt items, uInt size)
{
    (void)opaque;
    return memory_new((size_t)items * size);
}

static void release(voidpf opaque, voidpf p)
{
    (void)opaque;
    free(p);
}

/* True where the member that has just ended is followed by another. Zeros behind the last one are
 * padding (gzip's own rule). */
static bool next_member(z_stream *z)
{
    return gzip_begins((struct text){(const char *)z->next_in, z->avail_in}) &&
           inflateReset(z) == Z_OK;
}

static bool only_zeros(const z_stream *z)
{
    for (uInt i = 0; i < z->avail_in; i++)
        if (z->next_in[i] != 0)
            return false;
    return true;
}

/* Inflates member after member until one of the ends. zlib says Z_BUF_ERROR where it has no input
 * or no room left. */
static enum gzip_end run(z_stream *z)
{
    for (;;) {
        int rc = inflate(z, Z_NO_FLUSH);
        if (rc == Z_STREAM_END && next_member(z))
            continue;
        if (rc == Z_STREAM_END)
            return only_zeros(z) ? GZIP_WHOLE : GZIP_CORRUPT;
        if (rc != Z_OK && rc != Z_BUF_ERROR)
            return GZIP_CORRUPT;
        if (z->avail_out == 0)
            return GZIP_FULL;
        if (z->avail_in == 0)
            return GZIP_CUT;
    }
}

void gzip_inflate(struct text input, size_t text_bytes_max, struct arena *a, struct gzip *out)
{
    z_stream z = {.zalloc = allocate, .zfree = release};
    *out = (struct gzip){.end = GZIP_CORRUPT};
    if (inflateInit2(&z, GZIP_WINDOW) != Z_OK)
        return;
    char *text = memory_new(text_bytes_max);
    z.next_in = (z_const Bytef *)input.p;
    z.avail_in = (uInt)(input.n < UINT32_MAX ? input.n : UINT32_MAX);
    z.next_out = (Bytef *)text;
    z.avail_out = (uInt)(text_bytes_max < UINT32_MAX ? text_bytes_max : UINT32_MAX);
    out->end = run(&z);
    size_t n = (size_t)((char *)z.next_out - text);
    out->in_bytes = (uint64_t)((const char *)z.next_in - input.p);
    if (n > RATIO_FROM_BYTES && n / LIMIT_GZIP_RATIO > out->in_bytes)
        out->end = GZIP_BOMB;
    else
        out->text = arena_copy(a, (struct text){text, n});
    free(text);
    inflateEnd(&z);
}
