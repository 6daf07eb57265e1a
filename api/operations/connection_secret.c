/* SPDX-License-Identifier: Apache-2.0 */
#include "api/operations/connection_secret.h"

#include "base/crypto.h"
#include "base/encode.h"
#include "base/limits.h"

enum { UID_BYTES = 12 };

static struct text new_uid(struct arena *arena)
{
    char raw[UID_BYTES], digits[2 * UID_BYTES];
    crypto_random(raw, sizeof raw);
    encode_hex((struct text){raw, sizeof raw}, digits);
    return arena_copy(arena, (struct text){digits, sizeof digits});
}

static struct text seal(struct arena *arena, const struct seal *seal, struct text place,
                        struct text plain)
{
    struct buf sealed;
    if (!plain.p)
        return plain;
    buf_init(&sealed, LIMIT_DOCUMENT_BYTES);
    seal_encrypt(seal, place, plain, &sealed);
    struct text kept = arena_copy(arena, buf_text(&sealed));
    buf_release(&sealed);
    return kept;
}

/* Looking the algorithms up each time costs far less than the commit behind it. */
int connection_seal_open(struct call *call, struct seal *seal)
{
    *seal = (struct seal){.keys = call->service->seal_keys};
    if (!seal->keys)
        return err_set(&call->err, ERR_UNAVAILABLE, "The server has no key to seal secrets with.");
    return crypto_open(&seal->crypto, &call->err);
}

int connection_secret_seal(struct call *call, const struct connection_draft *draft,
                           struct connection_write *out)
{
    struct arena *arena = &call->arena;
    struct seal with;
    out->name.connection = draft->name;
    out->type = draft->type;
    out->schema_version = draft->schema_version;
    out->tail = draft->tail;
    out->seal_uid = new_uid(arena);
    if (!draft->secret_tail.p && !draft->credentials.p)
        return 0;
    if (connection_seal_open(call, &with) != 0)
        return -1;
    out->sealed =
        seal(arena, &with, connection_seal_place(draft->name, out->seal_uid, "sealed", arena),
             draft->secret_tail);
    out->credentials =
        seal(arena, &with, connection_seal_place(draft->name, out->seal_uid, "credentials", arena),
             draft->credentials);
    crypto_close(with.crypto);
    return 0;
}

int connection_secret_open(struct call *call, const struct connection *connection,
                           struct text *tail)
{
    struct seal with;
    struct buf plain;
    *tail = connection->tail;
    if (!connection->sealed.p)
        return 0;
    if (connection_seal_open(call, &with) != 0)
        return -1;
    buf_init(&plain, LIMIT_DOCUMENT_BYTES);
    struct text place =
        connection_seal_place(connection->name, connection->seal_uid, "sealed", &call->arena);
    int result = seal_decrypt(&with, place, connection->sealed, &plain, &call->err);
    if (result == 0)
        *tail = arena_copy(&call->arena, buf_text(&plain));
    if (plain.n)
        crypto_wipe(plain.p, plain.n);
    buf_release(&plain);
    crypto_close(with.crypto);
    if (result == 0)
        return 0;
    /* The sealing key was given up in a restore, or the text was moved. */
    err_clear(&call->err);
    return err_set(&call->err, ERR_ENCRYPTION,
                   "The secrets of connection %.*s do not open with this server's sealing key: "
                   "HidePassword shows the rest, and an update gives it new ones.",
                   TEXT_ARG(connection->name));
}
