/* SPDX-License-Identifier: Apache-2.0
 * Operations of the real service that are not served here, so that a caller is told what is missing
 * and not that it mistyped a name. */
#ifndef PROPOLIS_API_OPERATIONS_NOT_SERVED_H
#define PROPOLIS_API_OPERATIONS_NOT_SERVED_H

#include "base/text.h"

/* What an operation belongs to ("jobs"), or NULL for a name that the real service has not either,
 * or that is served. */
const char *not_served_family(struct text operation);

#endif
