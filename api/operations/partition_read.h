/* SPDX-License-Identifier: Apache-2.0
 * Reading the partitions of a table, whether they are registered or made by its projection
 * (catalog/projection.h): for all operations that answer partitions or their names.
 *
 * A registered partition wins over the projected one with its values. Registered partitions that
 * the rules do not make are listed behind the projected ones. */
#ifndef PROPOLIS_API_OPERATIONS_PARTITION_READ_H
#define PROPOLIS_API_OPERATIONS_PARTITION_READ_H

#include "api/operations/operation.h"
#include "catalog/projection.h"
#include "store/partition.h"

/* A call's table, opened in its transaction. */
struct partition_reader {
    struct call *call;
    struct partition_table t;
    int64_t now_ms;
    bool is_projected;   /* its projection is answered */
    bool wants_existing; /* ... but only where the folder exists */
    bool has_registered; /* it may have registered partitions */
    struct projection_table rules;
    struct projection projection; /* once partition_reader_rules was called */
    bool is_read;
    struct text middle, end; /* of projected Partition objects: around the location */
};

/* Opens the table that the call names. ERR_NOT_FOUND. */
int partition_reader_open(struct call *call, struct partition_reader *r) MUST_CHECK;

/* The same for one that is open already, in its transaction. */
int partition_reader_take(struct call *call, const struct partition_table *t,
                          struct partition_reader *r) MUST_CHECK;

/* Makes the projection count whether or not it is served: to explain it. */
int partition_reader_project(struct partition_reader *r) MUST_CHECK;

/* Reads the rules of a projected table as of r->now_ms. ERR_INVALID: they are wrong, in words. */
int partition_reader_rules(struct partition_reader *r) MUST_CHECK;

/* Appends the Partition object with these values. `found` non-NULL: absence is no error but said
 * there; else it is ERR_NOT_FOUND. */
int partition_reader_get(struct partition_reader *r, const struct value *values, bool *found,
                         struct buf *out) MUST_CHECK;

/* Whether the rules make a partition with these values, which the caller found not to be
 * registered. */
int partition_reader_makes(struct partition_reader *r, const struct value *values,
                           bool *makes) MUST_CHECK;

/* Where partitions of a list go. */
struct partition_sink {
    /* `id` 0: it is projected. The texts are borrowed until it returns. */
    int (*put)(void *context, const struct text *values, int64_t id);
    bool (*wants)(void *context, const struct text *values); /* NULL: all that the filter leaves */
    void *context;
};

/* A page of partitions, in the order in which the projection makes them, or of their keys.
 * `out` is what the sink writes to. */
int partition_reader_list(struct partition_reader *r, const struct partition_list *list,
                          struct page *page, const struct partition_sink *sink,
                          struct buf *out) MUST_CHECK;

/* The same as Partition objects, separated by commas. */
int partition_reader_put_list(struct partition_reader *r, const struct partition_list *list,
                              struct page *page, struct buf *out) MUST_CHECK;

/* How many there are; of the list its filter and expression count. A saturated number is INT64_MAX.
 */
int partition_reader_count(struct partition_reader *r, const struct partition_list *list,
                           int64_t *count) MUST_CHECK;

#endif
