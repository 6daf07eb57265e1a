/* SPDX-License-Identifier: Apache-2.0
 * Limits: the service model of AWS Glue, API version 2017-03-31 (botocore 1.44.5,
 * glue/2017-03-31/service-2.json). */
#include "catalog/shapes_catalog.h"

#include "catalog/types.h"

static const struct member federated_catalog_members[] = {
    [FEDERATED_CATALOG_IDENTIFIER] = {"Identifier", &type_federation_identifier},
    [FEDERATED_CATALOG_CONNECTION_NAME] = {"ConnectionName", &type_name_string},
    [FEDERATED_CATALOG_CONNECTION_TYPE] = {"ConnectionType", &type_name_string},
};
const struct shape shape_federated_catalog = SHAPE("FederatedCatalog", federated_catalog_members);

static const struct member target_redshift_catalog_members[] = {
    [TARGET_REDSHIFT_CATALOG_CATALOG_ARN] = {"CatalogArn", &type_resource_arn_string,
                                             MEMBER_REQUIRED},
};
const struct shape shape_target_redshift_catalog =
    SHAPE("TargetRedshiftCatalog", target_redshift_catalog_members);

static const struct member data_lake_access_properties_members[] = {
    [DATA_LAKE_ACCESS_PROPERTIES_DATA_LAKE_ACCESS] = {"DataLakeAccess", &type_boolean},
    [DATA_LAKE_ACCESS_PROPERTIES_DATA_TRANSFER_ROLE] = {"DataTransferRole", &type_iam_role_arn},
    [DATA_LAKE_ACCESS_PROPERTIES_KMS_KEY] = {"KmsKey", &type_resource_arn_string},
    [DATA_LAKE_ACCESS_PROPERTIES_CATALOG_TYPE] = {"CatalogType", &type_name_string},
};
const struct shape shape_data_lake_access_properties =
    SHAPE("DataLakeAccessProperties", data_lake_access_properties_members);

static const struct member iceberg_optimization_properties_members[] = {
    [ICEBERG_OPTIMIZATION_PROPERTIES_ROLE_ARN] = {"RoleArn", &type_iam_role_arn},
    [ICEBERG_OPTIMIZATION_PROPERTIES_COMPACTION] = {"Compaction", &type_parameters_map},
    [ICEBERG_OPTIMIZATION_PROPERTIES_RETENTION] = {"Retention", &type_parameters_map},
    [ICEBERG_OPTIMIZATION_PROPERTIES_ORPHAN_FILE_DELETION] = {"OrphanFileDeletion",
                                                              &type_parameters_map},
};
const struct shape shape_iceberg_optimization_properties =
    SHAPE("IcebergOptimizationProperties", iceberg_optimization_properties_members);

static const struct member catalog_properties_members[] = {
    [CATALOG_PROPERTIES_DATA_LAKE_ACCESS_PROPERTIES] = {"DataLakeAccessProperties",
                                                        &type_data_lake_access_properties},
    [CATALOG_PROPERTIES_ICEBERG_OPTIMIZATION_PROPERTIES] = {"IcebergOptimizationProperties",
                                                            &type_iceberg_optimization_properties},
    [CATALOG_PROPERTIES_CUSTOM_PROPERTIES] = {"CustomProperties", &type_parameters_map},
};
const struct shape shape_catalog_properties =
    SHAPE("CatalogProperties", catalog_properties_members);

static const struct member catalog_input_members[] = {
    [CATALOG_INPUT_DESCRIPTION] = {"Description", &type_description_string},
    [CATALOG_INPUT_FEDERATED_CATALOG] = {"FederatedCatalog", &type_federated_catalog},
    [CATALOG_INPUT_PARAMETERS] = {"Parameters", &type_parameters_map},
    [CATALOG_INPUT_TARGET_REDSHIFT_CATALOG] = {"TargetRedshiftCatalog",
                                               &type_target_redshift_catalog},
    [CATALOG_INPUT_CATALOG_PROPERTIES] = {"CatalogProperties", &type_catalog_properties},
    [CATALOG_INPUT_CREATE_TABLE_DEFAULT_PERMISSIONS] = {"CreateTableDefaultPermissions",
                                                        &type_principal_permissions_list},
    [CATALOG_INPUT_CREATE_DATABASE_DEFAULT_PERMISSIONS] = {"CreateDatabaseDefaultPermissions",
                                                           &type_principal_permissions_list},
    [CATALOG_INPUT_ALLOW_FULL_TABLE_EXTERNAL_DATA_ACCESS] =
        {"AllowFullTableExternalDataAccess", &type_allow_full_table_external_data_access_enum},
    [CATALOG_INPUT_OVERWRITE_CHILD_RESOURCE_PERMISSIONS_WITH_DEFAULT] =
        {"OverwriteChildResourcePermissionsWithDefault",
         &type_overwrite_child_resource_permissions_with_default_enum},
};
const struct shape shape_catalog_input = SHAPE("CatalogInput", catalog_input_members);

static const struct member data_lake_access_properties_output_members[] = {
    [DATA_LAKE_ACCESS_PROPERTIES_OUTPUT_DATA_LAKE_ACCESS] = {"DataLakeAccess", &type_boolean},
    [DATA_LAKE_ACCESS_PROPERTIES_OUTPUT_DATA_TRANSFER_ROLE] = {"DataTransferRole",
                                                               &type_iam_role_arn},
    [DATA_LAKE_ACCESS_PROPERTIES_OUTPUT_KMS_KEY] = {"KmsKey", &type_resource_arn_string},
    [DATA_LAKE_ACCESS_PROPERTIES_OUTPUT_MANAGED_WORKGROUP_NAME] = {"ManagedWorkgroupName",
                                                                   &type_name_string},
    [DATA_LAKE_ACCESS_PROPERTIES_OUTPUT_MANAGED_WORKGROUP_STATUS] = {"ManagedWorkgroupStatus",
                                                                     &type_name_string},
    [DATA_LAKE_ACCESS_PROPERTIES_OUTPUT_REDSHIFT_DATABASE_NAME] = {"RedshiftDatabaseName",
                                                                   &type_name_string},
    [DATA_LAKE_ACCESS_PROPERTIES_OUTPUT_STATUS_MESSAGE] = {"StatusMessage", &type_name_string},
    [DATA_LAKE_ACCESS_PROPERTIES_OUTPUT_CATALOG_TYPE] = {"CatalogType", &type_name_string},
};
const struct shape shape_data_lake_access_properties_output =
    SHAPE("DataLakeAccessPropertiesOutput", data_lake_access_properties_output_members);

static const struct member iceberg_optimization_properties_output_members[] = {
    [ICEBERG_OPTIMIZATION_PROPERTIES_OUTPUT_ROLE_ARN] = {"RoleArn", &type_iam_role_arn},
    [ICEBERG_OPTIMIZATION_PROPERTIES_OUTPUT_COMPACTION] = {"Compaction", &type_parameters_map},
    [ICEBERG_OPTIMIZATION_PROPERTIES_OUTPUT_RETENTION] = {"Retention", &type_parameters_map},
    [ICEBERG_OPTIMIZATION_PROPERTIES_OUTPUT_ORPHAN_FILE_DELETION] = {"OrphanFileDeletion",
                                                                     &type_parameters_map},
    [ICEBERG_OPTIMIZATION_PROPERTIES_OUTPUT_LAST_UPDATED_TIME] = {"LastUpdatedTime",
                                                                  &type_timestamp},
};
const struct shape shape_iceberg_optimization_properties_output =
    SHAPE("IcebergOptimizationPropertiesOutput", iceberg_optimization_properties_output_members);

static const struct member catalog_properties_output_members[] = {
    [CATALOG_PROPERTIES_OUTPUT_DATA_LAKE_ACCESS_PROPERTIES] =
        {"DataLakeAccessProperties", &type_data_lake_access_properties_output},
    [CATALOG_PROPERTIES_OUTPUT_ICEBERG_OPTIMIZATION_PROPERTIES] =
        {"IcebergOptimizationProperties", &type_iceberg_optimization_properties_output},
    [CATALOG_PROPERTIES_OUTPUT_CUSTOM_PROPERTIES] = {"CustomProperties", &type_parameters_map},
};
const struct shape shape_catalog_properties_output =
    SHAPE("CatalogPropertiesOutput", catalog_properties_output_members);

static const struct member catalog_members[] = {
    [CATALOG_CATALOG_ID] = {"CatalogId", &type_catalog_id_string, MEMBER_HEAD},
    [CATALOG_NAME] = {"Name", &type_catalog_name_string, MEMBER_REQUIRED | MEMBER_HEAD},
    [CATALOG_RESOURCE_ARN] = {"ResourceArn", &type_resource_arn_string, MEMBER_HEAD},
    [CATALOG_DESCRIPTION] = {"Description", &type_description_string},
    [CATALOG_PARAMETERS] = {"Parameters", &type_parameters_map},
    [CATALOG_CREATE_TIME] = {"CreateTime", &type_timestamp, MEMBER_HEAD},
    [CATALOG_UPDATE_TIME] = {"UpdateTime", &type_timestamp, MEMBER_HEAD},
    [CATALOG_TARGET_REDSHIFT_CATALOG] = {"TargetRedshiftCatalog", &type_target_redshift_catalog},
    [CATALOG_FEDERATED_CATALOG] = {"FederatedCatalog", &type_federated_catalog},
    [CATALOG_CATALOG_PROPERTIES] = {"CatalogProperties", &type_catalog_properties_output},
    [CATALOG_CREATE_TABLE_DEFAULT_PERMISSIONS] = {"CreateTableDefaultPermissions",
                                                  &type_principal_permissions_list},
    [CATALOG_CREATE_DATABASE_DEFAULT_PERMISSIONS] = {"CreateDatabaseDefaultPermissions",
                                                     &type_principal_permissions_list},
    [CATALOG_ALLOW_FULL_TABLE_EXTERNAL_DATA_ACCESS] =
        {"AllowFullTableExternalDataAccess", &type_allow_full_table_external_data_access_enum},
};
const struct shape shape_catalog = SHAPE("Catalog", catalog_members);

static const struct member catalog_import_status_members[] = {
    [CATALOG_IMPORT_STATUS_IMPORT_COMPLETED] = {"ImportCompleted", &type_boolean},
    [CATALOG_IMPORT_STATUS_IMPORT_TIME] = {"ImportTime", &type_timestamp},
    [CATALOG_IMPORT_STATUS_IMPORTED_BY] = {"ImportedBy", &type_name_string},
};
const struct shape shape_catalog_import_status =
    SHAPE("CatalogImportStatus", catalog_import_status_members);
