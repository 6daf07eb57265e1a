/* SPDX-License-Identifier: Apache-2.0 */
#include "base/crypto.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include "base/encode.h"
#include "base/memory.h"

enum { SHA256_BLOCK_BYTES = 64, SCRYPT_R = 8, SCRYPT_P = 1 };

struct crypto {
    EVP_MD *sha256;
    EVP_MD_CTX *hash;
    EVP_CIPHER *gcm;
    EVP_CIPHER_CTX *cipher;
};

/* OpenSSL fails here only when it finds no memory, or when we hand it nonsense. */
static void must(bool ok, const char *what)
{
    if (!ok) {
        fprintf(stderr, "propolis: OpenSSL failed at %s\n", what);
        abort();
    }
}

int crypto_open(struct crypto **out, struct err *e)
{
    struct crypto *c = memory_new(sizeof *c);
    c->sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    c->gcm = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL);
    c->hash = EVP_MD_CTX_new();
    c->cipher = EVP_CIPHER_CTX_new();
    if (!c->sha256 || !c->gcm) {
        crypto_close(c);
        return err_set(e, ERR_INTERNAL, "this OpenSSL has no SHA-256 or no AES-256-GCM");
    }
    must(c->hash && c->cipher, "a context");
    *out = c;
    return 0;
}

void crypto_close(struct crypto *c)
{
    if (!c)
        return;
    EVP_CIPHER_CTX_free(c->cipher);
    EVP_MD_CTX_free(c->hash);
    EVP_CIPHER_free(c->gcm);
    EVP_MD_free(c->sha256);
    free(c);
}

static void hash_begin(struct crypto *c)
{
    must(EVP_DigestInit_ex2(c->hash, c->sha256, NULL) == 1, "SHA-256");
}

static void hash_add(struct crypto *c, const void *p, size_t n)
{
    if (n)
        must(EVP_DigestUpdate(c->hash, p, n) == 1, "SHA-256");
}

static void hash_end(struct crypto *c, unsigned char out[CRYPTO_HASH_BYTES])
{
    must(EVP_DigestFinal_ex(c->hash, out, NULL) == 1, "SHA-256");
}

void crypto_sha256(struct crypto *c, struct text bytes, unsigned char out[CRYPTO_HASH_BYTES])
{
    hash_begin(c);
    hash_add(c, bytes.p, bytes.n);
    hash_end(c, out);
}

void crypto_sha256_hex(struct crypto *c, struct text bytes, char out[CRYPTO_HASH_HEX])
{
    unsigned char hash[CRYPTO_HASH_BYTES];
    crypto_sha256(c, bytes, hash);
    encode_hex((struct text){(const char *)hash, sizeof hash}, out);
}

/* RFC 2104 on the fetched digest: half the time of EVP_MAC, which copies three contexts. */
void crypto_hmac(struct crypto *c, struct text key, const struct text *parts, size_t part_count,
                 unsigned char out[CRYPTO_HASH_BYTES])
{
    unsigned char block[SHA256_BLOCK_BYTES] = {0};
    unsigned char inner[CRYPTO_HASH_BYTES];
    if (key.n > sizeof block)
        crypto_sha256(c, key, block);
    else if (key.n)
        memcpy(block, key.p, key.n);
    for (size_t i = 0; i < sizeof block; i++)
        block[i] ^= 0x36;
    hash_begin(c);
    hash_add(c, block, sizeof block);
    for (size_t i = 0; i < part_count; i++)
        hash_add(c, parts[i].p, parts[i].n);
    hash_end(c, inner);
    for (size_t i = 0; i < sizeof block; i++)
        block[i] ^= 0x36 ^ 0x5c;
    hash_begin(c);
    hash_add(c, block, sizeof block);
    hash_add(c, inner, sizeof inner);
    hash_end(c, out);
    crypto_wipe(block, sizeof block);
}

void crypto_encrypt(struct crypto *c, const struct crypto_box *box, struct text plain,
                    unsigned char *out)
{
    int n = 0, rest = 0;
    assert(plain.n <= INT_MAX && box->associated.n <= INT_MAX);
    bool ok = EVP_EncryptInit_ex2(c->cipher, c->gcm, box->key, box->nonce, NULL) == 1;
    if (box->associated.n)
        ok = ok && EVP_EncryptUpdate(c->cipher, NULL, &n, (const unsigned char *)box->associated.p,
                                     (int)box->associated.n) == 1;
    if (plain.n)
        ok = ok && EVP_EncryptUpdate(c->cipher, out, &n, (const unsigned char *)plain.p,
                                     (int)plain.n) == 1;
    ok = ok && EVP_EncryptFinal_ex(c->cipher, out + plain.n, &rest) == 1;
    ok = ok && EVP_CIPHER_CTX_ctrl(c->cipher, EVP_CTRL_AEAD_GET_TAG, CRYPTO_TAG_BYTES,
                                   out + plain.n) == 1;
    must(ok, "AES-256-GCM");
}

bool crypto_decrypt(struct crypto *c, const struct crypto_box *box, struct text sealed,
                    unsigned char *out)
{
    int n = 0;
    unsigned char tag[CRYPTO_TAG_BYTES];
    if (sealed.n < sizeof tag || sealed.n > INT_MAX || box->associated.n > INT_MAX)
        return false;
    size_t plain = sealed.n - sizeof tag;
    memcpy(tag, sealed.p + plain, sizeof tag);
    must(EVP_DecryptInit_ex2(c->cipher, c->gcm, box->key, box->nonce, NULL) == 1, "AES-256-GCM");
    bool ok = true;
    if (box->associated.n)
        ok = EVP_DecryptUpdate(c->cipher, NULL, &n, (const unsigned char *)box->associated.p,
                               (int)box->associated.n) == 1;
    if (plain)
        ok = ok && EVP_DecryptUpdate(c->cipher, out, &n, (const unsigned char *)sealed.p,
                                     (int)plain) == 1;
    ok = ok && EVP_CIPHER_CTX_ctrl(c->cipher, EVP_CTRL_AEAD_SET_TAG, sizeof tag, tag) == 1;
    ok = ok && EVP_DecryptFinal_ex(c->cipher, tag, &n) == 1;
    if (!ok)
        crypto_wipe(out, plain);
    return ok;
}

void crypto_scrypt(struct text passphrase, struct text salt, unsigned log2_n,
                   unsigned char out[CRYPTO_KEY_BYTES])
{
    assert(log2_n >= CRYPTO_SCRYPT_LOG2_MIN && log2_n <= CRYPTO_SCRYPT_LOG2_MAX);
    uint64_t n = UINT64_C(1) << log2_n, memory_max = n * 2048;
    uint32_t r = SCRYPT_R, p = SCRYPT_P;
    EVP_KDF *kdf = EVP_KDF_fetch(NULL, "SCRYPT", NULL);
    EVP_KDF_CTX *context = kdf ? EVP_KDF_CTX_new(kdf) : NULL;
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_PASSWORD, (void *)passphrase.p,
                                          passphrase.n),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, (void *)salt.p, salt.n),
        OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_N, &n),
        OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_R, &r),
        OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_P, &p),
        OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_MAXMEM, &memory_max),
        OSSL_PARAM_construct_end(),
    };
    must(context && EVP_KDF_derive(context, out, CRYPTO_KEY_BYTES, params) == 1, "scrypt");
    EVP_KDF_CTX_free(context);
    EVP_KDF_free(kdf);
}

void crypto_random(void *out, size_t n)
{
    unsigned char *p = out;
    while (n > 0) {
        ssize_t got = getrandom(p, n, 0);
        must(got > 0 || errno == EINTR, "getrandom");
        if (got > 0) {
            p += got;
            n -= (size_t)got;
        }
    }
}

bool crypto_equal(const void *a, const void *b, size_t n)
{
    return CRYPTO_memcmp(a, b, n) == 0;
}

void crypto_wipe(void *p, size_t n)
{
    if (n)
        explicit_bzero(p, n);
}
