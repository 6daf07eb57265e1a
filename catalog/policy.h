/* SPDX-License-Identifier: Apache-2.0
 * Access policies: who may do what. The grammar is that of IAM's JSON policies (Version, Id,
 * Statement, Sid, Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource,
 * Condition); what is not evaluated exactly is refused when a policy is read, by name.
 *
 * A policy is read once, when it is put or loaded, and is constant afterwards: any number of
 * threads may ask it. Source: docs.aws.amazon.com/IAM, "Grammar of the IAM JSON policy language"
 * and "Policy evaluation logic"; docs.aws.amazon.com/glue, "Resource-based policies". */
#ifndef PROPOLIS_CATALOG_POLICY_H
#define PROPOLIS_CATALOG_POLICY_H

#include "catalog/policy_pattern.h"

enum policy_kind {
    POLICY_OF_IDENTITY, /* of a key: names no principal */
    POLICY_OF_RESOURCE  /* of a catalog object: each statement names principals */
};

/* What a policy must keep to. */
struct policy_rules {
    enum policy_kind kind;
    /* What the resources of a POLICY_OF_RESOURCE must lie in; {NULL, 0}: that is not asked. */
    struct text region, account;
};

struct policy;

/* Reads a policy of at most LIMIT_POLICY_BYTES. New, with one owner. NULL and ERR_INVALID: the text
 * says which statement and element is wrong and why. */
struct policy *policy_new(struct text json, const struct policy_rules *rules,
                          struct err *err) MUST_CHECK;

/* One owner more, and one less; the last one frees it. Both take NULL. */
const struct policy *policy_take(const struct policy *policy);
void policy_drop(const struct policy *policy);

/* True where it allows every action on everything to whom it belongs, whatever the request. */
bool policy_allows_everything(const struct policy *policy);

/* One question: may the caller do this to that? */
struct policy_question {
    struct text service, action; /* "glue", "GetTable" */
    struct text resource;        /* ARN */
    const struct policy_facts *facts;
};

enum policy_answer {
    POLICY_IS_SILENT,
    POLICY_ALLOWS,
    POLICY_DENIES /* goes before any allowance */
};

enum policy_answer policy_evaluate(const struct policy *policy,
                                   const struct policy_question *question);

#endif
