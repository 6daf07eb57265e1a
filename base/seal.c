/* SPDX-License-Identifier: Apache-2.0 */
#include "base/seal.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/encode.h"
#include "base/limits.h"
#include "base/memory.h"

/* A sealed text under a passphrase: magic, cost, salt, nonce, encrypted bytes, tag. The head is the
 * associated data. */
static const char MAGIC[] = "propolis-seal-1";
enum {
    MAGIC_BYTES = sizeof MAGIC - 1,
    SALT_BYTES = 16,
    PASSPHRASE_LOG2_N = 15,
    PASSPHRASE_HEAD_BYTES = MAGIC_BYTES + 1 + SALT_BYTES,
};

static const char KEY_FILE_HEAD[] =
    "# Sealing keys of a Propolis data folder: <number> <256-bit key in hex>; the last one seals.\n"
    "# Without this file the secrets in the database cannot be read. Keep a copy apart from the "
    "database.\n";

static int decode_key_line(struct seal_keys *keys, struct text line, struct err *e)
{
    int64_t number;
    struct text digits = line;
    if (!text_to_int64(text_split(&digits, ' '), &number) || number < 1 || number > UINT8_MAX)
        return err_set(e, ERR_INVALID, "a key line does not begin with a number from 1 to 255");
    for (size_t i = 0; i < keys->count; i++)
        if (keys->keys[i].number == number)
            return err_set(e, ERR_INVALID, "key %d stands twice in the file", (int)number);
    if (keys->count == SEAL_KEYS_MAX)
        return err_set(e, ERR_INVALID, "more than %d keys", SEAL_KEYS_MAX);
    struct seal_key *key = &keys->keys[keys->count];
    digits = text_trim(digits);
    if (digits.n != 2 * sizeof key->bytes || !decode_hex(digits, key->bytes))
        return err_set(e, ERR_INVALID, "key %d is not 64 hex digits", (int)number);
    key->number = (uint8_t)number;
    keys->count++;
    return 0;
}

int seal_keys_decode(struct seal_keys *keys, struct text file, struct err *e)
{
    *keys = (struct seal_keys){0};
    while (file.p) {
        struct text line = text_trim(text_split(&file, '\n'));
        if (line.n == 0 || line.p[0] == '#')
            continue;
        if (decode_key_line(keys, line, e) < 0) {
            seal_keys_wipe(keys);
            return -1;
        }
    }
    return keys->count > 0 ? 0 : err_set(e, ERR_INVALID, "the file holds no key");
}

void seal_keys_encode(const struct seal_keys *keys, struct buf *out)
{
    char digits[2 * CRYPTO_KEY_BYTES];
    buf_put_string(out, KEY_FILE_HEAD);
    for (size_t i = 0; i < keys->count; i++) {
        const struct seal_key *key = &keys->keys[i];
        encode_hex((struct text){(const char *)key->bytes, sizeof key->bytes}, digits);
        buf_put_int(out, key->number);
        buf_put_char(out, ' ');
        buf_put(out, (struct text){digits, sizeof digits});
        buf_put_char(out, '\n');
    }
    crypto_wipe(digits, sizeof digits);
}

void seal_keys_wipe(struct seal_keys *keys)
{
    crypto_wipe(keys, sizeof *keys);
}

static int write_whole(int fd, struct text t)
{
    while (t.n > 0) {
        ssize_t n = write(fd, t.p, t.n);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return -1;
        t.p += n;
        t.n -= (size_t)n;
    }
    return 0;
}

/* A file whose name is not on disk is lost with its folder's next crash. */
static int sync_folder_of(const char *path)
{
    char *copy = memory_copy_string(path);
    int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int result = fd < 0 ? -1 : fsync(fd);
    if (fd >= 0)
        close(fd);
    free(copy);
    return result;
}

/* The file appears whole or not at all, and never replaces one that is there: link() fails where
 * rename() would not. */
static int create_file(const char *path, struct text content)
{
    char temporary[PATH_MAX];
    int n = snprintf(temporary, sizeof temporary, "%s.new", path);
    if (n < 0 || (size_t)n >= sizeof temporary) {
        errno = ENAMETOOLONG;
        return -1;
    }
    unlink(temporary);
    int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return -1;
    bool ok = write_whole(fd, content) == 0 && fsync(fd) == 0;
    ok = close(fd) == 0 && ok;
    ok = ok && (link(temporary, path) == 0 || errno == EEXIST);
    int cause = errno;
    unlink(temporary);
    errno = cause;
    return ok && sync_folder_of(path) == 0 ? 0 : -1;
}

static int create_key_file(const char *path, struct err *e)
{
    struct seal_keys keys = {.count = 1, .keys = {{.number = 1}}};
    struct buf text;
    crypto_random(keys.keys[0].bytes, sizeof keys.keys[0].bytes);
    buf_init(&text, LIMIT_SEAL_KEY_FILE_BYTES);
    seal_keys_encode(&keys, &text);
    int result = create_file(path, buf_text(&text));
    if (result < 0)
        err_set(e, ERR_IO, "cannot make the sealing key file %s: %s", path, strerror(errno));
    crypto_wipe(text.p, text.n);
    buf_release(&text);
    seal_keys_wipe(&keys);
    return result;
}

static int check_key_file(int fd, const char *path, struct err *e)
{
    struct stat st;
    if (fstat(fd, &st) < 0)
        return err_set(e, ERR_IO, "cannot look at %s: %s", path, strerror(errno));
    if (!S_ISREG(st.st_mode))
        return err_set(e, ERR_INVALID, "the sealing key file %s is not a plain file", path);
    if (st.st_mode & (S_IRWXG | S_IRWXO))
        return err_set(e, ERR_INVALID,
                       "the sealing key file %s is open to others (mode %04o); it must be 0600",
                       path, (unsigned)st.st_mode & 07777);
    if (st.st_size > LIMIT_SEAL_KEY_FILE_BYTES)
        return err_set(e, ERR_INVALID, "the sealing key file %s is larger than %d bytes", path,
                       LIMIT_SEAL_KEY_FILE_BYTES);
    return 0;
}

static int read_key_file(struct seal_keys *keys, int fd, const char *path, struct err *e)
{
    char text[LIMIT_SEAL_KEY_FILE_BYTES];
    size_t n = 0;
    ssize_t got;
    if (check_key_file(fd, path, e) < 0)
        return -1;
    while (n < sizeof text && (got = read(fd, text + n, sizeof text - n)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return err_set(e, ERR_IO, "cannot read %s: %s", path, strerror(errno));
        n += (size_t)got;
    }
    int result = seal_keys_decode(keys, (struct text){text, n}, e);
    crypto_wipe(text, sizeof text);
    return result < 0 ? err_wrap(e, "sealing key file %s", path) : 0;
}

int seal_keys_load(struct seal_keys *keys, const char *path, enum seal_if_missing if_missing,
                   struct err *e)
{
    int flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC;
    int fd = open(path, flags);
    if (fd < 0 && errno == ENOENT && if_missing == SEAL_CREATE) {
        if (create_key_file(path, e) < 0)
            return -1;
        fd = open(path, flags);
    }
    if (fd < 0 && errno == ENOENT)
        return err_set(e, ERR_NOT_FOUND, "the sealing key file %s is missing", path);
    if (fd < 0)
        return err_set(e, ERR_IO, "cannot open the sealing key file %s: %s", path, strerror(errno));
    int result = read_key_file(keys, fd, path, e);
    close(fd);
    return result;
}

/* Appends nonce, encrypted bytes and tag. */
static void put_box(struct crypto *c, const struct crypto_box *box, struct text plain,
                    struct buf *out)
{
    buf_put(out, (struct text){(const char *)box->nonce, CRYPTO_NONCE_BYTES});
    char *p = buf_reserve(out, plain.n + CRYPTO_TAG_BYTES);
    if (p) {
        crypto_encrypt(c, box, plain, (unsigned char *)p);
        buf_wrote(out, plain.n + CRYPTO_TAG_BYTES);
    }
}

/* Reads what put_box wrote. */
static int get_box(struct crypto *c, struct crypto_box *box, struct text sealed, struct buf *out,
                   struct err *e)
{
    if (sealed.n < CRYPTO_NONCE_BYTES + CRYPTO_TAG_BYTES)
        return err_set(e, ERR_INVALID, "a sealed text is cut short");
    box->nonce = (const unsigned char *)sealed.p;
    sealed.p += CRYPTO_NONCE_BYTES;
    sealed.n -= CRYPTO_NONCE_BYTES;
    size_t plain_bytes = sealed.n - CRYPTO_TAG_BYTES;
    char *p = plain_bytes ? buf_reserve(out, plain_bytes) : NULL;
    if (buf_over(out))
        return err_set(e, ERR_TOO_LARGE, "a sealed text is larger than expected");
    if (!crypto_decrypt(c, box, sealed, (unsigned char *)p))
        return err_set(e, ERR_INVALID, "a sealed text does not open: wrong key, or it was changed");
    buf_wrote(out, plain_bytes);
    return 0;
}

void seal_encrypt(const struct seal *s, struct text associated, struct text plain, struct buf *out)
{
    unsigned char nonce[CRYPTO_NONCE_BYTES];
    const struct seal_key *key = &s->keys->keys[s->keys->count - 1];
    crypto_random(nonce, sizeof nonce);
    struct crypto_box box = {key->bytes, nonce, associated};
    buf_put_char(out, (char)key->number);
    put_box(s->crypto, &box, plain, out);
}

static const struct seal_key *find_key(const struct seal_keys *keys, uint8_t number)
{
    for (size_t i = 0; i < keys->count; i++)
        if (keys->keys[i].number == number)
            return &keys->keys[i];
    return NULL;
}

int seal_decrypt(const struct seal *s, struct text associated, struct text sealed, struct buf *out,
                 struct err *e)
{
    if (sealed.n < SEAL_BYTES_ADDED)
        return err_set(e, ERR_INVALID, "a sealed text is cut short");
    const struct seal_key *key = find_key(s->keys, (uint8_t)sealed.p[0]);
    if (!key)
        return err_set(e, ERR_INVALID,
                       "a secret is sealed with key %d, which the key file does not hold",
                       (uint8_t)sealed.p[0]);
    struct crypto_box box = {.key = key->bytes, .associated = associated};
    return get_box(s->crypto, &box, (struct text){sealed.p + 1, sealed.n - 1}, out, e);
}

void seal_passphrase_encrypt(struct crypto *c, struct text passphrase, struct text plain,
                             struct buf *out)
{
    unsigned char salt_and_nonce[SALT_BYTES + CRYPTO_NONCE_BYTES], key[CRYPTO_KEY_BYTES];
    char head[PASSPHRASE_HEAD_BYTES];
    crypto_random(salt_and_nonce, sizeof salt_and_nonce);
    memcpy(head, MAGIC, MAGIC_BYTES);
    head[MAGIC_BYTES] = PASSPHRASE_LOG2_N;
    memcpy(head + MAGIC_BYTES + 1, salt_and_nonce, SALT_BYTES);
    crypto_scrypt(passphrase, (struct text){head + MAGIC_BYTES + 1, SALT_BYTES}, PASSPHRASE_LOG2_N,
                  key);
    struct crypto_box box = {key, salt_and_nonce + SALT_BYTES, {head, sizeof head}};
    buf_put(out, box.associated);
    put_box(c, &box, plain, out);
    crypto_wipe(key, sizeof key);
}

int seal_passphrase_decrypt(struct crypto *c, struct text passphrase, struct text sealed,
                            struct buf *out, struct err *e)
{
    unsigned char key[CRYPTO_KEY_BYTES];
    struct text head = {sealed.p, PASSPHRASE_HEAD_BYTES};
    if (sealed.n < head.n || memcmp(sealed.p, MAGIC, MAGIC_BYTES) != 0)
        return err_set(e, ERR_INVALID, "this is not a text that was sealed under a passphrase");
    unsigned log2_n = (unsigned char)sealed.p[MAGIC_BYTES];
    if (log2_n < CRYPTO_SCRYPT_LOG2_MIN || log2_n > CRYPTO_SCRYPT_LOG2_MAX)
        return err_set(e, ERR_INVALID,
                       "the sealed text asks for a scrypt cost of 2^%u; %d to %d are taken", log2_n,
                       CRYPTO_SCRYPT_LOG2_MIN, CRYPTO_SCRYPT_LOG2_MAX);
    crypto_scrypt(passphrase, (struct text){sealed.p + MAGIC_BYTES + 1, SALT_BYTES}, log2_n, key);
    struct crypto_box box = {.key = key, .associated = head};
    int result = get_box(c, &box, (struct text){sealed.p + head.n, sealed.n - head.n}, out, e);
    crypto_wipe(key, sizeof key);
    return result;
}
