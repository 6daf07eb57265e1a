/* SPDX-License-Identifier: Apache-2.0
 * Types first used by partitions. Limits: the service model of AWS Glue, API version 2017-03-31
 * (botocore 1.44.5, glue/2017-03-31/service-2.json). */
#include "catalog/types.h"

#include "catalog/shapes_partition.h"

const struct type type_value_string = {"ValueString", KIND_TEXT, .min = 1, .max = 1024};

const struct type type_value_string_list = {"ValueStringList", KIND_LIST, .max = NO_MAXIMUM,
                                            .element = &type_value_string};

const struct type type_partition_input = {"PartitionInput", KIND_STRUCT,
                                          .shape = &shape_partition_input};

const struct type type_partition = {"Partition", KIND_STRUCT, .shape = &shape_partition};

const struct type type_predicate_string = {"PredicateString", KIND_TEXT, .max = 2048,
                                           .text_class = CLASS_MULTI_LINE};

const struct type type_total_segments_integer = {"TotalSegmentsInteger", KIND_INTEGER, .min = 1,
                                                 .max = 10};

const struct type type_segment = {"Segment", KIND_STRUCT, .shape = &shape_segment};

const struct type type_page_size = {"PageSize", KIND_INTEGER, .min = 1, .max = 1000};

const struct type type_partition_list = {"PartitionList", KIND_LIST, .max = NO_MAXIMUM,
                                         .element = &type_partition};

const struct type type_bounded_partition_value_list = {"BoundedPartitionValueList", KIND_LIST,
                                                       .max = 100, .element = &type_value_string};

const struct type type_partition_input_list = {"PartitionInputList", KIND_LIST, .max = 100,
                                               .element = &type_partition_input};

const struct type type_partition_error = {"PartitionError", KIND_STRUCT,
                                          .shape = &shape_partition_error};

const struct type type_partition_errors = {"PartitionErrors", KIND_LIST, .max = NO_MAXIMUM,
                                           .element = &type_partition_error};

const struct type type_partition_value_list = {"PartitionValueList", KIND_STRUCT,
                                               .shape = &shape_partition_value_list};

const struct type type_batch_get_partition_value_list = {
    "BatchGetPartitionValueList", KIND_LIST, .max = 1000, .element = &type_partition_value_list};

const struct type type_context_key = {"ContextKey", KIND_TEXT, .min = 1, .max = 128};

const struct type type_context_value = {"ContextValue", KIND_TEXT, .max = 256};

const struct type type_additional_context_map = {"AdditionalContextMap", KIND_MAP,
                                                 .max = NO_MAXIMUM, .key = &type_context_key,
                                                 .element = &type_context_value};

const struct type type_query_session_context = {"QuerySessionContext", KIND_STRUCT,
                                                .shape = &shape_query_session_context};

const struct type type_batch_update_partition_request_entry = {
    "BatchUpdatePartitionRequestEntry", KIND_STRUCT,
    .shape = &shape_batch_update_partition_request_entry};

const struct type type_batch_update_partition_request_entry_list = {
    "BatchUpdatePartitionRequestEntryList", KIND_LIST, .min = 1, .max = 100,
    .element = &type_batch_update_partition_request_entry};

const struct type type_batch_update_partition_failure_entry = {
    "BatchUpdatePartitionFailureEntry", KIND_STRUCT,
    .shape = &shape_batch_update_partition_failure_entry};

const struct type type_batch_update_partition_failure_list = {
    "BatchUpdatePartitionFailureList", KIND_LIST, .max = NO_MAXIMUM,
    .element = &type_batch_update_partition_failure_entry};

const struct type type_batch_delete_partition_value_list = {
    "BatchDeletePartitionValueList", KIND_LIST, .max = 25, .element = &type_partition_value_list};
