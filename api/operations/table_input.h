/* SPDX-License-Identifier: Apache-2.0
 * What the operations on tables, versions and partitions share in reading their input. */
#ifndef PROPOLIS_API_OPERATIONS_TABLE_INPUT_H
#define PROPOLIS_API_OPERATIONS_TABLE_INPUT_H

#include "api/operations/operation.h"
#include "store/table.h"

/* All their inputs begin with CatalogId, DatabaseName and the table's name, in this order. */
enum { INPUT_CATALOG_ID, INPUT_DATABASE_NAME, INPUT_TABLE_NAME };

struct table_name input_table_name(const struct call *call);
struct database_name input_database_name(const struct call *call);

/* The entity tag of a table: "t<id>-<version>". */
void reply_table_etag(struct call *call, const struct object_mark *mark);

/* Holds If-Match and If-None-Match against a table that is there. ERR_PRECONDITION. */
int check_table_conditions(struct call *call, const struct object_mark *mark) MUST_CHECK;

/* The same for the table as the transaction sees it, which is in `mark` then; an id of 0 where no
 * condition was given or there is no table. */
int input_conditions(struct call *call, const struct table_name *name,
                     struct object_mark *mark) MUST_CHECK;

/* For a write that failed: what does not exist matches no tag, not even "*" (RFC 9110, section
 * 13.1.1). Always -1. */
int fail_table_condition(struct call *call);

#endif
