/* SPDX-License-Identifier: Apache-2.0
 * Limits: the service model of AWS Glue, API version 2017-03-31 (botocore 1.44.5,
 * glue/2017-03-31/service-2.json). */
#include "catalog/shapes_statistics.h"

#include "catalog/types.h"

static const struct member boolean_column_statistics_data_members[] = {
    [BOOLEAN_COLUMN_STATISTICS_DATA_NUMBER_OF_TRUES] = {"NumberOfTrues", &type_non_negative_long,
                                                        MEMBER_REQUIRED},
    [BOOLEAN_COLUMN_STATISTICS_DATA_NUMBER_OF_FALSES] = {"NumberOfFalses", &type_non_negative_long,
                                                         MEMBER_REQUIRED},
    [BOOLEAN_COLUMN_STATISTICS_DATA_NUMBER_OF_NULLS] = {"NumberOfNulls", &type_non_negative_long,
                                                        MEMBER_REQUIRED},
};
const struct shape shape_boolean_column_statistics_data =
    SHAPE("BooleanColumnStatisticsData", boolean_column_statistics_data_members);

static const struct member date_column_statistics_data_members[] = {
    [DATE_COLUMN_STATISTICS_DATA_MINIMUM_VALUE] = {"MinimumValue", &type_timestamp},
    [DATE_COLUMN_STATISTICS_DATA_MAXIMUM_VALUE] = {"MaximumValue", &type_timestamp},
    [DATE_COLUMN_STATISTICS_DATA_NUMBER_OF_NULLS] = {"NumberOfNulls", &type_non_negative_long,
                                                     MEMBER_REQUIRED},
    [DATE_COLUMN_STATISTICS_DATA_NUMBER_OF_DISTINCT_VALUES] = {"NumberOfDistinctValues",
                                                               &type_non_negative_long,
                                                               MEMBER_REQUIRED},
};
const struct shape shape_date_column_statistics_data =
    SHAPE("DateColumnStatisticsData", date_column_statistics_data_members);

static const struct member decimal_number_members[] = {
    [DECIMAL_NUMBER_UNSCALED_VALUE] = {"UnscaledValue", &type_blob, MEMBER_REQUIRED},
    [DECIMAL_NUMBER_SCALE] = {"Scale", &type_integer, MEMBER_REQUIRED},
};
const struct shape shape_decimal_number = SHAPE("DecimalNumber", decimal_number_members);

static const struct member decimal_column_statistics_data_members[] = {
    [DECIMAL_COLUMN_STATISTICS_DATA_MINIMUM_VALUE] = {"MinimumValue", &type_decimal_number},
    [DECIMAL_COLUMN_STATISTICS_DATA_MAXIMUM_VALUE] = {"MaximumValue", &type_decimal_number},
    [DECIMAL_COLUMN_STATISTICS_DATA_NUMBER_OF_NULLS] = {"NumberOfNulls", &type_non_negative_long,
                                                        MEMBER_REQUIRED},
    [DECIMAL_COLUMN_STATISTICS_DATA_NUMBER_OF_DISTINCT_VALUES] = {"NumberOfDistinctValues",
                                                                  &type_non_negative_long,
                                                                  MEMBER_REQUIRED},
};
const struct shape shape_decimal_column_statistics_data =
    SHAPE("DecimalColumnStatisticsData", decimal_column_statistics_data_members);

static const struct member double_column_statistics_data_members[] = {
    [DOUBLE_COLUMN_STATISTICS_DATA_MINIMUM_VALUE] = {"MinimumValue", &type_double},
    [DOUBLE_COLUMN_STATISTICS_DATA_MAXIMUM_VALUE] = {"MaximumValue", &type_double},
    [DOUBLE_COLUMN_STATISTICS_DATA_NUMBER_OF_NULLS] = {"NumberOfNulls", &type_non_negative_long,
                                                       MEMBER_REQUIRED},
    [DOUBLE_COLUMN_STATISTICS_DATA_NUMBER_OF_DISTINCT_VALUES] = {"NumberOfDistinctValues",
                                                                 &type_non_negative_long,
                                                                 MEMBER_REQUIRED},
};
const struct shape shape_double_column_statistics_data =
    SHAPE("DoubleColumnStatisticsData", double_column_statistics_data_members);

static const struct member long_column_statistics_data_members[] = {
    [LONG_COLUMN_STATISTICS_DATA_MINIMUM_VALUE] = {"MinimumValue", &type_long},
    [LONG_COLUMN_STATISTICS_DATA_MAXIMUM_VALUE] = {"MaximumValue", &type_long},
    [LONG_COLUMN_STATISTICS_DATA_NUMBER_OF_NULLS] = {"NumberOfNulls", &type_non_negative_long,
                                                     MEMBER_REQUIRED},
    [LONG_COLUMN_STATISTICS_DATA_NUMBER_OF_DISTINCT_VALUES] = {"NumberOfDistinctValues",
                                                               &type_non_negative_long,
                                                               MEMBER_REQUIRED},
};
const struct shape shape_long_column_statistics_data =
    SHAPE("LongColumnStatisticsData", long_column_statistics_data_members);

static const struct member string_column_statistics_data_members[] = {
    [STRING_COLUMN_STATISTICS_DATA_MAXIMUM_LENGTH] = {"MaximumLength", &type_non_negative_long,
                                                      MEMBER_REQUIRED},
    [STRING_COLUMN_STATISTICS_DATA_AVERAGE_LENGTH] = {"AverageLength", &type_non_negative_double,
                                                      MEMBER_REQUIRED},
    [STRING_COLUMN_STATISTICS_DATA_NUMBER_OF_NULLS] = {"NumberOfNulls", &type_non_negative_long,
                                                       MEMBER_REQUIRED},
    [STRING_COLUMN_STATISTICS_DATA_NUMBER_OF_DISTINCT_VALUES] = {"NumberOfDistinctValues",
                                                                 &type_non_negative_long,
                                                                 MEMBER_REQUIRED},
};
const struct shape shape_string_column_statistics_data =
    SHAPE("StringColumnStatisticsData", string_column_statistics_data_members);

static const struct member binary_column_statistics_data_members[] = {
    [BINARY_COLUMN_STATISTICS_DATA_MAXIMUM_LENGTH] = {"MaximumLength", &type_non_negative_long,
                                                      MEMBER_REQUIRED},
    [BINARY_COLUMN_STATISTICS_DATA_AVERAGE_LENGTH] = {"AverageLength", &type_non_negative_double,
                                                      MEMBER_REQUIRED},
    [BINARY_COLUMN_STATISTICS_DATA_NUMBER_OF_NULLS] = {"NumberOfNulls", &type_non_negative_long,
                                                       MEMBER_REQUIRED},
};
const struct shape shape_binary_column_statistics_data =
    SHAPE("BinaryColumnStatisticsData", binary_column_statistics_data_members);

static const struct member column_statistics_data_members[] = {
    [COLUMN_STATISTICS_DATA_TYPE] = {"Type", &type_column_statistics_type, MEMBER_REQUIRED},
    [COLUMN_STATISTICS_DATA_BOOLEAN_COLUMN_STATISTICS_DATA] =
        {"BooleanColumnStatisticsData", &type_boolean_column_statistics_data},
    [COLUMN_STATISTICS_DATA_DATE_COLUMN_STATISTICS_DATA] = {"DateColumnStatisticsData",
                                                            &type_date_column_statistics_data},
    [COLUMN_STATISTICS_DATA_DECIMAL_COLUMN_STATISTICS_DATA] =
        {"DecimalColumnStatisticsData", &type_decimal_column_statistics_data},
    [COLUMN_STATISTICS_DATA_DOUBLE_COLUMN_STATISTICS_DATA] = {"DoubleColumnStatisticsData",
                                                              &type_double_column_statistics_data},
    [COLUMN_STATISTICS_DATA_LONG_COLUMN_STATISTICS_DATA] = {"LongColumnStatisticsData",
                                                            &type_long_column_statistics_data},
    [COLUMN_STATISTICS_DATA_STRING_COLUMN_STATISTICS_DATA] = {"StringColumnStatisticsData",
                                                              &type_string_column_statistics_data},
    [COLUMN_STATISTICS_DATA_BINARY_COLUMN_STATISTICS_DATA] = {"BinaryColumnStatisticsData",
                                                              &type_binary_column_statistics_data},
};
const struct shape shape_column_statistics_data =
    SHAPE("ColumnStatisticsData", column_statistics_data_members);

static const struct member column_statistics_members[] = {
    [COLUMN_STATISTICS_COLUMN_NAME] = {"ColumnName", &type_name_string,
                                       MEMBER_REQUIRED | MEMBER_FOLD},
    [COLUMN_STATISTICS_COLUMN_TYPE] = {"ColumnType", &type_type_string, MEMBER_REQUIRED},
    [COLUMN_STATISTICS_ANALYZED_TIME] = {"AnalyzedTime", &type_timestamp, MEMBER_REQUIRED},
    [COLUMN_STATISTICS_STATISTICS_DATA] = {"StatisticsData", &type_column_statistics_data,
                                           MEMBER_REQUIRED},
};
const struct shape shape_column_statistics = SHAPE("ColumnStatistics", column_statistics_members);

static const struct member column_error_members[] = {
    [COLUMN_ERROR_COLUMN_NAME] = {"ColumnName", &type_name_string},
    [COLUMN_ERROR_ERROR] = {"Error", &type_error_detail},
};
const struct shape shape_column_error = SHAPE("ColumnError", column_error_members);

static const struct member column_statistics_error_members[] = {
    [COLUMN_STATISTICS_ERROR_COLUMN_STATISTICS] = {"ColumnStatistics", &type_column_statistics},
    [COLUMN_STATISTICS_ERROR_ERROR] = {"Error", &type_error_detail},
};
const struct shape shape_column_statistics_error =
    SHAPE("ColumnStatisticsError", column_statistics_error_members);
