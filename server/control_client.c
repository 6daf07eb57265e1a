/* SPDX-License-Identifier: Apache-2.0 */
#include "server/control_client.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/json_read.h"
#include "base/limits.h"
#include "server/server.h"

enum { ANSWER_BYTES_MAX = LIMIT_REPLY_BYTES, REQUEST_BYTES_MAX = 1 << 20, READ_BYTES = 16 << 10 };

static int connect_to(const struct config *config, struct err *err)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    char path[SERVER_PATH_BYTES];
    server_path(config, SERVER_SOCKET, path);
    if (strlen(path) >= sizeof address.sun_path)
        return err_set(err, ERR_INVALID, "the path %s is too long for a socket", path);
    memcpy(address.sun_path, path, strlen(path) + 1);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return err_set(err, ERR_IO, "socket: %s", strerror(errno));
    if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
        return fd;
    int cause = errno;
    close(fd);
    if (cause == EACCES || cause == EPERM)
        return err_set(err, ERR_IO, "the server's socket %s belongs to another user", path);
    return err_set(err, ERR_UNAVAILABLE,
                   "no server runs on the data folder %s; start one with `propolis serve`, or name "
                   "another folder with --data",
                   config->data);
}

static int send_request(int fd, const struct control_request *request, struct err *err)
{
    struct buf out;
    buf_init(&out, REQUEST_BYTES_MAX);
    buf_printf(&out,
               "%s %s HTTP/1.1\r\nHost: propolis\r\nConnection: close\r\n"
               "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n",
               request->method, request->path, request->body.n);
    buf_put(&out, request->body);
    size_t sent = 0;
    while (sent < out.n) {
        ssize_t n = send(fd, out.p + sent, out.n - sent, MSG_NOSIGNAL);
        if (n < 0 && errno != EINTR)
            break;
        sent += n > 0 ? (size_t)n : 0;
    }
    bool whole = sent == out.n;
    buf_release(&out);
    return whole ? 0 : err_set(err, ERR_IO, "the server's socket: %s", strerror(errno));
}

/* All that comes until the server closes. */
static int receive(int fd, struct buf *in, struct err *err)
{
    ssize_t n = 1;
    while (n > 0) {
        char *p = buf_reserve(in, READ_BYTES);
        if (!p)
            return err_set(err, ERR_TOO_LARGE, "the server's answer is too large");
        n = recv(fd, p, READ_BYTES, 0);
        if (n > 0)
            buf_wrote(in, (size_t)n);
        else if (n < 0 && errno == EINTR)
            n = 1;
    }
    return n == 0 ? 0 : err_set(err, ERR_IO, "the server's socket: %s", strerror(errno));
}

/* Takes status and body out of what came. */
static int take_apart(struct text in, int64_t *status, struct text *body, struct err *err)
{
    static const struct text blank = TEXT_INIT("\r\n\r\n");
    struct text rest = in;
    text_split(&rest, ' ');
    const char *end = in.n ? memmem(in.p, in.n, blank.p, blank.n) : NULL;
    if (!end || !rest.p || !text_to_int64(text_split(&rest, ' '), status))
        return err_set(err, ERR_IO, "the server closed the socket without an answer");
    body->p = end + blank.n;
    body->n = in.n - (size_t)(body->p - in.p);
    return 0;
}

static int judge(int64_t status, struct text body, struct err *err)
{
    struct arena arena;
    if (status < 400)
        return 0;
    arena_init(&arena, ANSWER_BYTES_MAX, NULL);
    struct text detail = control_member(body, "detail", &arena);
    enum err_code code = status == 404 ? ERR_NOT_FOUND : status == 503 ? ERR_IO : ERR_INVALID;
    if (detail.n)
        err_set(err, code, "%.*s", TEXT_ARG(detail));
    else
        err_set(err, code, "the server answered with status %d", (int)status);
    arena_release(&arena);
    return -1;
}

int control_ask(const struct config *config, const struct control_request *request,
                struct buf *answer, struct err *err)
{
    struct buf in;
    int64_t status = 0;
    struct text body = {NULL, 0};
    int fd = connect_to(config, err);
    if (fd < 0)
        return -1;
    buf_init(&in, ANSWER_BYTES_MAX);
    int result = 0;
    if (send_request(fd, request, err) != 0 || receive(fd, &in, err) != 0 ||
        take_apart(buf_text(&in), &status, &body, err) != 0 || judge(status, body, err) != 0)
        result = -1;
    else
        buf_put(answer, body);
    close(fd);
    buf_release(&in);
    return result;
}

/* Steps to the named part of the value that is next. */
static bool step_into(struct json_reader *r, struct text part)
{
    struct text name;
    enum json_kind kind = json_peek(r);
    if (kind == JSON_ARRAY)
        return json_enter_array(r) == 0 && json_next_element(r) == 1;
    if (kind != JSON_OBJECT || json_enter_object(r) != 0)
        return false;
    while (json_next_member(r, &name) == 1) {
        if (text_equal(name, part))
            return true;
        if (json_skip(r, NULL) != 0)
            return false;
    }
    return false;
}

struct text control_member(struct text json, const char *path, struct arena *arena)
{
    struct json_reader r;
    struct err err = {0};
    struct text rest = text_of(path), value = {NULL, 0};
    if (json_reader_init(&r, json, arena, &err) != 0)
        return value;
    while (rest.p)
        if (!step_into(&r, text_split(&rest, '.')))
            return value;
    enum json_kind kind = json_peek(&r);
    if (kind == JSON_STRING && json_read_string(&r, &value) == 0)
        return arena_copy(arena, value);
    if (kind == JSON_NUMBER && json_skip(&r, &value) == 0)
        return arena_copy(arena, value);
    return (struct text){NULL, 0};
}
