/* SPDX-License-Identifier: Apache-2.0
 * One request to the lake on its way: what was asked, and whom to tell. Internal to the room. */
#ifndef PROPOLIS_LAKE_JOB_H
#define PROPOLIS_LAKE_JOB_H

#include "base/arena.h"
#include "lake/lake.h"

enum job_kind { JOB_LIST, JOB_READ, JOB_PUT };

struct job {
    struct job *next;
    enum job_kind kind;
    struct location at;
    lake_on_page *on_page;
    lake_on_content *on_content;
    lake_on_put *on_put;
    void *context;
    struct lake_read read;
    struct lake_put put;
    struct arena arena; /* what was borrowed from the caller, copied */
};

/* A first-in-first-out line of jobs. */
struct job_line {
    struct job *first, **end;
    size_t count;
};

/* New jobs with copies of what they name, but for the bytes to put. */
struct job *job_of_list(const struct location *folder, lake_on_page *on_page, void *context);
struct job *job_of_read(const struct lake_read *read, lake_on_content *on_content, void *context);
struct job *job_of_put(const struct lake_put *put, lake_on_put *on_put, void *context);
void job_free(struct job *job);

/* Tells the caller that the job failed. */
void job_fail(struct job *job, struct err *e);

void job_line_init(struct job_line *line);
void job_line_add(struct job_line *line, struct job *job); /* taken */
struct job *job_line_take(struct job_line *line);          /* NULL where it is empty */
void job_line_release(struct job_line *line);              /* frees all that wait */

#endif
