/* SPDX-License-Identifier: Apache-2.0 */
#include "api/operations/partition_call.h"
#include "api/operations/partition_repair.h"
#include "base/limits.h"
#include "catalog/shapes_partition.h"
#include "catalog/shapes_table.h"

struct piece {
    const struct value *vals;
    const struct repair_known *drop; /* this, or */
    struct repair_folder *add;
    struct partition_draft draft; /* of what is added */
    enum { DONE, WAS_SO, REFUSED } outcome;
    struct text reason; /* of a refusal */
};

struct chunk {
    struct repair *repair;
    struct piece pieces[REPAIR_CHUNK];
    size_t n;
    bool is_drop;
    struct arena arena;
};

/* Whoever moved the partition since it was read had a reason. */
static int drop_piece(struct tx *tx, struct partition_table *t, const struct piece *piece,
                      int64_t *id)
{
    bool lies = false;
    if (partition_lies_at(tx, t, piece->vals, piece->drop->location, &lies) != 0)
        return -1;
    return lies ? partition_delete(tx, t, piece->vals, id)
                : err_set(tx->err, ERR_NOT_FOUND, "The partition was moved meanwhile.");
}

static int write_piece(struct tx *tx, struct chunk *k, struct partition_table *t,
                       struct piece *piece, int64_t *id)
{
    int result =
        k->is_drop ? drop_piece(tx, t, piece, id) : partition_create(tx, t, &piece->draft, id);
    piece->outcome = DONE;
    if (result == 0)
        return 0;
    if (tx->err->code == ERR_EXISTS || tx->err->code == ERR_NOT_FOUND)
        piece->outcome = WAS_SO; /* someone else was faster */
    else if (tx->err->code == ERR_INVALID) {
        piece->outcome = REFUSED; /* an index of the table does not take the values */
        piece->reason = arena_copy(&k->arena, err_text(tx->err));
    } else
        return -1;
    err_clear(tx->err);
    return 0;
}

static int open_same_table(struct tx *tx, struct repair *r, struct arena *arena,
                           struct partition_table *t)
{
    if (partition_table_open(tx, &r->name, arena, t) != 0)
        return -1;
    return t->table.id == r->table.table.id
               ? 0
               : err_set(tx->err, ERR_CONCURRENT, "The table was made anew during its repair.");
}

static int write_pieces(struct tx *tx, struct chunk *k, struct partition_table *t,
                        struct changed_partitions *changed)
{
    struct buf vals;
    int result = 0;
    buf_init(&vals, LIMIT_DOCUMENT_BYTES);
    for (size_t i = 0; i < k->n && result == 0; i++) {
        int64_t id = 0;
        result = write_piece(tx, k, t, &k->pieces[i], &id);
        if (result != 0 || k->pieces[i].outcome != DONE)
            continue;
        buf_clear(&vals);
        partition_put_values(k->pieces[i].vals, &vals);
        changed_partitions_add(changed, buf_text(&vals), id);
    }
    buf_release(&vals);
    return result;
}

static int write_chunk(struct tx *tx, void *context)
{
    struct chunk *k = context;
    struct changed_partitions changed = CHANGED_PARTITIONS_NONE;
    struct partition_table t;
    struct arena scratch;
    arena_init(&scratch, LIMIT_REQUEST_ARENA_BYTES, NULL);
    int result = open_same_table(tx, k->repair, &scratch, &t);
    if (!k->is_drop)
        t.expected = (int64_t)k->n;
    if (result == 0)
        result = write_pieces(tx, k, &t, &changed);
    if (result == 0) {
        const struct partition_changes changes = {buf_text(&changed.values), changed.first_id,
                                                  changed.last_id};
        result = partition_log(
            tx, &t, k->is_drop ? CHANGE_PARTITIONS_DELETED : CHANGE_PARTITIONS_CREATED, &changes);
    }
    buf_release(&changed.values);
    arena_release(&scratch);
    return result;
}

/* The table's storage descriptor, with the folder's own location. */
static int make_draft(struct chunk *k, struct partition_drafting *drafting, struct piece *piece)
{
    const struct repair *r = k->repair;
    struct value *input = ARENA_ARRAY(&k->arena, struct value, shape_partition_input.count);
    struct value *sd = ARENA_ARRAY(&k->arena, struct value, shape_storage_descriptor.count);
    for (size_t i = 0; i < shape_storage_descriptor.count; i++)
        sd[i] = r->descriptor[i];
    sd[STORAGE_DESCRIPTOR_LOCATION] =
        value_text(repair_location_of(r, piece->add->path, &k->arena));
    input[PARTITION_INPUT_VALUES] = *piece->vals;
    input[PARTITION_INPUT_STORAGE_DESCRIPTOR] = value_struct(sd);
    return partition_draft_make(drafting, input, NULL, &piece->draft, r->err);
}

static int prepare_piece(struct chunk *k, struct partition_drafting *drafting, struct piece *piece)
{
    const struct repair *r = k->repair;
    if (k->is_drop)
        return repair_values(r, piece->drop->vals, &k->arena, &piece->vals, r->err);
    piece->vals = repair_folder_values(r, piece->add, &k->arena);
    return r->dry_run ? 0 : make_draft(k, drafting, piece);
}

static void take_drop(struct repair *r, const struct piece *piece)
{
    if (piece->outcome != DONE)
        return;
    repair_set_mark(&r->keys, piece->drop->key);
    repair_tell(r, &r->dropped,
                (struct repair_told){.vals = piece->drop->vals, .location = piece->drop->location});
}

static void take_add(struct chunk *k, const struct piece *piece)
{
    struct repair *r = k->repair;
    struct buf vals;
    if (piece->outcome == REFUSED)
        repair_ignore(r, piece->add->path, piece->reason);
    r->raced_n += piece->outcome == WAS_SO;
    if (piece->outcome != DONE)
        return;
    if (r->added.n >= LIMIT_REPAIR_TOLD) {
        r->added.n++;
        return;
    }
    buf_init(&vals, LIMIT_DOCUMENT_BYTES);
    partition_put_values(piece->vals, &vals);
    repair_tell(
        r, &r->added,
        (struct repair_told){.vals = buf_text(&vals),
                             .location = repair_location_of(r, piece->add->path, &k->arena)});
    buf_release(&vals);
}

static int run_chunk(struct chunk *k)
{
    struct repair *r = k->repair;
    struct partition_drafting drafting = {.arena = &k->arena};
    int result = repair_check_going_on(r, r->err);
    for (size_t i = 0; i < k->n && result == 0; i++)
        result = prepare_piece(k, &drafting, &k->pieces[i]);
    if (result == 0 && !r->dry_run)
        result = store_write(r->call->service->store, LANE_BACKGROUND, &r->call->origin,
                             write_chunk, k, r->err);
    for (size_t i = 0; i < k->n && result == 0; i++)
        if (k->is_drop)
            take_drop(r, &k->pieces[i]);
        else
            take_add(k, &k->pieces[i]);
    return result;
}

int repair_write(struct repair *r, const struct repair_item *items, size_t n)
{
    if (n == 0)
        return 0;
    struct chunk k = {.repair = r, .n = n, .is_drop = items[0].drop != NULL};
    arena_init(&k.arena, LIMIT_REQUEST_ARENA_BYTES, NULL);
    for (size_t i = 0; i < n; i++)
        k.pieces[i] = (struct piece){.drop = items[i].drop, .add = items[i].add};
    int result = run_chunk(&k);
    arena_release(&k.arena);
    return result;
}
