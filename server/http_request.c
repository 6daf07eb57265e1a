/* SPDX-License-Identifier: Apache-2.0
 * What libmicrohttpd calls while a request comes and its answer goes: head, body, hand-over,
 * answer, end. */
#include <assert.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <microhttpd.h>

#include "base/clock.h"
#include "base/json_write.h"
#include "base/limits.h"
#include "base/memory.h"
#include "server/http_guard.h"
#include "server/http_inside.h"

enum { BODY_KEPT_BYTES = 16 << 10, TARGET_BYTES_MAX = HTTP_HEAD_BYTES_MAX };

static struct http *http_of(const struct http_connection *c)
{
    return c->generation->http;
}

static void set_phase(struct http_connection *c, enum http_phase phase, int64_t deadline_us)
{
    atomic_store_explicit(&c->phase, phase, memory_order_relaxed);
    atomic_store_explicit(&c->deadline_us, deadline_us, memory_order_relaxed);
}

/* --- connections --- */

static void open_connection(struct http_generation *g, struct MHD_Connection *mhd, void **slot)
{
    struct http *http = g->http;
    struct http_connection *c = memory_new(sizeof *c);
    const struct sockaddr *address =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr;
    size_t n = address->sa_family == AF_INET    ? sizeof(struct sockaddr_in)
               : address->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6)
                                                : sizeof address->sa_family;
    memcpy(&c->address, address, n);
    address_print(address, c->address_text);
    if (!c->address_text[0])
        memcpy(c->address_text, "socket", sizeof "socket");
    c->generation = g;
    c->mhd = mhd;
    c->fd = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    buf_init(&c->target, TARGET_BYTES_MAX);
    buf_init(&c->body, http->options.body_bytes_max);
    set_phase(c, PHASE_IDLE, clock_monotonic_us() + http->options.request_timeout_ms * 1000);
    atomic_store(&c->idle_since_us, clock_monotonic_us());
    *slot = c;
    pthread_mutex_lock(&http->lock);
    c->next = http->connections_list;
    c->link = &http->connections_list;
    if (c->next)
        c->next->link = &c->next;
    http->connections_list = c;
    pthread_mutex_unlock(&http->lock);
}

static void close_connection(struct http_connection *c)
{
    http_connection_left(c);
    buf_release(&c->target);
    buf_release(&c->body);
    free(c);
}

static void on_connection(void *cls, struct MHD_Connection *mhd, void **slot,
                          enum MHD_ConnectionNotificationCode code)
{
    if (code == MHD_CONNECTION_NOTIFY_STARTED)
        open_connection(cls, mhd, slot);
    else if (*slot)
        close_connection(*slot);
}

/* --- answers --- */

static void answer_with_problem(struct http_connection *c, const struct http_refusal *refusal)
{
    struct response *response = &c->x.response;
    response->status = refusal->status;
    response->content_type = "application/problem+json";
    buf_put_char(&response->body, '{');
    json_put_string_member(&response->body, "type", TEXT("about:blank"));
    json_put_string_member(&response->body, "title",
                           text_of(MHD_get_reason_phrase_for((unsigned)refusal->status)));
    json_put_int_member(&response->body, "status", refusal->status);
    json_put_string_member(&response->body, "detail", text_of(refusal->rule));
    buf_put_char(&response->body, '}');
}

/* An answer may be held for long by a slow client, so later requests find its bytes taken. */
static void count_bytes(struct http_connection *c, size_t bytes)
{
    struct budget *budget = http_of(c)->options.budget;
    if (!budget || bytes <= HTTP_UNCOUNTED_BYTES)
        return;
    c->counted_bytes += bytes;
    atomic_fetch_add(&budget->bytes_used, bytes);
}

static void uncount_bytes(struct http_connection *c)
{
    if (c->counted_bytes)
        atomic_fetch_sub(&http_of(c)->options.budget->bytes_used, c->counted_bytes);
    c->counted_bytes = 0;
}

static void add_header(struct MHD_Response *mhd, const char *name, struct text value)
{
    char copy[1024];
    if (value.n >= sizeof copy)
        return;
    memcpy(copy, value.p, value.n);
    copy[value.n] = '\0';
    MHD_add_response_header(mhd, name, copy);
}

static void add_headers(struct http_connection *c, struct MHD_Response *mhd)
{
    const struct response *response = &c->x.response;
    if (response->content_type)
        MHD_add_response_header(mhd, "Content-Type", response->content_type);
    for (size_t i = 0; i < response->headers_count; i++) {
        char name[64];
        struct text n = response->headers[i].name;
        assert(n.n < sizeof name);
        memcpy(name, n.p, n.n);
        name[n.n] = '\0';
        add_header(mhd, name, response->headers[i].value);
    }
    if (c->must_close || atomic_load_explicit(&c->generation->is_retiring, memory_order_relaxed))
        MHD_add_response_header(mhd, "Connection", "close");
}

/* Queues x->response, whose body MHD frees. */
static enum MHD_Result send_response(struct http_connection *c)
{
    struct http *http = http_of(c);
    struct response *response = &c->x.response;
    size_t n;
    count_bytes(c, response->body.n);
    char *body = buf_take(&response->body, &n);
    struct MHD_Response *mhd = MHD_create_response_from_buffer(
        n, body ? body : (void *)"", body ? MHD_RESPMEM_MUST_FREE : MHD_RESPMEM_PERSISTENT);
    if (!mhd) {
        free(body);
        return MHD_NO;
    }
    add_headers(c, mhd);
    int64_t send_us = (int64_t)n * 1000000 / HTTP_SEND_BYTES_PER_SECOND_MIN;
    set_phase(c, PHASE_SENDING,
              clock_monotonic_us() + http->options.request_timeout_ms * 1000 + send_us);
    enum MHD_Result result = MHD_queue_response(c->mhd, (unsigned)response->status, mhd);
    MHD_destroy_response(mhd);
    return result;
}

static void begin_response(struct http_connection *c)
{
    c->x.response = (struct response){0};
    buf_init(&c->x.response.body, LIMIT_REPLY_BYTES);
}

static enum MHD_Result send_refusal(struct http_connection *c)
{
    const struct http_handler *h = &http_of(c)->options.handler;
    begin_response(c);
    c->was_prepared = true;
    c->must_close = true;
    c->x.complete_us = clock_monotonic_us(); /* of a body that is not waited for, too */
    h->refuse(h->context, &c->x, &c->refusal);
    return send_response(c);
}

/* --- the head --- */

/* libmicrohttpd would list the parameters of the query in the connection's memory, where a few
 * hundred leave no room for an answer. Doors read the query by themselves, so it is shown an empty
 * one: `target` lies in its own buffer, and what is behind the end written here is not looked at.
 */
static void hide_query(const char *target)
{
    char *query = strchr(target, '?');
    if (query)
        query[1] = '\0';
}

static void *on_target(void *cls, const char *target, struct MHD_Connection *mhd)
{
    (void)cls;
    struct http_connection *c =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
    c->x.began_us = clock_monotonic_us();
    set_phase(c, PHASE_HEAD, c->x.began_us + http_of(c)->options.request_timeout_ms * 1000);
    buf_clear(&c->target);
    c->head_at = target;
    if (target) {
        buf_put_string(&c->target, target); /* MHD will cut it into pieces */
        hide_query(target);
    }
    return c;
}

/* A piece of the head follows the one before, `between` bytes behind it; see http_head.is_disjoint.
 */
static void follow(struct http_connection *c, const char *at, size_t bytes, size_t between)
{
    c->head_at = c->head_at && at == c->head_at + between ? at + bytes : NULL;
}

static void follow_value(struct http_connection *c, const char *value, size_t bytes)
{
    const char *p = c->head_at ? c->head_at + 1 : NULL; /* behind the colon */
    while (p && p < value && (*p == ' ' || *p == '\t'))
        p++;
    c->head_at = p && p == value ? value + bytes : NULL;
}

static enum MHD_Result keep_header(void *cls, enum MHD_ValueKind kind, const char *name,
                                   size_t name_bytes, const char *value, size_t value_bytes)
{
    struct http_connection *c = cls;
    struct request *request = &c->x.request;
    (void)kind;
    if (request->headers_count == HTTP_HEADERS_MAX)
        return MHD_NO;
    follow(c, name, name_bytes, 2);
    follow_value(c, value, value_bytes);
    c->x.headers[request->headers_count++] =
        (struct header){{name, name_bytes}, {value ? value : "", value ? value_bytes : 0}};
    return MHD_YES;
}

/* Collects the headers, and notes whether the pieces that MHD hands out are all that was sent. */
static void collect_headers(struct http_connection *c, struct text method, struct text version)
{
    const union MHD_ConnectionInfo *size =
        MHD_get_connection_info(c->mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    const char *target = c->head_at, *end = size ? method.p + size->header_size : NULL;
    c->head_at = method.p + method.n;
    follow(c, target, c->target.n, 1);
    follow(c, version.p, version.n, 1);
    int seen = MHD_get_connection_values_n(c->mhd, MHD_HEADER_KIND, keep_header, c);
    if (seen > (int)c->x.request.headers_count)
        c->x.request.headers_count = HTTP_HEADERS_MAX + 1;
    follow(c, end, 0, 4);
}

static void begin_exchange(struct http_connection *c, struct text method)
{
    const struct http_options *options = &http_of(c)->options;
    struct text query = http_path_and_query(buf_text(&c->target));
    struct text path = text_split(&query, '?');
    c->x.request = (struct request){
        .method_name = method,
        .path = path,
        .query = query,
        .headers = c->x.headers,
        .source_address = text_of(c->address_text),
        .is_tls = options->certificate_path != NULL,
    };
    c->x.trusted = options->trusted;
    c->x.door = NULL;
    c->must_close = false;
    c->drained_bytes = 0;
    err_clear(&c->refusal);
}

/* Decides from the head what becomes of the body. */
static enum MHD_Result expect_body(struct http_connection *c, const struct http_length *length)
{
    uint64_t max = http_of(c)->options.body_bytes_max;
    enum http_phase phase = PHASE_BODY;
    if (length->content_bytes > max) {
        err_set(&c->refusal, ERR_TOO_LARGE, "The request body is larger than %llu bytes.",
                (unsigned long long)max);
        if (length->content_bytes > max + HTTP_DRAIN_BYTES_MAX ||
            request_header(&c->x.request, "expect").p)
            return send_refusal(
                c); /* the client waits for a word, or sends more than we will read */
        phase = PHASE_DRAIN;
    }
    set_phase(c, phase, c->x.began_us + http_of(c)->options.request_timeout_ms * 1000);
    return MHD_YES;
}

static enum MHD_Result on_head(struct http_connection *c, const char *method, const char *version)
{
    struct http_length length;
    begin_exchange(c, text_of(method));
    collect_headers(c, text_of(method), text_of(version));
    struct request *request = &c->x.request;
    bool is_cut = request->headers_count > HTTP_HEADERS_MAX;
    request->headers_count = is_cut ? HTTP_HEADERS_MAX : request->headers_count;
    struct http_head head = {.method = request->method_name,
                             .target = buf_text(&c->target),
                             .version = text_of(version),
                             .headers = c->x.headers,
                             .headers_count = request->headers_count,
                             .headers_cut = is_cut,
                             .is_disjoint = !c->head_at};
    const struct http_refusal *refusal = http_guard(&head, &length);
    if (!refusal) {
        request->method = length.method;
        return expect_body(c, &length);
    }
    begin_response(c);
    answer_with_problem(c, refusal);
    c->must_close = true;
    metrics_add(http_of(c)->options.metrics, METRIC_REQUESTS_MALFORMED, 1);
    LOG(http_of(c)->options.log, LEVEL_INFO, "malformed request",
        LOG_TEXT("source", request->source_address), LOG_INT("status", refusal->status),
        LOG_TEXT("error", text_of(refusal->rule)));
    return send_response(c);
}

/* --- the body --- */

/* From here on the body is only read, so that the client comes to hear why. */
static void give_up_body(struct http_connection *c, enum err_code code, const char *why)
{
    err_set(&c->refusal, code, "%s", why);
    c->drained_bytes = c->body.n;
    buf_release(&c->body);
    uncount_bytes(c);
    set_phase(c, PHASE_DRAIN, atomic_load(&c->deadline_us));
}

static enum MHD_Result drain(struct http_connection *c, size_t bytes)
{
    c->drained_bytes += bytes;
    uint64_t max = http_of(c)->options.body_bytes_max + (uint64_t)HTTP_DRAIN_BYTES_MAX;
    return c->drained_bytes <= max ? MHD_YES : MHD_NO;
}

static enum MHD_Result on_piece(struct http_connection *c, struct text piece)
{
    if (atomic_load_explicit(&c->phase, memory_order_relaxed) == PHASE_DRAIN)
        return drain(c, piece.n);
    struct budget *budget = http_of(c)->options.budget;
    size_t before = c->body.room;
    buf_put(&c->body, piece);
    if (buf_over(&c->body)) {
        give_up_body(c, ERR_TOO_LARGE, "The request body is larger than this server takes.");
        return drain(c, piece.n);
    }
    if (c->body.room == before || c->body.room <= BODY_KEPT_BYTES || !budget)
        return MHD_YES;
    size_t more = c->body.room - (c->counted_bytes ? before : 0);
    c->counted_bytes += more;
    if (atomic_fetch_add(&budget->bytes_used, more) + more > budget->bytes_max)
        give_up_body(c, ERR_UNAVAILABLE,
                     "The server has no memory left for this request; try again in a moment.");
    return MHD_YES;
}

/* --- hand-over --- */

/* The exchange leaves the handler's hands. What was asked was done, so it is rendered, and with
 * that logged and counted, also for a client that left. */
static void take_back(struct http_connection *c)
{
    const struct http_handler *h = &http_of(c)->options.handler;
    atomic_fetch_sub(&http_of(c)->running, 1);
    begin_response(c);
    h->render(h->context, &c->x);
}

static enum MHD_Result on_answer(struct http_connection *c)
{
    take_back(c);
    return send_response(c);
}

/* Lays the connection aside unless the answer is there already. The two sides meet in one exchange
 * of a word: whoever comes second wakes the connection. */
static enum MHD_Result on_complete(struct http_connection *c)
{
    struct http *http = http_of(c);
    c->x.complete_us = clock_monotonic_us();
    if (c->refusal.code != ERR_NONE)
        return send_refusal(c);
    c->x.request.body = buf_text(&c->body);
    c->was_prepared = true;
    atomic_store(&c->meeting, MEETING_OPEN);
    set_phase(c, PHASE_RUNNING, 0);
    atomic_fetch_add(&http->running, 1);
    http->options.handler.start(http->options.handler.context, &c->x);
    if (atomic_load(&c->meeting) == MEETING_ANSWERED)
        return on_answer(c);
    MHD_suspend_connection(c->mhd);
    if (atomic_exchange(&c->meeting, MEETING_ASIDE) == MEETING_ANSWERED)
        MHD_resume_connection(c->mhd);
    return MHD_YES;
}

void exchange_finish(struct exchange *x)
{
    struct http_connection *c = (struct http_connection *)x;
    if (atomic_exchange(&c->meeting, MEETING_ANSWERED) == MEETING_ASIDE)
        MHD_resume_connection(c->mhd);
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *mhd, const char *url,
                                  const char *method, const char *version, const char *piece,
                                  size_t *piece_bytes, void **slot)
{
    struct http_connection *c = *slot;
    (void)cls, (void)mhd, (void)url;
    switch ((enum http_phase)atomic_load_explicit(&c->phase, memory_order_relaxed)) {
    case PHASE_HEAD:
        return on_head(c, method, version);
    case PHASE_BODY:
    case PHASE_DRAIN:
        if (*piece_bytes == 0)
            return on_complete(c);
        struct text text = {piece, *piece_bytes};
        *piece_bytes = 0;
        return on_piece(c, text);
    case PHASE_RUNNING:
        return on_answer(c);
    case PHASE_IDLE:
    case PHASE_SENDING:
        break;
    }
    return MHD_NO;
}

static void on_end(void *cls, struct MHD_Connection *mhd, void **slot,
                   enum MHD_RequestTerminationCode code)
{
    struct http_connection *c = *slot;
    (void)cls, (void)mhd, (void)code;
    if (!c)
        return;
    const struct http_options *options = &http_of(c)->options;
    if (atomic_load_explicit(&c->phase, memory_order_relaxed) == PHASE_RUNNING)
        take_back(c); /* answered, but the client left while the connection was laid aside */
    if (c->was_prepared)
        options->handler.release(options->handler.context, &c->x);
    c->was_prepared = false;
    buf_release(&c->x.response.body);
    buf_clear(&c->body);
    if (c->body.room > BODY_KEPT_BYTES)
        buf_release(&c->body);
    uncount_bytes(c);
    int64_t now_us = clock_monotonic_us();
    atomic_store_explicit(&c->idle_since_us, now_us, memory_order_relaxed);
    set_phase(c, PHASE_IDLE, now_us + options->idle_timeout_ms * 1000);
    *slot = NULL;
}

/* --- starting --- */

/* The path stays as it came: signatures are over the bytes received, and doors decode by
 * themselves. */
static size_t keep_as_it_is(void *cls, struct MHD_Connection *mhd, char *text)
{
    (void)cls, (void)mhd;
    return strlen(text);
}

/* libmicrohttpd's own words: most are about clients that left. */
static void on_log(void *cls, const char *format, va_list args)
{
    const struct http *http = cls;
    char line[512];
    if (!log_wants(http->options.log, LEVEL_DEBUG))
        return;
    vsnprintf(line, sizeof line, format, args);
    LOG(http->options.log, LEVEL_DEBUG, "libmicrohttpd",
        LOG_TEXT("text", text_trim(text_of(line))));
}

/* The logger comes first, or libmicrohttpd writes to standard error, among the lines of the log,
 * what it has to say of the options before it. */
struct MHD_Daemon *http_start_daemon(struct http_generation *g, unsigned flags,
                                     struct MHD_OptionItem *options)
{
    return MHD_start_daemon(flags, 0, NULL, NULL, on_request, g, MHD_OPTION_EXTERNAL_LOGGER, on_log,
                            g->http, MHD_OPTION_NOTIFY_CONNECTION, on_connection, g,
                            MHD_OPTION_URI_LOG_CALLBACK, on_target, g, MHD_OPTION_NOTIFY_COMPLETED,
                            on_end, g, MHD_OPTION_UNESCAPE_CALLBACK, keep_as_it_is, NULL,
                            MHD_OPTION_ARRAY, options, MHD_OPTION_END);
}
