/* SPDX-License-Identifier: Apache-2.0 */
#include <unistd.h>

#include "server/command.h"

int main(int argc, char **argv)
{
    size_t count = argc > 0 ? (size_t)argc - 1 : 0;
    return command_main(count, (const char *const *)(argv + 1), (const char *const *)environ);
}
