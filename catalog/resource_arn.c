/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/resource_arn.h"

static bool is_partition(struct text t)
{
    return text_is(t, "aws") || text_starts_with(t, TEXT("aws-"));
}

int resource_arn_decode(struct text arn, struct resource_arn *out, struct err *err)
{
    struct text rest = arn;
    bool is_arn = text_is(text_split(&rest, ':'), "arn") && is_partition(text_split(&rest, ':')) &&
                  text_is(text_split(&rest, ':'), "glue");
    out->region = text_split(&rest, ':');
    out->account = text_split(&rest, ':');
    out->type = text_split(&rest, '/');
    out->path = rest;
    if (is_arn && out->type.n)
        return 0;
    return err_set(err, ERR_INVALID, "'%.*s' is not the ARN of a Glue resource.",
                   TEXT_ARG(text_cut(arn, 128)));
}

struct text resource_arn_cut_last(struct text *path)
{
    size_t at = path->n;
    while (at > 0 && path->p[at - 1] != '/')
        at--;
    struct text last = {path->p + at, path->n - at};
    *path = at ? (struct text){path->p, at - 1} : (struct text){NULL, 0};
    return last;
}
