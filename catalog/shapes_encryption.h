/* SPDX-License-Identifier: Apache-2.0
 * The documents of encryption settings and what they are made of. Member indexes stand in the order
 * of the model. */
#ifndef PROPOLIS_CATALOG_SHAPES_ENCRYPTION_H
#define PROPOLIS_CATALOG_SHAPES_ENCRYPTION_H

#include "catalog/shape.h"

enum encryption_at_rest_member {
    ENCRYPTION_AT_REST_CATALOG_ENCRYPTION_MODE,
    ENCRYPTION_AT_REST_SSE_AWS_KMS_KEY_ID,
    ENCRYPTION_AT_REST_CATALOG_ENCRYPTION_SERVICE_ROLE
};
extern const struct shape shape_encryption_at_rest;

enum connection_password_encryption_member {
    CONNECTION_PASSWORD_ENCRYPTION_RETURN_CONNECTION_PASSWORD_ENCRYPTED,
    CONNECTION_PASSWORD_ENCRYPTION_AWS_KMS_KEY_ID
};
extern const struct shape shape_connection_password_encryption;

enum data_catalog_encryption_settings_member {
    DATA_CATALOG_ENCRYPTION_SETTINGS_ENCRYPTION_AT_REST,
    DATA_CATALOG_ENCRYPTION_SETTINGS_CONNECTION_PASSWORD_ENCRYPTION
};
extern const struct shape shape_data_catalog_encryption_settings;

#endif
