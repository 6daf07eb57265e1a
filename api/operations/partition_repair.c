/* SPDX-License-Identifier: Apache-2.0
 * RepairPartitions: MSCK REPAIR TABLE as Hive, Spark and Athena have it, done by the catalog. */
#include "api/operations/partition_repair.h"

#include <malloc.h>
#include <stdlib.h>

#include "api/operations/operations.h"
#include "api/operations/partition_call.h"
#include "api/operations/table_input.h"
#include "base/clock.h"
#include "base/json_write.h"
#include "base/limits.h"
#include "catalog/shapes_partition.h"
#include "catalog/shapes_table.h"
#include "catalog/types.h"

enum { REPAIR_CATALOG_ID, REPAIR_DATABASE_NAME, REPAIR_TABLE_NAME, REPAIR_MODE, REPAIR_DRY_RUN };
static const char *const modes[] = {"ADD", "DROP", "SYNC", NULL};
static const struct type type_repair_mode = {"RepairMode", KIND_TEXT, .max = NO_MAXIMUM,
                                             .values = modes};
static const struct member repair_partitions_request_members[] = {
    [REPAIR_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [REPAIR_DATABASE_NAME] = {"DatabaseName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [REPAIR_TABLE_NAME] = {"TableName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [REPAIR_MODE] = {"Mode", &type_repair_mode,
                     .about = "ADD (the default) registers folders, DROP drops partitions whose "
                              "folders are gone, SYNC does both."},
    [REPAIR_DRY_RUN] = {"DryRun", &type_boolean, .about = "Tells what would be done."},
};
static const struct shape shape_repair_partitions_request =
    SHAPE("RepairPartitionsRequest", repair_partitions_request_members);

static const struct member repaired_partition_members[] = {
    {"Values", &type_value_string_list},
    {"Location", &type_location_string},
};
static const struct shape shape_repaired_partition =
    SHAPE("RepairedPartition", repaired_partition_members);
static const struct type type_repaired_partition = {"RepairedPartition", KIND_STRUCT,
                                                    .shape = &shape_repaired_partition};
static const struct type type_repaired_partition_list = {
    "RepairedPartitionList", KIND_LIST, .max = NO_MAXIMUM, .element = &type_repaired_partition};

static const struct member ignored_folder_members[] = {
    {"Location", &type_location_string},
    {"Reason", &type_nullable_string},
};
static const struct shape shape_ignored_folder = SHAPE("IgnoredFolder", ignored_folder_members);
static const struct type type_ignored_folder = {"IgnoredFolder", KIND_STRUCT,
                                                .shape = &shape_ignored_folder};
static const struct type type_ignored_folder_list = {
    "IgnoredFolderList", KIND_LIST, .max = NO_MAXIMUM, .element = &type_ignored_folder};

static const struct member repair_partitions_response_members[] = {
    {"DryRun", &type_boolean, MEMBER_ALWAYS},
    {"Added", &type_non_negative_long, MEMBER_ALWAYS},
    {"Dropped", &type_non_negative_long, MEMBER_ALWAYS},
    {"Kept", &type_non_negative_long, MEMBER_ALWAYS},
    {"Ignored", &type_non_negative_long, MEMBER_ALWAYS},
    {"AddedPartitions", &type_repaired_partition_list, MEMBER_ALWAYS, "The first 1,000."},
    {"DroppedPartitions", &type_repaired_partition_list, MEMBER_ALWAYS, "The first 1,000."},
    {"IgnoredFolders", &type_ignored_folder_list, MEMBER_ALWAYS, "The first 1,000."},
};
static const struct shape shape_repair_partitions_response =
    SHAPE("RepairPartitionsResponse", repair_partitions_response_members);

/* --- doing it ----------------------------------------------------------------------------- */

enum { PARTITIONS_PER_WRITE = 100 };

struct item {
    const struct value *vals;
    struct repair_folder *folder; /* to add, or */
    struct repair_known *known;   /* to drop */
    struct partition_draft draft; /* of what is added */
    enum { DONE, WAS_SO, REFUSED } outcome;
    struct text reason; /* of a refusal */
};

struct chunk {
    struct repair *repair;
    struct item items[PARTITIONS_PER_WRITE];
    size_t n;
    bool is_drop;
    struct arena arena;
};

static struct text location_of(const struct repair *r, struct text path, struct arena *arena)
{
    return arena_printf(arena, "%.*s%.*s", TEXT_ARG(r->base), TEXT_ARG(path));
}

static struct text known_location(const struct repair *r, const struct repair_known *known,
                                  struct arena *arena)
{
    return known->location.p ? known->location : location_of(r, known->path, arena);
}

/* Whoever moved the partition since it was read had a reason. */
static int drop_item(struct tx *tx, struct chunk *k, struct partition_table *t,
                     const struct item *item, int64_t *id)
{
    bool lies = false;
    struct text location = known_location(k->repair, item->known, &k->arena);
    if (partition_lies_at(tx, t, item->vals, location, &lies) != 0)
        return -1;
    return lies ? partition_delete(tx, t, item->vals, id)
                : err_set(tx->err, ERR_NOT_FOUND, "The partition was moved meanwhile.");
}

static int write_item(struct tx *tx, struct chunk *k, struct partition_table *t, struct item *item,
                      int64_t *id)
{
    int result =
        k->is_drop ? drop_item(tx, k, t, item, id) : partition_create(tx, t, &item->draft, id);
    item->outcome = DONE;
    if (result == 0)
        return 0;
    if (tx->err->code == ERR_EXISTS || tx->err->code == ERR_NOT_FOUND)
        item->outcome = WAS_SO; /* someone else was faster */
    else if (tx->err->code == ERR_INVALID) {
        item->outcome = REFUSED; /* an index of the table does not take the values */
        item->reason = arena_copy(&k->repair->arena, err_text(tx->err));
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

static int write_chunk(struct tx *tx, void *context)
{
    struct chunk *k = context;
    struct changed_partitions changed = CHANGED_PARTITIONS_NONE;
    struct partition_table t;
    struct arena scratch;
    struct buf vals;
    arena_init(&scratch, LIMIT_REQUEST_ARENA_BYTES, NULL);
    buf_init(&vals, LIMIT_DOCUMENT_BYTES);
    int result = open_same_table(tx, k->repair, &scratch, &t);
    for (size_t i = 0; i < k->n && result == 0; i++) {
        int64_t id = 0;
        result = write_item(tx, k, &t, &k->items[i], &id);
        if (result != 0 || k->items[i].outcome != DONE)
            continue;
        buf_clear(&vals);
        partition_put_values(k->items[i].vals, &vals);
        changed_partitions_add(&changed, buf_text(&vals), id);
    }
    if (result == 0) {
        const struct partition_changes changes = {buf_text(&changed.values), changed.first_id,
                                                  changed.last_id};
        result = partition_log(
            tx, &t, k->is_drop ? CHANGE_PARTITIONS_DELETED : CHANGE_PARTITIONS_CREATED, &changes);
    }
    buf_release(&changed.values);
    buf_release(&vals);
    arena_release(&scratch);
    return result;
}

/* The table's storage descriptor, with the folder's own location. */
static int make_draft(struct chunk *k, struct partition_drafting *drafting, struct item *item)
{
    const struct repair *r = k->repair;
    struct value *input = ARENA_ARRAY(&k->arena, struct value, shape_partition_input.count);
    struct value *sd = ARENA_ARRAY(&k->arena, struct value, shape_storage_descriptor.count);
    for (size_t i = 0; i < shape_storage_descriptor.count; i++)
        sd[i] = r->descriptor[i];
    sd[STORAGE_DESCRIPTOR_LOCATION] = value_text(location_of(r, item->folder->path, &k->arena));
    input[PARTITION_INPUT_VALUES] = *item->vals;
    input[PARTITION_INPUT_STORAGE_DESCRIPTOR] = value_struct(sd);
    return partition_draft_make(drafting, input, NULL, &item->draft, r->err);
}

/* What came of a chunk, told as it is and not as it was planned. */
static void take_outcomes(struct chunk *k)
{
    struct repair *r = k->repair;
    for (size_t i = 0; i < k->n; i++) {
        struct item *item = &k->items[i];
        if (item->outcome == DONE)
            continue;
        if (k->is_drop) {
            item->known->drop = false;
            r->dropped--;
            continue;
        }
        item->folder->add = false;
        r->added--;
        if (item->outcome == REFUSED)
            repair_ignore(r, item->folder->path, item->reason);
        else
            r->kept++;
    }
}

static int prepare_item(struct chunk *k, struct partition_drafting *drafting, struct item *item)
{
    const struct repair *r = k->repair;
    if (k->is_drop)
        return repair_known_values(r, item->known, &k->arena, &item->vals, r->err);
    item->vals = repair_folder_values(r, item->folder, &k->arena);
    return make_draft(k, drafting, item);
}

static int apply_chunk(struct chunk *k)
{
    struct repair *r = k->repair;
    if (k->n == 0)
        return 0;
    arena_init(&k->arena, LIMIT_REQUEST_ARENA_BYTES, NULL);
    struct partition_drafting drafting = {.arena = &k->arena};
    int result = repair_check_going_on(r);
    for (size_t i = 0; i < k->n && result == 0; i++)
        result = prepare_item(k, &drafting, &k->items[i]);
    if (result == 0)
        result = store_write(r->call->service->store, LANE_BACKGROUND, &r->call->origin,
                             write_chunk, k, r->err);
    if (result == 0)
        take_outcomes(k);
    arena_release(&k->arena);
    k->n = 0;
    return result;
}

/* Drops come first: values may come back with another location. */
static int apply(struct repair *r)
{
    struct chunk k = {.repair = r, .is_drop = true};
    for (size_t i = 0; i < r->known_n; i++) {
        if (!r->known[i].drop)
            continue;
        k.items[k.n++] = (struct item){.known = &r->known[i]};
        if (k.n == PARTITIONS_PER_WRITE && apply_chunk(&k) != 0)
            return -1;
    }
    if (apply_chunk(&k) != 0)
        return -1;
    k.is_drop = false;
    for (size_t i = 0; i < r->folders_n; i++) {
        if (!r->folders[i].add)
            continue;
        k.items[k.n++] = (struct item){.folder = &r->folders[i]};
        if (k.n == PARTITIONS_PER_WRITE && apply_chunk(&k) != 0)
            return -1;
    }
    return apply_chunk(&k);
}

/* --- telling it --------------------------------------------------------------------------- */

static void put_partition(struct buf *out, struct text vals, struct text location)
{
    json_put_comma(out);
    buf_put_char(out, '{');
    json_put_name(out, "Values");
    buf_put(out, vals);
    json_put_string_member(out, "Location", location);
    buf_put_char(out, '}');
}

static void put_added(struct repair *r, const struct repair_folder *folder, struct buf *out)
{
    struct arena *arena = &r->call->arena;
    struct buf vals;
    buf_init(&vals, LIMIT_DOCUMENT_BYTES);
    partition_put_values(repair_folder_values(r, folder, arena), &vals);
    put_partition(out, buf_text(&vals), location_of(r, folder->path, arena));
    buf_release(&vals);
}

static void put_lists(struct repair *r, struct buf *out)
{
    size_t told = 0;
    json_put_name(out, "AddedPartitions");
    buf_put_char(out, '[');
    for (size_t i = 0; i < r->folders_n && told < LIMIT_REPAIR_TOLD; i++)
        if (r->folders[i].add && ++told)
            put_added(r, &r->folders[i], out);
    buf_put_char(out, ']');
    json_put_name(out, "DroppedPartitions");
    buf_put_char(out, '[');
    told = 0;
    for (size_t i = 0; i < r->known_n && told < LIMIT_REPAIR_TOLD; i++)
        if (r->known[i].drop && ++told)
            put_partition(out, r->known[i].vals, known_location(r, &r->known[i], &r->call->arena));
    buf_put_char(out, ']');
    json_put_name(out, "IgnoredFolders");
    buf_put_char(out, '[');
    for (int64_t i = 0; i < r->ignored_n && i < LIMIT_REPAIR_TOLD; i++) {
        json_put_comma(out);
        buf_put_char(out, '{');
        json_put_string_member(out, "Location",
                               location_of(r, r->ignored[i].path, &r->call->arena));
        json_put_string_member(out, "Reason", r->ignored[i].reason);
        buf_put_char(out, '}');
    }
    buf_put_char(out, ']');
}

static void put_report(struct repair *r)
{
    struct buf *out = &r->call->reply;
    buf_put_char(out, '{');
    json_put_boolean_member(out, "DryRun", r->dry_run);
    json_put_int_member(out, "Added", r->added);
    json_put_int_member(out, "Dropped", r->dropped);
    json_put_int_member(out, "Kept", r->kept);
    json_put_int_member(out, "Ignored", r->ignored_n);
    put_lists(r, out);
    buf_put_char(out, '}');
}

/* Where a table lies is its owner's to say, so what is wrong with that is not our fault. */
static int fail_listing(struct repair *r)
{
    struct err *err = r->err;
    if (err->code == ERR_NOT_FOUND || err->code == ERR_ACCESS_DENIED || err->code == ERR_VALIDATION)
        err->code = ERR_INVALID;
    return err_wrap(err, "%.*s", TEXT_ARG(text_cut(r->base, 256)));
}

int repair_check_going_on(const struct repair *r)
{
    const atomic_bool *is_stopping = r->call->service->is_stopping;
    return is_stopping && atomic_load(is_stopping)
               ? err_set(r->err, ERR_UNAVAILABLE,
                         "The server is stopping; what was repaired stays so.")
               : 0;
}

static int find_work(struct repair *r)
{
    struct lake *lake = NULL;
    int result = repair_read(r);
    if (result != 0)
        return -1;
    r->deadline_us = clock_monotonic_us() + (int64_t)LIMIT_REPAIR_LIST_MS * 1000;
    if (lake_open(&lake, r->call->service->lake, r->err) != 0 || repair_list(r, lake) != 0 ||
        repair_plan(r, lake) != 0)
        result = fail_listing(r);
    lake_close(lake);
    return result;
}

static int repair_partitions(struct call *call)
{
    struct text mode = value_text_or(IN(call, REPAIR_MODE), TEXT("ADD"));
    struct repair r = {.call = call,
                       .err = &call->err,
                       .name = input_table_name(call),
                       .adds = !text_is(mode, "DROP"),
                       .drops = !text_is(mode, "ADD"),
                       .dry_run = IN(call, REPAIR_DRY_RUN)->boolean};
    arena_init(&r.arena, (size_t)LIMIT_REPAIR_ARENA_MIB << 20, NULL);
    arena_init(&r.scratch, LIMIT_REQUEST_ARENA_BYTES, NULL);
    r.ignored = ARENA_ARRAY(&r.arena, struct repair_ignored, LIMIT_REPAIR_TOLD);
    int result = find_work(&r);
    if (result == 0 && !r.dry_run)
        result = apply(&r);
    if (result == 0)
        put_report(&r);
    free(r.folders);
    free(r.known);
    arena_release(&r.scratch);
    arena_release(&r.arena);
    malloc_trim(0); /* it may have used a hundred times what the server does otherwise */
    return result;
}

const struct operation partition_repair_operations[PARTITION_REPAIR_OPERATIONS] = {
    {.name = "RepairPartitions",
     .method = METHOD_POST,
     .path = "/v1/databases/{DatabaseName}/tables/{TableName}/partitions/repair",
     .input = &shape_repair_partitions_request,
     .output = &shape_repair_partitions_response,
     .where = ERRAND,
     .touches = TOUCHES_TABLE,
     .run = repair_partitions,
     .about = "Registers the folders of the table's location as partitions, and drops those that "
              "are gone: MSCK REPAIR TABLE.",
     .errors = "NOT_FOUND CONCURRENT LIMIT IO TIMEOUT"},
};
