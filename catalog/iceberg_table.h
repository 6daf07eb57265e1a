/* SPDX-License-Identifier: Apache-2.0
 * An Iceberg table as the catalog shows it: the table entry that points to its metadata file (as
 * GlueTableOperations and IcebergToGlueConverter of Iceberg's library write it), and the
 * IcebergTableMetadata of the API. */
#ifndef PROPOLIS_CATALOG_ICEBERG_TABLE_H
#define PROPOLIS_CATALOG_ICEBERG_TABLE_H

#include "catalog/iceberg_metadata.h"

/* Where a table's metadata is kept. */
struct iceberg_pointer {
    struct text metadata_location;
    struct text previous; /* {NULL, 0}: none */
};

/* Sets in the members of a TableInput what the metadata says: Parameters, type, location, columns.
 * What is nested is copied into the arena, not changed. ERR_INVALID for names and types that are
 * longer than a catalog's columns may be. */
int iceberg_table_describe(const struct iceberg_metadata *metadata,
                           const struct iceberg_pointer *pointer, struct arena *arena,
                           struct value *table_input, struct err *err) MUST_CHECK;

/* Sets what makes a table of a TableInput an Iceberg table: its type and Parameters. */
void iceberg_table_point(const struct iceberg_pointer *pointer, struct arena *arena,
                         struct value *table_input);

/* The metadata_location among Parameters, or {NULL, 0} where this is no Iceberg table. */
struct text iceberg_table_location(const struct value *parameters);

/* Where the next metadata file goes, after the one before ({NULL, 0}: the first). */
struct text iceberg_table_next_file(const struct iceberg_metadata *metadata, struct text before,
                                    struct text uuid, struct arena *arena);

/* Appends the IcebergTableMetadata object. */
void iceberg_table_put(const struct iceberg_metadata *metadata, struct buf *out);

#endif
