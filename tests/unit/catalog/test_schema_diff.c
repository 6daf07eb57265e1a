/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "catalog/schema_diff.h"
#include "catalog/schema_diff_rules.h"
#include "catalog/shape.h"
#include "catalog/shapes_table.h"

#define CSV     "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"
#define JSON    "org.openx.data.jsonserde.JsonSerDe"
#define AVRO    "org.apache.hadoop.hive.serde2.avro.AvroSerDe"
#define PARQUET "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"
#define ORC     "org.apache.hadoop.hive.ql.io.orc.OrcSerde"

static int set_up(void **state)
{
    static struct arena arena;
    arena_init(&arena, 512u << 20, NULL);
    *state = &arena;
    return 0;
}

static int tear_down(void **state)
{
    arena_release(*state);
    return 0;
}

/* "id int #key; name string" as columns; what follows a '#' is the comment. */
static const struct schema_column *columns(struct arena *a, const char *written, size_t *count)
{
    struct schema_column *out = ARENA_ARRAY(a, struct schema_column, 64);
    struct text rest = text_of(written);
    *count = 0;
    while (rest.p && rest.n) {
        struct text one = text_trim(text_split(&rest, ';'));
        struct text comment = one;
        struct text named = text_split(&comment, '#');
        struct text name = text_split(&named, ' ');
        out[(*count)++] = (struct schema_column){name, text_trim(named), comment};
    }
    return out;
}

static struct table_schema schema(struct arena *a, const char *serde, const char *written,
                                  const char *keys)
{
    struct table_schema s = {.facts[SCHEMA_SERDE] = text_of(serde)};
    s.columns = columns(a, written, &s.columns_count);
    s.keys = columns(a, keys, &s.keys_count);
    return s;
}

/* One line per change: KIND path from>to CHANGE ~renamed SEVERITY. */
static struct text told(struct arena *a, const struct schema_diff *diff)
{
    struct buf out;
    buf_init(&out, 1 << 20);
    for (size_t i = 0; i < diff->count; i++) {
        const struct schema_change *c = &diff->changes[i];
        buf_printf(&out, "%s %.*s%s %.*s>%.*s", schema_change_kind_name(c->kind),
                   TEXT_ARG(c->column), c->property ? c->property : "", TEXT_ARG(c->from),
                   TEXT_ARG(c->to));
        if (c->change != HIVE_SAME)
            buf_printf(&out, " %s", hive_change_name(c->change));
        if (c->renamed.n)
            buf_printf(&out, " ~%.*s", TEXT_ARG(c->renamed));
        buf_printf(&out, " %s\n", severity_name(c->severity));
        assert_true(strlen(c->consequence) > 10);
    }
    struct text kept = arena_copy(a, buf_text(&out));
    buf_release(&out);
    return kept;
}

struct drift_case {
    const char *serde, *from, *to, *expected;
};

static void check(struct arena *a, const struct drift_case *c, const char *keys)
{
    struct table_schema from = schema(a, c->serde, c->from, keys),
                        to = schema(a, c->serde, c->to, keys);
    struct schema_diff diff;
    schema_diff(&from, &to, a, &diff);
    struct text got = told(a, &diff);
    if (!text_is(got, c->expected))
        fail_msg("%s: \"%s\" -> \"%s\": got\n%.*s", c->serde, c->from, c->to, TEXT_ARG(got));
    assert_int_equal(diff.omitted, 0);
}

static const struct drift_case column_cases[] = {
    /* Nothing. */
    {CSV, "a int; b string", "a int; b string", ""},
    {CSV, "a int", "A  INTEGER", ""},
    {CSV, "a decimal", "a decimal(10,0)", ""},
    {CSV, "", "", ""},
    {CSV, "a int; a int; b int", "a int; a int; b int", ""},
    {PARQUET, "a struct<X:int,y:string>", "a struct<x:int, Y:string>", ""},
    /* Added: at the end it is safe everywhere, in the middle only where names are used. */
    {CSV, "a int", "a int; b string", "ADDED b >string INFO\n"},
    {ORC, "a int", "a int; b string", "ADDED b >string INFO\n"},
    {CSV, "a int; c int", "a int; b string; c int", "ADDED b >string BREAKING\n"},
    {ORC, "a int; c int", "a int; b string; c int", "ADDED b >string BREAKING\n"},
    {JSON, "a int; c int", "a int; b string; c int", "ADDED b >string INFO\n"},
    {PARQUET, "a int; c int", "b string; a int; c int", "ADDED b >string INFO\n"},
    {"x.Unheard", "a int; c int", "b string; a int; c int", "ADDED b >string WARNING\n"},
    {CSV, "", "a int; b int", "ADDED a >int INFO\nADDED b >int INFO\n"},
    /* Removed. */
    {CSV, "a int; b string", "a int", "REMOVED b string> BREAKING\n"},
    {JSON, "a int; b string", "b string", "REMOVED a int> BREAKING\n"},
    {PARQUET, "a int", "", "REMOVED a int> BREAKING\n"},
    /* Renamed: kept by position, lost by name, and only told where it is sure. */
    {CSV, "a int; b string; c int", "a int; x string; c int",
     "ADDED x >string ~b INFO\nREMOVED b string> ~x BREAKING\n"},
    {PARQUET, "a int; b string", "a int; x string",
     "ADDED x >string ~b WARNING\nREMOVED b string> ~x BREAKING\n"},
    {PARQUET, "a int; b int", "x int; y int",
     "ADDED x >int INFO\nADDED y >int INFO\nREMOVED a int> BREAKING\nREMOVED b int> BREAKING\n"},
    {PARQUET, "a int; b string", "a int; x bigint",
     "ADDED x >bigint INFO\nREMOVED b string> BREAKING\n"},
    /* Moved: as few as possible are told. */
    {CSV, "a int; b int; c int", "c int; a int; b int", "REORDERED c 3>1 BREAKING\n"},
    {ORC, "a int; b int", "b int; a int", "REORDERED b 2>1 BREAKING\n"},
    {PARQUET, "a int; b int; c int; d int", "b int; c int; d int; a int", "REORDERED a 1>4 INFO\n"},
    /* Retyped. */
    {CSV, "a int", "a bigint", "RETYPED a int>bigint widened INFO\n"},
    {PARQUET, "a int", "a bigint", "RETYPED a int>bigint widened INFO\n"},
    {PARQUET, "a float", "a double", "RETYPED a float>double widened INFO\n"},
    {PARQUET, "a decimal(5,2)", "a decimal(7,2)",
     "RETYPED a decimal(5,2)>decimal(7,2) widened INFO\n"},
    {CSV, "a bigint", "a double", "RETYPED a bigint>double widened INFO\n"},
    {AVRO, "a bigint", "a double", "RETYPED a bigint>double widened INFO\n"},
    {PARQUET, "a bigint", "a double", "RETYPED a bigint>double widened BREAKING\n"},
    {CSV, "a int", "a string", "RETYPED a int>string widened WARNING\n"},
    {JSON, "a date", "a string", "RETYPED a date>string widened WARNING\n"},
    {PARQUET, "a int", "a string", "RETYPED a int>string widened BREAKING\n"},
    {AVRO, "a int", "a string", "RETYPED a int>string widened BREAKING\n"},
    {PARQUET, "a binary", "a string", "RETYPED a binary>string widened INFO\n"},
    {PARQUET, "a varchar(5)", "a string", "RETYPED a varchar(5)>string widened INFO\n"},
    {CSV, "a int", "a decimal(12,2)", "RETYPED a int>decimal(12,2) widened INFO\n"},
    {PARQUET, "a int", "a decimal(12,2)", "RETYPED a int>decimal(12,2) widened WARNING\n"},
    {CSV, "a date", "a timestamp", "RETYPED a date>timestamp widened WARNING\n"},
    {ORC, "a date", "a timestamp", "RETYPED a date>timestamp widened BREAKING\n"},
    {CSV, "a void", "a int", "RETYPED a void>int widened INFO\n"},
    {CSV, "a bigint", "a int", "RETYPED a bigint>int narrowed BREAKING\n"},
    {JSON, "a string", "a int", "RETYPED a string>int narrowed BREAKING\n"},
    {CSV, "a date", "a int", "RETYPED a date>int incompatible BREAKING\n"},
    {JSON, "a struct<x:int>", "a int", "RETYPED a struct<x:int>>int incompatible BREAKING\n"},
    {JSON, "a struct<x:int>", "a array<int>",
     "RETYPED a struct<x:int>>array<int> incompatible BREAKING\n"},
    /* Types that Hive could not read are texts. */
    {CSV, "a struct<", "a struct<", ""},
    {CSV, "a struct<", "a int", "RETYPED a struct<>int incompatible BREAKING\n"},
    {CSV, "a ", "a int", "RETYPED a >int incompatible BREAKING\n"},
    /* Comments. */
    {CSV, "a int #old", "a int #new", "COMMENT_CHANGED a old>new INFO\n"},
};

static void tells_columns(void **state)
{
    /* Each change of a column, in each way of reading files, has the kind and severity that its
     * readers would choose. */
    for (size_t i = 0; i < COUNT(column_cases); i++)
        check(*state, &column_cases[i], "");
}

static const struct drift_case nested_cases[] = {
    {PARQUET, "address struct<street:string>", "address struct<street:string,zip:int>",
     "ADDED address.zip >int INFO\n"},
    {PARQUET, "address struct<street:string,zip:int>", "address struct<zip:int>",
     "REMOVED address.street string> BREAKING\n"},
    {PARQUET, "a struct<b:struct<c:int>>", "a struct<b:struct<c:bigint>>",
     "RETYPED a.b.c int>bigint widened INFO\n"},
    {PARQUET, "a array<struct<b:int>>", "a array<struct<b:string>>",
     "RETYPED a.element.b int>string widened BREAKING\n"},
    {JSON, "a map<string,int>", "a map<string,bigint>",
     "RETYPED a.value int>bigint widened INFO\n"},
    {JSON, "a map<int,int>", "a map<string,int>", "RETYPED a.key int>string widened WARNING\n"},
    {PARQUET, "a struct<b:int,c:int>", "a struct<c:int,b:int>", "REORDERED a.c 2>1 INFO\n"},
    {ORC, "a struct<b:int,c:int>", "a struct<c:int,b:int>", "REORDERED a.c 2>1 INFO\n"},
    {CSV, "a struct<b:int,c:int>", "a struct<c:int,b:int>", "REORDERED a.c 2>1 BREAKING\n"},
    {CSV, "a struct<b:int>", "a struct<x:int,b:int>", "ADDED a.x >int BREAKING\n"},
    {CSV, "a struct<b:int>", "a struct<b:int,x:int>", "ADDED a.x >int INFO\n"},
    {ORC, "a array<array<array<int>>>", "a array<array<array<date>>>",
     "RETYPED a.element.element.element int>date incompatible BREAKING\n"},
    {JSON, "a uniontype<int,string>", "a uniontype<int,string,date>",
     "RETYPED a uniontype<int,string>>uniontype<int,string,date> widened INFO\n"},
};

static void tells_fields(void **state)
{
    /* A change inside a struct, array or map is told at its own path and not as another type of the
     * whole column. */
    for (size_t i = 0; i < COUNT(nested_cases); i++)
        check(*state, &nested_cases[i], "");
}

static const struct drift_case partitioned_cases[] = {
    {JSON, "a int; c int", "b int; a int; c int", "ADDED b >int WARNING\n"},
    {AVRO, "a int; c int", "c int; a int", "REORDERED c 2>1 WARNING\n"},
    {JSON, "a struct<b:int>", "a struct<b:int,c:int>", "ADDED a.c >int WARNING\n"},
    {JSON, "a int", "a int; b int", "ADDED b >int INFO\n"},
    {PARQUET, "a struct<b:int>", "a struct<b:int,c:int>", "ADDED a.c >int INFO\n"},
};

static void tells_partitioned(void **state)
{
    /* With partition keys, JSON and Avro tables meet the check of partition columns by position. */
    for (size_t i = 0; i < COUNT(partitioned_cases); i++)
        check(*state, &partitioned_cases[i], "day string");
}

struct key_case {
    const char *from, *to, *expected;
};

static const struct key_case key_cases[] = {
    {"day string", "day string", ""},
    {"day string", "day string; hour int", "PARTITION_KEY_ADDED hour >int BREAKING\n"},
    {"day string; hour int", "hour int", "PARTITION_KEY_REMOVED day string> BREAKING\n"},
    {"day string; hour int", "hour int; day string", "PARTITION_KEY_REORDERED hour 2>1 BREAKING\n"},
    {"day int", "day bigint", "PARTITION_KEY_RETYPED day int>bigint widened INFO\n"},
    {"day date", "day string", "PARTITION_KEY_RETYPED day date>string widened WARNING\n"},
    {"day string", "day date", "PARTITION_KEY_RETYPED day string>date narrowed BREAKING\n"},
    {"day string", "date string",
     "PARTITION_KEY_ADDED date >string ~day WARNING\nPARTITION_KEY_REMOVED day string> ~date "
     "BREAKING\n"},
};

static void tells_partition_keys(void **state)
{
    /* Partition keys have kinds and severities of their own. */
    for (size_t i = 0; i < COUNT(key_cases); i++) {
        struct table_schema from = schema(*state, PARQUET, "a int", key_cases[i].from);
        struct table_schema to = schema(*state, PARQUET, "a int", key_cases[i].to);
        struct schema_diff diff;
        schema_diff(&from, &to, *state, &diff);
        struct text got = told(*state, &diff);
        if (!text_is(got, key_cases[i].expected))
            fail_msg("%s -> %s: %.*s", key_cases[i].from, key_cases[i].to, TEXT_ARG(got));
    }
}

struct fact_case {
    enum schema_fact fact;
    const char *serde, *from, *to, *expected;
};

static const struct fact_case fact_cases[] = {
    {SCHEMA_CLASSIFICATION, CSV, "csv", "json",
     "FORMAT_CHANGED classification csv>json BREAKING\n"},
    {SCHEMA_CLASSIFICATION, CSV, "", "csv", "FORMAT_CHANGED classification >csv INFO\n"},
    {SCHEMA_INPUT_FORMAT, ORC, "A", "B", "FORMAT_CHANGED InputFormat A>B BREAKING\n"},
    {SCHEMA_OUTPUT_FORMAT, ORC, "A", "B", "FORMAT_CHANGED OutputFormat A>B WARNING\n"},
    {SCHEMA_COMPRESSION, CSV, "none", "gzip",
     "COMPRESSION_CHANGED compressionType none>gzip INFO\n"},
    {SCHEMA_DELIMITER, CSV, ",", ";", "DELIMITER_CHANGED delimiter ,>; BREAKING\n"},
    {SCHEMA_DELIMITER, CSV, "", ";", "DELIMITER_CHANGED delimiter >; BREAKING\n"},
    {SCHEMA_DELIMITER, JSON, ",", ";", "DELIMITER_CHANGED delimiter ,>; INFO\n"},
    {SCHEMA_QUOTE, CSV, "\"", "", "DELIMITER_CHANGED quoteChar \"> BREAKING\n"},
    {SCHEMA_HEADER_LINES, CSV, "", "1", "HEADER_CHANGED skip.header.line.count >1 WARNING\n"},
    {SCHEMA_ORC_INDEX_ACCESS, ORC, "true", "false",
     "SERDE_CHANGED orc.column.index.access true>false WARNING\n"},
};

static void tells_facts(void **state)
{
    /* Format, SerDe, compression, delimiter and header are told with both values, and matter as far
     * as the format uses them. */
    for (size_t i = 0; i < COUNT(fact_cases); i++) {
        const struct fact_case *c = &fact_cases[i];
        struct table_schema from = schema(*state, c->serde, "a int", "");
        struct table_schema to = schema(*state, c->serde, "a int", "");
        struct schema_diff diff;
        from.facts[c->fact] = text_of(c->from);
        to.facts[c->fact] = text_of(c->to);
        schema_diff(&from, &to, *state, &diff);
        struct text got = told(*state, &diff);
        if (!text_is(got, c->expected))
            fail_msg("%s", got.p);
        assert_true(diff.is_drift);
    }
}

static void knows_families(void **state)
{
    /* How columns are found follows from the SerDe, else from the classification, and from the
     * index access properties. */
    struct table_schema s = schema(*state, "", "a int", "");
    assert_int_equal(family_of(&s), FAMILY_ANY);
    s.facts[SCHEMA_CLASSIFICATION] = TEXT("parquet");
    assert_int_equal(family_of(&s), FAMILY_NAMED);
    s.facts[SCHEMA_PARQUET_INDEX_ACCESS] = TEXT("true");
    assert_int_equal(family_of(&s), FAMILY_INDEXED);
    s.facts[SCHEMA_SERDE] = TEXT(ORC);
    assert_int_equal(family_of(&s), FAMILY_INDEXED);
    s.facts[SCHEMA_ORC_INDEX_ACCESS] = TEXT("false");
    assert_int_equal(family_of(&s), FAMILY_NAMED);
    s.facts[SCHEMA_SERDE] = TEXT("JsonSerDe");
    assert_int_equal(family_of(&s), FAMILY_JSON);
    s.keys_count = 1;
    assert_int_equal(family_of(&s), FAMILY_JSON_PARTITIONED);
}

static void every_drift_has_a_rule(void **state)
{
    /* No combination of drift and family is without a severity and a sentence. */
    (void)state;
    for (int drift = 0; drift < DRIFTS; drift++)
        for (int family = 0; family < FAMILIES; family++)
            assert_non_null(drift_rule_find((enum drift)drift, (enum family)family)->consequence);
}

static void says_what_is_drift(void **state)
{
    /* Comments alone are a difference but no drift; the worst change speaks for the diff. */
    struct table_schema from = schema(*state, CSV, "a int #x; b int", "");
    struct table_schema to = schema(*state, CSV, "a int #y; b int", "");
    struct schema_diff diff;
    schema_diff(&from, &to, *state, &diff);
    assert_int_equal(diff.count, 1);
    assert_false(diff.is_drift);
    to = schema(*state, CSV, "a bigint #y", "");
    schema_diff(&from, &to, *state, &diff);
    assert_int_equal(diff.count, 3);
    assert_true(diff.is_drift);
    assert_int_equal(diff.severity, SEVERITY_BREAKING);
}

static void bounds_its_output(void **state)
{
    /* 30,000 new columns with long names are told in part, counted in full, and still decide the
     * severity. */
    enum { MANY = 30000 };
    struct arena *a = *state;
    struct schema_column *many = ARENA_ARRAY(a, struct schema_column, MANY);
    char *name = arena_alloc(a, 4000);
    memset(name, 'n', 4000);
    for (size_t i = 0; i < MANY; i++)
        many[i] = (struct schema_column){
            arena_printf(a, "c%zu_%.*s", i, i ? 10 : 4000, name), TEXT("int"), {0}};
    struct table_schema from = schema(a, CSV, "z int", "");
    struct table_schema to = {
        .columns = many, .columns_count = MANY, .facts = {[SCHEMA_SERDE] = TEXT(CSV)}};
    struct schema_diff diff;
    schema_diff(&from, &to, a, &diff);
    assert_int_equal(diff.count, LIMIT_DRIFT_CHANGES);
    assert_int_equal(diff.count + diff.omitted, MANY + 1);
    assert_int_equal(diff.severity, SEVERITY_BREAKING);
    assert_int_equal(diff.changes[0].column.n, LIMIT_DRIFT_TEXT_BYTES + 3);

    struct buf out;
    buf_init(&out, 4 << 20);
    buf_put_char(&out, '{');
    schema_diff_put_members(&out, &diff, 2);
    assert_non_null(strstr(arena_copy(a, buf_text(&out)).p,
                           "],\"ChangesOmitted\":29999,\"Severity\":\"BREAKING\""));
    buf_release(&out);
}

static void reversed_columns(void **state)
{
    /* Turning 20,000 columns round takes no quadratic time and tells all but one as moved. */
    enum { MANY = 20000 };
    struct arena *a = *state;
    struct schema_column *one = ARENA_ARRAY(a, struct schema_column, MANY);
    struct schema_column *other = ARENA_ARRAY(a, struct schema_column, MANY);
    for (size_t i = 0; i < MANY; i++) {
        one[i] = (struct schema_column){arena_printf(a, "c%zu", i), TEXT("int"), {0}};
        other[MANY - 1 - i] = one[i];
    }
    struct table_schema from = {.columns = one, .columns_count = MANY};
    struct table_schema to = {.columns = other, .columns_count = MANY};
    struct schema_diff diff;
    schema_diff(&from, &to, a, &diff);
    assert_int_equal(diff.count + diff.omitted, MANY - 1);
}

static void deep_types(void **state)
{
    /* A type of the greatest depth is compared to its leaf; its long path is cut. */
    struct arena *a = *state;
    struct buf text[2];
    struct schema_column pair[2];
    for (int side = 0; side < 2; side++) {
        buf_init(&text[side], LIMIT_HIVE_TYPE_BYTES);
        for (int i = 0; i < LIMIT_HIVE_TYPE_DEPTH; i++)
            buf_put_string(&text[side], "struct<a_field_with_a_long_name:");
        buf_put_string(&text[side], side ? "bigint" : "int");
        for (int i = 0; i < LIMIT_HIVE_TYPE_DEPTH; i++)
            buf_put_char(&text[side], '>');
        pair[side] = (struct schema_column){TEXT("c"), buf_text(&text[side]), {0}};
    }
    struct table_schema from = {.columns = &pair[0], .columns_count = 1};
    struct table_schema to = {.columns = &pair[1], .columns_count = 1};
    struct schema_diff diff;
    schema_diff(&from, &to, a, &diff);
    assert_int_equal(diff.count, 1);
    assert_int_equal(diff.changes[0].change, HIVE_WIDENED);
    assert_true(diff.changes[0].column.n <= LIMIT_DRIFT_TEXT_BYTES + 3);
    buf_release(&text[0]);
    buf_release(&text[1]);
}

static void prints_json(void **state)
{
    /* The canonical text has Glue's manner, leaves out what is empty and escapes what must be. */
    struct table_schema from = schema(*state, CSV, "a int; b\" string", "");
    struct table_schema to = schema(*state, CSV, "a bigint; x string", "");
    struct schema_diff diff;
    struct buf out;
    schema_diff(&from, &to, *state, &diff);
    for (size_t i = 0; i < diff.count; i++)
        diff.changes[i].consequence = "So.";
    buf_init(&out, 4096);
    schema_diff_put(&out, &diff);
    assert_string_equal(
        arena_copy(*state, buf_text(&out)).p,
        "{\"Changes\":[{\"Kind\":\"RETYPED\",\"Column\":\"a\",\"From\":\"int\",\"To\":\"bigint\","
        "\"Change\":\"WIDENED\",\"Severity\":\"INFO\",\"Consequence\":\"So.\"},"
        "{\"Kind\":\"ADDED\",\"Column\":\"x\",\"To\":\"string\",\"RenamedFrom\":\"b\\\"\","
        "\"Severity\":\"INFO\",\"Consequence\":\"So.\"},"
        "{\"Kind\":\"REMOVED\",\"Column\":\"b\\\"\",\"From\":\"string\",\"RenamedTo\":\"x\","
        "\"Severity\":\"BREAKING\",\"Consequence\":\"So.\"}],\"Severity\":\"BREAKING\"}");
    buf_release(&out);
}

static void reads_table_inputs(void **state)
{
    /* Columns, keys and facts are found where crawlers and people write them; a document without a
     * descriptor is empty. */
    struct value *values = NULL;
    struct err err = {0};
    struct table_schema s;
    assert_int_equal(
        shape_decode_text(
            &shape_table_input,
            TEXT("{\"Name\":\"t\",\"PartitionKeys\":[{\"Name\":\"day\",\"Type\":\"date\"}],"
                 "\"Parameters\":{\"classification\":\"csv\",\"delimiter\":\",\"},"
                 "\"StorageDescriptor\":{\"Columns\":[{\"Name\":\"a\",\"Type\":\"int\","
                 "\"Comment\":\"c\"},{\"Name\":\"b\"}],\"InputFormat\":\"I\",\"SerdeInfo\":"
                 "{\"SerializationLibrary\":\"L\",\"Parameters\":{\"field.delim\":\";\"}},"
                 "\"Parameters\":{\"compressionType\":\"none\"}}}"),
            *state, &values, &err),
        0);
    schema_of_table_input(values, *state, &s);
    assert_int_equal(s.columns_count, 2);
    assert_true(text_is(s.columns[0].comment, "c"));
    assert_int_equal(s.columns[1].type.n, 0);
    assert_true(text_is(s.keys[0].type, "date"));
    assert_true(text_is(s.facts[SCHEMA_DELIMITER], ";"));
    assert_true(text_is(s.facts[SCHEMA_COMPRESSION], "none"));
    assert_true(text_is(s.facts[SCHEMA_CLASSIFICATION], "csv"));
    assert_true(text_is(s.facts[SCHEMA_INPUT_FORMAT], "I"));
    assert_true(text_is(s.facts[SCHEMA_SERDE], "L"));

    assert_int_equal(
        shape_decode_text(&shape_table_input, TEXT("{\"Name\":\"t\"}"), *state, &values, &err), 0);
    schema_of_table_input(values, *state, &s);
    assert_int_equal(s.columns_count + s.keys_count, 0);
}

static void names_severities(void **state)
{
    /* Names of severities go both ways. */
    enum severity severity = SEVERITY_INFO;
    (void)state;
    for (int i = 0; i < SEVERITIES; i++) {
        assert_true(severity_of(text_of(severity_name((enum severity)i)), &severity));
        assert_int_equal(severity, i);
    }
    assert_false(severity_of(TEXT("info"), &severity));
    assert_false(severity_of(TEXT(""), &severity));
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(tells_columns),          TEST(tells_fields),       TEST(tells_partitioned),
        TEST(tells_partition_keys),   TEST(tells_facts),        TEST(knows_families),
        TEST(every_drift_has_a_rule), TEST(says_what_is_drift), TEST(bounds_its_output),
        TEST(reversed_columns),       TEST(deep_types),         TEST(prints_json),
        TEST(reads_table_inputs),     TEST(names_severities),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
