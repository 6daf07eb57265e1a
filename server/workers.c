/* SPDX-License-Identifier: Apache-2.0 */
#include "server/workers.h"

#include "alerts/alerts.h"
#include "server/server.h"
#include "store/purge.h"

int workers_open(struct server *server, struct err *err)
{
    struct alerts_options options = {.store = server->store,
                                     .seal_keys = key_ring_seal_keys(server->ring),
                                     .addresses = &server->webhook_rule,
                                     .log = &server->log,
                                     .metrics = server->metrics,
                                     .retry_scale_permille =
                                         server->config->webhook_retry_permille};
    return alerts_open(&server->alerts, &options, err);
}

void workers_start(struct server *server)
{
    const struct worker workers[] = {
        {.name = "purge", .context = server->store, .run_due = purge_run_due},
        {.name = "alerts",
         .context = server->alerts,
         .run_due = alerts_run_due,
         .stop = alerts_stop},
    };
    server->scheduler = scheduler_open(workers, COUNT(workers), &server->log);
}

void workers_close(struct server *server)
{
    alerts_close(server->alerts);
}
