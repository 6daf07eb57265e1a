/* SPDX-License-Identifier: Apache-2.0
 * The documents of the unfiltered reads and what they are made of. Member indexes stand in the
 * order of the model. */
#ifndef PROPOLIS_CATALOG_SHAPES_UNFILTERED_H
#define PROPOLIS_CATALOG_SHAPES_UNFILTERED_H

#include "catalog/shape.h"

enum supported_dialect_member { SUPPORTED_DIALECT_DIALECT, SUPPORTED_DIALECT_DIALECT_VERSION };
extern const struct shape shape_supported_dialect;

enum column_row_filter_member {
    COLUMN_ROW_FILTER_COLUMN_NAME,
    COLUMN_ROW_FILTER_ROW_FILTER_EXPRESSION
};
extern const struct shape shape_column_row_filter;

enum unfiltered_partition_member {
    UNFILTERED_PARTITION_PARTITION,
    UNFILTERED_PARTITION_AUTHORIZED_COLUMNS,
    UNFILTERED_PARTITION_IS_REGISTERED_WITH_LAKE_FORMATION
};
extern const struct shape shape_unfiltered_partition;

#endif
