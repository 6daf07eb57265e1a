/* SPDX-License-Identifier: Apache-2.0
 * Custom classifiers, of the account and not of a catalog. Names count with their case, and one
 * name stands for one classifier whatever its kind. */
#ifndef PROPOLIS_STORE_CLASSIFIER_H
#define PROPOLIS_STORE_CLASSIFIER_H

#include "base/buf.h"
#include "catalog/classifier_draft.h"
#include "store/page.h"
#include "store/store.h"

/* A classifier that was found; texts live in the arena. */
struct classifier {
    int64_t id;
    struct text name;
    enum classifier_kind kind;
    int64_t version, created_ms, updated_ms;
    struct text tail; /* catalog/classifier_draft.h */
};

/* ERR_NOT_FOUND. */
int classifier_find(struct tx *tx, struct text name, struct arena *arena,
                    struct classifier *out) MUST_CHECK;

/* Appends the Classifier object. ERR_NOT_FOUND. */
int classifier_get(struct tx *tx, struct text name, struct buf *out) MUST_CHECK;

/* Appends a page of Classifier objects, separated by commas, by name. */
int classifier_list(struct tx *tx, struct page *page, struct buf *out) MUST_CHECK;

/* Of `created` the name, kind and tail are taken. ERR_EXISTS, ERR_LIMIT. */
int classifier_create(struct tx *tx, const struct classifier *created) MUST_CHECK;

/* Another tail for one that was found; its version goes up by one. */
int classifier_update(struct tx *tx, const struct classifier *found, struct text tail) MUST_CHECK;

/* Crawlers go on naming it. ERR_NOT_FOUND. */
int classifier_delete(struct tx *tx, struct text name) MUST_CHECK;

#endif
