/* SPDX-License-Identifier: Apache-2.0
 * `propolis backup FILE` and `propolis restore FILE`. The running server makes a copy of the store
 * in its data folder; what becomes of it, and the sealing key, are read by this process, which has
 * the same rights on the folder. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/seal.h"
#include "server/backup.h"
#include "server/command.h"
#include "server/control_client.h"
#include "server/server.h"

enum { ANSWER_BYTES_MAX = 64 << 10, PASSPHRASE_BYTES_MIN = 8, PASSPHRASE_BYTES_MAX = 1024 };

/* The first line of the file that --passphrase-file names, in a buffer that the caller wipes. */
static int read_passphrase(const char *path, char content[PASSPHRASE_BYTES_MAX], struct text *out,
                           struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, content, PASSPHRASE_BYTES_MAX);
    int cause = errno;
    if (fd >= 0)
        close(fd);
    if (n < 0)
        return err_set(err, ERR_INVALID, "--passphrase-file: %s cannot be read: %s", path,
                       strerror(cause));
    struct text rest = {content, (size_t)n};
    *out = text_trim(text_split(&rest, '\n'));
    if (out->n < PASSPHRASE_BYTES_MIN)
        return err_set(err, ERR_INVALID,
                       "--passphrase-file: the first line of %s is shorter than %d bytes", path,
                       PASSPHRASE_BYTES_MIN);
    return 0;
}

/* --- backup --- */

static int seal_key_file(const struct config *config, struct text passphrase, struct buf *out,
                         struct err *err)
{
    char path[SERVER_PATH_BYTES];
    struct seal_keys keys;
    struct crypto *crypto = NULL;
    struct buf plain;
    server_path(config, "seal.key", path);
    if (seal_keys_load(&keys, path, SEAL_REFUSE, err) != 0)
        return -1;
    buf_init(&plain, ANSWER_BYTES_MAX);
    seal_keys_encode(&keys, &plain);
    int result = crypto_open(&crypto, err);
    if (result == 0)
        seal_passphrase_encrypt(crypto, passphrase, buf_text(&plain), out);
    crypto_close(crypto);
    crypto_wipe(plain.p, plain.n);
    buf_release(&plain);
    seal_keys_wipe(&keys);
    return result;
}

/* Has the server make a copy, and says where it lies. */
static int make_copy(struct invocation *i, char path[SERVER_PATH_BYTES], struct text *account)
{
    struct buf answer;
    struct arena *arena = &i->config.arena;
    buf_init(&answer, ANSWER_BYTES_MAX);
    int result =
        control_ask(&i->config, &(struct control_request){"POST", "/control/backup", {NULL, 0}},
                    &answer, &i->err);
    struct text name = control_member(buf_text(&answer), "File", arena);
    *account = control_member(buf_text(&answer), "AccountId", arena);
    if (result == 0 && (name.n == 0 || text_find(name, '/') < name.n))
        result = err_set(&i->err, ERR_IO, "the server did not say where the copy lies");
    if (result == 0)
        server_path(&i->config, name.p, path);
    buf_release(&answer);
    return result;
}

static int back_up(struct invocation *i, struct text sealed_key)
{
    char path[SERVER_PATH_BYTES];
    struct text account;
    if (access(i->operands[0], F_OK) == 0)
        return err_set(&i->err, ERR_EXISTS, "%s exists already", i->operands[0]);
    if (make_copy(i, path, &account) != 0)
        return -1;
    struct backup_source source = {path, account, sealed_key};
    int result = backup_write(&source, i->operands[0], &i->err);
    unlink(path);
    return result;
}

int command_backup(struct invocation *i)
{
    char content[PASSPHRASE_BYTES_MAX] = {0};
    struct text passphrase;
    struct buf sealed;
    const char *file = i->config.passphrase_file;
    if (file && read_passphrase(file, content, &passphrase, &i->err) != 0)
        return EXIT_WRONG_USE;
    buf_init(&sealed, ANSWER_BYTES_MAX);
    int result = file ? seal_key_file(&i->config, passphrase, &sealed, &i->err) : 0;
    crypto_wipe(content, sizeof content);
    if (result == 0)
        result = back_up(i, buf_text(&sealed));
    buf_release(&sealed);
    if (result != 0)
        return command_status(&i->err);
    printf("%s is written.\n", i->operands[0]);
    if (!file)
        fprintf(
            stderr,
            "The sealing key is missing from it: keep a copy of %s/seal.key apart from the "
            "backup,\nor use --passphrase-file to have it inside. Without it access keys are lost, "
            "and the\nsecrets of webhooks and connections.\n",
            i->config.data);
    return EXIT_OK;
}

/* --- restore --- */

/* Opens the sealing key of a backup. */
static int open_key(const struct backup *backup, const char *passphrase_file,
                    struct seal_keys *keys, struct err *err)
{
    char content[PASSPHRASE_BYTES_MAX] = {0};
    struct text passphrase;
    struct crypto *crypto = NULL;
    struct buf plain;
    int result = read_passphrase(passphrase_file, content, &passphrase, err);
    buf_init(&plain, ANSWER_BYTES_MAX);
    if (result == 0)
        result = crypto_open(&crypto, err);
    if (result == 0 &&
        seal_passphrase_decrypt(crypto, passphrase, backup->sealed_key, &plain, err) != 0) {
        err_clear(err);
        result = err_set(err, ERR_INVALID, "the passphrase does not open the sealing key");
    }
    if (result == 0)
        result = seal_keys_decode(keys, buf_text(&plain), err);
    crypto_close(crypto);
    crypto_wipe(content, sizeof content);
    crypto_wipe(plain.p, plain.n);
    buf_release(&plain);
    return result;
}

static int write_key(const struct config *config, const struct seal_keys *keys, struct err *err)
{
    char path[SERVER_PATH_BYTES];
    struct buf text;
    server_path(config, "seal.key", path);
    buf_init(&text, ANSWER_BYTES_MAX);
    seal_keys_encode(keys, &text);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    bool ok = fd >= 0 && write(fd, text.p, text.n) == (ssize_t)text.n && fsync(fd) == 0;
    int cause = errno;
    if (fd >= 0)
        close(fd);
    crypto_wipe(text.p, text.n);
    buf_release(&text);
    return ok ? 0 : err_set(err, ERR_IO, "cannot write %s: %s", path, strerror(cause));
}

/* The key is opened before anything is made, so that a wrong passphrase leaves nothing behind. */
static int restore_parts(struct invocation *i, const struct backup *backup)
{
    const struct config *c = &i->config;
    struct seal_keys keys = {0};
    char path[SERVER_PATH_BYTES];
    bool has_key = backup->sealed_key.p && !c->without_secrets;
    if (has_key && !c->passphrase_file)
        return err_set(&i->err, ERR_INVALID,
                       "the backup holds the sealing key; --passphrase-file opens it, and "
                       "--without-secrets gives it up");
    if (has_key && open_key(backup, c->passphrase_file, &keys, &i->err) != 0)
        return -1;
    int result = backup_extract(backup, c->data, &i->err);
    if (result == 0 && has_key)
        result = write_key(c, &keys, &i->err);
    if (result == 0 && c->without_secrets) {
        server_path(c, "seal.key", path);
        result = seal_keys_load(&keys, path, SEAL_CREATE, &i->err);
    }
    seal_keys_wipe(&keys);
    return result;
}

int command_restore(struct invocation *i)
{
    struct backup backup;
    const char *data = i->config.data;
    if (backup_open(&backup, i->operands[0], &i->err) != 0)
        return EXIT_FAILED;
    int result = restore_parts(i, &backup);
    if (result == 0) {
        printf("%s holds the store of account %.*s as of %.*s.\n", data, TEXT_ARG(backup.account),
               TEXT_ARG(backup.created));
        if (!backup.sealed_key.p && !i->config.without_secrets)
            fprintf(stderr,
                    "The sealing key is missing: put the old seal.key into %s before the server "
                    "starts.\n",
                    data);
    }
    backup_close(&backup);
    return result == 0 ? EXIT_OK : EXIT_FAILED;
}
