/* SPDX-License-Identifier: Apache-2.0 */
#include "lake/s3.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/crypto.h"
#include "base/limits.h"
#include "base/memory.h"
#include "lake/s3_request.h"
#include "lake/s3_verdict.h"

enum {
    PARALLEL_DEFAULT = 32,
    ATTEMPTS_DEFAULT = 3,
    PAUSE_MS_DEFAULT = 20000,
    TIMEOUT_MS_DEFAULT = 60000,
    PAUSE_MS_RETRY = 50, /* before the first retry at most; doubles with each */
    PAUSE_MS_THROTTLED = 1000,
    CALM_US = 1000000, /* a second throttled answer within this does not count again */
    BUCKETS_MAX = 64,
    ARENA_BYTES = 4 * LIMIT_LAKE_PAGE_BYTES,
};

/* A bucket that lives elsewhere. */
struct bucket_region {
    char bucket[64], region[LIMIT_REGION_BYTES];
};

/* A job on its way. */
struct work {
    struct s3 *s3;
    struct job *job;
    struct work *next;
    struct arena arena; /* of one attempt */
    int64_t due_us;
    unsigned attempts;
    bool moved, skewed, renewed, no_suffix; /* what is tried once only */
    /* A listing: where it is, and whether it goes round in circles (see notice_circle). */
    char *token;
    unsigned pages, empty_pages, marked_page;
    uint64_t marked_hash;
};

struct works {
    struct work *first, **end;
    size_t count;
};

struct s3 {
    struct arena arena;
    struct s3_endpoint endpoint;
    struct credentials *credentials; /* NULL: nothing is signed */
    struct text region;
    struct crypto *crypto;
    struct http_client *http;
    bool requester_pays;
    unsigned attempts_max;
    int64_t pause_ms_max, timeout_ms, skew_ms;
    size_t parallel_max;
    double parallel; /* how many may be under way now */
    int64_t throttled_us;
    struct works ready, paused;
    size_t under_way;
    bool closing;
    struct bucket_region buckets[BUCKETS_MAX];
    size_t bucket_next;
};

/* ---- opening ---- */

static void works_init(struct works *works)
{
    *works = (struct works){.end = &works->first};
}

static void works_add(struct works *works, struct work *work)
{
    work->next = NULL;
    *works->end = work;
    works->end = &work->next;
    works->count++;
}

static struct work *works_take(struct works *works)
{
    struct work *work = works->first;
    if (!work)
        return NULL;
    works->first = work->next;
    if (!works->first)
        works->end = &works->first;
    works->count--;
    return work;
}

static void work_free(struct work *work)
{
    arena_release(&work->arena);
    free(work->token);
    job_free(work->job);
    free(work);
}

static int64_t or_default(int64_t value, int64_t otherwise)
{
    return value > 0 ? value : otherwise;
}

static void configure(struct s3 *s3, const struct lake_config *config)
{
    s3->requester_pays = config->requester_pays;
    s3->attempts_max = (unsigned)or_default(config->attempts_max, ATTEMPTS_DEFAULT);
    s3->pause_ms_max = or_default(config->pause_ms_max, PAUSE_MS_DEFAULT);
    s3->timeout_ms = or_default(config->timeout_ms, TIMEOUT_MS_DEFAULT);
    s3->parallel_max = (size_t)or_default((int64_t)config->parallel_max, PARALLEL_DEFAULT);
    if (s3->parallel_max > LIMIT_LAKE_PARALLEL)
        s3->parallel_max = LIMIT_LAKE_PARALLEL;
    s3->parallel = (double)s3->parallel_max;
    works_init(&s3->ready);
    works_init(&s3->paused);
}

int s3_open(struct s3 **out, const struct lake_config *config, struct err *e)
{
    struct s3 *s3 = memory_new(sizeof *s3);
    arena_init(&s3->arena, LIMIT_CREDENTIALS_FILE_BYTES, NULL);
    configure(s3, config);
    const struct http_client_config http = {.parallel_max = s3->parallel_max,
                                            .reuse_connections = true,
                                            .proxy = config->proxy,
                                            .ca_file = config->ca_file};
    if (config->region && !s3_is_region(text_of(config->region))) {
        err_set(e, ERR_VALIDATION, "'%.100s' is not a region of S3", config->region);
        goto failed;
    }
    if (s3_endpoint_decode(&s3->endpoint, config->endpoint, &s3->arena, e) < 0 ||
        crypto_open(&s3->crypto, e) < 0 || http_client_open(&s3->http, &http, e) < 0)
        goto failed;
    s3->endpoint.path_style = config->path_style;
    s3->credentials = credentials_open(config);
    s3->region = arena_copy(&s3->arena, credentials_region(s3->credentials));
    if (config->anonymous) {
        credentials_close(s3->credentials);
        s3->credentials = NULL;
    }
    *out = s3;
    return 0;
failed:
    s3_close(s3);
    return -1;
}

void s3_close(struct s3 *s3)
{
    if (!s3)
        return;
    s3->closing = true;
    if (s3->http)
        http_client_cancel(s3->http);
    for (struct work *work;
         (work = works_take(&s3->ready)) != NULL || (work = works_take(&s3->paused)) != NULL;)
        work_free(work);
    http_client_close(s3->http);
    credentials_close(s3->credentials);
    crypto_close(s3->crypto);
    arena_release(&s3->arena);
    free(s3);
}

/* ---- regions of buckets ---- */

static struct text region_of(const struct s3 *s3, struct text bucket)
{
    for (size_t i = 0; i < BUCKETS_MAX; i++)
        if (text_equal(text_of(s3->buckets[i].bucket), bucket))
            return text_of(s3->buckets[i].region);
    return s3->region;
}

/* The oldest one gives way. */
static void remember_region(struct s3 *s3, struct text bucket, struct text region)
{
    struct bucket_region *row = NULL;
    for (size_t i = 0; i < BUCKETS_MAX && !row; i++)
        if (text_equal(text_of(s3->buckets[i].bucket), bucket))
            row = &s3->buckets[i];
    if (!row)
        row = &s3->buckets[s3->bucket_next++ % BUCKETS_MAX];
    snprintf(row->bucket, sizeof row->bucket, "%.*s", TEXT_ARG(bucket));
    snprintf(row->region, sizeof row->region, "%.*s", TEXT_ARG(region));
}

/* ---- how much at once: halved when throttled, grown by one per round of successes ---- */

static void ask_less(struct s3 *s3)
{
    int64_t now_us = clock_monotonic_us();
    if (now_us - s3->throttled_us < CALM_US)
        return;
    s3->throttled_us = now_us;
    s3->parallel = s3->parallel > 2 ? s3->parallel / 2 : 1;
}

static void ask_more(struct s3 *s3)
{
    s3->parallel += 1 / s3->parallel;
    if (s3->parallel > (double)s3->parallel_max)
        s3->parallel = (double)s3->parallel_max;
}

/* ---- ends ---- */

static void work_fail(struct work *work, struct err *e)
{
    struct buf name;
    buf_init(&name, 2 * LIMIT_OBJECT_KEY_BYTES);
    location_encode(&work->job->at, &name);
    struct text shown = text_cut(buf_text(&name), 200);
    err_wrap(e, "%.*s%s", TEXT_ARG(shown), shown.n < name.n ? "..." : "");
    buf_release(&name);
    job_fail(work->job, e);
    work_free(work);
}

/* Full jitter: anything between nothing and the whole pause, so that many clients do not come back
 * together. */
static int64_t pause_us(const struct s3 *s3, unsigned attempt, int64_t first_ms)
{
    uint32_t random;
    int64_t most_ms = first_ms;
    for (unsigned i = 1; i < attempt && most_ms < s3->pause_ms_max; i++)
        most_ms *= 2;
    if (most_ms > s3->pause_ms_max)
        most_ms = s3->pause_ms_max;
    crypto_random(&random, sizeof random);
    return most_ms * 1000 * random / UINT32_MAX;
}

static void try_again_later(struct work *work, struct s3_verdict *verdict)
{
    struct s3 *s3 = work->s3;
    int64_t first_ms = verdict->kind == S3_THROTTLED ? PAUSE_MS_THROTTLED : PAUSE_MS_RETRY;
    if (work->attempts >= s3->attempts_max) {
        work_fail(work, &verdict->err);
        return;
    }
    work->due_us = clock_monotonic_us() + pause_us(s3, work->attempts, first_ms);
    works_add(&s3->paused, work);
}

/* Something was learnt from the answer, and the same request is tried at once: but each lesson only
 * once. */
static void try_again_once(struct work *work, bool *tried, struct s3_verdict *verdict)
{
    if (*tried) {
        work_fail(work, &verdict->err);
        return;
    }
    *tried = true;
    work->attempts--;
    works_add(&work->s3->ready, work);
}

/* ---- pages ---- */

static uint64_t hash_text(uint64_t hash, struct text t)
{
    for (size_t i = 0; i < t.n; i++)
        hash = (hash ^ (unsigned char)t.p[i]) * UINT64_C(1099511628211);
    return (hash ^ 0xFF) * UINT64_C(1099511628211);
}

/* FNV-1a over all keys of a page. */
static uint64_t hash_page(const struct lake_page *page)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < page->folder_count; i++)
        hash = hash_text(hash, page->folders[i].key);
    for (size_t i = 0; i < page->object_count; i++)
        hash = hash_text(hash, page->objects[i].key);
    return hash;
}

/* A store that loses its place sends the same pages for ever. Each page is compared with a marked
 * one, and the mark moves to the current page whenever their number has doubled: a circle of any
 * length is noticed before it was walked three times (Brent's algorithm). */
static int notice_circle(struct work *work, const struct lake_page *page, struct err *e)
{
    bool empty = page->folder_count + page->object_count == 0;
    uint64_t hash = hash_page(page);
    work->pages++;
    work->empty_pages = empty ? work->empty_pages + 1 : 0;
    if (work->empty_pages > LIMIT_LAKE_EMPTY_PAGES)
        return err_set(e, ERR_LIMIT, "the store sent %d empty pages and still promises more",
                       LIMIT_LAKE_EMPTY_PAGES);
    if (work->pages > LIMIT_LAKE_LIST_PAGES)
        return err_set(e, ERR_LIMIT, "the listing has more than %d pages", LIMIT_LAKE_LIST_PAGES);
    if (!empty && work->marked_page > 0 && hash == work->marked_hash)
        return err_set(e, ERR_LIMIT,
                       "the store sends the same pages of its listing again and again");
    if (work->marked_page == 0 || work->pages == 2 * work->marked_page) {
        work->marked_page = work->pages;
        work->marked_hash = hash;
    }
    return 0;
}

static void deliver_page(struct work *work, const struct s3_listing *listing)
{
    struct err e = {0};
    if (notice_circle(work, &listing->page, &e) < 0) {
        work_fail(work, &e);
        return;
    }
    free(work->token);
    work->token = memory_new(listing->next_token.n + 1);
    if (listing->next_token.n > 0)
        memcpy(work->token, listing->next_token.p, listing->next_token.n);
    bool more = work->job->on_page(work->job->context, &listing->page, &e) && !listing->page.last;
    work->attempts = 0;
    work->moved = work->skewed = work->renewed = false;
    if (more)
        works_add(&work->s3->ready, work);
    else
        work_free(work);
}

static void deliver(struct work *work, const struct s3_verdict *verdict)
{
    struct job *job = work->job;
    struct err none = {0};
    ask_more(work->s3);
    switch (job->kind) {
    case JOB_LIST:
        deliver_page(work, &verdict->listing);
        return;
    case JOB_READ:
        job->on_content(job->context, &verdict->content, &none);
        break;
    case JOB_PUT:
        job->on_put(job->context, &none);
        break;
    }
    work_free(work);
}

/* ---- requests ---- */

/* The object is longer than what was read from its start: now its end can be asked for by number.
 */
static void read_the_end(struct work *work, const struct s3_verdict *verdict)
{
    struct lake_read *read = &work->job->read;
    read->offset = verdict->content.object_bytes - read->bytes;
    read->from_end = false;
    work->attempts--;
    works_add(&work->s3->ready, work);
}

static void act_on(struct work *work, struct s3_verdict *verdict)
{
    struct s3 *s3 = work->s3;
    switch (verdict->kind) {
    case S3_DONE:
        deliver(work, verdict);
        break;
    case S3_THROTTLED:
        ask_less(s3);
        try_again_later(work, verdict);
        break;
    case S3_RETRY:
        try_again_later(work, verdict);
        break;
    case S3_MOVED:
        remember_region(s3, work->job->at.bucket, verdict->region);
        try_again_once(work, &work->moved, verdict);
        break;
    case S3_SKEWED:
        s3->skew_ms = verdict->skew_ms;
        try_again_once(work, &work->skewed, verdict);
        break;
    case S3_EXPIRED:
        if (s3->credentials && credentials_renew(s3->credentials))
            try_again_once(work, &work->renewed, verdict);
        else
            work_fail(work, &verdict->err);
        break;
    case S3_NO_SUFFIX:
        try_again_once(work, &work->no_suffix, verdict);
        break;
    case S3_LONGER:
        read_the_end(work, verdict);
        break;
    case S3_FAILED:
        work_fail(work, &verdict->err);
        break;
    }
}

static void on_done(void *context, struct http_response *response, struct err *transport)
{
    struct work *work = context;
    struct s3_verdict verdict;
    work->s3->under_way--;
    if (work->s3->closing) {
        work_free(work);
        return;
    }
    const struct s3_reply reply = {work->job, work->no_suffix, response, transport, clock_now_ms()};
    s3_judge(&reply, &work->arena, &verdict);
    act_on(work, &verdict);
}

static int make_request(struct work *work, struct s3_request *out, struct err *e)
{
    struct s3 *s3 = work->s3;
    struct credential_keys keys;
    if (s3->credentials && credentials_get(s3->credentials, &keys, e) < 0)
        return -1;
    const struct s3_context context = {
        .endpoint = &s3->endpoint,
        .crypto = s3->crypto,
        .keys = s3->credentials ? &keys : NULL,
        .region = region_of(s3, work->job->at.bucket),
        .token = text_of(work->token),
        .no_suffix = work->no_suffix,
        .requester_pays = s3->requester_pays,
        .now_ms = clock_now_ms() + s3->skew_ms,
        .timeout_ms = s3->timeout_ms,
    };
    return s3_request_make(&context, work->job, &work->arena, out, e);
}

static void begin(struct work *work)
{
    struct s3_request request;
    struct err e = {0};
    arena_release(&work->arena);
    work->attempts++;
    if (make_request(work, &request, &e) < 0) {
        work_fail(work, &e);
        return;
    }
    work->s3->under_way++;
    http_client_start(work->s3->http, &request.http, on_done, work);
}

/* Moves works whose pause is over to the ready ones. Returns the milliseconds until the next one is
 * due. */
static int64_t end_pauses(struct s3 *s3, int64_t wait_ms)
{
    int64_t now_us = clock_monotonic_us();
    for (size_t n = s3->paused.count; n > 0; n--) {
        struct work *work = works_take(&s3->paused);
        int64_t left_ms = (work->due_us - now_us + 999) / 1000;
        works_add(left_ms <= 0 ? &s3->ready : &s3->paused, work);
        if (left_ms > 0 && left_ms < wait_ms)
            wait_ms = left_ms;
    }
    return wait_ms;
}

void s3_step(struct s3 *s3, int64_t wait_ms)
{
    wait_ms = end_pauses(s3, wait_ms);
    for (size_t n = s3->ready.count; n > 0 && s3->under_way < (size_t)s3->parallel; n--)
        begin(works_take(&s3->ready));
    bool room = s3->ready.count > 0 && s3->under_way < (size_t)s3->parallel;
    http_client_run(s3->http, room ? 0 : wait_ms);
}

void s3_add(struct s3 *s3, struct job *job)
{
    struct work *work = memory_new(sizeof *work);
    work->s3 = s3;
    work->job = job;
    arena_init(&work->arena, ARENA_BYTES, NULL);
    works_add(&s3->ready, work);
}

size_t s3_unfinished(const struct s3 *s3)
{
    return s3->ready.count + s3->paused.count + s3->under_way;
}

/* Callbacks may add jobs, which are not cancelled: only those that were there are. */
void s3_cancel(struct s3 *s3)
{
    struct works *const lines[] = {&s3->ready, &s3->paused};
    for (size_t i = 0; i < COUNT(lines); i++) {
        for (size_t n = lines[i]->count; n > 0; n--) {
            struct err e = {0};
            err_set(&e, ERR_UNAVAILABLE, "cancelled");
            work_fail(works_take(lines[i]), &e);
        }
    }
    http_client_cancel(s3->http);
}

void s3_wake(struct s3 *s3)
{
    http_client_wake(s3->http);
}
