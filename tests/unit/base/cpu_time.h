/* SPDX-License-Identifier: Apache-2.0
 * How long this process has computed: what a bound on work is measured by, because a busy machine
 * makes the clock on the wall run on. */
#ifndef PROPOLIS_TESTS_UNIT_BASE_CPU_TIME_H
#define PROPOLIS_TESTS_UNIT_BASE_CPU_TIME_H

#include <stdint.h>
#include <time.h>

static inline int64_t cpu_time_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

#endif
