/* SPDX-License-Identifier: Apache-2.0
 * What a lake answered, kept for a test to look at. */
#ifndef PROPOLIS_TESTS_UNIT_LAKE_RECORDER_H
#define PROPOLIS_TESTS_UNIT_LAKE_RECORDER_H

#include "lake/lake.h"

struct recorder {
    struct buf names; /* "folder/ file " in the order in which they came */
    struct buf bytes; /* of the last content */
    size_t entries, pages, unreadable, answers, errors;
    uint64_t object_bytes;
    int64_t modified_ms; /* of the last object */
    struct buf etag;     /* of the last object or content */
    struct err err;      /* the last error */
    size_t pages_wanted; /* 0: all */
    bool ended;          /* the last page, a content or an error came */
};

void recorder_init(struct recorder *r);
void recorder_release(struct recorder *r);
void recorder_clear(struct recorder *r);

/* The callbacks; the context is the recorder. */
lake_on_page record_page;
lake_on_content record_content;
lake_on_put record_put;

/* Asks, waits for the end, and returns the code of the error. */
enum err_code recorded_list(struct recorder *r, struct lake *lake, const char *location);
enum err_code recorded_read(struct recorder *r, struct lake *lake, const char *location,
                            const struct lake_read *read);
enum err_code recorded_put(struct recorder *r, struct lake *lake, const char *location,
                           struct text bytes, bool only_new);

/* True where the names came as `want` spells them: "a/ b ". */
bool recorded(const struct recorder *r, const char *want);

#endif
