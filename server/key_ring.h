/* SPDX-License-Identifier: Apache-2.0
 * The keys in use, opened, in memory: a request is checked without a look into the store. Whenever
 * a key is made or revoked the whole ring is read anew and its generation rises; threads notice by
 * one load of a word.
 *
 * The root key is configuration and not in the store: it comes from the environment, or from the
 * file `root-key` in the data folder, which is made at the first start. */
#ifndef PROPOLIS_SERVER_KEY_RING_H
#define PROPOLIS_SERVER_KEY_RING_H

#include "base/arena.h"
#include "base/err.h"
#include "base/log.h"
#include "base/seal.h"
#include "store/access_key.h"
#include "store/store.h"

struct key_ring;

/* A key as it is checked. */
struct key {
    struct text key_id, secret, name; /* of the user; "root" for the root key */
    struct text arn;                  /* arn:aws:iam::<account>:user/<name>, or ...:root */
    const struct policy *policy;      /* an owner; NULL: allows everything */
    struct text new_policy;           /* for a key that is made; {NULL, 0}: as its user's others */
};

/* All keys at one moment, constant. */
struct key_set;

struct key_ring_options {
    struct store *store;                   /* borrowed */
    struct text account_id;                /* borrowed */
    const char *folder;                    /* for seal.key and root-key; borrowed */
    const struct log *log;                 /* borrowed */
    const char *root_key_id, *root_secret; /* NULL: from the file, made when missing */
};

/* New. `made` says that a root key was made just now. ERR_INVALID: a key file that others may read,
 * or that is damaged. */
struct key_ring *key_ring_open(const struct key_ring_options *options, bool *made,
                               struct err *err) MUST_CHECK;
void key_ring_close(struct key_ring *ring); /* NULL is allowed */

/* The sealing keys, borrowed, for other secrets that are kept. */
const struct seal_keys *key_ring_seal_keys(const struct key_ring *ring);

/* The root key, borrowed. */
const struct key *key_ring_root(const struct key_ring *ring);

/* A secret of 32 bytes that stays the same as long as the sealing key does, for one purpose. */
void key_ring_derive(struct key_ring *ring, const char *purpose, unsigned char out[32]);

/* Rises with every change of the keys. */
uint64_t key_ring_generation(const struct key_ring *ring);

/* The keys of now; give it back with key_set_drop. */
struct key_set *key_ring_take(struct key_ring *ring) MUST_CHECK;
void key_set_drop(struct key_set *set); /* NULL is allowed */
uint64_t key_set_generation(const struct key_set *set);

/* Borrowed from the set; NULL when no key of that id is in use. */
const struct key *key_set_find(const struct key_set *set, struct text key_id);

/* Makes a key for the user `key->name`, with key->new_policy, and fills the rest of `key` in; texts
 * are in the arena. From a thread that may wait for a write. */
int key_ring_create(struct key_ring *ring, const struct origin *origin, struct arena *arena,
                    struct key *key, struct err *err) MUST_CHECK;

/* Takes in an existing pair. ERR_VALIDATION, ERR_INVALID for the policy, ERR_EXISTS. */
int key_ring_import(struct key_ring *ring, const struct origin *origin, const struct key *key,
                    struct err *err) MUST_CHECK;

/* Reads all keys and their policies anew, after a write. From a thread that may wait. */
int key_ring_reload(struct key_ring *ring, struct err *err) MUST_CHECK;

/* Takes a key out of use at once. ERR_NOT_FOUND. */
int key_ring_revoke(struct key_ring *ring, const struct origin *origin, struct text key_id,
                    struct err *err) MUST_CHECK;

#endif
