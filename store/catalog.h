/* SPDX-License-Identifier: Apache-2.0
 * Catalogs: the account's own, which is the root and always there, and those that lie in it and in
 * each other. Each holds databases of its own. Everywhere in the store a catalog is named by the
 * canonical form of its CatalogId (catalog/catalog_id.h); an empty text is the root. */
#ifndef PROPOLIS_STORE_CATALOG_H
#define PROPOLIS_STORE_CATALOG_H

#include "base/buf.h"
#include "catalog/shape.h"
#include "store/page.h"
#include "store/store.h"

/* The id of a catalog. ERR_NOT_FOUND: "Catalog x not found." */
int catalog_find(struct tx *tx, struct text catalog, int64_t *id) MUST_CHECK;

/* The CatalogId that answers show: the name itself, or the account for an empty one. Borrowed. */
struct text catalog_shown(struct store *store, struct text catalog);

/* Appends the Catalog object; its ARN lies in `region`. ERR_NOT_FOUND. */
int catalog_get(struct tx *tx, struct text catalog, struct text region, struct buf *out) MUST_CHECK;

struct catalog_list {
    struct text parent, region;
    bool recursive;     /* also what lies deeper */
    bool with_root;     /* the root too, in front */
    bool has_databases; /* leave out those that hold catalogs and no database */
};

/* Appends a page of Catalog objects, separated by commas, by their CatalogId. ERR_NOT_FOUND. */
int catalog_list(struct tx *tx, const struct catalog_list *list, struct page *page,
                 struct buf *out) MUST_CHECK;

struct catalog_draft {
    struct text tail;         /* members of a Catalog that the caller wrote */
    const struct value *tags; /* a checked map (store/tag.h); NULL: none */
};

/* ERR_NOT_FOUND without the parent, ERR_EXISTS, ERR_LIMIT above LIMIT_CATALOGS. */
int catalog_create(struct tx *tx, struct text catalog,
                   const struct catalog_draft *draft) MUST_CHECK;

/* ERR_NOT_FOUND. Unchanged text is no change. */
int catalog_update(struct tx *tx, struct text catalog, struct text tail) MUST_CHECK;

/* The catalogs and databases in it go with it; their rows are cleared in the background.
 * ERR_INVALID for the root, ERR_NOT_FOUND. */
int catalog_delete(struct tx *tx, struct text catalog) MUST_CHECK;

/* What is set for a catalog as a whole, a JSON object by name. It goes with the catalog. */
extern const char catalog_encryption[], catalog_import[];

/* Appends the text. 1, 0 when it was never set, -1 (ERR_NOT_FOUND without the catalog). */
int catalog_setting_get(struct tx *tx, struct text catalog, const char *name,
                        struct buf *out) MUST_CHECK;
int catalog_setting_put(struct tx *tx, struct text catalog, const char *name,
                        struct text text) MUST_CHECK;

#endif
