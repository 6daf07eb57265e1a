/* SPDX-License-Identifier: Apache-2.0
 * Where in a request a value stands, for messages: a chain of frames on the decoder's stack,
 * rendered only when needed. */
#ifndef PROPOLIS_CATALOG_SHAPE_PATH_H
#define PROPOLIS_CATALOG_SHAPE_PATH_H

#include "base/err.h"
#include "catalog/shape.h"

struct path {
    const struct path *up; /* NULL: the outermost member */
    const char *name;      /* a member's name, or NULL for an element */
    size_t index;          /* of an element, from 0 */
    bool is_secret;        /* values here and below are not shown */
};

/* Writes "tableInput.storageDescriptor.columns.5.member.comment": first letters in lower case,
 * elements counted from 1, as the real service writes it
 * (github.com/moj-analytical-services/etl_manager/issues/90). */
void path_put(const struct path *path, struct buf *out);

/* ERR_VALIDATION in the service's words. `shown` is the offending value, cut for the message; NULL
 * text prints as null, and that of a secret is left out. */
int path_fail(const struct path *path, struct text shown, struct err *err, const char *constraint,
              ...) PRINTF_LIKE(4, 5);

/* Checks a scalar against its type: length, class, allowed values, range. */
int type_check_text(const struct type *type, struct text t, const struct path *path,
                    struct err *err) MUST_CHECK;
int type_check_double(const struct type *type, double n, const struct path *path,
                      struct err *err) MUST_CHECK;
int type_check_integer(const struct type *type, int64_t n, const struct path *path,
                       struct err *err) MUST_CHECK;
/* Numbers that JSON cannot write travel as the texts NaN, Infinity and -Infinity: whether a type
 * takes them (a double without limits), the number of such a text, and the text of such a number,
 * {NULL, 0} for all others. */
bool type_takes_double_names(const struct type *type);
bool double_of_name(struct text name, double *out) MUST_CHECK;
struct text double_name(double n);

/* A time is shown as it was written. */
int type_check_time(int64_t ms, struct text shown, const struct path *path,
                    struct err *err) MUST_CHECK;
int type_check_count(const struct type *type, size_t count, const struct path *path,
                     struct err *err) MUST_CHECK;

#endif
