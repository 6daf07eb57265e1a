/* SPDX-License-Identifier: Apache-2.0
 * Routes: the paths of the operations, matched against the path of a request. */
#ifndef PROPOLIS_API_REST_ROUTE_H
#define PROPOLIS_API_REST_ROUTE_H

#include "api/operations/operation.h"

enum { ROUTE_PARAMETERS_MAX = 8 };

struct route_match {
    const struct operation *operation;
    size_t count;
    struct text names[ROUTE_PARAMETERS_MAX];  /* member names, borrowed from the row */
    struct text values[ROUTE_PARAMETERS_MAX]; /* still percent-encoded, borrowed from the path */
    bool other_method;                        /* no row for this method, but the path exists */
};

/* Finds the row for method and path; a literal segment goes before a parameter. HEAD finds GET.
 * False when there is none. */
bool route_find(enum method method, struct text path, struct route_match *match);

/* Appends "GET, PUT": the methods that a path has. */
void route_put_methods(struct text path, struct buf *out);

/* Walks a path template: the next segment, and whether it is a {Parameter} (then without the
 * braces). False at the end. */
bool route_next_segment(struct text *path, struct text *segment, bool *is_parameter);

const char *method_name(enum method method);

#endif
