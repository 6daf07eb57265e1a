/* SPDX-License-Identifier: Apache-2.0
 * Limits: the service model of AWS Glue, API version 2017-03-31 (botocore 1.44.5,
 * glue/2017-03-31/service-2.json). */
#include "catalog/shapes_function.h"

#include "catalog/types.h"

static const struct member resource_uri_members[] = {
    [RESOURCE_URI_RESOURCE_TYPE] = {"ResourceType", &type_resource_type},
    [RESOURCE_URI_URI] = {"Uri", &type_uri},
    [RESOURCE_URI_LAST_MODIFIED] = {"LastModified", &type_timestamp},
};
const struct shape shape_resource_uri = SHAPE("ResourceUri", resource_uri_members);

static const struct member user_defined_function_input_members[] = {
    [USER_DEFINED_FUNCTION_INPUT_FUNCTION_NAME] = {"FunctionName", &type_name_string,
                                                   MEMBER_FOLD | MEMBER_HEAD},
    [USER_DEFINED_FUNCTION_INPUT_CLASS_NAME] = {"ClassName", &type_name_string},
    [USER_DEFINED_FUNCTION_INPUT_OWNER_NAME] = {"OwnerName", &type_name_string},
    [USER_DEFINED_FUNCTION_INPUT_FUNCTION_TYPE] = {"FunctionType", &type_function_type},
    [USER_DEFINED_FUNCTION_INPUT_OWNER_TYPE] = {"OwnerType", &type_principal_type},
    [USER_DEFINED_FUNCTION_INPUT_RESOURCE_URIS] = {"ResourceUris", &type_resource_uri_list,
                                                   MEMBER_ALWAYS},
    [USER_DEFINED_FUNCTION_INPUT_ARTIFACT_LOCATION] = {"ArtifactLocation", &type_uri},
    [USER_DEFINED_FUNCTION_INPUT_GOVERNANCE_MODE] = {"GovernanceMode", &type_governance_mode,
                                                     MEMBER_HEAD},
};
const struct shape shape_user_defined_function_input =
    SHAPE("UserDefinedFunctionInput", user_defined_function_input_members);

static const struct member user_defined_function_members[] = {
    [USER_DEFINED_FUNCTION_FUNCTION_NAME] = {"FunctionName", &type_name_string},
    [USER_DEFINED_FUNCTION_DATABASE_NAME] = {"DatabaseName", &type_name_string},
    [USER_DEFINED_FUNCTION_CLASS_NAME] = {"ClassName", &type_name_string},
    [USER_DEFINED_FUNCTION_OWNER_NAME] = {"OwnerName", &type_name_string},
    [USER_DEFINED_FUNCTION_FUNCTION_TYPE] = {"FunctionType", &type_function_type},
    [USER_DEFINED_FUNCTION_OWNER_TYPE] = {"OwnerType", &type_principal_type},
    [USER_DEFINED_FUNCTION_CREATE_TIME] = {"CreateTime", &type_timestamp},
    [USER_DEFINED_FUNCTION_RESOURCE_URIS] = {"ResourceUris", &type_resource_uri_list},
    [USER_DEFINED_FUNCTION_ARTIFACT_LOCATION] = {"ArtifactLocation", &type_uri},
    [USER_DEFINED_FUNCTION_GOVERNANCE_MODE] = {"GovernanceMode", &type_governance_mode},
    [USER_DEFINED_FUNCTION_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
};
const struct shape shape_user_defined_function =
    SHAPE("UserDefinedFunction", user_defined_function_members);
