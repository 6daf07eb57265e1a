/* SPDX-License-Identifier: Apache-2.0
 * Limits: the service model of AWS Glue, API version 2017-03-31 (botocore 1.44.5,
 * glue/2017-03-31/service-2.json). */
#include "catalog/shapes_encryption.h"

#include "catalog/types.h"

static const struct member encryption_at_rest_members[] = {
    [ENCRYPTION_AT_REST_CATALOG_ENCRYPTION_MODE] = {"CatalogEncryptionMode",
                                                    &type_catalog_encryption_mode, MEMBER_REQUIRED},
    [ENCRYPTION_AT_REST_SSE_AWS_KMS_KEY_ID] = {"SseAwsKmsKeyId", &type_name_string},
    [ENCRYPTION_AT_REST_CATALOG_ENCRYPTION_SERVICE_ROLE] = {"CatalogEncryptionServiceRole",
                                                            &type_iam_role_arn},
};
const struct shape shape_encryption_at_rest = SHAPE("EncryptionAtRest", encryption_at_rest_members);

static const struct member connection_password_encryption_members[] = {
    [CONNECTION_PASSWORD_ENCRYPTION_RETURN_CONNECTION_PASSWORD_ENCRYPTED] =
        {"ReturnConnectionPasswordEncrypted", &type_boolean, MEMBER_REQUIRED},
    [CONNECTION_PASSWORD_ENCRYPTION_AWS_KMS_KEY_ID] = {"AwsKmsKeyId", &type_name_string},
};
const struct shape shape_connection_password_encryption =
    SHAPE("ConnectionPasswordEncryption", connection_password_encryption_members);

static const struct member data_catalog_encryption_settings_members[] = {
    [DATA_CATALOG_ENCRYPTION_SETTINGS_ENCRYPTION_AT_REST] = {"EncryptionAtRest",
                                                             &type_encryption_at_rest},
    [DATA_CATALOG_ENCRYPTION_SETTINGS_CONNECTION_PASSWORD_ENCRYPTION] =
        {"ConnectionPasswordEncryption", &type_connection_password_encryption},
};
const struct shape shape_data_catalog_encryption_settings =
    SHAPE("DataCatalogEncryptionSettings", data_catalog_encryption_settings_members);
