/* SPDX-License-Identifier: Apache-2.0
 * A user-defined function as a caller wants it: the texts that will be stored, made before the
 * write queue, and what its rules say about them. */
#ifndef PROPOLIS_CATALOG_FUNCTION_DRAFT_H
#define PROPOLIS_CATALOG_FUNCTION_DRAFT_H

#include "base/arena.h"
#include "base/compiler.h"
#include "base/err.h"
#include "catalog/shape.h"

/* All texts live in the arena that the draft was made with. */
struct function_draft {
    struct text name;         /* folded */
    struct text type;         /* FunctionType; absent: REGULAR_FUNCTION, as in Hive */
    struct text governance;   /* GovernanceMode; {NULL, 0}: as it is, IAM_ONLY for a new one */
    struct text tail;         /* canonical JSON of the input less its head, without braces */
    struct text plain_tail;   /* the same for IAM_ONLY, which knows no ArtifactLocation */
    const char *ungovernable; /* why LAKE_FORMATION cannot govern it; NULL: it can */
};

/* Renders the texts of a decoded UserDefinedFunctionInput (catalog/shapes_function.h), whose name
 * is set; what is only answered is taken out of it. ERR_TOO_LARGE. */
int function_draft_make(struct value *function_input, struct arena *arena,
                        struct function_draft *out, struct err *err) MUST_CHECK;

#endif
