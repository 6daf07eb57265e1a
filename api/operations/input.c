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

/* One for each code of base/err.def: a new one does not compile until it has a name here. */
#define GLUE_NAME_MALFORMED               "SerializationException"
#define GLUE_NAME_VALIDATION              "ValidationException"
#define GLUE_NAME_INVALID                 "InvalidInputException"
#define GLUE_NAME_INVALID_STATE           "InvalidStateException"
#define GLUE_NAME_UNKNOWN_OPERATION       "UnknownOperationException"
#define GLUE_NAME_NOT_SERVED              "OperationNotSupportedException"
#define GLUE_NAME_METHOD_NOT_ALLOWED      "UnknownOperationException"
#define GLUE_NAME_ENCRYPTION              "GlueEncryptionException"
#define GLUE_NAME_NOT_FOUND               "EntityNotFoundException"
#define GLUE_NAME_EXISTS                  "AlreadyExistsException"
#define GLUE_NAME_CONCURRENT              "ConcurrentModificationException"
#define GLUE_NAME_VERSION_MISMATCH        "VersionMismatchException"
#define GLUE_NAME_PRECONDITION            "ConditionCheckFailureException"
#define GLUE_NAME_LIMIT                   "ResourceNumberLimitExceededException"
#define GLUE_NAME_TOO_LARGE               "RequestEntityTooLargeException"
#define GLUE_NAME_CRAWLER_RUNNING         "CrawlerRunningException"
#define GLUE_NAME_CRAWLER_NOT_RUNNING     "CrawlerNotRunningException"
#define GLUE_NAME_CRAWLER_STOPPING        "CrawlerStoppingException"
#define GLUE_NAME_SCHEDULER_RUNNING       "SchedulerRunningException"
#define GLUE_NAME_SCHEDULER_NOT_RUNNING   "SchedulerNotRunningException"
#define GLUE_NAME_SCHEDULER_TRANSITIONING "SchedulerTransitioningException"
#define GLUE_NAME_NO_SCHEDULE             "NoScheduleException"
#define GLUE_NAME_ACCESS_DENIED           "AccessDeniedException"
#define GLUE_NAME_MISSING_AUTHENTICATION  "MissingAuthenticationTokenException"
#define GLUE_NAME_INCOMPLETE_SIGNATURE    "IncompleteSignatureException"
#define GLUE_NAME_INVALID_SIGNATURE       "InvalidSignatureException"
#define GLUE_NAME_UNKNOWN_KEY             "UnrecognizedClientException"
#define GLUE_NAME_TIMEOUT                 "OperationTimeoutException"
#define GLUE_NAME_UNAVAILABLE             "ServiceUnavailableException"
#define GLUE_NAME_IO                      "InternalServiceException"
#define GLUE_NAME_FULL                    "InternalServiceException"
#define GLUE_NAME_INTERNAL                "InternalServiceException"

int input_check_as_of(struct call *call, const struct value *as_of, const struct value *transaction)
{
    return as_of->set && transaction->set
               ? err_set(&call->err, ERR_INVALID,
                         "QueryAsOfTime cannot be specified along with TransactionId.")
               : 0;
}

const char *error_glue_name(enum err_code code)
{
    static const char *const names[ERR_CODES + 1] = {
#define X(code, meaning) [ERR_##code] = GLUE_NAME_##code,
#include "base/err.def"
#undef X
    };
    return names[code] ? names[code] : "";
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
