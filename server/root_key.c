/* SPDX-License-Identifier: Apache-2.0 */
#include "server/root_key.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crypto.h"

enum { PATH_BYTES_MAX = 4096, FILE_BYTES_MAX = 4096, ID_RANDOM = 16, SECRET_CHARACTERS = 40 };

static const char letters_and_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/* `n` characters of the first `choices` of the alphabet, each as likely as any other. */
static void invent(char *out, size_t n, unsigned choices)
{
    unsigned char byte;
    for (size_t i = 0; i < n;) {
        crypto_random(&byte, 1);
        if (byte < 256 / choices * choices)
            out[i++] = letters_and_digits[byte % choices];
    }
}

void root_key_invent(struct arena *arena, struct key *key)
{
    char id[4 + ID_RANDOM] = {'P', 'R', 'O', 'P'}, secret[SECRET_CHARACTERS];
    invent(id + 4, ID_RANDOM, 26);
    invent(secret, sizeof secret, sizeof letters_and_digits - 1);
    key->key_id = arena_copy(arena, (struct text){id, sizeof id});
    key->secret = arena_copy(arena, (struct text){secret, sizeof secret});
    crypto_wipe(secret, sizeof secret);
}

static int create_file(const char *path, struct arena *arena, struct key *key, struct err *err)
{
    root_key_invent(arena, key);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return err_set(err, ERR_IO, "cannot make %s: %s", path, strerror(errno));
    int n = dprintf(fd, "AWS_ACCESS_KEY_ID=%.*s\nAWS_SECRET_ACCESS_KEY=%.*s\n",
                    TEXT_ARG(key->key_id), TEXT_ARG(key->secret));
    int synced = n < 0 ? -1 : fsync(fd);
    int cause = errno;
    close(fd);
    if (synced == 0)
        return 0;
    unlink(path);
    return err_set(err, ERR_IO, "cannot write %s: %s", path, strerror(cause));
}

static int decode(struct text file, struct arena *arena, struct key *key)
{
    while (file.p) {
        struct text value = text_trim(text_split(&file, '\n'));
        struct text name = text_split(&value, '=');
        if (text_is(name, "AWS_ACCESS_KEY_ID"))
            key->key_id = arena_copy(arena, value);
        else if (text_is(name, "AWS_SECRET_ACCESS_KEY"))
            key->secret = arena_copy(arena, value);
    }
    return key->key_id.n >= 4 && key->secret.n >= 8 ? 0 : -1;
}

static int read_file(int fd, const char *path, struct arena *arena, struct key *key,
                     struct err *err)
{
    char content[FILE_BYTES_MAX];
    struct stat st;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
        return err_set(err, ERR_INVALID, "%s is not a plain file", path);
    if (st.st_mode & (S_IRWXG | S_IRWXO))
        return err_set(err, ERR_INVALID, "%s can be read by others (mode %04o); it must be 0600",
                       path, (unsigned)st.st_mode & 07777);
    ssize_t n = read(fd, content, sizeof content);
    if (n < 0)
        return err_set(err, ERR_IO, "cannot read %s: %s", path, strerror(errno));
    int result = decode((struct text){content, (size_t)n}, arena, key);
    crypto_wipe(content, sizeof content);
    if (result != 0)
        err_set(err, ERR_INVALID, "%s does not hold a key pair; remove it to have a new one made",
                path);
    return result;
}

int root_key_load(const char *folder, struct arena *arena, struct key *key, bool *made,
                  struct err *err)
{
    char path[PATH_BYTES_MAX];
    snprintf(path, sizeof path, "%s/root-key", folder);
    *made = false;
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) {
        *made = true;
        return create_file(path, arena, key, err);
    }
    if (fd < 0)
        return err_set(err, ERR_INVALID, "cannot open %s: %s", path, strerror(errno));
    int result = read_file(fd, path, arena, key, err);
    close(fd);
    return result;
}
