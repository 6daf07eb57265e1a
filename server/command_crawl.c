/* SPDX-License-Identifier: Apache-2.0
 * `propolis crawl NAME [--wait]`: starts a crawler through the REST door of the control socket, and
 * watches its run. */
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/encode.h"
#include "server/command.h"
#include "server/control_client.h"

enum { ANSWER_BYTES_MAX = 64 << 20, PATH_BYTES_MAX = 2048, POLL_MS = 200, NAME_BYTES_MAX = 255 };

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
    struct text state = member(w, "Crawls.0.State"), summary = member(w, "Crawls.0.Summary");
    struct text line = arena_printf(&w->arena, "%s: %.*s %.*s", w->i->operands[0], TEXT_ARG(state),
                                    TEXT_ARG(text_cut(summary, 400)));
    if (text_equal(line, *before))
        return;
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "\r\033[K%.*s", TEXT_ARG(line));
    else
        fprintf(stderr, "%.*s\n", TEXT_ARG(line));
    *before = line;
}

/* Waits until the newest run is over. */
static int wait_for_end(struct watch *w)
{
    struct text before = {NULL, 0};
    for (;;) {
        if (ask(w, "GET", "/runs?MaxResults=1") != 0)
            return command_status(&w->i->err);
        show(w, &before);
        struct text state = member(w, "Crawls.0.State");
        if (!text_is(state, "RUNNING") && state.n > 0)
            break;
        poll(NULL, 0, POLL_MS);
    }
    if (isatty(STDERR_FILENO))
        fputc('\n', stderr);
    struct text state = member(w, "Crawls.0.State"), id = member(w, "Crawls.0.CrawlId");
    printf("%.*s %.*s\n", TEXT_ARG(id), TEXT_ARG(state));
    if (text_is(state, "COMPLETED"))
        return EXIT_OK;
    struct text why = member(w, "Crawls.0.ErrorMessage");
    err_set(&w->i->err, ERR_INVALID, "the run ended as %.*s%s%.*s", TEXT_ARG(state),
            why.n ? ": " : "", TEXT_ARG(why));
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
