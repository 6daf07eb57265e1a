/* SPDX-License-Identifier: Apache-2.0
 * Iceberg's primitive types and partition transforms (table specification, versions 1 and 2). */
#ifndef PROPOLIS_CATALOG_ICEBERG_TYPE_H
#define PROPOLIS_CATALOG_ICEBERG_TYPE_H

#include "base/arena.h"
#include "base/compiler.h"
#include "base/err.h"
#include "catalog/hive_type.h"

/* The Hive type under which a primitive type is shown, as Iceberg's own Glue catalog does it
 * (IcebergToGlueConverter). ERR_INVALID for what versions 1 and 2 do not have. */
int iceberg_type_to_hive(struct text primitive, struct arena *arena, const struct hive_type **out,
                         struct err *err) MUST_CHECK;

/* The primitive type for a Hive type that is not nested; {NULL, 0} where there is none. */
struct text iceberg_type_of_hive(const struct hive_type *type, struct arena *arena);

/* Whether a column may change so: equal, int to long, float to double, more digits of a decimal. */
bool iceberg_type_widens(struct text before, struct text after);

/* Checks that a transform exists and takes a source of that type. ERR_INVALID. */
int iceberg_transform_check(struct text transform, struct text primitive,
                            struct err *err) MUST_CHECK;

#endif
