/* SPDX-License-Identifier: Apache-2.0 */
#include "api/operations/input.h"
#include "api/operations/operations.h"
#include "api/operations/page.h"
#include "api/operations/partition_call.h"
#include "api/operations/partition_read.h"
#include "api/operations/partition_register.h"
#include "base/limits.h"
#include "catalog/shapes_partition.h"
#include "catalog/types.h"

enum { CREATE_CATALOG_ID, CREATE_DATABASE_NAME, CREATE_TABLE_NAME, CREATE_PARTITION_INPUT };
static const struct member create_partition_request_members[] = {
    [CREATE_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [CREATE_DATABASE_NAME] = {"DatabaseName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [CREATE_TABLE_NAME] = {"TableName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [CREATE_PARTITION_INPUT] = {"PartitionInput", &type_partition_input, MEMBER_REQUIRED},
};
static const struct shape shape_create_partition_request =
    SHAPE("CreatePartitionRequest", create_partition_request_members);

static const struct shape shape_create_partition_response = {.name = "CreatePartitionResponse"};

enum { GET_CATALOG_ID, GET_DATABASE_NAME, GET_TABLE_NAME, GET_PARTITION_VALUES, GET_AUDIT_CONTEXT };
static const struct member get_partition_request_members[] = {
    [GET_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [GET_DATABASE_NAME] = {"DatabaseName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [GET_TABLE_NAME] = {"TableName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [GET_PARTITION_VALUES] = {"PartitionValues", &type_value_string_list, MEMBER_REQUIRED},
    [GET_AUDIT_CONTEXT] = {"AuditContext", &type_audit_context},
};
static const struct shape shape_get_partition_request =
    SHAPE("GetPartitionRequest", get_partition_request_members);

static const struct member get_partition_response_members[] = {
    {"Partition", &type_partition},
};
static const struct shape shape_get_partition_response =
    SHAPE("GetPartitionResponse", get_partition_response_members);

enum {
    LIST_CATALOG_ID,
    LIST_DATABASE_NAME,
    LIST_TABLE_NAME,
    LIST_EXPRESSION,
    LIST_NEXT_TOKEN,
    LIST_SEGMENT,
    LIST_MAX_RESULTS,
    LIST_EXCLUDE_COLUMN_SCHEMA,
    LIST_TRANSACTION_ID,
    LIST_QUERY_AS_OF_TIME,
    LIST_AUDIT_CONTEXT
};
static const struct member get_partitions_request_members[] = {
    [LIST_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [LIST_DATABASE_NAME] = {"DatabaseName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [LIST_TABLE_NAME] = {"TableName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [LIST_EXPRESSION] = {"Expression", &type_predicate_string},
    [LIST_NEXT_TOKEN] = {"NextToken", &type_token},
    [LIST_SEGMENT] = {"Segment", &type_segment},
    [LIST_MAX_RESULTS] = {"MaxResults", &type_page_size},
    [LIST_EXCLUDE_COLUMN_SCHEMA] = {"ExcludeColumnSchema", &type_boolean_nullable},
    [LIST_TRANSACTION_ID] = {"TransactionId", &type_transaction_id_string},
    [LIST_QUERY_AS_OF_TIME] = {"QueryAsOfTime", &type_timestamp},
    [LIST_AUDIT_CONTEXT] = {"AuditContext", &type_audit_context},
};
static const struct shape shape_get_partitions_request =
    SHAPE("GetPartitionsRequest", get_partitions_request_members);

static const struct member get_partitions_response_members[] = {
    {"Partitions", &type_partition_list},
    {"NextToken", &type_token},
};
static const struct shape shape_get_partitions_response =
    SHAPE("GetPartitionsResponse", get_partitions_response_members);

enum {
    UPDATE_CATALOG_ID,
    UPDATE_DATABASE_NAME,
    UPDATE_TABLE_NAME,
    UPDATE_PARTITION_VALUE_LIST,
    UPDATE_PARTITION_INPUT
};
static const struct member update_partition_request_members[] = {
    [UPDATE_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [UPDATE_DATABASE_NAME] = {"DatabaseName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [UPDATE_TABLE_NAME] = {"TableName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [UPDATE_PARTITION_VALUE_LIST] = {"PartitionValueList", &type_bounded_partition_value_list,
                                     MEMBER_REQUIRED},
    [UPDATE_PARTITION_INPUT] = {"PartitionInput", &type_partition_input, MEMBER_REQUIRED},
};
static const struct shape shape_update_partition_request =
    SHAPE("UpdatePartitionRequest", update_partition_request_members);

static const struct shape shape_update_partition_response = {.name = "UpdatePartitionResponse"};

enum { DELETE_CATALOG_ID, DELETE_DATABASE_NAME, DELETE_TABLE_NAME, DELETE_PARTITION_VALUES };
static const struct member delete_partition_request_members[] = {
    [DELETE_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [DELETE_DATABASE_NAME] = {"DatabaseName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [DELETE_TABLE_NAME] = {"TableName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [DELETE_PARTITION_VALUES] = {"PartitionValues", &type_value_string_list, MEMBER_REQUIRED},
};
static const struct shape shape_delete_partition_request =
    SHAPE("DeletePartitionRequest", delete_partition_request_members);

static const struct shape shape_delete_partition_response = {.name = "DeletePartitionResponse"};

static int prepare_create(struct call *call)
{
    struct partition_draft *draft = ARENA_NEW(&call->arena, struct partition_draft);
    struct partition_drafting drafting = {.arena = &call->arena};
    call->prepared = draft;
    return partition_draft_make(&drafting, IN(call, CREATE_PARTITION_INPUT)->members, NULL, draft,
                                &call->err);
}

static int create_partition(struct call *call)
{
    const struct partition_draft *draft = call->prepared;
    struct partition_table t;
    struct changed_partitions changed = CHANGED_PARTITIONS_NONE;
    int64_t id;
    if (partition_call_open(call, &t) != 0 || partition_create(call->tx, &t, draft, &id) != 0)
        return -1;
    changed_partitions_add(&changed, draft->vals, id);
    return changed_partitions_log(call, &t, CHANGE_PARTITIONS_CREATED, &changed);
}

static int get_partition(struct call *call)
{
    struct partition_reader r;
    if (partition_reader_open(call, &r) != 0)
        return -1;
    buf_put(&call->reply, TEXT("{\"Partition\":"));
    if (partition_reader_get(&r, IN(call, GET_PARTITION_VALUES), NULL, &call->reply) != 0)
        return -1;
    buf_put_char(&call->reply, '}');
    return 0;
}

static int prepare_update(struct call *call)
{
    struct partition_draft *draft = ARENA_NEW(&call->arena, struct partition_draft);
    struct partition_drafting drafting = {.arena = &call->arena};
    call->prepared = draft;
    return partition_draft_make(&drafting, IN(call, UPDATE_PARTITION_INPUT)->members,
                                IN(call, UPDATE_PARTITION_VALUE_LIST), draft, &call->err);
}

static int update_partition(struct call *call)
{
    const struct partition_draft *draft = call->prepared;
    const struct value *values = IN(call, UPDATE_PARTITION_VALUE_LIST);
    struct partition_table t;
    struct changed_partitions changed = CHANGED_PARTITIONS_NONE;
    struct partition_written written;
    if (partition_call_open(call, &t) != 0 || partition_check_values(call->tx, &t, values) != 0)
        return -1;
    if (partition_call_update(call, &t, values, draft, &written) != 0)
        return -1;
    call->created = written.is_new && call->create_missing;
    changed_partitions_add(&changed, draft->vals, written.id);
    return changed_partitions_log(
        call, &t, written.is_new ? CHANGE_PARTITIONS_CREATED : CHANGE_PARTITIONS_UPDATED, &changed);
}

static int delete_partition(struct call *call)
{
    struct partition_table t;
    struct changed_partitions changed = CHANGED_PARTITIONS_NONE;
    if (partition_call_open(call, &t) != 0 ||
        partition_call_delete(call, &t, IN(call, DELETE_PARTITION_VALUES), &changed) != 0)
        return -1;
    return changed_partitions_log(call, &t, CHANGE_PARTITIONS_DELETED, &changed);
}

/* A filter may look at every partition of the table, and a long page with its columns may be
 * megabytes. */
enum { INLINE_ITEMS_MAX = 100 };
static enum where where_to_list(const struct call *call)
{
    bool is_short = call->in[LIST_EXCLUDE_COLUMN_SCHEMA].boolean ||
                    value_integer_or(&call->in[LIST_MAX_RESULTS], INT64_MAX) <= INLINE_ITEMS_MAX;
    return is_short && call->in[LIST_EXPRESSION].text.n == 0 ? INLINE : POOL;
}

static int prepare_list(struct call *call)
{
    return input_check_as_of(call, IN(call, LIST_QUERY_AS_OF_TIME), IN(call, LIST_TRANSACTION_ID));
}

static int get_partitions(struct call *call)
{
    const struct partition_call_list list = {.expression = IN(call, LIST_EXPRESSION)->text,
                                             .segment = IN(call, LIST_SEGMENT),
                                             .next_token = IN(call, LIST_NEXT_TOKEN),
                                             .max_results = IN(call, LIST_MAX_RESULTS),
                                             .without_columns =
                                                 IN(call, LIST_EXCLUDE_COLUMN_SCHEMA)->boolean,
                                             .name = "Partitions"};
    return partition_call_list(call, &list);
}

#define PARTITIONS_PATH "/v1/databases/{DatabaseName}/tables/{TableName}/partitions"
const struct operation partition_operations[PARTITION_OPERATIONS] = {
    {.name = "CreatePartition",
     .method = METHOD_POST,
     .path = PARTITIONS_PATH,
     .input = &shape_create_partition_request,
     .output = &shape_create_partition_response,
     .document = "PartitionInput",
     .where = WRITE,
     .touches = TOUCHES_TABLE,
     .prepare = prepare_create,
     .run = create_partition,
     .status = 201,
     .about = "Registers one partition.",
     .errors = "NOT_FOUND EXISTS LIMIT"},
    {.name = "GetPartition",
     .method = METHOD_GET,
     .path = PARTITIONS_PATH "/{PartitionValues}",
     .input = &shape_get_partition_request,
     .output = &shape_get_partition_response,
     .where = INLINE,
     .touches = TOUCHES_TABLE,
     .run = get_partition,
     .about = "Returns one partition by its values, in the order of the keys, separated by commas.",
     .errors = "NOT_FOUND"},
    {.name = "GetPartitions",
     .method = METHOD_GET,
     .path = PARTITIONS_PATH,
     .input = &shape_get_partitions_request,
     .output = &shape_get_partitions_response,
     .where = INLINE,
     .choose = where_to_list,
     .touches = TOUCHES_TABLE,
     .prepare = prepare_list,
     .run = get_partitions,
     .about = "Lists partitions in the order of their keys, filtered by an expression.",
     .errors = "NOT_FOUND INVALID_STATE"},
    {.name = "UpdatePartition",
     .method = METHOD_PUT,
     .path = PARTITIONS_PATH "/{PartitionValueList}",
     .input = &shape_update_partition_request,
     .output = &shape_update_partition_response,
     .document = "PartitionInput",
     .where = WRITE,
     .touches = TOUCHES_TABLE,
     .prepare = prepare_update,
     .run = update_partition,
     .creates_missing = true,
     .about = "Replaces a partition; over REST a missing one is created.",
     .errors = "NOT_FOUND EXISTS"},
    {.name = "DeletePartition",
     .method = METHOD_DELETE,
     .path = PARTITIONS_PATH "/{PartitionValues}",
     .input = &shape_delete_partition_request,
     .output = &shape_delete_partition_response,
     .where = WRITE,
     .touches = TOUCHES_TABLE,
     .run = delete_partition,
     .status = 204,
     .about = "Deletes one partition; its files stay.",
     .errors = "NOT_FOUND"},
};
