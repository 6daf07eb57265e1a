/* SPDX-License-Identifier: Apache-2.0
 * The metadata file of an Iceberg table: made for a new table, read, and written anew with changes.
 * What these do not touch (snapshots, statistics, what other writers added) is kept byte for byte.
 * After the table specification, versions 1 and 2 (iceberg.apache.org/spec). Pure. */
#ifndef PROPOLIS_CATALOG_ICEBERG_METADATA_H
#define PROPOLIS_CATALOG_ICEBERG_METADATA_H

#include "catalog/iceberg_spec.h"

struct iceberg_pair {
    struct text name, value;
};

struct iceberg_pairs {
    struct iceberg_pair *items;
    size_t count, room;
};

/* All texts live in the arena or in what was decoded. */
struct iceberg_metadata {
    int32_t format_version;
    struct text uuid, location;
    int64_t last_updated_ms;
    int32_t last_column_id, last_partition_id;
    int32_t current_schema_id, default_spec_id, default_order_id;
    struct iceberg_schema *schemas;
    struct iceberg_spec *specs, *orders;
    size_t schemas_count, specs_count, orders_count;
    struct iceberg_pairs properties;
    struct iceberg_pairs log;  /* names are times, values the JSON of the entries */
    struct iceberg_pairs rest; /* other members and their JSON */
};

/* What a new table is made of. Borrowed. */
struct iceberg_create {
    int32_t format_version;
    struct text uuid, location;
    int64_t now_ms;
    struct text schema;             /* JSON of the specification */
    const struct value *spec;       /* members of an IcebergPartitionSpec; NULL: unpartitioned */
    const struct value *order;      /* members of an IcebergSortOrder; NULL: unsorted */
    const struct value *properties; /* map; unset: none */
};

/* ERR_INVALID names the rule of the specification. */
int iceberg_metadata_create(const struct iceberg_create *create, struct arena *arena,
                            struct iceberg_metadata *out, struct err *err) MUST_CHECK;

/* ERR_INVALID: not the metadata of a table of version 1 or 2. */
int iceberg_metadata_decode(struct text json, struct arena *arena, struct iceberg_metadata *out,
                            struct err *err) MUST_CHECK;

/* Appends the JSON of the whole. */
void iceberg_metadata_put(const struct iceberg_metadata *metadata, struct buf *out);

/* The current one of each; never NULL in what was made or decoded. */
const struct iceberg_schema *iceberg_metadata_schema(const struct iceberg_metadata *metadata);
const struct iceberg_spec *iceberg_metadata_spec(const struct iceberg_metadata *metadata);
const struct iceberg_spec *iceberg_metadata_order(const struct iceberg_metadata *metadata);

/* By name; NULL where there is none. */
struct iceberg_pair *iceberg_pair_find(const struct iceberg_pairs *pairs, struct text name);
void iceberg_pair_set(struct iceberg_pairs *pairs, struct text name, struct text value,
                      struct arena *arena);

#endif
