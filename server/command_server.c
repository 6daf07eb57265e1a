/* SPDX-License-Identifier: Apache-2.0
 * Commands that need no running server: serve, migrate, openapi, model, version. */
#include <stdio.h>

#include "api/glue/model.h"
#include "api/rest/openapi.h"
#include "server/command.h"
#include "server/server.h"

enum { PRINTED_BYTES_MAX = 64 << 20 };

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

static int print(void (*what)(struct buf *out))
{
    struct buf out;
    buf_init(&out, PRINTED_BYTES_MAX);
    what(&out);
    fwrite(out.p, 1, out.n, stdout);
    buf_release(&out);
    return EXIT_OK;
}

int command_openapi(struct invocation *i)
{
    (void)i;
    return print(openapi_print);
}

int command_model(struct invocation *i)
{
    (void)i;
    return print(model_print);
}

int command_version(struct invocation *i)
{
    (void)i;
    printf("propolis %s\n", PROPOLIS_VERSION);
    return EXIT_OK;
}
