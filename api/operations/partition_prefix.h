/* SPDX-License-Identifier: Apache-2.0
 * A prefix of partition names as an expression, so that a list seeks to it. */
#ifndef PROPOLIS_API_OPERATIONS_PARTITION_PREFIX_H
#define PROPOLIS_API_OPERATIONS_PARTITION_PREFIX_H

#include "base/arena.h"
#include "catalog/partition_key.h"

/* The given expression AND what every partition keeps whose name begins with the prefix; the name
 * itself must be looked at nevertheless. In the arena. */
struct text partition_prefix_expression(const struct partition_keys *keys, struct text prefix,
                                        struct text expression, struct arena *arena);

#endif
