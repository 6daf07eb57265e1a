/* SPDX-License-Identifier: Apache-2.0 */
#include "store/crawl_run.h"

#include <string.h>

#include "base/encode.h"
#include "base/limits.h"
#include "store/db.h"

enum {
    RUN_INSERT,
    RUN_ACTIVATE,
    RUN_STOP,
    RUN_DUE,
    RUN_NEXT_DUE,
    RUN_TAKE,
    RUN_BEAT,
    RUN_GIVE_BACK,
    RUN_END_LEASES,
    RUN_END,
    RUN_DEACTIVATE,
    RUN_FIND,
    RUN_LIST,
    RUNS_OLD,
    REPORTS_OLD,
    REPORT_PUT,
    REPORT_GET
};
#define RUN_SELECT                                                                                 \
    "SELECT r.id, r.crawler_id, c.name, r.uuid, r.phase, r.result, r.actor, r.fired_ms, "          \
    "r.created_ms, r.ended_ms, r.attempts, r.stop_requested, r.folders, r.files, "                 \
    "r.tables_created, r.tables_updated, r.tables_deleted, r.partitions_created, "                 \
    "r.partitions_updated, r.partitions_deleted, r.error, r.summary FROM crawl_runs r "            \
    "JOIN crawlers c ON c.id = r.crawler_id "
static const char *const texts[] = {
    [RUN_INSERT] =
        "INSERT INTO crawl_runs (id, crawler_id, uuid, phase, result, actor, fired_ms, created_ms, "
        "due_ms, attempts, stop_requested, folders, files, tables_created, tables_updated, "
        "tables_deleted, partitions_created, partitions_updated, partitions_deleted) "
        "VALUES (?1, ?2, ?3, 0, 0, ?4, ?5, ?6, ?6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)",
    [RUN_ACTIVATE] = "UPDATE crawlers SET active_run = ?2 WHERE id = ?1 AND active_run = 0",
    [RUN_STOP] = "UPDATE crawl_runs SET stop_requested = 1 WHERE id = ?1",
    [RUN_DUE] = RUN_SELECT "WHERE r.due_ms <= ?1 ORDER BY r.due_ms, r.id LIMIT 1",
    [RUN_NEXT_DUE] = "SELECT min(due_ms) FROM crawl_runs WHERE due_ms IS NOT NULL",
    [RUN_TAKE] = "UPDATE crawl_runs SET due_ms = ?2, lease_owner = ?3, attempts = attempts + 1 "
                 "WHERE id = ?1",
    [RUN_BEAT] = "UPDATE crawl_runs SET due_ms = ?3, phase = ?4, folders = ?5, files = ?6 "
                 "WHERE id = ?1 AND lease_owner = ?2 AND due_ms IS NOT NULL "
                 "RETURNING stop_requested",
    [RUN_GIVE_BACK] =
        "UPDATE crawl_runs SET due_ms = ?3, lease_owner = NULL, attempts = attempts - 1 "
        "WHERE id = ?1 AND lease_owner = ?2 AND due_ms IS NOT NULL",
    [RUN_END_LEASES] = "UPDATE crawl_runs SET due_ms = ?1, lease_owner = NULL "
                       "WHERE due_ms > ?1 AND lease_owner IS NOT NULL",
    [RUN_END] =
        "UPDATE crawl_runs SET due_ms = NULL, lease_owner = NULL, phase = ?3, result = ?4, "
        "ended_ms = ?5, folders = ?6, files = ?7, tables_created = ?8, tables_updated = ?9, "
        "tables_deleted = ?10, partitions_created = ?11, partitions_updated = ?12, "
        "partitions_deleted = ?13, error = ?14, summary = ?15 "
        "WHERE id = ?1 AND lease_owner = ?2 AND due_ms IS NOT NULL",
    [RUN_DEACTIVATE] = "UPDATE crawlers SET active_run = 0, last_run = ?2 "
                       "WHERE id = ?1 AND active_run = ?2",
    [RUN_FIND] = RUN_SELECT "WHERE r.uuid = ?1 AND r.crawler_id = ?2",
    [RUN_LIST] = RUN_SELECT "WHERE r.crawler_id = ?1 AND r.id < ?2 ORDER BY r.id DESC",
    [RUNS_OLD] = "DELETE FROM crawl_runs WHERE id IN (SELECT id FROM crawl_runs "
                 "WHERE crawler_id = ?1 ORDER BY id DESC LIMIT ?3 OFFSET ?2)",
    [REPORTS_OLD] = "DELETE FROM crawl_reports WHERE run_id IN (SELECT id FROM crawl_runs "
                    "WHERE crawler_id = ?1 ORDER BY id DESC LIMIT ?3 OFFSET ?2)",
    [REPORT_PUT] = "INSERT INTO crawl_reports (run_id, text) VALUES (?1, ?2) "
                   "ON CONFLICT (run_id) DO UPDATE SET text = excluded.text",
    [REPORT_GET] = "SELECT text FROM crawl_reports WHERE run_id = ?1",
};
const struct statements crawl_run_statements = {texts, COUNT(texts)};

void crawl_uuid(const unsigned char random[16], char out[CRAWL_UUID_BYTES])
{
    static const size_t begins[] = {0, 8, 12, 16, 20, 32};
    unsigned char bytes[16];
    char digits[32];
    memcpy(bytes, random, sizeof bytes);
    bytes[6] = (unsigned char)((bytes[6] & 0x0F) | 0x40);
    bytes[8] = (unsigned char)((bytes[8] & 0x3F) | 0x80);
    encode_hex((struct text){(const char *)bytes, sizeof bytes}, digits);
    for (size_t i = 0; i + 1 < COUNT(begins); i++) {
        size_t n = begins[i + 1] - begins[i];
        memcpy(out, digits + begins[i], n);
        out += n;
        if (i + 2 < COUNT(begins))
            *out++ = '-';
    }
}

/* --- rows --------------------------------------------------------------------------------- */

/* Reads the columns of RUN_SELECT; texts are borrowed from the row. */
static void read_row(struct query *q, struct crawl_run *r)
{
    r->id = query_int(q);
    r->crawler_id = query_int(q);
    r->crawler_name = query_text(q);
    r->uuid = query_text(q);
    r->phase = (enum crawl_phase)query_int(q);
    r->result = (enum crawl_result)query_int(q);
    r->actor = query_text(q);
    r->fired_ms = query_int(q);
    r->created_ms = query_int(q);
    r->ended_ms = query_int(q);
    r->attempts = query_int(q);
    r->stop_requested = query_int(q) != 0;
    r->folders = query_int(q);
    r->files = query_int(q);
    r->counts.tables_created = query_int(q);
    r->counts.tables_updated = query_int(q);
    r->counts.tables_deleted = query_int(q);
    r->counts.partitions_created = query_int(q);
    r->counts.partitions_updated = query_int(q);
    r->counts.partitions_deleted = query_int(q);
    r->error = query_text(q);
    r->summary = query_text(q);
}

static void copy_run(struct arena *arena, struct crawl_run *r)
{
    struct text *const texts_of_run[] = {&r->crawler_name, &r->uuid, &r->actor, &r->error,
                                         &r->summary};
    for (size_t i = 0; i < COUNT(texts_of_run); i++) {
        if (texts_of_run[i]->p)
            *texts_of_run[i] = arena_copy(arena, *texts_of_run[i]);
    }
}

/* --- from a call -------------------------------------------------------------------------- */

static int insert(struct tx *tx, const struct crawl_run *r)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_CRAWL_RUN, RUN_INSERT);
    query_put_int(&q, r->id);
    query_put_int(&q, r->crawler_id);
    query_put_text(&q, r->uuid);
    query_put_text(&q, r->actor);
    if (r->fired_ms)
        query_put_int(&q, r->fired_ms);
    else
        query_put_null(&q);
    query_put_int(&q, tx->now_ms);
    return query_run(&q, NULL);
}

int crawl_run_start(struct tx *tx, const struct crawler *crawler, struct text uuid,
                    int64_t fired_ms)
{
    struct query q;
    int64_t changed = 0;
    struct crawl_run run = {.crawler_id = crawler->id,
                            .uuid = uuid,
                            .fired_ms = fired_ms,
                            .actor = tx->origin ? tx->origin->actor : TEXT("")};
    if (store_next_id(tx, "crawl_runs", &run.id) != 0)
        return -1;
    query_begin(&q, tx, STATEMENTS_CRAWL_RUN, RUN_ACTIVATE);
    query_put_int(&q, crawler->id);
    query_put_int(&q, run.id);
    if (query_run(&q, &changed) != 0)
        return -1;
    if (!changed)
        return err_set(tx->err, ERR_CRAWLER_RUNNING, "Crawler with name %.*s has already started",
                       TEXT_ARG(crawler->name));
    return insert(tx, &run);
}

int crawl_run_stop(struct tx *tx, const struct crawler *crawler)
{
    struct query q;
    if (!crawler->active_run)
        return err_set(tx->err, ERR_CRAWLER_NOT_RUNNING, "Crawler with name %.*s is not running",
                       TEXT_ARG(crawler->name));
    if (crawler->stopping)
        return err_set(tx->err, ERR_CRAWLER_STOPPING, "Crawler with name %.*s is stopping already",
                       TEXT_ARG(crawler->name));
    query_begin(&q, tx, STATEMENTS_CRAWL_RUN, RUN_STOP);
    query_put_int(&q, crawler->active_run);
    return query_run(&q, NULL);
}

/* --- from a worker ------------------------------------------------------------------------ */

static int next_due(struct tx *tx, int64_t *next_ms)
{
    struct query q;
    *next_ms = INT64_MAX;
    query_begin(&q, tx, STATEMENTS_CRAWL_RUN, RUN_NEXT_DUE);
    if (query_step(&q) && !query_is_null(&q))
        *next_ms = query_int(&q);
    return query_end(&q);
}

/* 1: a due run, 0: none. */
static int find_due(struct tx *tx, struct arena *arena, struct crawl_run *out)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_CRAWL_RUN, RUN_DUE);
    query_put_int(&q, tx->now_ms);
    bool found = query_step(&q);
    if (found) {
        read_row(&q, out);
        copy_run(arena, out);
    }
    return query_end(&q) != 0 ? -1 : found;
}

static int take(struct tx *tx, const struct lease *lease, struct crawl_run *run)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_CRAWL_RUN, RUN_TAKE);
    query_put_int(&q, run->id);
    query_put_int(&q, lease->until_ms);
    query_put_text(&q, lease->owner);
    run->attempts++;
    return query_run(&q, NULL);
}

static int give_up(struct tx *tx, const struct lease *lease, struct crawl_run *run)
{
    run->result = CRAWL_FAILED;
    run->error = TEXT("The crawl was begun several times and never came to an end.");
    return crawl_run_end(tx, lease, run);
}

int crawl_run_take(struct tx *tx, const struct lease *lease, struct arena *arena,
                   struct crawl_run *out, int64_t *next_ms)
{
    int found = find_due(tx, arena, out);
    if (found == 1 && take(tx, lease, out) != 0)
        return -1;
    if (found == 1 && out->attempts > CRAWL_ATTEMPTS_MAX) {
        if (give_up(tx, lease, out) != 0)
            return -1;
        found = 0;
    }
    if (found < 0 || next_due(tx, next_ms) != 0)
        return -1;
    return found;
}

static int fail_lost(struct tx *tx)
{
    return err_set(tx->err, ERR_CONCURRENT, "Another worker has taken this crawl.");
}

int crawl_run_beat(struct tx *tx, const struct lease *lease, const struct crawl_run *run,
                   bool *stop)
{
    struct query q;
    int64_t requested = 0;
    query_begin(&q, tx, STATEMENTS_CRAWL_RUN, RUN_BEAT);
    query_put_int(&q, run->id);
    query_put_text(&q, lease->owner);
    query_put_int(&q, lease->until_ms);
    query_put_int(&q, run->phase);
    query_put_int(&q, run->folders);
    query_put_int(&q, run->files);
    int found = query_one_int(&q, &requested);
    *stop = requested != 0;
    if (found == 0)
        return fail_lost(tx);
    return found == 1 ? 0 : -1;
}

int crawl_run_give_back(struct tx *tx, const struct lease *lease, int64_t run_id)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_CRAWL_RUN, RUN_GIVE_BACK);
    query_put_int(&q, run_id);
    query_put_text(&q, lease->owner);
    query_put_int(&q, tx->now_ms);
    return query_run(&q, NULL);
}

int crawl_run_end_leases(struct tx *tx)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_CRAWL_RUN, RUN_END_LEASES);
    query_put_int(&q, tx->now_ms);
    return query_run(&q, NULL);
}

int crawl_run_report(struct tx *tx, int64_t run_id, struct text report)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_CRAWL_RUN, REPORT_PUT);
    query_put_int(&q, run_id);
    query_put_text(&q, report);
    return query_run(&q, NULL);
}

static void put_optional(struct query *q, struct text t)
{
    query_put_text(q, t.n ? t : (struct text){NULL, 0});
}

static int write_end(struct tx *tx, const struct lease *lease, const struct crawl_run *run)
{
    struct query q;
    int64_t changed = 0;
    query_begin(&q, tx, STATEMENTS_CRAWL_RUN, RUN_END);
    query_put_int(&q, run->id);
    query_put_text(&q, lease->owner);
    query_put_int(&q, CRAWL_OVER);
    query_put_int(&q, run->result);
    query_put_int(&q, tx->now_ms);
    query_put_int(&q, run->folders);
    query_put_int(&q, run->files);
    query_put_int(&q, run->counts.tables_created);
    query_put_int(&q, run->counts.tables_updated);
    query_put_int(&q, run->counts.tables_deleted);
    query_put_int(&q, run->counts.partitions_created);
    query_put_int(&q, run->counts.partitions_updated);
    query_put_int(&q, run->counts.partitions_deleted);
    put_optional(&q, run->error);
    put_optional(&q, run->summary);
    if (query_run(&q, &changed) != 0)
        return -1;
    return changed ? 0 : fail_lost(tx);
}

/* Drops a bounded number of rows beyond those that are kept. */
static int drop_old(struct tx *tx, int statement, int64_t crawler_id, int64_t kept)
{
    enum { DROPPED_AT_ONCE = 20 };
    struct query q;
    query_begin(&q, tx, STATEMENTS_CRAWL_RUN, (size_t)statement);
    query_put_int(&q, crawler_id);
    query_put_int(&q, kept);
    query_put_int(&q, DROPPED_AT_ONCE);
    return query_run(&q, NULL);
}

int crawl_run_end(struct tx *tx, const struct lease *lease, const struct crawl_run *run)
{
    struct query q;
    if (write_end(tx, lease, run) != 0)
        return -1;
    query_begin(&q, tx, STATEMENTS_CRAWL_RUN, RUN_DEACTIVATE);
    query_put_int(&q, run->crawler_id);
    query_put_int(&q, run->id);
    if (query_run(&q, NULL) != 0)
        return -1;
    if (drop_old(tx, REPORTS_OLD, run->crawler_id, LIMIT_CRAWL_REPORTS_KEPT) != 0)
        return -1;
    return drop_old(tx, RUNS_OLD, run->crawler_id, LIMIT_CRAWL_RUNS_KEPT);
}

/* --- reading ------------------------------------------------------------------------------ */

int crawl_run_find(struct tx *tx, const struct crawler *crawler, struct text uuid,
                   struct arena *arena, struct crawl_run *out)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_CRAWL_RUN, RUN_FIND);
    query_put_text(&q, uuid);
    query_put_int(&q, crawler->id);
    bool found = query_step(&q);
    if (found) {
        read_row(&q, out);
        copy_run(arena, out);
    }
    if (query_end(&q) != 0)
        return -1;
    return found ? 0
                 : err_set(tx->err, ERR_NOT_FOUND, "Crawler %.*s has no run %.*s.",
                           TEXT_ARG(crawler->name), TEXT_ARG(text_cut(uuid, 64)));
}

int crawl_run_each(struct tx *tx, int64_t crawler_id, int64_t before,
                   int (*each)(void *context, const struct crawl_run *run), void *context)
{
    struct query q;
    int answer = 0;
    query_begin(&q, tx, STATEMENTS_CRAWL_RUN, RUN_LIST);
    query_put_int(&q, crawler_id);
    query_put_int(&q, before ? before : INT64_MAX);
    while (answer == 0 && query_step(&q)) {
        struct crawl_run run;
        read_row(&q, &run);
        answer = each(context, &run);
    }
    return query_end(&q) != 0 || answer < 0 ? -1 : 0;
}

int crawl_run_put_report(struct tx *tx, int64_t run_id, struct buf *out)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_CRAWL_RUN, REPORT_GET);
    query_put_int(&q, run_id);
    if (query_step(&q))
        buf_put(out, query_text(&q));
    return query_end(&q);
}

const char *crawl_run_state(const struct crawl_run *run)
{
    static const char *const names[] = {[CRAWL_NO_RESULT] = "RUNNING",
                                        [CRAWL_SUCCEEDED] = "COMPLETED",
                                        [CRAWL_FAILED] = "FAILED",
                                        [CRAWL_CANCELLED] = "STOPPED"};
    return names[run->result];
}

const char *crawl_result_status(enum crawl_result result)
{
    static const char *const names[] = {[CRAWL_NO_RESULT] = "",
                                        [CRAWL_SUCCEEDED] = "SUCCEEDED",
                                        [CRAWL_FAILED] = "FAILED",
                                        [CRAWL_CANCELLED] = "CANCELLED"};
    return names[result];
}

const char *crawl_phase_name(enum crawl_phase phase)
{
    static const char *const names[] = {
        [CRAWL_QUEUED] = "QUEUED",     [CRAWL_LISTING] = "LISTING",   [CRAWL_SAMPLING] = "SAMPLING",
        [CRAWL_PLANNING] = "PLANNING", [CRAWL_APPLYING] = "APPLYING", [CRAWL_OVER] = "OVER"};
    return names[phase];
}
