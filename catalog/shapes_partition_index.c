/* SPDX-License-Identifier: Apache-2.0
 * Limits: the service model of AWS Glue, API version 2017-03-31 (botocore 1.44.5,
 * glue/2017-03-31/service-2.json). */
#include "catalog/shapes_partition_index.h"

#include "catalog/types.h"

static const struct member key_schema_element_members[] = {
    [KEY_SCHEMA_ELEMENT_NAME] = {"Name", &type_name_string, MEMBER_REQUIRED},
    [KEY_SCHEMA_ELEMENT_TYPE] = {"Type", &type_column_type_string, MEMBER_REQUIRED},
};
const struct shape shape_key_schema_element = SHAPE("KeySchemaElement", key_schema_element_members);

static const struct member backfill_error_members[] = {
    [BACKFILL_ERROR_CODE] = {"Code", &type_backfill_error_code},
    [BACKFILL_ERROR_PARTITIONS] = {"Partitions", &type_backfill_errored_partitions_list},
};
const struct shape shape_backfill_error = SHAPE("BackfillError", backfill_error_members);

static const struct member partition_index_descriptor_members[] = {
    [PARTITION_INDEX_DESCRIPTOR_INDEX_NAME] = {"IndexName", &type_name_string, MEMBER_REQUIRED},
    [PARTITION_INDEX_DESCRIPTOR_KEYS] = {"Keys", &type_key_schema_element_list, MEMBER_REQUIRED},
    [PARTITION_INDEX_DESCRIPTOR_INDEX_STATUS] = {"IndexStatus", &type_partition_index_status,
                                                 MEMBER_REQUIRED},
    [PARTITION_INDEX_DESCRIPTOR_BACKFILL_ERRORS] = {"BackfillErrors", &type_backfill_errors},
};
const struct shape shape_partition_index_descriptor =
    SHAPE("PartitionIndexDescriptor", partition_index_descriptor_members);
