/* SPDX-License-Identifier: Apache-2.0
 * Iceberg's rules on the examples of the table specification (iceberg.apache.org/spec, appendix C)
 * and at their edges. Whole tables are tested over the API. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "catalog/iceberg_table.h"
#include "catalog/iceberg_type.h"
#include "catalog/iceberg_update.h"
#include "catalog/shapes_table.h"

struct bench {
    struct arena arena;
    struct err err;
    struct buf out;
};

static int set_up(void **state)
{
    static struct bench bench;
    bench = (struct bench){.err.code = ERR_NONE};
    arena_init(&bench.arena, LIMIT_REQUEST_ARENA_BYTES, NULL);
    buf_init(&bench.out, LIMIT_DOCUMENT_BYTES);
    *state = &bench;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *b = *state;
    arena_release(&b->arena);
    buf_release(&b->out);
    return 0;
}

static const char *hive_of(struct bench *b, const char *type)
{
    const struct hive_type *out;
    err_clear(&b->err);
    return iceberg_type_to_hive(text_of(type), &b->arena, &out, &b->err) == 0
               ? hive_type_text(out, &b->arena).p
               : NULL;
}

static void types(void **state)
{
    /* Every primitive type of versions 1 and 2 has its Hive type; nothing else is one. */
    static const char *const pairs[][2] = {{"boolean", "boolean"},
                                           {"int", "int"},
                                           {"long", "bigint"},
                                           {"float", "float"},
                                           {"double", "double"},
                                           {"decimal(9,2)", "decimal(9,2)"},
                                           {"decimal(38, 38)", "decimal(38,38)"},
                                           {"date", "date"},
                                           {"time", "string"},
                                           {"timestamp", "timestamp"},
                                           {"timestamptz", "timestamp"},
                                           {"string", "string"},
                                           {"uuid", "string"},
                                           {"fixed[16]", "binary"},
                                           {"binary", "binary"}};
    static const char *const others[] = {"",
                                         "bigint",
                                         "Int",
                                         "int ",
                                         "decimal",
                                         "decimal(9)",
                                         "decimal(0,0)",
                                         "decimal(39,1)",
                                         "decimal(2,3)",
                                         "decimal(9,2",
                                         "decimal(9,-1)",
                                         "fixed",
                                         "fixed[0]",
                                         "fixed[-1]",
                                         "fixed[99999999999]",
                                         "fixed[4",
                                         "timestamp_ns",
                                         "variant",
                                         "unknown"};
    struct bench *b = *state;
    for (size_t i = 0; i < COUNT(pairs); i++)
        assert_string_equal(hive_of(b, pairs[i][0]), pairs[i][1]);
    for (size_t i = 0; i < COUNT(others); i++)
        if (hive_of(b, others[i]))
            fail_msg("%s is taken for a type", others[i]);
}

static void widening(void **state)
{
    /* The promotions of the specification, and no other. */
    (void)state;
    assert_true(iceberg_type_widens(TEXT("int"), TEXT("long")));
    assert_true(iceberg_type_widens(TEXT("float"), TEXT("double")));
    assert_true(iceberg_type_widens(TEXT("decimal(9, 2)"), TEXT("decimal(10,2)")));
    assert_true(iceberg_type_widens(TEXT("uuid"), TEXT("uuid")));
    assert_false(iceberg_type_widens(TEXT("long"), TEXT("int")));
    assert_false(iceberg_type_widens(TEXT("int"), TEXT("double")));
    assert_false(iceberg_type_widens(TEXT("decimal(9,2)"), TEXT("decimal(9,3)")));
    assert_false(iceberg_type_widens(TEXT("decimal(9,2)"), TEXT("decimal(8,2)")));
    assert_false(iceberg_type_widens(TEXT("date"), TEXT("timestamp")));
}

static void transforms(void **state)
{
    /* The table of partition transforms: which source types each takes. */
    static const char *const sources[] = {
        "boolean", "int",       "long",        "float",  "double", "decimal(9,2)", "date",
        "time",    "timestamp", "timestamptz", "string", "uuid",   "fixed[4]",     "binary"};
    static const struct {
        const char *transform, *takes; /* one letter for each source */
    } rows[] = {{"identity", "yyyyyyyyyyyyyy"},   {"void", "yyyyyyyyyyyyyy"},
                {"bucket[16]", "nyynnyyyyyyyyy"}, {"truncate[3]", "nyynnynnnnynny"},
                {"year", "nnnnnnynyynnnn"},       {"month", "nnnnnnynyynnnn"},
                {"day", "nnnnnnynyynnnn"},        {"hour", "nnnnnnnnyynnnn"}};
    struct bench *b = *state;
    for (size_t i = 0; i < COUNT(rows); i++)
        for (size_t j = 0; j < COUNT(sources); j++) {
            bool taken = iceberg_transform_check(text_of(rows[i].transform), text_of(sources[j]),
                                                 &b->err) == 0;
            err_clear(&b->err);
            if (taken != (rows[i].takes[j] == 'y'))
                fail_msg("%s of %s", rows[i].transform, sources[j]);
        }
}

static struct iceberg_schema schema_of(struct bench *b, const char *json)
{
    struct iceberg_schema schema;
    if (iceberg_schema_decode(text_of(json), &b->arena, &schema, &b->err) != 0)
        fail_msg("%s: %s", json, b->err.text);
    return schema;
}

static void nested_types(void **state)
{
    /* The specification's examples of struct, list and map, inside a schema. */
    struct bench *b = *state;
    struct iceberg_schema s = schema_of(
        b, "{\"type\":\"struct\",\"schema-id\":5,\"fields\":["
           "{\"id\":10,\"name\":\"s\",\"required\":true,\"type\":{\"type\":\"struct\",\"fields\":["
           "{\"id\":1,\"name\":\"id\",\"required\":true,\"type\":\"uuid\","
           "\"initial-default\":\"0db3e2a8-9d1d-42b9-aa7b-74ebe558dceb\"},"
           "{\"id\":2,\"name\":\"data\",\"required\":false,\"type\":{\"type\":\"list\","
           "\"element-id\":3,\"element-required\":true,\"element\":\"string\"}}]}},"
           "{\"id\":11,\"name\":\"m\",\"required\":false,\"doc\":\"d\",\"type\":{\"type\":\"map\","
           "\"key-id\":4,\"key\":\"string\",\"value-id\":5,\"value-required\":false,"
           "\"value\":\"double\"}}]}");
    assert_int_equal(s.id, 5);
    assert_int_equal(s.fields_count, 7);
    assert_int_equal(s.highest_id, 11);
    assert_string_equal(hive_type_text(s.columns[0].type, &b->arena).p,
                        "struct<id:string,data:array<string>>");
    assert_string_equal(hive_type_text(s.columns[1].type, &b->arena).p, "map<string,double>");
    assert_true(iceberg_schema_field(&s, 3)->is_repeated);
    assert_false(iceberg_schema_field(&s, 1)->is_inside_optional);
    assert_true(text_is(iceberg_schema_field(&s, 5)->primitive, "double"));
    assert_null(iceberg_schema_field(&s, 6));
}

static void deep_types(void **state)
{
    /* Types are nested to a bound, and beyond it refused, not followed. */
    struct bench *b = *state;
    for (int depth = 1; depth < 400; depth += 7) {
        struct iceberg_schema s;
        buf_clear(&b->out);
        buf_put(&b->out, TEXT("{\"fields\":[{\"id\":1,\"name\":\"a\",\"required\":true,\"type\":"));
        for (int i = 0; i < depth; i++)
            buf_printf(&b->out, "{\"type\":\"list\",\"element-id\":%d,\"element\":", i + 2);
        buf_put(&b->out, TEXT("\"int\""));
        for (int i = 0; i < depth; i++)
            buf_put_char(&b->out, '}');
        buf_put(&b->out, TEXT("}]}"));
        int result = iceberg_schema_decode(buf_text(&b->out), &b->arena, &s, &b->err);
        if (depth <= 20)
            assert_int_equal(result, 0);
        if (depth >= LIMIT_JSON_DEPTH)
            assert_int_equal(b->err.code, ERR_INVALID);
        err_clear(&b->err);
    }
}

static const char metadata_1[] =
    "{\"format-version\":1,\"location\":\"s3://b/t\",\"last-updated-ms\":5,\"last-column-id\":2,"
    "\"schema\":{\"type\":\"struct\",\"fields\":[{\"id\":1,\"name\":\"a\",\"required\":false,"
    "\"type\":\"int\"},{\"id\":2,\"name\":\"b\",\"required\":false,\"type\":\"string\"}]},"
    "\"partition-spec\":[{\"source-id\":1,\"field-id\":1000,\"transform\":\"identity\","
    "\"name\":\"a\"},{\"source-id\":2,\"field-id\":1001,\"transform\":\"bucket[16]\","
    "\"name\":\"b_bucket\"}],\"properties\":{\"x\":\"y\"},\"snapshots\":[{\"n\":1.100}]}";

static struct iceberg_metadata metadata_of(struct bench *b, const char *json)
{
    struct iceberg_metadata m;
    if (iceberg_metadata_decode(text_of(json), &b->arena, &m, &b->err) != 0)
        fail_msg("%s: %s", json, b->err.text);
    return m;
}

static void written_again(void **state)
{
    /* What is written of what was read is read as the same, and other members keep their bytes. */
    struct bench *b = *state;
    struct iceberg_metadata m = metadata_of(b, metadata_1);
    assert_int_equal(m.last_partition_id, 1001);
    iceberg_metadata_put(&m, &b->out);
    struct text first = arena_copy(&b->arena, buf_text(&b->out));
    assert_non_null(strstr(first.p, "\"snapshots\":[{\"n\":1.100}]"));
    struct iceberg_metadata again = metadata_of(b, first.p);
    buf_clear(&b->out);
    iceberg_metadata_put(&again, &b->out);
    assert_true(text_equal(buf_text(&b->out), first));
}

static void broken(void **state)
{
    /* Metadata cut at any byte is refused, never misread. */
    struct bench *b = *state;
    for (size_t n = 0; n + 1 < sizeof metadata_1; n++) {
        struct iceberg_metadata m;
        assert_int_equal(
            iceberg_metadata_decode((struct text){metadata_1, n}, &b->arena, &m, &b->err), -1);
        assert_int_equal(b->err.code, ERR_INVALID);
        err_clear(&b->err);
    }
}

static void file_names(void **state)
{
    /* Numbers of files go up by one, from 0 where there is none; a property may name the folder. */
    static const char *const cases[][2] = {
        {NULL, "s3://b/t/metadata/00000-u.metadata.json"},
        {"s3://b/t/metadata/00041-x-y.metadata.json", "s3://b/t/metadata/00042-u.metadata.json"},
        {"s3://b/99999-x.json", "s3://b/t/metadata/100000-u.metadata.json"},
        {"s3://b/v3.metadata.json", "s3://b/t/metadata/00000-u.metadata.json"},
        {"s3://b/-1-x", "s3://b/t/metadata/00000-u.metadata.json"},
        {"", "s3://b/t/metadata/00000-u.metadata.json"}};
    struct bench *b = *state;
    struct iceberg_metadata m = {.location = TEXT("s3://b/t")};
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct text before = cases[i][0] ? text_of(cases[i][0]) : (struct text){NULL, 0};
        assert_string_equal(iceberg_table_next_file(&m, before, TEXT("u"), &b->arena).p,
                            cases[i][1]);
    }
    iceberg_pair_set(&m.properties, TEXT("write.metadata.path"), TEXT("s3://c/m/"), &b->arena);
    assert_string_equal(iceberg_table_next_file(&m, (struct text){NULL, 0}, TEXT("u"), &b->arena).p,
                        "s3://c/m/00000-u.metadata.json");
}

static void log_is_cut(void **state)
{
    /* The log of metadata files keeps as many as the table says. */
    struct bench *b = *state;
    struct value update[ICEBERG_TABLE_UPDATE_KEY_ID + 1] = {{.set = false}};
    struct value item = value_struct(update), list = value_list(&item, 1);
    struct iceberg_metadata m = metadata_of(b, metadata_1);
    iceberg_pair_set(&m.properties, TEXT("write.metadata.previous-versions-max"), TEXT("3"),
                     &b->arena);
    update[ICEBERG_TABLE_UPDATE_ACTION] = value_text(TEXT("set-properties"));
    for (int i = 0; i < 5; i++) {
        const struct iceberg_step step = {arena_printf(&b->arena, "file%d", i), 100 + i};
        if (iceberg_metadata_update(&m, &list, &step, &b->arena, &b->err) != 0)
            fail_msg("%s", b->err.text);
    }
    assert_int_equal(m.log.count, 3);
    assert_non_null(strstr(m.log.items[0].value.p, "file2"));
    assert_non_null(strstr(m.log.items[2].value.p, "file4"));
    assert_int_equal(m.last_updated_ms, 104);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(types, set_up, tear_down),
        cmocka_unit_test_setup_teardown(widening, set_up, tear_down),
        cmocka_unit_test_setup_teardown(transforms, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nested_types, set_up, tear_down),
        cmocka_unit_test_setup_teardown(deep_types, set_up, tear_down),
        cmocka_unit_test_setup_teardown(written_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(broken, set_up, tear_down),
        cmocka_unit_test_setup_teardown(file_names, set_up, tear_down),
        cmocka_unit_test_setup_teardown(log_is_cut, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
