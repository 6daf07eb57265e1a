/* SPDX-License-Identifier: Apache-2.0 */
#include "store/statements.h"

extern const struct statements store_statements, change_statements, database_statements,
    table_statements, table_version_statements, partition_statements, purge_statements,
    descriptor_statements, access_key_statements, drift_event_statements, webhook_statements,
    delivery_statements, delivery_work_statements;
extern const struct statements resource_policy_statements, crawler_statements, crawl_run_statements,
    tag_statements;
extern const struct statements table_as_of_statements;
extern const struct statements partition_index_statements, partition_index_keys_statements,
    partition_index_fill_statements, column_statistics_statements;
extern const struct statements classifier_statements;
extern const struct statements function_statements, search_index_statements, search_statements,
    search_keys_statements;
extern const struct statements catalog_statements;
extern const struct statements connection_statements, link_statements;
extern const struct statements projection_warning_statements, partition_scan_statements;

const struct statements *const statement_sets[STATEMENT_SETS] = {
    [STATEMENTS_STORE] = &store_statements,
    [STATEMENTS_CHANGE] = &change_statements,
    [STATEMENTS_DATABASE] = &database_statements,
    [STATEMENTS_LINK] = &link_statements,
    [STATEMENTS_TABLE] = &table_statements,
    [STATEMENTS_TABLE_VERSION] = &table_version_statements,
    [STATEMENTS_TABLE_AS_OF] = &table_as_of_statements,
    [STATEMENTS_PARTITION] = &partition_statements,
    [STATEMENTS_PARTITION_INDEX] = &partition_index_statements,
    [STATEMENTS_PARTITION_INDEX_KEYS] = &partition_index_keys_statements,
    [STATEMENTS_PARTITION_INDEX_FILL] = &partition_index_fill_statements,
    [STATEMENTS_COLUMN_STATISTICS] = &column_statistics_statements,
    [STATEMENTS_PURGE] = &purge_statements,
    [STATEMENTS_DESCRIPTOR] = &descriptor_statements,
    [STATEMENTS_ACCESS_KEY] = &access_key_statements,
    [STATEMENTS_RESOURCE_POLICY] = &resource_policy_statements,
    [STATEMENTS_CRAWLER] = &crawler_statements,
    [STATEMENTS_CRAWL_RUN] = &crawl_run_statements,
    [STATEMENTS_CLASSIFIER] = &classifier_statements,
    [STATEMENTS_CONNECTION] = &connection_statements,
    [STATEMENTS_DRIFT_EVENT] = &drift_event_statements,
    [STATEMENTS_WEBHOOK] = &webhook_statements,
    [STATEMENTS_DELIVERY] = &delivery_statements,
    [STATEMENTS_DELIVERY_WORK] = &delivery_work_statements,
    [STATEMENTS_TAG] = &tag_statements,
    [STATEMENTS_FUNCTION] = &function_statements,
    [STATEMENTS_CATALOG] = &catalog_statements,
    [STATEMENTS_SEARCH_INDEX] = &search_index_statements,
    [STATEMENTS_SEARCH] = &search_statements,
    [STATEMENTS_PARTITION_SCAN] = &partition_scan_statements,
    [STATEMENTS_PROJECTION_WARNING] = &projection_warning_statements,
    [STATEMENTS_SEARCH_KEYS] = &search_keys_statements,
};
