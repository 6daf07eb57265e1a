/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/store/store_bench.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "catalog/shapes_partition.h"
#include "catalog/shapes_table.h"
#include "catalog/types.h"
#include "store/db.h"

const struct origin store_bench_origin = {.actor = TEXT_INIT("arn:aws:iam::123456789012:user/test"),
                                          .source = TEXT_INIT("127.0.0.1"),
                                          .door = "test",
                                          .operation = "Test"};

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st, (void)flag, (void)ftw;
    return remove(path);
}

static void open_store(struct store_bench *b)
{
    struct store_options options = {
        .folder = b->folder, .account_id = TEXT(BENCH_ACCOUNT), .cache_bytes_max = 1 << 20};
    err_clear(&b->err);
    b->store = store_open(&options, &b->err);
    if (!b->store)
        fail_msg("%s", b->err.text);
}

int store_bench_open(void **state)
{
    struct store_bench *b = calloc(1, sizeof *b);
    snprintf(b->folder, sizeof b->folder, "/tmp/test_store.XXXXXX");
    assert_non_null(mkdtemp(b->folder));
    open_store(b);
    arena_init(&b->arena, 256 << 20, NULL);
    buf_init(&b->out, 64 << 20);
    *state = b;
    return 0;
}

int store_bench_close(void **state)
{
    struct store_bench *b = *state;
    store_close(b->store);
    arena_release(&b->arena);
    buf_release(&b->out);
    nftw(b->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    free(b);
    return 0;
}

void store_bench_reopen(struct store_bench *b)
{
    store_close(b->store);
    open_store(b);
}

int store_bench_write(struct store_bench *b, store_body *body, void *context)
{
    buf_clear(&b->out);
    err_clear(&b->err);
    return store_write(b->store, LANE_FOREGROUND, &store_bench_origin, body, context, &b->err);
}

int store_bench_read(struct store_bench *b, store_body *body, void *context)
{
    buf_clear(&b->out);
    err_clear(&b->err);
    return store_read(b->store, body, context, &b->err);
}

struct question {
    const char *sql;
    int64_t answer;
};

static int ask(struct tx *tx, void *context)
{
    struct question *question = context;
    struct query q;
    query_begin_once(&q, tx->db, question->sql, tx->err);
    return query_one_int(&q, &question->answer) == 1 ? 0 : -1;
}

int64_t store_bench_ask(struct store_bench *b, const char *sql)
{
    struct question question = {.sql = sql};
    struct err err = {.code = ERR_NONE};
    if (store_read(b->store, ask, &question, &err) != 0)
        fail_msg("%s: %s", sql, err.text);
    return question.answer;
}

const char *store_bench_text(struct store_bench *b)
{
    return arena_copy(&b->arena, buf_text(&b->out)).p;
}

struct database_name bench_database_name(const char *database)
{
    return (struct database_name){.database = text_of(database)};
}

struct table_name bench_table_name(const char *database, const char *table)
{
    return (struct table_name){.database = text_of(database), .table = text_of(table)};
}

static struct value *decoded(const struct shape *shape, struct arena *arena, const char *input)
{
    struct value *values;
    struct err err = {.code = ERR_NONE};
    if (shape_decode_text(shape, text_of(input), arena, &values, &err) != 0)
        fail_msg("%.200s: %s", input, err.text);
    return values;
}

struct table_draft *bench_table_draft(struct arena *arena, const char *table_input)
{
    struct table_draft *draft = ARENA_NEW(arena, struct table_draft);
    struct err err = {.code = ERR_NONE};
    if (table_draft_make(decoded(&shape_table_input, arena, table_input), arena, draft, &err) != 0)
        fail_msg("%.200s: %s", table_input, err.text);
    return draft;
}

struct partition_draft *bench_partition_draft(struct arena *arena, const char *partition_input)
{
    struct partition_draft *draft = ARENA_NEW(arena, struct partition_draft);
    struct err err = {.code = ERR_NONE};
    struct partition_drafting drafting = {.arena = arena};
    if (partition_draft_make(&drafting, decoded(&shape_partition_input, arena, partition_input),
                             NULL, draft, &err) != 0)
        fail_msg("%.200s: %s", partition_input, err.text);
    return draft;
}

struct value *bench_values(struct arena *arena, const char *written)
{
    struct value *items = ARENA_ARRAY(arena, struct value, 64), *list;
    struct text rest = text_of(written);
    size_t count = 0;
    while (rest.p && count < 64)
        items[count++] = value_text(text_split(&rest, ','));
    list = ARENA_NEW(arena, struct value);
    *list = value_list(items, count);
    return list;
}

static int create_database(struct tx *tx, void *context)
{
    return database_create(tx, context, &(struct database_draft){.tail = TEXT("")});
}

static int delete_database(struct tx *tx, void *context)
{
    return database_delete(tx, context);
}

void bench_database_create(struct store_bench *b, const char *database)
{
    struct database_name name = bench_database_name(database);
    if (store_bench_write(b, create_database, &name) != 0)
        fail_msg("%s: %s", database, b->err.text);
}

int bench_database_delete(struct store_bench *b, const char *database)
{
    struct database_name name = bench_database_name(database);
    return store_bench_write(b, delete_database, &name);
}

struct table_work {
    struct table_name name;
    struct table_draft *draft;
    int64_t id;
    struct object_mark mark;
    struct buf *out;
};

static int create_table(struct tx *tx, void *context)
{
    struct table_work *w = context;
    return table_create(tx, &w->name, w->draft, &w->id);
}

static int update_table(struct tx *tx, void *context)
{
    struct table_work *w = context;
    struct table_update update = {.draft = w->draft, .expected_version = TABLE_ANY_VERSION};
    return table_update(tx, &w->name, &update, &w->mark);
}

static int delete_table(struct tx *tx, void *context)
{
    struct table_work *w = context;
    return table_delete(tx, &w->name, NULL);
}

static int get_table(struct tx *tx, void *context)
{
    struct table_work *w = context;
    return table_get(tx, &w->name, w->out, &w->mark);
}

int64_t bench_table_create(struct store_bench *b, const char *database, const char *table,
                           const char *table_input)
{
    struct table_work w = {.name = bench_table_name(database, table),
                           .draft = bench_table_draft(&b->arena, table_input)};
    if (store_bench_write(b, create_table, &w) != 0)
        fail_msg("%s.%s: %s", database, table, b->err.text);
    return w.id;
}

int64_t bench_table_update(struct store_bench *b, const char *database, const char *table,
                           const char *table_input)
{
    struct table_work w = {.name = bench_table_name(database, table),
                           .draft = bench_table_draft(&b->arena, table_input)};
    if (store_bench_write(b, update_table, &w) != 0)
        fail_msg("%s.%s: %s", database, table, b->err.text);
    return w.mark.version;
}

int bench_table_delete(struct store_bench *b, const char *database, const char *table)
{
    struct table_work w = {.name = bench_table_name(database, table)};
    return store_bench_write(b, delete_table, &w);
}

const char *bench_table_get(struct store_bench *b, const char *database, const char *table)
{
    struct table_work w = {.name = bench_table_name(database, table), .out = &b->out};
    return store_bench_read(b, get_table, &w) == 0 ? store_bench_text(b) : NULL;
}

struct partition_work {
    struct arena arena;
    const struct value *values;
    const struct partition_draft *draft;
    int64_t id;
};

static int open_table(struct tx *tx, struct partition_work *w, struct partition_table *t)
{
    struct table_name name = bench_table_name("d", "t");
    return partition_table_open(tx, &name, &w->arena, t);
}

static int log_one(struct tx *tx, const struct partition_table *t, enum change_kind kind,
                   const struct partition_work *w)
{
    struct buf values;
    buf_init(&values, 1 << 20);
    shape_encode_value(&type_value_string_list, w->values, &values);
    struct partition_changes changes = {buf_text(&values), w->id, w->id};
    int result = partition_log(tx, t, kind, &changes);
    buf_release(&values);
    return result;
}

static int create_partition(struct tx *tx, void *context)
{
    struct partition_work *w = context;
    struct partition_table t;
    if (open_table(tx, w, &t) != 0 || partition_create(tx, &t, w->draft, &w->id) != 0)
        return -1;
    return log_one(tx, &t, CHANGE_PARTITIONS_CREATED, w);
}

static int update_partition(struct tx *tx, void *context)
{
    struct partition_work *w = context;
    struct partition_table t;
    if (open_table(tx, w, &t) != 0 || partition_update(tx, &t, w->values, w->draft, &w->id) != 0)
        return -1;
    return log_one(tx, &t, CHANGE_PARTITIONS_UPDATED, w);
}

static int delete_partition(struct tx *tx, void *context)
{
    struct partition_work *w = context;
    struct partition_table t;
    if (open_table(tx, w, &t) != 0 || partition_delete(tx, &t, w->values, &w->id) != 0)
        return -1;
    return log_one(tx, &t, CHANGE_PARTITIONS_DELETED, w);
}

/* Work on partitions keeps what it meets in an arena; each piece of work has its own. */
static int work(struct store_bench *b, store_body *body, struct partition_work *w)
{
    arena_init(&w->arena, 64 << 20, NULL);
    int result = store_bench_write(b, body, w);
    arena_release(&w->arena);
    return result;
}

int bench_partition_create(struct store_bench *b, const char *partition_input)
{
    struct partition_work w = {.draft = bench_partition_draft(&b->arena, partition_input)};
    w.values = w.draft->values;
    return work(b, create_partition, &w);
}

int bench_partition_update(struct store_bench *b, const char *values, const char *partition_input)
{
    struct partition_work w = {.values = bench_values(&b->arena, values),
                               .draft = bench_partition_draft(&b->arena, partition_input)};
    return work(b, update_partition, &w);
}

int bench_partition_delete(struct store_bench *b, const char *values)
{
    struct partition_work w = {.values = bench_values(&b->arena, values)};
    return work(b, delete_partition, &w);
}

struct range {
    int first, last;
    struct arena arena;
};

static int create_range(struct tx *tx, void *context)
{
    struct range *r = context;
    struct table_name name = bench_table_name("d", "t");
    struct partition_table t;
    if (partition_table_open(tx, &name, &r->arena, &t) != 0)
        return -1;
    for (int i = r->first; i <= r->last; i++) {
        char input[256];
        int64_t id;
        snprintf(input, sizeof input,
                 "{\"Values\":[\"%d\",\"r%03d\"],\"StorageDescriptor\":{\"Columns\":["
                 "{\"Name\":\"c%d\"}],\"Location\":\"s3://b/%d\"}}",
                 i / 100, i % 100, i % 3, i);
        if (partition_create(tx, &t, bench_partition_draft(&r->arena, input), &id) != 0)
            return -1;
    }
    return 0;
}

void bench_partitions_create(struct store_bench *b, int count)
{
    struct range r = {.first = 0, .last = count - 1};
    arena_init(&r.arena, 512 << 20, NULL);
    if (store_bench_write(b, create_range, &r) != 0)
        fail_msg("%s", b->err.text);
    arena_release(&r.arena);
}
