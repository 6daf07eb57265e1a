/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/http_client.h"

/* A server that answers by path, one connection after the other or side by side, and counts. */
struct server {
    int listener;
    int port;
    pthread_t thread;
    atomic_int connections, requests, at_once, at_once_max;
    char last_request[8192];
};

struct visitor {
    struct server *server;
    int socket;
};

static void say(int socket, const char *text)
{
    size_t n = strlen(text);
    assert_int_equal(send(socket, text, n, MSG_NOSIGNAL), (ssize_t)n);
}

/* Reads one head and the body that its Content-Length names. */
static bool read_request(struct visitor *v, char *request, size_t room)
{
    size_t n = 0;
    char *end = NULL;
    while (!end) {
        ssize_t got = n + 1 < room ? recv(v->socket, request + n, room - n - 1, 0) : 0;
        if (got <= 0)
            return false;
        n += (size_t)got;
        request[n] = '\0';
        end = strstr(request, "\r\n\r\n");
    }
    const char *length = strcasestr(request, "Content-Length:");
    size_t want = (size_t)(end + 4 - request) + (length ? (size_t)atoi(length + 15) : 0);
    while (n < want) {
        ssize_t got = recv(v->socket, request + n, room - n - 1, 0);
        if (got <= 0)
            return false;
        n += (size_t)got;
        request[n] = '\0';
    }
    return true;
}

/* True: the connection stays open. */
static bool answer(struct visitor *v, const char *request)
{
    if (strstr(request, " /plain")) {
        say(v->socket, "HTTP/1.1 200 OK\r\nETag:  \"abc\" \r\nContent-Length: 5\r\n\r\nhello");
        return true;
    }
    if (strstr(request, " /interim")) {
        say(v->socket, "HTTP/1.1 103 Early\r\nETag: early\r\n\r\nHTTP/1.1 404 "
                       "No\r\nContent-Length: 0\r\n\r\n");
        return true;
    }
    if (strstr(request, " /redirect")) {
        say(v->socket, "HTTP/1.1 301 Moved\r\nLocation: /plain\r\nContent-Length: 2\r\n\r\ngo");
        return true;
    }
    if (strstr(request, " /cut"))
        say(v->socket, "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello");
    if (strstr(request, " /garbage"))
        say(v->socket, "\x16\x03\x01 not http at all\r\n\r\n");
    if (strstr(request, " /silent"))
        usleep(400000);
    if (strstr(request, " /drip")) {
        say(v->socket, "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n");
        for (int i = 0; i < 50 && send(v->socket, ".", 1, MSG_NOSIGNAL) == 1; i++)
            usleep(50000);
    }
    if (strstr(request, " /headers")) {
        say(v->socket, "HTTP/1.1 200 OK\r\n");
        for (int i = 0; i < 2000; i++)
            if (send(v->socket, "X-More: 0123456789012345678901234567890123456789\r\n", 50,
                     MSG_NOSIGNAL) != 50)
                break;
    }
    return false;
}

static void *serve_one(void *context)
{
    struct visitor *v = context;
    struct server *s = v->server;
    char request[8192];
    int now = atomic_fetch_add(&s->at_once, 1) + 1;
    if (now > atomic_load(&s->at_once_max))
        atomic_store(&s->at_once_max, now);
    while (read_request(v, request, sizeof request)) {
        memcpy(s->last_request, request, sizeof request);
        atomic_fetch_add(&s->requests, 1);
        if (strstr(request, " /plain/slow"))
            usleep(20000);
        if (!answer(v, request))
            break;
    }
    atomic_fetch_sub(&s->at_once, 1);
    close(v->socket);
    free(v);
    return NULL;
}

static void *serve(void *context)
{
    struct server *s = context;
    for (;;) {
        int socket = accept(s->listener, NULL, NULL);
        if (socket < 0)
            return NULL;
        struct visitor *v = malloc(sizeof *v);
        pthread_t thread;
        *v = (struct visitor){s, socket};
        atomic_fetch_add(&s->connections, 1);
        pthread_create(&thread, NULL, serve_one, v);
        pthread_detach(thread);
    }
}

static int set_up(void **state)
{
    struct server *s = calloc(1, sizeof *s);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof address;
    s->listener = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(s->listener, (struct sockaddr *)&address, n), 0);
    assert_int_equal(listen(s->listener, 64), 0);
    assert_int_equal(getsockname(s->listener, (struct sockaddr *)&address, &n), 0);
    s->port = ntohs(address.sin_port);
    pthread_create(&s->thread, NULL, serve, s);
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    struct server *s = *state;
    shutdown(s->listener, SHUT_RDWR);
    pthread_join(s->thread, NULL);
    close(s->listener);
    for (int i = 0; i < 200 && atomic_load(&s->at_once) > 0; i++)
        usleep(10000);
    usleep(20000); /* the detached threads' last steps */
    free(s);
    return 0;
}

static struct http_client *open_client(const struct http_client_config *config)
{
    struct http_client *client;
    struct err e = {0};
    assert_int_equal(http_client_open(&client, config, &e), 0);
    return client;
}

static const struct http_client_config PLAIN = {.parallel_max = 4, .reuse_connections = true};

/* One GET of a path; the response must be released. */
static struct err get(struct http_client *client, const struct server *s, const char *path,
                      struct http_response *out)
{
    char url[256];
    struct err e = {0};
    if (path[0] == '/')
        snprintf(url, sizeof url, "http://127.0.0.1:%d%s", s->port, path);
    else
        snprintf(url, sizeof url, "%s", path);
    const struct http_request request = {.method = "GET",
                                         .url = url,
                                         .response_bytes_max = 100,
                                         .timeout_ms = 2000,
                                         .connect_timeout_ms = 1000};
    int result = http_client_perform(client, &request, out, &e);
    assert_int_equal(result, e.code == ERR_NONE ? 0 : -1);
    return e;
}

static enum err_code code_of(struct http_client *client, const struct server *s, const char *path)
{
    struct http_response response;
    struct err e = get(client, s, path, &response);
    http_response_release(&response);
    return e.code;
}

static void answers(void **state)
{
    /* Status, headers and body arrive; interim answers leave no header; a redirect is an answer
     * like any other. */
    struct server *s = *state;
    struct http_client *client = open_client(&PLAIN);
    struct http_response r;
    assert_int_equal(get(client, s, "/plain", &r).code, ERR_NONE);
    assert_int_equal(r.status, 200);
    assert_true(text_is(buf_text(&r.body), "hello"));
    assert_true(text_is(http_response_header(&r, TEXT("etag")), "\"abc\""));
    assert_null(http_response_header(&r, TEXT("x-none")).p);
    http_response_release(&r);
    assert_int_equal(get(client, s, "/interim", &r).code, ERR_NONE);
    assert_int_equal(r.status, 404);
    assert_null(http_response_header(&r, TEXT("ETag")).p);
    http_response_release(&r);
    assert_int_equal(get(client, s, "/redirect", &r).code, ERR_NONE);
    assert_int_equal(r.status, 301);
    http_response_release(&r);
    assert_int_equal(atomic_load(&s->connections), 1);
    http_client_close(client);
}

static void what_is_sent(void **state)
{
    /* A PUT sends its headers and body as given, the path as it is, and nothing that libcurl likes
     * to add. */
    struct server *s = *state;
    struct http_client *client = open_client(&PLAIN);
    struct http_response r;
    struct err e = {0};
    char url[128];
    static const struct header headers[] = {{TEXT_INIT("X-One"), TEXT_INIT("1")},
                                            {TEXT_INIT("X-Empty"), TEXT_INIT("")}};
    snprintf(url, sizeof url, "http://127.0.0.1:%d/plain/a//../%%C3%%BC?q=%%20", s->port);
    const struct http_request request = {.method = "PUT",
                                         .url = url,
                                         .headers = headers,
                                         .header_count = 2,
                                         .body = TEXT("body"),
                                         .response_bytes_max = 100,
                                         .timeout_ms = 2000,
                                         .connect_timeout_ms = 1000};
    assert_int_equal(http_client_perform(client, &request, &r, &e), 0);
    http_response_release(&r);
    assert_non_null(strstr(s->last_request, "PUT /plain/a//../%C3%BC?q=%20 HTTP/1.1\r\n"));
    assert_non_null(strstr(s->last_request, "\r\nX-One: 1\r\n"));
    assert_non_null(strstr(s->last_request, "\r\nX-Empty:\r\n"));
    assert_non_null(strstr(s->last_request, "Content-Length: 4\r\n"));
    assert_non_null(strstr(s->last_request, "\r\n\r\nbody"));
    assert_null(strstr(s->last_request, "Content-Type"));
    assert_null(strstr(s->last_request, "Accept"));
    assert_null(strstr(s->last_request, "Expect"));
    http_client_close(client);
}

static void bounded_answers(void **state)
{
    /* A body of exactly the limit passes, one byte more fails or is cut as asked; endless headers
     * fail. */
    struct server *s = *state;
    struct http_client *client = open_client(&PLAIN);
    struct http_response r;
    char url[64];
    snprintf(url, sizeof url, "http://127.0.0.1:%d/plain", s->port);
    struct http_request request = {.method = "GET",
                                   .url = url,
                                   .response_bytes_max = 5,
                                   .timeout_ms = 2000,
                                   .connect_timeout_ms = 1000};
    struct err e = {0};
    assert_int_equal(http_client_perform(client, &request, &r, &e), 0);
    assert_false(r.cut);
    http_response_release(&r);
    request.response_bytes_max = 4;
    assert_int_equal(http_client_perform(client, &request, &r, &e), -1);
    assert_int_equal(e.code, ERR_TOO_LARGE);
    http_response_release(&r);
    request.cut_at_max = true;
    err_clear(&e);
    assert_int_equal(http_client_perform(client, &request, &r, &e), 0);
    assert_true(r.cut);
    assert_int_equal(r.status, 200);
    assert_true(text_is(buf_text(&r.body), "hell"));
    http_response_release(&r);
    assert_int_equal(code_of(client, s, "/headers"), ERR_TOO_LARGE);
    http_client_close(client);
}

static void broken_answers(void **state)
{
    /* A body that ends early, bytes that are not HTTP and a port where nobody listens are IO
     * errors. */
    struct server *s = *state;
    struct http_client *client = open_client(&PLAIN);
    assert_int_equal(code_of(client, s, "/cut"), ERR_IO);
    assert_int_equal(code_of(client, s, "/garbage"), ERR_IO);
    assert_int_equal(code_of(client, s, "/close"), ERR_IO);
    assert_int_equal(code_of(client, s, "http://127.0.0.1:1/"), ERR_IO);
    http_client_close(client);
}

static void deadlines(void **state)
{
    /* Silence and a body that drips both end at the total time, however often a byte arrives. */
    struct server *s = *state;
    struct http_client *client = open_client(&PLAIN);
    static const char *const paths[] = {"/silent", "/drip"};
    for (size_t i = 0; i < COUNT(paths); i++) {
        struct http_response r;
        struct err e = {0};
        char url[64];
        snprintf(url, sizeof url, "http://127.0.0.1:%d%s", s->port, paths[i]);
        const struct http_request request = {.method = "GET",
                                             .url = url,
                                             .response_bytes_max = 100,
                                             .timeout_ms = 200,
                                             .connect_timeout_ms = 100};
        int64_t begin = clock_monotonic_us();
        assert_int_equal(http_client_perform(client, &request, &r, &e), -1);
        assert_int_equal(e.code, ERR_TIMEOUT);
        assert_in_range(clock_monotonic_us() - begin, 150000, 1500000);
        http_response_release(&r);
    }
    http_client_close(client);
}

static void refused_requests(void **state)
{
    /* Other schemes, passwords in URLs, unreadable URLs and header injection never reach the wire.
     */
    struct server *s = *state;
    struct http_client *client = open_client(&PLAIN);
    static const char *const urls[] = {"file:///etc/passwd", "gopher://127.0.0.1/",
                                       "ftp://127.0.0.1/", "http://", "dict://127.0.0.1:1/x"};
    for (size_t i = 0; i < COUNT(urls); i++)
        assert_int_equal(code_of(client, s, urls[i]), ERR_VALIDATION);
    char url[64];
    snprintf(url, sizeof url, "http://user:secret@127.0.0.1:%d/plain", s->port);
    assert_int_equal(code_of(client, s, url), ERR_VALIDATION);
    static const struct header injections[] = {
        {TEXT_INIT("X-A"), TEXT_INIT("1\r\nX-B: 2")},
        {TEXT_INIT("X-A\nX-B"), TEXT_INIT("1")},
        {TEXT_INIT("X-A"), TEXT_INIT("1\0002")},
        {TEXT_INIT(""), TEXT_INIT("1")},
    };
    snprintf(url, sizeof url, "http://127.0.0.1:%d/plain", s->port);
    for (size_t i = 0; i < COUNT(injections); i++) {
        const struct http_request request = {.method = "GET",
                                             .url = url,
                                             .headers = &injections[i],
                                             .header_count = 1,
                                             .response_bytes_max = 100,
                                             .timeout_ms = 1000,
                                             .connect_timeout_ms = 1000};
        struct http_response r;
        struct err e = {0};
        assert_int_equal(http_client_perform(client, &request, &r, &e), -1);
        assert_int_equal(e.code, ERR_VALIDATION);
        http_response_release(&r);
    }
    assert_int_equal(atomic_load(&s->requests), 0);
    http_client_close(client);
}

static void guarded_addresses(void **state)
{
    /* Every spelling of the loopback is refused by its true address, before a byte is sent; an
     * allowed range opens it. */
    struct server *s = *state;
    struct cidr allowed;
    struct err e = {0};
    struct address_rule rule = {NULL, 0, "--webhook-allow"};
    struct http_client_config config = {.parallel_max = 1, .addresses = &rule};
    struct http_client *client = open_client(&config);
    static const char *const hosts[] = {"127.0.0.1",          "127.1",      "0x7f.1",
                                        "2130706433",         "0177.0.0.1", "0",
                                        "[::ffff:127.0.0.1]", "localhost"};
    for (size_t i = 0; i < COUNT(hosts); i++) {
        char url[64];
        struct http_response r;
        snprintf(url, sizeof url, "http://%s:%d/plain", hosts[i], s->port);
        struct err refused = get(client, s, url, &r);
        http_response_release(&r);
        if (refused.code != ERR_ACCESS_DENIED)
            fail_msg("%s: %s %s", hosts[i], err_name(refused.code), refused.text);
        assert_non_null(strstr(refused.text, "--webhook-allow"));
    }
    assert_int_equal(atomic_load(&s->connections), 0);
    assert_int_equal(cidr_decode(&allowed, TEXT("127.0.0.0/8"), &e), 0);
    rule.allowed = &allowed;
    rule.allowed_count = 1;
    assert_int_equal(code_of(client, s, "/plain"), ERR_NONE);
    assert_int_equal(code_of(client, s, "/plain"), ERR_NONE);
    assert_int_equal(atomic_load(&s->connections), 2); /* no connection is kept */
    http_client_close(client);
}

static void environment_is_ignored(void **state)
{
    /* A proxy in the environment changes nothing. */
    struct server *s = *state;
    struct http_client *client = open_client(&PLAIN);
    setenv("http_proxy", "http://127.0.0.1:1/", 1);
    setenv("ALL_PROXY", "http://127.0.0.1:1/", 1);
    assert_int_equal(code_of(client, s, "/plain"), ERR_NONE);
    unsetenv("http_proxy");
    unsetenv("ALL_PROXY");
    http_client_close(client);
}

struct crowd {
    struct http_client *client;
    struct server *server;
    int started, done, failed;
    enum err_code last;
};

static void start_one(struct crowd *crowd, const char *path);

static void on_done(void *context, struct http_response *response, struct err *e)
{
    struct crowd *crowd = context;
    crowd->done++;
    crowd->last = e->code;
    if (e->code != ERR_NONE || response->status != 200)
        crowd->failed++;
    if (crowd->started < 40)
        start_one(crowd, "/plain/slow");
}

static void start_one(struct crowd *crowd, const char *path)
{
    char url[64];
    snprintf(url, sizeof url, "http://127.0.0.1:%d%s", crowd->server->port, path);
    const struct http_request request = {.method = "GET",
                                         .url = url,
                                         .response_bytes_max = 100,
                                         .timeout_ms = 5000,
                                         .connect_timeout_ms = 1000};
    crowd->started++;
    http_client_start(crowd->client, &request, on_done, crowd);
}

static void many_at_once(void **state)
{
    /* Requests run side by side up to the limit, callbacks may start more, each is called back
     * exactly once. */
    struct server *s = *state;
    struct crowd crowd = {.client = open_client(&PLAIN), .server = s};
    for (int i = 0; i < 20; i++)
        start_one(&crowd, "/plain/slow");
    while (http_client_unfinished(crowd.client) > 0)
        http_client_run(crowd.client, 1000);
    assert_int_equal(crowd.done, 40);
    assert_int_equal(crowd.failed, 0);
    assert_int_equal(atomic_load(&s->at_once_max), 4);
    assert_int_equal(atomic_load(&s->connections), 4);
    http_client_close(crowd.client);
}

static void cancelled(void **state)
{
    /* Cancelling ends what runs and what waits; closing with requests under way leaks nothing. */
    struct server *s = *state;
    struct crowd crowd = {.client = open_client(&PLAIN), .server = s, .started = 100};
    for (int i = 0; i < 10; i++)
        start_one(&crowd, "/silent");
    http_client_run(crowd.client, 20);
    http_client_cancel(crowd.client);
    assert_int_equal(crowd.done, 10);
    assert_int_equal(crowd.last, ERR_UNAVAILABLE);
    assert_int_equal(http_client_unfinished(crowd.client), 0);
    for (int i = 0; i < 10; i++)
        start_one(&crowd, "/silent");
    http_client_run(crowd.client, 20);
    http_client_close(crowd.client);
    assert_int_equal(crowd.done, 10);
}

static void *wake_soon(void *client)
{
    usleep(50000);
    http_client_wake(client);
    return NULL;
}

static void woken(void **state)
{
    /* Another thread can end a wait, even one with nothing under way. */
    (void)state;
    struct http_client *client = open_client(&PLAIN);
    pthread_t thread;
    int64_t begin = clock_monotonic_us();
    pthread_create(&thread, NULL, wake_soon, client);
    http_client_run(client, 10000);
    assert_in_range(clock_monotonic_us() - begin, 40000, 5000000);
    pthread_join(thread, NULL);
    http_client_close(client);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(answers),
        TEST(what_is_sent),
        TEST(bounded_answers),
        TEST(broken_answers),
        TEST(deadlines),
        TEST(refused_requests),
        TEST(guarded_addresses),
        TEST(environment_is_ignored),
        TEST(many_at_once),
        TEST(cancelled),
        TEST(woken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
