/* SPDX-License-Identifier: Apache-2.0
 * The XML that S3 and STS answer. The only file that knows Expat. A document type declaration ends
 * the reading, so that there are no entities to expand or to fetch; depth, lengths and counts are
 * bounded. */
#ifndef PROPOLIS_LAKE_S3_XML_H
#define PROPOLIS_LAKE_S3_XML_H

#include "base/arena.h"
#include "base/compiler.h"
#include "base/err.h"
#include "lake/lake.h"

/* An <Error>. */
struct s3_error {
    struct text code, message;
    struct text region; /* empty: not told */
};

/* A <ListBucketResult>. */
struct s3_listing {
    struct lake_page page; /* `last` where it is not truncated */
    struct text next_token;
};

/* STS's temporary credentials. */
struct s3_session {
    struct text access_key_id, secret_key, session_token, expiration;
};

enum s3_answer_kind { S3_ANSWER_OTHER, S3_ANSWER_ERROR, S3_ANSWER_LISTING, S3_ANSWER_SESSION };

struct s3_answer {
    enum s3_answer_kind kind; /* by its root element */
    struct s3_error error;
    struct s3_listing listing;
    struct s3_session session;
};

/* Reads a document; all texts live in the arena. `prefix` is what a listing was asked for: entries
 * that do not begin with it, or are not UTF-8, are counted as unreadable. Fails with IO on what is
 * not XML of the expected form: it is another machine's fault, never the caller's. */
int s3_xml_decode(struct text xml, struct text prefix, struct arena *a, struct s3_answer *out,
                  struct err *e) MUST_CHECK;

#endif
