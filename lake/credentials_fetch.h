/* SPDX-License-Identifier: Apache-2.0
 * Keys that are fetched over HTTP and expire: web identity, container, machine. Internal to the
 * room. */
#ifndef PROPOLIS_LAKE_CREDENTIALS_FETCH_H
#define PROPOLIS_LAKE_CREDENTIALS_FETCH_H

#include "base/arena.h"
#include "base/compiler.h"
#include "base/err.h"
#include "base/text.h"

/* Keys as they were fetched; the texts live in the arena. */
struct fetched_keys {
    struct text access_key_id, secret_key, session_token;
    int64_t expires_ms;
};

/* Each returns 1 with keys, 0 where the environment does not point to this source (or nobody is
 * there), -1 with an error. */
int credentials_fetch_web_identity(struct text region, struct arena *a, struct fetched_keys *out,
                                   struct err *e) MUST_CHECK;
int credentials_fetch_container(struct arena *a, struct fetched_keys *out,
                                struct err *e) MUST_CHECK;
int credentials_fetch_machine(struct arena *a, struct fetched_keys *out, struct err *e) MUST_CHECK;

/* The text of a small file, in the arena. NOT_FOUND where it is missing. */
int credentials_read_file(const char *path, struct arena *a, struct text *out,
                          struct err *e) MUST_CHECK;

#endif
