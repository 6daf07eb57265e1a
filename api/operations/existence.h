/* SPDX-License-Identifier: Apache-2.0
 * Which folders exist in the lake, for tables with propolis.projection.exists. A handler asks
 * within its transaction; what is not known yet is noted, the call is then taken to the pool, the
 * lake is asked outside of any transaction, and the handler runs again from the start. Folders that
 * stand side by side are asked for by one listing of the folder above them. */
#ifndef PROPOLIS_API_OPERATIONS_EXISTENCE_H
#define PROPOLIS_API_OPERATIONS_EXISTENCE_H

#include "api/operations/operation.h"

/* What was learnt lately, shared by all calls. */
struct existence;
struct existence *existence_new(void);
void existence_free(struct existence *existence); /* NULL is allowed */

enum exists { EXISTS_UNKNOWN, EXISTS_NOT, EXISTS_YES };

/* Whether a location's folder exists. EXISTS_UNKNOWN: it was noted, and the handler is run again
 * once it ends without an error; its answer of now is dropped. */
enum exists existence_ask(struct call *call, struct text location);

/* How many folders a call has noted since it was last run, and may note in a run, and in all. */
size_t existence_noted(const struct call *call);
enum { EXISTENCE_NOTED_MAX = 1000, EXISTENCE_ASKED_MAX = 20000 };

/* How many it has asked for in all its runs. */
size_t existence_asked(const struct call *call);

#endif
