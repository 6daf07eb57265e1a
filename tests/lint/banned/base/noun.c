/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

int noun_size(char *to, const char *from)
{
    strcpy(to, from); /* wrong */
    return atoi(from); /* wrong */
}
