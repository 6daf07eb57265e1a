/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "api/operations/partition_repair.h"
#include "base/memory.h"
#include "lake/walk.h"

/* --- order -------------------------------------------------------------------------------- */

static int folders_by_key(const void *a, const void *b)
{
    const struct repair_folder *l = a, *r = b;
    int order = text_compare(l->key, r->key);
    return order ? order : text_compare(l->path, r->path);
}

/* Paths or keys, sorted. */
struct names {
    struct text *items;
    size_t n;
};

static int by_text(const void *a, const void *b)
{
    return text_compare(*(const struct text *)a, *(const struct text *)b);
}

static void names_sort(struct names *names)
{
    if (names->n)
        qsort(names->items, names->n, sizeof names->items[0], by_text);
}

static bool names_have(const struct names *names, struct text name)
{
    return names->n &&
           bsearch(&name, names->items, names->n, sizeof names->items[0], by_text) != NULL;
}

/* --- what is gone ------------------------------------------------------------------------- */

/* Those of `candidates` whose folders are not there are dropped. */
static int drop_missing(struct repair *r, struct lake *lake, const size_t *candidates, size_t n)
{
    struct arena scratch;
    struct location *places = memory_new(n * sizeof *places);
    bool *there = memory_new(n * sizeof *there);
    arena_init(&scratch, r->arena.bytes_max, NULL);
    for (size_t i = 0; i < n; i++) {
        struct text path = r->known[candidates[i]].path;
        places[i] = location_with_key(
            &r->root, arena_printf(&scratch, "%.*s%.*s", TEXT_ARG(r->root.key), TEXT_ARG(path)));
    }
    const struct lake_probe probe = {places, n, there, r->deadline_us,
                                     r->call->service->is_stopping};
    int result = lake_probe(lake, &probe, r->err);
    for (size_t i = 0; i < n && result == 0; i++)
        r->known[candidates[i]].drop = !there[i];
    arena_release(&scratch);
    free(there);
    free(places);
    return result;
}

/* Only those below the table's location can be gone: nothing else was listed. Locations that have
 * other names than Hive's are looked at by themselves. */
static int plan_drops(struct repair *r, struct lake *lake)
{
    struct names found = {memory_new((r->folders_n + 1) * sizeof(struct text)), 0};
    size_t *candidates = memory_new((r->known_n + 1) * sizeof *candidates), n = 0;
    for (size_t i = 0; i < r->folders_n; i++)
        found.items[found.n++] = r->folders[i].path;
    names_sort(&found);
    for (size_t i = 0; i < r->known_n; i++)
        if (r->known[i].path.p && !names_have(&found, r->known[i].path))
            candidates[n++] = i;
    int result = n ? drop_missing(r, lake, candidates, n) : 0;
    free(candidates);
    free(found.items);
    return result;
}

/* --- what is new -------------------------------------------------------------------------- */

/* The folders first..end-1 name one partition. */
static void plan_group(struct repair *r, size_t first, size_t end, const struct names *keys,
                       const struct names *paths)
{
    struct repair_folder *chosen = NULL;
    bool is_known = names_have(keys, r->folders[first].key);
    for (size_t i = first; i < end; i++) {
        struct repair_folder *f = &r->folders[i];
        if (names_have(paths, f->path))
            continue;
        if (is_known && end - first == 1)
            continue; /* registered, with a location elsewhere */
        if (is_known || chosen) {
            repair_ignore(r, f->path, TEXT("it names the same partition as another folder"));
            continue;
        }
        chosen = f;
        f->add = true;
        r->added++;
    }
}

static void plan_adds(struct repair *r)
{
    struct names keys = {memory_new((r->known_n + 1) * sizeof(struct text)), 0};
    struct names paths = {memory_new((r->known_n + 1) * sizeof(struct text)), 0};
    for (size_t i = 0; i < r->known_n; i++) {
        if (r->known[i].drop)
            continue;
        keys.items[keys.n++] = r->known[i].key;
        if (r->known[i].path.p)
            paths.items[paths.n++] = r->known[i].path;
    }
    names_sort(&keys);
    names_sort(&paths);
    for (size_t first = 0, end; first < r->folders_n; first = end) {
        for (end = first + 1; end < r->folders_n; end++)
            if (!text_equal(r->folders[first].key, r->folders[end].key))
                break;
        plan_group(r, first, end, &keys, &paths);
    }
    free(paths.items);
    free(keys.items);
}

int repair_plan(struct repair *r, struct lake *lake)
{
    if (r->folders_n)
        qsort(r->folders, r->folders_n, sizeof r->folders[0], folders_by_key);
    if (r->drops && plan_drops(r, lake) != 0)
        return -1;
    for (size_t i = 0; i < r->known_n; i++)
        r->dropped += r->known[i].drop;
    r->kept = (int64_t)r->known_n - r->dropped;
    if (r->adds)
        plan_adds(r);
    return 0;
}
