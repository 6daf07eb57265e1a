/* SPDX-License-Identifier: Apache-2.0
 * Commands that need no running server: serve, migrate, openapi, version. */
#include <stdio.h>

#include "api/rest/openapi.h"
#include "server/command.h"
#include "server/server.h"

enum { OPENAPI_BYTES_MAX = 64 << 20 };

int command_serve(struct invocation *i)
{
    if (config_check(&i->config, &i->err) != 0)
        return EXIT_WRONG_USE;
    return server_run(&i->config, &i->err) == 0 ? EXIT_OK : EXIT_FAILED;
}

int command_migrate(struct invocation *i)
{
    if (server_migrate(&i->config, &i->err) != 0)
        return EXIT_FAILED;
    printf("%s is up to date.\n", i->config.data);
    return EXIT_OK;
}

int command_openapi(struct invocation *i)
{
    struct buf out;
    (void)i;
    buf_init(&out, OPENAPI_BYTES_MAX);
    openapi_print(&out);
    fwrite(out.p, 1, out.n, stdout);
    buf_release(&out);
    return EXIT_OK;
}

int command_version(struct invocation *i)
{
    (void)i;
    printf("propolis %s\n", PROPOLIS_VERSION);
    return EXIT_OK;
}
