/* SPDX-License-Identifier: Apache-2.0
 * Types first used by databases. Limits: the service model of AWS Glue, API version 2017-03-31
 * (botocore 1.44.5, glue/2017-03-31/service-2.json). */
#include "catalog/types.h"

#include "catalog/shapes_database.h"

const struct type type_catalog_id_string = {"CatalogIdString", KIND_TEXT, .max = 255,
                                            .text_class = CLASS_SINGLE_LINE};

const struct type type_name_string = {"NameString", KIND_TEXT, .min = 1, .max = 255,
                                      .text_class = CLASS_SINGLE_LINE};

const struct type type_description_string = {"DescriptionString", KIND_TEXT, .max = 2048,
                                             .text_class = CLASS_MULTI_LINE};

const struct type type_uri = {"URI", KIND_TEXT, .min = 1, .max = 1024,
                              .text_class = CLASS_MULTI_LINE};

const struct type type_key_string = {"KeyString", KIND_TEXT, .min = 1, .max = 255,
                                     .text_class = CLASS_SINGLE_LINE};

const struct type type_parameters_map_value = {"ParametersMapValue", KIND_TEXT, .max = 512000};

const struct type type_parameters_map = {"ParametersMap", KIND_MAP, .max = NO_MAXIMUM,
                                         .key = &type_key_string,
                                         .element = &type_parameters_map_value};

const struct type type_data_lake_principal_string = {"DataLakePrincipalString", KIND_TEXT, .min = 1,
                                                     .max = 255};

const struct type type_data_lake_principal = {"DataLakePrincipal", KIND_STRUCT,
                                              .shape = &shape_data_lake_principal};

static const char *const permission_values[] = {"ALL",
                                                "SELECT",
                                                "ALTER",
                                                "DROP",
                                                "DELETE",
                                                "INSERT",
                                                "CREATE_DATABASE",
                                                "CREATE_TABLE",
                                                "DATA_LOCATION_ACCESS",
                                                NULL};
const struct type type_permission = {"Permission", KIND_TEXT, .max = NO_MAXIMUM,
                                     .values = permission_values};

const struct type type_permission_list = {"PermissionList", KIND_LIST, .max = NO_MAXIMUM,
                                          .element = &type_permission};

const struct type type_principal_permissions = {"PrincipalPermissions", KIND_STRUCT,
                                                .shape = &shape_principal_permissions};

const struct type type_principal_permissions_list = {"PrincipalPermissionsList", KIND_LIST,
                                                     .max = NO_MAXIMUM,
                                                     .element = &type_principal_permissions};

const struct type type_database_identifier = {"DatabaseIdentifier", KIND_STRUCT,
                                              .shape = &shape_database_identifier};

const struct type type_federation_identifier = {"FederationIdentifier", KIND_TEXT, .min = 1,
                                                .max = 512, .text_class = CLASS_SINGLE_LINE};

const struct type type_federated_database = {"FederatedDatabase", KIND_STRUCT,
                                             .shape = &shape_federated_database};

const struct type type_database_input = {"DatabaseInput", KIND_STRUCT,
                                         .shape = &shape_database_input};

const struct type type_tag_key = {"TagKey", KIND_TEXT, .min = 1, .max = 128};

const struct type type_tag_value = {"TagValue", KIND_TEXT, .max = 256};

const struct type type_tags_map = {"TagsMap", KIND_MAP, .max = 50, .key = &type_tag_key,
                                   .element = &type_tag_value};

const struct type type_timestamp = {"Timestamp", KIND_TIMESTAMP};

const struct type type_database = {"Database", KIND_STRUCT, .shape = &shape_database};

const struct type type_token = {"Token", KIND_TEXT, .max = NO_MAXIMUM};

const struct type type_catalog_getter_page_size = {"CatalogGetterPageSize", KIND_INTEGER, .min = 1,
                                                   .max = 100};

static const char *const resource_share_type_values[] = {"FOREIGN", "ALL", "FEDERATED", NULL};
const struct type type_resource_share_type = {"ResourceShareType", KIND_TEXT, .max = NO_MAXIMUM,
                                              .values = resource_share_type_values};

static const char *const database_attributes_values[] = {"NAME", "TARGET_DATABASE", NULL};
const struct type type_database_attributes = {"DatabaseAttributes", KIND_TEXT, .max = NO_MAXIMUM,
                                              .values = database_attributes_values};

const struct type type_database_attributes_list = {
    "DatabaseAttributesList", KIND_LIST, .max = NO_MAXIMUM, .element = &type_database_attributes};

const struct type type_database_list = {"DatabaseList", KIND_LIST, .max = NO_MAXIMUM,
                                        .element = &type_database};
