/* SPDX-License-Identifier: Apache-2.0
 * Names of resources: arn:<partition>:glue:<region>:<account>:<type>[/<path>]. Which types there
 * are and how their paths are made:
 * docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html
 */
#ifndef PROPOLIS_CATALOG_RESOURCE_ARN_H
#define PROPOLIS_CATALOG_RESOURCE_ARN_H

#include "base/compiler.h"
#include "base/err.h"
#include "base/text.h"

/* The parts, borrowed from the ARN. */
struct resource_arn {
    struct text region, account; /* may be empty: whoever is asked */
    struct text type;            /* "database" */
    struct text path;            /* what stands behind "database/"; {NULL, 0}: nothing */
};

/* ERR_INVALID for what is no ARN of Glue. */
int resource_arn_decode(struct text arn, struct resource_arn *out, struct err *err) MUST_CHECK;

/* Cuts the last segment off a path: "a/b/c" becomes "a/b" and gives "c"; "c" becomes {NULL, 0}. */
struct text resource_arn_cut_last(struct text *path);

#endif
