/* SPDX-License-Identifier: Apache-2.0
 * Dates as text, read into milliseconds since 1970-01-01 UTC. Without the C library, whose
 * functions take a lock for their time zone. Each reader takes exactly its form and returns false
 * on anything else. */
#ifndef PROPOLIS_BASE_DATE_H
#define PROPOLIS_BASE_DATE_H

#include "base/compiler.h"
#include "base/text.h"

/* Days from 1970-01-01 to a day of the Gregorian calendar; month 1 to 12. */
int64_t date_days(int year, int month, int day);

/* The day of such a number of days. */
struct date_day {
    int year, month, day;
};
struct date_day date_of_days(int64_t days);

/* "20150830T123600Z": ISO 8601's basic form, as in x-amz-date. */
bool date_decode_basic(struct text t, int64_t *out_ms) MUST_CHECK;

/* "2015-08-30T12:36:00Z", with an optional fraction of up to nine digits; in place of the Z an
 * offset such as +02:00 (RFC 3339). */
bool date_decode_iso8601(struct text t, int64_t *out_ms) MUST_CHECK;

/* "Sun, 06 Nov 1994 08:49:37 GMT": the form that HTTP senders must use (RFC 9110, section 5.6.7).
 * The weekday is not checked. */
bool date_decode_http(struct text t, int64_t *out_ms) MUST_CHECK;

#endif
