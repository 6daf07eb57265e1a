/* SPDX-License-Identifier: Apache-2.0
 * JSON Schemas of types and shapes, for the OpenAPI text. */
#ifndef PROPOLIS_API_REST_OPENAPI_SCHEMA_H
#define PROPOLIS_API_REST_OPENAPI_SCHEMA_H

#include "base/buf.h"
#include "catalog/shape.h"

/* The shapes met so far, each of which becomes a component. */
enum { OPENAPI_SHAPES_MAX = 512 };
struct openapi_shapes {
    const struct shape *met[OPENAPI_SHAPES_MAX];
    size_t count;
};

/* Appends the schema of a type; a structure is a reference, and noted. */
void openapi_put_type(struct buf *out, const struct type *type, const char *about,
                      struct openapi_shapes *shapes);

/* Appends the schema object of a shape. `elsewhere` (may be NULL) says which members may be absent
 * although they are required, for the address carries them; where both do, the address's holds. */
void openapi_put_shape(struct buf *out, const struct shape *shape,
                       bool (*elsewhere)(const struct member *member, const void *context),
                       const void *context, struct openapi_shapes *shapes);

#endif
