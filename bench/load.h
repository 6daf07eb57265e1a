/* SPDX-License-Identifier: Apache-2.0
 * The load generator's parts: what is asked (scenarios), and the loop that asks it. */
#ifndef PROPOLIS_BENCH_LOAD_H
#define PROPOLIS_BENCH_LOAD_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/crypto.h"
#include "base/text.h"

struct load_options {
    unsigned short port;
    unsigned connections;
    double seconds;          /* 0: until `requests` are answered */
    int64_t requests, first; /* how many, and the number of the first */
    int64_t tables, partitions;
    struct text key_id, secret;
    struct text suffix; /* of names, so that runs do not meet */
    int64_t segment, segments;
    struct text token; /* of a list that goes on */
};

struct scenario {
    const char *name, *target;
    bool is_replayed; /* requests are made and signed once and sent again and again */
    void (*body)(struct buf *out, const struct load_options *options, int64_t number);
    const struct scenario *(*part)(int64_t number); /* a mix: which one is asked; NULL: none */
};

/* By name, or NULL. */
const struct scenario *scenario_find(const char *name);

/* Appends the whole signed HTTP request with this number. */
void scenario_put_request(const struct scenario *scenario, const struct load_options *options,
                          struct crypto *crypto, int64_t number, struct buf *out);

#endif
