/* SPDX-License-Identifier: Apache-2.0
 * What the files catalog/policy*.c share: a policy as it is evaluated. */
#ifndef PROPOLIS_CATALOG_POLICY_INSIDE_H
#define PROPOLIS_CATALOG_POLICY_INSIDE_H

#include <stdatomic.h>

#include "catalog/policy.h"
#include "catalog/policy_condition.h"

/* "glue:Get*"; "*" has no service and means every one. */
struct policy_action {
    struct text service;
    struct policy_pattern name;
};

/* A caller, or with `arn` {NULL, 0} an account as a whole. */
struct policy_principal {
    struct text account, arn;
};

struct policy_statement {
    bool is_deny;
    bool has_principals, not_principals, any_principal;
    struct policy_principal *principals;
    size_t principals_count;
    bool not_actions;
    struct policy_action *actions;
    size_t actions_count;
    bool not_resources;
    struct policy_arn *resources;
    size_t resources_count;
    struct policy_condition *conditions;
    size_t conditions_count;
};

struct policy {
    atomic_size_t owners;
    struct arena arena;
    bool allows_everything;
    struct policy_statement *statements;
    size_t statements_count;
};

/* Reads one principal of the type AWS: "*", an account, or an ARN. ERR_INVALID. */
int policy_principal_decode(struct policy_statement *statement, struct text t,
                            struct err *err) MUST_CHECK;

/* Refuses what is no principal of the type Service: ram.amazonaws.com. ERR_INVALID. */
int policy_service_check(struct text t, struct err *err) MUST_CHECK;

#endif
