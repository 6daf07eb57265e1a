/* SPDX-License-Identifier: Apache-2.0
 * `propolis crawl NAME [--wait]`: starts a crawler through the REST door of the control socket, and
 * watches its run. */
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/encode.h"
#include "base/limits.h"
#include "server/command.h"
#include "server/control_client.h"

enum {
    ANSWER_BYTES_MAX = LIMIT_REPLY_BYTES,
    PATH_BYTES_MAX = 2048,
    POLL_MS = 200,
    NAME_BYTES_MAX = 255
};

struct watch {
    struct invocation *i;
    struct buf path, answer;
    struct arena arena;
};

/* Asks for /v1/crawlers/NAME and what stands behind it. */
static int ask(struct watch *w, const char *method, const char *behind)
{
    buf_clear(&w->path);
    buf_clear(&w->answer);
    buf_put_string(&w->path, "/v1/crawlers/");
    encode_percent(&w->path, text_of(w->i->operands[0]), false);
    buf_put_string(&w->path, behind);
    buf_put_char(&w->path, '\0');
    struct control_request request = {method, w->path.p, {NULL, 0}};
    return control_ask(&w->i->config, &request, &w->answer, &w->i->err);
}

static struct text member(struct watch *w, const char *path)
{
    struct text t = control_member(buf_text(&w->answer), path, &w->arena);
    return t.p ? t : TEXT("");
}

/* On a terminal one line that is written over; elsewhere a line when something changed. */
static void show(struct watch *w, struct text *before)
{
    struct text line =
        arena_printf(&w->arena, "%s: %.*s, %.*s folders, %.*s files", w->i->operands[0],
                     TEXT_ARG(member(w, "Run.Phase")), TEXT_ARG(member(w, "Run.Folders")),
                     TEXT_ARG(member(w, "Run.Files")));
    if (text_equal(line, *before))
        return;
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "\r\033[K%.*s", TEXT_ARG(line));
    else
        fprintf(stderr, "%.*s\n", TEXT_ARG(line));
    *before = line;
}

/* What the run changed, a line for tables and one for partitions. */
static void print_summary(struct watch *w)
{
    static const char *const nouns[] = {"Tables", "Partitions"};
    static const char *const verbs[] = {"Created", "Updated", "Deleted"};
    char path[64];
    printf("%.*s %.*s\n", TEXT_ARG(member(w, "Run.CrawlId")), TEXT_ARG(member(w, "Run.State")));
    for (size_t i = 0; i < COUNT(nouns); i++) {
        printf("%s:", nouns[i]);
        for (size_t j = 0; j < COUNT(verbs); j++) {
            snprintf(path, sizeof path, "Run.%s%s", nouns[i], verbs[j]);
            printf("%s %.*s %c%s", j ? "," : "", TEXT_ARG(member(w, path)), verbs[j][0] | 0x20,
                   verbs[j] + 1);
        }
        putchar('\n');
    }
}

/* Waits until a run is over. */
static int wait_for_end(struct watch *w)
{
    struct text before = {NULL, 0};
    if (ask(w, "GET", "/runs?MaxResults=1") != 0)
        return command_status(&w->i->err);
    struct text run =
        arena_printf(&w->arena, "/runs/%.*s", TEXT_ARG(member(w, "Crawls.0.CrawlId")));
    for (;;) {
        if (ask(w, "GET", run.p) != 0)
            return command_status(&w->i->err);
        show(w, &before);
        if (!text_is(member(w, "Run.State"), "RUNNING"))
            break;
        poll(NULL, 0, POLL_MS);
    }
    if (isatty(STDERR_FILENO))
        fputc('\n', stderr);
    print_summary(w);
    if (text_is(member(w, "Run.State"), "COMPLETED"))
        return EXIT_OK;
    struct text why = member(w, "Run.ErrorMessage");
    err_set(&w->i->err, ERR_INVALID, "the run ended as %.*s%s%.*s",
            TEXT_ARG(member(w, "Run.State")), why.n ? ": " : "", TEXT_ARG(why));
    return EXIT_FAILED;
}

int command_crawl(struct invocation *i)
{
    struct watch w = {.i = i};
    if (strlen(i->operands[0]) > NAME_BYTES_MAX) {
        err_set(&i->err, ERR_INVALID, "a crawler's name is at most %d bytes long", NAME_BYTES_MAX);
        return EXIT_WRONG_USE;
    }
    buf_init(&w.path, PATH_BYTES_MAX);
    buf_init(&w.answer, ANSWER_BYTES_MAX);
    arena_init(&w.arena, ANSWER_BYTES_MAX, NULL);
    int status = EXIT_OK;
    if (ask(&w, "POST", "/start") != 0)
        status = command_status(&i->err);
    else if (i->config.wait)
        status = wait_for_end(&w);
    else
        printf("%s is started.\n", i->operands[0]);
    arena_release(&w.arena);
    buf_release(&w.answer);
    buf_release(&w.path);
    return status;
}
