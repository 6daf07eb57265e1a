/* SPDX-License-Identifier: Apache-2.0
 * Users, their keys and what they may do: our own operations, in the manner of IAM's. Keys are made
 * on the command line alone. */
#include "api/operations/operations.h"
#include "api/operations/page.h"
#include "base/json_write.h"
#include "catalog/policy.h"
#include "catalog/types.h"
#include "store/access_key.h"

static const struct type type_user_name = {"UserName", KIND_TEXT, .min = 1, .max = 64,
                                           .text_class = CLASS_SINGLE_LINE};
static const struct type type_access_key_id = {"AccessKeyId", KIND_TEXT, .min = 4, .max = 128,
                                               .text_class = CLASS_SINGLE_LINE};
static const char *const status_values[] = {"Active", "Inactive", NULL};
static const struct type type_status = {"AccessKeyStatus", KIND_TEXT, .max = NO_MAXIMUM,
                                        .values = status_values};
static const struct type type_policy_document = {"PolicyDocument", KIND_DOCUMENT};

static const struct member access_key_members[] = {
    {"UserName", &type_user_name, MEMBER_REQUIRED, "Several keys may be of one user."},
    {"AccessKeyId", &type_access_key_id, MEMBER_REQUIRED, "Who signs."},
    {"Status", &type_status, MEMBER_REQUIRED, "Inactive: revoked."},
    {"CreateDate", &type_timestamp, MEMBER_REQUIRED, "When it was made."},
};
static const struct shape shape_access_key = SHAPE("AccessKey", access_key_members);
static const struct type type_access_key = {"AccessKey", KIND_STRUCT, .shape = &shape_access_key};
static const struct type type_access_key_list = {"AccessKeyList", KIND_LIST, .max = NO_MAXIMUM,
                                                 .element = &type_access_key};

enum { LIST_NEXT_TOKEN, LIST_MAX_RESULTS };
static const struct member list_access_keys_request_members[] = {
    [LIST_NEXT_TOKEN] = {"NextToken", &type_token},
    [LIST_MAX_RESULTS] = {"MaxResults", &type_page_size},
};
static const struct shape shape_list_access_keys_request =
    SHAPE("ListAccessKeysRequest", list_access_keys_request_members);
static const struct member list_access_keys_response_members[] = {
    {"AccessKeys", &type_access_key_list, MEMBER_REQUIRED,
     "By id; the root key is not among them."},
    {"NextToken", &type_token},
};
static const struct shape shape_list_access_keys_response =
    SHAPE("ListAccessKeysResponse", list_access_keys_response_members);

enum { POLICY_USER_NAME, POLICY_DOCUMENT };
static const struct member get_user_policy_request_members[] = {
    [POLICY_USER_NAME] = {"UserName", &type_user_name, MEMBER_REQUIRED, "Whose policy."},
};
static const struct shape shape_get_user_policy_request =
    SHAPE("GetUserPolicyRequest", get_user_policy_request_members);
static const struct member get_user_policy_response_members[] = {
    {"UserName", &type_user_name, MEMBER_REQUIRED, "Whose policy."},
    {"PolicyDocument", &type_policy_document, MEMBER_REQUIRED, "A policy in IAM's grammar."},
};
static const struct shape shape_get_user_policy_response =
    SHAPE("GetUserPolicyResponse", get_user_policy_response_members);

static const struct member put_user_policy_request_members[] = {
    [POLICY_USER_NAME] = {"UserName", &type_user_name, MEMBER_REQUIRED, "Whose policy."},
    [POLICY_DOCUMENT] = {"PolicyDocument", &type_policy_document, MEMBER_REQUIRED,
                         "A policy in IAM's grammar, without principals."},
};
static const struct shape shape_put_user_policy_request =
    SHAPE("PutUserPolicyRequest", put_user_policy_request_members);
static const struct shape shape_put_user_policy_response = {.name = "PutUserPolicyResponse"};

static int list_access_keys(struct call *call)
{
    struct page page;
    struct text scope = TEXT("");
    if (page_begin(call, IN(call, LIST_NEXT_TOKEN), IN(call, LIST_MAX_RESULTS), scope, &page) != 0)
        return -1;
    buf_put(&call->reply, TEXT("{\"AccessKeys\":["));
    if (access_key_put_page(call->tx, &page, &call->reply) != 0)
        return -1;
    buf_put_char(&call->reply, ']');
    page_end(call, &page, scope);
    buf_put_char(&call->reply, '}');
    return 0;
}

static int get_user_policy(struct call *call)
{
    struct text name = IN(call, POLICY_USER_NAME)->text, policy;
    if (access_key_get_policy(call->tx, name, &call->arena, &policy) != 0)
        return -1;
    buf_put_char(&call->reply, '{');
    json_put_string_member(&call->reply, "UserName", name);
    json_put_name(&call->reply, "PolicyDocument");
    buf_put(&call->reply, policy);
    buf_put_char(&call->reply, '}');
    return 0;
}

static int prepare_put(struct call *call)
{
    static const struct policy_rules rules = {.kind = POLICY_OF_IDENTITY};
    struct policy *policy = policy_new(IN(call, POLICY_DOCUMENT)->text, &rules, &call->err);
    if (!policy)
        return -1;
    policy_drop(policy);
    return 0;
}

static int put_in_store(struct tx *tx, void *context)
{
    const struct call *call = context;
    return access_key_set_policy(tx, IN(call, POLICY_USER_NAME)->text,
                                 IN(call, POLICY_DOCUMENT)->text);
}

static int put_user_policy(struct call *call)
{
    if (store_write(call->service->store, LANE_FOREGROUND, &call->origin, put_in_store, call,
                    &call->err) != 0)
        return -1;
    return call->service->reload_keys(call->service, &call->err);
}

const struct operation access_key_operations[ACCESS_KEY_OPERATIONS] = {
    {.name = "ListAccessKeys",
     .method = METHOD_GET,
     .path = "/v1/keys",
     .input = &shape_list_access_keys_request,
     .output = &shape_list_access_keys_response,
     .where = INLINE,
     .touches = TOUCHES_USER,
     .run = list_access_keys,
     .page_max = 100,
     .about = "Lists the access keys, without their secrets."},
    {.name = "GetUserPolicy",
     .method = METHOD_GET,
     .path = "/v1/keys/{UserName}/policy",
     .input = &shape_get_user_policy_request,
     .output = &shape_get_user_policy_response,
     .where = INLINE,
     .touches = TOUCHES_USER,
     .run = get_user_policy,
     .about = "Returns what the keys of a user may do.",
     .errors = "NOT_FOUND"},
    {.name = "PutUserPolicy",
     .method = METHOD_PUT,
     .path = "/v1/keys/{UserName}/policy",
     .input = &shape_put_user_policy_request,
     .output = &shape_put_user_policy_response,
     .where = OUTSIDE,
     .touches = TOUCHES_USER,
     .prepare = prepare_put,
     .run = put_user_policy,
     .status = 204,
     .about = "Sets what the keys of a user may do, from the next request on.",
     .errors = "NOT_FOUND"},
};
