/* SPDX-License-Identifier: Apache-2.0
 * AWS Signature Version 4, the part that both sides share, and signing. Checking is in
 * base/sigv4_verify.h.
 *
 * A signature is an HMAC over a text that repeats the request in one fixed spelling (the canonical
 * request): method, path, sorted query, chosen headers, hash of the body. Sources: "Create a signed
 * AWS API request" in AWS's IAM user guide; for S3's differences (path encoded once and never
 * normalised) the S3 API reference, "Signature Calculations". */
#ifndef PROPOLIS_BASE_SIGV4_H
#define PROPOLIS_BASE_SIGV4_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/crypto.h"
#include "base/err.h"
#include "base/header.h"
#include "base/limits.h"

/* How the path enters the canonical request. S3 repeats it as it stands in the request line; every
 * other service encodes that once more, so that '%' becomes "%25". */
enum sigv4_path { SIGV4_PATH_ENCODED_AGAIN, SIGV4_PATH_AS_SENT };

/* A request as it goes, or came, over the wire. All borrowed. */
struct sigv4_request {
    struct text method;
    struct text path;  /* still percent-encoded */
    struct text query; /* the same, without the '?' */
    const struct header *headers;
    size_t header_count;
    struct text body;
    enum sigv4_path path_rule;
};

enum {
    SIGV4_DATE_BYTES = 8,  /* 20150830 */
    SIGV4_TIME_BYTES = 16, /* 20150830T123600Z */
    SIGV4_SIGNATURE_BYTES = CRYPTO_HASH_HEX,
};

/* Who signs, for which service. */
struct sigv4_signer {
    struct crypto *crypto; /* borrowed */
    struct text access_key_id, secret_key;
    struct text session_token; /* empty: none */
    struct text region, service;
    int64_t now_ms;
};

enum { SIGV4_HEADERS_ADDED_MAX = 4 };

/* The headers to send beside those of the request. */
struct sigv4_signed {
    struct header headers[SIGV4_HEADERS_ADDED_MAX];
    size_t count;
};

/* Signs a request: all its headers (which must hold `host`, and only such as arrive unchanged), and
 * x-amz-date, x-amz-content-sha256 and x-amz-security-token, which it adds together with
 * authorization. The added headers live in the arena. Fails with TOO_LARGE past the bounds of
 * base/limits.h. */
int sigv4_sign(const struct sigv4_signer *signer, const struct sigv4_request *request,
               struct arena *a, struct sigv4_signed *out, struct err *e) MUST_CHECK;

/* The names of the signed headers: lower case, ascending, and the same joined by ';'. */
struct sigv4_names {
    struct text names[LIMIT_SIGNED_HEADERS];
    size_t count;
    struct text joined;
};

/* Appends the canonical request to `out`. Values of repeated headers are joined by commas in their
 * order, trimmed, their inner blanks folded. Query parameters are brought to one spelling ('+'
 * counts as a space) and sorted by name, then value. */
int sigv4_canonical_request(const struct sigv4_request *request, const struct sigv4_names *names,
                            struct text payload_hash, struct buf *out, struct err *e) MUST_CHECK;

/* The key of one day, region and service: HMAC upon HMAC over the parts of
 * "20150830/us-east-1/glue". */
void sigv4_signing_key(struct crypto *c, struct text secret_key, struct text scope,
                       unsigned char out[CRYPTO_HASH_BYTES]);

/* What a signature covers beside the canonical request. */
struct sigv4_stamp {
    struct text time;  /* 20150830T123600Z */
    struct text scope; /* 20150830/us-east-1/glue, without the closing aws4_request */
};

/* The signature of a canonical request, as hex without a NUL. */
void sigv4_signature(struct crypto *c, const unsigned char signing_key[CRYPTO_HASH_BYTES],
                     const struct sigv4_stamp *stamp, struct text canonical_request,
                     char out[SIGV4_SIGNATURE_BYTES]);

#endif
