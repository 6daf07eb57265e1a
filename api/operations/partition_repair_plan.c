/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "api/operations/partition_repair.h"
#include "base/limits.h"
#include "base/memory.h"
#include "lake/walk.h"

/* --- what is gone ------------------------------------------------------------------------- */

/* How many are looked at once more at a time. */
enum { ROUND = 20000 };

struct round {
    struct repair *repair;
    struct tx *tx;
    struct repair_known *items; /* ROUND */
    size_t n;
    struct arena arena;
    struct text after; /* where the round ended; {NULL, 0}: at the end of the table */
};

/* Only those below the table's location can be gone: nothing else was listed. */
static int take_candidate(void *context, const struct partition_row *row)
{
    struct round *round = context;
    struct repair *r = round->repair;
    const struct value *vals;
    arena_release(&r->scratch);
    struct text path = repair_path_below(r, row->location);
    if (!path.p || repair_set_has_marked(&r->paths, repair_hash_of(r->crypto, path)))
        return 0;
    if (repair_values(r, row->vals, &r->scratch, &vals, round->tx->err) != 0)
        return -1;
    round->items[round->n++] =
        (struct repair_known){.vals = arena_copy(&round->arena, row->vals),
                              .location = arena_copy(&round->arena, row->location),
                              .path = arena_copy(&round->arena, path),
                              .key = repair_key_of(r, vals)};
    if (round->n < ROUND)
        return 0;
    round->after = arena_copy(&round->arena, row->key);
    return 1;
}

static int collect(struct tx *tx, void *context)
{
    struct round *round = context;
    struct text after = round->after;
    round->tx = tx;
    round->n = 0;
    round->after = (struct text){NULL, 0};
    return partition_each(tx, &round->repair->table, after, take_candidate, round);
}

/* Which of the round's folders are there. Locations that have other names than Hive's were not
 * listed, and others may have come meanwhile. */
static int look_again(struct round *round, struct lake *lake, bool *there)
{
    struct repair *r = round->repair;
    struct location *places = ARENA_ARRAY(&round->arena, struct location, round->n);
    for (size_t i = 0; i < round->n; i++)
        places[i] = location_with_key(&r->root,
                                      arena_printf(&round->arena, "%.*s%.*s", TEXT_ARG(r->root.key),
                                                   TEXT_ARG(round->items[i].path)));
    const struct lake_probe probe = {places, round->n, there, r->deadline_us,
                                     r->call->service->is_stopping};
    return lake_probe(lake, &probe, r->err) == 0 ? 0 : repair_fail_listing(r);
}

static int drop_missing(struct round *round, const bool *there)
{
    struct repair *r = round->repair;
    struct repair_item items[REPAIR_CHUNK];
    size_t n = 0;
    for (size_t i = 0; i < round->n; i++) {
        if (there[i])
            continue;
        items[n++] = (struct repair_item){.drop = &round->items[i]};
        if (n < REPAIR_CHUNK)
            continue;
        if (repair_write(r, items, n) != 0)
            return -1;
        n = 0;
    }
    return repair_write(r, items, n);
}

static int run_round(struct round *round, struct lake *lake)
{
    struct repair *r = round->repair;
    if (store_read(r->call->service->store, collect, round, r->err) != 0)
        return -1;
    if (round->n == 0)
        return 0;
    bool *there = ARENA_ARRAY(&round->arena, bool, round->n);
    return look_again(round, lake, there) == 0 ? drop_missing(round, there) : -1;
}

int repair_drop(struct repair *r, struct lake *lake)
{
    struct round round = {.repair = r, .items = memory_new(ROUND * sizeof(struct repair_known))};
    struct buf after;
    int result;
    buf_init(&after, LIMIT_DOCUMENT_BYTES);
    arena_init(&round.arena, LIMIT_REQUEST_ARENA_BYTES, NULL);
    do {
        result = run_round(&round, lake);
        buf_clear(&after);
        buf_put(&after, round.after);
        arena_release(&round.arena);
        round.after = after.n ? buf_text(&after) : (struct text){NULL, 0};
    } while (result == 0 && round.after.p);
    buf_release(&after);
    free(round.items);
    return result;
}

/* --- what is new -------------------------------------------------------------------------- */

static int by_path(const void *a, const void *b)
{
    return text_compare(((const struct repair_folder *)a)->path,
                        ((const struct repair_folder *)b)->path);
}

static int by_key(const void *a, const void *b)
{
    int order = repair_hash_compare(((const struct repair_folder *)a)->key,
                                    ((const struct repair_folder *)b)->key);
    return order ? order : by_path(a, b);
}

/* Folders that follow each other may name one partition: then the first one is it. */
static void choose(struct repair *r)
{
    for (size_t i = 0; i < r->folders_n; i++) {
        struct repair_folder *f = &r->folders[i];
        bool is_known = repair_set_has_unmarked(&r->keys, f->key);
        bool is_other = i > 0 && repair_hash_compare(f[-1].key, f->key) == 0;
        f->add = !is_known && !is_other;
    }
}

static void tell_others(struct repair *r)
{
    for (size_t i = 0; i < r->folders_n; i++)
        if (!r->folders[i].add)
            repair_ignore(r, r->folders[i].path,
                          repair_set_has_unmarked(&r->keys, r->folders[i].key)
                              ? TEXT("its partition is registered with another location")
                              : TEXT("it names the same partition as another folder"));
}

int repair_add(struct repair *r)
{
    struct repair_item items[REPAIR_CHUNK];
    size_t n = 0;
    if (r->folders_n == 0)
        return 0;
    qsort(r->folders, r->folders_n, sizeof r->folders[0], by_key);
    choose(r);
    qsort(r->folders, r->folders_n, sizeof r->folders[0], by_path);
    tell_others(r);
    for (size_t i = 0; i < r->folders_n; i++) {
        if (!r->folders[i].add)
            continue;
        items[n++] = (struct repair_item){.add = &r->folders[i]};
        if (n < REPAIR_CHUNK)
            continue;
        if (repair_write(r, items, n) != 0)
            return -1;
        n = 0;
    }
    return repair_write(r, items, n);
}
