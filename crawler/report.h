/* SPDX-License-Identifier: Apache-2.0
 * The plan of a crawl as its report: JSON in the form of catalog/shapes_crawl_report.h. */
#ifndef PROPOLIS_CRAWLER_REPORT_H
#define PROPOLIS_CRAWLER_REPORT_H

#include "base/buf.h"
#include "crawler/plan.h"

/* Appends the members of the report, without braces: Findings, Tables and what had to be left out.
 * At most LIMIT_CRAWL_REPORT_BYTES. */
void report_put(const struct plan *p, struct buf *out);

/* Appends what ListCrawls answers as the Summary of a run: JSON with JSON inside, as Glue writes
 * it. */
void report_put_summary(const struct plan *p, struct buf *out);

#endif
