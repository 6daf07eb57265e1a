/* SPDX-License-Identifier: Apache-2.0
 * Patterns over names, as GetTables and GetUserDefinedFunctions take them: an expression in Java's
 * dialect that must match the whole name without regard to case, in which a bare `*` also means
 * "anything" as in Hive's globs (github.com/getmoto/moto/pull/5533; catalog/java_regex.h). Every
 * match is bounded, so that no pattern can stall the server. */
#ifndef PROPOLIS_CATALOG_NAME_PATTERN_H
#define PROPOLIS_CATALOG_NAME_PATTERN_H

#include "base/compiler.h"
#include "base/err.h"
#include "base/text.h"

struct name_pattern;

/* New. ERR_INVALID says where the expression is wrong. */
struct name_pattern *name_pattern_new(struct text expression, struct err *err) MUST_CHECK;
void name_pattern_free(struct name_pattern *pattern); /* NULL is allowed */

/* 1: the whole name matches, 0: it does not, -1: ERR_INVALID, since nobody can tell within the
 * steps that a match may take. By one thread at a time. */
int name_pattern_matches(struct name_pattern *pattern, struct text name,
                         struct err *err) MUST_CHECK;

/* What each name that matches begins with, in lower case; may be empty. Borrowed. */
struct text name_pattern_prefix(const struct name_pattern *pattern);

#endif
