/* SPDX-License-Identifier: Apache-2.0
 * Policies of catalog objects. A write is not over before the policies that requests are checked
 * against are read anew, so the answer to it says that it is in force. */
#include "api/operations/access.h"
#include "api/operations/operations.h"
#include "api/operations/page.h"
#include "base/json_write.h"
#include "catalog/shapes_policy.h"
#include "catalog/types.h"
#include "store/resource_policy.h"

enum {
    PUT_POLICY_IN_JSON,
    PUT_RESOURCE_ARN,
    PUT_POLICY_HASH_CONDITION,
    PUT_POLICY_EXISTS_CONDITION,
    PUT_ENABLE_HYBRID
};
static const struct member put_resource_policy_request_members[] = {
    [PUT_POLICY_IN_JSON] = {"PolicyInJson", &type_policy_json_string, MEMBER_REQUIRED},
    [PUT_RESOURCE_ARN] = {"ResourceArn", &type_glue_resource_arn},
    [PUT_POLICY_HASH_CONDITION] = {"PolicyHashCondition", &type_hash_string},
    [PUT_POLICY_EXISTS_CONDITION] = {"PolicyExistsCondition", &type_exist_condition},
    [PUT_ENABLE_HYBRID] = {"EnableHybrid", &type_enable_hybrid_values},
};
static const struct shape shape_put_resource_policy_request =
    SHAPE("PutResourcePolicyRequest", put_resource_policy_request_members);
static const struct member put_resource_policy_response_members[] = {
    {"PolicyHash", &type_hash_string},
};
static const struct shape shape_put_resource_policy_response =
    SHAPE("PutResourcePolicyResponse", put_resource_policy_response_members);

enum { GET_RESOURCE_ARN };
static const struct member get_resource_policy_request_members[] = {
    [GET_RESOURCE_ARN] = {"ResourceArn", &type_glue_resource_arn},
};
static const struct shape shape_get_resource_policy_request =
    SHAPE("GetResourcePolicyRequest", get_resource_policy_request_members);
static const struct member get_resource_policy_response_members[] = {
    {"PolicyInJson", &type_policy_json_string},
    {"PolicyHash", &type_hash_string},
    {"CreateTime", &type_timestamp},
    {"UpdateTime", &type_timestamp},
};
static const struct shape shape_get_resource_policy_response =
    SHAPE("GetResourcePolicyResponse", get_resource_policy_response_members);

enum { LIST_NEXT_TOKEN, LIST_MAX_RESULTS };
static const struct member get_resource_policies_request_members[] = {
    [LIST_NEXT_TOKEN] = {"NextToken", &type_token},
    [LIST_MAX_RESULTS] = {"MaxResults", &type_page_size},
};
static const struct shape shape_get_resource_policies_request =
    SHAPE("GetResourcePoliciesRequest", get_resource_policies_request_members);
static const struct member get_resource_policies_response_members[] = {
    {"GetResourcePoliciesResponseList", &type_get_resource_policies_response_list},
    {"NextToken", &type_token},
};
static const struct shape shape_get_resource_policies_response =
    SHAPE("GetResourcePoliciesResponse", get_resource_policies_response_members);

enum { DELETE_POLICY_HASH_CONDITION, DELETE_RESOURCE_ARN };
static const struct member delete_resource_policy_request_members[] = {
    [DELETE_POLICY_HASH_CONDITION] = {"PolicyHashCondition", &type_hash_string},
    [DELETE_RESOURCE_ARN] = {"ResourceArn", &type_glue_resource_arn},
};
static const struct shape shape_delete_resource_policy_request =
    SHAPE("DeleteResourcePolicyRequest", delete_resource_policy_request_members);
static const struct shape shape_delete_resource_policy_response = {
    .name = "DeleteResourcePolicyResponse"};

/* A write on its way into the store. */
struct policy_write {
    struct resource_policy_write write;
    struct arena *arena;
    struct text hash;
};

static enum policy_exists_condition exists_condition(const struct value *v)
{
    if (v->set && text_is(v->text, "MUST_EXIST"))
        return POLICY_MUST_EXIST;
    return v->set && text_is(v->text, "NOT_EXIST") ? POLICY_MUST_NOT_EXIST : POLICY_MAY_EXIST;
}

static int prepare_put(struct call *call)
{
    struct policy_write *w = ARENA_NEW(&call->arena, struct policy_write);
    struct policy_rules rules = access_rules(call->service);
    struct text resource;
    if (access_resource(call, IN(call, PUT_RESOURCE_ARN)->text, &resource) != 0)
        return -1;
    struct policy *policy = policy_new(IN(call, PUT_POLICY_IN_JSON)->text, &rules, &call->err);
    if (!policy)
        return -1;
    policy_drop(policy);
    w->arena = &call->arena;
    w->write = (struct resource_policy_write){
        .resource = resource,
        .policy = IN(call, PUT_POLICY_IN_JSON)->text,
        .hash_condition = IN(call, PUT_POLICY_HASH_CONDITION)->text,
        .exists = exists_condition(IN(call, PUT_POLICY_EXISTS_CONDITION)),
        .enable_hybrid = text_is(IN(call, PUT_ENABLE_HYBRID)->text, "TRUE")};
    call->prepared = w;
    return 0;
}

static int put_in_store(struct tx *tx, void *context)
{
    struct policy_write *w = context;
    return resource_policy_put(tx, &w->write, w->arena, &w->hash);
}

/* Writes, and has what requests are checked against read anew. */
static int write_and_reload(struct call *call, store_body *body, void *context)
{
    if (store_write(call->service->store, LANE_FOREGROUND, &call->origin, body, context,
                    &call->err) != 0)
        return -1;
    return access_reload(call->service->access, &call->err);
}

static int put_resource_policy(struct call *call)
{
    struct policy_write *w = call->prepared;
    if (write_and_reload(call, put_in_store, w) != 0)
        return -1;
    buf_put_char(&call->reply, '{');
    json_put_string_member(&call->reply, "PolicyHash", w->hash);
    buf_put_char(&call->reply, '}');
    return 0;
}

static int get_resource_policy(struct call *call)
{
    struct text resource;
    struct resource_policy found;
    if (access_resource(call, IN(call, GET_RESOURCE_ARN)->text, &resource) != 0 ||
        resource_policy_find(call->tx, resource, &call->arena, &found) != 0)
        return -1;
    buf_put_char(&call->reply, '{');
    resource_policy_put_members(&found, &call->reply);
    buf_put_char(&call->reply, '}');
    return 0;
}

static int get_resource_policies(struct call *call)
{
    struct page page;
    struct text scope = TEXT("");
    if (page_begin(call, IN(call, LIST_NEXT_TOKEN), IN(call, LIST_MAX_RESULTS), scope, &page) != 0)
        return -1;
    buf_put(&call->reply, TEXT("{\"GetResourcePoliciesResponseList\":["));
    if (resource_policy_list(call->tx, &page, &call->reply) != 0)
        return -1;
    buf_put_char(&call->reply, ']');
    page_end(call, &page, scope);
    buf_put_char(&call->reply, '}');
    return 0;
}

static int delete_in_store(struct tx *tx, void *context)
{
    const struct policy_write *w = context;
    return resource_policy_delete(tx, w->write.resource, w->write.hash_condition);
}

static int delete_resource_policy(struct call *call)
{
    struct policy_write w = {
        .write = {.hash_condition = IN(call, DELETE_POLICY_HASH_CONDITION)->text}};
    if (access_resource(call, IN(call, DELETE_RESOURCE_ARN)->text, &w.write.resource) != 0)
        return -1;
    return write_and_reload(call, delete_in_store, &w);
}

const struct operation resource_policy_operations[RESOURCE_POLICY_OPERATIONS] = {
    {.name = "PutResourcePolicy",
     .method = METHOD_PUT,
     .path = "/v1/resource-policy",
     .input = &shape_put_resource_policy_request,
     .output = &shape_put_resource_policy_response,
     .where = OUTSIDE,
     .touches = TOUCHES_RESOURCE,
     .prepare = prepare_put,
     .run = put_resource_policy,
     .about = "Sets the policy of the catalog, or of one object in it.",
     .errors = "PRECONDITION LIMIT"},
    {.name = "GetResourcePolicy",
     .method = METHOD_GET,
     .path = "/v1/resource-policy",
     .input = &shape_get_resource_policy_request,
     .output = &shape_get_resource_policy_response,
     .where = INLINE,
     .touches = TOUCHES_RESOURCE,
     .run = get_resource_policy,
     .about = "Returns the policy of the catalog, or of one object in it.",
     .errors = "NOT_FOUND"},
    {.name = "GetResourcePolicies",
     .method = METHOD_GET,
     .path = "/v1/resource-policies",
     .input = &shape_get_resource_policies_request,
     .output = &shape_get_resource_policies_response,
     .where = INLINE,
     .touches = TOUCHES_CATALOG,
     .run = get_resource_policies,
     .page_max = 100,
     .about = "Lists the policy of the catalog and those of objects in it."},
    {.name = "DeleteResourcePolicy",
     .method = METHOD_DELETE,
     .path = "/v1/resource-policy",
     .input = &shape_delete_resource_policy_request,
     .output = &shape_delete_resource_policy_response,
     .where = OUTSIDE,
     .touches = TOUCHES_RESOURCE,
     .run = delete_resource_policy,
     .status = 204,
     .about = "Deletes the policy of the catalog, or of one object in it.",
     .errors = "NOT_FOUND PRECONDITION"},
};
