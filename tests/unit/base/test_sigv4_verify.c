/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/sigv4_verify.h"
#include "tests/unit/base/sigv4_vectors.h"

enum { FIVE_MINUTES_MS = 300000 };

static const struct text SERVICES[] = {TEXT_INIT("glue"), TEXT_INIT("sts"), TEXT_INIT("propolis"),
                                       TEXT_INIT("s3")};

struct keys {
    int asked;
    bool broken;
};

static int find_secret(void *context, struct text id, struct buf *secret, struct err *e)
{
    struct keys *keys = context;
    keys->asked++;
    if (keys->broken)
        return err_set(e, ERR_UNAVAILABLE, "the store is away");
    if (!text_is(id, "AKIDEXAMPLE") && !text_is(id, "ASIAEXAMPLE"))
        return err_set(e, ERR_UNKNOWN_KEY, "no such key");
    buf_put_string(secret, VECTOR_SECRET);
    return 0;
}

struct bench {
    struct keys keys;
    struct sigv4_verifier *verifier;
};

static int set_up(void **state)
{
    struct bench *t = calloc(1, sizeof *t);
    struct err e = {0};
    const struct sigv4_verifier_config config = {
        .find_secret = find_secret, .context = &t->keys, .skew_ms = FIVE_MINUTES_MS};
    assert_int_equal(sigv4_verifier_open(&t->verifier, &config, &e), 0);
    *state = t;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *t = *state;
    sigv4_verifier_close(t->verifier);
    free(t);
    return 0;
}

static struct sigv4_incoming incoming(const struct vector *v)
{
    return (struct sigv4_incoming){
        .request = {v->method, v->path, v->query, v->headers, v->header_count, v->body,
                    text_is(v->service, "s3") ? SIGV4_PATH_AS_SENT : SIGV4_PATH_ENCODED_AGAIN},
        .services = SERVICES,
        .service_count = COUNT(SERVICES),
        .now_ms = VECTOR_NOW_MS,
    };
}

static enum err_code verify(struct bench *t, const struct sigv4_incoming *in)
{
    struct sigv4_caller caller;
    struct err e = {0};
    int result = sigv4_verify(t->verifier, in, &caller, &e);
    assert_int_equal(result, e.code == ERR_NONE ? 0 : -1);
    return e.code;
}

static void botocore_passes(void **state)
{
    /* Every request that botocore signed is accepted, first with a derived key, then with the
     * remembered one. */
    struct bench *t = *state;
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < COUNT(VECTORS); i++) {
            const struct vector *v = &VECTORS[i];
            struct sigv4_incoming in = incoming(v);
            struct sigv4_caller caller;
            struct err e = {0};
            if (sigv4_verify(t->verifier, &in, &caller, &e) < 0)
                fail_msg("%s: %s", v->name, e.text);
            assert_true(text_equal(caller.access_key_id, v->access_key_id));
            assert_true(text_equal(caller.region, v->region));
            assert_true(text_equal(caller.service, v->service));
            assert_true(text_equal(caller.session_token, v->session_token));
        }
    }
}

static void flip(struct bench *t, struct sigv4_incoming *in, struct text *field)
{
    struct text whole = *field;
    char *copy = malloc(whole.n + 1);
    for (size_t i = 0; i < whole.n; i++) {
        memcpy(copy, whole.p, whole.n);
        copy[i] ^= 1;
        *field = (struct text){copy, whole.n};
        assert_int_not_equal(verify(t, in), ERR_NONE);
    }
    *field = whole;
    free(copy);
}

static void any_change_is_seen(void **state)
{
    /* One changed bit in any byte of method, path, query, body, or of a header that is signed is
     * refused. */
    struct bench *t = *state;
    for (size_t i = 0; i < COUNT(VECTORS); i++) {
        struct vector v = VECTORS[i];
        if (strcmp(v.name, "rest_blanks") == 0)
            continue; /* a blank that turns into '!' is seen, '\t' into '\b' too, but blanks at the
                         ends are not signed */
        struct sigv4_incoming in = incoming(&v);
        struct text *const fields[] = {&in.request.method, &in.request.path, &in.request.query,
                                       &in.request.body};
        for (size_t k = 0; k < COUNT(fields); k++)
            flip(t, &in, fields[k]);
        for (size_t k = 0; k < v.header_count; k++)
            flip(t, &in, &v.headers[k].value);
        assert_int_equal(verify(t, &in), ERR_NONE);
    }
}

/* The first vector with another Authorization header. */
static struct err with_authorization(struct bench *t, const char *authorization)
{
    struct vector v = VECTORS[0];
    struct sigv4_caller caller;
    struct err e = {0};
    v.headers[v.header_count - 1].value = text_of(authorization);
    struct sigv4_incoming in = incoming(&v);
    assert_int_equal(sigv4_verify(t->verifier, &in, &caller, &e), -1);
    return e;
}

#define CREDENTIAL "Credential=AKIDEXAMPLE/20261119/us-east-1/glue/aws4_request"
#define NAMES      "SignedHeaders=content-type;host;x-amz-date;x-amz-target"
#define SIGNATURE  "Signature=fc2f559bf8ae56e0d390a6074fccb8e89853f21ae6b3f201c592eda2344c51c8"
#define A          "AWS4-HMAC-SHA256 "

static const struct {
    const char *authorization;
    enum err_code code;
    const char *says;
} AUTHORIZATIONS[] = {
    {"", ERR_INCOMPLETE_SIGNATURE, "AWS4-HMAC-SHA256"},
    {"Basic QUtJRDpzZWNyZXQ=", ERR_INCOMPLETE_SIGNATURE, "AWS4-HMAC-SHA256"},
    {"AWS4-HMAC-SHA256", ERR_INCOMPLETE_SIGNATURE, "'Credential'"},
    {"AWS4-HMAC-SHA256,", ERR_INCOMPLETE_SIGNATURE, "AWS4-HMAC-SHA256"},
    {"AWS4-ECDSA-P256-SHA256 " CREDENTIAL ", " NAMES ", " SIGNATURE, ERR_INCOMPLETE_SIGNATURE,
     "HMAC"},
    {"aws4-hmac-sha256 " CREDENTIAL ", " NAMES ", " SIGNATURE, ERR_INCOMPLETE_SIGNATURE, "HMAC"},
    {A NAMES ", " SIGNATURE, ERR_INCOMPLETE_SIGNATURE, "'Credential'"},
    {A CREDENTIAL ", " SIGNATURE, ERR_INCOMPLETE_SIGNATURE, "'SignedHeaders'"},
    {A CREDENTIAL ", " NAMES, ERR_INCOMPLETE_SIGNATURE, "'Signature'"},
    {A CREDENTIAL ", " NAMES ", Signature=", ERR_INCOMPLETE_SIGNATURE, "'Signature'"},
    {A CREDENTIAL ", " NAMES ", Signature", ERR_INCOMPLETE_SIGNATURE, "'Signature'"},
    {A CREDENTIAL ", " NAMES ", Signature=abc", ERR_INCOMPLETE_SIGNATURE, "64"},
    {A CREDENTIAL ", " NAMES ", " SIGNATURE "0", ERR_INCOMPLETE_SIGNATURE, "64"},
    {A CREDENTIAL ", " CREDENTIAL ", " NAMES ", " SIGNATURE, ERR_INCOMPLETE_SIGNATURE,
     "repeats 'Credential'"},
    {A CREDENTIAL ", " NAMES ", " SIGNATURE ", " SIGNATURE, ERR_INCOMPLETE_SIGNATURE,
     "repeats 'Signature'"},
    {A CREDENTIAL ", " NAMES ", " SIGNATURE ", More=1", ERR_INCOMPLETE_SIGNATURE, "other than"},
    {A CREDENTIAL ", " NAMES ", " SIGNATURE ",", ERR_INCOMPLETE_SIGNATURE, "other than"},
    {A CREDENTIAL " " NAMES " " SIGNATURE, ERR_INCOMPLETE_SIGNATURE, "'SignedHeaders'"},
    {A CREDENTIAL ", SignedHeaders=host;content-type;x-amz-date;x-amz-target, " SIGNATURE,
     ERR_INCOMPLETE_SIGNATURE, "ascending"},
    {A CREDENTIAL ", SignedHeaders=content-type;host;host;x-amz-date;x-amz-target, " SIGNATURE,
     ERR_INCOMPLETE_SIGNATURE, "ascending"},
    {A CREDENTIAL ", SignedHeaders=content-type;Host;x-amz-date;x-amz-target, " SIGNATURE,
     ERR_INCOMPLETE_SIGNATURE, "lower-case"},
    {A CREDENTIAL ", SignedHeaders=;host, " SIGNATURE, ERR_INCOMPLETE_SIGNATURE, "lower-case"},
    {A CREDENTIAL ", SignedHeaders=host;, " SIGNATURE, ERR_INCOMPLETE_SIGNATURE, "lower-case"},
    {A CREDENTIAL ", SignedHeaders=content-type;x-amz-date;x-amz-target, " SIGNATURE,
     ERR_INCOMPLETE_SIGNATURE, "'Host'"},
    {A CREDENTIAL ", SignedHeaders=content-type;host;x-amz-date, " SIGNATURE,
     ERR_INCOMPLETE_SIGNATURE, "X-Amz-Target"},
    {A CREDENTIAL ", SignedHeaders=host;x-amz-date;x-amz-target, " SIGNATURE,
     ERR_INCOMPLETE_SIGNATURE, "Content-Type"},
    {A CREDENTIAL ", SignedHeaders=content-type;host;x-amz-date;x-amz-target;zzz, " SIGNATURE,
     ERR_INVALID_SIGNATURE, "zzz"},
    {A "Credential=AKIDEXAMPLE/20261119/us-east-1/glue, " NAMES ", " SIGNATURE,
     ERR_INCOMPLETE_SIGNATURE, "<access key id>"},
    {A "Credential=AKIDEXAMPLE/20261119/us-east-1/glue/aws4_request/x, " NAMES ", " SIGNATURE,
     ERR_INCOMPLETE_SIGNATURE, "<access key id>"},
    {A "Credential=/20261119/us-east-1/glue/aws4_request, " NAMES ", " SIGNATURE,
     ERR_INCOMPLETE_SIGNATURE, "<access key id>"},
    {A "Credential=AKIDEXAMPLE/20261119/us-east-1/glue/aws4, " NAMES ", " SIGNATURE,
     ERR_INVALID_SIGNATURE, "terminator: 'aws4_request'"},
    {A "Credential=AKIDEXAMPLE/20261118/us-east-1/glue/aws4_request, " NAMES ", " SIGNATURE,
     ERR_INVALID_SIGNATURE, "Date in Credential scope"},
    {A "Credential=AKIDEXAMPLE/20261119//glue/aws4_request, " NAMES ", " SIGNATURE,
     ERR_INVALID_SIGNATURE, "valid region"},
    {A "Credential=AKIDEXAMPLE/20261119/us east/glue/aws4_request, " NAMES ", " SIGNATURE,
     ERR_INVALID_SIGNATURE, "valid region"},
    {A "Credential=AKIDEXAMPLE/20261119/us-east-1/dynamodb/aws4_request, " NAMES ", " SIGNATURE,
     ERR_INVALID_SIGNATURE, "correct service: 'glue'"},
    {A "Credential=AKIDNOBODY/20261119/us-east-1/glue/aws4_request, " NAMES ", " SIGNATURE,
     ERR_UNKNOWN_KEY, "access key"},
    {A "Credential=AKIDEXAMPLE/20261119/us-west-1/glue/aws4_request, " NAMES ", " SIGNATURE,
     ERR_INVALID_SIGNATURE, "does not match"},
};

static void authorization_edges(void **state)
{
    /* Each malformed, repeated, missing or foreign part of the header has its own code and a
     * sentence that names it. */
    for (size_t i = 0; i < COUNT(AUTHORIZATIONS); i++) {
        struct err e = with_authorization(*state, AUTHORIZATIONS[i].authorization);
        if (e.code != AUTHORIZATIONS[i].code || !strstr(e.text, AUTHORIZATIONS[i].says))
            fail_msg("%s -> %s: %s", AUTHORIZATIONS[i].authorization, err_name(e.code), e.text);
        assert_null(strstr(e.text, "fc2f559b"));
    }
}

static void written_differently(void **state)
{
    /* The order of the three parts, missing blanks after commas and blanks around the header do not
     * matter. */
    struct bench *t = *state;
    static const char *const spellings[] = {
        A SIGNATURE "," NAMES "," CREDENTIAL,
        "  " A "  " CREDENTIAL " ,  " NAMES ",\t" SIGNATURE "  ",
    };
    for (size_t i = 0; i < COUNT(spellings); i++) {
        struct vector v = VECTORS[0];
        v.headers[v.header_count - 1].value = text_of(spellings[i]);
        struct sigv4_incoming in = incoming(&v);
        assert_int_equal(verify(t, &in), ERR_NONE);
    }
}

static void oversized(void **state)
{
    /* A header over its limit, too many signed names and an over-long key id are refused before any
     * work. */
    struct bench *t = *state;
    static char large[LIMIT_AUTHORIZATION_BYTES + 2];
    memset(large, 'a', sizeof large - 1);
    struct err e = with_authorization(t, large);
    assert_int_equal(e.code, ERR_INCOMPLETE_SIGNATURE);
    assert_non_null(strstr(e.text, "longer than"));
    struct buf b;
    buf_init(&b, sizeof large);
    buf_put_string(&b, A CREDENTIAL ", " SIGNATURE ", SignedHeaders=h000");
    for (int i = 1; i <= LIMIT_SIGNED_HEADERS; i++)
        buf_printf(&b, ";h%03d", i);
    buf_put_char(&b, '\0');
    e = with_authorization(t, b.p);
    assert_non_null(strstr(e.text, "More than"));
    buf_clear(&b);
    buf_put_string(&b, A SIGNATURE ", " NAMES ", Credential=");
    for (int i = 0; i <= LIMIT_ACCESS_KEY_ID_BYTES; i++)
        buf_put_char(&b, 'A');
    buf_put_string(&b, "/20261119/us-east-1/glue/aws4_request");
    buf_put_char(&b, '\0');
    e = with_authorization(t, b.p);
    assert_non_null(strstr(e.text, "<access key id>"));
    buf_release(&b);
}

static void missing_or_twice(void **state)
{
    /* No signature, one in the query only, one in both places, and two headers are told apart. */
    struct bench *t = *state;
    struct vector v = VECTORS[0];
    struct sigv4_incoming in = incoming(&v);
    in.request.header_count--;
    assert_int_equal(verify(t, &in), ERR_MISSING_AUTHENTICATION);
    in.request.query = TEXT("a=1&X-Amz-Signature=ab");
    assert_int_equal(verify(t, &in), ERR_INCOMPLETE_SIGNATURE);
    in.request.query = TEXT("X-Amz-Algorithm=AWS4-HMAC-SHA256");
    in.request.header_count++;
    assert_int_equal(verify(t, &in), ERR_INCOMPLETE_SIGNATURE);
    in.request.query = TEXT("");
    v.headers[v.header_count] = v.headers[v.header_count - 1];
    in.request.header_count++;
    assert_int_equal(verify(t, &in), ERR_INCOMPLETE_SIGNATURE);
}

static void dates(void **state)
{
    /* The date header must be there once and readable; its time may be off by exactly the skew and
     * not a second more. */
    struct bench *t = *state;
    static const char *const bad[] = {"",
                                      "20261119T083000",
                                      "20261119T083000z",
                                      "20261119 083000Z",
                                      "2026-11-19T08:30:00Z",
                                      "20261319T083000Z",
                                      "20261100T083000Z",
                                      "20261119T243000Z",
                                      "20261119T086000Z",
                                      "20261119T083061Z",
                                      "2026111xT083000Z",
                                      "-0261119T083000Z",
                                      "20261119T083000ZZ"};
    struct vector v = VECTORS[0];
    for (size_t i = 0; i < COUNT(bad); i++) {
        v.headers[3].value = text_of(bad[i]);
        struct sigv4_incoming in = incoming(&v);
        assert_int_equal(verify(t, &in), ERR_INCOMPLETE_SIGNATURE);
    }
    struct sigv4_incoming in = incoming(&VECTORS[0]);
    in.now_ms = VECTOR_NOW_MS + FIVE_MINUTES_MS;
    assert_int_equal(verify(t, &in), ERR_NONE);
    in.now_ms = VECTOR_NOW_MS - FIVE_MINUTES_MS;
    assert_int_equal(verify(t, &in), ERR_NONE);
    in.now_ms = VECTOR_NOW_MS + FIVE_MINUTES_MS + 1;
    assert_int_equal(verify(t, &in), ERR_INVALID_SIGNATURE);
    in.now_ms = VECTOR_NOW_MS - FIVE_MINUTES_MS - 1;
    assert_int_equal(verify(t, &in), ERR_INVALID_SIGNATURE);
    v = VECTORS[0];
    v.headers[v.header_count++] = v.headers[3];
    in = incoming(&v);
    assert_int_equal(verify(t, &in), ERR_INCOMPLETE_SIGNATURE);
}

static void payload_hash(void **state)
{
    /* A payload hash that the client sends must be the body's; UNSIGNED-PAYLOAD and streaming
     * signatures are refused. */
    struct bench *t = *state;
    static const char *const sent[] = {
        "UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"};
    for (size_t i = 0; i < COUNT(sent); i++) {
        struct vector v = VECTORS[0];
        struct sigv4_caller caller;
        struct err e = {0};
        v.headers[v.header_count - 1].value =
            TEXT(A CREDENTIAL ", "
                              "SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-"
                              "amz-target, " SIGNATURE);
        v.headers[v.header_count++] =
            (struct header){TEXT("X-Amz-Content-SHA256"), text_of(sent[i])};
        struct sigv4_incoming in = incoming(&v);
        assert_int_equal(sigv4_verify(t->verifier, &in, &caller, &e), -1);
        assert_int_equal(e.code, ERR_INVALID_SIGNATURE);
        assert_non_null(strstr(e.text, "Content-Sha256"));
    }
}

static void what_is_remembered(void **state)
{
    /* A good signature is remembered, a bad one or an unknown key never; a new generation of keys
     * forgets everything. */
    struct bench *t = *state;
    struct sigv4_incoming in = incoming(&VECTORS[0]);
    verify(t, &in);
    verify(t, &in);
    assert_int_equal(t->keys.asked, 1);
    in.keys_generation = 7;
    assert_int_equal(verify(t, &in), ERR_NONE);
    assert_int_equal(t->keys.asked, 2);
    in.request.body = TEXT("changed");
    assert_int_equal(verify(t, &in), ERR_INVALID_SIGNATURE);
    in.keys_generation = 8;
    assert_int_equal(verify(t, &in), ERR_INVALID_SIGNATURE);
    assert_int_equal(verify(t, &in), ERR_INVALID_SIGNATURE);
    assert_int_equal(t->keys.asked, 4);
    t->keys.broken = true;
    assert_int_equal(verify(t, &in), ERR_UNAVAILABLE);
}

static void more_scopes_than_room(void **state)
{
    /* Far more regions than are remembered all verify, again and again: the oldest give way. */
    struct bench *t = *state;
    struct crypto *crypto;
    struct err e = {0};
    struct arena arena;
    assert_int_equal(crypto_open(&crypto, &e), 0);
    arena_init(&arena, 64 << 20, NULL);
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 400; i++) {
            struct header headers[4] = {{TEXT("host"), TEXT("h")}};
            struct sigv4_signed added;
            struct sigv4_signer signer = {crypto,
                                          TEXT("AKIDEXAMPLE"),
                                          TEXT(VECTOR_SECRET),
                                          TEXT(""),
                                          arena_printf(&arena, "region-%d", i),
                                          TEXT("glue"),
                                          VECTOR_NOW_MS};
            struct sigv4_request request = {TEXT("POST"), TEXT("/"), TEXT(""), headers, 1,
                                            TEXT("{}"),   0};
            assert_int_equal(sigv4_sign(&signer, &request, &arena, &added, &e), 0);
            memcpy(headers + 1, added.headers, sizeof(struct header) * added.count);
            request.header_count = 1 + added.count;
            struct sigv4_incoming in = {request, SERVICES, COUNT(SERVICES), VECTOR_NOW_MS, 0};
            assert_int_equal(verify(t, &in), ERR_NONE);
        }
    }
    arena_release(&arena);
    crypto_close(crypto);
}

static void region_list(void **state)
{
    /* Where regions are listed, another one is refused. */
    (void)state;
    static const struct text regions[] = {TEXT_INIT("eu-central-1"), TEXT_INIT("eu-west-1")};
    struct keys keys = {0};
    struct err e = {0};
    struct bench t = {0};
    const struct sigv4_verifier_config config = {find_secret, &keys, regions, 2, FIVE_MINUTES_MS};
    assert_int_equal(sigv4_verifier_open(&t.verifier, &config, &e), 0);
    struct sigv4_incoming in = incoming(&VECTORS[1]);
    assert_int_equal(verify(&t, &in), ERR_NONE);
    in = incoming(&VECTORS[0]);
    assert_int_equal(verify(&t, &in), ERR_INVALID_SIGNATURE);
    sigv4_verifier_close(t.verifier);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(botocore_passes),
        TEST(any_change_is_seen),
        TEST(authorization_edges),
        TEST(written_differently),
        TEST(oversized),
        TEST(missing_or_twice),
        TEST(dates),
        TEST(payload_hash),
        TEST(what_is_remembered),
        TEST(more_scopes_than_room),
        cmocka_unit_test(region_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
