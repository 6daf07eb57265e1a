/* SPDX-License-Identifier: Apache-2.0 */
#include "api/operations/input.h"
#include "api/operations/links.h"
#include "api/operations/open_table.h"
#include "api/operations/operations.h"
#include "api/operations/page.h"
#include "api/operations/table_input.h"
#include "api/operations/table_status.h"
#include "base/clock.h"
#include "base/json_write.h"
#include "catalog/name_pattern.h"
#include "catalog/shapes_table.h"
#include "catalog/types.h"
#include "store/table_as_of.h"

#define AS_OF_ABOUT                                                                                \
    "The catalog as it was at this time: seconds since 1970, or ISO 8601 in an address, where "    \
    "as_of is a shorter name."

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
    [GET_QUERY_AS_OF_TIME] = {"QueryAsOfTime", &type_timestamp, 0, AS_OF_ABOUT},
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
    [LIST_QUERY_AS_OF_TIME] = {"QueryAsOfTime", &type_timestamp, 0, AS_OF_ABOUT},
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

/* A time to come is now. */
static bool is_of_the_past(const struct value *as_of)
{
    return as_of->set && as_of->integer < clock_now_ms();
}

#define TABLE_BEGIN "{\"Table\":"
static void begin_table(struct call *call)
{
    buf_put(&call->reply, TEXT(TABLE_BEGIN));
}

static void end_table(struct call *call)
{
    if (IN(call, GET_INCLUDE_STATUS_DETAILS)->boolean)
        table_status_add(&call->reply, sizeof TABLE_BEGIN - 1);
    buf_put_char(&call->reply, '}');
}

static bool wants(const struct value *attributes, const char *name)
{
    for (size_t i = 0; i < attributes->list.count; i++)
        if (text_is(attributes->list.items[i].text, name))
            return true;
    return false;
}

static bool wants_metadata(const struct call *call)
{
    return wants(&call->in[GET_ATTRIBUTES_TO_GET], "LATEST_ICEBERG_METADATA");
}

/* The metadata of an Iceberg table is read from the lake. */
static enum where where_to_get(const struct call *call)
{
    return wants_metadata(call) ? OUTSIDE : INLINE;
}

/* A link of the database that was asked for is shown with its target; one that a link of a database
 * led to is not followed. */
static bool may_be_link(const struct call *call, const struct table_name *name)
{
    return !call->is_linked && link_may_be(call->service->store, name->database, name->table);
}

/* The service model knows three combinations: each of the two, and both. NAME and TABLE_TYPE are
 * for lists. */
static int check_get_attributes(struct call *call)
{
    const struct value *attributes = IN(call, GET_ATTRIBUTES_TO_GET);
    if (attributes->set && attributes->list.count == 0)
        return err_set(&call->err, ERR_INVALID, "AttributesToGet must not be an empty list.");
    if (wants(attributes, "NAME") || wants(attributes, "TABLE_TYPE"))
        return err_set(&call->err, ERR_INVALID,
                       "AttributesToGet of one table is DEFAULT, LATEST_ICEBERG_METADATA or both.");
    return 0;
}

/* A hit in the cache answers without a transaction. */
static int prepare_get(struct call *call)
{
    if (check_get_attributes(call) != 0 ||
        input_check_as_of(call, IN(call, GET_QUERY_AS_OF_TIME), IN(call, GET_TRANSACTION_ID)) != 0)
        return -1;
    if (wants_metadata(call))
        return 0;
    if (is_of_the_past(IN(call, GET_QUERY_AS_OF_TIME)))
        return 0;
    struct table_name name = input_table_name(call);
    uint64_t *epoch = ARENA_NEW(&call->arena, uint64_t);
    struct object_mark mark;
    call->prepared = epoch;
    if (may_be_link(call, &name))
        return 0;
    begin_table(call);
    if (!table_get_cached(call->service->store, &name, &call->reply, &mark, epoch))
        return 0;
    end_table(call);
    reply_table_etag(call, &mark);
    call->answered = true;
    return 0;
}

/* The past has no entity tag: it cannot be written to. */
static int get_table_as_of(struct call *call, const struct table_name *name)
{
    int64_t at_ms = IN(call, GET_QUERY_AS_OF_TIME)->integer;
    return table_get_as_of(call->tx, name, at_ms, &call->reply);
}

static int put_linked(struct call *call, struct tx *tx, const struct table_name *name,
                      struct object_mark *mark)
{
    struct table table;
    struct link_viewer viewer = links_viewer(call);
    if (table_find(tx, name, &call->arena, &table) != 0)
        return -1;
    int linked = link_put_table(tx, &table, &viewer, mark, &call->reply);
    return linked == 0 ? table_get(tx, name, &call->reply, mark) : linked < 0 ? -1 : 0;
}

static int get_table_now(struct call *call, const struct table_name *name)
{
    struct object_mark mark;
    uint64_t epoch = *(uint64_t *)call->prepared;
    if ((may_be_link(call, name)
             ? put_linked(call, call->tx, name, &mark)
             : table_get_filling(call->tx, name, epoch, &call->reply, &mark)) != 0)
        return -1;
    reply_table_etag(call, &mark);
    return 0;
}

static int read_table(struct tx *tx, void *context)
{
    struct call *call = context;
    struct table_name name = input_table_name(call);
    struct object_mark mark;
    int64_t at_ms = IN(call, GET_QUERY_AS_OF_TIME)->integer;
    begin_table(call);
    return is_of_the_past(IN(call, GET_QUERY_AS_OF_TIME))
               ? table_get_as_of(tx, &name, at_ms, &call->reply)
               : put_linked(call, tx, &name, &mark);
}

static int get_table_with_metadata(struct call *call)
{
    bool only = !wants(IN(call, GET_ATTRIBUTES_TO_GET), "DEFAULT");
    if (store_read(call->service->store, read_table, call, &call->err) != 0 ||
        open_table_add_metadata(call, sizeof TABLE_BEGIN - 1, only) != 0)
        return -1;
    end_table(call);
    return 0;
}

static int get_table(struct call *call)
{
    struct table_name name = input_table_name(call);
    if (!call->tx)
        return get_table_with_metadata(call);
    begin_table(call);
    if ((call->prepared ? get_table_now : get_table_as_of)(call, &name) != 0)
        return -1;
    end_table(call);
    return 0;
}

static int matches_pattern(void *context, struct tx *tx, struct text name)
{
    return name_pattern_matches(context, name, tx->err);
}

/* As Glue has it, a list of attributes is not empty and holds NAME. */
static int check_attributes(struct call *call)
{
    const struct value *attributes = IN(call, LIST_ATTRIBUTES_TO_GET);
    return !attributes->set || wants(attributes, "NAME")
               ? 0
               : err_set(&call->err, ERR_INVALID, "AttributesToGet must include NAME.");
}

/* What stands beside NAME and TABLE_TYPE asks for whole tables. */
static void read_attributes(const struct value *attributes, struct table_filter *filter)
{
    bool has_type = wants(attributes, "TABLE_TYPE");
    if (attributes->set && !wants(attributes, "DEFAULT") &&
        !wants(attributes, "LATEST_ICEBERG_METADATA"))
        filter->what = has_type ? TABLES_NAMES_AND_TYPES : TABLES_NAMES;
}

static bool is_federated_only(const struct call *call)
{
    return text_is(call->in[LIST_RESOURCE_SHARE_TYPE].text, "FEDERATED");
}

/* A pattern or a share type may look at every table of the database, and the past at many that are
 * gone. */
static enum where where_to_list(const struct call *call)
{
    return call->in[LIST_EXPRESSION].text.n || call->in[LIST_QUERY_AS_OF_TIME].set ||
                   is_federated_only(call)
               ? POOL
               : INLINE;
}

static int prepare_list(struct call *call)
{
    return check_attributes(call) != 0 ? -1
                                       : input_check_as_of(call, IN(call, LIST_QUERY_AS_OF_TIME),
                                                           IN(call, LIST_TRANSACTION_ID));
}

static int list_page(struct call *call, const struct table_filter *filter)
{
    struct database_name name = input_database_name(call);
    struct text scope = arena_printf(
        &call->arena, "%.*s/%.*s/%.*s", TEXT_ARG(catalog_shown(call->service->store, name.catalog)),
        TEXT_ARG(name.database), TEXT_ARG(IN(call, LIST_EXPRESSION)->text));
    struct page page;
    if (page_begin(call, IN(call, LIST_NEXT_TOKEN), IN(call, LIST_MAX_RESULTS), scope, &page) != 0)
        return -1;
    buf_put(&call->reply, TEXT("{\"TableList\":["));
    bool is_past = is_of_the_past(IN(call, LIST_QUERY_AS_OF_TIME));
    if ((is_past ? table_list_as_of : table_list)(call->tx, &name, filter, &page, &call->reply) !=
        0)
        return -1;
    buf_put_char(&call->reply, ']');
    page_end(call, &page, scope);
    buf_put_char(&call->reply, '}');
    return 0;
}

static int get_tables(struct call *call)
{
    struct link_viewer viewer = links_viewer(call);
    struct table_filter filter = {
        .viewer = call->is_linked ? NULL : &viewer,
        .is_federated = is_federated_only(call),
        .at_ms = IN(call, LIST_QUERY_AS_OF_TIME)->integer,
        .complete = IN(call, LIST_INCLUDE_STATUS_DETAILS)->boolean ? table_status_add : NULL};
    struct text expression = IN(call, LIST_EXPRESSION)->text;
    read_attributes(IN(call, LIST_ATTRIBUTES_TO_GET), &filter);
    if (expression.n == 0)
        return list_page(call, &filter);
    struct name_pattern *pattern = name_pattern_new(expression, &call->err);
    if (!pattern)
        return -1;
    filter.matches = matches_pattern;
    filter.context = pattern;
    filter.prefix = name_pattern_prefix(pattern);
    int result = list_page(call, &filter);
    name_pattern_free(pattern);
    return result;
}

static int delete_table(struct call *call)
{
    struct table_name name = input_table_name(call);
    struct object_mark mark;
    call->wake = true; /* there are rows to clear */
    if (input_conditions(call, &name, &mark) != 0)
        return -1;
    return table_delete(call->tx, &name, mark.id ? &mark : NULL);
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
    {.name = "GetTable",
     .method = METHOD_GET,
     .path = "/v1/databases/{DatabaseName}/tables/{Name}",
     .input = &shape_get_table_request,
     .output = &shape_get_table_response,
     .where = INLINE,
     .choose = where_to_get,
     .touches = TOUCHES_TABLE,
     .links = LINKS_OF_DATABASE,
     .prepare = prepare_get,
     .run = get_table,
     .has_etag = true,
     .about = "Returns one table in its current version.",
     .errors = "NOT_FOUND IO TIMEOUT"},
    {.name = "GetTables",
     .method = METHOD_GET,
     .path = "/v1/databases/{DatabaseName}/tables",
     .input = &shape_get_tables_request,
     .output = &shape_get_tables_response,
     .where = INLINE,
     .choose = where_to_list,
     .touches = TOUCHES_TABLE,
     .links = LINKS_OF_DATABASE,
     .prepare = prepare_list,
     .run = get_tables,
     .page_max = 100,
     .about = "Lists the tables of a database by name, or those that match a pattern.",
     .errors = "NOT_FOUND"},
    {.name = "DeleteTable",
     .method = METHOD_DELETE,
     .path = "/v1/databases/{DatabaseName}/tables/{Name}",
     .input = &shape_delete_table_request,
     .output = &shape_delete_table_response,
     .where = WRITE,
     .touches = TOUCHES_TABLE,
     .links = LINKS_OF_DATABASE,
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
     .touches = TOUCHES_TABLE,
     .links = LINKS_OF_DATABASE,
     .prepare = prepare_batch_delete,
     .run = batch_delete_table,
     .about = "Deletes many tables; each that fails is an item of Errors.",
     .errors = "NOT_FOUND"},
};
