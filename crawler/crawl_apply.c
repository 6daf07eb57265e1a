/* SPDX-License-Identifier: Apache-2.0
 * Carries a plan out, in transactions on the background lane, through the same functions as every
 * other write: versions, changes and drift events come about by themselves.
 *
 * The partitions of a table that changes are rewritten before the table is: a crash in between
 * leaves the table as it was, so that the next run sees what is left to do. */
#include "base/buf.h"
#include "base/json_write.h"
#include "base/limits.h"
#include "catalog/shapes_partition.h"
#include "crawler/crawl.h"
#include "store/change.h"
#include "store/drift_event.h"
#include "store/partition.h"

enum { PARTITIONS_PER_WRITE = 100 };

static int write_catalog(struct crawl *c, store_body *body, void *context, struct err *err)
{
    return store_write(c->env->store, LANE_BACKGROUND, &c->origin, body, context, err);
}

/* Someone else made, changed or dropped what the plan is about. */
static int as_concurrent(struct err *err)
{
    if (err->code == ERR_EXISTS || err->code == ERR_NOT_FOUND)
        err->code = ERR_CONCURRENT;
    return -1;
}

/* --- the database ------------------------------------------------------------------------- */

static int make_database(struct tx *tx, void *context)
{
    struct crawl *c = context;
    const struct database_name name = {c->catalog, c->database};
    static const struct database_draft open_to_all = {
        .tail = TEXT_INIT("\"CreateTableDefaultPermissions\":[{\"Principal\":{"
                          "\"DataLakePrincipalIdentifier\":\"IAM_ALLOWED_PRINCIPALS\"},"
                          "\"Permissions\":[\"ALL\"]}]")};
    struct arena scratch;
    struct database found;
    arena_init(&scratch, LIMIT_DOCUMENT_BYTES, NULL);
    int result = database_find(tx, &name, &scratch, &found);
    if (result != 0 && tx->err->code == ERR_NOT_FOUND) {
        err_clear(tx->err);
        result = database_create(tx, &name, &open_to_all);
    }
    arena_release(&scratch);
    return result;
}

/* --- tables ------------------------------------------------------------------------------- */

struct table_write {
    struct crawl *crawl;
    struct planned_table *table;
    struct table_name name;
    struct table_draft draft;
};

static struct table_name name_of(const struct crawl *c, const struct planned_table *t)
{
    return (struct table_name){c->catalog, c->database, t->name};
}

static int create_table(struct tx *tx, void *context)
{
    struct table_write *w = context;
    return table_create(tx, &w->name, &w->draft, NULL);
}

static int update_table(struct tx *tx, void *context)
{
    struct table_write *w = context;
    struct table_update update = {.draft = &w->draft,
                                  .skip_archive = w->table->action == PLAN_REFRESH,
                                  .expected_version = w->table->known->version};
    return table_update(tx, &w->name, &update, NULL);
}

static int delete_table(struct tx *tx, void *context)
{
    struct table_write *w = context;
    return table_delete(tx, &w->name, NULL);
}

static int write_table(struct crawl *c, struct planned_table *t, store_body *body, struct err *err)
{
    struct table_write w = {.crawl = c, .table = t, .name = name_of(c, t)};
    struct arena scratch;
    arena_init(&scratch, LIMIT_REQUEST_ARENA_BYTES, NULL);
    int result = t->input ? table_draft_make(t->input, &scratch, &w.draft, err) : 0;
    if (result == 0 && write_catalog(c, body, &w, err) != 0)
        result = as_concurrent(err);
    arena_release(&scratch);
    return result;
}

/* --- findings ----------------------------------------------------------------------------- */

struct finding_write {
    struct crawl *crawl;
    struct planned_table *table;
    struct schema_diff diff;
};

static int write_finding(struct tx *tx, void *context)
{
    struct finding_write *w = context;
    struct arena scratch;
    struct table table;
    struct table_name name = name_of(w->crawl, w->table);
    arena_init(&scratch, LIMIT_REQUEST_ARENA_BYTES, NULL);
    int result = table_find(tx, &name, &scratch, &table);
    if (result == 0 && w->diff.is_drift) {
        const struct drift_event event = {.catalog_id = table.catalog_id,
                                          .database_id = table.database_id,
                                          .table_id = table.id,
                                          .catalog_name = table.catalog_name,
                                          .database_name = table.database_name,
                                          .table_name = table.name,
                                          .version_before = table.version,
                                          .version_after = CHANGE_NO_VERSION,
                                          .crawler = w->crawl->run.crawler_name,
                                          .diff = &w->diff};
        result = drift_finding_record(tx, &event, w->crawl->run.id, NULL);
    }
    if (result == 0 && w->table->saw_everything)
        result = drift_finding_close_missing(tx, w->crawl->run.crawler_name, table.id,
                                             w->crawl->run.id, NULL);
    arena_release(&scratch);
    return result;
}

/* Tells the difference that is not applied, and closes those that are over. The one place where a
 * crawl makes findings. */
static int record_finding(struct crawl *c, struct planned_table *t, struct err *err)
{
    struct finding_write w = {.crawl = c, .table = t};
    struct arena scratch;
    struct table_schema from, to;
    if (!t->known || (!t->finding_from && !t->saw_everything))
        return 0;
    arena_init(&scratch, LIMIT_REQUEST_ARENA_BYTES, NULL);
    if (t->finding_from) {
        schema_of_table_input(t->finding_from, &scratch, &from);
        schema_of_table_input(t->finding_to, &scratch, &to);
        schema_diff(&from, &to, &scratch, &w.diff);
    }
    int result = write_catalog(c, write_finding, &w, err);
    if (result != 0)
        result = as_concurrent(err);
    arena_release(&scratch);
    return result;
}

/* --- partitions --------------------------------------------------------------------------- */

struct chunk {
    struct crawl *crawl;
    struct planned_table *table;
    const struct planned_partition *items;
    struct value *values;           /* per item: the values as a list */
    struct partition_draft *drafts; /* of those that were found */
    size_t n;
    struct arena arena;
    struct err *err;
};

/* Changed partitions by kind, for the change log. */
struct logged {
    struct buf values;
    int64_t first, last;
};

static void note(struct logged *l, struct text vals, int64_t id)
{
    if (l->values.n)
        buf_put_char(&l->values, ',');
    buf_put(&l->values, vals);
    l->first = l->first ? l->first : id;
    l->last = id;
}

static int read_values(struct chunk *k, size_t i)
{
    struct json_reader r;
    struct value *items = ARENA_ARRAY(&k->arena, struct value, k->items[i].vals.n);
    size_t n = 0;
    int more = -1;
    if (json_reader_init(&r, k->items[i].vals, &k->arena, k->err) != 0 || json_enter_array(&r) != 0)
        return -1;
    while ((more = json_next_element(&r)) == 1) {
        struct text t;
        if (json_read_string(&r, &t) != 0)
            return -1;
        items[n++] = value_text(t);
    }
    k->values[i] = value_list(items, n);
    return more;
}

static int make_drafts(struct chunk *k)
{
    k->values = ARENA_ARRAY(&k->arena, struct value, k->n);
    k->drafts = ARENA_ARRAY(&k->arena, struct partition_draft, k->n);
    struct partition_drafting drafting = {.arena = &k->arena};
    for (size_t i = 0; i < k->n; i++) {
        if (read_values(k, i) != 0)
            return -1;
        if (!k->items[i].found)
            continue;
        const struct value *input = plan_partition_input(k->table, k->items[i].found, &k->arena);
        if (partition_draft_make(&drafting, input, NULL, &k->drafts[i], k->err) != 0)
            return -1;
    }
    return 0;
}

/* Reads a partition and writes it again with the note that its data is gone. */
static int deprecate(struct tx *tx, struct chunk *k, struct partition_table *t, size_t i,
                     int64_t *id)
{
    struct buf object;
    struct value *input;
    struct partition_draft draft;
    struct partition_drafting drafting = {.arena = t->arena};
    buf_init(&object, LIMIT_DOCUMENT_BYTES);
    int result = partition_get(tx, t, &k->values[i], NULL, &object);
    if (result == 0)
        result =
            shape_decode_text(&shape_partition_input, buf_text(&object), t->arena, &input, tx->err);
    if (result == 0)
        result = partition_draft_make(&drafting,
                                      document_partition_deprecated(input, tx->now_ms, t->arena),
                                      &k->values[i], &draft, tx->err);
    if (result == 0)
        result = partition_update(tx, t, &k->values[i], &draft, id);
    buf_release(&object);
    return result;
}

static int write_partition(struct tx *tx, struct chunk *k, struct partition_table *t, size_t i,
                           int64_t *id)
{
    switch (k->items[i].action) {
    case PARTITION_CREATE:
        return partition_create(tx, t, &k->drafts[i], id);
    case PARTITION_UPDATE:
        return partition_update(tx, t, &k->values[i], &k->drafts[i], id);
    case PARTITION_DEPRECATE:
        return deprecate(tx, k, t, i, id);
    case PARTITION_DELETE:
        return partition_delete(tx, t, &k->values[i], id);
    }
    return -1;
}

static int log_chunk(struct tx *tx, const struct partition_table *t, struct logged logged[3])
{
    static const enum change_kind kinds[] = {CHANGE_PARTITIONS_CREATED, CHANGE_PARTITIONS_UPDATED,
                                             CHANGE_PARTITIONS_DELETED};
    for (size_t i = 0; i < COUNT(kinds); i++) {
        const struct partition_changes changes = {buf_text(&logged[i].values), logged[i].first,
                                                  logged[i].last};
        if (partition_log(tx, t, kinds[i], &changes) != 0)
            return -1;
    }
    return 0;
}

static int write_chunk(struct tx *tx, void *context)
{
    static const int logs[] = {[PARTITION_CREATE] = 0,
                               [PARTITION_UPDATE] = 1,
                               [PARTITION_DEPRECATE] = 1,
                               [PARTITION_DELETE] = 2};
    struct chunk *k = context;
    struct arena scratch;
    struct partition_table t;
    struct logged logged[3] = {{.first = 0}};
    const struct table_name name = name_of(k->crawl, k->table);
    arena_init(&scratch, LIMIT_REQUEST_ARENA_BYTES, NULL);
    for (size_t i = 0; i < COUNT(logged); i++)
        buf_init(&logged[i].values, LIMIT_DOCUMENT_BYTES);
    int result = partition_table_open(tx, &name, &scratch, &t);
    for (size_t i = 0; i < k->n; i++)
        t.expected += k->items[i].action == PARTITION_CREATE;
    for (size_t i = 0; i < k->n && result == 0; i++) {
        int64_t id = 0;
        result = write_partition(tx, k, &t, i, &id);
        note(&logged[logs[k->items[i].action]], k->items[i].vals, id);
    }
    if (result == 0)
        result = log_chunk(tx, &t, logged);
    for (size_t i = 0; i < COUNT(logged); i++)
        buf_release(&logged[i].values);
    arena_release(&scratch);
    return result;
}

static int apply_partitions(struct crawl *c, struct planned_table *t, struct err *err)
{
    int result = 0;
    for (size_t at = 0; at < t->partitions_n && result == 0; at += PARTITIONS_PER_WRITE) {
        struct chunk k = {.crawl = c, .table = t, .items = t->partitions + at, .err = err};
        k.n = t->partitions_n - at < PARTITIONS_PER_WRITE ? t->partitions_n - at
                                                          : PARTITIONS_PER_WRITE;
        if (!crawl_goes_on(c))
            return 0;
        arena_init(&k.arena, LIMIT_REQUEST_ARENA_BYTES, NULL);
        result = make_drafts(&k);
        if (result == 0 && write_catalog(c, write_chunk, &k, err) != 0)
            result = as_concurrent(err);
        arena_release(&k.arena);
    }
    return result;
}

/* --- everything --------------------------------------------------------------------------- */

static int apply_table(struct crawl *c, struct planned_table *t, struct err *err)
{
    switch (t->action) {
    case PLAN_LEAVE:
        return 0;
    case PLAN_DELETE:
        return write_table(c, t, delete_table, err);
    case PLAN_CREATE:
        if (write_table(c, t, create_table, err) != 0)
            return -1;
        return apply_partitions(c, t, err);
    case PLAN_UPDATE:
    case PLAN_REFRESH:
    case PLAN_DEPRECATE:
        if (apply_partitions(c, t, err) != 0)
            return -1;
        if (!crawl_goes_on(c))
            return 0;
        if (write_table(c, t, update_table, err) != 0)
            return -1;
        return record_finding(c, t, err);
    case PLAN_KEEP:
    case PLAN_LOG:
        if (apply_partitions(c, t, err) != 0)
            return -1;
        return record_finding(c, t, err);
    }
    return 0;
}

int crawl_apply(struct crawl *c, struct err *err)
{
    if (c->plan.first && write_catalog(c, make_database, c, err) != 0)
        return -1;
    for (struct planned_table *t = c->plan.first; t && crawl_goes_on(c); t = t->next) {
        if (apply_table(c, t, err) != 0)
            return err_wrap(err, "Table %.*s", TEXT_ARG(t->name));
    }
    return 0;
}
