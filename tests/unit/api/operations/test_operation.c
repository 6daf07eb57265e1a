/* SPDX-License-Identifier: Apache-2.0 */
#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "api/operations/operation.h"
#include "base/limits.h"
#include "store/database.h"
#include "tests/unit/store/store_bench.h"

static const struct shape nothing = {.name = "Nothing"};

/* A service over a store of its own, and one call at a time. */
struct bench {
    struct store_bench *store;
    struct service service;
    struct call call;
    sem_t over;
    atomic_int finishes, wakes;
};

static void wake(const struct service *service)
{
    struct bench *b =
        (struct bench *)((char *)(uintptr_t)service - offsetof(struct bench, service));
    atomic_fetch_add(&b->wakes, 1);
}

static int set_up(void **state)
{
    struct bench *b = calloc(1, sizeof *b);
    void *store = NULL;
    store_bench_open(&store);
    b->store = store;
    b->service.store = b->store->store;
    b->service.pool = pool_open(2, 10);
    b->service.wake = wake;
    sem_init(&b->over, 0, 0);
    *state = b;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *b = *state;
    void *store = b->store;
    pool_close(b->service.pool);
    store_bench_close(&store);
    sem_destroy(&b->over);
    free(b);
    return 0;
}

static void finished(struct call *call)
{
    struct bench *b = call->finish_context;
    atomic_fetch_add(&b->finishes, 1);
    sem_post(&b->over);
}

/* Runs one operation and waits for its end. The call is released at the next one. */
static struct call *perform(struct bench *b, const struct operation *operation)
{
    call_init(&b->call, &b->service);
    b->call.operation = operation;
    b->call.finish = finished;
    b->call.finish_context = b;
    b->call.origin = store_bench_origin;
    atomic_store(&b->finishes, 0);
    operation_start(&b->call);
    sem_wait(&b->over);
    assert_int_equal(atomic_load(&b->finishes), 1);
    assert_null(b->call.tx);
    return &b->call;
}

static void expect_reply(struct bench *b, const struct operation *operation, const char *reply)
{
    struct call *call = perform(b, operation);
    if (call->err.code != ERR_NONE || !text_is(buf_text(&call->reply), reply))
        fail_msg("%s: %s %.*s", operation->name, call->err.text, TEXT_ARG(buf_text(&call->reply)));
    call_release(call);
}

static void expect_error(struct bench *b, const struct operation *operation, enum err_code code,
                         const char *words)
{
    struct call *call = perform(b, operation);
    if (call->err.code != code || !strstr(call->err.text, words) || call->reply.n != 0)
        fail_msg("%s: %s: %s %.*s", operation->name, err_name(call->err.code), call->err.text,
                 TEXT_ARG(buf_text(&call->reply)));
    call_release(call);
}

static int say_place(struct call *call)
{
    buf_printf(&call->reply, "{\"Transaction\":%s}", call->tx ? "true" : "false");
    return 0;
}

static int say_nothing(struct call *call)
{
    (void)call;
    return 0;
}

static int fail_with_reason(struct call *call)
{
    buf_put(&call->reply, TEXT("{\"half\":"));
    return err_set(&call->err, ERR_NOT_FOUND, "nothing here");
}

static int fail_without_reason(struct call *call)
{
    buf_put(&call->reply, TEXT("{\"half\":"));
    return -1;
}

static const enum where places[] = {INLINE, POOL, WRITE, OUTSIDE};

static void where_it_runs(void **state)
{
    /* A handler runs in a transaction everywhere but outside; what it leaves empty answers {}; when
     * it fails nothing of its answer is left, and a missing reason is our own mistake. */
    for (size_t i = 0; i < COUNT(places); i++) {
        struct operation row = {.name = "Try", .input = &nothing, .where = places[i]};
        row.run = say_place;
        expect_reply(*state, &row,
                     places[i] == OUTSIDE ? "{\"Transaction\":false}" : "{\"Transaction\":true}");
        row.run = say_nothing;
        expect_reply(*state, &row, "{}");
        row.run = fail_with_reason;
        expect_error(*state, &row, ERR_NOT_FOUND, "nothing here");
        row.run = fail_without_reason;
        expect_error(*state, &row, ERR_INTERNAL, "Try failed without a reason.");
    }
}

static enum where choose_outside(const struct call *call)
{
    (void)call;
    return OUTSIDE;
}

static int answer_now(struct call *call)
{
    call->answered = true;
    buf_put(&call->reply, TEXT("{\"now\":1}"));
    return 0;
}

static int prepare_value(struct call *call)
{
    assert_null(call->tx);
    call->prepared = &call->reply;
    return 0;
}

static int check_value(struct call *call)
{
    return call->prepared == &call->reply ? 0 : -1;
}

static void before_it_runs(void **state)
{
    /* What is prepared is there when the handler runs; preparing may fail, or answer by itself; the
     * place may be chosen for each call. */
    struct operation row = {.name = "Try", .input = &nothing, .where = WRITE};
    row.run = fail_with_reason;
    row.prepare = answer_now;
    expect_reply(*state, &row, "{\"now\":1}");
    row.prepare = prepare_value;
    row.run = check_value;
    expect_reply(*state, &row, "{}");
    row.run = say_place;
    row.choose = choose_outside;
    expect_reply(*state, &row, "{\"Transaction\":false}");
    row.prepare = say_nothing;
    row.run = fail_with_reason;
    expect_error(*state, &row, ERR_NOT_FOUND, "nothing here");
}

static int create_database(struct call *call)
{
    struct database_name name = bench_database_name("made");
    call->wake = true;
    return database_create(call->tx, &name, &(struct database_draft){.tail = TEXT("")});
}

static int create_and_fail(struct call *call)
{
    if (create_database(call) != 0)
        return -1;
    return err_set(&call->err, ERR_INVALID, "after all");
}

static void writes(void **state)
{
    /* A write that fails leaves nothing; one that succeeds is there when the call is over, carries
     * the name of its operation into the change log, and wakes the workers it made work for. */
    struct bench *b = *state;
    struct operation row = {.name = "MakeDatabase", .input = &nothing, .where = WRITE};
    row.run = create_and_fail;
    expect_error(b, &row, ERR_INVALID, "after all");
    assert_int_equal(store_bench_ask(b->store, "SELECT count(*) FROM databases"), 0);
    assert_int_equal(atomic_load(&b->wakes), 0);
    row.run = create_database;
    expect_reply(b, &row, "{}");
    assert_int_equal(store_bench_ask(b->store, "SELECT count(*) FROM changes WHERE operation = "
                                               "'MakeDatabase' AND door = 'test'"),
                     1);
    assert_int_equal(atomic_load(&b->wakes), 1);
    expect_error(b, &row, ERR_EXISTS, "already exists");
    assert_int_equal(atomic_load(&b->wakes), 1);
}

static int write_in_a_read(struct call *call)
{
    struct database_name name = bench_database_name("made");
    return database_create(call->tx, &name, &(struct database_draft){.tail = TEXT("")});
}

static void reads_do_not_write(void **state)
{
    /* A handler whose row says that it reads cannot write. */
    struct operation row = {
        .name = "Try", .input = &nothing, .where = INLINE, .run = write_in_a_read};
    struct call *call = perform(*state, &row);
    assert_int_equal(call->err.code, ERR_INTERNAL);
    call_release(call);
}

static int answer_much(struct call *call)
{
    for (int i = 0; i < 100; i++)
        buf_put(&call->reply, TEXT("0123456789012345678901234567890123456789"));
    return 0;
}

static void too_large(void **state)
{
    /* An answer that does not fit is an error and not half an answer. */
    struct bench *b = *state;
    struct operation row = {.name = "Try", .input = &nothing, .where = INLINE, .run = answer_much};
    call_init(&b->call, &b->service);
    b->call.reply.bytes_max = 1000;
    b->call.operation = &row;
    b->call.finish = finished;
    b->call.finish_context = b;
    operation_start(&b->call);
    assert_int_equal(b->call.err.code, ERR_TOO_LARGE);
    call_release(&b->call);
}

static int wait_long(struct call *call)
{
    sem_wait(call->prepared);
    return 0;
}

static void crowded_pool(void **state)
{
    /* A call for which the pool has no room is refused at once. */
    struct bench *b = *state;
    static struct call calls[20];
    struct operation row = {.name = "Try", .input = &nothing, .where = OUTSIDE, .run = wait_long};
    sem_t gate;
    int refused = 0;
    sem_init(&gate, 0, 0);
    for (size_t i = 0; i < COUNT(calls); i++) {
        call_init(&calls[i], &b->service);
        calls[i].operation = &row;
        calls[i].prepared = &gate;
        calls[i].finish = finished;
        calls[i].finish_context = b;
        operation_start(&calls[i]);
    }
    for (size_t i = 0; i < COUNT(calls); i++)
        sem_post(&gate);
    for (size_t i = 0; i < COUNT(calls); i++)
        sem_wait(&b->over);
    for (size_t i = 0; i < COUNT(calls); i++) {
        refused += calls[i].err.code == ERR_UNAVAILABLE;
        call_release(&calls[i]);
    }
    assert_in_range(refused, 8, 10);
    assert_int_equal(atomic_load(&b->finishes), COUNT(calls));
    sem_destroy(&gate);
}

static void rows(void **state)
{
    /* Every row can be found by its name, which no other has, says where it lies and what it is,
     * and names only codes that there are. */
    (void)state;
    size_t count = 0;
    for (size_t i = 0; i < operation_lists_count; i++) {
        assert_true(strlen(operation_lists[i].noun) > 0);
        for (size_t j = 0; j < operation_lists[i].count; j++, count++) {
            const struct operation *row = &operation_lists[i].operations[j];
            assert_ptr_equal(operation_find(text_of(row->name)), row);
            assert_true(row->run && row->input && row->output && strlen(row->about) > 0);
            assert_ptr_equal(strstr(row->path, "/v1/"), row->path);
            struct text rest = text_of(row->errors);
            while (rest.n > 0) {
                struct text name = text_split(&rest, ' ');
                enum err_code code = ERR_NONE + 1;
                while (code < ERR_CODES && !text_is(name, err_name(code)))
                    code++;
                if (code == ERR_CODES)
                    fail_msg("%s names the error %.*s", row->name, TEXT_ARG(name));
            }
        }
    }
    assert_true(count > 20);
    assert_null(operation_find(TEXT("")));
    assert_null(operation_find(TEXT("getTable")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(where_it_runs, set_up, tear_down),
        cmocka_unit_test_setup_teardown(before_it_runs, set_up, tear_down),
        cmocka_unit_test_setup_teardown(writes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(reads_do_not_write, set_up, tear_down),
        cmocka_unit_test_setup_teardown(too_large, set_up, tear_down),
        cmocka_unit_test_setup_teardown(crowded_pool, set_up, tear_down),
        cmocka_unit_test(rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
