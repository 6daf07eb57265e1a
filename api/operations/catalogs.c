/* SPDX-License-Identifier: Apache-2.0 */
#include "api/operations/operations.h"
#include "api/operations/page.h"
#include "base/clock.h"
#include "base/json_write.h"
#include "base/limits.h"
#include "catalog/catalog_id.h"
#include "catalog/shapes_catalog.h"
#include "catalog/types.h"
#include "store/catalog.h"
#include "store/tag.h"

enum { CREATE_NAME, CREATE_CATALOG_INPUT, CREATE_TAGS };
static const struct member create_catalog_request_members[] = {
    [CREATE_NAME] = {"Name", &type_catalog_name_string, MEMBER_REQUIRED},
    [CREATE_CATALOG_INPUT] = {"CatalogInput", &type_catalog_input, MEMBER_REQUIRED},
    [CREATE_TAGS] = {"Tags", &type_tags_map},
};
static const struct shape shape_create_catalog_request =
    SHAPE("CreateCatalogRequest", create_catalog_request_members);
static const struct shape shape_create_catalog_response = {.name = "CreateCatalogResponse"};

enum { GET_CATALOG_ID };
static const struct member get_catalog_request_members[] = {
    [GET_CATALOG_ID] = {"CatalogId", &type_catalog_id_string, MEMBER_REQUIRED},
};
static const struct shape shape_get_catalog_request =
    SHAPE("GetCatalogRequest", get_catalog_request_members);
static const struct member get_catalog_response_members[] = {{"Catalog", &type_catalog}};
static const struct shape shape_get_catalog_response =
    SHAPE("GetCatalogResponse", get_catalog_response_members);

enum {
    LIST_PARENT_CATALOG_ID,
    LIST_NEXT_TOKEN,
    LIST_MAX_RESULTS,
    LIST_RECURSIVE,
    LIST_INCLUDE_ROOT,
    LIST_HAS_DATABASES
};
static const struct member get_catalogs_request_members[] = {
    [LIST_PARENT_CATALOG_ID] = {"ParentCatalogId", &type_catalog_id_string},
    [LIST_NEXT_TOKEN] = {"NextToken", &type_token},
    [LIST_MAX_RESULTS] = {"MaxResults", &type_page_size},
    [LIST_RECURSIVE] = {"Recursive", &type_boolean},
    [LIST_INCLUDE_ROOT] = {"IncludeRoot", &type_nullable_boolean},
    [LIST_HAS_DATABASES] = {"HasDatabases", &type_nullable_boolean},
};
static const struct shape shape_get_catalogs_request =
    SHAPE("GetCatalogsRequest", get_catalogs_request_members);
static const struct member get_catalogs_response_members[] = {
    {"CatalogList", &type_catalog_list, MEMBER_REQUIRED},
    {"NextToken", &type_token},
};
static const struct shape shape_get_catalogs_response =
    SHAPE("GetCatalogsResponse", get_catalogs_response_members);

enum { UPDATE_CATALOG_ID, UPDATE_CATALOG_INPUT };
static const struct member update_catalog_request_members[] = {
    [UPDATE_CATALOG_ID] = {"CatalogId", &type_catalog_id_string, MEMBER_REQUIRED},
    [UPDATE_CATALOG_INPUT] = {"CatalogInput", &type_catalog_input, MEMBER_REQUIRED},
};
static const struct shape shape_update_catalog_request =
    SHAPE("UpdateCatalogRequest", update_catalog_request_members);
static const struct shape shape_update_catalog_response = {.name = "UpdateCatalogResponse"};

static const struct shape shape_delete_catalog_request =
    SHAPE("DeleteCatalogRequest", get_catalog_request_members);
static const struct shape shape_delete_catalog_response = {.name = "DeleteCatalogResponse"};

enum { IMPORT_CATALOG_ID };
static const struct member import_catalog_request_members[] = {
    [IMPORT_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
};
static const struct shape shape_import_catalog_to_glue_request =
    SHAPE("ImportCatalogToGlueRequest", import_catalog_request_members);
static const struct shape shape_import_catalog_to_glue_response = {
    .name = "ImportCatalogToGlueResponse"};

static const struct shape shape_get_catalog_import_status_request =
    SHAPE("GetCatalogImportStatusRequest", import_catalog_request_members);
static const struct member get_catalog_import_status_response_members[] = {
    {"ImportStatus", &type_catalog_import_status},
};
static const struct shape shape_get_catalog_import_status_response =
    SHAPE("GetCatalogImportStatusResponse", get_catalog_import_status_response_members);

/* --- documents -------------------------------------------------------------------------------- */

/* Which member of the input becomes which member of the document.
 * OverwriteChildResourcePermissionsWithDefault asks for something to be done to the permissions of
 * Lake Formation, of which there are none here; no answer holds it. */
static const struct {
    int input, document;
} KEPT[] = {
    {CATALOG_INPUT_DESCRIPTION, CATALOG_DESCRIPTION},
    {CATALOG_INPUT_PARAMETERS, CATALOG_PARAMETERS},
    {CATALOG_INPUT_TARGET_REDSHIFT_CATALOG, CATALOG_TARGET_REDSHIFT_CATALOG},
    {CATALOG_INPUT_FEDERATED_CATALOG, CATALOG_FEDERATED_CATALOG},
    {CATALOG_INPUT_CREATE_TABLE_DEFAULT_PERMISSIONS, CATALOG_CREATE_TABLE_DEFAULT_PERMISSIONS},
    {CATALOG_INPUT_CREATE_DATABASE_DEFAULT_PERMISSIONS,
     CATALOG_CREATE_DATABASE_DEFAULT_PERMISSIONS},
    {CATALOG_INPUT_ALLOW_FULL_TABLE_EXTERNAL_DATA_ACCESS,
     CATALOG_ALLOW_FULL_TABLE_EXTERNAL_DATA_ACCESS},
};

static struct value data_lake_access(struct arena *arena, const struct value *given)
{
    struct value *out =
        ARENA_ARRAY(arena, struct value, shape_data_lake_access_properties_output.count);
    out[DATA_LAKE_ACCESS_PROPERTIES_OUTPUT_DATA_LAKE_ACCESS] =
        given[DATA_LAKE_ACCESS_PROPERTIES_DATA_LAKE_ACCESS];
    out[DATA_LAKE_ACCESS_PROPERTIES_OUTPUT_DATA_TRANSFER_ROLE] =
        given[DATA_LAKE_ACCESS_PROPERTIES_DATA_TRANSFER_ROLE];
    out[DATA_LAKE_ACCESS_PROPERTIES_OUTPUT_KMS_KEY] = given[DATA_LAKE_ACCESS_PROPERTIES_KMS_KEY];
    out[DATA_LAKE_ACCESS_PROPERTIES_OUTPUT_CATALOG_TYPE] =
        given[DATA_LAKE_ACCESS_PROPERTIES_CATALOG_TYPE];
    return value_struct(out);
}

static struct value iceberg_optimization(struct arena *arena, const struct value *given)
{
    struct value *out =
        ARENA_ARRAY(arena, struct value, shape_iceberg_optimization_properties_output.count);
    out[ICEBERG_OPTIMIZATION_PROPERTIES_OUTPUT_ROLE_ARN] =
        given[ICEBERG_OPTIMIZATION_PROPERTIES_ROLE_ARN];
    out[ICEBERG_OPTIMIZATION_PROPERTIES_OUTPUT_COMPACTION] =
        given[ICEBERG_OPTIMIZATION_PROPERTIES_COMPACTION];
    out[ICEBERG_OPTIMIZATION_PROPERTIES_OUTPUT_RETENTION] =
        given[ICEBERG_OPTIMIZATION_PROPERTIES_RETENTION];
    out[ICEBERG_OPTIMIZATION_PROPERTIES_OUTPUT_ORPHAN_FILE_DELETION] =
        given[ICEBERG_OPTIMIZATION_PROPERTIES_ORPHAN_FILE_DELETION];
    out[ICEBERG_OPTIMIZATION_PROPERTIES_OUTPUT_LAST_UPDATED_TIME] = value_integer(clock_now_ms());
    return value_struct(out);
}

/* Answers tell more of the properties than requests do. */
static struct value properties_of(struct arena *arena, const struct value *given)
{
    struct value *out = ARENA_ARRAY(arena, struct value, shape_catalog_properties_output.count);
    const struct value *access = &given[CATALOG_PROPERTIES_DATA_LAKE_ACCESS_PROPERTIES];
    const struct value *iceberg = &given[CATALOG_PROPERTIES_ICEBERG_OPTIMIZATION_PROPERTIES];
    if (access->set)
        out[CATALOG_PROPERTIES_OUTPUT_DATA_LAKE_ACCESS_PROPERTIES] =
            data_lake_access(arena, access->members);
    if (iceberg->set)
        out[CATALOG_PROPERTIES_OUTPUT_ICEBERG_OPTIMIZATION_PROPERTIES] =
            iceberg_optimization(arena, iceberg->members);
    out[CATALOG_PROPERTIES_OUTPUT_CUSTOM_PROPERTIES] = given[CATALOG_PROPERTIES_CUSTOM_PROPERTIES];
    return value_struct(out);
}

static struct text render_tail(struct call *call, const struct value *input)
{
    struct value *document = ARENA_ARRAY(&call->arena, struct value, shape_catalog.count);
    const struct value *properties = &input[CATALOG_INPUT_CATALOG_PROPERTIES];
    struct buf tail;
    for (size_t i = 0; i < COUNT(KEPT); i++)
        document[KEPT[i].document] = input[KEPT[i].input];
    if (properties->set)
        document[CATALOG_CATALOG_PROPERTIES] = properties_of(&call->arena, properties->members);
    buf_init(&tail, LIMIT_DOCUMENT_BYTES);
    shape_encode(&shape_catalog, document, &tail);
    struct text kept = arena_copy(&call->arena, buf_text(&tail));
    buf_release(&tail);
    return kept;
}

/* --- creating --------------------------------------------------------------------------------- */

/* A catalog to be written: where, and what. */
struct draft {
    struct text catalog;
    struct catalog_draft write;
};

static int check_text(struct call *call, const char *name, const struct type *type, struct text t)
{
    const struct member member = {name, type};
    struct value ignored;
    return shape_decode_plain(&member, t, &call->arena, &ignored, &call->err);
}

/* Each name is one, and the CatalogId can be asked for. */
static int check_place(struct call *call, struct text catalog)
{
    struct text account = call->service->account_id;
    struct text rest = catalog_id_path(catalog, account);
    if (rest.n == 0 || text_equal(rest, account) || text_find(rest, ':') < rest.n)
        return err_set(&call->err, ERR_INVALID,
                       "Name '%.*s': a catalog's name cannot be empty or the account id.",
                       TEXT_ARG(text_cut(catalog, 256)));
    if (check_text(call, "CatalogId", &type_catalog_id_string, catalog) != 0)
        return -1;
    while (rest.n)
        if (check_text(call, "Name", &type_catalog_name_string, text_split(&rest, '/')) != 0)
            return -1;
    return 0;
}

/* Names of catalogs hold no slash, so a colon says in which catalog a new one lies: parent:child.
 */
static int prepare_create(struct call *call)
{
    struct draft *draft = ARENA_NEW(&call->arena, struct draft);
    struct text account = call->service->account_id, name = IN(call, CREATE_NAME)->text;
    if (!text_starts_with(name, account))
        name = arena_printf(&call->arena, "%.*s:%.*s", TEXT_ARG(account), TEXT_ARG(name));
    draft->catalog = catalog_id_canonical(name, account, &call->arena);
    draft->write.tail = render_tail(call, IN(call, CREATE_CATALOG_INPUT)->members);
    draft->write.tags = IN(call, CREATE_TAGS);
    call->prepared = draft;
    if (tags_check(draft->write.tags, &call->err) != 0)
        return -1;
    return check_place(call, draft->catalog);
}

static int create_catalog(struct call *call)
{
    const struct draft *draft = call->prepared;
    return catalog_create(call->tx, draft->catalog, &draft->write);
}

static int prepare_update(struct call *call)
{
    struct draft *draft = ARENA_NEW(&call->arena, struct draft);
    draft->catalog = IN(call, UPDATE_CATALOG_ID)->text;
    draft->write.tail = render_tail(call, IN(call, UPDATE_CATALOG_INPUT)->members);
    call->prepared = draft;
    return 0;
}

static int update_catalog(struct call *call)
{
    const struct draft *draft = call->prepared;
    if (catalog_update(call->tx, draft->catalog, draft->write.tail) == 0)
        return 0;
    if (call->err.code != ERR_NOT_FOUND || !call->create_missing)
        return -1;
    err_clear(&call->err);
    call->created = true;
    return check_place(call, draft->catalog) != 0
               ? -1
               : catalog_create(call->tx, draft->catalog, &draft->write);
}

static int delete_catalog(struct call *call)
{
    if (catalog_delete(call->tx, IN(call, GET_CATALOG_ID)->text) != 0)
        return -1;
    call->wake = true; /* there are rows to clear */
    return 0;
}

/* --- reading ---------------------------------------------------------------------------------- */

static int get_catalog(struct call *call)
{
    buf_put(&call->reply, TEXT("{\"Catalog\":"));
    if (catalog_get(call->tx, IN(call, GET_CATALOG_ID)->text, call->service->region,
                    &call->reply) != 0)
        return -1;
    buf_put_char(&call->reply, '}');
    return 0;
}

/* Those that a list shows are told by what was asked, so a token is of that question alone. */
static struct text scope_of(struct call *call, const struct catalog_list *list)
{
    return arena_printf(&call->arena, "%.*s/%d%d%d", TEXT_ARG(list->parent), list->recursive,
                        list->with_root, list->has_databases);
}

static int get_catalogs(struct call *call)
{
    struct page page;
    struct text account = call->service->account_id;
    const struct catalog_list list = {.parent =
                                          value_text_or(IN(call, LIST_PARENT_CATALOG_ID), account),
                                      .region = call->service->region,
                                      .recursive = IN(call, LIST_RECURSIVE)->boolean,
                                      .with_root = IN(call, LIST_INCLUDE_ROOT)->boolean,
                                      .has_databases = IN(call, LIST_HAS_DATABASES)->boolean};
    struct text scope = scope_of(call, &list);
    if (IN(call, LIST_INCLUDE_ROOT)->set && !text_equal(list.parent, account))
        return err_set(&call->err, ERR_INVALID,
                       "IncludeRoot cannot be given together with ParentCatalogId.");
    if (page_begin(call, IN(call, LIST_NEXT_TOKEN), IN(call, LIST_MAX_RESULTS), scope, &page) != 0)
        return -1;
    buf_put(&call->reply, TEXT("{\"CatalogList\":["));
    if (catalog_list(call->tx, &list, &page, &call->reply) != 0)
        return -1;
    buf_put_char(&call->reply, ']');
    page_end(call, &page, scope);
    buf_put_char(&call->reply, '}');
    return 0;
}

/* --- import ----------------------------------------------------------------------------------- */

/* There is no older catalog of Athena's here that could still have to be moved: an import is over
 * as soon as it is asked for. What is kept is who asked, and when. */
static int import_catalog(struct call *call)
{
    struct buf text;
    const struct text by = text_cut(call->caller.arn, (size_t)type_name_string.max);
    buf_init(&text, LIMIT_DOCUMENT_BYTES);
    buf_put(&text, TEXT("{\"ImportCompleted\":true"));
    json_put_ms_member(&text, "ImportTime", call->tx->now_ms);
    if (by.n)
        json_put_string_member(&text, "ImportedBy", by);
    buf_put_char(&text, '}');
    int result = catalog_setting_put(call->tx, IN(call, IMPORT_CATALOG_ID)->text, catalog_import,
                                     buf_text(&text));
    buf_release(&text);
    return result;
}

static int get_import_status(struct call *call)
{
    buf_put(&call->reply, TEXT("{\"ImportStatus\":"));
    int found = catalog_setting_get(call->tx, IN(call, IMPORT_CATALOG_ID)->text, catalog_import,
                                    &call->reply);
    if (found == 0)
        buf_put(&call->reply, TEXT("{\"ImportCompleted\":true}"));
    buf_put_char(&call->reply, '}');
    return found < 0 ? -1 : 0;
}

/* --- rows ------------------------------------------------------------------------------------- */

const struct operation catalog_operations[CATALOG_OPERATIONS] = {
    {.name = "CreateCatalog",
     .method = METHOD_POST,
     .path = "/v1/catalogs",
     .input = &shape_create_catalog_request,
     .output = &shape_create_catalog_response,
     .where = WRITE,
     .touches = TOUCHES_CATALOG,
     .prepare = prepare_create,
     .run = create_catalog,
     .status = 201,
     .about = "Creates a catalog in the account's own one, or as parent:child in another.",
     .errors = "EXISTS LIMIT NOT_FOUND"},
    {.name = "GetCatalog",
     .method = METHOD_GET,
     .path = "/v1/catalogs/{CatalogId}",
     .input = &shape_get_catalog_request,
     .output = &shape_get_catalog_response,
     .where = INLINE,
     .touches = TOUCHES_CATALOG,
     .run = get_catalog,
     .about = "Returns one catalog.",
     .errors = "NOT_FOUND"},
    {.name = "GetCatalogs",
     .method = METHOD_GET,
     .path = "/v1/catalogs",
     .input = &shape_get_catalogs_request,
     .output = &shape_get_catalogs_response,
     .where = POOL,
     .touches = TOUCHES_CATALOG,
     .run = get_catalogs,
     .page_max = 100,
     .about = "Lists the catalogs in a catalog by their CatalogId.",
     .errors = "NOT_FOUND"},
    {.name = "UpdateCatalog",
     .method = METHOD_PUT,
     .path = "/v1/catalogs/{CatalogId}",
     .input = &shape_update_catalog_request,
     .output = &shape_update_catalog_response,
     .document = "CatalogInput",
     .where = WRITE,
     .touches = TOUCHES_CATALOG,
     .prepare = prepare_update,
     .run = update_catalog,
     .creates_missing = true,
     .about = "Replaces what a catalog holds; over REST a missing one is created.",
     .errors = "NOT_FOUND EXISTS LIMIT"},
    {.name = "DeleteCatalog",
     .method = METHOD_DELETE,
     .path = "/v1/catalogs/{CatalogId}",
     .input = &shape_delete_catalog_request,
     .output = &shape_delete_catalog_response,
     .where = WRITE,
     .touches = TOUCHES_CATALOG_CONTENTS,
     .run = delete_catalog,
     .status = 204,
     .about = "Deletes a catalog with all catalogs and databases in it.",
     .errors = "NOT_FOUND"},
    {.name = "ImportCatalogToGlue",
     .method = METHOD_POST,
     .path = "/v1/catalog-import",
     .input = &shape_import_catalog_to_glue_request,
     .output = &shape_import_catalog_to_glue_response,
     .where = WRITE,
     .touches = TOUCHES_CATALOG,
     .run = import_catalog,
     .about = "Notes that Athena's older catalog was imported; there is none to move.",
     .errors = "NOT_FOUND"},
    {.name = "GetCatalogImportStatus",
     .method = METHOD_GET,
     .path = "/v1/catalog-import",
     .input = &shape_get_catalog_import_status_request,
     .output = &shape_get_catalog_import_status_response,
     .where = INLINE,
     .touches = TOUCHES_CATALOG,
     .run = get_import_status,
     .about = "Says that nothing is left to import, and who asked last.",
     .errors = "NOT_FOUND"},
};
