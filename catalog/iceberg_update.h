/* SPDX-License-Identifier: Apache-2.0
 * UpdateOpenTableFormatInput: what its actions do to the metadata of an Iceberg table. They are
 * those of the table updates of Iceberg's REST catalog, and follow TableMetadata.Builder of its
 * library: an equal schema, spec or order is used again, an id that is taken gives way to the next
 * free one. */
#ifndef PROPOLIS_CATALOG_ICEBERG_UPDATE_H
#define PROPOLIS_CATALOG_ICEBERG_UPDATE_H

#include "catalog/iceberg_metadata.h"

/* The state before, for the log that the metadata keeps of its own files. */
struct iceberg_step {
    struct text metadata_file; /* where the state before is kept */
    int64_t now_ms;
};

/* Applies an IcebergTableUpdateList (catalog/shapes_table.h) in order. An update without an Action
 * makes the table what it describes. ERR_INVALID: an action or its result breaks a rule; the
 * metadata is then half changed and to be dropped. */
int iceberg_metadata_update(struct iceberg_metadata *metadata, const struct value *updates,
                            const struct iceberg_step *step, struct arena *arena,
                            struct err *err) MUST_CHECK;

#endif
