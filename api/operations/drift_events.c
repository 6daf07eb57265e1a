/* SPDX-License-Identifier: Apache-2.0 */
#include "api/operations/operations.h"
#include "api/operations/page.h"
#include "catalog/shapes_alert.h"
#include "catalog/types.h"
#include "store/drift_event.h"

enum { GET_ID };
static const struct member get_drift_event_request_members[] = {
    [GET_ID] = {"DriftEventId", &type_drift_event_id, MEMBER_REQUIRED},
};
static const struct shape shape_get_drift_event_request =
    SHAPE("GetDriftEventRequest", get_drift_event_request_members);
static const struct member get_drift_event_response_members[] = {
    {"DriftEvent", &type_drift_event, MEMBER_REQUIRED},
};
static const struct shape shape_get_drift_event_response =
    SHAPE("GetDriftEventResponse", get_drift_event_response_members);

enum {
    LIST_DATABASE_NAME,
    LIST_TABLE_NAME,
    LIST_CRAWLER_NAME,
    LIST_MINIMUM_SEVERITY,
    LIST_APPLIED,
    LIST_OPEN,
    LIST_NEXT_TOKEN,
    LIST_MAX_RESULTS
};
static const struct member list_drift_events_request_members[] = {
    [LIST_DATABASE_NAME] = {"DatabaseName", &type_name_string, MEMBER_FOLD,
                            "Only events of this database, by its name as of then."},
    [LIST_TABLE_NAME] = {"TableName", &type_name_string, MEMBER_FOLD,
                         "Only events of this table; DatabaseName must be given too."},
    [LIST_CRAWLER_NAME] = {"CrawlerName", &type_name_string, 0, "Only what this crawler found."},
    [LIST_MINIMUM_SEVERITY] = {"MinimumSeverity", &type_severity, 0, "Only as bad or worse."},
    [LIST_APPLIED] = {"Applied", &type_boolean, 0, "Only what was applied, or was not."},
    [LIST_OPEN] = {"Open", &type_boolean, 0, "Only findings that still hold, or all others."},
    [LIST_NEXT_TOKEN] = {"NextToken", &type_token},
    [LIST_MAX_RESULTS] = {"MaxResults", &type_alert_page_size},
};
static const struct shape shape_list_drift_events_request =
    SHAPE("ListDriftEventsRequest", list_drift_events_request_members);
static const struct member list_drift_events_response_members[] = {
    {"DriftEvents", &type_drift_event_list, MEMBER_REQUIRED},
    {"NextToken", &type_token},
};
static const struct shape shape_list_drift_events_response =
    SHAPE("ListDriftEventsResponse", list_drift_events_response_members);

static int get_drift_event(struct call *call)
{
    struct text shown = IN(call, GET_ID)->text;
    int64_t id;
    if (!text_to_int64(shown, &id))
        return err_set(&call->err, ERR_NOT_FOUND, "Drift event %.*s not found.", TEXT_ARG(shown));
    buf_put(&call->reply, TEXT("{\"DriftEvent\":"));
    if (drift_event_get(call->tx, id, &call->reply) != 0)
        return -1;
    buf_put_char(&call->reply, '}');
    return 0;
}

static enum tristate tristate_of(const struct value *v)
{
    return !v->set ? EITHER : v->boolean ? ONLY_TRUE : ONLY_FALSE;
}

static int read_filter(struct call *call, struct drift_event_filter *filter)
{
    struct text severity =
        value_text_or(IN(call, LIST_MINIMUM_SEVERITY), text_of(severity_name(SEVERITY_INFO)));
    *filter = (struct drift_event_filter){.database = IN(call, LIST_DATABASE_NAME)->text,
                                          .table = IN(call, LIST_TABLE_NAME)->text,
                                          .crawler = IN(call, LIST_CRAWLER_NAME)->text,
                                          .applied = tristate_of(IN(call, LIST_APPLIED)),
                                          .open = tristate_of(IN(call, LIST_OPEN))};
    if (filter->table.n && !filter->database.n)
        return err_set(&call->err, ERR_INVALID, "TableName needs DatabaseName beside it.");
    if (!severity_of(severity, &filter->severity_min))
        return err_set(&call->err, ERR_INVALID, "MinimumSeverity is INFO, WARNING or BREAKING.");
    return 0;
}

static int list_drift_events(struct call *call)
{
    struct page page;
    struct drift_event_filter filter;
    if (read_filter(call, &filter) != 0)
        return -1;
    struct text scope =
        arena_printf(&call->arena, "%.*s.%.*s", TEXT_ARG(filter.database), TEXT_ARG(filter.table));
    if (page_begin(call, IN(call, LIST_NEXT_TOKEN), IN(call, LIST_MAX_RESULTS), scope, &page) != 0)
        return -1;
    buf_put(&call->reply, TEXT("{\"DriftEvents\":["));
    if (drift_event_list(call->tx, &filter, &page, &call->reply) != 0)
        return -1;
    buf_put_char(&call->reply, ']');
    page_end(call, &page, scope);
    buf_put_char(&call->reply, '}');
    return 0;
}

const struct operation drift_event_operations[DRIFT_EVENT_OPERATIONS] = {
    {.name = "GetDriftEvent",
     .method = METHOD_GET,
     .path = "/v1/drift-events/{DriftEventId}",
     .input = &shape_get_drift_event_request,
     .output = &shape_get_drift_event_response,
     .where = POOL,
     .touches = TOUCHES_TABLE,
     .run = get_drift_event,
     .about = "Returns one drift event with all of its changes.",
     .errors = "NOT_FOUND"},
    {.name = "ListDriftEvents",
     .method = METHOD_GET,
     .path = "/v1/drift-events",
     .input = &shape_list_drift_events_request,
     .output = &shape_list_drift_events_response,
     .where = POOL,
     .touches = TOUCHES_TABLE,
     .run = list_drift_events,
     .page_max = 100,
     .about = "Lists what has changed in the schemas of tables, newest first.",
     .errors = ""},
};
