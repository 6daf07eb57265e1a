/* SPDX-License-Identifier: Apache-2.0
 * A signed request of another signer, as a row of a test's table. */
#ifndef PROPOLIS_TESTS_UNIT_BASE_SIGV4_VECTOR_H
#define PROPOLIS_TESTS_UNIT_BASE_SIGV4_VECTOR_H

#include "base/header.h"

struct vector {
    const char *name;
    struct text session_token;
    struct text access_key_id, region, service;
    struct text method, path, query, body;
    struct header headers[12];
    size_t header_count;
};

#define VECTOR_SECRET "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
#define VECTOR_NOW_MS INT64_C(1795077000000) /* 2026-11-19T08:30:00Z */

#endif
