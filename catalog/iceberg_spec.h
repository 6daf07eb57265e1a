/* SPDX-License-Identifier: Apache-2.0
 * Partition specs and sort orders of Iceberg tables: both are lists of transformed fields under an
 * id. */
#ifndef PROPOLIS_CATALOG_ICEBERG_SPEC_H
#define PROPOLIS_CATALOG_ICEBERG_SPEC_H

#include "catalog/iceberg_schema.h"

struct iceberg_term {
    int32_t source_id;
    int32_t field_id; /* of a spec; 0: to be given */
    struct text transform;
    struct text name;                  /* of a spec */
    struct text direction, null_order; /* of a sort order */
};

struct iceberg_spec {
    bool is_order; /* a sort order */
    int32_t id;    /* ICEBERG_NO_ID: to be given */
    struct iceberg_term *terms;
    size_t count;
    struct text json; /* as it was decoded; {NULL, 0}: made here */
};

enum { ICEBERG_NO_ID = -1, ICEBERG_PARTITION_ID_FIRST = 1000 };

/* From the JSON of the specification; texts borrowed from it or in the arena. ERR_INVALID. */
int iceberg_spec_decode(struct text json, bool is_order, struct arena *arena,
                        struct iceberg_spec *out, struct err *err) MUST_CHECK;

/* From the API's IcebergPartitionSpec or IcebergSortOrder (members; NULL: none, unpartitioned or
 * unsorted). */
void iceberg_spec_of_input(const struct value *input, bool is_order, struct arena *arena,
                           struct iceberg_spec *out);

/* Checks the terms against a schema: sources that exist, are primitive and not repeated, transforms
 * that take their types, names that clash neither with each other nor with columns. ERR_INVALID. */
int iceberg_spec_check(const struct iceberg_spec *spec, const struct iceberg_schema *schema,
                       struct err *err) MUST_CHECK;

/* Gives ids to the fields of a spec that have none: that of an equal field of a known spec, else
 * the next above `last_id`. Returns the highest id then in use. ERR_INVALID for ids below 1000 or
 * given twice. */
int iceberg_spec_number(struct iceberg_spec *spec, const struct iceberg_spec *known,
                        size_t known_count, int32_t *last_id, struct err *err) MUST_CHECK;

/* Whether both ask for the same, whatever their ids. */
bool iceberg_spec_equal(const struct iceberg_spec *a, const struct iceberg_spec *b);

/* Appends the JSON, and the bare list of its fields (`partition-spec` of version 1). */
void iceberg_spec_put(const struct iceberg_spec *spec, struct buf *out);
void iceberg_spec_put_fields(const struct iceberg_spec *spec, struct buf *out);

#endif
