/* SPDX-License-Identifier: Apache-2.0
 * Types first used by crawlers. Limits: the service model of AWS Glue, API version 2017-03-31
 * (botocore 1.44.5, glue/2017-03-31/service-2.json). */
#include "catalog/types.h"

#include "catalog/shapes_crawler.h"

const struct type type_role = {"Role", KIND_TEXT, .max = NO_MAXIMUM};

const struct type type_database_name = {"DatabaseName", KIND_TEXT, .max = NO_MAXIMUM};

const struct type type_path = {"Path", KIND_TEXT, .max = NO_MAXIMUM};

const struct type type_path_list = {"PathList", KIND_LIST, .max = NO_MAXIMUM,
                                    .element = &type_path};

const struct type type_connection_name = {"ConnectionName", KIND_TEXT, .max = NO_MAXIMUM};

const struct type type_nullable_integer = {"NullableInteger", KIND_INTEGER, .min = INT32_MIN,
                                           .max = INT32_MAX};

const struct type type_event_queue_arn = {"EventQueueArn", KIND_TEXT, .max = NO_MAXIMUM};

const struct type type_s3_target = {"S3Target", KIND_STRUCT, .shape = &shape_s3_target};

const struct type type_s3_target_list = {"S3TargetList", KIND_LIST, .max = NO_MAXIMUM,
                                         .element = &type_s3_target};

static const char *const jdbc_metadata_entry_values[] = {"COMMENTS", "RAWTYPES", NULL};
const struct type type_jdbc_metadata_entry = {"JdbcMetadataEntry", KIND_TEXT, .max = NO_MAXIMUM,
                                              .values = jdbc_metadata_entry_values};

const struct type type_enable_additional_metadata = {
    "EnableAdditionalMetadata", KIND_LIST, .max = NO_MAXIMUM, .element = &type_jdbc_metadata_entry};

const struct type type_jdbc_target = {"JdbcTarget", KIND_STRUCT, .shape = &shape_jdbc_target};

const struct type type_jdbc_target_list = {"JdbcTargetList", KIND_LIST, .max = NO_MAXIMUM,
                                           .element = &type_jdbc_target};

const struct type type_mongo_db_target = {"MongoDBTarget", KIND_STRUCT,
                                          .shape = &shape_mongo_db_target};

const struct type type_mongo_db_target_list = {"MongoDBTargetList", KIND_LIST, .max = NO_MAXIMUM,
                                               .element = &type_mongo_db_target};

const struct type type_nullable_double = {"NullableDouble", KIND_DOUBLE};

const struct type type_dynamo_db_target = {"DynamoDBTarget", KIND_STRUCT,
                                           .shape = &shape_dynamo_db_target};

const struct type type_dynamo_db_target_list = {"DynamoDBTargetList", KIND_LIST, .max = NO_MAXIMUM,
                                                .element = &type_dynamo_db_target};

const struct type type_catalog_tables_list = {"CatalogTablesList", KIND_LIST, .min = 1,
                                              .max = NO_MAXIMUM, .element = &type_name_string};

const struct type type_catalog_target = {"CatalogTarget", KIND_STRUCT,
                                         .shape = &shape_catalog_target};

const struct type type_catalog_target_list = {"CatalogTargetList", KIND_LIST, .max = NO_MAXIMUM,
                                              .element = &type_catalog_target};

const struct type type_delta_target = {"DeltaTarget", KIND_STRUCT, .shape = &shape_delta_target};

const struct type type_delta_target_list = {"DeltaTargetList", KIND_LIST, .max = NO_MAXIMUM,
                                            .element = &type_delta_target};

const struct type type_iceberg_target = {"IcebergTarget", KIND_STRUCT,
                                         .shape = &shape_iceberg_target};

const struct type type_iceberg_target_list = {"IcebergTargetList", KIND_LIST, .max = NO_MAXIMUM,
                                              .element = &type_iceberg_target};

const struct type type_hudi_target = {"HudiTarget", KIND_STRUCT, .shape = &shape_hudi_target};

const struct type type_hudi_target_list = {"HudiTargetList", KIND_LIST, .max = NO_MAXIMUM,
                                           .element = &type_hudi_target};

const struct type type_crawler_targets = {"CrawlerTargets", KIND_STRUCT,
                                          .shape = &shape_crawler_targets};

const struct type type_cron_expression = {"CronExpression", KIND_TEXT, .max = NO_MAXIMUM};

const struct type type_classifier_name_list = {"ClassifierNameList", KIND_LIST, .max = NO_MAXIMUM,
                                               .element = &type_name_string};

const struct type type_table_prefix = {"TablePrefix", KIND_TEXT, .max = 128};

static const char *const update_behavior_values[] = {"LOG", "UPDATE_IN_DATABASE", NULL};
const struct type type_update_behavior = {"UpdateBehavior", KIND_TEXT, .max = NO_MAXIMUM,
                                          .values = update_behavior_values};

static const char *const delete_behavior_values[] = {"LOG", "DELETE_FROM_DATABASE",
                                                     "DEPRECATE_IN_DATABASE", NULL};
const struct type type_delete_behavior = {"DeleteBehavior", KIND_TEXT, .max = NO_MAXIMUM,
                                          .values = delete_behavior_values};

const struct type type_schema_change_policy = {"SchemaChangePolicy", KIND_STRUCT,
                                               .shape = &shape_schema_change_policy};

static const char *const recrawl_behavior_values[] = {"CRAWL_EVERYTHING", "CRAWL_NEW_FOLDERS_ONLY",
                                                      "CRAWL_EVENT_MODE", NULL};
const struct type type_recrawl_behavior = {"RecrawlBehavior", KIND_TEXT, .max = NO_MAXIMUM,
                                           .values = recrawl_behavior_values};

const struct type type_recrawl_policy = {"RecrawlPolicy", KIND_STRUCT,
                                         .shape = &shape_recrawl_policy};

static const char *const crawler_lineage_settings_values[] = {"ENABLE", "DISABLE", NULL};
const struct type type_crawler_lineage_settings = {"CrawlerLineageSettings", KIND_TEXT,
                                                   .max = NO_MAXIMUM,
                                                   .values = crawler_lineage_settings_values};

const struct type type_lineage_configuration = {"LineageConfiguration", KIND_STRUCT,
                                                .shape = &shape_lineage_configuration};

const struct type type_account_id = {"AccountId", KIND_TEXT, .max = 12};

const struct type type_lake_formation_configuration = {
    "LakeFormationConfiguration", KIND_STRUCT, .shape = &shape_lake_formation_configuration};

const struct type type_crawler_configuration = {"CrawlerConfiguration", KIND_TEXT,
                                                .max = NO_MAXIMUM};

const struct type type_crawler_security_configuration = {"CrawlerSecurityConfiguration", KIND_TEXT,
                                                         .max = 128};

static const char *const crawler_state_values[] = {"READY", "RUNNING", "STOPPING", NULL};
const struct type type_crawler_state = {"CrawlerState", KIND_TEXT, .max = NO_MAXIMUM,
                                        .values = crawler_state_values};

static const char *const schedule_state_values[] = {"SCHEDULED", "NOT_SCHEDULED", "TRANSITIONING",
                                                    NULL};
const struct type type_schedule_state = {"ScheduleState", KIND_TEXT, .max = NO_MAXIMUM,
                                         .values = schedule_state_values};

const struct type type_schedule = {"Schedule", KIND_STRUCT, .shape = &shape_schedule};

const struct type type_milliseconds_count = {"MillisecondsCount", KIND_LONG, .min = INT64_MIN,
                                             .max = INT64_MAX};

static const char *const last_crawl_status_values[] = {"SUCCEEDED", "CANCELLED", "FAILED", NULL};
const struct type type_last_crawl_status = {"LastCrawlStatus", KIND_TEXT, .max = NO_MAXIMUM,
                                            .values = last_crawl_status_values};

const struct type type_log_group = {"LogGroup", KIND_TEXT, .min = 1, .max = 512,
                                    .pattern = "[\\.\\-_/#A-Za-z0-9]+"};

const struct type type_log_stream = {"LogStream", KIND_TEXT, .min = 1, .max = 512};

const struct type type_message_prefix = {"MessagePrefix", KIND_TEXT, .min = 1, .max = 255,
                                         .text_class = CLASS_SINGLE_LINE};

const struct type type_last_crawl_info = {"LastCrawlInfo", KIND_STRUCT,
                                          .shape = &shape_last_crawl_info};

const struct type type_version_id = {"VersionId", KIND_LONG, .min = INT64_MIN, .max = INT64_MAX};

const struct type type_crawler = {"Crawler", KIND_STRUCT, .shape = &shape_crawler};

const struct type type_crawler_list = {"CrawlerList", KIND_LIST, .max = NO_MAXIMUM,
                                       .element = &type_crawler};

const struct type type_crawler_name_list = {"CrawlerNameList", KIND_LIST, .max = 100,
                                            .element = &type_name_string};

const struct type type_description_string_removable = {"DescriptionStringRemovable", KIND_TEXT,
                                                       .max = 2048, .text_class = CLASS_MULTI_LINE};

static const char *const field_name_values[] = {"CRAWL_ID", "STATE",    "START_TIME",
                                                "END_TIME", "DPU_HOUR", NULL};
const struct type type_field_name = {"FieldName", KIND_TEXT, .max = NO_MAXIMUM,
                                     .values = field_name_values};

static const char *const filter_operator_values[] = {"GT", "GE", "LT", "LE", "EQ", "NE", NULL};
const struct type type_filter_operator = {"FilterOperator", KIND_TEXT, .max = NO_MAXIMUM,
                                          .values = filter_operator_values};

const struct type type_generic_string = {"GenericString", KIND_TEXT, .max = NO_MAXIMUM};

const struct type type_crawls_filter = {"CrawlsFilter", KIND_STRUCT, .shape = &shape_crawls_filter};

const struct type type_crawls_filter_list = {"CrawlsFilterList", KIND_LIST, .max = NO_MAXIMUM,
                                             .element = &type_crawls_filter};

const struct type type_crawl_id = {"CrawlId", KIND_TEXT, .max = NO_MAXIMUM};

static const char *const crawler_history_state_values[] = {"RUNNING", "COMPLETED", "FAILED",
                                                           "STOPPED", NULL};
const struct type type_crawler_history_state = {"CrawlerHistoryState", KIND_TEXT, .max = NO_MAXIMUM,
                                                .values = crawler_history_state_values};

const struct type type_non_negative_double = {"NonNegativeDouble", KIND_DOUBLE, .max = NO_MAXIMUM};

const struct type type_crawler_history = {"CrawlerHistory", KIND_STRUCT,
                                          .shape = &shape_crawler_history};

const struct type type_crawler_history_list = {"CrawlerHistoryList", KIND_LIST, .max = NO_MAXIMUM,
                                               .element = &type_crawler_history};

const struct type type_crawler_metrics = {"CrawlerMetrics", KIND_STRUCT,
                                          .shape = &shape_crawler_metrics};

const struct type type_crawler_metrics_list = {"CrawlerMetricsList", KIND_LIST, .max = NO_MAXIMUM,
                                               .element = &type_crawler_metrics};
