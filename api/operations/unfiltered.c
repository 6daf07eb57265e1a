/* SPDX-License-Identifier: Apache-2.0
 * The reads of engines that enforce Lake Formation's filters themselves. There are none here: every
 * column is authorised, partition keys among them because engines take them for columns, and
 * PermissionTypeMismatchException, which tells of a filter that an engine cannot enforce, has
 * nothing to tell. Policies see these reads as the plain ones they stand for, as with AWS. */
#include "api/operations/operations.h"
#include "api/operations/partition_call.h"
#include "api/operations/partition_read.h"
#include "api/operations/table_input.h"
#include "base/json_write.h"
#include "catalog/shapes_partition.h"
#include "catalog/shapes_table.h"
#include "catalog/shapes_unfiltered.h"
#include "catalog/types.h"
#include "catalog/view_draft.h"

/* CatalogId, database and table stand first, as in all inputs about tables. */
enum {
    TABLE_CALL_CATALOG_ID,
    TABLE_CALL_DATABASE_NAME,
    TABLE_CALL_NAME,
    TABLE_CALL_REGION,
    TABLE_CALL_AUDIT_CONTEXT,
    TABLE_CALL_SUPPORTED_PERMISSION_TYPES,
    TABLE_CALL_PARENT_RESOURCE_ARN,
    TABLE_CALL_ROOT_RESOURCE_ARN,
    TABLE_CALL_SUPPORTED_DIALECT,
    TABLE_CALL_PERMISSIONS,
    TABLE_CALL_QUERY_SESSION_CONTEXT
};
static const struct member table_request_members[] = {
    [TABLE_CALL_CATALOG_ID] = {"CatalogId", &type_catalog_id_string, MEMBER_REQUIRED},
    [TABLE_CALL_DATABASE_NAME] = {"DatabaseName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [TABLE_CALL_NAME] = {"Name", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [TABLE_CALL_REGION] = {"Region", &type_value_string},
    [TABLE_CALL_AUDIT_CONTEXT] = {"AuditContext", &type_audit_context},
    [TABLE_CALL_SUPPORTED_PERMISSION_TYPES] = {"SupportedPermissionTypes",
                                               &type_permission_type_list, MEMBER_REQUIRED},
    [TABLE_CALL_PARENT_RESOURCE_ARN] = {"ParentResourceArn", &type_arn_string},
    [TABLE_CALL_ROOT_RESOURCE_ARN] = {"RootResourceArn", &type_arn_string},
    [TABLE_CALL_SUPPORTED_DIALECT] = {"SupportedDialect", &type_supported_dialect},
    [TABLE_CALL_PERMISSIONS] = {"Permissions", &type_permission_list},
    [TABLE_CALL_QUERY_SESSION_CONTEXT] = {"QuerySessionContext", &type_query_session_context},
};
static const struct shape shape_table_request =
    SHAPE("GetUnfilteredTableMetadataRequest", table_request_members);

static const struct member table_response_members[] = {
    {"Table", &type_table},
    {"AuthorizedColumns", &type_name_string_list},
    {"IsRegisteredWithLakeFormation", &type_boolean},
    {"CellFilters", &type_column_row_filter_list},
    {"QueryAuthorizationId", &type_hash_string},
    {"IsMultiDialectView", &type_boolean},
    {"IsMaterializedView", &type_boolean},
    {"ResourceArn", &type_arn_string},
    {"IsProtected", &type_boolean},
    {"Permissions", &type_permission_list},
    {"RowFilter", &type_predicate_string},
};
static const struct shape shape_table_response =
    SHAPE("GetUnfilteredTableMetadataResponse", table_response_members);

enum {
    GET_CATALOG_ID,
    GET_DATABASE_NAME,
    GET_TABLE_NAME,
    GET_REGION,
    GET_PARTITION_VALUES,
    GET_AUDIT_CONTEXT,
    GET_SUPPORTED_PERMISSION_TYPES,
    GET_QUERY_SESSION_CONTEXT
};
static const struct member partition_request_members[] = {
    [GET_CATALOG_ID] = {"CatalogId", &type_catalog_id_string, MEMBER_REQUIRED},
    [GET_DATABASE_NAME] = {"DatabaseName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [GET_TABLE_NAME] = {"TableName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [GET_REGION] = {"Region", &type_value_string},
    [GET_PARTITION_VALUES] = {"PartitionValues", &type_value_string_list, MEMBER_REQUIRED},
    [GET_AUDIT_CONTEXT] = {"AuditContext", &type_audit_context},
    [GET_SUPPORTED_PERMISSION_TYPES] = {"SupportedPermissionTypes", &type_permission_type_list,
                                        MEMBER_REQUIRED},
    [GET_QUERY_SESSION_CONTEXT] = {"QuerySessionContext", &type_query_session_context},
};
static const struct shape shape_partition_request =
    SHAPE("GetUnfilteredPartitionMetadataRequest", partition_request_members);

static const struct member partition_response_members[] = {
    {"Partition", &type_partition},
    {"AuthorizedColumns", &type_name_string_list},
    {"IsRegisteredWithLakeFormation", &type_boolean},
};
static const struct shape shape_partition_response =
    SHAPE("GetUnfilteredPartitionMetadataResponse", partition_response_members);

enum {
    LIST_CATALOG_ID,
    LIST_DATABASE_NAME,
    LIST_TABLE_NAME,
    LIST_REGION,
    LIST_EXPRESSION,
    LIST_AUDIT_CONTEXT,
    LIST_SUPPORTED_PERMISSION_TYPES,
    LIST_NEXT_TOKEN,
    LIST_SEGMENT,
    LIST_MAX_RESULTS,
    LIST_QUERY_SESSION_CONTEXT
};
static const struct member partitions_request_members[] = {
    [LIST_CATALOG_ID] = {"CatalogId", &type_catalog_id_string, MEMBER_REQUIRED},
    [LIST_DATABASE_NAME] = {"DatabaseName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [LIST_TABLE_NAME] = {"TableName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [LIST_REGION] = {"Region", &type_value_string},
    [LIST_EXPRESSION] = {"Expression", &type_predicate_string},
    [LIST_AUDIT_CONTEXT] = {"AuditContext", &type_audit_context},
    [LIST_SUPPORTED_PERMISSION_TYPES] = {"SupportedPermissionTypes", &type_permission_type_list,
                                         MEMBER_REQUIRED},
    [LIST_NEXT_TOKEN] = {"NextToken", &type_token},
    [LIST_SEGMENT] = {"Segment", &type_segment},
    [LIST_MAX_RESULTS] = {"MaxResults", &type_page_size},
    [LIST_QUERY_SESSION_CONTEXT] = {"QuerySessionContext", &type_query_session_context},
};
static const struct shape shape_partitions_request =
    SHAPE("GetUnfilteredPartitionsMetadataRequest", partitions_request_members);

static const struct member partitions_response_members[] = {
    {"UnfilteredPartitions", &type_unfiltered_partition_list},
    {"NextToken", &type_token},
};
static const struct shape shape_partitions_response =
    SHAPE("GetUnfilteredPartitionsMetadataResponse", partitions_response_members);

static void put_column_names(const struct list *columns, struct buf *out)
{
    for (size_t i = 0; i < columns->count; i++) {
        json_put_comma(out);
        json_put_string(out, columns->items[i].members[COLUMN_NAME].text);
    }
}

/* What follows the document in each answer: all columns, and no filter. */
static void put_rights(const struct value *input, struct buf *out)
{
    const struct value *descriptor = input[TABLE_INPUT_STORAGE_DESCRIPTOR].members;
    buf_put(out, TEXT(",\"AuthorizedColumns\":["));
    if (descriptor)
        put_column_names(&descriptor[STORAGE_DESCRIPTOR_COLUMNS].list, out);
    put_column_names(&input[TABLE_INPUT_PARTITION_KEYS].list, out);
    buf_put(out, TEXT("],\"IsRegisteredWithLakeFormation\":false"));
}

static void put_text_if_given(struct buf *out, const char *name, const struct value *value)
{
    if (value && value->set)
        json_put_string_member(out, name, value->text);
}

static int put_view_facts(struct call *call, struct text tail)
{
    struct value *definition;
    struct buf *out = &call->reply;
    if (view_definition_of_tail(tail, &call->arena, &definition, &call->err) != 0)
        return -1;
    json_put_boolean_member(out, "IsMultiDialectView", view_is_multi_dialect(tail));
    json_put_boolean_member(out, "IsMaterializedView",
                            definition && view_is_materialized(definition));
    json_put_boolean_member(out, "IsProtected",
                            definition && definition[VIEW_DEFINITION_IS_PROTECTED].boolean);
    return 0;
}

static int get_unfiltered_table(struct call *call)
{
    struct table_name name = input_table_name(call);
    const struct value *session = IN(call, TABLE_CALL_QUERY_SESSION_CONTEXT)->members;
    struct buf *out = &call->reply;
    struct table table;
    struct value *input;
    if (table_find(call->tx, &name, &call->arena, &table) != 0 ||
        table_tail_decode(table.tail, &call->arena, &input, &call->err) != 0)
        return -1;
    buf_put(out, TEXT("{\"Table\":"));
    table_put(&table, table.tail, table.version, table.updated_ms, out);
    put_rights(input, out);
    buf_put(out, TEXT(",\"CellFilters\":[],\"Permissions\":[\"ALL\",\"SELECT\",\"ALTER\",\"DROP\","
                      "\"DELETE\",\"INSERT\"]"));
    if (put_view_facts(call, table.tail) != 0)
        return -1;
    put_text_if_given(out, "ResourceArn", IN(call, TABLE_CALL_PARENT_RESOURCE_ARN));
    put_text_if_given(out, "QueryAuthorizationId",
                      session ? &session[QUERY_SESSION_CONTEXT_QUERY_AUTHORIZATION_ID] : NULL);
    buf_put_char(out, '}');
    return 0;
}

static int get_unfiltered_partition(struct call *call)
{
    struct partition_reader r;
    if (partition_reader_open(call, &r) != 0)
        return -1;
    buf_put(&call->reply, TEXT("{\"Partition\":"));
    if (partition_reader_get(&r, IN(call, GET_PARTITION_VALUES), NULL, &call->reply) != 0)
        return -1;
    put_rights(r.t.input, &call->reply);
    buf_put_char(&call->reply, '}');
    return 0;
}

/* The rights are those of the table, and the same for each partition. */
static int begin_list(struct partition_call_list *list, struct call *call,
                      struct partition_table *t)
{
    struct buf rights;
    buf_init(&rights, LIMIT_DOCUMENT_BYTES);
    put_rights(t->input, &rights);
    list->context = arena_copy(&call->arena, buf_text(&rights));
    buf_release(&rights);
    return 0;
}

static void put_item(const struct partition_call_list *list, struct text partition, struct buf *out)
{
    buf_put(out, TEXT("{\"Partition\":"));
    buf_put(out, partition);
    buf_put(out, list->context);
    buf_put_char(out, '}');
}

static int get_unfiltered_partitions(struct call *call)
{
    const struct partition_call_list list = {.expression = IN(call, LIST_EXPRESSION)->text,
                                             .segment = IN(call, LIST_SEGMENT),
                                             .next_token = IN(call, LIST_NEXT_TOKEN),
                                             .max_results = IN(call, LIST_MAX_RESULTS),
                                             .name = "UnfilteredPartitions",
                                             .begin = begin_list,
                                             .put = put_item};
    return partition_call_list(call, &list);
}

#define TABLE_PATH "/v1/databases/{DatabaseName}/tables/"
const struct operation unfiltered_operations[UNFILTERED_OPERATIONS] = {
    {.name = "GetUnfilteredTableMetadata",
     .method = METHOD_POST,
     .path = TABLE_PATH "{Name}/unfiltered",
     .input = &shape_table_request,
     .output = &shape_table_response,
     .where = POOL,
     .touches = TOUCHES_TABLE,
     .action = "GetTable",
     .run = get_unfiltered_table,
     .about =
         "Returns a table with what an engine that enforces filters must know: there are none.",
     .errors = "NOT_FOUND"},
    {.name = "GetUnfilteredPartitionMetadata",
     .method = METHOD_POST,
     .path = TABLE_PATH "{TableName}/partitions/{PartitionValues}/unfiltered",
     .input = &shape_partition_request,
     .output = &shape_partition_response,
     .where = POOL,
     .touches = TOUCHES_TABLE,
     .action = "GetPartition",
     .run = get_unfiltered_partition,
     .about = "Returns a partition in the same way.",
     .errors = "NOT_FOUND"},
    {.name = "GetUnfilteredPartitionsMetadata",
     .method = METHOD_POST,
     .path = TABLE_PATH "{TableName}/partitions/unfiltered",
     .input = &shape_partitions_request,
     .output = &shape_partitions_response,
     .where = POOL,
     .touches = TOUCHES_TABLE,
     .action = "GetPartitions",
     .run = get_unfiltered_partitions,
     .about = "Lists partitions in the same way, filtered by an expression.",
     .errors = "NOT_FOUND INVALID_STATE"},
};
