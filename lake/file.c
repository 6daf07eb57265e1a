/* SPDX-License-Identifier: Apache-2.0 */
#include "lake/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/openat2.h>

#include "base/crypto.h"
#include "base/encode.h"
#include "base/limits.h"
#include "base/memory.h"

struct file_store {
    int root; /* -1: nothing is allowed */
    /* The root as it was named, and as it really is; both without slashes at the ends. */
    char *given, *real;
};

/* What is read of one entry of a folder. The name of a folder ends in '/', which gives it S3's
 * place in the order. */
struct entry {
    struct text name;
    uint64_t bytes;
    int64_t modified_ms;
    struct text etag;
    bool is_folder;
};

struct entries {
    struct text filter; /* what names begin with */
    struct entry *p;
    size_t n, room;
    size_t unreadable, unfollowed;
    struct arena arena;
};

static char *trimmed_copy(const char *path)
{
    struct text t = text_of(path);
    while (t.n > 0 && t.p[0] == '/') {
        t.p++;
        t.n--;
    }
    while (t.n > 0 && t.p[t.n - 1] == '/')
        t.n--;
    char *copy = memory_new(t.n + 1);
    memcpy(copy, t.p, t.n);
    return copy;
}

int file_store_open(struct file_store **out, const char *root, struct err *e)
{
    struct file_store *store = memory_new(sizeof *store);
    char real[PATH_MAX];
    store->root = -1;
    *out = store;
    if (!root)
        return 0;
    store->root = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (store->root < 0 || !realpath(root, real)) {
        err_set(e, ERR_IO, "the file root %s is not a folder that can be opened: %s", root,
                strerror(errno));
        file_store_close(store);
        *out = NULL;
        return -1;
    }
    store->given = trimmed_copy(root);
    store->real = trimmed_copy(real);
    return 0;
}

void file_store_close(struct file_store *store)
{
    if (!store)
        return;
    if (store->root >= 0)
        close(store->root);
    free(store->given);
    free(store->real);
    free(store);
}

/* What of `key` lies below `root`; false where it does not begin with it. */
static bool strip_root(struct text key, const char *root, struct text *below)
{
    struct text prefix = text_of(root);
    if (prefix.n > 0 &&
        (!text_starts_with(key, prefix) || (key.n > prefix.n && key.p[prefix.n] != '/')))
        return false;
    *below = (struct text){key.p + prefix.n, key.n - prefix.n};
    if (prefix.n > 0 && below->n > 0) {
        below->p++;
        below->n--;
    }
    return true;
}

/* The path of a key relative to the root, NUL-terminated, without a slash at its end; "." for the
 * root itself. */
static int path_below(const struct file_store *store, struct text key, char out[PATH_MAX],
                      struct err *e)
{
    struct text below;
    if (store->root < 0)
        return err_set(e, ERR_ACCESS_DENIED,
                       "files of this machine are not read; only --file-root allows it");
    if (!strip_root(key, store->real, &below) && !strip_root(key, store->given, &below))
        return err_set(e, ERR_ACCESS_DENIED, "/%.*s does not lie below the file root /%s",
                       (int)(key.n < 200 ? key.n : 200), key.p, store->real);
    if (below.n > 0 && below.p[below.n - 1] == '/')
        below.n--;
    if (below.n + 1 > PATH_MAX)
        return err_set(e, ERR_VALIDATION, "a path is longer than %d bytes", PATH_MAX);
    snprintf(out, PATH_MAX, "%.*s", TEXT_ARG(below.n > 0 ? below : TEXT(".")));
    return 0;
}

static int open_below(const struct file_store *store, const char *path, int flags, mode_t mode)
{
    struct open_how how = {.flags = (uint64_t)(flags | O_CLOEXEC),
                           .mode = mode,
                           .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
    return (int)syscall(SYS_openat2, store->root, path, &how, sizeof how);
}

static enum err_code code_of(int cause)
{
    switch (cause) {
    case ENOENT:
    case ENOTDIR:
        return ERR_NOT_FOUND;
    case EACCES:
    case EPERM:
    case EXDEV: /* openat2: the path leads out of the root */
    case ELOOP:
        return ERR_ACCESS_DENIED;
    case EEXIST:
        return ERR_EXISTS;
    case ENAMETOOLONG:
        return ERR_VALIDATION;
    case ENOSPC:
    case EDQUOT:
        return ERR_FULL;
    default:
        return ERR_IO;
    }
}

static int fail(struct err *e, const char *what, const char *path)
{
    int cause = errno;
    return err_set(e, code_of(cause), "cannot %s %s below the file root: %s", what, path,
                   cause == EXDEV ? "it leads out of it" : strerror(cause));
}

static int64_t modified_ms(const struct stat *st)
{
    return (int64_t)st->st_mtim.tv_sec * 1000 + st->st_mtim.tv_nsec / 1000000;
}

/* Another content has another time or size; a file that was exchanged has another number. */
static struct text etag_of(const struct stat *st, struct arena *a)
{
    return arena_printf(a, "\"%llx-%llx-%llx.%09ld\"", (unsigned long long)st->st_ino,
                        (unsigned long long)st->st_size, (unsigned long long)st->st_mtim.tv_sec,
                        st->st_mtim.tv_nsec);
}

/* ---- listing ---- */

static void add_entry(struct entries *all, const char *name, const struct stat *st)
{
    if (all->n == all->room) {
        all->room = all->room ? all->room * 2 : 64;
        all->p = memory_resize(all->p, all->room * sizeof *all->p);
    }
    struct entry *entry = &all->p[all->n++];
    *entry = (struct entry){.is_folder = S_ISDIR(st->st_mode)};
    entry->name = arena_printf(&all->arena, entry->is_folder ? "%s/" : "%s", name);
    if (entry->is_folder)
        return;
    entry->bytes = (uint64_t)st->st_size;
    entry->modified_ms = modified_ms(st);
    entry->etag = etag_of(st, &all->arena);
}

/* What an entry is, links to files below the root followed. False for what is neither a folder nor
 * a file, or is gone. */
static bool look_at(const struct file_store *store, int folder, const char *path, const char *name,
                    struct stat *st)
{
    if (fstatat(folder, name, st, AT_SYMLINK_NOFOLLOW) < 0)
        return false;
    if (!S_ISLNK(st->st_mode))
        return S_ISDIR(st->st_mode) || S_ISREG(st->st_mode);
    char whole[PATH_MAX];
    int n = snprintf(whole, sizeof whole, "%s/%s", path, name);
    int fd = n > 0 && n < (int)sizeof whole ? open_below(store, whole, O_PATH, 0) : -1;
    if (fd < 0)
        return false;
    bool is_file = fstat(fd, st) == 0 && S_ISREG(st->st_mode);
    close(fd);
    return is_file;
}

static int read_entries(const struct file_store *store, DIR *folder, const char *path,
                        struct entries *all, struct err *e)
{
    struct dirent *found;
    struct stat st;
    while ((errno = 0, found = readdir(folder)) != NULL) {
        struct text name = text_of(found->d_name);
        if (text_is(name, ".") || text_is(name, "..") || !text_starts_with(name, all->filter))
            continue;
        if (!text_is_utf8(name))
            all->unreadable++;
        else if (look_at(store, dirfd(folder), path, found->d_name, &st))
            add_entry(all, found->d_name, &st);
        else if (found->d_type == DT_LNK)
            all->unfollowed++;
        if (all->n > LIMIT_LAKE_LOCAL_ENTRIES || arena_over(&all->arena))
            return err_set(e, ERR_LIMIT, "the folder %s holds more than %d entries", path,
                           LIMIT_LAKE_LOCAL_ENTRIES);
    }
    return errno == 0 ? 0 : fail(e, "list", path);
}

static int compare_entries(const void *a, const void *b)
{
    return text_compare(((const struct entry *)a)->name, ((const struct entry *)b)->name);
}

/* One page under construction. */
struct page_space {
    struct arena arena;
    struct lake_object *objects;
    struct lake_folder *folders;
    struct lake_page page;
};

static void put_on_page(struct page_space *space, const struct entry *entry, struct text folder)
{
    struct text key =
        arena_printf(&space->arena, "%.*s%.*s", TEXT_ARG(folder), TEXT_ARG(entry->name));
    struct text name = {key.p + folder.n, key.n - folder.n};
    if (entry->is_folder) {
        name.n--;
        space->folders[space->page.folder_count++] = (struct lake_folder){key, name};
    } else {
        space->objects[space->page.object_count++] =
            (struct lake_object){.key = key,
                                 .name = name,
                                 .bytes = entry->bytes,
                                 .modified_ms = entry->modified_ms,
                                 .etag = entry->etag};
    }
}

/* Tells one page, beginning with an entry; true where the caller wants another one. */
static bool tell_page(struct job *job, const struct entries *all, size_t begin, struct text folder)
{
    struct page_space space = {.page = {.last = all->n <= begin + LIMIT_LAKE_PAGE_ENTRIES}};
    struct err none = {0};
    arena_init(&space.arena, LIMIT_LAKE_PAGE_BYTES, NULL);
    space.objects = ARENA_ARRAY(&space.arena, struct lake_object, LIMIT_LAKE_PAGE_ENTRIES);
    space.folders = ARENA_ARRAY(&space.arena, struct lake_folder, LIMIT_LAKE_PAGE_ENTRIES);
    for (size_t i = begin; i < all->n && i < begin + LIMIT_LAKE_PAGE_ENTRIES; i++)
        put_on_page(&space, &all->p[i], folder);
    space.page.objects = space.objects;
    space.page.folders = space.folders;
    space.page.unreadable = begin == 0 ? all->unreadable : 0;
    space.page.unfollowed = begin == 0 ? all->unfollowed : 0;
    bool more = job->on_page(job->context, &space.page, &none) && !space.page.last;
    arena_release(&space.arena);
    return more;
}

/* Tells the entries page by page; `folder` is the key up to its last slash. */
static void tell_pages(struct job *job, const struct entries *all, struct text folder)
{
    size_t begin = 0;
    while (tell_page(job, all, begin, folder))
        begin += LIMIT_LAKE_PAGE_ENTRIES;
}

static int list_entries(const struct file_store *store, struct text folder, struct entries *all,
                        struct err *e)
{
    char path[PATH_MAX];
    if (path_below(store, folder, path, e) < 0)
        return -1;
    int fd = open_below(store, path, O_RDONLY | O_DIRECTORY, 0);
    DIR *open_folder = fd >= 0 ? fdopendir(fd) : NULL;
    if (!open_folder) {
        fail(e, "list", path);
        if (fd >= 0)
            close(fd);
        return -1;
    }
    int result = read_entries(store, open_folder, path, all, e);
    closedir(open_folder);
    if (all->n > 0)
        qsort(all->p, all->n, sizeof *all->p, compare_entries);
    return result;
}

static void run_list(struct file_store *store, struct job *job)
{
    struct text key = job->at.key;
    size_t end = key.n;
    while (end > 0 && key.p[end - 1] != '/')
        end--;
    struct text folder = {key.p, end};
    struct entries all = {.filter = {key.p + end, key.n - end}};
    struct err e = {0};
    arena_init(&all.arena, LIMIT_REQUEST_ARENA_BYTES, NULL);
    if (list_entries(store, folder, &all, &e) < 0)
        job_fail(job, &e);
    else
        tell_pages(job, &all, folder);
    arena_release(&all.arena);
    free(all.p);
}

/* ---- reading ---- */

/* Which bytes of a file of that size are wanted. */
static void range_of(const struct lake_read *read, uint64_t size, uint64_t *offset, size_t *bytes)
{
    uint64_t wanted = read->bytes;
    *offset = read->offset < size ? read->offset : size;
    if (read->from_end)
        *offset = wanted < size ? size - wanted : 0;
    *bytes = (size_t)(wanted < size - *offset ? wanted : size - *offset);
}

static int read_range(int fd, uint64_t offset, size_t bytes, struct buf *out)
{
    char *p = bytes ? buf_reserve(out, bytes) : NULL;
    while (out->n < bytes) {
        ssize_t n = pread(fd, p + out->n, bytes - out->n, (off_t)(offset + out->n));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        if (n == 0)
            break; /* the file has become shorter meanwhile */
        buf_wrote(out, (size_t)n);
    }
    return 0;
}

static int read_file(int fd, const char *path, struct job *job, struct buf *out, struct err *e)
{
    struct stat st;
    uint64_t offset;
    size_t bytes;
    if (fstat(fd, &st) < 0)
        return fail(e, "look at", path);
    if (!S_ISREG(st.st_mode))
        return err_set(e, ERR_NOT_FOUND, "%s below the file root is not a file", path);
    struct text etag = etag_of(&st, &job->arena);
    if (job->read.etag.n > 0 && !text_equal(job->read.etag, etag))
        return err_set(e, ERR_CONCURRENT, "%s below the file root changed since it was listed",
                       path);
    range_of(&job->read, (uint64_t)st.st_size, &offset, &bytes);
    if (read_range(fd, offset, bytes, out) < 0)
        return fail(e, "read", path);
    const struct lake_content content = {buf_text(out), (uint64_t)st.st_size, etag};
    job->on_content(job->context, &content, e);
    return 0;
}

static void run_read(struct file_store *store, struct job *job)
{
    char path[PATH_MAX];
    struct err e = {0};
    struct buf out;
    buf_init(&out, LIMIT_LAKE_READ_BYTES);
    int fd = -1;
    /* Opening a pipe or a device must not wait. */
    if (path_below(store, job->at.key, path, &e) == 0 &&
        (fd = open_below(store, path, O_RDONLY | O_NONBLOCK | O_NOCTTY, 0)) < 0)
        fail(&e, "open", path);
    if (fd < 0 || read_file(fd, path, job, &out, &e) < 0)
        job_fail(job, &e);
    if (fd >= 0)
        close(fd);
    buf_release(&out);
}

/* ---- writing ---- */

/* Makes the folders that a path names, down to its last part, and opens the last one of them. */
static int make_folders(const struct file_store *store, char *path, struct err *e)
{
    int folder = open_below(store, ".", O_PATH | O_DIRECTORY, 0);
    for (char *slash = strchr(path, '/'), *part = path; folder >= 0 && slash;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdirat(folder, part, 0777) < 0 && errno != EEXIST)
            fail(e, "make", path);
        close(folder);
        folder = e->code == ERR_NONE ? open_below(store, path, O_PATH | O_DIRECTORY, 0) : -1;
        if (folder < 0)
            fail(e, "open", path);
        *slash = '/';
        part = slash + 1;
    }
    return folder;
}

static int write_temporary(int folder, const char *name, struct text bytes)
{
    int fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (fd < 0)
        return -1;
    int result = 0;
    while (bytes.n > 0 && result == 0) {
        ssize_t n = write(fd, bytes.p, bytes.n);
        if (n < 0 && errno != EINTR)
            result = -1;
        if (n > 0) {
            bytes.p += n;
            bytes.n -= (size_t)n;
        }
    }
    if (result == 0)
        result = fsync(fd);
    int cause = errno;
    close(fd);
    errno = cause;
    return result;
}

/* The file gets its name only when it is whole. */
static int write_file(int folder, const char *name, const struct lake_put *put)
{
    unsigned char random[8];
    char digits[17] = "", temporary[64];
    crypto_random(random, sizeof random);
    encode_hex((struct text){(const char *)random, sizeof random}, digits);
    snprintf(temporary, sizeof temporary, "._propolis_%s", digits);
    int result = write_temporary(folder, temporary, put->bytes);
    if (result == 0 && put->only_new)
        result = linkat(folder, temporary, folder, name, 0);
    else if (result == 0)
        result = renameat(folder, temporary, folder, name);
    int cause = errno;
    if (result < 0 || put->only_new)
        unlinkat(folder, temporary, 0);
    errno = cause;
    return result;
}

static int sync_folder(const struct file_store *store, char *path)
{
    char *slash = strrchr(path, '/');
    if (slash)
        *slash = '\0';
    int fd = open_below(store, slash ? path : ".", O_RDONLY | O_DIRECTORY, 0);
    if (slash)
        *slash = '/';
    int result = fd < 0 ? -1 : fsync(fd);
    if (fd >= 0)
        close(fd);
    return result;
}

static int put_file(const struct file_store *store, const struct job *job, struct err *e)
{
    char path[PATH_MAX];
    struct text key = job->at.key;
    if (path_below(store, key, path, e) < 0)
        return -1;
    if (key.n == 0 || key.p[key.n - 1] == '/' || strcmp(path, ".") == 0)
        return err_set(e, ERR_VALIDATION, "a folder cannot be written like a file");
    int folder = make_folders(store, path, e);
    if (folder < 0)
        return e->code == ERR_NONE ? fail(e, "write", path) : -1;
    const char *slash = strrchr(path, '/');
    int result = write_file(folder, slash ? slash + 1 : path, &job->put);
    if (result == 0)
        result = sync_folder(store, path);
    if (result < 0)
        fail(e, "write", path);
    close(folder);
    return result;
}

void file_store_run(struct file_store *store, struct job *job)
{
    struct err e = {0};
    switch (job->kind) {
    case JOB_LIST:
        run_list(store, job);
        break;
    case JOB_READ:
        run_read(store, job);
        break;
    case JOB_PUT:
        (void)!put_file(store, job, &e);
        job->on_put(job->context, &e);
        break;
    }
}
