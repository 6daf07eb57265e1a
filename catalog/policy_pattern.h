/* SPDX-License-Identifier: Apache-2.0
 * The texts of access policies that stand for many: '*' for any characters, '?' for one, and
 * variables (${aws:username}) for what is known of a request. Matching does no backtracking beyond
 * the last '*': at most (length of the text) x (length of the pattern) steps.
 *
 * Source: docs.aws.amazon.com/IAM, "IAM JSON policy elements: Resource" and "Variables and tags".
 */
#ifndef PROPOLIS_CATALOG_POLICY_PATTERN_H
#define PROPOLIS_CATALOG_POLICY_PATTERN_H

#include "base/arena.h"
#include "base/err.h"

/* What is known of a request, each under its condition key. */
enum policy_key {
    POLICY_PRINCIPAL_ARN,
    POLICY_PRINCIPAL_ACCOUNT,
    POLICY_PRINCIPAL_TYPE,
    POLICY_USERNAME,
    POLICY_SOURCE_IP,
    POLICY_SECURE_TRANSPORT,
    POLICY_CURRENT_TIME,
    POLICY_EPOCH_TIME,
    POLICY_REQUESTED_REGION,
    POLICY_RESOURCE_ACCOUNT,
    POLICY_BY_TAGS, /* Lake Formation decided by its tags, which it never does here: no value */
    POLICY_KEYS
};

/* The key of a name ("aws:username", in any case), or -1. */
int policy_key_find(struct text name);

/* The value of each key as a text; {NULL, 0}: the request has none. The two times are in now_ms;
 * their texts say no more than that there is one. */
struct policy_facts {
    struct text values[POLICY_KEYS];
    int64_t now_ms;
};

struct policy_pattern {
    struct text bytes; /* signs stand for wildcards and variables (policy_pattern.c) */
};

enum policy_pattern_flag {
    PATTERN_WILDCARDS = 1, /* '*' and '?' mean others */
    PATTERN_VARIABLES = 2  /* policies of version 2012-10-17 know variables */
};

/* Into the arena. ERR_INVALID names a variable that is not known, or a control character. */
int policy_pattern_decode(struct policy_pattern *out, struct text t, unsigned flags,
                          struct arena *arena, struct err *err) MUST_CHECK;

/* True where the whole text fits. A variable without a value fits nothing. */
bool policy_pattern_matches(const struct policy_pattern *pattern, struct text t,
                            const struct policy_facts *facts, bool ignore_case);

/* A pattern of ARNs. The six parts between the colons are compared each by itself; fewer parts, the
 * last of which ends in '*', stand for all that follows. */
enum { POLICY_ARN_PARTS = 6 };
struct policy_arn {
    struct policy_pattern parts[POLICY_ARN_PARTS];
    size_t count;
};

/* ERR_INVALID: no ARN. "*" alone is every one. */
int policy_arn_decode(struct policy_arn *out, struct text t, unsigned flags, struct arena *arena,
                      struct err *err) MUST_CHECK;
bool policy_arn_matches(const struct policy_arn *pattern, struct text arn,
                        const struct policy_facts *facts);

#endif
