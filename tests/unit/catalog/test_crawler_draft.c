/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "catalog/crawler_draft.h"
#include "catalog/shapes_crawler.h"

enum { BYTES = 1 << 20 };

static struct value *decode(const char *json, struct arena *a)
{
    struct value *values;
    struct err err = {0};
    if (shape_decode_text(&shape_crawler, text_of(json), a, &values, &err))
        fail_msg("%s", err.text);
    return values;
}

static void rules(void **state)
{
    /* Every rule of a crawler refuses what breaks it, with a message that names the member. */
    (void)state;
    static const struct {
        const char *json, *part; /* part NULL: allowed */
    } rows[] = {
        {"{\"DatabaseName\":\"d\",\"Targets\":{\"S3Targets\":[{\"Path\":\"s3://b/p\"}]}}", NULL},
        {"{\"DatabaseName\":\"d\",\"Targets\":{\"S3Targets\":[{\"Path\":\"s3://b\"}]}}", NULL},
        {"{\"DatabaseName\":\"d\",\"Targets\":{\"S3Targets\":[{\"Path\":\"file:///a/b/\"}]}}",
         NULL},
        {"{\"DatabaseName\":\"d\"}", "at least one of S3Targets"},
        {"{\"DatabaseName\":\"d\",\"Targets\":{}}", "at least one of S3Targets"},
        {"{\"DatabaseName\":\"d\",\"Targets\":{\"S3Targets\":[]}}", "at least one of S3Targets"},
        {"{\"DatabaseName\":\"d\",\"Targets\":{\"JdbcTargets\":[{\"Path\":\"x\"}]}}",
         "JdbcTargets cannot be crawled"},
        {"{\"DatabaseName\":\"d\",\"Targets\":{\"DynamoDBTargets\":[{\"Path\":\"x\"}]}}",
         "DynamoDBTargets cannot be crawled"},
        {"{\"DatabaseName\":\"d\",\"Targets\":{\"MongoDBTargets\":[{\"Path\":\"x\"}]}}",
         "MongoDBTargets cannot be crawled"},
        {"{\"DatabaseName\":\"d\",\"Targets\":{\"DeltaTargets\":[{}]}}", "DeltaTargets cannot"},
        {"{\"DatabaseName\":\"d\",\"Targets\":{\"HudiTargets\":[{}]}}", "HudiTargets cannot"},
        {"{\"DatabaseName\":\"d\",\"Targets\":{\"IcebergTargets\":[{}]}}", "IcebergTargets cannot"},
        {"{\"DatabaseName\":\"d\",\"Targets\":{\"CatalogTargets\":"
         "[{\"DatabaseName\":\"d\",\"Tables\":[\"t\"]}]}}",
         "CatalogTargets cannot be crawled"},
        {"{\"DatabaseName\":\"d\",\"Targets\":{\"S3Targets\":[{}]}}", "begins neither"},
        {"{\"DatabaseName\":\"d\",\"Targets\":{\"S3Targets\":[{\"Path\":\"b/p\"}]}}",
         "begins neither"},
        {"{\"DatabaseName\":\"d\",\"Targets\":{\"S3Targets\":[{\"Path\":\"s3://\"}]}}",
         "names no bucket"},
        {"{\"DatabaseName\":\"d\",\"Targets\":{\"S3Targets\":[{\"Path\":\"s3:///p\"}]}}",
         "names no bucket"},
        {"{\"DatabaseName\":\"d\",\"Targets\":{\"S3Targets\":[{\"Path\":\"file:///\"}]}}",
         "names no folder"},
        {"{\"DatabaseName\":\"d\",\"Targets\":{\"S3Targets\":[{\"Path\":\"file://host/p\"}]}}",
         "begins neither"},
        {"{\"DatabaseName\":\"d\",\"Targets\":{\"S3Targets\":[{\"Path\":\"s3://b\","
         "\"Exclusions\":[\"[\"]}]}}",
         "']' is missing"},
        {"{\"DatabaseName\":\"d\",\"Targets\":{\"S3Targets\":[{\"Path\":\"s3://b\","
         "\"SampleSize\":250}]}}",
         "SampleSize"},
        {"{\"Targets\":{\"S3Targets\":[{\"Path\":\"s3://b\"}]}}", "DatabaseName is needed"},
        {"{\"DatabaseName\":\"d\",\"Configuration\":\"{}\","
         "\"Targets\":{\"S3Targets\":[{\"Path\":\"s3://b\"}]}}",
         "Configuration: Version"},
        {"{\"DatabaseName\":\"d\",\"Targets\":{\"S3Targets\":[{\"Path\":\"s3://b\"}]},"
         "\"RecrawlPolicy\":{\"RecrawlBehavior\":\"CRAWL_NEW_FOLDERS_ONLY\"},"
         "\"SchemaChangePolicy\":{\"UpdateBehavior\":\"UPDATE_IN_DATABASE\"}}",
         "can only be LOG"},
        {"{\"DatabaseName\":\"d\",\"Targets\":{\"S3Targets\":[{\"Path\":\"s3://b\"}]},"
         "\"RecrawlPolicy\":{\"RecrawlBehavior\":\"CRAWL_NEW_FOLDERS_ONLY\"},"
         "\"SchemaChangePolicy\":{\"DeleteBehavior\":\"LOG\"}}",
         NULL},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct arena a;
        struct err err = {0};
        arena_init(&a, BYTES, NULL);
        int result = crawler_draft_check(decode(rows[i].json, &a), &err);
        arena_release(&a);
        if (result != (rows[i].part ? -1 : 0) || (rows[i].part && !strstr(err.text, rows[i].part)))
            fail_msg("%s: %s", rows[i].json, err.text);
    }
}

static void filled_in(void **state)
{
    /* The stored text has what the real service fills in, and none of what the server owns. */
    (void)state;
    struct arena a;
    struct buf out;
    arena_init(&a, BYTES, NULL);
    buf_init(&out, BYTES);
    struct value *v =
        decode("{\"Name\":\"n\",\"State\":\"RUNNING\",\"Version\":7,\"Role\":\"r\","
               "\"DatabaseName\":\"d\",\"Targets\":{\"S3Targets\":[{\"Path\":\"s3://b\"}]}}",
               &a);
    crawler_draft_put_tail(v, &a, &out);
    assert_true(text_equal(
        buf_text(&out),
        TEXT(
            "\"Role\":\"r\",\"Targets\":{\"S3Targets\":[{\"Path\":\"s3://b\",\"Exclusions\":[]}],"
            "\"JdbcTargets\":[],\"MongoDBTargets\":[],\"DynamoDBTargets\":[],\"CatalogTargets\":[],"
            "\"DeltaTargets\":[],\"IcebergTargets\":[],\"HudiTargets\":[]},\"DatabaseName\":\"d\","
            "\"Classifiers\":[],\"RecrawlPolicy\":{\"RecrawlBehavior\":\"CRAWL_EVERYTHING\"},"
            "\"SchemaChangePolicy\":{\"UpdateBehavior\":\"UPDATE_IN_DATABASE\","
            "\"DeleteBehavior\":\"DEPRECATE_IN_DATABASE\"},"
            "\"LineageConfiguration\":{\"CrawlerLineageSettings\":\"DISABLE\"},"
            "\"LakeFormationConfiguration\":{\"UseLakeFormationCredentials\":false,"
            "\"AccountId\":\"\"}")));
    buf_release(&out);
    arena_release(&a);
}

static void new_folders_only(void **state)
{
    /* A crawler of new folders gets LOG behaviours, as it may have no others. */
    (void)state;
    struct arena a;
    struct buf out;
    arena_init(&a, BYTES, NULL);
    buf_init(&out, BYTES);
    crawler_draft_put_tail(
        decode("{\"RecrawlPolicy\":{\"RecrawlBehavior\":\"CRAWL_NEW_FOLDERS_ONLY\"}}", &a), &a,
        &out);
    buf_put_char(&out, '\0');
    assert_non_null(strstr(out.p, "{\"UpdateBehavior\":\"LOG\",\"DeleteBehavior\":\"LOG\"}"));
    buf_release(&out);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules),
        cmocka_unit_test(filled_in),
        cmocka_unit_test(new_folders_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
