/* SPDX-License-Identifier: Apache-2.0
 * Lists the targets folder by folder, many at once, into their trees. */
#include <stdlib.h>

#include "base/limits.h"
#include "base/memory.h"
#include "crawler/crawl.h"

enum { LISTINGS_AT_ONCE = 64, STEP_MS = 200 };

struct lister {
    struct crawl *crawl;
    struct plan_target *target;
    struct location location; /* of the target */
    struct folder **waiting;  /* a stack: depth first needs the least memory */
    size_t waiting_n, waiting_room, in_flight;
    struct err err;
};

struct listing {
    struct lister *lister;
    struct folder *folder;
};

static void push(struct lister *l, struct folder *f)
{
    if (l->waiting_n == l->waiting_room) {
        l->waiting_room = l->waiting_room ? 2 * l->waiting_room : 64;
        l->waiting = memory_resize(l->waiting, l->waiting_room * sizeof l->waiting[0]);
    }
    l->waiting[l->waiting_n++] = f;
}

/* A folder below the target that cannot be listed is told; the target itself must be. */
static void fail_folder(struct lister *l, struct folder *f, const struct err *e)
{
    if (f == l->target->tree.root) {
        err_set(&l->err, e->code, "The target %.*s cannot be listed: %.*s",
                TEXT_ARG(text_cut(l->target->location, 256)), TEXT_ARG(err_text(e)));
        return;
    }
    f->problem = arena_copy(&l->crawl->arena, err_text(e));
    l->target->is_partial = true;
}

static int take_folders(struct lister *l, struct folder *f, const struct lake_page *page)
{
    for (size_t i = 0; i < page->folder_count; i++) {
        struct folder *child;
        if (tree_add_folder(&l->target->tree, f, page->folders[i].name, &child, &l->err) != 0)
            return -1;
        if (child)
            push(l, child);
    }
    return 0;
}

static void take_objects(struct lister *l, struct folder *f, const struct lake_page *page)
{
    struct tree *t = &l->target->tree;
    for (size_t i = 0; i < page->object_count; i++) {
        const struct lake_object *o = &page->objects[i];
        const struct listed_file file = {o->name, o->bytes, o->modified_ms, o->etag,
                                         o->storage_class};
        if (o->name.n) /* the folder's own marker is no file */
            tree_add_file(t, f, &file);
    }
    if (page->unreadable)
        folder_skip(t, f, TEXT("?"), TEXT("names here are not UTF-8"));
    if (page->unfollowed)
        folder_skip(t, f, TEXT("?"),
                    TEXT("links here lead to folders, out of the file root or to nothing"));
}

static int check_memory(struct lister *l)
{
    if (!arena_over(&l->crawl->arena))
        return 0;
    return err_set(&l->err, ERR_LIMIT,
                   "The crawl needs more than %d MiB of memory; crawl parts of the target with "
                   "crawlers of their own.",
                   LIMIT_CRAWL_ARENA_MIB);
}

static bool on_page(void *context, const struct lake_page *page, struct err *e)
{
    struct listing *listing = context;
    struct lister *l = listing->lister;
    bool more = page && !page->last;
    if (!page)
        fail_folder(l, listing->folder, e);
    else {
        take_objects(l, listing->folder, page);
        if (take_folders(l, listing->folder, page) != 0 || check_memory(l) != 0)
            more = false;
    }
    if (more)
        return true;
    l->in_flight--;
    free(listing);
    return false;
}

static void begin(struct lister *l, struct folder *f)
{
    struct arena scratch;
    struct listing *listing = memory_new(sizeof *listing);
    *listing = (struct listing){l, f};
    arena_init(&scratch, LIMIT_DOCUMENT_BYTES, NULL);
    struct text key =
        arena_printf(&scratch, "%.*s%.*s", TEXT_ARG(l->location.key), TEXT_ARG(f->path));
    struct location where = location_with_key(&l->location, key);
    l->in_flight++;
    lake_list(l->crawl->lake, &where, on_page, listing);
    arena_release(&scratch);
}

static void count(struct crawl *c)
{
    c->run.folders = c->run.files = 0;
    for (const struct plan_target *t = c->plan.targets; t; t = t->next) {
        c->run.folders += (int64_t)t->tree.folders;
        c->run.files += (int64_t)t->tree.files;
    }
}

static void run_lister(struct lister *l)
{
    struct crawl *c = l->crawl;
    push(l, l->target->tree.root);
    while (l->waiting_n || l->in_flight) {
        while (l->waiting_n && l->in_flight < LISTINGS_AT_ONCE)
            begin(l, l->waiting[--l->waiting_n]);
        lake_step(c->lake, STEP_MS);
        count(c);
        if (l->err.code || !crawl_goes_on(c)) {
            lake_cancel(c->lake);
            return;
        }
    }
}

/* --- targets that are a file -------------------------------------------------------------- */

struct file_search {
    struct lister *lister;
    struct location wanted; /* as the crawler names it, without the slash */
    bool found, done;
};

/* What begins with the wanted key: of all of that, the key itself comes first. A folder of the same
 * name is what the target means; an empty object beside it is its marker. */
static bool on_file_page(void *context, const struct lake_page *page, struct err *e)
{
    struct file_search *s = context;
    struct lister *l = s->lister;
    (void)e; /* what is wrong will be told when the folder is listed */
    s->done = true;
    for (size_t i = 0; page && i < page->folder_count; i++) {
        if (page->folders[i].key.n == s->wanted.key.n + 1)
            return false;
    }
    for (size_t i = 0; page && i < page->object_count && !s->found; i++) {
        const struct lake_object *o = &page->objects[i];
        const struct listed_file file = {location_name(o->key), o->bytes, o->modified_ms, o->etag,
                                         o->storage_class};
        s->found =
            text_equal(o->key, s->wanted.key) && (o->bytes > 0 || s->wanted.kind == LOCATION_FILE);
        if (s->found)
            plan_target_is_file(&l->crawl->plan, l->target, &file);
    }
    return false;
}

/* True where the target is one file, which is now all that its tree holds. */
static bool find_file(struct lister *l)
{
    struct crawl *c = l->crawl;
    struct file_search search = {.lister = l, .wanted = l->location};
    search.wanted.key.n -= search.wanted.key.n > 0;
    if (l->target->is_folder || search.wanted.key.n == 0)
        return false;
    lake_list(c->lake, &search.wanted, on_file_page, &search);
    while (!search.done && crawl_goes_on(c))
        lake_step(c->lake, STEP_MS);
    if (!search.done)
        lake_cancel(c->lake);
    return search.found;
}

static int list_target(struct crawl *c, struct plan_target *target, struct err *err)
{
    struct lister l = {.crawl = c, .target = target};
    if (location_decode(&l.location, target->location, err) != 0)
        return -1;
    if (find_file(&l))
        count(c);
    else
        run_lister(&l);
    free(l.waiting);
    tree_leave_foreign(&target->tree);
    if (l.err.code)
        return err_set(err, l.err.code, "%.*s", TEXT_ARG(err_text(&l.err)));
    return 0;
}

int crawl_list(struct crawl *c, struct err *err)
{
    for (struct plan_target *t = c->plan.targets; t; t = t->next) {
        if (list_target(c, t, err) != 0)
            return -1;
    }
    return 0;
}
