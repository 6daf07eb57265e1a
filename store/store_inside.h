/* SPDX-License-Identifier: Apache-2.0
 * What the files of this room share about the store, and no other room sees. */
#ifndef PROPOLIS_STORE_STORE_INSIDE_H
#define PROPOLIS_STORE_STORE_INSIDE_H

#include "store/store.h"

struct crypto;
struct key_cache;
struct link_names;
struct object_cache;
struct search_texts;

/* The number of the root catalog. */
enum { STORE_ROOT_CATALOG = 1 };

struct object_cache *store_cache(struct store *store);
struct key_cache *store_keys(struct store *store);

/* Names of resource links (store/link.h). */
struct link_names *store_links(struct store *store);

/* Texts on their way into the search index (store/search_index.h). On the writer's thread only. */
struct search_texts *store_search_texts(struct store *store);

/* Whether projection rules go unchecked: store_options. */
bool store_projection_unchecked(const struct store *store);

/* For hashes, on the writer's thread only. */
struct crypto *store_crypto(struct store *store);

#endif
