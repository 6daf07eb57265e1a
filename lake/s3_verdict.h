/* SPDX-License-Identifier: Apache-2.0
 * What an answer of S3 means for the job that asked: done, again, elsewhere, or failed. Pure.
 * Internal to the room. */
#ifndef PROPOLIS_LAKE_S3_VERDICT_H
#define PROPOLIS_LAKE_S3_VERDICT_H

#include "base/http_client.h"
#include "lake/job.h"
#include "lake/s3_xml.h"

enum s3_verdict_kind {
    S3_DONE,      /* `listing` or `content` is filled, where the job wants one */
    S3_RETRY,     /* failed in passing */
    S3_THROTTLED, /* the store wants to be asked less */
    S3_MOVED,     /* the bucket lives in another region, which `region` names */
    S3_SKEWED,    /* our clock is off by `skew_ms` */
    S3_EXPIRED,   /* the keys have expired */
    S3_NO_SUFFIX, /* the store does not take a range from the end */
    S3_LONGER, /* read from the start instead of from the end, and the object is longer: its size is
                  known now */
    S3_FAILED
};

struct s3_verdict {
    enum s3_verdict_kind kind;
    struct err err; /* for all but S3_DONE: what to say if there is no other attempt */
    struct s3_listing listing;
    struct lake_content content;
    struct text region; /* empty: not told */
    int64_t skew_ms;
};

/* What came for a job. */
struct s3_reply {
    const struct job *job;
    bool no_suffix; /* a read from the end was asked as one from the start */
    const struct http_response *response;
    const struct err *transport; /* of the HTTP client; clear where an answer came */
    int64_t now_ms;              /* by our clock */
};

/* Judges a reply. Texts live in the arena or are borrowed from the response. */
void s3_judge(const struct s3_reply *reply, struct arena *a, struct s3_verdict *out);

#endif
