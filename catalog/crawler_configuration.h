/* SPDX-License-Identifier: Apache-2.0
 * The Configuration of a crawler: a JSON text inside the JSON of a request. Source:
 * docs.aws.amazon.com/glue, "Setting crawler configuration options". Keys that are not known are
 * ignored, as the service ignores them. */
#ifndef PROPOLIS_CATALOG_CRAWLER_CONFIGURATION_H
#define PROPOLIS_CATALOG_CRAWLER_CONFIGURATION_H

#include "base/compiler.h"
#include "base/err.h"
#include "base/text.h"

struct crawler_configuration {
    bool combine_compatible_schemas; /* Grouping.TableGroupingPolicy: folders that are compatible
                                        join, however alike */
    int64_t table_level; /* Grouping.TableLevelConfiguration: the bucket is level 1; 0: found out */
    bool inherit_from_table; /* CrawlerOutput.Partitions.AddOrUpdateBehavior */
    bool merge_new_columns;  /* CrawlerOutput.Tables.AddOrUpdateBehavior */
    int64_t table_threshold; /* CrawlerOutput.Tables.TableThreshold; 0: none */
};

/* Reads the text; an empty one gives the defaults (all zero). ERR_INVALID says which key is wrong
 * and why. */
int crawler_configuration_decode(struct text json, struct crawler_configuration *out,
                                 struct err *err) MUST_CHECK;

#endif
