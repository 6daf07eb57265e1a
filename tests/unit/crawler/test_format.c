/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>

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

/* `t` as one gzip member. */
static struct text zip(struct arena *a, struct text t)
{
    z_stream z = {0};
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    size_t room = deflateBound(&z, t.n) + 32;
    char *out = arena_alloc(a, room);
    z.next_in = (Bytef *)t.p;
    z.avail_in = (uInt)t.n;
    z.next_out = (Bytef *)out;
    z.avail_out = (uInt)room;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    deflateEnd(&z);
    return (struct text){out, (size_t)((char *)z.next_out - out)};
}

static const char *refusal(struct arena *a, struct text file)
{
    struct finding f = examine(a, "x", file, NULL);
    return reason_of(a, &f);
}

/* Proves that files that are known and not read are refused by name. */
static void refuses_known_formats(void **state)
{
    struct arena *a = *state;
    char tar[512] = "name";
    memcpy(tar + 257, "ustar", 5);
    assert_non_null(strstr(refusal(a, TEXT("ORC\x01\x02")), "ORC file"));
    assert_non_null(strstr(refusal(a, TEXT("Obj\1\x02")), "Avro file"));
    assert_non_null(strstr(refusal(a, TEXT("PK\3\4zip")), "zip archive"));
    assert_non_null(strstr(refusal(a, TEXT("BZh91AY")), "bzip2"));
    assert_non_null(strstr(refusal(a, TEXT("\x28\xb5\x2f\xfd\0\0")), "zstd"));
    assert_non_null(strstr(refusal(a, (struct text){tar, sizeof tar}), "tar archive"));
    assert_non_null(strstr(refusal(a, zip(a, (struct text){tar, sizeof tar})),
                           "inside of gzip it is a tar archive"));
    assert_non_null(strstr(refusal(a, zip(a, TEXT("PAR1....PAR1"))), "inside of gzip"));
    assert_non_null(strstr(refusal(a, TEXT("\xff\xfe,\0a\0")), "UTF-16"));
    assert_non_null(strstr(refusal(a, TEXT("\xfe\xff\0,\0a")), "UTF-16"));
}

/* Proves that what is empty, blank or binary is refused as that. */
static void refuses_what_holds_nothing(void **state)
{
    struct arena *a = *state;
    assert_string_equal(refusal(a, TEXT("")), "it is empty");
    assert_string_equal(refusal(a, TEXT(" \n\r\n\t")), "it holds nothing but blanks");
    assert_string_equal(refusal(a, zip(a, TEXT(""))), "it holds nothing but blanks");
    assert_string_equal(refusal(a, TEXT("\x01\x02\x00\x7f\x80")),
                        "it is binary data of an unknown format");
    assert_string_equal(refusal(a, TEXT("\x02\x03\x04\x05\x06,\n")),
                        "it is binary data of an unknown format");
}

/* Proves that gzip around text is read, counted by its text and told in the table. */
static void reads_gzip(void **state)
{
    struct arena *a = *state;
    struct finding f = examine(a, "x.csv.gz", zip(a, TEXT("id,name\n1,x\n2,y\n")), NULL);
    assert_string_equal(columns_of(a, &f), "id bigint,name string");
    assert_string_equal(parameter_of(a, &f, "compressionType"), "gzip");
    assert_int_equal(f.schema->records, 2);
    assert_true(f.schema->records_exact);
    f = examine(a, "x", zip(a, TEXT("{\"a\":1}\n")), NULL);
    assert_string_equal(columns_of(a, &f), "a int");
}

static struct text many_lines(struct arena *a, int n)
{
    struct buf b;
    uint32_t seed = 1;
    buf_init(&b, 64 << 20);
    buf_put_string(&b, "id,name\n");
    for (int i = 0; i < n; i++) {
        seed = seed * 1664525u + 1013904223u;
        buf_printf(&b, "%d,%08x%08x\n", i + 1000000, seed, seed ^ 0x5a5a5a5a);
    }
    struct text t = arena_copy(a, buf_text(&b));
    buf_release(&b);
    return t;
}

/* Proves that the records of a large gzip file are estimated from how well it compresses. */
static void estimates_gzip_records(void **state)
{
    struct arena *a = *state;
    struct finding f = examine(a, "x.gz", zip(a, many_lines(a, 200000)), NULL);
    assert_string_equal(columns_of(a, &f), "id bigint,name string");
    assert_false(f.schema->records_exact);
    assert_in_range(f.schema->records, 180000, 220000);
}

/* Proves that a gzip file that is cut off gives what arrived and says so, and that one that is cut
 * before any text is refused. */
static void reads_cut_gzip(void **state)
{
    struct arena *a = *state;
    struct text file = zip(a, many_lines(a, 1000));
    struct finding f = examine(a, "x.gz", (struct text){file.p, file.n / 2}, NULL);
    assert_string_equal(columns_of(a, &f), "id bigint,name string");
    assert_non_null(strstr(f.schema->notes[0].p, "cut off"));
    assert_string_equal(refusal(a, (struct text){file.p, 12}),
                        "its gzip stream ends before any text");
}

/* Proves that damage and bombs are refused with a reason, within little memory. */
static void refuses_bad_gzip(void **state)
{
    struct arena *a = *state;
    char *bent = (char *)arena_copy(a, zip(a, TEXT("id,name\n1,x\n2,y\n"))).p;
    bent[12] ^= 0x55;
    assert_non_null(strstr(refusal(a, (struct text){bent, 36}), "gzip stream is corrupt at byte"));
    struct text bomb = zip(a, (struct text){arena_alloc(a, 200 << 20), 200 << 20});
    struct arena small;
    arena_init(&small, 16 << 20, NULL);
    assert_string_equal(refusal(&small, bomb), "its gzip stream grows more than 1000 times");
    assert_false(arena_over(&small));
    arena_release(&small);
}

/* Proves that a JSON record that is longer than the first text of a gzip file is inflated further,
 * without more of the file where that is here already. */
static void inflates_long_records(void **state)
{
    struct arena *a = *state;
    struct buf b;
    int reads;
    uint32_t seed = 1;
    buf_init(&b, 32 << 20);
    buf_put_string(&b, "{\"a\":\"");
    for (int i = 0; i < 3 << 20; i++) {
        seed = seed * 1664525u + 1013904223u;
        buf_put_char(&b, (char)('a' + (seed >> 24) % 3));
    }
    buf_put_string(&b, "\"}\n");
    struct finding f = examine(a, "x.gz", zip(a, buf_text(&b)), &reads);
    assert_string_equal(columns_of(a, &f), "a string");
    assert_int_equal(reads, 1);
    buf_release(&b);
}

/* Proves that an arena that is too small for the schema gives a refusal. */
static void respects_the_arena(void **state)
{
    struct arena small;
    struct buf b;
    arena_init(&small, 4096, NULL);
    buf_init(&b, 1 << 20);
    for (int i = 0; i < 5000; i++)
        buf_printf(&b, "{\"k%d\":1}\n", i);
    struct finding f = examine(&small, "x", buf_text(&b), NULL);
    assert_int_equal(f.kind, FINDING_REFUSED);
    assert_non_null(strstr(reason_of(*state, &f), "more memory"));
    arena_release(&small);
    buf_release(&b);
}

/* Proves that names are matched without regard to case and behind .gz. */
static void matches_names(void **state)
{
    (void)state;
    assert_true(sample_is_named(&(struct sample){.name = TEXT("a/B.CSV.gz")}, ".csv"));
    assert_true(sample_is_named(&(struct sample){.name = TEXT(".csv")}, ".csv"));
    assert_false(sample_is_named(&(struct sample){.name = TEXT("csv")}, ".csv"));
    assert_false(sample_is_named(&(struct sample){.name = TEXT("")}, ".csv"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_known_formats),
        cmocka_unit_test(refuses_what_holds_nothing),
        cmocka_unit_test(reads_gzip),
        cmocka_unit_test(estimates_gzip_records),
        cmocka_unit_test(reads_cut_gzip),
        cmocka_unit_test(refuses_bad_gzip),
        cmocka_unit_test(inflates_long_records),
        cmocka_unit_test(respects_the_arena),
        cmocka_unit_test(matches_names),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
