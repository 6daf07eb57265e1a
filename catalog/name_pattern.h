/* SPDX-License-Identifier: Apache-2.0
 * Patterns over names, as GetTables takes them: a Java-style regular expression that must match the
 * whole name, in which a bare
 * `*` also means "anything" as in Hive's globs (github.com/getmoto/moto/pull/5533). Matching is
 * bounded, so that no pattern can stall the server. */
#ifndef PROPOLIS_CATALOG_NAME_PATTERN_H
#define PROPOLIS_CATALOG_NAME_PATTERN_H

#include "base/arena.h"
#include "base/compiler.h"
#include "base/err.h"
#include "base/text.h"

struct name_pattern;

/* New. ERR_INVALID says where the expression is wrong. */
struct name_pattern *name_pattern_new(struct text expression, struct err *err) MUST_CHECK;
void name_pattern_free(struct name_pattern *pattern); /* NULL is allowed */

/* A match that would take too many steps counts as none. */
bool name_pattern_matches(struct name_pattern *pattern, struct text name);

#endif
