/* SPDX-License-Identifier: Apache-2.0 */
#include "lake/job.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/memory.h"

static struct job *job_new(enum job_kind kind, const struct location *at, void *context)
{
    struct job *job = memory_new(sizeof *job);
    job->kind = kind;
    job->context = context;
    arena_init(&job->arena, LIMIT_REQUEST_ARENA_BYTES, NULL);
    job->at = (struct location){at->kind, arena_copy(&job->arena, at->bucket),
                                arena_copy(&job->arena, at->key)};
    return job;
}

struct job *job_of_list(const struct location *folder, lake_on_page *on_page, void *context)
{
    struct job *job = job_new(JOB_LIST, folder, context);
    job->on_page = on_page;
    return job;
}

struct job *job_of_read(const struct lake_read *read, lake_on_content *on_content, void *context)
{
    struct job *job = job_new(JOB_READ, &read->object, context);
    job->on_content = on_content;
    job->read = *read;
    job->read.object = job->at;
    job->read.etag = arena_copy(&job->arena, read->etag);
    return job;
}

struct job *job_of_put(const struct lake_put *put, lake_on_put *on_put, void *context)
{
    struct job *job = job_new(JOB_PUT, &put->object, context);
    job->on_put = on_put;
    job->put = *put;
    job->put.object = job->at;
    return job;
}

void job_free(struct job *job)
{
    arena_release(&job->arena);
    free(job);
}

void job_fail(struct job *job, struct err *e)
{
    switch (job->kind) {
    case JOB_LIST:
        job->on_page(job->context, NULL, e);
        break;
    case JOB_READ:
        job->on_content(job->context, NULL, e);
        break;
    case JOB_PUT:
        job->on_put(job->context, e);
        break;
    }
}

void job_line_init(struct job_line *line)
{
    *line = (struct job_line){.end = &line->first};
}

void job_line_add(struct job_line *line, struct job *job)
{
    job->next = NULL;
    *line->end = job;
    line->end = &job->next;
    line->count++;
}

struct job *job_line_take(struct job_line *line)
{
    struct job *job = line->first;
    if (!job)
        return NULL;
    line->first = job->next;
    if (!line->first)
        line->end = &line->first;
    line->count--;
    job->next = NULL;
    return job;
}

void job_line_release(struct job_line *line)
{
    for (struct job *job; (job = job_line_take(line)) != NULL;)
        job_free(job);
}
