/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/crawler/examine.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { READS_MAX = 16 };

static struct text block(struct text file, uint64_t from, uint64_t n)
{
    char *p = malloc(n ? n : 1);
    assert(p && from + n <= file.n);
    memcpy(p, file.p + from, n);
    return (struct text){p, n};
}

struct finding examine(struct arena *a, const char *name, struct text file, int *reads)
{
    struct sample s = {.name = text_of(name), .file_bytes = file.n};
    struct finding f;
    int n = 0;
    for (format_examine(&s, a, &f); f.kind == FINDING_NEEDS; format_examine(&s, a, &f)) {
        assert(n++ < READS_MAX);
        assert(f.head_bytes > s.head.n || f.tail_bytes > s.tail.n);
        free((char *)s.head.p);
        free((char *)s.tail.p);
        s.head = block(file, 0, f.head_bytes);
        s.tail = block(file, file.n - f.tail_bytes, f.tail_bytes);
    }
    free((char *)s.head.p);
    free((char *)s.tail.p);
    if (reads)
        *reads = n;
    return f;
}

const char *columns_of(struct arena *a, const struct finding *f)
{
    struct table_format t;
    struct buf b;
    if (f->kind != FINDING_SCHEMA)
        return arena_printf(a, "refused: %.*s", TEXT_ARG(f->reason)).p;
    format_describe(f->schema, a, &t);
    buf_init(&b, 1 << 24);
    for (size_t i = 0; i < t.n; i++) {
        buf_printf(&b, "%s%.*s ", i ? "," : "", TEXT_ARG(t.columns[i].name));
        hive_type_print(t.columns[i].type, &b);
    }
    struct text text = arena_copy(a, buf_text(&b));
    buf_release(&b);
    return text.p;
}

static const struct text *find(const struct pairs *pairs, const char *name)
{
    for (size_t i = 0; i < pairs->n; i++)
        if (text_is(pairs->items[i].name, name))
            return &pairs->items[i].value;
    return NULL;
}

const char *parameter_of(struct arena *a, const struct finding *f, const char *name)
{
    struct table_format t;
    if (f->kind != FINDING_SCHEMA)
        return reason_of(a, f);
    format_describe(f->schema, a, &t);
    if (strcmp(name, "library") == 0)
        return t.serde->library;
    const struct text *value = find(&t.parameters, name);
    if (!value)
        value = find(&t.serde_parameters, name);
    return value ? arena_copy(a, *value).p : "(none)";
}

const char *reason_of(struct arena *a, const struct finding *f)
{
    return f->kind == FINDING_REFUSED ? arena_copy(a, f->reason).p : "(schema)";
}

struct text corpus(struct arena *a, const char *name)
{
    enum { ROOM = 1 << 20 };
    char *p = arena_alloc(a, ROOM);
    FILE *file = fopen(arena_printf(a, "tests/corpus/%s", name).p, "rb");
    assert(file);
    size_t n = fread(p, 1, ROOM, file);
    assert(n > 0 && n < ROOM);
    fclose(file);
    return (struct text){p, n};
}
