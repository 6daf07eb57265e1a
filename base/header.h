/* SPDX-License-Identifier: Apache-2.0
 * A header of an HTTP message, as sent or received: the name in any case, the value without the
 * line's end. */
#ifndef PROPOLIS_BASE_HEADER_H
#define PROPOLIS_BASE_HEADER_H

#include "base/text.h"

struct header {
    struct text name, value;
};

/* The first header of that name, without regard to case, or NULL. */
const struct header *header_find(const struct header *headers, size_t count, struct text name);

#endif
