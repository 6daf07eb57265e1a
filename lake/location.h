/* SPDX-License-Identifier: Apache-2.0
 * Where something lies: s3://bucket/key or file:///path. Keys are plain UTF-8 text, never
 * percent-encoded. A key that ends in
 * '/' (or is empty) is a folder. */
#ifndef PROPOLIS_LAKE_LOCATION_H
#define PROPOLIS_LAKE_LOCATION_H

#include "base/buf.h"
#include "base/compiler.h"
#include "base/err.h"
#include "base/text.h"

enum location_kind { LOCATION_S3, LOCATION_FILE };

struct location {
    enum location_kind kind;
    struct text bucket; /* S3 alone */
    struct text key;    /* without the slash in front, for files too */
};

/* Reads a location; its texts are borrowed from `t`. s3a:// and s3n://, which Hadoop writes, mean
 * s3://. Fails with VALIDATION on other schemes, bucket names that S3 does not allow, keys that are
 * too long or not UTF-8, and file paths with empty, "." or
 * ".." parts. */
int location_decode(struct location *out, struct text t, struct err *e) MUST_CHECK;

/* Appends the location as text; s3:// for all of S3's schemes. */
void location_encode(const struct location *location, struct buf *out);

/* The same store and bucket with another key, borrowed. */
struct location location_with_key(const struct location *location, struct text key);

/* The last part of a key without a closing slash: "c" of "a/b/c" and of "a/b/c/". Borrowed. */
struct text location_name(struct text key);

#endif
