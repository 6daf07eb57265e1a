/* SPDX-License-Identifier: Apache-2.0
 * Times as the AWS JSON protocol writes them: seconds since 1970 with a fraction
 * (smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html), kept as milliseconds. */
#ifndef PROPOLIS_CATALOG_EPOCH_SECONDS_H
#define PROPOLIS_CATALOG_EPOCH_SECONDS_H

#include "base/json_read.h"

/* The nearest millisecond of a decimal number, digit by digit. False on an exponent and out of
 * range. */
bool epoch_seconds_decimal(struct text raw, int64_t *ms) MUST_CHECK;

/* The nearest millisecond of any number. What lies within the years of shape.h stays there, however
 * it is rounded, and what does not stays out. */
int64_t epoch_seconds_to_ms(struct json_number n);

/* True for a number so large that it can only mean milliseconds: as seconds it would be the year
 * 5138, or as long before 1970. */
bool epoch_is_milliseconds(int64_t n);

#endif
