/* SPDX-License-Identifier: Apache-2.0 */
#include "store/writer.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/memory.h"
#include "store/key_cache.h"
#include "store/object_cache.h"
#include "store/search_index.h"
#include "store/store_inside.h"

/* A group closes at the first of these. Waiting for more than is there would only add latency:
 * while one group is synced to the disk, the next one gathers by itself. */
enum { GROUP_WRITES_MAX = 64, GROUP_ROWS_MAX = 1000, GROUP_US_MAX = 5000 };

/* Every so many foreground groups one background write runs even if requests wait, so that crawls
 * do not starve. */
enum { GROUPS_PER_BACKGROUND_WRITE = 8 };

enum { CHECKPOINT_IDLE_MS = 200 };

struct queue {
    struct write *first, *last;
};

struct writer {
    struct store *store;
    struct db *db;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct queue lanes[LANE_BACKGROUND + 1];
    bool closing;
    unsigned groups_since_background;
    bool log_has_pages; /* something was committed since the last checkpoint of ours */
    atomic_llong commits, writes, writes_failed, rows_written, commit_us_sum, waiting;
};

static void push(struct queue *q, struct write *w)
{
    w->next = NULL;
    if (q->last)
        q->last->next = w;
    else
        q->first = w;
    q->last = w;
}

static struct write *pop(struct queue *q)
{
    struct write *w = q->first;
    if (w) {
        q->first = w->next;
        if (!q->first)
            q->last = NULL;
    }
    return w;
}

void writer_submit(struct writer *writer, enum lane lane, struct write *write)
{
    pthread_mutex_lock(&writer->lock);
    bool refused = writer->closing;
    if (!refused) {
        push(&writer->lanes[lane], write);
        atomic_fetch_add(&writer->waiting, 1);
        pthread_cond_signal(&writer->wake);
    }
    pthread_mutex_unlock(&writer->lock);
    if (refused)
        write->done(write, err_set(write->err, ERR_UNAVAILABLE, "The server is stopping."));
}

/* The next write for the open group, or NULL to close it. A background write makes a group of its
 * own kind: it joins when no request waits, or when its turn has come. */
static struct write *next_write(struct writer *writer)
{
    pthread_mutex_lock(&writer->lock);
    bool turn = writer->groups_since_background >= GROUPS_PER_BACKGROUND_WRITE;
    struct write *w = turn ? pop(&writer->lanes[LANE_BACKGROUND]) : NULL;
    if (!w)
        w = pop(&writer->lanes[LANE_FOREGROUND]);
    else
        writer->groups_since_background = 0;
    if (!w && (w = pop(&writer->lanes[LANE_BACKGROUND])))
        writer->groups_since_background = 0;
    pthread_mutex_unlock(&writer->lock);
    if (w)
        atomic_fetch_sub(&writer->waiting, 1);
    return w;
}

/* Runs one body under a savepoint. The transaction survives a body that fails, unless the engine
 * has given it up. */
static void run_body(struct writer *writer, struct write *w, int64_t now_ms)
{
    struct tx tx = {.store = writer->store,
                    .db = writer->db,
                    .err = w->err,
                    .now_ms = now_ms,
                    .origin = w->origin};
    err_clear(w->err);
    w->result = db_savepoint(writer->db, w->err);
    if (w->result == 0)
        w->result = w->body(&tx, w->context);
    if (w->result == 0)
        w->result = db_release(writer->db, w->err);
    if (w->result != 0)
        db_rollback_to(writer->db);
}

/* The search index may stay behind, so a write never fails for it: where the disk has no room for
 * both, the index waits. */
static void catch_up_when_due(struct writer *writer)
{
    struct err err = {.code = ERR_NONE};
    struct tx tx = {.store = writer->store, .db = writer->db, .err = &err};
    if (search_index_is_due(&tx) != 1 || db_savepoint(writer->db, &err) != 0)
        return;
    if (search_index_catch_up(&tx) != 0 || db_release(writer->db, &err) != 0)
        db_rollback_to(writer->db);
}

static int commit(struct writer *writer, struct err *err)
{
    int64_t began_us = clock_monotonic_us();
    catch_up_when_due(writer);
    key_cache_begin_commit(store_keys(writer->store));
    int result = db_commit(writer->db, err);
    if (result != 0)
        db_rollback(writer->db);
    key_cache_end_commit(store_keys(writer->store));
    if (result != 0)
        return -1;
    writer->log_has_pages = true;
    atomic_fetch_add(&writer->commits, 1);
    atomic_fetch_add(&writer->commit_us_sum, clock_monotonic_us() - began_us);
    return 0;
}

/* The last resort of a group that was lost as a whole (a full disk): each write in a transaction of
 * its own, so that those that fit still succeed and each of the others gets its own error. */
static void run_alone(struct writer *writer, struct write *w)
{
    err_clear(w->err);
    w->result = db_begin(writer->db, w->err);
    if (w->result != 0)
        return;
    run_body(writer, w, clock_now_ms());
    if (!db_in_transaction(writer->db))
        w->result = err_set(w->err, ERR_FULL, "The disk is full; nothing was written.");
    else if (commit(writer, w->err) != 0)
        w->result = -1;
}

/* Publishing to the cache goes before the answers, so that each client reads its own writes. */
static void finish_group(struct writer *writer, struct write **group, size_t count)
{
    object_cache_publish(store_cache(writer->store));
    for (size_t i = 0; i < count; i++) {
        atomic_fetch_add(&writer->writes, 1);
        if (group[i]->result != 0)
            atomic_fetch_add(&writer->writes_failed, 1);
        group[i]->done(group[i], group[i]->result);
    }
}

static void run_group(struct writer *writer, struct write *first)
{
    struct write *group[GROUP_WRITES_MAX];
    size_t count = 0;
    struct err err = {.code = ERR_NONE};
    int64_t began_us = clock_monotonic_us(), now_ms = clock_now_ms();
    int64_t rows = db_rows_written(writer->db);
    bool lost = db_begin(writer->db, &err) != 0;
    for (struct write *w = first; w; w = next_write(writer)) {
        group[count++] = w;
        if (!lost)
            run_body(writer, w, now_ms);
        lost = lost || !db_in_transaction(writer->db);
        if (lost || count == GROUP_WRITES_MAX ||
            db_rows_written(writer->db) - rows >= GROUP_ROWS_MAX ||
            clock_monotonic_us() - began_us >= GROUP_US_MAX)
            break;
    }
    if (lost || commit(writer, &err) != 0)
        for (size_t i = 0; i < count; i++)
            run_alone(writer, group[i]);
    atomic_fetch_add(&writer->rows_written, db_rows_written(writer->db) - rows);
    writer->groups_since_background++;
    finish_group(writer, group, count);
}

/* So that searches of a quiet catalog have nothing to look at but the index. */
static void catch_up_in_peace(struct writer *writer)
{
    struct err err = {.code = ERR_NONE};
    struct tx tx = {.store = writer->store, .db = writer->db, .err = &err};
    if (db_begin(writer->db, &err) != 0)
        return;
    if (search_index_catch_up(&tx) != 0 || db_commit(writer->db, &err) != 0)
        db_rollback(writer->db);
}

/* Waits for work. A quiet moment is the time to empty the log, because a checkpoint inside a commit
 * makes somebody wait. */
static bool wait_for_work(struct writer *writer)
{
    bool checkpoint = false;
    pthread_mutex_lock(&writer->lock);
    while (!writer->lanes[LANE_FOREGROUND].first && !writer->lanes[LANE_BACKGROUND].first &&
           !writer->closing && !checkpoint) {
        if (!writer->log_has_pages) {
            pthread_cond_wait(&writer->wake, &writer->lock);
            continue;
        }
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += CHECKPOINT_IDLE_MS * 1000000L;
        until.tv_sec += until.tv_nsec / 1000000000L;
        until.tv_nsec %= 1000000000L;
        checkpoint = pthread_cond_timedwait(&writer->wake, &writer->lock, &until) != 0;
    }
    bool more = writer->lanes[LANE_FOREGROUND].first || writer->lanes[LANE_BACKGROUND].first ||
                !writer->closing;
    pthread_mutex_unlock(&writer->lock);
    if (checkpoint) {
        catch_up_in_peace(writer);
        db_checkpoint(writer->db);
        writer->log_has_pages = false;
    }
    return more;
}

static void *writer_thread(void *argument)
{
    struct writer *writer = argument;
    while (wait_for_work(writer)) {
        struct write *w = next_write(writer);
        if (w)
            run_group(writer, w);
    }
    db_checkpoint(writer->db);
    return NULL;
}

struct writer *writer_open(struct store *store, struct db *db)
{
    struct writer *writer = memory_new(sizeof *writer);
    writer->store = store;
    writer->db = db;
    pthread_mutex_init(&writer->lock, NULL);
    pthread_cond_init(&writer->wake, NULL);
    int rc = pthread_create(&writer->thread, NULL, writer_thread, writer);
    if (rc != 0)
        memory_exhausted(0);
    return writer;
}

void writer_close(struct writer *writer)
{
    if (!writer)
        return;
    pthread_mutex_lock(&writer->lock);
    writer->closing = true;
    pthread_cond_signal(&writer->wake);
    pthread_mutex_unlock(&writer->lock);
    pthread_join(writer->thread, NULL);
    pthread_cond_destroy(&writer->wake);
    pthread_mutex_destroy(&writer->lock);
    free(writer);
}

void writer_figures(struct writer *writer, struct writer_figures *out)
{
    *out = (struct writer_figures){
        .commits = atomic_load(&writer->commits),
        .writes = atomic_load(&writer->writes),
        .writes_failed = atomic_load(&writer->writes_failed),
        .rows_written = atomic_load(&writer->rows_written),
        .commit_us_sum = atomic_load(&writer->commit_us_sum),
        .writes_waiting = atomic_load(&writer->waiting),
    };
}
