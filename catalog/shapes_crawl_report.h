/* SPDX-License-Identifier: Apache-2.0
 * The report of a crawl: what was found in which folder, what was made of it, and why. Our own
 * document, in Glue's manner. */
#ifndef PROPOLIS_CATALOG_SHAPES_CRAWL_REPORT_H
#define PROPOLIS_CATALOG_SHAPES_CRAWL_REPORT_H

#include "catalog/shape.h"

extern const struct type type_crawl_run;

#endif
