/* SPDX-License-Identifier: Apache-2.0
 * Formats: how an alert is written for a receiver. A format is one file with one rendering function
 * and one row in format.c. */
#ifndef PROPOLIS_ALERTS_FORMAT_H
#define PROPOLIS_ALERTS_FORMAT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/compiler.h"
#include "base/err.h"

/* What is told. Borrowed. */
struct alert {
    struct text type; /* "table.schema.changed" */
    int64_t time_ms;  /* of the event, not of the attempt: every attempt has the same body */
    struct text data; /* a JSON object: a DriftEvent, or what a test says */
};

struct alert_format {
    const char *name; /* the webhook's Format */
    const char *content_type;
    /* Appends the body, at most LIMIT_ALERT_BODY_BYTES. */
    int (*render)(const struct alert *alert, struct arena *arena, struct buf *out, struct err *err);
};

/* The row of a name; the empty name is the first row's. NULL for an unknown one. */
const struct alert_format *alert_format_find(struct text name);

/* Standard Webhooks: {"type":...,"timestamp":...,"data":{...}}. What does not fit of a long list of
 * changes is left out: "ChangesOmitted" counts it, "Truncated" is true, and "Link" is the path
 * under which the whole event is. */
int alert_render_standard(const struct alert *alert, struct arena *arena, struct buf *out,
                          struct err *err) MUST_CHECK;

#endif
