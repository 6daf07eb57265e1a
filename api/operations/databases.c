/* SPDX-License-Identifier: Apache-2.0 */
#include "api/operations/input.h"
#include "api/operations/links.h"
#include "api/operations/operations.h"
#include "api/operations/page.h"
#include "base/json_write.h"
#include "base/limits.h"
#include "catalog/shapes_database.h"
#include "catalog/types.h"
#include "store/database.h"
#include "store/tag.h"

enum { CREATE_CATALOG_ID, CREATE_DATABASE_INPUT, CREATE_TAGS };
static const struct member create_database_request_members[] = {
    [CREATE_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [CREATE_DATABASE_INPUT] = {"DatabaseInput", &type_database_input, MEMBER_REQUIRED},
    [CREATE_TAGS] = {"Tags", &type_tags_map},
};
static const struct shape shape_create_database_request =
    SHAPE("CreateDatabaseRequest", create_database_request_members);

static const struct shape shape_create_database_response = {.name = "CreateDatabaseResponse"};

enum { GET_CATALOG_ID, GET_NAME };
static const struct member get_database_request_members[] = {
    [GET_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [GET_NAME] = {"Name", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
};
static const struct shape shape_get_database_request =
    SHAPE("GetDatabaseRequest", get_database_request_members);

static const struct member get_database_response_members[] = {
    {"Database", &type_database},
};
static const struct shape shape_get_database_response =
    SHAPE("GetDatabaseResponse", get_database_response_members);

enum {
    LIST_CATALOG_ID,
    LIST_NEXT_TOKEN,
    LIST_MAX_RESULTS,
    LIST_RESOURCE_SHARE_TYPE,
    LIST_ATTRIBUTES_TO_GET
};
static const struct member get_databases_request_members[] = {
    [LIST_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [LIST_NEXT_TOKEN] = {"NextToken", &type_token},
    [LIST_MAX_RESULTS] = {"MaxResults", &type_catalog_getter_page_size},
    [LIST_RESOURCE_SHARE_TYPE] = {"ResourceShareType", &type_resource_share_type},
    [LIST_ATTRIBUTES_TO_GET] = {"AttributesToGet", &type_database_attributes_list},
};
static const struct shape shape_get_databases_request =
    SHAPE("GetDatabasesRequest", get_databases_request_members);

static const struct member get_databases_response_members[] = {
    {"DatabaseList", &type_database_list, MEMBER_REQUIRED},
    {"NextToken", &type_token},
};
static const struct shape shape_get_databases_response =
    SHAPE("GetDatabasesResponse", get_databases_response_members);

enum { UPDATE_CATALOG_ID, UPDATE_NAME, UPDATE_DATABASE_INPUT };
static const struct member update_database_request_members[] = {
    [UPDATE_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [UPDATE_NAME] = {"Name", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [UPDATE_DATABASE_INPUT] = {"DatabaseInput", &type_database_input, MEMBER_REQUIRED},
};
static const struct shape shape_update_database_request =
    SHAPE("UpdateDatabaseRequest", update_database_request_members);

static const struct shape shape_update_database_response = {.name = "UpdateDatabaseResponse"};

enum { DELETE_CATALOG_ID, DELETE_NAME };
static const struct member delete_database_request_members[] = {
    [DELETE_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [DELETE_NAME] = {"Name", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
};
static const struct shape shape_delete_database_request =
    SHAPE("DeleteDatabaseRequest", delete_database_request_members);

static const struct shape shape_delete_database_response = {.name = "DeleteDatabaseResponse"};

static struct database_name name_of(const struct call *call, int catalog_member, int name_member)
{
    return (struct database_name){call->in[catalog_member].text, call->in[name_member].text};
}

/* A database without permissions of its own is open to all principals, as Glue answers it. */
static void default_permissions(struct call *call, struct value *input)
{
    struct value *permissions = &input[DATABASE_INPUT_CREATE_TABLE_DEFAULT_PERMISSIONS];
    if (permissions->set)
        return;
    struct value *principal = ARENA_ARRAY(&call->arena, struct value, 1);
    struct value *grant = ARENA_ARRAY(&call->arena, struct value, 2);
    struct value *all = ARENA_NEW(&call->arena, struct value);
    struct value *list = ARENA_NEW(&call->arena, struct value);
    principal[DATA_LAKE_PRINCIPAL_DATA_LAKE_PRINCIPAL_IDENTIFIER] =
        value_text(TEXT("IAM_ALLOWED_PRINCIPALS"));
    *all = value_text(TEXT("ALL"));
    grant[PRINCIPAL_PERMISSIONS_PRINCIPAL] = value_struct(principal);
    grant[PRINCIPAL_PERMISSIONS_PERMISSIONS] = value_list(all, 1);
    *list = value_struct(grant);
    *permissions = value_list(list, 1);
}

static int render_tail(struct call *call, struct value *input)
{
    struct buf tail;
    struct text *kept = ARENA_NEW(&call->arena, struct text);
    buf_init(&tail, LIMIT_DOCUMENT_BYTES);
    shape_encode(&shape_database_input, input, &tail);
    *kept = arena_copy(&call->arena, buf_text(&tail));
    call->prepared = kept;
    buf_release(&tail);
    return 0;
}

static int prepare_create(struct call *call)
{
    struct value *input = IN(call, CREATE_DATABASE_INPUT)->members;
    static const struct value no_name;
    if (input_name(call, "DatabaseInput", &input[DATABASE_INPUT_NAME], &no_name) != 0 ||
        tags_check(IN(call, CREATE_TAGS), &call->err) != 0)
        return -1;
    default_permissions(call, input);
    return render_tail(call, input);
}

static int create_database(struct call *call)
{
    const struct value *input = IN(call, CREATE_DATABASE_INPUT)->members;
    struct database_name name = {IN(call, CREATE_CATALOG_ID)->text,
                                 input[DATABASE_INPUT_NAME].text};
    return database_create(call->tx, &name,
                           &(struct database_draft){.tail = *(struct text *)call->prepared,
                                                    .tags = IN(call, CREATE_TAGS)});
}

static int get_database(struct call *call)
{
    struct database_name name = name_of(call, GET_CATALOG_ID, GET_NAME);
    struct link_viewer viewer = links_viewer(call);
    buf_put(&call->reply, TEXT("{\"Database\":"));
    if (database_get(call->tx, &name, &viewer, &call->reply) != 0)
        return -1;
    buf_put_char(&call->reply, '}');
    return 0;
}

/* What of the databases is wanted. As Glue has it, a list of attributes is not empty and holds
 * NAME. */
static int read_attributes(struct call *call, struct database_list *list)
{
    const struct value *attributes = IN(call, LIST_ATTRIBUTES_TO_GET);
    bool has_name = false;
    for (size_t i = 0; i < attributes->list.count; i++) {
        bool is_name = text_is(attributes->list.items[i].text, "NAME");
        has_name |= is_name;
        if (!is_name || list->what == DATABASE_ALL)
            list->what = is_name ? DATABASE_NAMES : DATABASE_TARGETS;
    }
    if (attributes->set && !has_name)
        return err_set(&call->err, ERR_INVALID, "AttributesToGet must include NAME.");
    return 0;
}

static int prepare_list(struct call *call)
{
    struct database_list *list = ARENA_NEW(&call->arena, struct database_list);
    const struct text share = IN(call, LIST_RESOURCE_SHARE_TYPE)->text;
    list->catalog = IN(call, LIST_CATALOG_ID)->text;
    if (text_is(share, "FOREIGN"))
        list->share = DATABASE_SHARE_FOREIGN;
    if (text_is(share, "FEDERATED"))
        list->share = DATABASE_SHARE_FEDERATED;
    call->prepared = list;
    return read_attributes(call, list);
}

/* A share type may look at every database of the catalog. */
static enum where where_to_list(const struct call *call)
{
    const struct database_list *list = call->prepared;
    return list->share == DATABASE_SHARE_ALL ? INLINE : POOL;
}

static int get_databases(struct call *call)
{
    struct page page;
    struct link_viewer viewer = links_viewer(call);
    struct database_list *list = call->prepared;
    list->viewer = &viewer;
    struct text scope = arena_printf(&call->arena, "%.*s/%d",
                                     TEXT_ARG(catalog_shown(call->service->store, list->catalog)),
                                     (int)list->share);
    if (page_begin(call, IN(call, LIST_NEXT_TOKEN), IN(call, LIST_MAX_RESULTS), scope, &page) != 0)
        return -1;
    buf_put(&call->reply, TEXT("{\"DatabaseList\":["));
    if (database_list(call->tx, list, &page, &call->reply) != 0)
        return -1;
    buf_put_char(&call->reply, ']');
    page_end(call, &page, scope);
    buf_put_char(&call->reply, '}');
    return 0;
}

static int prepare_update(struct call *call)
{
    struct value *input = IN(call, UPDATE_DATABASE_INPUT)->members;
    struct value *name = IN(call, UPDATE_NAME);
    if (input_name(call, "DatabaseInput", &input[DATABASE_INPUT_NAME], name) != 0)
        return -1;
    if (!text_equal(input[DATABASE_INPUT_NAME].text, name->text))
        return err_set(&call->err, ERR_INVALID, "Database cannot be renamed");
    default_permissions(call, input);
    return render_tail(call, input);
}

static int update_database(struct call *call)
{
    struct database_name name = name_of(call, UPDATE_CATALOG_ID, UPDATE_NAME);
    struct text tail = *(struct text *)call->prepared;
    if (database_update(call->tx, &name, tail) == 0)
        return 0;
    if (call->err.code != ERR_NOT_FOUND || !call->create_missing)
        return -1;
    err_clear(&call->err);
    call->created = true;
    return database_create(call->tx, &name, &(struct database_draft){.tail = tail});
}

static int delete_database(struct call *call)
{
    struct database_name name = name_of(call, DELETE_CATALOG_ID, DELETE_NAME);
    if (database_delete(call->tx, &name) != 0)
        return -1;
    call->wake = true; /* there are rows to clear */
    return 0;
}

const struct operation database_operations[DATABASE_OPERATIONS] = {
    {.name = "CreateDatabase",
     .method = METHOD_POST,
     .path = "/v1/databases",
     .input = &shape_create_database_request,
     .output = &shape_create_database_response,
     .document = "DatabaseInput",
     .where = WRITE,
     .touches = TOUCHES_DATABASE,
     .prepare = prepare_create,
     .run = create_database,
     .status = 201,
     .about = "Creates a database.",
     .errors = "NOT_FOUND EXISTS LIMIT"},
    {.name = "GetDatabase",
     .method = METHOD_GET,
     .path = "/v1/databases/{Name}",
     .input = &shape_get_database_request,
     .output = &shape_get_database_response,
     .where = INLINE,
     .touches = TOUCHES_DATABASE,
     .run = get_database,
     .about = "Returns one database.",
     .errors = "NOT_FOUND"},
    {.name = "GetDatabases",
     .method = METHOD_GET,
     .path = "/v1/databases",
     .input = &shape_get_databases_request,
     .output = &shape_get_databases_response,
     .where = INLINE,
     .touches = TOUCHES_DATABASE,
     .choose = where_to_list,
     .prepare = prepare_list,
     .run = get_databases,
     .page_max = 100,
     .about = "Lists databases by name.",
     .errors = "NOT_FOUND"},
    {.name = "UpdateDatabase",
     .method = METHOD_PUT,
     .path = "/v1/databases/{Name}",
     .input = &shape_update_database_request,
     .output = &shape_update_database_response,
     .document = "DatabaseInput",
     .where = WRITE,
     .touches = TOUCHES_DATABASE,
     .links = LINKS_OF_DATABASE_ITSELF,
     .prepare = prepare_update,
     .run = update_database,
     .creates_missing = true,
     .about = "Replaces a database; over REST a missing one is created.",
     .errors = "NOT_FOUND EXISTS"},
    {.name = "DeleteDatabase",
     .method = METHOD_DELETE,
     .path = "/v1/databases/{Name}",
     .input = &shape_delete_database_request,
     .output = &shape_delete_database_response,
     .where = WRITE,
     .touches = TOUCHES_DATABASE_CONTENTS,
     .run = delete_database,
     .status = 204,
     .about = "Deletes a database with its tables, versions and partitions.",
     .errors = "NOT_FOUND"},
};
