/* SPDX-License-Identifier: Apache-2.0
 * Tables with projection for the tests, from little texts. */
#ifndef PROPOLIS_TESTS_PROJECTION_TABLE_H
#define PROPOLIS_TESTS_PROJECTION_TABLE_H

#include "catalog/expression.h"
#include "catalog/projection.h"

/* A table's rules. `keys`: "day:string,hour:int". `properties`: one "name=value" a line, without
 * "projection." in front where the line begins with a dot. Projection is enabled unless they say
 * otherwise. In the arena. */
struct projection_table projection_fixture(struct arena *arena, const char *keys,
                                           const char *properties);

/* The keys of the rules for expressions. In the arena. */
struct partition_keys projection_fixture_keys(struct arena *arena, const struct projection *p);

/* 2026-11-21T12:34:56.789 */
extern const int64_t fixture_now_ms;

#endif
