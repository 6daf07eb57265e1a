/* SPDX-License-Identifier: Apache-2.0
 * One value of a partition key, cast to its type: bytes that sort under memcmp as the values do.
 *
 * The types are those that Glue filters by (its guide, "GetPartitions", Expression) and boolean,
 * which Trino sends. The casts are Glue's: the whole text must be a value of the type. */
#ifndef PROPOLIS_CATALOG_KEY_VALUE_H
#define PROPOLIS_CATALOG_KEY_VALUE_H

#include "base/buf.h"
#include "base/compiler.h"
#include "base/text.h"

/* The value that stands for null in Hive's folder names. */
#define PARTITION_NULL TEXT("__HIVE_DEFAULT_PARTITION__")

enum key_kind {
    KEY_UNKNOWN, /* float, binary, array<...>: values have no order that a filter may use */
    KEY_TEXT,    /* string, varchar(n): by bytes */
    KEY_CHAR,    /* char(n): by bytes, blanks at the end do not count, as in Hive */
    KEY_INTEGER, /* tinyint, smallint, int, integer, bigint, long */
    KEY_DECIMAL,
    KEY_DATE,      /* yyyy-[m]m-[d]d */
    KEY_TIMESTAMP, /* yyyy-[m]m-[d]d hh:mm:ss[.f{1,9}] */
    KEY_BOOLEAN,   /* true, false in any case */
    KEY_KINDS
};

/* The kind of a type's text: its parameters and the case of its letters do not count. None is a
 * string, as for partition indexes. */
enum key_kind key_kind_of(struct text type);

/* "an integer", for messages. */
const char *key_kind_name(enum key_kind kind);

/* The most bytes of a value that is not text: a decimal of 76 digits. */
enum { KEY_VALUE_BYTES = 80 };

struct key_value {
    struct text bytes; /* sorts by value; of a text borrowed from it, otherwise it is `room` */
    char room[KEY_VALUE_BYTES];
};

/* Casts `value`; false when it is no value of the kind. Not for PARTITION_NULL, which is null in
 * every type. */
bool key_value_read(enum key_kind kind, struct text value, struct key_value *out) MUST_CHECK;

/* What such bytes stand for: the integer; a date's days since 1970-01-01; a boolean's 0 or 1; a
 * timestamp's seconds since 1970-01-01 00:00:00, with its nanoseconds in `nanos` (may be NULL). */
int64_t key_value_integer(struct text bytes, int32_t *nanos);

/* Appends the shortest text of the value: "7", "2024-01-01", "1.5", "2024-01-01 00:00:00.5". */
void key_value_put(enum key_kind kind, struct text bytes, struct buf *out);

/* The bytes of an integer, and of a date by its days. */
void key_value_set_integer(int64_t value, struct key_value *out);
void key_value_set_days(int64_t days, struct key_value *out);

#endif
