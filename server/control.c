/* SPDX-License-Identifier: Apache-2.0 */
#include "server/control.h"

#include <stdio.h>

#include "base/json_write.h"
#include "server/server.h"

static const struct type type_user_name = {"UserName", KIND_TEXT, .min = 1, .max = 64,
                                           .text_class = CLASS_SINGLE_LINE};
static const struct type type_access_key_id = {"AccessKeyId", KIND_TEXT, .min = 4, .max = 128,
                                               .text_class = CLASS_SINGLE_LINE};
static const struct type type_secret = {"SecretAccessKey", KIND_TEXT, .min = 8, .max = 128,
                                        .text_class = CLASS_SINGLE_LINE};

static const struct type type_policy_document = {"PolicyDocument", KIND_DOCUMENT};

enum { CREATE_USER_NAME, CREATE_POLICY };
static const struct member create_members[] = {
    {"UserName", &type_user_name, MEMBER_REQUIRED, NULL},
    {"PolicyDocument", &type_policy_document, 0, NULL},
};
static const struct shape create_input = SHAPE("CreateAccessKeyRequest", create_members);

enum { IMPORT_USER_NAME, IMPORT_KEY_ID, IMPORT_SECRET, IMPORT_POLICY };
static const struct member import_members[] = {
    {"UserName", &type_user_name, MEMBER_REQUIRED, NULL},
    {"AccessKeyId", &type_access_key_id, MEMBER_REQUIRED, NULL},
    {"SecretAccessKey", &type_secret, MEMBER_REQUIRED, NULL},
    {"PolicyDocument", &type_policy_document, 0, NULL},
};
static const struct shape import_input = SHAPE("ImportAccessKeyRequest", import_members);

enum { REVOKE_KEY_ID };
static const struct member revoke_members[] = {
    {"AccessKeyId", &type_access_key_id, MEMBER_REQUIRED, NULL}};
static const struct shape revoke_input = SHAPE("RevokeAccessKeyRequest", revoke_members);

static const struct shape no_members = {.name = "Empty"};

static const struct server *server_of(const struct call *call)
{
    return call->service->server;
}

static void put_key(struct call *call, const struct key *key)
{
    buf_put_char(&call->reply, '{');
    json_put_string_member(&call->reply, "UserName", key->name);
    json_put_string_member(&call->reply, "AccessKeyId", key->key_id);
    if (key->secret.p)
        json_put_string_member(&call->reply, "SecretAccessKey", key->secret);
    buf_put_char(&call->reply, '}');
}

static int create_key(struct call *call)
{
    struct key key = {.name = IN(call, CREATE_USER_NAME)->text,
                      .new_policy = IN(call, CREATE_POLICY)->text};
    if (key_ring_create(server_of(call)->ring, &call->origin, &call->arena, &key, &call->err) != 0)
        return -1;
    put_key(call, &key);
    return 0;
}

static int import_key(struct call *call)
{
    struct key key = {.name = IN(call, IMPORT_USER_NAME)->text,
                      .key_id = IN(call, IMPORT_KEY_ID)->text,
                      .secret = IN(call, IMPORT_SECRET)->text,
                      .new_policy = IN(call, IMPORT_POLICY)->text};
    if (key_ring_import(server_of(call)->ring, &call->origin, &key, &call->err) != 0)
        return -1;
    key.secret = (struct text){NULL, 0};
    put_key(call, &key);
    return 0;
}

static int revoke_key(struct call *call)
{
    return key_ring_revoke(server_of(call)->ring, &call->origin, IN(call, REVOKE_KEY_ID)->text,
                           &call->err);
}

static int list_keys(struct call *call)
{
    struct access_key *keys;
    size_t count;
    const struct key *root = key_ring_root(server_of(call)->ring);
    if (access_key_list(call->tx, &call->arena, &keys, &count) != 0)
        return -1;
    buf_put(&call->reply, TEXT("{\"AccessKeys\":["));
    put_key(call, &(struct key){.name = root->name, .key_id = root->key_id});
    for (size_t i = 0; i < count; i++) {
        buf_put(&call->reply, TEXT(",{"));
        json_put_string_member(&call->reply, "UserName", keys[i].name);
        json_put_string_member(&call->reply, "AccessKeyId", keys[i].key_id);
        json_put_ms_member(&call->reply, "CreateDate", keys[i].created_ms);
        if (keys[i].revoked_ms)
            json_put_ms_member(&call->reply, "RevokeDate", keys[i].revoked_ms);
        buf_put_char(&call->reply, '}');
    }
    buf_put(&call->reply, TEXT("]}"));
    return 0;
}

static int get_environment(struct call *call)
{
    const struct server *server = server_of(call);
    const struct key *root = key_ring_root(server->ring);
    buf_put_char(&call->reply, '{');
    json_put_string_member(&call->reply, "Endpoint", text_of(server->url));
    json_put_string_member(&call->reply, "Region", call->service->region);
    json_put_string_member(&call->reply, "AccessKeyId", root->key_id);
    json_put_string_member(&call->reply, "SecretAccessKey", root->secret);
    buf_put_char(&call->reply, '}');
    return 0;
}

/* The copy lies in the data folder, where the server may always write and the one who asked may
 * read. */
static int create_backup(struct call *call)
{
    const struct server *server = server_of(call);
    char path[SERVER_PATH_BYTES];
    struct text name = arena_printf(&call->arena, "backup-%s.tmp", call->request_id);
    server_path(server->config, name.p, path);
    if (store_backup(server->store, path, &call->err) != 0)
        return -1;
    buf_put_char(&call->reply, '{');
    json_put_string_member(&call->reply, "File", name);
    json_put_string_member(&call->reply, "AccountId", call->service->account_id);
    buf_put_char(&call->reply, '}');
    return 0;
}

static const struct operation operations[] = {
    {.name = "CreateAccessKey",
     .method = METHOD_POST,
     .path = "/control/keys/create",
     .input = &create_input,
     .output = &no_members,
     .where = OUTSIDE,
     .run = create_key},
    {.name = "ImportAccessKey",
     .method = METHOD_POST,
     .path = "/control/keys/import",
     .input = &import_input,
     .output = &no_members,
     .where = OUTSIDE,
     .run = import_key},
    {.name = "RevokeAccessKey",
     .method = METHOD_POST,
     .path = "/control/keys/revoke",
     .input = &revoke_input,
     .output = &no_members,
     .where = OUTSIDE,
     .run = revoke_key},
    {.name = "ListAccessKeys",
     .method = METHOD_GET,
     .path = "/control/keys",
     .input = &no_members,
     .output = &no_members,
     .where = POOL,
     .run = list_keys},
    {.name = "GetEnvironment",
     .method = METHOD_GET,
     .path = "/control/environment",
     .input = &no_members,
     .output = &no_members,
     .where = INLINE,
     .run = get_environment},
    {.name = "CreateBackup",
     .method = METHOD_POST,
     .path = "/control/backup",
     .input = &no_members,
     .output = &no_members,
     .where = OUTSIDE,
     .run = create_backup},
};

static bool control_accepts(const struct request *request)
{
    return text_starts_with(request->path, TEXT("/control/"));
}

static int control_decode(const struct request *request, struct call *call)
{
    for (size_t i = 0; i < COUNT(operations); i++)
        if (text_is(request->path, operations[i].path) && request->method == operations[i].method)
            call->operation = &operations[i];
    if (!call->operation)
        return err_set(&call->err, ERR_UNKNOWN_OPERATION, "This server does not know %.*s.",
                       TEXT_ARG(text_cut(request->path, 256)));
    return shape_decode_text(call->operation->input, request->body, &call->arena, &call->in,
                             &call->err);
}

static void control_render(const struct request *request, struct call *call,
                           struct response *response)
{
    (void)request;
    response->content_type = "application/json";
    response->status = call->err.code == ERR_NONE ? 200 : 400;
    if (call->err.code == ERR_NONE) {
        buf_release(&response->body);
        response->body = call->reply;
        buf_init(&call->reply, call->reply.bytes_max);
        return;
    }
    buf_put_char(&response->body, '{');
    json_put_string_member(&response->body, "title", text_of(err_name(call->err.code)));
    json_put_string_member(&response->body, "detail", err_text(&call->err));
    buf_put_char(&response->body, '}');
}

const struct door control_door = {
    .name = "control",
    .services = "propolis",
    .accepts = control_accepts,
    .decode = control_decode,
    .render = control_render,
};
