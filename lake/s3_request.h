/* SPDX-License-Identifier: Apache-2.0
 * What goes over the wire for a job: URL, headers, signature. Internal to the room. */
#ifndef PROPOLIS_LAKE_S3_REQUEST_H
#define PROPOLIS_LAKE_S3_REQUEST_H

#include "base/crypto.h"
#include "base/http_client.h"
#include "lake/credentials.h"
#include "lake/job.h"
#include "lake/s3_endpoint.h"

/* All borrowed. */
struct s3_context {
    const struct s3_endpoint *endpoint;
    struct crypto *crypto;
    const struct credential_keys *keys; /* NULL: not signed */
    struct text region;                 /* of the bucket */
    struct text token;                  /* of the next page of a listing; empty: the first one */
    bool no_suffix; /* the store does not take the range that a read from the end asks for */
    bool requester_pays;
    int64_t now_ms; /* by the store's clock */
    int64_t timeout_ms;
};

enum { S3_HEADERS_MAX = 12 };

struct s3_request {
    struct http_request http;
    struct header headers[S3_HEADERS_MAX];
};

/* Makes the request of a job; its texts live in the arena, the body of a put is borrowed from the
 * job. */
int s3_request_make(const struct s3_context *context, const struct job *job, struct arena *a,
                    struct s3_request *out, struct err *e) MUST_CHECK;

#endif
