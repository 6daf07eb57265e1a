/* SPDX-License-Identifier: Apache-2.0
 * A load generator for one scenario: many keep-alive connections on one thread, each sending its
 * next signed request when the last one was answered. Prints one line of JSON. Connects to the
 * loopback interface only.
 *
 * usage: load SCENARIO --port N [--connections N] [--seconds S | --requests N] [--first N]
 * [--tables N] [--partitions N] [--suffix TEXT] with the key pair in AWS_ACCESS_KEY_ID and
 * AWS_SECRET_ACCESS_KEY */
#include "bench/load.h"

#include <arpa/inet.h>
#include <getopt.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"

enum { READ_BYTES = 1 << 18, REPLAYED = 4096, LATENCIES_MAX = 1 << 22, ANSWER_MS_MAX = 120000 };

struct connection {
    int fd;
    struct buf request; /* of a fresh one; a replayed one is borrowed */
    struct text sending;
    size_t sent;
    char head[4096];
    size_t head_bytes, body_left;
    bool in_body;
    int64_t began_us;
};

struct load {
    const struct load_options *options;
    const struct scenario *scenario;
    struct crypto *crypto;
    struct buf replayed[REPLAYED];
    int64_t next, answered, failed, bytes;
    int64_t deadline_us;
    uint32_t *latencies_us;
    int epoll;
};

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static bool take_request(struct load *load, struct connection *c)
{
    const struct load_options *o = load->options;
    if (o->seconds > 0 ? clock_monotonic_us() >= load->deadline_us : load->next >= o->requests)
        return false;
    int64_t number = o->first + load->next++;
    if (load->scenario->is_replayed) {
        c->sending = buf_text(&load->replayed[number % REPLAYED]);
    } else {
        buf_clear(&c->request);
        scenario_put_request(load->scenario, o, load->crypto, number, &c->request);
        c->sending = buf_text(&c->request);
    }
    c->sent = 0;
    c->head_bytes = 0;
    c->in_body = false;
    c->began_us = clock_monotonic_us();
    return true;
}

static void send_some(struct load *load, struct connection *c)
{
    while (c->sent < c->sending.n) {
        ssize_t n = send(c->fd, c->sending.p + c->sent, c->sending.n - c->sent,
                         MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n < 0)
            break;
        c->sent += (size_t)n;
    }
    uint32_t wanted = EPOLLIN | (c->sent < c->sending.n ? EPOLLOUT : 0u);
    struct epoll_event event = {.events = wanted, .data.ptr = c};
    epoll_ctl(load->epoll, EPOLL_CTL_MOD, c->fd, &event);
}

static int connect_to(unsigned short port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0)
        fail("connect");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

/* The first one, or one in place of that which the server closes. */
static void open_connection(struct load *load, struct connection *c)
{
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
    if (c->fd > 0)
        close(c->fd);
    c->fd = connect_to(load->options->port);
    epoll_ctl(load->epoll, EPOLL_CTL_ADD, c->fd, &event);
}

static void finish_answer(struct load *load, struct connection *c)
{
    if (load->answered < LATENCIES_MAX)
        load->latencies_us[load->answered] = (uint32_t)(clock_monotonic_us() - c->began_us);
    load->answered++;
    if (memcmp(c->head, "HTTP/1.1 200", 12) != 0) {
        if (load->failed++ == 0)
            fprintf(stderr, "%.*s\n", (int)c->head_bytes, c->head);
    }
    if (take_request(load, c)) {
        if (strcasestr(c->head, "\nconnection: close"))
            open_connection(load, c);
        send_some(load, c);
    } else {
        close(c->fd);
        c->fd = -1;
    }
}

/* Takes bytes of the head until the blank line; returns how many it took. */
static size_t read_head(struct connection *c, const char *p, size_t n)
{
    size_t room = sizeof c->head - 1 - c->head_bytes, take = n < room ? n : room;
    memcpy(c->head + c->head_bytes, p, take);
    c->head[c->head_bytes + take] = '\0';
    char *end = strstr(c->head, "\r\n\r\n");
    if (!end) {
        c->head_bytes += take;
        return take;
    }
    size_t whole = (size_t)(end - c->head) + 4, used = whole - c->head_bytes;
    char *length = strcasestr(c->head, "content-length:");
    c->head_bytes = whole;
    c->body_left = length ? strtoul(length + 15, NULL, 10) : 0;
    c->in_body = true;
    return used;
}

static void receive(struct load *load, struct connection *c, char *space)
{
    ssize_t got = recv(c->fd, space, READ_BYTES, 0);
    if (got <= 0)
        fail("the server closed a connection");
    load->bytes += got;
    const char *p = space;
    size_t n = (size_t)got;
    if (!c->in_body) {
        size_t used = read_head(c, p, n);
        p += used;
        n -= used;
    }
    if (!c->in_body)
        return;
    c->body_left -= n < c->body_left ? n : c->body_left;
    if (c->body_left == 0)
        finish_answer(load, c);
}

static int by_value(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void report(struct load *load, double seconds)
{
    size_t n = (size_t)(load->answered < LATENCIES_MAX ? load->answered : LATENCIES_MAX);
    qsort(load->latencies_us, n, sizeof *load->latencies_us, by_value);
    printf("{\"requests\":%lld,\"failed\":%lld,\"seconds\":%.3f,\"per_second\":%.1f,"
           "\"p50_us\":%u,\"p99_us\":%u,\"max_us\":%u,\"bytes\":%lld}\n",
           (long long)load->answered, (long long)load->failed, seconds,
           (double)load->answered / seconds, n ? load->latencies_us[n / 2] : 0,
           n ? load->latencies_us[n * 99 / 100] : 0, n ? load->latencies_us[n - 1] : 0,
           (long long)load->bytes);
}

static void run(struct load *load)
{
    static char space[READ_BYTES];
    unsigned open = 0;
    struct connection *connections = memory_new(load->options->connections * sizeof *connections);
    load->epoll = epoll_create1(EPOLL_CLOEXEC);
    int64_t began_us = clock_monotonic_us();
    load->deadline_us = began_us + (int64_t)(load->options->seconds * 1e6);
    for (unsigned i = 0; i < load->options->connections; i++) {
        struct connection *c = &connections[i];
        buf_init(&c->request, 1 << 24);
        if (!take_request(load, c))
            break;
        open_connection(load, c);
        send_some(load, c);
        open++;
    }
    while (open > 0) {
        struct epoll_event events[64];
        int n = epoll_wait(load->epoll, events, 64, ANSWER_MS_MAX);
        if (n <= 0)
            fail("no answer for two minutes");
        for (int i = 0; i < n; i++) {
            struct connection *c = events[i].data.ptr;
            if (events[i].events & EPOLLOUT)
                send_some(load, c);
            if (events[i].events & ~(uint32_t)EPOLLOUT)
                receive(load, c, space);
            open -= c->fd < 0;
        }
    }
    report(load, (double)(clock_monotonic_us() - began_us) / 1e6);
}

static void prepare(struct load *load)
{
    struct err err = {.code = ERR_NONE};
    load->latencies_us = memory_new(LATENCIES_MAX * sizeof *load->latencies_us);
    if (crypto_open(&load->crypto, &err) != 0)
        exit(1);
    for (int64_t i = 0; load->scenario->is_replayed && i < REPLAYED; i++) {
        buf_init(&load->replayed[i], 1 << 16);
        scenario_put_request(load->scenario, load->options, load->crypto, i, &load->replayed[i]);
    }
}

static void read_options(int argc, char **argv, struct load_options *o)
{
    static const struct option names[] = {
        {"port", 1, 0, 'p'},     {"connections", 1, 0, 'c'}, {"seconds", 1, 0, 's'},
        {"requests", 1, 0, 'n'}, {"first", 1, 0, 'f'},       {"tables", 1, 0, 't'},
        {"suffix", 1, 0, 'x'},   {"partitions", 1, 0, 'r'},  {0, 0, 0, 0},
    };
    for (int option; (option = getopt_long(argc, argv, "", names, NULL)) != -1;) {
        switch (option) {
        case 'p':
            o->port = (unsigned short)strtoul(optarg, NULL, 10);
            break;
        case 'c':
            o->connections = (unsigned)strtoul(optarg, NULL, 10);
            break;
        case 's':
            o->seconds = strtod(optarg, NULL);
            break;
        case 'n':
            o->requests = strtoll(optarg, NULL, 10);
            break;
        case 'f':
            o->first = strtoll(optarg, NULL, 10);
            break;
        case 't':
            o->tables = strtoll(optarg, NULL, 10);
            break;
        case 'r':
            o->partitions = strtoll(optarg, NULL, 10);
            break;
        case 'x':
            o->suffix = text_of(optarg);
            break;
        default:
            exit(2);
        }
    }
}

int main(int argc, char **argv)
{
    struct load_options options = {.port = 9085, .connections = 1, .requests = 1, .tables = 1};
    struct load *load = memory_new(sizeof *load);
    read_options(argc, argv, &options);
    options.key_id = text_of(getenv("AWS_ACCESS_KEY_ID"));
    options.secret = text_of(getenv("AWS_SECRET_ACCESS_KEY"));
    load->options = &options;
    load->scenario = optind < argc ? scenario_find(argv[optind]) : NULL;
    if (!load->scenario) {
        fprintf(stderr, "load: name one of the scenarios of bench/scenario.c\n");
        return 2;
    }
    prepare(load);
    run(load);
    return load->failed ? 1 : 0;
}
