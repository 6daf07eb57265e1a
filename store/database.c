/* SPDX-License-Identifier: Apache-2.0 */
#include "store/database.h"

#include "base/json_write.h"
#include "base/limits.h"
#include "store/change.h"
#include "store/db.h"
#include "store/object_cache.h"
#include "store/purge.h"
#include "store/store_inside.h"
#include "store/tag.h"

enum {
    CATALOG_FIND,
    DATABASE_FIND,
    DATABASE_LIST,
    DATABASE_INSERT,
    DATABASE_UPDATE,
    DATABASE_DELETE
};
static const char *const texts[] = {
    [CATALOG_FIND] = "SELECT id FROM catalogs WHERE parent_id = 0 AND name = ?1",
    [DATABASE_FIND] =
        "SELECT id, created_ms, tail FROM databases WHERE catalog_id = ?1 AND name = ?2",
    [DATABASE_LIST] = "SELECT name, created_ms, tail FROM databases "
                      "WHERE catalog_id = ?1 AND name > ?2 ORDER BY name LIMIT ?3",
    [DATABASE_INSERT] =
        "INSERT INTO databases (id, catalog_id, name, created_ms, updated_ms, tail) "
        "VALUES (?1, ?2, ?3, ?4, ?4, ?5) ON CONFLICT (catalog_id, name) DO NOTHING",
    [DATABASE_UPDATE] = "UPDATE databases SET tail = ?2, updated_ms = ?3 WHERE id = ?1",
    [DATABASE_DELETE] = "DELETE FROM databases WHERE id = ?1",
};
const struct statements database_statements = {texts, COUNT(texts)};

int catalog_find(struct tx *tx, struct text catalog, int64_t *id)
{
    struct text name = catalog.n ? catalog : store_account(tx->store);
    struct query q;
    query_begin(&q, tx, STATEMENTS_DATABASE, CATALOG_FIND);
    query_put_text(&q, name);
    int found = query_one_int(&q, id);
    if (found == 0)
        err_set(tx->err, ERR_NOT_FOUND, "Catalog %.*s not found.", TEXT_ARG(name));
    return found == 1 ? 0 : -1;
}

int database_find(struct tx *tx, const struct database_name *name, struct arena *arena,
                  struct database *out)
{
    struct query q;
    *out = (struct database){.name = name->database, .catalog_name = store_account(tx->store)};
    if (catalog_find(tx, name->catalog, &out->catalog_id) != 0)
        return -1;
    query_begin(&q, tx, STATEMENTS_DATABASE, DATABASE_FIND);
    query_put_int(&q, out->catalog_id);
    query_put_text(&q, name->database);
    bool found = query_step(&q);
    if (found) {
        out->id = query_int(&q);
        out->created_ms = query_int(&q);
        out->tail = arena_copy(arena, query_text(&q));
    }
    if (query_end(&q) != 0)
        return -1;
    return found ? 0
                 : err_set(tx->err, ERR_NOT_FOUND, "Database %.*s not found.",
                           TEXT_ARG(name->database));
}

static void put_database(struct tx *tx, struct text name, int64_t created_ms, struct text tail,
                         struct buf *out)
{
    buf_put_char(out, '{');
    json_put_string_member(out, "Name", name);
    json_put_ms_member(out, "CreateTime", created_ms);
    json_put_string_member(out, "CatalogId", store_account(tx->store));
    if (tail.n) {
        buf_put_char(out, ',');
        buf_put(out, tail);
    }
    buf_put_char(out, '}');
}

int database_get(struct tx *tx, const struct database_name *name, struct buf *out)
{
    struct arena arena;
    struct database found;
    arena_init(&arena, LIMIT_DOCUMENT_BYTES, NULL);
    int result = database_find(tx, name, &arena, &found);
    if (result == 0)
        put_database(tx, found.name, found.created_ms, found.tail, out);
    arena_release(&arena);
    return result;
}

static void put_name(struct tx *tx, struct text name, struct buf *out)
{
    buf_put_char(out, '{');
    json_put_string_member(out, "Name", name);
    json_put_string_member(out, "CatalogId", store_account(tx->store));
    buf_put_char(out, '}');
}

int database_list(struct tx *tx, struct text catalog, struct page *page, bool names_only,
                  struct buf *out)
{
    int64_t catalog_id;
    struct query q;
    if (catalog_find(tx, catalog, &catalog_id) != 0)
        return -1;
    query_begin(&q, tx, STATEMENTS_DATABASE, DATABASE_LIST);
    query_put_int(&q, catalog_id);
    query_put_text(&q, page->after.p ? page->after : TEXT(""));
    query_put_int(&q, page->limit + 1);
    while (query_step(&q)) {
        if (!page_has_room(page))
            break;
        struct text name = query_text(&q);
        int64_t created_ms = query_int(&q);
        json_put_comma(out);
        if (names_only)
            put_name(tx, name, out);
        else
            put_database(tx, name, created_ms, query_text(&q), out);
        page_add(page, name, out);
    }
    return query_end(&q);
}

static struct change change_of(enum change_kind kind, const struct database *database)
{
    return (struct change){.kind = kind,
                           .catalog_id = database->catalog_id,
                           .database_id = database->id,
                           .catalog_name = database->catalog_name,
                           .database_name = database->name,
                           .object_name = database->name,
                           .version_before = CHANGE_NO_VERSION,
                           .version_after = CHANGE_NO_VERSION};
}

int database_create(struct tx *tx, const struct database_name *name,
                    const struct database_draft *draft)
{
    struct database created = {.name = name->database, .catalog_name = store_account(tx->store)};
    struct query q;
    int64_t inserted = 0;
    if (catalog_find(tx, name->catalog, &created.catalog_id) != 0 ||
        store_next_id(tx, "databases", &created.id) != 0)
        return -1;
    query_begin(&q, tx, STATEMENTS_DATABASE, DATABASE_INSERT);
    query_put_int(&q, created.id);
    query_put_int(&q, created.catalog_id);
    query_put_text(&q, name->database);
    query_put_int(&q, tx->now_ms);
    query_put_text(&q, draft->tail);
    if (query_run(&q, &inserted) != 0)
        return -1;
    if (inserted == 0)
        return err_set(tx->err, ERR_EXISTS, "Database already exists.");
    if (tags_put(tx, TAG_DATABASE, created.id, draft->tags) != 0)
        return -1;
    struct change change = change_of(CHANGE_DATABASE_CREATED, &created);
    change.after_tail = draft->tail;
    return change_add(tx, &change, NULL);
}

static int update_found(struct tx *tx, const struct database *found, struct text tail)
{
    struct query q;
    if (text_equal(found->tail, tail))
        return 0;
    query_begin(&q, tx, STATEMENTS_DATABASE, DATABASE_UPDATE);
    query_put_int(&q, found->id);
    query_put_text(&q, tail);
    query_put_int(&q, tx->now_ms);
    if (query_run(&q, NULL) != 0)
        return -1;
    struct change change = change_of(CHANGE_DATABASE_UPDATED, found);
    change.before_tail = found->tail;
    change.after_tail = tail;
    return change_add(tx, &change, NULL);
}

int database_update(struct tx *tx, const struct database_name *name, struct text tail)
{
    struct arena arena;
    struct database found;
    arena_init(&arena, LIMIT_DOCUMENT_BYTES, NULL);
    int result = database_find(tx, name, &arena, &found);
    if (result == 0)
        result = update_found(tx, &found, tail);
    arena_release(&arena);
    return result;
}

static int delete_found(struct tx *tx, const struct database *found)
{
    struct query q;
    struct cache_key key = {.catalog = found->catalog_name, .database = found->name};
    object_cache_touch(store_cache(tx->store), &key);
    query_begin(&q, tx, STATEMENTS_DATABASE, DATABASE_DELETE);
    query_put_int(&q, found->id);
    if (query_run(&q, NULL) != 0 || tags_clear(tx, TAG_DATABASE, found->id) != 0 ||
        purge_add(tx, PURGE_DATABASE, found->id) != 0)
        return -1;
    struct change change = change_of(CHANGE_DATABASE_DELETED, found);
    change.before_tail = found->tail;
    return change_add(tx, &change, NULL);
}

int database_delete(struct tx *tx, const struct database_name *name)
{
    struct arena arena;
    struct database found;
    arena_init(&arena, LIMIT_DOCUMENT_BYTES, NULL);
    int result = database_find(tx, name, &arena, &found);
    if (result == 0)
        result = delete_found(tx, &found);
    arena_release(&arena);
    return result;
}
