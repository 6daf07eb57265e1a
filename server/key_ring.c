/* SPDX-License-Identifier: Apache-2.0 */
#include "server/key_ring.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/memory.h"
#include "catalog/policy.h"
#include "server/root_key.h"
#include "store/webhook.h"

enum {
    KEY_SET_BYTES_MAX = 64 << 20, /* ACCESS_KEYS_MAX of the longest kind */
    PATH_BYTES_MAX = 4096,
    USER_NAME_BYTES_MAX = 64, /* IAM: UserName */
};

struct key_set {
    atomic_size_t users;
    uint64_t generation;
    struct arena arena;
    struct key *keys; /* by id */
    size_t count;
};

struct key_ring {
    struct key_ring_options options;
    struct arena arena; /* the root key */
    struct key root;
    atomic_uint_fast64_t generation;
    struct seal_keys seal_keys;
    struct crypto *crypto; /* under lock */
    pthread_mutex_t lock;
    pthread_mutex_t reload_lock; /* who reads the store later must not be overtaken */
    struct key_set *current;     /* under lock */
};

uint64_t key_ring_generation(const struct key_ring *ring)
{
    return atomic_load_explicit(&ring->generation, memory_order_acquire);
}

const struct seal_keys *key_ring_seal_keys(const struct key_ring *ring)
{
    return &ring->seal_keys;
}

const struct key *key_ring_root(const struct key_ring *ring)
{
    return &ring->root;
}

uint64_t key_set_generation(const struct key_set *set)
{
    return set->generation;
}

struct key_set *key_ring_take(struct key_ring *ring)
{
    pthread_mutex_lock(&ring->lock);
    struct key_set *set = ring->current;
    atomic_fetch_add(&set->users, 1);
    pthread_mutex_unlock(&ring->lock);
    return set;
}

void key_set_drop(struct key_set *set)
{
    if (!set || atomic_fetch_sub(&set->users, 1) != 1)
        return;
    for (size_t i = 0; i < set->count; i++) {
        crypto_wipe((void *)set->keys[i].secret.p, set->keys[i].secret.n);
        policy_drop(set->keys[i].policy);
    }
    arena_release(&set->arena);
    free(set);
}

const struct key *key_set_find(const struct key_set *set, struct text key_id)
{
    size_t low = 0, high = set->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = text_compare(set->keys[middle].key_id, key_id);
        if (order == 0)
            return &set->keys[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* --- reading the store --- */

struct listing {
    struct arena *arena;
    struct access_key *keys;
    size_t count;
};

static int list_keys(struct tx *tx, void *context)
{
    struct listing *listing = context;
    return access_key_list(tx, listing->arena, &listing->keys, &listing->count);
}

static int open_secret(struct key_ring *ring, struct arena *arena, const struct access_key *from,
                       struct text *secret, struct err *err)
{
    struct buf plain;
    struct seal seal = {ring->crypto, &ring->seal_keys};
    buf_init(&plain, LIMIT_SECRET_KEY_BYTES);
    pthread_mutex_lock(&ring->lock);
    int result =
        seal_decrypt(&seal, access_key_place(arena, from->key_id), from->secret, &plain, err);
    pthread_mutex_unlock(&ring->lock);
    if (result == 0)
        *secret = arena_copy(arena, buf_text(&plain));
    else
        err_wrap(err, "access key %.*s", TEXT_ARG(from->key_id));
    crypto_wipe(plain.p, plain.n);
    buf_release(&plain);
    return result;
}

/* A policy that allows everything is none, which is what most requests find. */
static int open_policy(struct key *key, struct text text, struct err *err)
{
    static const struct policy_rules rules = {.kind = POLICY_OF_IDENTITY};
    if (text_is(text, ACCESS_KEY_POLICY_ALL))
        return 0;
    struct policy *policy = policy_new(text, &rules, err);
    if (!policy)
        return err_wrap(err, "access key %.*s", TEXT_ARG(key->key_id));
    if (policy_allows_everything(policy))
        policy_drop(policy);
    else
        key->policy = policy;
    return 0;
}

/* A key that does not open, because its sealing key was given up, is out of use; the others are
 * not. The same for one whose policy this version cannot read. */
static void add_key(struct key_ring *ring, struct key_set *set, const struct access_key *from)
{
    struct err err = {0};
    struct text account = ring->options.account_id;
    struct key *key = &set->keys[set->count];
    *key = (struct key){.key_id = arena_copy(&set->arena, from->key_id),
                        .name = arena_copy(&set->arena, from->name),
                        .arn = arena_printf(&set->arena, "arn:aws:iam::%.*s:user/%.*s",
                                            TEXT_ARG(account), TEXT_ARG(from->name))};
    if (open_secret(ring, &set->arena, from, &key->secret, &err) == 0 &&
        open_policy(key, from->policy, &err) == 0)
        set->count++;
    else
        LOG(ring->options.log, LEVEL_WARNING, "access key cannot be used",
            LOG_TEXT("key", from->key_id), LOG_TEXT("error", err_text(&err)));
}

static int compare_keys(const void *a, const void *b)
{
    return text_compare(((const struct key *)a)->key_id, ((const struct key *)b)->key_id);
}

/* The root key goes before a stored one of the same id. */
static void fill(struct key_ring *ring, struct key_set *set, const struct listing *listing)
{
    set->keys = ARENA_ARRAY(&set->arena, struct key, listing->count + 1);
    for (size_t i = 0; i < listing->count; i++) {
        const struct access_key *from = &listing->keys[i];
        if (from->revoked_ms == 0 && !text_equal(from->key_id, ring->root.key_id))
            add_key(ring, set, from);
    }
    struct key *root = &set->keys[set->count++];
    *root = ring->root;
    root->secret = arena_copy(&set->arena, ring->root.secret);
    qsort(set->keys, set->count, sizeof *set->keys, compare_keys);
}

static int read_set(struct key_ring *ring, struct err *err)
{
    struct key_set *set = memory_new(sizeof *set);
    atomic_store(&set->users, 1);
    arena_init(&set->arena, KEY_SET_BYTES_MAX, NULL);
    struct listing listing = {.arena = &set->arena};
    if (store_read(ring->options.store, list_keys, &listing, err) != 0) {
        key_set_drop(set);
        return -1;
    }
    fill(ring, set, &listing);
    pthread_mutex_lock(&ring->lock);
    struct key_set *old = ring->current;
    set->generation = atomic_load(&ring->generation) + 1;
    ring->current = set;
    atomic_store_explicit(&ring->generation, set->generation, memory_order_release);
    pthread_mutex_unlock(&ring->lock);
    key_set_drop(old);
    return 0;
}

int key_ring_reload(struct key_ring *ring, struct err *err)
{
    pthread_mutex_lock(&ring->reload_lock);
    int result = read_set(ring, err);
    pthread_mutex_unlock(&ring->reload_lock);
    return result;
}

/* --- opening --- */

static int open_root_key(struct key_ring *ring, bool *made, struct err *err)
{
    const struct key_ring_options *o = &ring->options;
    *made = false;
    ring->root.name = TEXT("root");
    ring->root.arn = arena_printf(&ring->arena, "arn:aws:iam::%.*s:root", TEXT_ARG(o->account_id));
    if (o->root_key_id) {
        ring->root.key_id = arena_copy(&ring->arena, text_of(o->root_key_id));
        ring->root.secret = arena_copy(&ring->arena, text_of(o->root_secret));
        return 0;
    }
    return root_key_load(o->folder, &ring->arena, &ring->root, made, err);
}

/* Whether anything in the store is sealed. */
static int any_secret(struct tx *tx, void *context)
{
    struct arena arena;
    struct access_key *keys;
    size_t count = 0;
    int64_t webhooks = 0;
    arena_init(&arena, KEY_SET_BYTES_MAX, NULL);
    int result = access_key_list(tx, &arena, &keys, &count);
    if (result == 0)
        result = webhook_count_enabled(tx, &webhooks);
    *(bool *)context = count > 0 || webhooks > 0;
    arena_release(&arena);
    return result;
}

/* A store that holds sealed secrets already must not begin with another sealing key. */
static int open_seal(struct key_ring *ring, struct err *err)
{
    char path[PATH_BYTES_MAX];
    bool has_secrets = false;
    snprintf(path, sizeof path, "%s/seal.key", ring->options.folder);
    if (store_read(ring->options.store, any_secret, &has_secrets, err) != 0)
        return -1;
    return seal_keys_load(&ring->seal_keys, path, has_secrets ? SEAL_REFUSE : SEAL_CREATE, err);
}

struct key_ring *key_ring_open(const struct key_ring_options *options, bool *made, struct err *err)
{
    struct key_ring *ring = memory_new(sizeof *ring);
    ring->options = *options;
    pthread_mutex_init(&ring->lock, NULL);
    pthread_mutex_init(&ring->reload_lock, NULL);
    arena_init(&ring->arena, 1 << 16, NULL);
    if (crypto_open(&ring->crypto, err) != 0 || open_seal(ring, err) != 0 ||
        open_root_key(ring, made, err) != 0 || key_ring_reload(ring, err) != 0) {
        key_ring_close(ring);
        return NULL;
    }
    return ring;
}

void key_ring_close(struct key_ring *ring)
{
    if (!ring)
        return;
    key_set_drop(ring->current);
    seal_keys_wipe(&ring->seal_keys);
    crypto_wipe((void *)ring->root.secret.p, ring->root.secret.n);
    arena_release(&ring->arena);
    crypto_close(ring->crypto);
    pthread_mutex_destroy(&ring->lock);
    pthread_mutex_destroy(&ring->reload_lock);
    free(ring);
}

void key_ring_derive(struct key_ring *ring, const char *purpose, unsigned char out[32])
{
    const struct seal_key *first = &ring->seal_keys.keys[0];
    struct text key = {(const char *)first->bytes, sizeof first->bytes}, part = text_of(purpose);
    pthread_mutex_lock(&ring->lock);
    crypto_hmac(ring->crypto, key, &part, 1, out);
    pthread_mutex_unlock(&ring->lock);
}

/* --- changing --- */

static int create_key(struct tx *tx, void *context)
{
    return access_key_create(tx, context);
}

static int revoke_key(struct tx *tx, void *context)
{
    return access_key_revoke(tx, *(const struct text *)context);
}

static bool all_in(struct text t, const char *others)
{
    for (size_t i = 0; i < t.n; i++) {
        char c = t.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) &&
            (!c || !strchr(others, c)))
            return false;
    }
    return true;
}

/* IAM's rules for user names, ours for what goes into an Authorization header. */
static int check_key(const struct key *key, struct err *err)
{
    if (key->name.n < 1 || key->name.n > USER_NAME_BYTES_MAX || !all_in(key->name, "+=,.@_-"))
        return err_set(err, ERR_VALIDATION,
                       "The name of a key is 1 to %d letters, digits or +=,.@_-.",
                       USER_NAME_BYTES_MAX);
    if (key->key_id.n < 4 || key->key_id.n > LIMIT_ACCESS_KEY_ID_BYTES || !all_in(key->key_id, "_"))
        return err_set(err, ERR_VALIDATION,
                       "An access key id is 4 to %d letters, digits or underscores.",
                       LIMIT_ACCESS_KEY_ID_BYTES);
    for (size_t i = 0; i < key->secret.n; i++)
        if (key->secret.p[i] <= ' ' || key->secret.p[i] > '~')
            return err_set(err, ERR_VALIDATION, "A secret is printable ASCII without blanks.");
    if (key->secret.n < 8 || key->secret.n > 128)
        return err_set(err, ERR_VALIDATION, "A secret is 8 to 128 characters long.");
    return 0;
}

int key_ring_import(struct key_ring *ring, const struct origin *origin, const struct key *key,
                    struct err *err)
{
    struct arena arena;
    struct buf sealed;
    struct seal seal = {ring->crypto, &ring->seal_keys};
    struct key checked = {.key_id = key->key_id};
    if (check_key(key, err) != 0 ||
        (key->new_policy.p && open_policy(&checked, key->new_policy, err) != 0))
        return -1;
    policy_drop(checked.policy);
    if (text_equal(key->key_id, ring->root.key_id))
        return err_set(err, ERR_EXISTS, "%.*s is the id of the root key.", TEXT_ARG(key->key_id));
    arena_init(&arena, 4096, NULL);
    buf_init(&sealed, LIMIT_SECRET_KEY_BYTES);
    pthread_mutex_lock(&ring->lock);
    seal_encrypt(&seal, access_key_place(&arena, key->key_id), key->secret, &sealed);
    pthread_mutex_unlock(&ring->lock);
    struct access_key row = {.key_id = key->key_id,
                             .name = key->name,
                             .secret = buf_text(&sealed),
                             .policy = key->new_policy};
    int result = store_write(ring->options.store, LANE_FOREGROUND, origin, create_key, &row, err);
    if (result == 0)
        result = key_ring_reload(ring, err);
    buf_release(&sealed);
    arena_release(&arena);
    return result;
}

int key_ring_create(struct key_ring *ring, const struct origin *origin, struct arena *arena,
                    struct key *key, struct err *err)
{
    root_key_invent(arena, key);
    return key_ring_import(ring, origin, key, err);
}

int key_ring_revoke(struct key_ring *ring, const struct origin *origin, struct text key_id,
                    struct err *err)
{
    if (text_equal(key_id, ring->root.key_id))
        return err_set(err, ERR_INVALID,
                       "The root key is configuration; change it and start the server again.");
    if (store_write(ring->options.store, LANE_FOREGROUND, origin, revoke_key, &key_id, err) != 0)
        return -1;
    return key_ring_reload(ring, err);
}
