/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/encode.h"
#include "base/sigv4.h"
#include "tests/unit/base/sigv4_vectors.h"

static int open_crypto(void **state)
{
    struct err e = {0};
    struct crypto *c = NULL;
    assert_int_equal(crypto_open(&c, &e), 0);
    *state = c;
    return 0;
}

static int close_crypto(void **state)
{
    crypto_close(*state);
    return 0;
}

static void published_example(void **state)
{
    /* The worked example of AWS's guide (IAM ListUsers, 2015-08-30): canonical request's hash,
     * signing key, signature. */
    static const struct header headers[] = {
        {TEXT_INIT("Host"), TEXT_INIT("iam.amazonaws.com")},
        {TEXT_INIT("Content-Type"), TEXT_INIT("application/x-www-form-urlencoded; charset=utf-8")},
        {TEXT_INIT("X-Amz-Date"), TEXT_INIT("20150830T123600Z")},
    };
    const struct sigv4_request request = {
        .method = TEXT("GET"),
        .path = TEXT("/"),
        .query = TEXT("Version=2010-05-08&Action=ListUsers"),
        .headers = headers,
        .header_count = COUNT(headers),
    };
    struct sigv4_names names = {{TEXT("content-type"), TEXT("host"), TEXT("x-amz-date")},
                                3,
                                TEXT("content-type;host;x-amz-date")};
    const struct sigv4_stamp stamp = {TEXT("20150830T123600Z"), TEXT("20150830/us-east-1/iam")};
    char hex[CRYPTO_HASH_HEX];
    unsigned char key[CRYPTO_HASH_BYTES];
    struct err e = {0};
    struct buf canonical;
    buf_init(&canonical, 4096);
    crypto_sha256_hex(*state, TEXT(""), hex);
    assert_int_equal(
        sigv4_canonical_request(&request, &names, (struct text){hex, sizeof hex}, &canonical, &e),
        0);
    crypto_sha256_hex(*state, buf_text(&canonical), hex);
    assert_memory_equal(hex, "f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59",
                        64);
    sigv4_signing_key(*state, TEXT(VECTOR_SECRET), stamp.scope, key);
    encode_hex((struct text){(char *)key, sizeof key}, hex);
    assert_memory_equal(hex, "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9",
                        64);
    sigv4_signature(*state, key, &stamp, buf_text(&canonical), hex);
    assert_memory_equal(hex, "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
                        64);
    buf_release(&canonical);
}

/* The headers that the caller of sigv4_sign passes: all but those that it adds. */
static size_t own_headers(const struct vector *v, struct header *out)
{
    size_t n = 0;
    for (size_t i = 0; i < v->header_count; i++) {
        struct text name = v->headers[i].name;
        if (!text_equal_nocase(name, TEXT("x-amz-date")) &&
            !text_equal_nocase(name, TEXT("authorization")) &&
            !text_equal_nocase(name, TEXT("x-amz-content-sha256")) &&
            !text_equal_nocase(name, TEXT("x-amz-security-token")))
            out[n++] = v->headers[i];
    }
    return n;
}

static void signs_as_botocore_for_s3(void **state)
{
    /* Our signature of S3 requests (odd keys, ranges, session tokens) is botocore's, byte by byte.
     */
    size_t seen = 0;
    for (size_t i = 0; i < COUNT(VECTORS); i++) {
        const struct vector *v = &VECTORS[i];
        if (!text_is(v->service, "s3"))
            continue;
        struct header headers[12];
        struct sigv4_signed added;
        struct arena arena;
        struct err e = {0};
        const struct sigv4_signer signer = {*state,           v->access_key_id, TEXT(VECTOR_SECRET),
                                            v->session_token, v->region,        v->service,
                                            VECTOR_NOW_MS};
        const struct sigv4_request request = {
            v->method, v->path,           v->query, headers, own_headers(v, headers),
            v->body,   SIGV4_PATH_AS_SENT};
        arena_init(&arena, 1 << 20, NULL);
        assert_int_equal(sigv4_sign(&signer, &request, &arena, &added, &e), 0);
        assert_int_equal(added.count, v->session_token.n ? 4 : 3);
        for (size_t k = 0; k < added.count; k++) {
            const struct header *theirs =
                header_find(v->headers, v->header_count, added.headers[k].name);
            assert_non_null(theirs);
            assert_int_equal(theirs->value.n, added.headers[k].value.n);
            assert_memory_equal(theirs->value.p, added.headers[k].value.p, theirs->value.n);
        }
        arena_release(&arena);
        seen++;
    }
    assert_in_range(seen, 3, COUNT(VECTORS));
}

static void check_canonical(const struct sigv4_request *request, const struct sigv4_names *names,
                            const char *want)
{
    struct buf out;
    struct err e = {0};
    buf_init(&out, 65536);
    assert_int_equal(sigv4_canonical_request(request, names, TEXT("HASH"), &out, &e), 0);
    assert_int_equal(out.n, strlen(want));
    assert_memory_equal(out.p, want, out.n);
    buf_release(&out);
}

static void one_spelling(void **state)
{
    /* Repeated headers are joined in order, blanks folded; the query is sorted by name before value
     * and spelt one way; the path is encoded again unless it is S3's. */
    (void)state;
    static const struct header headers[] = {
        {TEXT_INIT("B"), TEXT_INIT("  2  3\t4 ")},
        {TEXT_INIT("a"), TEXT_INIT("")},
        {TEXT_INIT("b"), TEXT_INIT("\"x   y\"")},
        {TEXT_INIT("unsigned"), TEXT_INIT("no")},
    };
    const struct sigv4_names names = {{TEXT("a"), TEXT("b")}, 2, TEXT("a;b")};
    struct sigv4_request request = {TEXT("GET"),
                                    TEXT("/a%20b/:/../"),
                                    TEXT("a=2&a-b=1&&a=1&b&%7e=%c3%bc+%&c='*'"),
                                    headers,
                                    COUNT(headers),
                                    TEXT(""),
                                    SIGV4_PATH_ENCODED_AGAIN};
    check_canonical(&request, &names,
                    "GET\n/a%2520b/%3A/../\na=1&a=2&a-b=1&b=&c=%27%2A%27&~=%C3%BC%20%25\n"
                    "a:\nb:2 3 4,\"x y\"\n\na;b\nHASH");
    request.path_rule = SIGV4_PATH_AS_SENT;
    request.query = TEXT("");
    check_canonical(&request, &names, "GET\n/a%20b/:/../\n\na:\nb:2 3 4,\"x y\"\n\na;b\nHASH");
    request.path = TEXT("");
    check_canonical(&request, &names, "GET\n/\n\na:\nb:2 3 4,\"x y\"\n\na;b\nHASH");
}

static void bounds(void **state)
{
    /* One query parameter, one header or one byte more than the limits is an error, not a cut
     * signature. */
    struct sigv4_names names = {.count = 0};
    struct sigv4_request request = {.method = TEXT("GET"), .path = TEXT("/")};
    char query[2 * LIMIT_SIGNED_QUERY_PARAMETERS + 2];
    struct header headers[LIMIT_SIGNED_HEADERS];
    struct sigv4_signed added;
    struct err e = {0};
    struct buf out;
    struct arena arena;
    for (size_t i = 0; i < sizeof query; i++)
        query[i] = i % 2 ? '&' : 'q';
    buf_init(&out, LIMIT_CANONICAL_REQUEST_BYTES);
    request.query = (struct text){query, 2 * LIMIT_SIGNED_QUERY_PARAMETERS};
    assert_int_equal(sigv4_canonical_request(&request, &names, TEXT(""), &out, &e), 0);
    request.query.n = sizeof query;
    assert_int_equal(sigv4_canonical_request(&request, &names, TEXT(""), &out, &e), -1);
    assert_int_equal(e.code, ERR_TOO_LARGE);
    err_clear(&e);
    char *large = calloc(1, LIMIT_CANONICAL_REQUEST_BYTES);
    request.query = (struct text){large, LIMIT_CANONICAL_REQUEST_BYTES / 3 + 1};
    assert_int_equal(sigv4_canonical_request(&request, &names, TEXT(""), &out, &e), -1);
    err_clear(&e);
    request.query.n = 0;
    request.path = (struct text){large, LIMIT_CANONICAL_REQUEST_BYTES};
    assert_int_equal(sigv4_canonical_request(&request, &names, TEXT(""), &out, &e), -1);
    assert_int_equal(e.code, ERR_TOO_LARGE);
    buf_release(&out);
    free(large);
    err_clear(&e);
    for (size_t i = 0; i < COUNT(headers); i++)
        headers[i] = (struct header){TEXT("n"), TEXT("v")};
    arena_init(&arena, 1 << 20, NULL);
    const struct sigv4_signer signer = {
        .crypto = *state, .region = TEXT("r"), .service = TEXT("s")};
    request = (struct sigv4_request){
        .method = TEXT("GET"), .headers = headers, .header_count = COUNT(headers)};
    assert_int_equal(sigv4_sign(&signer, &request, &arena, &added, &e), -1);
    assert_int_equal(e.code, ERR_TOO_LARGE);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_example),
        cmocka_unit_test(signs_as_botocore_for_s3),
        cmocka_unit_test(one_spelling),
        cmocka_unit_test(bounds),
    };
    return cmocka_run_group_tests(tests, open_crypto, close_crypto);
}
