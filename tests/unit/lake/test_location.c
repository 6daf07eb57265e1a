/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "lake/location.h"

static const struct {
    const char *text, *bucket, *key, *again;
} GOOD[] = {
    {"s3://bucket", "bucket", "", "s3://bucket/"},
    {"s3://bucket/", "bucket", "", "s3://bucket/"},
    {"s3://my.bucket-1/a/b=c/", "my.bucket-1", "a/b=c/", "s3://my.bucket-1/a/b=c/"},
    {"s3a://Old_Bucket/a", "Old_Bucket", "a", "s3://Old_Bucket/a"},
    {"s3n://abc//a//../b", "abc", "/a//../b", "s3://abc//a//../b"},
    {"s3://abc/k=v/a b+c%20/\xc3\xbc", "abc", "k=v/a b+c%20/\xc3\xbc",
     "s3://abc/k=v/a b+c%20/\xc3\xbc"},
    {"file:///", "", "", "file:///"},
    {"file:///data/lake/", "", "data/lake/", "file:///data/lake/"},
    {"file:///data/..hidden/x..", "", "data/..hidden/x..", "file:///data/..hidden/x.."},
};

static void round_trip(void **state)
{
    /* Locations of both stores are taken apart and put together again; odd keys of S3 stay as they
     * are. */
    (void)state;
    struct buf out;
    buf_init(&out, 1000);
    for (size_t i = 0; i < COUNT(GOOD); i++) {
        struct location l;
        struct err e = {0};
        if (location_decode(&l, text_of(GOOD[i].text), &e) < 0)
            fail_msg("%s: %s", GOOD[i].text, e.text);
        assert_true(text_is(l.bucket, GOOD[i].bucket));
        assert_true(text_is(l.key, GOOD[i].key));
        location_encode(&l, &out);
        assert_true(text_is(buf_text(&out), GOOD[i].again));
        buf_clear(&out);
    }
    buf_release(&out);
}

static void refusals(void **state)
{
    /* Other schemes, hosts in file locations, bad bucket names and paths that climb are refused
     * with VALIDATION. */
    (void)state;
    static const char *const bad[] = {
        "",
        "bucket/key",
        "s3:/bucket",
        "S3://bucket/",
        "http://bucket/",
        "hdfs://x/",
        "file://",
        "file://host/x",
        "file:/x",
        "s3://",
        "s3:///key",
        "s3://ab/",
        "s3://a b/",
        "s3://.bucket/",
        "s3://bucket./",
        "s3://bu..cket/",
        "s3://-bucket/",
        "s3://bucket-/",
        "s3://a@bc/",
        "s3://abc:80/",
        "s3://b%63c/",
        "s3://bu\xc3\xbc/",
        "file:///../etc",
        "file:///.",
        "file:///a/./b",
        "file:///a/../b",
        "file:////a",
        "file:///a//b",
        "file:///a/..",
        "s3://abc/\xff",
        "s3://abc/\xed\xa0\x80",
        "s3://0123456789012345678901234567890123456789012345678901234567890123/",
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct location l;
        struct err e = {0};
        if (location_decode(&l, text_of(bad[i]), &e) == 0)
            fail_msg("'%s' was taken", bad[i]);
        assert_int_equal(e.code, ERR_VALIDATION);
    }
}

static void key_length(void **state)
{
    /* A key of exactly the limit passes, one byte more does not; a NUL inside is refused. */
    (void)state;
    static char text[LIMIT_OBJECT_KEY_BYTES + 20];
    struct location l;
    struct err e = {0};
    memset(text, 'x', sizeof text);
    memcpy(text, "s3://abc/", 9);
    assert_int_equal(location_decode(&l, (struct text){text, 9 + LIMIT_OBJECT_KEY_BYTES}, &e), 0);
    assert_int_equal(l.key.n, LIMIT_OBJECT_KEY_BYTES);
    assert_int_equal(location_decode(&l, (struct text){text, 10 + LIMIT_OBJECT_KEY_BYTES}, &e), -1);
    assert_int_equal(location_decode(&l, TEXT("s3://abc/a\0b"), &e), -1);
}

static void names(void **state)
{
    /* The name of an object or folder is its last part. */
    (void)state;
    assert_true(text_is(location_name(TEXT("a/b/c")), "c"));
    assert_true(text_is(location_name(TEXT("a/b/c/")), "c"));
    assert_true(text_is(location_name(TEXT("c")), "c"));
    assert_true(text_is(location_name(TEXT("")), ""));
    assert_true(text_is(location_name(TEXT("/")), ""));
    assert_true(text_is(location_name(TEXT("a//")), ""));
    struct location l = {LOCATION_S3, TEXT("abc"), TEXT("a/")};
    assert_true(text_is(location_with_key(&l, TEXT("b")).key, "b"));
    assert_true(text_is(location_with_key(&l, TEXT("b")).bucket, "abc"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_trip),
        cmocka_unit_test(refusals),
        cmocka_unit_test(key_length),
        cmocka_unit_test(names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
