/* SPDX-License-Identifier: Apache-2.0 */
#include "store/search_keys.h"

#define WALK(key, way) "SELECT id FROM search_keys ORDER BY " key way ", id" way
#define WALK_AFTER(key, beyond, way)                                                               \
    "SELECT id FROM search_keys WHERE (" key ", id) " beyond " (?1, ?2) ORDER BY " key way         \
    ", id" way
#define DOWN " DESC"

enum {
    KEYS_UPDATE,
    KEYS_REMOVE,
    KEYS_ALL,
    KEYS_ALL_DOWN,
    KEYS_UPDATED,
    BY_NAME,
    BY_NAME_AFTER,
    BY_NAME_DOWN,
    BY_NAME_DOWN_AFTER,
    BY_TYPE,
    BY_TYPE_AFTER,
    BY_TYPE_DOWN,
    BY_TYPE_DOWN_AFTER,
    BY_UPDATE,
    BY_UPDATE_AFTER,
    BY_UPDATE_DOWN,
    BY_UPDATE_DOWN_AFTER,
    DATABASES,
    DATABASES_AFTER,
    DATABASES_DOWN,
    DATABASES_DOWN_AFTER,
    TABLES,
    TABLES_AFTER,
    TABLES_DOWN,
    TABLES_DOWN_AFTER
};
static const char *const texts[] = {
    [KEYS_UPDATE] = "INSERT INTO search_keys (id, database_id, name, table_type, created_ms, "
                    "updated_ms) SELECT id, database_id, name, coalesce(table_type, ''), "
                    "created_ms, updated_ms FROM tables WHERE id = ?1 ON CONFLICT (id) DO UPDATE "
                    "SET table_type = excluded.table_type, updated_ms = excluded.updated_ms",
    [KEYS_REMOVE] = "DELETE FROM search_keys WHERE id = ?1",
    [KEYS_ALL] = "SELECT id FROM search_keys WHERE id > ?1 ORDER BY id",
    [KEYS_ALL_DOWN] = "SELECT id FROM search_keys WHERE id < ?1 ORDER BY id DESC",
    [KEYS_UPDATED] = "SELECT id FROM search_keys WHERE updated_ms BETWEEN ?1 AND ?2 LIMIT ?3",
    [BY_NAME] = WALK("name", ""),
    [BY_NAME_AFTER] = WALK_AFTER("name", ">", ""),
    [BY_NAME_DOWN] = WALK("name", DOWN),
    [BY_NAME_DOWN_AFTER] = WALK_AFTER("name", "<", DOWN),
    [BY_TYPE] = WALK("table_type", ""),
    [BY_TYPE_AFTER] = WALK_AFTER("table_type", ">", ""),
    [BY_TYPE_DOWN] = WALK("table_type", DOWN),
    [BY_TYPE_DOWN_AFTER] = WALK_AFTER("table_type", "<", DOWN),
    [BY_UPDATE] = WALK("updated_ms", ""),
    [BY_UPDATE_AFTER] = WALK_AFTER("updated_ms", ">", ""),
    [BY_UPDATE_DOWN] = WALK("updated_ms", DOWN),
    [BY_UPDATE_DOWN_AFTER] = WALK_AFTER("updated_ms", "<", DOWN),
    [DATABASES] = "SELECT id, name FROM databases WHERE catalog_id = ?1 ORDER BY name",
    [DATABASES_AFTER] =
        "SELECT id, name FROM databases WHERE catalog_id = ?1 AND name >= ?2 ORDER BY name",
    [DATABASES_DOWN] = "SELECT id, name FROM databases WHERE catalog_id = ?1 ORDER BY name DESC",
    [DATABASES_DOWN_AFTER] =
        "SELECT id, name FROM databases WHERE catalog_id = ?1 AND name <= ?2 ORDER BY name DESC",
    [TABLES] = "SELECT id FROM tables WHERE database_id = ?1 ORDER BY name",
    [TABLES_AFTER] = "SELECT id FROM tables WHERE database_id = ?1 AND name > ?2 ORDER BY name",
    [TABLES_DOWN] = "SELECT id FROM tables WHERE database_id = ?1 ORDER BY name DESC",
    [TABLES_DOWN_AFTER] =
        "SELECT id FROM tables WHERE database_id = ?1 AND name < ?2 ORDER BY name DESC",
};
const struct statements search_keys_statements = {texts, COUNT(texts)};

/* The four statements of an order: from the beginning, after a place, and both the other way. */
static size_t statement_of(size_t first, bool descending, bool has_after)
{
    return first + (descending ? 2 : 0) + (has_after ? 1 : 0);
}

bool search_span_is_any(const struct search_span *span)
{
    return span->first_ms == INT64_MIN && span->last_ms == INT64_MAX;
}

static int run_with_id(struct tx *tx, size_t statement, int64_t table_id)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_SEARCH_KEYS, statement);
    query_put_int(&q, table_id);
    return query_run(&q, NULL);
}

int search_keys_update(struct tx *tx, int64_t table_id)
{
    return run_with_id(tx, KEYS_UPDATE, table_id);
}

int search_keys_remove(struct tx *tx, int64_t table_id)
{
    return run_with_id(tx, KEYS_REMOVE, table_id);
}

void search_keys_begin(struct query *q, struct tx *tx, int64_t after, bool descending)
{
    query_begin(q, tx, STATEMENTS_SEARCH_KEYS, descending ? KEYS_ALL_DOWN : KEYS_ALL);
    query_put_int(q, after);
}

int search_keys_updated(struct tx *tx, const struct search_span *span, size_t most,
                        struct search_ids *out)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_SEARCH_KEYS, KEYS_UPDATED);
    query_put_int(&q, span->first_ms);
    query_put_int(&q, span->last_ms);
    query_put_int(&q, (int64_t)most + 1);
    while (query_step(&q))
        search_ids_add(out, query_int(&q));
    search_ids_sort(out);
    return query_end(&q) != 0 ? -1 : out->count <= most;
}

static int take_all(struct query *q, const struct search_walk *walk)
{
    int result = 0;
    while (result == 0 && query_step(q))
        result = walk->take(walk->context, query_int(q));
    return query_end(q) != 0 ? -1 : result;
}

static int walk_keys(struct tx *tx, const struct search_walk *walk, size_t first)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_SEARCH_KEYS,
                statement_of(first, walk->descending, walk->after != NULL));
    if (walk->after && walk->sort == SEARCH_SORT_UPDATED)
        query_put_int(&q, walk->after->number);
    else if (walk->after)
        query_put_text(&q, walk->after->text);
    if (walk->after)
        query_put_int(&q, walk->after->id);
    return take_all(&q, walk);
}

static int walk_database(struct tx *tx, const struct search_walk *walk, int64_t database_id,
                         struct text after)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_SEARCH_KEYS,
                statement_of(TABLES, walk->descending, after.p != NULL));
    query_put_int(&q, database_id);
    if (after.p)
        query_put_text(&q, after);
    return take_all(&q, walk);
}

static int walk_databases(struct tx *tx, const struct search_walk *walk)
{
    struct text rest = walk->after ? walk->after->text : (struct text){NULL, 0};
    struct text database = rest.p ? text_split(&rest, SEARCH_BETWEEN_NAMES) : rest;
    struct query q;
    int result = 0;
    query_begin(&q, tx, STATEMENTS_SEARCH_KEYS,
                statement_of(DATABASES, walk->descending, walk->after != NULL));
    query_put_int(&q, walk->catalog_id);
    if (walk->after)
        query_put_text(&q, database);
    while (result == 0 && query_step(&q)) {
        int64_t id = query_int(&q);
        bool is_same = walk->after && text_equal(query_text(&q), database);
        result = walk_database(tx, walk, id, is_same ? rest : (struct text){NULL, 0});
    }
    return query_end(&q) != 0 ? -1 : result;
}

int search_keys_walk(struct tx *tx, const struct search_walk *walk)
{
    int result = 0;
    switch (walk->sort) {
    case SEARCH_SORT_CREATED:
        break;
    case SEARCH_SORT_NAME:
        result = walk_keys(tx, walk, BY_NAME);
        break;
    case SEARCH_SORT_DATABASE:
        result = walk_databases(tx, walk);
        break;
    case SEARCH_SORT_TYPE:
        result = walk_keys(tx, walk, BY_TYPE);
        break;
    case SEARCH_SORT_UPDATED:
        result = walk_keys(tx, walk, BY_UPDATE);
        break;
    }
    return result < 0 ? -1 : 0;
}
