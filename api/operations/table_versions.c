/* SPDX-License-Identifier: Apache-2.0 */
#include "api/operations/input.h"
#include "api/operations/operations.h"
#include "api/operations/page.h"
#include "api/operations/table_input.h"
#include "base/json_write.h"
#include "catalog/shapes_alert.h"
#include "catalog/types.h"
#include "store/drift.h"
#include "store/table_version.h"

enum { GET_CATALOG_ID, GET_DATABASE_NAME, GET_TABLE_NAME, GET_VERSION_ID, GET_AUDIT_CONTEXT };
static const struct member get_table_version_request_members[] = {
    [GET_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [GET_DATABASE_NAME] = {"DatabaseName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [GET_TABLE_NAME] = {"TableName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [GET_VERSION_ID] = {"VersionId", &type_version_string},
    [GET_AUDIT_CONTEXT] = {"AuditContext", &type_audit_context},
};
static const struct shape shape_get_table_version_request =
    SHAPE("GetTableVersionRequest", get_table_version_request_members);

static const struct member get_table_version_response_members[] = {
    {"TableVersion", &type_table_version},
};
static const struct shape shape_get_table_version_response =
    SHAPE("GetTableVersionResponse", get_table_version_response_members);

enum {
    LIST_CATALOG_ID,
    LIST_DATABASE_NAME,
    LIST_TABLE_NAME,
    LIST_NEXT_TOKEN,
    LIST_MAX_RESULTS,
    LIST_AUDIT_CONTEXT
};
static const struct member get_table_versions_request_members[] = {
    [LIST_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [LIST_DATABASE_NAME] = {"DatabaseName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [LIST_TABLE_NAME] = {"TableName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [LIST_NEXT_TOKEN] = {"NextToken", &type_token},
    [LIST_MAX_RESULTS] = {"MaxResults", &type_catalog_getter_page_size},
    [LIST_AUDIT_CONTEXT] = {"AuditContext", &type_audit_context},
};
static const struct shape shape_get_table_versions_request =
    SHAPE("GetTableVersionsRequest", get_table_versions_request_members);

static const struct member get_table_versions_response_members[] = {
    {"TableVersions", &type_get_table_versions_list},
    {"NextToken", &type_token},
};
static const struct shape shape_get_table_versions_response =
    SHAPE("GetTableVersionsResponse", get_table_versions_response_members);

enum { DELETE_CATALOG_ID, DELETE_DATABASE_NAME, DELETE_TABLE_NAME, DELETE_VERSION_ID };
static const struct member delete_table_version_request_members[] = {
    [DELETE_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [DELETE_DATABASE_NAME] = {"DatabaseName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [DELETE_TABLE_NAME] = {"TableName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [DELETE_VERSION_ID] = {"VersionId", &type_version_string, MEMBER_REQUIRED},
};
static const struct shape shape_delete_table_version_request =
    SHAPE("DeleteTableVersionRequest", delete_table_version_request_members);

static const struct shape shape_delete_table_version_response = {.name =
                                                                     "DeleteTableVersionResponse"};

enum { BATCH_CATALOG_ID, BATCH_DATABASE_NAME, BATCH_TABLE_NAME, BATCH_VERSION_IDS };
static const struct member batch_delete_table_version_request_members[] = {
    [BATCH_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [BATCH_DATABASE_NAME] = {"DatabaseName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [BATCH_TABLE_NAME] = {"TableName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [BATCH_VERSION_IDS] = {"VersionIds", &type_batch_delete_table_version_list, MEMBER_REQUIRED},
};
static const struct shape shape_batch_delete_table_version_request =
    SHAPE("BatchDeleteTableVersionRequest", batch_delete_table_version_request_members);

static const struct member batch_delete_table_version_response_members[] = {
    {"Errors", &type_table_version_errors},
};
static const struct shape shape_batch_delete_table_version_response =
    SHAPE("BatchDeleteTableVersionResponse", batch_delete_table_version_response_members);

static int get_table_version(struct call *call)
{
    struct table_name name = input_table_name(call);
    int64_t version;
    if (input_version(call, IN(call, GET_VERSION_ID), &version) != 0)
        return -1;
    buf_put(&call->reply, TEXT("{\"TableVersion\":"));
    if (table_version_get(call->tx, &name, version, &call->reply) != 0)
        return -1;
    buf_put_char(&call->reply, '}');
    return 0;
}

static int get_table_versions(struct call *call)
{
    struct table_name name = input_table_name(call);
    struct text scope =
        arena_printf(&call->arena, "%.*s/%.*s", TEXT_ARG(name.database), TEXT_ARG(name.table));
    struct page page;
    if (page_begin(call, IN(call, LIST_NEXT_TOKEN), IN(call, LIST_MAX_RESULTS), scope, &page) != 0)
        return -1;
    buf_put(&call->reply, TEXT("{\"TableVersions\":["));
    if (table_version_list(call->tx, &name, &page, &call->reply) != 0)
        return -1;
    buf_put_char(&call->reply, ']');
    page_end(call, &page, scope);
    buf_put_char(&call->reply, '}');
    return 0;
}

static int delete_table_version(struct call *call)
{
    struct table_name name = input_table_name(call);
    int64_t version;
    if (input_version(call, IN(call, DELETE_VERSION_ID), &version) != 0)
        return -1;
    return table_version_delete(call->tx, &name, version);
}

static void put_version_error(struct call *call, struct text version_id)
{
    json_put_comma(&call->reply);
    buf_put_char(&call->reply, '{');
    json_put_string_member(&call->reply, "TableName", IN(call, BATCH_TABLE_NAME)->text);
    json_put_string_member(&call->reply, "VersionId", version_id);
    reply_error_detail(&call->reply, &call->err);
    buf_put_char(&call->reply, '}');
    err_clear(&call->err);
}

static int delete_one_version(struct call *call, const struct value *version_id)
{
    struct table_name name = input_table_name(call);
    int64_t version;
    if (input_version(call, version_id, &version) != 0)
        return -1;
    return table_version_delete(call->tx, &name, version);
}

static int batch_delete_table_version(struct call *call)
{
    const struct value *ids = IN(call, BATCH_VERSION_IDS);
    struct table_name name = input_table_name(call);
    struct table table;
    if (table_find(call->tx, &name, &call->arena, &table) != 0)
        return -1;
    buf_put(&call->reply, TEXT("{\"Errors\":["));
    for (size_t i = 0; i < ids->list.count; i++) {
        if (delete_one_version(call, &ids->list.items[i]) == 0)
            continue;
        if (call->err.code != ERR_NOT_FOUND && call->err.code != ERR_INVALID)
            return -1;
        put_version_error(call, ids->list.items[i].text);
    }
    buf_put(&call->reply, TEXT("]}"));
    return 0;
}

enum { DIFF_CATALOG_ID, DIFF_DATABASE_NAME, DIFF_TABLE_NAME, DIFF_FROM, DIFF_TO };
static const struct member diff_request_members[] = {
    [DIFF_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [DIFF_DATABASE_NAME] = {"DatabaseName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [DIFF_TABLE_NAME] = {"TableName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [DIFF_FROM] = {"FromVersionId", &type_version_string, MEMBER_REQUIRED, "The older version."},
    [DIFF_TO] = {"ToVersionId", &type_version_string, MEMBER_REQUIRED,
                 "The newer version; LATEST is the current one."},
};
static const struct shape shape_diff_request =
    SHAPE("DiffTableVersionsRequest", diff_request_members);

static const struct member diff_response_members[] = {
    {"FromVersionId", &type_version_string, MEMBER_REQUIRED},
    {"ToVersionId", &type_version_string, MEMBER_REQUIRED},
    {"Diff", &type_schema_diff, MEMBER_REQUIRED},
};
static const struct shape shape_diff_response =
    SHAPE("DiffTableVersionsResponse", diff_response_members);

static int find_tail(struct call *call, const struct table *table, const struct value *version_id,
                     struct text *tail)
{
    int64_t version;
    if (input_version(call, version_id, &version) != 0)
        return -1;
    return table_version_tail(call->tx, table, version, &call->arena, tail);
}

static int diff_table_versions(struct call *call)
{
    struct table_name name = input_table_name(call);
    struct table table;
    struct text from, to;
    if (table_find(call->tx, &name, &call->arena, &table) != 0 ||
        find_tail(call, &table, IN(call, DIFF_FROM), &from) != 0 ||
        find_tail(call, &table, IN(call, DIFF_TO), &to) != 0)
        return -1;
    buf_put_char(&call->reply, '{');
    json_put_string_member(&call->reply, "FromVersionId", IN(call, DIFF_FROM)->text);
    json_put_string_member(&call->reply, "ToVersionId", IN(call, DIFF_TO)->text);
    json_put_name(&call->reply, "Diff");
    if (drift_put_diff(from, to, &call->arena, &call->reply, &call->err) != 0)
        return -1;
    buf_put_char(&call->reply, '}');
    return 0;
}

enum { ROLLBACK_CATALOG_ID, ROLLBACK_DATABASE_NAME, ROLLBACK_TABLE_NAME, ROLLBACK_VERSION_ID };
static const struct member rollback_request_members[] = {
    [ROLLBACK_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [ROLLBACK_DATABASE_NAME] = {"DatabaseName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [ROLLBACK_TABLE_NAME] = {"TableName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [ROLLBACK_VERSION_ID] = {"VersionId", &type_version_string, MEMBER_REQUIRED,
                             "The version to return to."},
};
static const struct shape shape_rollback_request =
    SHAPE("RollbackTableRequest", rollback_request_members);

static const struct member rollback_response_members[] = {
    {"VersionId", &type_version_string, MEMBER_REQUIRED, "The new version."},
};
static const struct shape shape_rollback_response =
    SHAPE("RollbackTableResponse", rollback_response_members);

static int rollback_table(struct call *call)
{
    struct table_name name = input_table_name(call);
    struct object_mark mark;
    int64_t version;
    call->wake = true; /* a changed schema is to be told */
    if (input_version(call, IN(call, ROLLBACK_VERSION_ID), &version) != 0 ||
        input_conditions(call, &name, &mark) != 0 ||
        table_version_rollback(call->tx, &name, version, &mark) != 0)
        return -1;
    reply_table_etag(call, &mark);
    buf_put(&call->reply, TEXT("{\"VersionId\":\""));
    buf_put_int(&call->reply, mark.version);
    buf_put(&call->reply, TEXT("\"}"));
    return 0;
}

#define VERSIONS_PATH "/v1/databases/{DatabaseName}/tables/{TableName}/versions"
const struct operation table_version_operations[TABLE_VERSION_OPERATIONS] = {
    {.name = "GetTableVersion",
     .method = METHOD_GET,
     .path = VERSIONS_PATH "/{VersionId}",
     .input = &shape_get_table_version_request,
     .output = &shape_get_table_version_response,
     .where = INLINE,
     .touches = TOUCHES_TABLE,
     .run = get_table_version,
     .about = "Returns one version of a table; LATEST is the current one.",
     .errors = "NOT_FOUND"},
    {.name = "GetTableVersions",
     .method = METHOD_GET,
     .path = VERSIONS_PATH,
     .input = &shape_get_table_versions_request,
     .output = &shape_get_table_versions_response,
     .where = INLINE,
     .touches = TOUCHES_TABLE,
     .run = get_table_versions,
     .page_max = 100,
     .about = "Lists the versions of a table, newest first.",
     .errors = "NOT_FOUND"},
    {.name = "DeleteTableVersion",
     .method = METHOD_DELETE,
     .path = VERSIONS_PATH "/{VersionId}",
     .input = &shape_delete_table_version_request,
     .output = &shape_delete_table_version_response,
     .where = WRITE,
     .touches = TOUCHES_TABLE,
     .links = LINKS_OF_DATABASE,
     .run = delete_table_version,
     .status = 204,
     .about = "Deletes an archived version of a table.",
     .errors = "NOT_FOUND"},
    {.name = "BatchDeleteTableVersion",
     .method = METHOD_POST,
     .path = VERSIONS_PATH "/batch-delete",
     .input = &shape_batch_delete_table_version_request,
     .output = &shape_batch_delete_table_version_response,
     .where = WRITE,
     .touches = TOUCHES_TABLE,
     .links = LINKS_OF_DATABASE,
     .run = batch_delete_table_version,
     .about = "Deletes many archived versions; each that fails is an item of Errors.",
     .errors = "NOT_FOUND"},
    {.name = "DiffTableVersions",
     .method = METHOD_GET,
     .path = VERSIONS_PATH "/{FromVersionId}/diff/{ToVersionId}",
     .input = &shape_diff_request,
     .output = &shape_diff_response,
     .where = INLINE,
     .touches = TOUCHES_TABLE,
     .run = diff_table_versions,
     .about = "Says what changed between two versions of a table, column by column.",
     .errors = "NOT_FOUND"},
    {.name = "RollbackTable",
     .method = METHOD_POST,
     .path = VERSIONS_PATH "/{VersionId}/rollback",
     .input = &shape_rollback_request,
     .output = &shape_rollback_response,
     .where = WRITE,
     .touches = TOUCHES_TABLE,
     .run = rollback_table,
     .has_etag = true,
     .about = "Makes an old version the next one.",
     .errors = "NOT_FOUND PRECONDITION LIMIT"},
};
