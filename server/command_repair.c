/* SPDX-License-Identifier: Apache-2.0
 * `propolis repair DATABASE TABLE`: RepairPartitions through the REST door of the control socket.
 */
#include <stdio.h>

#include "base/encode.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "base/limits.h"
#include "server/command.h"
#include "server/control_client.h"

enum { ANSWER_BYTES_MAX = LIMIT_REPLY_BYTES, PATH_BYTES_MAX = 4096, BODY_BYTES_MAX = 1024 };

/* A list of the answer, a line for each item: what was done, where, and the reason of it. */
static void print_list(struct text answer, const char *list, char mark, struct arena *arena)
{
    struct json_reader r;
    struct err err = {0};
    struct text name, one;
    if (json_reader_init(&r, answer, arena, &err) != 0 || json_enter_object(&r) != 0)
        return;
    while (json_next_member(&r, &name) == 1 && !text_is(name, list))
        if (json_skip(&r, &one) != 0)
            return;
    if (!text_is(name, list) || json_enter_array(&r) != 0)
        return;
    while (json_next_element(&r) == 1 && json_skip(&r, &one) == 0) {
        struct text reason = control_member(one, "Reason", arena);
        printf("%c %.*s%s%.*s\n", mark, TEXT_ARG(control_member(one, "Location", arena)),
               reason.p ? ": " : "", TEXT_ARG(reason.p ? reason : TEXT("")));
    }
}

static void print_report(struct text answer, bool dry_run, struct arena *arena)
{
    const char *would = dry_run ? "to be " : "";
    print_list(answer, "DroppedPartitions", '-', arena);
    print_list(answer, "AddedPartitions", '+', arena);
    print_list(answer, "IgnoredFolders", '?', arena);
    printf("Partitions: %.*s %sadded, %.*s %sdropped, %.*s kept; %.*s folders ignored\n",
           TEXT_ARG(control_member(answer, "Added", arena)), would,
           TEXT_ARG(control_member(answer, "Dropped", arena)), would,
           TEXT_ARG(control_member(answer, "Kept", arena)),
           TEXT_ARG(control_member(answer, "Ignored", arena)));
}

static void put_path(const struct invocation *i, struct buf *path)
{
    buf_put_string(path, "/v1/databases/");
    encode_percent(path, text_of(i->operands[0]), false);
    buf_put_string(path, "/tables/");
    encode_percent(path, text_of(i->operands[1]), false);
    buf_put_string(path, "/partitions/repair");
    buf_put_char(path, '\0');
}

static void put_body(const struct config *config, struct buf *body)
{
    static const char *const modes[] = {
        [REPAIR_ADD] = "ADD", [REPAIR_DROP] = "DROP", [REPAIR_SYNC] = "SYNC"};
    buf_put_char(body, '{');
    json_put_string_member(body, "Mode", text_of(modes[config->repair_mode]));
    json_put_boolean_member(body, "DryRun", config->dry_run);
    buf_put_char(body, '}');
}

int command_repair(struct invocation *i)
{
    struct arena arena;
    struct buf path, body, answer;
    arena_init(&arena, ANSWER_BYTES_MAX, NULL);
    buf_init(&path, PATH_BYTES_MAX);
    buf_init(&body, BODY_BYTES_MAX);
    buf_init(&answer, ANSWER_BYTES_MAX);
    put_path(i, &path);
    put_body(&i->config, &body);
    struct control_request request = {"POST", path.p, buf_text(&body)};
    int status = EXIT_OK;
    if (buf_over(&path))
        err_set(&i->err, ERR_INVALID, "the names are too long");
    if (buf_over(&path) || control_ask(&i->config, &request, &answer, &i->err) != 0)
        status = command_status(&i->err);
    else
        print_report(buf_text(&answer), i->config.dry_run, &arena);
    buf_release(&answer);
    buf_release(&body);
    buf_release(&path);
    arena_release(&arena);
    return status;
}
