/* SPDX-License-Identifier: Apache-2.0
 * Databases of a catalog. Names arrive folded to lower case. */
#ifndef PROPOLIS_STORE_DATABASE_H
#define PROPOLIS_STORE_DATABASE_H

#include "base/buf.h"
#include "catalog/shape.h"
#include "store/catalog.h"
#include "store/page.h"
#include "store/store.h"

/* Which database is meant: the catalog (store/catalog.h) and the name. Borrowed. */
struct database_name {
    struct text catalog, database;
};

/* A database that was found. `name` and `catalog_name` are borrowed from the arena it was found
 * with. */
struct database {
    int64_t id, catalog_id;
    struct text catalog_name, name;
    int64_t created_ms;
    struct text tail;
};

/* ERR_NOT_FOUND: "Database x not found." */
int database_find(struct tx *tx, const struct database_name *name, struct arena *arena,
                  struct database *out) MUST_CHECK;

struct link_viewer; /* store/link.h; NULL: links are shown as they are */

/* Appends the Database object. */
int database_get(struct tx *tx, const struct database_name *name, const struct link_viewer *viewer,
                 struct buf *out) MUST_CHECK;

/* Which databases of a catalog a list shows, and what of them. */
struct database_list {
    struct text catalog;
    enum {
        DATABASE_SHARE_ALL,
        DATABASE_SHARE_FEDERATED, /* those that stand for something elsewhere */
        DATABASE_SHARE_FOREIGN    /* links to databases of other accounts */
    } share;
    enum { DATABASE_ALL, DATABASE_NAMES, DATABASE_TARGETS /* names and what they link to */ } what;
    const struct link_viewer *viewer;
};

/* Appends a page of Database objects, separated by commas, by name. */
int database_list(struct tx *tx, const struct database_list *list, struct page *page,
                  struct buf *out) MUST_CHECK;

struct database_draft {
    struct text tail;         /* the DatabaseInput as shape_encode writes it */
    const struct value *tags; /* a checked map (store/tag.h); NULL: none */
};

/* ERR_EXISTS. */
int database_create(struct tx *tx, const struct database_name *name,
                    const struct database_draft *draft) MUST_CHECK;

/* ERR_NOT_FOUND. Unchanged text is no change. */
int database_update(struct tx *tx, const struct database_name *name, struct text tail) MUST_CHECK;

/* Its tables, versions and partitions go with it; their rows are cleared in the background.
 * ERR_NOT_FOUND. */
int database_delete(struct tx *tx, const struct database_name *name) MUST_CHECK;

#endif
