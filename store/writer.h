/* SPDX-License-Identifier: Apache-2.0
 * The writer: one thread, one connection, all commits and all checkpoints. It takes the writes that
 * wait, runs each under a savepoint, commits them together and answers after the commit. */
#ifndef PROPOLIS_STORE_WRITER_H
#define PROPOLIS_STORE_WRITER_H

#include "store/db.h"

struct writer;

/* Starts the thread over `db` (borrowed; nobody else uses it until writer_close). New. */
struct writer *writer_open(struct store *store, struct db *db);

/* Runs what waits, checkpoints, ends the thread. NULL is allowed. */
void writer_close(struct writer *writer);

/* See store_submit. */
void writer_submit(struct writer *writer, enum lane lane, struct write *write);

struct writer_figures {
    int64_t commits, writes, writes_failed, rows_written, commit_us_sum, writes_waiting;
};
void writer_figures(struct writer *writer, struct writer_figures *out);

#endif
