/* SPDX-License-Identifier: Apache-2.0
 * Checking AWS Signature Version 4 on requests that come in, over the bytes as received.
 *
 * The checks run in this order, and the first that fails is told: one signature, in a header
 * (presigned URLs are refused); the algorithm; the fields; the signed headers (host, content-type
 * where sent, every x-amz-* that was sent); the date; the scope (day, region, service); the clock;
 * the key; the signature. Secrets are compared in constant time, and an unknown key costs as much
 * as a known one.
 *
 * SigV4 has no nonce: whoever reads a request on the wire can send it again within the skew. TLS
 * closes that. */
#ifndef PROPOLIS_BASE_SIGV4_VERIFY_H
#define PROPOLIS_BASE_SIGV4_VERIFY_H

#include "base/sigv4.h"

/* Appends the secret of an access key to `secret` and returns 0. Fails with UNKNOWN_KEY where there
 * is no such key, or with what else went wrong; the caller wipes the buffer. It is asked only when
 * the verifier does not remember the key's signing key, so it may read the database. */
typedef int sigv4_find_secret(void *context, struct text access_key_id, struct buf *secret,
                              struct err *e);

struct sigv4_verifier_config {
    sigv4_find_secret *find_secret;
    void *context;
    const struct text *regions; /* borrowed; NULL takes any region, because clients of a private
                                   endpoint sign odd ones */
    size_t region_count;
    int64_t skew_ms; /* how far a request's time may be off, either way; AWS takes 5 minutes */
};

/* Remembers the signing keys of requests that were good. Belongs to one thread; nothing is locked.
 */
struct sigv4_verifier;

int sigv4_verifier_open(struct sigv4_verifier **out, const struct sigv4_verifier_config *config,
                        struct err *e) MUST_CHECK;
void sigv4_verifier_close(struct sigv4_verifier *v); /* NULL is accepted */

struct sigv4_incoming {
    struct sigv4_request
        request; /* all headers in their order; path_rule stays 0 for our services */
    const struct text *services; /* that this door takes: "glue", "sts", "propolis" */
    size_t service_count;
    int64_t now_ms;
    uint64_t keys_generation; /* changes whenever any key is made, changed or revoked: what is
                                 remembered is dropped then */
};

/* Who signed. Borrowed from the request's headers. */
struct sigv4_caller {
    struct text access_key_id, region, service;
    struct text session_token; /* from x-amz-security-token, which is then signed; empty: none */
};

/* 0 with `caller` filled, or -1 with one of
 *     MISSING_AUTHENTICATION  no signature at all
 *     INCOMPLETE_SIGNATURE    a part is missing, unreadable, or not as the scope must be
 *     INVALID_SIGNATURE       it does not match, or its time is too far away
 *     UNKNOWN_KEY             no such access key
 *     TOO_LARGE               more headers or parameters than base/limits.h allows
 * or whatever find_secret failed with. No message repeats a signature or a secret. */
int sigv4_verify(struct sigv4_verifier *v, const struct sigv4_incoming *in,
                 struct sigv4_caller *caller, struct err *e) MUST_CHECK;

#endif
