/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/worker.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/crypto.h"
#include "base/encode.h"
#include "base/limits.h"
#include "base/memory.h"
#include "crawler/crawl.h"

enum { CRAWLS_DEFAULT = 4, LEASE_MS_DEFAULT = 60000, OWNER_BYTES = 32, STACK_BYTES = 8 << 20 };

/* One run under way. */
struct slot {
    struct crawl_worker *worker;
    pthread_t thread;
    bool used;        /* the thread is to be joined */
    atomic_bool over; /* it has come to its end */
    struct arena arena;
    struct crawl_run run;
};

struct crawl_worker {
    struct crawl_environment env;
    struct crawl_worker_options options;
    atomic_bool closing;
    char owner[OWNER_BYTES]; /* of the leases: random, so that no two processes share it */
    struct slot *slots;
    size_t slots_n;
    pthread_mutex_t waking; /* after crawl_worker_stop nobody is woken: the scheduler may be gone */
};

static struct text owner_of(const struct crawl_worker *w)
{
    return (struct text){w->owner, sizeof w->owner};
}

/* --- opening ------------------------------------------------------------------------------ */

static int end_leases(struct tx *tx, void *context)
{
    (void)context;
    return crawl_run_end_leases(tx);
}

static void make_owner(struct crawl_worker *w)
{
    unsigned char random[OWNER_BYTES / 2];
    crypto_random(random, sizeof random);
    encode_hex((struct text){(const char *)random, sizeof random}, w->owner);
}

int crawl_worker_open(struct crawl_worker **out, const struct crawl_worker_options *options,
                      struct err *err)
{
    *out = NULL;
    if (store_write(options->store, LANE_BACKGROUND, NULL, end_leases, NULL, err) != 0)
        return -1;
    struct crawl_worker *w = memory_new(sizeof *w);
    w->options = *options;
    w->env = (struct crawl_environment){.store = options->store,
                                        .lake = options->lake,
                                        .account_id = options->account_id,
                                        .region = options->region,
                                        .log = options->log,
                                        .metrics = options->metrics,
                                        .lease_ms = options->lease_ms ? options->lease_ms
                                                                      : LEASE_MS_DEFAULT,
                                        .closing = &w->closing};
    w->slots_n = options->crawls_max ? options->crawls_max : CRAWLS_DEFAULT;
    w->slots = memory_new(w->slots_n * sizeof w->slots[0]);
    make_owner(w);
    pthread_mutex_init(&w->waking, NULL);
    *out = w;
    return 0;
}

/* --- runs --------------------------------------------------------------------------------- */

static void *run_slot(void *context)
{
    struct slot *s = context;
    struct crawl_worker *w = s->worker;
    (void)crawl_perform(&w->env, owner_of(w), &s->run);
    memory_give_back(); /* a crawl may have used a hundred times what the server does otherwise */
    atomic_store(&s->over, true);
    pthread_mutex_lock(&w->waking);
    if (w->options.wake && !atomic_load(&w->closing))
        w->options.wake(w->options.wake_context);
    pthread_mutex_unlock(&w->waking);
    return NULL;
}

static void join(struct slot *s)
{
    pthread_join(s->thread, NULL);
    arena_release(&s->arena);
    s->used = false;
}

/* A slot for the next run, or NULL when all are taken. */
static struct slot *free_slot(struct crawl_worker *w)
{
    struct slot *found = NULL;
    for (size_t i = 0; i < w->slots_n; i++) {
        struct slot *s = &w->slots[i];
        if (s->used && atomic_load(&s->over))
            join(s);
        if (!s->used)
            found = s;
    }
    return found;
}

static int start(struct slot *s, struct err *err)
{
    pthread_attr_t attributes;
    atomic_store(&s->over, false);
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK_BYTES);
    int failed = pthread_create(&s->thread, &attributes, run_slot, s);
    pthread_attr_destroy(&attributes);
    if (failed)
        return err_set(err, ERR_UNAVAILABLE, "No thread for a crawl: %s.", strerror(failed));
    s->used = true;
    return 0;
}

struct taking {
    struct crawl_worker *worker;
    struct slot *slot;
    int found;
    int64_t next_ms;
};

static int take_body(struct tx *tx, void *context)
{
    struct taking *t = context;
    const struct lease lease = {owner_of(t->worker), tx->now_ms + t->worker->env.lease_ms};
    t->found = crawl_run_take(tx, &lease, &t->slot->arena, &t->slot->run, &t->next_ms);
    return t->found < 0 ? -1 : 0;
}

struct giving_back {
    struct crawl_worker *worker;
    int64_t run_id;
};

static int give_back_body(struct tx *tx, void *context)
{
    const struct giving_back *g = context;
    const struct lease lease = {owner_of(g->worker), 0};
    return crawl_run_give_back(tx, &lease, g->run_id);
}

/* A run that was taken and cannot be started. */
static int give_back(struct crawl_worker *w, struct slot *s)
{
    struct giving_back g = {w, s->run.id};
    struct err ignored = {0};
    arena_release(&s->arena);
    int result = store_write(w->env.store, LANE_BACKGROUND, NULL, give_back_body, &g, &ignored);
    (void)result; /* where even that fails, the lease runs out */
    return -1;
}

/* Takes and starts runs while there are slots and runs. */
static int start_runs(struct crawl_worker *w, int64_t *next_ms, struct err *err)
{
    struct slot *s;
    *next_ms = INT64_MAX; /* with all slots taken, the end of a run wakes us */
    while ((s = free_slot(w)) != NULL) {
        struct taking t = {.worker = w, .slot = s};
        s->worker = w;
        arena_init(&s->arena, LIMIT_DOCUMENT_BYTES, NULL);
        int result = store_write(w->env.store, LANE_BACKGROUND, NULL, take_body, &t, err);
        if (result == 0 && t.found && start(s, err) != 0)
            return give_back(w, s);
        if (result != 0 || !t.found) {
            arena_release(&s->arena);
            *next_ms = t.next_ms;
            return result;
        }
    }
    return 0;
}

/* --- schedules ---------------------------------------------------------------------------- */

struct firing {
    unsigned char random[16];
    int found;
    int64_t next_ms;
};

/* One schedule that is due becomes a run, unless the crawler runs already. */
static int fire_body(struct tx *tx, void *context)
{
    struct firing *f = context;
    struct arena arena;
    struct crawler crawler;
    char uuid[CRAWL_UUID_BYTES];
    int64_t fired_ms;
    arena_init(&arena, LIMIT_DOCUMENT_BYTES, NULL);
    f->found = crawler_due(tx, &arena, &crawler, &fired_ms, &f->next_ms);
    int result = f->found < 0 ? -1 : 0;
    if (f->found == 1) {
        crawl_uuid(f->random, uuid);
        if (!crawler.active_run)
            result = crawl_run_start(tx, &crawler, (struct text){uuid, sizeof uuid}, fired_ms);
        if (result == 0)
            result = crawler_fired(tx, &crawler);
    }
    arena_release(&arena);
    return result;
}

static int fire_schedules(struct crawl_worker *w, int64_t *next_ms, struct err *err)
{
    static const struct origin scheduler = {TEXT_INIT("schedule"), TEXT_INIT("crawler"), "crawler",
                                            "StartCrawler"};
    struct firing f;
    do {
        crypto_random(f.random, sizeof f.random);
        if (store_write(w->env.store, LANE_BACKGROUND, &scheduler, fire_body, &f, err) != 0)
            return -1;
    } while (f.found == 1);
    *next_ms = f.next_ms;
    return 0;
}

/* --- the worker --------------------------------------------------------------------------- */

int crawl_worker_run_due(void *worker, int64_t now_ms, int64_t *next_due_ms)
{
    struct crawl_worker *w = worker;
    struct err err = {0};
    int64_t next_firing, next_run;
    (void)now_ms; /* transactions have the time */
    if (atomic_load(&w->closing))
        return 0;
    if (fire_schedules(w, &next_firing, &err) != 0 || start_runs(w, &next_run, &err) != 0) {
        if (err.code != ERR_UNAVAILABLE)
            LOG(w->options.log, LEVEL_ERROR, "crawls could not be started",
                LOG_TEXT("error", err_text(&err)));
        return -1;
    }
    *next_due_ms = next_firing < next_run ? next_firing : next_run;
    return 0;
}

void crawl_worker_stop(void *worker)
{
    struct crawl_worker *w = worker;
    pthread_mutex_lock(&w->waking);
    atomic_store(&w->closing, true);
    pthread_mutex_unlock(&w->waking);
}

void crawl_worker_close(struct crawl_worker *w)
{
    if (!w)
        return;
    crawl_worker_stop(w);
    for (size_t i = 0; i < w->slots_n; i++) {
        if (w->slots[i].used)
            join(&w->slots[i]);
    }
    pthread_mutex_destroy(&w->waking);
    free(w->slots);
    free(w);
}
