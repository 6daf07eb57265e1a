/* SPDX-License-Identifier: Apache-2.0
 * Names of partitions as Hive writes them: "day=2026-11-21/region=eu", values escaped as in folder
 * names (Hive's FileUtils.escapePathName: %XX for control characters and those that mean something
 * in a path). */
#ifndef PROPOLIS_CATALOG_PARTITION_NAME_H
#define PROPOLIS_CATALOG_PARTITION_NAME_H

#include "base/buf.h"
#include "base/text.h"

/* Appends a key or value, escaped. An empty value is written as __HIVE_DEFAULT_PARTITION__. */
void partition_name_put(struct buf *out, struct text part);

/* Appends "key=value", both escaped. */
void partition_name_put_pair(struct buf *out, struct text key, struct text value);

/* The way back: appends what stands for an escaped key or value. What is no %XX stands for itself,
 * as in Hive's FileUtils.unescapePathName. */
void partition_name_take(struct buf *out, struct text escaped);

#endif
