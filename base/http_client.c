/* SPDX-License-Identifier: Apache-2.0 */
#include "base/http_client.h"

#include <assert.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/curl_library.h"
#include "base/limits.h"
#include "base/memory.h"

/* One request from start to done. Handles are kept for the next one, because making them costs more
 * than using them. */
struct transfer {
    struct http_client *client;
    struct transfer *previous,
        *next; /* among those under way; `next` alone in the line and in the free list */
    CURL *easy;
    struct curl_slist *headers;
    struct http_response response;
    http_done *done;
    void *context;
    bool cut_at_max, body_over, headers_over;
    bool sendable;      /* false: `refused` says why, and nothing is sent */
    struct err refused; /* by the address rule, or before anything was sent */
    char error[CURL_ERROR_SIZE];
};

struct http_client {
    struct curl_library curl;
    struct http_client_config config;
    CURLM *multi;
    struct transfer *under_way, *unused;
    struct transfer *line, **line_end;
    size_t under_way_count, line_count;
};

/* libcurl fails here only for want of memory, or when we hand it nonsense. */
static void must(bool ok)
{
    if (!ok)
        memory_exhausted(0);
}

#define SET(transfer, option, value)                                                               \
    must((transfer)->client->curl.easy_setopt((transfer)->easy, (option), (value)) == CURLE_OK)

int address_rule_check(const struct address_rule *rule, const struct cidr *address, struct err *e)
{
    char name[CIDR_TEXT_BYTES];
    const char *kind = cidr_special(address);
    if (!kind)
        return 0;
    for (size_t i = 0; i < rule->allowed_count; i++)
        if (cidr_contains(&rule->allowed[i], address))
            return 0;
    cidr_encode(address, name);
    return err_set(e, ERR_ACCESS_DENIED, "the address %s is %s; only %s allows it", name, kind,
                   rule->option);
}

/* ---- what libcurl calls ---- */

static curl_socket_t on_open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *to)
{
    struct transfer *t = context;
    struct cidr address;
    (void)purpose;
    if (t->client->config.addresses) {
        if (!cidr_of_socket(&address, &to->addr)) {
            err_set(&t->refused, ERR_ACCESS_DENIED, "the address is neither IPv4 nor IPv6");
            return CURL_SOCKET_BAD;
        }
        if (address_rule_check(t->client->config.addresses, &address, &t->refused) < 0)
            return CURL_SOCKET_BAD;
    }
    return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

static size_t on_header(char *p, size_t size, size_t count, void *context)
{
    struct transfer *t = context;
    struct text line = {p, size * count};
    /* An interim answer (100, 103) has headers of its own, which do not count. */
    if (text_starts_with(line, TEXT("HTTP/")))
        buf_clear(&t->response.headers);
    buf_put(&t->response.headers, line);
    t->headers_over = buf_over(&t->response.headers);
    return t->headers_over ? 0 : line.n;
}

static size_t on_body(char *p, size_t size, size_t count, void *context)
{
    struct transfer *t = context;
    struct buf *body = &t->response.body;
    struct text bytes = {p, size * count};
    size_t room = body->bytes_max - body->n;
    if (bytes.n <= room) {
        buf_put(body, bytes);
        return bytes.n;
    }
    t->body_over = true;
    if (t->cut_at_max)
        buf_put(body, (struct text){p, room});
    return 0;
}

/* ---- one transfer ---- */

static void set_once(struct transfer *t)
{
    const struct http_client_config *config = &t->client->config;
    SET(t, CURLOPT_PRIVATE, t);
    SET(t, CURLOPT_ERRORBUFFER, t->error);
    SET(t, CURLOPT_NOSIGNAL, 1L);
    SET(t, CURLOPT_FOLLOWLOCATION, 0L);
    SET(t, CURLOPT_PROXY, config->proxy ? config->proxy : "");
    SET(t, CURLOPT_NOPROXY, "");
    SET(t, CURLOPT_USERAGENT, "propolis/" PROPOLIS_VERSION);
    SET(t, CURLOPT_PROTOCOLS_STR, "http,https");
    SET(t, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    SET(t, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    SET(t, CURLOPT_PATH_AS_IS, 1L);
    SET(t, CURLOPT_TCP_NODELAY, 1L);
    SET(t, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    SET(t, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (config->ca_file)
        SET(t, CURLOPT_CAINFO, config->ca_file);
    SET(t, CURLOPT_FRESH_CONNECT, config->reuse_connections ? 0L : 1L);
    SET(t, CURLOPT_FORBID_REUSE, config->reuse_connections ? 0L : 1L);
    SET(t, CURLOPT_OPENSOCKETFUNCTION, on_open_socket);
    SET(t, CURLOPT_OPENSOCKETDATA, t);
    SET(t, CURLOPT_HEADERFUNCTION, on_header);
    SET(t, CURLOPT_HEADERDATA, t);
    SET(t, CURLOPT_WRITEFUNCTION, on_body);
    SET(t, CURLOPT_WRITEDATA, t);
}

static struct transfer *transfer_new(struct http_client *client)
{
    struct transfer *t = client->unused;
    if (t) {
        client->unused = t->next;
        t->next = NULL;
        return t;
    }
    t = memory_new(sizeof *t);
    t->client = client;
    t->easy = client->curl.easy_init();
    must(t->easy != NULL);
    return t;
}

static void transfer_clear(struct transfer *t)
{
    t->client->curl.slist_free_all(t->headers);
    t->headers = NULL;
    http_response_release(&t->response);
    err_clear(&t->refused);
    t->error[0] = '\0';
    t->body_over = t->headers_over = false;
}

/* Back to the free list. */
static void transfer_retire(struct transfer *t)
{
    transfer_clear(t);
    t->client->curl.easy_reset(t->easy);
    t->next = t->client->unused;
    t->client->unused = t;
}

static void transfer_free(struct transfer *t)
{
    transfer_clear(t);
    t->client->curl.easy_cleanup(t->easy);
    free(t);
}

static void add_header_line(struct transfer *t, const char *line)
{
    struct curl_slist *list = t->client->curl.slist_append(t->headers, line);
    must(list != NULL);
    t->headers = list;
}

/* A line break in a header would begin a second header, or a second request. */
static bool is_header_text(struct text t)
{
    for (size_t i = 0; i < t.n; i++)
        if ((unsigned char)t.p[i] < ' ' && t.p[i] != '\t')
            return false;
    return true;
}

/* libcurl sends a header without a value only when it is written with ';'. */
static void set_header(struct transfer *t, const struct header *h)
{
    struct buf line;
    buf_init(&line, LIMIT_HTTP_HEADER_BYTES);
    buf_put(&line, h->name);
    buf_put_string(&line, h->value.n ? ": " : ";");
    buf_put(&line, h->value);
    buf_put_char(&line, '\0');
    if (buf_over(&line) || h->name.n == 0 || !is_header_text(h->name) || !is_header_text(h->value))
        err_set(&t->refused, ERR_VALIDATION,
                "the header '%.*s' is too long or holds control characters",
                (int)(h->name.n < 64 ? h->name.n : 64), h->name.p);
    else
        add_header_line(t, line.p);
    buf_release(&line);
}

static void set_headers(struct transfer *t, const struct http_request *request)
{
    for (size_t i = 0; i < request->header_count; i++)
        set_header(t, &request->headers[i]);
    /* Names without a value: what libcurl would add on its own. */
    if (!header_find(request->headers, request->header_count, TEXT("content-type")))
        add_header_line(t, "Content-Type:");
    add_header_line(t, "Expect:");
    add_header_line(t, "Accept:");
    SET(t, CURLOPT_HTTPHEADER, t->headers);
}

static bool has_scheme(const char *url, const char *scheme)
{
    return strncasecmp(url, scheme, strlen(scheme)) == 0;
}

static void set_url(struct transfer *t, const char *url)
{
    if (!has_scheme(url, "http://") && !has_scheme(url, "https://"))
        err_set(&t->refused, ERR_VALIDATION, "the URL begins with neither http:// nor https://");
    SET(t, CURLOPT_URL, url);
}

static void set_method(struct transfer *t, const struct http_request *request)
{
    bool head = strcmp(request->method, "HEAD") == 0;
    bool get = strcmp(request->method, "GET") == 0;
    if (head) {
        SET(t, CURLOPT_NOBODY, 1L);
    } else if (get && request->body.n == 0) {
        SET(t, CURLOPT_HTTPGET, 1L);
    } else {
        SET(t, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.n);
        SET(t, CURLOPT_POSTFIELDS, request->body.n ? request->body.p : "");
        SET(t, CURLOPT_CUSTOMREQUEST, request->method);
    }
}

/* Nothing is sent over such a connection, so there is nothing that a certificate could protect. */
static void set_connect_only(struct transfer *t, const struct http_request *request)
{
    SET(t, CURLOPT_CONNECT_ONLY, 1L);
    if (request->any_certificate) {
        SET(t, CURLOPT_SSL_VERIFYPEER, 0L);
        SET(t, CURLOPT_SSL_VERIFYHOST, 0L);
    }
}

static void set_request(struct transfer *t, const struct http_request *request)
{
    buf_init(&t->response.headers, LIMIT_HTTP_HEADER_BYTES);
    buf_init(&t->response.body, request->response_bytes_max);
    t->response.status = 0;
    t->response.cut = false;
    t->cut_at_max = request->cut_at_max;
    set_once(t);
    set_url(t, request->url);
    SET(t, CURLOPT_TIMEOUT_MS, (long)request->timeout_ms);
    SET(t, CURLOPT_CONNECTTIMEOUT_MS, (long)request->connect_timeout_ms);
    if (request->connect_only)
        set_connect_only(t, request);
    set_method(t, request);
    set_headers(t, request);
    t->sendable = t->refused.code == ERR_NONE;
}

/* ---- the client ---- */

int http_client_open(struct http_client **out, const struct http_client_config *config,
                     struct err *e)
{
    assert(!(config->proxy && config->addresses));
    struct http_client *client = memory_new(sizeof *client);
    if (curl_library_open(&client->curl, e) != 0) {
        free(client);
        return -1;
    }
    client->config = *config;
    client->line_end = &client->line;
    client->multi = client->curl.multi_init();
    must(client->multi != NULL);
    client->curl.multi_setopt(client->multi, CURLMOPT_MAXCONNECTS, (long)config->parallel_max);
    *out = client;
    return 0;
}

void http_client_close(struct http_client *client)
{
    if (!client)
        return;
    struct transfer *lists[] = {client->under_way, client->line, client->unused};
    for (size_t i = 0; i < COUNT(lists); i++) {
        for (struct transfer *t = lists[i], *next; t; t = next) {
            next = t->next;
            if (i == 0)
                client->curl.multi_remove_handle(client->multi, t->easy);
            transfer_free(t);
        }
    }
    client->curl.multi_cleanup(client->multi);
    client->curl.global_cleanup();
    free(client);
}

void http_client_start(struct http_client *client, const struct http_request *request,
                       http_done *done, void *context)
{
    struct transfer *t = transfer_new(client);
    t->done = done;
    t->context = context;
    set_request(t, request);
    *client->line_end = t;
    client->line_end = &t->next;
    client->line_count++;
}

static void begin(struct http_client *client, struct transfer *t)
{
    t->previous = NULL;
    t->next = client->under_way;
    if (t->next)
        t->next->previous = t;
    client->under_way = t;
    client->under_way_count++;
    must(client->curl.multi_add_handle(client->multi, t->easy) == CURLM_OK);
}

/* Takes the first of the line. */
static struct transfer *line_take(struct http_client *client)
{
    struct transfer *t = client->line;
    client->line = t->next;
    if (!client->line)
        client->line_end = &client->line;
    client->line_count--;
    t->next = NULL;
    return t;
}

static void leave(struct http_client *client, struct transfer *t)
{
    if (t->previous)
        t->previous->next = t->next;
    else
        client->under_way = t->next;
    if (t->next)
        t->next->previous = t->previous;
    t->previous = t->next = NULL;
    client->under_way_count--;
    client->curl.multi_remove_handle(client->multi, t->easy);
}

/* What libcurl's result means to us. */
static void judge(struct transfer *t, CURLcode code, struct err *e)
{
    const char *why = t->error[0] ? t->error : t->client->curl.easy_strerror(code);
    long status = 0;
    t->client->curl.easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
    t->response.status = (int)status;
    if (t->body_over && t->cut_at_max)
        t->response.cut = true;
    else if (t->body_over)
        err_set(e, ERR_TOO_LARGE, "the answer is larger than %zu bytes",
                t->response.body.bytes_max);
    else if (t->headers_over)
        err_set(e, ERR_TOO_LARGE, "the answer's headers are larger than %d bytes",
                LIMIT_HTTP_HEADER_BYTES);
    else if (code == CURLE_OK)
        return;
    else if (t->refused.code != ERR_NONE && code == CURLE_COULDNT_CONNECT)
        *e = t->refused;
    else if (code == CURLE_OPERATION_TIMEDOUT)
        err_set(e, ERR_TIMEOUT, "%s", why);
    else if (code == CURLE_URL_MALFORMAT || code == CURLE_LOGIN_DENIED)
        err_set(e, ERR_VALIDATION, "%s", why);
    else
        err_set(e, ERR_IO, "%s", why);
}

static void finish(struct transfer *t, struct err *e)
{
    t->done(t->context, &t->response, e);
    transfer_retire(t);
}

/* Begins what there is room for. True where a request was done at once, because it cannot be sent.
 */
static bool begin_some(struct http_client *client)
{
    bool any = false;
    while (client->line && client->under_way_count < client->config.parallel_max) {
        struct transfer *t = line_take(client);
        if (t->sendable) {
            begin(client, t);
        } else {
            struct err e = t->refused;
            finish(t, &e);
            any = true;
        }
    }
    return any;
}

/* Calls back for everything that libcurl says is done. */
static bool finish_some(struct http_client *client)
{
    bool any = false;
    int left;
    for (CURLMsg *message;
         (message = client->curl.multi_info_read(client->multi, &left)) != NULL;) {
        struct transfer *t;
        struct err e = {0};
        if (message->msg != CURLMSG_DONE)
            continue;
        CURLcode code = message->data.result;
        client->curl.easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&t);
        judge(t, code, &e);
        leave(client, t);
        finish(t, &e);
        any = true;
    }
    return any;
}

static bool step(struct http_client *client)
{
    int running;
    bool any = begin_some(client);
    must(client->curl.multi_perform(client->multi, &running) == CURLM_OK);
    return finish_some(client) || any;
}

void http_client_run(struct http_client *client, int64_t wait_ms)
{
    if (step(client) || wait_ms <= 0)
        return;
    client->curl.multi_poll(client->multi, NULL, 0, (int)(wait_ms < INT_MAX ? wait_ms : INT_MAX),
                            NULL);
    step(client);
}

size_t http_client_unfinished(const struct http_client *client)
{
    return client->under_way_count + client->line_count;
}

static void cancel(struct transfer *t)
{
    struct err e = {0};
    err_set(&e, ERR_UNAVAILABLE, "the request was cancelled");
    finish(t, &e);
}

/* A callback may start requests again, so only those that were there are counted. */
void http_client_cancel(struct http_client *client)
{
    for (size_t n = client->line_count; n > 0; n--)
        cancel(line_take(client));
    for (size_t n = client->under_way_count; n > 0; n--) {
        struct transfer *t = client->under_way;
        leave(client, t);
        cancel(t);
    }
}

void http_client_wake(struct http_client *client)
{
    client->curl.multi_wakeup(client->multi);
}

struct waited {
    struct http_response *out;
    struct err *e;
    bool done;
};

static void on_waited(void *context, struct http_response *response, struct err *e)
{
    struct waited *w = context;
    *w->out = *response;
    buf_init(&response->headers, 0);
    buf_init(&response->body, 0);
    if (e->code != ERR_NONE)
        *w->e = *e;
    w->done = true;
}

int http_client_perform(struct http_client *client, const struct http_request *request,
                        struct http_response *out, struct err *e)
{
    struct waited w = {.out = out, .e = e};
    http_client_start(client, request, on_waited, &w);
    while (!w.done)
        http_client_run(client, 1000);
    return e->code == ERR_NONE ? 0 : -1;
}

/* ---- responses ---- */

struct text http_response_header(const struct http_response *response, struct text name)
{
    struct text rest = buf_text(&response->headers);
    while (rest.p) {
        struct text value = text_split(&rest, '\n');
        struct text found = text_split(&value, ':');
        if (value.p && text_equal_nocase(found, name))
            return text_trim(value);
    }
    return (struct text){NULL, 0};
}

void http_response_release(struct http_response *response)
{
    buf_release(&response->headers);
    buf_release(&response->body);
}
