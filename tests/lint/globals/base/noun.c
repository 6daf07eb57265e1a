/* SPDX-License-Identifier: Apache-2.0 */
static int noun_count;

int noun_next(void)
{
    static int last = 1;
    return noun_count++ + last++;
}
