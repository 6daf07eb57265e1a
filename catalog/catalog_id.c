/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/catalog_id.h"

#include "catalog/resource_arn.h"

enum { ACCOUNT_DIGITS = 12 };

static bool is_separator(char c)
{
    return c == ':' || c == '/';
}

static bool begins_with_account(struct text t)
{
    size_t n = 0;
    while (n < t.n && t.p[n] >= '0' && t.p[n] <= '9')
        n++;
    return n == ACCOUNT_DIGITS && (n == t.n || is_separator(t.p[n]));
}

/* {NULL, 0} for another account's and for what is no ARN of a catalog. */
static struct text path_of_arn(struct text given, struct text account)
{
    struct resource_arn arn;
    struct err ignored = {.code = ERR_NONE};
    const struct text nothing = {NULL, 0};
    if (resource_arn_decode(given, &arn, &ignored) != 0 || !text_is(arn.type, "catalog") ||
        (arn.account.n && !text_equal(arn.account, account)))
        return nothing;
    return arn.path.p ? arn.path : TEXT("");
}

/* The names with their separators; empty: the root; {NULL, 0}: nothing here. */
static struct text path_of(struct text given, struct text account)
{
    if (text_equal(given, account))
        return TEXT("");
    if (text_starts_with(given, TEXT("arn:")))
        return path_of_arn(given, account);
    if (text_starts_with(given, account) && is_separator(given.p[account.n]))
        return (struct text){given.p + account.n + 1, given.n - account.n - 1};
    return begins_with_account(given) ? (struct text){NULL, 0} : given;
}

static bool has_empty_name(struct text path)
{
    for (size_t i = 0; i <= path.n; i++)
        if ((i == path.n || is_separator(path.p[i])) && (i == 0 || is_separator(path.p[i - 1])))
            return true;
    return false;
}

struct text catalog_id_canonical(struct text given, struct text account, struct arena *arena)
{
    if (given.n == 0)
        return given;
    struct text path = path_of(given, account);
    if (path.p && path.n == 0 && !is_separator(given.p[given.n - 1]))
        return account;
    if (has_empty_name(path))
        return given;
    struct text folded = arena_fold(arena, path);
    char *names = ARENA_ARRAY(arena, char, folded.n);
    for (size_t i = 0; i < folded.n; i++)
        names[i] = folded.p[i] == ':' ? '/' : folded.p[i];
    return arena_printf(arena, "%.*s:%.*s", TEXT_ARG(account), (int)folded.n, names);
}

struct text catalog_id_path(struct text canonical, struct text account)
{
    if (canonical.n == 0 || text_equal(canonical, account))
        return TEXT("");
    if (!text_starts_with(canonical, account) || canonical.p[account.n] != ':' ||
        canonical.n == account.n + 1)
        return (struct text){NULL, 0};
    return (struct text){canonical.p + account.n + 1, canonical.n - account.n - 1};
}
