/* SPDX-License-Identifier: Apache-2.0 */
#include "api/operations/operation.h"

#include <string.h>

#include "api/operations/access.h"
#include "api/operations/links.h"
#include "api/operations/pool.h"
#include "base/clock.h"
#include "base/limits.h"
#include "catalog/catalog_id.h"
#include "catalog/types.h"

void call_init(struct call *call, const struct service *service)
{
    *call = (struct call){.service = service};
    arena_init(&call->arena, LIMIT_REQUEST_ARENA_BYTES, service->budget);
    buf_init(&call->reply, LIMIT_REPLY_BYTES);
}

void call_release(struct call *call)
{
    access_release(call);
    arena_release(&call->arena);
    buf_release(&call->reply);
}

const struct operation *operation_find(struct text name)
{
    for (size_t i = 0; i < operation_lists_count; i++)
        for (size_t j = 0; j < operation_lists[i].count; j++)
            if (text_is(name, operation_lists[i].operations[j].name))
                return &operation_lists[i].operations[j];
    return NULL;
}

bool operation_answers(const struct operation *operation, const char *code)
{
    struct text rest = text_of(operation->errors ? operation->errors : "");
    while (rest.n > 0)
        if (text_is(text_split(&rest, ' '), code))
            return true;
    return false;
}

/* Answers up to this size are never refused for want of memory. */
enum { SMALL_REPLY_BYTES = 16 << 10 };

/* A large answer may be held for long by a slow client. A write is done already, and its answer
 * says so. */
static bool has_memory_for_reply(const struct call *call)
{
    const struct budget *budget = call->service->budget;
    return !budget || call->reply.n <= SMALL_REPLY_BYTES || call->operation->where == WRITE ||
           atomic_load(&budget->bytes_used) + call->reply.n <= budget->bytes_max;
}

/* The one end of every call. */
static void finish(struct call *call)
{
    if (call->err.code == ERR_NONE && !has_memory_for_reply(call)) {
        buf_release(&call->reply);
        err_set(&call->err, ERR_UNAVAILABLE,
                "The server has no memory left for this answer; try again in a moment.");
    }
    if (call->err.code == ERR_NONE && buf_over(&call->reply))
        err_set(&call->err, ERR_TOO_LARGE, "The answer is larger than %d bytes; ask for less.",
                LIMIT_REPLY_BYTES);
    if (call->err.code == ERR_NONE && call->reply.n == 0)
        buf_put(&call->reply, TEXT("{}"));
    if (call->err.code == ERR_NONE && call->wake && call->service->wake)
        call->service->wake(call->service);
    call->finish(call);
}

static int run(struct call *call)
{
    int result = call->operation->run(call);
    if (result != 0 && call->err.code == ERR_NONE)
        err_set(&call->err, ERR_INTERNAL, "%s failed without a reason.", call->operation->name);
    return result;
}

/* A body may run more than once, so it begins with an empty answer each time. */
static int run_in(struct tx *tx, void *context)
{
    struct call *call = context;
    buf_clear(&call->reply);
    call->etag = (struct text){NULL, 0};
    call->created = false;
    call->tx = tx;
    int result = run(call);
    call->tx = NULL;
    return result;
}

static struct call *call_of_job(struct job *job)
{
    return (struct call *)((char *)job - offsetof(struct call, job));
}

static void submit_job(struct call *call, struct pool *pool, void (*run_job)(struct job *))
{
    call->job = (struct job){.run = run_job};
    if (pool_submit(pool, &call->job, &call->err) != 0)
        finish(call);
}

static void run_fetch(struct job *job);

static void read_until(struct call *call, int64_t deadline_us)
{
    call->fetch = NULL;
    int result = store_read_until(call->service->store, run_in, call, deadline_us, &call->err);
    if (result == 0 && call->fetch) {
        submit_job(call, call->service->pool, run_fetch);
        return;
    }
    if (result != 0)
        buf_clear(&call->reply);
    finish(call);
}

static void run_fetch(struct job *job)
{
    struct call *call = call_of_job(job);
    if (call->fetch(call) == 0)
        read_until(call, clock_monotonic_us() + LIMIT_POOLED_READ_US);
    else
        finish(call);
}

static void run_pooled_read(struct job *job)
{
    read_until(call_of_job(job), clock_monotonic_us() + LIMIT_POOLED_READ_US);
}

static void run_outside(struct job *job)
{
    struct call *call = call_of_job(job);
    if (run(call) != 0)
        buf_clear(&call->reply);
    finish(call);
}

static void write_done(struct write *write, int result)
{
    struct call *call = write->context;
    if (result != 0)
        buf_clear(&call->reply);
    finish(call);
}

static void submit_write(struct call *call)
{
    call->write = (struct write){.body = run_in,
                                 .context = call,
                                 .origin = &call->origin,
                                 .err = &call->err,
                                 .done = write_done};
    store_submit(call->service->store, LANE_FOREGROUND, &call->write);
}

/* Brings every CatalogId to the one form that names, caches and tokens hang on. An empty one is as
 * good as none: some clients send it for the default. */
static void name_catalogs(struct call *call)
{
    const struct shape *shape = call->operation->input;
    for (size_t i = 0; i < shape->count; i++) {
        struct value *v = &call->in[i];
        if (shape->members[i].type != &type_catalog_id_string || !v->set)
            continue;
        v->text = catalog_id_canonical(v->text, call->service->account_id, &call->arena);
        v->set = v->text.n > 0;
    }
}

void operation_start(struct call *call)
{
    const struct operation *operation = call->operation;
    call->origin.operation = operation->name;
    name_catalogs(call);
    if (access_check(call) != 0 || links_follow(call) != 0 || call->answered) {
        finish(call);
        return;
    }
    if ((operation->prepare && operation->prepare(call) != 0) || call->answered) {
        finish(call);
        return;
    }
    switch (operation->choose ? operation->choose(call) : operation->where) {
    case INLINE:
        read_until(call, 0);
        return;
    case POOL:
        submit_job(call, call->service->pool, run_pooled_read);
        return;
    case WRITE:
        submit_write(call);
        return;
    case OUTSIDE:
        submit_job(call, call->service->pool, run_outside);
        return;
    case ERRAND:
        submit_job(call, call->service->errands, run_outside);
        return;
    }
}
