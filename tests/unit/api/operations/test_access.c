/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "api/operations/operations.h"

static bool has_member(const struct operation *operation, const char *name)
{
    return shape_find(operation->input, text_of(name)) >= 0;
}

/* A row that takes the name of a thing touches things of that kind: a row that said otherwise would
 * be checked against the wrong ARN. The first that it takes decides. */
static void test_rows_touch_what_they_name(void **state)
{
    static const struct {
        const char *member;
        enum touches touches;
    } names[] = {
        {"ResourceArn", TOUCHES_RESOURCE},
        {"Url", TOUCHES_WEBHOOK},
        {"TableName", TOUCHES_TABLE},
        {"TableInput", TOUCHES_TABLE},
        {"TablesToDelete", TOUCHES_TABLE},
        {"FunctionName", TOUCHES_FUNCTION},
        {"FunctionInput", TOUCHES_FUNCTION},
        {"ConnectionName", TOUCHES_CONNECTION},
        {"ConnectionInput", TOUCHES_CONNECTION},
        {"ConnectionNameList", TOUCHES_CONNECTION},
        {"CrawlerName", TOUCHES_CRAWLER},
        {"CrawlerNames", TOUCHES_CRAWLER},
        {"CrawlerNameList", TOUCHES_CRAWLER},
        {"Targets", TOUCHES_CRAWLER},
        {"JsonClassifier", TOUCHES_CLASSIFIER},
        {"WebhookId", TOUCHES_WEBHOOK},
        {"UserName", TOUCHES_USER},
        {"DatabaseInput", TOUCHES_DATABASE},
        {"CatalogInput", TOUCHES_CATALOG},
    };
    (void)state;
    for (size_t i = 0; i < operation_lists_count; i++)
        for (size_t j = 0; j < operation_lists[i].count; j++) {
            const struct operation *o = &operation_lists[i].operations[j];
            size_t k = 0;
            while (k < COUNT(names) && !has_member(o, names[k].member))
                k++;
            if (k < COUNT(names) && o->touches != names[k].touches)
                fail_msg("%s takes %s", o->name, names[k].member);
        }
}

/* What a row that touches a kind of thing leaves open is not the thing's name: only catalogs are
 * named by nothing but their id, and nothing is touched by no row. */
static void test_rows_say_what_they_touch(void **state)
{
    (void)state;
    for (size_t i = 0; i < operation_lists_count; i++)
        for (size_t j = 0; j < operation_lists[i].count; j++) {
            const struct operation *o = &operation_lists[i].operations[j];
            bool is_catalog =
                o->touches == TOUCHES_CATALOG || o->touches == TOUCHES_CATALOG_CONTENTS;
            bool is_database =
                o->touches == TOUCHES_DATABASE || o->touches == TOUCHES_DATABASE_CONTENTS;
            if (o->touches == TOUCHES_NOTHING || o->touches >= TOUCHES_END)
                fail_msg("%s touches nothing", o->name);
            if (is_catalog && has_member(o, "Name") && !has_member(o, "CatalogInput"))
                fail_msg("%s touches more than a catalog", o->name);
            if ((is_catalog || is_database) && has_member(o, "DatabaseName"))
                fail_msg("%s touches what is in a database", o->name);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_touch_what_they_name),
        cmocka_unit_test(test_rows_say_what_they_touch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
