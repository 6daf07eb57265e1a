/* SPDX-License-Identifier: Apache-2.0 */
#include "store/table_as_of.h"

#include "base/json_write.h"
#include "base/limits.h"
#include "catalog/shapes_table.h"
#include "store/change.h"
#include "store/db.h"

enum { STATE_OF_DATABASE, STATE_OF_TABLE, NEXT_TABLE, BIRTH_OF_TABLE };
/* "kind <= 6" stands as in the index changes_by_name, which SQLite takes only then. */
static const char *const texts[] = {
    [STATE_OF_DATABASE] =
        "SELECT kind, database_id FROM changes WHERE kind <= 6 AND kind <= 3 AND catalog_id = ?1 "
        "AND database_name = ?2 AND object_name = ?2 AND time_ms <= ?3 "
        "ORDER BY time_ms DESC, seq DESC LIMIT 1",
    [STATE_OF_TABLE] =
        "SELECT kind, table_id, database_id, version_after, time_ms, after_tail FROM changes "
        "WHERE kind <= 6 AND kind >= 4 AND catalog_id = ?1 AND database_name = ?2 "
        "AND object_name = ?3 AND time_ms <= ?4 ORDER BY time_ms DESC, seq DESC LIMIT 1",
    [NEXT_TABLE] = "SELECT object_name FROM changes WHERE kind <= 6 AND kind >= 4 AND "
                   "catalog_id = ?1 AND database_name = ?2 AND object_name > ?3 "
                   "ORDER BY object_name LIMIT 1",
    [BIRTH_OF_TABLE] = "SELECT time_ms, actor FROM changes WHERE table_id = ?1 ORDER BY seq "
                       "LIMIT 1",
};
const struct statements table_as_of_statements = {texts, COUNT(texts)};

/* A database at a moment. */
struct moment {
    struct tx *tx;
    int64_t catalog_id, database_id, at_ms;
    struct text catalog, database;
};

static int find_database(struct tx *tx, const struct database_name *name, int64_t at_ms,
                         struct moment *out)
{
    struct query q;
    *out = (struct moment){.tx = tx,
                           .at_ms = at_ms,
                           .catalog = catalog_shown(tx->store, name->catalog),
                           .database = name->database};
    if (catalog_find(tx, name->catalog, &out->catalog_id) != 0)
        return -1;
    query_begin(&q, tx, STATEMENTS_TABLE_AS_OF, STATE_OF_DATABASE);
    query_put_int(&q, out->catalog_id);
    query_put_text(&q, name->database);
    query_put_int(&q, at_ms);
    if (query_step(&q) && query_int(&q) != CHANGE_DATABASE_DELETED)
        out->database_id = query_int(&q);
    if (query_end(&q) != 0)
        return -1;
    return out->database_id ? 0
                            : err_set(tx->err, ERR_NOT_FOUND, "Database %.*s not found.",
                                      TEXT_ARG(name->database));
}

/* When and by whom a table was made: its first change says so. */
static int find_birth(struct tx *tx, struct arena *arena, struct table *t)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_TABLE_AS_OF, BIRTH_OF_TABLE);
    query_put_int(&q, t->id);
    if (query_step(&q)) {
        t->created_ms = query_int(&q);
        t->created_by = arena_copy(arena, query_text(&q));
    }
    return query_end(&q);
}

/* 1: the table was there and `t` is filled; 0: it was not; -1: error. A table of a database that
 * was dropped has no last change of its own, so the database must be the one of that moment. */
static int find_table(const struct moment *m, struct text name, struct arena *arena,
                      struct table *t)
{
    struct query q;
    query_begin(&q, m->tx, STATEMENTS_TABLE_AS_OF, STATE_OF_TABLE);
    query_put_int(&q, m->catalog_id);
    query_put_text(&q, m->database);
    query_put_text(&q, name);
    query_put_int(&q, m->at_ms);
    *t = (struct table){.catalog_name = m->catalog, .database_name = m->database, .name = name};
    bool found = query_step(&q) && query_int(&q) != CHANGE_TABLE_DELETED;
    if (found) {
        t->id = query_int(&q);
        found = query_int(&q) == m->database_id;
        t->version = query_int(&q);
        t->updated_ms = query_int(&q);
        t->tail = arena_copy(arena, query_text(&q));
    }
    if (query_end(&q) != 0 || (found && find_birth(m->tx, arena, t) != 0))
        return -1;
    return found;
}

int table_get_as_of(struct tx *tx, const struct table_name *name, int64_t at_ms, struct buf *out)
{
    struct arena arena;
    struct moment m;
    struct table t;
    int found = -1;
    arena_init(&arena, LIMIT_DOCUMENT_BYTES, NULL);
    if (find_database(tx, &(struct database_name){name->catalog, name->database}, at_ms, &m) == 0)
        found = find_table(&m, name->table, &arena, &t);
    if (found == 0)
        err_set(tx->err, ERR_NOT_FOUND, "Table %.*s not found.", TEXT_ARG(name->table));
    if (found == 1)
        table_put(&t, t.tail, t.version, t.updated_ms, out);
    arena_release(&arena);
    return found == 1 ? 0 : -1;
}

static int table_type_of(const struct table *t, struct arena *arena, struct text *out,
                         struct err *err)
{
    struct value *input;
    if (table_tail_decode(t->tail, arena, &input, err) != 0)
        return -1;
    *out = input[TABLE_INPUT_TABLE_TYPE].text;
    return 0;
}

/* Appends the table if it was there and the filter wants it. */
static int list_one(const struct moment *m, struct text name, const struct table_filter *filter,
                    struct page *page, struct buf *out)
{
    struct arena arena;
    struct table t;
    struct text table_type;
    arena_init(&arena, LIMIT_REQUEST_ARENA_BYTES, NULL);
    int result = find_table(m, name, &arena, &t);
    if (result == 1 && table_type_of(&t, &arena, &table_type, m->tx->err) != 0)
        result = -1;
    if (result == 1)
        result = table_filter_shows(filter, m->tx, name);
    if (result == 1)
        result = table_filter_takes(filter, m->tx, t.tail);
    if (result == 1 && page_has_room(page)) {
        json_put_comma(out);
        table_filter_put(filter, &t, table_type, out);
        page_add(page, name, out);
    }
    arena_release(&arena);
    return result < 0 ? -1 : 0;
}

static int next_table(const struct moment *m, struct arena *arena, struct text *name)
{
    struct query q;
    query_begin(&q, m->tx, STATEMENTS_TABLE_AS_OF, NEXT_TABLE);
    query_put_int(&q, m->catalog_id);
    query_put_text(&q, m->database);
    query_put_text(&q, *name);
    *name = query_step(&q) ? arena_copy(arena, query_text(&q)) : (struct text){NULL, 0};
    return query_end(&q);
}

int table_list_as_of(struct tx *tx, const struct database_name *database,
                     const struct table_filter *filter, struct page *page, struct buf *out)
{
    struct moment m;
    struct text name = page->after.p ? page->after : TEXT("");
    if (find_database(tx, database, filter->at_ms, &m) != 0)
        return -1;
    while (!page->next.p) {
        if (next_table(&m, page->arena, &name) != 0)
            return -1;
        if (!name.p)
            break;
        if (list_one(&m, name, filter, page, out) != 0)
            return -1;
    }
    return 0;
}
