/* SPDX-License-Identifier: Apache-2.0
 * Bytes as text and back: hex, base64, percent-encoding. Decoders are strict: what they accept has
 * exactly one meaning. */
#ifndef PROPOLIS_BASE_ENCODE_H
#define PROPOLIS_BASE_ENCODE_H

#include "base/buf.h"
#include "base/compiler.h"
#include "base/text.h"

/* Two lower-case digits per byte into `out`, which has room for 2 * bytes.n characters. No closing
 * NUL. */
void encode_hex(struct text bytes, char *out);

/* t.n / 2 bytes into `out`. Digits of both cases are taken. False on an odd length or on anything
 * else. */
bool decode_hex(struct text t, unsigned char *out) MUST_CHECK;

/* RFC 4648 section 4, with padding, without line breaks. */
void encode_base64(struct buf *out, struct text bytes);

/* The reverse. False on missing padding, blanks, foreign characters, or stray bits in the last
 * character; `out` then holds a part of the bytes. A full `out` is told by buf_over. */
bool decode_base64(struct buf *out, struct text t) MUST_CHECK;

/* Percent-encoding as AWS signatures and S3 keys want it: A-Z a-z 0-9 - _ . ~ stay, all else
 * becomes %XX with upper-case digits. `keep_slash` leaves '/' alone, for paths. */
void encode_percent(struct buf *out, struct text t, bool keep_slash);

/* Undoes percent-encoding; '+' is an ordinary character. False where '%' is not followed by two hex
 * digits. */
bool decode_percent(struct buf *out, struct text t) MUST_CHECK;

/* The same, but '+' means a space: HTML forms, query strings, and keys in S3 listings with
 * encoding-type=url. */
bool decode_form(struct buf *out, struct text t) MUST_CHECK;

#endif
