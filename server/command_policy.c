/* SPDX-License-Identifier: Apache-2.0
 * `propolis key policy NAME [--file FILE]`: what the keys of a user may do, through the REST door
 * of the control socket; and the file that `key create --policy` reads too. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/encode.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "base/limits.h"
#include "catalog/policy.h"
#include "server/command.h"
#include "server/control_client.h"

enum { PATH_BYTES_MAX = 1024, BODY_BYTES_MAX = 64 << 10 };

/* One byte more than is allowed, so that what is too long is told. */
static int read_file(struct invocation *i, struct text *content)
{
    const char *path = i->config.policy_file;
    char bytes[LIMIT_POLICY_BYTES + 1];
    size_t n = 0;
    ssize_t got = 1;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    while (fd >= 0 && got > 0 && n < sizeof bytes) {
        got = read(fd, bytes + n, sizeof bytes - n);
        n += got > 0 ? (size_t)got : 0;
    }
    int cause = errno;
    if (fd >= 0)
        close(fd);
    if (fd < 0 || got < 0)
        return err_set(&i->err, ERR_INVALID, "%s cannot be read: %s", path, strerror(cause));
    *content = arena_copy(&i->config.arena, (struct text){bytes, n});
    return 0;
}

/* What is wrong with a policy is said here, with the name of the file. */
int command_put_policy(struct invocation *i, struct buf *body)
{
    static const struct policy_rules rules = {.kind = POLICY_OF_IDENTITY};
    struct text content;
    if (!i->config.policy_file)
        return 0;
    if (read_file(i, &content) != 0)
        return -1;
    struct policy *policy = policy_new(content, &rules, &i->err);
    if (!policy)
        return err_wrap(&i->err, "%s", i->config.policy_file);
    policy_drop(policy);
    json_put_name(body, "PolicyDocument");
    buf_put(body, text_trim(content));
    return 0;
}

/* The document inside the answer, as it was put. */
static void print_policy(struct invocation *i, struct text answer)
{
    struct json_reader r;
    struct err err = {0};
    struct text name, value;
    if (json_reader_init(&r, answer, &i->config.arena, &err) != 0 || json_enter_object(&r) != 0)
        return;
    while (json_next_member(&r, &name) == 1 && json_skip(&r, &value) == 0)
        if (text_is(name, "PolicyDocument"))
            printf("%.*s\n", TEXT_ARG(value));
}

static int show(struct invocation *i, const char *path)
{
    struct buf answer;
    buf_init(&answer, LIMIT_REPLY_BYTES);
    struct control_request request = {"GET", path, {NULL, 0}};
    int result = control_ask(&i->config, &request, &answer, &i->err);
    if (result == 0)
        print_policy(i, buf_text(&answer));
    buf_release(&answer);
    return result == 0 ? EXIT_OK : command_status(&i->err);
}

static int set(struct invocation *i, const char *path)
{
    struct buf body, answer;
    int status = EXIT_WRONG_USE;
    buf_init(&body, BODY_BYTES_MAX);
    buf_init(&answer, LIMIT_REPLY_BYTES);
    buf_put_char(&body, '{');
    if (command_put_policy(i, &body) == 0) {
        buf_put_char(&body, '}');
        struct control_request request = {"PUT", path, buf_text(&body)};
        int result = control_ask(&i->config, &request, &answer, &i->err);
        status = result == 0 ? EXIT_OK : command_status(&i->err);
    }
    buf_release(&answer);
    buf_release(&body);
    return status;
}

int command_key_policy(struct invocation *i)
{
    struct buf path;
    if (!text_is_utf8(text_of(i->operands[0]))) {
        err_set(&i->err, ERR_INVALID, "the name is not UTF-8");
        return EXIT_WRONG_USE;
    }
    buf_init(&path, PATH_BYTES_MAX);
    buf_put_string(&path, "/v1/keys/");
    encode_percent(&path, text_of(i->operands[0]), false);
    buf_put_string(&path, "/policy");
    buf_put_char(&path, '\0');
    int status = EXIT_WRONG_USE;
    if (buf_over(&path))
        err_set(&i->err, ERR_INVALID, "the name is too long");
    else
        status = i->config.policy_file ? set(i, path.p) : show(i, path.p);
    buf_release(&path);
    return status;
}
