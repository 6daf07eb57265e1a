/* SPDX-License-Identifier: Apache-2.0
 * The only place that reads the time. */
#ifndef PROPOLIS_BASE_CLOCK_H
#define PROPOLIS_BASE_CLOCK_H

#include <stdint.h>

/* Milliseconds since 1970-01-01 UTC. May jump when the machine's clock is set. */
int64_t clock_now_ms(void);

/* Microseconds since some moment in the past; never goes back. For durations and deadlines. */
int64_t clock_monotonic_us(void);

enum { CLOCK_ISO8601_BYTES = 32 };

/* "2026-11-19T08:30:00.123Z" for an epoch time in milliseconds (RFC 3339). Years 0 to 9999; others
 * are clamped. */
void clock_iso8601(int64_t epoch_ms, char out[CLOCK_ISO8601_BYTES]);

#endif
