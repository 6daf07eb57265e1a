/* SPDX-License-Identifier: Apache-2.0 */
#include "server/auth.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/encode.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/sigv4_verify.h"
#include "catalog/policy.h"

enum { SERVICES_MAX = 4, BASIC_BYTES_MAX = 1024 };

/* What one thread keeps. */
struct auth_thread {
    struct auth *auth;
    struct sigv4_verifier *verifier;
    struct crypto *crypto; /* for Basic */
    struct key_set *keys;
    struct auth_thread *next, **link; /* in auth->threads, under auth->lock */
};

struct auth {
    struct key_ring *ring;
    enum auth_mode mode;
    int64_t skew_ms;
    pthread_key_t thread_key;
    pthread_mutex_t lock;
    struct auth_thread *threads;
};

static void free_thread(struct auth_thread *t)
{
    *t->link = t->next;
    if (t->next)
        t->next->link = t->link;
    sigv4_verifier_close(t->verifier);
    crypto_close(t->crypto);
    key_set_drop(t->keys);
    free(t);
}

/* Runs when a thread that has checked ends. */
static void end_thread(void *context)
{
    struct auth_thread *t = context;
    struct auth *auth = t->auth;
    pthread_mutex_lock(&auth->lock);
    free_thread(t);
    pthread_mutex_unlock(&auth->lock);
}

struct auth *auth_open(struct key_ring *ring, enum auth_mode mode, int64_t skew_ms)
{
    struct auth *auth = memory_new(sizeof *auth);
    auth->ring = ring;
    auth->mode = mode;
    auth->skew_ms = skew_ms;
    pthread_mutex_init(&auth->lock, NULL);
    pthread_key_create(&auth->thread_key, end_thread);
    return auth;
}

void auth_close(struct auth *auth)
{
    if (!auth)
        return;
    pthread_key_delete(auth->thread_key);
    while (auth->threads)
        free_thread(auth->threads);
    pthread_mutex_destroy(&auth->lock);
    free(auth);
}

static int find_secret(void *context, struct text key_id, struct buf *secret, struct err *err)
{
    const struct auth_thread *t = context;
    const struct key *key = key_set_find(t->keys, key_id);
    if (!key)
        return err_set(err, ERR_UNKNOWN_KEY, "There is no such access key.");
    buf_put(secret, key->secret);
    return 0;
}

static struct auth_thread *new_thread(struct auth *auth, struct err *err)
{
    struct auth_thread *t = memory_new(sizeof *t);
    struct sigv4_verifier_config config = {
        .find_secret = find_secret, .context = t, .skew_ms = auth->skew_ms};
    t->auth = auth;
    if (sigv4_verifier_open(&t->verifier, &config, err) != 0 || crypto_open(&t->crypto, err) != 0) {
        sigv4_verifier_close(t->verifier);
        free(t);
        return NULL;
    }
    pthread_mutex_lock(&auth->lock);
    t->next = auth->threads;
    t->link = &auth->threads;
    if (t->next)
        t->next->link = &t->next;
    auth->threads = t;
    pthread_mutex_unlock(&auth->lock);
    pthread_setspecific(auth->thread_key, t);
    return t;
}

/* This thread's part, with the keys of now. */
static struct auth_thread *own_thread(struct auth *auth, struct err *err)
{
    struct auth_thread *t = pthread_getspecific(auth->thread_key);
    if (!t && !(t = new_thread(auth, err)))
        return NULL;
    if (!t->keys || key_set_generation(t->keys) != key_ring_generation(auth->ring)) {
        key_set_drop(t->keys);
        t->keys = key_ring_take(auth->ring);
    }
    return t;
}

/* The set of keys may be gone before the call is, so the caller's texts are copied. */
static void set_caller(struct call *call, const struct auth *auth, const struct key *key)
{
    call->caller =
        (struct caller){.key_id = arena_copy(&call->arena, key->key_id),
                        .name = arena_copy(&call->arena, key->name),
                        .arn = arena_copy(&call->arena, key->arn),
                        .is_root = text_equal(key->key_id, key_ring_root(auth->ring)->key_id),
                        .policy = policy_take(key->policy)};
}

static int check_signature(struct auth_thread *t, const struct request *request,
                           const struct door *door, struct call *call)
{
    struct text services[SERVICES_MAX], rest = text_of(door->services);
    struct sigv4_caller caller;
    struct sigv4_incoming in = {
        .request = {.method = request->method_name,
                    .path = request->path,
                    .query = request->query,
                    .headers = request->headers,
                    .header_count = request->headers_count,
                    .body = request->body},
        .services = services,
        .now_ms = clock_now_ms(),
        .keys_generation = key_set_generation(t->keys),
    };
    while (rest.p && in.service_count < SERVICES_MAX)
        services[in.service_count++] = text_split(&rest, ' ');
    if (sigv4_verify(t->verifier, &in, &caller, &call->err) != 0)
        return -1;
    const struct key *key = key_set_find(t->keys, caller.access_key_id);
    if (!key)
        return err_set(&call->err, ERR_UNKNOWN_KEY, "There is no such access key.");
    set_caller(call, t->auth, key);
    return 0;
}

/* Compares hashes, so that neither length nor content tells by time how much was right. */
static bool is_secret(struct crypto *crypto, struct text given, struct text secret)
{
    unsigned char a[CRYPTO_HASH_BYTES], b[CRYPTO_HASH_BYTES];
    crypto_sha256(crypto, given, a);
    crypto_sha256(crypto, secret, b);
    return crypto_equal(a, b, sizeof a);
}

/* RFC 7617: base64 of id:secret. */
static int check_basic(struct auth_thread *t, struct text credentials, struct call *call)
{
    struct buf plain;
    buf_init(&plain, BASIC_BYTES_MAX);
    bool is_readable = decode_base64(&plain, text_trim(credentials)) && !buf_over(&plain);
    struct text secret = buf_text(&plain), id = text_split(&secret, ':');
    const struct key *key = is_readable && secret.p ? key_set_find(t->keys, id) : NULL;
    bool is_right = is_secret(t->crypto, secret, key ? key->secret : TEXT("no such key")) && key;
    crypto_wipe(plain.p, plain.n);
    buf_release(&plain);
    if (!is_readable)
        return err_set(&call->err, ERR_INCOMPLETE_SIGNATURE,
                       "The Basic credentials are not base64 of ACCESS_KEY_ID:SECRET.");
    if (!is_right)
        return err_set(&call->err, ERR_INVALID_SIGNATURE,
                       "The access key id or the secret is wrong.");
    set_caller(call, t->auth, key);
    return 0;
}

/* Without signatures a browser is the danger: any page that its user visits could send requests
 * here. Browsers name the page's origin in what they send across origins; programs do not. */
static int check_nothing(const struct auth *auth, const struct request *request, struct call *call)
{
    if (request_header(request, "origin").p)
        return err_set(&call->err, ERR_ACCESS_DENIED,
                       "A server without authentication answers no web pages (Origin header).");
    set_caller(call, auth, key_ring_root(auth->ring));
    call->caller.key_id = TEXT("");
    return 0;
}

int auth_check(struct auth *auth, const struct request *request, const struct door *door,
               bool trusted, struct call *call)
{
    static const struct text basic = TEXT_INIT("basic ");
    if (trusted || auth->mode == AUTH_NONE)
        return check_nothing(auth, request, call);
    struct auth_thread *t = own_thread(auth, &call->err);
    if (!t)
        return -1;
    struct text value = text_trim(request_header(request, "authorization"));
    if (door->allows_basic && value.n > basic.n &&
        text_equal_nocase((struct text){value.p, basic.n}, basic))
        return check_basic(t, (struct text){value.p + basic.n, value.n - basic.n}, call);
    return check_signature(t, request, door, call);
}
