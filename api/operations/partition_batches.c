/* SPDX-License-Identifier: Apache-2.0
 * Operations on many partitions in one call. */
#include "api/operations/input.h"
#include "api/operations/operations.h"
#include "api/operations/partition_call.h"
#include "api/operations/partition_read.h"
#include "api/operations/partition_register.h"
#include "base/json_write.h"
#include "base/limits.h"
#include "catalog/shapes_partition.h"
#include "catalog/types.h"

enum {
    BATCH_CREATE_CATALOG_ID,
    BATCH_CREATE_DATABASE_NAME,
    BATCH_CREATE_TABLE_NAME,
    BATCH_CREATE_PARTITION_INPUT_LIST
};
static const struct member batch_create_partition_request_members[] = {
    [BATCH_CREATE_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [BATCH_CREATE_DATABASE_NAME] = {"DatabaseName", &type_name_string,
                                    MEMBER_REQUIRED | MEMBER_FOLD},
    [BATCH_CREATE_TABLE_NAME] = {"TableName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [BATCH_CREATE_PARTITION_INPUT_LIST] = {"PartitionInputList", &type_partition_input_list,
                                           MEMBER_REQUIRED},
};
static const struct shape shape_batch_create_partition_request =
    SHAPE("BatchCreatePartitionRequest", batch_create_partition_request_members);

static const struct member batch_create_partition_response_members[] = {
    {"Errors", &type_partition_errors},
};
static const struct shape shape_batch_create_partition_response =
    SHAPE("BatchCreatePartitionResponse", batch_create_partition_response_members);

enum {
    BATCH_GET_CATALOG_ID,
    BATCH_GET_DATABASE_NAME,
    BATCH_GET_TABLE_NAME,
    BATCH_GET_PARTITIONS_TO_GET,
    BATCH_GET_AUDIT_CONTEXT,
    BATCH_GET_QUERY_SESSION_CONTEXT
};
static const struct member batch_get_partition_request_members[] = {
    [BATCH_GET_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [BATCH_GET_DATABASE_NAME] = {"DatabaseName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [BATCH_GET_TABLE_NAME] = {"TableName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [BATCH_GET_PARTITIONS_TO_GET] = {"PartitionsToGet", &type_batch_get_partition_value_list,
                                     MEMBER_REQUIRED},
    [BATCH_GET_AUDIT_CONTEXT] = {"AuditContext", &type_audit_context},
    [BATCH_GET_QUERY_SESSION_CONTEXT] = {"QuerySessionContext", &type_query_session_context},
};
static const struct shape shape_batch_get_partition_request =
    SHAPE("BatchGetPartitionRequest", batch_get_partition_request_members);

static const struct member batch_get_partition_response_members[] = {
    {"Partitions", &type_partition_list},
    {"UnprocessedKeys", &type_batch_get_partition_value_list},
};
static const struct shape shape_batch_get_partition_response =
    SHAPE("BatchGetPartitionResponse", batch_get_partition_response_members);

enum {
    BATCH_UPDATE_CATALOG_ID,
    BATCH_UPDATE_DATABASE_NAME,
    BATCH_UPDATE_TABLE_NAME,
    BATCH_UPDATE_ENTRIES
};
static const struct member batch_update_partition_request_members[] = {
    [BATCH_UPDATE_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [BATCH_UPDATE_DATABASE_NAME] = {"DatabaseName", &type_name_string,
                                    MEMBER_REQUIRED | MEMBER_FOLD},
    [BATCH_UPDATE_TABLE_NAME] = {"TableName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [BATCH_UPDATE_ENTRIES] = {"Entries", &type_batch_update_partition_request_entry_list,
                              MEMBER_REQUIRED},
};
static const struct shape shape_batch_update_partition_request =
    SHAPE("BatchUpdatePartitionRequest", batch_update_partition_request_members);

static const struct member batch_update_partition_response_members[] = {
    {"Errors", &type_batch_update_partition_failure_list},
};
static const struct shape shape_batch_update_partition_response =
    SHAPE("BatchUpdatePartitionResponse", batch_update_partition_response_members);

enum {
    BATCH_DELETE_CATALOG_ID,
    BATCH_DELETE_DATABASE_NAME,
    BATCH_DELETE_TABLE_NAME,
    BATCH_DELETE_PARTITIONS_TO_DELETE
};
static const struct member batch_delete_partition_request_members[] = {
    [BATCH_DELETE_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [BATCH_DELETE_DATABASE_NAME] = {"DatabaseName", &type_name_string,
                                    MEMBER_REQUIRED | MEMBER_FOLD},
    [BATCH_DELETE_TABLE_NAME] = {"TableName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [BATCH_DELETE_PARTITIONS_TO_DELETE] = {"PartitionsToDelete",
                                           &type_batch_delete_partition_value_list,
                                           MEMBER_REQUIRED},
};
static const struct shape shape_batch_delete_partition_request =
    SHAPE("BatchDeletePartitionRequest", batch_delete_partition_request_members);

static const struct member batch_delete_partition_response_members[] = {
    {"Errors", &type_partition_errors},
};
static const struct shape shape_batch_delete_partition_response =
    SHAPE("BatchDeletePartitionResponse", batch_delete_partition_response_members);

/* Unknown keys are left out silently, as AWS does (github.com/getmoto/moto/pull/2320);
 * UnprocessedKeys is for what a server had no time for, so it is always empty here. */
static int batch_get_partition(struct call *call)
{
    const struct value *wanted = IN(call, BATCH_GET_PARTITIONS_TO_GET);
    struct partition_reader r;
    bool found;
    if (partition_reader_open(call, &r) != 0)
        return -1;
    buf_put(&call->reply, TEXT("{\"Partitions\":["));
    for (size_t i = 0; i < wanted->list.count; i++) {
        const struct value *values = &wanted->list.items[i].members[PARTITION_VALUE_LIST_VALUES];
        struct buf one;
        buf_init(&one, LIMIT_DOCUMENT_BYTES);
        int result = partition_reader_get(&r, values, &found, &one);
        if (result == 0 && found) {
            json_put_comma(&call->reply);
            buf_put(&call->reply, buf_text(&one));
        }
        buf_release(&one);
        if (result != 0)
            return -1;
    }
    buf_put(&call->reply, TEXT("],\"UnprocessedKeys\":[]}"));
    return 0;
}

/* True for errors that belong to one item of a batch and not to the call. */
static bool is_items_own(enum err_code code)
{
    return code == ERR_NOT_FOUND || code == ERR_EXISTS || code == ERR_INVALID;
}

static int put_item_error(struct call *call, const char *values_name, const struct value *values)
{
    if (!is_items_own(call->err.code))
        return -1;
    json_put_comma(&call->reply);
    buf_put_char(&call->reply, '{');
    json_put_name(&call->reply, values_name);
    partition_put_values(values, &call->reply);
    reply_error_detail(&call->reply, &call->err);
    buf_put_char(&call->reply, '}');
    err_clear(&call->err);
    return 0;
}

/* A draft per item; items that break a rule are found here, before the queue, and are errors of
 * their own. */
struct prepared_item {
    struct partition_draft draft;
    struct err err;
};

static int prepare_batch_create(struct call *call)
{
    const struct value *inputs = IN(call, BATCH_CREATE_PARTITION_INPUT_LIST);
    struct prepared_item *items =
        ARENA_ARRAY(&call->arena, struct prepared_item, inputs->list.count + 1);
    struct partition_drafting drafting = {.arena = &call->arena};
    for (size_t i = 0; i < inputs->list.count; i++)
        if (partition_draft_make(&drafting, inputs->list.items[i].members, NULL, &items[i].draft,
                                 &items[i].err) != 0)
            continue; /* kept in the item */
    call->prepared = items;
    return 0;
}

static int create_item(struct call *call, struct partition_table *t,
                       const struct prepared_item *item, struct changed_partitions *changed)
{
    int64_t id;
    if (item->err.code != ERR_NONE)
        return err_set(&call->err, item->err.code, "%s", item->err.text);
    if (partition_create(call->tx, t, &item->draft, &id) != 0)
        return -1;
    changed_partitions_add(changed, item->draft.vals, id);
    return 0;
}

static int batch_create_partition(struct call *call)
{
    const struct value *inputs = IN(call, BATCH_CREATE_PARTITION_INPUT_LIST);
    const struct prepared_item *items = call->prepared;
    struct changed_partitions changed = CHANGED_PARTITIONS_NONE;
    struct partition_table t;
    int result = partition_call_open(call, &t);
    t.expected = (int64_t)inputs->list.count;
    buf_put(&call->reply, TEXT("{\"Errors\":["));
    for (size_t i = 0; result == 0 && i < inputs->list.count; i++)
        if (create_item(call, &t, &items[i], &changed) != 0)
            result = put_item_error(call, "PartitionValues",
                                    &inputs->list.items[i].members[PARTITION_INPUT_VALUES]);
    buf_put(&call->reply, TEXT("]}"));
    if (result == 0)
        return changed_partitions_log(call, &t, CHANGE_PARTITIONS_CREATED, &changed);
    buf_release(&changed.values);
    return result;
}

static int prepare_batch_update(struct call *call)
{
    const struct value *entries = IN(call, BATCH_UPDATE_ENTRIES);
    struct prepared_item *items =
        ARENA_ARRAY(&call->arena, struct prepared_item, entries->list.count + 1);
    struct partition_drafting drafting = {.arena = &call->arena};
    for (size_t i = 0; i < entries->list.count; i++) {
        const struct value *entry = entries->list.items[i].members;
        if (partition_draft_make(
                &drafting, entry[BATCH_UPDATE_PARTITION_REQUEST_ENTRY_PARTITION_INPUT].members,
                &entry[BATCH_UPDATE_PARTITION_REQUEST_ENTRY_PARTITION_VALUE_LIST], &items[i].draft,
                &items[i].err) != 0)
            continue; /* kept in the item */
    }
    call->prepared = items;
    return 0;
}

/* What a batch of updates did: those that were projected only are registered by it. */
struct batch_changes {
    struct changed_partitions created, updated;
};

static int update_item(struct call *call, struct partition_table *t, const struct value *values,
                       const struct prepared_item *item, struct batch_changes *changes)
{
    struct partition_written written;
    if (item->err.code != ERR_NONE)
        return err_set(&call->err, item->err.code, "%s", item->err.text);
    if (partition_check_values(call->tx, t, values) != 0 ||
        partition_call_update(call, t, values, &item->draft, &written) != 0)
        return -1;
    changed_partitions_add(written.is_new ? &changes->created : &changes->updated, item->draft.vals,
                           written.id);
    return 0;
}

static int log_changes(struct call *call, struct partition_table *t, struct batch_changes *changes)
{
    int created = changed_partitions_log(call, t, CHANGE_PARTITIONS_CREATED, &changes->created);
    int updated = changed_partitions_log(call, t, CHANGE_PARTITIONS_UPDATED, &changes->updated);
    return created != 0 || updated != 0 ? -1 : 0;
}

static int batch_update_partition(struct call *call)
{
    const struct value *entries = IN(call, BATCH_UPDATE_ENTRIES);
    const struct prepared_item *items = call->prepared;
    struct batch_changes changes = {CHANGED_PARTITIONS_NONE, CHANGED_PARTITIONS_NONE};
    struct partition_table t;
    int result = partition_call_open(call, &t);
    buf_put(&call->reply, TEXT("{\"Errors\":["));
    for (size_t i = 0; result == 0 && i < entries->list.count; i++) {
        const struct value *values =
            &entries->list.items[i]
                 .members[BATCH_UPDATE_PARTITION_REQUEST_ENTRY_PARTITION_VALUE_LIST];
        if (update_item(call, &t, values, &items[i], &changes) != 0)
            result = put_item_error(call, "PartitionValueList", values);
    }
    buf_put(&call->reply, TEXT("]}"));
    if (result == 0)
        return log_changes(call, &t, &changes);
    buf_release(&changes.created.values);
    buf_release(&changes.updated.values);
    return result;
}

static int batch_delete_partition(struct call *call)
{
    const struct value *wanted = IN(call, BATCH_DELETE_PARTITIONS_TO_DELETE);
    struct changed_partitions changed = CHANGED_PARTITIONS_NONE;
    struct partition_table t;
    int result = partition_call_open(call, &t);
    buf_put(&call->reply, TEXT("{\"Errors\":["));
    for (size_t i = 0; result == 0 && i < wanted->list.count; i++) {
        const struct value *values = &wanted->list.items[i].members[PARTITION_VALUE_LIST_VALUES];
        if (partition_call_delete(call, &t, values, &changed) != 0)
            result = put_item_error(call, "PartitionValues", values);
    }
    buf_put(&call->reply, TEXT("]}"));
    if (result == 0)
        return changed_partitions_log(call, &t, CHANGE_PARTITIONS_DELETED, &changed);
    buf_release(&changed.values);
    return result;
}

#define PARTITIONS_PATH "/v1/databases/{DatabaseName}/tables/{TableName}/partitions"
const struct operation partition_batch_operations[PARTITION_BATCH_OPERATIONS] = {
    {.name = "BatchCreatePartition",
     .method = METHOD_POST,
     .path = PARTITIONS_PATH "/batch-create",
     .input = &shape_batch_create_partition_request,
     .output = &shape_batch_create_partition_response,
     .where = WRITE,
     .touches = TOUCHES_TABLE,
     .prepare = prepare_batch_create,
     .run = batch_create_partition,
     .about = "Registers up to 100 partitions; each that fails is an item of Errors.",
     .errors = "NOT_FOUND LIMIT"},
    {.name = "BatchGetPartition",
     .method = METHOD_POST,
     .path = PARTITIONS_PATH "/batch-get",
     .input = &shape_batch_get_partition_request,
     .output = &shape_batch_get_partition_response,
     .where = POOL,
     .touches = TOUCHES_TABLE,
     .run = batch_get_partition,
     .about = "Returns up to 1,000 partitions by their values; unknown ones are left out.",
     .errors = "NOT_FOUND"},
    {.name = "BatchUpdatePartition",
     .method = METHOD_POST,
     .path = PARTITIONS_PATH "/batch-update",
     .input = &shape_batch_update_partition_request,
     .output = &shape_batch_update_partition_response,
     .where = WRITE,
     .touches = TOUCHES_TABLE,
     .prepare = prepare_batch_update,
     .run = batch_update_partition,
     .about = "Replaces up to 100 partitions; each that fails is an item of Errors.",
     .errors = "NOT_FOUND"},
    {.name = "BatchDeletePartition",
     .method = METHOD_POST,
     .path = PARTITIONS_PATH "/batch-delete",
     .input = &shape_batch_delete_partition_request,
     .output = &shape_batch_delete_partition_response,
     .where = WRITE,
     .touches = TOUCHES_TABLE,
     .run = batch_delete_partition,
     .about = "Deletes up to 25 partitions; each that fails is an item of Errors.",
     .errors = "NOT_FOUND"},
};
