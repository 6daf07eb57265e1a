/* SPDX-License-Identifier: Apache-2.0
 * Table.Status: how the last change of a view with several dialects went. Ours are checked while
 * they are written, so it is always SUCCESS. */
#ifndef PROPOLIS_API_OPERATIONS_TABLE_STATUS_H
#define PROPOLIS_API_OPERATIONS_TABLE_STATUS_H

#include "base/buf.h"

/* Adds the Status to the Table object that stands in `out` from `begin` to the end, if it is such a
 * view. For IncludeStatusDetails; also as table_filter.complete. */
void table_status_add(struct buf *out, size_t begin);

#endif
