/* SPDX-License-Identifier: Apache-2.0
 * Opening, replacing and closing libmicrohttpd's threads. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <microhttpd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "server/http_inside.h"

enum { PEM_BYTES_MAX = 1 << 20, DRAIN_TICK_MS = 5, CUT_OFF_US = 200 * 1000 };

/* TLS 1.0 and 1.1 are broken (RFC 8996). */
static const char priorities[] = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2";

/* A file of PEM text, with a NUL at its end. */
static int read_pem(const char *path, struct buf *out, struct err *err)
{
    ssize_t n = 0;
    buf_init(out, PEM_BYTES_MAX);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_set(err, ERR_INVALID, "cannot open %s: %s", path, strerror(errno));
    for (char *p; (p = buf_reserve(out, 4096)) && (n = read(fd, p, 4096)) > 0;)
        buf_wrote(out, (size_t)n);
    int cause = errno;
    close(fd);
    buf_put_char(out, '\0');
    if (n < 0)
        return err_set(err, ERR_INVALID, "cannot read %s: %s", path, strerror(cause));
    if (buf_over(out) || !strstr(out->p, "-----BEGIN"))
        return err_set(err, ERR_INVALID, "%s is not a PEM file", path);
    return 0;
}

static struct MHD_Daemon *start(struct http_generation *g, char *certificate, char *key)
{
    const struct http_options *o = &g->http->options;
    intptr_t many =
        (intptr_t)o->connections_max * 2 * o->threads; /* ours is the limit that counts */
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC | MHD_USE_NO_LISTEN_SOCKET |
                     MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
    struct MHD_OptionItem options[9];
    size_t n = 0;
    options[n++] = (struct MHD_OptionItem){MHD_OPTION_CONNECTION_LIMIT, many, NULL};
    options[n++] =
        (struct MHD_OptionItem){MHD_OPTION_CONNECTION_MEMORY_LIMIT, HTTP_HEAD_BYTES_MAX, NULL};
    options[n++] = (struct MHD_OptionItem){MHD_OPTION_STRICT_FOR_CLIENT, -1, NULL};
    if (o->threads > 1)
        options[n++] =
            (struct MHD_OptionItem){MHD_OPTION_THREAD_POOL_SIZE, (intptr_t)o->threads, NULL};
    if (certificate) {
        flags |= MHD_USE_TLS;
        options[n++] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_CERT, 0, certificate};
        options[n++] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_KEY, 0, key};
        options[n++] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)priorities};
    }
    options[n] = (struct MHD_OptionItem){MHD_OPTION_END, 0, NULL};
    return http_start_daemon(g, flags, options);
}

struct http_generation *http_generation_open(struct http *http, struct err *err)
{
    const struct http_options *o = &http->options;
    struct buf certificate = {0}, key = {0};
    struct http_generation *g = memory_new(sizeof *g);
    g->http = http;
    if (!o->certificate_path || (read_pem(o->certificate_path, &certificate, err) == 0 &&
                                 read_pem(o->key_path, &key, err) == 0))
        g->daemon = start(g, certificate.p, key.p);
    if (!g->daemon) {
        if (o->certificate_path)
            err_set(err, ERR_INVALID, "%s and %s are not a certificate and its private key",
                    o->certificate_path, o->key_path);
        err_set(err, ERR_IO, "the listener's threads cannot be started: %s", strerror(errno));
        free(g);
        g = NULL;
    }
    buf_release(&certificate);
    if (key.p)
        explicit_bzero(key.p, key.n);
    buf_release(&key);
    return g;
}

void http_generation_close(struct http_generation *g)
{
    if (g && g->daemon)
        MHD_stop_daemon(g->daemon);
    free(g);
}

struct http *http_open(const struct http_options *options, struct err *err)
{
    struct http *http = memory_new(sizeof *http);
    http->options = *options;
    http->listen_fd = http->wake_fd = -1;
    pthread_mutex_init(&http->lock, NULL);
    http->addresses = address_table_new(options->connections_per_address_max);
    if (http_listen(http, err) == 0 && (http->current = http_generation_open(http, err)))
        return http;
    http_close(http);
    return NULL;
}

int http_start(struct http *http, struct err *err)
{
    http->has_doorkeeper = pthread_create(&http->doorkeeper, NULL, http_doorkeeper, http) == 0;
    return http->has_doorkeeper ? 0 : err_set(err, ERR_IO, "no thread can be started");
}

int http_reload(struct http *http, struct err *err)
{
    if (!http->options.certificate_path)
        return 0;
    struct http_generation *fresh = http_generation_open(http, err);
    if (!fresh)
        return -1;
    pthread_mutex_lock(&http->lock);
    struct http_generation *old = http->current;
    atomic_store(&old->is_retiring, true);
    http->current = fresh;
    old->next = http->retired;
    http->retired = old;
    pthread_mutex_unlock(&http->lock);
    http_wake_doorkeeper(http);
    return 0;
}

void http_quiesce(struct http *http)
{
    atomic_store(&http->is_quiescing, true);
    shutdown(http->listen_fd, SHUT_RDWR); /* callers are refused at once and do not wait in vain */
    pthread_mutex_lock(&http->lock);
    atomic_store(&http->current->is_retiring, true);
    pthread_mutex_unlock(&http->lock);
    http_wake_doorkeeper(http);
}

/* Cuts off all that are not in the handler's hands. */
static void shut_all(struct http *http)
{
    pthread_mutex_lock(&http->lock);
    for (struct http_connection *c = http->connections_list; c; c = c->next)
        if (atomic_load(&c->phase) != PHASE_RUNNING)
            shutdown(c->fd, SHUT_RDWR);
    pthread_mutex_unlock(&http->lock);
}

static void wait_until_gone(struct http *http, int64_t deadline_us)
{
    while (http_connections(http) > 0 && clock_monotonic_us() < deadline_us)
        poll(NULL, 0, DRAIN_TICK_MS);
}

bool http_drain(struct http *http, int64_t deadline_us)
{
    atomic_store(&http->is_ending, true);
    http_wake_doorkeeper(http);
    wait_until_gone(http, deadline_us);
    if (http_connections(http) > 0) {
        shut_all(http);
        wait_until_gone(http, clock_monotonic_us() + CUT_OFF_US);
    }
    return atomic_load(&http->running) == 0;
}

void http_close(struct http *http)
{
    if (!http)
        return;
    if (http->has_doorkeeper) {
        atomic_store(&http->is_closing, true);
        http_wake_doorkeeper(http);
        pthread_join(http->doorkeeper, NULL);
    }
    http_generation_close(http->current);
    while (http->retired) {
        struct http_generation *g = http->retired;
        http->retired = g->next;
        http_generation_close(g);
    }
    if (http->listen_fd >= 0)
        close(http->listen_fd);
    if (http->wake_fd >= 0)
        close(http->wake_fd);
    if (http->options.socket_path && http->current)
        unlink(http->options.socket_path);
    address_table_free(http->addresses);
    pthread_mutex_destroy(&http->lock);
    free(http);
}

unsigned http_port(const struct http *http)
{
    return http->port;
}

const char *http_loopback(const struct http *http)
{
    return http->loopback;
}

int64_t http_connections(const struct http *http)
{
    struct http *h = (struct http *)http;
    pthread_mutex_lock(&h->lock);
    int64_t n = h->connections;
    pthread_mutex_unlock(&h->lock);
    return n;
}
