/* SPDX-License-Identifier: Apache-2.0 */
#include "lake/walk.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/memory.h"

enum { LISTINGS_AT_ONCE = 64, STEP_MS = 200 };

static int check_going_on(int64_t deadline_us, const atomic_bool *is_stopping, struct err *err)
{
    if (is_stopping && atomic_load(is_stopping))
        return err_set(err, ERR_UNAVAILABLE, "The server is stopping.");
    return clock_monotonic_us() < deadline_us
               ? 0
               : err_set(err, ERR_TIMEOUT, "The listing took longer than its deadline.");
}

/* --- walking ------------------------------------------------------------------------------ */

/* A folder that waits for its listing, or is being listed. */
struct listing {
    struct walker *walker;
    struct listing *next;
    size_t depth, path_n;
    char path[]; /* below the root, ending in '/' */
};

struct walker {
    struct lake *lake;
    const struct lake_walk *walk;
    struct listing *waiting; /* a stack: depth first needs the least memory */
    size_t in_flight, folders;
    struct buf path;
    struct err *err;
};

static void push(struct walker *w, struct text path, size_t depth)
{
    struct listing *l = memory_new(sizeof *l + path.n + 1);
    l->walker = w;
    l->depth = depth;
    l->path_n = path.n;
    if (path.n)
        memcpy(l->path, path.p, path.n);
    l->next = w->waiting;
    w->waiting = l;
}

static struct text path_of(const struct listing *l)
{
    return (struct text){l->path, l->path_n};
}

static int take_folder(struct walker *w, const struct listing *l, struct text name)
{
    const struct lake_walk *walk = w->walk;
    if (name.n == 0) /* "a//b" of S3: no path has such a part */
        return 0;
    if (++w->folders > walk->folders_max)
        return err_set(w->err, ERR_LIMIT, "There are more than %zu folders.", walk->folders_max);
    buf_clear(&w->path);
    buf_put(&w->path, path_of(l));
    buf_put(&w->path, name);
    buf_put_char(&w->path, '/');
    if (walk->on_folder(walk->context, buf_text(&w->path), l->depth + 1, w->err))
        push(w, buf_text(&w->path), l->depth + 1);
    return w->err->code ? -1 : 0;
}

static int take_page(struct walker *w, const struct listing *l, const struct lake_page *page)
{
    for (size_t i = 0; i < page->folder_count; i++)
        if (take_folder(w, l, page->folders[i].name) != 0)
            return -1;
    if ((page->unreadable || page->unfollowed) && w->walk->on_unreadable)
        w->walk->on_unreadable(w->walk->context, path_of(l));
    return 0;
}

static bool on_page(void *context, const struct lake_page *page, struct err *e)
{
    struct listing *l = context;
    struct walker *w = l->walker;
    if (!page && (e->code != ERR_NOT_FOUND || l->depth == 0))
        err_set(w->err, e->code, "%.*s", TEXT_ARG(err_text(e)));
    else if (page && take_page(w, l, page) == 0 && !page->last)
        return true;
    w->in_flight--;
    free(l);
    return false;
}

static void begin(struct walker *w)
{
    struct listing *l = w->waiting;
    w->waiting = l->next;
    w->in_flight++;
    buf_clear(&w->path);
    buf_put(&w->path, w->walk->root.key);
    buf_put(&w->path, path_of(l));
    struct location where = location_with_key(&w->walk->root, buf_text(&w->path));
    lake_list(w->lake, &where, on_page, l);
}

int lake_walk(struct lake *lake, const struct lake_walk *walk, struct err *err)
{
    struct walker w = {.lake = lake, .walk = walk, .err = err};
    buf_init(&w.path, LIMIT_DOCUMENT_BYTES);
    push(&w, TEXT(""), 0);
    while (!err->code && (w.waiting || w.in_flight)) {
        while (w.waiting && w.in_flight < LISTINGS_AT_ONCE)
            begin(&w);
        lake_step(lake, STEP_MS);
        if (check_going_on(walk->deadline_us, walk->is_stopping, err) != 0)
            break;
    }
    lake_cancel(lake);
    while (w.waiting) {
        struct listing *l = w.waiting;
        w.waiting = l->next;
        free(l);
    }
    buf_release(&w.path);
    return err->code ? -1 : 0;
}

/* --- probing ------------------------------------------------------------------------------ */

struct prober {
    size_t in_flight;
    struct err *err;
};

struct listed {
    struct prober *prober;
    bool *there, is_file;
};

static bool on_probe_page(void *context, const struct lake_page *page, struct err *e)
{
    struct listed *l = context;
    if (!page && e->code != ERR_NOT_FOUND)
        err_set(l->prober->err, e->code, "%.*s", TEXT_ARG(err_text(e)));
    if (page && (l->is_file || page->folder_count || page->object_count || page->unreadable))
        *l->there = true;
    if (page && !*l->there && !page->last)
        return true;
    l->prober->in_flight--;
    free(l);
    return false;
}

static void ask(struct prober *p, struct lake *lake, const struct location *folder, bool *there)
{
    struct listed *l = memory_new(sizeof *l);
    *l = (struct listed){p, there, folder->kind == LOCATION_FILE};
    *there = false;
    p->in_flight++;
    lake_list(lake, folder, on_probe_page, l);
}

int lake_probe(struct lake *lake, const struct lake_probe *probe, struct err *err)
{
    struct prober p = {.err = err};
    for (size_t at = 0; !err->code && (at < probe->count || p.in_flight);) {
        for (; at < probe->count && p.in_flight < LISTINGS_AT_ONCE; at++)
            ask(&p, lake, &probe->folders[at], &probe->there[at]);
        lake_step(lake, STEP_MS);
        if (check_going_on(probe->deadline_us, probe->is_stopping, err) != 0)
            break;
    }
    lake_cancel(lake);
    return err->code ? -1 : 0;
}
