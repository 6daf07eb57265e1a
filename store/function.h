/* SPDX-License-Identifier: Apache-2.0
 * User-defined functions of a database. Names arrive folded to lower case. */
#ifndef PROPOLIS_STORE_FUNCTION_H
#define PROPOLIS_STORE_FUNCTION_H

#include "catalog/function_draft.h"
#include "store/database.h"

/* Which function is meant. Borrowed. */
struct function_name {
    struct text catalog, database, function;
};

/* Appends the UserDefinedFunction object. ERR_NOT_FOUND names the database or the function,
 * whichever is missing. */
int function_get(struct tx *tx, const struct function_name *name, struct buf *out) MUST_CHECK;

/* ERR_NOT_FOUND as above. */
int function_find_id(struct tx *tx, const struct function_name *name, int64_t *id) MUST_CHECK;

/* Which functions a list shows. */
struct function_filter {
    /* 1: shown, 0: not, -1: failed with the transaction's error set. NULL: all. */
    int (*matches)(void *context, struct tx *tx, struct text name);
    void *context;
    struct text prefix; /* only names that begin so */
    struct text type;   /* only this FunctionType; {NULL, 0}: any */
};

/* Appends a page of UserDefinedFunction objects, separated by commas, by database and name. Without
 * a name of a database those of all databases of the catalog. */
int function_list(struct tx *tx, const struct database_name *database,
                  const struct function_filter *filter, struct page *page,
                  struct buf *out) MUST_CHECK;

/* ERR_EXISTS, ERR_NOT_FOUND (the database), ERR_INVALID (a rule of GovernanceMode). */
int function_create(struct tx *tx, const struct function_name *name,
                    const struct function_draft *draft) MUST_CHECK;

/* Replaces it; another name in the draft renames it. Unchanged text is no change. ERR_NOT_FOUND,
 * ERR_INVALID: a rule of GovernanceMode, or the new name is taken. */
int function_update(struct tx *tx, const struct function_name *name,
                    const struct function_draft *draft) MUST_CHECK;

/* ERR_NOT_FOUND. */
int function_delete(struct tx *tx, const struct function_name *name) MUST_CHECK;

#endif
