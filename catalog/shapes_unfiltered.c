/* SPDX-License-Identifier: Apache-2.0
 * Limits: the service model of AWS Glue, API version 2017-03-31 (botocore 1.44.5,
 * glue/2017-03-31/service-2.json). */
#include "catalog/shapes_unfiltered.h"

#include "catalog/types.h"

static const struct member supported_dialect_members[] = {
    [SUPPORTED_DIALECT_DIALECT] = {"Dialect", &type_view_dialect},
    [SUPPORTED_DIALECT_DIALECT_VERSION] = {"DialectVersion", &type_view_dialect_version_string},
};
const struct shape shape_supported_dialect = SHAPE("SupportedDialect", supported_dialect_members);

static const struct member column_row_filter_members[] = {
    [COLUMN_ROW_FILTER_COLUMN_NAME] = {"ColumnName", &type_name_string},
    [COLUMN_ROW_FILTER_ROW_FILTER_EXPRESSION] = {"RowFilterExpression", &type_predicate_string},
};
const struct shape shape_column_row_filter = SHAPE("ColumnRowFilter", column_row_filter_members);

static const struct member unfiltered_partition_members[] = {
    [UNFILTERED_PARTITION_PARTITION] = {"Partition", &type_partition},
    [UNFILTERED_PARTITION_AUTHORIZED_COLUMNS] = {"AuthorizedColumns", &type_name_string_list},
    [UNFILTERED_PARTITION_IS_REGISTERED_WITH_LAKE_FORMATION] = {"IsRegisteredWithLakeFormation",
                                                                &type_boolean},
};
const struct shape shape_unfiltered_partition =
    SHAPE("UnfilteredPartition", unfiltered_partition_members);
