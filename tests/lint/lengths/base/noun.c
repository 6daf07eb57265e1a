/* SPDX-License-Identifier: Apache-2.0 */
#include "base/noun.h"

/* A comment that goes on and on, past the column where a reader of two files side by side would stop. */
int noun_size(void) /* wrong */
{
    int n = 0;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    n++;
    return n;
}

int noun_sum(int a, int b, int c, int d, int e, int f) /* wrong */
{
    return a + b + c + d + e + f;
}
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
/* More. */
