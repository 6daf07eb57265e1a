/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/alerts/receiver.h"

#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Reads until the body that Content-Length announces is there. */
static bool read_request(int fd, struct received *out)
{
    static _Thread_local char bytes[RECEIVED_BYTES + 4096];
    size_t n = 0;
    for (;;) {
        ssize_t got = read(fd, bytes + n, sizeof bytes - 1 - n);
        if (got <= 0)
            return false;
        n += (size_t)got;
        bytes[n] = '\0';
        char *end = strstr(bytes, "\r\n\r\n");
        char *length = strcasestr(bytes, "content-length:");
        size_t body = length ? strtoul(length + 15, NULL, 10) : 0;
        if (!end || n < (size_t)(end - bytes) + 4 + body)
            continue;
        snprintf(out->head, sizeof out->head, "%.*s", (int)(end - bytes), bytes);
        snprintf(out->body, sizeof out->body, "%s", end + 4);
        return true;
    }
}

static void serve(struct receiver *r, int fd)
{
    struct received *request = &r->received[atomic_load(&r->count) % RECEIVED_MAX];
    if (!read_request(fd, request))
        return;
    int index = atomic_fetch_add(&r->count, 1), last = 0;
    while (r->answers[last + 1])
        last++;
    usleep((useconds_t)r->delay_ms * 1000);
    dprintf(fd, "HTTP/1.1 %s\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok",
            r->answers[index < last ? index : last]);
}

static void *run(void *context)
{
    struct receiver *r = context;
    while (!atomic_load(&r->stopping)) {
        struct pollfd ready = {.fd = r->socket, .events = POLLIN};
        if (poll(&ready, 1, 50) != 1)
            continue;
        int fd = accept(r->socket, NULL, NULL);
        if (fd < 0)
            continue;
        serve(r, fd);
        close(fd);
    }
    return NULL;
}

void receiver_open(struct receiver *r, const char *const *answers, int delay_ms)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
    socklen_t length = sizeof address;
    *r = (struct receiver){.answers = answers, .delay_ms = delay_ms};
    r->received = calloc(RECEIVED_MAX, sizeof *r->received);
    r->socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(r->socket, (struct sockaddr *)&address, sizeof address) != 0 ||
        listen(r->socket, 64) != 0 ||
        getsockname(r->socket, (struct sockaddr *)&address, &length) != 0)
        abort();
    r->port = ntohs(address.sin_port);
    pthread_create(&r->thread, NULL, run, r);
}

void receiver_close(struct receiver *r)
{
    atomic_store(&r->stopping, true);
    pthread_join(r->thread, NULL);
    close(r->socket);
    free(r->received);
}

void received_header(const struct received *request, const char *name, char out[512])
{
    struct text rest = text_of(request->head);
    out[0] = '\0';
    while (rest.p) {
        struct text value = text_split(&rest, '\n');
        struct text found = text_split(&value, ':');
        if (text_equal_nocase(found, text_of(name)))
            snprintf(out, 512, "%.*s", TEXT_ARG(text_trim(value)));
    }
}
