/* SPDX-License-Identifier: Apache-2.0
 * The documents of column statistics and what they are made of. Member indexes stand in the order
 * of the model. */
#ifndef PROPOLIS_CATALOG_SHAPES_STATISTICS_H
#define PROPOLIS_CATALOG_SHAPES_STATISTICS_H

#include "catalog/shape.h"

enum boolean_column_statistics_data_member {
    BOOLEAN_COLUMN_STATISTICS_DATA_NUMBER_OF_TRUES,
    BOOLEAN_COLUMN_STATISTICS_DATA_NUMBER_OF_FALSES,
    BOOLEAN_COLUMN_STATISTICS_DATA_NUMBER_OF_NULLS
};
extern const struct shape shape_boolean_column_statistics_data;

enum date_column_statistics_data_member {
    DATE_COLUMN_STATISTICS_DATA_MINIMUM_VALUE,
    DATE_COLUMN_STATISTICS_DATA_MAXIMUM_VALUE,
    DATE_COLUMN_STATISTICS_DATA_NUMBER_OF_NULLS,
    DATE_COLUMN_STATISTICS_DATA_NUMBER_OF_DISTINCT_VALUES
};
extern const struct shape shape_date_column_statistics_data;

enum decimal_number_member { DECIMAL_NUMBER_UNSCALED_VALUE, DECIMAL_NUMBER_SCALE };
extern const struct shape shape_decimal_number;

enum decimal_column_statistics_data_member {
    DECIMAL_COLUMN_STATISTICS_DATA_MINIMUM_VALUE,
    DECIMAL_COLUMN_STATISTICS_DATA_MAXIMUM_VALUE,
    DECIMAL_COLUMN_STATISTICS_DATA_NUMBER_OF_NULLS,
    DECIMAL_COLUMN_STATISTICS_DATA_NUMBER_OF_DISTINCT_VALUES
};
extern const struct shape shape_decimal_column_statistics_data;

enum double_column_statistics_data_member {
    DOUBLE_COLUMN_STATISTICS_DATA_MINIMUM_VALUE,
    DOUBLE_COLUMN_STATISTICS_DATA_MAXIMUM_VALUE,
    DOUBLE_COLUMN_STATISTICS_DATA_NUMBER_OF_NULLS,
    DOUBLE_COLUMN_STATISTICS_DATA_NUMBER_OF_DISTINCT_VALUES
};
extern const struct shape shape_double_column_statistics_data;

enum long_column_statistics_data_member {
    LONG_COLUMN_STATISTICS_DATA_MINIMUM_VALUE,
    LONG_COLUMN_STATISTICS_DATA_MAXIMUM_VALUE,
    LONG_COLUMN_STATISTICS_DATA_NUMBER_OF_NULLS,
    LONG_COLUMN_STATISTICS_DATA_NUMBER_OF_DISTINCT_VALUES
};
extern const struct shape shape_long_column_statistics_data;

enum string_column_statistics_data_member {
    STRING_COLUMN_STATISTICS_DATA_MAXIMUM_LENGTH,
    STRING_COLUMN_STATISTICS_DATA_AVERAGE_LENGTH,
    STRING_COLUMN_STATISTICS_DATA_NUMBER_OF_NULLS,
    STRING_COLUMN_STATISTICS_DATA_NUMBER_OF_DISTINCT_VALUES
};
extern const struct shape shape_string_column_statistics_data;

enum binary_column_statistics_data_member {
    BINARY_COLUMN_STATISTICS_DATA_MAXIMUM_LENGTH,
    BINARY_COLUMN_STATISTICS_DATA_AVERAGE_LENGTH,
    BINARY_COLUMN_STATISTICS_DATA_NUMBER_OF_NULLS
};
extern const struct shape shape_binary_column_statistics_data;

enum column_statistics_data_member {
    COLUMN_STATISTICS_DATA_TYPE,
    COLUMN_STATISTICS_DATA_BOOLEAN_COLUMN_STATISTICS_DATA,
    COLUMN_STATISTICS_DATA_DATE_COLUMN_STATISTICS_DATA,
    COLUMN_STATISTICS_DATA_DECIMAL_COLUMN_STATISTICS_DATA,
    COLUMN_STATISTICS_DATA_DOUBLE_COLUMN_STATISTICS_DATA,
    COLUMN_STATISTICS_DATA_LONG_COLUMN_STATISTICS_DATA,
    COLUMN_STATISTICS_DATA_STRING_COLUMN_STATISTICS_DATA,
    COLUMN_STATISTICS_DATA_BINARY_COLUMN_STATISTICS_DATA
};
extern const struct shape shape_column_statistics_data;

enum column_statistics_member {
    COLUMN_STATISTICS_COLUMN_NAME,
    COLUMN_STATISTICS_COLUMN_TYPE,
    COLUMN_STATISTICS_ANALYZED_TIME,
    COLUMN_STATISTICS_STATISTICS_DATA
};
extern const struct shape shape_column_statistics;

enum column_error_member { COLUMN_ERROR_COLUMN_NAME, COLUMN_ERROR_ERROR };
extern const struct shape shape_column_error;

enum column_statistics_error_member {
    COLUMN_STATISTICS_ERROR_COLUMN_STATISTICS,
    COLUMN_STATISTICS_ERROR_ERROR
};
extern const struct shape shape_column_statistics_error;

#endif
