/* SPDX-License-Identifier: Apache-2.0 */
#include "store/crawler.h"

#include "base/json_write.h"
#include "base/limits.h"
#include "catalog/cron.h"
#include "catalog/shapes_crawler.h"
#include "store/change.h"
#include "store/crawl_run.h"
#include "store/db.h"
#include "store/tag.h"

enum {
    CRAWLER_FIND,
    CRAWLER_LIST,
    CRAWLER_DUE,
    CRAWLER_NEXT_DUE,
    CRAWLER_COUNT,
    CRAWLER_INSERT,
    CRAWLER_UPDATE,
    CRAWLER_RESCHEDULE,
    CRAWLER_FIRED,
    CRAWLER_DELETE,
    REPORTS_DELETE,
    RUNS_DELETE
};
#define CRAWLER_SELECT                                                                             \
    "SELECT c.id, c.name, c.version, c.created_ms, c.updated_ms, c.schedule, c.scheduled, "        \
    "c.active_run, c.last_run, c.tail, a.stop_requested, c.due_ms, a.created_ms, l.result, "       \
    "l.error, l.uuid, l.created_ms FROM crawlers c "                                               \
    "LEFT JOIN crawl_runs a ON a.id = c.active_run "                                               \
    "LEFT JOIN crawl_runs l ON l.id = c.last_run "
static const char *const texts[] = {
    [CRAWLER_FIND] = CRAWLER_SELECT "WHERE c.name = ?1",
    [CRAWLER_LIST] = CRAWLER_SELECT "WHERE c.name > ?1 ORDER BY c.name",
    [CRAWLER_DUE] = CRAWLER_SELECT "WHERE c.due_ms <= ?1 ORDER BY c.due_ms LIMIT 1",
    [CRAWLER_NEXT_DUE] = "SELECT min(due_ms) FROM crawlers WHERE due_ms IS NOT NULL",
    [CRAWLER_COUNT] = "SELECT count(*) FROM crawlers",
    [CRAWLER_INSERT] = "INSERT INTO crawlers (id, name, version, created_ms, updated_ms, schedule, "
                       "scheduled, due_ms, active_run, last_run, tail) "
                       "VALUES (?1, ?2, 1, ?3, ?3, ?4, ?5, ?6, 0, 0, ?7) "
                       "ON CONFLICT (name) DO NOTHING",
    [CRAWLER_UPDATE] = "UPDATE crawlers SET version = version + 1, updated_ms = ?2, tail = ?3 "
                       "WHERE id = ?1",
    [CRAWLER_RESCHEDULE] = "UPDATE crawlers SET schedule = ?2, scheduled = ?3, due_ms = ?4, "
                           "updated_ms = ?5 WHERE id = ?1",
    [CRAWLER_FIRED] = "UPDATE crawlers SET due_ms = ?2 WHERE id = ?1",
    [CRAWLER_DELETE] = "DELETE FROM crawlers WHERE id = ?1",
    [REPORTS_DELETE] = "DELETE FROM crawl_reports WHERE run_id IN "
                       "(SELECT id FROM crawl_runs WHERE crawler_id = ?1)",
    [RUNS_DELETE] = "DELETE FROM crawl_runs WHERE crawler_id = ?1",
};
const struct statements crawler_statements = {texts, COUNT(texts)};

/* A row with what only its document shows. Texts are borrowed from the row. */
struct row {
    struct crawler crawler;
    int64_t due_ms, active_since_ms;
    enum crawl_result last_result;
    struct text last_error, last_uuid;
    int64_t last_since_ms;
};

static void read_row(struct query *q, struct row *r)
{
    struct crawler *c = &r->crawler;
    c->id = query_int(q);
    c->name = query_text(q);
    c->version = query_int(q);
    c->created_ms = query_int(q);
    c->updated_ms = query_int(q);
    c->schedule = query_text(q);
    c->scheduled = query_int(q) != 0;
    c->active_run = query_int(q);
    c->last_run = query_int(q);
    c->tail = query_text(q);
    c->stopping = query_int(q) != 0;
    r->due_ms = query_int(q);
    r->active_since_ms = query_int(q);
    r->last_result = (enum crawl_result)query_int(q);
    r->last_error = query_text(q);
    r->last_uuid = query_text(q);
    r->last_since_ms = query_int(q);
}

static void copy_crawler(struct arena *arena, struct crawler *c)
{
    c->name = arena_copy(arena, c->name);
    c->tail = arena_copy(arena, c->tail);
    if (c->schedule.p)
        c->schedule = arena_copy(arena, c->schedule);
}

static int fail_missing(struct tx *tx, struct text name)
{
    return err_set(tx->err, ERR_NOT_FOUND, "Crawler %.*s not found.", TEXT_ARG(name));
}

int crawler_find(struct tx *tx, struct text name, struct arena *arena, struct crawler *out)
{
    struct query q;
    struct row row = {0};
    query_begin(&q, tx, STATEMENTS_CRAWLER, CRAWLER_FIND);
    query_put_text(&q, name);
    bool found = query_step(&q);
    if (found) {
        read_row(&q, &row);
        copy_crawler(arena, &row.crawler);
    }
    *out = row.crawler;
    if (query_end(&q) != 0)
        return -1;
    return found ? 0 : fail_missing(tx, name);
}

int crawler_decode(const struct crawler *crawler, struct arena *arena, struct value **values,
                   struct err *err)
{
    struct text document = arena_printf(arena, "{%.*s}", TEXT_ARG(crawler->tail));
    return shape_decode_text(&shape_crawler, document, arena, values, err);
}

/* --- documents ---------------------------------------------------------------------------- */

static void put_schedule(const struct crawler *c, struct buf *out)
{
    buf_put(out, TEXT(",\"Schedule\":{"));
    json_put_string_member(out, "ScheduleExpression", c->schedule);
    json_put_string_member(out, "State", c->scheduled ? TEXT("SCHEDULED") : TEXT("NOT_SCHEDULED"));
    buf_put_char(out, '}');
}

static void put_last_crawl(const struct row *r, struct buf *out)
{
    buf_put(out, TEXT(",\"LastCrawl\":{"));
    json_put_string_member(out, "Status", text_of(crawl_result_status(r->last_result)));
    if (r->last_error.n)
        json_put_string_member(out, "ErrorMessage", r->last_error);
    json_put_string_member(out, "LogGroup", TEXT("/aws-glue/crawlers"));
    json_put_string_member(out, "LogStream", r->crawler.name);
    json_put_string_member(out, "MessagePrefix", r->last_uuid);
    json_put_ms_member(out, "StartTime", r->last_since_ms);
    buf_put_char(out, '}');
}

static struct text state_of(const struct crawler *c)
{
    if (!c->active_run)
        return TEXT("READY");
    return c->stopping ? TEXT("STOPPING") : TEXT("RUNNING");
}

static void put_crawler(struct tx *tx, const struct row *r, struct buf *out)
{
    const struct crawler *c = &r->crawler;
    buf_put_char(out, '{');
    json_put_string_member(out, "Name", c->name);
    json_put_string_member(out, "State", state_of(c));
    if (c->schedule.p)
        put_schedule(c, out);
    json_put_int_member(out, "CrawlElapsedTime",
                        c->active_run ? tx->now_ms - r->active_since_ms : 0);
    json_put_ms_member(out, "CreationTime", c->created_ms);
    json_put_ms_member(out, "LastUpdated", c->updated_ms);
    if (c->last_run)
        put_last_crawl(r, out);
    json_put_int_member(out, "Version", c->version);
    if (c->tail.n) {
        buf_put_char(out, ',');
        buf_put(out, c->tail);
    }
    buf_put_char(out, '}');
}

int crawler_get(struct tx *tx, struct text name, struct buf *out)
{
    struct query q;
    struct row row = {0};
    query_begin(&q, tx, STATEMENTS_CRAWLER, CRAWLER_FIND);
    query_put_text(&q, name);
    bool found = query_step(&q);
    if (found) {
        read_row(&q, &row);
        put_crawler(tx, &row, out);
    }
    if (query_end(&q) != 0)
        return -1;
    return found ? 0 : fail_missing(tx, name);
}

int crawler_list(struct tx *tx, const struct crawler_list *list, struct page *page, struct buf *out)
{
    struct query q;
    int fits = 0;
    query_begin(&q, tx, STATEMENTS_CRAWLER, CRAWLER_LIST);
    query_put_text(&q, page->after.p ? page->after : TEXT(""));
    while (query_step(&q)) {
        struct row row = {0};
        read_row(&q, &row);
        fits = tags_match(tx, TAG_CRAWLER, row.crawler.id, list->tags);
        if (fits < 0)
            break;
        if (!fits)
            continue;
        if (!page_has_room(page))
            break;
        json_put_comma(out);
        if (list->names_only)
            json_put_string(out, row.crawler.name);
        else
            put_crawler(tx, &row, out);
        page_add(page, row.crawler.name, out);
    }
    return query_end(&q) != 0 || fits < 0 ? -1 : 0;
}

/* --- writes ------------------------------------------------------------------------------- */

static int log_change(struct tx *tx, struct text name, struct text before, struct text after)
{
    return change_add_configuration(tx,
                                    &(struct configuration_change){"crawler", name, before, after});
}

/* The next firing of a schedule that goes; 0: none. Expressions were checked before they were
 * stored. */
static int64_t next_firing(struct text schedule, int64_t after_ms)
{
    struct cron cron;
    struct err ignored = {0};
    int64_t next_ms = 0;
    if (!schedule.n || cron_decode(&cron, schedule, &ignored) != 0 ||
        !cron_next(&cron, after_ms, &next_ms))
        return 0;
    return next_ms;
}

static void put_due(struct query *q, int64_t due_ms)
{
    if (due_ms)
        query_put_int(q, due_ms);
    else
        query_put_null(q);
}

static void put_schedule_text(struct query *q, struct text schedule)
{
    query_put_text(q, schedule.n ? schedule : (struct text){NULL, 0});
}

static int insert(struct tx *tx, int64_t id, const struct crawler_draft *draft)
{
    struct query q;
    int64_t inserted = 0;
    query_begin(&q, tx, STATEMENTS_CRAWLER, CRAWLER_INSERT);
    query_put_int(&q, id);
    query_put_text(&q, draft->name);
    query_put_int(&q, tx->now_ms);
    put_schedule_text(&q, draft->schedule);
    query_put_int(&q, draft->schedule.n > 0);
    put_due(&q, next_firing(draft->schedule, tx->now_ms));
    query_put_text(&q, draft->tail);
    if (query_run(&q, &inserted) != 0)
        return -1;
    return inserted ? 0
                    : err_set(tx->err, ERR_EXISTS, "Crawler %.*s already exists.",
                              TEXT_ARG(draft->name));
}

static int check_count(struct tx *tx)
{
    struct query q;
    int64_t count = 0;
    query_begin(&q, tx, STATEMENTS_CRAWLER, CRAWLER_COUNT);
    if (query_one_int(&q, &count) < 0)
        return -1;
    if (count < LIMIT_CRAWLERS)
        return 0;
    return err_set(tx->err, ERR_LIMIT, "There are %d crawlers already, which is the limit.",
                   LIMIT_CRAWLERS);
}

int crawler_create(struct tx *tx, const struct crawler_draft *draft)
{
    int64_t id;
    if (check_count(tx) != 0 || store_next_id(tx, "crawlers", &id) != 0 ||
        insert(tx, id, draft) != 0 || tags_put(tx, TAG_CRAWLER, id, draft->tags) != 0)
        return -1;
    return log_change(tx, draft->name, (struct text){NULL, 0}, draft->tail);
}

static int fail_running(struct tx *tx, const struct crawler *c)
{
    return err_set(tx->err, ERR_CRAWLER_RUNNING, "Crawler %.*s is running.", TEXT_ARG(c->name));
}

static int write_schedule(struct tx *tx, const struct crawler *c, struct text schedule, bool on)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_CRAWLER, CRAWLER_RESCHEDULE);
    query_put_int(&q, c->id);
    put_schedule_text(&q, schedule);
    query_put_int(&q, on);
    put_due(&q, on ? next_firing(schedule, tx->now_ms) : 0);
    query_put_int(&q, tx->now_ms);
    return query_run(&q, NULL);
}

static int update_found(struct tx *tx, const struct crawler *c, const struct crawler_draft *draft)
{
    struct query q;
    if (c->active_run)
        return fail_running(tx, c);
    query_begin(&q, tx, STATEMENTS_CRAWLER, CRAWLER_UPDATE);
    query_put_int(&q, c->id);
    query_put_int(&q, tx->now_ms);
    query_put_text(&q, draft->tail);
    if (query_run(&q, NULL) != 0)
        return -1;
    if (draft->schedule.p && write_schedule(tx, c, draft->schedule, draft->schedule.n > 0) != 0)
        return -1;
    return log_change(tx, c->name, c->tail, draft->tail);
}

int crawler_update(struct tx *tx, const struct crawler_draft *draft)
{
    struct arena arena;
    struct crawler c;
    arena_init(&arena, LIMIT_DOCUMENT_BYTES, NULL);
    int result = crawler_find(tx, draft->name, &arena, &c);
    if (result == 0)
        result = update_found(tx, &c, draft);
    arena_release(&arena);
    return result;
}

static int delete_rows(struct tx *tx, int64_t id)
{
    static const int parts[] = {REPORTS_DELETE, RUNS_DELETE, CRAWLER_DELETE};
    for (size_t i = 0; i < COUNT(parts); i++) {
        struct query q;
        query_begin(&q, tx, STATEMENTS_CRAWLER, (size_t)parts[i]);
        query_put_int(&q, id);
        if (query_run(&q, NULL) != 0)
            return -1;
    }
    return tags_clear(tx, TAG_CRAWLER, id);
}

int crawler_delete(struct tx *tx, struct text name)
{
    struct arena arena;
    struct crawler c;
    arena_init(&arena, LIMIT_DOCUMENT_BYTES, NULL);
    int result = crawler_find(tx, name, &arena, &c);
    if (result == 0 && c.active_run)
        result = fail_running(tx, &c);
    if (result == 0)
        result = delete_rows(tx, c.id);
    if (result == 0)
        result = log_change(tx, c.name, c.tail, (struct text){NULL, 0});
    arena_release(&arena);
    return result;
}

/* --- schedules ---------------------------------------------------------------------------- */

int crawler_set_schedule(struct tx *tx, struct text name, struct text schedule)
{
    struct arena arena;
    struct crawler c;
    arena_init(&arena, LIMIT_DOCUMENT_BYTES, NULL);
    int result = crawler_find(tx, name, &arena, &c);
    if (result == 0)
        result = write_schedule(tx, &c, schedule, schedule.n > 0);
    if (result == 0)
        result = log_change(tx, c.name, c.tail, c.tail);
    arena_release(&arena);
    return result;
}

static int check_switch(struct tx *tx, const struct crawler *c, bool on)
{
    if (!c->schedule.p && on)
        return err_set(tx->err, ERR_NO_SCHEDULE, "Crawler %.*s has no schedule.",
                       TEXT_ARG(c->name));
    if (c->scheduled && on)
        return err_set(tx->err, ERR_SCHEDULER_RUNNING, "The schedule of crawler %.*s runs already.",
                       TEXT_ARG(c->name));
    if (!c->scheduled && !on)
        return err_set(tx->err, ERR_SCHEDULER_NOT_RUNNING,
                       "The schedule of crawler %.*s does not run.", TEXT_ARG(c->name));
    return 0;
}

int crawler_switch_schedule(struct tx *tx, struct text name, bool on)
{
    struct arena arena;
    struct crawler c;
    arena_init(&arena, LIMIT_DOCUMENT_BYTES, NULL);
    int result = crawler_find(tx, name, &arena, &c);
    if (result == 0)
        result = check_switch(tx, &c, on);
    if (result == 0)
        result = write_schedule(tx, &c, c.schedule, on);
    if (result == 0)
        result = log_change(tx, c.name, c.tail, c.tail);
    arena_release(&arena);
    return result;
}

static int next_due(struct tx *tx, int64_t *next_ms)
{
    struct query q;
    *next_ms = INT64_MAX;
    query_begin(&q, tx, STATEMENTS_CRAWLER, CRAWLER_NEXT_DUE);
    if (query_step(&q) && !query_is_null(&q))
        *next_ms = query_int(&q);
    return query_end(&q);
}

int crawler_due(struct tx *tx, struct arena *arena, struct crawler *out, int64_t *fired_ms,
                int64_t *next_ms)
{
    struct query q;
    struct row row = {0};
    query_begin(&q, tx, STATEMENTS_CRAWLER, CRAWLER_DUE);
    query_put_int(&q, tx->now_ms);
    bool found = query_step(&q);
    if (found) {
        read_row(&q, &row);
        copy_crawler(arena, &row.crawler);
        *out = row.crawler;
        *fired_ms = row.due_ms;
    }
    if (query_end(&q) != 0 || next_due(tx, next_ms) != 0)
        return -1;
    return found;
}

int crawler_fired(struct tx *tx, const struct crawler *crawler)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_CRAWLER, CRAWLER_FIRED);
    query_put_int(&q, crawler->id);
    put_due(&q, next_firing(crawler->schedule, tx->now_ms));
    return query_run(&q, NULL);
}
