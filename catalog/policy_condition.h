/* SPDX-License-Identifier: Apache-2.0
 * Conditions of access policies: an operator, a key and its values. Only what is evaluated exactly
 * is read; any other operator or key is refused by name, because a condition that is passed over
 * grants too much or denies too little.
 *
 * Several values are alternatives; a negated operator asks that none of them fits. A key that the
 * request does not have fits no operator but the negated ones, Null, and those with IfExists.
 *
 * Source: docs.aws.amazon.com/IAM, "IAM JSON policy elements: Condition operators". */
#ifndef PROPOLIS_CATALOG_POLICY_CONDITION_H
#define PROPOLIS_CATALOG_POLICY_CONDITION_H

#include "catalog/policy_pattern.h"

struct policy_operator;
struct policy_operand;

struct policy_condition {
    const struct policy_operator *op;
    int key; /* enum policy_key */
    bool if_exists;
    struct policy_operand *operands;
    size_t count;
};

/* Begins a condition. ERR_INVALID: an operator or a key that is not evaluated, or
 * an operator that does not go with the key. */
int policy_condition_begin(struct policy_condition *out, struct text operator_name,
                           struct text key_name, struct err *err) MUST_CHECK;

/* Reads the next value; `operands` has room. `flags`: PATTERN_VARIABLES or 0. ERR_INVALID. */
int policy_condition_add(struct policy_condition *condition, struct text value, unsigned flags,
                         struct arena *arena, struct err *err) MUST_CHECK;

/* Room for the values of a condition. */
struct policy_operand *policy_operands_new(struct arena *arena, size_t count);

bool policy_condition_holds(const struct policy_condition *condition,
                            const struct policy_facts *facts);

#endif
