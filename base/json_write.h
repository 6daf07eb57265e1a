/* SPDX-License-Identifier: Apache-2.0
 * JSON values appended to a buffer. The caller writes the brackets, commas and member names that
 * are constants. */
#ifndef PROPOLIS_BASE_JSON_WRITE_H
#define PROPOLIS_BASE_JSON_WRITE_H

#include "base/buf.h"

/* A string in quotes, escaped as RFC 8259 section 7 asks and no more. `t` is valid UTF-8. */
void json_put_string(struct buf *b, struct text t);

/* `"name":`, with a comma in front unless the last byte written opens an object or array. */
void json_put_name(struct buf *b, const char *name);

/* Name and value in one: "name":"value" and so on, comma included. */
void json_put_string_member(struct buf *b, const char *name, struct text value);
void json_put_int_member(struct buf *b, const char *name, int64_t value);
void json_put_boolean_member(struct buf *b, const char *name, bool value);
void json_put_ms_member(struct buf *b, const char *name, int64_t epoch_ms);

/* A time as AWS JSON 1.1 writes it: seconds since 1970 as a number, with up to three decimals. */
void json_put_ms(struct buf *b, int64_t epoch_ms);

/* The shortest decimal form that reads back as the same double. `value` is finite. */
void json_put_double(struct buf *b, double value);

/* A comma unless the last byte written is an opening bracket or nothing was written yet. */
void json_put_comma(struct buf *b);

#endif
