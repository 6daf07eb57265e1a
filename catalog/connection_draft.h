/* SPDX-License-Identifier: Apache-2.0
 * A connection as a caller wants it: the properties that its type needs, and the texts that will be
 * stored, with its secrets and without them. */
#ifndef PROPOLIS_CATALOG_CONNECTION_DRAFT_H
#define PROPOLIS_CATALOG_CONNECTION_DRAFT_H

#include "base/arena.h"
#include "base/compiler.h"
#include "base/err.h"
#include "catalog/shape.h"

struct connection_draft {
    struct text name, type;
    int schema_version;      /* 2 where a member of the second version was given, else 1 */
    struct text tail;        /* members of a Connection, without braces and without secrets */
    struct text secret_tail; /* the same with them; {NULL, 0}: it would be equal */
    struct text credentials; /* the AuthenticationConfiguration as given; {NULL, 0}: no secrets */
};

/* Makes the texts, in the arena, of a decoded ConnectionInput (catalog/shapes_connection.h).
 * ERR_INVALID names the property that is missing; the message holds no value. */
int connection_draft_make(const struct value *input, struct arena *arena,
                          struct connection_draft *out, struct err *err) MUST_CHECK;

/* The rules alone, for a type, its ConnectionProperties, and whether credentials come elsewhere.
 * Source: the model's text of ConnectionInput$ConnectionType. */
int connection_properties_check(struct text type, const struct value *properties,
                                bool has_authentication, struct err *err) MUST_CHECK;

/* The way back: decodes a stored text into the values of a Connection. */
int connection_tail_decode(struct text tail, struct arena *arena, struct value **connection,
                           struct err *err) MUST_CHECK;

/* The stored text as ApplyOverrideForComputeEnvironment asks for it: the properties of an
 * environment (SPARK, ATHENA, PYTHON) laid over ConnectionProperties. */
int connection_tail_override(struct text tail, struct text environment, struct arena *arena,
                             struct text *out, struct err *err) MUST_CHECK;

#endif
