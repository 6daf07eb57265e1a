/* SPDX-License-Identifier: Apache-2.0
 * Versions of tables: the archived ones and, at their head, the current one. */
#ifndef PROPOLIS_STORE_TABLE_VERSION_H
#define PROPOLIS_STORE_TABLE_VERSION_H

#include "store/table.h"

/* A version as the caller names it: TABLE_ANY_VERSION is the current one. */

/* Keeps the current version of `table`, which is about to be replaced. */
int table_version_archive(struct tx *tx, const struct table *table) MUST_CHECK;

/* The tail of a version, in the arena. ERR_NOT_FOUND. */
int table_version_tail(struct tx *tx, const struct table *table, int64_t version,
                       struct arena *arena, struct text *tail) MUST_CHECK;

/* Appends the TableVersion object {"Table":{...},"VersionId":"n"}. ERR_NOT_FOUND. */
int table_version_get(struct tx *tx, const struct table_name *name, int64_t version,
                      struct buf *out) MUST_CHECK;

/* Appends a page of TableVersion objects, newest first, the current one included. */
int table_version_list(struct tx *tx, const struct table_name *name, struct page *page,
                       struct buf *out) MUST_CHECK;

/* ERR_NOT_FOUND; ERR_INVALID for the current version, which goes only with its table. */
int table_version_delete(struct tx *tx, const struct table_name *name, int64_t version) MUST_CHECK;

/* Makes the tail of an old version the next version, as an update does; one that reads as the
 * current one makes none. ERR_NOT_FOUND, ERR_PRECONDITION unless `mark` is that of the table; it
 * gets the new one. A mark whose id is 0 expects nothing. */
int table_version_rollback(struct tx *tx, const struct table_name *name, int64_t version,
                           struct object_mark *mark) MUST_CHECK;

#endif
