/* SPDX-License-Identifier: Apache-2.0
 * What the server's options say about partition projection. */
#ifndef PROPOLIS_API_OPERATIONS_PROJECTION_SETTINGS_H
#define PROPOLIS_API_OPERATIONS_PROJECTION_SETTINGS_H

#include <stdint.h>

struct existence;
struct service;

/* What becomes of a table with wrong rules when it is written. */
enum projection_validation {
    PROJECTION_WARN,     /* kept, with the words beside it */
    PROJECTION_REJECT,   /* refused */
    PROJECTION_UNCHECKED /* kept */
};

enum projection_serve { PROJECTION_SERVE_ALWAYS, PROJECTION_SERVE_NEVER };

struct projection_settings {
    enum projection_validation validation;
    enum projection_serve serve;
    int64_t partitions_max;      /* projected partitions in all pages of one list */
    int64_t exists_ms;           /* how long an answer of the lake is remembered */
    struct existence *existence; /* api/operations/existence.h; NULL: nothing is remembered */
};

/* Those of a service, or the defaults. */
const struct projection_settings *projection_settings(const struct service *service);

#endif
