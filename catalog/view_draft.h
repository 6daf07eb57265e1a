/* SPDX-License-Identifier: Apache-2.0
 * Views that hold the query of several engines ("dialects"): the rules that a ViewDefinition must
 * keep, and what an update of one dialect makes of the others. Sources, where the service model
 * says nothing: Athena's ALTER VIEW DIALECT page, and the service's own words in
 * github.com/hashicorp/terraform-provider-aws issues 49323 and 49042 and pull request 49156. Plain
 * views have no ViewDefinition and no rules. */
#ifndef PROPOLIS_CATALOG_VIEW_DRAFT_H
#define PROPOLIS_CATALOG_VIEW_DRAFT_H

#include "base/arena.h"
#include "base/compiler.h"
#include "base/err.h"
#include "catalog/shape.h"

/* The ViewDefinition (shape_view_definition, in the arena) that a ViewDefinitionInput asks for, no
 * representation stale. */
struct value *view_definition_of_input(const struct value *input, struct arena *arena);

/* The ViewDefinition of a stored tail, or NULL. */
int view_definition_of_tail(struct text tail, struct arena *arena, struct value **out,
                            struct err *err) MUST_CHECK;

/* Whether it is that of a materialized view: it says something only one of those has. */
bool view_is_materialized(const struct value *definition);

/* The rules for a definition and the storage descriptor beside it (members, or NULL). ERR_INVALID.
 */
int view_check(const struct value *definition, const struct value *descriptor,
               struct err *err) MUST_CHECK;

/* What a stored tail begins with, so that nobody needs to decode it for this. */
#define VIEW_MULTI_DIALECT_HEAD "\"IsMultiDialectView\":true"
#define VIEW_MATERIALIZED_HEAD  "\"IsMultiDialectView\":false,\"IsMaterializedView\":true"
bool view_is_multi_dialect(struct text tail);

/* An UpdateTable with a ViewUpdateAction. All borrowed. */
struct view_update {
    struct text action;         /* ADD, REPLACE, ADD_OR_REPLACE, DROP */
    bool force;                 /* what conflicts becomes stale instead of failing the update */
    const struct value *stored; /* TableInput of the stored tail */
    const struct value *stored_definition; /* ViewDefinition members */
    const struct value *given;             /* TableInput */
};

/* The TableInput and the ViewDefinition that the update makes, in the arena. ERR_INVALID: the
 * dialect is there already, or is not there, or is the last one, or the others conflict with it. */
int view_update_make(const struct view_update *update, struct arena *arena, struct value **input,
                     struct value **definition, struct err *err) MUST_CHECK;

#endif
