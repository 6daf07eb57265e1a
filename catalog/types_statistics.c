/* SPDX-License-Identifier: Apache-2.0
 * Types first used by column statistics. Limits: the service model of AWS Glue, API version
 * 2017-03-31 (botocore 1.44.5, glue/2017-03-31/service-2.json). */
#include "catalog/types.h"

#include "catalog/shapes_statistics.h"

const struct type type_get_column_names_list = {"GetColumnNamesList", KIND_LIST, .max = 100,
                                                .element = &type_name_string};

const struct type type_type_string = {"TypeString", KIND_TEXT, .max = 20000,
                                      .text_class = CLASS_SINGLE_LINE};

static const char *const column_statistics_type_values[] = {
    "BOOLEAN", "DATE", "DECIMAL", "DOUBLE", "LONG", "STRING", "BINARY", NULL};
const struct type type_column_statistics_type = {
    "ColumnStatisticsType", KIND_TEXT, .max = NO_MAXIMUM, .values = column_statistics_type_values};

const struct type type_non_negative_long = {"NonNegativeLong", KIND_LONG, .max = INT64_MAX};

const struct type type_boolean_column_statistics_data = {
    "BooleanColumnStatisticsData", KIND_STRUCT, .shape = &shape_boolean_column_statistics_data};

const struct type type_date_column_statistics_data = {"DateColumnStatisticsData", KIND_STRUCT,
                                                      .shape = &shape_date_column_statistics_data};

const struct type type_blob = {"Blob", KIND_TEXT, .max = NO_MAXIMUM, .pattern = BASE64_PATTERN};

const struct type type_decimal_number = {"DecimalNumber", KIND_STRUCT,
                                         .shape = &shape_decimal_number};

const struct type type_decimal_column_statistics_data = {
    "DecimalColumnStatisticsData", KIND_STRUCT, .shape = &shape_decimal_column_statistics_data};

const struct type type_double = {"Double", KIND_DOUBLE};

const struct type type_double_column_statistics_data = {
    "DoubleColumnStatisticsData", KIND_STRUCT, .shape = &shape_double_column_statistics_data};

const struct type type_long = {"Long", KIND_LONG, .min = INT64_MIN, .max = INT64_MAX};

const struct type type_long_column_statistics_data = {"LongColumnStatisticsData", KIND_STRUCT,
                                                      .shape = &shape_long_column_statistics_data};

const struct type type_string_column_statistics_data = {
    "StringColumnStatisticsData", KIND_STRUCT, .shape = &shape_string_column_statistics_data};

const struct type type_binary_column_statistics_data = {
    "BinaryColumnStatisticsData", KIND_STRUCT, .shape = &shape_binary_column_statistics_data};

const struct type type_column_statistics_data = {"ColumnStatisticsData", KIND_STRUCT,
                                                 .shape = &shape_column_statistics_data};

const struct type type_column_statistics = {"ColumnStatistics", KIND_STRUCT,
                                            .shape = &shape_column_statistics};

const struct type type_column_statistics_list = {
    "ColumnStatisticsList", KIND_LIST, .max = NO_MAXIMUM, .element = &type_column_statistics};

const struct type type_column_error = {"ColumnError", KIND_STRUCT, .shape = &shape_column_error};

const struct type type_column_errors = {"ColumnErrors", KIND_LIST, .max = NO_MAXIMUM,
                                        .element = &type_column_error};

const struct type type_update_column_statistics_list = {
    "UpdateColumnStatisticsList", KIND_LIST, .max = 25, .element = &type_column_statistics};

const struct type type_column_statistics_error = {"ColumnStatisticsError", KIND_STRUCT,
                                                  .shape = &shape_column_statistics_error};

const struct type type_column_statistics_errors = {"ColumnStatisticsErrors", KIND_LIST,
                                                   .max = NO_MAXIMUM,
                                                   .element = &type_column_statistics_error};
