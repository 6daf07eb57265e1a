/* SPDX-License-Identifier: Apache-2.0 */
#include "store/purge.h"

#include "base/clock.h"
#include "base/limits.h"
#include "store/db.h"
#include "store/search_index.h"
#include "store/search_keys.h"
#include "store/tag.h"

/* Rows of one statement: a millisecond or two. */
enum { PURGE_CHUNK_ROWS = 500, PURGE_CHUNK_TABLES = 100 };

/* A transaction ends at the first of these: so long do others wait for it, and then for its commit.
 * What many small tables leave behind goes together. */
enum { PURGE_STEPS_MAX = 200, PURGE_ROWS_MAX = 4 * PURGE_CHUNK_ROWS, PURGE_US_MAX = 4000 };

enum {
    PURGE_INSERT,
    PURGE_FIRST,
    PURGE_DONE,
    PURGE_NAME,
    DATABASE_TABLES,
    DATABASE_TEXTS,
    FUNCTION_TAGS_DELETE,
    FUNCTIONS_DELETE,
    CONNECTION_TAGS_DELETE,
    CONNECTIONS_DELETE,
    CATALOG_DATABASES,
    CATALOG_CATALOGS,
    DATABASE_DELETE,
    CATALOG_DELETE,
    SETTINGS_DELETE,

    VERSIONS_DELETE,
    PARTITION_KEYS_DELETE,
    PARTITIONS_DELETE,
    DESCRIPTORS_DELETE,
    COLUMN_LISTS_DELETE,
    TABLE_DELETE,
    TAGS_DELETE,
    PARTITION_INDEXES_DELETE,
    TABLE_INDEX_KEYS_DELETE,
    TABLE_INDEX_FILLS_DELETE,
    INDEX_KEYS_DELETE,
    STATISTICS_DELETE,
    GENERATIONS_DELETE,
    WARNINGS_DELETE
};
/* Of a table's indexes one that has keys. */
#define FIRST_INDEX                                                                                \
    "SELECT i.number FROM partition_indexes i WHERE i.table_id = ?1 AND EXISTS "                   \
    "(SELECT 1 FROM partition_index_keys k WHERE k.index_no = i.number) LIMIT 1"

static const char *const texts[] = {
    [PURGE_INSERT] = "INSERT INTO purges (id, kind, object_id, name) VALUES (?1, ?2, ?3, ?4)",
    [PURGE_FIRST] = "SELECT id, kind, object_id FROM purges ORDER BY id LIMIT 1",
    [PURGE_NAME] = "SELECT name FROM purges WHERE kind = 1 AND object_id = ?1 ORDER BY id LIMIT 1",
    [PURGE_DONE] = "DELETE FROM purges WHERE id = ?1",
    [DATABASE_TABLES] = "SELECT id FROM tables WHERE database_id = ?1 ORDER BY name LIMIT ?2",
    [DATABASE_TEXTS] =
        "SELECT id, name, tail FROM tables WHERE database_id = ?1 ORDER BY name LIMIT ?2",
    [FUNCTION_TAGS_DELETE] =
        "DELETE FROM tags WHERE kind = 4 AND object_id IN "
        "(SELECT id FROM functions WHERE database_id = ?1 ORDER BY id LIMIT ?2)",
    [FUNCTIONS_DELETE] = "DELETE FROM functions WHERE id IN "
                         "(SELECT id FROM functions WHERE database_id = ?1 ORDER BY id LIMIT ?2)",
    [CONNECTION_TAGS_DELETE] =
        "DELETE FROM tags WHERE kind = 5 AND object_id IN "
        "(SELECT id FROM connections WHERE catalog_id = ?1 ORDER BY id LIMIT ?2)",
    [CONNECTIONS_DELETE] =
        "DELETE FROM connections WHERE id IN "
        "(SELECT id FROM connections WHERE catalog_id = ?1 ORDER BY id LIMIT ?2)",
    [CATALOG_DATABASES] = "SELECT id, name FROM databases WHERE catalog_id = ?1 LIMIT ?2",
    [CATALOG_CATALOGS] = "SELECT id FROM catalogs WHERE parent_id = ?1 LIMIT ?2",
    [DATABASE_DELETE] = "DELETE FROM databases WHERE id = ?1",
    [CATALOG_DELETE] = "DELETE FROM catalogs WHERE id = ?1",
    [SETTINGS_DELETE] = "DELETE FROM catalog_settings WHERE catalog_id = ?1",
    [TABLE_DELETE] = "DELETE FROM tables WHERE id = ?1",
    [VERSIONS_DELETE] = "DELETE FROM table_versions WHERE id IN "
                        "(SELECT id FROM table_versions WHERE table_id = ?1 LIMIT ?2)",
    [PARTITION_KEYS_DELETE] = "DELETE FROM partition_keys WHERE table_id = ?1 AND key IN "
                              "(SELECT key FROM partition_keys WHERE table_id = ?1 LIMIT ?2)",
    /* The ids of a table's partitions are one range: table << 32 | n. */
    [PARTITIONS_DELETE] = "DELETE FROM partitions WHERE id IN (SELECT id FROM partitions "
                          "WHERE id >= ?1 << 32 AND id < (?1 + 1) << 32 LIMIT ?2)",
    [DESCRIPTORS_DELETE] = "DELETE FROM descriptors WHERE id IN "
                           "(SELECT id FROM descriptors WHERE table_id = ?1 LIMIT ?2)",
    [COLUMN_LISTS_DELETE] = "DELETE FROM column_lists WHERE id IN "
                            "(SELECT id FROM column_lists WHERE table_id = ?1 LIMIT ?2)",
    [TAGS_DELETE] = "DELETE FROM tags WHERE kind = 3 AND object_id = ?1 AND key IN "
                    "(SELECT key FROM tags WHERE kind = 3 AND object_id = ?1 LIMIT ?2)",
    [TABLE_INDEX_KEYS_DELETE] =
        "DELETE FROM partition_index_keys WHERE index_no = (" FIRST_INDEX ") AND key IN (SELECT "
        "key FROM partition_index_keys WHERE index_no = (" FIRST_INDEX ") LIMIT ?2)",
    [TABLE_INDEX_FILLS_DELETE] = "DELETE FROM partition_index_fills WHERE index_no IN "
                                 "(SELECT index_no FROM partition_index_fills "
                                 "WHERE table_id = ?1 LIMIT ?2)",
    [INDEX_KEYS_DELETE] = "DELETE FROM partition_index_keys WHERE index_no = ?1 AND key IN "
                          "(SELECT key FROM partition_index_keys WHERE index_no = ?1 LIMIT ?2)",
    [PARTITION_INDEXES_DELETE] =
        "DELETE FROM partition_indexes WHERE table_id = ?1 AND number IN "
        "(SELECT number FROM partition_indexes WHERE table_id = ?1 LIMIT ?2)",
    [STATISTICS_DELETE] =
        "DELETE FROM column_statistics WHERE table_id = ?1 AND (partition_id, column_name) IN "
        "(SELECT partition_id, column_name FROM column_statistics WHERE table_id = ?1 LIMIT ?2)",
    [GENERATIONS_DELETE] =
        "DELETE FROM column_generations WHERE table_id = ?1 AND column_name IN "
        "(SELECT column_name FROM column_generations WHERE table_id = ?1 LIMIT ?2)",
    [WARNINGS_DELETE] = "DELETE FROM projection_warnings WHERE table_id IN "
                        "(SELECT table_id FROM projection_warnings WHERE table_id = ?1 LIMIT ?2)",
};
const struct statements purge_statements = {texts, COUNT(texts)};

static int add(struct tx *tx, enum purge_kind kind, int64_t object_id, struct text name)
{
    struct query q;
    int64_t id;
    if (store_next_id(tx, "purges", &id) != 0)
        return -1;
    query_begin(&q, tx, STATEMENTS_PURGE, PURGE_INSERT);
    query_put_int(&q, id);
    query_put_int(&q, kind);
    query_put_int(&q, object_id);
    query_put_text(&q, name);
    return query_run(&q, NULL);
}

int purge_add(struct tx *tx, enum purge_kind kind, int64_t object_id)
{
    return add(tx, kind, object_id, (struct text){NULL, 0});
}

int purge_add_database(struct tx *tx, int64_t database_id, struct text name)
{
    return add(tx, PURGE_DATABASE, database_id, name);
}

/* What hangs on a table, in the order in which it goes. */
static const int table_parts[] = {TAGS_DELETE,
                                  VERSIONS_DELETE,
                                  PARTITION_KEYS_DELETE,
                                  PARTITIONS_DELETE,
                                  DESCRIPTORS_DELETE,
                                  COLUMN_LISTS_DELETE,
                                  TABLE_INDEX_FILLS_DELETE,
                                  TABLE_INDEX_KEYS_DELETE,
                                  PARTITION_INDEXES_DELETE,
                                  STATISTICS_DELETE,
                                  GENERATIONS_DELETE,
                                  WARNINGS_DELETE};

static int delete_chunk(struct tx *tx, int statement, int64_t object_id, int64_t *deleted)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_PURGE, (size_t)statement);
    query_put_int(&q, object_id);
    query_put_int(&q, PURGE_CHUNK_ROWS);
    return query_run(&q, deleted);
}

/* Deletes one chunk; `*left` says whether there may be more. */
static int purge_table(struct tx *tx, int64_t table_id, bool *left)
{
    for (size_t i = 0; i < COUNT(table_parts); i++) {
        int64_t deleted = 0;
        if (delete_chunk(tx, table_parts[i], table_id, &deleted) != 0)
            return -1;
        if (deleted > 0) {
            *left = true;
            return 0;
        }
    }
    *left = false;
    return 0;
}

/* What lies in an object and has more in it: unlinked here, cleared by a purge of its own. */
struct inside {
    size_t list, unlink; /* statements */
    enum purge_kind kind;
    int64_t chunk;
};

static int unlink_one(struct tx *tx, const struct inside *inside, int64_t id, struct text name)
{
    struct query q;
    if (inside->kind == PURGE_TABLE && search_keys_remove(tx, id) != 0)
        return -1;
    query_begin(&q, tx, STATEMENTS_PURGE, inside->unlink);
    query_put_int(&q, id);
    return query_run(&q, NULL) != 0 ? -1 : add(tx, inside->kind, id, name);
}

static int unlink_some(struct tx *tx, const struct inside *inside, int64_t object_id, bool *left)
{
    int64_t ids[PURGE_CHUNK_ROWS];
    struct text names[PURGE_CHUNK_ROWS];
    struct arena arena;
    size_t count = 0;
    struct query q;
    arena_init(&arena, LIMIT_DOCUMENT_BYTES, NULL);
    query_begin(&q, tx, STATEMENTS_PURGE, inside->list);
    query_put_int(&q, object_id);
    query_put_int(&q, inside->chunk);
    for (; count < COUNT(ids) && query_step(&q); count++) {
        ids[count] = query_int(&q);
        names[count] = (struct text){NULL, 0};
        if (inside->kind == PURGE_DATABASE)
            names[count] = arena_copy(&arena, query_text(&q));
    }
    int result = query_end(&q);
    for (size_t i = 0; i < count && result == 0; i++)
        result = unlink_one(tx, inside, ids[i], names[i]);
    *left = count > 0;
    arena_release(&arena);
    return result;
}

static int forget_tables(struct tx *tx, int64_t database_id, struct text name)
{
    struct query q;
    int result = 0;
    query_begin(&q, tx, STATEMENTS_PURGE, DATABASE_TEXTS);
    query_put_int(&q, database_id);
    query_put_int(&q, PURGE_CHUNK_TABLES);
    while (result == 0 && query_step(&q)) {
        struct table table = {.id = query_int(&q), .database_name = name};
        table.name = query_text(&q);
        table.tail = query_text(&q);
        result = search_index_remove(tx, &table);
    }
    return query_end(&q) != 0 ? -1 : result;
}

/* Takes the tables that are unlinked next out of the search index. Those of a database that was
 * dropped before there was one are not in it: its purge has no name. */
static int forget_some(struct tx *tx, int64_t database_id)
{
    struct query q;
    int result = 0;
    query_begin(&q, tx, STATEMENTS_PURGE, PURGE_NAME);
    query_put_int(&q, database_id);
    if (query_step(&q)) {
        struct text name = query_text(&q);
        if (name.p && search_index_catch_up(tx) != 0)
            result = -1;
        if (name.p && result == 0)
            result = forget_tables(tx, database_id, name);
    }
    return query_end(&q) != 0 ? -1 : result;
}

static int purge_database(struct tx *tx, int64_t database_id, bool *left)
{
    static const struct inside tables = {DATABASE_TABLES, TABLE_DELETE, PURGE_TABLE,
                                         PURGE_CHUNK_TABLES};
    int64_t deleted = 0;
    if (forget_some(tx, database_id) != 0 || unlink_some(tx, &tables, database_id, left) != 0)
        return -1;
    if (*left)
        return 0;
    if (delete_chunk(tx, FUNCTION_TAGS_DELETE, database_id, NULL) != 0 ||
        delete_chunk(tx, FUNCTIONS_DELETE, database_id, &deleted) != 0)
        return -1;
    *left = deleted > 0;
    return *left ? 0 : tags_clear(tx, TAG_DATABASE, database_id);
}

static int purge_catalog(struct tx *tx, int64_t catalog_id, bool *left)
{
    static const struct inside all[] = {
        {CATALOG_DATABASES, DATABASE_DELETE, PURGE_DATABASE, PURGE_CHUNK_ROWS},
        {CATALOG_CATALOGS, CATALOG_DELETE, PURGE_CATALOG, PURGE_CHUNK_ROWS},
    };
    for (size_t i = 0; i < COUNT(all); i++)
        if (unlink_some(tx, &all[i], catalog_id, left) != 0 || *left)
            return *left ? 0 : -1;
    int64_t deleted = 0;
    if (delete_chunk(tx, CONNECTION_TAGS_DELETE, catalog_id, NULL) != 0 ||
        delete_chunk(tx, CONNECTIONS_DELETE, catalog_id, &deleted) != 0)
        return -1;
    *left = deleted > 0;
    if (*left)
        return 0;
    struct query q;
    query_begin(&q, tx, STATEMENTS_PURGE, SETTINGS_DELETE);
    query_put_int(&q, catalog_id);
    return query_run(&q, NULL) != 0 ? -1 : tags_clear(tx, TAG_CATALOG, catalog_id);
}

static int purge_index(struct tx *tx, int64_t index_no, bool *left)
{
    int64_t deleted = 0;
    if (delete_chunk(tx, INDEX_KEYS_DELETE, index_no, &deleted) != 0)
        return -1;
    *left = deleted > 0;
    return 0;
}

/* Deletes one chunk of the oldest purge; `*goes_on` says that there was one, so that this
 * transaction has room for the next. */
static int purge_first(struct tx *tx, bool *goes_on)
{
    static int (*const kinds[])(struct tx *, int64_t, bool *) = {
        [PURGE_DATABASE] = purge_database,
        [PURGE_TABLE] = purge_table,
        [PURGE_CATALOG] = purge_catalog,
        [PURGE_PARTITION_INDEX] = purge_index,
    };
    struct query q;
    *goes_on = false;
    query_begin(&q, tx, STATEMENTS_PURGE, PURGE_FIRST);
    bool found = query_step(&q), left = false;
    int64_t id = found ? query_int(&q) : 0;
    int64_t kind = found ? query_int(&q) : 0;
    int64_t object_id = found ? query_int(&q) : 0;
    if (query_end(&q) != 0 || !found)
        return q.failed ? -1 : 0;
    if (kinds[kind](tx, object_id, &left) != 0)
        return -1;
    *goes_on = true;
    if (left)
        return 0;
    query_begin(&q, tx, STATEMENTS_PURGE, PURGE_DONE);
    query_put_int(&q, id);
    return query_run(&q, NULL);
}

static int purge_chunk(struct tx *tx, void *context)
{
    int64_t rows = db_rows_written(tx->db), began_us = clock_monotonic_us();
    int result = 0;
    bool goes_on = true;
    (void)context;
    for (int i = 0; i < PURGE_STEPS_MAX && goes_on && result == 0; i++) {
        result = purge_first(tx, &goes_on);
        if (db_rows_written(tx->db) - rows >= PURGE_ROWS_MAX ||
            clock_monotonic_us() - began_us >= PURGE_US_MAX)
            break;
    }
    return result;
}

/* Looks before it writes, so that an idle server's writer stays asleep. */
static int any_left(struct tx *tx, void *context)
{
    bool *more = context;
    struct query q;
    query_begin(&q, tx, STATEMENTS_PURGE, PURGE_FIRST);
    *more = query_step(&q);
    return query_end(&q);
}

int purge_run_due(void *store, int64_t now_ms, int64_t *next_due_ms)
{
    static const struct origin origin = {.actor = TEXT_INIT("propolis"),
                                         .source = TEXT_INIT("-"),
                                         .door = "purge",
                                         .operation = "Purge"};
    struct err err = {.code = ERR_NONE};
    bool more = false;
    if (store_read(store, any_left, &more, &err) != 0)
        return -1;
    if (!more)
        return 0;
    *next_due_ms = now_ms;
    return store_write(store, LANE_BACKGROUND, &origin, purge_chunk, NULL, &err);
}
