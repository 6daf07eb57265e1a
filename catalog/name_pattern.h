/* SPDX-License-Identifier: Apache-2.0
 * Patterns over names, as GetTables takes them: a Java-style regular expression that must match the
 * whole name, in which a bare
 * `*` also means "anything" as in Hive's globs (github.com/getmoto/moto/pull/5533). Matching is
 * bounded, so that no pattern can stall the server. */
#ifndef PROPOLIS_CATALOG_NAME_PATTERN_H
#define PROPOLIS_CATALOG_NAME_PATTERN_H

#include "catalog/regex.h"

/* New; freed by regex_free. ERR_INVALID says where the expression is wrong. */
struct regex *name_pattern_new(struct text expression, struct err *err) MUST_CHECK;

#endif
