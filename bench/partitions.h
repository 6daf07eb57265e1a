/* SPDX-License-Identifier: Apache-2.0
 * Scenarios of one table with very many partitions, whose name is the options' suffix; one that
 * begins with "wide" has a thousand columns. */
#ifndef PROPOLIS_BENCH_PARTITIONS_H
#define PROPOLIS_BENCH_PARTITIONS_H

#include "bench/load.h"

enum { PARTITION_SCENARIOS = 13 };
extern const struct scenario partition_scenarios[PARTITION_SCENARIOS];

#endif
