/* SPDX-License-Identifier: Apache-2.0
 * Commands about keys: key create, import, list, revoke, and env. All ask the running server. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "server/command.h"
#include "server/control_client.h"

enum { ANSWER_BYTES_MAX = 64 << 20, BODY_BYTES_MAX = 64 << 10, SECRET_FILE_BYTES_MAX = 4096 };

/* Asks, and hands the answer to `print`. */
static int ask(struct invocation *i, const struct control_request *request,
               void (*print)(struct invocation *i, struct text answer))
{
    struct buf answer;
    buf_init(&answer, ANSWER_BYTES_MAX);
    int result = control_ask(&i->config, request, &answer, &i->err);
    if (result == 0)
        print(i, buf_text(&answer));
    if (answer.p)
        explicit_bzero(answer.p, answer.n);
    buf_release(&answer);
    return result == 0 ? EXIT_OK : command_status(&i->err);
}

static void print_pair(struct invocation *i, struct text answer)
{
    struct arena *a = &i->config.arena;
    struct text id = control_member(answer, "AccessKeyId", a);
    struct text secret = control_member(answer, "SecretAccessKey", a);
    printf("AWS_ACCESS_KEY_ID=%.*s\nAWS_SECRET_ACCESS_KEY=%.*s\n", TEXT_ARG(id), TEXT_ARG(secret));
    if (isatty(STDOUT_FILENO))
        fprintf(stderr, "The secret is not shown again.\n");
}

/* Whose key it is: --name, or the word behind the command, or somebody. */
static int put_user_name(struct invocation *i, struct buf *body)
{
    const char *word = i->operands_count > 0 ? i->operands[0] : NULL, *name = i->config.name;
    if (word && name)
        return err_set(&i->err, ERR_INVALID, "the name is given twice, as %s and by --name", word);
    struct text user = text_of(name ? name : word ? word : "user");
    if (!text_is_utf8(user))
        return err_set(&i->err, ERR_INVALID, "the name is not UTF-8");
    json_put_string_member(body, "UserName", user);
    return 0;
}

int command_key_create(struct invocation *i)
{
    struct buf body;
    buf_init(&body, BODY_BYTES_MAX);
    buf_put_char(&body, '{');
    int status = EXIT_WRONG_USE;
    if (put_user_name(i, &body) == 0 && command_put_policy(i, &body) == 0) {
        buf_put_char(&body, '}');
        status = ask(i, &(struct control_request){"POST", "/control/keys/create", buf_text(&body)},
                     print_pair);
    }
    buf_release(&body);
    return status;
}

/* The first line of a file. */
static int read_secret(const char *path, struct arena *arena, struct text *secret, struct err *err)
{
    char content[SECRET_FILE_BYTES_MAX];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, content, sizeof content);
    int cause = errno;
    if (fd >= 0)
        close(fd);
    if (n < 0)
        return err_set(err, ERR_INVALID, "%s cannot be read: %s", path, strerror(cause));
    struct text rest = {content, (size_t)n};
    *secret = arena_copy(arena, text_trim(text_split(&rest, '\n')));
    explicit_bzero(content, sizeof content);
    return 0;
}

static void print_imported(struct invocation *i, struct text answer)
{
    struct text id = control_member(answer, "AccessKeyId", &i->config.arena);
    printf("%.*s may now sign requests.\n", TEXT_ARG(id));
}

/* The pair comes from options or from the variables that AWS programs read; a secret is never an
 * argument, because command lines are visible to others. */
static int find_pair(struct invocation *i, struct text *id, struct text *secret)
{
    const struct config *c = &i->config;
    const char *found_id = c->key_id ? c->key_id : getenv("AWS_ACCESS_KEY_ID");
    const char *found_secret = getenv("AWS_SECRET_ACCESS_KEY");
    if (!found_id || (!c->secret_file && !found_secret))
        return err_set(&i->err, ERR_INVALID,
                       "the pair comes from --id and --secret-file, or from AWS_ACCESS_KEY_ID and "
                       "AWS_SECRET_ACCESS_KEY");
    *id = text_of(found_id);
    *secret = text_of(found_secret);
    return c->secret_file ? read_secret(c->secret_file, &i->config.arena, secret, &i->err) : 0;
}

int command_key_import(struct invocation *i)
{
    struct text id, secret;
    struct buf body;
    if (find_pair(i, &id, &secret) != 0)
        return EXIT_WRONG_USE;
    if (!text_is_utf8(id) || !text_is_utf8(secret)) {
        err_set(&i->err, ERR_INVALID, "the key pair is not UTF-8");
        return EXIT_WRONG_USE;
    }
    buf_init(&body, BODY_BYTES_MAX);
    buf_put_char(&body, '{');
    json_put_string_member(&body, "AccessKeyId", id);
    json_put_string_member(&body, "SecretAccessKey", secret);
    int status = EXIT_WRONG_USE;
    if (put_user_name(i, &body) == 0 && command_put_policy(i, &body) == 0) {
        buf_put_char(&body, '}');
        status = ask(i, &(struct control_request){"POST", "/control/keys/import", buf_text(&body)},
                     print_imported);
    }
    explicit_bzero(body.p, body.n);
    buf_release(&body);
    return status;
}

static void put_time(struct text seconds)
{
    char time[CLOCK_ISO8601_BYTES] = "-";
    int64_t n;
    seconds.n = text_find(seconds, '.');
    if (seconds.n && text_to_int64(seconds, &n)) {
        clock_iso8601(n * 1000, time);
        memcpy(time + 19, "Z", 2); /* without the thousandths */
    }
    printf("  %-20s", time);
}

static void print_keys(struct invocation *i, struct text answer)
{
    struct json_reader r;
    struct err err = {0};
    struct text name, one;
    struct arena *a = &i->config.arena;
    printf("%-24s  %-20s  %-20s  %-20s\n", "access key id", "user", "created", "revoked");
    if (json_reader_init(&r, answer, a, &err) != 0 || json_enter_object(&r) != 0 ||
        json_next_member(&r, &name) != 1 || json_enter_array(&r) != 0)
        return;
    while (json_next_element(&r) == 1 && json_skip(&r, &one) == 0) {
        printf("%-24.*s  %-20.*s", TEXT_ARG(control_member(one, "AccessKeyId", a)),
               TEXT_ARG(control_member(one, "UserName", a)));
        put_time(control_member(one, "CreateDate", a));
        put_time(control_member(one, "RevokeDate", a));
        putchar('\n');
    }
}

int command_key_list(struct invocation *i)
{
    return ask(i, &(struct control_request){"GET", "/control/keys", {NULL, 0}}, print_keys);
}

static void print_revoked(struct invocation *i, struct text answer)
{
    (void)answer;
    printf("%s is revoked.\n", i->operands[0]);
}

int command_key_revoke(struct invocation *i)
{
    struct buf body;
    if (!text_is_utf8(text_of(i->operands[0]))) {
        err_set(&i->err, ERR_INVALID, "the id is not UTF-8");
        return EXIT_WRONG_USE;
    }
    buf_init(&body, BODY_BYTES_MAX);
    buf_put_char(&body, '{');
    json_put_string_member(&body, "AccessKeyId", text_of(i->operands[0]));
    buf_put_char(&body, '}');
    int status = ask(i, &(struct control_request){"POST", "/control/keys/revoke", buf_text(&body)},
                     print_revoked);
    buf_release(&body);
    return status;
}

/* One assignment for a shell; single quotes keep everything but themselves. */
static void put_export(const char *name, struct text value)
{
    printf("export %s='", name);
    for (size_t i = 0; i < value.n; i++) {
        if (value.p[i] == '\'')
            fputs("'\\''", stdout);
        else
            putchar(value.p[i]);
    }
    puts("'");
}

static void print_environment(struct invocation *i, struct text answer)
{
    static const struct {
        const char *variable, *member;
    } rows[] = {
        {"AWS_ENDPOINT_URL_GLUE", "Endpoint"}, {"AWS_ENDPOINT_URL_STS", "Endpoint"},
        {"AWS_ACCESS_KEY_ID", "AccessKeyId"},  {"AWS_SECRET_ACCESS_KEY", "SecretAccessKey"},
        {"AWS_DEFAULT_REGION", "Region"},      {"AWS_REGION", "Region"},
    };
    for (size_t row = 0; row < COUNT(rows); row++)
        put_export(rows[row].variable, control_member(answer, rows[row].member, &i->config.arena));
    puts("unset AWS_SESSION_TOKEN"); /* of another pair; it would be sent along */
}

int command_env(struct invocation *i)
{
    return ask(i, &(struct control_request){"GET", "/control/environment", {NULL, 0}},
               print_environment);
}
