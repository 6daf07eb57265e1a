/* SPDX-License-Identifier: Apache-2.0
 * Types first used by the unfiltered reads. Limits: the service model of AWS Glue, API version
 * 2017-03-31 (botocore 1.44.5, glue/2017-03-31/service-2.json). */
#include "catalog/types.h"

#include "catalog/shapes_unfiltered.h"

static const char *const permission_type_values[] = {"COLUMN_PERMISSION", "CELL_FILTER_PERMISSION",
                                                     "NESTED_PERMISSION", "NESTED_CELL_PERMISSION",
                                                     NULL};
const struct type type_permission_type = {"PermissionType", KIND_TEXT, .max = NO_MAXIMUM,
                                          .values = permission_type_values};

const struct type type_permission_type_list = {"PermissionTypeList", KIND_LIST, .min = 1,
                                               .max = 255, .element = &type_permission_type};

const struct type type_supported_dialect = {"SupportedDialect", KIND_STRUCT,
                                            .shape = &shape_supported_dialect};

const struct type type_column_row_filter = {"ColumnRowFilter", KIND_STRUCT,
                                            .shape = &shape_column_row_filter};

const struct type type_column_row_filter_list = {
    "ColumnRowFilterList", KIND_LIST, .max = NO_MAXIMUM, .element = &type_column_row_filter};

const struct type type_unfiltered_partition = {"UnfilteredPartition", KIND_STRUCT,
                                               .shape = &shape_unfiltered_partition};

const struct type type_unfiltered_partition_list = {
    "UnfilteredPartitionList", KIND_LIST, .max = NO_MAXIMUM, .element = &type_unfiltered_partition};
