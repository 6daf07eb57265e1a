/* SPDX-License-Identifier: Apache-2.0
 * Policies of catalog objects, kept by the name of what they are put on: "catalog", "database/db",
 * "table/db/table". Like every name in a policy it says what is meant, whether there is such a
 * thing now or not. They are kept as they were written; catalog/policy.h reads them. */
#ifndef PROPOLIS_STORE_RESOURCE_POLICY_H
#define PROPOLIS_STORE_RESOURCE_POLICY_H

#include "base/buf.h"
#include "store/page.h"
#include "store/store.h"

enum policy_exists_condition { POLICY_MAY_EXIST, POLICY_MUST_EXIST, POLICY_MUST_NOT_EXIST };

/* What is written. Borrowed. */
struct resource_policy_write {
    struct text resource;
    struct text policy;         /* JSON */
    struct text hash_condition; /* {NULL, 0}: none */
    enum policy_exists_condition exists;
    bool enable_hybrid;
};

/* A policy that was found; texts live in the arena. */
struct resource_policy {
    struct text resource, policy, hash;
    int64_t created_ms, updated_ms;
};

/* Puts a policy in place of the present one; its hash is in the arena. ERR_PRECONDITION: a
 * condition does not hold. ERR_LIMIT above LIMIT_RESOURCE_POLICIES. */
int resource_policy_put(struct tx *tx, const struct resource_policy_write *write,
                        struct arena *arena, struct text *hash) MUST_CHECK;

/* ERR_NOT_FOUND. */
int resource_policy_find(struct tx *tx, struct text resource, struct arena *arena,
                         struct resource_policy *out) MUST_CHECK;

/* ERR_NOT_FOUND; ERR_PRECONDITION where a hash is given and is not the policy's. */
int resource_policy_delete(struct tx *tx, struct text resource,
                           struct text hash_condition) MUST_CHECK;

/* Appends the members of a GluePolicy, without the braces around them. */
void resource_policy_put_members(const struct resource_policy *policy, struct buf *out);

/* Appends a page of GluePolicy objects, separated by commas, by resource. */
int resource_policy_list(struct tx *tx, struct page *page, struct buf *out) MUST_CHECK;

/* All of them, by resource. The array and its texts are in the arena. */
int resource_policy_read_all(struct tx *tx, struct arena *arena, struct resource_policy **out,
                             size_t *count) MUST_CHECK;

#endif
