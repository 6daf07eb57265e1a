/* SPDX-License-Identifier: Apache-2.0 */
#include "server/dispatch.h"

#include <stddef.h>

#include "base/clock.h"
#include "base/crypto.h"
#include "base/json_write.h"

/* Larger bodies are decoded on the pool: a listener's thread parses about 200 bytes in a
 * microsecond. */
enum { DECODE_INLINE_BYTES_MAX = 256 << 10, OPERATIONS_MAX = 512 };

/* --- pages of our own --- */

static void put_status(struct exchange *x, int status, const char *word)
{
    x->response.status = status;
    x->response.content_type = "application/json";
    buf_put_char(&x->response.body, '{');
    json_put_string_member(&x->response.body, "status", text_of(word));
    buf_put_char(&x->response.body, '}');
}

static void render_live(struct dispatch *d, struct exchange *x)
{
    (void)d;
    put_status(x, 200, "live");
}

static int read_nothing(struct tx *tx, void *context)
{
    (void)tx, (void)context;
    return 0;
}

static void render_ready(struct dispatch *d, struct exchange *x)
{
    struct err err = {0};
    if (!atomic_load(d->is_ready))
        put_status(x, 503, "starting or stopping");
    else if (store_read(d->service->store, read_nothing, NULL, &err) != 0)
        put_status(x, 503, "the store cannot be read");
    else
        put_status(x, 200, "ready");
}

static void render_metrics(struct dispatch *d, struct exchange *x)
{
    x->response.status = 200;
    x->response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    metrics_print(d->service->metrics, &x->response.body);
    d->print_figures(d->context, &x->response.body);
}

struct own_page {
    const char *path;
    void (*render)(struct dispatch *d, struct exchange *x);
};
static const struct own_page pages[] = {
    {"/health/live", render_live}, {"/health/ready", render_ready}, {"/metrics", render_metrics}};

static const struct own_page *find_page(const struct request *request)
{
    for (size_t i = 0; i < COUNT(pages); i++)
        if (text_is(request->path, pages[i].path))
            return &pages[i];
    return NULL;
}

/* --- request ids --- */

/* The output function of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number
 * generators, 2014). */
static uint64_t next_random(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

/* A version 4 UUID (RFC 9562): unique, which is all that is asked of it. Each connection begins at
 * a random place. */
static void make_request_id(struct exchange *x)
{
    static const char digits[] = "0123456789abcdef";
    if (x->random[0] == 0)
        crypto_random(x->random, sizeof x->random);
    uint64_t halves[2] = {next_random(&x->random[0]), next_random(&x->random[1])};
    halves[0] = (halves[0] & ~UINT64_C(0xf000)) | UINT64_C(0x4000);
    halves[1] = (halves[1] & ~(UINT64_C(3) << 62)) | UINT64_C(1) << 63;
    char *p = x->request_id;
    for (size_t i = 0; i < 32; i++) {
        if (i == 8 || i == 12 || i == 16 || i == 20)
            *p++ = '-';
        *p++ = digits[halves[i / 16] >> (60 - 4 * (i % 16)) & 15];
    }
    *p = '\0';
}

/* --- the way in --- */

static void on_finish(struct call *call)
{
    exchange_finish(call->finish_context);
}

static const struct door *find_door(const struct dispatch *d, const struct request *request)
{
    for (size_t i = 0; d->doors[i]; i++)
        if (d->doors[i]->accepts(request))
            return d->doors[i];
    return NULL;
}

/* Begins the call, and finds the page or door that answers. False where neither does. */
static bool begin_call(struct dispatch *d, struct exchange *x)
{
    struct call *call = &x->call;
    make_request_id(x);
    call_init(call, d->service);
    call->request_id = x->request_id;
    call->finish = on_finish;
    call->finish_context = x;
    call->started_us = x->complete_us;
    const struct own_page *page = find_page(&x->request);
    x->page = request_is_read(&x->request) ? page : NULL;
    x->door = page ? NULL : find_door(d, &x->request);
    if (x->page || x->door)
        return true;
    if (page)
        err_set(&call->err, ERR_METHOD_NOT_ALLOWED, "%.*s is not a method of %s.",
                TEXT_ARG(x->request.method_name), page->path);
    else
        err_set(&call->err, ERR_UNKNOWN_OPERATION, "There is nothing at %.*s.",
                TEXT_ARG(text_cut(x->request.path, 256)));
    return false;
}

/* Who asks, and for what; then the operation. */
static void run_call(struct dispatch *d, struct exchange *x)
{
    struct call *call = &x->call;
    if (auth_check(d->auth, &x->request, x->door, x->trusted, call) != 0 ||
        x->door->decode(&x->request, call) != 0) {
        exchange_finish(x);
        return;
    }
    call->caller.is_tls = x->request.is_tls;
    call->origin = (struct origin){.actor = call->caller.arn,
                                   .source = x->request.source_address,
                                   .door = x->door->name,
                                   .operation = call->operation->name};
    operation_start(call);
}

static void run_pooled(struct job *job)
{
    struct exchange *x = (struct exchange *)((char *)job - offsetof(struct exchange, job));
    run_call(x->dispatch, x);
}

static void start(void *context, struct exchange *x)
{
    struct dispatch *d = context;
    if (!begin_call(d, x) || x->page) {
        exchange_finish(x);
        return;
    }
    if (x->request.body.n <= DECODE_INLINE_BYTES_MAX) {
        run_call(d, x);
        return;
    }
    x->dispatch = d;
    x->job = (struct job){.run = run_pooled};
    if (pool_submit(d->service->pool, &x->job, &x->call.err) != 0)
        exchange_finish(x);
}

/* --- the way out --- */

/* RFC 9457, for requests that no door knows. */
static void render_problem(struct exchange *x)
{
    static const struct {
        enum err_code code;
        int status;
        const char *title;
    } kinds[] = {{ERR_UNKNOWN_OPERATION, 404, "Not Found"},
                 {ERR_METHOD_NOT_ALLOWED, 405, "Method Not Allowed"},
                 {ERR_TOO_LARGE, 413, "Content Too Large"},
                 {ERR_UNAVAILABLE, 503, "Service Unavailable"}};
    struct buf *body = &x->response.body;
    size_t i = 0;
    while (i + 1 < COUNT(kinds) && kinds[i].code != x->call.err.code)
        i++;
    x->response.status = kinds[i].status;
    x->response.content_type = "application/problem+json";
    buf_put(body, TEXT("{\"type\":\"about:blank\""));
    json_put_string_member(body, "title", text_of(kinds[i].title));
    json_put_int_member(body, "status", x->response.status);
    json_put_string_member(body, "detail", err_text(&x->call.err));
    buf_put_char(body, '}');
    if (x->call.err.code == ERR_METHOD_NOT_ALLOWED)
        response_add_header(&x->response, "Allow", TEXT("GET, HEAD"));
}

static enum log_level level_of(enum err_code code)
{
    return code == ERR_INTERNAL || code == ERR_IO || code == ERR_FULL ? LEVEL_ERROR : LEVEL_INFO;
}

/* Of an answer to HEAD, and of a 304, only the length is told. */
static int64_t bytes_sent(const struct exchange *x)
{
    bool is_told = x->request.method == METHOD_HEAD || x->response.status == 304;
    return is_told ? 0 : (int64_t)x->response.body.n;
}

static void write_log(const struct dispatch *d, const struct exchange *x, int64_t duration_us)
{
    const struct call *call = &x->call;
    enum log_level level = level_of(call->err.code);
    if (!log_wants(d->log, level))
        return;
    const struct log_field fields[] = {
        LOG_TEXT("request_id", text_of(x->request_id)),
        LOG_TEXT("door", text_of(x->door ? x->door->name : "-")),
        LOG_TEXT("operation", text_of(call->operation ? call->operation->name : "-")),
        LOG_TEXT("method", x->request.method_name),
        LOG_TEXT("path", x->request.path),
        LOG_INT("status", x->response.status),
        LOG_TEXT("result", text_of(call->err.code ? err_name(call->err.code) : "OK")),
        LOG_INT("us", duration_us),
        LOG_INT("bytes_in", (int64_t)x->request.body.n),
        LOG_INT("bytes_out", bytes_sent(x)),
        LOG_TEXT("source", x->request.source_address),
        LOG_TEXT("key", call->caller.key_id.n ? call->caller.key_id : TEXT("-")),
        LOG_TEXT("error", err_text(&call->err)),
    };
    log_write(d->log, level, "request", fields, COUNT(fields) - (call->err.code ? 0 : 1));
}

static void render(void *context, struct exchange *x)
{
    struct dispatch *d = context;
    struct call *call = &x->call;
    if (x->page)
        ((const struct own_page *)x->page)->render(d, x);
    else if (x->door)
        x->door->render(&x->request, call, &x->response);
    else
        render_problem(x);
    response_add_header(&x->response, "x-amzn-RequestId", text_of(x->request_id));
    if (x->page)
        return; /* probes come every few seconds and say nothing about use */
    int64_t duration_us = clock_monotonic_us() - x->complete_us;
    metrics_count_request(d->service->metrics, call->operation ? call->operation->name : NULL,
                          call->err.code, duration_us);
    write_log(d, x, duration_us);
}

static void refuse(void *context, struct exchange *x, const struct err *err)
{
    struct dispatch *d = context;
    if (begin_call(d, x) && !x->page)
        err_set(&x->call.err, err->code, "%s", err->text);
    render(context, x);
}

static void release(void *context, struct exchange *x)
{
    (void)context;
    call_release(&x->call);
}

struct http_handler dispatch_handler(struct dispatch *dispatch)
{
    return (struct http_handler){.context = dispatch,
                                 .start = start,
                                 .render = render,
                                 .refuse = refuse,
                                 .release = release};
}

struct metrics *dispatch_metrics_new(void)
{
    const char *names[OPERATIONS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < operation_lists_count; i++)
        for (size_t j = 0; j < operation_lists[i].count && count < OPERATIONS_MAX; j++)
            names[count++] = operation_lists[i].operations[j].name;
    return metrics_new(names, count);
}
