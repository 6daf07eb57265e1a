/* SPDX-License-Identifier: Apache-2.0
 * A store in a folder of its own, and short ways to put databases, tables and partitions into it.
 */
#ifndef PROPOLIS_TESTS_UNIT_STORE_STORE_BENCH_H
#define PROPOLIS_TESTS_UNIT_STORE_STORE_BENCH_H

#include "base/buf.h"
#include "store/change.h"
#include "store/partition.h"
#include "store/store.h"
#include "store/table.h"

#define BENCH_ACCOUNT "123456789012"

struct store_bench {
    char folder[64];
    struct store *store;
    struct arena arena;
    struct buf out;
    struct err err;
};

/* Who writes. */
extern const struct origin store_bench_origin;

/* Set up and tear down of one test. The folder goes with the latter. */
int store_bench_open(void **state);
int store_bench_close(void **state);

/* Closes the store and opens it again. */
void store_bench_reopen(struct store_bench *b);

/* One write or read, waited for; `out` is emptied first. Returns the result; err says why. */
int store_bench_write(struct store_bench *b, store_body *body, void *context);
int store_bench_read(struct store_bench *b, store_body *body, void *context);

/* The first integer that a statement answers over a fresh read; a failure fails the test. */
int64_t store_bench_ask(struct store_bench *b, const char *sql);

/* The text in `out`, NUL-terminated, until the arena goes. */
const char *store_bench_text(struct store_bench *b);

/* Names inside the account. */
struct database_name bench_database_name(const char *database);
struct table_name bench_table_name(const char *database, const char *table);

/* The draft of a TableInput; a broken one fails the test. In the arena. */
struct table_draft *bench_table_draft(struct arena *arena, const char *table_input);
struct partition_draft *bench_partition_draft(struct arena *arena, const char *partition_input);

/* A list of texts: "2024,eu" has two. In the arena. */
struct value *bench_values(struct arena *arena, const char *written);

/* Creations and changes that a test does not expect to fail. */
void bench_database_create(struct store_bench *b, const char *database);
int64_t bench_table_create(struct store_bench *b, const char *database, const char *table,
                           const char *table_input);
int64_t bench_table_update(struct store_bench *b, const char *database, const char *table,
                           const char *table_input); /* the version it makes */

/* The same, but the result is for the test to judge. */
int bench_database_delete(struct store_bench *b, const char *database);
int bench_table_delete(struct store_bench *b, const char *database, const char *table);

/* GetTable's document as text, NULL where there is none. */
const char *bench_table_get(struct store_bench *b, const char *database, const char *table);

/* One partition of database `d`, table `t`. */
int bench_partition_create(struct store_bench *b, const char *partition_input);
int bench_partition_update(struct store_bench *b, const char *values, const char *partition_input);
int bench_partition_delete(struct store_bench *b, const char *values);

/* Many of them in one write: 0/r000, 0/r001, ... 0/r099, 1/r000 and so on, with three column lists
 * in turn. Without a change row. */
void bench_partitions_create(struct store_bench *b, int count);

#endif
