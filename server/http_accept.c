/* SPDX-License-Identifier: Apache-2.0
 * The doorkeeper: one thread that accepts connections, keeps the limits, and shuts the sockets of
 * those who are late. libmicrohttpd could listen by itself, but has no total deadline per request,
 * frees a place only when someone leaves, and may abort the process when it is told to stop
 * listening under load (MHD_quiesce_daemon of 0.9.75 and its worker threads both take the socket
 * out of the same epoll set). */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <microhttpd.h>

#include "base/clock.h"
#include "server/config.h"
#include "server/http_inside.h"

enum {
    BACKLOG = 1024,
    ACCEPTS_PER_ROUND = 64,
    TICK_MS = 100,                  /* how exact deadlines are */
    TICK_FULL_MS = 10,              /* how soon a free place is seen */
    IDLE_AT_LIMIT_US = 1000 * 1000, /* idle this long makes room for others */
};

/* --- the listening socket --- */

static int listen_unix(struct http *http, struct err *err)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const char *path = http->options.socket_path;
    if (strlen(path) >= sizeof address.sun_path)
        return err_set(err, ERR_INVALID, "the path of the socket %s is longer than %zu bytes", path,
                       sizeof address.sun_path - 1);
    memcpy(address.sun_path, path, strlen(path) + 1);
    unlink(path); /* the data folder is locked, so no other server listens there */
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    mode_t before = umask(0177); /* never open to others, not for a moment */
    int bound = fd < 0 ? -1 : bind(fd, (struct sockaddr *)&address, sizeof address);
    int cause = errno;
    umask(before);
    if (bound != 0 || listen(fd, BACKLOG) != 0) {
        err_set(err, ERR_INVALID, "cannot listen on %s: %s", path,
                strerror(bound != 0 ? cause : errno));
        if (fd >= 0)
            close(fd);
        return -1;
    }
    http->listen_fd = fd;
    return 0;
}

static int open_listener(const struct addrinfo *info)
{
    int on = 1;
    int fd = socket(info->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, info->ai_addr, info->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
        return fd;
    int cause = errno;
    close(fd);
    errno = cause;
    return -1;
}

/* "0.0.0.0", "0", "*" and "[::]" are told apart by what they became, not by how they are spelt. */
static void note_address(struct http *http)
{
    union {
        struct sockaddr_storage any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } address = {0};
    socklen_t n = sizeof address;
    getsockname(http->listen_fd, (struct sockaddr *)&address, &n);
    if (address.any.ss_family == AF_INET6) {
        http->port = ntohs(address.v6.sin6_port);
        http->loopback = IN6_IS_ADDR_UNSPECIFIED(&address.v6.sin6_addr) ? "::1" : NULL;
    } else {
        http->port = ntohs(address.v4.sin_port);
        http->loopback = address.v4.sin_addr.s_addr == htonl(INADDR_ANY) ? "127.0.0.1" : NULL;
    }
}

static int listen_tcp(struct http *http, struct err *err)
{
    char host[ADDRESS_HOST_BYTES], port[ADDRESS_PORT_BYTES];
    const char *address = http->options.address;
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
    struct addrinfo *found = NULL;
    if (!address_split(text_of(address), host, port))
        return err_set(err, ERR_INVALID, "%s is not HOST:PORT", address);
    int status = getaddrinfo(host, port, &hints, &found);
    if (status != 0)
        return err_set(err, ERR_INVALID, "cannot listen on %s: %s", address, gai_strerror(status));
    for (const struct addrinfo *i = found; i && http->listen_fd < 0; i = i->ai_next)
        http->listen_fd = open_listener(i);
    int cause = errno;
    freeaddrinfo(found);
    if (http->listen_fd < 0)
        return err_set(err, ERR_INVALID, "cannot listen on %s: %s", address, strerror(cause));
    note_address(http);
    return 0;
}

int http_listen(struct http *http, struct err *err)
{
    http->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (http->wake_fd < 0)
        return err_set(err, ERR_IO, "eventfd: %s", strerror(errno));
    return http->options.socket_path ? listen_unix(http, err) : listen_tcp(http, err);
}

void http_wake_doorkeeper(struct http *http)
{
    uint64_t one = 1;
    ssize_t n = write(http->wake_fd, &one, sizeof one);
    (void)n; /* it can only fail when the doorkeeper is about to wake anyway */
}

/* --- accepting --- */

/* Takes a place for a connection, and says which generation serves it; NULL when there is none. */
static struct http_generation *take_place(struct http *http, const struct sockaddr *address)
{
    struct http_generation *g = NULL;
    pthread_mutex_lock(&http->lock);
    if (address_table_enter(http->addresses, address)) {
        g = http->current;
        g->connections++;
        http->connections++;
    }
    pthread_mutex_unlock(&http->lock);
    return g;
}

static void give_place_back(struct http_generation *g, const struct sockaddr *address)
{
    struct http *http = g->http;
    pthread_mutex_lock(&http->lock);
    address_table_leave(http->addresses, address);
    g->connections--;
    http->connections--;
    pthread_mutex_unlock(&http->lock);
}

void http_connection_left(struct http_connection *c)
{
    struct http *http = c->generation->http;
    pthread_mutex_lock(&http->lock);
    *c->link = c->next;
    if (c->next)
        c->next->link = c->link;
    pthread_mutex_unlock(&http->lock);
    give_place_back(c->generation, (struct sockaddr *)&c->address);
}

/* Says why in clear where that is possible, and closes. */
static void turn_away(struct http *http, int fd)
{
    static const char body[] = "{\"status\":503,\"title\":\"Unavailable\","
                               "\"detail\":\"Too many connections from this address.\"}";
    char answer[512];
    int n =
        snprintf(answer, sizeof answer,
                 "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/problem+json\r\n"
                 "Content-Length: %zu\r\nRetry-After: 1\r\nConnection: close\r\n\r\n%s",
                 sizeof body - 1, body);
    if (!http->options.certificate_path && send(fd, answer, (size_t)n, MSG_NOSIGNAL) < 0)
        errno = 0; /* the caller left first */
    close(fd);
    metrics_add(http->options.metrics, METRIC_CONNECTIONS_OVER_ADDRESS_LIMIT, 1);
}

/* False when there is nothing to accept for now. */
static bool accept_one(struct http *http)
{
    struct sockaddr_storage address = {0};
    socklen_t n = sizeof address;
    int on = 1;
    int fd =
        accept4(http->listen_fd, (struct sockaddr *)&address, &n, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0)
        return errno == ECONNABORTED || errno == EINTR;
    struct http_generation *g = take_place(http, (struct sockaddr *)&address);
    if (!g) {
        turn_away(http, fd);
        return true;
    }
    if (!http->options.socket_path)
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    metrics_add(http->options.metrics, METRIC_CONNECTIONS_ACCEPTED, 1);
    if (MHD_add_connection(g->daemon, fd, (struct sockaddr *)&address, n) != MHD_YES)
        give_place_back(g, (struct sockaddr *)&address);
    return true;
}

/* --- deadlines --- */

/* True when a connection must go now. */
static bool is_late(const struct http *http, const struct http_connection *c, int64_t now_us,
                    bool is_full)
{
    int64_t deadline = atomic_load_explicit(&c->deadline_us, memory_order_relaxed);
    if (deadline != 0 && now_us >= deadline)
        return true;
    if (atomic_load_explicit(&c->phase, memory_order_relaxed) != PHASE_IDLE)
        return false;
    int64_t idle_us = now_us - atomic_load_explicit(&c->idle_since_us, memory_order_relaxed);
    return (is_full && idle_us > IDLE_AT_LIMIT_US) ||
           (atomic_load(&http->is_ending) && idle_us > TICK_MS * 1000);
}

/* Closed generations, taken out of the list, to be closed without the lock. */
static struct http_generation *take_empty_generations(struct http *http)
{
    struct http_generation *empty = NULL;
    for (struct http_generation **link = &http->retired; *link;) {
        struct http_generation *g = *link;
        if (g->connections > 0) {
            link = &g->next;
            continue;
        }
        *link = g->next;
        g->next = empty;
        empty = g;
    }
    return empty;
}

/* Shuts late sockets, which makes MHD close them; a socket in the list is open, because MHD closes
 * it only after it has told http_connection_left. */
static void sweep(struct http *http)
{
    int64_t now_us = clock_monotonic_us(), late = 0;
    pthread_mutex_lock(&http->lock);
    bool is_full = http->connections >= http->options.connections_max;
    for (struct http_connection *c = http->connections_list; c; c = c->next) {
        if (is_late(http, c, now_us, is_full)) {
            shutdown(c->fd, SHUT_RDWR);
            late++;
        }
    }
    struct http_generation *empty = take_empty_generations(http);
    pthread_mutex_unlock(&http->lock);
    metrics_add(http->options.metrics, METRIC_CONNECTIONS_LATE, late);
    while (empty) {
        struct http_generation *g = empty;
        empty = g->next;
        http_generation_close(g);
    }
}

/* True while someone may become late, or a generation empty. */
static bool has_deadlines(struct http *http, bool *is_full)
{
    pthread_mutex_lock(&http->lock);
    bool result = http->connections > 0 || http->retired;
    *is_full = http->connections >= http->options.connections_max;
    pthread_mutex_unlock(&http->lock);
    return result;
}

/* Sleeps until there is something to do; true when a connection waits to be accepted. */
static bool wait_for_work(struct http *http)
{
    uint64_t ignored;
    bool is_full, ticks = has_deadlines(http, &is_full);
    bool takes = !is_full && !atomic_load(&http->is_quiescing);
    struct pollfd fds[2] = {{.fd = http->wake_fd, .events = POLLIN},
                            {.fd = takes ? http->listen_fd : -1, .events = POLLIN}};
    poll(fds, 2, is_full ? TICK_FULL_MS : ticks ? TICK_MS : -1);
    if (fds[0].revents && read(http->wake_fd, &ignored, sizeof ignored) < 0)
        return false;
    return fds[1].revents != 0;
}

static void accept_some(struct http *http)
{
    errno = 0;
    for (int i = 0; i < ACCEPTS_PER_ROUND; i++)
        if (http_connections(http) >= http->options.connections_max || !accept_one(http))
            break;
    if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS) {
        LOG(http->options.log, LEVEL_ERROR, "accept failed",
            LOG_TEXT("error", text_of(strerror(errno))));
        poll(NULL, 0, TICK_MS); /* until someone leaves */
    }
}

void *http_doorkeeper(void *context)
{
    struct http *http = context;
    int64_t swept_us = 0;
    while (!atomic_load(&http->is_closing)) {
        if (wait_for_work(http))
            accept_some(http);
        if (clock_monotonic_us() - swept_us > TICK_MS * 1000 / 2) {
            sweep(http);
            swept_us = clock_monotonic_us();
        }
    }
    return NULL;
}
