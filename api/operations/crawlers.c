/* SPDX-License-Identifier: Apache-2.0 */
#include "api/operations/operations.h"
#include "api/operations/page.h"
#include "base/json_write.h"
#include "base/limits.h"
#include "catalog/crawler_draft.h"
#include "catalog/shapes_crawler.h"
#include "catalog/types.h"
#include "store/classifier.h"
#include "store/crawler.h"
#include "store/database.h"
#include "store/tag.h"

/* CreateCrawler and UpdateCrawler differ in Tags, and in what is required. */
enum {
    WRITE_NAME,
    WRITE_ROLE,
    WRITE_DATABASE_NAME,
    WRITE_DESCRIPTION,
    WRITE_TARGETS,
    WRITE_SCHEDULE,
    WRITE_CLASSIFIERS,
    WRITE_TABLE_PREFIX,
    WRITE_SCHEMA_CHANGE_POLICY,
    WRITE_RECRAWL_POLICY,
    WRITE_LINEAGE_CONFIGURATION,
    WRITE_LAKE_FORMATION_CONFIGURATION,
    WRITE_CONFIGURATION,
    WRITE_CRAWLER_SECURITY_CONFIGURATION,
    WRITE_CATALOG_ID,
    WRITE_TAGS
};
#define WRITE_MEMBERS(REQUIRED, DESCRIPTION)                                                       \
    [WRITE_NAME] = {"Name", &type_name_string, MEMBER_REQUIRED},                                   \
    [WRITE_ROLE] = {"Role", &type_role, REQUIRED},                                                 \
    [WRITE_DATABASE_NAME] = {"DatabaseName", &type_database_name},                                 \
    [WRITE_DESCRIPTION] = {"Description", &DESCRIPTION},                                           \
    [WRITE_TARGETS] = {"Targets", &type_crawler_targets, REQUIRED},                                \
    [WRITE_SCHEDULE] = {"Schedule", &type_cron_expression},                                        \
    [WRITE_CLASSIFIERS] = {"Classifiers", &type_classifier_name_list},                             \
    [WRITE_TABLE_PREFIX] = {"TablePrefix", &type_table_prefix},                                    \
    [WRITE_SCHEMA_CHANGE_POLICY] = {"SchemaChangePolicy", &type_schema_change_policy},             \
    [WRITE_RECRAWL_POLICY] = {"RecrawlPolicy", &type_recrawl_policy},                              \
    [WRITE_LINEAGE_CONFIGURATION] = {"LineageConfiguration", &type_lineage_configuration},         \
    [WRITE_LAKE_FORMATION_CONFIGURATION] = {"LakeFormationConfiguration",                          \
                                            &type_lake_formation_configuration},                   \
    [WRITE_CONFIGURATION] = {"Configuration", &type_crawler_configuration},                        \
    [WRITE_CRAWLER_SECURITY_CONFIGURATION] = {"CrawlerSecurityConfiguration",                      \
                                              &type_crawler_security_configuration},               \
    [WRITE_CATALOG_ID] = {"CatalogId", &type_catalog_id_string}

static const struct member create_crawler_request_members[] = {
    WRITE_MEMBERS(MEMBER_REQUIRED, type_description_string),
    [WRITE_TAGS] = {"Tags", &type_tags_map},
};
static const struct shape shape_create_crawler_request =
    SHAPE("CreateCrawlerRequest", create_crawler_request_members);
static const struct shape shape_create_crawler_response = {.name = "CreateCrawlerResponse"};

static const struct member update_crawler_request_members[] = {
    WRITE_MEMBERS(0, type_description_string_removable),
};
static const struct shape shape_update_crawler_request =
    SHAPE("UpdateCrawlerRequest", update_crawler_request_members);
static const struct shape shape_update_crawler_response = {.name = "UpdateCrawlerResponse"};

enum { GET_NAME };
static const struct member get_crawler_request_members[] = {
    [GET_NAME] = {"Name", &type_name_string, MEMBER_REQUIRED},
};
static const struct shape shape_get_crawler_request =
    SHAPE("GetCrawlerRequest", get_crawler_request_members);
static const struct member get_crawler_response_members[] = {{"Crawler", &type_crawler}};
static const struct shape shape_get_crawler_response =
    SHAPE("GetCrawlerResponse", get_crawler_response_members);

static const struct shape shape_delete_crawler_request =
    SHAPE("DeleteCrawlerRequest", get_crawler_request_members);
static const struct shape shape_delete_crawler_response = {.name = "DeleteCrawlerResponse"};

enum { LIST_MAX_RESULTS, LIST_NEXT_TOKEN, LIST_TAGS };
static const struct member get_crawlers_request_members[] = {
    [LIST_MAX_RESULTS] = {"MaxResults", &type_page_size},
    [LIST_NEXT_TOKEN] = {"NextToken", &type_token},
};
static const struct shape shape_get_crawlers_request =
    SHAPE("GetCrawlersRequest", get_crawlers_request_members);
static const struct member get_crawlers_response_members[] = {
    {"Crawlers", &type_crawler_list},
    {"NextToken", &type_token},
};
static const struct shape shape_get_crawlers_response =
    SHAPE("GetCrawlersResponse", get_crawlers_response_members);

static const struct member list_crawlers_request_members[] = {
    [LIST_MAX_RESULTS] = {"MaxResults", &type_page_size},
    [LIST_NEXT_TOKEN] = {"NextToken", &type_token},
    [LIST_TAGS] = {"Tags", &type_tags_map},
};
static const struct shape shape_list_crawlers_request =
    SHAPE("ListCrawlersRequest", list_crawlers_request_members);
static const struct member list_crawlers_response_members[] = {
    {"CrawlerNames", &type_crawler_name_list},
    {"NextToken", &type_token},
};
static const struct shape shape_list_crawlers_response =
    SHAPE("ListCrawlersResponse", list_crawlers_response_members);

enum { BATCH_CRAWLER_NAMES };
static const struct member batch_get_crawlers_request_members[] = {
    [BATCH_CRAWLER_NAMES] = {"CrawlerNames", &type_crawler_name_list, MEMBER_REQUIRED},
};
static const struct shape shape_batch_get_crawlers_request =
    SHAPE("BatchGetCrawlersRequest", batch_get_crawlers_request_members);
static const struct member batch_get_crawlers_response_members[] = {
    {"Crawlers", &type_crawler_list},
    {"CrawlersNotFound", &type_crawler_name_list},
};
static const struct shape shape_batch_get_crawlers_response =
    SHAPE("BatchGetCrawlersResponse", batch_get_crawlers_response_members);

enum { SCHEDULE_CRAWLER_NAME, SCHEDULE_EXPRESSION };
static const struct member update_crawler_schedule_request_members[] = {
    [SCHEDULE_CRAWLER_NAME] = {"CrawlerName", &type_name_string, MEMBER_REQUIRED},
    [SCHEDULE_EXPRESSION] = {"Schedule", &type_cron_expression},
};
static const struct shape shape_update_crawler_schedule_request =
    SHAPE("UpdateCrawlerScheduleRequest", update_crawler_schedule_request_members);
static const struct shape shape_update_crawler_schedule_response = {
    .name = "UpdateCrawlerScheduleResponse"};

static const struct member switch_schedule_request_members[] = {
    [SCHEDULE_CRAWLER_NAME] = {"CrawlerName", &type_name_string, MEMBER_REQUIRED},
};
static const struct shape shape_start_crawler_schedule_request =
    SHAPE("StartCrawlerScheduleRequest", switch_schedule_request_members);
static const struct shape shape_start_crawler_schedule_response = {
    .name = "StartCrawlerScheduleResponse"};
static const struct shape shape_stop_crawler_schedule_request =
    SHAPE("StopCrawlerScheduleRequest", switch_schedule_request_members);
static const struct shape shape_stop_crawler_schedule_response = {
    .name = "StopCrawlerScheduleResponse"};

/* --- drafts ------------------------------------------------------------------------------- */

/* Which member of a request becomes which member of the document. */
static const struct {
    int request, document;
} DOCUMENT_MEMBERS[] = {
    {WRITE_ROLE, CRAWLER_ROLE},
    {WRITE_DATABASE_NAME, CRAWLER_DATABASE_NAME},
    {WRITE_DESCRIPTION, CRAWLER_DESCRIPTION},
    {WRITE_TARGETS, CRAWLER_TARGETS},
    {WRITE_CLASSIFIERS, CRAWLER_CLASSIFIERS},
    {WRITE_TABLE_PREFIX, CRAWLER_TABLE_PREFIX},
    {WRITE_SCHEMA_CHANGE_POLICY, CRAWLER_SCHEMA_CHANGE_POLICY},
    {WRITE_RECRAWL_POLICY, CRAWLER_RECRAWL_POLICY},
    {WRITE_LINEAGE_CONFIGURATION, CRAWLER_LINEAGE_CONFIGURATION},
    {WRITE_LAKE_FORMATION_CONFIGURATION, CRAWLER_LAKE_FORMATION_CONFIGURATION},
    {WRITE_CONFIGURATION, CRAWLER_CONFIGURATION},
    {WRITE_CRAWLER_SECURITY_CONFIGURATION, CRAWLER_CRAWLER_SECURITY_CONFIGURATION},
    {WRITE_CATALOG_ID, CRAWLER_CATALOG_ID},
};

/* Lays what the request gives over a document. */
static void overlay(const struct call *call, struct value *document)
{
    for (size_t i = 0; i < COUNT(DOCUMENT_MEMBERS); i++) {
        const struct value *given = IN(call, DOCUMENT_MEMBERS[i].request);
        if (given->set)
            document[DOCUMENT_MEMBERS[i].document] = *given;
    }
}

static int make_draft(struct call *call, const struct value *document, struct crawler_draft *draft)
{
    struct buf tail;
    if (crawler_draft_check(document, &call->err) != 0 ||
        crawler_draft_check_schedule(IN(call, WRITE_SCHEDULE)->text, &call->err) != 0)
        return -1;
    buf_init(&tail, LIMIT_DOCUMENT_BYTES);
    crawler_draft_put_tail(document, &call->arena, &tail);
    *draft = (struct crawler_draft){.name = IN(call, WRITE_NAME)->text,
                                    .tail = arena_copy(&call->arena, buf_text(&tail)),
                                    .schedule = IN(call, WRITE_SCHEDULE)->text};
    buf_release(&tail);
    return 0;
}

static int check_catalog(struct call *call)
{
    int64_t id;
    return catalog_find(call->tx, IN(call, WRITE_CATALOG_ID)->text, &id);
}

static int prepare_create(struct call *call)
{
    struct value *document = ARENA_ARRAY(&call->arena, struct value, shape_crawler.count);
    struct crawler_draft *draft = ARENA_NEW(&call->arena, struct crawler_draft);
    overlay(call, document);
    if (tags_check(IN(call, WRITE_TAGS), &call->err) != 0 || make_draft(call, document, draft) != 0)
        return -1;
    draft->tags = IN(call, WRITE_TAGS);
    call->prepared = draft;
    return 0;
}

/* The real service's operations on crawlers declare no EntityNotFoundException for them all. */
static int check_classifiers(struct call *call)
{
    const struct list *names = &IN(call, WRITE_CLASSIFIERS)->list;
    for (size_t i = 0; i < names->count; i++) {
        struct classifier found;
        if (classifier_find(call->tx, names->items[i].text, &call->arena, &found) == 0)
            continue;
        if (call->err.code != ERR_NOT_FOUND)
            return -1;
        err_clear(&call->err);
        return err_set(&call->err, ERR_INVALID, "Classifiers: there is no classifier '%.*s'.",
                       TEXT_ARG(text_cut(names->items[i].text, 255)));
    }
    return 0;
}

static int create_crawler(struct call *call)
{
    if (check_catalog(call) != 0 || check_classifiers(call) != 0)
        return -1;
    call->wake = true; /* its schedule may be the next to fire */
    return crawler_create(call->tx, call->prepared);
}

/* REST: PUT of a crawler that is missing makes it, from what the request gives alone. */
static int create_by_update(struct call *call)
{
    struct crawler_draft draft;
    struct value *document = ARENA_ARRAY(&call->arena, struct value, shape_crawler.count);
    err_clear(&call->err);
    overlay(call, document);
    if (!IN(call, WRITE_ROLE)->set)
        return err_set(&call->err, ERR_INVALID, "Role is needed to create a crawler.");
    if (make_draft(call, document, &draft) != 0)
        return -1;
    call->created = true;
    return crawler_create(call->tx, &draft);
}

static int update_crawler(struct call *call)
{
    struct crawler crawler;
    struct crawler_draft draft;
    struct value *document;
    call->wake = true;
    if (check_catalog(call) != 0 || check_classifiers(call) != 0)
        return -1;
    if (crawler_find(call->tx, IN(call, WRITE_NAME)->text, &call->arena, &crawler) != 0)
        return call->create_missing && call->err.code == ERR_NOT_FOUND ? create_by_update(call)
                                                                       : -1;
    if (crawler_decode(&crawler, &call->arena, &document, &call->err) != 0)
        return -1;
    overlay(call, document);
    if (make_draft(call, document, &draft) != 0)
        return -1;
    return crawler_update(call->tx, &draft);
}

static int delete_crawler(struct call *call)
{
    return crawler_delete(call->tx, IN(call, GET_NAME)->text);
}

/* --- reading ------------------------------------------------------------------------------ */

static int get_crawler(struct call *call)
{
    buf_put(&call->reply, TEXT("{\"Crawler\":"));
    if (crawler_get(call->tx, IN(call, GET_NAME)->text, &call->reply) != 0)
        return -1;
    buf_put_char(&call->reply, '}');
    return 0;
}

static int put_page(struct call *call, const struct crawler_list *list, struct text scope)
{
    struct page page;
    if (page_begin(call, IN(call, LIST_NEXT_TOKEN), IN(call, LIST_MAX_RESULTS), scope, &page) != 0)
        return -1;
    buf_put(&call->reply, list->names_only ? TEXT("{\"CrawlerNames\":[") : TEXT("{\"Crawlers\":["));
    if (crawler_list(call->tx, list, &page, &call->reply) != 0)
        return -1;
    buf_put_char(&call->reply, ']');
    page_end(call, &page, scope);
    buf_put_char(&call->reply, '}');
    return 0;
}

static int get_crawlers(struct call *call)
{
    const struct crawler_list all = {0};
    return put_page(call, &all, TEXT(""));
}

static int list_crawlers(struct call *call)
{
    const struct crawler_list list = {.tags = IN(call, LIST_TAGS), .names_only = true};
    struct buf scope;
    buf_init(&scope, LIMIT_DOCUMENT_BYTES);
    if (list.tags->set)
        shape_encode_value(&type_tags_map, list.tags, &scope);
    int result = put_page(call, &list, buf_text(&scope));
    buf_release(&scope);
    return result;
}

static int batch_get_crawlers(struct call *call)
{
    const struct value *names = IN(call, BATCH_CRAWLER_NAMES);
    struct buf missing;
    int result = 0;
    buf_init(&missing, LIMIT_REPLY_BYTES);
    buf_put(&call->reply, TEXT("{\"Crawlers\":["));
    for (size_t i = 0; i < names->list.count && result == 0; i++) {
        struct text name = names->list.items[i].text;
        size_t before = call->reply.n;
        json_put_comma(&call->reply);
        result = crawler_get(call->tx, name, &call->reply);
        if (result == 0 || call->err.code != ERR_NOT_FOUND)
            continue;
        err_clear(&call->err);
        result = 0;
        call->reply.n = before;
        if (missing.n)
            buf_put_char(&missing, ',');
        json_put_string(&missing, name);
    }
    buf_put(&call->reply, TEXT("],\"CrawlersNotFound\":["));
    buf_put(&call->reply, buf_text(&missing));
    buf_put(&call->reply, TEXT("]}"));
    buf_release(&missing);
    return result;
}

/* --- schedules ---------------------------------------------------------------------------- */

static int prepare_schedule(struct call *call)
{
    return crawler_draft_check_schedule(IN(call, SCHEDULE_EXPRESSION)->text, &call->err);
}

static int update_crawler_schedule(struct call *call)
{
    call->wake = true;
    return crawler_set_schedule(call->tx, IN(call, SCHEDULE_CRAWLER_NAME)->text,
                                IN(call, SCHEDULE_EXPRESSION)->text);
}

static int start_crawler_schedule(struct call *call)
{
    call->wake = true;
    return crawler_switch_schedule(call->tx, IN(call, SCHEDULE_CRAWLER_NAME)->text, true);
}

static int stop_crawler_schedule(struct call *call)
{
    return crawler_switch_schedule(call->tx, IN(call, SCHEDULE_CRAWLER_NAME)->text, false);
}

/* --- rows --------------------------------------------------------------------------------- */

const struct operation crawler_operations[CRAWLER_OPERATIONS] = {
    {.name = "CreateCrawler",
     .method = METHOD_POST,
     .path = "/v1/crawlers",
     .input = &shape_create_crawler_request,
     .output = &shape_create_crawler_response,
     .where = WRITE,
     .touches = TOUCHES_CRAWLER,
     .prepare = prepare_create,
     .run = create_crawler,
     .status = 201,
     .about = "Creates a crawler; it crawls when it is started or when its schedule fires.",
     .errors = "NOT_FOUND EXISTS LIMIT"},
    {.name = "GetCrawler",
     .method = METHOD_GET,
     .path = "/v1/crawlers/{Name}",
     .input = &shape_get_crawler_request,
     .output = &shape_get_crawler_response,
     .where = INLINE,
     .touches = TOUCHES_CRAWLER,
     .run = get_crawler,
     .about = "Returns one crawler with its state and its last crawl.",
     .errors = "NOT_FOUND"},
    {.name = "GetCrawlers",
     .method = METHOD_GET,
     .path = "/v1/crawlers",
     .input = &shape_get_crawlers_request,
     .output = &shape_get_crawlers_response,
     .where = INLINE,
     .touches = TOUCHES_CRAWLER,
     .run = get_crawlers,
     .page_max = 100,
     .about = "Lists crawlers by name."},
    {.name = "ListCrawlers",
     .method = METHOD_GET,
     .path = "/v1/crawler-names",
     .input = &shape_list_crawlers_request,
     .output = &shape_list_crawlers_response,
     .where = INLINE,
     .touches = TOUCHES_CRAWLER,
     .run = list_crawlers,
     .page_max = 100,
     .about = "Lists the names of crawlers, of those with certain tags if asked."},
    {.name = "BatchGetCrawlers",
     .method = METHOD_POST,
     .path = "/v1/crawlers/batch-get",
     .input = &shape_batch_get_crawlers_request,
     .output = &shape_batch_get_crawlers_response,
     .where = INLINE,
     .touches = TOUCHES_CRAWLER,
     .run = batch_get_crawlers,
     .about = "Returns crawlers by their names."},
    {.name = "UpdateCrawler",
     .method = METHOD_PUT,
     .path = "/v1/crawlers/{Name}",
     .input = &shape_update_crawler_request,
     .output = &shape_update_crawler_response,
     .where = WRITE,
     .touches = TOUCHES_CRAWLER,
     .run = update_crawler,
     .creates_missing = true,
     .about = "Changes the given members of a crawler; over REST a missing one is created.",
     .errors = "NOT_FOUND CRAWLER_RUNNING"},
    {.name = "DeleteCrawler",
     .method = METHOD_DELETE,
     .path = "/v1/crawlers/{Name}",
     .input = &shape_delete_crawler_request,
     .output = &shape_delete_crawler_response,
     .where = WRITE,
     .touches = TOUCHES_CRAWLER,
     .run = delete_crawler,
     .status = 204,
     .about = "Deletes a crawler with its runs and reports; what it found stays.",
     .errors = "NOT_FOUND CRAWLER_RUNNING"},
    {.name = "UpdateCrawlerSchedule",
     .method = METHOD_PUT,
     .path = "/v1/crawlers/{CrawlerName}/schedule",
     .input = &shape_update_crawler_schedule_request,
     .output = &shape_update_crawler_schedule_response,
     .where = WRITE,
     .touches = TOUCHES_CRAWLER,
     .prepare = prepare_schedule,
     .run = update_crawler_schedule,
     .about = "Gives a crawler another schedule and sets it going; without one it is removed.",
     .errors = "NOT_FOUND"},
    {.name = "StartCrawlerSchedule",
     .method = METHOD_POST,
     .path = "/v1/crawlers/{CrawlerName}/schedule/start",
     .input = &shape_start_crawler_schedule_request,
     .output = &shape_start_crawler_schedule_response,
     .where = WRITE,
     .touches = TOUCHES_CRAWLER,
     .run = start_crawler_schedule,
     .about = "Sets a crawler's schedule going.",
     .errors = "NOT_FOUND NO_SCHEDULE SCHEDULER_RUNNING"},
    {.name = "StopCrawlerSchedule",
     .method = METHOD_POST,
     .path = "/v1/crawlers/{CrawlerName}/schedule/stop",
     .input = &shape_stop_crawler_schedule_request,
     .output = &shape_stop_crawler_schedule_response,
     .where = WRITE,
     .touches = TOUCHES_CRAWLER,
     .run = stop_crawler_schedule,
     .about = "Halts a crawler's schedule; a crawl that is under way goes on.",
     .errors = "NOT_FOUND SCHEDULER_NOT_RUNNING"},
};
