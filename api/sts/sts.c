/* SPDX-License-Identifier: Apache-2.0
 * The STS door: GetCallerIdentity alone, in the AWS Query protocol with XML answers. Hudi's sync
 * and Terraform ask it before anything else. */
#include "api/door.h"
#include "api/operations/input.h"
#include "base/encode.h"

#define STS_NAMESPACE "https://sts.amazonaws.com/doc/2011-06-15/"

static struct text parameters_of(const struct request *request)
{
    return request->method == METHOD_POST ? request->body : request->query;
}

/* The parameter Action of a form; empty when there is none. Action names need no decoding. */
static struct text action_of(const struct request *request)
{
    struct text rest = parameters_of(request);
    while (rest.p) {
        struct text pair = text_split(&rest, '&');
        struct text name = text_split(&pair, '=');
        if (text_is(name, "Action") && pair.p)
            return pair;
    }
    return TEXT("");
}

static bool sts_accepts(const struct request *request)
{
    if (!text_is(request->path, "/"))
        return false;
    if (request->method == METHOD_GET)
        return action_of(request).n > 0;
    struct text type = request_header(request, "content-type");
    return request->method == METHOD_POST &&
           text_starts_with(type, TEXT("application/x-www-form-urlencoded"));
}

/* What aws:userid is in the table of principals of IAM's guide: of the root it is the account.
 * Users have no id of their own here, so theirs is that of the key. */
static struct text user_id(const struct call *call)
{
    return call->caller.is_root ? call->service->account_id : call->caller.key_id;
}

static int get_caller_identity(struct call *call)
{
    buf_printf(&call->reply,
               "<GetCallerIdentityResponse xmlns=\"" STS_NAMESPACE "\">"
               "<GetCallerIdentityResult><Arn>%.*s</Arn><UserId>%.*s</UserId>"
               "<Account>%.*s</Account></GetCallerIdentityResult>"
               "<ResponseMetadata><RequestId>%s</RequestId></ResponseMetadata>"
               "</GetCallerIdentityResponse>\n",
               TEXT_ARG(call->caller.arn), TEXT_ARG(user_id(call)),
               TEXT_ARG(call->service->account_id), call->request_id);
    call->answered = true;
    return 0;
}

static int never_run(struct call *call)
{
    return err_set(&call->err, ERR_INTERNAL, "GetCallerIdentity is answered at once.");
}

static const struct shape no_members = {.name = "GetCallerIdentityRequest"};
static const struct operation caller_identity = {.name = "GetCallerIdentity",
                                                 .method = METHOD_POST,
                                                 .path = "/",
                                                 .input = &no_members,
                                                 .output = &no_members,
                                                 .where = INLINE,
                                                 .touches = TOUCHES_NOTHING,
                                                 .prepare = get_caller_identity,
                                                 .run = never_run,
                                                 .about = "Says who the caller is."};

static int sts_decode(const struct request *request, struct call *call)
{
    struct text action = action_of(request);
    if (!text_is(action, "GetCallerIdentity"))
        return err_set(&call->err, ERR_UNKNOWN_OPERATION,
                       "Could not find operation %.*s for version 2011-06-15",
                       TEXT_ARG(text_cut(action, 128)));
    call->operation = &caller_identity;
    call->in = ARENA_NEW(&call->arena, struct value);
    return 0;
}

/* The names that the Query protocol uses where they differ from Glue's. */
static const char *code_of(enum err_code code)
{
    if (code == ERR_UNKNOWN_OPERATION)
        return "InvalidAction";
    if (code == ERR_UNKNOWN_KEY)
        return "InvalidClientTokenId";
    if (code == ERR_INVALID_SIGNATURE)
        return "SignatureDoesNotMatch";
    if (code == ERR_MISSING_AUTHENTICATION)
        return "MissingAuthenticationToken";
    if (code == ERR_INCOMPLETE_SIGNATURE)
        return "IncompleteSignature";
    return error_glue_name(code);
}

static int status_of(enum err_code code)
{
    bool is_callers = code == ERR_UNKNOWN_OPERATION || code == ERR_MALFORMED;
    bool is_ours = code == ERR_INTERNAL || code == ERR_FULL || code == ERR_IO;
    return code == ERR_NONE ? 200 : is_callers ? 400 : is_ours ? 500 : 403;
}

static void put_escaped(struct buf *out, struct text t)
{
    for (size_t i = 0; i < t.n; i++) {
        switch (t.p[i]) {
        case '<':
            buf_put(out, TEXT("&lt;"));
            break;
        case '>':
            buf_put(out, TEXT("&gt;"));
            break;
        case '&':
            buf_put(out, TEXT("&amp;"));
            break;
        default:
            buf_put_char(out, t.p[i]);
        }
    }
}

static void sts_render(const struct request *request, struct call *call, struct response *response)
{
    (void)request;
    response->status = status_of(call->err.code);
    response->content_type = "text/xml";
    if (call->err.code == ERR_NONE) {
        buf_put(&response->body, buf_text(&call->reply));
        return;
    }
    buf_printf(&response->body,
               "<ErrorResponse xmlns=\"" STS_NAMESPACE "\"><Error><Type>Sender</Type>"
               "<Code>%s</Code><Message>",
               code_of(call->err.code));
    put_escaped(&response->body, err_text(&call->err));
    buf_printf(&response->body, "</Message></Error><RequestId>%s</RequestId></ErrorResponse>\n",
               call->request_id ? call->request_id : "");
}

const struct door sts_door = {
    .name = "sts",
    .services = "sts",
    .accepts = sts_accepts,
    .decode = sts_decode,
    .render = sts_render,
};
