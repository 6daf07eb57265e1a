/* SPDX-License-Identifier: Apache-2.0
 * Types first used by connections. Limits: the service model of AWS Glue, API version 2017-03-31
 * (botocore 1.44.5, glue/2017-03-31/service-2.json). */
#include "catalog/types.h"

#include "catalog/shapes_connection.h"

/* SNOWFLAKE is not in the model, yet the real service takes it, as the acceptance tests of
 * Terraform's provider show. */
static const char *const connection_type_values[] = {"JDBC",
                                                     "SFTP",
                                                     "MONGODB",
                                                     "KAFKA",
                                                     "NETWORK",
                                                     "MARKETPLACE",
                                                     "CUSTOM",
                                                     "SALESFORCE",
                                                     "VIEW_VALIDATION_REDSHIFT",
                                                     "VIEW_VALIDATION_ATHENA",
                                                     "GOOGLEADS",
                                                     "GOOGLESHEETS",
                                                     "GOOGLEANALYTICS4",
                                                     "SERVICENOW",
                                                     "MARKETO",
                                                     "SAPODATA",
                                                     "ZENDESK",
                                                     "JIRACLOUD",
                                                     "NETSUITEERP",
                                                     "HUBSPOT",
                                                     "FACEBOOKADS",
                                                     "INSTAGRAMADS",
                                                     "ZOHOCRM",
                                                     "SALESFORCEPARDOT",
                                                     "SALESFORCEMARKETINGCLOUD",
                                                     "ADOBEANALYTICS",
                                                     "SLACK",
                                                     "LINKEDIN",
                                                     "MIXPANEL",
                                                     "ASANA",
                                                     "STRIPE",
                                                     "SMARTSHEET",
                                                     "DATADOG",
                                                     "WOOCOMMERCE",
                                                     "INTERCOM",
                                                     "SNAPCHATADS",
                                                     "PAYPAL",
                                                     "QUICKBOOKS",
                                                     "FACEBOOKPAGEINSIGHTS",
                                                     "FRESHDESK",
                                                     "TWILIO",
                                                     "DOCUSIGNMONITOR",
                                                     "FRESHSALES",
                                                     "ZOOM",
                                                     "GOOGLESEARCHCONSOLE",
                                                     "SALESFORCECOMMERCECLOUD",
                                                     "SAPCONCUR",
                                                     "DYNATRACE",
                                                     "MICROSOFTDYNAMIC365FINANCEANDOPS",
                                                     "MICROSOFTTEAMS",
                                                     "BLACKBAUDRAISEREDGENXT",
                                                     "MAILCHIMP",
                                                     "GITLAB",
                                                     "PENDO",
                                                     "PRODUCTBOARD",
                                                     "CIRCLECI",
                                                     "PIPEDIVE",
                                                     "SENDGRID",
                                                     "AZURECOSMOS",
                                                     "AZURESQL",
                                                     "BIGQUERY",
                                                     "BLACKBAUD",
                                                     "CLOUDERAHIVE",
                                                     "CLOUDERAIMPALA",
                                                     "CLOUDWATCH",
                                                     "CLOUDWATCHMETRICS",
                                                     "CMDB",
                                                     "DATALAKEGEN2",
                                                     "DB2",
                                                     "DB2AS400",
                                                     "DOCUMENTDB",
                                                     "DOMO",
                                                     "DYNAMODB",
                                                     "GOOGLECLOUDSTORAGE",
                                                     "HBASE",
                                                     "KUSTOMER",
                                                     "MICROSOFTDYNAMICS365CRM",
                                                     "MONDAY",
                                                     "MYSQL",
                                                     "OKTA",
                                                     "OPENSEARCH",
                                                     "ORACLE",
                                                     "PIPEDRIVE",
                                                     "POSTGRESQL",
                                                     "SAPHANA",
                                                     "SQLSERVER",
                                                     "SYNAPSE",
                                                     "TERADATA",
                                                     "TERADATANOS",
                                                     "TIMESTREAM",
                                                     "TPCDS",
                                                     "VERTICA",
                                                     "SNOWFLAKE",
                                                     NULL};
const struct type type_connection_type = {"ConnectionType", KIND_TEXT, .max = NO_MAXIMUM,
                                          .values = connection_type_values};

const struct type type_match_criteria = {"MatchCriteria", KIND_LIST, .max = 10,
                                         .element = &type_name_string};

/* The model lists 49 keys; the real service takes others too, as the acceptance tests of
 * Terraform's provider show (SparkProperties). Bounded like the other keys of properties. */
const struct type type_connection_property_key = {"ConnectionPropertyKey", KIND_TEXT, .min = 1,
                                                  .max = 128};

const struct type type_connection_properties = {"ConnectionProperties", KIND_MAP, .max = 100,
                                                .key = &type_connection_property_key,
                                                .element = &type_value_string};

const struct type type_property_key = {"PropertyKey", KIND_TEXT, .min = 1, .max = 128};

const struct type type_property_value = {"PropertyValue", KIND_TEXT, .min = 1, .max = 2048};

const struct type type_property_map = {"PropertyMap", KIND_MAP, .max = NO_MAXIMUM,
                                       .key = &type_property_key, .element = &type_property_value};

const struct type type_security_group_id_list = {"SecurityGroupIdList", KIND_LIST, .max = 50,
                                                 .element = &type_name_string};

const struct type type_physical_connection_requirements = {
    "PhysicalConnectionRequirements", KIND_STRUCT,
    .shape = &shape_physical_connection_requirements};

static const char *const authentication_type_values[] = {"BASIC", "OAUTH2", "CUSTOM", "IAM", NULL};
const struct type type_authentication_type = {"AuthenticationType", KIND_TEXT, .max = NO_MAXIMUM,
                                              .values = authentication_type_values};

static const char *const o_auth2_grant_type_values[] = {"AUTHORIZATION_CODE", "CLIENT_CREDENTIALS",
                                                        "JWT_BEARER", "REFRESH_TOKEN", NULL};
const struct type type_o_auth2_grant_type = {"OAuth2GrantType", KIND_TEXT, .max = NO_MAXIMUM,
                                             .values = o_auth2_grant_type_values};

const struct type type_user_managed_client_application_client_id = {
    "UserManagedClientApplicationClientId", KIND_TEXT, .max = 2048, .pattern = "\\S+"};

const struct type type_aws_managed_client_application_reference = {
    "AWSManagedClientApplicationReference", KIND_TEXT, .max = 2048, .pattern = "\\S+"};

const struct type type_o_auth2_client_application = {"OAuth2ClientApplication", KIND_STRUCT,
                                                     .shape = &shape_o_auth2_client_application};

const struct type type_token_url = {
    "TokenUrl", KIND_TEXT, .max = 256,
    .pattern = "^(https?)://[-a-zA-Z0-9+&@#/%?=~_|!:,.;]*[-a-zA-Z0-9+&@#/%=~_|]"};

const struct type type_token_url_parameter_key = {"TokenUrlParameterKey", KIND_TEXT, .min = 1,
                                                  .max = 128};

const struct type type_token_url_parameter_value = {"TokenUrlParameterValue", KIND_TEXT, .min = 1,
                                                    .max = 512};

const struct type type_token_url_parameters_map = {
    "TokenUrlParametersMap", KIND_MAP, .max = NO_MAXIMUM, .key = &type_token_url_parameter_key,
    .element = &type_token_url_parameter_value};

const struct type type_authorization_code = {"AuthorizationCode", KIND_TEXT, .min = 1, .max = 4096,
                                             .pattern = "\\S+"};

const struct type type_redirect_uri = {"RedirectUri", KIND_TEXT, .max = 512,
                                       .pattern = "^(https?):\\/\\/[^\\s/$.?#].[^\\s]*$"};

const struct type type_authorization_code_properties = {
    "AuthorizationCodeProperties", KIND_STRUCT, .shape = &shape_authorization_code_properties};

const struct type type_user_managed_client_application_client_secret = {
    "UserManagedClientApplicationClientSecret", KIND_TEXT, .max = 512,
    .pattern = "^[\\x20-\\x7E]*$"};

const struct type type_access_token = {"AccessToken", KIND_TEXT, .max = 4096,
                                       .pattern = "^[\\x20-\\x7E]*$"};

const struct type type_refresh_token = {"RefreshToken", KIND_TEXT, .max = 4096,
                                        .pattern = "^[\\x20-\\x7E]*$"};

const struct type type_jwt_token = {
    "JwtToken", KIND_TEXT, .max = 8000,
    .pattern = "^([a-zA-Z0-9_=]+)\\.([a-zA-Z0-9_=]+)\\.([a-zA-Z0-9_\\-\\+\\/=]*)"};

const struct type type_o_auth2_credentials = {"OAuth2Credentials", KIND_STRUCT,
                                              .shape = &shape_o_auth2_credentials};

const struct type type_o_auth2_properties_input = {"OAuth2PropertiesInput", KIND_STRUCT,
                                                   .shape = &shape_o_auth2_properties_input};

const struct type type_secret_arn = {"SecretArn", KIND_TEXT, .max = NO_MAXIMUM,
                                     .pattern =
                                         "^arn:aws(-(cn|us-gov|iso(-[bef])?))?:secretsmanager:.*$"};

const struct type type_kms_key_arn = {"KmsKeyArn", KIND_TEXT, .max = NO_MAXIMUM,
                                      .pattern = "^$|arn:aws[a-z0-9-]*:kms:.*"};

const struct type type_username = {"Username", KIND_TEXT, .max = 512, .pattern = "\\S+"};

const struct type type_password = {"Password", KIND_TEXT, .max = 512, .pattern = ".*"};

const struct type type_basic_authentication_credentials = {
    "BasicAuthenticationCredentials", KIND_STRUCT,
    .shape = &shape_basic_authentication_credentials};

const struct type type_credential_key = {"CredentialKey", KIND_TEXT, .min = 1, .max = 128};

const struct type type_credential_value = {"CredentialValue", KIND_TEXT, .min = 1, .max = 2048};

const struct type type_credential_map = {"CredentialMap", KIND_MAP, .max = NO_MAXIMUM,
                                         .key = &type_credential_key,
                                         .element = &type_credential_value};

const struct type type_authentication_configuration_input = {
    "AuthenticationConfigurationInput", KIND_STRUCT,
    .shape = &shape_authentication_configuration_input};

static const char *const compute_environment_values[] = {"SPARK", "ATHENA", "PYTHON", NULL};
const struct type type_compute_environment = {"ComputeEnvironment", KIND_TEXT, .max = NO_MAXIMUM,
                                              .values = compute_environment_values};

const struct type type_compute_environment_list = {
    "ComputeEnvironmentList", KIND_LIST, .max = NO_MAXIMUM, .element = &type_compute_environment};

const struct type type_connection_input = {"ConnectionInput", KIND_STRUCT,
                                           .shape = &shape_connection_input};

static const char *const connection_status_values[] = {"READY", "IN_PROGRESS", "FAILED", NULL};
const struct type type_connection_status = {"ConnectionStatus", KIND_TEXT, .max = NO_MAXIMUM,
                                            .values = connection_status_values};

const struct type type_long_value_string = {"LongValueString", KIND_TEXT, .min = 1, .max = 16384};

const struct type type_o_auth2_properties = {"OAuth2Properties", KIND_STRUCT,
                                             .shape = &shape_o_auth2_properties};

const struct type type_authentication_configuration = {
    "AuthenticationConfiguration", KIND_STRUCT, .shape = &shape_authentication_configuration};

const struct type type_connection_schema_version = {"ConnectionSchemaVersion", KIND_INTEGER,
                                                    .min = 1, .max = 2};

const struct type type_connection = {"Connection", KIND_STRUCT, .shape = &shape_connection};

const struct type type_get_connections_filter = {"GetConnectionsFilter", KIND_STRUCT,
                                                 .shape = &shape_get_connections_filter};

const struct type type_connection_list = {"ConnectionList", KIND_LIST, .max = NO_MAXIMUM,
                                          .element = &type_connection};

const struct type type_delete_connection_name_list = {"DeleteConnectionNameList", KIND_LIST,
                                                      .max = 25, .element = &type_name_string};

const struct type type_error_by_name = {"ErrorByName", KIND_MAP, .max = NO_MAXIMUM,
                                        .key = &type_name_string, .element = &type_error_detail};

const struct type type_test_connection_input = {"TestConnectionInput", KIND_STRUCT,
                                                .shape = &shape_test_connection_input};
