/* SPDX-License-Identifier: Apache-2.0
 * What a Parquet footer says about the columns: the flat list of schema elements
 * (apache/parquet-format, parquet.thrift, FileMetaData and SchemaElement) and the number of rows.
 * Row groups are stepped over. */
#ifndef PROPOLIS_CRAWLER_PARQUET_FOOTER_H
#define PROPOLIS_CRAWLER_PARQUET_FOOTER_H

#include "base/arena.h"
#include "base/compiler.h"
#include "base/err.h"
#include "base/text.h"

/* parquet.thrift, enum Type; NONE for groups. */
enum parquet_physical {
    PARQUET_BOOLEAN = 0,
    PARQUET_INT32 = 1,
    PARQUET_INT64 = 2,
    PARQUET_INT96 = 3,
    PARQUET_FLOAT = 4,
    PARQUET_DOUBLE = 5,
    PARQUET_BYTE_ARRAY = 6,
    PARQUET_FIXED = 7,
    PARQUET_GROUP /* no physical type: it has children */
};

enum parquet_repetition { PARQUET_REQUIRED = 0, PARQUET_OPTIONAL = 1, PARQUET_REPEATED = 2 };

/* What the bytes mean: parquet.thrift's LogicalType and the older ConvertedType under one name
 * each. */
enum parquet_logical {
    PARQUET_PLAIN,
    PARQUET_STRING,
    PARQUET_MAP,
    PARQUET_LIST,
    PARQUET_ENUM,
    PARQUET_DECIMAL,
    PARQUET_DATE,
    PARQUET_TIME,
    PARQUET_TIMESTAMP,
    PARQUET_INTEGER, /* bits, is_signed */
    PARQUET_UNKNOWN, /* always null */
    PARQUET_JSON,
    PARQUET_BSON,
    PARQUET_UUID,
    PARQUET_INTERVAL
};

struct parquet_element {
    struct text name; /* borrowed from the footer */
    enum parquet_physical physical;
    enum parquet_repetition repetition;
    enum parquet_logical logical;
    int bits;             /* of an integer */
    bool is_signed;       /* of an integer */
    int precision, scale; /* of a decimal */
    size_t children; /* how many elements that follow, their own children apart, belong to it */
};

struct parquet_footer {
    struct parquet_element *elements; /* in preorder, the root first; in the arena */
    size_t n;
    int64_t rows;
};

/* Reads the Thrift bytes of a footer (without its length and magic). ERR_MALFORMED with the byte
 * where they are no footer. */
int parquet_footer_read(struct text footer, struct arena *a, struct parquet_footer *out,
                        struct err *e) MUST_CHECK;

#endif
