/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lake/s3_endpoint.h"

static const struct {
    const char *endpoint;
    bool path_style;
    const char *location, *region, *scheme, *host, *path;
} ROWS[] = {
    {NULL, false, "s3://lake/a b/k=v", "eu-west-1", "https", "lake.s3.eu-west-1.amazonaws.com",
     "/a%20b/k%3Dv"},
    {NULL, false, "s3://lake", "cn-north-1", "https", "lake.s3.cn-north-1.amazonaws.com.cn", "/"},
    {NULL, true, "s3://lake/x", "us-east-1", "https", "s3.us-east-1.amazonaws.com", "/lake/x"},
    {NULL, true, "s3://lake", "us-east-1", "https", "s3.us-east-1.amazonaws.com", "/lake"},
    {NULL, false, "s3://my.lake/x", "us-east-1", "https", "s3.us-east-1.amazonaws.com",
     "/my.lake/x"},
    {NULL, false, "s3://Old_Lake/x", "us-east-1", "https", "s3.us-east-1.amazonaws.com",
     "/Old_Lake/x"},
    {NULL, false, "s3://lake//a/../b/", "us-east-1", "https", "lake.s3.us-east-1.amazonaws.com",
     "//a/../b/"},
    {"http://127.0.0.1:9000", true, "s3://lake/x", "r", "http", "127.0.0.1:9000", "/lake/x"},
    {"http://127.0.0.1:9000/", false, "s3://lake/x", "r", "http", "lake.127.0.0.1:9000", "/x"},
    {"http://host:80", true, "s3://lake/x", "r", "http", "host", "/lake/x"},
    {"https://host:443/base/", true, "s3://lake/x", "r", "https", "host", "/base/lake/x"},
    {"https://host:80", true, "s3://lake/x", "r", "https", "host:80", "/lake/x"},
    {"http://[::1]:9000", true, "s3://lake/x", "r", "http", "[::1]:9000", "/lake/x"},
};

static void addresses(void **state)
{
    /* Host style for AWS, path style where it is asked for or the bucket's name fits no host; keys
     * encoded once and never normalised; default ports left out, as the Host header does. */
    (void)state;
    for (size_t i = 0; i < COUNT(ROWS); i++) {
        struct s3_endpoint endpoint;
        struct location location;
        struct arena arena;
        struct err e = {0};
        arena_init(&arena, 1 << 20, NULL);
        assert_int_equal(s3_endpoint_decode(&endpoint, ROWS[i].endpoint, &arena, &e), 0);
        endpoint.path_style = ROWS[i].path_style;
        assert_int_equal(location_decode(&location, text_of(ROWS[i].location), &e), 0);
        struct s3_address address =
            s3_address_of(&endpoint, &location, location.key, text_of(ROWS[i].region), &arena);
        if (!text_is(address.scheme, ROWS[i].scheme) || !text_is(address.host, ROWS[i].host) ||
            !text_is(address.path, ROWS[i].path))
            fail_msg("%zu: %.*s://%.*s%.*s", i, TEXT_ARG(address.scheme), TEXT_ARG(address.host),
                     TEXT_ARG(address.path));
        arena_release(&arena);
    }
}

static void regions(void **state)
{
    /* What cannot stand in a host name is no region. */
    (void)state;
    static const char *const bad[] = {
        "",    "EU",  "eu west",
        "a.b", "a/b", "a@b",
        "a:1", "a\n", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
    assert_true(s3_is_region(TEXT("us-east-1")));
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(s3_is_region(text_of(bad[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(addresses), cmocka_unit_test(regions)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
