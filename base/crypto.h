/* SPDX-License-Identifier: Apache-2.0
 * The primitives: SHA-256, HMAC, AES-GCM, scrypt, randomness. The only door to OpenSSL.
 *
 * A `struct crypto` holds the algorithms, looked up once, and their contexts, made once: OpenSSL 3
 * otherwise searches its providers under a lock on every call, which costs more than the hash of a
 * request. It belongs to one owner at a time (a thread, a verifier); it may be handed on. Once it
 * is open nothing fails but for want of memory, which ends the process. */
#ifndef PROPOLIS_BASE_CRYPTO_H
#define PROPOLIS_BASE_CRYPTO_H

#include "base/compiler.h"
#include "base/err.h"
#include "base/text.h"

enum {
    CRYPTO_HASH_BYTES = 32,                  /* SHA-256 and its HMAC */
    CRYPTO_HASH_HEX = 2 * CRYPTO_HASH_BYTES, /* the same as text, without a NUL */
    CRYPTO_KEY_BYTES = 32,                   /* AES-256 */
    CRYPTO_NONCE_BYTES = 12,                 /* GCM, 96 bits */
    CRYPTO_TAG_BYTES = 16,                   /* GCM, 128 bits */
    CRYPTO_SCRYPT_LOG2_MIN = 14,             /* 16 MiB of work */
    CRYPTO_SCRYPT_LOG2_MAX = 18, /* 256 MiB: the most a foreign file may make us spend */
};

struct crypto;

/* New, to be closed by the caller. Fails with INTERNAL where this OpenSSL lacks an algorithm. */
int crypto_open(struct crypto **out, struct err *e) MUST_CHECK;
void crypto_close(struct crypto *c); /* NULL is accepted */

void crypto_sha256(struct crypto *c, struct text bytes, unsigned char out[CRYPTO_HASH_BYTES]);

/* The hash as 64 lower-case hex digits, without a NUL. */
void crypto_sha256_hex(struct crypto *c, struct text bytes, char out[CRYPTO_HASH_HEX]);

/* HMAC-SHA256 over the parts, one after the other. */
void crypto_hmac(struct crypto *c, struct text key, const struct text *parts, size_t part_count,
                 unsigned char out[CRYPTO_HASH_BYTES]);

/* What AES-256-GCM needs beside the text: `associated` is protected but not hidden. */
struct crypto_box {
    const unsigned char *key;   /* CRYPTO_KEY_BYTES */
    const unsigned char *nonce; /* CRYPTO_NONCE_BYTES; never twice with one key */
    struct text associated;
};

/* Writes plain.n bytes and then the tag: plain.n + CRYPTO_TAG_BYTES in all. */
void crypto_encrypt(struct crypto *c, const struct crypto_box *box, struct text plain,
                    unsigned char *out);

/* Writes sealed.n - CRYPTO_TAG_BYTES bytes. False, and nothing left in `out`, where any bit was
 * changed. */
bool crypto_decrypt(struct crypto *c, const struct crypto_box *box, struct text sealed,
                    unsigned char *out) MUST_CHECK;

/* A key from a passphrase (RFC 7914, r = 8, p = 1); 2^log2_n blocks of 1 KiB, log2_n within the
 * bounds above. */
void crypto_scrypt(struct text passphrase, struct text salt, unsigned log2_n,
                   unsigned char out[CRYPTO_KEY_BYTES]);

/* Bytes from the kernel's generator. */
void crypto_random(void *out, size_t n);

/* Equality in a time that does not depend on the bytes. */
bool crypto_equal(const void *a, const void *b, size_t n);

/* Overwrites a secret in a way that the compiler keeps. */
void crypto_wipe(void *p, size_t n);

#endif
