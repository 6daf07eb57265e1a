/* SPDX-License-Identifier: Apache-2.0 */
#include "base/noun.h"

#include <stdio.h>

/* A table of texts needs relocation and yet never changes; strcpy(in, a_comment) is no call. */
static const char *const noun_names[] = {"noun", "strcpy(to, from); {", "SELECT 1 FROM nouns"};

static int noun_join(char *to, size_t size, int a, int b, int c)
{
    return snprintf(to, size, "%d \"%s\" %d %d", a, noun_names[b], c, '"');
}

int noun_size(void)
{
    char text[64];
    return noun_join(text, sizeof text, 1, 2, 3);
}
