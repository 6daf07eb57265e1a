/* SPDX-License-Identifier: Apache-2.0
 * Limits: the service model of AWS Glue, API version 2017-03-31 (botocore 1.44.5,
 * glue/2017-03-31/service-2.json). */
#include "catalog/shapes_connection.h"

#include "catalog/types.h"

static const struct member physical_connection_requirements_members[] = {
    [PHYSICAL_CONNECTION_REQUIREMENTS_SUBNET_ID] = {"SubnetId", &type_name_string},
    [PHYSICAL_CONNECTION_REQUIREMENTS_SECURITY_GROUP_ID_LIST] = {"SecurityGroupIdList",
                                                                 &type_security_group_id_list},
    [PHYSICAL_CONNECTION_REQUIREMENTS_AVAILABILITY_ZONE] = {"AvailabilityZone", &type_name_string},
};
const struct shape shape_physical_connection_requirements =
    SHAPE("PhysicalConnectionRequirements", physical_connection_requirements_members);

static const struct member o_auth2_client_application_members[] = {
    [O_AUTH2_CLIENT_APPLICATION_USER_MANAGED_CLIENT_APPLICATION_CLIENT_ID] =
        {"UserManagedClientApplicationClientId", &type_user_managed_client_application_client_id},
    [O_AUTH2_CLIENT_APPLICATION_AWS_MANAGED_CLIENT_APPLICATION_REFERENCE] =
        {"AWSManagedClientApplicationReference", &type_aws_managed_client_application_reference},
};
const struct shape shape_o_auth2_client_application =
    SHAPE("OAuth2ClientApplication", o_auth2_client_application_members);

static const struct member authorization_code_properties_members[] = {
    [AUTHORIZATION_CODE_PROPERTIES_AUTHORIZATION_CODE] = {"AuthorizationCode",
                                                          &type_authorization_code},
    [AUTHORIZATION_CODE_PROPERTIES_REDIRECT_URI] = {"RedirectUri", &type_redirect_uri},
};
const struct shape shape_authorization_code_properties =
    SHAPE("AuthorizationCodeProperties", authorization_code_properties_members);

static const struct member o_auth2_credentials_members[] = {
    [O_AUTH2_CREDENTIALS_USER_MANAGED_CLIENT_APPLICATION_CLIENT_SECRET] =
        {"UserManagedClientApplicationClientSecret",
         &type_user_managed_client_application_client_secret},
    [O_AUTH2_CREDENTIALS_ACCESS_TOKEN] = {"AccessToken", &type_access_token},
    [O_AUTH2_CREDENTIALS_REFRESH_TOKEN] = {"RefreshToken", &type_refresh_token},
    [O_AUTH2_CREDENTIALS_JWT_TOKEN] = {"JwtToken", &type_jwt_token},
};
const struct shape shape_o_auth2_credentials =
    SHAPE("OAuth2Credentials", o_auth2_credentials_members);

static const struct member o_auth2_properties_input_members[] = {
    [O_AUTH2_PROPERTIES_INPUT_O_AUTH2_GRANT_TYPE] = {"OAuth2GrantType", &type_o_auth2_grant_type},
    [O_AUTH2_PROPERTIES_INPUT_O_AUTH2_CLIENT_APPLICATION] = {"OAuth2ClientApplication",
                                                             &type_o_auth2_client_application},
    [O_AUTH2_PROPERTIES_INPUT_TOKEN_URL] = {"TokenUrl", &type_token_url},
    [O_AUTH2_PROPERTIES_INPUT_TOKEN_URL_PARAMETERS_MAP] = {"TokenUrlParametersMap",
                                                           &type_token_url_parameters_map,
                                                           MEMBER_SECRET},
    [O_AUTH2_PROPERTIES_INPUT_AUTHORIZATION_CODE_PROPERTIES] = {"AuthorizationCodeProperties",
                                                                &type_authorization_code_properties,
                                                                MEMBER_SECRET},
    [O_AUTH2_PROPERTIES_INPUT_O_AUTH2_CREDENTIALS] = {"OAuth2Credentials",
                                                      &type_o_auth2_credentials, MEMBER_SECRET},
};
const struct shape shape_o_auth2_properties_input =
    SHAPE("OAuth2PropertiesInput", o_auth2_properties_input_members);

static const struct member basic_authentication_credentials_members[] = {
    [BASIC_AUTHENTICATION_CREDENTIALS_USERNAME] = {"Username", &type_username},
    [BASIC_AUTHENTICATION_CREDENTIALS_PASSWORD] = {"Password", &type_password},
};
const struct shape shape_basic_authentication_credentials =
    SHAPE("BasicAuthenticationCredentials", basic_authentication_credentials_members);

static const struct member authentication_configuration_input_members[] = {
    [AUTHENTICATION_CONFIGURATION_INPUT_AUTHENTICATION_TYPE] = {"AuthenticationType",
                                                                &type_authentication_type},
    [AUTHENTICATION_CONFIGURATION_INPUT_O_AUTH2_PROPERTIES] = {"OAuth2Properties",
                                                               &type_o_auth2_properties_input},
    [AUTHENTICATION_CONFIGURATION_INPUT_SECRET_ARN] = {"SecretArn", &type_secret_arn},
    [AUTHENTICATION_CONFIGURATION_INPUT_KMS_KEY_ARN] = {"KmsKeyArn", &type_kms_key_arn},
    [AUTHENTICATION_CONFIGURATION_INPUT_BASIC_AUTHENTICATION_CREDENTIALS] =
        {"BasicAuthenticationCredentials", &type_basic_authentication_credentials, MEMBER_SECRET},
    [AUTHENTICATION_CONFIGURATION_INPUT_CUSTOM_AUTHENTICATION_CREDENTIALS] =
        {"CustomAuthenticationCredentials", &type_credential_map, MEMBER_SECRET},
};
const struct shape shape_authentication_configuration_input =
    SHAPE("AuthenticationConfigurationInput", authentication_configuration_input_members);

static const struct member connection_input_members[] = {
    [CONNECTION_INPUT_NAME] = {"Name", &type_name_string, MEMBER_REQUIRED},
    [CONNECTION_INPUT_DESCRIPTION] = {"Description", &type_description_string},
    [CONNECTION_INPUT_CONNECTION_TYPE] = {"ConnectionType", &type_connection_type, MEMBER_REQUIRED},
    [CONNECTION_INPUT_MATCH_CRITERIA] = {"MatchCriteria", &type_match_criteria},
    [CONNECTION_INPUT_CONNECTION_PROPERTIES] = {"ConnectionProperties", &type_connection_properties,
                                                MEMBER_REQUIRED | MEMBER_SECRET},
    [CONNECTION_INPUT_SPARK_PROPERTIES] = {"SparkProperties", &type_property_map, MEMBER_SECRET},
    [CONNECTION_INPUT_ATHENA_PROPERTIES] = {"AthenaProperties", &type_property_map, MEMBER_SECRET},
    [CONNECTION_INPUT_PYTHON_PROPERTIES] = {"PythonProperties", &type_property_map, MEMBER_SECRET},
    [CONNECTION_INPUT_PHYSICAL_CONNECTION_REQUIREMENTS] = {"PhysicalConnectionRequirements",
                                                           &type_physical_connection_requirements},
    [CONNECTION_INPUT_AUTHENTICATION_CONFIGURATION] = {"AuthenticationConfiguration",
                                                       &type_authentication_configuration_input},
    [CONNECTION_INPUT_VALIDATE_CREDENTIALS] = {"ValidateCredentials", &type_boolean},
    [CONNECTION_INPUT_VALIDATE_FOR_COMPUTE_ENVIRONMENTS] = {"ValidateForComputeEnvironments",
                                                            &type_compute_environment_list},
};
const struct shape shape_connection_input = SHAPE("ConnectionInput", connection_input_members);

static const struct member o_auth2_properties_members[] = {
    [O_AUTH2_PROPERTIES_O_AUTH2_GRANT_TYPE] = {"OAuth2GrantType", &type_o_auth2_grant_type},
    [O_AUTH2_PROPERTIES_O_AUTH2_CLIENT_APPLICATION] = {"OAuth2ClientApplication",
                                                       &type_o_auth2_client_application},
    [O_AUTH2_PROPERTIES_TOKEN_URL] = {"TokenUrl", &type_token_url},
    [O_AUTH2_PROPERTIES_TOKEN_URL_PARAMETERS_MAP] = {"TokenUrlParametersMap",
                                                     &type_token_url_parameters_map},
};
const struct shape shape_o_auth2_properties = SHAPE("OAuth2Properties", o_auth2_properties_members);

static const struct member authentication_configuration_members[] = {
    [AUTHENTICATION_CONFIGURATION_AUTHENTICATION_TYPE] = {"AuthenticationType",
                                                          &type_authentication_type},
    [AUTHENTICATION_CONFIGURATION_SECRET_ARN] = {"SecretArn", &type_secret_arn},
    [AUTHENTICATION_CONFIGURATION_KMS_KEY_ARN] = {"KmsKeyArn", &type_kms_key_arn},
    [AUTHENTICATION_CONFIGURATION_O_AUTH2_PROPERTIES] = {"OAuth2Properties",
                                                         &type_o_auth2_properties},
};
const struct shape shape_authentication_configuration =
    SHAPE("AuthenticationConfiguration", authentication_configuration_members);

static const struct member connection_members[] = {
    [CONNECTION_NAME] = {"Name", &type_name_string, MEMBER_HEAD},
    [CONNECTION_DESCRIPTION] = {"Description", &type_description_string},
    [CONNECTION_CONNECTION_TYPE] = {"ConnectionType", &type_connection_type},
    [CONNECTION_MATCH_CRITERIA] = {"MatchCriteria", &type_match_criteria},
    [CONNECTION_CONNECTION_PROPERTIES] = {"ConnectionProperties", &type_connection_properties},
    [CONNECTION_SPARK_PROPERTIES] = {"SparkProperties", &type_property_map},
    [CONNECTION_ATHENA_PROPERTIES] = {"AthenaProperties", &type_property_map},
    [CONNECTION_PYTHON_PROPERTIES] = {"PythonProperties", &type_property_map},
    [CONNECTION_PHYSICAL_CONNECTION_REQUIREMENTS] = {"PhysicalConnectionRequirements",
                                                     &type_physical_connection_requirements},
    [CONNECTION_CREATION_TIME] = {"CreationTime", &type_timestamp, MEMBER_HEAD},
    [CONNECTION_LAST_UPDATED_TIME] = {"LastUpdatedTime", &type_timestamp, MEMBER_HEAD},
    [CONNECTION_LAST_UPDATED_BY] = {"LastUpdatedBy", &type_name_string, MEMBER_HEAD},
    [CONNECTION_STATUS] = {"Status", &type_connection_status, MEMBER_HEAD},
    [CONNECTION_STATUS_REASON] = {"StatusReason", &type_long_value_string, MEMBER_HEAD},
    [CONNECTION_LAST_CONNECTION_VALIDATION_TIME] = {"LastConnectionValidationTime", &type_timestamp,
                                                    MEMBER_HEAD},
    [CONNECTION_AUTHENTICATION_CONFIGURATION] = {"AuthenticationConfiguration",
                                                 &type_authentication_configuration},
    [CONNECTION_CONNECTION_SCHEMA_VERSION] = {"ConnectionSchemaVersion",
                                              &type_connection_schema_version, MEMBER_HEAD},
    [CONNECTION_COMPATIBLE_COMPUTE_ENVIRONMENTS] = {"CompatibleComputeEnvironments",
                                                    &type_compute_environment_list},
};
const struct shape shape_connection = SHAPE("Connection", connection_members);

static const struct member get_connections_filter_members[] = {
    [GET_CONNECTIONS_FILTER_MATCH_CRITERIA] = {"MatchCriteria", &type_match_criteria},
    [GET_CONNECTIONS_FILTER_CONNECTION_TYPE] = {"ConnectionType", &type_connection_type},
    [GET_CONNECTIONS_FILTER_CONNECTION_SCHEMA_VERSION] = {"ConnectionSchemaVersion",
                                                          &type_connection_schema_version},
};
const struct shape shape_get_connections_filter =
    SHAPE("GetConnectionsFilter", get_connections_filter_members);

static const struct member test_connection_input_members[] = {
    [TEST_CONNECTION_INPUT_CONNECTION_TYPE] = {"ConnectionType", &type_connection_type,
                                               MEMBER_REQUIRED},
    [TEST_CONNECTION_INPUT_CONNECTION_PROPERTIES] = {"ConnectionProperties",
                                                     &type_connection_properties,
                                                     MEMBER_REQUIRED | MEMBER_SECRET},
    [TEST_CONNECTION_INPUT_AUTHENTICATION_CONFIGURATION] =
        {"AuthenticationConfiguration", &type_authentication_configuration_input},
};
const struct shape shape_test_connection_input =
    SHAPE("TestConnectionInput", test_connection_input_members);
