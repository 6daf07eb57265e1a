/* SPDX-License-Identifier: Apache-2.0
 * Looks into the samples of each folder, many at once, and puts what they show together. */
#include <stdlib.h>

#include "base/limits.h"
#include "base/memory.h"
#include "crawler/crawl.h"
#include "crawler/format.h"
#include "crawler/variant.h"

enum {
    LOOKS_AT_ONCE = 16, /* each may hold some 10 MiB of a file, and what it inflates to */
    ROUNDS_MAX = 64,
    STEP_MS = 200,
    LOOK_ARENA_BYTES = 256 << 20,
    RESULT_ARENA_BYTES = 64 << 20
};

struct looker {
    struct crawl *crawl;
    struct plan_target *target;
    struct location location; /* of the target */
    struct folder *folder;    /* whose samples are begun next */
    size_t sample;
    struct batch *batch; /* of that folder */
    size_t in_flight;
};

/* What a sample showed: a schema, or why there is none. */
struct result {
    struct arena arena;
    struct schema *schema;
    struct text reason;
    bool unread; /* it could not be read: it may hold what others do not */
};

/* A folder whose samples are looked at. */
struct batch {
    struct looker *looker;
    struct folder *folder;
    struct result *results; /* one per sample */
    size_t left;
};

struct look {
    struct batch *batch;
    size_t index;
    struct buf head, tail;
    struct arena arena;
    size_t round;
    bool wants_tail;
};

/* --- a folder is done --------------------------------------------------------------------- */

static void close_batch(struct batch *b)
{
    struct plan_target *target = b->looker->target;
    struct tree *t = &target->tree;
    for (size_t i = 0; i < b->folder->samples_n; i++) {
        struct result *r = &b->results[i];
        if (r->schema)
            variant_add(t, b->folder, b->folder->samples[i].name, r->schema);
        else
            folder_skip(t, b->folder, b->folder->samples[i].name, r->reason);
        target->is_partial |= r->unread;
        arena_release(&r->arena);
    }
    variants_close(b->folder);
    free(b->results);
    free(b);
}

static void end_look(struct look *l)
{
    struct batch *b = l->batch;
    buf_release(&l->head);
    buf_release(&l->tail);
    arena_release(&l->arena);
    free(l);
    b->looker->in_flight--;
    if (--b->left == 0)
        close_batch(b);
}

static void end_with_reason(struct look *l, struct text reason, bool unread)
{
    struct result *r = &l->batch->results[l->index];
    r->reason = arena_copy(&r->arena, reason);
    r->unread = unread;
    end_look(l);
}

static void end_with_schema(struct look *l, const struct schema *s)
{
    struct result *r = &l->batch->results[l->index];
    r->schema = schema_copy(s, &r->arena);
    end_look(l);
}

/* --- reading ------------------------------------------------------------------------------ */

static void go_on(struct look *l);

static void on_content(void *context, const struct lake_content *content, struct err *e)
{
    struct look *l = context;
    if (!content) {
        struct text reason =
            e->code == ERR_CONCURRENT
                ? TEXT("it changed while the crawl looked at it")
                : arena_printf(&l->arena, "it could not be read: %.*s", TEXT_ARG(err_text(e)));
        end_with_reason(l, reason, true);
        return;
    }
    struct buf *to = l->wants_tail ? &l->tail : &l->head;
    size_t before = l->wants_tail ? 0 : to->n;
    if (l->wants_tail)
        buf_clear(to);
    buf_put(to, content->bytes);
    if (to->n <= before || buf_over(to))
        end_with_reason(l, TEXT("it is shorter than it was listed"), true);
    else
        go_on(l);
}

static void read_more(struct look *l, const struct finding *f)
{
    const struct looker *looker = l->batch->looker;
    const struct sample_file *file = &l->batch->folder->samples[l->index];
    struct text key = arena_printf(&l->arena, "%.*s%.*s%.*s", TEXT_ARG(looker->location.key),
                                   TEXT_ARG(l->batch->folder->path), TEXT_ARG(file->name));
    struct lake_read read = {.object = location_with_key(&looker->location, key),
                             .etag = file->etag};
    l->wants_tail = f->head_bytes <= l->head.n;
    if (l->wants_tail) {
        read.from_end = true;
        read.bytes = (size_t)f->tail_bytes;
    } else {
        read.offset = l->head.n;
        read.bytes = (size_t)f->head_bytes - l->head.n;
    }
    if (read.bytes == 0 || read.bytes > LIMIT_LAKE_READ_BYTES)
        end_with_reason(l, TEXT("more of it would have to be read than a crawl reads"), false);
    else
        lake_read(looker->crawl->lake, &read, on_content, l);
}

static void go_on(struct look *l)
{
    const struct sample_file *file = &l->batch->folder->samples[l->index];
    const struct sample s = {.name = file->name,
                             .file_bytes = file->bytes,
                             .head = buf_text(&l->head),
                             .tail = buf_text(&l->tail)};
    struct finding f = {0};
    arena_release(&l->arena);
    format_examine(&s, &l->arena, &f);
    if (f.kind == FINDING_SCHEMA)
        end_with_schema(l, f.schema);
    else if (f.kind == FINDING_REFUSED)
        end_with_reason(l, f.reason, false);
    else if (++l->round > ROUNDS_MAX)
        end_with_reason(l, TEXT("it could not be understood with what a crawl reads of it"), false);
    else
        read_more(l, &f);
}

/* --- driving ------------------------------------------------------------------------------ */

static int by_name(const void *a, const void *b)
{
    const struct sample_file *l = a, *r = b;
    return text_compare(l->name, r->name);
}

static struct batch *open_batch(struct looker *l, struct folder *f)
{
    struct batch *b = memory_new(sizeof *b);
    qsort(f->samples, f->samples_n, sizeof f->samples[0], by_name);
    *b = (struct batch){l, f, memory_new(f->samples_n * sizeof b->results[0]), f->samples_n};
    for (size_t i = 0; i < f->samples_n; i++)
        arena_init(&b->results[i].arena, RESULT_ARENA_BYTES, NULL);
    return b;
}

static void begin_look(struct looker *l)
{
    struct look *look = memory_new(sizeof *look);
    look->batch = l->batch;
    look->index = l->sample++;
    buf_init(&look->head, LIMIT_LAKE_READ_BYTES);
    buf_init(&look->tail, LIMIT_LAKE_READ_BYTES);
    arena_init(&look->arena, LOOK_ARENA_BYTES, NULL);
    l->in_flight++;
    go_on(look);
}

/* Begins the next sample of this folder or of one behind it. False when there is none. */
static bool begin_next(struct looker *l)
{
    while (l->folder && (l->folder->is_old || l->sample >= l->folder->samples_n)) {
        l->folder = folder_next(l->folder);
        l->sample = 0;
    }
    if (!l->folder)
        return false;
    if (l->sample == 0)
        l->batch = open_batch(l, l->folder);
    begin_look(l);
    return true;
}

/* Samples that were not begun when the run ended. */
static void drop_rest(struct looker *l)
{
    if (!l->folder || l->sample == 0 || l->sample >= l->folder->samples_n)
        return;
    struct batch *b = l->batch;
    for (; l->sample < l->folder->samples_n; l->sample++)
        b->left--;
    if (b->left == 0)
        close_batch(b);
}

static void run_looker(struct looker *l)
{
    bool more = true;
    while (more || l->in_flight) {
        while (more && l->in_flight < LOOKS_AT_ONCE)
            more = begin_next(l);
        if (l->in_flight)
            lake_step(l->crawl->lake, STEP_MS);
        if (!crawl_goes_on(l->crawl)) {
            drop_rest(l);
            lake_cancel(l->crawl->lake);
            return;
        }
    }
}

int crawl_look(struct crawl *c, struct err *err)
{
    for (struct plan_target *t = c->plan.targets; t; t = t->next) {
        struct looker l = {.crawl = c, .target = t, .folder = t->tree.root};
        if (location_decode(&l.location, t->location, err) != 0)
            return -1;
        run_looker(&l);
        if (arena_over(&c->arena))
            return err_set(err, ERR_LIMIT, "The crawl needs more than %d MiB of memory.",
                           LIMIT_CRAWL_ARENA_MIB);
    }
    return 0;
}
