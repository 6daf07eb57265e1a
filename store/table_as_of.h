/* SPDX-License-Identifier: Apache-2.0
 * Tables as they were at a moment, dropped ones and versions that were not archived included: read
 * from the change log, which keeps the text of every state. A state counts from the millisecond in
 * which it was written; of several in one millisecond the last one counts. */
#ifndef PROPOLIS_STORE_TABLE_AS_OF_H
#define PROPOLIS_STORE_TABLE_AS_OF_H

#include "store/table.h"

/* Appends the Table object. ERR_NOT_FOUND names the database or the table, whichever was not there
 * then. */
int table_get_as_of(struct tx *tx, const struct table_name *name, int64_t at_ms,
                    struct buf *out) MUST_CHECK;

/* Appends a page of the tables that were in the database at filter->at_ms, by name. ERR_NOT_FOUND.
 */
int table_list_as_of(struct tx *tx, const struct database_name *database,
                     const struct table_filter *filter, struct page *page,
                     struct buf *out) MUST_CHECK;

#endif
