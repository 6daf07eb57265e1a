/* SPDX-License-Identifier: Apache-2.0 */
#include "server/backup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "base/memory.h"

enum { HEAD_BYTES_MAX = 4096, PATH_BYTES_MAX = 4096, WRITE_BYTES_MAX = 1 << 20 };

static const struct text magic = TEXT_INIT("propolis-backup ");
static const char format[] = "1";
static const struct text sqlite_magic = TEXT_INIT("SQLite format 3");
static const char database_name[] = "propolis.db"; /* as store/store.c calls it */

static int set_system_error(struct err *err, const char *what, const char *path)
{
    enum err_code code = errno == ENOSPC || errno == EDQUOT ? ERR_FULL
                         : errno == ENOENT                  ? ERR_NOT_FOUND
                         : errno == EEXIST                  ? ERR_EXISTS
                                                            : ERR_IO;
    return err_set(err, code, "cannot %s %s: %s", what, path, strerror(errno));
}

/* --- files --- */

/* A whole file in memory. */
static int map_file(const char *path, struct text *out, struct err *err)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return set_system_error(err, "open", path);
    void *p = MAP_FAILED;
    bool is_file = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0;
    if (is_file)
        p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    close(fd);
    if (p == MAP_FAILED)
        return err_set(err, ERR_INVALID, "%s is not a file that can be read, or is empty", path);
    *out = (struct text){p, (size_t)st.st_size};
    return 0;
}

static int write_all(int fd, struct text t)
{
    while (t.n > 0) {
        ssize_t n = write(fd, t.p, t.n < WRITE_BYTES_MAX ? t.n : WRITE_BYTES_MAX);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        t.p += n;
        t.n -= (size_t)n;
    }
    return 0;
}

/* A file's name is on disk when its folder is. */
static int sync_folder(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int result = fd < 0 ? -1 : fsync(fd);
    if (fd >= 0)
        close(fd);
    return result;
}

static int sync_folder_of(const char *path)
{
    char *copy = memory_copy_string(path);
    int result = sync_folder(dirname(copy));
    free(copy);
    return result;
}

/* Gives a file its name, but nobody else's. FAT, and much of what is mounted from elsewhere, knows
 * no links; NFS knows no rename that replaces nothing. */
static int publish(const char *partial, const char *path)
{
    if (renameat2(AT_FDCWD, partial, AT_FDCWD, path, RENAME_NOREPLACE) == 0)
        return 0;
    return errno == EINVAL ? link(partial, path) : -1;
}

/* Writes the texts into a new file: first beside it, so that it appears whole or not at all. */
static int write_file(const char *path, const struct text *texts, size_t count, struct err *err)
{
    char partial[PATH_BYTES_MAX];
    if (snprintf(partial, sizeof partial, "%s.partial", path) >= (int)sizeof partial)
        return err_set(err, ERR_INVALID, "the path %.100s... is too long", path);
    unlink(partial);
    int fd = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return set_system_error(err, "make", partial);
    bool ok = true;
    for (size_t i = 0; i < count && ok; i++)
        ok = write_all(fd, texts[i]) == 0;
    ok = ok && fsync(fd) == 0;
    ok = close(fd) == 0 && ok;
    ok = ok && publish(partial, path) == 0;
    int cause = errno;
    unlink(partial);
    errno = cause;
    if (!ok || sync_folder_of(path) != 0)
        return set_system_error(err, "write", path);
    return 0;
}

/* --- writing --- */

static void put_part(struct buf *head, struct crypto *crypto, const char *name, struct text bytes)
{
    char hash[CRYPTO_HASH_HEX];
    crypto_sha256_hex(crypto, bytes, hash);
    buf_printf(head, "part %s %zu %.*s\n", name, bytes.n, (int)sizeof hash, hash);
}

static void put_head(struct buf *head, struct crypto *crypto, const struct backup_source *source,
                     struct text database)
{
    char time[CLOCK_ISO8601_BYTES];
    clock_iso8601(clock_now_ms(), time);
    buf_put(head, magic);
    buf_printf(head, "%s\ncreated %s\npropolis %s\naccount %.*s\n", format, time, PROPOLIS_VERSION,
               TEXT_ARG(source->account));
    if (source->sealed_key.n)
        put_part(head, crypto, "sealing-key", source->sealed_key);
    put_part(head, crypto, "database", database);
    buf_put_char(head, '\n');
}

int backup_write(const struct backup_source *source, const char *file, struct err *err)
{
    struct crypto *crypto = NULL;
    struct text database;
    struct buf head;
    if (map_file(source->database_path, &database, err) != 0)
        return -1;
    buf_init(&head, HEAD_BYTES_MAX);
    int result = crypto_open(&crypto, err);
    if (result == 0) {
        put_head(&head, crypto, source, database);
        struct text texts[] = {buf_text(&head), source->sealed_key, database};
        result = write_file(file, texts, COUNT(texts), err);
    }
    crypto_close(crypto);
    buf_release(&head);
    munmap((void *)database.p, database.n);
    return result;
}

/* --- reading --- */

/* Takes the bytes of a part from the front of `rest` and checks them. `value`: "database 123
 * <hash>". */
static int take_part(struct backup *b, struct crypto *crypto, struct text value, struct text *rest,
                     struct err *err)
{
    char hash[CRYPTO_HASH_HEX];
    int64_t bytes;
    struct text name = text_split(&value, ' '), size = text_split(&value, ' ');
    struct text *part = text_is(name, "database")      ? &b->database
                        : text_is(name, "sealing-key") ? &b->sealed_key
                                                       : NULL;
    if (!part || part->p || !value.p || !text_to_int64(size, &bytes) || bytes < 0)
        return err_set(err, ERR_INVALID, "the head of the backup is damaged");
    if ((uint64_t)bytes > rest->n)
        return err_set(err, ERR_INVALID, "the backup is cut short");
    *part = (struct text){rest->p, (size_t)bytes};
    *rest = (struct text){rest->p + bytes, rest->n - (size_t)bytes};
    crypto_sha256_hex(crypto, *part, hash);
    if (!text_equal(value, (struct text){hash, sizeof hash}))
        return err_set(err, ERR_INVALID, "the %.*s in the backup is damaged", TEXT_ARG(name));
    return 0;
}

static int read_line(struct backup *b, struct crypto *crypto, struct text line, struct text *rest,
                     struct err *err)
{
    struct text value = line, name = text_split(&value, ' ');
    if (text_is(name, "part"))
        return take_part(b, crypto, value, rest, err);
    if (text_is(name, "created"))
        b->created = value;
    else if (text_is(name, "account"))
        b->account = value;
    return 0; /* lines of other names are for people */
}

static int read_parts(struct backup *b, struct crypto *crypto, struct err *err)
{
    struct text all = {b->map, b->map_bytes}, head = all;
    const char *end = memmem(all.p, all.n < HEAD_BYTES_MAX ? all.n : HEAD_BYTES_MAX, "\n\n", 2);
    if (!text_starts_with(all, magic) || !end)
        return err_set(err, ERR_INVALID, "this is not a backup of Propolis");
    head.n = (size_t)(end - all.p);
    struct text rest = {end + 2, all.n - head.n - 2};
    struct text first = text_split(&head, '\n');
    if (!text_is((struct text){first.p + magic.n, first.n - magic.n}, format))
        return err_set(err, ERR_INVALID, "the backup is of a format that this version cannot read");
    while (head.p)
        if (read_line(b, crypto, text_split(&head, '\n'), &rest, err) != 0)
            return -1;
    if (rest.n > 0 || !text_starts_with(b->database, sqlite_magic))
        return err_set(err, ERR_INVALID, "the backup is damaged");
    return 0;
}

int backup_open(struct backup *out, const char *file, struct err *err)
{
    struct crypto *crypto = NULL;
    struct text map;
    *out = (struct backup){0};
    if (map_file(file, &map, err) != 0)
        return -1;
    out->map = map.p;
    out->map_bytes = map.n;
    if (crypto_open(&crypto, err) == 0 && read_parts(out, crypto, err) == 0) {
        crypto_close(crypto);
        return 0;
    }
    crypto_close(crypto);
    backup_close(out);
    return err_wrap(err, "%s", file);
}

void backup_close(struct backup *backup)
{
    if (backup->map)
        munmap((void *)backup->map, backup->map_bytes);
    *backup = (struct backup){0};
}

static int make_folder(const char *folder, struct err *err)
{
    if (mkdir(folder, 0700) == 0)
        return sync_folder_of(folder) == 0 ? 0 : set_system_error(err, "make", folder);
    if (errno != EEXIST)
        return set_system_error(err, "make", folder);
    DIR *open_folder = opendir(folder);
    if (!open_folder)
        return set_system_error(err, "open", folder);
    size_t entries = 0;
    for (const struct dirent *entry; (entry = readdir(open_folder));)
        entries += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(open_folder);
    if (entries > 0)
        return err_set(err, ERR_EXISTS, "%s is not empty; a backup goes into a new data folder",
                       folder);
    return chmod(folder, 0700) == 0 ? 0 : set_system_error(err, "close to others", folder);
}

int backup_extract(const struct backup *backup, const char *folder, struct err *err)
{
    char path[PATH_BYTES_MAX];
    if (make_folder(folder, err) != 0)
        return -1;
    if (snprintf(path, sizeof path, "%s/%s", folder, database_name) >= (int)sizeof path)
        return err_set(err, ERR_INVALID, "the path %.100s... is too long", folder);
    return write_file(path, &backup->database, 1, err);
}
