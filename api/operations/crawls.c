/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "api/operations/operations.h"
#include "api/operations/page.h"
#include "base/crypto.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "base/limits.h"
#include "catalog/epoch_seconds.h"
#include "catalog/shapes_crawl_report.h"
#include "catalog/shapes_crawler.h"
#include "catalog/types.h"
#include "store/crawl_run.h"

enum { START_NAME };
static const struct member start_crawler_request_members[] = {
    [START_NAME] = {"Name", &type_name_string, MEMBER_REQUIRED},
};
static const struct shape shape_start_crawler_request =
    SHAPE("StartCrawlerRequest", start_crawler_request_members);
static const struct shape shape_start_crawler_response = {.name = "StartCrawlerResponse"};
static const struct shape shape_stop_crawler_request =
    SHAPE("StopCrawlerRequest", start_crawler_request_members);
static const struct shape shape_stop_crawler_response = {.name = "StopCrawlerResponse"};

enum { LIST_CRAWLER_NAME, LIST_MAX_RESULTS, LIST_FILTERS, LIST_NEXT_TOKEN };
static const struct member list_crawls_request_members[] = {
    [LIST_CRAWLER_NAME] = {"CrawlerName", &type_name_string, MEMBER_REQUIRED},
    [LIST_MAX_RESULTS] = {"MaxResults", &type_page_size},
    [LIST_FILTERS] = {"Filters", &type_crawls_filter_list},
    [LIST_NEXT_TOKEN] = {"NextToken", &type_token},
};
static const struct shape shape_list_crawls_request =
    SHAPE("ListCrawlsRequest", list_crawls_request_members);
static const struct member list_crawls_response_members[] = {
    {"Crawls", &type_crawler_history_list},
    {"NextToken", &type_token},
};
static const struct shape shape_list_crawls_response =
    SHAPE("ListCrawlsResponse", list_crawls_response_members);

enum { GET_CRAWLER_NAME, GET_CRAWL_ID };
static const struct member get_crawl_request_members[] = {
    [GET_CRAWLER_NAME] = {"CrawlerName", &type_name_string, MEMBER_REQUIRED},
    [GET_CRAWL_ID] = {"CrawlId", &type_crawl_id, MEMBER_REQUIRED},
};
static const struct shape shape_get_crawl_request =
    SHAPE("GetCrawlRequest", get_crawl_request_members);
static const struct member get_crawl_response_members[] = {{"Run", &type_crawl_run}};
static const struct shape shape_get_crawl_response =
    SHAPE("GetCrawlResponse", get_crawl_response_members);

enum { METRICS_CRAWLER_NAME_LIST, METRICS_MAX_RESULTS, METRICS_NEXT_TOKEN };
static const struct member get_crawler_metrics_request_members[] = {
    [METRICS_CRAWLER_NAME_LIST] = {"CrawlerNameList", &type_crawler_name_list},
    [METRICS_MAX_RESULTS] = {"MaxResults", &type_page_size},
    [METRICS_NEXT_TOKEN] = {"NextToken", &type_token},
};
static const struct shape shape_get_crawler_metrics_request =
    SHAPE("GetCrawlerMetricsRequest", get_crawler_metrics_request_members);
static const struct member get_crawler_metrics_response_members[] = {
    {"CrawlerMetricsList", &type_crawler_metrics_list},
    {"NextToken", &type_token},
};
static const struct shape shape_get_crawler_metrics_response =
    SHAPE("GetCrawlerMetricsResponse", get_crawler_metrics_response_members);

/* --- starting and stopping ---------------------------------------------------------------- */

/* The identifier of the run is drawn before the queue: a body that runs again must write the same.
 */
static int prepare_start(struct call *call)
{
    unsigned char random[16];
    char uuid[CRAWL_UUID_BYTES];
    struct text *kept = ARENA_NEW(&call->arena, struct text);
    crypto_random(random, sizeof random);
    crawl_uuid(random, uuid);
    *kept = arena_copy(&call->arena, (struct text){uuid, sizeof uuid});
    call->prepared = kept;
    return 0;
}

static int check_startable(struct call *call, const struct crawler *crawler)
{
    struct value *document;
    if (crawler_decode(crawler, &call->arena, &document, &call->err) != 0)
        return -1;
    const struct value *policy = &document[CRAWLER_RECRAWL_POLICY];
    if (policy->set &&
        text_is(policy->members[RECRAWL_POLICY_RECRAWL_BEHAVIOR].text, "CRAWL_EVENT_MODE"))
        return err_set(&call->err, ERR_INVALID,
                       "Crawler %.*s has RecrawlBehavior CRAWL_EVENT_MODE, which this server keeps "
                       "but cannot run yet; CRAWL_EVERYTHING and CRAWL_NEW_FOLDERS_ONLY can be "
                       "started.",
                       TEXT_ARG(crawler->name));
    return 0;
}

static int start_crawler(struct call *call)
{
    struct crawler crawler;
    call->wake = true;
    if (crawler_find(call->tx, IN(call, START_NAME)->text, &call->arena, &crawler) != 0 ||
        check_startable(call, &crawler) != 0)
        return -1;
    return crawl_run_start(call->tx, &crawler, *(struct text *)call->prepared, 0);
}

static int stop_crawler(struct call *call)
{
    struct crawler crawler;
    call->wake = true;
    if (crawler_find(call->tx, IN(call, START_NAME)->text, &call->arena, &crawler) != 0)
        return -1;
    return crawl_run_stop(call->tx, &crawler);
}

/* --- the history -------------------------------------------------------------------------- */

/* The model takes a MaxResults of 1,000 and says of ListCrawls: "The default is 20, and maximum is
 * 100." */
enum { CRAWLS_PAGE_MAX = 100 };

/* A time in a filter: seconds or milliseconds since 1970. */
static bool read_time(struct text t, int64_t *ms)
{
    int64_t n;
    if (!text_to_int64(t, &n))
        return false;
    *ms = epoch_is_milliseconds(n) ? n : n * 1000;
    return true;
}

/* A number of DPU hours in a filter, such as 0.25. */
static bool read_hours(struct text t, struct arena *arena, double *hours)
{
    struct json_reader r;
    struct json_number n;
    struct err why = {.code = ERR_NONE};
    if (json_reader_init(&r, t, arena, &why) != 0 || json_peek(&r) != JSON_NUMBER ||
        json_read_number(&r, &n) != 0 || json_finish(&r) != 0)
        return false;
    *hours = n.real;
    return true;
}

static int compare_numbers(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static bool operator_holds(struct text name, int order)
{
    static const struct {
        const char *name;
        bool less, equal, greater;
    } rows[] = {
        {"GT", false, false, true}, {"GE", false, true, true},  {"LT", true, false, false},
        {"LE", true, true, false},  {"EQ", false, true, false}, {"NE", true, false, true},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (text_is(name, rows[i].name))
            return order < 0 ? rows[i].less : order > 0 ? rows[i].greater : rows[i].equal;
    }
    return false;
}

/* How the run's value stands to the filter's; the filter was checked. */
static int compare_field(const struct crawl_run *run, struct text field, struct text value,
                         struct arena *arena)
{
    int64_t ms = 0;
    double hours = 0;
    (void)read_time(value, &ms);
    if (text_is(field, "CRAWL_ID"))
        return text_compare(run->uuid, value);
    if (text_is(field, "STATE"))
        return text_compare(text_of(crawl_run_state(run)), value);
    if (text_is(field, "START_TIME"))
        return compare_numbers(run->created_ms, ms);
    if (text_is(field, "END_TIME"))
        return compare_numbers(run->ended_ms, ms);
    (void)read_hours(value, arena, &hours);
    return (0 > hours) - (0 < hours); /* DPU_HOUR: nothing is billed here */
}

static bool fits(const struct crawl_run *run, const struct value *filters, struct arena *arena)
{
    for (size_t i = 0; i < filters->list.count; i++) {
        const struct value *f = filters->list.items[i].members;
        if (!run->ended_ms && text_is(f[CRAWLS_FILTER_FIELD_NAME].text, "END_TIME"))
            return false; /* what has not ended has no end to compare */
        int order = compare_field(run, f[CRAWLS_FILTER_FIELD_NAME].text,
                                  f[CRAWLS_FILTER_FIELD_VALUE].text, arena);
        if (!operator_holds(f[CRAWLS_FILTER_FILTER_OPERATOR].text, order))
            return false;
    }
    return true;
}

static int check_filter(struct call *call, const struct value *f)
{
    struct text field = f[CRAWLS_FILTER_FIELD_NAME].text,
                operator= f[CRAWLS_FILTER_FILTER_OPERATOR].text,
                value = f[CRAWLS_FILTER_FIELD_VALUE].text;
    int64_t ms;
    double hours;
    bool is_text = text_is(field, "CRAWL_ID") || text_is(field, "STATE");
    if (!field.n || !operator.n || !value.n)
        return err_set(&call->err, ERR_INVALID,
                       "Filters: FieldName, FilterOperator and FieldValue are all needed.");
    if (is_text && !text_is(operator, "EQ") && !text_is(operator, "NE"))
        return err_set(&call->err, ERR_INVALID, "Filters: %.*s takes EQ and NE only.",
                       TEXT_ARG(field));
    if (!is_text && !(text_is(field, "DPU_HOUR") ? read_hours(value, &call->arena, &hours)
                                                 : read_time(value, &ms)))
        return err_set(&call->err, ERR_INVALID, "Filters: %.*s takes a number, not '%.*s'.",
                       TEXT_ARG(field), TEXT_ARG(text_cut(value, 64)));
    return 0;
}

static int prepare_list(struct call *call)
{
    const struct value *filters = IN(call, LIST_FILTERS);
    for (size_t i = 0; i < filters->list.count; i++) {
        if (check_filter(call, filters->list.items[i].members) != 0)
            return -1;
    }
    return 0;
}

static void put_history(const struct crawl_run *run, struct buf *out)
{
    buf_put_char(out, '{');
    json_put_string_member(out, "CrawlId", run->uuid);
    json_put_string_member(out, "State", text_of(crawl_run_state(run)));
    json_put_ms_member(out, "StartTime", run->created_ms);
    if (run->ended_ms)
        json_put_ms_member(out, "EndTime", run->ended_ms);
    if (run->summary.n)
        json_put_string_member(out, "Summary", run->summary);
    if (run->error.n)
        json_put_string_member(out, "ErrorMessage", run->error);
    json_put_string_member(out, "LogGroup", TEXT("/aws-glue/crawlers"));
    json_put_string_member(out, "LogStream", run->crawler_name);
    json_put_string_member(out, "MessagePrefix", run->uuid);
    json_put_int_member(out, "DPUHour", 0);
    buf_put_char(out, '}');
}

struct history {
    struct call *call;
    struct page *page;
    int64_t count, last_id;
};

static int put_if_fits(void *context, const struct crawl_run *run)
{
    struct history *h = context;
    if (!fits(run, IN(h->call, LIST_FILTERS), &h->call->arena))
        return 0;
    if (h->count == h->page->limit) {
        h->page->next = arena_printf(h->page->arena, "%lld", (long long)h->last_id);
        return 1;
    }
    h->count++;
    h->last_id = run->id;
    json_put_comma(&h->call->reply);
    put_history(run, &h->call->reply);
    return 0;
}

/* A token goes on with the list of this crawler and these filters, and no other. */
static struct text scope_of(struct call *call)
{
    struct buf scope;
    buf_init(&scope, LIMIT_DOCUMENT_BYTES);
    json_put_string(&scope, IN(call, LIST_CRAWLER_NAME)->text);
    if (IN(call, LIST_FILTERS)->list.count)
        shape_encode_value(&type_crawls_filter_list, IN(call, LIST_FILTERS), &scope);
    struct text kept = arena_copy(&call->arena, buf_text(&scope));
    buf_release(&scope);
    return kept;
}

static int list_crawls(struct call *call)
{
    struct crawler crawler;
    struct page page;
    struct history history = {call, &page, 0, 0};
    int64_t before = 0;
    struct text scope = scope_of(call);
    if (crawler_find(call->tx, IN(call, LIST_CRAWLER_NAME)->text, &call->arena, &crawler) != 0 ||
        page_begin(call, IN(call, LIST_NEXT_TOKEN), IN(call, LIST_MAX_RESULTS), scope, &page) != 0)
        return -1;
    if (page.limit > CRAWLS_PAGE_MAX)
        page.limit = CRAWLS_PAGE_MAX;
    if (page.after.p && !text_to_int64(page.after, &before))
        return err_set(&call->err, ERR_INVALID, "NextToken is not one of ListCrawls.");
    buf_put(&call->reply, TEXT("{\"Crawls\":["));
    if (crawl_run_each(call->tx, crawler.id, before, put_if_fits, &history) != 0)
        return -1;
    buf_put_char(&call->reply, ']');
    page_end(call, &page, scope);
    buf_put_char(&call->reply, '}');
    return 0;
}

/* --- one run with its report -------------------------------------------------------------- */

static void put_counts(const struct crawl_run *run, struct buf *out)
{
    json_put_int_member(out, "Attempts", run->attempts);
    json_put_int_member(out, "Folders", run->folders);
    json_put_int_member(out, "Files", run->files);
    json_put_int_member(out, "TablesCreated", run->counts.tables_created);
    json_put_int_member(out, "TablesUpdated", run->counts.tables_updated);
    json_put_int_member(out, "TablesDeleted", run->counts.tables_deleted);
    json_put_int_member(out, "PartitionsCreated", run->counts.partitions_created);
    json_put_int_member(out, "PartitionsUpdated", run->counts.partitions_updated);
    json_put_int_member(out, "PartitionsDeleted", run->counts.partitions_deleted);
}

static void put_run(const struct crawl_run *run, struct buf *out)
{
    json_put_string_member(out, "CrawlId", run->uuid);
    json_put_string_member(out, "CrawlerName", run->crawler_name);
    json_put_string_member(out, "State", text_of(crawl_run_state(run)));
    json_put_string_member(out, "Phase", text_of(crawl_phase_name(run->phase)));
    json_put_ms_member(out, "StartTime", run->created_ms);
    if (run->ended_ms)
        json_put_ms_member(out, "EndTime", run->ended_ms);
    if (run->error.n)
        json_put_string_member(out, "ErrorMessage", run->error);
    put_counts(run, out);
}

static int get_crawl(struct call *call)
{
    struct crawler crawler;
    struct crawl_run run;
    if (crawler_find(call->tx, IN(call, GET_CRAWLER_NAME)->text, &call->arena, &crawler) != 0 ||
        crawl_run_find(call->tx, &crawler, IN(call, GET_CRAWL_ID)->text, &call->arena, &run) != 0)
        return -1;
    buf_put(&call->reply, TEXT("{\"Run\":{"));
    put_run(&run, &call->reply);
    buf_put_char(&call->reply, ',');
    size_t before = call->reply.n;
    if (crawl_run_put_report(call->tx, run.id, &call->reply) != 0)
        return -1;
    if (call->reply.n == before)
        buf_put(&call->reply, TEXT("\"Findings\":[],\"Tables\":[]"));
    buf_put(&call->reply, TEXT("}}"));
    return 0;
}

/* --- metrics ------------------------------------------------------------------------------ */

/* The median is that of the last runs: older ones say little about the next. */
enum { METRICS_RUNS_MAX = 101 };

struct metrics_of_crawler {
    double seconds[METRICS_RUNS_MAX]; /* of runs that ended, however they did; newest first */
    size_t seconds_n;
    size_t runs;
    int64_t active_since_ms;
    struct crawl_counts counts;
};

static int add_run(void *context, const struct crawl_run *run)
{
    struct metrics_of_crawler *m = context;
    if (run->result == CRAWL_NO_RESULT)
        m->active_since_ms = run->created_ms;
    else
        m->seconds[m->seconds_n++] = (double)(run->ended_ms - run->created_ms) / 1000;
    m->counts.tables_created += run->counts.tables_created;
    m->counts.tables_updated += run->counts.tables_updated;
    m->counts.tables_deleted += run->counts.tables_deleted;
    return ++m->runs == METRICS_RUNS_MAX;
}

static int compare_seconds(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

/* Of numbers in order. */
static double median_of(const double *numbers, size_t count)
{
    return count ? (numbers[count / 2] + numbers[(count - 1) / 2]) / 2 : 0;
}

static void put_double_member(struct buf *out, const char *name, double value)
{
    json_put_name(out, name);
    json_put_double(out, value);
}

static void put_metrics(const struct tx *tx, struct text name, struct metrics_of_crawler *m,
                        struct buf *out)
{
    double last = m->seconds_n ? m->seconds[0] : 0;
    qsort(m->seconds, m->seconds_n, sizeof m->seconds[0], compare_seconds);
    double median = median_of(m->seconds, m->seconds_n);
    double elapsed = m->active_since_ms ? (double)(tx->now_ms - m->active_since_ms) / 1000 : 0;
    double left = m->active_since_ms && median > elapsed ? median - elapsed : 0;
    json_put_comma(out);
    buf_put_char(out, '{');
    json_put_string_member(out, "CrawlerName", name);
    put_double_member(out, "TimeLeftSeconds", left);
    json_put_boolean_member(out, "StillEstimating", m->active_since_ms && left == 0);
    put_double_member(out, "LastRuntimeSeconds", last);
    put_double_member(out, "MedianRuntimeSeconds", median);
    json_put_int_member(out, "TablesCreated", m->counts.tables_created);
    json_put_int_member(out, "TablesUpdated", m->counts.tables_updated);
    json_put_int_member(out, "TablesDeleted", m->counts.tables_deleted);
    buf_put_char(out, '}');
}

static int put_metrics_of(struct call *call, struct text name)
{
    struct crawler crawler;
    if (crawler_find(call->tx, name, &call->arena, &crawler) != 0)
        return -1;
    struct metrics_of_crawler *m = ARENA_NEW(&call->arena, struct metrics_of_crawler);
    if (crawl_run_each(call->tx, crawler.id, 0, add_run, m) != 0)
        return -1;
    put_metrics(call->tx, crawler.name, m, &call->reply);
    return 0;
}

/* The named crawlers; names that do not exist are passed over, as the real service does. */
static int put_named_metrics(struct call *call, const struct value *names)
{
    for (size_t i = 0; i < names->list.count; i++) {
        if (put_metrics_of(call, names->list.items[i].text) == 0)
            continue;
        if (call->err.code != ERR_NOT_FOUND)
            return -1;
        err_clear(&call->err);
    }
    return 0;
}

/* A page of all crawlers: their names first, then each one's runs. */
static int put_all_metrics(struct call *call, struct page *page)
{
    const struct crawler_list list = {.names_only = true};
    struct buf names;
    struct json_reader reader;
    struct text name;
    int more = -1;
    buf_init(&names, call->reply.bytes_max);
    buf_put_char(&names, '[');
    if (crawler_list(call->tx, &list, page, &names) == 0) {
        buf_put_char(&names, ']');
        if (json_reader_init(&reader, buf_text(&names), &call->arena, &call->err) == 0 &&
            json_enter_array(&reader) == 0)
            while ((more = json_next_element(&reader)) == 1)
                if (json_read_string(&reader, &name) != 0 || put_metrics_of(call, name) != 0)
                    break;
    }
    buf_release(&names);
    return more == 0 ? 0 : -1;
}

static int get_crawler_metrics(struct call *call)
{
    struct page page;
    const struct value *names = IN(call, METRICS_CRAWLER_NAME_LIST);
    if (page_begin(call, IN(call, METRICS_NEXT_TOKEN), IN(call, METRICS_MAX_RESULTS), TEXT(""),
                   &page) != 0)
        return -1;
    buf_put(&call->reply, TEXT("{\"CrawlerMetricsList\":["));
    int result = names->list.count ? put_named_metrics(call, names) : put_all_metrics(call, &page);
    buf_put_char(&call->reply, ']');
    page_end(call, &page, TEXT(""));
    buf_put_char(&call->reply, '}');
    return result;
}

/* --- rows --------------------------------------------------------------------------------- */

const struct operation crawl_operations[CRAWL_OPERATIONS] = {
    {.name = "StartCrawler",
     .method = METHOD_POST,
     .path = "/v1/crawlers/{Name}/start",
     .input = &shape_start_crawler_request,
     .output = &shape_start_crawler_response,
     .where = WRITE,
     .touches = TOUCHES_CRAWLER,
     .prepare = prepare_start,
     .run = start_crawler,
     .status = 202,
     .about = "Queues a crawl; its progress and report are those of its newest run.",
     .errors = "NOT_FOUND CRAWLER_RUNNING"},
    {.name = "StopCrawler",
     .method = METHOD_POST,
     .path = "/v1/crawlers/{Name}/stop",
     .input = &shape_stop_crawler_request,
     .output = &shape_stop_crawler_response,
     .where = WRITE,
     .touches = TOUCHES_CRAWLER,
     .run = stop_crawler,
     .status = 202,
     .about = "Asks the crawl that is under way to stop.",
     .errors = "NOT_FOUND CRAWLER_NOT_RUNNING CRAWLER_STOPPING"},
    {.name = "ListCrawls",
     .method = METHOD_GET,
     .path = "/v1/crawlers/{CrawlerName}/runs",
     .input = &shape_list_crawls_request,
     .output = &shape_list_crawls_response,
     .where = INLINE,
     .touches = TOUCHES_CRAWLER,
     .prepare = prepare_list,
     .run = list_crawls,
     .page_max = 20,
     .about = "Lists the runs of a crawler, newest first.",
     .errors = "NOT_FOUND"},
    {.name = "GetCrawl",
     .method = METHOD_GET,
     .path = "/v1/crawlers/{CrawlerName}/runs/{CrawlId}",
     .input = &shape_get_crawl_request,
     .output = &shape_get_crawl_response,
     .where = POOL,
     .touches = TOUCHES_CRAWLER,
     .run = get_crawl,
     .about = "Returns one run with its report: what was found in each folder, and why it was "
              "taken that way.",
     .errors = "NOT_FOUND"},
    {.name = "GetCrawlerMetrics",
     .method = METHOD_GET,
     .path = "/v1/crawler-metrics",
     .input = &shape_get_crawler_metrics_request,
     .output = &shape_get_crawler_metrics_response,
     .where = POOL,
     .touches = TOUCHES_CRAWLER,
     .run = get_crawler_metrics,
     .page_max = 100,
     .about = "Returns how long crawls take and what they changed."},
};
