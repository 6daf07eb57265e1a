/* SPDX-License-Identifier: Apache-2.0
 * The documents that a crawl writes: TableInput and PartitionInput, as values of their shapes, with
 * all that Glue's crawler puts into them, so that engines can read the files. Pure.
 *
 * What others wrote into a table stays: its description, comments, parameters that no crawler sets.
 */
#ifndef PROPOLIS_CRAWLER_DOCUMENT_H
#define PROPOLIS_CRAWLER_DOCUMENT_H

#include "base/arena.h"
#include "base/text.h"
#include "catalog/shape.h"

struct found_table;
struct found_partition;
struct planned_column;
struct table_format;

/* Who writes. All borrowed. */
struct document_writer {
    struct text crawler, run;       /* the crawler's name and the CrawlId */
    struct text target;             /* location of the crawler's target, with a slash at its end */
    const struct value *exclusions; /* the target's, or NULL */
    struct arena *arena;
};

struct table_document {
    const struct found_table *found;
    const struct table_format *format;
    struct text name;
    const struct planned_column *columns;
    size_t columns_n;
    const struct value *known; /* members of the TableInput that it replaces; NULL: a new one */
};

/* The members of a TableInput (catalog/shapes_table.h). */
struct value *document_table(const struct document_writer *w, const struct table_document *d);

/* A copy of a TableInput that says since when no data was found; likewise a PartitionInput. */
struct value *document_table_deprecated(const struct value *input, int64_t now_ms, struct arena *a);
struct value *document_partition_deprecated(const struct value *input, int64_t now_ms,
                                            struct arena *a);

/* True where it says so. */
bool document_is_deprecated(const struct value *parameters);

/* What partitions of one kind have in common: the members of a StorageDescriptor without a
 * location. */
struct value *document_descriptor(const struct table_format *format,
                                  const struct planned_column *columns, size_t columns_n,
                                  struct arena *a);

/* The members of a PartitionInput (catalog/shapes_partition.h). `descriptor` is from
 * document_descriptor. */
struct value *document_partition(const struct document_writer *w, const struct found_partition *p,
                                 size_t values_n, const struct value *descriptor);

/* Where something of a table lies. */
struct text document_table_location(const struct document_writer *w, const struct found_table *t);
struct text document_partition_location(const struct document_writer *w,
                                        const struct found_partition *p);

#endif
