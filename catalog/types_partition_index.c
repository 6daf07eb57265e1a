/* SPDX-License-Identifier: Apache-2.0
 * Types first used by partition indexes. Limits: the service model of AWS Glue, API version
 * 2017-03-31 (botocore 1.44.5, glue/2017-03-31/service-2.json). */
#include "catalog/types.h"

#include "catalog/shapes_partition_index.h"

const struct type type_key_schema_element = {"KeySchemaElement", KIND_STRUCT,
                                             .shape = &shape_key_schema_element};

const struct type type_key_schema_element_list = {"KeySchemaElementList", KIND_LIST, .min = 1,
                                                  .max = NO_MAXIMUM,
                                                  .element = &type_key_schema_element};

static const char *const partition_index_status_values[] = {"CREATING", "ACTIVE", "DELETING",
                                                            "FAILED", NULL};
const struct type type_partition_index_status = {
    "PartitionIndexStatus", KIND_TEXT, .max = NO_MAXIMUM, .values = partition_index_status_values};

static const char *const backfill_error_code_values[] = {"ENCRYPTED_PARTITION_ERROR",
                                                         "INTERNAL_ERROR",
                                                         "INVALID_PARTITION_TYPE_DATA_ERROR",
                                                         "MISSING_PARTITION_VALUE_ERROR",
                                                         "UNSUPPORTED_PARTITION_CHARACTER_ERROR",
                                                         NULL};
const struct type type_backfill_error_code = {"BackfillErrorCode", KIND_TEXT, .max = NO_MAXIMUM,
                                              .values = backfill_error_code_values};

const struct type type_backfill_errored_partitions_list = {"BackfillErroredPartitionsList",
                                                           KIND_LIST, .max = NO_MAXIMUM,
                                                           .element = &type_partition_value_list};

const struct type type_backfill_error = {"BackfillError", KIND_STRUCT,
                                         .shape = &shape_backfill_error};

const struct type type_backfill_errors = {"BackfillErrors", KIND_LIST, .max = NO_MAXIMUM,
                                          .element = &type_backfill_error};

const struct type type_partition_index_descriptor = {"PartitionIndexDescriptor", KIND_STRUCT,
                                                     .shape = &shape_partition_index_descriptor};

const struct type type_partition_index_descriptor_list = {
    "PartitionIndexDescriptorList", KIND_LIST, .max = NO_MAXIMUM,
    .element = &type_partition_index_descriptor};
