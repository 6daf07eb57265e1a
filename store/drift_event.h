/* SPDX-License-Identifier: Apache-2.0
 * Drift events: what is told about a table's schema. Two kinds of rows: a write changed it
 * (applied, made in the transaction of the write), or a crawler found what its policy forbids to
 * apply (a finding: made once, closed when a later run no longer meets it). Ids are dense and in
 * commit order. */
#ifndef PROPOLIS_STORE_DRIFT_EVENT_H
#define PROPOLIS_STORE_DRIFT_EVENT_H

#include "base/buf.h"
#include "catalog/schema_diff.h"
#include "store/page.h"
#include "store/store.h"

/* What is told. All borrowed. */
struct drift_event {
    int64_t change_seq; /* of the write (store/change.h); 0 for a finding */
    int64_t catalog_id, database_id, table_id;
    struct text catalog_name, database_name, table_name; /* as of now */
    int64_t version_before;
    int64_t version_after; /* CHANGE_NO_VERSION for a finding */
    struct text crawler;   /* name; {NULL, 0}: who wrote is the origin's actor, and where that is
                              the ARN of a crawler, its name is taken from it */
    const struct schema_diff *diff;
};

/* Adds the event of a write. Only where diff->is_drift. `id` (may be NULL) gets its number. */
int drift_event_add(struct tx *tx, const struct drift_event *event, int64_t *id) MUST_CHECK;

/* Notes that a crawl (`run_id`) found a difference between the files and the table that it does not
 * apply. The first time this makes an event; while the same crawler finds the same difference
 * again, only the run is noted. `is_new` may be NULL. */
int drift_finding_record(struct tx *tx, const struct drift_event *event, int64_t run_id,
                         bool *is_new) MUST_CHECK;

/* Closes the open findings of a crawler that this run did not meet: those of one table, or of all
 * with table_id 0. For runs that saw everything. `closed` (may be NULL) counts. */
int drift_finding_close_missing(struct tx *tx, struct text crawler, int64_t table_id,
                                int64_t run_id, int64_t *closed) MUST_CHECK;

/* Appends the DriftEvent object. ERR_NOT_FOUND. */
int drift_event_get(struct tx *tx, int64_t id, struct buf *out) MUST_CHECK;

/* When the change was made or found, and whether it was applied. ERR_NOT_FOUND. */
int drift_event_when(struct tx *tx, int64_t id, int64_t *time_ms, bool *applied) MUST_CHECK;

enum tristate { EITHER, ONLY_TRUE, ONLY_FALSE };

/* Which events a list shows. Empty texts: all. */
struct drift_event_filter {
    struct text database, table; /* folded; a table only with its database */
    struct text crawler;
    enum severity severity_min;
    enum tristate applied, open; /* open: a finding that still holds */
};

/* Appends a page of DriftEvent objects, separated by commas, newest first. */
int drift_event_list(struct tx *tx, const struct drift_event_filter *filter, struct page *page,
                     struct buf *out) MUST_CHECK;

/* What matching needs of an event; texts live in the arena. */
struct drift_event_head {
    int64_t id, table_id;
    struct text database_name, table_name, crawler;
    enum severity severity;
};

/* The events behind `after`, oldest first; `*count` says how many there is room for, and gets how
 * many there are. */
int drift_event_heads(struct tx *tx, int64_t after, struct arena *arena,
                      struct drift_event_head *out, size_t *count) MUST_CHECK;

#endif
