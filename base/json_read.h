/* SPDX-License-Identifier: Apache-2.0
 * A pull reader of JSON (RFC 8259) over one contiguous text. It builds nothing: the caller asks for
 * what it expects and gets it, or an ERR_MALFORMED whose text says what stands there instead and at
 * which byte.
 *
 * Strict: valid UTF-8 only, no NUL in strings, no lone surrogates, no trailing text, at most
 * LIMIT_JSON_DEPTH levels. The error is sticky: after the first one every function fails. */
#ifndef PROPOLIS_BASE_JSON_READ_H
#define PROPOLIS_BASE_JSON_READ_H

#include "base/arena.h"
#include "base/compiler.h"
#include "base/err.h"
#include "base/text.h"

enum json_kind {
    JSON_BAD, /* nothing that begins a value; the error is set */
    JSON_OBJECT,
    JSON_ARRAY,
    JSON_STRING,
    JSON_NUMBER,
    JSON_TRUE,
    JSON_FALSE,
    JSON_NULL
};

struct json_reader {
    const char *begin, *p, *end;
    struct arena *arena; /* borrowed: takes the strings that held escapes */
    struct err *err;     /* borrowed */
    unsigned depth;
    bool fresh; /* directly behind an opening bracket: no comma may stand here */
};

struct json_number {
    struct text raw; /* borrowed from the input */
    bool is_integer; /* no fraction, no exponent, fits in 64 bits: `integer` is set */
    int64_t integer;
    double real; /* always set and finite */
};

/* Begins to read `input` (borrowed until the reader is done with). Refuses what is not UTF-8. */
int json_reader_init(struct json_reader *r, struct text input, struct arena *arena,
                     struct err *err) MUST_CHECK;

/* The kind of the next value, which is not consumed. */
enum json_kind json_peek(struct json_reader *r) MUST_CHECK;

/* Steps into an object or array; walk it with the `next` functions until they return 0. */
int json_enter_object(struct json_reader *r) MUST_CHECK;
int json_enter_array(struct json_reader *r) MUST_CHECK;

/* 1: a member, its name is in `name` (borrowed from the input or the arena) and its value is next.
 * 0: the object is closed. -1: error. Names that occur twice are the caller's to notice. */
int json_next_member(struct json_reader *r, struct text *name) MUST_CHECK;

/* 1: an element is next. 0: the array is closed. -1: error. */
int json_next_element(struct json_reader *r) MUST_CHECK;

int json_read_string(struct json_reader *r, struct text *out) MUST_CHECK;
int json_read_number(struct json_reader *r, struct json_number *out) MUST_CHECK;
int json_read_boolean(struct json_reader *r, bool *out) MUST_CHECK;
int json_read_null(struct json_reader *r) MUST_CHECK;

/* Consumes any value, checking its syntax. `span` (may be NULL) gets its text, borrowed from the
 * input. */
int json_skip(struct json_reader *r, struct text *span) MUST_CHECK;

/* Nothing but white space may follow the value that was read. */
int json_finish(struct json_reader *r) MUST_CHECK;

/* "a string", "an object", ... for messages. */
const char *json_kind_name(enum json_kind kind);

#endif
