/* SPDX-License-Identifier: Apache-2.0 */
#include "lake/lake.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/memory.h"
#include "lake/file.h"
#include "lake/job.h"
#include "lake/s3.h"

struct lake {
    struct s3 *s3;
    struct file_store *files;
    struct job_line local; /* jobs on files, and jobs that are refused */
};

int lake_open(struct lake **out, const struct lake_config *config, struct err *e)
{
    struct lake *lake = memory_new(sizeof *lake);
    job_line_init(&lake->local);
    if (s3_open(&lake->s3, config, e) < 0 ||
        file_store_open(&lake->files, config->file_root, e) < 0) {
        lake_close(lake);
        return -1;
    }
    *out = lake;
    return 0;
}

void lake_close(struct lake *lake)
{
    if (!lake)
        return;
    job_line_release(&lake->local);
    s3_close(lake->s3);
    file_store_close(lake->files);
    free(lake);
}

/* What no store could do. */
static int check(const struct job *job, struct err *e)
{
    if (job->kind == JOB_READ && (job->read.bytes == 0 || job->read.bytes > LIMIT_LAKE_READ_BYTES))
        return err_set(e, ERR_VALIDATION, "%zu bytes cannot be read at once; 1 to %d can",
                       job->read.bytes, LIMIT_LAKE_READ_BYTES);
    if (job->kind == JOB_READ && job->read.offset > INT64_MAX - LIMIT_LAKE_READ_BYTES)
        return err_set(e, ERR_VALIDATION, "no object has so many bytes");
    if (job->kind == JOB_PUT && job->put.bytes.n > LIMIT_LAKE_PUT_BYTES)
        return err_set(e, ERR_VALIDATION, "%zu bytes cannot be put at once; up to %d can",
                       job->put.bytes.n, LIMIT_LAKE_PUT_BYTES);
    return 0;
}

static void add(struct lake *lake, struct job *job)
{
    struct err e = {0};
    if (job->at.kind == LOCATION_S3 && check(job, &e) == 0)
        s3_add(lake->s3, job);
    else
        job_line_add(&lake->local, job);
}

void lake_list(struct lake *lake, const struct location *folder, lake_on_page *on_page,
               void *context)
{
    add(lake, job_of_list(folder, on_page, context));
}

void lake_read(struct lake *lake, const struct lake_read *read, lake_on_content *on_content,
               void *context)
{
    add(lake, job_of_read(read, on_content, context));
}

void lake_put(struct lake *lake, const struct lake_put *put, lake_on_put *on_put, void *context)
{
    add(lake, job_of_put(put, on_put, context));
}

/* One at a time, so that answers of S3 are not kept waiting. False where there was nothing to do.
 */
static bool run_local(struct lake *lake)
{
    struct job *job = job_line_take(&lake->local);
    struct err e = {0};
    if (!job)
        return false;
    if (check(job, &e) < 0)
        job_fail(job, &e);
    else
        file_store_run(lake->files, job);
    job_free(job);
    return true;
}

void lake_step(struct lake *lake, int64_t wait_ms)
{
    bool moved = run_local(lake);
    s3_step(lake->s3, moved ? 0 : wait_ms);
}

size_t lake_unfinished(const struct lake *lake)
{
    return lake->local.count + s3_unfinished(lake->s3);
}

void lake_cancel(struct lake *lake)
{
    for (size_t n = lake->local.count; n > 0; n--) {
        struct job *job = job_line_take(&lake->local);
        struct err e = {0};
        err_set(&e, ERR_UNAVAILABLE, "cancelled");
        job_fail(job, &e);
        job_free(job);
    }
    s3_cancel(lake->s3);
}

void lake_wake(struct lake *lake)
{
    s3_wake(lake->s3);
}

/* ---- waiting ---- */

struct waited {
    struct buf *out;
    struct err *e;
};

static void on_content(void *context, const struct lake_content *content, struct err *e)
{
    struct waited *w = context;
    if (content)
        buf_put(w->out, content->bytes);
    else
        err_set(w->e, e->code, "%s", e->text);
}

static void on_put(void *context, struct err *e)
{
    struct waited *w = context;
    if (e->code != ERR_NONE)
        err_set(w->e, e->code, "%s", e->text);
}

static int wait(struct lake *lake, const struct err *e)
{
    while (lake_unfinished(lake) > 0)
        lake_step(lake, 1000);
    return e->code == ERR_NONE ? 0 : -1;
}

int lake_read_wait(struct lake *lake, const struct lake_read *read, struct buf *out, struct err *e)
{
    struct waited w = {out, e};
    lake_read(lake, read, on_content, &w);
    return wait(lake, e);
}

int lake_put_wait(struct lake *lake, const struct lake_put *put, struct err *e)
{
    struct waited w = {NULL, e};
    lake_put(lake, put, on_put, &w);
    return wait(lake, e);
}
