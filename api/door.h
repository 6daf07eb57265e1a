/* SPDX-License-Identifier: Apache-2.0
 * Doors: how a dialect turns an HTTP request into a call of an operation, and the call's end into
 * an HTTP response. The server picks the door, authenticates, and does the rest once for all. */
#ifndef PROPOLIS_API_DOOR_H
#define PROPOLIS_API_DOOR_H

#include "api/operations/operation.h"
#include "base/header.h"

/* A complete request, borrowed from the listener while it is answered. */
struct request {
    enum method method;
    struct text method_name;
    struct text path;  /* as received: still percent-encoded, without the query */
    struct text query; /* as received, without the "?" */
    const struct header *headers;
    size_t headers_count;
    struct text body;
    struct text source_address;
    bool is_tls;
};

enum { RESPONSE_HEADERS_MAX = 8 };

struct response {
    int status;
    const char *content_type;
    struct header headers[RESPONSE_HEADERS_MAX]; /* values live in the call's arena */
    size_t headers_count;
    struct buf body; /* taken by the listener */
};

struct door {
    const char *name;     /* "glue", "rest": in logs and the change log */
    const char *services; /* SigV4 service names it accepts, separated by blanks */
    bool allows_basic;    /* HTTP Basic with the key pair */

    /* True when this door answers the request. Asked in the order of the server's list. */
    bool (*accepts)(const struct request *request);

    /* Finds the row and decodes the input: sets call->operation and call->in. -1 with call->err
     * set. */
    int (*decode)(const struct request *request, struct call *call) MUST_CHECK;

    /* Writes the response for a call that is over, successful or not (also one that never reached
     * an operation: then call->operation is NULL). `response->body` is initialised; for success it
     * takes over call->reply. */
    void (*render)(const struct request *request, struct call *call, struct response *response);
};

extern const struct door glue_door, sts_door, rest_door;

/* The value of a header, found without regard to case; {NULL, 0} when absent. Borrowed. */
struct text request_header(const struct request *request, const char *name);

/* True for GET and HEAD. */
bool request_is_read(const struct request *request);

/* Adds a header; `value` lives in the call's arena. */
void response_add_header(struct response *response, const char *name, struct text value);

#endif
