/* SPDX-License-Identifier: Apache-2.0
 * Names for tables, as Glue gives them: the last part of the location in lower case, letters,
 * digits and underscores only, behind the crawler's prefix, at most 128 characters. A name that is
 * taken gets a hash of the location behind it, so that it is the same in every crawl. Source:
 * docs.aws.amazon.com/glue, "Crawler naming". */
#ifndef PROPOLIS_CRAWLER_TABLE_NAME_H
#define PROPOLIS_CRAWLER_TABLE_NAME_H

#include "base/arena.h"
#include "base/text.h"

enum { TABLE_NAME_BYTES_MAX = 128 };

/* The name for what lies at a location ("s3://bucket/a/Orders 2026/" gives "orders_2026"). In the
 * arena; never empty. */
struct text table_name_make(struct text prefix, struct text location, struct arena *a);

/* The same with the hash of the location behind it. */
struct text table_name_make_unique(struct text prefix, struct text location, struct arena *a);

#endif
