/* SPDX-License-Identifier: Apache-2.0
 * The running server: everything that lives as long as the process, opened and closed in mirror
 * order. */
#ifndef PROPOLIS_SERVER_SERVER_H
#define PROPOLIS_SERVER_SERVER_H

#include "api/operations/page.h"
#include "api/operations/projection_settings.h"
#include "base/http_client.h"
#include "lake/lake.h"
#include "server/dispatch.h"
#include "server/scheduler.h"

enum { SERVER_PATH_BYTES = 4096, SERVER_CIDRS_MAX = 256, SERVER_URL_BYTES = 320 };

struct access;
struct alerts;
struct crawl_worker;

struct server {
    const struct config *config;
    struct log log;
    struct budget budget;
    struct store *store;
    struct key_ring *ring;
    struct auth *auth;
    struct metrics *metrics;
    struct pool *pool, *errands;
    struct page_signer *page_signer;
    struct access *access;
    struct cidr webhook_allow[SERVER_CIDRS_MAX];
    size_t webhook_allow_count;
    struct address_rule webhook_rule;
    struct alerts *alerts;
    struct crawl_worker *crawls;
    struct partition_index_filler *index_filler;
    struct lake_config lake;
    struct existence *existence;
    struct projection_settings projection;
    struct service service;
    struct dispatch public_doors, control_doors;
    struct http *public, *control;
    struct scheduler *scheduler;
    atomic_bool is_ready, is_stopping;
    int64_t connections_max; /* what the system lets us have of the option */
    int status;              /* of the process, where it leaves without closing */
    char socket_path[SERVER_PATH_BYTES];
    char url[SERVER_URL_BYTES]; /* of the public listener, for those on this machine */
};

/* Runs until SIGTERM or SIGINT. Returns 0 after an orderly end, -1 with the error where the start
 * failed. */
int server_run(const struct config *config, struct err *err) MUST_CHECK;

/* Brings the data folder up to date and closes it again. */
int server_migrate(const struct config *config, struct err *err) MUST_CHECK;

/* The path of a file in the data folder. */
void server_path(const struct config *config, const char *name, char out[SERVER_PATH_BYTES]);

/* The name of the control socket in the data folder. */
#define SERVER_SOCKET "control.sock"

#endif
