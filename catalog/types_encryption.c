/* SPDX-License-Identifier: Apache-2.0
 * Types first used by encryption settings. Limits: the service model of AWS Glue, API version
 * 2017-03-31 (botocore 1.44.5, glue/2017-03-31/service-2.json). */
#include "catalog/types.h"

#include "catalog/shapes_encryption.h"

static const char *const catalog_encryption_mode_values[] = {"DISABLED", "SSE-KMS",
                                                             "SSE-KMS-WITH-SERVICE-ROLE", NULL};
const struct type type_catalog_encryption_mode = {"CatalogEncryptionMode", KIND_TEXT,
                                                  .max = NO_MAXIMUM,
                                                  .values = catalog_encryption_mode_values};

const struct type type_encryption_at_rest = {"EncryptionAtRest", KIND_STRUCT,
                                             .shape = &shape_encryption_at_rest};

const struct type type_connection_password_encryption = {
    "ConnectionPasswordEncryption", KIND_STRUCT, .shape = &shape_connection_password_encryption};

const struct type type_data_catalog_encryption_settings = {
    "DataCatalogEncryptionSettings", KIND_STRUCT, .shape = &shape_data_catalog_encryption_settings};
