/* SPDX-License-Identifier: Apache-2.0
 * S3 as a lake: jobs become signed requests, answers become pages and contents; what fails in
 * passing is tried again. Internal to the room. */
#ifndef PROPOLIS_LAKE_S3_H
#define PROPOLIS_LAKE_S3_H

#include "base/compiler.h"
#include "base/err.h"
#include "lake/job.h"

struct s3;

int s3_open(struct s3 **out, const struct lake_config *config, struct err *e) MUST_CHECK;
void s3_close(struct s3 *s3); /* NULL is accepted */

/* Lines a job up; taken. */
void s3_add(struct s3 *s3, struct job *job);

/* Moves the jobs on, waiting at most `wait_ms`. */
void s3_step(struct s3 *s3, int64_t wait_ms);

size_t s3_unfinished(const struct s3 *s3);

/* Fails all jobs with UNAVAILABLE. */
void s3_cancel(struct s3 *s3);

void s3_wake(struct s3 *s3); /* from any thread */

#endif
