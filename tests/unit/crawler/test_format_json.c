/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "tests/unit/crawler/examine.h"

static int set_up(void **state)
{
    struct arena *a = malloc(sizeof *a);
    arena_init(a, 512u << 20, NULL);
    *state = a;
    return 0;
}

static int tear_down(void **state)
{
    arena_release(*state);
    free(*state);
    return 0;
}

static struct finding json(struct arena *a, const char *text)
{
    return examine(a, "data/part-0001", text_of(text), NULL);
}

static void assert_columns(struct arena *a, const char *text, const char *columns)
{
    struct finding f = json(a, text);
    assert_string_equal(columns_of(a, &f), columns);
}

/* Proves the types of scalars: int and bigint by size, decimals double, strings string. */
static void infers_scalars(void **state)
{
    assert_columns(*state,
                   "{\"i\":1,\"big\":2147483648,\"huge\":9223372036854775808,\"d\":1.5,\"e\":1e3,"
                   "\"s\":\"1\",\"b\":true,\"z\":null}\n",
                   "i int,big bigint,huge decimal(38,0),d double,e double,s string,b boolean,"
                   "z string");
}

/* Proves that types of many records are merged and that columns come in the order of their first
 * occurrence. */
static void merges_records(void **state)
{
    assert_columns(*state,
                   "{\"a\":1,\"b\":null,\"c\":1}\n{\"b\":2.5,\"a\":-2147483649}\n"
                   "{\"d\":true,\"c\":\"x\"}\n{}\n",
                   "a bigint,b double,c string,d boolean");
}

/* Proves that objects become structs, arrays arrays, and what is empty string. */
static void infers_nested(void **state)
{
    assert_columns(*state,
                   "{\"p\":{\"x\":1,\"q\":{\"y\":[1,2.5]}},\"l\":[{\"a\":1},{\"b\":\"x\"}],\"e\":[]"
                   ",\"o\":{}}\n"
                   "{\"p\":{\"z\":true},\"e\":null,\"l\":[]}\n",
                   "p struct<x:int,q:struct<y:array<double>>,z:boolean>,"
                   "l array<struct<a:int,b:string>>,e array<string>,o string");
}

/* Proves that a scalar against an object is string and said to be a conflict. */
static void reports_conflicts(void **state)
{
    struct finding f = json(*state, "{\"a\":1}\n{\"a\":{\"b\":2}}\n");
    assert_string_equal(columns_of(*state, &f), "a string");
    assert_true(f.schema->conflict);
    f = json(*state, "{\"a\":1}\n{\"a\":\"x\"}\n");
    assert_string_equal(columns_of(*state, &f), "a string");
    assert_false(f.schema->conflict);
}

/* Proves that keys keep their case in `paths`, that odd ones are mapped, nested ones too, and that
 * keys that differ only in case share a column, which is told. */
static void names_columns(void **state)
{
    struct arena *a = *state;
    struct finding f = json(
        a,
        "{\"userId\":1,\"a-b\":2,\"_id\":{\"$oid\":\"x\",\"Z\":1},\"URL\":\"x\",\"Url\":\"y\"}\n");
    assert_string_equal(columns_of(a, &f),
                        "userid int,a_b int,_id struct<oid:string,z:int>,url string");
    assert_string_equal(parameter_of(a, &f, "paths"), "URL,_id,a-b,userId");
    assert_string_equal(parameter_of(a, &f, "mapping.a_b"), "a-b");
    assert_string_equal(parameter_of(a, &f, "mapping.oid"), "$oid");
    assert_string_equal(parameter_of(a, &f, "mapping.userid"), "(none)");
    assert_string_equal(parameter_of(a, &f, "mapping.z"), "(none)");
    assert_non_null(strstr(f.schema->notes[0].p, "\"URL\" also occurs"));
}

/* Proves what a table over JSON states. */
static void describes_the_table(void **state)
{
    struct finding f = json(*state, "{\"a\":1}\n");
    assert_string_equal(parameter_of(*state, &f, "library"), "org.openx.data.jsonserde.JsonSerDe");
    assert_string_equal(parameter_of(*state, &f, "classification"), "json");
    assert_string_equal(parameter_of(*state, &f, "recordCount"), "1");
    assert_string_equal(parameter_of(*state, &f, "averageRecordSize"), "7");
}

/* Proves that one array of objects gives its elements as records, and that it is told. */
static void reads_arrays(void **state)
{
    struct finding f = json(*state, " [ {\"a\":1},\n {\"a\":2.5,\"b\":\"]\"} ]\n");
    assert_string_equal(columns_of(*state, &f), "a double,b string");
    assert_int_equal(f.schema->records, 2);
    assert_non_null(strstr(f.schema->notes[0].p, "one JSON array"));
    f = json(*state, "[1,2,3]\n");
    assert_non_null(strstr(reason_of(*state, &f), "array whose elements are not objects"));
}

/* Proves that objects over several lines are read, and that it is told. */
static void reads_spread_objects(void **state)
{
    struct finding f = json(*state, "{\n  \"a\": 1\n}\n{\n  \"a\": \"}\"\n}");
    assert_string_equal(columns_of(*state, &f), "a string");
    assert_int_equal(f.schema->records, 2);
    assert_non_null(strstr(f.schema->notes[0].p, "span lines"));
}

/* Proves that a byte order mark, blank lines and CRLF do no harm. */
static void reads_lines_leniently(void **state)
{
    assert_columns(*state, "\xef\xbb\xbf\r\n{\"a\":1}\r\n\r\n  {\"a\":2}", "a int");
}

/* Proves that a few bad lines are skipped and told with the first error, and that a file of mostly
 * bad ones is refused. */
static void tolerates_some_bad_lines(void **state)
{
    struct finding f = json(*state, "{\"a\":1}\n{\"a\":\n[1]\n{\"a\":2}\n{\"a\":3,\"b\":1}\n");
    assert_string_equal(columns_of(*state, &f), "a int,b int");
    assert_int_equal(f.schema->records, 3);
    assert_non_null(strstr(f.schema->notes[0].p, "2 of 5 records"));
    f = json(*state, "{\"a\":1}\nx\ny\n");
    assert_non_null(strstr(reason_of(*state, &f), "most of its JSON records"));
}

/* Proves that what begins like JSON and is none is refused with the parser's words. */
static void refuses_malformed(void **state)
{
    struct finding f = json(*state, "{\"a\":01}\n");
    assert_non_null(strstr(reason_of(*state, &f), "first JSON record"));
    f = json(*state, "{\"a\":1");
    assert_int_equal(f.kind, FINDING_REFUSED);
    f = json(*state, "{\"a\":\"\xff\"}\n");
    assert_non_null(strstr(reason_of(*state, &f), "UTF-8"));
    f = json(*state, "{}\n");
    assert_string_equal(reason_of(*state, &f), "its JSON objects have no members");
}

/* Proves that ten thousand levels are refused quickly, and that the deepest allowed ones are not.
 */
static void bounds_depth(void **state)
{
    enum { DEEP = 10000 };
    struct arena *a = *state;
    struct buf b;
    buf_init(&b, 1 << 20);
    for (int levels = 0; levels < 2; levels++) {
        int n = levels ? DEEP : LIMIT_JSON_DEPTH;
        buf_clear(&b);
        for (int i = 0; i < n; i++)
            buf_put_string(&b, "{\"a\":");
        buf_put_string(&b, "1");
        for (int i = 0; i < n; i++)
            buf_put_string(&b, "}");
        struct finding f = examine(a, "x.json", buf_text(&b), NULL);
        assert_int_equal(f.kind, levels ? FINDING_REFUSED : FINDING_SCHEMA);
    }
    buf_release(&b);
}

/* Proves that more fields than the limit are refused, wherever they stand. */
static void bounds_fields(void **state)
{
    struct buf b;
    buf_init(&b, 8 << 20);
    for (int i = 0; i <= LIMIT_SCHEMA_FIELDS; i++)
        buf_printf(&b, "{\"o\":{\"k%d\":1}}\n", i);
    struct finding f = examine(*state, "x.json", buf_text(&b), NULL);
    assert_non_null(strstr(reason_of(*state, &f), "different fields"));
    buf_release(&b);
}

/* Proves that a first record of more than a megabyte is read in steps, and that one of more than
 * ten is refused. */
static void reads_large_records_in_steps(void **state)
{
    for (int mebibytes = 2; mebibytes <= 12; mebibytes += 10) {
        struct buf b;
        int reads;
        buf_init(&b, 32 << 20);
        buf_put_string(&b, "{\"a\":\"");
        for (int i = 0; i < mebibytes << 20; i++)
            buf_put_char(&b, 'x');
        buf_put_string(&b, "\"}\n{\"a\":\"\"}\n");
        struct finding f = examine(*state, "x.json", buf_text(&b), &reads);
        if (mebibytes == 2)
            assert_string_equal(columns_of(*state, &f), "a string");
        else
            assert_non_null(strstr(reason_of(*state, &f), "does not end in the first"));
        assert_int_equal(reads, mebibytes == 2 ? 3 : 10);
        buf_release(&b);
    }
}

/* Proves that a large file is judged by its first megabyte and its records estimated. */
static void estimates_records(void **state)
{
    struct buf b;
    buf_init(&b, 8 << 20);
    for (int i = 0; i < 200000; i++)
        buf_printf(&b, "{\"id\":%d,\"x\":%d}\n", 100000 + i % 100000, i % 10);
    struct finding f = examine(*state, "x.json", buf_text(&b), NULL);
    assert_string_equal(columns_of(*state, &f), "id int,x int");
    assert_false(f.schema->records_exact);
    assert_in_range(f.schema->records, 199900, 200100);
    buf_release(&b);
}

/* Proves that a type that is too long for the catalog becomes string and is told. */
static void bounds_type_text(void **state)
{
    struct buf b;
    buf_init(&b, 8 << 20);
    buf_put_string(&b, "{\"id\":1,\"o\":{");
    for (int i = 0; i < 10000; i++)
        buf_printf(&b, "%s\"a_rather_long_name_%d\":1", i ? "," : "", i);
    buf_put_string(&b, "}}\n");
    struct finding f = examine(*state, "x.json", buf_text(&b), NULL);
    assert_string_equal(columns_of(*state, &f), "id int,o string");
    assert_true(f.schema->conflict);
    assert_non_null(strstr(f.schema->notes[0].p, "too deep or too long"));
    buf_release(&b);
}

/* Proves that every prefix of every layout gives a schema or a reason. */
static void survives_every_prefix(void **state)
{
    static const char *const texts[] = {"[{\"a\":[1,{\"b\":\"\\\"]\"}]},\n{\"a\":[]}]\n",
                                        "{\"a\":{\"b\":null}}\n{\"a\":\"\\u00e4\"}\n",
                                        "{\n\"a\":\"\\\\\"\n}\n{\n\"a\":1}"};
    for (size_t i = 0; i < COUNT(texts); i++)
        for (size_t n = 0; n <= strlen(texts[i]); n++) {
            struct finding f = examine(*state, "x", (struct text){texts[i], n}, NULL);
            assert_true(f.kind == FINDING_SCHEMA || f.reason.n > 0);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(infers_scalars),        cmocka_unit_test(merges_records),
        cmocka_unit_test(infers_nested),         cmocka_unit_test(reports_conflicts),
        cmocka_unit_test(names_columns),         cmocka_unit_test(describes_the_table),
        cmocka_unit_test(reads_arrays),          cmocka_unit_test(reads_spread_objects),
        cmocka_unit_test(reads_lines_leniently), cmocka_unit_test(tolerates_some_bad_lines),
        cmocka_unit_test(refuses_malformed),     cmocka_unit_test(bounds_depth),
        cmocka_unit_test(bounds_fields),         cmocka_unit_test(reads_large_records_in_steps),
        cmocka_unit_test(estimates_records),     cmocka_unit_test(bounds_type_text),
        cmocka_unit_test(survives_every_prefix),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
