/* SPDX-License-Identifier: Apache-2.0
 * Databases of a catalog. Names arrive folded to lower case. */
#ifndef PROPOLIS_STORE_DATABASE_H
#define PROPOLIS_STORE_DATABASE_H

#include "base/buf.h"
#include "catalog/shape.h"
#include "store/page.h"
#include "store/store.h"

/* Which database is meant: the CatalogId as the caller gave it ("" or absent: the account's own)
 * and the name. Borrowed. */
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

/* The id of the catalog that a CatalogId names. ERR_NOT_FOUND. */
int catalog_find(struct tx *tx, struct text catalog, int64_t *id) MUST_CHECK;

/* ERR_NOT_FOUND: "Database x not found." */
int database_find(struct tx *tx, const struct database_name *name, struct arena *arena,
                  struct database *out) MUST_CHECK;

/* Appends the Database object. */
int database_get(struct tx *tx, const struct database_name *name, struct buf *out) MUST_CHECK;

/* Appends a page of Database objects, separated by commas, by name. */
int database_list(struct tx *tx, struct text catalog, struct page *page, bool names_only,
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
