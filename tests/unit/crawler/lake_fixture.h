/* SPDX-License-Identifier: Apache-2.0
 * A lake in a few words, for tests of what comes after the files were looked at. */
#ifndef PROPOLIS_TESTS_LAKE_FIXTURE_H
#define PROPOLIS_TESTS_LAKE_FIXTURE_H

#include "crawler/folder.h"
#include "crawler/format.h"

struct lake_fixture {
    struct arena arena;
    struct tree tree;
};

void lake_fixture_init(struct lake_fixture *lake);
void lake_fixture_release(struct lake_fixture *lake);

/* Adds a file with the columns "name:type name:type ..."; its ending is its format (.csv, .json,
 * .parquet), with .gz behind it its compression. */
void lake_fixture_add(struct lake_fixture *lake, const char *path, const char *columns);

/* No more files. */
void lake_fixture_close(struct lake_fixture *lake);

#endif
