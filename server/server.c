/* SPDX-License-Identifier: Apache-2.0 */
#include "server/server.h"

#include <dirent.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alerts/webhook_address.h"
#include "api/operations/access.h"
#include "api/operations/existence.h"
#include "base/clock.h"
#include "base/memory.h"
#include "server/config.h"
#include "server/control.h"
#include "server/figures.h"
#include "server/watchdog.h"
#include "server/workers.h"

enum {
    POOL_WAITING_MAX = 1024,
    ERRANDS_AT_ONCE = 2,
    ERRANDS_WAITING_MAX = 16,
    STOP_MS_MORE = 300,
    CLOSE_MS_MORE = 450,
    UNDO_MS_MAX = 30 * 1000,
    DESCRIPTORS_BESIDE = 256
};

void server_path(const struct config *config, const char *name, char out[SERVER_PATH_BYTES])
{
    snprintf(out, SERVER_PATH_BYTES, "%s/%s", config->data, name);
}

/* --- the parts, in the order in which they open --- */

static int open_store(struct server *s, struct err *err)
{
    const struct config *c = s->config;
    struct store_options options = {.folder = c->data,
                                    .account_id = text_of(c->account_id),
                                    .cache_bytes_max = (size_t)c->cache_bytes_max,
                                    .projection_unchecked =
                                        c->projection_validation == PROJECTION_UNCHECKED};
    s->store = store_open(&options, err);
    return s->store ? 0 : -1;
}

/* Copies that nobody came to fetch. */
static void remove_old_backups(const struct server *s)
{
    char path[SERVER_PATH_BYTES];
    DIR *folder = opendir(s->config->data);
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        struct text name = text_of(entry->d_name);
        if (!text_starts_with(name, TEXT("backup-")) || !text_ends_with(name, TEXT(".tmp")))
            continue;
        server_path(s->config, entry->d_name, path);
        unlink(path);
    }
    if (folder)
        closedir(folder);
}

/* Printed once, when it is made. Not where standard output is kept in a journal for ever. */
static void show_root_key(const struct server *s)
{
    const struct key *root = key_ring_root(s->ring);
    if (getenv("JOURNAL_STREAM"))
        printf("A root key was made. It lies in %s/root-key.\n", s->config->data);
    else
        printf("A root key was made. It also lies in %s/root-key and is not shown again.\n"
               "  AWS_ACCESS_KEY_ID=%.*s\n  AWS_SECRET_ACCESS_KEY=%.*s\n",
               s->config->data, TEXT_ARG(root->key_id), TEXT_ARG(root->secret));
    fflush(stdout);
}

static int open_keys(struct server *s, struct err *err)
{
    unsigned char token_key[32];
    bool made;
    struct key_ring_options options = {.store = s->store,
                                       .account_id = text_of(s->config->account_id),
                                       .folder = s->config->data,
                                       .log = &s->log,
                                       .root_key_id = s->config->root_access_key_id,
                                       .root_secret = s->config->root_secret_access_key};
    s->ring = key_ring_open(&options, &made, err);
    if (!s->ring)
        return -1;
    if (made)
        show_root_key(s);
    key_ring_derive(s->ring, "propolis paging tokens", token_key);
    s->page_signer = page_signer_new((struct text){(const char *)token_key, sizeof token_key}, err);
    s->auth = auth_open(s->ring, (enum auth_mode)s->config->auth, s->config->signature_skew_ms);
    return s->page_signer ? 0 : -1;
}

static int open_access(struct server *s, struct err *err)
{
    s->access = access_open(&(struct access_options){.store = s->store,
                                                     .region = text_of(s->config->region),
                                                     .account_id = text_of(s->config->account_id)},
                            err);
    return s->access ? 0 : -1;
}

static int open_webhook_rule(struct server *s, struct err *err)
{
    struct text rest = text_of(s->config->webhook_allow);
    while (rest.p) {
        struct text part = text_trim(text_split(&rest, ','));
        if (part.n == 0)
            continue;
        if (s->webhook_allow_count == SERVER_CIDRS_MAX)
            return err_set(err, ERR_INVALID, "--webhook-allow: more than %d networks",
                           SERVER_CIDRS_MAX);
        if (cidr_decode(&s->webhook_allow[s->webhook_allow_count++], part, err) != 0)
            return err_wrap(err, "--webhook-allow");
    }
    s->webhook_rule = (struct address_rule){.allowed = s->webhook_allow,
                                            .allowed_count = s->webhook_allow_count,
                                            .option = "--webhook-allow"};
    return 0;
}

static bool webhook_address_allowed(const struct service *service, struct text url, struct err *err)
{
    const struct server *s = service->server;
    return webhook_address_check(&s->webhook_rule, url, err) == 0;
}

static int reload_keys(const struct service *service, struct err *err)
{
    const struct server *s = service->server;
    return key_ring_reload(s->ring, err);
}

static void wake_workers(const struct service *service)
{
    const struct server *s = service->server;
    scheduler_wake(s->scheduler);
}

static int open_service(struct server *s, struct err *err)
{
    s->budget.bytes_max = (size_t)s->config->memory_bytes_max;
    s->metrics = dispatch_metrics_new();
    s->pool = pool_open((unsigned)s->config->pool_threads, POOL_WAITING_MAX);
    s->errands = pool_open(ERRANDS_AT_ONCE, ERRANDS_WAITING_MAX);
    s->lake = (struct lake_config){.endpoint = s->config->s3_endpoint,
                                   .path_style = s->config->s3_path_style,
                                   .region = s->config->s3_region,
                                   .file_root = s->config->file_root};
    s->existence = existence_new();
    s->projection = (struct projection_settings){
        .validation = (enum projection_validation)s->config->projection_validation,
        .serve = (enum projection_serve)s->config->projection_serve,
        .partitions_max = s->config->projection_partitions_max,
        .exists_ms = s->config->projection_exists_ms,
        .existence = s->existence};
    s->service = (struct service){.store = s->store,
                                  .account_id = text_of(s->config->account_id),
                                  .region = text_of(s->config->region),
                                  .version = TEXT(PROPOLIS_VERSION),
                                  .lake = &s->lake,
                                  .pool = s->pool,
                                  .errands = s->errands,
                                  .is_stopping = &s->is_stopping,
                                  .budget = &s->budget,
                                  .metrics = s->metrics,
                                  .page_signer = s->page_signer,
                                  .access = s->access,
                                  .projection = &s->projection,
                                  .seal_keys = key_ring_seal_keys(s->ring),
                                  .webhook_address_allowed = webhook_address_allowed,
                                  .addresses = &s->webhook_rule,
                                  .reload_keys = reload_keys,
                                  .wake = wake_workers,
                                  .server = s};
    return open_webhook_rule(s, err);
}

static void open_doors(struct server *s)
{
    struct dispatch common = {.service = &s->service,
                              .auth = s->auth,
                              .log = &s->log,
                              .print_figures = figures_print,
                              .context = s,
                              .is_ready = &s->is_ready};
    s->public_doors = s->control_doors = common;
    s->public_doors.doors[0] = &sts_door; /* a form to POST / is not the Glue door's */
    s->public_doors.doors[1] = &glue_door;
    s->public_doors.doors[2] = &rest_door;
    s->control_doors.doors[0] = &control_door;
    s->control_doors.doors[1] = &rest_door;
}

static unsigned processors(void)
{
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) == 0 ? (unsigned)CPU_COUNT(&set) : 1;
}

/* How many connections there may be: each needs a file descriptor, and other parts need some too.
 */
static int64_t connections_max(const struct server *s)
{
    struct rlimit limit;
    int64_t wanted = s->config->connections_max;
    rlim_t needed = (rlim_t)wanted + DESCRIPTORS_BESIDE;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= needed)
        return wanted;
    rlim_t soft = limit.rlim_cur;
    limit.rlim_cur = limit.rlim_max < needed ? limit.rlim_max : needed;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
        limit.rlim_cur = soft;
    if (limit.rlim_cur >= needed)
        return wanted;
    int64_t possible = (int64_t)limit.rlim_cur - DESCRIPTORS_BESIDE;
    possible = possible < 1 ? 1 : possible;
    LOG(&s->log, LEVEL_WARNING, "fewer connections than --connections-max, for want of descriptors",
        LOG_INT("connections", possible), LOG_INT("descriptors", (int64_t)limit.rlim_cur));
    return possible;
}

static struct http_options listener_options(struct server *s)
{
    const struct config *c = s->config;
    return (struct http_options){.body_bytes_max = (size_t)c->body_bytes_max,
                                 .connections_max = s->connections_max,
                                 .connections_per_address_max = c->connections_per_address_max,
                                 .request_timeout_ms = c->request_timeout_ms,
                                 .idle_timeout_ms = c->idle_timeout_ms,
                                 .budget = &s->budget,
                                 .metrics = s->metrics,
                                 .log = &s->log};
}

static int open_control(struct server *s, struct err *err)
{
    struct http_options options = listener_options(s);
    server_path(s->config, SERVER_SOCKET, s->socket_path);
    options.socket_path = s->socket_path;
    options.threads = 1;
    options.trusted = true;
    options.handler = dispatch_handler(&s->control_doors);
    s->control = http_open(&options, err);
    return s->control ? 0 : -1;
}

/* The address under which programs on this machine find the server. */
static void make_url(struct server *s)
{
    char host[ADDRESS_HOST_BYTES], port[ADDRESS_PORT_BYTES];
    if (!address_split(text_of(s->config->listen), host, port))
        return;
    const char *loopback = http_loopback(s->public), *name = loopback ? loopback : host;
    bool is_v6 = strchr(name, ':') != NULL;
    snprintf(s->url, sizeof s->url, "%s://%s%s%s:%u", s->config->tls_key ? "https" : "http",
             is_v6 ? "[" : "", name, is_v6 ? "]" : "", http_port(s->public));
}

static int open_public(struct server *s, struct err *err)
{
    struct http_options options = listener_options(s);
    options.address = s->config->listen;
    options.threads = s->config->threads ? (unsigned)s->config->threads : processors();
    options.certificate_path = s->config->tls_certificate;
    options.key_path = s->config->tls_key;
    options.handler = dispatch_handler(&s->public_doors);
    s->public = http_open(&options, err);
    if (!s->public)
        return -1;
    make_url(s);
    return 0;
}

/* --- signals --- */

static sigset_t our_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    return set;
}

/* Blocked before the first thread starts, so that no thread is interrupted and none is missed. */
static void block_signals(void)
{
    sigset_t set = our_signals();
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
}

static void reload(struct server *s)
{
    struct err err = {0};
    if (http_reload(s->public, &err) == 0)
        LOG(&s->log, LEVEL_INFO, "reloaded", LOG_TEXT("url", text_of(s->url)));
    else
        LOG(&s->log, LEVEL_ERROR, "reload failed, the old certificate stays",
            LOG_TEXT("error", err_text(&err)));
}

static void serve_until_told(struct server *s)
{
    sigset_t set = our_signals();
    int number = 0;
    while (sigwait(&set, &number) != 0 || number == SIGHUP)
        if (number == SIGHUP)
            reload(s);
    LOG(&s->log, LEVEL_INFO, "stopping", LOG_INT("signal", number),
        LOG_INT("connections", http_connections(s->public)));
}

/* --- the end --- */

static void stop(struct server *s)
{
    int64_t deadline_us = clock_monotonic_us() + s->config->shutdown_timeout_ms * 1000;
    atomic_store(&s->is_ready, false);
    atomic_store(&s->is_stopping, true);
    scheduler_stop(s->scheduler);
    http_quiesce(s->public);
    http_quiesce(s->control);
    if (!http_drain(s->public, deadline_us) || !http_drain(s->control, deadline_us))
        watchdog_leave(&s->log, "requests", s->status);
    if (!scheduler_join(s->scheduler, deadline_us + STOP_MS_MORE * 1000))
        watchdog_leave(&s->log, "workers", s->status);
}

static void close_all(struct server *s)
{
    scheduler_close(s->scheduler);
    http_close(s->public);
    http_close(s->control);
    workers_close(s);
    pool_close(s->pool);
    pool_close(s->errands);
    existence_free(s->existence);
    metrics_free(s->metrics);
    auth_close(s->auth);
    page_signer_free(s->page_signer);
    access_close(s->access);
    key_ring_close(s->ring);
    store_close(s->store);
    free(s);
}

static int open_all(struct server *s, struct err *err)
{
    if (open_store(s, err) != 0 || open_keys(s, err) != 0 || open_access(s, err) != 0 ||
        open_service(s, err) != 0 || workers_open(s, err) != 0)
        return -1;
    remove_old_backups(s);
    s->connections_max = connections_max(s);
    open_doors(s);
    if (open_control(s, err) != 0 || open_public(s, err) != 0)
        return -1;
    workers_start(s);
    atomic_store(&s->is_ready, true);
    return http_start(s->control, err) == 0 && http_start(s->public, err) == 0 ? 0 : -1;
}

/* Listeners and workers may run already when a later part does not open. They have nothing to do,
 * so this takes no time; the deadline is for a machine that is very slow. */
static void undo(struct server *s)
{
    struct http *listeners[] = {s->public, s->control};
    int64_t deadline_us = clock_monotonic_us() + UNDO_MS_MAX * 1000;
    scheduler_stop(s->scheduler);
    for (size_t i = 0; i < COUNT(listeners); i++) {
        if (!listeners[i])
            continue;
        http_quiesce(listeners[i]);
        if (!http_drain(listeners[i], deadline_us))
            watchdog_leave(&s->log, "requests", s->status);
    }
    if (!scheduler_join(s->scheduler, deadline_us))
        watchdog_leave(&s->log, "workers", s->status);
    close_all(s);
}

static struct log open_log(const struct config *config)
{
    return (struct log){STDERR_FILENO, (enum log_format)config->log_format,
                        (enum log_level)config->log_level};
}

int server_run(const struct config *config, struct err *err)
{
    struct server *s = memory_new(sizeof *s);
    s->config = config;
    s->log = open_log(config);
    umask(0077); /* what is made in the data folder is nobody else's */
    block_signals();
    if (open_all(s, err) != 0) {
        s->status = EXIT_FAILURE;
        undo(s);
        return -1;
    }
    LOG(&s->log, LEVEL_INFO, "listening", LOG_TEXT("url", text_of(s->url)),
        LOG_TEXT("data", text_of(config->data)), LOG_TEXT("version", TEXT(PROPOLIS_VERSION)),
        LOG_INT("pid", getpid()));
    serve_until_told(s);
    struct watchdog watchdog;
    struct log log = s->log;
    watchdog_start(&watchdog, &log,
                   clock_monotonic_us() + (config->shutdown_timeout_ms + CLOSE_MS_MORE) * 1000);
    stop(s);
    close_all(s);
    watchdog_end(&watchdog);
    LOG(&log, LEVEL_INFO, "stopped", LOG_INT("pid", getpid()));
    return 0;
}

int server_migrate(const struct config *config, struct err *err)
{
    struct store_options options = {
        .folder = config->data, .account_id = text_of(config->account_id), .migrate_only = true};
    struct store *store = store_open(&options, err);
    store_close(store);
    return store ? 0 : -1;
}
