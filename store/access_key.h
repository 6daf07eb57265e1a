/* SPDX-License-Identifier: Apache-2.0
 * Access keys: who may call. The secret is kept sealed, because a signature can only be checked by
 * one who knows it; sealing and opening is the caller's, so that no transaction sees a plain
 * secret. Each key carries an identity policy. */
#ifndef PROPOLIS_STORE_ACCESS_KEY_H
#define PROPOLIS_STORE_ACCESS_KEY_H

#include "base/arena.h"
#include "base/buf.h"
#include "store/page.h"
#include "store/store.h"

enum { ACCESS_KEYS_MAX = 10000 };

struct access_key {
    struct text key_id;             /* 4 to 128 letters, digits and '_' */
    struct text name;               /* of the user; several keys may share one, for rotation */
    struct text secret;             /* sealed under access_key_place; empty once revoked */
    struct text policy;             /* JSON, the same for all keys of a user */
    int64_t created_ms, revoked_ms; /* revoked_ms 0: in use */
};

#define ACCESS_KEY_POLICY_ALL                                                                      \
    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\","           \
    "\"Resource\":\"*\"}]}"

/* The place that a secret is sealed for, in the arena. */
struct text access_key_place(struct arena *arena, struct text key_id);

/* Adds a key, created now. A policy goes to all keys of its user; with {NULL, 0} the new key gets
 * the one that the user has or had last, else ACCESS_KEY_POLICY_ALL: a second key for rotation is
 * no way around the policy of the first. ERR_EXISTS: the id is or was in use. ERR_LIMIT:
 * ACCESS_KEYS_MAX. */
int access_key_create(struct tx *tx, const struct access_key *key) MUST_CHECK;

/* Takes a key out of use and forgets its secret. ERR_NOT_FOUND: no such key, or revoked before. */
int access_key_revoke(struct tx *tx, struct text key_id) MUST_CHECK;

/* The policy of the user's newest key, in the arena, and a new one for all of them. ERR_NOT_FOUND:
 * no key was ever made for such a user. */
int access_key_get_policy(struct tx *tx, struct text name, struct arena *arena,
                          struct text *policy) MUST_CHECK;
int access_key_set_policy(struct tx *tx, struct text name, struct text policy) MUST_CHECK;

/* All keys, revoked ones too, by id. The array and its texts are in the arena. */
int access_key_list(struct tx *tx, struct arena *arena, struct access_key **keys,
                    size_t *count) MUST_CHECK;

/* Appends a page of keys without secrets, revoked ones too, by id: UserName, AccessKeyId, Status,
 * CreateDate. */
int access_key_put_page(struct tx *tx, struct page *page, struct buf *out) MUST_CHECK;

#endif
