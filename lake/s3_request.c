/* SPDX-License-Identifier: Apache-2.0 */
#include "lake/s3_request.h"

#include "base/encode.h"
#include "base/limits.h"
#include "base/sigv4.h"

enum { CONNECT_TIMEOUT_MS = 5000 };

static void add_header(struct s3_request *out, struct text name, struct text value)
{
    out->headers[out->http.header_count++] = (struct header){name, value};
}

static void put_parameter(struct buf *b, const char *name, struct text value)
{
    buf_put_string(b, name);
    encode_percent(b, value, false);
}

/* ListObjectsV2. encoding-type=url, because XML cannot carry every character that a key may have.
 */
static struct text list_query(const struct s3_context *context, const struct job *job,
                              struct arena *a)
{
    struct buf b;
    buf_init(&b, LIMIT_CANONICAL_REQUEST_BYTES);
    if (context->token.n > 0) {
        put_parameter(&b, "continuation-token=", context->token);
        buf_put_char(&b, '&');
    }
    buf_put_string(&b, "delimiter=%2F&encoding-type=url&list-type=2&max-keys=");
    buf_put_int(&b, LIMIT_LAKE_PAGE_ENTRIES);
    put_parameter(&b, "&prefix=", job->at.key);
    struct text query = arena_copy(a, buf_text(&b));
    buf_release(&b);
    return query;
}

static struct text range_value(const struct s3_context *context, const struct lake_read *read,
                               struct arena *a)
{
    unsigned long long offset = read->offset, bytes = read->bytes;
    if (read->from_end && !context->no_suffix)
        return arena_printf(a, "bytes=-%llu", bytes);
    return arena_printf(a, "bytes=%llu-%llu", offset, offset + bytes - 1);
}

static void shape_list(struct s3_request *out)
{
    out->http.method = "GET";
    out->http.response_bytes_max = LIMIT_LAKE_PAGE_BYTES;
}

static void shape_read(const struct s3_context *context, const struct job *job, struct arena *a,
                       struct s3_request *out)
{
    out->http.method = "GET";
    /* Room for an error's text, however little was asked for. A store that ignores the range is cut
     * off. */
    out->http.response_bytes_max =
        job->read.bytes > LIMIT_LAKE_ERROR_BYTES ? job->read.bytes : LIMIT_LAKE_ERROR_BYTES;
    out->http.cut_at_max = true;
    add_header(out, TEXT("range"), range_value(context, &job->read, a));
    if (job->read.etag.n > 0)
        add_header(out, TEXT("if-match"), job->read.etag);
}

static void shape_put(const struct job *job, struct s3_request *out)
{
    out->http.method = "PUT";
    out->http.body = job->put.bytes;
    out->http.response_bytes_max = LIMIT_LAKE_ERROR_BYTES;
    if (job->put.only_new)
        add_header(out, TEXT("if-none-match"), TEXT("*"));
}

/* Where a request goes. */
struct target {
    struct s3_address address;
    struct text query;
};

static int sign(const struct s3_context *context, const struct target *target, struct arena *a,
                struct s3_request *out, struct err *e)
{
    struct sigv4_signed added;
    const struct sigv4_signer signer = {.crypto = context->crypto,
                                        .access_key_id = context->keys->access_key_id,
                                        .secret_key = context->keys->secret_key,
                                        .session_token = context->keys->session_token,
                                        .region = context->region,
                                        .service = TEXT("s3"),
                                        .now_ms = context->now_ms};
    const struct sigv4_request request = {.method = text_of(out->http.method),
                                          .path = target->address.path,
                                          .query = target->query,
                                          .headers = out->headers,
                                          .header_count = out->http.header_count,
                                          .body = out->http.body,
                                          .path_rule = SIGV4_PATH_AS_SENT};
    if (sigv4_sign(&signer, &request, a, &added, e) < 0)
        return -1;
    for (size_t i = 0; i < added.count; i++)
        add_header(out, added.headers[i].name, added.headers[i].value);
    return 0;
}

static struct target target_of(const struct s3_context *context, const struct job *job,
                               struct arena *a)
{
    bool is_list = job->kind == JOB_LIST;
    struct text key = is_list ? TEXT("") : job->at.key;
    return (struct target){s3_address_of(context->endpoint, &job->at, key, context->region, a),
                           is_list ? list_query(context, job, a) : TEXT("")};
}

static void shape(const struct s3_context *context, const struct job *job, struct arena *a,
                  struct s3_request *out)
{
    switch (job->kind) {
    case JOB_LIST:
        shape_list(out);
        break;
    case JOB_READ:
        shape_read(context, job, a, out);
        break;
    case JOB_PUT:
        shape_put(job, out);
        break;
    }
    if (context->requester_pays)
        add_header(out, TEXT("x-amz-request-payer"), TEXT("requester"));
}

int s3_request_make(const struct s3_context *context, const struct job *job, struct arena *a,
                    struct s3_request *out, struct err *e)
{
    struct target target = target_of(context, job, a);
    const struct s3_address *address = &target.address;
    *out = (struct s3_request){
        .http = {.timeout_ms = context->timeout_ms, .connect_timeout_ms = CONNECT_TIMEOUT_MS}};
    add_header(out, TEXT("host"), address->host);
    shape(context, job, a, out);
    if (context->keys && sign(context, &target, a, out, e) < 0)
        return -1;
    out->http.headers = out->headers;
    out->http.url =
        arena_printf(a, "%.*s://%.*s%.*s%s%.*s", TEXT_ARG(address->scheme), TEXT_ARG(address->host),
                     TEXT_ARG(address->path), target.query.n > 0 ? "?" : "", TEXT_ARG(target.query))
            .p;
    return 0;
}
