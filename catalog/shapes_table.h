/* SPDX-License-Identifier: Apache-2.0
 * The documents of tables and what they are made of. Member indexes stand in the order of the
 * model. */
#ifndef PROPOLIS_CATALOG_SHAPES_TABLE_H
#define PROPOLIS_CATALOG_SHAPES_TABLE_H

#include "catalog/shape.h"

enum column_member { COLUMN_NAME, COLUMN_TYPE, COLUMN_COMMENT, COLUMN_PARAMETERS };
extern const struct shape shape_column;

enum ser_de_info_member {
    SER_DE_INFO_NAME,
    SER_DE_INFO_SERIALIZATION_LIBRARY,
    SER_DE_INFO_PARAMETERS
};
extern const struct shape shape_ser_de_info;

enum order_member { ORDER_COLUMN, ORDER_SORT_ORDER };
extern const struct shape shape_order;

enum skewed_info_member {
    SKEWED_INFO_SKEWED_COLUMN_NAMES,
    SKEWED_INFO_SKEWED_COLUMN_VALUES,
    SKEWED_INFO_SKEWED_COLUMN_VALUE_LOCATION_MAPS
};
extern const struct shape shape_skewed_info;

enum schema_id_member { SCHEMA_ID_SCHEMA_ARN, SCHEMA_ID_SCHEMA_NAME, SCHEMA_ID_REGISTRY_NAME };
extern const struct shape shape_schema_id;

enum schema_reference_member {
    SCHEMA_REFERENCE_SCHEMA_ID,
    SCHEMA_REFERENCE_SCHEMA_VERSION_ID,
    SCHEMA_REFERENCE_SCHEMA_VERSION_NUMBER
};
extern const struct shape shape_schema_reference;

enum storage_descriptor_member {
    STORAGE_DESCRIPTOR_COLUMNS,
    STORAGE_DESCRIPTOR_LOCATION,
    STORAGE_DESCRIPTOR_ADDITIONAL_LOCATIONS,
    STORAGE_DESCRIPTOR_INPUT_FORMAT,
    STORAGE_DESCRIPTOR_OUTPUT_FORMAT,
    STORAGE_DESCRIPTOR_COMPRESSED,
    STORAGE_DESCRIPTOR_NUMBER_OF_BUCKETS,
    STORAGE_DESCRIPTOR_SERDE_INFO,
    STORAGE_DESCRIPTOR_BUCKET_COLUMNS,
    STORAGE_DESCRIPTOR_SORT_COLUMNS,
    STORAGE_DESCRIPTOR_PARAMETERS,
    STORAGE_DESCRIPTOR_SKEWED_INFO,
    STORAGE_DESCRIPTOR_STORED_AS_SUB_DIRECTORIES,
    STORAGE_DESCRIPTOR_SCHEMA_REFERENCE
};
extern const struct shape shape_storage_descriptor;

enum table_identifier_member {
    TABLE_IDENTIFIER_CATALOG_ID,
    TABLE_IDENTIFIER_DATABASE_NAME,
    TABLE_IDENTIFIER_NAME,
    TABLE_IDENTIFIER_REGION
};
extern const struct shape shape_table_identifier;

enum federated_table_member {
    FEDERATED_TABLE_IDENTIFIER,
    FEDERATED_TABLE_DATABASE_IDENTIFIER,
    FEDERATED_TABLE_CONNECTION_NAME,
    FEDERATED_TABLE_CONNECTION_TYPE
};
extern const struct shape shape_federated_table;

enum view_representation_input_member {
    VIEW_REPRESENTATION_INPUT_DIALECT,
    VIEW_REPRESENTATION_INPUT_DIALECT_VERSION,
    VIEW_REPRESENTATION_INPUT_VIEW_ORIGINAL_TEXT,
    VIEW_REPRESENTATION_INPUT_VALIDATION_CONNECTION,
    VIEW_REPRESENTATION_INPUT_VIEW_EXPANDED_TEXT
};
extern const struct shape shape_view_representation_input;

enum sub_object_statistics_member {
    SUB_OBJECT_STATISTICS_SOURCE_TYPE,
    SUB_OBJECT_STATISTICS_GLUE_VERSION_ID,
    SUB_OBJECT_STATISTICS_PARTITION_COUNT,
    SUB_OBJECT_STATISTICS_FILE_COUNT,
    SUB_OBJECT_STATISTICS_TOTAL_FILE_BYTES
};
extern const struct shape shape_sub_object_statistics;

enum view_definition_input_member {
    VIEW_DEFINITION_INPUT_IS_PROTECTED,
    VIEW_DEFINITION_INPUT_IS_MANAGED,
    VIEW_DEFINITION_INPUT_DEFINER,
    VIEW_DEFINITION_INPUT_REPRESENTATIONS,
    VIEW_DEFINITION_INPUT_VIEW_VERSION_ID,
    VIEW_DEFINITION_INPUT_VIEW_VERSION_TOKEN,
    VIEW_DEFINITION_INPUT_REFRESH_SECONDS,
    VIEW_DEFINITION_INPUT_LAST_REFRESH_TYPE,
    VIEW_DEFINITION_INPUT_SUB_OBJECTS,
    VIEW_DEFINITION_INPUT_SUB_OBJECT_VERSION_IDS,
    VIEW_DEFINITION_INPUT_SUB_OBJECTS_STATISTICS,
    VIEW_DEFINITION_INPUT_SPARK_PIPELINE_INFO
};
extern const struct shape shape_view_definition_input;

enum table_input_member {
    TABLE_INPUT_NAME,
    TABLE_INPUT_DESCRIPTION,
    TABLE_INPUT_OWNER,
    TABLE_INPUT_LAST_ACCESS_TIME,
    TABLE_INPUT_LAST_ANALYZED_TIME,
    TABLE_INPUT_RETENTION,
    TABLE_INPUT_STORAGE_DESCRIPTOR,
    TABLE_INPUT_PARTITION_KEYS,
    TABLE_INPUT_VIEW_ORIGINAL_TEXT,
    TABLE_INPUT_VIEW_EXPANDED_TEXT,
    TABLE_INPUT_TABLE_TYPE,
    TABLE_INPUT_PARAMETERS,
    TABLE_INPUT_TARGET_TABLE,
    TABLE_INPUT_FEDERATED_TABLE,
    TABLE_INPUT_VIEW_DEFINITION
};
extern const struct shape shape_table_input;

enum partition_index_member { PARTITION_INDEX_KEYS, PARTITION_INDEX_INDEX_NAME };
extern const struct shape shape_partition_index;

enum iceberg_struct_field_member {
    ICEBERG_STRUCT_FIELD_ID,
    ICEBERG_STRUCT_FIELD_NAME,
    ICEBERG_STRUCT_FIELD_TYPE,
    ICEBERG_STRUCT_FIELD_REQUIRED,
    ICEBERG_STRUCT_FIELD_DOC,
    ICEBERG_STRUCT_FIELD_INITIAL_DEFAULT,
    ICEBERG_STRUCT_FIELD_WRITE_DEFAULT
};
extern const struct shape shape_iceberg_struct_field;

enum iceberg_schema_member {
    ICEBERG_SCHEMA_SCHEMA_ID,
    ICEBERG_SCHEMA_IDENTIFIER_FIELD_IDS,
    ICEBERG_SCHEMA_TYPE,
    ICEBERG_SCHEMA_FIELDS
};
extern const struct shape shape_iceberg_schema;

enum iceberg_partition_field_member {
    ICEBERG_PARTITION_FIELD_SOURCE_ID,
    ICEBERG_PARTITION_FIELD_TRANSFORM,
    ICEBERG_PARTITION_FIELD_NAME,
    ICEBERG_PARTITION_FIELD_FIELD_ID
};
extern const struct shape shape_iceberg_partition_field;

enum iceberg_partition_spec_member {
    ICEBERG_PARTITION_SPEC_FIELDS,
    ICEBERG_PARTITION_SPEC_SPEC_ID
};
extern const struct shape shape_iceberg_partition_spec;

enum iceberg_sort_field_member {
    ICEBERG_SORT_FIELD_SOURCE_ID,
    ICEBERG_SORT_FIELD_TRANSFORM,
    ICEBERG_SORT_FIELD_DIRECTION,
    ICEBERG_SORT_FIELD_NULL_ORDER
};
extern const struct shape shape_iceberg_sort_field;

enum iceberg_sort_order_member { ICEBERG_SORT_ORDER_ORDER_ID, ICEBERG_SORT_ORDER_FIELDS };
extern const struct shape shape_iceberg_sort_order;

enum create_iceberg_table_input_member {
    CREATE_ICEBERG_TABLE_INPUT_LOCATION,
    CREATE_ICEBERG_TABLE_INPUT_SCHEMA,
    CREATE_ICEBERG_TABLE_INPUT_PARTITION_SPEC,
    CREATE_ICEBERG_TABLE_INPUT_WRITE_ORDER,
    CREATE_ICEBERG_TABLE_INPUT_PROPERTIES
};
extern const struct shape shape_create_iceberg_table_input;

enum iceberg_input_member {
    ICEBERG_INPUT_METADATA_OPERATION,
    ICEBERG_INPUT_VERSION,
    ICEBERG_INPUT_CREATE_ICEBERG_TABLE_INPUT
};
extern const struct shape shape_iceberg_input;

enum open_table_format_input_member { OPEN_TABLE_FORMAT_INPUT_ICEBERG_INPUT };
extern const struct shape shape_open_table_format_input;

enum audit_context_member {
    AUDIT_CONTEXT_ADDITIONAL_AUDIT_CONTEXT,
    AUDIT_CONTEXT_REQUESTED_COLUMNS,
    AUDIT_CONTEXT_ALL_COLUMNS_REQUESTED
};
extern const struct shape shape_audit_context;

enum view_representation_member {
    VIEW_REPRESENTATION_DIALECT,
    VIEW_REPRESENTATION_DIALECT_VERSION,
    VIEW_REPRESENTATION_VIEW_ORIGINAL_TEXT,
    VIEW_REPRESENTATION_VIEW_EXPANDED_TEXT,
    VIEW_REPRESENTATION_VALIDATION_CONNECTION,
    VIEW_REPRESENTATION_IS_STALE
};
extern const struct shape shape_view_representation;

enum view_definition_member {
    VIEW_DEFINITION_IS_PROTECTED,
    VIEW_DEFINITION_IS_MANAGED,
    VIEW_DEFINITION_DEFINER,
    VIEW_DEFINITION_VIEW_VERSION_ID,
    VIEW_DEFINITION_VIEW_VERSION_TOKEN,
    VIEW_DEFINITION_REFRESH_SECONDS,
    VIEW_DEFINITION_LAST_REFRESH_TYPE,
    VIEW_DEFINITION_SUB_OBJECTS,
    VIEW_DEFINITION_SUB_OBJECT_VERSION_IDS,
    VIEW_DEFINITION_SUB_OBJECTS_STATISTICS,
    VIEW_DEFINITION_REPRESENTATIONS,
    VIEW_DEFINITION_SPARK_PIPELINE_INFO
};
extern const struct shape shape_view_definition;

enum iceberg_table_metadata_member {
    ICEBERG_TABLE_METADATA_FORMAT_VERSION,
    ICEBERG_TABLE_METADATA_TABLE_UUID,
    ICEBERG_TABLE_METADATA_LOCATION,
    ICEBERG_TABLE_METADATA_PROPERTIES,
    ICEBERG_TABLE_METADATA_SCHEMAS,
    ICEBERG_TABLE_METADATA_CURRENT_SCHEMA_ID,
    ICEBERG_TABLE_METADATA_LAST_COLUMN_ID,
    ICEBERG_TABLE_METADATA_PARTITION_SPECS,
    ICEBERG_TABLE_METADATA_DEFAULT_SPEC_ID,
    ICEBERG_TABLE_METADATA_LAST_PARTITION_ID,
    ICEBERG_TABLE_METADATA_SORT_ORDERS,
    ICEBERG_TABLE_METADATA_DEFAULT_SORT_ORDER_ID
};
extern const struct shape shape_iceberg_table_metadata;

enum error_detail_member { ERROR_DETAIL_ERROR_CODE, ERROR_DETAIL_ERROR_MESSAGE };
extern const struct shape shape_error_detail;

enum view_validation_member {
    VIEW_VALIDATION_DIALECT,
    VIEW_VALIDATION_DIALECT_VERSION,
    VIEW_VALIDATION_VIEW_VALIDATION_TEXT,
    VIEW_VALIDATION_UPDATE_TIME,
    VIEW_VALIDATION_STATE,
    VIEW_VALIDATION_ERROR
};
extern const struct shape shape_view_validation;

enum status_details_member { STATUS_DETAILS_REQUESTED_CHANGE, STATUS_DETAILS_VIEW_VALIDATIONS };
extern const struct shape shape_status_details;

enum table_status_member {
    TABLE_STATUS_REQUESTED_BY,
    TABLE_STATUS_UPDATED_BY,
    TABLE_STATUS_REQUEST_TIME,
    TABLE_STATUS_UPDATE_TIME,
    TABLE_STATUS_ACTION,
    TABLE_STATUS_STATE,
    TABLE_STATUS_ERROR,
    TABLE_STATUS_DETAILS
};
extern const struct shape shape_table_status;

enum rls_properties_member { RLS_PROPERTIES_DEFAULT_RLS_POLICY };
extern const struct shape shape_rls_properties;

enum table_member {
    TABLE_NAME,
    TABLE_DATABASE_NAME,
    TABLE_DESCRIPTION,
    TABLE_OWNER,
    TABLE_CREATE_TIME,
    TABLE_UPDATE_TIME,
    TABLE_LAST_ACCESS_TIME,
    TABLE_LAST_ANALYZED_TIME,
    TABLE_RETENTION,
    TABLE_STORAGE_DESCRIPTOR,
    TABLE_PARTITION_KEYS,
    TABLE_VIEW_ORIGINAL_TEXT,
    TABLE_VIEW_EXPANDED_TEXT,
    TABLE_TABLE_TYPE,
    TABLE_PARAMETERS,
    TABLE_CREATED_BY,
    TABLE_IS_REGISTERED_WITH_LAKE_FORMATION,
    TABLE_TARGET_TABLE,
    TABLE_CATALOG_ID,
    TABLE_VERSION_ID,
    TABLE_FEDERATED_TABLE,
    TABLE_VIEW_DEFINITION,
    TABLE_IS_MULTI_DIALECT_VIEW,
    TABLE_IS_MATERIALIZED_VIEW,
    TABLE_ICEBERG_TABLE_METADATA,
    TABLE_STATUS,
    TABLE_RLS_PROPERTIES
};
extern const struct shape shape_table;

enum iceberg_encrypted_key_member {
    ICEBERG_ENCRYPTED_KEY_KEY_ID,
    ICEBERG_ENCRYPTED_KEY_ENCRYPTED_KEY_METADATA,
    ICEBERG_ENCRYPTED_KEY_ENCRYPTED_BY_ID,
    ICEBERG_ENCRYPTED_KEY_PROPERTIES
};
extern const struct shape shape_iceberg_encrypted_key;

enum iceberg_table_update_member {
    ICEBERG_TABLE_UPDATE_SCHEMA,
    ICEBERG_TABLE_UPDATE_PARTITION_SPEC,
    ICEBERG_TABLE_UPDATE_SORT_ORDER,
    ICEBERG_TABLE_UPDATE_LOCATION,
    ICEBERG_TABLE_UPDATE_PROPERTIES,
    ICEBERG_TABLE_UPDATE_ACTION,
    ICEBERG_TABLE_UPDATE_ENCRYPTION_KEY,
    ICEBERG_TABLE_UPDATE_KEY_ID
};
extern const struct shape shape_iceberg_table_update;

enum update_iceberg_table_input_member { UPDATE_ICEBERG_TABLE_INPUT_UPDATES };
extern const struct shape shape_update_iceberg_table_input;

enum update_iceberg_input_member { UPDATE_ICEBERG_INPUT_UPDATE_ICEBERG_TABLE_INPUT };
extern const struct shape shape_update_iceberg_input;

enum update_open_table_format_input_member { UPDATE_OPEN_TABLE_FORMAT_INPUT_UPDATE_ICEBERG_INPUT };
extern const struct shape shape_update_open_table_format_input;

enum table_error_member { TABLE_ERROR_TABLE_NAME, TABLE_ERROR_ERROR_DETAIL };
extern const struct shape shape_table_error;

enum table_version_member { TABLE_VERSION_TABLE, TABLE_VERSION_VERSION_ID };
extern const struct shape shape_table_version;

enum table_version_error_member {
    TABLE_VERSION_ERROR_TABLE_NAME,
    TABLE_VERSION_ERROR_VERSION_ID,
    TABLE_VERSION_ERROR_ERROR_DETAIL
};
extern const struct shape shape_table_version_error;

#endif
