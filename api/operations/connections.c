/* SPDX-License-Identifier: Apache-2.0 */
#include "api/operations/connection_password.h"
#include "api/operations/connection_secret.h"
#include "api/operations/input.h"
#include "api/operations/operations.h"
#include "api/operations/page.h"
#include "base/json_write.h"
#include "base/limits.h"
#include "catalog/shapes_connection.h"
#include "catalog/types.h"
#include "store/connection.h"
#include "store/tag.h"

enum { CREATE_CATALOG_ID, CREATE_CONNECTION_INPUT, CREATE_TAGS };
static const struct member create_connection_request_members[] = {
    [CREATE_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [CREATE_CONNECTION_INPUT] = {"ConnectionInput", &type_connection_input, MEMBER_REQUIRED},
    [CREATE_TAGS] = {"Tags", &type_tags_map},
};
static const struct shape shape_create_connection_request =
    SHAPE("CreateConnectionRequest", create_connection_request_members);
static const struct member create_connection_response_members[] = {
    {"CreateConnectionStatus", &type_connection_status},
};
static const struct shape shape_create_connection_response =
    SHAPE("CreateConnectionResponse", create_connection_response_members);

enum { GET_CATALOG_ID, GET_NAME, GET_HIDE_PASSWORD, GET_ENVIRONMENT };
static const struct member get_connection_request_members[] = {
    [GET_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [GET_NAME] = {"Name", &type_name_string, MEMBER_REQUIRED},
    [GET_HIDE_PASSWORD] = {"HidePassword", &type_boolean},
    [GET_ENVIRONMENT] = {"ApplyOverrideForComputeEnvironment", &type_compute_environment},
};
static const struct shape shape_get_connection_request =
    SHAPE("GetConnectionRequest", get_connection_request_members);
static const struct member get_connection_response_members[] = {
    {"Connection", &type_connection},
};
static const struct shape shape_get_connection_response =
    SHAPE("GetConnectionResponse", get_connection_response_members);

enum { LIST_CATALOG_ID, LIST_FILTER, LIST_HIDE_PASSWORD, LIST_NEXT_TOKEN, LIST_MAX_RESULTS };
static const struct member get_connections_request_members[] = {
    [LIST_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [LIST_FILTER] = {"Filter", &type_get_connections_filter},
    [LIST_HIDE_PASSWORD] = {"HidePassword", &type_boolean},
    [LIST_NEXT_TOKEN] = {"NextToken", &type_token},
    [LIST_MAX_RESULTS] = {"MaxResults", &type_page_size},
};
static const struct shape shape_get_connections_request =
    SHAPE("GetConnectionsRequest", get_connections_request_members);
static const struct member get_connections_response_members[] = {
    {"ConnectionList", &type_connection_list},
    {"NextToken", &type_token},
};
static const struct shape shape_get_connections_response =
    SHAPE("GetConnectionsResponse", get_connections_response_members);

enum { UPDATE_CATALOG_ID, UPDATE_NAME, UPDATE_CONNECTION_INPUT };
static const struct member update_connection_request_members[] = {
    [UPDATE_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [UPDATE_NAME] = {"Name", &type_name_string, MEMBER_REQUIRED},
    [UPDATE_CONNECTION_INPUT] = {"ConnectionInput", &type_connection_input, MEMBER_REQUIRED},
};
static const struct shape shape_update_connection_request =
    SHAPE("UpdateConnectionRequest", update_connection_request_members);
static const struct shape shape_update_connection_response = {.name = "UpdateConnectionResponse"};

enum { DELETE_CATALOG_ID, DELETE_CONNECTION_NAME };
static const struct member delete_connection_request_members[] = {
    [DELETE_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [DELETE_CONNECTION_NAME] = {"ConnectionName", &type_name_string, MEMBER_REQUIRED},
};
static const struct shape shape_delete_connection_request =
    SHAPE("DeleteConnectionRequest", delete_connection_request_members);
static const struct shape shape_delete_connection_response = {.name = "DeleteConnectionResponse"};

enum { BATCH_CATALOG_ID, BATCH_CONNECTION_NAME_LIST };
static const struct member batch_delete_connection_request_members[] = {
    [BATCH_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [BATCH_CONNECTION_NAME_LIST] = {"ConnectionNameList", &type_delete_connection_name_list,
                                    MEMBER_REQUIRED},
};
static const struct shape shape_batch_delete_connection_request =
    SHAPE("BatchDeleteConnectionRequest", batch_delete_connection_request_members);
static const struct member batch_delete_connection_response_members[] = {
    {"Succeeded", &type_name_string_list},
    {"Errors", &type_error_by_name},
};
static const struct shape shape_batch_delete_connection_response =
    SHAPE("BatchDeleteConnectionResponse", batch_delete_connection_response_members);

/* --- writes ------------------------------------------------------------------------------- */

static struct connection_write *prepare_write(struct call *call, const struct value *input)
{
    struct value *properties = &input->members[CONNECTION_INPUT_CONNECTION_PROPERTIES];
    struct connection_draft draft;
    struct connection_write *write = ARENA_NEW(&call->arena, struct connection_write);
    call->prepared = write;
    if (connection_password_decrypt(call, input->members[CONNECTION_INPUT_NAME].text, properties) !=
            0 ||
        connection_draft_make(input->members, &call->arena, &draft, &call->err) != 0 ||
        connection_secret_seal(call, &draft, write) != 0)
        return NULL;
    return write;
}

static int prepare_create(struct call *call)
{
    struct connection_write *write = prepare_write(call, IN(call, CREATE_CONNECTION_INPUT));
    if (!write || tags_check(IN(call, CREATE_TAGS), &call->err) != 0)
        return -1;
    write->name.catalog = IN(call, CREATE_CATALOG_ID)->text;
    write->tags = IN(call, CREATE_TAGS);
    return 0;
}

static int create_connection(struct call *call)
{
    buf_put(&call->reply, TEXT("{\"CreateConnectionStatus\":\"READY\"}"));
    return connection_create(call->tx, call->prepared);
}

static int prepare_update(struct call *call)
{
    struct connection_write *write = prepare_write(call, IN(call, UPDATE_CONNECTION_INPUT));
    if (!write)
        return -1;
    write->name.catalog = IN(call, UPDATE_CATALOG_ID)->text;
    if (text_equal(write->name.connection, IN(call, UPDATE_NAME)->text))
        return 0;
    return err_set(&call->err, ERR_INVALID,
                   "ConnectionInput.Name must be equal to Name: a connection keeps its name.");
}

static int update_connection(struct call *call)
{
    if (connection_update(call->tx, call->prepared) == 0)
        return 0;
    if (!call->create_missing || call->err.code != ERR_NOT_FOUND)
        return -1;
    err_clear(&call->err);
    call->created = true;
    return connection_create(call->tx, call->prepared);
}

static int delete_connection(struct call *call)
{
    const struct connection_name name = {IN(call, DELETE_CATALOG_ID)->text,
                                         IN(call, DELETE_CONNECTION_NAME)->text};
    return connection_delete(call->tx, &name);
}

static void put_failure(struct buf *errors, struct text name, const struct err *err)
{
    if (errors->n)
        buf_put_char(errors, ',');
    json_put_string(errors, name);
    buf_put_char(errors, ':');
    buf_put_char(errors, '{');
    json_put_string_member(errors, "ErrorCode", text_of(error_glue_name(err->code)));
    json_put_string_member(errors, "ErrorMessage", err_text(err));
    buf_put_char(errors, '}');
}

/* A name that is given twice is deleted once and then missing; in the map of errors it stands once.
 */
static int batch_delete_connection(struct call *call)
{
    const struct list *names = &IN(call, BATCH_CONNECTION_NAME_LIST)->list;
    struct buf errors;
    int result = 0;
    buf_init(&errors, LIMIT_REPLY_BYTES);
    buf_put(&call->reply, TEXT("{\"Succeeded\":["));
    for (size_t i = 0; i < names->count && result == 0; i++) {
        struct text one = names->items[i].text;
        bool is_repeated = false;
        for (size_t j = 0; j < i; j++)
            is_repeated |= text_equal(one, names->items[j].text);
        if (is_repeated)
            continue;
        result = connection_delete(
            call->tx, &(struct connection_name){IN(call, BATCH_CATALOG_ID)->text, one});
        if (result == 0) {
            json_put_comma(&call->reply);
            json_put_string(&call->reply, one);
        } else if (call->err.code == ERR_NOT_FOUND) {
            put_failure(&errors, one, &call->err);
            err_clear(&call->err);
            result = 0;
        }
    }
    buf_put(&call->reply, TEXT("],\"Errors\":{"));
    buf_put(&call->reply, buf_text(&errors));
    buf_put(&call->reply, TEXT("}}"));
    buf_release(&errors);
    return result;
}

/* --- reads -------------------------------------------------------------------------------- */

/* The text with its secrets: in clear, or encrypted where the catalog's settings ask for that. */
static int open_secrets(struct call *call, const struct connection *c, bool must_hide,
                        struct text *tail)
{
    if (!c->sealed.p)
        return 0;
    return connection_secret_open(call, c, tail) != 0 ? -1
           : must_hide ? connection_password_encrypt(call, c->name, tail)
                       : 0;
}

static int get_connection(struct call *call)
{
    struct connection found;
    bool must_hide;
    const struct connection_name name = {IN(call, GET_CATALOG_ID)->text, IN(call, GET_NAME)->text};
    const struct value *environment = IN(call, GET_ENVIRONMENT);
    if (connection_find(call->tx, &name, &call->arena, &found) != 0)
        return -1;
    struct text tail = found.tail;
    if (!IN(call, GET_HIDE_PASSWORD)->boolean &&
        (connection_password_must_hide(call, name.catalog, &must_hide) != 0 ||
         open_secrets(call, &found, must_hide, &tail) != 0))
        return -1;
    if (environment->set &&
        connection_tail_override(tail, environment->text, &call->arena, &tail, &call->err) != 0)
        return -1;
    buf_put(&call->reply, TEXT("{\"Connection\":"));
    connection_put(&found, tail, &call->reply);
    buf_put_char(&call->reply, '}');
    return 0;
}

/* Each of the wanted criteria must stand among those that were recorded. */
static bool has_criteria(const struct value *recorded, const struct value *wanted)
{
    for (size_t i = 0; i < wanted->list.count; i++) {
        size_t j = 0;
        while (j < recorded->list.count &&
               !text_equal(recorded->list.items[j].text, wanted->list.items[i].text))
            j++;
        if (j == recorded->list.count)
            return false;
    }
    return true;
}

static int fits(struct call *call, const struct connection *c, const struct value *filter)
{
    struct value *document;
    if (!filter->set)
        return 1;
    const struct value *type = &filter->members[GET_CONNECTIONS_FILTER_CONNECTION_TYPE];
    const struct value *version =
        &filter->members[GET_CONNECTIONS_FILTER_CONNECTION_SCHEMA_VERSION];
    const struct value *criteria = &filter->members[GET_CONNECTIONS_FILTER_MATCH_CRITERIA];
    if ((type->set && !text_equal(type->text, c->type)) ||
        (version->set && version->integer != c->schema_version))
        return 0;
    if (!criteria->list.count)
        return 1;
    if (connection_tail_decode(c->tail, &call->arena, &document, &call->err) != 0)
        return -1;
    return has_criteria(&document[CONNECTION_MATCH_CRITERIA], criteria);
}

static int visit(void *context, const struct connection *c, struct buf *out)
{
    struct call *call = context;
    struct text tail = c->tail;
    int result = fits(call, c, IN(call, LIST_FILTER));
    if (result <= 0)
        return result;
    if (!IN(call, LIST_HIDE_PASSWORD)->boolean &&
        open_secrets(call, c, *(const bool *)call->prepared, &tail) != 0)
        return -1;
    connection_put(c, tail, out);
    return 1;
}

static int get_connections(struct call *call)
{
    struct page page;
    struct buf scope;
    const struct connection_list list = {IN(call, LIST_CATALOG_ID)->text, visit, call};
    buf_init(&scope, LIMIT_DOCUMENT_BYTES);
    buf_put(&scope, list.catalog.n ? list.catalog : call->service->account_id);
    buf_put_char(&scope, '/');
    if (IN(call, LIST_FILTER)->set)
        shape_encode_value(&type_get_connections_filter, IN(call, LIST_FILTER), &scope);
    int result = page_begin(call, IN(call, LIST_NEXT_TOKEN), IN(call, LIST_MAX_RESULTS),
                            buf_text(&scope), &page);
    call->prepared = ARENA_NEW(&call->arena, bool);
    if (result == 0)
        result = connection_password_must_hide(call, list.catalog, call->prepared);
    buf_put(&call->reply, TEXT("{\"ConnectionList\":["));
    if (result == 0)
        result = connection_list(call->tx, &list, &page, &call->reply);
    buf_put_char(&call->reply, ']');
    if (result == 0)
        page_end(call, &page, buf_text(&scope));
    buf_put_char(&call->reply, '}');
    buf_release(&scope);
    return result;
}

/* --- rows --------------------------------------------------------------------------------- */

const struct operation connection_operations[CONNECTION_OPERATIONS] = {
    {.name = "CreateConnection",
     .method = METHOD_POST,
     .path = "/v1/connections",
     .input = &shape_create_connection_request,
     .output = &shape_create_connection_response,
     .where = WRITE,
     .touches = TOUCHES_CONNECTION,
     .prepare = prepare_create,
     .run = create_connection,
     .status = 201,
     .about = "Creates a connection; its secrets are kept sealed. Credentials are not tried out: "
              "TestConnection does what can be done.",
     .errors = "NOT_FOUND EXISTS LIMIT"},
    {.name = "GetConnection",
     .method = METHOD_GET,
     .path = "/v1/connections/{Name}",
     .input = &shape_get_connection_request,
     .output = &shape_get_connection_response,
     .where = INLINE,
     .touches = TOUCHES_CONNECTION,
     .run = get_connection,
     .about = "Returns one connection; with HidePassword, without its secrets.",
     .errors = "NOT_FOUND ENCRYPTION"},
    {.name = "GetConnections",
     .method = METHOD_GET,
     .path = "/v1/connections",
     .input = &shape_get_connections_request,
     .output = &shape_get_connections_response,
     .where = POOL,
     .touches = TOUCHES_CONNECTION,
     .run = get_connections,
     .page_max = 100,
     .about = "Lists connections by name, those that a filter lets pass if one is given.",
     .errors = "NOT_FOUND ENCRYPTION"},
    {.name = "UpdateConnection",
     .method = METHOD_PUT,
     .path = "/v1/connections/{Name}",
     .input = &shape_update_connection_request,
     .output = &shape_update_connection_response,
     .document = "ConnectionInput",
     .where = WRITE,
     .touches = TOUCHES_CONNECTION,
     .prepare = prepare_update,
     .run = update_connection,
     .creates_missing = true,
     .about = "Replaces a connection, its secrets included; over REST a missing one is created.",
     .errors = "NOT_FOUND LIMIT"},
    {.name = "DeleteConnection",
     .method = METHOD_DELETE,
     .path = "/v1/connections/{ConnectionName}",
     .input = &shape_delete_connection_request,
     .output = &shape_delete_connection_response,
     .where = WRITE,
     .touches = TOUCHES_CONNECTION,
     .run = delete_connection,
     .status = 204,
     .about = "Deletes a connection with its tags.",
     .errors = "NOT_FOUND"},
    {.name = "BatchDeleteConnection",
     .method = METHOD_POST,
     .path = "/v1/connections/batch-delete",
     .input = &shape_batch_delete_connection_request,
     .output = &shape_batch_delete_connection_response,
     .where = WRITE,
     .touches = TOUCHES_CONNECTION,
     .run = batch_delete_connection,
     .about = "Deletes connections; failures are told one by one.",
     .errors = ""},
};
