/* SPDX-License-Identifier: Apache-2.0
 * Reads a whole table of partitions in segments, each on a thread and connection of its own, page
 * after page. Prints one line of JSON. usage: scan --port N --suffix TABLE --segments N
 * [--partitions N, how many there must be] */
#include <arpa/inet.h>
#include <getopt.h>
#include <inttypes.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "bench/load.h"

enum { SEGMENTS_MAX = 10, ANSWER_BYTES_MAX = 20 << 20, PAGE = 1000, TOKEN_BYTES_MAX = 4096 };

struct reader {
    pthread_t thread;
    struct load_options options;
    struct crypto *crypto;
    int64_t times;
    int fd;
    bool is_closed; /* by the server, which says so in its answer */
    char *answer;
    size_t bytes; /* of the answer, its head included */
    char token[TOKEN_BYTES_MAX];
    int64_t rows, pages, bytes_all;
};

static void fail(const char *what)
{
    fprintf(stderr, "scan: %s\n", what);
    exit(1);
}

static int connect_to(unsigned short port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0)
        fail("no connection");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

static void ask(struct reader *r)
{
    struct buf request;
    buf_init(&request, 1 << 20);
    scenario_put_request(scenario_find("partitions_scan"), &r->options, r->crypto, 0, &request);
    for (size_t sent = 0; sent < request.n;) {
        ssize_t n = send(r->fd, request.p + sent, request.n - sent, MSG_NOSIGNAL);
        if (n <= 0)
            fail("a request was not taken");
        sent += (size_t)n;
    }
    buf_release(&request);
}

/* The whole answer; returns where its body begins. */
static size_t receive(struct reader *r)
{
    size_t wanted = ANSWER_BYTES_MAX, body = 0;
    for (r->bytes = 0; r->bytes < wanted;) {
        ssize_t n = recv(r->fd, r->answer + r->bytes, ANSWER_BYTES_MAX - r->bytes, 0);
        if (n <= 0)
            fail("an answer broke off");
        r->bytes += (size_t)n;
        r->answer[r->bytes] = '\0';
        char *end = body ? NULL : strstr(r->answer, "\r\n\r\n");
        if (!end)
            continue;
        *end = '\0';
        char *length = strcasestr(r->answer, "content-length:");
        if (strncmp(r->answer, "HTTP/1.1 200", 12) != 0 || !length)
            fail(r->answer);
        r->is_closed = strcasestr(r->answer, "\nconnection: close") != NULL;
        body = (size_t)(end - r->answer) + 4;
        wanted = body + strtoul(length + 15, NULL, 10);
    }
    r->bytes_all += (int64_t)r->bytes;
    return body;
}

static int64_t count_rows(const char *p)
{
    int64_t rows = 0;
    while ((p = strstr(p, "\"Values\":"))) {
        rows++;
        p++;
    }
    return rows;
}

/* Where the list goes on; false: nowhere. It stands at the very end. */
static bool take_token(struct reader *r, size_t body)
{
    static const char name[] = "\"NextToken\":";
    size_t behind = r->bytes - body, near = behind < TOKEN_BYTES_MAX ? behind : TOKEN_BYTES_MAX;
    const char *found = strstr(r->answer + r->bytes - near, name);
    if (!found)
        return false;
    found += sizeof name - 1;
    found += strspn(found, " ");
    if (*found++ != '"')
        return false;
    r->options.token.n = strcspn(found, "\"");
    memcpy(r->token, found, r->options.token.n);
    r->options.token.p = r->token;
    return true;
}

/* Pages of ours are full, so that only the last one has to be counted. */
static void read_segment_once(struct reader *r)
{
    r->options.token.n = 0;
    for (bool more = true; more; r->pages++) {
        if (r->is_closed) {
            close(r->fd);
            r->fd = connect_to(r->options.port);
        }
        ask(r);
        size_t body = receive(r);
        more = take_token(r, body);
        r->rows += more && !r->is_closed ? PAGE : count_rows(r->answer + body);
    }
}

static void *read_segment(void *context)
{
    struct reader *r = context;
    for (int64_t i = 0; i < r->times; i++)
        read_segment_once(r);
    close(r->fd);
    return NULL;
}

static void read_options(int argc, char **argv, struct load_options *o, int64_t *times)
{
    static const struct option names[] = {{"port", 1, 0, 'p'},     {"suffix", 1, 0, 'x'},
                                          {"segments", 1, 0, 's'}, {"partitions", 1, 0, 'r'},
                                          {"times", 1, 0, 't'},    {0, 0, 0, 0}};
    for (int option; (option = getopt_long(argc, argv, "", names, NULL)) != -1;) {
        if (option == 'p')
            o->port = (unsigned short)strtoul(optarg, NULL, 10);
        else if (option == 'x')
            o->suffix = text_of(optarg);
        else if (option == 's')
            o->segments = strtoll(optarg, NULL, 10);
        else if (option == 'r')
            o->partitions = strtoll(optarg, NULL, 10);
        else if (option == 't')
            *times = strtoll(optarg, NULL, 10);
        else
            exit(2);
    }
    if (o->segments < 1 || o->segments > SEGMENTS_MAX)
        exit(2);
}

static void prepare(struct reader *r, const struct load_options *options, int64_t segment,
                    int64_t times)
{
    struct err err = {.code = ERR_NONE};
    r->options = *options;
    r->times = times;
    r->options.segment = segment;
    r->answer = memory_new(ANSWER_BYTES_MAX + 1);
    r->fd = connect_to(options->port);
    if (crypto_open(&r->crypto, &err) != 0)
        fail(err.text);
}

int main(int argc, char **argv)
{
    struct load_options options = {.port = 9085, .segments = 1};
    struct reader *readers = memory_new(SEGMENTS_MAX * sizeof *readers);
    int64_t rows = 0, pages = 0, bytes = 0, times = 1;
    read_options(argc, argv, &options, &times);
    options.key_id = text_of(getenv("AWS_ACCESS_KEY_ID"));
    options.secret = text_of(getenv("AWS_SECRET_ACCESS_KEY"));
    for (int64_t i = 0; i < options.segments; i++)
        prepare(&readers[i], &options, i, times);
    int64_t began_us = clock_monotonic_us();
    for (int64_t i = 0; i < options.segments; i++)
        if (pthread_create(&readers[i].thread, NULL, read_segment, &readers[i]) != 0)
            fail("a reader could not begin");
    for (int64_t i = 0; i < options.segments; i++) {
        pthread_join(readers[i].thread, NULL);
        rows += readers[i].rows;
        pages += readers[i].pages;
        bytes += readers[i].bytes_all;
    }
    double seconds = (double)(clock_monotonic_us() - began_us) / 1e6;
    printf("{\"requests\":%" PRId64 ",\"rows\":%" PRId64 ",\"seconds\":%.3f,\"per_second\":%.0f,"
           "\"bytes\":%" PRId64 "}\n",
           pages, rows, seconds, (double)rows / seconds, bytes);
    if (options.partitions && rows != options.partitions * times)
        fail("not every partition came once");
    return 0;
}
