/* SPDX-License-Identifier: Apache-2.0 */
#include "api/operations/operations.h"
#include "api/operations/page.h"
#include "catalog/name_pattern.h"
#include "catalog/shape_path.h"
#include "catalog/shapes_function.h"
#include "catalog/types.h"
#include "store/function.h"

enum { CREATE_CATALOG_ID, CREATE_DATABASE_NAME, CREATE_FUNCTION_INPUT };
static const struct member create_user_defined_function_request_members[] = {
    [CREATE_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [CREATE_DATABASE_NAME] = {"DatabaseName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [CREATE_FUNCTION_INPUT] = {"FunctionInput", &type_user_defined_function_input, MEMBER_REQUIRED},
};
static const struct shape shape_create_user_defined_function_request =
    SHAPE("CreateUserDefinedFunctionRequest", create_user_defined_function_request_members);

static const struct shape shape_create_user_defined_function_response = {
    .name = "CreateUserDefinedFunctionResponse"};

enum { GET_CATALOG_ID, GET_DATABASE_NAME, GET_FUNCTION_NAME };
static const struct member get_user_defined_function_request_members[] = {
    [GET_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [GET_DATABASE_NAME] = {"DatabaseName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [GET_FUNCTION_NAME] = {"FunctionName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
};
static const struct shape shape_get_user_defined_function_request =
    SHAPE("GetUserDefinedFunctionRequest", get_user_defined_function_request_members);

static const struct member get_user_defined_function_response_members[] = {
    {"UserDefinedFunction", &type_user_defined_function},
};
static const struct shape shape_get_user_defined_function_response =
    SHAPE("GetUserDefinedFunctionResponse", get_user_defined_function_response_members);

enum {
    LIST_CATALOG_ID,
    LIST_DATABASE_NAME,
    LIST_PATTERN,
    LIST_FUNCTION_TYPE,
    LIST_NEXT_TOKEN,
    LIST_MAX_RESULTS
};
static const struct member get_user_defined_functions_request_members[] = {
    [LIST_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [LIST_DATABASE_NAME] = {"DatabaseName", &type_name_string, MEMBER_FOLD},
    [LIST_PATTERN] = {"Pattern", &type_name_string, MEMBER_REQUIRED},
    [LIST_FUNCTION_TYPE] = {"FunctionType", &type_function_type},
    [LIST_NEXT_TOKEN] = {"NextToken", &type_token},
    [LIST_MAX_RESULTS] = {"MaxResults", &type_catalog_getter_page_size},
};
static const struct shape shape_get_user_defined_functions_request =
    SHAPE("GetUserDefinedFunctionsRequest", get_user_defined_functions_request_members);

static const struct member get_user_defined_functions_response_members[] = {
    {"UserDefinedFunctions", &type_user_defined_function_list},
    {"NextToken", &type_token},
};
static const struct shape shape_get_user_defined_functions_response =
    SHAPE("GetUserDefinedFunctionsResponse", get_user_defined_functions_response_members);

enum { UPDATE_CATALOG_ID, UPDATE_DATABASE_NAME, UPDATE_FUNCTION_NAME, UPDATE_FUNCTION_INPUT };
static const struct member update_user_defined_function_request_members[] = {
    [UPDATE_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [UPDATE_DATABASE_NAME] = {"DatabaseName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [UPDATE_FUNCTION_NAME] = {"FunctionName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [UPDATE_FUNCTION_INPUT] = {"FunctionInput", &type_user_defined_function_input, MEMBER_REQUIRED},
};
static const struct shape shape_update_user_defined_function_request =
    SHAPE("UpdateUserDefinedFunctionRequest", update_user_defined_function_request_members);

static const struct shape shape_update_user_defined_function_response = {
    .name = "UpdateUserDefinedFunctionResponse"};

enum { DELETE_CATALOG_ID, DELETE_DATABASE_NAME, DELETE_FUNCTION_NAME };
static const struct member delete_user_defined_function_request_members[] = {
    [DELETE_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [DELETE_DATABASE_NAME] = {"DatabaseName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [DELETE_FUNCTION_NAME] = {"FunctionName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
};
static const struct shape shape_delete_user_defined_function_request =
    SHAPE("DeleteUserDefinedFunctionRequest", delete_user_defined_function_request_members);

static const struct shape shape_delete_user_defined_function_response = {
    .name = "DeleteUserDefinedFunctionResponse"};

/* The name in the document, or else the outer one. */
static int make_draft(struct call *call, struct value *input, struct text outer)
{
    static const struct path above = {NULL, "FunctionInput", 0};
    static const struct path here = {&above, "FunctionName", 0};
    struct function_draft *draft = ARENA_NEW(&call->arena, struct function_draft);
    struct value *name = &input[USER_DEFINED_FUNCTION_INPUT_FUNCTION_NAME];
    if (!name->set && !outer.p)
        return path_fail(&here, outer, &call->err, "Member must not be null");
    if (!name->set)
        *name = value_text(outer);
    call->prepared = draft;
    return function_draft_make(input, &call->arena, draft, &call->err);
}

static int prepare_create(struct call *call)
{
    return make_draft(call, IN(call, CREATE_FUNCTION_INPUT)->members, (struct text){NULL, 0});
}

static int create_user_defined_function(struct call *call)
{
    struct function_name name = {.catalog = IN(call, CREATE_CATALOG_ID)->text,
                                 .database = IN(call, CREATE_DATABASE_NAME)->text};
    return function_create(call->tx, &name, call->prepared);
}

static int get_user_defined_function(struct call *call)
{
    struct function_name name = {IN(call, GET_CATALOG_ID)->text, IN(call, GET_DATABASE_NAME)->text,
                                 IN(call, GET_FUNCTION_NAME)->text};
    buf_put(&call->reply, TEXT("{\"UserDefinedFunction\":"));
    if (function_get(call->tx, &name, &call->reply) != 0)
        return -1;
    buf_put_char(&call->reply, '}');
    return 0;
}

static int matches_pattern(void *context, struct tx *tx, struct text name)
{
    return name_pattern_matches(context, name, tx->err);
}

static int list_page(struct call *call, const struct function_filter *filter)
{
    struct database_name database = {IN(call, LIST_CATALOG_ID)->text,
                                     IN(call, LIST_DATABASE_NAME)->text};
    struct text scope =
        arena_printf(&call->arena, "%.*s/%.*s/%.*s/%.*s", TEXT_ARG(database.catalog),
                     TEXT_ARG(database.database), TEXT_ARG(filter->type),
                     TEXT_ARG(IN(call, LIST_PATTERN)->text));
    struct page page;
    if (page_begin(call, IN(call, LIST_NEXT_TOKEN), IN(call, LIST_MAX_RESULTS), scope, &page) != 0)
        return -1;
    buf_put(&call->reply, TEXT("{\"UserDefinedFunctions\":["));
    if (function_list(call->tx, &database, filter, &page, &call->reply) != 0)
        return -1;
    buf_put_char(&call->reply, ']');
    page_end(call, &page, scope);
    buf_put_char(&call->reply, '}');
    return 0;
}

static int get_user_defined_functions(struct call *call)
{
    struct name_pattern *pattern = name_pattern_new(IN(call, LIST_PATTERN)->text, &call->err);
    if (!pattern)
        return -1;
    struct function_filter filter = {.matches = matches_pattern,
                                     .context = pattern,
                                     .prefix = name_pattern_prefix(pattern),
                                     .type = IN(call, LIST_FUNCTION_TYPE)->text};
    int result = list_page(call, &filter);
    name_pattern_free(pattern);
    return result;
}

static int prepare_update(struct call *call)
{
    return make_draft(call, IN(call, UPDATE_FUNCTION_INPUT)->members,
                      IN(call, UPDATE_FUNCTION_NAME)->text);
}

static int update_user_defined_function(struct call *call)
{
    const struct function_draft *draft = call->prepared;
    struct function_name name = {IN(call, UPDATE_CATALOG_ID)->text,
                                 IN(call, UPDATE_DATABASE_NAME)->text,
                                 IN(call, UPDATE_FUNCTION_NAME)->text};
    if (function_update(call->tx, &name, draft) == 0)
        return 0;
    if (call->err.code != ERR_NOT_FOUND || !call->create_missing)
        return -1;
    err_clear(&call->err);
    call->created = true;
    return function_create(call->tx, &name, draft);
}

static int delete_user_defined_function(struct call *call)
{
    struct function_name name = {IN(call, DELETE_CATALOG_ID)->text,
                                 IN(call, DELETE_DATABASE_NAME)->text,
                                 IN(call, DELETE_FUNCTION_NAME)->text};
    return function_delete(call->tx, &name);
}

const struct operation function_operations[FUNCTION_OPERATIONS] = {
    {.name = "CreateUserDefinedFunction",
     .method = METHOD_POST,
     .path = "/v1/databases/{DatabaseName}/functions",
     .input = &shape_create_user_defined_function_request,
     .output = &shape_create_user_defined_function_response,
     .document = "FunctionInput",
     .where = WRITE,
     .touches = TOUCHES_FUNCTION,
     .prepare = prepare_create,
     .run = create_user_defined_function,
     .status = 201,
     .about = "Creates a user-defined function.",
     .errors = "NOT_FOUND EXISTS"},
    {.name = "GetUserDefinedFunction",
     .method = METHOD_GET,
     .path = "/v1/databases/{DatabaseName}/functions/{FunctionName}",
     .input = &shape_get_user_defined_function_request,
     .output = &shape_get_user_defined_function_response,
     .where = INLINE,
     .touches = TOUCHES_FUNCTION,
     .run = get_user_defined_function,
     .about = "Returns one user-defined function.",
     .errors = "NOT_FOUND"},
    {.name = "GetUserDefinedFunctions",
     .method = METHOD_GET,
     .path = "/v1/functions",
     .input = &shape_get_user_defined_functions_request,
     .output = &shape_get_user_defined_functions_response,
     .where = POOL,
     .touches = TOUCHES_FUNCTION,
     .run = get_user_defined_functions,
     .page_max = 100,
     .about = "Lists the functions whose names match a pattern, of one database or of all.",
     .errors = "NOT_FOUND"},
    {.name = "UpdateUserDefinedFunction",
     .method = METHOD_PUT,
     .path = "/v1/databases/{DatabaseName}/functions/{FunctionName}",
     .input = &shape_update_user_defined_function_request,
     .output = &shape_update_user_defined_function_response,
     .document = "FunctionInput",
     .where = WRITE,
     .touches = TOUCHES_FUNCTION,
     .prepare = prepare_update,
     .run = update_user_defined_function,
     .creates_missing = true,
     .about =
         "Replaces a user-defined function, or renames it; over REST a missing one is created.",
     .errors = "NOT_FOUND EXISTS"},
    {.name = "DeleteUserDefinedFunction",
     .method = METHOD_DELETE,
     .path = "/v1/databases/{DatabaseName}/functions/{FunctionName}",
     .input = &shape_delete_user_defined_function_request,
     .output = &shape_delete_user_defined_function_response,
     .where = WRITE,
     .touches = TOUCHES_FUNCTION,
     .run = delete_user_defined_function,
     .status = 204,
     .about = "Deletes a user-defined function.",
     .errors = "NOT_FOUND"},
};
