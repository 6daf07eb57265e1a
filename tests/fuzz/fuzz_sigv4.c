/* SPDX-License-Identifier: Apache-2.0
 * Any bytes as a request that claims to be signed: "METHOD path query", header lines, an empty
 * line, the body. It must be refused with an error, unless we signed it ourselves: then it must
 * pass. */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/sigv4_verify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { HEADERS_MAX = 100 };

static const struct text SERVICES[] = {TEXT_INIT("glue"), TEXT_INIT("sts")};
static const int64_t NOW_MS = INT64_C(1795077000000);

static void check(bool holds)
{
    if (!holds)
        abort();
}

static int find_secret(void *context, struct text id, struct buf *secret, struct err *e)
{
    (void)context;
    if (!text_is(id, "AKIDEXAMPLE"))
        return err_set(e, ERR_UNKNOWN_KEY, "no such key");
    buf_put_string(secret, "a secret that no input knows");
    return 0;
}

static void read_request(struct text rest, struct sigv4_request *request, struct header *headers)
{
    struct text line = text_split(&rest, '\n');
    request->method = text_split(&line, ' ');
    request->path = text_split(&line, ' ');
    request->query = line;
    request->headers = headers;
    while (rest.p && request->header_count < HEADERS_MAX) {
        line = text_split(&rest, '\n');
        if (line.n == 0)
            break;
        headers[request->header_count].name = text_split(&line, ':');
        headers[request->header_count++].value = line;
    }
    request->body = rest;
}

static int verify(struct sigv4_verifier *v, const struct sigv4_request *request, struct err *e)
{
    struct sigv4_caller caller;
    const struct sigv4_incoming in = {*request, SERVICES, COUNT(SERVICES), NOW_MS, 0};
    int result = sigv4_verify(v, &in, &caller, e);
    check((result == 0) == (e->code == ERR_NONE));
    return result;
}

/* Signs what the input asked for, with its first header as one more, and expects it to pass. */
static void check_own_signature(struct sigv4_verifier *v, struct crypto *crypto,
                                const struct sigv4_request *request)
{
    struct header headers[2 + SIGV4_HEADERS_ADDED_MAX] = {{TEXT("Host"), TEXT("h")},
                                                          {TEXT("x-amz-note"), TEXT("")}};
    struct sigv4_request own = *request;
    struct sigv4_signed added;
    struct arena arena;
    struct err e = {0};
    const struct sigv4_signer signer = {
        crypto,   TEXT("AKIDEXAMPLE"), TEXT("a secret that no input knows"),
        TEXT(""), TEXT("r-1"),         TEXT("glue"),
        NOW_MS};
    if (request->header_count > 0)
        headers[1].value = request->headers[0].value;
    own.headers = headers;
    own.header_count = 2;
    arena_init(&arena, 16 << 20, NULL);
    if (sigv4_sign(&signer, &own, &arena, &added, &e) == 0) {
        memcpy(headers + 2, added.headers, added.count * sizeof *headers);
        own.header_count += added.count;
        (void)!verify(v, &own, &e);
        /* A query that carries a signature of its own is refused before the header is looked at. */
        check(e.code == ERR_NONE || e.code == ERR_INCOMPLETE_SIGNATURE);
        check(e.code == ERR_NONE || strstr(e.text, "signed more than once"));
    }
    arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct sigv4_verifier_config config = {.find_secret = find_secret,
                                                        .skew_ms = 300000};
    struct sigv4_request request = {.path_rule = SIGV4_PATH_ENCODED_AGAIN};
    struct header headers[HEADERS_MAX];
    struct sigv4_verifier *v = NULL;
    struct crypto *crypto = NULL;
    struct err e = {0};
    check(sigv4_verifier_open(&v, &config, &e) == 0 && crypto_open(&crypto, &e) == 0);
    read_request((struct text){(const char *)data, size}, &request, headers);
    check(verify(v, &request, &e) < 0);
    check(text_is_utf8(err_text(&e)) || !text_is_utf8((struct text){(const char *)data, size}));
    check_own_signature(v, crypto, &request);
    crypto_close(crypto);
    sigv4_verifier_close(v);
    return 0;
}
