/* SPDX-License-Identifier: Apache-2.0
 * The list of all statement lists. A new noun adds one line here and one in statements.c. */
#ifndef PROPOLIS_STORE_STATEMENTS_H
#define PROPOLIS_STORE_STATEMENTS_H

#include <stddef.h>

enum statement_set {
    STATEMENTS_STORE,
    STATEMENTS_CHANGE,
    STATEMENTS_DATABASE,
    STATEMENTS_TABLE,
    STATEMENTS_TABLE_VERSION,
    STATEMENTS_TABLE_AS_OF,
    STATEMENTS_PARTITION,
    STATEMENTS_PARTITION_INDEX,
    STATEMENTS_COLUMN_STATISTICS,
    STATEMENTS_PURGE,
    STATEMENTS_DESCRIPTOR,
    STATEMENTS_ACCESS_KEY,
    STATEMENTS_CRAWLER,
    STATEMENTS_CRAWL_RUN,
    STATEMENTS_CLASSIFIER,
    STATEMENTS_DRIFT_EVENT,
    STATEMENTS_WEBHOOK,
    STATEMENTS_DELIVERY,
    STATEMENTS_DELIVERY_WORK,
    STATEMENTS_TAG,
    STATEMENTS_FUNCTION,
    STATEMENTS_CATALOG,
    STATEMENT_SETS
};

struct statements {
    const char *const *texts;
    size_t count;
};

extern const struct statements *const statement_sets[STATEMENT_SETS];

#endif
