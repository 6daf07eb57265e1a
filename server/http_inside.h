/* SPDX-License-Identifier: Apache-2.0
 * What the files server/http*.c share. */
#ifndef PROPOLIS_SERVER_HTTP_INSIDE_H
#define PROPOLIS_SERVER_HTTP_INSIDE_H

#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>

#include "server/address_table.h"
#include "server/http.h"

struct MHD_Connection;
struct MHD_Daemon;

/* One run of libmicrohttpd's threads. There is one, and while a new certificate replaces an old one
 * also those whose connections are not over yet. */
struct http_generation {
    struct http *http;
    struct MHD_Daemon *daemon;
    int64_t connections;     /* under http->lock */
    atomic_bool is_retiring; /* connections close with their next answer */
    struct http_generation *next;
};

enum http_phase {
    PHASE_IDLE,    /* between requests, or a request line is coming */
    PHASE_HEAD,    /* the request line is there */
    PHASE_BODY,    /* the head was good; the body is coming */
    PHASE_DRAIN,   /* the body is read and thrown away */
    PHASE_RUNNING, /* in the handler's hands */
    PHASE_SENDING, /* the answer is queued */
};

/* Who was first: the handler with its answer, or the listener with laying the connection aside. */
enum http_meeting { MEETING_OPEN, MEETING_ASIDE, MEETING_ANSWERED };

struct http_connection {
    struct exchange x; /* first, so that one leads to the other */
    struct http_generation *generation;
    struct MHD_Connection *mhd;
    struct http_connection *next, **link; /* in http->connections_list, under http->lock */
    int fd;
    struct sockaddr_storage address;
    char address_text[ADDRESS_TEXT_BYTES];

    atomic_int phase;                /* written by the listener's thread, read by the doorkeeper */
    atomic_int meeting;              /* enum http_meeting */
    atomic_int_fast64_t deadline_us; /* 0: none */
    atomic_int_fast64_t idle_since_us;

    struct buf target, body; /* kept from request to request while small */
    size_t counted_bytes;    /* charged to the budget */
    uint64_t drained_bytes;
    const char *head_at; /* where the next piece of the head must begin; NULL once one did not */
    bool must_close, was_prepared; /* the handler must release */
    struct err refusal;            /* why the body is thrown away */
};

struct http {
    struct http_options options;
    int listen_fd, wake_fd; /* wake_fd: an eventfd that ends the doorkeeper's sleep */
    unsigned port;
    const char *loopback; /* http_loopback */
    pthread_t doorkeeper;
    bool has_doorkeeper;
    atomic_bool is_quiescing;    /* nothing more is accepted */
    atomic_bool is_ending;       /* what is idle is closed */
    atomic_bool is_closing;      /* the doorkeeper goes home */
    atomic_int_fast64_t running; /* exchanges between start and exchange_finish */

    pthread_mutex_t lock; /* guards what follows */
    struct http_connection *connections_list;
    struct address_table *addresses;
    struct http_generation *current, *retired;
    int64_t connections;
};

/* http.c */
struct http_generation *http_generation_open(struct http *http, struct err *err) MUST_CHECK;
void http_generation_close(struct http_generation *g);

/* http_accept.c: the listening socket, and the thread that accepts and watches deadlines. */
int http_listen(struct http *http, struct err *err) MUST_CHECK;
void *http_doorkeeper(void *http);
void http_wake_doorkeeper(struct http *http);
/* Forgets a connection that MHD is about to close. */
void http_connection_left(struct http_connection *c);

/* http_request.c: starts a daemon with `options` and the functions that it calls. */
struct MHD_OptionItem;
struct MHD_Daemon *http_start_daemon(struct http_generation *g, unsigned flags,
                                     struct MHD_OptionItem *options);

#endif
