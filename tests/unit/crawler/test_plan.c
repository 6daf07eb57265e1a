/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "catalog/shapes_crawl_report.h"
#include "catalog/shapes_table.h"
#include "crawler/format.h"
#include "crawler/layout.h"
#include "crawler/plan.h"
#include "crawler/report.h"
#include "tests/unit/crawler/lake_fixture.h"

/* A lake, a plan over it, and the catalog as an earlier plan left it. */
struct scene {
    struct lake_fixture lake;
    struct plan plan;
    struct plan_target *target;
};

static void open_scene(struct scene *s, const struct plan_options *options)
{
    struct err err = {0};
    lake_fixture_init(&s->lake);
    plan_init(&s->plan, &s->lake.arena, options);
    const struct plan_source source = {TEXT("s3://b/raw"), NULL, s->lake.tree.limits};
    assert_int_equal(plan_add_target(&s->plan, &source, &s->target, &err), 0);
    s->lake.tree = s->target->tree;
}

/* No more files: plans the tables. */
static void run_scene(struct scene *s)
{
    struct err err = {0};
    lake_fixture_close(&s->lake);
    s->target->tree = s->lake.tree;
    if (plan_tables(&s->plan, &err) != 0)
        fail_msg("%s", err.text);
}

static void close_scene(struct scene *s)
{
    lake_fixture_release(&s->lake);
}

static const struct plan_options OPTIONS = {.crawler = TEXT_INIT("c"),
                                            .run = TEXT_INIT("run-1"),
                                            .delete_behavior = DELETE_DEPRECATE,
                                            .now_ms = 1000};

/* The Table object of a planned table, as the catalog would answer it. */
static struct text table_object(struct scene *s, const struct planned_table *t)
{
    struct buf out;
    buf_init(&out, 1 << 20);
    buf_printf(&out, "{\"Name\":\"%.*s\",\"VersionId\":\"3\",", TEXT_ARG(t->name));
    shape_encode(&shape_table_input, t->input, &out);
    buf_put_char(&out, '}');
    struct text text = arena_copy(&s->lake.arena, buf_text(&out));
    buf_release(&out);
    return text;
}

static struct planned_table *table(struct scene *s, const char *name)
{
    struct planned_table *t = s->plan.first;
    while (t && !text_is(t->name, name))
        t = t->next;
    if (!t)
        fail_msg("no table %s", name);
    return t;
}

static void know(struct scene *s, struct text object)
{
    struct err err = {0};
    if (plan_know(&s->plan, object, &err) != 0)
        fail_msg("%s", err.text);
}

/* Lets a first crawl find `files`, then a second one `later`, with other options. The second scene
 * is left open. */
static void two_days(struct scene *first, struct scene *second, const char *const (*files)[2],
                     const char *const (*later)[2], const struct plan_options *options)
{
    open_scene(first, &OPTIONS);
    for (; (*files)[0]; files++)
        lake_fixture_add(&first->lake, (*files)[0], (*files)[1]);
    run_scene(first);
    open_scene(second, options);
    for (struct planned_table *t = first->plan.first; t; t = t->next)
        know(second, table_object(first, t));
    for (; (*later)[0]; later++)
        lake_fixture_add(&second->lake, (*later)[0], (*later)[1]);
    run_scene(second);
}

static const char *const DAY_ONE[][2] = {{"orders/day=1/a.csv", "id:bigint name:string"},
                                         {NULL, NULL}};
static const char *const DAY_TWO[][2] = {{"orders/day=1/a.csv", "id:bigint name:string"},
                                         {"orders/day=2/a.csv", "id:string extra:int"},
                                         {NULL, NULL}};
static const char *const NOTHING[][2] = {{NULL, NULL}};

static void new_table(void **state)
{
    /* A new table has all that an engine needs to read it, and its partitions are made with it. */
    (void)state;
    struct scene s;
    struct buf out;
    open_scene(&s, &OPTIONS);
    lake_fixture_add(&s.lake, "orders/day=1/a.csv", "id:bigint name:string");
    run_scene(&s);
    struct planned_table *t = table(&s, "orders");
    plan_partitions_close(&s.plan, t);
    assert_int_equal(t->action, PLAN_CREATE);
    assert_int_equal(t->counts.created, 1);
    buf_init(&out, 1 << 16);
    shape_encode(&shape_table_input, t->input, &out);
    buf_put_char(&out, '\0');
    static const char *const parts[] = {
        "\"Owner\":\"owner\"",
        "\"Retention\":0",
        "\"Location\":\"s3://b/raw/orders/\"",
        "\"InputFormat\":\"org.apache.hadoop.mapred.TextInputFormat\"",
        "\"NumberOfBuckets\":-1",
        "\"SerializationLibrary\":\"org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe\"",
        "\"PartitionKeys\":[{\"Name\":\"day\",\"Type\":\"string\"}]",
        "\"TableType\":\"EXTERNAL_TABLE\"",
        "\"UPDATED_BY_CRAWLER\":\"c\"",
        "\"CRAWL_RUN_ID\":\"run-1\"",
        "\"classification\":\"csv\"",
        "\"objectCount\":\"1\"",
        "\"sizeKey\":\"1000\"",
        "\"recordCount\":\"10\"",
        "\"typeOfData\":\"file\"",
        "\"compressionType\":\"none\"",
        "\"skip.header.line.count\":\"1\"",
        "\"CrawlerSchemaSerializerVersion\":\"1.0\""};
    for (size_t i = 0; i < COUNT(parts); i++) {
        if (!strstr(out.p, parts[i]))
            fail_msg("%s is not in %s", parts[i], out.p);
    }
    buf_release(&out);
    close_scene(&s);
}

static void same_again(void **state)
{
    /* A crawl that finds what is known changes nothing. */
    (void)state;
    struct scene one, two;
    two_days(&one, &two, DAY_ONE, DAY_ONE, &OPTIONS);
    struct planned_table *t = table(&two, "orders");
    assert_int_equal(t->action, PLAN_KEEP);
    assert_null(t->input);
    assert_null(t->finding_from);
    plan_partition_known(&two.plan, t, TEXT("[\"1\"]"), TEXT("s3://b/raw/orders/day=1/"),
                         TEXT("{\"sizeKey\":\"1000\",\"objectCount\":\"1\"}"));
    plan_partitions_close(&two.plan, t);
    assert_int_equal(t->partitions_n, 0);
    assert_int_equal(t->counts.unchanged, 1);
    close_scene(&one);
    close_scene(&two);
}

static void changed(void **state)
{
    /* Day two adds a column, widens one and lacks one: a new version, all partitions follow, and
     * the missing one is told. */
    (void)state;
    struct scene one, two;
    two_days(&one, &two, DAY_ONE, DAY_TWO, &OPTIONS);
    struct planned_table *t = table(&two, "orders");
    assert_int_equal(t->action, PLAN_UPDATE);
    assert_int_equal(t->known->version, 3);
    assert_int_equal(t->columns.n, 3);
    assert_true(text_is(t->columns.columns[0].type, "string"));
    assert_true(text_is(t->columns.columns[2].name, "extra"));
    plan_partition_known(&two.plan, t, TEXT("[\"1\"]"), TEXT("s3://b/raw/orders/day=1"),
                         TEXT("{\"sizeKey\":\"1000\",\"objectCount\":\"1\"}"));
    plan_partitions_close(&two.plan, t);
    assert_int_equal(t->counts.updated, 1);
    assert_int_equal(t->counts.created, 1);
    close_scene(&one);
    close_scene(&two);
}

static void missing_in_the_newest(void **state)
{
    /* A column that only older folders have stays in the table, and is told as a difference that
     * was not applied. */
    (void)state;
    struct scene one, two;
    two_days(&one, &two, DAY_ONE, NOTHING, &OPTIONS);
    close_scene(&two);
    open_scene(&two, &OPTIONS);
    know(&two, table_object(&one, table(&one, "orders")));
    lake_fixture_add(&two.lake, "orders/day=1/a.csv", "id:bigint name:string");
    lake_fixture_add(&two.lake, "orders/day=2/a.csv", "id:bigint");
    tree_find(&two.lake.tree, TEXT("orders/day=2/"))->newest_ms = 99;
    run_scene(&two);
    struct planned_table *t = table(&two, "orders");
    assert_int_equal(t->columns.n, 2);
    assert_non_null(t->finding_from);
    const struct value *sd = t->finding_to[TABLE_INPUT_STORAGE_DESCRIPTOR].members;
    assert_int_equal(sd[STORAGE_DESCRIPTOR_COLUMNS].list.count, 1);
    const struct column_change *c = &t->columns.changes[t->columns.changes_n - 1];
    assert_string_equal(c->kind, "missing");
    assert_non_null(strstr(c->reason, "'orders/day=2/'"));
    close_scene(&one);
    close_scene(&two);
}

static void logged(void **state)
{
    /* With LOG nothing known is written, the difference is told, and new partitions are made all
     * the same. */
    (void)state;
    struct plan_options options = OPTIONS;
    struct scene one, two;
    options.update_is_log = true;
    two_days(&one, &two, DAY_ONE, DAY_TWO, &options);
    struct planned_table *t = table(&two, "orders");
    assert_int_equal(t->action, PLAN_LOG);
    assert_null(t->input);
    assert_ptr_equal(t->finding_from, t->known->input);
    plan_partition_known(&two.plan, t, TEXT("[\"1\"]"), TEXT("s3://b/raw/orders/day=1/"),
                         TEXT("{}"));
    plan_partitions_close(&two.plan, t);
    assert_int_equal(t->counts.created, 1);
    assert_int_equal(t->counts.updated, 0);
    close_scene(&one);
    close_scene(&two);
}

static void gone(void **state)
{
    /* A table whose data is gone is deprecated, deleted or left, as the policy says, and only where
     * all was seen. */
    (void)state;
    static const struct {
        enum delete_behavior behavior;
        bool partial;
        int action; /* -1: not in the plan */
    } rows[] = {{DELETE_DEPRECATE, false, PLAN_DEPRECATE},
                {DELETE_DROP, false, PLAN_DELETE},
                {DELETE_LOG, false, PLAN_LOG},
                {DELETE_DROP, true, -1}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct plan_options options = OPTIONS;
        struct scene one, two;
        options.delete_behavior = rows[i].behavior;
        open_scene(&one, &OPTIONS);
        lake_fixture_add(&one.lake, DAY_ONE[0][0], DAY_ONE[0][1]);
        run_scene(&one);
        open_scene(&two, &options);
        know(&two, table_object(&one, one.plan.first));
        two.target->is_partial = rows[i].partial;
        run_scene(&two);
        assert_int_equal(two.plan.first ? (int)two.plan.first->action : -1, rows[i].action);
        if (rows[i].action == PLAN_DEPRECATE) {
            assert_true(document_is_deprecated(&two.plan.first->input[TABLE_INPUT_PARAMETERS]));
            struct scene three;
            open_scene(&three, &options);
            know(&three, table_object(&two, two.plan.first));
            run_scene(&three);
            assert_int_equal(three.plan.first->action, PLAN_KEEP);
            close_scene(&three);
            open_scene(&three, &options);
            know(&three, table_object(&two, two.plan.first));
            lake_fixture_add(&three.lake, DAY_ONE[0][0], DAY_ONE[0][1]);
            run_scene(&three);
            assert_int_equal(three.plan.first->action, PLAN_REFRESH);
            assert_false(document_is_deprecated(&three.plan.first->input[TABLE_INPUT_PARAMETERS]));
            close_scene(&three);
        }
        close_scene(&one);
        close_scene(&two);
    }
}

static void partitions_gone(void **state)
{
    /* Partitions without data are deprecated or deleted once; with a table that goes, they go by
     * themselves. */
    (void)state;
    struct plan_options options = OPTIONS;
    struct scene one, two;
    options.delete_behavior = DELETE_DROP;
    two_days(&one, &two, DAY_ONE, DAY_ONE, &options);
    struct planned_table *t = table(&two, "orders");
    plan_partition_known(&two.plan, t, TEXT("[\"0\"]"), TEXT("s3://b/raw/orders/day=0/"), TEXT(""));
    plan_partitions_close(&two.plan, t);
    assert_int_equal(t->counts.deleted, 1);
    assert_int_equal(t->partitions[0].action, PARTITION_DELETE);
    assert_true(text_is(t->partitions[0].vals, "[\"0\"]"));
    close_scene(&one);
    close_scene(&two);
    two_days(&one, &two, DAY_ONE, DAY_ONE, &OPTIONS);
    t = table(&two, "orders");
    plan_partition_known(&two.plan, t, TEXT("[\"0\"]"), TEXT("s3://b/raw/orders/day=0/"),
                         TEXT("{\"DEPRECATED_BY_CRAWLER\":\"1\"}"));
    plan_partitions_close(&two.plan, t);
    assert_int_equal(t->counts.deprecated, 0);
    close_scene(&one);
    close_scene(&two);
}

static void kept_by_users(void **state)
{
    /* Descriptions, comments and parameters that others wrote survive an update. */
    (void)state;
    struct scene s;
    struct buf out;
    open_scene(&s, &OPTIONS);
    know(&s, TEXT("{\"Name\":\"mine\",\"VersionId\":\"0\",\"Description\":\"D\",\"PartitionKeys\":"
                  "[{\"Name\":\"day\",\"Type\":\"string\"}],\"Parameters\":{\"team\":\"x\","
                  "\"delimiter\":\"|\"},\"StorageDescriptor\":{\"Location\":\"s3a://b/raw/orders\","
                  "\"Columns\":[{\"Name\":\"id\",\"Type\":\"int\",\"Comment\":\"C\"}]}}"));
    lake_fixture_add(&s.lake, "orders/partition=1/a.csv", "id:bigint day:string");
    run_scene(&s);
    struct planned_table *t = table(&s, "mine");
    assert_int_equal(t->action, PLAN_UPDATE);
    buf_init(&out, 1 << 16);
    shape_encode(&shape_table_input, t->input, &out);
    buf_put_char(&out, '\0');
    static const char *const parts[] = {"\"Description\":\"D\"",
                                        "{\"Name\":\"id\",\"Type\":\"bigint\",\"Comment\":\"C\"}",
                                        "{\"Name\":\"day_1\",\"Type\":\"string\"}",
                                        "\"team\":\"x\"",
                                        "\"delimiter\":\",\"",
                                        "\"PartitionKeys\":[{\"Name\":\"day\""};
    for (size_t i = 0; i < COUNT(parts); i++) {
        if (!strstr(out.p, parts[i]))
            fail_msg("%s is not in %s", parts[i], out.p);
    }
    buf_release(&out);
    close_scene(&s);
}

static void left_alone(void **state)
{
    /* Views, tables of other formats and tables of another depth are left as they are, with the
     * reason. */
    (void)state;
    static const struct {
        const char *object, *reason;
    } rows[] = {
        {"{\"Name\":\"t\",\"VersionId\":\"0\",\"Parameters\":{\"table_type\":\"ICEBERG\"},"
         "\"StorageDescriptor\":{\"Location\":\"s3://b/raw/orders/\"}}",
         "metadata"},
        {"{\"Name\":\"t\",\"VersionId\":\"0\",\"PartitionKeys\":[{\"Name\":\"a\"},{\"Name\":\"b\"}]"
         ","
         "\"StorageDescriptor\":{\"Location\":\"s3://b/raw/orders/\"}}",
         "nested 1 deep, and it has 2 partition keys"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct scene s;
        open_scene(&s, &OPTIONS);
        know(&s, text_of(rows[i].object));
        lake_fixture_add(&s.lake, DAY_ONE[0][0], DAY_ONE[0][1]);
        run_scene(&s);
        struct planned_table *t = table(&s, "t");
        plan_partitions_close(&s.plan, t);
        assert_int_equal(t->action, PLAN_LEAVE);
        assert_int_equal(t->partitions_n, 0);
        char reason[512];
        snprintf(reason, sizeof reason, "%.*s", TEXT_ARG(t->reason));
        assert_non_null(strstr(reason, rows[i].reason));
        close_scene(&s);
    }
}

static void names_that_clash(void **state)
{
    /* Two folders of one name, and a name that the database has already, give names with a hash. */
    (void)state;
    struct scene s;
    open_scene(&s, &OPTIONS);
    know(&s, TEXT("{\"Name\":\"zones\",\"VersionId\":\"0\"}"));
    lake_fixture_add(&s.lake, "a/orders/d=1/a.csv", "x:int");
    lake_fixture_add(&s.lake, "b/orders/d=1/a.csv", "y:int");
    lake_fixture_add(&s.lake, "b/zones/d=1/a.csv", "z:int");
    run_scene(&s);
    assert_int_equal(s.plan.tables_n, 3);
    table(&s, "orders");
    for (const struct planned_table *t = s.plan.first; t; t = t->next)
        assert_true(text_is(t->name, "orders") || text_starts_with(t->name, TEXT("orders_")) ||
                    text_starts_with(t->name, TEXT("zones_")));
    close_scene(&s);
}

static void threshold(void **state)
{
    /* More tables than the threshold fail the plan, with Glue's words. */
    (void)state;
    struct plan_options options = OPTIONS;
    struct scene s;
    struct err err = {0};
    options.configuration.table_threshold = 1;
    open_scene(&s, &options);
    lake_fixture_add(&s.lake, "a/d=1/a.csv", "x:int");
    lake_fixture_add(&s.lake, "b/d=1/a.csv", "y:int");
    lake_fixture_close(&s.lake);
    s.target->tree = s.lake.tree;
    assert_int_equal(plan_tables(&s.plan, &err), -1);
    assert_int_equal(err.code, ERR_LIMIT);
    assert_non_null(strstr(err.text, "Table Threshold value = 1, Tables detected - 2"));
    close_scene(&s);
}

static void levels(void **state)
{
    /* The configured level counts from the bucket, which is level 1. */
    (void)state;
    struct plan_options options = OPTIONS;
    struct scene s;
    options.configuration.table_level = 3; /* b, raw, this one */
    open_scene(&s, &options);
    assert_int_equal(s.target->table_depth, 1);
    close_scene(&s);
    options.configuration.table_level = 1;
    open_scene(&s, &options);
    assert_int_equal(s.target->table_depth, 0);
    close_scene(&s);
}

static void partition_documents(void **state)
{
    /* A partition by position states its own columns with the table's types; one whose columns are
     * the table's first states all. */
    (void)state;
    struct scene one, two;
    static const char *const files[][2] = {{"t/d=1/a.csv", "a:int b:int"},
                                           {"t/d=2/a.csv", "b:bigint c:int"},
                                           {"t/d=3/a.json", "c:int"},
                                           {NULL, NULL}};
    static const char *const columns[] = {
        "[{\"Name\":\"a\",\"Type\":\"int\"},{\"Name\":\"b\",\"Type\":\"bigint\"},{\"Name\":\"c\","
        "\"Type\":\"int\"}]",
        "[{\"Name\":\"b\",\"Type\":\"bigint\"},{\"Name\":\"c\",\"Type\":\"int\"}]",
        "[{\"Name\":\"a\",\"Type\":\"int\"},{\"Name\":\"b\",\"Type\":\"bigint\"},{\"Name\":\"c\","
        "\"Type\":\"int\"}]"};
    two_days(&one, &two, NOTHING, files, &OPTIONS);
    struct planned_table *t = table(&two, "t");
    for (size_t i = 0; i < 3; i++) {
        struct buf out;
        buf_init(&out, 1 << 16);
        struct value *sd = plan_partition_input(t, &t->found->partitions[i], &two.lake.arena);
        shape_encode(&shape_storage_descriptor, sd[2].members, &out);
        buf_put_char(&out, '\0');
        if (!strstr(out.p, columns[i]))
            fail_msg("%zu: %s", i, out.p);
        buf_release(&out);
    }
    close_scene(&one);
    close_scene(&two);
}

static void report(void **state)
{
    /* The report has the form that its shape describes, and says of every folder and table what was
     * done and why. */
    (void)state;
    struct scene one, two;
    struct buf out;
    struct value *values;
    struct err err = {0};
    two_days(&one, &two, DAY_ONE, DAY_TWO, &OPTIONS);
    folder_skip(&two.target->tree, two.target->tree.root, TEXT("_x"), TEXT("because"));
    for (struct planned_table *t = two.plan.first; t; t = t->next)
        plan_partitions_close(&two.plan, t);
    buf_init(&out, LIMIT_CRAWL_REPORT_BYTES);
    buf_put_char(&out, '{');
    report_put(&two.plan, &out);
    buf_put_char(&out, '}');
    if (shape_decode_text(type_crawl_run.shape, buf_text(&out), &two.lake.arena, &values, &err))
        fail_msg("%s: %.*s", err.text, TEXT_ARG(buf_text(&out)));
    buf_put_char(&out, '\0');
    static const char *const parts[] = {
        "{\"Folder\":\"s3://b/raw/\",\"Action\":\"IGNORED\",\"Reason\":\"It holds no data files.\"",
        "\"Skipped\":[{\"Name\":\"_x\",\"Reason\":\"because\"}],\"SkippedCount\":1",
        "{\"Folder\":\"s3://b/raw/orders/day=2/\",\"Action\":\"PARTITION_CREATED\",\"Reason\":\"1 "
        "csv file "
        "with 2 columns. Folders named key=value are partitions",
        "\"Table\":\"orders\",\"PartitionValues\":[\"2\"]",
        "{\"Column\":\"extra\",\"Kind\":\"added\",\"After\":\"int\",\"Applied\":true}",
        "{\"Column\":\"id\",\"Kind\":\"widened\",\"Before\":\"bigint\",\"After\":\"string\"",
        "\"PartitionsCreated\":2"};
    for (size_t i = 0; i < COUNT(parts); i++) {
        if (!strstr(out.p, parts[i]))
            fail_msg("%s is not in %s", parts[i], out.p);
    }
    buf_clear(&out);
    report_put_summary(&two.plan, &out);
    assert_true(
        text_is(buf_text(&out),
                "{\"TABLE\":{\"UPDATE\":\"{\\\"Details\\\":{\\\"names\\\":[\\\"orders\\\"]},"
                "\\\"Count\\\":1}\"},\"PARTITION\":{\"ADD\":\"{\\\"Details\\\":{\\\"names\\\":"
                "[\\\"orders\\\"]},\\\"Count\\\":2}\"}}"));
    buf_release(&out);
    close_scene(&one);
    close_scene(&two);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(new_table),
        cmocka_unit_test(same_again),
        cmocka_unit_test(changed),
        cmocka_unit_test(missing_in_the_newest),
        cmocka_unit_test(logged),
        cmocka_unit_test(gone),
        cmocka_unit_test(partitions_gone),
        cmocka_unit_test(kept_by_users),
        cmocka_unit_test(left_alone),
        cmocka_unit_test(names_that_clash),
        cmocka_unit_test(threshold),
        cmocka_unit_test(levels),
        cmocka_unit_test(partition_documents),
        cmocka_unit_test(report),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
