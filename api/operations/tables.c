/* SPDX-License-Identifier: Apache-2.0 */
#include "api/operations/input.h"
#include "api/operations/operations.h"
#include "api/operations/page.h"
#include "api/operations/table_input.h"
#include "base/json_write.h"
#include "catalog/name_pattern.h"
#include "catalog/shapes_table.h"
#include "catalog/types.h"
#include "store/table.h"

enum {
    CREATE_CATALOG_ID,
    CREATE_DATABASE_NAME,
    CREATE_NAME,
    CREATE_TABLE_INPUT,
    CREATE_PARTITION_INDEXES,
    CREATE_TRANSACTION_ID,
    CREATE_OPEN_TABLE_FORMAT_INPUT
};
static const struct member create_table_request_members[] = {
    [CREATE_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [CREATE_DATABASE_NAME] = {"DatabaseName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [CREATE_NAME] = {"Name", &type_name_string, MEMBER_FOLD},
    [CREATE_TABLE_INPUT] = {"TableInput", &type_table_input},
    [CREATE_PARTITION_INDEXES] = {"PartitionIndexes", &type_partition_index_list},
    [CREATE_TRANSACTION_ID] = {"TransactionId", &type_transaction_id_string},
    [CREATE_OPEN_TABLE_FORMAT_INPUT] = {"OpenTableFormatInput", &type_open_table_format_input},
};
static const struct shape shape_create_table_request =
    SHAPE("CreateTableRequest", create_table_request_members);

static const struct shape shape_create_table_response = {.name = "CreateTableResponse"};

enum {
    GET_CATALOG_ID,
    GET_DATABASE_NAME,
    GET_NAME,
    GET_TRANSACTION_ID,
    GET_QUERY_AS_OF_TIME,
    GET_AUDIT_CONTEXT,
    GET_INCLUDE_STATUS_DETAILS,
    GET_ATTRIBUTES_TO_GET
};
static const struct member get_table_request_members[] = {
    [GET_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [GET_DATABASE_NAME] = {"DatabaseName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [GET_NAME] = {"Name", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [GET_TRANSACTION_ID] = {"TransactionId", &type_transaction_id_string},
    [GET_QUERY_AS_OF_TIME] = {"QueryAsOfTime", &type_timestamp},
    [GET_AUDIT_CONTEXT] = {"AuditContext", &type_audit_context},
    [GET_INCLUDE_STATUS_DETAILS] = {"IncludeStatusDetails", &type_boolean_nullable},
    [GET_ATTRIBUTES_TO_GET] = {"AttributesToGet", &type_table_attributes_list},
};
static const struct shape shape_get_table_request =
    SHAPE("GetTableRequest", get_table_request_members);

static const struct member get_table_response_members[] = {
    {"Table", &type_table},
};
static const struct shape shape_get_table_response =
    SHAPE("GetTableResponse", get_table_response_members);

enum {
    LIST_CATALOG_ID,
    LIST_DATABASE_NAME,
    LIST_EXPRESSION,
    LIST_NEXT_TOKEN,
    LIST_MAX_RESULTS,
    LIST_TRANSACTION_ID,
    LIST_QUERY_AS_OF_TIME,
    LIST_AUDIT_CONTEXT,
    LIST_RESOURCE_SHARE_TYPE,
    LIST_INCLUDE_STATUS_DETAILS,
    LIST_ATTRIBUTES_TO_GET
};
static const struct member get_tables_request_members[] = {
    [LIST_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [LIST_DATABASE_NAME] = {"DatabaseName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [LIST_EXPRESSION] = {"Expression", &type_filter_string},
    [LIST_NEXT_TOKEN] = {"NextToken", &type_token},
    [LIST_MAX_RESULTS] = {"MaxResults", &type_catalog_getter_page_size},
    [LIST_TRANSACTION_ID] = {"TransactionId", &type_transaction_id_string},
    [LIST_QUERY_AS_OF_TIME] = {"QueryAsOfTime", &type_timestamp},
    [LIST_AUDIT_CONTEXT] = {"AuditContext", &type_audit_context},
    [LIST_RESOURCE_SHARE_TYPE] = {"ResourceShareType", &type_table_resource_share_type},
    [LIST_INCLUDE_STATUS_DETAILS] = {"IncludeStatusDetails", &type_boolean_nullable},
    [LIST_ATTRIBUTES_TO_GET] = {"AttributesToGet", &type_table_attributes_list},
};
static const struct shape shape_get_tables_request =
    SHAPE("GetTablesRequest", get_tables_request_members);

static const struct member get_tables_response_members[] = {
    {"TableList", &type_table_list},
    {"NextToken", &type_token},
};
static const struct shape shape_get_tables_response =
    SHAPE("GetTablesResponse", get_tables_response_members);

enum {
    UPDATE_CATALOG_ID,
    UPDATE_DATABASE_NAME,
    UPDATE_NAME,
    UPDATE_TABLE_INPUT,
    UPDATE_SKIP_ARCHIVE,
    UPDATE_TRANSACTION_ID,
    UPDATE_VERSION_ID,
    UPDATE_VIEW_UPDATE_ACTION,
    UPDATE_FORCE,
    UPDATE_UPDATE_OPEN_TABLE_FORMAT_INPUT
};
static const struct member update_table_request_members[] = {
    [UPDATE_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [UPDATE_DATABASE_NAME] = {"DatabaseName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [UPDATE_NAME] = {"Name", &type_name_string, MEMBER_FOLD},
    [UPDATE_TABLE_INPUT] = {"TableInput", &type_table_input},
    [UPDATE_SKIP_ARCHIVE] = {"SkipArchive", &type_boolean_nullable},
    [UPDATE_TRANSACTION_ID] = {"TransactionId", &type_transaction_id_string},
    [UPDATE_VERSION_ID] = {"VersionId", &type_version_string},
    [UPDATE_VIEW_UPDATE_ACTION] = {"ViewUpdateAction", &type_view_update_action},
    [UPDATE_FORCE] = {"Force", &type_boolean},
    [UPDATE_UPDATE_OPEN_TABLE_FORMAT_INPUT] = {"UpdateOpenTableFormatInput",
                                               &type_update_open_table_format_input},
};
static const struct shape shape_update_table_request =
    SHAPE("UpdateTableRequest", update_table_request_members);

static const struct shape shape_update_table_response = {.name = "UpdateTableResponse"};

enum { DELETE_CATALOG_ID, DELETE_DATABASE_NAME, DELETE_NAME, DELETE_TRANSACTION_ID };
static const struct member delete_table_request_members[] = {
    [DELETE_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [DELETE_DATABASE_NAME] = {"DatabaseName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [DELETE_NAME] = {"Name", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [DELETE_TRANSACTION_ID] = {"TransactionId", &type_transaction_id_string},
};
static const struct shape shape_delete_table_request =
    SHAPE("DeleteTableRequest", delete_table_request_members);

static const struct shape shape_delete_table_response = {.name = "DeleteTableResponse"};

enum { BATCH_CATALOG_ID, BATCH_DATABASE_NAME, BATCH_TABLES_TO_DELETE, BATCH_TRANSACTION_ID };
static const struct member batch_delete_table_request_members[] = {
    [BATCH_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [BATCH_DATABASE_NAME] = {"DatabaseName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [BATCH_TABLES_TO_DELETE] = {"TablesToDelete", &type_batch_delete_table_name_list,
                                MEMBER_REQUIRED},
    [BATCH_TRANSACTION_ID] = {"TransactionId", &type_transaction_id_string},
};
static const struct shape shape_batch_delete_table_request =
    SHAPE("BatchDeleteTableRequest", batch_delete_table_request_members);

static const struct member batch_delete_table_response_members[] = {
    {"Errors", &type_table_errors},
};
static const struct shape shape_batch_delete_table_response =
    SHAPE("BatchDeleteTableResponse", batch_delete_table_response_members);

static int make_draft(struct call *call, struct value *input, const struct value *outer_name)
{
    struct table_draft *draft = ARENA_NEW(&call->arena, struct table_draft);
    if (input_name(call, "TableInput", &input[TABLE_INPUT_NAME], outer_name) != 0)
        return -1;
    call->prepared = draft;
    return table_draft_make(input, &call->arena, draft, &call->err);
}

static int refuse_open_format(struct call *call, const struct value *member, const char *name)
{
    if (!member->set)
        return 0;
    return err_set(&call->err, ERR_INVALID,
                   "%s: Iceberg metadata is not written by this server yet; write it with the "
                   "Iceberg client and pass metadata_location in Parameters.",
                   name);
}

static int require_input(struct call *call, const struct value *input)
{
    return input->set ? 0
                      : err_set(&call->err, ERR_INVALID,
                                "TableInput is required unless an open table format is given.");
}

static int prepare_create(struct call *call)
{
    struct value *input = IN(call, CREATE_TABLE_INPUT);
    if (refuse_open_format(call, IN(call, CREATE_OPEN_TABLE_FORMAT_INPUT),
                           "OpenTableFormatInput") != 0 ||
        require_input(call, input) != 0)
        return -1;
    return make_draft(call, input->members, IN(call, CREATE_NAME));
}

static int create_table(struct call *call)
{
    const struct table_draft *draft = call->prepared;
    struct table_name name = input_table_name(call);
    struct object_mark mark = {0, 0};
    name.table = draft->name;
    if (table_create(call->tx, &name, draft, &mark.id) != 0)
        return -1;
    reply_table_etag(call, &mark);
    return 0;
}

/* A hit in the cache answers without a transaction. */
static int prepare_get(struct call *call)
{
    struct table_name name = input_table_name(call);
    uint64_t *epoch = ARENA_NEW(&call->arena, uint64_t);
    struct object_mark mark;
    call->prepared = epoch;
    buf_put(&call->reply, TEXT("{\"Table\":"));
    if (!table_get_cached(call->service->store, &name, &call->reply, &mark, epoch))
        return 0;
    buf_put_char(&call->reply, '}');
    reply_table_etag(call, &mark);
    call->answered = true;
    return 0;
}

static int get_table(struct call *call)
{
    struct table_name name = input_table_name(call);
    struct object_mark mark;
    buf_put(&call->reply, TEXT("{\"Table\":"));
    if (table_get_filling(call->tx, &name, *(uint64_t *)call->prepared, &call->reply, &mark) != 0)
        return -1;
    buf_put_char(&call->reply, '}');
    reply_table_etag(call, &mark);
    return 0;
}

static bool matches_pattern(void *context, struct text name, struct text table_type)
{
    (void)table_type;
    return regex_matches(context, name);
}

/* Without DEFAULT among the attributes, only what they name is wanted. */
static bool wants_names_only(const struct value *attributes)
{
    for (size_t i = 0; i < attributes->list.count; i++)
        if (!text_is(attributes->list.items[i].text, "NAME") &&
            !text_is(attributes->list.items[i].text, "TABLE_TYPE"))
            return false;
    return attributes->list.count > 0;
}

/* A pattern may look at every table of the database. */
static enum where where_to_list(const struct call *call)
{
    return call->in[LIST_EXPRESSION].text.n ? POOL : INLINE;
}

static int list_page(struct call *call, const struct table_filter *filter)
{
    struct database_name name = input_database_name(call);
    struct text scope = arena_printf(&call->arena, "%.*s/%.*s", TEXT_ARG(name.database),
                                     TEXT_ARG(IN(call, LIST_EXPRESSION)->text));
    struct page page;
    if (page_begin(call, IN(call, LIST_NEXT_TOKEN), IN(call, LIST_MAX_RESULTS), scope, &page) != 0)
        return -1;
    buf_put(&call->reply, TEXT("{\"TableList\":["));
    if (table_list(call->tx, &name, filter, &page, &call->reply) != 0)
        return -1;
    buf_put_char(&call->reply, ']');
    page_end(call, &page, scope);
    buf_put_char(&call->reply, '}');
    return 0;
}

static int get_tables(struct call *call)
{
    struct table_filter filter = {.names_only = wants_names_only(IN(call, LIST_ATTRIBUTES_TO_GET))};
    struct text expression = IN(call, LIST_EXPRESSION)->text;
    if (expression.n == 0)
        return list_page(call, &filter);
    struct regex *pattern = name_pattern_new(expression, &call->err);
    if (!pattern)
        return -1;
    filter.matches = matches_pattern;
    filter.context = pattern;
    int result = list_page(call, &filter);
    regex_free(pattern);
    return result;
}

static int prepare_update(struct call *call)
{
    struct value *input = IN(call, UPDATE_TABLE_INPUT);
    if (refuse_open_format(call, IN(call, UPDATE_UPDATE_OPEN_TABLE_FORMAT_INPUT),
                           "UpdateOpenTableFormatInput") != 0 ||
        require_input(call, input) != 0)
        return -1;
    if (IN(call, UPDATE_VIEW_UPDATE_ACTION)->set)
        return err_set(&call->err, ERR_INVALID,
                       "View update action is only supported on multi-dialect views.");
    if (make_draft(call, input->members, IN(call, UPDATE_NAME)) != 0)
        return -1;
    const struct table_draft *draft = call->prepared;
    if (IN(call, UPDATE_NAME)->set && !text_equal(IN(call, UPDATE_NAME)->text, draft->name))
        return err_set(&call->err, ERR_INVALID, "Table cannot be renamed");
    return 0;
}

static int create_instead(struct call *call, const struct table_name *name)
{
    struct object_mark mark = {0, 0};
    err_clear(&call->err);
    if (table_create(call->tx, name, call->prepared, &mark.id) != 0)
        return -1;
    call->created = true;
    reply_table_etag(call, &mark);
    return 0;
}

/* What does not exist matches no tag, not even "*" (RFC 9110, section 13.1.1). */
static int fail_condition(struct call *call)
{
    if (call->if_match.p && call->err.code == ERR_NOT_FOUND) {
        err_clear(&call->err);
        err_set(&call->err, ERR_PRECONDITION, "If-Match: there is no such table.");
    }
    return -1;
}

/* If-None-Match: * asks for a table that was not there. */
static int create_only(struct call *call, const struct table_name *name)
{
    if (create_instead(call, name) == 0)
        return 0;
    if (call->err.code == ERR_EXISTS) {
        err_clear(&call->err);
        err_set(&call->err, ERR_PRECONDITION, "If-None-Match: the table exists already.");
    }
    return -1;
}

static int update_table(struct call *call)
{
    struct table_update update = {.draft = call->prepared,
                                  .skip_archive = IN(call, UPDATE_SKIP_ARCHIVE)->boolean,
                                  .unchanged_is_no_update = call->create_missing};
    struct table_name name = input_table_name(call);
    struct object_mark mark;
    name.table = update.draft->name;
    if (input_version(call, IN(call, UPDATE_VERSION_ID), &update.expected_version) != 0)
        return -1;
    bool must_match = input_if_match(call, &mark);
    call->wake = true; /* a changed schema is to be told */
    if (must_match) {
        update.expected_id = mark.id;
        update.expected_version = mark.version;
    }
    if (text_is(call->if_none_match, "*"))
        return create_only(call, &name);
    if (table_update(call->tx, &name, &update, &mark) != 0)
        return call->err.code == ERR_NOT_FOUND && call->create_missing && !call->if_match.p
                   ? create_instead(call, &name)
                   : fail_condition(call);
    reply_table_etag(call, &mark);
    return 0;
}

static int delete_table(struct call *call)
{
    struct table_name name = input_table_name(call);
    struct object_mark mark;
    bool must_match = input_if_match(call, &mark);
    call->wake = true; /* there are rows to clear */
    if (table_delete(call->tx, &name, must_match ? &mark : NULL) != 0)
        return fail_condition(call);
    return 0;
}

static void put_table_error(struct call *call, struct text name, const struct err *err)
{
    json_put_comma(&call->reply);
    buf_put_char(&call->reply, '{');
    json_put_string_member(&call->reply, "TableName", name);
    reply_error_detail(&call->reply, err);
    buf_put_char(&call->reply, '}');
}

static int prepare_batch_delete(struct call *call)
{
    input_fold_list(call, IN(call, BATCH_TABLES_TO_DELETE));
    return 0;
}

/* A table that is missing is its own item's error; a missing database is the whole call's. */
static int batch_delete_table(struct call *call)
{
    const struct value *names = IN(call, BATCH_TABLES_TO_DELETE);
    struct database_name database_name = input_database_name(call);
    struct database database;
    if (database_find(call->tx, &database_name, &call->arena, &database) != 0)
        return -1;
    buf_put(&call->reply, TEXT("{\"Errors\":["));
    for (size_t i = 0; i < names->list.count; i++) {
        struct text table = names->list.items[i].text;
        struct table_name name = {database_name.catalog, database_name.database, table};
        if (table_delete(call->tx, &name, NULL) == 0)
            continue;
        if (call->err.code != ERR_NOT_FOUND)
            return -1;
        put_table_error(call, table, &call->err);
        err_clear(&call->err);
    }
    buf_put(&call->reply, TEXT("]}"));
    call->wake = true; /* there are rows to clear */
    return 0;
}

const struct operation table_operations[TABLE_OPERATIONS] = {
    {.name = "CreateTable",
     .method = METHOD_POST,
     .path = "/v1/databases/{DatabaseName}/tables",
     .input = &shape_create_table_request,
     .output = &shape_create_table_response,
     .document = "TableInput",
     .where = WRITE,
     .touches = TOUCHES_DATABASE,
     .prepare = prepare_create,
     .run = create_table,
     .status = 201,
     .about = "Creates a table; its first version is \"0\".",
     .errors = "NOT_FOUND EXISTS LIMIT"},
    {.name = "GetTable",
     .method = METHOD_GET,
     .path = "/v1/databases/{DatabaseName}/tables/{Name}",
     .input = &shape_get_table_request,
     .output = &shape_get_table_response,
     .where = INLINE,
     .touches = TOUCHES_TABLE,
     .prepare = prepare_get,
     .run = get_table,
     .about = "Returns one table in its current version.",
     .errors = "NOT_FOUND"},
    {.name = "GetTables",
     .method = METHOD_GET,
     .path = "/v1/databases/{DatabaseName}/tables",
     .input = &shape_get_tables_request,
     .output = &shape_get_tables_response,
     .where = INLINE,
     .choose = where_to_list,
     .touches = TOUCHES_DATABASE,
     .run = get_tables,
     .page_max = 100,
     .about = "Lists the tables of a database by name, or those that match a pattern.",
     .errors = "NOT_FOUND"},
    {.name = "UpdateTable",
     .method = METHOD_PUT,
     .path = "/v1/databases/{DatabaseName}/tables/{Name}",
     .input = &shape_update_table_request,
     .output = &shape_update_table_response,
     .document = "TableInput",
     .where = WRITE,
     .touches = TOUCHES_TABLE,
     .prepare = prepare_update,
     .run = update_table,
     .about = "Makes the next version of a table; over REST a missing table is created and an "
              "unchanged one keeps its version.",
     .errors = "NOT_FOUND EXISTS CONCURRENT PRECONDITION LIMIT"},
    {.name = "DeleteTable",
     .method = METHOD_DELETE,
     .path = "/v1/databases/{DatabaseName}/tables/{Name}",
     .input = &shape_delete_table_request,
     .output = &shape_delete_table_response,
     .where = WRITE,
     .touches = TOUCHES_TABLE,
     .run = delete_table,
     .status = 204,
     .about = "Deletes a table with its versions and partitions.",
     .errors = "NOT_FOUND PRECONDITION"},
    {.name = "BatchDeleteTable",
     .method = METHOD_POST,
     .path = "/v1/databases/{DatabaseName}/tables/batch-delete",
     .input = &shape_batch_delete_table_request,
     .output = &shape_batch_delete_table_response,
     .where = WRITE,
     .touches = TOUCHES_DATABASE,
     .prepare = prepare_batch_delete,
     .run = batch_delete_table,
     .about = "Deletes many tables; each that fails is an item of Errors.",
     .errors = "NOT_FOUND"},
};
