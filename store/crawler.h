/* SPDX-License-Identifier: Apache-2.0
 * Crawlers: what is to be crawled, into which database, when. Names keep their case. Whether a
 * crawler is READY, RUNNING or STOPPING follows from its runs (store/crawl_run.h). */
#ifndef PROPOLIS_STORE_CRAWLER_H
#define PROPOLIS_STORE_CRAWLER_H

#include "base/buf.h"
#include "catalog/shape.h"
#include "store/page.h"
#include "store/store.h"

/* A crawler that was found; texts live in the arena it was found with. */
struct crawler {
    int64_t id, version;
    struct text name;
    int64_t created_ms, updated_ms;
    struct text schedule; /* {NULL, 0}: none */
    bool scheduled;
    int64_t active_run, last_run; /* 0: none */
    bool stopping;                /* the active run was asked to stop */
    struct text tail;             /* members of the Crawler shape that the caller wrote */
};

/* ERR_NOT_FOUND. */
int crawler_find(struct tx *tx, struct text name, struct arena *arena,
                 struct crawler *out) MUST_CHECK;

/* The tail as the values of a Crawler (catalog/shapes_crawler.h). */
int crawler_decode(const struct crawler *crawler, struct arena *arena, struct value **values,
                   struct err *err) MUST_CHECK;

/* Appends the Crawler object. ERR_NOT_FOUND. */
int crawler_get(struct tx *tx, struct text name, struct buf *out) MUST_CHECK;

/* Which crawlers a list shows, and what of them. `tags` is a decoded map of tags that must all be
 * there; NULL: no filter. */
struct crawler_list {
    const struct value *tags;
    bool names_only; /* JSON strings in place of objects */
};

/* Appends a page, separated by commas, by name. */
int crawler_list(struct tx *tx, const struct crawler_list *list, struct page *page,
                 struct buf *out) MUST_CHECK;

struct crawler_draft {
    struct text name;
    struct text tail;         /* catalog/crawler_draft.h */
    struct text schedule;     /* a checked expression; empty: none */
    const struct value *tags; /* decoded map, NULL: none */
};

/* ERR_EXISTS; ERR_LIMIT above LIMIT_CRAWLERS. */
int crawler_create(struct tx *tx, const struct crawler_draft *draft) MUST_CHECK;

/* Replaces the tail and raises the version. `draft->schedule` with p == NULL leaves the schedule as
 * it is, an empty one removes it. ERR_NOT_FOUND, ERR_CRAWLER_RUNNING. */
int crawler_update(struct tx *tx, const struct crawler_draft *draft) MUST_CHECK;

/* Its runs go with it. ERR_NOT_FOUND, ERR_CRAWLER_RUNNING. */
int crawler_delete(struct tx *tx, struct text name) MUST_CHECK;

/* A new expression (empty: none), which also sets the schedule going. ERR_NOT_FOUND. */
int crawler_set_schedule(struct tx *tx, struct text name, struct text schedule) MUST_CHECK;

/* Sets the schedule going or halts it. ERR_NOT_FOUND, ERR_NO_SCHEDULE, ERR_SCHEDULER_RUNNING,
 * ERR_SCHEDULER_NOT_RUNNING. */
int crawler_switch_schedule(struct tx *tx, struct text name, bool on) MUST_CHECK;

/* One crawler whose schedule is due: 1 and the crawler with `fired_ms`, 0 for none, -1. `next_ms`
 * gets the time when the next one is due; INT64_MAX: never. */
int crawler_due(struct tx *tx, struct arena *arena, struct crawler *out, int64_t *fired_ms,
                int64_t *next_ms) MUST_CHECK;

/* The schedule of a due crawler was answered: works out its next firing after now, so that missed
 * ones count once. */
int crawler_fired(struct tx *tx, const struct crawler *crawler) MUST_CHECK;

#endif
