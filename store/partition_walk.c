/* SPDX-License-Identifier: Apache-2.0 */
#include "store/partition_walk.h"

#include "base/limits.h"
#include "store/partition_inside.h"

/* A seek costs about as much as so many steps. */
enum { STEPS_BEFORE_SEEK = 12 };

static void open_at(struct partition_walk *w, struct text from)
{
    bool indexed = w->index_no != 0;
    buf_clear(&w->position);
    buf_put(&w->position, from);
    query_begin(&w->q, w->tx, STATEMENTS_PARTITION,
                indexed ? PARTITION_INDEX_WALK : PARTITION_WALK);
    query_put_int(&w->q, indexed ? w->index_no : w->table_id);
    query_put_blob(&w->q, buf_text(&w->position));
    w->is_open = true;
}

static void close_walk(struct partition_walk *w)
{
    if (w->is_open && query_end(&w->q) != 0)
        w->failed = true;
    w->is_open = false;
}

void partition_walk_begin(struct partition_walk *w, struct text from)
{
    buf_init(&w->position, LIMIT_DOCUMENT_BYTES);
    buf_init(&w->target, LIMIT_DOCUMENT_BYTES);
    enum expression_place place =
        w->filter ? expression_seek(w->filter, from, &w->target) : EXPRESSION_HERE;
    if (place == EXPRESSION_HERE)
        open_at(w, from);
    else if (place == EXPRESSION_ON)
        open_at(w, buf_text(&w->target));
    buf_clear(&w->target);
}

/* Goes to the target: by steps as long as it may be near. False: it was opened anew there. */
static bool step_on(struct partition_walk *w, struct text key, int *steps)
{
    if (w->target.n == 0 || text_compare(key, buf_text(&w->target)) >= 0) {
        buf_clear(&w->target);
        *steps = 0;
        return true;
    }
    if (++*steps < STEPS_BEFORE_SEEK)
        return false;
    *steps = 0;
    close_walk(w);
    if (!w->failed)
        open_at(w, buf_text(&w->target));
    return false;
}

bool partition_walk_next(struct partition_walk *w, struct text *key, int64_t *id)
{
    int steps = 0;
    while (w->is_open && query_step(&w->q)) {
        *key = query_text(&w->q);
        *id = query_int(&w->q);
        if (!w->filter)
            return true;
        if (!step_on(w, *key, &steps))
            continue;
        enum expression_place place = expression_seek(w->filter, *key, &w->target);
        if (place == EXPRESSION_NOWHERE)
            break;
        if (place == EXPRESSION_ON)
            continue;
        int matches = expression_matches(w->filter, *key, w->tx->err);
        if (matches > 0)
            return true;
        if (matches < 0) {
            w->failed = true;
            break;
        }
    }
    return false;
}

int partition_walk_end(struct partition_walk *w)
{
    close_walk(w);
    buf_release(&w->position);
    buf_release(&w->target);
    return w->failed ? -1 : 0;
}
