/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"

#include <stdio.h>
#include <time.h>

int64_t clock_now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t clock_monotonic_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

void clock_iso8601(int64_t epoch_ms, char out[CLOCK_ISO8601_BYTES])
{
    const int64_t first = INT64_C(-62167219200000), last = INT64_C(253402300799999);
    epoch_ms = epoch_ms < first ? first : epoch_ms > last ? last : epoch_ms;
    int64_t ms = ((epoch_ms % 1000) + 1000) % 1000;
    time_t seconds = (time_t)((epoch_ms - ms) / 1000);
    struct tm tm;
    gmtime_r(&seconds, &tm);
    /* strftime's %F does not fill years below 1000 up to four digits. */
    int n = snprintf(out, CLOCK_ISO8601_BYTES, "%04d", tm.tm_year + 1900);
    n += (int)strftime(out + n, CLOCK_ISO8601_BYTES - (size_t)n, "-%m-%dT%T", &tm);
    snprintf(out + n, CLOCK_ISO8601_BYTES - (size_t)n, ".%03dZ", (int)ms);
}
