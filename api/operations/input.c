/* SPDX-License-Identifier: Apache-2.0 */
#include "api/operations/input.h"

#include "base/json_write.h"
#include "catalog/shape_path.h"
#include "catalog/shapes_partition.h"
#include "store/table.h"

int input_name(struct call *call, const char *document, struct value *inner,
               const struct value *outer)
{
    struct path above = {NULL, document, 0}, here = {&above, "Name", 0};
    if (!inner->set && !outer->set)
        return path_fail(&here, (struct text){NULL, 0}, &call->err, "Member must not be null");
    if (!inner->set)
        *inner = *outer;
    return 0;
}

void input_fold_list(struct call *call, struct value *list)
{
    for (size_t i = 0; i < list->list.count; i++)
        list->list.items[i].text = arena_fold(&call->arena, list->list.items[i].text);
}

int input_version(struct call *call, const struct value *version_id, int64_t *version)
{
    *version = TABLE_ANY_VERSION;
    if (version_id->text.n == 0 || text_equal_nocase(version_id->text, TEXT("LATEST")))
        return 0;
    if (text_to_int64(version_id->text, version) && *version >= 0)
        return 0;
    return err_set(&call->err, ERR_INVALID, "VersionId '%.*s' is not a version number.",
                   TEXT_ARG(text_cut(version_id->text, 64)));
}

int input_segment(struct call *call, const struct value *segment, int64_t *number, int64_t *total)
{
    const struct value *members = segment->members;
    *number = members ? members[SEGMENT_SEGMENT_NUMBER].integer : 0;
    *total = members ? members[SEGMENT_TOTAL_SEGMENTS].integer : 0;
    if (!members || *number < *total)
        return 0;
    return err_set(&call->err, ERR_INVALID,
                   "Segment: SegmentNumber must be less than TotalSegments.");
}

const char *error_glue_name(enum err_code code)
{
    switch (code) {
    case ERR_NONE:
    case ERR_CODES:
        return "";
    case ERR_MALFORMED:
        return "SerializationException";
    case ERR_VALIDATION:
        return "ValidationException";
    case ERR_INVALID:
        return "InvalidInputException";
    case ERR_UNKNOWN_OPERATION:
    case ERR_METHOD_NOT_ALLOWED:
        return "UnknownOperationException";
    case ERR_NOT_SERVED:
        return "OperationNotSupportedException";
    case ERR_ENCRYPTION:
        return "GlueEncryptionException";
    case ERR_NOT_FOUND:
        return "EntityNotFoundException";
    case ERR_EXISTS:
        return "AlreadyExistsException";
    case ERR_CONCURRENT:
        return "ConcurrentModificationException";
    case ERR_VERSION_MISMATCH:
        return "VersionMismatchException";
    case ERR_PRECONDITION:
        return "ConditionCheckFailureException";
    case ERR_INVALID_STATE:
        return "InvalidStateException";
    case ERR_LIMIT:
        return "ResourceNumberLimitExceededException";
    case ERR_TOO_LARGE:
        return "RequestEntityTooLargeException";
    case ERR_CRAWLER_RUNNING:
        return "CrawlerRunningException";
    case ERR_CRAWLER_NOT_RUNNING:
        return "CrawlerNotRunningException";
    case ERR_CRAWLER_STOPPING:
        return "CrawlerStoppingException";
    case ERR_SCHEDULER_RUNNING:
        return "SchedulerRunningException";
    case ERR_SCHEDULER_NOT_RUNNING:
        return "SchedulerNotRunningException";
    case ERR_SCHEDULER_TRANSITIONING:
        return "SchedulerTransitioningException";
    case ERR_NO_SCHEDULE:
        return "NoScheduleException";
    case ERR_ACCESS_DENIED:
        return "AccessDeniedException";
    case ERR_MISSING_AUTHENTICATION:
        return "MissingAuthenticationTokenException";
    case ERR_INCOMPLETE_SIGNATURE:
        return "IncompleteSignatureException";
    case ERR_INVALID_SIGNATURE:
        return "InvalidSignatureException";
    case ERR_UNKNOWN_KEY:
        return "UnrecognizedClientException";
    case ERR_TIMEOUT:
        return "OperationTimeoutException";
    case ERR_UNAVAILABLE:
        return "ServiceUnavailableException";
    case ERR_IO:
    case ERR_FULL:
    case ERR_INTERNAL:
        return "InternalServiceException";
    }
    return "";
}

void reply_error_detail(struct buf *reply, const struct err *err)
{
    reply_error_member(reply, "ErrorDetail", err);
}

void reply_error_member(struct buf *reply, const char *name, const struct err *err)
{
    json_put_name(reply, name);
    buf_put_char(reply, '{');
    json_put_string_member(reply, "ErrorCode", text_of(error_glue_name(err->code)));
    json_put_string_member(reply, "ErrorMessage", err_text(err));
    buf_put_char(reply, '}');
}
