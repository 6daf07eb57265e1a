/* SPDX-License-Identifier: Apache-2.0
 * The documents of partition indexes and what they are made of. Member indexes stand in the order
 * of the model. */
#ifndef PROPOLIS_CATALOG_SHAPES_PARTITION_INDEX_H
#define PROPOLIS_CATALOG_SHAPES_PARTITION_INDEX_H

#include "catalog/shape.h"

enum key_schema_element_member { KEY_SCHEMA_ELEMENT_NAME, KEY_SCHEMA_ELEMENT_TYPE };
extern const struct shape shape_key_schema_element;

enum backfill_error_member { BACKFILL_ERROR_CODE, BACKFILL_ERROR_PARTITIONS };
extern const struct shape shape_backfill_error;

enum partition_index_descriptor_member {
    PARTITION_INDEX_DESCRIPTOR_INDEX_NAME,
    PARTITION_INDEX_DESCRIPTOR_KEYS,
    PARTITION_INDEX_DESCRIPTOR_INDEX_STATUS,
    PARTITION_INDEX_DESCRIPTOR_BACKFILL_ERRORS
};
extern const struct shape shape_partition_index_descriptor;

#endif
