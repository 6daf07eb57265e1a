/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/crawler/lake_fixture.h"

#include <assert.h>
#include <stdlib.h>

#include "crawler/variant.h"

void lake_fixture_init(struct lake_fixture *lake)
{
    *lake = (struct lake_fixture){0};
    arena_init(&lake->arena, (size_t)1 << 30, NULL);
    lake->tree.limits = (struct tree_limits){100000, 32, 64};
    tree_init(&lake->tree, &lake->arena);
}

void lake_fixture_release(struct lake_fixture *lake)
{
    arena_release(&lake->arena);
}

static struct folder *folder_of(struct lake_fixture *lake, struct text *path)
{
    struct folder *f = lake->tree.root;
    while (text_find(*path, '/') < path->n) {
        struct text name = text_split(path, '/');
        struct folder *child = f->first;
        while (child && !text_equal(child->name, name))
            child = child->next;
        struct err err = {0};
        if (!child && tree_add_folder(&lake->tree, f, name, &child, &err) != 0)
            abort();
        assert(child);
        f = child;
    }
    return f;
}

static const struct format *format_of(struct text name)
{
    if (text_ends_with(name, TEXT(".json")))
        return &format_json;
    return text_ends_with(name, TEXT(".parquet")) ? &format_parquet : &format_csv;
}

static void read_columns(struct schema *s, struct text columns, struct arena *a)
{
    s->columns = ARENA_ARRAY(a, struct column, columns.n + 1);
    while (columns.p && columns.n) {
        struct text type = text_split(&columns, ' '), name = text_split(&type, ':');
        struct err err = {0};
        struct column *c = &s->columns[s->n++];
        c->original = c->name = name;
        if (hive_type_parse(a, type, &c->type, &err) != 0)
            abort();
    }
}

void lake_fixture_add(struct lake_fixture *lake, const char *path, const char *columns)
{
    struct text name = text_of(path);
    struct folder *f = folder_of(lake, &name);
    struct listed_file file = {.name = name, .bytes = 1000, .modified_ms = 1};
    size_t before = f->samples_n;
    tree_add_file(&lake->tree, f, &file);
    if (f->samples_n == before)
        return;
    struct schema s = {.files = 1,
                       .file_bytes = 1000,
                       .records = 10,
                       .sampled_records = 10,
                       .sampled_bytes = 1000};
    if (text_ends_with(name, TEXT(".gz"))) {
        s.compression = COMPRESSION_GZIP;
        name.n -= 3;
    }
    s.format = format_of(name);
    s.csv = (struct csv_facts){.delimiter = ',', .header = true};
    read_columns(&s, text_of(columns), &lake->arena);
    variant_add(&lake->tree, f, f->samples[before].name, &s);
}

void lake_fixture_close(struct lake_fixture *lake)
{
    for (struct folder *f = lake->tree.root; f; f = folder_next(f))
        variants_close(f);
}
