/* SPDX-License-Identifier: Apache-2.0
 * Object storage: S3 and whatever speaks its protocol, and folders on this machine, behind one
 * interface. List a folder, read a part of an object, put an object.
 *
 * Requests are asked for and answered through callbacks, all on one thread, so that a crawl has
 * many under way at once and asks for more from within the answers:
 *
 *     lake_list(lake, &folder, on_page, crawl);
 *     while (lake_unfinished(lake) > 0 && !stopped)
 *         lake_step(lake, 1000);
 *
 * A callback is never called from within the function that asks, only from lake_step and
 * lake_cancel, and after it has seen the last page, a content or an error it is not called again
 * for that request. What it is given is borrowed until it returns.
 *
 * Failed requests are tried again with growing, random pauses; throttled stores are asked less at
 * once. A bucket that lives in another region is found by what the store answers, and remembered.
 */
#ifndef PROPOLIS_LAKE_LAKE_H
#define PROPOLIS_LAKE_LAKE_H

#include "base/buf.h"
#include "base/compiler.h"
#include "base/err.h"
#include "base/text.h"
#include "lake/location.h"

/* All borrowed only during lake_open. What is NULL or 0 takes its default. */
struct lake_config {
    const char *endpoint; /* "http://127.0.0.1:9000"; NULL: AWS */
    bool path_style; /* host/bucket/key instead of bucket.host/key; always so for bucket names with
                        dots */
    const char *region; /* NULL: AWS_REGION, AWS_DEFAULT_REGION, the profile's, us-east-1 */
    bool anonymous;     /* requests are not signed */
    const char *access_key_id, *secret_key,
        *session_token; /* NULL: looked for as lake/credentials.h says */
    bool requester_pays;
    const char *proxy, *ca_file;

    const char *file_root; /* file:// below this folder; NULL: not at all */

    size_t parallel_max;   /* requests under way at once; 0: 32 */
    unsigned attempts_max; /* of one request; 0: 3 */
    int64_t pause_ms_max;  /* between attempts; 0: 20,000 */
    int64_t timeout_ms;    /* of one attempt; 0: 60,000 */
};

/* Belongs to one thread, but for lake_wake. */
struct lake;

/* Fails with VALIDATION on a bad endpoint or region and with IO where the file root is no folder.
 * Credentials are looked for when they are first needed. */
int lake_open(struct lake **out, const struct lake_config *config, struct err *e) MUST_CHECK;

/* Drops unfinished requests without calling anybody. NULL is accepted. */
void lake_close(struct lake *lake);

/* ---- listing ---- */

struct lake_object {
    struct text key;  /* the whole key, for location_with_key */
    struct text name; /* what follows the listed folder; empty for a folder's own marker object */
    uint64_t bytes;
    int64_t modified_ms;       /* 0: not told */
    struct text etag;          /* with its quotes; empty: not told */
    struct text storage_class; /* empty: not told, or not S3 */
};

struct lake_folder {
    struct text key;  /* ends in '/' */
    struct text name; /* what follows the listed folder, without the slash */
};

struct lake_page {
    const struct lake_folder *folders;
    size_t folder_count;
    const struct lake_object *objects;
    size_t object_count;
    size_t unreadable; /* entries that were left out because their names are not UTF-8 */
    size_t unfollowed; /* links to folders, out of the file root or to nothing, left out too */
    bool last;
};

/* One page, or an error with `page` NULL. Returning false ends the listing, quietly. */
typedef bool lake_on_page(void *context, const struct lake_page *page, struct err *e);

/* Lists what lies directly in a folder. Pages hold up to 1,000 entries in byte order of their keys
 * (as far as the store keeps it), and may be empty. As in S3, a location without a slash at its end
 * lists what begins with it. In local folders, links to files below the root are listed as files,
 * links to folders are not, so that there are no loops.
 *
 * Errors: NOT_FOUND (bucket or local folder; a missing S3 folder is an empty one), ACCESS_DENIED,
 * LIMIT (endless or oversized listings), TIMEOUT, IO, VALIDATION, UNAVAILABLE (cancelled, or
 * throttled for too long). */
void lake_list(struct lake *lake, const struct location *folder, lake_on_page *on_page,
               void *context);

/* ---- reading ---- */

struct lake_read {
    struct location object;
    uint64_t offset;
    size_t bytes;     /* at most LIMIT_LAKE_READ_BYTES */
    bool from_end;    /* the last `bytes` bytes; offset is 0 */
    struct text etag; /* as listed: another content fails with CONCURRENT, where the store can tell.
                         Empty: any content */
};

struct lake_content {
    struct text bytes;     /* fewer than asked for where the object ends */
    uint64_t object_bytes; /* of the whole object */
    struct text etag;      /* empty: not told */
};

/* `content` is NULL where `e` is set. */
typedef void lake_on_content(void *context, const struct lake_content *content, struct err *e);

/* Reads a part of an object. What lies behind the end is empty, not an error. Errors as for
 * listing, and CONCURRENT. */
void lake_read(struct lake *lake, const struct lake_read *read, lake_on_content *on_content,
               void *context);

/* ---- writing ---- */

struct lake_put {
    struct location object;
    struct text bytes; /* borrowed until the callback; at most LIMIT_LAKE_PUT_BYTES */
    bool only_new; /* fails with EXISTS where there is an object of that key, where the store can
                      tell */
};

typedef void lake_on_put(void *context, struct err *e);

/* Writes a whole object. A local file appears whole or not at all, with the folders it needs. */
void lake_put(struct lake *lake, const struct lake_put *put, lake_on_put *on_put, void *context);

/* ---- running ---- */

/* Moves the requests on, waiting at most `wait_ms` for something to happen. */
void lake_step(struct lake *lake, int64_t wait_ms);

/* Requests that have not been answered. */
size_t lake_unfinished(const struct lake *lake);

/* Answers all of them with UNAVAILABLE. */
void lake_cancel(struct lake *lake);

/* Makes a lake_step that waits return. From any thread. */
void lake_wake(struct lake *lake);

/* ---- waiting: for single requests, while nothing else is under way ---- */

/* Appends the bytes to `out`. */
int lake_read_wait(struct lake *lake, const struct lake_read *read, struct buf *out,
                   struct err *e) MUST_CHECK;
int lake_put_wait(struct lake *lake, const struct lake_put *put, struct err *e) MUST_CHECK;

#endif
