/* SPDX-License-Identifier: Apache-2.0
 * Metrics: counters and latency histograms, kept without locks and printed in Prometheus' text
 * format (version 0.0.4, prometheus.io/docs/instrumenting/exposition_formats). Each counter has a
 * copy per processor, so that threads which count the same thing do not fight for one cache line;
 * printing adds the copies up. */
#ifndef PROPOLIS_BASE_METRICS_H
#define PROPOLIS_BASE_METRICS_H

#include "base/buf.h"
#include "base/compiler.h"
#include "base/err.h"

enum metric {
#define X(ID, name, labels, help) METRIC_##ID,
#include "base/metrics.def"
#undef X
    METRICS
};

struct metrics;

/* New. `operations` are the names that requests are counted by, constants that live longer than the
 * metrics; one more, "none", stands for requests that reached no operation. */
struct metrics *metrics_new(const char *const *operations, size_t count);
void metrics_free(struct metrics *m); /* NULL is allowed */

/* Adds to a counter. `m` may be NULL. */
void metrics_add(struct metrics *m, enum metric which, int64_t n);

/* Counts a request that is over, with its result and how long it took. `operation` is the very
 * pointer that metrics_new was given (a row's name), any other text or NULL counts as "none". `m`
 * may be NULL. */
void metrics_count_request(struct metrics *m, const char *operation, enum err_code result,
                           int64_t duration_us);

/* Appends all of it. */
void metrics_print(const struct metrics *m, struct buf *out);

enum metric_kind { METRIC_COUNTER, METRIC_GAUGE };

/* Appends one figure that is kept elsewhere. */
void metrics_print_figure(struct buf *out, enum metric_kind kind, const char *name,
                          const char *help, double value);

#endif
