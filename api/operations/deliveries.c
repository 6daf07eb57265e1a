/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>

#include "api/operations/operations.h"
#include "api/operations/page.h"
#include "catalog/shapes_alert.h"
#include "catalog/types.h"
#include "store/delivery.h"
#include "store/webhook.h"

enum { ONE_WEBHOOK_ID, ONE_DELIVERY_ID };
static const struct member one_delivery_request_members[] = {
    [ONE_WEBHOOK_ID] = {"WebhookId", &type_webhook_id, MEMBER_REQUIRED},
    [ONE_DELIVERY_ID] = {"DeliveryId", &type_delivery_id, MEMBER_REQUIRED},
};
static const struct shape shape_get_delivery_request =
    SHAPE("GetDeliveryRequest", one_delivery_request_members);
static const struct member get_delivery_response_members[] = {
    {"Delivery", &type_delivery, MEMBER_REQUIRED},
};
static const struct shape shape_get_delivery_response =
    SHAPE("GetDeliveryResponse", get_delivery_response_members);

static const struct shape shape_redeliver_webhook_request =
    SHAPE("RedeliverWebhookRequest", one_delivery_request_members);
static const struct member redeliver_webhook_response_members[] = {
    {"DeliveryId", &type_delivery_id, MEMBER_REQUIRED, "The new delivery of the same message."},
};
static const struct shape shape_redeliver_webhook_response =
    SHAPE("RedeliverWebhookResponse", redeliver_webhook_response_members);

enum { LIST_WEBHOOK_ID, LIST_STATE, LIST_NEXT_TOKEN, LIST_MAX_RESULTS };
static const struct member list_deliveries_request_members[] = {
    [LIST_WEBHOOK_ID] = {"WebhookId", &type_webhook_id, MEMBER_REQUIRED},
    [LIST_STATE] = {"State", &type_delivery_state, 0, "Only those in this state."},
    [LIST_NEXT_TOKEN] = {"NextToken", &type_token},
    [LIST_MAX_RESULTS] = {"MaxResults", &type_alert_page_size},
};
static const struct shape shape_list_deliveries_request =
    SHAPE("ListDeliveriesRequest", list_deliveries_request_members);
static const struct member list_deliveries_response_members[] = {
    {"Deliveries", &type_delivery_list, MEMBER_REQUIRED},
    {"NextToken", &type_token},
};
static const struct shape shape_list_deliveries_response =
    SHAPE("ListDeliveriesResponse", list_deliveries_response_members);

static int find_scope(struct call *call, struct webhook *webhook, struct delivery_scope *scope)
{
    if (webhook_find(call->tx, IN(call, ONE_WEBHOOK_ID)->text, &call->arena, webhook) != 0)
        return -1;
    *scope = (struct delivery_scope){.webhook_id = webhook->id, .webhook_uid = webhook->uid};
    return 0;
}

/* What is no number is no delivery's either. */
static int read_id(struct call *call, int64_t *id)
{
    struct text shown = IN(call, ONE_DELIVERY_ID)->text;
    if (text_to_int64(shown, id))
        return 0;
    return err_set(&call->err, ERR_NOT_FOUND, "Delivery %.*s not found.", TEXT_ARG(shown));
}

static int get_delivery(struct call *call)
{
    struct webhook webhook;
    struct delivery_scope scope;
    int64_t id;
    if (find_scope(call, &webhook, &scope) != 0 || read_id(call, &id) != 0)
        return -1;
    buf_put(&call->reply, TEXT("{\"Delivery\":"));
    if (delivery_get(call->tx, &scope, id, &call->reply) != 0)
        return -1;
    buf_put_char(&call->reply, '}');
    return 0;
}

static int list_deliveries(struct call *call)
{
    struct page page;
    struct webhook webhook;
    struct delivery_scope scope;
    if (find_scope(call, &webhook, &scope) != 0 ||
        page_begin(call, IN(call, LIST_NEXT_TOKEN), IN(call, LIST_MAX_RESULTS), webhook.uid,
                   &page) != 0)
        return -1;
    scope.state = IN(call, LIST_STATE)->text;
    buf_put(&call->reply, TEXT("{\"Deliveries\":["));
    if (delivery_list(call->tx, &scope, &page, &call->reply) != 0)
        return -1;
    buf_put_char(&call->reply, ']');
    page_end(call, &page, webhook.uid);
    buf_put_char(&call->reply, '}');
    return 0;
}

static int redeliver_webhook(struct call *call)
{
    struct webhook webhook;
    struct delivery_scope scope;
    int64_t id, copy;
    if (find_scope(call, &webhook, &scope) != 0 || read_id(call, &id) != 0)
        return -1;
    if (!webhook.enabled)
        return err_set(&call->err, ERR_INVALID, "Webhook %.*s is disabled.",
                       TEXT_ARG(webhook.name));
    if (delivery_repeat(call->tx, webhook.id, id, &copy) != 0)
        return -1;
    call->wake = true;
    buf_put(&call->reply, TEXT("{\"DeliveryId\":\""));
    buf_put_int(&call->reply, copy);
    buf_put(&call->reply, TEXT("\"}"));
    return 0;
}

const struct operation delivery_operations[DELIVERY_OPERATIONS] = {
    {.name = "GetDelivery",
     .method = METHOD_GET,
     .path = "/v1/webhooks/{WebhookId}/deliveries/{DeliveryId}",
     .input = &shape_get_delivery_request,
     .output = &shape_get_delivery_response,
     .where = INLINE,
     .touches = TOUCHES_WEBHOOK,
     .run = get_delivery,
     .about = "Returns one delivery with each of its attempts.",
     .errors = "NOT_FOUND"},
    {.name = "ListDeliveries",
     .method = METHOD_GET,
     .path = "/v1/webhooks/{WebhookId}/deliveries",
     .input = &shape_list_deliveries_request,
     .output = &shape_list_deliveries_response,
     .where = POOL,
     .touches = TOUCHES_WEBHOOK,
     .run = list_deliveries,
     .page_max = 100,
     .about = "Lists what was sent to a webhook, and how it was taken, newest first.",
     .errors = "NOT_FOUND"},
    {.name = "RedeliverWebhook",
     .method = METHOD_POST,
     .path = "/v1/webhooks/{WebhookId}/deliveries/{DeliveryId}/redeliver",
     .input = &shape_redeliver_webhook_request,
     .output = &shape_redeliver_webhook_response,
     .where = WRITE,
     .touches = TOUCHES_WEBHOOK,
     .run = redeliver_webhook,
     .status = 202,
     .about = "Sends a message once more, under the same webhook-id.",
     .errors = "NOT_FOUND"},
};
