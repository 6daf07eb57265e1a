/* SPDX-License-Identifier: Apache-2.0
 * The Glue door: AWS JSON 1.1. POST /, X-Amz-Target: AWSGlue.<Operation>, one JSON object in, one
 * out. Errors go out twice, as x-amzn-ErrorType and as __type, because clients differ in which they
 * read. */
#include "api/door.h"
#include "api/operations/input.h"
#include "api/operations/not_served.h"
#include "base/json_write.h"

static const struct text target_prefix = TEXT_INIT("AWSGlue.");

static bool glue_accepts(const struct request *request)
{
    return request->method == METHOD_POST && text_is(request->path, "/");
}

/* Both are answers that no client repeats: the model knows the first one's name. */
static int fail_operation(struct text name, struct err *err)
{
    const char *family = not_served_family(name);
    if (family)
        return err_set(err, ERR_NOT_SERVED,
                       "Operation %.*s is not served here: this server has a data catalog and "
                       "crawlers, but not %s.",
                       TEXT_ARG(name), family);
    return err_set(
        err, ERR_UNKNOWN_OPERATION,
        "There is no operation '%.*s'. Names are those of AWS Glue's API, and case counts.",
        TEXT_ARG(text_cut(name, 128)));
}

static int glue_decode(const struct request *request, struct call *call)
{
    struct text target = request_header(request, "x-amz-target");
    if (!text_starts_with(target, target_prefix))
        return err_set(&call->err, ERR_UNKNOWN_OPERATION,
                       target.p ? "X-Amz-Target must begin with AWSGlue."
                                : "The header X-Amz-Target is missing.");
    struct text name = {target.p + target_prefix.n, target.n - target_prefix.n};
    call->operation = operation_find(name);
    if (!call->operation)
        return fail_operation(name, &call->err);
    return shape_decode_text(call->operation->input, request->body, &call->arena, &call->in,
                             &call->err);
}

/* Client faults are 400 whatever they are; only our own and the disk's are 5xx, which SDKs retry.
 */
static int status_of(enum err_code code)
{
    switch (code) {
    case ERR_NONE:
        return 200;
    case ERR_MALFORMED:
    case ERR_VALIDATION:
    case ERR_INVALID:
    case ERR_INVALID_STATE:
    case ERR_UNKNOWN_OPERATION:
    case ERR_NOT_SERVED:
    case ERR_ENCRYPTION:
    case ERR_METHOD_NOT_ALLOWED:
    case ERR_NOT_FOUND:
    case ERR_EXISTS:
    case ERR_CONCURRENT:
    case ERR_VERSION_MISMATCH:
    case ERR_PRECONDITION:
    case ERR_LIMIT:
    case ERR_CRAWLER_RUNNING:
    case ERR_CRAWLER_NOT_RUNNING:
    case ERR_CRAWLER_STOPPING:
    case ERR_SCHEDULER_RUNNING:
    case ERR_SCHEDULER_NOT_RUNNING:
    case ERR_SCHEDULER_TRANSITIONING:
    case ERR_NO_SCHEDULE:
    case ERR_ACCESS_DENIED:
    case ERR_MISSING_AUTHENTICATION:
    case ERR_INCOMPLETE_SIGNATURE:
    case ERR_INVALID_SIGNATURE:
    case ERR_UNKNOWN_KEY:
    case ERR_TIMEOUT:
        return 400;
    case ERR_TOO_LARGE:
        return 413;
    case ERR_UNAVAILABLE:
        return 503;
    case ERR_IO:
    case ERR_FULL:
    case ERR_INTERNAL:
    case ERR_CODES:
        return 500;
    }
    return 500;
}

static void render_error(const struct err *err, struct response *response)
{
    struct text name = text_of(error_glue_name(err->code));
    buf_put_char(&response->body, '{');
    json_put_string_member(&response->body, "__type", name);
    json_put_string_member(&response->body, "Message", err_text(err));
    buf_put_char(&response->body, '}');
    response_add_header(response, "x-amzn-ErrorType", name);
}

static void glue_render(const struct request *request, struct call *call, struct response *response)
{
    (void)request;
    response->status = status_of(call->err.code);
    response->content_type = "application/x-amz-json-1.1";
    if (call->err.code != ERR_NONE) {
        render_error(&call->err, response);
        return;
    }
    buf_release(&response->body);
    response->body = call->reply;
    buf_init(&call->reply, call->reply.bytes_max);
}

const struct door glue_door = {
    .name = "glue",
    .services = "glue",
    .accepts = glue_accepts,
    .decode = glue_decode,
    .render = glue_render,
};
