/* SPDX-License-Identifier: Apache-2.0
 * The list of all operations. A new noun adds one line. */
#include "api/operations/operations.h"

#include "base/compiler.h"

const struct operation_list operation_lists[] = {
    {"catalogs", catalog_operations, CATALOG_OPERATIONS},
    {"catalogs", encryption_settings_operations, ENCRYPTION_SETTINGS_OPERATIONS},
    {"databases", database_operations, DATABASE_OPERATIONS},
    {"tables", table_write_operations, TABLE_WRITE_OPERATIONS},
    {"tables", table_operations, TABLE_OPERATIONS},
    {"unfiltered reads", unfiltered_operations, UNFILTERED_OPERATIONS},
    {"table versions", table_version_operations, TABLE_VERSION_OPERATIONS},
    {"partitions", partition_operations, PARTITION_OPERATIONS},
    {"partitions", partition_batch_operations, PARTITION_BATCH_OPERATIONS},
    {"partitions", partition_repair_operations, PARTITION_REPAIR_OPERATIONS},
    {"partitions", partition_name_operations, PARTITION_NAME_OPERATIONS},
    {"partitions", table_projection_operations, TABLE_PROJECTION_OPERATIONS},
    {"partition indexes", partition_index_operations, PARTITION_INDEX_OPERATIONS},
    {"column statistics", column_statistics_operations, COLUMN_STATISTICS_OPERATIONS},
    {"crawlers", crawler_operations, CRAWLER_OPERATIONS},
    {"crawlers", crawl_operations, CRAWL_OPERATIONS},
    {"classifiers", classifier_operations, CLASSIFIER_OPERATIONS},
    {"connections", connection_operations, CONNECTION_OPERATIONS},
    {"connections", connection_test_operations, CONNECTION_TEST_OPERATIONS},
    {"webhooks", webhook_operations, WEBHOOK_OPERATIONS},
    {"webhooks", delivery_operations, DELIVERY_OPERATIONS},
    {"tags", tag_operations, TAG_OPERATIONS},
    {"tables", search_operations, SEARCH_OPERATIONS},
    {"functions", function_operations, FUNCTION_OPERATIONS},
    {"resource policies", resource_policy_operations, RESOURCE_POLICY_OPERATIONS},
    {"keys", access_key_operations, ACCESS_KEY_OPERATIONS},
    {"drift events", drift_event_operations, DRIFT_EVENT_OPERATIONS},
};
const size_t operation_lists_count = COUNT(operation_lists);
