/* SPDX-License-Identifier: Apache-2.0
 * Runs of crawlers: work rows. A run is queued, taken by a worker with a lease, kept alive by a
 * heartbeat, and over with a result. A run whose lease ran out is due again, a few times. */
#ifndef PROPOLIS_STORE_CRAWL_RUN_H
#define PROPOLIS_STORE_CRAWL_RUN_H

#include "store/crawler.h"

/* Kept in the file: append only. */
enum crawl_phase {
    CRAWL_QUEUED = 0,
    CRAWL_LISTING = 1,
    CRAWL_SAMPLING = 2,
    CRAWL_PLANNING = 3,
    CRAWL_APPLYING = 4,
    CRAWL_OVER = 5
};

/* Kept in the file: append only. */
enum crawl_result {
    CRAWL_NO_RESULT = 0, /* it is not over */
    CRAWL_SUCCEEDED = 1,
    CRAWL_FAILED = 2,
    CRAWL_CANCELLED = 3
};

enum {
    CRAWL_UUID_BYTES = 36,
    CRAWL_ATTEMPTS_MAX = 3, /* a run that took its process down this often is given up */
};

struct crawl_counts {
    int64_t tables_created, tables_updated, tables_deleted;
    int64_t partitions_created, partitions_updated, partitions_deleted;
};

/* Texts live in the arena that it was found with. */
struct crawl_run {
    int64_t id, crawler_id;
    struct text crawler_name;
    struct text uuid;
    enum crawl_phase phase;
    enum crawl_result result;
    struct text actor;
    int64_t fired_ms; /* 0: started by a call */
    int64_t created_ms, ended_ms;
    int64_t attempts;
    bool stop_requested;
    int64_t folders, files;
    struct crawl_counts counts;
    struct text error, summary;
};

/* Queues a run. `fired_ms` 0: started by a call; `uuid` is a fresh one. ERR_CRAWLER_RUNNING. */
int crawl_run_start(struct tx *tx, const struct crawler *crawler, struct text uuid,
                    int64_t fired_ms) MUST_CHECK;

/* Asks the active run to stop. ERR_CRAWLER_NOT_RUNNING, ERR_CRAWLER_STOPPING. */
int crawl_run_stop(struct tx *tx, const struct crawler *crawler) MUST_CHECK;

/* A fresh random UUID (version 4), from the caller's randomness: a body must come to the same when
 * it runs again. */
void crawl_uuid(const unsigned char random[16], char out[CRAWL_UUID_BYTES]);

struct lease {
    struct text owner;
    int64_t until_ms;
};

/* Takes one due run: 1 and the run, 0 for none, -1. `next_ms` gets the time when the next one is
 * due; INT64_MAX: never. A run that was tried too often is ended here and not handed out. */
int crawl_run_take(struct tx *tx, const struct lease *lease, struct arena *arena,
                   struct crawl_run *out, int64_t *next_ms) MUST_CHECK;

/* Lengthens the lease, notes how far the run is, and says whether it is to stop. ERR_CONCURRENT:
 * another worker has it. */
int crawl_run_beat(struct tx *tx, const struct lease *lease, const struct crawl_run *run,
                   bool *stop) MUST_CHECK;

/* Gives a run back, not counted as an attempt: the server is closing. */
int crawl_run_give_back(struct tx *tx, const struct lease *lease, int64_t run_id) MUST_CHECK;

/* All leases end at once: whoever opens the store alone knows that their owners are gone. */
int crawl_run_end_leases(struct tx *tx) MUST_CHECK;

/* Keeps the report: members of a JSON object without braces. Replaces that of an earlier attempt.
 */
int crawl_run_report(struct tx *tx, int64_t run_id, struct text report) MUST_CHECK;

/* The run is over: result, counts, error, summary are those of `run`. Old runs and reports of the
 * crawler are dropped. ERR_CONCURRENT: another worker has it. */
int crawl_run_end(struct tx *tx, const struct lease *lease, const struct crawl_run *run) MUST_CHECK;

/* ERR_NOT_FOUND. */
int crawl_run_find(struct tx *tx, const struct crawler *crawler, struct text uuid,
                   struct arena *arena, struct crawl_run *out) MUST_CHECK;

/* Runs of a crawler, newest first, from before the one with id `before` (0: from the newest).
 * `each` returns 1 to stop, -1 for an error; texts are borrowed until the next one. */
int crawl_run_each(struct tx *tx, int64_t crawler_id, int64_t before,
                   int (*each)(void *context, const struct crawl_run *run),
                   void *context) MUST_CHECK;

/* Appends the report's members, or nothing when there is none (yet, or any more). */
int crawl_run_put_report(struct tx *tx, int64_t run_id, struct buf *out) MUST_CHECK;

/* "RUNNING", "COMPLETED", ...: the State of a CrawlerHistory; "SUCCEEDED", ...: the Status of a
 * LastCrawl; "LISTING", ... */
const char *crawl_run_state(const struct crawl_run *run);
const char *crawl_result_status(enum crawl_result result);
const char *crawl_phase_name(enum crawl_phase phase);

#endif
