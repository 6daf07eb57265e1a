/* SPDX-License-Identifier: Apache-2.0
 * Local folders as a lake, below one root. The kernel keeps every path beneath it (openat2 with
 * RESOLVE_BENEATH), so that neither "..", nor a link, nor a folder that is exchanged for a link
 * meanwhile leads out. Internal to the room. */
#ifndef PROPOLIS_LAKE_FILE_H
#define PROPOLIS_LAKE_FILE_H

#include "base/compiler.h"
#include "base/err.h"
#include "lake/job.h"

struct file_store;

/* New. `root` NULL makes a store that refuses everything and names the option that would allow it.
 */
int file_store_open(struct file_store **out, const char *root, struct err *e) MUST_CHECK;
void file_store_close(struct file_store *store); /* NULL is accepted */

/* Does a job at once and tells its caller. */
void file_store_run(struct file_store *store, struct job *job);

#endif
