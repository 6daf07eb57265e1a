/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/table_name.h"

enum { HASH_DIGITS = 16 };

/* FNV-1a: the name must come out the same in every crawl and on every machine, and nobody gains by
 * a clash. */
static uint64_t hash_of(struct text t)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < t.n; i++)
        hash = (hash ^ (unsigned char)t.p[i]) * UINT64_C(0x100000001b3);
    return hash;
}

static struct text last_part(struct text location)
{
    while (location.n && location.p[location.n - 1] == '/')
        location.n--;
    size_t begin = location.n;
    while (begin && location.p[begin - 1] != '/')
        begin--;
    return (struct text){location.p + begin, location.n - begin};
}

static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Each character that a name cannot hold becomes one underscore, whatever its number of bytes. */
static struct text clean(struct text t, struct arena *a)
{
    struct text folded = arena_fold(a, t);
    char *out = (char *)folded.p;
    size_t n = 0;
    for (size_t i = 0; i < folded.n; i++) {
        char c = folded.p[i];
        if (((unsigned char)c & 0xC0) != 0x80)
            out[n++] = is_plain(c) ? c : '_';
    }
    return (struct text){out, n};
}

struct text table_name_make(struct text prefix, struct text location, struct arena *a)
{
    struct text base = clean(last_part(location), a);
    struct text whole = arena_printf(a, "%.*s%.*s", TEXT_ARG(arena_fold(a, prefix)),
                                     TEXT_ARG(base.n ? base : TEXT("_")));
    return text_cut(whole, TABLE_NAME_BYTES_MAX);
}

struct text table_name_make_unique(struct text prefix, struct text location, struct arena *a)
{
    struct text name =
        text_cut(table_name_make(prefix, location, a), TABLE_NAME_BYTES_MAX - HASH_DIGITS - 1);
    return arena_printf(a, "%.*s_%016llx", TEXT_ARG(name), (unsigned long long)hash_of(location));
}
