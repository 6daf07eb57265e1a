/* SPDX-License-Identifier: Apache-2.0
 * Scenarios on a table with partition projection. */
#ifndef PROPOLIS_BENCH_PROJECTION_H
#define PROPOLIS_BENCH_PROJECTION_H

#include "bench/load.h"

enum { PROJECTION_SCENARIOS = 4 };
extern const struct scenario projection_scenarios[PROJECTION_SCENARIOS];

#endif
