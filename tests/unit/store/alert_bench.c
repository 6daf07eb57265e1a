/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/store/alert_bench.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct origin origin = {
    .actor = TEXT_INIT("arn:aws:glue:us-east-1:123456789012:crawler/lake"),
    .source = TEXT_INIT("crawler"),
    .door = "crawler",
    .operation = "Test"};

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st, (void)flag, (void)ftw;
    return remove(path);
}

static void open_store(struct alert_bench *b)
{
    struct store_options options = {.folder = b->folder, .account_id = TEXT("123456789012")};
    b->store = store_open(&options, &b->err);
    if (!b->store)
        fail_msg("%s", b->err.text);
}

int alert_bench_open(void **state)
{
    struct alert_bench *b = calloc(1, sizeof *b);
    snprintf(b->folder, sizeof b->folder, "/tmp/test_alerts.XXXXXX");
    assert_non_null(mkdtemp(b->folder));
    open_store(b);
    arena_init(&b->arena, 64 << 20, NULL);
    buf_init(&b->out, 64 << 20);
    *state = b;
    return 0;
}

int alert_bench_close(void **state)
{
    struct alert_bench *b = *state;
    store_close(b->store);
    arena_release(&b->arena);
    buf_release(&b->out);
    nftw(b->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    free(b);
    return 0;
}

void alert_bench_reopen(struct alert_bench *b)
{
    store_close(b->store);
    open_store(b);
}

int alert_bench_write(struct alert_bench *b, store_body *body, void *context)
{
    buf_clear(&b->out);
    err_clear(&b->err);
    return store_write(b->store, LANE_FOREGROUND, &origin, body, context, &b->err);
}

int alert_bench_read(struct alert_bench *b, store_body *body, void *context)
{
    buf_clear(&b->out);
    err_clear(&b->err);
    return store_read(b->store, body, context, &b->err);
}

const char *alert_bench_text(struct alert_bench *b)
{
    return arena_copy(&b->arena, buf_text(&b->out)).p;
}
