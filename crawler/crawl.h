/* SPDX-License-Identifier: Apache-2.0
 * One run of a crawler, on a thread of its own: it lists the targets, looks into files, makes the
 * plan, keeps it as the report, and carries it out. A run that is stopped, that loses its lease or
 * whose server closes ends at the next step and leaves a consistent catalog: each transaction is
 * whole, and the next run finds what is left to do. */
#ifndef PROPOLIS_CRAWLER_CRAWL_H
#define PROPOLIS_CRAWLER_CRAWL_H

#include <stdatomic.h>

#include "base/log.h"
#include "crawler/plan.h"
#include "lake/lake.h"
#include "store/crawl_run.h"

/* What all runs share. Borrowed, constant while they run. */
struct crawl_environment {
    struct store *store;
    struct lake_config lake;
    struct text account_id, region; /* of the ARN that stands in the change log */
    const struct log *log;
    struct metrics *metrics; /* NULL: nothing is counted */
    int64_t lease_ms;
    const atomic_bool *closing; /* the server is closing: give the run back */
};

enum crawl_end {
    CRAWL_ENDED,      /* with the result in the run's row */
    CRAWL_GIVEN_BACK, /* the server is closing */
    CRAWL_LOST        /* another worker has it */
};

/* Runs `run`, which was taken under the lease of `owner`. The run's texts are borrowed. */
enum crawl_end crawl_perform(const struct crawl_environment *env, struct text owner,
                             const struct crawl_run *run);

/* ---- For the files that make it up ---- */

struct crawl {
    const struct crawl_environment *env;
    struct crawl_run run;
    struct lease lease;
    struct origin origin;
    struct lake *lake;
    struct arena arena; /* of one attempt */
    struct plan plan;
    struct text catalog;  /* store/catalog.h */
    struct text database; /* in lower case */
    int64_t beaten_us;    /* when the lease was lengthened last */
    bool stopped, lost;
};

/* Lengthens the lease now and then. False when the run is to end: it was stopped, or lost, or the
 * server is closing. To be asked between all steps. */
bool crawl_goes_on(struct crawl *c);

/* Says how far the run is, and lengthens the lease. False as above. */
bool crawl_enter(struct crawl *c, enum crawl_phase phase);

/* The steps. 0, also when the run is to end; -1 with the reason why it failed. */
int crawl_know_tables(struct crawl *c, struct err *err) MUST_CHECK;
int crawl_list(struct crawl *c, struct err *err) MUST_CHECK;
int crawl_know_folders(struct crawl *c, struct err *err) MUST_CHECK; /* CRAWL_NEW_FOLDERS_ONLY */
int crawl_look(struct crawl *c, struct err *err) MUST_CHECK;
int crawl_know_partitions(struct crawl *c, struct err *err) MUST_CHECK;

/* ERR_CONCURRENT: the catalog changed since it was read; the plan is to be made anew. */
int crawl_apply(struct crawl *c, struct err *err) MUST_CHECK;

#endif
