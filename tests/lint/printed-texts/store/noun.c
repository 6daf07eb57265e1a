/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

int noun_print(char *to, size_t size, const char *name)
{
    int n = snprintf(to, size, "{\"Name\":\"%s\"}", name);             /* a first call */
    n += snprintf(to, size, "SELECT id FROM tables WHERE name='%s'", /* over two lines */
                  name);
    return n;
}
