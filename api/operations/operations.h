/* SPDX-License-Identifier: Apache-2.0
 * The rows of every noun, for the list in operations.c. The count is declared here and checked
 * where the rows stand. */
#ifndef PROPOLIS_API_OPERATIONS_OPERATIONS_H
#define PROPOLIS_API_OPERATIONS_OPERATIONS_H

#include "api/operations/operation.h"

enum {
    CATALOG_OPERATIONS = 7,
    ENCRYPTION_SETTINGS_OPERATIONS = 2,
    ACCESS_KEY_OPERATIONS = 3,
    RESOURCE_POLICY_OPERATIONS = 4,
    DATABASE_OPERATIONS = 5,
    TABLE_WRITE_OPERATIONS = 2,
    TABLE_OPERATIONS = 4,
    UNFILTERED_OPERATIONS = 3,
    TABLE_VERSION_OPERATIONS = 6,
    PARTITION_OPERATIONS = 5,
    PARTITION_BATCH_OPERATIONS = 4,
    PARTITION_REPAIR_OPERATIONS = 1,
    PARTITION_NAME_OPERATIONS = 2,
    TABLE_PROJECTION_OPERATIONS = 1,
    PARTITION_INDEX_OPERATIONS = 3,
    COLUMN_STATISTICS_OPERATIONS = 6,
    CRAWLER_OPERATIONS = 10,
    CRAWL_OPERATIONS = 5,
    CLASSIFIER_OPERATIONS = 5,
    CONNECTION_OPERATIONS = 6,
    CONNECTION_TEST_OPERATIONS = 1,
    WEBHOOK_OPERATIONS = 6,
    DELIVERY_OPERATIONS = 3,
    DRIFT_EVENT_OPERATIONS = 2,
    TAG_OPERATIONS = 3,
    SEARCH_OPERATIONS = 1,
    FUNCTION_OPERATIONS = 5
};

extern const struct operation catalog_operations[CATALOG_OPERATIONS];
extern const struct operation encryption_settings_operations[ENCRYPTION_SETTINGS_OPERATIONS];
extern const struct operation access_key_operations[ACCESS_KEY_OPERATIONS];
extern const struct operation resource_policy_operations[RESOURCE_POLICY_OPERATIONS];
extern const struct operation database_operations[DATABASE_OPERATIONS];
extern const struct operation table_write_operations[TABLE_WRITE_OPERATIONS];
extern const struct operation table_operations[TABLE_OPERATIONS];
extern const struct operation unfiltered_operations[UNFILTERED_OPERATIONS];
extern const struct operation table_version_operations[TABLE_VERSION_OPERATIONS];
extern const struct operation partition_operations[PARTITION_OPERATIONS];
extern const struct operation partition_batch_operations[PARTITION_BATCH_OPERATIONS];
extern const struct operation partition_repair_operations[PARTITION_REPAIR_OPERATIONS];
extern const struct operation partition_name_operations[PARTITION_NAME_OPERATIONS];
extern const struct operation table_projection_operations[TABLE_PROJECTION_OPERATIONS];
extern const struct operation partition_index_operations[PARTITION_INDEX_OPERATIONS];
extern const struct operation column_statistics_operations[COLUMN_STATISTICS_OPERATIONS];
extern const struct operation crawler_operations[CRAWLER_OPERATIONS];
extern const struct operation crawl_operations[CRAWL_OPERATIONS];
extern const struct operation classifier_operations[CLASSIFIER_OPERATIONS];
extern const struct operation connection_operations[CONNECTION_OPERATIONS];
extern const struct operation connection_test_operations[CONNECTION_TEST_OPERATIONS];
extern const struct operation webhook_operations[WEBHOOK_OPERATIONS];
extern const struct operation delivery_operations[DELIVERY_OPERATIONS];
extern const struct operation drift_event_operations[DRIFT_EVENT_OPERATIONS];
extern const struct operation tag_operations[TAG_OPERATIONS];
extern const struct operation search_operations[SEARCH_OPERATIONS];
extern const struct operation function_operations[FUNCTION_OPERATIONS];

#endif
