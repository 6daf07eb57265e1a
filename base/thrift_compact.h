/* SPDX-License-Identifier: Apache-2.0
 * A pull reader of Thrift's compact protocol over one contiguous text (apache/thrift,
 * doc/specs/thrift-compact-protocol.md). It builds nothing: the caller walks a struct's fields and
 * reads or skips each.
 *
 *     struct thrift_field f = {0};
 *     while (thrift_next_field(r, &f))
 *         if (f.id == 3 && f.type == THRIFT_I64)
 *             rows = thrift_read_int(r, &f);
 *         else
 *             thrift_skip(r, &f);
 *
 * The error is sticky: after the first one every read gives zero or nothing and every walk ends, so
 * that a caller checks `r->err->code` once at the end. Nothing is read outside of the input, and no
 * length is believed that it cannot hold. */
#ifndef PROPOLIS_BASE_THRIFT_COMPACT_H
#define PROPOLIS_BASE_THRIFT_COMPACT_H

#include "base/compiler.h"
#include "base/err.h"
#include "base/text.h"

/* Types as the protocol numbers them. A boolean field's value is its type. */
enum thrift_type {
    THRIFT_STOP = 0,
    THRIFT_TRUE = 1,
    THRIFT_FALSE = 2,
    THRIFT_I8 = 3,
    THRIFT_I16 = 4,
    THRIFT_I32 = 5,
    THRIFT_I64 = 6,
    THRIFT_DOUBLE = 7,
    THRIFT_BINARY = 8,
    THRIFT_LIST = 9,
    THRIFT_SET = 10,
    THRIFT_MAP = 11,
    THRIFT_STRUCT = 12,
    THRIFT_UUID = 13
};

struct thrift_reader {
    const unsigned char *begin, *p, *end;
    struct err *err; /* borrowed */
    unsigned depth;  /* of what is being skipped */
};

/* A field of the struct that is being walked. Begin with {0}: field ids are written as differences
 * to the one before. */
struct thrift_field {
    int id;
    enum thrift_type type;
};

/* Begins to read `input`, borrowed until the reader is done with. `err` is borrowed and must not be
 * set. */
void thrift_reader_init(struct thrift_reader *r, struct text input, struct err *err);

/* True: another field of the struct, its value is next. False: the struct has ended, or an error.
 */
bool thrift_next_field(struct thrift_reader *r, struct thrift_field *f) MUST_CHECK;

/* The value of an integer field of any width. ERR_MALFORMED where the field is no integer. */
int64_t thrift_read_int(struct thrift_reader *r, const struct thrift_field *f);

/* The same, of a type that must fit 32 bits. */
int32_t thrift_read_int32(struct thrift_reader *r, const struct thrift_field *f);

/* The value of a boolean field, which lies in its type. */
bool thrift_read_boolean(struct thrift_reader *r, const struct thrift_field *f);

/* The bytes of a string or binary field, borrowed from the input. Strings are not checked to be
 * UTF-8. */
struct text thrift_read_binary(struct thrift_reader *r, const struct thrift_field *f);

/* Steps into a struct field: its own fields are next. Walk it to its end with a field of its own.
 */
void thrift_enter_struct(struct thrift_reader *r, const struct thrift_field *f);

/* Steps into a list or set whose elements must be of type `element`; returns their number. Each
 * takes at least one byte, so the number is never larger than the bytes that are left. */
size_t thrift_enter_list(struct thrift_reader *r, const struct thrift_field *f,
                         enum thrift_type element) MUST_CHECK;

/* Steps over the value of a field, whatever it is, at most LIMIT_THRIFT_DEPTH levels deep. */
void thrift_skip(struct thrift_reader *r, const struct thrift_field *f);

#endif
