/* SPDX-License-Identifier: Apache-2.0
 * Schemas of Iceberg tables: read from the JSON of the table specification (versions 1 and 2,
 * iceberg.apache.org/spec, appendix C), held against its rules, and turned into Hive's columns.
 * Pure. */
#ifndef PROPOLIS_CATALOG_ICEBERG_SCHEMA_H
#define PROPOLIS_CATALOG_ICEBERG_SCHEMA_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/compiler.h"
#include "base/err.h"
#include "catalog/hive_type.h"
#include "catalog/shape.h"

/* A field at any depth; elements, keys and values of lists and maps are fields too. */
struct iceberg_field {
    int32_t id;
    struct text name;      /* as the schema spells it; "element", "key", "value" */
    struct text primitive; /* "decimal(9,2)"; {NULL, 0} for nested types */
    bool is_required;
    bool is_repeated;        /* inside a list or map */
    bool is_inside_optional; /* of a struct that may be null */
};

/* A field of the outermost struct. */
struct iceberg_column {
    int32_t id;
    struct text name, doc;
    struct text json_type; /* as it was given */
    bool is_required;
    const struct hive_type *type;
};

struct iceberg_schema {
    int32_t id; /* 0 where none is given */
    int32_t highest_id;
    struct iceberg_field *fields; /* sorted by id */
    size_t fields_count;
    struct iceberg_column *columns; /* in order */
    size_t columns_count;
    struct text identifiers; /* JSON list of ids; {NULL, 0}: none */
    struct text json;        /* borrowed from what was decoded */
};

/* Decodes a schema, borrowing from `json`. ERR_INVALID says which field breaks which rule: a type
 * that the versions do not know, an id or a name given twice, an identifier field that is not one.
 */
int iceberg_schema_decode(struct text json, struct arena *arena, struct iceberg_schema *out,
                          struct err *err) MUST_CHECK;

/* Appends an IcebergSchema of the API (catalog/shapes_table.h) as JSON of the specification, under
 * the id `schema_id`. ERR_INVALID: default values, which only version 3 knows. */
int iceberg_schema_put(const struct value *schema, int32_t schema_id, struct buf *out,
                       struct err *err) MUST_CHECK;

/* The JSON of a schema for Hive's columns, ids given in order, outer fields first. ERR_INVALID for
 * types that Iceberg does not have. */
int iceberg_schema_put_columns(const struct value *columns, struct arena *arena, struct buf *out,
                               struct err *err) MUST_CHECK;

/* NULL where there is none. */
const struct iceberg_field *iceberg_schema_field(const struct iceberg_schema *schema, int32_t id);

/* Whether one can be read in place of the other (section "Schema evolution"): types only widen,
 * nothing optional becomes required, new fields are optional and their ids are above `last_id`.
 * ERR_INVALID. */
int iceberg_schema_check_change(const struct iceberg_schema *before,
                                const struct iceberg_schema *after, int32_t last_id,
                                struct err *err) MUST_CHECK;

#endif
