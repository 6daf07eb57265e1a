/* SPDX-License-Identifier: Apache-2.0
 * A crawler as a caller wants it: the rules it must keep, and the text that will be stored, made
 * before the write queue. */
#ifndef PROPOLIS_CATALOG_CRAWLER_DRAFT_H
#define PROPOLIS_CATALOG_CRAWLER_DRAFT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/compiler.h"
#include "base/err.h"
#include "catalog/shape.h"

/* Checks the values of a Crawler (catalog/shapes_crawler.h). ERR_INVALID names the member and the
 * rule: targets that we do not crawl, paths that are neither s3:// nor file://, wrong exclusion
 * patterns, a wrong Configuration, policies that exclude each other, a missing database. */
int crawler_draft_check(const struct value *crawler, struct err *err) MUST_CHECK;

/* Checks a schedule; an empty one is none. ERR_INVALID. */
int crawler_draft_check_schedule(struct text schedule, struct err *err) MUST_CHECK;

/* Appends the stored text: canonical JSON, without braces, of the members that the caller writes.
 * What the caller left out and the real service fills in is filled in: policies, all lists of
 * targets, Classifiers, Exclusions. */
void crawler_draft_put_tail(const struct value *crawler, struct arena *arena, struct buf *out);

#endif
