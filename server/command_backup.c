/* SPDX-License-Identifier: Apache-2.0 */
#include "server/command.h"

int command_backup(struct invocation *i)
{
    err_set(&i->err, ERR_INTERNAL, "not yet");
    return EXIT_FAILED;
}

int command_restore(struct invocation *i)
{
    err_set(&i->err, ERR_INTERNAL, "not yet");
    return EXIT_FAILED;
}
