/* SPDX-License-Identifier: Apache-2.0
 * Where an S3 bucket is spoken to: host, path and region. Internal to the room. */
#ifndef PROPOLIS_LAKE_S3_ENDPOINT_H
#define PROPOLIS_LAKE_S3_ENDPOINT_H

#include "base/arena.h"
#include "base/compiler.h"
#include "base/err.h"
#include "lake/location.h"

struct s3_endpoint {
    struct text scheme;    /* "https"; empty: AWS, whose host depends on the region */
    struct text authority; /* "127.0.0.1:9000" */
    struct text base_path; /* "/prefix" or empty */
    bool path_style;
};

/* Reads "http://host:port/base"; NULL is AWS. The texts live in the arena. VALIDATION on anything
 * else. */
int s3_endpoint_decode(struct s3_endpoint *out, const char *url, struct arena *a,
                       struct err *e) MUST_CHECK;

/* Lower-case letters, digits and '-', at most 63: a region becomes a part of a host name. */
bool s3_is_region(struct text region);

/* Where to send a request about an object or bucket. */
struct s3_address {
    struct text scheme, host; /* the host as the Host header spells it */
    struct text path;         /* percent-encoded, begins with '/' */
};

/* The address of a key (empty: the bucket itself) in a region. Buckets whose names have dots or
 * capitals, which fit no certificate or no host name, are always named in the path. */
struct s3_address s3_address_of(const struct s3_endpoint *endpoint, const struct location *location,
                                struct text key, struct text region, struct arena *a);

#endif
