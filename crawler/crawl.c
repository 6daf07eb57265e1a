/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/crawl.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/metrics.h"
#include "catalog/shapes_crawler.h"
#include "crawler/report.h"
#include "store/link.h"

enum {
    BEAT_MS = 1000,
    REPLANS_MAX = 3, /* the catalog changed while it was compared; it will not do so for ever */
    SAMPLE_FILES_MAX = LIMIT_CRAWL_SAMPLES
};

/* --- the lease ---------------------------------------------------------------------------- */

static int beat_body(struct tx *tx, void *context)
{
    struct crawl *c = context;
    bool stop = false;
    if (crawl_run_beat(tx, &c->lease, &c->run, &stop) != 0)
        return -1;
    c->stopped = stop;
    return 0;
}

/* A store that is closing, or a disk that is full, does not take the run away: the lease may yet
 * hold. */
static void beat(struct crawl *c)
{
    struct err err = {0};
    c->beaten_us = clock_monotonic_us();
    c->lease.until_ms = clock_now_ms() + c->env->lease_ms;
    if (store_write(c->env->store, LANE_BACKGROUND, &c->origin, beat_body, c, &err) != 0)
        c->lost |= err.code == ERR_CONCURRENT;
}

static bool is_closing(const struct crawl *c)
{
    return c->env->closing && atomic_load(c->env->closing);
}

bool crawl_goes_on(struct crawl *c)
{
    if (!is_closing(c) && clock_monotonic_us() - c->beaten_us > BEAT_MS * 1000)
        beat(c);
    return !c->stopped && !c->lost && !is_closing(c);
}

bool crawl_enter(struct crawl *c, enum crawl_phase phase)
{
    c->run.phase = phase;
    if (!is_closing(c))
        beat(c);
    return crawl_goes_on(c);
}

/* --- what is to be crawled ---------------------------------------------------------------- */

static struct text member(const struct value *struct_value, int index)
{
    return struct_value->set ? struct_value->members[index].text : TEXT("");
}

static enum delete_behavior delete_behavior_of(struct text name)
{
    if (text_is(name, "LOG"))
        return DELETE_LOG;
    return text_is(name, "DELETE_FROM_DATABASE") ? DELETE_DROP : DELETE_DEPRECATE;
}

static int read_options(struct crawl *c, const struct value *document, struct plan_options *o,
                        struct err *err)
{
    const struct value *policy = &document[CRAWLER_SCHEMA_CHANGE_POLICY];
    const struct value *recrawl = &document[CRAWLER_RECRAWL_POLICY];
    *o = (struct plan_options){
        .crawler = c->run.crawler_name,
        .run = c->run.uuid,
        .table_prefix = document[CRAWLER_TABLE_PREFIX].text,
        .update_is_log = text_is(member(policy, SCHEMA_CHANGE_POLICY_UPDATE_BEHAVIOR), "LOG"),
        .delete_behavior = delete_behavior_of(member(policy, SCHEMA_CHANGE_POLICY_DELETE_BEHAVIOR)),
        .new_folders_only =
            text_is(member(recrawl, RECRAWL_POLICY_RECRAWL_BEHAVIOR), "CRAWL_NEW_FOLDERS_ONLY"),
        .now_ms = clock_now_ms()};
    return crawler_configuration_decode(document[CRAWLER_CONFIGURATION].text, &o->configuration,
                                        err);
}

static int add_targets(struct crawl *c, const struct value *targets, struct err *err)
{
    const struct value *s3 = &targets->members[CRAWLER_TARGETS_S3_TARGETS];
    for (size_t i = 0; i < s3->list.count; i++) {
        const struct value *t = s3->list.items[i].members;
        struct plan_target *added;
        const struct plan_source source = {
            .path = t[S3_TARGET_PATH].text,
            .exclusions = &t[S3_TARGET_EXCLUSIONS],
            .limits = {.folders_max = LIMIT_CRAWL_FOLDERS,
                       .depth_max = LIMIT_CRAWL_DEPTH,
                       .samples_max =
                           (size_t)value_integer_or(&t[S3_TARGET_SAMPLE_SIZE], SAMPLE_FILES_MAX)}};
        if (plan_add_target(&c->plan, &source, &added, err) != 0)
            return -1;
    }
    return 0;
}

struct finding_crawler {
    struct crawl *crawl;
    struct crawler found;
};

static int find_crawler(struct tx *tx, void *context)
{
    struct finding_crawler *f = context;
    return crawler_find(tx, f->crawl->run.crawler_name, &f->crawl->arena, &f->found);
}

/* What a crawl finds for a database's resource link lands in the target, as all that is created
 * through one. */
static int follow_link(struct tx *tx, void *context)
{
    struct crawl *c = context;
    struct table_name target;
    int found =
        link_of_database(tx, &(struct database_name){c->catalog, c->database}, &c->arena, &target);
    if (found == 1) {
        c->catalog = target.catalog;
        c->database = target.database;
    }
    return found < 0 ? -1 : 0;
}

/* Reads the crawler anew for each attempt and begins an empty plan. */
static int open_plan(struct crawl *c, struct err *err)
{
    struct finding_crawler f = {.crawl = c};
    struct plan_options options;
    struct value *document;
    if (store_read(c->env->store, find_crawler, &f, err) != 0 ||
        crawler_decode(&f.found, &c->arena, &document, err) != 0 ||
        read_options(c, document, &options, err) != 0)
        return -1;
    c->catalog = document[CRAWLER_CATALOG_ID].text;
    c->database = arena_fold(&c->arena, document[CRAWLER_DATABASE_NAME].text);
    if (store_read(c->env->store, follow_link, c, err) != 0)
        return -1;
    plan_init(&c->plan, &c->arena, &options);
    return add_targets(c, &document[CRAWLER_TARGETS], err);
}

/* --- the report --------------------------------------------------------------------------- */

struct kept_report {
    int64_t run_id;
    struct text text;
};

static int keep_report_body(struct tx *tx, void *context)
{
    const struct kept_report *k = context;
    return crawl_run_report(tx, k->run_id, k->text);
}

static int keep_report(struct crawl *c, struct err *err)
{
    struct buf report;
    buf_init(&report, LIMIT_CRAWL_REPORT_BYTES);
    report_put(&c->plan, &report);
    struct kept_report kept = {c->run.id, buf_text(&report)};
    int result =
        store_write(c->env->store, LANE_BACKGROUND, &c->origin, keep_report_body, &kept, err);
    buf_release(&report);
    return result;
}

/* What the run changed, once it was carried out. */
static void sum_up(struct crawl *c)
{
    struct buf summary;
    struct crawl_counts *n = &c->run.counts;
    for (const struct planned_table *t = c->plan.first; t; t = t->next) {
        n->tables_created += t->action == PLAN_CREATE;
        n->tables_updated += t->action == PLAN_UPDATE || t->action == PLAN_DEPRECATE;
        n->tables_deleted += t->action == PLAN_DELETE;
        n->partitions_created += t->counts.created;
        n->partitions_updated += t->counts.updated + t->counts.deprecated;
        n->partitions_deleted += t->counts.deleted;
    }
    buf_init(&summary, LIMIT_DOCUMENT_BYTES);
    report_put_summary(&c->plan, &summary);
    c->run.summary = arena_copy(&c->arena, buf_text(&summary));
    buf_release(&summary);
}

/* --- the steps ---------------------------------------------------------------------------- */

static int make_plan(struct crawl *c, struct err *err)
{
    if (open_plan(c, err) != 0 || crawl_know_tables(c, err) != 0)
        return -1;
    if (!crawl_enter(c, CRAWL_LISTING))
        return 0;
    if (crawl_list(c, err) != 0)
        return -1;
    if (c->plan.options.new_folders_only && crawl_know_folders(c, err) != 0)
        return -1;
    if (!crawl_enter(c, CRAWL_SAMPLING))
        return 0;
    if (crawl_look(c, err) != 0)
        return -1;
    if (!crawl_enter(c, CRAWL_PLANNING))
        return 0;
    if (plan_tables(&c->plan, err) != 0 || crawl_know_partitions(c, err) != 0)
        return -1;
    if (arena_over(&c->arena))
        return err_set(err, ERR_LIMIT, "The crawl needs more than %d MiB of memory.",
                       LIMIT_CRAWL_ARENA_MIB);
    return 0;
}

static int carry_out(struct crawl *c, struct err *err)
{
    if (!crawl_goes_on(c))
        return 0;
    if (keep_report(c, err) != 0)
        return -1;
    if (!crawl_enter(c, CRAWL_APPLYING))
        return 0;
    return crawl_apply(c, err);
}

static int attempt(struct crawl *c, struct err *err)
{
    arena_release(&c->arena);
    arena_init(&c->arena, (size_t)LIMIT_CRAWL_ARENA_MIB << 20, NULL);
    if (make_plan(c, err) != 0)
        return -1;
    return carry_out(c, err);
}

static int attempt_until_calm(struct crawl *c, struct err *err)
{
    int result = attempt(c, err);
    for (int i = 1; i < REPLANS_MAX && result != 0 && err->code == ERR_CONCURRENT; i++) {
        err_clear(err);
        if (!crawl_goes_on(c))
            return 0;
        result = attempt(c, err);
    }
    return result;
}

/* --- the end ------------------------------------------------------------------------------ */

static int end_body(struct tx *tx, void *context)
{
    struct crawl *c = context;
    return crawl_run_end(tx, &c->lease, &c->run);
}

static int give_back_body(struct tx *tx, void *context)
{
    struct crawl *c = context;
    return crawl_run_give_back(tx, &c->lease, c->run.id);
}

static void tell_end(const struct crawl *c, int64_t began_us)
{
    static const enum metric counters[] = {[CRAWL_SUCCEEDED] = METRIC_CRAWLS_SUCCEEDED,
                                           [CRAWL_FAILED] = METRIC_CRAWLS_FAILED,
                                           [CRAWL_CANCELLED] = METRIC_CRAWLS_STOPPED};
    metrics_add(c->env->metrics, counters[c->run.result], 1);
    LOG(c->env->log, c->run.result == CRAWL_FAILED ? LEVEL_WARNING : LEVEL_INFO, "crawl",
        LOG_TEXT("crawler", c->run.crawler_name), LOG_TEXT("run", c->run.uuid),
        LOG_TEXT("result", text_of(crawl_result_status(c->run.result))),
        LOG_TEXT("error", c->run.error.p ? c->run.error : TEXT("")),
        LOG_INT("folders", c->run.folders), LOG_INT("files", c->run.files),
        LOG_INT("tables_created", c->run.counts.tables_created),
        LOG_INT("tables_updated", c->run.counts.tables_updated),
        LOG_INT("partitions_created", c->run.counts.partitions_created),
        LOG_INT("ms", (clock_monotonic_us() - began_us) / 1000));
}

/* Writes how the run ended. Where not even that can be written, its lease runs out and it is taken
 * again. */
static enum crawl_end end(struct crawl *c, int result, struct err *failure, int64_t began_us)
{
    struct err err = {0};
    c->run.result = c->stopped ? CRAWL_CANCELLED : result == 0 ? CRAWL_SUCCEEDED : CRAWL_FAILED;
    if (c->run.result == CRAWL_SUCCEEDED)
        sum_up(c);
    if (c->run.result == CRAWL_FAILED)
        c->run.error = err_text(failure);
    if (store_write(c->env->store, LANE_BACKGROUND, &c->origin, end_body, c, &err) != 0) {
        LOG(c->env->log, LEVEL_ERROR, "the end of a crawl could not be written",
            LOG_TEXT("crawler", c->run.crawler_name), LOG_TEXT("error", err_text(&err)));
        return CRAWL_LOST;
    }
    tell_end(c, began_us);
    return CRAWL_ENDED;
}

static enum crawl_end give_back(struct crawl *c)
{
    struct err err = {0};
    if (store_write(c->env->store, LANE_BACKGROUND, &c->origin, give_back_body, c, &err) != 0)
        return CRAWL_LOST; /* its lease runs out */
    return CRAWL_GIVEN_BACK;
}

static struct origin origin_of(struct crawl *c, struct arena *a)
{
    struct text arn =
        arena_printf(a, "arn:aws:glue:%.*s:%.*s:crawler/%.*s", TEXT_ARG(c->env->region),
                     TEXT_ARG(c->env->account_id), TEXT_ARG(c->run.crawler_name));
    return (struct origin){arn, TEXT("crawler"), "crawler", "Crawl"};
}

enum crawl_end crawl_perform(const struct crawl_environment *env, struct text owner,
                             const struct crawl_run *run)
{
    struct crawl c = {.env = env, .run = *run, .lease = {owner, clock_now_ms() + env->lease_ms}};
    struct arena kept; /* what outlives an attempt */
    struct err err = {0};
    int64_t began_us = clock_monotonic_us();
    arena_init(&kept, LIMIT_DOCUMENT_BYTES, NULL);
    arena_init(&c.arena, 0, NULL);
    c.origin = origin_of(&c, &kept);
    int result = lake_open(&c.lake, &env->lake, &err);
    if (result == 0 && crawl_enter(&c, CRAWL_QUEUED))
        result = attempt_until_calm(&c, &err);
    lake_close(c.lake);
    enum crawl_end how = c.lost                         ? CRAWL_LOST
                         : is_closing(&c) && !c.stopped ? give_back(&c)
                                                        : end(&c, result, &err, began_us);
    arena_release(&c.arena);
    arena_release(&kept);
    return how;
}
