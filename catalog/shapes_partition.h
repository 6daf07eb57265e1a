/* SPDX-License-Identifier: Apache-2.0
 * The documents of partitions and what they are made of. Member indexes stand in the order of the
 * model. */
#ifndef PROPOLIS_CATALOG_SHAPES_PARTITION_H
#define PROPOLIS_CATALOG_SHAPES_PARTITION_H

#include "catalog/shape.h"

enum partition_input_member {
    PARTITION_INPUT_VALUES,
    PARTITION_INPUT_LAST_ACCESS_TIME,
    PARTITION_INPUT_STORAGE_DESCRIPTOR,
    PARTITION_INPUT_PARAMETERS,
    PARTITION_INPUT_LAST_ANALYZED_TIME
};
extern const struct shape shape_partition_input;

enum partition_member {
    PARTITION_VALUES,
    PARTITION_DATABASE_NAME,
    PARTITION_TABLE_NAME,
    PARTITION_CREATION_TIME,
    PARTITION_LAST_ACCESS_TIME,
    PARTITION_STORAGE_DESCRIPTOR,
    PARTITION_PARAMETERS,
    PARTITION_LAST_ANALYZED_TIME,
    PARTITION_CATALOG_ID
};
extern const struct shape shape_partition;

enum segment_member { SEGMENT_SEGMENT_NUMBER, SEGMENT_TOTAL_SEGMENTS };
extern const struct shape shape_segment;

enum partition_error_member { PARTITION_ERROR_PARTITION_VALUES, PARTITION_ERROR_ERROR_DETAIL };
extern const struct shape shape_partition_error;

enum partition_value_list_member { PARTITION_VALUE_LIST_VALUES };
extern const struct shape shape_partition_value_list;

enum query_session_context_member {
    QUERY_SESSION_CONTEXT_QUERY_ID,
    QUERY_SESSION_CONTEXT_QUERY_START_TIME,
    QUERY_SESSION_CONTEXT_CLUSTER_ID,
    QUERY_SESSION_CONTEXT_QUERY_AUTHORIZATION_ID,
    QUERY_SESSION_CONTEXT_ADDITIONAL_CONTEXT
};
extern const struct shape shape_query_session_context;

enum batch_update_partition_request_entry_member {
    BATCH_UPDATE_PARTITION_REQUEST_ENTRY_PARTITION_VALUE_LIST,
    BATCH_UPDATE_PARTITION_REQUEST_ENTRY_PARTITION_INPUT
};
extern const struct shape shape_batch_update_partition_request_entry;

enum batch_update_partition_failure_entry_member {
    BATCH_UPDATE_PARTITION_FAILURE_ENTRY_PARTITION_VALUE_LIST,
    BATCH_UPDATE_PARTITION_FAILURE_ENTRY_ERROR_DETAIL
};
extern const struct shape shape_batch_update_partition_failure_entry;

#endif
