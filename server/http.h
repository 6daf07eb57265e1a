/* SPDX-License-Identifier: Apache-2.0
 * The HTTP listener: sockets, limits, deadlines, TLS, and the bytes of requests and answers. It
 * knows nothing of what is asked. Files server/http*.c are the only ones that know libmicrohttpd.
 *
 * Threads: one accepts connections and closes late ones; the others answer (epoll). A request is
 * handed over complete, on the thread that read it; its answer may be ready before `start` returns
 * or later, from any thread. */
#ifndef PROPOLIS_SERVER_HTTP_H
#define PROPOLIS_SERVER_HTTP_H

#include "api/door.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/log.h"
#include "base/metrics.h"

enum {
    HTTP_HEADERS_MAX = 100,
    /* Method, target and headers together; the memory of one connection while it reads a request.
     */
    HTTP_HEAD_BYTES_MAX = 32 << 10,
    /* A body over its limit is read to here before the answer says so, because a client that is
       still sending may not see it. */
    HTTP_DRAIN_BYTES_MAX = 64 << 20,
    /* Bodies and answers up to this size are not counted against the budget; the number of
       connections bounds them. */
    HTTP_UNCOUNTED_BYTES = 16 << 10,
    /* A client that reads its answer more slowly than this, after the request timeout, is cut off.
     */
    HTTP_SEND_BYTES_PER_SECOND_MIN = 32 << 10,
};

/* One request and its answer. One lives as long as its connection and is used for one request after
 * the other. */
struct exchange {
    struct request request;
    struct response response; /* the handler's `render` fills it; body.bytes_max is set */
    struct call call;         /* this and what follows to the blank line are the handler's */
    const struct door *door;
    const void *page;
    void *dispatch;
    struct job job;
    uint64_t random[2];
    char request_id[40];

    bool trusted;        /* came through a listener that was opened as trusted */
    int64_t began_us;    /* when the request line was there; clock_monotonic_us */
    int64_t complete_us; /* when the last byte was there */
    struct header headers[HTTP_HEADERS_MAX];
};

struct http_handler {
    void *context;
    /* A complete request. exchange_finish must be called exactly once, here or later, from any
     * thread. */
    void (*start)(void *context, struct exchange *x);
    /* After exchange_finish, on a listener's thread: fills x->response. */
    void (*render)(void *context, struct exchange *x);
    /* In place of start and render, for a request that is not read to its end (too large, no memory
     * left). */
    void (*refuse)(void *context, struct exchange *x, const struct err *err);
    /* The answer is out, or the client gone. Called after render or refuse, and for nothing else.
     */
    void (*release)(void *context, struct exchange *x);
};

struct http_options {
    const char *address;                     /* HOST:PORT, or NULL */
    const char *socket_path;                 /* a Unix socket in its place: made anew, mode 0600 */
    unsigned threads;                        /* that answer */
    const char *certificate_path, *key_path; /* PEM; NULL: no TLS */
    size_t body_bytes_max;
    int64_t connections_max, connections_per_address_max;
    int64_t request_timeout_ms, idle_timeout_ms;
    bool trusted;
    struct budget *budget;
    struct metrics *metrics;
    const struct log *log;
    struct http_handler handler;
};

struct http;

/* Opens the socket and starts the threads that answer; http_start lets callers in. New. ERR_INVALID
 * names the address, certificate or key that does not work. Texts of `options` are borrowed until
 * http_close. */
struct http *http_open(const struct http_options *options, struct err *err) MUST_CHECK;

/* Begins to accept. Until then connections wait, so that all parts of the server can be there
 * before the first request. */
int http_start(struct http *http, struct err *err) MUST_CHECK;

/* The request is answered: `render` comes next. From any thread; the exchange must not be touched
 * afterwards. */
void exchange_finish(struct exchange *x);

/* Certificate and key are read again and used for new connections; the old ones end with their
 * present use. On an error nothing has changed. Without TLS it does nothing. */
int http_reload(struct http *http, struct err *err) MUST_CHECK;

/* Begins the end: accepts nothing more, and connections close with their next answer. */
void http_quiesce(struct http *http);

/* Waits until no request is under way, then closes what is idle. At `deadline_us`
 * (clock_monotonic_us) it cuts off those who still send or receive. False when requests are still
 * being worked on at `deadline_us`: then http_close must not be called. */
bool http_drain(struct http *http, int64_t deadline_us) MUST_CHECK;

/* After http_drain. NULL is allowed. */
void http_close(struct http *http);

/* The port that is listened on, also where 0 was asked for. */
unsigned http_port(const struct http *http);

/* Where a listener on every address is reached from this machine: "127.0.0.1" or "::1". NULL for
 * one on an address of its own. */
const char *http_loopback(const struct http *http);

/* Connections open now. */
int64_t http_connections(const struct http *http);

#endif
