/* SPDX-License-Identifier: Apache-2.0
 * What the files api/operations/access*.c share. */
#ifndef PROPOLIS_API_OPERATIONS_ACCESS_INSIDE_H
#define PROPOLIS_API_OPERATIONS_ACCESS_INSIDE_H

#include "api/operations/access.h"

/* The resource policies at one moment, constant; by resource. */
struct access_set;

/* Those of now, with one owner more. */
struct access_set *access_set_take(struct access *access);
void access_set_drop(struct access_set *set); /* NULL is allowed */

/* The policy of a resource, or NULL. */
const struct policy *access_set_find(const struct access_set *set, struct text resource);

/* One resource on the way from the catalog down to what is touched. */
struct access_step {
    const struct access_step *above;
    struct text path;            /* "table/db/t" */
    const struct policy *policy; /* its own, which speaks of what lies below too; or NULL */
};

/* Who asks for what. */
struct access_asker {
    struct call *call;
    struct arena *arena;         /* for ARNs */
    struct text service, action; /* "glue", "GetTable" */
    struct policy_facts facts;
    bool quiet; /* no error is wanted */
};

/* Makes a step below `above` (NULL: at the top). */
struct access_step access_below(const struct access_asker *asker, const struct access_step *above,
                                struct text path);

/* Whether the asker may do it to the thing of a step: 0, or -1 with the error set. */
int access_ask(struct access_asker *asker, const struct access_step *step) MUST_CHECK;

/* Asks for a table and what is above it. */
int access_ask_table(struct access_asker *asker, const struct access_table *table) MUST_CHECK;

/* Asks for all that the call touches. */
int access_ask_all(struct access_asker *asker) MUST_CHECK;

/* The names of catalogs below the account's own that a CatalogId leads to: "a/b"; "" for the
 * account's own. In the arena. */
struct text access_catalog_path(const struct service *service, struct text catalog_id,
                                struct arena *arena);

#endif
