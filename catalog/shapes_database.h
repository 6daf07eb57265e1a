/* SPDX-License-Identifier: Apache-2.0
 * The documents of databases and what they are made of. Member indexes stand in the order of the
 * model. */
#ifndef PROPOLIS_CATALOG_SHAPES_DATABASE_H
#define PROPOLIS_CATALOG_SHAPES_DATABASE_H

#include "catalog/shape.h"

enum data_lake_principal_member { DATA_LAKE_PRINCIPAL_DATA_LAKE_PRINCIPAL_IDENTIFIER };
extern const struct shape shape_data_lake_principal;

enum principal_permissions_member {
    PRINCIPAL_PERMISSIONS_PRINCIPAL,
    PRINCIPAL_PERMISSIONS_PERMISSIONS
};
extern const struct shape shape_principal_permissions;

enum database_identifier_member {
    DATABASE_IDENTIFIER_CATALOG_ID,
    DATABASE_IDENTIFIER_DATABASE_NAME,
    DATABASE_IDENTIFIER_REGION
};
extern const struct shape shape_database_identifier;

enum federated_database_member {
    FEDERATED_DATABASE_IDENTIFIER,
    FEDERATED_DATABASE_CONNECTION_NAME,
    FEDERATED_DATABASE_CONNECTION_TYPE
};
extern const struct shape shape_federated_database;

enum database_input_member {
    DATABASE_INPUT_NAME,
    DATABASE_INPUT_DESCRIPTION,
    DATABASE_INPUT_LOCATION_URI,
    DATABASE_INPUT_PARAMETERS,
    DATABASE_INPUT_CREATE_TABLE_DEFAULT_PERMISSIONS,
    DATABASE_INPUT_TARGET_DATABASE,
    DATABASE_INPUT_FEDERATED_DATABASE
};
extern const struct shape shape_database_input;

enum database_member {
    DATABASE_NAME,
    DATABASE_DESCRIPTION,
    DATABASE_LOCATION_URI,
    DATABASE_PARAMETERS,
    DATABASE_CREATE_TIME,
    DATABASE_CREATE_TABLE_DEFAULT_PERMISSIONS,
    DATABASE_TARGET_DATABASE,
    DATABASE_CATALOG_ID,
    DATABASE_FEDERATED_DATABASE
};
extern const struct shape shape_database;

#endif
