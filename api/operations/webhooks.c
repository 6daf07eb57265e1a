/* SPDX-License-Identifier: Apache-2.0 */
#include "api/operations/input.h"
#include "api/operations/operations.h"
#include "api/operations/page.h"
#include "base/encode.h"
#include "base/json_write.h"
#include "base/limits.h"
#include "base/seal.h"
#include "catalog/shapes_alert.h"
#include "catalog/types.h"
#include "catalog/webhook_draft.h"
#include "store/delivery.h"
#include "store/tag.h"
#include "store/webhook.h"

/* What a caller writes, in both requests: these members have the names of the document's. */
enum {
    WRITE_NAME,
    WRITE_URL,
    WRITE_DESCRIPTION,
    WRITE_DATABASE_NAMES,
    WRITE_TABLE_NAMES,
    WRITE_CRAWLER_NAMES,
    WRITE_MINIMUM_SEVERITY,
    WRITE_FORMAT,
    WRITE_ENABLED,
    WRITE_SECRET,
    CREATE_TAGS,
    UPDATE_WEBHOOK_ID = CREATE_TAGS,
    UPDATE_ROTATE_SECRET
};
#define WRITE_MEMBERS                                                                              \
    [WRITE_NAME] = {"Name", &type_webhook_name, MEMBER_REQUIRED},                                  \
    [WRITE_URL] = {"Url", &type_webhook_url, MEMBER_REQUIRED},                                     \
    [WRITE_DESCRIPTION] = {"Description", &type_description_string},                               \
    [WRITE_DATABASE_NAMES] = {"DatabaseNames", &type_webhook_patterns},                            \
    [WRITE_TABLE_NAMES] = {"TableNames", &type_webhook_patterns},                                  \
    [WRITE_CRAWLER_NAMES] = {"CrawlerNames", &type_webhook_patterns},                              \
    [WRITE_MINIMUM_SEVERITY] = {"MinimumSeverity", &type_severity},                                \
    [WRITE_FORMAT] = {"Format", &type_alert_format},                                               \
    [WRITE_ENABLED] = {"Enabled", &type_boolean, 0, "True where absent."},                         \
    [WRITE_SECRET] = {                                                                             \
        "Secret", &type_webhook_secret, 0,                                                         \
        "The caller's own: whsec_ and the base64 of 24 to 64 bytes. Else one is made."}

static const struct member create_webhook_request_members[] = {
    WRITE_MEMBERS,
    [CREATE_TAGS] = {"Tags", &type_tags_map},
};
static const struct shape shape_create_webhook_request =
    CLOSED_SHAPE("CreateWebhookRequest", create_webhook_request_members);

static const struct member update_webhook_request_members[] = {
    WRITE_MEMBERS,
    [UPDATE_WEBHOOK_ID] = {"WebhookId", &type_webhook_id, MEMBER_REQUIRED},
    [UPDATE_ROTATE_SECRET] = {"RotateSecret", &type_boolean, 0,
                              "Makes a new secret; the present one signs too for a day."},
};
static const struct shape shape_update_webhook_request =
    CLOSED_SHAPE("UpdateWebhookRequest", update_webhook_request_members);

static const struct member one_webhook_response_members[] = {
    {"Webhook", &type_webhook, MEMBER_REQUIRED},
};
static const struct shape shape_create_webhook_response =
    SHAPE("CreateWebhookResponse", one_webhook_response_members);
static const struct shape shape_update_webhook_response =
    SHAPE("UpdateWebhookResponse", one_webhook_response_members);
static const struct shape shape_get_webhook_response =
    SHAPE("GetWebhookResponse", one_webhook_response_members);

enum { ONE_WEBHOOK_ID };
static const struct member one_webhook_request_members[] = {
    [ONE_WEBHOOK_ID] = {"WebhookId", &type_webhook_id, MEMBER_REQUIRED},
};
static const struct shape shape_get_webhook_request =
    SHAPE("GetWebhookRequest", one_webhook_request_members);
static const struct shape shape_delete_webhook_request =
    SHAPE("DeleteWebhookRequest", one_webhook_request_members);
static const struct shape shape_delete_webhook_response = {.name = "DeleteWebhookResponse"};
static const struct shape shape_test_webhook_request =
    SHAPE("TestWebhookRequest", one_webhook_request_members);
static const struct member test_webhook_response_members[] = {
    {"DeliveryId", &type_delivery_id, MEMBER_REQUIRED, "The delivery to look at."},
};
static const struct shape shape_test_webhook_response =
    SHAPE("TestWebhookResponse", test_webhook_response_members);

enum { LIST_NEXT_TOKEN, LIST_MAX_RESULTS };
static const struct member list_webhooks_request_members[] = {
    [LIST_NEXT_TOKEN] = {"NextToken", &type_token},
    [LIST_MAX_RESULTS] = {"MaxResults", &type_alert_page_size},
};
static const struct shape shape_list_webhooks_request =
    SHAPE("ListWebhooksRequest", list_webhooks_request_members);
static const struct member list_webhooks_response_members[] = {
    {"Webhooks", &type_webhook_list, MEMBER_REQUIRED},
    {"NextToken", &type_token},
};
static const struct shape shape_list_webhooks_response =
    SHAPE("ListWebhooksResponse", list_webhooks_response_members);

/* --- what is written ---------------------------------------------------------------------- */

enum { UID_BYTES = 12, MESSAGE_ID_BYTES = 16, NEW_SECRET_BYTES = 32, SECRET_TEXT_BYTES = 128 };

struct prepared {
    struct webhook_write write;
    struct text shown_secret; /* plain; {NULL, 0}: none is shown */
};

static struct text random_hex(struct call *call, const char *prefix, size_t bytes)
{
    char raw[MESSAGE_ID_BYTES], digits[2 * MESSAGE_ID_BYTES];
    crypto_random(raw, bytes);
    encode_hex((struct text){raw, bytes}, digits);
    return arena_printf(&call->arena, "%s%.*s", prefix, (int)(2 * bytes), digits);
}

static struct text new_secret(struct call *call)
{
    unsigned char key[NEW_SECRET_BYTES];
    struct buf secret;
    buf_init(&secret, SECRET_TEXT_BYTES);
    crypto_random(key, sizeof key);
    webhook_secret_encode((struct text){(char *)key, sizeof key}, &secret);
    struct text kept = arena_copy(&call->arena, buf_text(&secret));
    crypto_wipe(key, sizeof key);
    crypto_wipe(secret.p, secret.n);
    buf_release(&secret);
    return kept;
}

static int check_secret(struct call *call, struct text secret)
{
    struct buf key;
    buf_init(&key, LIMIT_WEBHOOK_SECRET_BYTES_MAX);
    int result = webhook_secret_decode(secret, &key, &call->err);
    if (key.n)
        crypto_wipe(key.p, key.n);
    buf_release(&key);
    return result;
}

/* Webhooks are made seldom, so looking the algorithms up each time is no cost. */
static int seal_secret(struct call *call, struct prepared *p, struct text secret)
{
    struct crypto *crypto = NULL;
    struct buf sealed;
    if (!call->service->seal_keys)
        return err_set(&call->err, ERR_UNAVAILABLE, "The server has no key to seal secrets with.");
    if (crypto_open(&crypto, &call->err) != 0)
        return -1;
    struct seal seal = {crypto, call->service->seal_keys};
    buf_init(&sealed, SECRET_TEXT_BYTES + SEAL_BYTES_ADDED);
    seal_encrypt(&seal, webhook_seal_place(p->write.uid, &call->arena), secret, &sealed);
    p->write.secret = arena_copy(&call->arena, buf_text(&sealed));
    buf_release(&sealed);
    crypto_close(crypto);
    return 0;
}

/* The members of the request that the document has too. */
static struct value *document_of(struct call *call)
{
    const struct shape *request = call->operation->input;
    struct value *document = ARENA_ARRAY(&call->arena, struct value, WEBHOOK_MEMBERS);
    input_fold_list(call, IN(call, WRITE_DATABASE_NAMES));
    input_fold_list(call, IN(call, WRITE_TABLE_NAMES));
    for (size_t i = 0; i < request->count; i++) {
        int member = shape_find(&shape_webhook, text_of(request->members[i].name));
        if (member >= 0)
            document[member] = call->in[i];
    }
    return document;
}

static int check_address(struct call *call)
{
    const struct service *service = call->service;
    if (!service->webhook_address_allowed ||
        service->webhook_address_allowed(service, IN(call, WRITE_URL)->text, &call->err))
        return 0;
    return -1;
}

static int prepare_write(struct call *call, struct text uid)
{
    struct prepared *p = ARENA_NEW(&call->arena, struct prepared);
    const struct value *enabled = IN(call, WRITE_ENABLED);
    call->prepared = p;
    p->write.uid = uid;
    p->write.name = IN(call, WRITE_NAME)->text;
    p->write.enabled = !enabled->set || enabled->boolean;
    if (webhook_draft_make(document_of(call), &call->arena, &p->write.tail, &call->err) != 0)
        return -1;
    return check_address(call);
}

static int prepare_create(struct call *call)
{
    if (prepare_write(call, random_hex(call, "", UID_BYTES)) != 0)
        return -1;
    struct prepared *p = call->prepared;
    const struct value *own = IN(call, WRITE_SECRET);
    if (tags_check(IN(call, CREATE_TAGS), &call->err) != 0 ||
        (own->set && check_secret(call, own->text) != 0))
        return -1;
    p->write.tags = IN(call, CREATE_TAGS);
    p->shown_secret = own->set ? own->text : new_secret(call);
    return seal_secret(call, p, p->shown_secret);
}

static int prepare_update(struct call *call)
{
    if (prepare_write(call, IN(call, UPDATE_WEBHOOK_ID)->text) != 0)
        return -1;
    struct prepared *p = call->prepared;
    const struct value *own = IN(call, WRITE_SECRET);
    bool rotates = IN(call, UPDATE_ROTATE_SECRET)->boolean;
    if (own->set && rotates)
        return err_set(&call->err, ERR_INVALID, "Secret and RotateSecret exclude each other.");
    if (own->set && check_secret(call, own->text) != 0)
        return -1;
    if (rotates)
        p->shown_secret = new_secret(call);
    if (!own->set && !rotates)
        return 0;
    return seal_secret(call, p, rotates ? p->shown_secret : own->text);
}

static int reply_webhook(struct call *call, struct text uid, struct text secret)
{
    struct webhook webhook;
    if (webhook_find(call->tx, uid, &call->arena, &webhook) != 0)
        return -1;
    buf_put(&call->reply, TEXT("{\"Webhook\":"));
    webhook_put(&webhook, secret, &call->reply);
    buf_put_char(&call->reply, '}');
    return 0;
}

static int create_webhook(struct call *call)
{
    const struct prepared *p = call->prepared;
    if (webhook_create(call->tx, &p->write) != 0)
        return -1;
    return reply_webhook(call, p->write.uid, p->shown_secret);
}

static int update_webhook(struct call *call)
{
    const struct prepared *p = call->prepared;
    if (webhook_update(call->tx, &p->write) != 0)
        return -1;
    call->wake = true; /* one that was disabled has deliveries to cancel */
    return reply_webhook(call, p->write.uid, p->shown_secret);
}

/* --- the rest ----------------------------------------------------------------------------- */

static int get_webhook(struct call *call)
{
    return reply_webhook(call, IN(call, ONE_WEBHOOK_ID)->text, (struct text){NULL, 0});
}

static int list_webhooks(struct call *call)
{
    struct page page;
    if (page_begin(call, IN(call, LIST_NEXT_TOKEN), IN(call, LIST_MAX_RESULTS), TEXT(""), &page) !=
        0)
        return -1;
    buf_put(&call->reply, TEXT("{\"Webhooks\":["));
    if (webhook_list(call->tx, &page, &call->reply) != 0)
        return -1;
    buf_put_char(&call->reply, ']');
    page_end(call, &page, TEXT(""));
    buf_put_char(&call->reply, '}');
    return 0;
}

static int delete_webhook(struct call *call)
{
    call->wake = true; /* its deliveries are to be cancelled */
    return webhook_delete(call->tx, IN(call, ONE_WEBHOOK_ID)->text);
}

/* Drawn before the queue: a body that runs again must write the same. */
static int prepare_test(struct call *call)
{
    struct text *message_id = ARENA_NEW(&call->arena, struct text);
    *message_id = random_hex(call, "msg_", MESSAGE_ID_BYTES);
    call->prepared = message_id;
    return 0;
}

static int test_webhook(struct call *call)
{
    struct webhook webhook;
    int64_t id;
    if (webhook_find(call->tx, IN(call, ONE_WEBHOOK_ID)->text, &call->arena, &webhook) != 0)
        return -1;
    if (!webhook.enabled)
        return err_set(&call->err, ERR_INVALID, "Webhook %.*s is disabled.",
                       TEXT_ARG(webhook.name));
    struct delivery_draft draft = {.webhook_id = webhook.id,
                                   .message_id = *(struct text *)call->prepared};
    if (delivery_add(call->tx, &draft, &id) != 0)
        return -1;
    call->wake = true;
    buf_put(&call->reply, TEXT("{\"DeliveryId\":\""));
    buf_put_int(&call->reply, id);
    buf_put(&call->reply, TEXT("\"}"));
    return 0;
}

const struct operation webhook_operations[WEBHOOK_OPERATIONS] = {
    {.name = "CreateWebhook",
     .method = METHOD_POST,
     .path = "/v1/webhooks",
     .input = &shape_create_webhook_request,
     .output = &shape_create_webhook_response,
     .where = WRITE,
     .touches = TOUCHES_WEBHOOK,
     .prepare = prepare_create,
     .run = create_webhook,
     .status = 201,
     .about = "Creates a webhook that is told of drift; its secret is shown this once.",
     .errors = "EXISTS LIMIT"},
    {.name = "GetWebhook",
     .method = METHOD_GET,
     .path = "/v1/webhooks/{WebhookId}",
     .input = &shape_get_webhook_request,
     .output = &shape_get_webhook_response,
     .where = INLINE,
     .touches = TOUCHES_WEBHOOK,
     .run = get_webhook,
     .about = "Returns one webhook, without its secret.",
     .errors = "NOT_FOUND"},
    {.name = "ListWebhooks",
     .method = METHOD_GET,
     .path = "/v1/webhooks",
     .input = &shape_list_webhooks_request,
     .output = &shape_list_webhooks_response,
     .where = INLINE,
     .touches = TOUCHES_WEBHOOK,
     .run = list_webhooks,
     .page_max = 100,
     .about = "Lists webhooks by name.",
     .errors = ""},
    {.name = "UpdateWebhook",
     .method = METHOD_PUT,
     .path = "/v1/webhooks/{WebhookId}",
     .input = &shape_update_webhook_request,
     .output = &shape_update_webhook_response,
     .where = WRITE,
     .touches = TOUCHES_WEBHOOK,
     .prepare = prepare_update,
     .run = update_webhook,
     .about = "Replaces a webhook; its secret stays unless another one is asked for.",
     .errors = "NOT_FOUND EXISTS"},
    {.name = "DeleteWebhook",
     .method = METHOD_DELETE,
     .path = "/v1/webhooks/{WebhookId}",
     .input = &shape_delete_webhook_request,
     .output = &shape_delete_webhook_response,
     .where = WRITE,
     .touches = TOUCHES_WEBHOOK,
     .run = delete_webhook,
     .status = 204,
     .about = "Deletes a webhook; what was not yet sent to it is cancelled.",
     .errors = "NOT_FOUND"},
    {.name = "TestWebhook",
     .method = METHOD_POST,
     .path = "/v1/webhooks/{WebhookId}/test",
     .input = &shape_test_webhook_request,
     .output = &shape_test_webhook_response,
     .where = WRITE,
     .touches = TOUCHES_WEBHOOK,
     .prepare = prepare_test,
     .run = test_webhook,
     .status = 202,
     .about = "Sends a message of type webhook.test, signed and retried like any other.",
     .errors = "NOT_FOUND"},
};
