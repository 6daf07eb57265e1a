/* SPDX-License-Identifier: Apache-2.0
 * Sealing: secrets that must be read again (access keys, webhook secrets) lie encrypted in the
 * database, under a key that lies beside it in a file of its own. AES-256-GCM; each sealed text
 * begins with the number of its key, so that two keys can live while one replaces the other.
 *
 *     sealed text = key number (1 byte), nonce (12), encrypted bytes (as many as plain), tag (16)
 *
 * The associated data names the place of the secret (for instance "access_keys.secret:AKIA..."): a
 * sealed text that is moved to another row does not open. */
#ifndef PROPOLIS_BASE_SEAL_H
#define PROPOLIS_BASE_SEAL_H

#include "base/buf.h"
#include "base/crypto.h"

enum {
    SEAL_KEYS_MAX = 8,
    SEAL_BYTES_ADDED = 1 + CRYPTO_NONCE_BYTES + CRYPTO_TAG_BYTES,
};

struct seal_key {
    uint8_t number; /* 1 to 255 */
    unsigned char bytes[CRYPTO_KEY_BYTES];
};

/* The last key seals, all of them open. Plain data: copy it per thread, wipe it at the end. */
struct seal_keys {
    struct seal_key keys[SEAL_KEYS_MAX];
    size_t count;
};

enum seal_if_missing { SEAL_REFUSE, SEAL_CREATE };

/* Reads the key file: lines of `<number> <64 hex digits>`, and comments after '#'. Where the file
 * is missing, SEAL_CREATE makes one with a random key (mode 0600, on disk before the return);
 * SEAL_REFUSE fails with NOT_FOUND, for a database that holds sealed texts already. Fails with
 * INVALID where others may read the file or its text is wrong, with IO where the system fails. */
int seal_keys_load(struct seal_keys *keys, const char *path, enum seal_if_missing if_missing,
                   struct err *e) MUST_CHECK;

/* The text of a key file, for a backup; `seal_keys_decode` reads it again. */
void seal_keys_encode(const struct seal_keys *keys, struct buf *out);
int seal_keys_decode(struct seal_keys *keys, struct text file, struct err *e) MUST_CHECK;

void seal_keys_wipe(struct seal_keys *keys);

/* What sealing needs: both borrowed. */
struct seal {
    struct crypto *crypto;
    const struct seal_keys *keys;
};

/* Appends the sealed text to `out`. */
void seal_encrypt(const struct seal *s, struct text associated, struct text plain, struct buf *out);

/* Appends the plain text to `out`. Fails with INVALID where the key is not among the keys, or
 * anything was changed. */
int seal_decrypt(const struct seal *s, struct text associated, struct text sealed, struct buf *out,
                 struct err *e) MUST_CHECK;

/* The same under a passphrase (scrypt: about 0.1 s and 32 MiB), for the sealing keys inside a
 * backup. The text is binary and names its own cost. */
void seal_passphrase_encrypt(struct crypto *c, struct text passphrase, struct text plain,
                             struct buf *out);
int seal_passphrase_decrypt(struct crypto *c, struct text passphrase, struct text sealed,
                            struct buf *out, struct err *e) MUST_CHECK;

#endif
