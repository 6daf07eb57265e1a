/* SPDX-License-Identifier: Apache-2.0
 * Encryption settings are kept for clients that manage them; the keys that they name are AWS's. */
#include "api/operations/operations.h"
#include "base/limits.h"
#include "catalog/shapes_encryption.h"
#include "catalog/types.h"
#include "store/catalog.h"

enum { GET_CATALOG_ID };
static const struct member get_settings_request_members[] = {
    [GET_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
};
static const struct shape shape_get_settings_request =
    SHAPE("GetDataCatalogEncryptionSettingsRequest", get_settings_request_members);
static const struct member get_settings_response_members[] = {
    {"DataCatalogEncryptionSettings", &type_data_catalog_encryption_settings},
};
static const struct shape shape_get_settings_response =
    SHAPE("GetDataCatalogEncryptionSettingsResponse", get_settings_response_members);

enum { PUT_CATALOG_ID, PUT_SETTINGS };
static const struct member put_settings_request_members[] = {
    [PUT_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [PUT_SETTINGS] = {"DataCatalogEncryptionSettings", &type_data_catalog_encryption_settings,
                      MEMBER_REQUIRED},
};
static const struct shape shape_put_settings_request =
    SHAPE("PutDataCatalogEncryptionSettingsRequest", put_settings_request_members);
static const struct shape shape_put_settings_response = {
    .name = "PutDataCatalogEncryptionSettingsResponse"};

/* What an account has that never set any, and what a half that was left out goes back to. */
static void fill_defaults(struct arena *arena, struct value *settings)
{
    struct value *rest = &settings[DATA_CATALOG_ENCRYPTION_SETTINGS_ENCRYPTION_AT_REST];
    struct value *password =
        &settings[DATA_CATALOG_ENCRYPTION_SETTINGS_CONNECTION_PASSWORD_ENCRYPTION];
    if (!rest->set) {
        *rest = value_struct(ARENA_ARRAY(arena, struct value, shape_encryption_at_rest.count));
        rest->members[ENCRYPTION_AT_REST_CATALOG_ENCRYPTION_MODE] = value_text(TEXT("DISABLED"));
    }
    if (!password->set) {
        *password = value_struct(
            ARENA_ARRAY(arena, struct value, shape_connection_password_encryption.count));
        password->members[CONNECTION_PASSWORD_ENCRYPTION_RETURN_CONNECTION_PASSWORD_ENCRYPTED] =
            value_boolean(false);
    }
}

static int prepare_put(struct call *call)
{
    struct buf text;
    struct value *settings = IN(call, PUT_SETTINGS);
    struct text *kept = ARENA_NEW(&call->arena, struct text);
    fill_defaults(&call->arena, settings->members);
    buf_init(&text, LIMIT_DOCUMENT_BYTES);
    shape_encode_value(&type_data_catalog_encryption_settings, settings, &text);
    *kept = arena_copy(&call->arena, buf_text(&text));
    buf_release(&text);
    call->prepared = kept;
    return 0;
}

static int put_settings(struct call *call)
{
    return catalog_setting_put(call->tx, IN(call, PUT_CATALOG_ID)->text, catalog_encryption,
                               *(struct text *)call->prepared);
}

static int get_settings(struct call *call)
{
    buf_put(&call->reply, TEXT("{\"DataCatalogEncryptionSettings\":"));
    int found = catalog_setting_get(call->tx, IN(call, GET_CATALOG_ID)->text, catalog_encryption,
                                    &call->reply);
    if (found == 0) {
        struct value *settings =
            ARENA_ARRAY(&call->arena, struct value, shape_data_catalog_encryption_settings.count);
        const struct value all = value_struct(settings);
        fill_defaults(&call->arena, settings);
        shape_encode_value(&type_data_catalog_encryption_settings, &all, &call->reply);
    }
    buf_put_char(&call->reply, '}');
    return found < 0 ? -1 : 0;
}

const struct operation encryption_settings_operations[ENCRYPTION_SETTINGS_OPERATIONS] = {
    {.name = "GetDataCatalogEncryptionSettings",
     .method = METHOD_GET,
     .path = "/v1/encryption-settings",
     .input = &shape_get_settings_request,
     .output = &shape_get_settings_response,
     .where = INLINE,
     .touches = TOUCHES_CATALOG,
     .run = get_settings,
     .about = "Returns the encryption settings of a catalog.",
     .errors = "NOT_FOUND"},
    {.name = "PutDataCatalogEncryptionSettings",
     .method = METHOD_PUT,
     .path = "/v1/encryption-settings",
     .input = &shape_put_settings_request,
     .output = &shape_put_settings_response,
     .document = "DataCatalogEncryptionSettings",
     .where = WRITE,
     .touches = TOUCHES_CATALOG,
     .prepare = prepare_put,
     .run = put_settings,
     .about = "Replaces the encryption settings of a catalog.",
     .errors = "NOT_FOUND"},
};
