/* SPDX-License-Identifier: Apache-2.0
 * The HTTP client: requests that go out, many at a time on one thread. The only file that knows
 * libcurl.
 *
 * It follows no redirect, keeps no cookie, reads no .netrc and no proxy from the environment,
 * refuses user:password in URLs and every scheme but http and https, sends paths as they are, and
 * bounds each answer by bytes and by time. Where addresses are guarded, the address is judged
 * between name resolution and connect, the only place where a name cannot mean something else a
 * moment later. */
#ifndef PROPOLIS_BASE_HTTP_CLIENT_H
#define PROPOLIS_BASE_HTTP_CLIENT_H

#include "base/buf.h"
#include "base/cidr.h"
#include "base/compiler.h"
#include "base/err.h"
#include "base/header.h"

/* Which addresses a client may connect to: those of the public internet and the allowed ranges. */
struct address_rule {
    const struct cidr *allowed; /* borrowed */
    size_t allowed_count;
    const char *option; /* how people allow more: "--webhook-allow" */
};

/* ACCESS_DENIED where the rule forbids an address, with a sentence that names it and the option. */
int address_rule_check(const struct address_rule *rule, const struct cidr *address,
                       struct err *e) MUST_CHECK;

struct http_client_config {
    size_t parallel_max;                  /* requests under way at once; more wait in line */
    bool reuse_connections;               /* for one server that is asked often */
    const struct address_rule *addresses; /* borrowed; NULL: any address */
    /* URL, NULL: none. Not together with `addresses`, which would judge the proxy. */
    const char *proxy;
    const char *ca_file; /* PEM; NULL: the system's */
};

struct http_request {
    const char *method; /* "GET", "HEAD", "PUT", ... */
    const char *url;    /* percent-encoded, http:// or https:// */
    const struct header *headers;
    size_t header_count;
    struct text body;          /* borrowed until the request is done */
    size_t response_bytes_max; /* of the answer's body */
    bool cut_at_max;    /* a longer body is cut and marked; otherwise it fails with TOO_LARGE */
    int64_t timeout_ms; /* for all of it */
    int64_t connect_timeout_ms;
    bool connect_only; /* ends when the connection stands (TCP, and TLS for https); sends nothing */
    bool any_certificate; /* for connect_only: the certificate is not looked at */
};

struct http_response {
    int status;
    struct buf headers; /* lines as they came, each with its CRLF */
    struct buf body;
    bool cut; /* the body was longer than response_bytes_max */
};

/* The trimmed value of the first header of that name, borrowed; {NULL, 0} where there is none. */
struct text http_response_header(const struct http_response *response, struct text name);
void http_response_release(struct http_response *response);

struct http_client;

/* Belongs to one thread, but for http_client_wake. */
int http_client_open(struct http_client **out, const struct http_client_config *config,
                     struct err *e) MUST_CHECK;

/* Drops what is under way without calling anybody. NULL is accepted. */
void http_client_close(struct http_client *client);

/* Called once per request, from http_client_run. Whatever status came, `e` is clear and the
 * response is filled; where no whole answer came, `e` is set: TIMEOUT, TOO_LARGE, ACCESS_DENIED
 * (address), VALIDATION (URL), UNAVAILABLE (cancelled), else IO. The response is borrowed; its bufs
 * may be taken. New requests may be started from here. */
typedef void http_done(void *context, struct http_response *response, struct err *e);

/* Starts a request, or lines it up. Everything but the body is copied. */
void http_client_start(struct http_client *client, const struct http_request *request,
                       http_done *done, void *context);

/* Moves all requests on, waiting at most `wait_ms` for something to happen; call it again and
 * again. Returns early when requests were done, when anything moved, or when woken. */
void http_client_run(struct http_client *client, int64_t wait_ms);

/* How many requests are not done. */
size_t http_client_unfinished(const struct http_client *client);

/* Ends all requests; their callbacks see UNAVAILABLE. */
void http_client_cancel(struct http_client *client);

/* Makes a http_client_run that waits return. From any thread. */
void http_client_wake(struct http_client *client);

/* One request, waited for. The response is new (http_response_release), also on failure. */
int http_client_perform(struct http_client *client, const struct http_request *request,
                        struct http_response *out, struct err *e) MUST_CHECK;

#endif
