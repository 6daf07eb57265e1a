/* SPDX-License-Identifier: Apache-2.0
 * What a policy answers. An explicit denial goes before any allowance, wherever it stands. */
#include "catalog/policy_inside.h"

static bool is_action(const struct policy_action *action, const struct policy_question *q)
{
    if (!action->service.p)
        return true;
    return text_equal_nocase(action->service, q->service) &&
           policy_pattern_matches(&action->name, q->action, q->facts, true);
}

static bool names_action(const struct policy_statement *s, const struct policy_question *q)
{
    for (size_t i = 0; i < s->actions_count; i++)
        if (is_action(&s->actions[i], q))
            return !s->not_actions;
    return s->not_actions;
}

static bool names_resource(const struct policy_statement *s, const struct policy_question *q)
{
    for (size_t i = 0; i < s->resources_count; i++)
        if (policy_arn_matches(&s->resources[i], q->resource, q->facts))
            return !s->not_resources;
    return s->not_resources;
}

/* An account stands for all its callers, but where NotPrincipal spares some of them: there it is
 * the account's root alone, as in the service's own examples. */
static bool is_principal(const struct policy_statement *s, const struct policy_principal *p,
                         const struct policy_facts *facts)
{
    if (p->arn.p)
        return text_equal(p->arn, facts->values[POLICY_PRINCIPAL_ARN]);
    return text_equal(p->account, facts->values[POLICY_PRINCIPAL_ACCOUNT]) &&
           (!s->not_principals || !facts->values[POLICY_USERNAME].p);
}

static bool names_principal(const struct policy_statement *s, const struct policy_facts *facts)
{
    if (!s->has_principals)
        return true;
    if (s->any_principal)
        return !s->not_principals;
    for (size_t i = 0; i < s->principals_count; i++)
        if (is_principal(s, &s->principals[i], facts))
            return !s->not_principals;
    return s->not_principals;
}

static bool conditions_hold(const struct policy_statement *s, const struct policy_facts *facts)
{
    for (size_t i = 0; i < s->conditions_count; i++)
        if (!policy_condition_holds(&s->conditions[i], facts))
            return false;
    return true;
}

static bool applies(const struct policy_statement *s, const struct policy_question *q)
{
    return names_action(s, q) && names_principal(s, q->facts) && names_resource(s, q) &&
           conditions_hold(s, q->facts);
}

enum policy_answer policy_evaluate(const struct policy *policy, const struct policy_question *q)
{
    enum policy_answer answer = POLICY_IS_SILENT;
    for (size_t i = 0; i < policy->statements_count; i++) {
        const struct policy_statement *s = &policy->statements[i];
        if ((answer == POLICY_ALLOWS && !s->is_deny) || !applies(s, q))
            continue;
        if (s->is_deny)
            return POLICY_DENIES;
        answer = POLICY_ALLOWS;
    }
    return answer;
}
