/* SPDX-License-Identifier: Apache-2.0 */
#include "base/header.h"

const struct header *header_find(const struct header *headers, size_t count, struct text name)
{
    for (size_t i = 0; i < count; i++)
        if (text_equal_nocase(headers[i].name, name))
            return &headers[i];
    return NULL;
}
