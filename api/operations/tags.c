/* SPDX-License-Identifier: Apache-2.0 */
#include "api/operations/operations.h"
#include "catalog/types.h"
#include "store/tag.h"

enum { PUT_RESOURCE_ARN, PUT_TAGS_TO_ADD };
static const struct member tag_resource_request_members[] = {
    [PUT_RESOURCE_ARN] = {"ResourceArn", &type_glue_resource_arn, MEMBER_REQUIRED},
    [PUT_TAGS_TO_ADD] = {"TagsToAdd", &type_tags_map, MEMBER_REQUIRED},
};
static const struct shape shape_tag_resource_request =
    SHAPE("TagResourceRequest", tag_resource_request_members);
static const struct shape shape_tag_resource_response = {.name = "TagResourceResponse"};

enum { REMOVE_RESOURCE_ARN, REMOVE_TAGS_TO_REMOVE };
static const struct member untag_resource_request_members[] = {
    [REMOVE_RESOURCE_ARN] = {"ResourceArn", &type_glue_resource_arn, MEMBER_REQUIRED},
    [REMOVE_TAGS_TO_REMOVE] = {"TagsToRemove", &type_tag_keys_list, MEMBER_REQUIRED},
};
static const struct shape shape_untag_resource_request =
    SHAPE("UntagResourceRequest", untag_resource_request_members);
static const struct shape shape_untag_resource_response = {.name = "UntagResourceResponse"};

enum { GET_RESOURCE_ARN };
static const struct member get_tags_request_members[] = {
    [GET_RESOURCE_ARN] = {"ResourceArn", &type_glue_resource_arn, MEMBER_REQUIRED},
};
static const struct shape shape_get_tags_request =
    SHAPE("GetTagsRequest", get_tags_request_members);
static const struct member get_tags_response_members[] = {{"Tags", &type_tags_map}};
static const struct shape shape_get_tags_response =
    SHAPE("GetTagsResponse", get_tags_response_members);

static int prepare_tag(struct call *call)
{
    return tags_check(IN(call, PUT_TAGS_TO_ADD), &call->err);
}

static int tag_resource(struct call *call)
{
    return tagged_put(call->tx, IN(call, PUT_RESOURCE_ARN)->text, IN(call, PUT_TAGS_TO_ADD));
}

static int untag_resource(struct call *call)
{
    return tagged_remove(call->tx, IN(call, REMOVE_RESOURCE_ARN)->text,
                         IN(call, REMOVE_TAGS_TO_REMOVE));
}

static int get_tags(struct call *call)
{
    buf_put(&call->reply, TEXT("{\"Tags\":"));
    if (tagged_get(call->tx, IN(call, GET_RESOURCE_ARN)->text, &call->reply) != 0)
        return -1;
    buf_put_char(&call->reply, '}');
    return 0;
}

const struct operation tag_operations[TAG_OPERATIONS] = {
    {.name = "TagResource",
     .method = METHOD_POST,
     .path = "/v1/tags/{ResourceArn}",
     .input = &shape_tag_resource_request,
     .output = &shape_tag_resource_response,
     .where = WRITE,
     .touches = TOUCHES_RESOURCE,
     .prepare = prepare_tag,
     .run = tag_resource,
     .status = 204,
     .about = "Adds tags to the resource of an ARN.",
     .errors = "NOT_FOUND"},
    {.name = "UntagResource",
     .method = METHOD_DELETE,
     .path = "/v1/tags/{ResourceArn}",
     .input = &shape_untag_resource_request,
     .output = &shape_untag_resource_response,
     .where = WRITE,
     .touches = TOUCHES_RESOURCE,
     .run = untag_resource,
     .status = 204,
     .about = "Takes tags away from the resource of an ARN.",
     .errors = "NOT_FOUND"},
    {.name = "GetTags",
     .method = METHOD_GET,
     .path = "/v1/tags/{ResourceArn}",
     .input = &shape_get_tags_request,
     .output = &shape_get_tags_response,
     .where = INLINE,
     .touches = TOUCHES_RESOURCE,
     .run = get_tags,
     .about = "Returns the tags of the resource of an ARN.",
     .errors = "NOT_FOUND"},
};
