/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "server/http_guard.h"

#define H(NAME, VALUE)                                                                             \
    {                                                                                              \
        TEXT_INIT(NAME), TEXT_INIT(VALUE)                                                          \
    }

/* A head that is good but for what a test changes. */
static struct http_head head_of(const struct header *headers, size_t count)
{
    return (struct http_head){.method = TEXT("POST"),
                              .target = TEXT("/"),
                              .version = TEXT("HTTP/1.1"),
                              .headers = headers,
                              .headers_count = count};
}

static int status_of(const struct http_head *head)
{
    struct http_length length;
    const struct http_refusal *refusal = http_guard(head, &length);
    return refusal ? refusal->status : 200;
}

static const struct header host[] = {H("Host", "x")};

static void lengths(void **state)
{
    /* A good head tells its method and how its body is delimited. */
    (void)state;
    struct http_length length;
    const struct header sized[] = {H("host", "x"), H("CONTENT-LENGTH", "18446744073709551")};
    struct http_head head = head_of(sized, COUNT(sized));
    assert_null(http_guard(&head, &length));
    assert_int_equal(length.method, METHOD_POST);
    assert_true(length.content_bytes == UINT64_C(18446744073709551) && !length.is_chunked);
    const struct header chunked[] = {H("Host", "x"), H("Transfer-Encoding", "Chunked")};
    head = head_of(chunked, COUNT(chunked));
    assert_null(http_guard(&head, &length));
    assert_true(length.is_chunked && length.content_bytes == 0);
}

static void methods(void **state)
{
    /* Methods are exact words; all others are 501. */
    (void)state;
    static const struct {
        const char *name;
        int status;
    } rows[] = {{"GET", 200},     {"HEAD", 200},  {"POST", 200}, {"PUT", 200},     {"PATCH", 200},
                {"DELETE", 200},  {"get", 501},   {"", 501},     {"OPTIONS", 200}, {"TRACE", 200},
                {"CONNECT", 501}, {"POSTS", 501}, {"POS", 501}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct http_head head = head_of(host, 1);
        head.method = text_of(rows[i].name);
        assert_int_equal(status_of(&head), rows[i].status);
    }
}

static void targets(void **state)
{
    /* Targets are paths of printable ASCII, or whole addresses of them. */
    (void)state;
    static const struct {
        struct text target;
        int status;
    } rows[] = {
        {TEXT_INIT("/"), 200},
        {TEXT_INIT("/a%00?b=~"), 200},
        {TEXT_INIT(""), 400},
        {TEXT_INIT("*"), 400},
        {TEXT_INIT("a/"), 400},
        {TEXT_INIT("http://x/"), 200},
        {TEXT_INIT("/a b"), 400},
        {TEXT_INIT("/a\tb"), 400},
        {TEXT_INIT("/a\0b"), 400},
        {TEXT_INIT("/\x7f"), 400},
        {TEXT_INIT("/\x80"), 400},
        {TEXT_INIT("/a#b"), 400},
        {TEXT_INIT("http://x"), 200},
        {TEXT_INIT("HTTPS://[::1]:9/a?b"), 200},
        {TEXT_INIT("http://x?b"), 400},
        {TEXT_INIT("http:///a"), 400},
        {TEXT_INIT("http://u@x/"), 400},
        {TEXT_INIT("ftp://x/"), 400},
        {TEXT_INIT("http://"), 400},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct http_head head = head_of(host, 1);
        head.target = rows[i].target;
        assert_int_equal(status_of(&head), rows[i].status);
    }
}

static void versions(void **state)
{
    /* Two versions are spoken; the older one knows neither Host nor chunks. */
    (void)state;
    const struct header chunked[] = {H("Transfer-Encoding", "chunked")};
    struct http_head head = head_of(NULL, 0);
    assert_int_equal(status_of(&head), 400);
    head.version = TEXT("HTTP/1.0");
    assert_int_equal(status_of(&head), 200);
    head.version = TEXT("HTTP/1.2");
    assert_int_equal(status_of(&head), 505);
    head.version = TEXT("");
    assert_int_equal(status_of(&head), 505);
    head = head_of(chunked, 1);
    head.version = TEXT("HTTP/1.0");
    assert_int_equal(status_of(&head), 400);
}

static void headers(void **state)
{
    /* Each header that could be read in two ways is refused. */
    (void)state;
    static const struct {
        struct header header;
        int status;
    } rows[] = {
        {H("X", "a\tb \xe9"), 200},
        {H("!#$%&'*+-.^_`|~09azAZ", ""), 200},
        {H("", "x"), 400},
        {H("X ", "x"), 400},
        {H("X:", "x"), 400},
        {H("X\0", "x"), 400},
        {H("\xe9", "x"), 400},
        {H("X", "a\0b"), 400},
        {H("X", "a\rb"), 400},
        {H("X", "a\x7f"), 400},
        {H("hOsT", "y"), 400},
        {H("Content-Length", ""), 400},
        {H("Content-Length", "-1"), 400},
        {H("Content-Length", "+1"), 400},
        {H("Content-Length", " 1"), 400},
        {H("Content-Length", "1 "), 400},
        {H("Content-Length", "0x1"), 400},
        {H("Content-Length", "18446744073709551616"), 400},
        {H("Transfer-Encoding", "chunked "), 501},
        {H("Transfer-Encoding", "identity"), 501},
        {H("Transfer-Encoding", "gzip, chunked"), 501},
        {H("Transfer-Encoding", ""), 501},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct header both[] = {H("Host", "x"), rows[i].header};
        struct http_head head = head_of(both, 2);
        if (status_of(&head) != rows[i].status)
            fail_msg("%.*s: %.*s is %d", TEXT_ARG(rows[i].header.name),
                     TEXT_ARG(rows[i].header.value), status_of(&head));
    }
}

static void framing(void **state)
{
    /* The length of a body is told once, in one way. */
    (void)state;
    static const struct header pairs[][3] = {
        {H("Host", "x"), H("Content-Length", "3"), H("Content-Length", "3")},
        {H("Host", "x"), H("Content-Length", "3"), H("content-length", "4")},
        {H("Host", "x"), H("Content-Length", "3"), H("Transfer-Encoding", "chunked")},
        {H("Host", "x"), H("Transfer-Encoding", "chunked"), H("Transfer-Encoding", "chunked")},
    };
    for (size_t i = 0; i < COUNT(pairs); i++) {
        struct http_head head = head_of(pairs[i], 3);
        assert_int_equal(status_of(&head), 400);
    }
}

static void marks(void **state)
{
    /* What the listener saw while it collected the head counts too. */
    (void)state;
    struct http_head head = head_of(host, 1);
    head.headers_cut = true;
    assert_int_equal(status_of(&head), 431);
    head.headers_cut = false;
    head.is_disjoint = true;
    assert_int_equal(status_of(&head), 400);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lengths),  cmocka_unit_test(methods), cmocka_unit_test(targets),
        cmocka_unit_test(versions), cmocka_unit_test(headers), cmocka_unit_test(framing),
        cmocka_unit_test(marks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
