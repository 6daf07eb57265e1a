/* SPDX-License-Identifier: Apache-2.0 */
#include "api/operations/operations.h"
#include "api/operations/page.h"
#include "api/operations/table_input.h"
#include "catalog/types.h"
#include "store/partition_index.h"

enum { CREATE_CATALOG_ID, CREATE_DATABASE_NAME, CREATE_TABLE_NAME, CREATE_PARTITION_INDEX };
static const struct member create_partition_index_request_members[] = {
    [CREATE_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [CREATE_DATABASE_NAME] = {"DatabaseName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [CREATE_TABLE_NAME] = {"TableName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [CREATE_PARTITION_INDEX] = {"PartitionIndex", &type_partition_index, MEMBER_REQUIRED},
};
static const struct shape shape_create_partition_index_request =
    SHAPE("CreatePartitionIndexRequest", create_partition_index_request_members);

static const struct shape shape_create_partition_index_response = {
    .name = "CreatePartitionIndexResponse"};

enum { LIST_CATALOG_ID, LIST_DATABASE_NAME, LIST_TABLE_NAME, LIST_NEXT_TOKEN };
static const struct member get_partition_indexes_request_members[] = {
    [LIST_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [LIST_DATABASE_NAME] = {"DatabaseName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [LIST_TABLE_NAME] = {"TableName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [LIST_NEXT_TOKEN] = {"NextToken", &type_token},
};
static const struct shape shape_get_partition_indexes_request =
    SHAPE("GetPartitionIndexesRequest", get_partition_indexes_request_members);

static const struct member get_partition_indexes_response_members[] = {
    {"PartitionIndexDescriptorList", &type_partition_index_descriptor_list},
    {"NextToken", &type_token},
};
static const struct shape shape_get_partition_indexes_response =
    SHAPE("GetPartitionIndexesResponse", get_partition_indexes_response_members);

enum { DELETE_CATALOG_ID, DELETE_DATABASE_NAME, DELETE_TABLE_NAME, DELETE_INDEX_NAME };
static const struct member delete_partition_index_request_members[] = {
    [DELETE_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [DELETE_DATABASE_NAME] = {"DatabaseName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [DELETE_TABLE_NAME] = {"TableName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [DELETE_INDEX_NAME] = {"IndexName", &type_name_string, MEMBER_REQUIRED},
};
static const struct shape shape_delete_partition_index_request =
    SHAPE("DeletePartitionIndexRequest", delete_partition_index_request_members);

static const struct shape shape_delete_partition_index_response = {
    .name = "DeletePartitionIndexResponse"};

static int create_partition_index(struct call *call)
{
    call->wake = true; /* there are keys to take over, or to clear */
    struct table_name name = input_table_name(call);
    return partition_index_create(call->tx, &name, IN(call, CREATE_PARTITION_INDEX)->members);
}

/* There are never more than fit into one page, so no token was ever given out. */
static int get_partition_indexes(struct call *call)
{
    static const struct value no_number;
    struct table_name name = input_table_name(call);
    struct page page;
    if (page_begin(call, IN(call, LIST_NEXT_TOKEN), &no_number, name.table, &page) != 0)
        return -1;
    buf_put(&call->reply, TEXT("{\"PartitionIndexDescriptorList\":["));
    if (partition_index_list(call->tx, &name, &call->reply) != 0)
        return -1;
    buf_put(&call->reply, TEXT("]}"));
    return 0;
}

static int delete_partition_index(struct call *call)
{
    call->wake = true;
    struct table_name name = input_table_name(call);
    return partition_index_delete(call->tx, &name, IN(call, DELETE_INDEX_NAME)->text);
}

#define INDEXES_PATH "/v1/databases/{DatabaseName}/tables/{TableName}/partition-indexes"
const struct operation partition_index_operations[PARTITION_INDEX_OPERATIONS] = {
    {.name = "CreatePartitionIndex",
     .method = METHOD_POST,
     .path = INDEXES_PATH,
     .input = &shape_create_partition_index_request,
     .output = &shape_create_partition_index_response,
     .document = "PartitionIndex",
     .where = WRITE,
     .touches = TOUCHES_TABLE,
     .run = create_partition_index,
     .status = 201,
     .about = "Makes an index over some of a table's partition keys.",
     .errors = "NOT_FOUND EXISTS LIMIT"},
    {.name = "GetPartitionIndexes",
     .method = METHOD_GET,
     .path = INDEXES_PATH,
     .input = &shape_get_partition_indexes_request,
     .output = &shape_get_partition_indexes_response,
     .where = INLINE,
     .touches = TOUCHES_TABLE,
     .run = get_partition_indexes,
     .about = "Lists the partition indexes of a table, the oldest first.",
     .errors = "NOT_FOUND"},
    {.name = "DeletePartitionIndex",
     .method = METHOD_DELETE,
     .path = INDEXES_PATH "/{IndexName}",
     .input = &shape_delete_partition_index_request,
     .output = &shape_delete_partition_index_response,
     .where = WRITE,
     .touches = TOUCHES_TABLE,
     .run = delete_partition_index,
     .status = 204,
     .about = "Deletes a partition index.",
     .errors = "NOT_FOUND"},
};
