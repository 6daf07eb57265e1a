/* SPDX-License-Identifier: Apache-2.0
 * Resource links: databases and tables that stand for others, by TargetDatabase and TargetTable.
 * Who follows them when is the table of docs.aws.amazon.com/lake-formation/latest/dg/
 * resource-links-glue-apis.html. One step is followed: a link to a link leads nowhere. */
#ifndef PROPOLIS_STORE_LINK_H
#define PROPOLIS_STORE_LINK_H

#include "store/table.h"

/* Names that are or once were those of links, so that the many others cost no look into the store.
 */
struct link_names;
struct link_names *link_names_new(void);
void link_names_free(struct link_names *names); /* NULL is allowed */

/* Reads those that are kept, when a store opens. */
int link_names_load(struct tx *tx) MUST_CHECK;

/* False: there is no link at all. From any thread. */
bool link_any(struct store *store);

/* False: no link has this name, in any catalog. An empty `table` asks for the database. From any
 * thread. */
bool link_may_be(struct store *store, struct text database, struct text table);

/* For each text of a database or table (empty: of the database) that is written. */
void link_note(struct tx *tx, struct text database, struct text table, struct text tail);

/* 1: it is a link, and `target` names what it stands for, whether or not that exists (texts in the
 * arena; the table of a database's is empty); 0: it is none, or there is no such thing; -1. */
int link_of_database(struct tx *tx, const struct database_name *name, struct arena *arena,
                     struct table_name *target) MUST_CHECK;
int link_of_table(struct tx *tx, const struct table_name *name, struct arena *arena,
                  struct table_name *target) MUST_CHECK;

/* Who looks through links while reading. */
struct link_viewer {
    bool (*sees)(void *context, const struct table_name *target); /* NULL: everything */
    void *context;
};

/* Appends the Table object of a link, with the properties of its target and the link's own name;
 * `mark` (may be NULL) gets the target's. 1: done, 0: it is no link, or the target is not to be
 * seen, and nothing was appended; -1. */
int link_put_table(struct tx *tx, const struct table *link, const struct link_viewer *viewer,
                   struct object_mark *mark, struct buf *out) MUST_CHECK;

/* The same for a list: what `filter` wants of a table or link (store/table.h). */
int link_put_listed(struct tx *tx, const struct table *t, struct text table_type,
                    const struct table_filter *filter, struct buf *out) MUST_CHECK;

/* The text of a database with what a link takes from its target: the location, as the real service
 * shows it (github.com/hashicorp/terraform-provider-aws/issues/19585). In the arena, or `d->tail`
 * itself. */
int link_database_tail(struct tx *tx, const struct database *d, const struct link_viewer *viewer,
                       struct arena *arena, struct text *tail) MUST_CHECK;

#endif
