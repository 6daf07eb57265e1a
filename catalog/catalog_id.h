/* SPDX-License-Identifier: Apache-2.0
 * Which catalog a CatalogId means. The account's own catalog is the root; others lie in it and in
 * each other. AWS writes a nested one as `account:name` and `account:parent/child`
 * (docs.aws.amazon.com/AmazonS3/latest/userguide/s3-tables-integrating-aws.html); its ARN ends in
 * catalog/parent/child. Names are folded to lower case. */
#ifndef PROPOLIS_CATALOG_CATALOG_ID_H
#define PROPOLIS_CATALOG_CATALOG_ID_H

#include "base/arena.h"
#include "base/text.h"

/* The one form of each catalog, which the store keys by and answers show: the account for the root,
 * `account:parent/child` for the others. Taken are also colons between the names, the path without
 * the account, and the ARN. An empty text stays so; one that can name nothing here (another
 * account, an empty name) comes back as it is. In the arena, or borrowed from the arguments. */
struct text catalog_id_canonical(struct text given, struct text account, struct arena *arena);

/* What stands behind `account:` in the canonical form: empty for the root (and for an empty text),
 * {NULL, 0} for a text that names nothing here. */
struct text catalog_id_path(struct text canonical, struct text account);

#endif
