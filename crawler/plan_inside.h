/* SPDX-License-Identifier: Apache-2.0
 * What the files of the plan share. */
#ifndef PROPOLIS_CRAWLER_PLAN_INSIDE_H
#define PROPOLIS_CRAWLER_PLAN_INSIDE_H

#include "crawler/plan.h"

/* Decides what becomes of a table that was found: action, reason, document, columns, finding. */
void plan_decide(struct plan *p, struct planned_table *t);

/* True where a partition with this schema can state the table's columns: they are found by name, or
 * its own are the first of them. */
bool plan_inherits(const struct planned_table *t, const struct schema *s);

/* Whether data files lie in the folder of that location, or in any below it, of which nothing
 * became a table: nobody can say that the data is gone. */
bool plan_is_unread(const struct plan *p, struct text location, bool or_below);

#endif
