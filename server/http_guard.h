/* SPDX-License-Identifier: Apache-2.0
 * The guard: what a request's head must look like before anything believes it. libmicrohttpd
 * accepts heads that another server in front of us may read differently (both lengths at once, two
 * lengths, blanks in names), which is how requests are smuggled past it; RFC 9112, section 11.2.
 * Pure: it sees texts only. */
#ifndef PROPOLIS_SERVER_HTTP_GUARD_H
#define PROPOLIS_SERVER_HTTP_GUARD_H

#include "api/door.h"

struct http_head {
    struct text method, target, version;
    const struct header *headers;
    size_t headers_count;
    bool headers_cut; /* more came than were kept */
    bool is_disjoint; /* the texts above do not cover the head byte for byte: lines end otherwise
                         than in CRLF, are folded, hold a NUL, have no name, ... */
};

struct http_refusal {
    int status;
    const char *rule;
};

/* What a good head says. */
struct http_length {
    enum method method;
    bool is_chunked;
    uint64_t content_bytes; /* Content-Length; 0 without one */
};

/* The path and query of a request's target. RFC 9112, section 3.2.2, makes servers accept whole
 * addresses too; whose host is named there does not matter to a server that has only one. Of
 * anything else the target itself. */
struct text http_path_and_query(struct text target);

/* NULL for a good head, and `length` is set; else the first rule that is broken. */
const struct http_refusal *http_guard(const struct http_head *head,
                                      struct http_length *length) MUST_CHECK;

#endif
