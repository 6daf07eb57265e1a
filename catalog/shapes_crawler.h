/* SPDX-License-Identifier: Apache-2.0
 * The documents of crawlers and what they are made of. Member indexes stand in the order of the
 * model. */
#ifndef PROPOLIS_CATALOG_SHAPES_CRAWLER_H
#define PROPOLIS_CATALOG_SHAPES_CRAWLER_H

#include "catalog/shape.h"

enum s3_target_member {
    S3_TARGET_PATH,
    S3_TARGET_EXCLUSIONS,
    S3_TARGET_CONNECTION_NAME,
    S3_TARGET_SAMPLE_SIZE,
    S3_TARGET_EVENT_QUEUE_ARN,
    S3_TARGET_DLQ_EVENT_QUEUE_ARN
};
extern const struct shape shape_s3_target;

enum jdbc_target_member {
    JDBC_TARGET_CONNECTION_NAME,
    JDBC_TARGET_PATH,
    JDBC_TARGET_EXCLUSIONS,
    JDBC_TARGET_ENABLE_ADDITIONAL_METADATA
};
extern const struct shape shape_jdbc_target;

enum mongo_db_target_member {
    MONGO_DB_TARGET_CONNECTION_NAME,
    MONGO_DB_TARGET_PATH,
    MONGO_DB_TARGET_SCAN_ALL
};
extern const struct shape shape_mongo_db_target;

enum dynamo_db_target_member {
    DYNAMO_DB_TARGET_PATH,
    DYNAMO_DB_TARGET_SCAN_ALL,
    DYNAMO_DB_TARGET_SCAN_RATE
};
extern const struct shape shape_dynamo_db_target;

enum catalog_target_member {
    CATALOG_TARGET_DATABASE_NAME,
    CATALOG_TARGET_TABLES,
    CATALOG_TARGET_CONNECTION_NAME,
    CATALOG_TARGET_EVENT_QUEUE_ARN,
    CATALOG_TARGET_DLQ_EVENT_QUEUE_ARN
};
extern const struct shape shape_catalog_target;

enum delta_target_member {
    DELTA_TARGET_DELTA_TABLES,
    DELTA_TARGET_CONNECTION_NAME,
    DELTA_TARGET_WRITE_MANIFEST,
    DELTA_TARGET_CREATE_NATIVE_DELTA_TABLE
};
extern const struct shape shape_delta_target;

enum iceberg_target_member {
    ICEBERG_TARGET_PATHS,
    ICEBERG_TARGET_CONNECTION_NAME,
    ICEBERG_TARGET_EXCLUSIONS,
    ICEBERG_TARGET_MAXIMUM_TRAVERSAL_DEPTH
};
extern const struct shape shape_iceberg_target;

enum hudi_target_member {
    HUDI_TARGET_PATHS,
    HUDI_TARGET_CONNECTION_NAME,
    HUDI_TARGET_EXCLUSIONS,
    HUDI_TARGET_MAXIMUM_TRAVERSAL_DEPTH
};
extern const struct shape shape_hudi_target;

enum crawler_targets_member {
    CRAWLER_TARGETS_S3_TARGETS,
    CRAWLER_TARGETS_JDBC_TARGETS,
    CRAWLER_TARGETS_MONGO_DB_TARGETS,
    CRAWLER_TARGETS_DYNAMO_DB_TARGETS,
    CRAWLER_TARGETS_CATALOG_TARGETS,
    CRAWLER_TARGETS_DELTA_TARGETS,
    CRAWLER_TARGETS_ICEBERG_TARGETS,
    CRAWLER_TARGETS_HUDI_TARGETS
};
extern const struct shape shape_crawler_targets;

enum schema_change_policy_member {
    SCHEMA_CHANGE_POLICY_UPDATE_BEHAVIOR,
    SCHEMA_CHANGE_POLICY_DELETE_BEHAVIOR
};
extern const struct shape shape_schema_change_policy;

enum recrawl_policy_member { RECRAWL_POLICY_RECRAWL_BEHAVIOR };
extern const struct shape shape_recrawl_policy;

enum lineage_configuration_member { LINEAGE_CONFIGURATION_CRAWLER_LINEAGE_SETTINGS };
extern const struct shape shape_lineage_configuration;

enum lake_formation_configuration_member {
    LAKE_FORMATION_CONFIGURATION_USE_LAKE_FORMATION_CREDENTIALS,
    LAKE_FORMATION_CONFIGURATION_ACCOUNT_ID
};
extern const struct shape shape_lake_formation_configuration;

enum schedule_member { SCHEDULE_SCHEDULE_EXPRESSION, SCHEDULE_STATE };
extern const struct shape shape_schedule;

enum last_crawl_info_member {
    LAST_CRAWL_INFO_STATUS,
    LAST_CRAWL_INFO_ERROR_MESSAGE,
    LAST_CRAWL_INFO_LOG_GROUP,
    LAST_CRAWL_INFO_LOG_STREAM,
    LAST_CRAWL_INFO_MESSAGE_PREFIX,
    LAST_CRAWL_INFO_START_TIME
};
extern const struct shape shape_last_crawl_info;

enum crawler_member {
    CRAWLER_NAME,
    CRAWLER_ROLE,
    CRAWLER_TARGETS,
    CRAWLER_DATABASE_NAME,
    CRAWLER_DESCRIPTION,
    CRAWLER_CLASSIFIERS,
    CRAWLER_RECRAWL_POLICY,
    CRAWLER_SCHEMA_CHANGE_POLICY,
    CRAWLER_LINEAGE_CONFIGURATION,
    CRAWLER_STATE,
    CRAWLER_TABLE_PREFIX,
    CRAWLER_SCHEDULE,
    CRAWLER_CRAWL_ELAPSED_TIME,
    CRAWLER_CREATION_TIME,
    CRAWLER_LAST_UPDATED,
    CRAWLER_LAST_CRAWL,
    CRAWLER_VERSION,
    CRAWLER_CONFIGURATION,
    CRAWLER_CRAWLER_SECURITY_CONFIGURATION,
    CRAWLER_LAKE_FORMATION_CONFIGURATION,
    CRAWLER_CATALOG_ID
};
extern const struct shape shape_crawler;

enum crawls_filter_member {
    CRAWLS_FILTER_FIELD_NAME,
    CRAWLS_FILTER_FILTER_OPERATOR,
    CRAWLS_FILTER_FIELD_VALUE
};
extern const struct shape shape_crawls_filter;

enum crawler_history_member {
    CRAWLER_HISTORY_CRAWL_ID,
    CRAWLER_HISTORY_STATE,
    CRAWLER_HISTORY_START_TIME,
    CRAWLER_HISTORY_END_TIME,
    CRAWLER_HISTORY_SUMMARY,
    CRAWLER_HISTORY_ERROR_MESSAGE,
    CRAWLER_HISTORY_LOG_GROUP,
    CRAWLER_HISTORY_LOG_STREAM,
    CRAWLER_HISTORY_MESSAGE_PREFIX,
    CRAWLER_HISTORY_DPU_HOUR
};
extern const struct shape shape_crawler_history;

enum crawler_metrics_member {
    CRAWLER_METRICS_CRAWLER_NAME,
    CRAWLER_METRICS_TIME_LEFT_SECONDS,
    CRAWLER_METRICS_STILL_ESTIMATING,
    CRAWLER_METRICS_LAST_RUNTIME_SECONDS,
    CRAWLER_METRICS_MEDIAN_RUNTIME_SECONDS,
    CRAWLER_METRICS_TABLES_CREATED,
    CRAWLER_METRICS_TABLES_UPDATED,
    CRAWLER_METRICS_TABLES_DELETED
};
extern const struct shape shape_crawler_metrics;

#endif
