/* SPDX-License-Identifier: Apache-2.0
 * Limits: the service model of AWS Glue, API version 2017-03-31 (botocore 1.44.5,
 * glue/2017-03-31/service-2.json). */
#include "catalog/shapes_database.h"

#include "catalog/types.h"

static const struct member data_lake_principal_members[] = {
    [DATA_LAKE_PRINCIPAL_DATA_LAKE_PRINCIPAL_IDENTIFIER] = {"DataLakePrincipalIdentifier",
                                                            &type_data_lake_principal_string},
};
const struct shape shape_data_lake_principal =
    SHAPE("DataLakePrincipal", data_lake_principal_members);

static const struct member principal_permissions_members[] = {
    [PRINCIPAL_PERMISSIONS_PRINCIPAL] = {"Principal", &type_data_lake_principal},
    [PRINCIPAL_PERMISSIONS_PERMISSIONS] = {"Permissions", &type_permission_list},
};
const struct shape shape_principal_permissions =
    SHAPE("PrincipalPermissions", principal_permissions_members);

static const struct member database_identifier_members[] = {
    [DATABASE_IDENTIFIER_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [DATABASE_IDENTIFIER_DATABASE_NAME] = {"DatabaseName", &type_name_string},
    [DATABASE_IDENTIFIER_REGION] = {"Region", &type_name_string},
};
const struct shape shape_database_identifier =
    SHAPE("DatabaseIdentifier", database_identifier_members);

static const struct member federated_database_members[] = {
    [FEDERATED_DATABASE_IDENTIFIER] = {"Identifier", &type_federation_identifier},
    [FEDERATED_DATABASE_CONNECTION_NAME] = {"ConnectionName", &type_name_string},
    [FEDERATED_DATABASE_CONNECTION_TYPE] = {"ConnectionType", &type_name_string},
};
const struct shape shape_federated_database =
    SHAPE("FederatedDatabase", federated_database_members);

static const struct member database_input_members[] = {
    [DATABASE_INPUT_NAME] = {"Name", &type_name_string, MEMBER_FOLD | MEMBER_HEAD},
    [DATABASE_INPUT_DESCRIPTION] = {"Description", &type_description_string},
    [DATABASE_INPUT_LOCATION_URI] = {"LocationUri", &type_uri},
    [DATABASE_INPUT_PARAMETERS] = {"Parameters", &type_parameters_map},
    [DATABASE_INPUT_CREATE_TABLE_DEFAULT_PERMISSIONS] = {"CreateTableDefaultPermissions",
                                                         &type_principal_permissions_list},
    [DATABASE_INPUT_TARGET_DATABASE] = {"TargetDatabase", &type_database_identifier},
    [DATABASE_INPUT_FEDERATED_DATABASE] = {"FederatedDatabase", &type_federated_database},
};
const struct shape shape_database_input = SHAPE("DatabaseInput", database_input_members);

static const struct member database_members[] = {
    [DATABASE_NAME] = {"Name", &type_name_string, MEMBER_REQUIRED},
    [DATABASE_DESCRIPTION] = {"Description", &type_description_string},
    [DATABASE_LOCATION_URI] = {"LocationUri", &type_uri},
    [DATABASE_PARAMETERS] = {"Parameters", &type_parameters_map},
    [DATABASE_CREATE_TIME] = {"CreateTime", &type_timestamp},
    [DATABASE_CREATE_TABLE_DEFAULT_PERMISSIONS] = {"CreateTableDefaultPermissions",
                                                   &type_principal_permissions_list},
    [DATABASE_TARGET_DATABASE] = {"TargetDatabase", &type_database_identifier},
    [DATABASE_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [DATABASE_FEDERATED_DATABASE] = {"FederatedDatabase", &type_federated_database},
};
const struct shape shape_database = SHAPE("Database", database_members);
