/* SPDX-License-Identifier: Apache-2.0
 * Any bytes as an access policy, of both kinds. What is taken answers questions without a fault,
 * one that says it allows everything does, and one read twice answers the same. */
#include <stdlib.h>

#include "catalog/policy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

static const struct policy_rules kinds[] = {
    {.kind = POLICY_OF_IDENTITY},
    {POLICY_OF_RESOURCE, TEXT_INIT("us-east-1"), TEXT_INIT("123456789012")},
};

static struct policy_facts facts_of(bool all)
{
    struct policy_facts facts = {.now_ms = INT64_C(1700000000123)};
    facts.values[POLICY_PRINCIPAL_ARN] = TEXT("arn:aws:iam::123456789012:user/bob");
    facts.values[POLICY_PRINCIPAL_ACCOUNT] = TEXT("123456789012");
    facts.values[POLICY_CURRENT_TIME] = facts.values[POLICY_EPOCH_TIME] = TEXT("now");
    if (all) {
        facts.values[POLICY_USERNAME] = TEXT("bob");
        facts.values[POLICY_SOURCE_IP] = TEXT("203.0.113.7");
        facts.values[POLICY_SECURE_TRANSPORT] = TEXT("true");
        facts.values[POLICY_REQUESTED_REGION] = TEXT("us-east-1");
    }
    return facts;
}

static void ask(const struct policy *policy, const struct policy *again)
{
    static const char *const resources[] = {"arn:aws:glue:us-east-1:123456789012:catalog",
                                            "arn:aws:glue:us-east-1:123456789012:table/d/t:*", "",
                                            ":::::::"};
    for (size_t i = 0; i < 2 * COUNT(resources); i++) {
        struct policy_facts facts = facts_of(i % 2);
        struct policy_question q = {TEXT("glue"), TEXT("GetTable"), text_of(resources[i / 2]),
                                    &facts};
        enum policy_answer answer = policy_evaluate(policy, &q);
        check(answer == policy_evaluate(again, &q));
        check(!policy_allows_everything(policy) || answer == POLICY_ALLOWS);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text json = {(const char *)data, size};
    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct err e = {0};
        struct policy *policy = policy_new(json, &kinds[i], &e);
        check((policy == NULL) == (e.code == ERR_INVALID));
        if (!policy)
            continue;
        struct policy *again = policy_new(json, &kinds[i], &e);
        check(again != NULL);
        ask(policy, again);
        policy_drop(again);
        policy_drop(policy);
    }
    return 0;
}
