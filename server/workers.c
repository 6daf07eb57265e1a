/* SPDX-License-Identifier: Apache-2.0 */
#include "server/workers.h"

#include "server/server.h"
#include "store/purge.h"

int workers_open(struct server *server, struct err *err)
{
    (void)server, (void)err;
    return 0;
}

void workers_start(struct server *server)
{
    const struct worker workers[] = {
        {.name = "purge", .context = server->store, .run_due = purge_run_due},
    };
    server->scheduler = scheduler_open(workers, COUNT(workers), &server->log);
}

void workers_close(struct server *server)
{
    (void)server;
}
