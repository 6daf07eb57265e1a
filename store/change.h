/* SPDX-License-Identifier: Apache-2.0
 * The change log: one row for every object that a write changed (one per table for a batch of
 * partitions), in the same transaction. Numbers are dense and in commit order. Webhooks,
 * notification logs and audit read it with a cursor. */
#ifndef PROPOLIS_STORE_CHANGE_H
#define PROPOLIS_STORE_CHANGE_H

#include "store/store.h"

/* Kept in the file: append only. */
enum change_kind {
    CHANGE_DATABASE_CREATED = 1,
    CHANGE_DATABASE_UPDATED = 2,
    CHANGE_DATABASE_DELETED = 3, /* its tables go with it */
    CHANGE_TABLE_CREATED = 4,
    CHANGE_TABLE_UPDATED = 5,
    CHANGE_TABLE_DELETED = 6,
    CHANGE_TABLE_VERSION_DELETED = 7,
    CHANGE_PARTITIONS_CREATED = 8,
    CHANGE_PARTITIONS_UPDATED = 9,
    CHANGE_PARTITIONS_DELETED = 10,
    CHANGE_CONFIGURATION = 11, /* a crawler, webhook, ...: object_name says which */
    CHANGE_PARTITION_INDEX_CREATED = 12,
    CHANGE_PARTITION_INDEX_DELETED = 13,
    CHANGE_STATISTICS_UPDATED = 14, /* of columns: of the table, or of one of its partitions */
    CHANGE_STATISTICS_DELETED = 15,
    CHANGE_FUNCTION_CREATED = 16,
    CHANGE_FUNCTION_UPDATED = 17, /* object_name is the new one */
    CHANGE_FUNCTION_DELETED = 18,
    CHANGE_CATALOG_CREATED = 19,
    CHANGE_CATALOG_UPDATED = 20,
    CHANGE_CATALOG_DELETED = 21 /* its databases and catalogs go with it */
};

/* What changed. Absent ids are 0, absent texts {NULL, 0}, absent versions CHANGE_NO_VERSION. All
 * borrowed. */
struct change {
    enum change_kind kind;
    int64_t catalog_id, database_id, table_id;
    struct text catalog_name, database_name, object_name; /* as of now */
    int64_t version_before, version_after;
    int64_t partition_first, partition_last; /* ids; between them all those that were created */
    struct text detail; /* JSON: schema diff, or values of partitions that changed or went */
    struct text before_tail, after_tail;
};

enum { CHANGE_NO_VERSION = -1 };

/* Adds the row, with the transaction's time and origin. `seq` (may be NULL) gets its number. */
int change_add(struct tx *tx, const struct change *change, int64_t *seq) MUST_CHECK;

/* The same for an object of the configuration: CHANGE_CONFIGURATION under the name "noun/name". */
struct configuration_change {
    const char *noun; /* "crawler", "webhook" */
    struct text name;
    struct text before, after; /* {NULL, 0}: it was made, or deleted */
};
int change_add_configuration(struct tx *tx, const struct configuration_change *changed) MUST_CHECK;

/* The number of the newest change; 0 for none. */
int change_last(struct tx *tx, int64_t *seq) MUST_CHECK;

/* A reader's cursor: the last number it has dealt with, 0 at first. */
int cursor_get(struct tx *tx, const char *reader, int64_t *seq) MUST_CHECK;
int cursor_set(struct tx *tx, const char *reader, int64_t seq) MUST_CHECK;

#endif
