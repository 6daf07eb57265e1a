/* SPDX-License-Identifier: Apache-2.0
 * The rules of projected columns: Athena's guide with exact values, what is refused and in which
 * words, and where Athena and Trino differ. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "projection_table.h"

static int set_up(void **state)
{
    static struct arena arena;
    arena_init(&arena, 256u << 20, NULL);
    *state = &arena;
    return 0;
}

static int tear_down(void **state)
{
    arena_release(*state);
    return 0;
}

static struct projection read_rules(struct arena *a, const char *keys, const char *properties)
{
    struct projection_table t = projection_fixture(a, keys, properties);
    struct projection p;
    struct err err = {0};
    if (projection_read(&t, fixture_now_ms, a, &p, &err) != 0)
        fail_msg("%s: %s", properties, err.text);
    return p;
}

/* The values of a column: "a b c", or the first two and the last two of many. */
static const char *show(struct arena *a, const struct projection_column *c)
{
    struct buf out;
    uint64_t count = projection_column_count(c), again;
    buf_init(&out, 1 << 20);
    for (uint64_t i = 0; i < count; i++) {
        struct buf one;
        if (count > 6 && i == 2) {
            buf_put(&out, TEXT("|..."));
            i = count - 2;
        }
        if (i > 0)
            buf_put_char(&out, '|');
        buf_init(&one, 4096);
        projection_column_value(c, i, &one);
        assert_true(projection_column_find(c, buf_text(&one), &again));
        assert_int_equal(again, i);
        buf_put(&out, buf_text(&one));
        buf_release(&one);
    }
    struct text text = arena_copy(a, buf_text(&out));
    buf_release(&out);
    return text.p;
}

static void expect_values(struct arena *a, const char *key, const char *properties, uint64_t count,
                          const char *values)
{
    struct projection p = read_rules(a, key, properties);
    assert_string_equal(show(a, &p.columns[0]), values);
    assert_int_equal(projection_column_count(&p.columns[0]), count);
}

/* The examples of Athena's guide ("Supported types for partition projection" and the pages around
 * it), with the values that it says or that follow from what it says. */
static void athenas_guide(void **state)
{
    static const struct {
        const char *key, *properties;
        uint64_t count;
        const char *values;
    } rows[] = {
        /* enum */
        {"c:string", ".c.type=enum\n.c.values=A,B,C,D,E,F,G,Unknown", 8, "A|B|...|G|Unknown"},
        {"c:string", ".c.type= ENUM \n.c.values=b, a,a ", 3, " a|a |b"},
        /* integer */
        {"c:int", ".c.type=integer\n.c.range=0,10", 11, "0|1|...|9|10"},
        {"c:bigint", ".c.type=integer\n.c.range=-1,8675309", 8675311, "-1|0|...|8675308|8675309"},
        {"c:int", ".c.type=integer\n.c.range=0001,9999", 9999, "1|2|...|9998|9999"},
        {"c:int", ".c.type=integer\n.c.range=1,3\n.c.interval=1", 3, "1|2|3"},
        {"c:int", ".c.type=integer\n.c.range=1,3\n.c.interval=2", 2, "1|3"},
        {"c:int", ".c.type=integer\n.c.range=1,3\n.c.digits=1", 3, "1|2|3"},
        {"c:int", ".c.type=integer\n.c.range=1,3\n.c.digits=2", 3, "01|02|03"},
        {"c:int", ".c.type=integer\n.c.range= 0 , 23 \n.c.digits= 2 \n.c.interval= 1 ", 24,
         "00|01|...|22|23"},
        {"year:int", ".year.type=integer\n.year.range=2010,2016", 7, "2010|2011|...|2015|2016"},
        {"bucket_id:bigint", ".bucket_id.type=integer\n.bucket_id.range=1,1000000", 1000000,
         "1|2|...|999999|1000000"},
        {"c:bigint",
         ".c.type=integer\n.c.range=-9223372036854775808,9223372036854775807\n"
         ".c.interval=9223372036854775807",
         3, "-9223372036854775808|-1|9223372036854775806"},
        /* date */
        {"c:string", ".c.type=date\n.c.range=201701,201812\n.c.format=yyyyMM", 24,
         "201701|201702|...|201811|201812"},
        {"c:string", ".c.type=date\n.c.range=01-01-2010,12-31-2018\n.c.format=MM-dd-yyyy", 3287,
         "01-01-2010|01-02-2010|...|12-30-2018|12-31-2018"},
        {"c:string", ".c.type=date\n.c.range=NOW-3YEARS,NOW\n.c.format=yyyy-MM-dd", 1097,
         "2023-11-21|2023-11-22|...|2026-11-20|2026-11-21"},
        {"c:string", ".c.type=date\n.c.range=201801,NOW+1MONTH\n.c.format=yyyyMM", 108,
         "201801|201802|...|202611|202612"},
        {"c:string",
         ".c.type=date\n.c.range=2017-01,2018-12\n.c.format=yyyy-MM\n.c.interval=1\n"
         ".c.interval.unit=MONTHS",
         24, "2017-01|2017-02|...|2018-11|2018-12"},
        {"c:string",
         ".c.type=date\n.c.range=2017-01,2018-12\n.c.format=yyyy-MM\n.c.interval=2\n"
         ".c.interval.unit=MONTHS",
         12, "2017-01|2017-03|...|2018-09|2018-11"},
        {"datehour:string",
         ".datehour.type=date\n.datehour.format=yyyy/MM/dd/HH\n.datehour.range=2021/01/01/00,NOW\n"
         ".datehour.interval=1\n.datehour.interval.unit=HOURS",
         51613, "2021/01/01/00|2021/01/01/01|...|2026/11/21/11|2026/11/21/12"},
        {"day:string",
         ".day.type=date\n.day.format=yyyy/MM/dd\n.day.range=2021/01/01,NOW\n.day.interval=1\n"
         ".day.interval.unit=DAYS",
         2151, "2021/01/01|2021/01/02|...|2026/11/20|2026/11/21"},
        {"day:date", ".day.type=date\n.day.format=yyyy-MM-dd\n.day.range=2021-01-01,NOW", 2151,
         "2021-01-01|2021-01-02|...|2026-11-20|2026-11-21"},
        {"c:string",
         ".c.type=date\n.c.format=dd-MM-yyyy-HH-mm-ss\n.c.range=01-01-2026-00-00-00,"
         "01-01-2026-00-00-05\n.c.interval=2\n.c.interval.unit=seconds",
         3, "01-01-2026-00-00-00|01-01-2026-00-00-02|01-01-2026-00-00-04"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect_values(*state, rows[i].key, rows[i].properties, rows[i].count, rows[i].values);
}

/* Units, NOW and formats beyond the guide's examples. */
static void dates(void **state)
{
    static const struct {
        const char *properties;
        uint64_t count;
        const char *values;
    } rows[] = {
        {".c.range=2026-11-21 12:34:56.787,NOW\n.c.format=yyyy-MM-dd HH:mm:ss.SSS\n.c.interval=1\n"
         ".c.interval.unit=MILLISECONDS",
         3, "2026-11-21 12:34:56.787|2026-11-21 12:34:56.788|2026-11-21 12:34:56.789"},
        {".c.range=2026,NOW+2 YEAR\n.c.format=yyyy\n.c.interval=1\n.c.interval.unit=YEARS", 3,
         "2026|2027|2028"},
        {".c.range= NOW - 2 WEEKS ,  NOW\n.c.format=yyyyMMdd\n.c.interval=1\n"
         ".c.interval.unit=WEEKS",
         3, "20261107|20261114|20261121"},
        {".c.range=NOW-90MINUTES,NOW\n.c.format=HH.dd.MM.yyyy\n.c.interval=1\n"
         ".c.interval.unit=HOURS",
         2, "11.21.11.2026|12.21.11.2026"},
        {".c.range=NOW-1SECOND,NOW\n.c.format=yyyyMMddHHmmss\n.c.interval=1\n"
         ".c.interval.unit=SECONDS",
         2, "20261121123455|20261121123456"},
        {".c.range=Jan-2026,Mar-2026\n.c.format=MMM-yyyy", 3, "Jan-2026|Feb-2026|Mar-2026"},
        {".c.range=1 January 2026,3 January 2026\n.c.format=d MMMM yyyy", 3,
         "1 January 2026|2 January 2026|3 January 2026"},
        {".c.range=2026-01-01T00,2026-01-01T02\n.c.format=yyyy-MM-dd'T'HH\n.c.interval=1\n"
         ".c.interval.unit=HOURS",
         3, "2026-01-01T00|2026-01-01T01|2026-01-01T02"},
        /* Steps from the date before, as LocalDateTime.plus makes them. */
        {".c.range=2026-01-31,2026-05-31\n.c.format=yyyy-MM-dd\n.c.interval=1\n"
         ".c.interval.unit=MONTHS",
         5, "2026-01-31|2026-02-28|2026-03-28|2026-04-28|2026-05-28"},
        {".c.range=2024-02-29,2028-02-29\n.c.format=yyyy-MM-dd\n.c.interval=1\n"
         ".c.interval.unit=YEARS",
         5, "2024-02-29|2025-02-28|2026-02-28|2027-02-28|2028-02-28"},
        /* Defaults per precision. */
        {".c.range=2026-01,2026-04\n.c.format=yyyy-MM\n.c.interval=3", 2, "2026-01|2026-04"},
        {".c.range=2026-01-01,2026-01-10\n.c.format=yyyy-MM-dd\n.c.interval=5", 2,
         "2026-01-01|2026-01-06"},
        {".c.range=2026-01-01,2026-01-20\n.c.format=yyyy-MM-dd\n.c.interval.unit=WEEKS", 3,
         "2026-01-01|2026-01-08|2026-01-15"},
        /* Steps finer than the format: each value once. */
        {".c.range=2026-01-01,2026-01-03\n.c.format=yyyy-MM-dd\n.c.interval=1\n"
         ".c.interval.unit=HOURS",
         3, "2026-01-01|2026-01-02|2026-01-03"},
        {".c.range=2026-01,2026-03\n.c.format=yyyy-MM\n.c.interval=1\n.c.interval.unit=DAYS", 3,
         "2026-01|2026-02|2026-03"},
        {".c.range=2024,2026\n.c.format=yyyy\n.c.interval=6\n.c.interval.unit=MONTHS", 3,
         "2024|2025|2026"},
        /* Steps between two of the format's units. */
        {".c.range=2026-01-01,2026-01-07\n.c.format=yyyy-MM-dd\n.c.interval=36\n"
         ".c.interval.unit=HOURS",
         5, "2026-01-01|2026-01-02|2026-01-04|2026-01-05|2026-01-07"},
        {".c.range=2026-01,2026-05\n.c.format=yyyy-MM\n.c.interval=40\n.c.interval.unit=DAYS", 4,
         "2026-01|2026-02|2026-03|2026-05"},
        /* One value; and a range that begins in the future. */
        {".c.range=2026-01-01,2026-01-01\n.c.format=yyyy-MM-dd", 1, "2026-01-01"},
        {".c.range=2030-01-01,NOW\n.c.format=yyyy-MM-dd", 0, ""},
        /* A step that leads out of all years. */
        {".c.range=2026-01-01,9999-12-31\n.c.format=yyyy-MM-dd\n.c.interval=999999999999999\n"
         ".c.interval.unit=YEARS",
         1, "2026-01-01"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char all[1024];
        snprintf(all, sizeof all, ".c.type=date\n%s", rows[i].properties);
        expect_values(*state, "c:string", all, rows[i].count, rows[i].values);
    }
}

/* Each message names the column, the property and the rule. */
static void says_what_is_wrong(void **state)
{
    static const struct {
        const char *keys, *properties, *words[3];
    } rows[] = {
        {"a:string,b:string,c:int", ".b.type=enum\n.b.values=x", {"[a, c]", "missing projection"}},
        {"c:string", ".c.type=list", {"column 'c'", "projection.c.type \"list\"", "injected"}},
        {"c:string", ".c.type=enum", {"column 'c'", "projection.c.values is missing"}},
        {"c:string", ".c.type=enum\n.c.values=,,", {"projection.c.values", "list the values"}},
        {"c:int", ".c.type=enum\n.c.values=1,two", {"projection.c.values", "\"two\"", "type int"}},
        {"c:int", ".c.type=integer", {"projection.c.range is missing", "separated by a comma"}},
        {"c:int", ".c.type=integer\n.c.range=1", {"projection.c.range \"1\"", "comma"}},
        {"c:int", ".c.type=integer\n.c.range=1,2,3", {"projection.c.range", "comma"}},
        {"c:int", ".c.type=integer\n.c.range=1,x", {"projection.c.range", "integers"}},
        {"c:int", ".c.type=integer\n.c.range=1,9223372036854775808", {"range", "64 bits"}},
        {"c:int", ".c.type=integer\n.c.range=3,1", {"range", "greater than the last"}},
        {"c:int", ".c.type=integer\n.c.range=1,3\n.c.interval=0", {"interval \"0\"", "positive"}},
        {"c:int", ".c.type=integer\n.c.range=1,3\n.c.interval=-1", {"interval", "positive"}},
        {"c:int", ".c.type=integer\n.c.range=1,3\n.c.digits=two", {"digits", "positive"}},
        {"c:int", ".c.type=integer\n.c.range=1,3\n.c.digits=1000", {"digits", "at most 255"}},
        {"c:date", ".c.type=integer\n.c.range=1,3", {"range", "\"1\"", "type date"}},
        {"c:string", ".c.type=date\n.c.range=2026-01-01,NOW", {"projection.c.format is missing"}},
        {"c:string", ".c.type=date\n.c.format=yyyy-MM-dd", {"projection.c.range is missing"}},
        {"c:string", ".c.type=date\n.c.format=YYYY\n.c.range=1,2", {"format \"YYYY\"", "letter Y"}},
        {"c:string",
         ".c.type=date\n.c.format=yyyy-MM-dd\n.c.range=2026/01/01,NOW",
         {"\"2026/01/01\"", "yyyy-MM-dd"}},
        {"c:string", ".c.type=date\n.c.format=yyyy\n.c.range=2026,now", {"\"now\"", "NOW-3YEARS"}},
        {"c:string", ".c.type=date\n.c.format=yyyy\n.c.range=2026,NOW+1MILLISECONDS", {"neither"}},
        {"c:string", ".c.type=date\n.c.format=yyyy\n.c.range=2026,NOW+DAY", {"neither"}},
        {"c:string",
         ".c.type=date\n.c.format=yyyy\n.c.range=2026,NOW+9999YEARS",
         {"leads to a year"}},
        {"c:string",
         ".c.type=date\n.c.format=yyMMdd\n.c.range=260101,NOW+90YEARS",
         {"cannot tell"}},
        {"c:string",
         ".c.type=date\n.c.format=yyyy-MM-dd\n.c.range=2026-01-02,2026-01-01",
         {"projection.c.range", "later than the last"}},
        {"c:string",
         ".c.type=date\n.c.format=yyyy-MM-dd\n.c.range=NOW,NOW-1DAY",
         {"projection.c.range", "later than the last"}},
        {"c:string",
         ".c.type=date\n.c.format=yyyy\n.c.range=2024,2026",
         {"projection.c.interval is missing", "default"}},
        {"c:string",
         ".c.type=date\n.c.format=yyyy-MM-dd-HH\n.c.range=NOW-1DAY,NOW\n.c.interval=1",
         {"projection.c.interval.unit is missing"}},
        {"c:string",
         ".c.type=date\n.c.format=yyyy\n.c.range=2024,2026\n.c.interval=1\n.c.interval.unit="
         "DECADES",
         {"interval.unit \"DECADES\"", "MILLISECONDS"}},
        {"c:string",
         ".c.type=date\n.c.format=yyyy-MM\n.c.range=2024-01,2026-01\n.c.interval=30\n"
         ".c.interval.unit=DAYS",
         {"projection.c.format", "30 DAYS", "twice"}},
        {"c:date",
         ".c.type=date\n.c.format=yyyyMMdd\n.c.range=20240101,20260101",
         {"projection.c.format", "\"20240101\"", "type date"}},
        {"c:int", ".c.type=injected", {"projection.c.type", "string", "int"}},
        {"a:string,b:string",
         ".a.type=injected\n.b.type=injected\nstorage.location.template=s3://x/${a}/",
         {"storage.location.template", "placeholder", "'b'"}},
        {"a:string",
         ".a.type=injected\nstorage.location.template=s3://x/${a}/${z}/",
         {"storage.location.template", "'z'"}},
        {"a:string", "projection.enabled=maybe", {"projection.enabled", "true or false"}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct projection_table t = projection_fixture(*state, rows[i].keys, rows[i].properties);
        struct text said = projection_check(&t, *state);
        if (!said.p)
            fail_msg("%s is taken", rows[i].properties);
        for (size_t j = 0; j < 3 && rows[i].words[j]; j++)
            if (!strstr(said.p, rows[i].words[j]))
                fail_msg("%s: %s", rows[i].properties, said.p);
    }
}

static const char *location_of(struct arena *a, const char *keys, const char *properties,
                               const char *one, const char *two)
{
    struct projection p = read_rules(a, keys, properties);
    const struct text values[] = {text_of(one), text_of(two)};
    struct buf out;
    buf_init(&out, 4096);
    projection_put_location(&p, values, &out);
    struct text text = arena_copy(a, buf_text(&out));
    buf_release(&out);
    return text.p;
}

/* Locations: the template of the guide, a column named twice, and the default with Hive's escapes.
 */
static void locations(void **state)
{
    const char *rules = ".a.type=injected\n.b.type=injected\n";
    static const struct {
        const char *template, *one, *two, *location;
    } rows[] = {
        {"s3://bucket/table_root/a=${a}/${b}/some_static_subdirectory/", "1", "2",
         "s3://bucket/table_root/a=1/2/some_static_subdirectory/"},
        {"s3://b/c=${b}/${a}/s/${b}/${a}/${a}/", "x", "y", "s3://b/c=y/x/s/y/x/x/"},
        {"s3://bucket/prefix/${A}/${b}", "2021/01/01", "h", "s3://bucket/prefix/2021/01/01/h"},
        {"s3://b/${a}/${b}/", "$1", "\\\\", "s3://b/$1/\\\\/"},
        {"s3://b/$/${a}{}/${b}/$", "1", "2", "s3://b/$/1{}/2/$"},
        {NULL, "1", "a b/c:d%e", "s3://lake/t/a=1/b=a b%2Fc%3Ad%25e/"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char all[512];
        snprintf(all, sizeof all, "%s%s%s", rules,
                 rows[i].template ? "storage.location.template=" : "",
                 rows[i].template ? rows[i].template : "");
        assert_string_equal(location_of(*state, "a:string,b:string", all, rows[i].one, rows[i].two),
                            rows[i].location);
    }
}

/* Where the reference lists a difference between Athena's and Trino's reading, this is ours. */
static void where_athena_and_trino_differ(void **state)
{
    struct arena *a = *state;
    /* Enum: white space is part of the value, as in Athena; Trino trims. */
    expect_values(a, "c:string", ".c.type=enum\n.c.values=a, b", 2, " b|a");
    /* Enum: empty items are left out, as in Trino; Athena's guide says nothing of them. */
    expect_values(a, "c:string", ".c.type=enum\n.c.values=a,,b,", 2, "a|b");
    /* Enum: a column of any type, as in Athena; Trino wants varchar. */
    expect_values(a, "c:int", ".c.type=enum\n.c.values=10,9", 2, "9|10");
    /* Integer: 64 bits, as in Athena; Trino has 32. */
    expect_values(a, "c:bigint", ".c.type=integer\n.c.range=9999999998,9999999999", 2,
                  "9999999998|9999999999");
    /* Integer: a column of any type that holds the numbers, as in Athena; Trino wants varchar, int,
     * bigint. */
    expect_values(a, "c:smallint", ".c.type=integer\n.c.range=1,2", 2, "1|2");
    /* Integer: bounds are trimmed in both. */
    expect_values(a, "c:int", ".c.type=integer\n.c.range= 1 , 2 ", 2, "1|2");
    /* Date: a column of any type that holds the texts, as in Athena; Trino wants varchar, date or
     * timestamp. */
    expect_values(a, "c:int", ".c.type=date\n.c.format=yyyyMMdd\n.c.range=20260101,20260102", 2,
                  "20260101|20260102");
    /* Date: blanks are part of a bound, as in Athena, where Trino trims them. */
    struct projection_table t = projection_fixture(
        a, "c:string", ".c.type=date\n.c.format=yyyy-MM-dd\n.c.range=2026-01-01, 2026-01-02");
    assert_non_null(strstr(projection_check(&t, a).p, "blanks belong to it"));
    /* Date: units of years, months, weeks, as in Athena; Trino has days to seconds. */
    expect_values(a, "c:string",
                  ".c.type=date\n.c.format=yyyy-MM-dd\n.c.range=2026-01-01,2026-01-15\n"
                  ".c.interval=1\n.c.interval.unit=WEEKS",
                  3, "2026-01-01|2026-01-08|2026-01-15");
    /* Date: NOW with years, months and weeks, as in Athena; Trino has days to seconds. */
    expect_values(a, "c:string", ".c.type=date\n.c.format=yyyy-MM\n.c.range=NOW-1MONTH,NOW", 2,
                  "2026-10|2026-11");
    /* Date: equal bounds are one value, as in Athena; Trino wants the first strictly before. */
    expect_values(a, "c:string", ".c.type=date\n.c.format=yyyy-MM-dd\n.c.range=NOW,NOW", 1,
                  "2026-11-21");
    /* Date: a month's default unit is MONTHS and works, as in Athena; Trino computes and refuses
     * it.
     */
    expect_values(a, "c:string", ".c.type=date\n.c.format=yyyyMM\n.c.range=202601,202602", 2,
                  "202601|202602");
    /* Date: formats without a day work, as in Athena; Trino cannot obtain a LocalDateTime. */
    expect_values(a, "c:string",
                  ".c.type=date\n.c.format=yyyy\n.c.range=2025,2026\n.c.interval=1\n"
                  ".c.interval.unit=YEARS",
                  2, "2025|2026");
    /* Date: bounds lose what the format does not tell before stepping, as in both. */
    expect_values(a, "c:string",
                  ".c.type=date\n.c.format=yyyy-MM-dd\n.c.range=NOW-1DAY,NOW\n.c.interval=24\n"
                  ".c.interval.unit=HOURS",
                  2, "2026-11-20|2026-11-21");
    /* Injected: string columns alone, as in Athena; Trino takes any type. */
    t = projection_fixture(a, "c:bigint", ".c.type=injected");
    assert_non_null(projection_check(&t, a).p);
    /* Template: values stand as they are; in the default location they are escaped; $ and \ have no
     * meaning in them, where Trino's replacement stumbles. */
    assert_string_equal(location_of(a, "c:string",
                                    ".c.type=injected\nstorage.location.template=s3://b/${c}/",
                                    "a:$0\\", ""),
                        "s3://b/a:$0\\/");
    assert_string_equal(location_of(a, "c:string", ".c.type=injected", "a:$0\\", ""),
                        "s3://lake/t/c=a%3A$0%5C/");
}

/* Texts that are near a value are no value: point lookups agree with the list. */
static void finds_exactly(void **state)
{
    static const struct {
        const char *key, *properties, *value;
    } rows[] = {
        {"c:int", ".c.type=integer\n.c.range=0,23\n.c.digits=2", "1"},
        {"c:int", ".c.type=integer\n.c.range=0,23\n.c.digits=2", "001"},
        {"c:int", ".c.type=integer\n.c.range=0,23\n.c.digits=2", "24"},
        {"c:int", ".c.type=integer\n.c.range=0,23\n.c.digits=2", "-1"},
        {"c:int", ".c.type=integer\n.c.range=0,23\n.c.digits=2", ""},
        {"c:int", ".c.type=integer\n.c.range=1,9\n.c.interval=2", "2"},
        {"c:string", ".c.type=enum\n.c.values=a,b", "A"},
        {"c:string", ".c.type=enum\n.c.values=a,b", ""},
        {"c:string", ".c.type=date\n.c.format=yyyy-MM-dd\n.c.range=2026-06-01,2026-07-31",
         "2026-06-31"},
        {"c:string", ".c.type=date\n.c.format=yyyy-M-d\n.c.range=2026-6-1,2026-7-31", "2026-06-1"},
        {"c:string", ".c.type=date\n.c.format=yyyy-MM-dd\n.c.range=2026-06-01,2026-07-31",
         "2026-08-01"},
        {"c:string", ".c.type=date\n.c.format=yyyy-MM-dd\n.c.range=2026-06-01,2026-07-31",
         "2026-05-31"},
        {"c:string",
         ".c.type=date\n.c.format=yyyy-MM-dd\n.c.range=2026-06-01,2026-07-31\n.c.interval=2",
         "2026-06-02"},
        {"c:string", ".c.type=injected", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct projection p = read_rules(*state, rows[i].key, rows[i].properties);
        struct text value = text_of(rows[i].value);
        assert_false(projection_has(&p, &value));
    }
}

/* What switches projection on and off. */
static void switches(void **state)
{
    static const struct {
        const char *keys, *properties;
        bool is_enabled, is_served, wants_existing;
    } rows[] = {
        {"c:string", "", true, true, false},
        {"c:string", "projection.enabled= TRUE ", true, true, false},
        {"c:string", "projection.enabled=false", false, false, false},
        {"c:string", "projection.enabled=yes", false, false, false},
        {"", "", false, false, false},
        {"c:string", "propolis.projection.serve=False", true, false, false},
        {"c:string", "propolis.projection.serve=true\npropolis.projection.exists=true", true, true,
         true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct projection_table t = projection_fixture(*state, rows[i].keys, rows[i].properties);
        assert_int_equal(projection_is_enabled(&t), rows[i].is_enabled);
        assert_int_equal(projection_is_served(&t), rows[i].is_served);
        assert_int_equal(projection_wants_existing(&t), rows[i].wants_existing);
    }
}

/* Values keep their numbers when NOW moves the range, so shares stay disjoint. */
static void numbers_stay(void **state)
{
    struct projection_table t = projection_fixture(
        *state, "c:string",
        ".c.type=date\n.c.format=yyyy-MM-dd-HH\n.c.range=NOW-2DAYS,NOW\n.c.interval=1\n"
        ".c.interval.unit=HOURS");
    struct projection now, later;
    struct err err = {0};
    uint64_t i, j;
    assert_int_equal(projection_read(&t, fixture_now_ms, *state, &now, &err), 0);
    assert_int_equal(projection_read(&t, fixture_now_ms + 7 * 3600000, *state, &later, &err), 0);
    assert_true(projection_column_find(now.columns, TEXT("2026-11-21-00"), &i));
    assert_true(projection_column_find(later.columns, TEXT("2026-11-21-00"), &j));
    assert_int_equal(i, j + 7);
    assert_int_equal(projection_column_number(now.columns, i),
                     projection_column_number(later.columns, j));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(athenas_guide, set_up, tear_down),
        cmocka_unit_test_setup_teardown(dates, set_up, tear_down),
        cmocka_unit_test_setup_teardown(says_what_is_wrong, set_up, tear_down),
        cmocka_unit_test_setup_teardown(locations, set_up, tear_down),
        cmocka_unit_test_setup_teardown(where_athena_and_trino_differ, set_up, tear_down),
        cmocka_unit_test_setup_teardown(finds_exactly, set_up, tear_down),
        cmocka_unit_test_setup_teardown(switches, set_up, tear_down),
        cmocka_unit_test_setup_teardown(numbers_stay, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
