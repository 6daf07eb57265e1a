/* SPDX-License-Identifier: Apache-2.0
 * What the catalog knows, told to the plan. */
#include <stdlib.h>

#include "base/buf.h"
#include "base/json_read.h"
#include "base/limits.h"
#include "base/memory.h"
#include "crawler/crawl.h"
#include "store/partition.h"

enum { TABLES_PER_PAGE = 100 };

/* --- tables ------------------------------------------------------------------------------- */

struct reading {
    struct crawl *crawl;
    struct page page;
    struct buf tables;
    bool missing; /* the database does not exist */
};

static int read_page(struct tx *tx, void *context)
{
    struct reading *r = context;
    const struct database_name name = {r->crawl->catalog, r->crawl->database};
    const struct table_filter all = {.matches = NULL};
    if (table_list(tx, &name, &all, &r->page, &r->tables) == 0)
        return 0;
    r->missing = tx->err->code == ERR_NOT_FOUND;
    if (r->missing)
        err_clear(tx->err);
    return r->missing ? 0 : -1;
}

static int know_page(struct crawl *c, struct text tables, struct err *err)
{
    struct arena scratch;
    struct json_reader r;
    struct text object;
    int more = -1;
    arena_init(&scratch, LIMIT_REPLY_BYTES, NULL);
    if (json_reader_init(&r, tables, &scratch, err) == 0 && json_enter_array(&r) == 0) {
        while ((more = json_next_element(&r)) == 1) {
            if (json_skip(&r, &object) != 0 || plan_know(&c->plan, object, err) != 0) {
                more = -1;
                break;
            }
        }
    }
    arena_release(&scratch);
    return more;
}

int crawl_know_tables(struct crawl *c, struct err *err)
{
    struct reading r = {.crawl = c};
    int result = 0;
    buf_init(&r.tables, LIMIT_REPLY_BYTES);
    do {
        buf_clear(&r.tables);
        buf_put_char(&r.tables, '[');
        r.page = (struct page){.after = r.page.next, .limit = TABLES_PER_PAGE, .arena = &c->arena};
        result = store_read(c->env->store, read_page, &r, err);
        buf_put_char(&r.tables, ']');
        if (result == 0 && !r.missing)
            result = know_page(c, buf_text(&r.tables), err);
    } while (result == 0 && r.page.next.p && crawl_goes_on(c));
    buf_release(&r.tables);
    return result;
}

/* --- partitions --------------------------------------------------------------------------- */

struct walk {
    struct crawl *crawl;
    struct planned_table *table;
    struct text name;
    partition_visit *each;
    void *context;
};

static int walk_partitions(struct tx *tx, void *context)
{
    struct walk *w = context;
    struct arena scratch;
    struct partition_table t;
    const struct table_name name = {w->crawl->catalog, w->crawl->database, w->name};
    arena_init(&scratch, LIMIT_REQUEST_ARENA_BYTES, NULL);
    int result = partition_table_open(tx, &name, &scratch, &t);
    if (result == 0)
        result = partition_each(tx, &t, TEXT(""), w->each, w->context);
    arena_release(&scratch);
    return result;
}

static int know_partition(void *context, const struct partition_row *row)
{
    struct walk *w = context;
    plan_partition_known(&w->crawl->plan, w->table, row->vals, row->location, row->parameters);
    return 0;
}

int crawl_know_partitions(struct crawl *c, struct err *err)
{
    for (struct planned_table *t = c->plan.first; t && crawl_goes_on(c); t = t->next) {
        struct walk w = {.crawl = c, .table = t, .name = t->name, .each = know_partition};
        w.context = &w;
        if (t->known && t->known->keys_n &&
            store_read(c->env->store, walk_partitions, &w, err) != 0)
            return -1;
        plan_partitions_close(&c->plan, t);
    }
    return 0;
}

/* --- new folders only --------------------------------------------------------------------- */

/* Locations of tables without partition keys, and of partitions. */
struct locations {
    struct crawl *crawl;
    struct text *items;
    size_t n, room;
};

static void add_location(struct locations *l, struct text location)
{
    if (l->n == l->room) {
        l->room = l->room ? 2 * l->room : 256;
        l->items = memory_resize(l->items, l->room * sizeof l->items[0]);
    }
    l->items[l->n++] = plan_folder_location(location, &l->crawl->arena);
}

static int add_partition(void *context, const struct partition_row *row)
{
    if (row->location.n)
        add_location(context, row->location);
    return 0;
}

static int compare_texts(const void *a, const void *b)
{
    return text_compare(*(const struct text *)a, *(const struct text *)b);
}

static void mark_old(struct crawl *c, const struct locations *l)
{
    for (struct plan_target *t = c->plan.targets; t; t = t->next) {
        for (struct folder *f = t->tree.root; f; f = folder_next(f)) {
            struct arena scratch;
            arena_init(&scratch, LIMIT_DOCUMENT_BYTES, NULL);
            struct text location =
                arena_printf(&scratch, "%.*s%.*s", TEXT_ARG(t->location), TEXT_ARG(f->path));
            f->is_old = l->n && bsearch(&location, l->items, l->n, sizeof l->items[0],
                                        compare_texts) != NULL;
            arena_release(&scratch);
        }
    }
}

int crawl_know_folders(struct crawl *c, struct err *err)
{
    struct locations l = {.crawl = c};
    int result = 0;
    for (struct known_table *k = c->plan.known; k && result == 0; k = k->next) {
        struct walk w = {.crawl = c, .name = k->name, .each = add_partition, .context = &l};
        if (k->keys_n)
            result = store_read(c->env->store, walk_partitions, &w, err);
        else
            add_location(&l, k->location);
    }
    if (l.n)
        qsort(l.items, l.n, sizeof l.items[0], compare_texts);
    if (result == 0)
        mark_old(c, &l);
    free(l.items);
    return result;
}
