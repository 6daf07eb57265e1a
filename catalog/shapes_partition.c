/* SPDX-License-Identifier: Apache-2.0
 * Limits: the service model of AWS Glue, API version 2017-03-31 (botocore 1.44.5,
 * glue/2017-03-31/service-2.json). */
#include "catalog/shapes_partition.h"

#include "catalog/types.h"

static const struct member partition_input_members[] = {
    [PARTITION_INPUT_VALUES] = {"Values", &type_value_string_list},
    [PARTITION_INPUT_LAST_ACCESS_TIME] = {"LastAccessTime", &type_timestamp},
    [PARTITION_INPUT_STORAGE_DESCRIPTOR] = {"StorageDescriptor", &type_storage_descriptor},
    [PARTITION_INPUT_PARAMETERS] = {"Parameters", &type_parameters_map, MEMBER_ALWAYS},
    [PARTITION_INPUT_LAST_ANALYZED_TIME] = {"LastAnalyzedTime", &type_timestamp},
};
const struct shape shape_partition_input = SHAPE("PartitionInput", partition_input_members);

static const struct member partition_members[] = {
    [PARTITION_VALUES] = {"Values", &type_value_string_list},
    [PARTITION_DATABASE_NAME] = {"DatabaseName", &type_name_string},
    [PARTITION_TABLE_NAME] = {"TableName", &type_name_string},
    [PARTITION_CREATION_TIME] = {"CreationTime", &type_timestamp},
    [PARTITION_LAST_ACCESS_TIME] = {"LastAccessTime", &type_timestamp},
    [PARTITION_STORAGE_DESCRIPTOR] = {"StorageDescriptor", &type_storage_descriptor},
    [PARTITION_PARAMETERS] = {"Parameters", &type_parameters_map},
    [PARTITION_LAST_ANALYZED_TIME] = {"LastAnalyzedTime", &type_timestamp},
    [PARTITION_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
};
const struct shape shape_partition = SHAPE("Partition", partition_members);

static const struct member segment_members[] = {
    [SEGMENT_SEGMENT_NUMBER] = {"SegmentNumber", &type_non_negative_integer, MEMBER_REQUIRED},
    [SEGMENT_TOTAL_SEGMENTS] = {"TotalSegments", &type_total_segments_integer, MEMBER_REQUIRED},
};
const struct shape shape_segment = SHAPE("Segment", segment_members);

static const struct member partition_error_members[] = {
    [PARTITION_ERROR_PARTITION_VALUES] = {"PartitionValues", &type_value_string_list},
    [PARTITION_ERROR_ERROR_DETAIL] = {"ErrorDetail", &type_error_detail},
};
const struct shape shape_partition_error = SHAPE("PartitionError", partition_error_members);

static const struct member partition_value_list_members[] = {
    [PARTITION_VALUE_LIST_VALUES] = {"Values", &type_value_string_list, MEMBER_REQUIRED},
};
const struct shape shape_partition_value_list =
    SHAPE("PartitionValueList", partition_value_list_members);

static const struct member query_session_context_members[] = {
    [QUERY_SESSION_CONTEXT_QUERY_ID] = {"QueryId", &type_hash_string},
    [QUERY_SESSION_CONTEXT_QUERY_START_TIME] = {"QueryStartTime", &type_timestamp},
    [QUERY_SESSION_CONTEXT_CLUSTER_ID] = {"ClusterId", &type_nullable_string},
    [QUERY_SESSION_CONTEXT_QUERY_AUTHORIZATION_ID] = {"QueryAuthorizationId", &type_hash_string},
    [QUERY_SESSION_CONTEXT_ADDITIONAL_CONTEXT] = {"AdditionalContext",
                                                  &type_additional_context_map},
};
const struct shape shape_query_session_context =
    SHAPE("QuerySessionContext", query_session_context_members);

static const struct member batch_update_partition_request_entry_members[] = {
    [BATCH_UPDATE_PARTITION_REQUEST_ENTRY_PARTITION_VALUE_LIST] =
        {"PartitionValueList", &type_bounded_partition_value_list, MEMBER_REQUIRED},
    [BATCH_UPDATE_PARTITION_REQUEST_ENTRY_PARTITION_INPUT] = {"PartitionInput",
                                                              &type_partition_input,
                                                              MEMBER_REQUIRED},
};
const struct shape shape_batch_update_partition_request_entry =
    SHAPE("BatchUpdatePartitionRequestEntry", batch_update_partition_request_entry_members);

static const struct member batch_update_partition_failure_entry_members[] = {
    [BATCH_UPDATE_PARTITION_FAILURE_ENTRY_PARTITION_VALUE_LIST] =
        {"PartitionValueList", &type_bounded_partition_value_list},
    [BATCH_UPDATE_PARTITION_FAILURE_ENTRY_ERROR_DETAIL] = {"ErrorDetail", &type_error_detail},
};
const struct shape shape_batch_update_partition_failure_entry =
    SHAPE("BatchUpdatePartitionFailureEntry", batch_update_partition_failure_entry_members);
