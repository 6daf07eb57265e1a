/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/crawler_draft.h"

#include <string.h>

#include "catalog/crawler_configuration.h"
#include "catalog/cron.h"
#include "catalog/glob.h"
#include "catalog/shapes_crawler.h"

enum {
    ARENA_BYTES = 8 << 20,
    SAMPLE_SIZE_MAX = 249, /* SampleSize of Glue's S3Target */
    TARGETS_MAX = 100,
    EXCLUSIONS_MAX = 100
};

/* --- rules -------------------------------------------------------------------------------- */

static const struct {
    int member;
    const char *name;
} NOT_CRAWLED[] = {
    {CRAWLER_TARGETS_JDBC_TARGETS, "JdbcTargets"},
    {CRAWLER_TARGETS_MONGO_DB_TARGETS, "MongoDBTargets"},
    {CRAWLER_TARGETS_DYNAMO_DB_TARGETS, "DynamoDBTargets"},
    {CRAWLER_TARGETS_CATALOG_TARGETS, "CatalogTargets"},
    {CRAWLER_TARGETS_DELTA_TARGETS, "DeltaTargets"},
    {CRAWLER_TARGETS_ICEBERG_TARGETS, "IcebergTargets"},
    {CRAWLER_TARGETS_HUDI_TARGETS, "HudiTargets"},
};

static int check_path(struct text path, struct err *err)
{
    static const struct text schemes[] = {TEXT_INIT("s3://"), TEXT_INIT("file:///")};
    for (size_t i = 0; i < COUNT(schemes); i++) {
        if (!text_starts_with(path, schemes[i]))
            continue;
        if (path.n > schemes[i].n && path.p[schemes[i].n] != '/')
            return 0;
        return err_set(err, ERR_INVALID, "S3Targets: Path '%.*s' names no %s.",
                       TEXT_ARG(text_cut(path, 256)), i ? "folder" : "bucket");
    }
    return err_set(err, ERR_INVALID,
                   "S3Targets: Path '%.*s' begins neither with s3:// nor with "
                   "file:///.",
                   TEXT_ARG(text_cut(path, 256)));
}

static int check_exclusions(const struct value *exclusions, struct err *err)
{
    struct arena arena;
    struct glob glob;
    int result = 0;
    if (exclusions->list.count > EXCLUSIONS_MAX)
        return err_set(err, ERR_INVALID, "S3Targets: at most %d Exclusions.", EXCLUSIONS_MAX);
    arena_init(&arena, ARENA_BYTES, NULL);
    for (size_t i = 0; i < exclusions->list.count && !result; i++)
        result = glob_decode(&glob, exclusions->list.items[i].text, &arena, err);
    arena_release(&arena);
    return result;
}

static int check_s3_target(const struct value *target, struct err *err)
{
    const struct value *sample = &target->members[S3_TARGET_SAMPLE_SIZE];
    if (check_path(target->members[S3_TARGET_PATH].text, err) ||
        check_exclusions(&target->members[S3_TARGET_EXCLUSIONS], err))
        return -1;
    if (sample->set && (sample->integer < 1 || sample->integer > SAMPLE_SIZE_MAX))
        return err_set(err, ERR_INVALID, "S3Targets: SampleSize is a number from 1 to %d.",
                       SAMPLE_SIZE_MAX);
    return 0;
}

static int check_targets(const struct value *targets, struct err *err)
{
    for (size_t i = 0; targets->set && i < COUNT(NOT_CRAWLED); i++) {
        if (targets->members[NOT_CRAWLED[i].member].list.count)
            return err_set(err, ERR_INVALID,
                           "Targets: %s cannot be crawled by this server; it crawls S3Targets.",
                           NOT_CRAWLED[i].name);
    }
    const struct value *s3 = targets->set ? &targets->members[CRAWLER_TARGETS_S3_TARGETS] : NULL;
    if (!s3 || !s3->list.count)
        return err_set(err, ERR_INVALID, "Targets: at least one of S3Targets is needed.");
    if (s3->list.count > TARGETS_MAX)
        return err_set(err, ERR_INVALID, "Targets: at most %d S3Targets.", TARGETS_MAX);
    for (size_t i = 0; i < s3->list.count; i++) {
        if (check_s3_target(&s3->list.items[i], err))
            return -1;
    }
    return 0;
}

static bool member_is(const struct value *struct_value, int member, const char *wanted)
{
    return struct_value->set && struct_value->members[member].set &&
           text_is(struct_value->members[member].text, wanted);
}

static bool crawls_new_folders_only(const struct value *crawler)
{
    return member_is(&crawler[CRAWLER_RECRAWL_POLICY], RECRAWL_POLICY_RECRAWL_BEHAVIOR,
                     "CRAWL_NEW_FOLDERS_ONLY");
}

/* What is only looked at when it is new cannot be changed or dropped. */
static int check_policies(const struct value *crawler, struct err *err)
{
    static const int behaviors[] = {SCHEMA_CHANGE_POLICY_UPDATE_BEHAVIOR,
                                    SCHEMA_CHANGE_POLICY_DELETE_BEHAVIOR};
    const struct value *policy = &crawler[CRAWLER_SCHEMA_CHANGE_POLICY];
    if (!crawls_new_folders_only(crawler) || !policy->set)
        return 0;
    for (size_t i = 0; i < COUNT(behaviors); i++) {
        if (policy->members[behaviors[i]].set && !member_is(policy, behaviors[i], "LOG"))
            return err_set(err, ERR_INVALID,
                           "SchemaChangePolicy: with CRAWL_NEW_FOLDERS_ONLY both UpdateBehavior "
                           "and DeleteBehavior can only be LOG.");
    }
    return 0;
}

int crawler_draft_check_schedule(struct text schedule, struct err *err)
{
    struct cron cron;
    return schedule.n ? cron_decode(&cron, schedule, err) : 0;
}

int crawler_draft_check(const struct value *crawler, struct err *err)
{
    struct crawler_configuration configuration;
    if (check_targets(&crawler[CRAWLER_TARGETS], err) || check_policies(crawler, err))
        return -1;
    if (!crawler[CRAWLER_DATABASE_NAME].text.n)
        return err_set(err, ERR_INVALID, "DatabaseName is needed to crawl S3Targets.");
    return crawler_configuration_decode(crawler[CRAWLER_CONFIGURATION].text, &configuration, err);
}

/* --- the stored text ---------------------------------------------------------------------- */

static struct value *copy_members(const struct value *from, size_t count, struct arena *arena)
{
    struct value *members = ARENA_ARRAY(arena, struct value, count);
    if (from)
        memcpy(members, from, count * sizeof *members);
    return members;
}

/* The members of a structure, to be filled in; a structure that is missing is made. */
static struct value *open_struct(struct value *v, const struct shape *shape, struct arena *arena)
{
    struct value *members = copy_members(v->set ? v->members : NULL, shape->count, arena);
    *v = value_struct(members);
    return members;
}

static void fill_list(struct value *v)
{
    if (!v->set)
        *v = value_list(NULL, 0);
}

static void fill_text(struct value *v, const char *otherwise)
{
    if (!v->set)
        *v = value_text(text_of(otherwise));
}

static void fill_targets(struct value *targets, struct arena *arena)
{
    struct value *members = open_struct(targets, &shape_crawler_targets, arena);
    for (size_t i = 0; i < shape_crawler_targets.count; i++)
        fill_list(&members[i]);
    struct value *s3 = &members[CRAWLER_TARGETS_S3_TARGETS];
    s3->list.items = copy_members(s3->list.items, s3->list.count, arena);
    for (size_t i = 0; i < s3->list.count; i++)
        fill_list(&open_struct(&s3->list.items[i], &shape_s3_target, arena)[S3_TARGET_EXCLUSIONS]);
}

static void fill_policies(struct value *crawler, struct arena *arena)
{
    bool log_only = crawls_new_folders_only(crawler);
    struct value *members =
        open_struct(&crawler[CRAWLER_RECRAWL_POLICY], &shape_recrawl_policy, arena);
    fill_text(&members[RECRAWL_POLICY_RECRAWL_BEHAVIOR], "CRAWL_EVERYTHING");
    members =
        open_struct(&crawler[CRAWLER_SCHEMA_CHANGE_POLICY], &shape_schema_change_policy, arena);
    fill_text(&members[SCHEMA_CHANGE_POLICY_UPDATE_BEHAVIOR],
              log_only ? "LOG" : "UPDATE_IN_DATABASE");
    fill_text(&members[SCHEMA_CHANGE_POLICY_DELETE_BEHAVIOR],
              log_only ? "LOG" : "DEPRECATE_IN_DATABASE");
    members =
        open_struct(&crawler[CRAWLER_LINEAGE_CONFIGURATION], &shape_lineage_configuration, arena);
    fill_text(&members[LINEAGE_CONFIGURATION_CRAWLER_LINEAGE_SETTINGS], "DISABLE");
    members = open_struct(&crawler[CRAWLER_LAKE_FORMATION_CONFIGURATION],
                          &shape_lake_formation_configuration, arena);
    if (!members[LAKE_FORMATION_CONFIGURATION_USE_LAKE_FORMATION_CREDENTIALS].set)
        members[LAKE_FORMATION_CONFIGURATION_USE_LAKE_FORMATION_CREDENTIALS] = value_boolean(false);
    fill_text(&members[LAKE_FORMATION_CONFIGURATION_ACCOUNT_ID], "");
}

void crawler_draft_put_tail(const struct value *crawler, struct arena *arena, struct buf *out)
{
    static const int owned_by_the_server[] = {
        CRAWLER_NAME,          CRAWLER_STATE,        CRAWLER_SCHEDULE,   CRAWLER_CRAWL_ELAPSED_TIME,
        CRAWLER_CREATION_TIME, CRAWLER_LAST_UPDATED, CRAWLER_LAST_CRAWL, CRAWLER_VERSION};
    struct value *filled = copy_members(crawler, shape_crawler.count, arena);
    for (size_t i = 0; i < COUNT(owned_by_the_server); i++)
        filled[owned_by_the_server[i]] = (struct value){0};
    fill_targets(&filled[CRAWLER_TARGETS], arena);
    fill_list(&filled[CRAWLER_CLASSIFIERS]);
    fill_policies(filled, arena);
    shape_encode(&shape_crawler, filled, out);
}
