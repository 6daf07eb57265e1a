/* SPDX-License-Identifier: Apache-2.0 */
#include "lake/s3_verdict.h"

#include "base/date.h"
#include "base/limits.h"
#include "lake/s3_endpoint.h"

/* Codes of S3 and of stores that speak its protocol, and what they mean to us. Source: S3 API
 * reference, "Error responses"; for throttling and transient codes the retry rules of AWS's SDKs.
 */
static const struct {
    const char *code;
    enum s3_verdict_kind kind;
    enum err_code err;
} CODES[] = {
    {"AccessDenied", S3_FAILED, ERR_ACCESS_DENIED},
    {"AccountProblem", S3_FAILED, ERR_ACCESS_DENIED},
    {"AllAccessDisabled", S3_FAILED, ERR_ACCESS_DENIED},
    {"AuthorizationHeaderMalformed", S3_MOVED, ERR_IO},
    {"BandwidthLimitExceeded", S3_THROTTLED, ERR_UNAVAILABLE},
    {"ConditionalRequestConflict", S3_RETRY, ERR_CONCURRENT},
    {"ExpiredToken", S3_EXPIRED, ERR_ACCESS_DENIED},
    {"IllegalLocationConstraintException", S3_MOVED, ERR_IO},
    {"InternalError", S3_RETRY, ERR_IO},
    {"InvalidAccessKeyId", S3_FAILED, ERR_ACCESS_DENIED},
    {"InvalidObjectState", S3_FAILED, ERR_INVALID},
    {"InvalidRange", S3_FAILED, ERR_IO},
    {"InvalidToken", S3_FAILED, ERR_ACCESS_DENIED},
    {"NoSuchBucket", S3_FAILED, ERR_NOT_FOUND},
    {"NoSuchKey", S3_FAILED, ERR_NOT_FOUND},
    {"NotSignedUp", S3_FAILED, ERR_ACCESS_DENIED},
    {"OperationAborted", S3_RETRY, ERR_CONCURRENT},
    {"PermanentRedirect", S3_MOVED, ERR_IO},
    {"PreconditionFailed", S3_FAILED, ERR_CONCURRENT},
    {"ProvisionedThroughputExceededException", S3_THROTTLED, ERR_UNAVAILABLE},
    {"RequestLimitExceeded", S3_THROTTLED, ERR_UNAVAILABLE},
    {"RequestThrottled", S3_THROTTLED, ERR_UNAVAILABLE},
    {"RequestTimeTooSkewed", S3_SKEWED, ERR_IO},
    {"RequestTimeout", S3_RETRY, ERR_TIMEOUT},
    {"ServiceUnavailable", S3_THROTTLED, ERR_UNAVAILABLE},
    {"SignatureDoesNotMatch", S3_FAILED, ERR_ACCESS_DENIED},
    {"SlowDown", S3_THROTTLED, ERR_UNAVAILABLE},
    {"TemporaryRedirect", S3_MOVED, ERR_IO},
    {"Throttling", S3_THROTTLED, ERR_UNAVAILABLE},
    {"ThrottlingException", S3_THROTTLED, ERR_UNAVAILABLE},
    {"TooManyRequests", S3_THROTTLED, ERR_UNAVAILABLE},
    {"TooManyRequestsException", S3_THROTTLED, ERR_UNAVAILABLE},
    {"XAdminUserNotFound", S3_FAILED, ERR_ACCESS_DENIED}, /* versitygw: unknown access key */
};

/* Where the code is not known: by status. */
static const struct {
    int status;
    enum s3_verdict_kind kind;
    enum err_code err;
} STATUSES[] = {
    {301, S3_MOVED, ERR_IO},
    {307, S3_MOVED, ERR_IO},
    {401, S3_FAILED, ERR_ACCESS_DENIED},
    {403, S3_FAILED, ERR_ACCESS_DENIED},
    {404, S3_FAILED, ERR_NOT_FOUND},
    {408, S3_RETRY, ERR_TIMEOUT},
    {412, S3_FAILED, ERR_CONCURRENT},
    {429, S3_THROTTLED, ERR_UNAVAILABLE},
    {500, S3_RETRY, ERR_IO},
    {502, S3_RETRY, ERR_IO},
    {503, S3_THROTTLED, ERR_UNAVAILABLE},
    {504, S3_RETRY, ERR_TIMEOUT},
};

static enum err_code classify(struct text code, int status, enum s3_verdict_kind *kind)
{
    for (size_t i = 0; i < COUNT(CODES); i++) {
        if (!text_is(code, CODES[i].code))
            continue;
        *kind = CODES[i].kind;
        return CODES[i].err;
    }
    for (size_t i = 0; i < COUNT(STATUSES); i++) {
        if (STATUSES[i].status != status)
            continue;
        *kind = STATUSES[i].kind;
        return STATUSES[i].err;
    }
    *kind = S3_FAILED;
    return ERR_IO;
}

/* How far the store's clock is from ours. */
static int64_t skew_of(const struct s3_reply *reply)
{
    int64_t date_ms;
    struct text date = http_response_header(reply->response, TEXT("date"));
    return date_decode_http(date, &date_ms) ? date_ms - reply->now_ms : 0;
}

static void judge_error(const struct s3_reply *reply, const struct s3_error *error,
                        struct s3_verdict *out)
{
    int status = reply->response->status;
    enum err_code code = classify(error->code, status, &out->kind);
    struct text region = http_response_header(reply->response, TEXT("x-amz-bucket-region"));
    if (region.n == 0)
        region = error->region;
    /* A moved bucket without a place to go to is S3 that has not made up its mind yet. */
    out->region = s3_is_region(region) ? region : TEXT("");
    if (out->kind == S3_MOVED && out->region.n == 0)
        out->kind = S3_RETRY;
    if (out->kind == S3_SKEWED && (out->skew_ms = skew_of(reply)) == 0)
        out->kind = S3_FAILED;
    if (code == ERR_CONCURRENT && reply->job->kind == JOB_PUT && reply->job->put.only_new &&
        out->kind == S3_FAILED)
        code = ERR_EXISTS;
    if (error->code.n > 0)
        err_set(&out->err, code, "%.*s: %.*s (status %d)",
                (int)(error->code.n < 100 ? error->code.n : 100), error->code.p,
                (int)(error->message.n < 400 ? error->message.n : 400), error->message.p, status);
    else
        err_set(&out->err, code, "the store answered with status %d", status);
}

static void fail(struct s3_verdict *out, enum s3_verdict_kind kind, const char *why)
{
    out->kind = kind;
    err_set(&out->err, ERR_IO, "%s", why);
}

/* A page; or an error although the status says success, which S3 may send once it has begun to
 * answer. */
static void judge_listing(const struct s3_reply *reply, struct arena *a, struct s3_verdict *out)
{
    struct s3_answer answer;
    if (s3_xml_decode(buf_text(&reply->response->body), reply->job->at.key, a, &answer, &out->err) <
        0) {
        out->kind = S3_RETRY;
    } else if (answer.kind == S3_ANSWER_ERROR) {
        judge_error(reply, &answer.error, out);
    } else if (answer.kind != S3_ANSWER_LISTING) {
        fail(out, S3_FAILED, "the store answers, but not with a listing: is this an S3 endpoint?");
    } else {
        out->kind = S3_DONE;
        out->listing = answer.listing;
    }
}

/* "bytes 0-99/1000". */
static bool parse_content_range(struct text value, int64_t *first, int64_t *last, int64_t *whole)
{
    struct text rest = value;
    if (!text_is(text_split(&rest, ' '), "bytes"))
        return false;
    struct text range = text_split(&rest, '/');
    struct text begin = text_split(&range, '-');
    return text_to_int64(begin, first) && text_to_int64(range, last) &&
           text_to_int64(rest, whole) && *first >= 0 && *last >= *first && *whole > *last;
}

static void done_content(const struct s3_reply *reply, struct text bytes, uint64_t whole,
                         struct s3_verdict *out)
{
    struct text etag = http_response_header(reply->response, TEXT("etag"));
    out->kind = S3_DONE;
    out->content = (struct lake_content){bytes, whole, etag.n > 0 ? etag : TEXT("")};
}

/* What stands behind the '/' of a Content-Range, or -1. */
static int64_t size_of(const struct s3_reply *reply)
{
    struct text value = http_response_header(reply->response, TEXT("content-range"));
    int64_t size;
    text_split(&value, '/');
    return text_to_int64(value, &size) && size >= 0 ? size : -1;
}

/* A part: it must be the one that was asked for. */
static void judge_part(const struct s3_reply *reply, struct s3_verdict *out)
{
    const struct lake_read *read = &reply->job->read;
    struct text body = buf_text(&reply->response->body);
    int64_t first, last, whole;
    if (body.n == 0 && size_of(reply) <= 0) { /* an empty object, as some stores answer for it */
        done_content(reply, TEXT(""), 0, out);
        return;
    }
    if (!parse_content_range(http_response_header(reply->response, TEXT("content-range")), &first,
                             &last, &whole) ||
        (uint64_t)(last - first) + 1 != body.n || reply->response->cut) {
        fail(out, S3_RETRY, "the store's Content-Range does not fit to what it sent");
        return;
    }
    uint64_t size = (uint64_t)whole, wanted = read->bytes, begin = read->offset;
    if (read->from_end)
        begin = reply->no_suffix || wanted > size ? 0 : size - wanted;
    uint64_t end = size - begin < wanted ? size : begin + wanted;
    if ((uint64_t)first != begin || (uint64_t)last + 1 != end) {
        fail(out, S3_FAILED, "the store sent another part of the object than was asked for");
        return;
    }
    done_content(reply, body, size, out);
    if (read->from_end && reply->no_suffix && size > wanted)
        out->kind = S3_LONGER;
}

/* The whole object, from a store that does not know ranges, or for one that is empty. */
static void judge_whole(const struct s3_reply *reply, struct s3_verdict *out)
{
    const struct lake_read *read = &reply->job->read;
    struct text body = buf_text(&reply->response->body);
    int64_t length;
    uint64_t size = body.n;
    if (text_to_int64(http_response_header(reply->response, TEXT("content-length")), &length) &&
        length >= 0)
        size = (uint64_t)length;
    bool complete = !reply->response->cut;
    uint64_t begin = read->offset < size ? read->offset : size;
    if (read->from_end)
        begin = read->bytes < size ? size - read->bytes : 0;
    uint64_t wanted = read->bytes < size - begin ? read->bytes : size - begin;
    if (begin + wanted > body.n || (!complete && read->from_end)) {
        fail(out, S3_FAILED,
             "the store ignores ranges, and the object is too large to be read as a whole");
        return;
    }
    done_content(reply, wanted > 0 ? (struct text){body.p + begin, (size_t)wanted} : TEXT(""), size,
                 out);
}

/* 416. Nothing lies there: the object is empty, ends before, or the store does not take long ranges
 * from the end. */
static void judge_no_range(const struct s3_reply *reply, struct s3_verdict *out)
{
    const struct lake_read *read = &reply->job->read;
    int64_t size = size_of(reply);
    if (read->from_end && !reply->no_suffix && size != 0) {
        fail(out, S3_NO_SUFFIX, "the store does not take a range from the end");
        return;
    }
    done_content(reply, TEXT(""), size >= 0 ? (uint64_t)size : read->offset, out);
}

static void judge_success(const struct s3_reply *reply, struct arena *a, struct s3_verdict *out)
{
    switch (reply->job->kind) {
    case JOB_LIST:
        judge_listing(reply, a, out);
        break;
    case JOB_READ:
        if (reply->response->status == 206)
            judge_part(reply, out);
        else
            judge_whole(reply, out);
        break;
    case JOB_PUT:
        out->kind = S3_DONE;
        break;
    }
}

static void judge_transport(const struct err *transport, struct s3_verdict *out)
{
    out->kind = transport->code == ERR_IO || transport->code == ERR_TIMEOUT ? S3_RETRY : S3_FAILED;
    out->err = *transport;
}

void s3_judge(const struct s3_reply *reply, struct arena *a, struct s3_verdict *out)
{
    int status = reply->response->status;
    *out = (struct s3_verdict){.kind = S3_FAILED};
    if (reply->transport->code != ERR_NONE) {
        judge_transport(reply->transport, out);
    } else if (status >= 200 && status < 300) {
        judge_success(reply, a, out);
    } else if (status == 416 && reply->job->kind == JOB_READ) {
        judge_no_range(reply, out);
    } else {
        struct s3_answer answer = {0};
        struct err not_xml = {0};
        if (s3_xml_decode(buf_text(&reply->response->body), TEXT(""), a, &answer, &not_xml) < 0 ||
            answer.kind != S3_ANSWER_ERROR)
            answer.error = (struct s3_error){TEXT(""), TEXT(""), TEXT("")};
        judge_error(reply, &answer.error, out);
    }
}
