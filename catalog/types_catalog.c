/* SPDX-License-Identifier: Apache-2.0
 * Types first used by catalogs. Limits: the service model of AWS Glue, API version 2017-03-31
 * (botocore 1.44.5, glue/2017-03-31/service-2.json). */
#include "catalog/types.h"

#include "catalog/shapes_catalog.h"

const struct type type_catalog_name_string = {"CatalogNameString", KIND_TEXT, .min = 1, .max = 64,
                                              .pattern = "^(?!(.*[.\\/\\\\]|aws:)).*$"};

const struct type type_federated_catalog = {"FederatedCatalog", KIND_STRUCT,
                                            .shape = &shape_federated_catalog};

const struct type type_resource_arn_string = {"ResourceArnString", KIND_TEXT, .max = NO_MAXIMUM};

const struct type type_target_redshift_catalog = {"TargetRedshiftCatalog", KIND_STRUCT,
                                                  .shape = &shape_target_redshift_catalog};

const struct type type_iam_role_arn = {
    "IAMRoleArn", KIND_TEXT, .max = NO_MAXIMUM,
    .pattern = "^arn:aws(-(cn|us-gov|iso(-[bef])?))?:iam::[0-9]{12}:role/.+"};

const struct type type_data_lake_access_properties = {"DataLakeAccessProperties", KIND_STRUCT,
                                                      .shape = &shape_data_lake_access_properties};

const struct type type_iceberg_optimization_properties = {
    "IcebergOptimizationProperties", KIND_STRUCT, .shape = &shape_iceberg_optimization_properties};

const struct type type_catalog_properties = {"CatalogProperties", KIND_STRUCT,
                                             .shape = &shape_catalog_properties};

static const char *const allow_full_table_external_data_access_enum_values[] = {"True", "False",
                                                                                NULL};
const struct type type_allow_full_table_external_data_access_enum = {
    "AllowFullTableExternalDataAccessEnum", KIND_TEXT, .max = NO_MAXIMUM,
    .values = allow_full_table_external_data_access_enum_values};

static const char *const overwrite_child_resource_permissions_with_default_enum_values[] = {
    "Accept", "Deny", NULL};
const struct type type_overwrite_child_resource_permissions_with_default_enum = {
    "OverwriteChildResourcePermissionsWithDefaultEnum", KIND_TEXT, .max = NO_MAXIMUM,
    .values = overwrite_child_resource_permissions_with_default_enum_values};

const struct type type_catalog_input = {"CatalogInput", KIND_STRUCT, .shape = &shape_catalog_input};

const struct type type_data_lake_access_properties_output = {
    "DataLakeAccessPropertiesOutput", KIND_STRUCT,
    .shape = &shape_data_lake_access_properties_output};

const struct type type_iceberg_optimization_properties_output = {
    "IcebergOptimizationPropertiesOutput", KIND_STRUCT,
    .shape = &shape_iceberg_optimization_properties_output};

const struct type type_catalog_properties_output = {"CatalogPropertiesOutput", KIND_STRUCT,
                                                    .shape = &shape_catalog_properties_output};

const struct type type_catalog = {"Catalog", KIND_STRUCT, .shape = &shape_catalog};

const struct type type_catalog_list = {"CatalogList", KIND_LIST, .max = NO_MAXIMUM,
                                       .element = &type_catalog};

const struct type type_catalog_import_status = {"CatalogImportStatus", KIND_STRUCT,
                                                .shape = &shape_catalog_import_status};
