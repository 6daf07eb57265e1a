/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "crawler/parquet_footer.h"
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

/* Proves the map of every scalar type that Arrow writes to Hive's, and that names keep their
 * characters, because Parquet is read by name. */
static void maps_scalars(void **state)
{
    struct arena *a = *state;
    struct finding f = examine(a, "t/scalars.parquet", corpus(a, "scalars.parquet"), NULL);
    assert_string_equal(
        columns_of(a, &f),
        "flag boolean,i8 tinyint,i16 smallint,i32 int,i64 bigint,u8 smallint,u16 int,u32 bigint,"
        "u64 decimal(20,0),f16 binary,f32 float,f64 double,text string,bytes binary,fixed binary,"
        "day date,millis timestamp,micros timestamp,nanos timestamp,zoned timestamp,time_ms int,"
        "time_us bigint,small_decimal decimal(9,2),large_decimal decimal(38,10),"
        "huge_decimal binary,nothing string,mixed case string");
    assert_int_equal(f.schema->records, 3);
    assert_true(f.schema->records_exact);
    assert_int_equal(f.schema->notes_n, 1);
}

/* Proves the map of lists, maps and structs in one another, as today's writers shape them. */
static void maps_nested(void **state)
{
    struct arena *a = *state;
    struct finding f = examine(a, "nested.parquet", corpus(a, "nested.parquet"), NULL);
    assert_string_equal(columns_of(a, &f),
                        "id bigint,tags array<string>,matrix array<array<int>>,"
                        "place struct<lat:double,lon:double>,"
                        "lines array<struct<sku:string,n:int,codes:array<smallint>>>,"
                        "labels map<string,bigint>,"
                        "deep map<string,array<struct<m:map<int,date>>>>");
}

/* Proves the shapes of old writers: lists of two levels in all their forms, old maps, a repeated
 * field without a list, INT96, annotations of the older kind. */
static void maps_legacy_shapes(void **state)
{
    struct arena *a = *state;
    struct finding f = examine(a, "legacy.parquet", corpus(a, "legacy.parquet"), NULL);
    assert_string_equal(columns_of(a, &f),
                        "bare_list array<int>,tuple_list array<struct<a:bigint>>,"
                        "array_list array<struct<a:bigint>>,pair_list array<struct<x:int,y:int>>,"
                        "hive_list array<string>,old_map map<string,int>,protobuf array<int>,"
                        "impala_time timestamp,price decimal(9,2),unsigned bigint");
    assert_int_equal(f.schema->records, 42);
}

/* Proves what a table over Parquet states. */
static void describes_the_table(void **state)
{
    struct arena *a = *state;
    struct finding f = examine(a, "nested.parquet", corpus(a, "nested.parquet"), NULL);
    assert_string_equal(parameter_of(a, &f, "library"),
                        "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe");
    assert_string_equal(parameter_of(a, &f, "serialization.format"), "1");
    assert_string_equal(parameter_of(a, &f, "classification"), "parquet");
    assert_string_equal(parameter_of(a, &f, "compressionType"), "none");
    assert_string_equal(parameter_of(a, &f, "typeOfData"), "file");
    assert_string_equal(parameter_of(a, &f, "recordCount"), "2");
}

/* Proves that a file whose name says nothing is found by its first bytes, and that one read is
 * enough where the name says it. */
static void reads_little(void **state)
{
    struct arena *a = *state;
    int reads;
    examine(a, "part-0001.PARQUET", corpus(a, "nested.parquet"), &reads);
    assert_int_equal(reads, 1);
    struct finding f = examine(a, "part-0001", corpus(a, "nested.parquet"), &reads);
    assert_int_equal(f.kind, FINDING_SCHEMA);
    assert_int_equal(reads, 2);
}

/* Proves that a footer longer than what was read is asked for by its exact size. */
static void asks_for_a_long_footer(void **state)
{
    struct arena *a = *state;
    struct text file = corpus(a, "nested.parquet");
    struct sample s = {
        .name = TEXT("x.parquet"), .file_bytes = file.n, .tail = {file.p + file.n - 100, 100}};
    struct finding f;
    format_examine(&s, a, &f);
    assert_int_equal(f.kind, FINDING_NEEDS);
    assert_true(f.tail_bytes > 100 && f.tail_bytes < file.n);
    s.tail = (struct text){file.p + file.n - f.tail_bytes, f.tail_bytes};
    format_examine(&s, a, &f);
    assert_int_equal(f.kind, FINDING_SCHEMA);
}

/* The bytes of the footer, without its length and magic. */
static struct text footer_of(struct text file)
{
    const unsigned char *end = (const unsigned char *)file.p + file.n - 8;
    size_t n = end[0] | (size_t)end[1] << 8 | (size_t)end[2] << 16;
    return (struct text){file.p + file.n - 8 - n, n};
}

/* A Parquet file with this footer and nothing else. */
static struct text file_around(struct arena *a, struct text footer)
{
    char *p = arena_alloc(a, footer.n + 12);
    memcpy(p, "PAR1", 4);
    memcpy(p + 4, footer.p, footer.n);
    for (int i = 0; i < 4; i++)
        p[4 + footer.n + i] = (char)(footer.n >> 8 * i & 0xFF);
    memcpy(p + 8 + footer.n, "PAR1", 4);
    return (struct text){p, footer.n + 12};
}

/* Proves that each prefix of each footer is refused with a reason, and none is read beyond. */
static void refuses_every_truncation(void **state)
{
    static const char *const names[] = {"scalars.parquet", "nested.parquet", "legacy.parquet"};
    for (size_t i = 0; i < COUNT(names); i++) {
        struct text footer = footer_of(corpus(*state, names[i]));
        for (size_t n = 0; n < footer.n; n++) {
            struct text file = file_around(*state, (struct text){footer.p, n});
            struct finding f = examine(*state, "x.parquet", file, NULL);
            assert_int_equal(f.kind, FINDING_REFUSED);
            assert_non_null(strstr(reason_of(*state, &f), "corrupt"));
        }
    }
}

/* Proves that a file that is cut off anywhere is refused. */
static void refuses_cut_files(void **state)
{
    struct text file = corpus(*state, "nested.parquet");
    for (size_t n = 0; n < file.n; n++) {
        struct finding f = examine(*state, "x.parquet", (struct text){file.p, n}, NULL);
        assert_int_equal(f.kind, FINDING_REFUSED);
    }
}

/* Proves that any one flipped bit gives a schema or a reason, never a crash. */
static void survives_flipped_bits(void **state)
{
    struct text footer = footer_of(corpus(*state, "legacy.parquet"));
    for (size_t bit = 0; bit < footer.n * 8; bit++) {
        struct arena a;
        arena_init(&a, 64 << 20, NULL);
        char *bent = (char *)arena_copy(&a, footer).p;
        bent[bit / 8] ^= (char)(1 << bit % 8);
        struct finding f =
            examine(&a, "x.parquet", file_around(&a, (struct text){bent, footer.n}), NULL);
        assert_true(f.kind == FINDING_SCHEMA || f.reason.n > 0);
        arena_release(&a);
    }
}

static const char *refusal(struct arena *a, const char *tail, size_t n)
{
    struct finding f = examine(a, "x.parquet", (struct text){tail, n}, NULL);
    return reason_of(a, &f);
}

/* Proves the reasons for files that are no Parquet although their name says so. */
static void gives_reasons(void **state)
{
    struct arena *a = *state;
    assert_string_equal(refusal(a, "", 0), "it is empty");
    assert_string_equal(refusal(a, "PAR1", 4), "it is too short for a Parquet file");
    assert_string_equal(refusal(a, "PAR1\xff\xff\xff\xffPAR1", 12),
                        "its Parquet footer of 4294967295 bytes is larger than the file");
    assert_string_equal(refusal(a, "PAR1\0\0\0\0PARE", 12),
                        "it is Parquet with an encrypted footer");
    assert_string_equal(refusal(a, "PAR1 and then nothing of the kind", 33),
                        "it does not end as a Parquet file does; it may be cut off");
    assert_non_null(strstr(refusal(a, "PAR1\0\0\0\0PAR1", 12), "corrupt: the data ends"));
}

/* A footer of `levels` groups in one another around an int32. */
static struct text deep_footer(struct arena *a, size_t levels)
{
    static const struct text group = TEXT_INIT("\x48\x01g\x15\x02\x00");
    static const struct text leaf = TEXT_INIT("\x15\x02\x38\x01x\x00");
    struct buf b;
    buf_init(&b, 1 << 20);
    size_t n = levels + 1;
    buf_put(&b, TEXT("\x15\x02\x19\xfc"));
    for (size_t rest = n;; rest >>= 7) {
        buf_put_char(&b, (char)(rest > 127 ? (rest & 127) | 128 : rest));
        if (rest <= 127)
            break;
    }
    for (size_t i = 0; i < levels; i++)
        buf_put(&b, group);
    buf_put(&b, leaf);
    buf_put(&b, TEXT("\x16\x02\x00"));
    struct text footer = arena_copy(a, buf_text(&b));
    buf_release(&b);
    return footer;
}

/* Proves that nesting up to the limit is read and ten thousand levels are refused. */
static void bounds_depth(void **state)
{
    struct arena *a = *state;
    struct finding f = examine(a, "x.parquet", file_around(a, deep_footer(a, 3)), NULL);
    assert_string_equal(columns_of(a, &f), "g struct<g:struct<x:int>>");
    f = examine(a, "x.parquet", file_around(a, deep_footer(a, 10000)), NULL);
    assert_non_null(strstr(reason_of(a, &f), "nested more than"));
}

/* Proves that counts of children that do not add up are found before they are followed. */
static void checks_the_tree(void **state)
{
    static const struct text lies[] = {
        TEXT_INIT("\x15\x02\x19\x0c\x16\x02\x00"),
        TEXT_INIT("\x15\x02\x19\x1c\x48\x01g\x15\x04\x00\x16\x02\x00"),
        TEXT_INIT("\x15\x02\x19\x2c\x48\x01g\x00\x48\x01h\x00\x16\x02\x00"),
        TEXT_INIT("\x15\x02\x19\x1c\x48\x01g\x15\xfe\xff\xff\xff\x0f\x00\x16\x02\x00"),
        TEXT_INIT("\x15\x02\x00"),
    };
    for (size_t i = 0; i < COUNT(lies); i++) {
        struct finding f = examine(*state, "x.parquet", file_around(*state, lies[i]), NULL);
        assert_non_null(strstr(reason_of(*state, &f), "footer is corrupt"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(maps_scalars),
        cmocka_unit_test(maps_nested),
        cmocka_unit_test(maps_legacy_shapes),
        cmocka_unit_test(describes_the_table),
        cmocka_unit_test(reads_little),
        cmocka_unit_test(asks_for_a_long_footer),
        cmocka_unit_test(refuses_every_truncation),
        cmocka_unit_test(refuses_cut_files),
        cmocka_unit_test(survives_flipped_bits),
        cmocka_unit_test(gives_reasons),
        cmocka_unit_test(bounds_depth),
        cmocka_unit_test(checks_the_tree),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
