/* SPDX-License-Identifier: Apache-2.0
 * Who may do what: the one place where a call is authorised. A call's row says what it touches; for
 * each of these ARNs, from the catalog downwards, the key's identity policy or a resource policy
 * must allow the action, and none may deny it. Names of the action and the ARN stand in the error.
 *
 * Policies are read when they are put or loaded. A change is there for every request that begins
 * after the answer to it. Where a key's policy allows everything and no resource has a policy, the
 * whole check is two comparisons. */
#ifndef PROPOLIS_API_OPERATIONS_ACCESS_H
#define PROPOLIS_API_OPERATIONS_ACCESS_H

#include "api/operations/operation.h"
#include "catalog/policy.h"

struct access;

struct access_options {
    struct store *store; /* borrowed, like the texts */
    struct text region, account_id;
};

/* Reads the resource policies. New. ERR_INVALID: a kept policy that this version cannot read. */
struct access *access_open(const struct access_options *options, struct err *err) MUST_CHECK;
void access_close(struct access *access); /* NULL is allowed */

/* Reads them anew, after a write. From a thread that may wait. */
int access_reload(struct access *access, struct err *err) MUST_CHECK;

/* Whether the caller may run this call: 0, or -1 with ERR_ACCESS_DENIED. */
int access_check(struct call *call) MUST_CHECK;

/* The same for a call that passed it, once its input names other things: the target of a link. */
int access_check_again(struct call *call) MUST_CHECK;

/* For lists that leave out what the caller may not see. The first says, once for all, that nothing
 * needs to be left out. */
bool access_sees_all(const struct call *call);
struct access_table {
    struct text catalog, database, table; /* CatalogId, or empty; names as the store has them; an
                                             empty table asks for the database */
};
bool access_sees_table(struct call *call, const struct access_table *table);

/* The name under which the policy of an ARN is kept ("table/db/t"), in the call's arena; {NULL, 0}
 * in `arn` is the catalog. ERR_INVALID: an ARN of another account, or of a kind that has no policy
 * of its own. */
int access_resource(struct call *call, struct text arn, struct text *resource) MUST_CHECK;

/* What a policy that is put on a resource must keep to. */
struct policy_rules access_rules(const struct service *service);

/* Gives back what the checks took. */
void access_release(struct call *call);

#endif
