/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "catalog/crawler_configuration.h"

static void every_key(void **state)
{
    /* Every key that is known is read from where the documentation puts it. */
    (void)state;
    struct crawler_configuration c;
    struct err err = {0};
    const char *json =
        "{\"Version\": 1.0, \"CreatePartitionIndex\": false,"
        " \"Grouping\": {\"TableGroupingPolicy\": \"CombineCompatibleSchemas\","
        " \"TableLevelConfiguration\": 3},"
        " \"CrawlerOutput\": {\"Partitions\": {\"AddOrUpdateBehavior\": \"InheritFromTable\"},"
        " \"Tables\": {\"AddOrUpdateBehavior\": \"MergeNewColumns\", \"TableThreshold\": 10}}}";
    assert_int_equal(crawler_configuration_decode(text_of(json), &c, &err), 0);
    assert_true(c.combine_compatible_schemas && c.inherit_from_table && c.merge_new_columns);
    assert_int_equal(c.table_level, 3);
    assert_int_equal(c.table_threshold, 10);
}

static void defaults(void **state)
{
    /* No text, and a text with the version alone, ask for nothing. */
    (void)state;
    const struct crawler_configuration none = {0};
    const char *const texts[] = {"", " \n", "{\"Version\":1}",
                                 "{\"Version\":1.0,\"Other\":{\"x\":[1]}}",
                                 "{\"Version\":1.0,\"Grouping\":null}"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct crawler_configuration c;
        struct err err = {0};
        assert_int_equal(crawler_configuration_decode(text_of(texts[i]), &c, &err), 0);
        assert_memory_equal(&c, &none, sizeof c);
    }
}

static void refusals(void **state)
{
    /* What is wrong is refused, and the message names the key. */
    (void)state;
    static const struct {
        const char *json, *part;
    } rows[] = {
        {"{", "Configuration: "},
        {"[]", "Configuration: "},
        {"{}", "Version is missing"},
        {"{\"Version\":2.0}", "Version can only be 1.0"},
        {"{\"Version\":\"1.0\"}", "Version is not a number"},
        {"{\"Version\":1.0} x", "Configuration: "},
        {"{\"Version\":1.0,\"Grouping\":{\"TableGroupingPolicy\":\"Other\"}}",
         "Grouping.TableGroupingPolicy can only be 'CombineCompatibleSchemas'"},
        {"{\"Version\":1.0,\"Grouping\":{\"TableGroupingPolicy\":1}}",
         "Grouping.TableGroupingPolicy is not a text"},
        {"{\"Version\":1.0,\"Grouping\":{\"TableLevelConfiguration\":0}}",
         "Grouping.TableLevelConfiguration is not a whole number above 0"},
        {"{\"Version\":1.0,\"Grouping\":{\"TableLevelConfiguration\":2.5}}",
         "Grouping.TableLevelConfiguration"},
        {"{\"Version\":1.0,\"CrawlerOutput\":{\"Tables\":{\"TableThreshold\":\"9\"}}}",
         "CrawlerOutput.Tables.TableThreshold is not a number"},
        {"{\"Version\":1.0,\"CrawlerOutput\":{\"Tables\":{\"TableThreshold\":1000001}}}",
         "CrawlerOutput.Tables.TableThreshold"},
        {"{\"Version\":1.0,\"CrawlerOutput\":{\"Partitions\":{\"AddOrUpdateBehavior\":\"x\"}}}",
         "can only be 'InheritFromTable'"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct crawler_configuration c;
        struct err err = {0};
        assert_int_equal(crawler_configuration_decode(text_of(rows[i].json), &c, &err), -1);
        assert_int_equal(err.code, ERR_INVALID);
        if (!strstr(err.text, rows[i].part))
            fail_msg("%s: %s", rows[i].json, err.text);
    }
}

static void long_names(void **state)
{
    /* Names longer than any key are passed over, and what follows them is still read. */
    (void)state;
    char json[2048] = "{\"";
    memset(json + 2, 'x', 1000);
    strcpy(json + 1002, "\":{\"a\":{\"b\":1}},\"Version\":1.0,"
                        "\"CrawlerOutput\":{\"Tables\":{\"TableThreshold\":7}}}");
    struct crawler_configuration c;
    struct err err = {0};
    assert_int_equal(crawler_configuration_decode(text_of(json), &c, &err), 0);
    assert_int_equal(c.table_threshold, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key),
        cmocka_unit_test(defaults),
        cmocka_unit_test(refusals),
        cmocka_unit_test(long_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
