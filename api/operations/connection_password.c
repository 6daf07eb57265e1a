/* SPDX-License-Identifier: Apache-2.0 */
#include "api/operations/connection_password.h"

#include <string.h>

#include "api/operations/connection_secret.h"
#include "base/crypto.h"
#include "base/encode.h"
#include "base/limits.h"
#include "base/seal.h"
#include "catalog/connection_secret.h"
#include "catalog/shapes_connection.h"
#include "catalog/shapes_encryption.h"
#include "store/catalog.h"

int connection_password_must_hide(struct call *call, struct text catalog, bool *must_hide)
{
    struct buf text;
    struct value *settings;
    *must_hide = false;
    buf_init(&text, LIMIT_DOCUMENT_BYTES);
    int found = catalog_setting_get(call->tx, catalog, catalog_encryption, &text);
    if (found == 1 && shape_decode_text(&shape_data_catalog_encryption_settings, buf_text(&text),
                                        &call->arena, &settings, &call->err) != 0)
        found = -1;
    buf_release(&text);
    if (found != 1)
        return found;
    const struct value *password =
        &settings[DATA_CATALOG_ENCRYPTION_SETTINGS_CONNECTION_PASSWORD_ENCRYPTION];
    *must_hide =
        password->set &&
        password->members[CONNECTION_PASSWORD_ENCRYPTION_RETURN_CONNECTION_PASSWORD_ENCRYPTED]
            .boolean;
    return 0;
}

/* One property; false where it is not to be exchanged. */
typedef bool exchange(struct call *call, const struct seal *seal, struct text name,
                      struct value *key, struct value *value);

static struct text place_of(struct call *call, struct text name, struct text key)
{
    return arena_printf(&call->arena, "connections.answer:%.*s:%.*s", TEXT_ARG(key),
                        TEXT_ARG(name));
}

static bool encrypt(struct call *call, const struct seal *seal, struct text name, struct value *key,
                    struct value *value)
{
    struct text encrypted_key = connection_secret_encrypted_key(key->text);
    struct buf sealed, shown;
    if (!encrypted_key.p)
        return false;
    buf_init(&sealed, LIMIT_DOCUMENT_BYTES);
    buf_init(&shown, LIMIT_DOCUMENT_BYTES);
    seal_encrypt(seal, place_of(call, name, key->text), value->text, &sealed);
    encode_base64(&shown, buf_text(&sealed));
    *key = value_text(encrypted_key);
    *value = value_text(arena_copy(&call->arena, buf_text(&shown)));
    buf_release(&shown);
    buf_release(&sealed);
    return true;
}

static bool decrypt(struct call *call, const struct seal *seal, struct text name, struct value *key,
                    struct value *value)
{
    struct text plain_key = connection_secret_plain_key(key->text);
    struct buf sealed, plain;
    struct err why = {0};
    if (!plain_key.p)
        return false;
    buf_init(&sealed, LIMIT_DOCUMENT_BYTES);
    buf_init(&plain, LIMIT_DOCUMENT_BYTES);
    bool opens =
        decode_base64(&sealed, value->text) && !buf_over(&sealed) &&
        seal_decrypt(seal, place_of(call, name, plain_key), buf_text(&sealed), &plain, &why) == 0;
    if (opens) {
        *key = value_text(plain_key);
        *value = value_text(arena_copy(&call->arena, buf_text(&plain)));
    }
    if (plain.n)
        crypto_wipe(plain.p, plain.n);
    buf_release(&plain);
    buf_release(&sealed);
    return opens;
}

/* A copy of the map, as the one that was decoded may be read again. */
static int exchange_all(struct call *call, struct text name, struct value *properties,
                        exchange *one)
{
    const struct list *given = &properties->list;
    struct value *items = ARENA_ARRAY(&call->arena, struct value, 2 * given->count + 1);
    struct seal seal;
    bool found = false;
    if (given->count == 0)
        return 0;
    memcpy(items, given->items, 2 * given->count * sizeof *items);
    if (connection_seal_open(call, &seal) != 0)
        return -1;
    for (size_t i = 0; i < given->count; i++)
        found |= one(call, &seal, name, &items[2 * i], &items[2 * i + 1]);
    crypto_close(seal.crypto);
    if (found)
        *properties = value_list(items, given->count);
    return 0;
}

int connection_password_encrypt(struct call *call, struct text name, struct text *tail)
{
    struct value *document;
    struct buf out;
    if (connection_tail_decode(*tail, &call->arena, &document, &call->err) != 0 ||
        exchange_all(call, name, &document[CONNECTION_CONNECTION_PROPERTIES], encrypt) != 0)
        return -1;
    buf_init(&out, LIMIT_DOCUMENT_BYTES);
    shape_encode(&shape_connection, document, &out);
    *tail = arena_copy(&call->arena, buf_text(&out));
    buf_release(&out);
    return 0;
}

static bool has_encrypted(const struct value *properties)
{
    for (size_t i = 0; i < properties->list.count; i++)
        if (connection_secret_plain_key(properties->list.items[2 * i].text).p)
            return true;
    return false;
}

int connection_password_decrypt(struct call *call, struct text name, struct value *properties)
{
    return has_encrypted(properties) ? exchange_all(call, name, properties, decrypt) : 0;
}
