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

static struct finding csv(struct arena *a, const char *text)
{
    return examine(a, "data/part-0001", text_of(text), NULL);
}

static void assert_columns(struct arena *a, const char *text, const char *columns)
{
    struct finding f = csv(a, text);
    assert_string_equal(columns_of(a, &f), columns);
}

/* Proves the types that Glue writes for CSV: whole numbers bigint, other numbers double, true and
 * false boolean, dates and times string; an empty cell is null and no type. */
static void infers_types(void **state)
{
    assert_columns(*state,
                   "id,price,ok,day,at,note\n"
                   "1,1.0,TRUE,2026-11-19,2026-11-19 08:30:00,\n"
                   "-2,,false,2026-11-20,,x\n"
                   ",3e5,,,,\n",
                   "id bigint,price double,ok boolean,day string,at string,note string");
    assert_columns(*state, "a,b,c\n1,x,2\n2.5,true,9223372036854775808\n",
                   "a double,b string,c decimal(38,0)");
    assert_columns(*state, "n,v\n\\N,1\n,2\n", "n string,v bigint");
}

/* Proves that codes stay strings: leading zeros, plus signs, numbers with other characters. */
static void keeps_codes_as_strings(void **state)
{
    assert_columns(*state, "id,zip,phone,part,zero\n1,01234,+4930123,1-2,0\n2,99999,1,3,0.5\n",
                   "id bigint,zip string,phone string,part string,zero double");
    assert_columns(*state, "id,a,b,c,d\n1,.,-,1e,--1\n1,.,-,1e,1.2.3\n",
                   "id bigint,a string,b string,c string,d string");
}

/* Proves that each delimiter is found, and the better one of two that occur. */
static void finds_delimiters(void **state)
{
    static const char *const cases[][2] = {
        {"a,b\n1,2\n", ","},
        {"a\tb\n1\t2\n", "\t"},
        {"a|b\n1|2\n", "|"},
        {"a;b\n1;2\n", ";"},
        {"a\1b\n1\1"
         "2\n",
         "\1"},
        {"a;b\n1,5;x\n2,5;y\n", ";"},
        {"a\tb\nx,y\t1\nz\t2\n", "\t"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct finding f = csv(*state, cases[i][0]);
        assert_string_equal(parameter_of(*state, &f, "delimiter"), cases[i][1]);
        assert_string_equal(parameter_of(*state, &f, "field.delim"), cases[i][1]);
    }
}

/* Proves that a header is found by typed columns below it, and, unlike Glue's, by names that stand
 * apart where all columns hold strings. */
static void finds_headers(void **state)
{
    struct arena *a = *state;
    assert_columns(a, "x,y\n1,2\n", "x bigint,y bigint");
    assert_columns(a, "first_name,last_name\nAnna,Smith\nBob,Jones\n",
                   "first_name string,last_name string");
    assert_columns(a, "name,city\nanna,berlin\nbob,paris\n", "name string,city string");
    assert_columns(a, "Name,Email\nAnna,a@b.de\nBob,b@b.de\n", "name string,email string");
    assert_columns(a, "userId,createdAt\na1,2026-01-01\nb2,2026-01-02\n",
                   "userid string,createdat string");
    assert_columns(a, ",x,y\n0,1,2\n", "col0 bigint,x bigint,y bigint");
    assert_columns(a, "id,Sum,sum\n1,2.5,x\n", "id bigint,sum double,sum_1 string");
}

/* Proves that a first line of data is not taken for a header. */
static void finds_no_header(void **state)
{
    struct arena *a = *state;
    assert_columns(a, "1,2\n3,4\n", "col0 bigint,col1 bigint");
    assert_columns(a, "foo,bar\nbaz,qux\n", "col0 string,col1 string");
    assert_columns(a, "name,name\nanna,berlin\nbob,paris\n", "col0 string,col1 string");
    assert_columns(a, "x,,y\n1,2,3\n", "col0 string,col1 bigint,col2 string");
    assert_columns(a, "anna,NA\nbob,3\n", "col0 string,col1 string");
    assert_columns(a, "anna,\nbob,3\n", "col0 string,col1 bigint");
    assert_columns(a, "red,apple\ngreen,apple\nred,plum\n", "col0 string,col1 string");
    assert_columns(a, "a@b.de,berlin\nc@d.de,paris\n", "col0 string,col1 string");
    struct finding f = csv(a, "1,2\n3,4\n");
    assert_string_equal(parameter_of(a, &f, "skip.header.line.count"), "(none)");
}

/* Proves that names become what a catalog keeps, each once. */
static void cleans_names(void **state)
{
    assert_columns(*state,
                   "User Id,Price (EUR),_x,user_id,USER-ID,\xc3\x9c"
                   "ber,%\n1,2,3,4,5,6,7\n",
                   "user_id bigint,price_eur bigint,_x bigint,user_id_1 bigint,user_id_2 bigint,"
                   "\xc3\x9c"
                   "ber bigint,col6 bigint");
}

/* Proves that quotes are read as RFC 4180 has them and choose the SerDe that can read them. */
static void reads_quotes(void **state)
{
    struct arena *a = *state;
    struct finding f = csv(a, "id,name,n\n1,\"a, \"\"b\"\"\",5\n2,\"c\",6\n");
    assert_string_equal(columns_of(a, &f), "id bigint,name string,n bigint");
    assert_string_equal(parameter_of(a, &f, "library"),
                        "org.apache.hadoop.hive.serde2.OpenCSVSerde");
    assert_string_equal(parameter_of(a, &f, "separatorChar"), ",");
    assert_string_equal(parameter_of(a, &f, "quoteChar"), "\"");
    assert_string_equal(parameter_of(a, &f, "escapeChar"), "\\");
    assert_string_equal(parameter_of(a, &f, "areColumnsQuoted"), "true");
    f = csv(a, "id,name\n1,x\n");
    assert_string_equal(parameter_of(a, &f, "library"),
                        "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe");
    assert_string_equal(parameter_of(a, &f, "areColumnsQuoted"), "false");
}

/* Proves that types behind OpenCSVSerde are what it reads: no numbers where cells are empty, no
 * decimals. */
static void narrows_types_for_quotes(void **state)
{
    assert_columns(*state, "id,name,n,big,ok\n1,\"a\",,12345678901234567890,true\n2,\"b\",6,1,\n",
                   "id bigint,name string,n string,big string,ok string");
}

/* Proves that a quoted line end belongs to its cell and is told of. */
static void reads_quoted_line_ends(void **state)
{
    struct arena *a = *state;
    struct finding f = csv(a, "id,text\r\n1,\"two\r\nlines\"\r\n2,\"one\"\r\n");
    assert_string_equal(columns_of(a, &f), "id bigint,text string");
    assert_int_equal(f.schema->records, 2);
    assert_int_equal(f.schema->notes_n, 1);
}

/* Proves that quotes inside of cells, behind text and without an end are ordinary characters. */
static void tolerates_stray_quotes(void **state)
{
    struct arena *a = *state;
    struct finding f = csv(a, "id,size\n1,5\" pipe\n2,\"x\" y\n3,\"open\n4,z\n");
    assert_string_equal(columns_of(a, &f), "id bigint,size string");
    assert_int_equal(f.schema->records, 4);
    assert_string_equal(parameter_of(a, &f, "areColumnsQuoted"), "false");
}

/* Proves that lines with fewer or more cells are read and told of, and that a delimiter at the end
 * of every line makes no column. */
static void reads_ragged_lines(void **state)
{
    struct arena *a = *state;
    struct finding f = csv(a, "a,b,c\n1,2,3\n4,5\n6,7,8,9\n1,2,3\n");
    assert_string_equal(columns_of(a, &f), "a bigint,b bigint,c bigint");
    assert_int_equal(f.schema->records, 4);
    assert_non_null(strstr(f.schema->notes[0].p, "2 of 4 lines"));
    assert_columns(a, "a,b,\n1,2,\n3,4,\n", "a bigint,b bigint");
}

/* Proves that records are counted with and without a last line end, CRLF, CR and empty lines. */
static void counts_records(void **state)
{
    static const char *const texts[] = {"a,b\n1,2\n3,4\n", "a,b\n1,2\n3,4", "a,b\r\n1,2\r\n3,4\r\n",
                                        "a,b\r1,2\r3,4", "a,b\n\n1,2\n\n\n3,4\n\n"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct finding f = csv(*state, texts[i]);
        assert_string_equal(columns_of(*state, &f), "a bigint,b bigint");
        assert_int_equal(f.schema->records, 2);
        assert_true(f.schema->records_exact);
    }
}

/* Proves that a large file is judged by its first megabyte, its last line not counted, and its
 * records estimated. */
static void estimates_records(void **state)
{
    struct arena *a = *state;
    struct buf b;
    int reads;
    buf_init(&b, 8 << 20);
    buf_put_string(&b, "id,name\n");
    for (int i = 0; i < 200000; i++)
        buf_printf(&b, "%06d1,name-%06d\n", i % 90000 + 100000, i);
    struct finding f = examine(a, "x.csv", buf_text(&b), &reads);
    assert_string_equal(columns_of(a, &f), "id bigint,name string");
    assert_int_equal(reads, 1);
    assert_false(f.schema->records_exact);
    assert_in_range(f.schema->records, 199900, 200100);
    assert_int_equal(schema_record_bytes(f.schema), 20);
    buf_release(&b);
}

/* Proves that a file with nothing but a header, or with one column, counts only where its name
 * says csv. */
static void trusts_the_name_for_little(void **state)
{
    struct arena *a = *state;
    struct finding f = examine(a, "empty.csv", TEXT("id,name,City\n"), NULL);
    assert_string_equal(columns_of(a, &f), "id string,name string,city string");
    assert_int_equal(f.schema->records, 0);
    f = examine(a, "one.CSV", TEXT("word\na\nb\nA\n"), NULL);
    assert_string_equal(columns_of(a, &f), "col0 string");
    f = examine(a, "hello.txt", TEXT("Hello, world\n"), NULL);
    assert_string_equal(reason_of(a, &f), "it is text of no known format: a single line is no "
                                          "proof of a delimited file");
    f = examine(a, "one", TEXT("word\na\nb\n"), NULL);
    assert_int_equal(f.kind, FINDING_REFUSED);
}

/* Proves that texts that are not delimited are refused with a reason. */
static void refuses_other_texts(void **state)
{
    static const char *const texts[] = {
        "<a><b>1,2</b>\n<b>3,4</b></a>\n",
        "Dear reader,\nthis is no table. It has commas, as here, and here, and\nhere; but they\n"
        "mean nothing.\nEnd\n",
        "{'a': 1, 'b': 2}\n{'a': 1, 'b': 2}\n",
        "[1,2]\n[3,4]\n",
    };
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct finding f = csv(*state, texts[i]);
        assert_int_equal(f.kind, FINDING_REFUSED);
        assert_non_null(strstr(reason_of(*state, &f), "no known format"));
    }
}

/* Proves that megabytes without a line end, of commas, and of quotes end quickly and with a
 * reason or a bounded schema. */
static void bounds_bad_input(void **state)
{
    enum { SIZE = 3 << 20 };
    static const char *const units[] = {"x",     ",",      "\"",   "\"\n", ",\"",
                                        "\"\",", "\"x\n,", "\\\"", "\r",   "a,b"};
    char *bad = malloc(SIZE);
    for (size_t i = 0; i < COUNT(units); i++) {
        struct arena a;
        arena_init(&a, 64 << 20, NULL);
        for (size_t at = 0; at < SIZE; at++)
            bad[at] = units[i][at % strlen(units[i])];
        struct finding f = examine(&a, "x.csv", (struct text){bad, SIZE}, NULL);
        if (f.kind == FINDING_SCHEMA)
            assert_true(f.schema->n <= LIMIT_SCHEMA_FIELDS);
        else
            assert_true(f.reason.n > 0);
        arena_release(&a);
    }
    memset(bad, 'x', SIZE);
    struct finding f = examine(*state, "x", (struct text){bad, SIZE}, NULL);
    assert_non_null(strstr(reason_of(*state, &f), "no line end in the first megabyte"));
    free(bad);
}

/* Proves that every prefix of a table gives a schema or a reason. */
static void survives_every_prefix(void **state)
{
    static const char text[] = "id,\"na\"\"me\",x\r\n1,\"a\r\nb\",\\N\r\n2,\"c\"\" d\",5\r\n";
    for (size_t n = 0; n < sizeof text; n++) {
        struct finding f = examine(*state, "x.csv", (struct text){text, n}, NULL);
        assert_true(f.kind == FINDING_SCHEMA || f.reason.n > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(infers_types),           cmocka_unit_test(keeps_codes_as_strings),
        cmocka_unit_test(finds_delimiters),       cmocka_unit_test(finds_headers),
        cmocka_unit_test(finds_no_header),        cmocka_unit_test(cleans_names),
        cmocka_unit_test(reads_quotes),           cmocka_unit_test(narrows_types_for_quotes),
        cmocka_unit_test(reads_quoted_line_ends), cmocka_unit_test(tolerates_stray_quotes),
        cmocka_unit_test(reads_ragged_lines),     cmocka_unit_test(counts_records),
        cmocka_unit_test(estimates_records),      cmocka_unit_test(trusts_the_name_for_little),
        cmocka_unit_test(refuses_other_texts),    cmocka_unit_test(bounds_bad_input),
        cmocka_unit_test(survives_every_prefix),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
