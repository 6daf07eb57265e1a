/* SPDX-License-Identifier: Apache-2.0 */
#include "server/workers.h"

#include "alerts/alerts.h"
#include "base/limits.h"
#include "crawler/worker.h"
#include "server/server.h"
#include "store/partition_index_fill.h"
#include "store/purge.h"

static void wake(void *context)
{
    struct server *server = context;
    scheduler_wake(server->scheduler);
}

static int open_crawls(struct server *server, struct err *err)
{
    const struct config *c = server->config;
    struct crawl_worker_options options = {.store = server->store,
                                           .lake = server->lake,
                                           .account_id = text_of(c->account_id),
                                           .region = text_of(c->region),
                                           .log = &server->log,
                                           .metrics = server->metrics,
                                           .wake = wake,
                                           .wake_context = server};
    return crawl_worker_open(&server->crawls, &options, err);
}

int workers_open(struct server *server, struct err *err)
{
    server->index_filler = partition_index_filler_new(server->store, LIMIT_INDEX_FILL_BYTES);
    if (open_crawls(server, err) != 0)
        return -1;
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
        {.name = "indexes",
         .context = server->index_filler,
         .run_due = partition_index_filler_run_due},
        {.name = "alerts",
         .context = server->alerts,
         .run_due = alerts_run_due,
         .stop = alerts_stop},
        {.name = "crawls",
         .context = server->crawls,
         .run_due = crawl_worker_run_due,
         .stop = crawl_worker_stop},
    };
    server->scheduler = scheduler_open(workers, COUNT(workers), &server->log);
    scheduler_start(server->scheduler);
}

void workers_close(struct server *server)
{
    partition_index_filler_free(server->index_filler);
    crawl_worker_close(server->crawls);
    alerts_close(server->alerts);
}
