/* SPDX-License-Identifier: Apache-2.0 */
#include "api/rest/rest_status.h"

int rest_status(enum err_code code)
{
    switch (code) {
    case ERR_NONE:
        return 200;
    case ERR_MALFORMED:
    case ERR_VALIDATION:
    case ERR_INVALID:
        return 400;
    case ERR_MISSING_AUTHENTICATION:
    case ERR_INCOMPLETE_SIGNATURE:
    case ERR_INVALID_SIGNATURE:
    case ERR_UNKNOWN_KEY:
        return 401;
    case ERR_ACCESS_DENIED:
        return 403;
    case ERR_UNKNOWN_OPERATION:
    case ERR_NOT_SERVED:
    case ERR_NOT_FOUND:
        return 404;
    case ERR_METHOD_NOT_ALLOWED:
        return 405;
    case ERR_INVALID_STATE:
    case ERR_ENCRYPTION:
    case ERR_EXISTS:
    case ERR_CONCURRENT:
    case ERR_VERSION_MISMATCH:
    case ERR_LIMIT:
    case ERR_CRAWLER_RUNNING:
    case ERR_CRAWLER_NOT_RUNNING:
    case ERR_CRAWLER_STOPPING:
    case ERR_SCHEDULER_RUNNING:
    case ERR_SCHEDULER_NOT_RUNNING:
    case ERR_SCHEDULER_TRANSITIONING:
    case ERR_NO_SCHEDULE:
        return 409;
    case ERR_PRECONDITION:
        return 412;
    case ERR_TOO_LARGE:
        return 413;
    case ERR_IO:
        return 502;
    case ERR_UNAVAILABLE:
        return 503;
    case ERR_TIMEOUT:
        return 504;
    case ERR_FULL:
        return 507;
    case ERR_INTERNAL:
    case ERR_CODES:
        return 500;
    }
    return 500;
}
