/* SPDX-License-Identifier: Apache-2.0
 * Limits: the service model of AWS Glue, API version 2017-03-31 (botocore 1.44.5,
 * glue/2017-03-31/service-2.json). */
#include "catalog/shapes_crawler.h"

#include "catalog/types.h"

static const struct member s3_target_members[] = {
    [S3_TARGET_PATH] = {"Path", &type_path},
    [S3_TARGET_EXCLUSIONS] = {"Exclusions", &type_path_list},
    [S3_TARGET_CONNECTION_NAME] = {"ConnectionName", &type_connection_name},
    [S3_TARGET_SAMPLE_SIZE] = {"SampleSize", &type_nullable_integer},
    [S3_TARGET_EVENT_QUEUE_ARN] = {"EventQueueArn", &type_event_queue_arn},
    [S3_TARGET_DLQ_EVENT_QUEUE_ARN] = {"DlqEventQueueArn", &type_event_queue_arn},
};
const struct shape shape_s3_target = SHAPE("S3Target", s3_target_members);

static const struct member jdbc_target_members[] = {
    [JDBC_TARGET_CONNECTION_NAME] = {"ConnectionName", &type_connection_name},
    [JDBC_TARGET_PATH] = {"Path", &type_path},
    [JDBC_TARGET_EXCLUSIONS] = {"Exclusions", &type_path_list},
    [JDBC_TARGET_ENABLE_ADDITIONAL_METADATA] = {"EnableAdditionalMetadata",
                                                &type_enable_additional_metadata},
};
const struct shape shape_jdbc_target = SHAPE("JdbcTarget", jdbc_target_members);

static const struct member mongo_db_target_members[] = {
    [MONGO_DB_TARGET_CONNECTION_NAME] = {"ConnectionName", &type_connection_name},
    [MONGO_DB_TARGET_PATH] = {"Path", &type_path},
    [MONGO_DB_TARGET_SCAN_ALL] = {"ScanAll", &type_nullable_boolean},
};
const struct shape shape_mongo_db_target = SHAPE("MongoDBTarget", mongo_db_target_members);

static const struct member dynamo_db_target_members[] = {
    [DYNAMO_DB_TARGET_PATH] = {"Path", &type_path},
    [DYNAMO_DB_TARGET_SCAN_ALL] = {"scanAll", &type_nullable_boolean},
    [DYNAMO_DB_TARGET_SCAN_RATE] = {"scanRate", &type_nullable_double},
};
const struct shape shape_dynamo_db_target = SHAPE("DynamoDBTarget", dynamo_db_target_members);

static const struct member catalog_target_members[] = {
    [CATALOG_TARGET_DATABASE_NAME] = {"DatabaseName", &type_name_string, MEMBER_REQUIRED},
    [CATALOG_TARGET_TABLES] = {"Tables", &type_catalog_tables_list, MEMBER_REQUIRED},
    [CATALOG_TARGET_CONNECTION_NAME] = {"ConnectionName", &type_connection_name},
    [CATALOG_TARGET_EVENT_QUEUE_ARN] = {"EventQueueArn", &type_event_queue_arn},
    [CATALOG_TARGET_DLQ_EVENT_QUEUE_ARN] = {"DlqEventQueueArn", &type_event_queue_arn},
};
const struct shape shape_catalog_target = SHAPE("CatalogTarget", catalog_target_members);

static const struct member delta_target_members[] = {
    [DELTA_TARGET_DELTA_TABLES] = {"DeltaTables", &type_path_list},
    [DELTA_TARGET_CONNECTION_NAME] = {"ConnectionName", &type_connection_name},
    [DELTA_TARGET_WRITE_MANIFEST] = {"WriteManifest", &type_nullable_boolean},
    [DELTA_TARGET_CREATE_NATIVE_DELTA_TABLE] = {"CreateNativeDeltaTable", &type_nullable_boolean},
};
const struct shape shape_delta_target = SHAPE("DeltaTarget", delta_target_members);

static const struct member iceberg_target_members[] = {
    [ICEBERG_TARGET_PATHS] = {"Paths", &type_path_list},
    [ICEBERG_TARGET_CONNECTION_NAME] = {"ConnectionName", &type_connection_name},
    [ICEBERG_TARGET_EXCLUSIONS] = {"Exclusions", &type_path_list},
    [ICEBERG_TARGET_MAXIMUM_TRAVERSAL_DEPTH] = {"MaximumTraversalDepth", &type_nullable_integer},
};
const struct shape shape_iceberg_target = SHAPE("IcebergTarget", iceberg_target_members);

static const struct member hudi_target_members[] = {
    [HUDI_TARGET_PATHS] = {"Paths", &type_path_list},
    [HUDI_TARGET_CONNECTION_NAME] = {"ConnectionName", &type_connection_name},
    [HUDI_TARGET_EXCLUSIONS] = {"Exclusions", &type_path_list},
    [HUDI_TARGET_MAXIMUM_TRAVERSAL_DEPTH] = {"MaximumTraversalDepth", &type_nullable_integer},
};
const struct shape shape_hudi_target = SHAPE("HudiTarget", hudi_target_members);

static const struct member crawler_targets_members[] = {
    [CRAWLER_TARGETS_S3_TARGETS] = {"S3Targets", &type_s3_target_list},
    [CRAWLER_TARGETS_JDBC_TARGETS] = {"JdbcTargets", &type_jdbc_target_list},
    [CRAWLER_TARGETS_MONGO_DB_TARGETS] = {"MongoDBTargets", &type_mongo_db_target_list},
    [CRAWLER_TARGETS_DYNAMO_DB_TARGETS] = {"DynamoDBTargets", &type_dynamo_db_target_list},
    [CRAWLER_TARGETS_CATALOG_TARGETS] = {"CatalogTargets", &type_catalog_target_list},
    [CRAWLER_TARGETS_DELTA_TARGETS] = {"DeltaTargets", &type_delta_target_list},
    [CRAWLER_TARGETS_ICEBERG_TARGETS] = {"IcebergTargets", &type_iceberg_target_list},
    [CRAWLER_TARGETS_HUDI_TARGETS] = {"HudiTargets", &type_hudi_target_list},
};
const struct shape shape_crawler_targets = SHAPE("CrawlerTargets", crawler_targets_members);

static const struct member schema_change_policy_members[] = {
    [SCHEMA_CHANGE_POLICY_UPDATE_BEHAVIOR] = {"UpdateBehavior", &type_update_behavior},
    [SCHEMA_CHANGE_POLICY_DELETE_BEHAVIOR] = {"DeleteBehavior", &type_delete_behavior},
};
const struct shape shape_schema_change_policy =
    SHAPE("SchemaChangePolicy", schema_change_policy_members);

static const struct member recrawl_policy_members[] = {
    [RECRAWL_POLICY_RECRAWL_BEHAVIOR] = {"RecrawlBehavior", &type_recrawl_behavior},
};
const struct shape shape_recrawl_policy = SHAPE("RecrawlPolicy", recrawl_policy_members);

static const struct member lineage_configuration_members[] = {
    [LINEAGE_CONFIGURATION_CRAWLER_LINEAGE_SETTINGS] = {"CrawlerLineageSettings",
                                                        &type_crawler_lineage_settings},
};
const struct shape shape_lineage_configuration =
    SHAPE("LineageConfiguration", lineage_configuration_members);

static const struct member lake_formation_configuration_members[] = {
    [LAKE_FORMATION_CONFIGURATION_USE_LAKE_FORMATION_CREDENTIALS] = {"UseLakeFormationCredentials",
                                                                     &type_nullable_boolean},
    [LAKE_FORMATION_CONFIGURATION_ACCOUNT_ID] = {"AccountId", &type_account_id},
};
const struct shape shape_lake_formation_configuration =
    SHAPE("LakeFormationConfiguration", lake_formation_configuration_members);

static const struct member schedule_members[] = {
    [SCHEDULE_SCHEDULE_EXPRESSION] = {"ScheduleExpression", &type_cron_expression},
    [SCHEDULE_STATE] = {"State", &type_schedule_state},
};
const struct shape shape_schedule = SHAPE("Schedule", schedule_members);

static const struct member last_crawl_info_members[] = {
    [LAST_CRAWL_INFO_STATUS] = {"Status", &type_last_crawl_status},
    [LAST_CRAWL_INFO_ERROR_MESSAGE] = {"ErrorMessage", &type_description_string},
    [LAST_CRAWL_INFO_LOG_GROUP] = {"LogGroup", &type_log_group},
    [LAST_CRAWL_INFO_LOG_STREAM] = {"LogStream", &type_log_stream},
    [LAST_CRAWL_INFO_MESSAGE_PREFIX] = {"MessagePrefix", &type_message_prefix},
    [LAST_CRAWL_INFO_START_TIME] = {"StartTime", &type_timestamp},
};
const struct shape shape_last_crawl_info = SHAPE("LastCrawlInfo", last_crawl_info_members);

static const struct member crawler_members[] = {
    [CRAWLER_NAME] = {"Name", &type_name_string},
    [CRAWLER_ROLE] = {"Role", &type_role},
    [CRAWLER_TARGETS] = {"Targets", &type_crawler_targets},
    [CRAWLER_DATABASE_NAME] = {"DatabaseName", &type_database_name},
    [CRAWLER_DESCRIPTION] = {"Description", &type_description_string},
    [CRAWLER_CLASSIFIERS] = {"Classifiers", &type_classifier_name_list},
    [CRAWLER_RECRAWL_POLICY] = {"RecrawlPolicy", &type_recrawl_policy},
    [CRAWLER_SCHEMA_CHANGE_POLICY] = {"SchemaChangePolicy", &type_schema_change_policy},
    [CRAWLER_LINEAGE_CONFIGURATION] = {"LineageConfiguration", &type_lineage_configuration},
    [CRAWLER_STATE] = {"State", &type_crawler_state},
    [CRAWLER_TABLE_PREFIX] = {"TablePrefix", &type_table_prefix},
    [CRAWLER_SCHEDULE] = {"Schedule", &type_schedule},
    [CRAWLER_CRAWL_ELAPSED_TIME] = {"CrawlElapsedTime", &type_milliseconds_count},
    [CRAWLER_CREATION_TIME] = {"CreationTime", &type_timestamp},
    [CRAWLER_LAST_UPDATED] = {"LastUpdated", &type_timestamp},
    [CRAWLER_LAST_CRAWL] = {"LastCrawl", &type_last_crawl_info},
    [CRAWLER_VERSION] = {"Version", &type_version_id},
    [CRAWLER_CONFIGURATION] = {"Configuration", &type_crawler_configuration},
    [CRAWLER_CRAWLER_SECURITY_CONFIGURATION] = {"CrawlerSecurityConfiguration",
                                                &type_crawler_security_configuration},
    [CRAWLER_LAKE_FORMATION_CONFIGURATION] = {"LakeFormationConfiguration",
                                              &type_lake_formation_configuration},
    [CRAWLER_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
};
const struct shape shape_crawler = SHAPE("Crawler", crawler_members);

static const struct member crawls_filter_members[] = {
    [CRAWLS_FILTER_FIELD_NAME] = {"FieldName", &type_field_name},
    [CRAWLS_FILTER_FILTER_OPERATOR] = {"FilterOperator", &type_filter_operator},
    [CRAWLS_FILTER_FIELD_VALUE] = {"FieldValue", &type_generic_string},
};
const struct shape shape_crawls_filter = SHAPE("CrawlsFilter", crawls_filter_members);

static const struct member crawler_history_members[] = {
    [CRAWLER_HISTORY_CRAWL_ID] = {"CrawlId", &type_crawl_id},
    [CRAWLER_HISTORY_STATE] = {"State", &type_crawler_history_state},
    [CRAWLER_HISTORY_START_TIME] = {"StartTime", &type_timestamp},
    [CRAWLER_HISTORY_END_TIME] = {"EndTime", &type_timestamp},
    [CRAWLER_HISTORY_SUMMARY] = {"Summary", &type_name_string},
    [CRAWLER_HISTORY_ERROR_MESSAGE] = {"ErrorMessage", &type_description_string},
    [CRAWLER_HISTORY_LOG_GROUP] = {"LogGroup", &type_log_group},
    [CRAWLER_HISTORY_LOG_STREAM] = {"LogStream", &type_log_stream},
    [CRAWLER_HISTORY_MESSAGE_PREFIX] = {"MessagePrefix", &type_message_prefix},
    [CRAWLER_HISTORY_DPU_HOUR] = {"DPUHour", &type_non_negative_double},
};
const struct shape shape_crawler_history = SHAPE("CrawlerHistory", crawler_history_members);

static const struct member crawler_metrics_members[] = {
    [CRAWLER_METRICS_CRAWLER_NAME] = {"CrawlerName", &type_name_string},
    [CRAWLER_METRICS_TIME_LEFT_SECONDS] = {"TimeLeftSeconds", &type_non_negative_double},
    [CRAWLER_METRICS_STILL_ESTIMATING] = {"StillEstimating", &type_boolean},
    [CRAWLER_METRICS_LAST_RUNTIME_SECONDS] = {"LastRuntimeSeconds", &type_non_negative_double},
    [CRAWLER_METRICS_MEDIAN_RUNTIME_SECONDS] = {"MedianRuntimeSeconds", &type_non_negative_double},
    [CRAWLER_METRICS_TABLES_CREATED] = {"TablesCreated", &type_non_negative_integer},
    [CRAWLER_METRICS_TABLES_UPDATED] = {"TablesUpdated", &type_non_negative_integer},
    [CRAWLER_METRICS_TABLES_DELETED] = {"TablesDeleted", &type_non_negative_integer},
};
const struct shape shape_crawler_metrics = SHAPE("CrawlerMetrics", crawler_metrics_members);
