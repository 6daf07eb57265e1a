/* SPDX-License-Identifier: Apache-2.0
 * Tables of an open format: Iceberg metadata files that CreateTable and UpdateTable write. A file
 * is written first, under a name that nobody else has, and the table comes to point to it in one
 * transaction; where that fails, the file stays behind and nothing points to it. All of it runs on
 * the pool. */
#ifndef PROPOLIS_API_OPERATIONS_OPEN_TABLE_H
#define PROPOLIS_API_OPERATIONS_OPEN_TABLE_H

#include "api/operations/operation.h"
#include "store/table.h"

/* What CreateTable asks for. Borrowed. */
struct open_table_create {
    struct table_name name;     /* the table's own name included */
    const struct value *format; /* OpenTableFormatInput */
    const struct value *input;  /* TableInput, may be unset */
    struct object_mark mark;    /* out */
};
int open_table_create(struct call *call, struct open_table_create *create) MUST_CHECK;

/* What UpdateTable asks for. Borrowed. */
struct open_table_update {
    struct table_name name;
    const struct value *format; /* UpdateOpenTableFormatInput */
    const struct value *input;  /* TableInput, may be unset: the stored one is taken */
    struct table_update update; /* less the draft */
    struct object_mark mark;    /* out */
};
int open_table_update(struct call *call, struct open_table_update *update) MUST_CHECK;

/* Completes the Table object that stands in call->reply from `begin` to its end with its
 * IcebergTableMetadata, if it is an Iceberg table; with `only`, little else is left of it. */
int open_table_add_metadata(struct call *call, size_t begin, bool only) MUST_CHECK;

#endif
