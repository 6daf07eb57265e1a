/* SPDX-License-Identifier: Apache-2.0
 * Types first used by tables. Limits: the service model of AWS Glue, API version 2017-03-31
 * (botocore 1.44.5, glue/2017-03-31/service-2.json). */
#include "catalog/types.h"

#include "catalog/shapes_table.h"

const struct type type_non_negative_integer = {"NonNegativeInteger", KIND_INTEGER,
                                               .max = INT32_MAX};

const struct type type_column_type_string = {"ColumnTypeString", KIND_TEXT, .max = 131072,
                                             .text_class = CLASS_SINGLE_LINE};

const struct type type_comment_string = {"CommentString", KIND_TEXT, .max = 255,
                                         .text_class = CLASS_SINGLE_LINE};

const struct type type_column = {"Column", KIND_STRUCT, .shape = &shape_column};

const struct type type_column_list = {"ColumnList", KIND_LIST, .max = NO_MAXIMUM,
                                      .element = &type_column};

const struct type type_location_string = {"LocationString", KIND_TEXT, .max = 2056,
                                          .text_class = CLASS_MULTI_LINE};

const struct type type_location_string_list = {"LocationStringList", KIND_LIST, .max = NO_MAXIMUM,
                                               .element = &type_location_string};

const struct type type_format_string = {"FormatString", KIND_TEXT, .max = 128,
                                        .text_class = CLASS_SINGLE_LINE};

const struct type type_boolean = {"Boolean", KIND_BOOLEAN};

const struct type type_integer = {"Integer", KIND_INTEGER, .min = INT32_MIN, .max = INT32_MAX};

const struct type type_ser_de_info = {"SerDeInfo", KIND_STRUCT, .shape = &shape_ser_de_info};

const struct type type_name_string_list = {"NameStringList", KIND_LIST, .max = NO_MAXIMUM,
                                           .element = &type_name_string};

const struct type type_integer_flag = {"IntegerFlag", KIND_INTEGER, .max = 1};

const struct type type_order = {"Order", KIND_STRUCT, .shape = &shape_order};

const struct type type_order_list = {"OrderList", KIND_LIST, .max = NO_MAXIMUM,
                                     .element = &type_order};

const struct type type_column_values_string = {"ColumnValuesString", KIND_TEXT, .max = NO_MAXIMUM};

const struct type type_column_value_string_list = {
    "ColumnValueStringList", KIND_LIST, .max = NO_MAXIMUM, .element = &type_column_values_string};

const struct type type_location_map = {"LocationMap", KIND_MAP, .max = NO_MAXIMUM,
                                       .key = &type_column_values_string,
                                       .element = &type_column_values_string};

const struct type type_skewed_info = {"SkewedInfo", KIND_STRUCT, .shape = &shape_skewed_info};

const struct type type_glue_resource_arn = {"GlueResourceArn", KIND_TEXT, .min = 1, .max = 10240,
                                            .pattern =
                                                "arn:aws(-(cn|us-gov|iso(-[bef])?))?:glue:.*"};

const struct type type_schema_registry_name_string = {
    "SchemaRegistryNameString", KIND_TEXT, .min = 1, .max = 255, .pattern = "[a-zA-Z0-9-_$#.]+"};

const struct type type_schema_id = {"SchemaId", KIND_STRUCT, .shape = &shape_schema_id};

const struct type type_schema_version_id_string = {
    "SchemaVersionIdString", KIND_TEXT, .min = 36, .max = 36,
    .pattern = "[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}"};

const struct type type_version_long_number = {"VersionLongNumber", KIND_LONG, .min = 1,
                                              .max = 100000};

const struct type type_schema_reference = {"SchemaReference", KIND_STRUCT,
                                           .shape = &shape_schema_reference};

const struct type type_storage_descriptor = {"StorageDescriptor", KIND_STRUCT,
                                             .shape = &shape_storage_descriptor};

const struct type type_view_text_string = {"ViewTextString", KIND_TEXT, .max = 409600};

const struct type type_table_type_string = {"TableTypeString", KIND_TEXT, .max = 255};

const struct type type_table_identifier = {"TableIdentifier", KIND_STRUCT,
                                           .shape = &shape_table_identifier};

const struct type type_federated_table = {"FederatedTable", KIND_STRUCT,
                                          .shape = &shape_federated_table};

const struct type type_nullable_boolean = {"NullableBoolean", KIND_BOOLEAN};

const struct type type_arn_string = {"ArnString", KIND_TEXT, .min = 20, .max = 2048};

static const char *const view_dialect_values[] = {"REDSHIFT", "ATHENA", "SPARK", NULL};
const struct type type_view_dialect = {"ViewDialect", KIND_TEXT, .max = NO_MAXIMUM,
                                       .values = view_dialect_values};

const struct type type_view_dialect_version_string = {"ViewDialectVersionString", KIND_TEXT,
                                                      .min = 1, .max = 255};

const struct type type_view_representation_input = {"ViewRepresentationInput", KIND_STRUCT,
                                                    .shape = &shape_view_representation_input};

const struct type type_view_representation_input_list = {
    "ViewRepresentationInputList", KIND_LIST, .min = 1, .max = 10,
    .element = &type_view_representation_input};

const struct type type_table_version_id = {"TableVersionId", KIND_LONG, .min = -1,
                                           .max = INT64_MAX};

const struct type type_version_string = {"VersionString", KIND_TEXT, .min = 1, .max = 255,
                                         .text_class = CLASS_SINGLE_LINE};

const struct type type_refresh_seconds = {"RefreshSeconds", KIND_LONG, .min = INT64_MIN,
                                          .max = INT64_MAX};

static const char *const last_refresh_type_values[] = {"FULL", "INCREMENTAL", NULL};
const struct type type_last_refresh_type = {"LastRefreshType", KIND_TEXT, .max = NO_MAXIMUM,
                                            .values = last_refresh_type_values};

const struct type type_view_sub_objects_list = {"ViewSubObjectsList", KIND_LIST, .max = 10,
                                                .element = &type_arn_string};

const struct type type_view_sub_object_version_ids_list = {
    "ViewSubObjectVersionIdsList", KIND_LIST, .max = 250, .element = &type_table_version_id};

static const char *const sub_object_source_type_values[] = {
    "HIVE_PARQUET", "HIVE_ORC", "HIVE_CSV", "HIVE_JSON", "PLAIN_PARQUET", "ICEBERG", NULL};
const struct type type_sub_object_source_type = {
    "SubObjectSourceType", KIND_TEXT, .max = NO_MAXIMUM, .values = sub_object_source_type_values};

const struct type type_nullable_string = {"NullableString", KIND_TEXT, .max = NO_MAXIMUM};

const struct type type_nullable_long = {"NullableLong", KIND_LONG, .min = INT64_MIN,
                                        .max = INT64_MAX};

const struct type type_sub_object_statistics = {"SubObjectStatistics", KIND_STRUCT,
                                                .shape = &shape_sub_object_statistics};

const struct type type_sub_objects_statistics_list = {
    "SubObjectsStatisticsList", KIND_LIST, .max = 250, .element = &type_sub_object_statistics};

const struct type type_spark_pipeline_info_key = {"SparkPipelineInfoKey", KIND_TEXT, .min = 1,
                                                  .max = 128};

const struct type type_spark_pipeline_info_value = {"SparkPipelineInfoValue", KIND_TEXT,
                                                    .max = 2048};

const struct type type_spark_pipeline_info_map = {"SparkPipelineInfoMap", KIND_MAP, .max = 50,
                                                  .key = &type_spark_pipeline_info_key,
                                                  .element = &type_spark_pipeline_info_value};

const struct type type_view_definition_input = {"ViewDefinitionInput", KIND_STRUCT,
                                                .shape = &shape_view_definition_input};

const struct type type_table_input = {"TableInput", KIND_STRUCT, .shape = &shape_table_input};

const struct type type_key_list = {"KeyList", KIND_LIST, .min = 1, .max = NO_MAXIMUM,
                                   .element = &type_name_string};

const struct type type_partition_index = {"PartitionIndex", KIND_STRUCT,
                                          .shape = &shape_partition_index};

const struct type type_partition_index_list = {"PartitionIndexList", KIND_LIST, .max = NO_MAXIMUM,
                                               .element = &type_partition_index};

const struct type type_transaction_id_string = {"TransactionIdString", KIND_TEXT, .min = 1,
                                                .max = 255, .pattern = "[\\p{L}\\p{N}\\p{P}]*"};

static const char *const metadata_operation_values[] = {"CREATE", NULL};
const struct type type_metadata_operation = {"MetadataOperation", KIND_TEXT, .max = NO_MAXIMUM,
                                             .values = metadata_operation_values};

const struct type type_integer_list = {"IntegerList", KIND_LIST, .max = NO_MAXIMUM,
                                       .element = &type_integer};

static const char *const iceberg_struct_type_enum_values[] = {"struct", NULL};
const struct type type_iceberg_struct_type_enum = {"IcebergStructTypeEnum", KIND_TEXT,
                                                   .max = NO_MAXIMUM,
                                                   .values = iceberg_struct_type_enum_values};

const struct type type_column_name_string = {"ColumnNameString", KIND_TEXT, .min = 1, .max = 1024,
                                             .text_class = CLASS_SINGLE_LINE};

const struct type type_iceberg_document = {"IcebergDocument", KIND_DOCUMENT};

const struct type type_iceberg_struct_field = {"IcebergStructField", KIND_STRUCT,
                                               .shape = &shape_iceberg_struct_field};

const struct type type_iceberg_struct_field_list = {
    "IcebergStructFieldList", KIND_LIST, .max = NO_MAXIMUM, .element = &type_iceberg_struct_field};

const struct type type_iceberg_schema = {"IcebergSchema", KIND_STRUCT,
                                         .shape = &shape_iceberg_schema};

const struct type type_iceberg_transform_string = {"IcebergTransformString", KIND_TEXT,
                                                   .max = NO_MAXIMUM};

const struct type type_iceberg_partition_field = {"IcebergPartitionField", KIND_STRUCT,
                                                  .shape = &shape_iceberg_partition_field};

const struct type type_iceberg_partition_spec_field_list = {
    "IcebergPartitionSpecFieldList", KIND_LIST, .max = NO_MAXIMUM,
    .element = &type_iceberg_partition_field};

const struct type type_iceberg_partition_spec = {"IcebergPartitionSpec", KIND_STRUCT,
                                                 .shape = &shape_iceberg_partition_spec};

static const char *const iceberg_sort_direction_values[] = {"asc", "desc", NULL};
const struct type type_iceberg_sort_direction = {
    "IcebergSortDirection", KIND_TEXT, .max = NO_MAXIMUM, .values = iceberg_sort_direction_values};

static const char *const iceberg_null_order_values[] = {"nulls-first", "nulls-last", NULL};
const struct type type_iceberg_null_order = {"IcebergNullOrder", KIND_TEXT, .max = NO_MAXIMUM,
                                             .values = iceberg_null_order_values};

const struct type type_iceberg_sort_field = {"IcebergSortField", KIND_STRUCT,
                                             .shape = &shape_iceberg_sort_field};

const struct type type_iceberg_sort_order_field_list = {
    "IcebergSortOrderFieldList", KIND_LIST, .max = NO_MAXIMUM, .element = &type_iceberg_sort_field};

const struct type type_iceberg_sort_order = {"IcebergSortOrder", KIND_STRUCT,
                                             .shape = &shape_iceberg_sort_order};

const struct type type_string_to_string_map = {"StringToStringMap", KIND_MAP, .max = NO_MAXIMUM,
                                               .key = &type_nullable_string,
                                               .element = &type_nullable_string};

const struct type type_create_iceberg_table_input = {"CreateIcebergTableInput", KIND_STRUCT,
                                                     .shape = &shape_create_iceberg_table_input};

const struct type type_iceberg_input = {"IcebergInput", KIND_STRUCT, .shape = &shape_iceberg_input};

const struct type type_open_table_format_input = {"OpenTableFormatInput", KIND_STRUCT,
                                                  .shape = &shape_open_table_format_input};

const struct type type_audit_context_string = {"AuditContextString", KIND_TEXT, .max = 2048};

const struct type type_audit_column_names_list = {
    "AuditColumnNamesList", KIND_LIST, .max = NO_MAXIMUM, .element = &type_column_name_string};

const struct type type_audit_context = {"AuditContext", KIND_STRUCT, .shape = &shape_audit_context};

const struct type type_boolean_nullable = {"BooleanNullable", KIND_BOOLEAN};

static const char *const table_attributes_values[] = {"NAME", "TABLE_TYPE", "DEFAULT",
                                                      "LATEST_ICEBERG_METADATA", NULL};
const struct type type_table_attributes = {"TableAttributes", KIND_TEXT, .max = NO_MAXIMUM,
                                           .values = table_attributes_values};

const struct type type_table_attributes_list = {"TableAttributesList", KIND_LIST, .max = NO_MAXIMUM,
                                                .element = &type_table_attributes};

const struct type type_hash_string = {"HashString", KIND_TEXT, .min = 1, .max = 255,
                                      .text_class = CLASS_SINGLE_LINE};

const struct type type_view_representation = {"ViewRepresentation", KIND_STRUCT,
                                              .shape = &shape_view_representation};

const struct type type_view_representation_list = {"ViewRepresentationList", KIND_LIST, .min = 1,
                                                   .max = 1000,
                                                   .element = &type_view_representation};

const struct type type_view_definition = {"ViewDefinition", KIND_STRUCT,
                                          .shape = &shape_view_definition};

const struct type type_table_id_string = {"TableIdString", KIND_TEXT, .max = 100,
                                          .text_class = CLASS_SINGLE_LINE};

const struct type type_iceberg_schema_list = {"IcebergSchemaList", KIND_LIST, .max = NO_MAXIMUM,
                                              .element = &type_iceberg_schema};

const struct type type_iceberg_partition_spec_list = {"IcebergPartitionSpecList", KIND_LIST,
                                                      .max = NO_MAXIMUM,
                                                      .element = &type_iceberg_partition_spec};

const struct type type_iceberg_sort_order_list = {
    "IcebergSortOrderList", KIND_LIST, .max = NO_MAXIMUM, .element = &type_iceberg_sort_order};

const struct type type_iceberg_table_metadata = {"IcebergTableMetadata", KIND_STRUCT,
                                                 .shape = &shape_iceberg_table_metadata};

static const char *const resource_action_values[] = {"UPDATE", "CREATE", NULL};
const struct type type_resource_action = {"ResourceAction", KIND_TEXT, .max = NO_MAXIMUM,
                                          .values = resource_action_values};

static const char *const resource_state_values[] = {"QUEUED",  "IN_PROGRESS", "SUCCESS",
                                                    "STOPPED", "FAILED",      NULL};
const struct type type_resource_state = {"ResourceState", KIND_TEXT, .max = NO_MAXIMUM,
                                         .values = resource_state_values};

const struct type type_error_detail = {"ErrorDetail", KIND_STRUCT, .shape = &shape_error_detail};

const struct type type_view_validation = {"ViewValidation", KIND_STRUCT,
                                          .shape = &shape_view_validation};

const struct type type_view_validation_list = {"ViewValidationList", KIND_LIST, .max = NO_MAXIMUM,
                                               .element = &type_view_validation};

const struct type type_status_details = {"StatusDetails", KIND_STRUCT,
                                         .shape = &shape_status_details};

const struct type type_table_status = {"TableStatus", KIND_STRUCT, .shape = &shape_table_status};

const struct type type_rls_properties = {"RLSProperties", KIND_STRUCT,
                                         .shape = &shape_rls_properties};

const struct type type_table = {"Table", KIND_STRUCT, .shape = &shape_table};

const struct type type_filter_string = {"FilterString", KIND_TEXT, .max = 2048,
                                        .text_class = CLASS_SINGLE_LINE};

static const char *const table_resource_share_type_values[] = {"FEDERATED", "ALL", NULL};
const struct type type_table_resource_share_type = {"TableResourceShareType", KIND_TEXT,
                                                    .max = NO_MAXIMUM,
                                                    .values = table_resource_share_type_values};

const struct type type_table_list = {"TableList", KIND_LIST, .max = NO_MAXIMUM,
                                     .element = &type_table};

static const char *const view_update_action_values[] = {"ADD", "REPLACE", "ADD_OR_REPLACE", "DROP",
                                                        NULL};
const struct type type_view_update_action = {"ViewUpdateAction", KIND_TEXT, .max = NO_MAXIMUM,
                                             .values = view_update_action_values};

static const char *const iceberg_update_action_values[] = {
    "add-schema",         "set-current-schema",    "add-spec",
    "set-default-spec",   "add-sort-order",        "set-default-sort-order",
    "set-location",       "set-properties",        "remove-properties",
    "add-encryption-key", "remove-encryption-key", NULL};
const struct type type_iceberg_update_action = {"IcebergUpdateAction", KIND_TEXT, .max = NO_MAXIMUM,
                                                .values = iceberg_update_action_values};

const struct type type_encryption_key_id_string = {"EncryptionKeyIdString", KIND_TEXT, .max = 2056,
                                                   .text_class = CLASS_MULTI_LINE};

const struct type type_encrypted_key_metadata_string = {
    "EncryptedKeyMetadataString", KIND_TEXT, .max = 2056, .text_class = CLASS_MULTI_LINE};

const struct type type_iceberg_encrypted_key = {"IcebergEncryptedKey", KIND_STRUCT,
                                                .shape = &shape_iceberg_encrypted_key};

const struct type type_iceberg_table_update = {"IcebergTableUpdate", KIND_STRUCT,
                                               .shape = &shape_iceberg_table_update};

const struct type type_iceberg_table_update_list = {
    "IcebergTableUpdateList", KIND_LIST, .max = NO_MAXIMUM, .element = &type_iceberg_table_update};

const struct type type_update_iceberg_table_input = {"UpdateIcebergTableInput", KIND_STRUCT,
                                                     .shape = &shape_update_iceberg_table_input};

const struct type type_update_iceberg_input = {"UpdateIcebergInput", KIND_STRUCT,
                                               .shape = &shape_update_iceberg_input};

const struct type type_update_open_table_format_input = {
    "UpdateOpenTableFormatInput", KIND_STRUCT, .shape = &shape_update_open_table_format_input};

const struct type type_batch_delete_table_name_list = {"BatchDeleteTableNameList", KIND_LIST,
                                                       .max = 100, .element = &type_name_string};

const struct type type_table_error = {"TableError", KIND_STRUCT, .shape = &shape_table_error};

const struct type type_table_errors = {"TableErrors", KIND_LIST, .max = NO_MAXIMUM,
                                       .element = &type_table_error};

const struct type type_table_version = {"TableVersion", KIND_STRUCT, .shape = &shape_table_version};

const struct type type_get_table_versions_list = {
    "GetTableVersionsList", KIND_LIST, .max = NO_MAXIMUM, .element = &type_table_version};

const struct type type_batch_delete_table_version_list = {
    "BatchDeleteTableVersionList", KIND_LIST, .max = 100, .element = &type_version_string};

const struct type type_table_version_error = {"TableVersionError", KIND_STRUCT,
                                              .shape = &shape_table_version_error};

const struct type type_table_version_errors = {"TableVersionErrors", KIND_LIST, .max = NO_MAXIMUM,
                                               .element = &type_table_version_error};
