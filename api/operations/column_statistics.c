/* SPDX-License-Identifier: Apache-2.0
 * Statistics of columns. The operations on those of a table and of a partition differ in one member
 * of their input. */
#include "store/column_statistics.h"

#include "api/operations/input.h"
#include "api/operations/operations.h"
#include "api/operations/partition_register.h"
#include "api/operations/table_input.h"
#include "base/json_write.h"
#include "base/limits.h"
#include "catalog/types.h"

enum { GET_CATALOG_ID, GET_DATABASE_NAME, GET_TABLE_NAME, GET_COLUMN_NAMES, GET_PARTITION_VALUES };
static const struct member get_column_statistics_for_table_request_members[] = {
    [GET_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [GET_DATABASE_NAME] = {"DatabaseName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [GET_TABLE_NAME] = {"TableName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [GET_COLUMN_NAMES] = {"ColumnNames", &type_get_column_names_list, MEMBER_REQUIRED},
};
static const struct shape shape_get_column_statistics_for_table_request =
    SHAPE("GetColumnStatisticsForTableRequest", get_column_statistics_for_table_request_members);

static const struct member get_column_statistics_for_table_response_members[] = {
    {"ColumnStatisticsList", &type_column_statistics_list},
    {"Errors", &type_column_errors},
};
static const struct shape shape_get_column_statistics_for_table_response =
    SHAPE("GetColumnStatisticsForTableResponse", get_column_statistics_for_table_response_members);

static const struct member get_column_statistics_for_partition_request_members[] = {
    [GET_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [GET_DATABASE_NAME] = {"DatabaseName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [GET_TABLE_NAME] = {"TableName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [GET_COLUMN_NAMES] = {"ColumnNames", &type_get_column_names_list, MEMBER_REQUIRED},
    [GET_PARTITION_VALUES] = {"PartitionValues", &type_value_string_list, MEMBER_REQUIRED},
};
static const struct shape shape_get_column_statistics_for_partition_request = SHAPE(
    "GetColumnStatisticsForPartitionRequest", get_column_statistics_for_partition_request_members);

static const struct shape shape_get_column_statistics_for_partition_response = SHAPE(
    "GetColumnStatisticsForPartitionResponse", get_column_statistics_for_table_response_members);

enum {
    UPDATE_CATALOG_ID,
    UPDATE_DATABASE_NAME,
    UPDATE_TABLE_NAME,
    UPDATE_COLUMN_STATISTICS_LIST,
    UPDATE_PARTITION_VALUES
};
static const struct member update_column_statistics_for_table_request_members[] = {
    [UPDATE_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [UPDATE_DATABASE_NAME] = {"DatabaseName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [UPDATE_TABLE_NAME] = {"TableName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [UPDATE_COLUMN_STATISTICS_LIST] = {"ColumnStatisticsList", &type_update_column_statistics_list,
                                       MEMBER_REQUIRED},
};
static const struct shape shape_update_column_statistics_for_table_request = SHAPE(
    "UpdateColumnStatisticsForTableRequest", update_column_statistics_for_table_request_members);

static const struct member update_column_statistics_for_table_response_members[] = {
    {"Errors", &type_column_statistics_errors},
};
static const struct shape shape_update_column_statistics_for_table_response = SHAPE(
    "UpdateColumnStatisticsForTableResponse", update_column_statistics_for_table_response_members);

static const struct member update_column_statistics_for_partition_request_members[] = {
    [UPDATE_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [UPDATE_DATABASE_NAME] = {"DatabaseName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [UPDATE_TABLE_NAME] = {"TableName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [UPDATE_COLUMN_STATISTICS_LIST] = {"ColumnStatisticsList", &type_update_column_statistics_list,
                                       MEMBER_REQUIRED},
    [UPDATE_PARTITION_VALUES] = {"PartitionValues", &type_value_string_list, MEMBER_REQUIRED},
};
static const struct shape shape_update_column_statistics_for_partition_request =
    SHAPE("UpdateColumnStatisticsForPartitionRequest",
          update_column_statistics_for_partition_request_members);

static const struct shape shape_update_column_statistics_for_partition_response =
    SHAPE("UpdateColumnStatisticsForPartitionResponse",
          update_column_statistics_for_table_response_members);

enum {
    DELETE_CATALOG_ID,
    DELETE_DATABASE_NAME,
    DELETE_TABLE_NAME,
    DELETE_COLUMN_NAME,
    DELETE_PARTITION_VALUES
};
static const struct member delete_column_statistics_for_table_request_members[] = {
    [DELETE_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [DELETE_DATABASE_NAME] = {"DatabaseName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [DELETE_TABLE_NAME] = {"TableName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [DELETE_COLUMN_NAME] = {"ColumnName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
};
static const struct shape shape_delete_column_statistics_for_table_request = SHAPE(
    "DeleteColumnStatisticsForTableRequest", delete_column_statistics_for_table_request_members);

static const struct shape shape_delete_column_statistics_for_table_response = {
    .name = "DeleteColumnStatisticsForTableResponse"};

static const struct member delete_column_statistics_for_partition_request_members[] = {
    [DELETE_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [DELETE_DATABASE_NAME] = {"DatabaseName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [DELETE_TABLE_NAME] = {"TableName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [DELETE_COLUMN_NAME] = {"ColumnName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [DELETE_PARTITION_VALUES] = {"PartitionValues", &type_value_string_list, MEMBER_REQUIRED},
};
static const struct shape shape_delete_column_statistics_for_partition_request =
    SHAPE("DeleteColumnStatisticsForPartitionRequest",
          delete_column_statistics_for_partition_request_members);

static const struct shape shape_delete_column_statistics_for_partition_response = {
    .name = "DeleteColumnStatisticsForPartitionResponse"};

/* The partition's values stand last in the inputs that have them. */
static int open_owner(struct call *call, size_t values_member, struct statistics_owner *owner)
{
    struct table_name name = input_table_name(call);
    const struct value *values =
        values_member < call->operation->input->count ? &call->in[values_member] : NULL;
    return statistics_open(call->tx, &name, values, &call->arena, owner);
}

/* The same for a write: a partition that is only projected is registered. */
static int open_owner_to_write(struct call *call, size_t values_member,
                               struct statistics_owner *owner)
{
    if (open_owner(call, values_member, owner) == 0)
        return 0;
    if (!owner->values || partition_call_register(call, owner->values) != 0)
        return -1;
    return open_owner(call, values_member, owner);
}

/* The same for a read: a partition that is only projected is there, and has no statistics. */
static int open_owner_to_read(struct call *call, size_t values_member,
                              struct statistics_owner *owner, bool *is_there)
{
    struct partition_table t;
    *is_there = open_owner(call, values_member, owner) == 0;
    if (*is_there)
        return 0;
    struct err missing = call->err;
    err_clear(&call->err);
    bool is_projected = missing.code == ERR_NOT_FOUND && owner->values &&
                        partition_call_open(call, &t) == 0 &&
                        partition_call_is_projected(call, &t, owner->values);
    call->err = is_projected ? (struct err){.code = ERR_NONE} : missing;
    return is_projected ? 0 : -1;
}

static int prepare_get(struct call *call)
{
    input_fold_list(call, IN(call, GET_COLUMN_NAMES));
    return 0;
}

/* The real service tells of a column without statistics with these words
 * (github.com/floci-io/floci/issues/1312). */
static void put_missing(struct buf *errors, struct text column)
{
    struct err err = {.code = ERR_NONE};
    err_set(&err, ERR_NOT_FOUND, "Statistics do not exist for this column");
    json_put_comma(errors);
    buf_put_char(errors, '{');
    json_put_string_member(errors, "ColumnName", column);
    reply_error_member(errors, "Error", &err);
    buf_put_char(errors, '}');
}

static int get_statistics(struct call *call)
{
    const struct value *names = IN(call, GET_COLUMN_NAMES);
    struct statistics_owner owner;
    struct buf errors;
    bool is_there;
    int result = open_owner_to_read(call, GET_PARTITION_VALUES, &owner, &is_there);
    buf_init(&errors, LIMIT_DOCUMENT_BYTES);
    buf_put(&call->reply, TEXT("{\"ColumnStatisticsList\":["));
    for (size_t i = 0; result == 0 && i < names->list.count; i++) {
        bool found = false;
        if (is_there)
            result =
                statistics_get(call->tx, &owner, names->list.items[i].text, &found, &call->reply);
        if (!found)
            put_missing(&errors, names->list.items[i].text);
    }
    buf_put(&call->reply, TEXT("],\"Errors\":["));
    buf_put(&call->reply, buf_text(&errors));
    buf_put(&call->reply, TEXT("]}"));
    buf_release(&errors);
    return result;
}

static int prepare_update(struct call *call)
{
    const struct value *list = IN(call, UPDATE_COLUMN_STATISTICS_LIST);
    struct column_statistics_draft *drafts =
        ARENA_ARRAY(&call->arena, struct column_statistics_draft, list->list.count + 1);
    call->prepared = drafts;
    for (size_t i = 0; i < list->list.count; i++)
        if (column_statistics_draft_make(list->list.items[i].members, &call->arena, &drafts[i],
                                         &call->err) != 0)
            return -1;
    return 0;
}

static void put_unknown(struct buf *reply, const struct column_statistics_draft *draft)
{
    struct err err = {.code = ERR_NONE};
    err_set(&err, ERR_NOT_FOUND, "Column %.*s not found.", TEXT_ARG(draft->column));
    json_put_comma(reply);
    buf_put(reply, TEXT("{\"ColumnStatistics\":"));
    buf_put(reply, draft->text);
    reply_error_member(reply, "Error", &err);
    buf_put_char(reply, '}');
}

static int update_columns(struct call *call, const struct statistics_owner *owner,
                          struct buf *changed)
{
    const struct column_statistics_draft *drafts = call->prepared;
    size_t count = IN(call, UPDATE_COLUMN_STATISTICS_LIST)->list.count;
    struct value *table_input;
    if (statistics_columns(call->tx, owner, &call->arena, &table_input) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        if (!statistics_knows(table_input, drafts[i].column)) {
            put_unknown(&call->reply, &drafts[i]);
            continue;
        }
        if (statistics_put(call->tx, owner, &drafts[i]) != 0)
            return -1;
        json_put_comma(changed);
        json_put_string(changed, drafts[i].column);
    }
    return 0;
}

static int update_statistics(struct call *call)
{
    struct statistics_owner owner;
    struct buf changed;
    if (open_owner_to_write(call, UPDATE_PARTITION_VALUES, &owner) != 0)
        return -1;
    buf_init(&changed, LIMIT_DOCUMENT_BYTES);
    buf_put(&call->reply, TEXT("{\"Errors\":["));
    int result = update_columns(call, &owner, &changed);
    buf_put(&call->reply, TEXT("]}"));
    if (result == 0 && changed.n > 0)
        result = statistics_log(call->tx, &owner, CHANGE_STATISTICS_UPDATED, buf_text(&changed));
    buf_release(&changed);
    return result;
}

static int delete_statistics(struct call *call)
{
    struct text column = IN(call, DELETE_COLUMN_NAME)->text;
    struct statistics_owner owner;
    bool deleted;
    struct buf changed;
    if (open_owner(call, DELETE_PARTITION_VALUES, &owner) != 0 ||
        statistics_delete(call->tx, &owner, column, &deleted) != 0)
        return -1;
    if (!deleted)
        return 0;
    buf_init(&changed, LIMIT_DOCUMENT_BYTES);
    json_put_string(&changed, column);
    int result = statistics_log(call->tx, &owner, CHANGE_STATISTICS_DELETED, buf_text(&changed));
    buf_release(&changed);
    return result;
}

#define TABLE_PATH "/v1/databases/{DatabaseName}/tables/{TableName}/column-statistics"
#define PARTITION_PATH                                                                             \
    "/v1/databases/{DatabaseName}/tables/{TableName}/partitions/{PartitionValues}/"                \
    "column-statistics"
const struct operation column_statistics_operations[COLUMN_STATISTICS_OPERATIONS] = {
    {.name = "GetColumnStatisticsForTable",
     .method = METHOD_GET,
     .path = TABLE_PATH,
     .input = &shape_get_column_statistics_for_table_request,
     .output = &shape_get_column_statistics_for_table_response,
     .where = INLINE,
     .touches = TOUCHES_TABLE,
     .action = "GetTable",
     .prepare = prepare_get,
     .run = get_statistics,
     .about = "Returns the statistics of up to 100 columns of a table; each that has none is an "
              "item of Errors.",
     .errors = "NOT_FOUND"},
    {.name = "UpdateColumnStatisticsForTable",
     .method = METHOD_PUT,
     .path = TABLE_PATH,
     .input = &shape_update_column_statistics_for_table_request,
     .output = &shape_update_column_statistics_for_table_response,
     .where = WRITE,
     .touches = TOUCHES_TABLE,
     .action = "UpdateTable",
     .prepare = prepare_update,
     .run = update_statistics,
     .about = "Writes the statistics of up to 25 columns of a table; each that the table does not "
              "have is an item of Errors.",
     .errors = "NOT_FOUND"},
    {.name = "DeleteColumnStatisticsForTable",
     .method = METHOD_DELETE,
     .path = TABLE_PATH "/{ColumnName}",
     .input = &shape_delete_column_statistics_for_table_request,
     .output = &shape_delete_column_statistics_for_table_response,
     .where = WRITE,
     .touches = TOUCHES_TABLE,
     .action = "DeleteTable",
     .run = delete_statistics,
     .status = 204,
     .about = "Deletes the statistics of a column of a table, if there are any.",
     .errors = "NOT_FOUND"},
    {.name = "GetColumnStatisticsForPartition",
     .method = METHOD_GET,
     .path = PARTITION_PATH,
     .input = &shape_get_column_statistics_for_partition_request,
     .output = &shape_get_column_statistics_for_partition_response,
     .where = INLINE,
     .touches = TOUCHES_TABLE,
     .action = "GetPartition",
     .prepare = prepare_get,
     .run = get_statistics,
     .about = "Returns the statistics of up to 100 columns of a partition; each that has none is "
              "an item of Errors.",
     .errors = "NOT_FOUND"},
    {.name = "UpdateColumnStatisticsForPartition",
     .method = METHOD_PUT,
     .path = PARTITION_PATH,
     .input = &shape_update_column_statistics_for_partition_request,
     .output = &shape_update_column_statistics_for_partition_response,
     .where = WRITE,
     .touches = TOUCHES_TABLE,
     .action = "UpdatePartition",
     .prepare = prepare_update,
     .run = update_statistics,
     .about = "Writes the statistics of up to 25 columns of a partition; each that the table does "
              "not have is an item of Errors.",
     .errors = "NOT_FOUND"},
    {.name = "DeleteColumnStatisticsForPartition",
     .method = METHOD_DELETE,
     .path = PARTITION_PATH "/{ColumnName}",
     .input = &shape_delete_column_statistics_for_partition_request,
     .output = &shape_delete_column_statistics_for_partition_response,
     .where = WRITE,
     .touches = TOUCHES_TABLE,
     .action = "DeletePartition",
     .run = delete_statistics,
     .status = 204,
     .about = "Deletes the statistics of a column of a partition, if there are any.",
     .errors = "NOT_FOUND"},
};
