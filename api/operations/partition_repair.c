/* SPDX-License-Identifier: Apache-2.0
 * RepairPartitions: MSCK REPAIR TABLE as Hive, Spark and Athena have it, done by the catalog. */
#include "api/operations/partition_repair.h"

#include <stdlib.h>

#include "api/operations/operations.h"
#include "api/operations/table_input.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "base/json_write.h"
#include "base/limits.h"
#include "base/memory.h"
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

/* --- telling it --------------------------------------------------------------------------- */

struct text repair_location_of(const struct repair *r, struct text path, struct arena *arena)
{
    return arena_printf(arena, "%.*s%.*s", TEXT_ARG(r->base), TEXT_ARG(path));
}

static struct text kept(struct repair *r, struct text t)
{
    return t.p ? arena_copy(&r->call->arena, t) : t;
}

void repair_tell(struct repair *r, struct repair_list *list, struct repair_told told)
{
    if (list->n++ < LIMIT_REPAIR_TOLD)
        list->items[list->n - 1] =
            (struct repair_told){kept(r, told.vals), kept(r, told.location), kept(r, told.reason)};
}

void repair_ignore(struct repair *r, struct text path, struct text reason)
{
    struct repair_told told = {.reason = reason};
    if (r->ignored.n < LIMIT_REPAIR_TOLD)
        told.location = repair_location_of(r, path, &r->scratch);
    repair_tell(r, &r->ignored, told);
}

static void put_list(struct buf *out, const char *name, const struct repair_list *list)
{
    json_put_name(out, name);
    buf_put_char(out, '[');
    for (int64_t i = 0; i < list->n && i < LIMIT_REPAIR_TOLD; i++) {
        const struct repair_told *told = &list->items[i];
        json_put_comma(out);
        buf_put_char(out, '{');
        if (told->vals.p) {
            json_put_name(out, "Values");
            buf_put(out, told->vals);
        }
        json_put_string_member(out, "Location", told->location);
        if (told->reason.p)
            json_put_string_member(out, "Reason", told->reason);
        buf_put_char(out, '}');
    }
    buf_put_char(out, ']');
}

static void put_report(struct repair *r)
{
    struct buf *out = &r->call->reply;
    int64_t kept_n = r->known_n - r->dropped.n;
    buf_put_char(out, '{');
    json_put_boolean_member(out, "DryRun", r->dry_run);
    json_put_int_member(out, "Added", r->added.n);
    json_put_int_member(out, "Dropped", r->dropped.n);
    json_put_int_member(out, "Kept", (kept_n > 0 ? kept_n : 0) + r->raced_n);
    json_put_int_member(out, "Ignored", r->ignored.n);
    put_list(out, "AddedPartitions", &r->added);
    put_list(out, "DroppedPartitions", &r->dropped);
    put_list(out, "IgnoredFolders", &r->ignored);
    buf_put_char(out, '}');
}

int repair_fail_listing(struct repair *r)
{
    struct err *err = r->err;
    if (err->code == ERR_NOT_FOUND || err->code == ERR_ACCESS_DENIED || err->code == ERR_VALIDATION)
        err->code = ERR_INVALID;
    return err_wrap(err, "%.*s", TEXT_ARG(text_cut(r->base, 256)));
}

int repair_check_going_on(const struct repair *r, struct err *err)
{
    const atomic_bool *is_stopping = r->call->service->is_stopping;
    if (is_stopping && atomic_load(is_stopping))
        return err_set(err, ERR_UNAVAILABLE, "The server is stopping; what was repaired stays so.");
    size_t bytes = r->arena.bytes_used + r->folders_room * sizeof *r->folders +
                   (r->keys.room + r->paths.room) * sizeof(struct repair_hash);
    return bytes < (size_t)LIMIT_REPAIR_MIB << 20
               ? 0
               : err_set(err, ERR_LIMIT, "The repair needs more memory than it may take.");
}

static int work(struct repair *r)
{
    struct lake *lake = NULL;
    int result = repair_read(r);
    if (result != 0)
        return -1;
    r->deadline_us = clock_monotonic_us() + (int64_t)LIMIT_REPAIR_LIST_MS * 1000;
    if (lake_open(&lake, r->call->service->lake, r->err) != 0 || repair_look(r, lake) != 0)
        result = repair_fail_listing(r);
    if (result == 0 && r->drops)
        result = repair_drop(r, lake);
    lake_close(lake);
    return result == 0 && r->adds ? repair_add(r) : result;
}

static void open_repair(struct repair *r)
{
    struct repair_list *const lists[] = {&r->added, &r->dropped, &r->ignored};
    arena_init(&r->arena, (size_t)LIMIT_REPAIR_MIB << 20, NULL);
    arena_init(&r->scratch, LIMIT_REQUEST_ARENA_BYTES, NULL);
    buf_init(&r->bytes, LIMIT_DOCUMENT_BYTES);
    for (size_t i = 0; i < COUNT(lists); i++)
        lists[i]->items = ARENA_ARRAY(&r->arena, struct repair_told, LIMIT_REPAIR_TOLD);
}

static void close_repair(struct repair *r)
{
    repair_set_release(&r->keys);
    repair_set_release(&r->paths);
    free(r->folders);
    crypto_close(r->crypto);
    buf_release(&r->bytes);
    arena_release(&r->scratch);
    arena_release(&r->arena);
    memory_give_back(); /* it may have used a hundred times what the server does otherwise */
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
    open_repair(&r);
    int result = crypto_open(&r.crypto, r.err);
    if (result == 0)
        result = work(&r);
    if (result == 0)
        put_report(&r);
    close_repair(&r);
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
