/* SPDX-License-Identifier: Apache-2.0
 * What the two files that read partitions share. */
#ifndef PROPOLIS_API_OPERATIONS_PARTITION_READ_INSIDE_H
#define PROPOLIS_API_OPERATIONS_PARTITION_READ_INSIDE_H

#include "api/operations/existence.h"
#include "api/operations/partition_read.h"

/* Whether the folder of a projected partition is there, where that is asked for. */
enum exists partition_reader_exists(struct partition_reader *r, const struct text *values);

/* Renders what all projected partitions have in common. */
void partition_reader_style(struct partition_reader *r, bool without_columns);

/* Appends a projected Partition object. */
void partition_reader_put(struct partition_reader *r, const struct text *values, struct buf *out);

#endif
