/* SPDX-License-Identifier: Apache-2.0
 * Whom a statement is about. */
#include "catalog/policy_inside.h"

enum { ACCOUNT_DIGITS = 12, SHOWN_BYTES = 128 };

static bool is_account(struct text t)
{
    for (size_t i = 0; i < t.n; i++)
        if (t.p[i] < '0' || t.p[i] > '9')
            return false;
    return t.n == ACCOUNT_DIGITS;
}

/* Kinds of callers that IAM and STS know. Here only users and the root exist; the others are read
 * and never call. */
static const struct {
    const char *service, *kind;
} kinds[] = {
    {"iam", "user/"},
    {"iam", "role/"},
    {"sts", "assumed-role/"},
    {"sts", "federated-user/"},
};

static bool is_known_kind(struct text service, struct text rest)
{
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (text_is(service, kinds[i].service) && text_starts_with(rest, text_of(kinds[i].kind)))
            return rest.n > text_of(kinds[i].kind).n;
    return false;
}

/* arn:aws:iam::ACCOUNT:user/NAME, or ...:root for the account. */
static bool read_arn(struct policy_principal *p, struct text t)
{
    struct text rest = t;
    struct text scheme = text_split(&rest, ':');
    struct text partition = rest.p ? text_split(&rest, ':') : (struct text){NULL, 0};
    struct text service = rest.p ? text_split(&rest, ':') : (struct text){NULL, 0};
    struct text region = rest.p ? text_split(&rest, ':') : (struct text){NULL, 0};
    p->account = rest.p ? text_split(&rest, ':') : (struct text){NULL, 0};
    if (!rest.p || !text_is(scheme, "arn") || !text_starts_with(partition, TEXT("aws")) ||
        region.n > 0 || !is_account(p->account))
        return false;
    if (text_is(service, "iam") && text_is(rest, "root"))
        return true;
    p->arn = t;
    return is_known_kind(service, rest);
}

int policy_principal_decode(struct policy_statement *s, struct text t, struct err *err)
{
    struct policy_principal *p = &s->principals[s->principals_count];
    *p = (struct policy_principal){.account = t};
    if (text_is(t, "*")) {
        s->any_principal = true;
        return 0;
    }
    if (text_find(t, '*') < t.n || text_find(t, '?') < t.n)
        return err_set(err, ERR_INVALID, "a principal has no wildcards but \"*\" alone: %.*s",
                       TEXT_ARG(text_cut(t, SHOWN_BYTES)));
    if (!is_account(t) && !read_arn(p, t))
        return err_set(err, ERR_INVALID,
                       "%.*s is no principal: an account, or the ARN of an account's root, user or "
                       "role",
                       TEXT_ARG(text_cut(t, SHOWN_BYTES)));
    s->principals_count++;
    return 0;
}

int policy_service_check(struct text t, struct err *err)
{
    static const struct text ends[] = {TEXT_INIT(".amazonaws.com"), TEXT_INIT(".amazonaws.com.cn")};
    for (size_t i = 0; i < COUNT(ends); i++)
        if (text_ends_with(t, ends[i]) && t.n > ends[i].n && text_find(t, '*') == t.n &&
            text_find(t, '?') == t.n)
            return 0;
    return err_set(err, ERR_INVALID, "%.*s is no service (name.amazonaws.com)",
                   TEXT_ARG(text_cut(t, SHOWN_BYTES)));
}
