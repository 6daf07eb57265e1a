/* SPDX-License-Identifier: Apache-2.0
 * Limits: the service model of AWS Glue, API version 2017-03-31 (botocore 1.44.5,
 * glue/2017-03-31/service-2.json). */
#include "catalog/shapes_table.h"

#include "catalog/types.h"

static const struct member column_members[] = {
    [COLUMN_NAME] = {"Name", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [COLUMN_TYPE] = {"Type", &type_column_type_string},
    [COLUMN_COMMENT] = {"Comment", &type_comment_string},
    [COLUMN_PARAMETERS] = {"Parameters", &type_parameters_map},
};
const struct shape shape_column = SHAPE("Column", column_members);

static const struct member ser_de_info_members[] = {
    [SER_DE_INFO_NAME] = {"Name", &type_name_string},
    [SER_DE_INFO_SERIALIZATION_LIBRARY] = {"SerializationLibrary", &type_name_string},
    [SER_DE_INFO_PARAMETERS] = {"Parameters", &type_parameters_map},
};
const struct shape shape_ser_de_info = SHAPE("SerDeInfo", ser_de_info_members);

static const struct member order_members[] = {
    [ORDER_COLUMN] = {"Column", &type_name_string, MEMBER_REQUIRED},
    [ORDER_SORT_ORDER] = {"SortOrder", &type_integer_flag, MEMBER_REQUIRED},
};
const struct shape shape_order = SHAPE("Order", order_members);

static const struct member skewed_info_members[] = {
    [SKEWED_INFO_SKEWED_COLUMN_NAMES] = {"SkewedColumnNames", &type_name_string_list},
    [SKEWED_INFO_SKEWED_COLUMN_VALUES] = {"SkewedColumnValues", &type_column_value_string_list},
    [SKEWED_INFO_SKEWED_COLUMN_VALUE_LOCATION_MAPS] = {"SkewedColumnValueLocationMaps",
                                                       &type_location_map},
};
const struct shape shape_skewed_info = SHAPE("SkewedInfo", skewed_info_members);

static const struct member schema_id_members[] = {
    [SCHEMA_ID_SCHEMA_ARN] = {"SchemaArn", &type_glue_resource_arn},
    [SCHEMA_ID_SCHEMA_NAME] = {"SchemaName", &type_schema_registry_name_string},
    [SCHEMA_ID_REGISTRY_NAME] = {"RegistryName", &type_schema_registry_name_string},
};
const struct shape shape_schema_id = SHAPE("SchemaId", schema_id_members);

static const struct member schema_reference_members[] = {
    [SCHEMA_REFERENCE_SCHEMA_ID] = {"SchemaId", &type_schema_id},
    [SCHEMA_REFERENCE_SCHEMA_VERSION_ID] = {"SchemaVersionId", &type_schema_version_id_string},
    [SCHEMA_REFERENCE_SCHEMA_VERSION_NUMBER] = {"SchemaVersionNumber", &type_version_long_number},
};
const struct shape shape_schema_reference = SHAPE("SchemaReference", schema_reference_members);

static const struct member storage_descriptor_members[] = {
    [STORAGE_DESCRIPTOR_COLUMNS] = {"Columns", &type_column_list, MEMBER_ALWAYS | MEMBER_REPEATS},
    [STORAGE_DESCRIPTOR_LOCATION] = {"Location", &type_location_string},
    [STORAGE_DESCRIPTOR_ADDITIONAL_LOCATIONS] = {"AdditionalLocations", &type_location_string_list},
    [STORAGE_DESCRIPTOR_INPUT_FORMAT] = {"InputFormat", &type_format_string},
    [STORAGE_DESCRIPTOR_OUTPUT_FORMAT] = {"OutputFormat", &type_format_string},
    [STORAGE_DESCRIPTOR_COMPRESSED] = {"Compressed", &type_boolean, MEMBER_ALWAYS},
    [STORAGE_DESCRIPTOR_NUMBER_OF_BUCKETS] = {"NumberOfBuckets", &type_integer, MEMBER_ALWAYS},
    [STORAGE_DESCRIPTOR_SERDE_INFO] = {"SerdeInfo", &type_ser_de_info, MEMBER_REPEATS},
    [STORAGE_DESCRIPTOR_BUCKET_COLUMNS] = {"BucketColumns", &type_name_string_list},
    [STORAGE_DESCRIPTOR_SORT_COLUMNS] = {"SortColumns", &type_order_list},
    [STORAGE_DESCRIPTOR_PARAMETERS] = {"Parameters", &type_parameters_map},
    [STORAGE_DESCRIPTOR_SKEWED_INFO] = {"SkewedInfo", &type_skewed_info, MEMBER_REPEATS},
    [STORAGE_DESCRIPTOR_STORED_AS_SUB_DIRECTORIES] = {"StoredAsSubDirectories", &type_boolean,
                                                      MEMBER_ALWAYS},
    [STORAGE_DESCRIPTOR_SCHEMA_REFERENCE] = {"SchemaReference", &type_schema_reference},
};
const struct shape shape_storage_descriptor =
    SHAPE("StorageDescriptor", storage_descriptor_members);

static const struct member table_identifier_members[] = {
    [TABLE_IDENTIFIER_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [TABLE_IDENTIFIER_DATABASE_NAME] = {"DatabaseName", &type_name_string},
    [TABLE_IDENTIFIER_NAME] = {"Name", &type_name_string},
    [TABLE_IDENTIFIER_REGION] = {"Region", &type_name_string},
};
const struct shape shape_table_identifier = SHAPE("TableIdentifier", table_identifier_members);

static const struct member federated_table_members[] = {
    [FEDERATED_TABLE_IDENTIFIER] = {"Identifier", &type_federation_identifier},
    [FEDERATED_TABLE_DATABASE_IDENTIFIER] = {"DatabaseIdentifier", &type_federation_identifier},
    [FEDERATED_TABLE_CONNECTION_NAME] = {"ConnectionName", &type_name_string},
    [FEDERATED_TABLE_CONNECTION_TYPE] = {"ConnectionType", &type_name_string},
};
const struct shape shape_federated_table = SHAPE("FederatedTable", federated_table_members);

static const struct member view_representation_input_members[] = {
    [VIEW_REPRESENTATION_INPUT_DIALECT] = {"Dialect", &type_view_dialect},
    [VIEW_REPRESENTATION_INPUT_DIALECT_VERSION] = {"DialectVersion",
                                                   &type_view_dialect_version_string},
    [VIEW_REPRESENTATION_INPUT_VIEW_ORIGINAL_TEXT] = {"ViewOriginalText", &type_view_text_string},
    [VIEW_REPRESENTATION_INPUT_VALIDATION_CONNECTION] = {"ValidationConnection", &type_name_string},
    [VIEW_REPRESENTATION_INPUT_VIEW_EXPANDED_TEXT] = {"ViewExpandedText", &type_view_text_string},
};
const struct shape shape_view_representation_input =
    SHAPE("ViewRepresentationInput", view_representation_input_members);

static const struct member sub_object_statistics_members[] = {
    [SUB_OBJECT_STATISTICS_SOURCE_TYPE] = {"SourceType", &type_sub_object_source_type},
    [SUB_OBJECT_STATISTICS_GLUE_VERSION_ID] = {"GlueVersionId", &type_nullable_string},
    [SUB_OBJECT_STATISTICS_PARTITION_COUNT] = {"PartitionCount", &type_nullable_long},
    [SUB_OBJECT_STATISTICS_FILE_COUNT] = {"FileCount", &type_nullable_long},
    [SUB_OBJECT_STATISTICS_TOTAL_FILE_BYTES] = {"TotalFileBytes", &type_nullable_long},
};
const struct shape shape_sub_object_statistics =
    SHAPE("SubObjectStatistics", sub_object_statistics_members);

static const struct member view_definition_input_members[] = {
    [VIEW_DEFINITION_INPUT_IS_PROTECTED] = {"IsProtected", &type_nullable_boolean},
    [VIEW_DEFINITION_INPUT_IS_MANAGED] = {"IsManaged", &type_nullable_boolean},
    [VIEW_DEFINITION_INPUT_DEFINER] = {"Definer", &type_arn_string},
    [VIEW_DEFINITION_INPUT_REPRESENTATIONS] = {"Representations",
                                               &type_view_representation_input_list},
    [VIEW_DEFINITION_INPUT_VIEW_VERSION_ID] = {"ViewVersionId", &type_table_version_id},
    [VIEW_DEFINITION_INPUT_VIEW_VERSION_TOKEN] = {"ViewVersionToken", &type_version_string},
    [VIEW_DEFINITION_INPUT_REFRESH_SECONDS] = {"RefreshSeconds", &type_refresh_seconds},
    [VIEW_DEFINITION_INPUT_LAST_REFRESH_TYPE] = {"LastRefreshType", &type_last_refresh_type},
    [VIEW_DEFINITION_INPUT_SUB_OBJECTS] = {"SubObjects", &type_view_sub_objects_list},
    [VIEW_DEFINITION_INPUT_SUB_OBJECT_VERSION_IDS] = {"SubObjectVersionIds",
                                                      &type_view_sub_object_version_ids_list},
    [VIEW_DEFINITION_INPUT_SUB_OBJECTS_STATISTICS] = {"SubObjectsStatistics",
                                                      &type_sub_objects_statistics_list},
    [VIEW_DEFINITION_INPUT_SPARK_PIPELINE_INFO] = {"SparkPipelineInfo",
                                                   &type_spark_pipeline_info_map},
};
const struct shape shape_view_definition_input =
    SHAPE("ViewDefinitionInput", view_definition_input_members);

static const struct member table_input_members[] = {
    [TABLE_INPUT_NAME] = {"Name", &type_name_string, MEMBER_FOLD | MEMBER_HEAD},
    [TABLE_INPUT_DESCRIPTION] = {"Description", &type_description_string},
    [TABLE_INPUT_OWNER] = {"Owner", &type_name_string},
    [TABLE_INPUT_LAST_ACCESS_TIME] = {"LastAccessTime", &type_timestamp},
    [TABLE_INPUT_LAST_ANALYZED_TIME] = {"LastAnalyzedTime", &type_timestamp},
    [TABLE_INPUT_RETENTION] = {"Retention", &type_non_negative_integer, MEMBER_ALWAYS},
    [TABLE_INPUT_STORAGE_DESCRIPTOR] = {"StorageDescriptor", &type_storage_descriptor},
    [TABLE_INPUT_PARTITION_KEYS] = {"PartitionKeys", &type_column_list, MEMBER_ALWAYS},
    [TABLE_INPUT_VIEW_ORIGINAL_TEXT] = {"ViewOriginalText", &type_view_text_string},
    [TABLE_INPUT_VIEW_EXPANDED_TEXT] = {"ViewExpandedText", &type_view_text_string},
    [TABLE_INPUT_TABLE_TYPE] = {"TableType", &type_table_type_string},
    [TABLE_INPUT_PARAMETERS] = {"Parameters", &type_parameters_map, MEMBER_ALWAYS},
    [TABLE_INPUT_TARGET_TABLE] = {"TargetTable", &type_table_identifier},
    [TABLE_INPUT_FEDERATED_TABLE] = {"FederatedTable", &type_federated_table},
    [TABLE_INPUT_VIEW_DEFINITION] = {"ViewDefinition", &type_view_definition_input},
};
const struct shape shape_table_input = SHAPE("TableInput", table_input_members);

static const struct member partition_index_members[] = {
    [PARTITION_INDEX_KEYS] = {"Keys", &type_key_list, MEMBER_REQUIRED},
    [PARTITION_INDEX_INDEX_NAME] = {"IndexName", &type_name_string, MEMBER_REQUIRED},
};
const struct shape shape_partition_index = SHAPE("PartitionIndex", partition_index_members);

static const struct member iceberg_struct_field_members[] = {
    [ICEBERG_STRUCT_FIELD_ID] = {"Id", &type_integer, MEMBER_REQUIRED},
    [ICEBERG_STRUCT_FIELD_NAME] = {"Name", &type_column_name_string, MEMBER_REQUIRED},
    [ICEBERG_STRUCT_FIELD_TYPE] = {"Type", &type_iceberg_document, MEMBER_REQUIRED},
    [ICEBERG_STRUCT_FIELD_REQUIRED] = {"Required", &type_boolean, MEMBER_REQUIRED},
    [ICEBERG_STRUCT_FIELD_DOC] = {"Doc", &type_comment_string},
    [ICEBERG_STRUCT_FIELD_INITIAL_DEFAULT] = {"InitialDefault", &type_iceberg_document},
    [ICEBERG_STRUCT_FIELD_WRITE_DEFAULT] = {"WriteDefault", &type_iceberg_document},
};
const struct shape shape_iceberg_struct_field =
    SHAPE("IcebergStructField", iceberg_struct_field_members);

static const struct member iceberg_schema_members[] = {
    [ICEBERG_SCHEMA_SCHEMA_ID] = {"SchemaId", &type_integer},
    [ICEBERG_SCHEMA_IDENTIFIER_FIELD_IDS] = {"IdentifierFieldIds", &type_integer_list},
    [ICEBERG_SCHEMA_TYPE] = {"Type", &type_iceberg_struct_type_enum},
    [ICEBERG_SCHEMA_FIELDS] = {"Fields", &type_iceberg_struct_field_list, MEMBER_REQUIRED},
};
const struct shape shape_iceberg_schema = SHAPE("IcebergSchema", iceberg_schema_members);

static const struct member iceberg_partition_field_members[] = {
    [ICEBERG_PARTITION_FIELD_SOURCE_ID] = {"SourceId", &type_integer, MEMBER_REQUIRED},
    [ICEBERG_PARTITION_FIELD_TRANSFORM] = {"Transform", &type_iceberg_transform_string,
                                           MEMBER_REQUIRED},
    [ICEBERG_PARTITION_FIELD_NAME] = {"Name", &type_column_name_string, MEMBER_REQUIRED},
    [ICEBERG_PARTITION_FIELD_FIELD_ID] = {"FieldId", &type_integer},
};
const struct shape shape_iceberg_partition_field =
    SHAPE("IcebergPartitionField", iceberg_partition_field_members);

static const struct member iceberg_partition_spec_members[] = {
    [ICEBERG_PARTITION_SPEC_FIELDS] = {"Fields", &type_iceberg_partition_spec_field_list,
                                       MEMBER_REQUIRED},
    [ICEBERG_PARTITION_SPEC_SPEC_ID] = {"SpecId", &type_integer},
};
const struct shape shape_iceberg_partition_spec =
    SHAPE("IcebergPartitionSpec", iceberg_partition_spec_members);

static const struct member iceberg_sort_field_members[] = {
    [ICEBERG_SORT_FIELD_SOURCE_ID] = {"SourceId", &type_integer, MEMBER_REQUIRED},
    [ICEBERG_SORT_FIELD_TRANSFORM] = {"Transform", &type_iceberg_transform_string, MEMBER_REQUIRED},
    [ICEBERG_SORT_FIELD_DIRECTION] = {"Direction", &type_iceberg_sort_direction, MEMBER_REQUIRED},
    [ICEBERG_SORT_FIELD_NULL_ORDER] = {"NullOrder", &type_iceberg_null_order, MEMBER_REQUIRED},
};
const struct shape shape_iceberg_sort_field = SHAPE("IcebergSortField", iceberg_sort_field_members);

static const struct member iceberg_sort_order_members[] = {
    [ICEBERG_SORT_ORDER_ORDER_ID] = {"OrderId", &type_integer, MEMBER_REQUIRED},
    [ICEBERG_SORT_ORDER_FIELDS] = {"Fields", &type_iceberg_sort_order_field_list, MEMBER_REQUIRED},
};
const struct shape shape_iceberg_sort_order = SHAPE("IcebergSortOrder", iceberg_sort_order_members);

static const struct member create_iceberg_table_input_members[] = {
    [CREATE_ICEBERG_TABLE_INPUT_LOCATION] = {"Location", &type_location_string, MEMBER_REQUIRED},
    [CREATE_ICEBERG_TABLE_INPUT_SCHEMA] = {"Schema", &type_iceberg_schema, MEMBER_REQUIRED},
    [CREATE_ICEBERG_TABLE_INPUT_PARTITION_SPEC] = {"PartitionSpec", &type_iceberg_partition_spec},
    [CREATE_ICEBERG_TABLE_INPUT_WRITE_ORDER] = {"WriteOrder", &type_iceberg_sort_order},
    [CREATE_ICEBERG_TABLE_INPUT_PROPERTIES] = {"Properties", &type_string_to_string_map},
};
const struct shape shape_create_iceberg_table_input =
    SHAPE("CreateIcebergTableInput", create_iceberg_table_input_members);

static const struct member iceberg_input_members[] = {
    [ICEBERG_INPUT_METADATA_OPERATION] = {"MetadataOperation", &type_metadata_operation,
                                          MEMBER_REQUIRED},
    [ICEBERG_INPUT_VERSION] = {"Version", &type_version_string},
    [ICEBERG_INPUT_CREATE_ICEBERG_TABLE_INPUT] = {"CreateIcebergTableInput",
                                                  &type_create_iceberg_table_input},
};
const struct shape shape_iceberg_input = SHAPE("IcebergInput", iceberg_input_members);

static const struct member open_table_format_input_members[] = {
    [OPEN_TABLE_FORMAT_INPUT_ICEBERG_INPUT] = {"IcebergInput", &type_iceberg_input},
};
const struct shape shape_open_table_format_input =
    SHAPE("OpenTableFormatInput", open_table_format_input_members);

static const struct member audit_context_members[] = {
    [AUDIT_CONTEXT_ADDITIONAL_AUDIT_CONTEXT] = {"AdditionalAuditContext",
                                                &type_audit_context_string},
    [AUDIT_CONTEXT_REQUESTED_COLUMNS] = {"RequestedColumns", &type_audit_column_names_list},
    [AUDIT_CONTEXT_ALL_COLUMNS_REQUESTED] = {"AllColumnsRequested", &type_nullable_boolean},
};
const struct shape shape_audit_context = SHAPE("AuditContext", audit_context_members);

static const struct member view_representation_members[] = {
    [VIEW_REPRESENTATION_DIALECT] = {"Dialect", &type_view_dialect},
    [VIEW_REPRESENTATION_DIALECT_VERSION] = {"DialectVersion", &type_view_dialect_version_string},
    [VIEW_REPRESENTATION_VIEW_ORIGINAL_TEXT] = {"ViewOriginalText", &type_view_text_string},
    [VIEW_REPRESENTATION_VIEW_EXPANDED_TEXT] = {"ViewExpandedText", &type_view_text_string},
    [VIEW_REPRESENTATION_VALIDATION_CONNECTION] = {"ValidationConnection", &type_name_string},
    [VIEW_REPRESENTATION_IS_STALE] = {"IsStale", &type_nullable_boolean},
};
const struct shape shape_view_representation =
    SHAPE("ViewRepresentation", view_representation_members);

static const struct member view_definition_members[] = {
    [VIEW_DEFINITION_IS_PROTECTED] = {"IsProtected", &type_nullable_boolean},
    [VIEW_DEFINITION_IS_MANAGED] = {"IsManaged", &type_nullable_boolean},
    [VIEW_DEFINITION_DEFINER] = {"Definer", &type_arn_string},
    [VIEW_DEFINITION_VIEW_VERSION_ID] = {"ViewVersionId", &type_table_version_id},
    [VIEW_DEFINITION_VIEW_VERSION_TOKEN] = {"ViewVersionToken", &type_hash_string},
    [VIEW_DEFINITION_REFRESH_SECONDS] = {"RefreshSeconds", &type_refresh_seconds},
    [VIEW_DEFINITION_LAST_REFRESH_TYPE] = {"LastRefreshType", &type_last_refresh_type},
    [VIEW_DEFINITION_SUB_OBJECTS] = {"SubObjects", &type_view_sub_objects_list},
    [VIEW_DEFINITION_SUB_OBJECT_VERSION_IDS] = {"SubObjectVersionIds",
                                                &type_view_sub_object_version_ids_list},
    [VIEW_DEFINITION_SUB_OBJECTS_STATISTICS] = {"SubObjectsStatistics",
                                                &type_sub_objects_statistics_list},
    [VIEW_DEFINITION_REPRESENTATIONS] = {"Representations", &type_view_representation_list},
    [VIEW_DEFINITION_SPARK_PIPELINE_INFO] = {"SparkPipelineInfo", &type_spark_pipeline_info_map},
};
const struct shape shape_view_definition = SHAPE("ViewDefinition", view_definition_members);

static const struct member iceberg_table_metadata_members[] = {
    [ICEBERG_TABLE_METADATA_FORMAT_VERSION] = {"FormatVersion", &type_version_string},
    [ICEBERG_TABLE_METADATA_TABLE_UUID] = {"TableUuid", &type_table_id_string},
    [ICEBERG_TABLE_METADATA_LOCATION] = {"Location", &type_location_string},
    [ICEBERG_TABLE_METADATA_PROPERTIES] = {"Properties", &type_string_to_string_map},
    [ICEBERG_TABLE_METADATA_SCHEMAS] = {"Schemas", &type_iceberg_schema_list},
    [ICEBERG_TABLE_METADATA_CURRENT_SCHEMA_ID] = {"CurrentSchemaId", &type_integer},
    [ICEBERG_TABLE_METADATA_LAST_COLUMN_ID] = {"LastColumnId", &type_integer},
    [ICEBERG_TABLE_METADATA_PARTITION_SPECS] = {"PartitionSpecs",
                                                &type_iceberg_partition_spec_list},
    [ICEBERG_TABLE_METADATA_DEFAULT_SPEC_ID] = {"DefaultSpecId", &type_integer},
    [ICEBERG_TABLE_METADATA_LAST_PARTITION_ID] = {"LastPartitionId", &type_integer},
    [ICEBERG_TABLE_METADATA_SORT_ORDERS] = {"SortOrders", &type_iceberg_sort_order_list},
    [ICEBERG_TABLE_METADATA_DEFAULT_SORT_ORDER_ID] = {"DefaultSortOrderId", &type_integer},
};
const struct shape shape_iceberg_table_metadata =
    SHAPE("IcebergTableMetadata", iceberg_table_metadata_members);

static const struct member error_detail_members[] = {
    [ERROR_DETAIL_ERROR_CODE] = {"ErrorCode", &type_name_string},
    [ERROR_DETAIL_ERROR_MESSAGE] = {"ErrorMessage", &type_description_string},
};
const struct shape shape_error_detail = SHAPE("ErrorDetail", error_detail_members);

static const struct member view_validation_members[] = {
    [VIEW_VALIDATION_DIALECT] = {"Dialect", &type_view_dialect},
    [VIEW_VALIDATION_DIALECT_VERSION] = {"DialectVersion", &type_view_dialect_version_string},
    [VIEW_VALIDATION_VIEW_VALIDATION_TEXT] = {"ViewValidationText", &type_view_text_string},
    [VIEW_VALIDATION_UPDATE_TIME] = {"UpdateTime", &type_timestamp},
    [VIEW_VALIDATION_STATE] = {"State", &type_resource_state},
    [VIEW_VALIDATION_ERROR] = {"Error", &type_error_detail},
};
const struct shape shape_view_validation = SHAPE("ViewValidation", view_validation_members);

static const struct member status_details_members[] = {
    [STATUS_DETAILS_REQUESTED_CHANGE] = {"RequestedChange", &type_table},
    [STATUS_DETAILS_VIEW_VALIDATIONS] = {"ViewValidations", &type_view_validation_list},
};
const struct shape shape_status_details = SHAPE("StatusDetails", status_details_members);

static const struct member table_status_members[] = {
    [TABLE_STATUS_REQUESTED_BY] = {"RequestedBy", &type_name_string},
    [TABLE_STATUS_UPDATED_BY] = {"UpdatedBy", &type_name_string},
    [TABLE_STATUS_REQUEST_TIME] = {"RequestTime", &type_timestamp},
    [TABLE_STATUS_UPDATE_TIME] = {"UpdateTime", &type_timestamp},
    [TABLE_STATUS_ACTION] = {"Action", &type_resource_action},
    [TABLE_STATUS_STATE] = {"State", &type_resource_state},
    [TABLE_STATUS_ERROR] = {"Error", &type_error_detail},
    [TABLE_STATUS_DETAILS] = {"Details", &type_status_details},
};
const struct shape shape_table_status = SHAPE("TableStatus", table_status_members);

static const struct member rls_properties_members[] = {
    [RLS_PROPERTIES_DEFAULT_RLS_POLICY] = {"DefaultRLSPolicy", &type_name_string},
};
const struct shape shape_rls_properties = SHAPE("RLSProperties", rls_properties_members);

static const struct member table_members[] = {
    [TABLE_NAME] = {"Name", &type_name_string, MEMBER_REQUIRED},
    [TABLE_DATABASE_NAME] = {"DatabaseName", &type_name_string},
    [TABLE_DESCRIPTION] = {"Description", &type_description_string},
    [TABLE_OWNER] = {"Owner", &type_name_string},
    [TABLE_CREATE_TIME] = {"CreateTime", &type_timestamp},
    [TABLE_UPDATE_TIME] = {"UpdateTime", &type_timestamp},
    [TABLE_LAST_ACCESS_TIME] = {"LastAccessTime", &type_timestamp},
    [TABLE_LAST_ANALYZED_TIME] = {"LastAnalyzedTime", &type_timestamp},
    [TABLE_RETENTION] = {"Retention", &type_non_negative_integer},
    [TABLE_STORAGE_DESCRIPTOR] = {"StorageDescriptor", &type_storage_descriptor},
    [TABLE_PARTITION_KEYS] = {"PartitionKeys", &type_column_list},
    [TABLE_VIEW_ORIGINAL_TEXT] = {"ViewOriginalText", &type_view_text_string},
    [TABLE_VIEW_EXPANDED_TEXT] = {"ViewExpandedText", &type_view_text_string},
    [TABLE_TABLE_TYPE] = {"TableType", &type_table_type_string},
    [TABLE_PARAMETERS] = {"Parameters", &type_parameters_map},
    [TABLE_CREATED_BY] = {"CreatedBy", &type_name_string},
    [TABLE_IS_REGISTERED_WITH_LAKE_FORMATION] = {"IsRegisteredWithLakeFormation", &type_boolean},
    [TABLE_TARGET_TABLE] = {"TargetTable", &type_table_identifier},
    [TABLE_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [TABLE_VERSION_ID] = {"VersionId", &type_version_string},
    [TABLE_FEDERATED_TABLE] = {"FederatedTable", &type_federated_table},
    [TABLE_VIEW_DEFINITION] = {"ViewDefinition", &type_view_definition},
    [TABLE_IS_MULTI_DIALECT_VIEW] = {"IsMultiDialectView", &type_nullable_boolean},
    [TABLE_IS_MATERIALIZED_VIEW] = {"IsMaterializedView", &type_nullable_boolean},
    [TABLE_ICEBERG_TABLE_METADATA] = {"IcebergTableMetadata", &type_iceberg_table_metadata},
    [TABLE_STATUS] = {"Status", &type_table_status},
    [TABLE_RLS_PROPERTIES] = {"RLSProperties", &type_rls_properties},
};
const struct shape shape_table = SHAPE("Table", table_members);

static const struct member iceberg_encrypted_key_members[] = {
    [ICEBERG_ENCRYPTED_KEY_KEY_ID] = {"KeyId", &type_encryption_key_id_string, MEMBER_REQUIRED},
    [ICEBERG_ENCRYPTED_KEY_ENCRYPTED_KEY_METADATA] = {"EncryptedKeyMetadata",
                                                      &type_encrypted_key_metadata_string,
                                                      MEMBER_REQUIRED},
    [ICEBERG_ENCRYPTED_KEY_ENCRYPTED_BY_ID] = {"EncryptedById", &type_encryption_key_id_string},
    [ICEBERG_ENCRYPTED_KEY_PROPERTIES] = {"Properties", &type_string_to_string_map},
};
const struct shape shape_iceberg_encrypted_key =
    SHAPE("IcebergEncryptedKey", iceberg_encrypted_key_members);

static const struct member iceberg_table_update_members[] = {
    [ICEBERG_TABLE_UPDATE_SCHEMA] = {"Schema", &type_iceberg_schema, MEMBER_REQUIRED},
    [ICEBERG_TABLE_UPDATE_PARTITION_SPEC] = {"PartitionSpec", &type_iceberg_partition_spec},
    [ICEBERG_TABLE_UPDATE_SORT_ORDER] = {"SortOrder", &type_iceberg_sort_order},
    [ICEBERG_TABLE_UPDATE_LOCATION] = {"Location", &type_location_string, MEMBER_REQUIRED},
    [ICEBERG_TABLE_UPDATE_PROPERTIES] = {"Properties", &type_string_to_string_map},
    [ICEBERG_TABLE_UPDATE_ACTION] = {"Action", &type_iceberg_update_action},
    [ICEBERG_TABLE_UPDATE_ENCRYPTION_KEY] = {"EncryptionKey", &type_iceberg_encrypted_key},
    [ICEBERG_TABLE_UPDATE_KEY_ID] = {"KeyId", &type_encryption_key_id_string},
};
const struct shape shape_iceberg_table_update =
    SHAPE("IcebergTableUpdate", iceberg_table_update_members);

static const struct member update_iceberg_table_input_members[] = {
    [UPDATE_ICEBERG_TABLE_INPUT_UPDATES] = {"Updates", &type_iceberg_table_update_list,
                                            MEMBER_REQUIRED},
};
const struct shape shape_update_iceberg_table_input =
    SHAPE("UpdateIcebergTableInput", update_iceberg_table_input_members);

static const struct member update_iceberg_input_members[] = {
    [UPDATE_ICEBERG_INPUT_UPDATE_ICEBERG_TABLE_INPUT] = {"UpdateIcebergTableInput",
                                                         &type_update_iceberg_table_input,
                                                         MEMBER_REQUIRED},
};
const struct shape shape_update_iceberg_input =
    SHAPE("UpdateIcebergInput", update_iceberg_input_members);

static const struct member update_open_table_format_input_members[] = {
    [UPDATE_OPEN_TABLE_FORMAT_INPUT_UPDATE_ICEBERG_INPUT] = {"UpdateIcebergInput",
                                                             &type_update_iceberg_input},
};
const struct shape shape_update_open_table_format_input =
    SHAPE("UpdateOpenTableFormatInput", update_open_table_format_input_members);

static const struct member table_error_members[] = {
    [TABLE_ERROR_TABLE_NAME] = {"TableName", &type_name_string},
    [TABLE_ERROR_ERROR_DETAIL] = {"ErrorDetail", &type_error_detail},
};
const struct shape shape_table_error = SHAPE("TableError", table_error_members);

static const struct member table_version_members[] = {
    [TABLE_VERSION_TABLE] = {"Table", &type_table},
    [TABLE_VERSION_VERSION_ID] = {"VersionId", &type_version_string},
};
const struct shape shape_table_version = SHAPE("TableVersion", table_version_members);

static const struct member table_version_error_members[] = {
    [TABLE_VERSION_ERROR_TABLE_NAME] = {"TableName", &type_name_string},
    [TABLE_VERSION_ERROR_VERSION_ID] = {"VersionId", &type_version_string},
    [TABLE_VERSION_ERROR_ERROR_DETAIL] = {"ErrorDetail", &type_error_detail},
};
const struct shape shape_table_version_error =
    SHAPE("TableVersionError", table_version_error_members);
