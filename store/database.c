/* SPDX-License-Identifier: Apache-2.0 */
#include "store/database.h"

#include "base/json_write.h"
#include "base/limits.h"
#include "catalog/catalog_id.h"
#include "catalog/shapes_database.h"
#include "catalog/types.h"
#include "store/change.h"
#include "store/db.h"
#include "store/link.h"
#include "store/object_cache.h"
#include "store/purge.h"
#include "store/store_inside.h"
#include "store/tag.h"

enum { DATABASE_FIND, DATABASE_LIST, DATABASE_INSERT, DATABASE_UPDATE, DATABASE_DELETE };
static const char *const texts[] = {
    [DATABASE_FIND] =
        "SELECT id, created_ms, tail FROM databases WHERE catalog_id = ?1 AND name = ?2",
    [DATABASE_LIST] = "SELECT name, created_ms, tail FROM databases "
                      "WHERE catalog_id = ?1 AND name > ?2 ORDER BY name",
    [DATABASE_INSERT] =
        "INSERT INTO databases (id, catalog_id, name, created_ms, updated_ms, tail) "
        "VALUES (?1, ?2, ?3, ?4, ?4, ?5) ON CONFLICT (catalog_id, name) DO NOTHING",
    [DATABASE_UPDATE] = "UPDATE databases SET tail = ?2, updated_ms = ?3 WHERE id = ?1",
    [DATABASE_DELETE] = "DELETE FROM databases WHERE id = ?1",
};
const struct statements database_statements = {texts, COUNT(texts)};

int database_find(struct tx *tx, const struct database_name *name, struct arena *arena,
                  struct database *out)
{
    struct query q;
    *out = (struct database){.name = name->database,
                             .catalog_name = catalog_shown(tx->store, name->catalog)};
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

static int put_database(struct tx *tx, const struct database *d, const struct link_viewer *viewer,
                        struct arena *arena, struct buf *out)
{
    struct text tail;
    if (link_database_tail(tx, d, viewer, arena, &tail) != 0)
        return -1;
    buf_put_char(out, '{');
    json_put_string_member(out, "Name", d->name);
    json_put_ms_member(out, "CreateTime", d->created_ms);
    json_put_string_member(out, "CatalogId", d->catalog_name);
    if (tail.n) {
        buf_put_char(out, ',');
        buf_put(out, tail);
    }
    buf_put_char(out, '}');
    return 0;
}

int database_get(struct tx *tx, const struct database_name *name, const struct link_viewer *viewer,
                 struct buf *out)
{
    struct arena arena;
    struct database found;
    arena_init(&arena, LIMIT_DOCUMENT_BYTES, NULL);
    int result = database_find(tx, name, &arena, &found);
    if (result == 0)
        result = put_database(tx, &found, viewer, &arena, out);
    arena_release(&arena);
    return result;
}

/* --- lists ------------------------------------------------------------------------------------ */

/* What a list looks for in the text of a database. */
struct links {
    struct value target; /* TargetDatabase */
    bool is_federated;
};

static int read_links(struct tx *tx, struct text tail, struct arena *arena, struct links *out)
{
    struct value *input;
    if (shape_decode_partial(&shape_database_input, arena_printf(arena, "{%.*s}", TEXT_ARG(tail)),
                             arena, &input, tx->err) != 0)
        return -1;
    out->target = input[DATABASE_INPUT_TARGET_DATABASE];
    out->is_federated = input[DATABASE_INPUT_FEDERATED_DATABASE].set;
    return 0;
}

/* A link to a database of another account. */
static bool is_foreign(struct tx *tx, const struct value *target, struct arena *arena)
{
    struct text account = store_account(tx->store);
    if (!target->set)
        return false;
    struct text catalog = target->members[DATABASE_IDENTIFIER_CATALOG_ID].text;
    return !catalog_id_path(catalog_id_canonical(catalog, account, arena), account).p;
}

static void put_name(const struct database *d, const struct value *target, struct buf *out)
{
    buf_put_char(out, '{');
    json_put_string_member(out, "Name", d->name);
    json_put_string_member(out, "CatalogId", d->catalog_name);
    if (target->set) {
        json_put_name(out, "TargetDatabase");
        shape_encode_value(&type_database_identifier, target, out);
    }
    buf_put_char(out, '}');
}

/* 1: one of those that are asked for, 0: not, -1. The target is in the arena. */
static int is_listed(struct tx *tx, const struct database *d, const struct database_list *list,
                     struct arena *arena, struct value *target)
{
    struct links links = {.is_federated = false};
    if (list->share == DATABASE_SHARE_ALL && list->what != DATABASE_TARGETS)
        return 1;
    if (read_links(tx, d->tail, arena, &links) != 0)
        return -1;
    *target = links.target;
    switch (list->share) {
    case DATABASE_SHARE_ALL:
        return 1;
    case DATABASE_SHARE_FEDERATED:
        return links.is_federated;
    case DATABASE_SHARE_FOREIGN:
        return is_foreign(tx, target, arena);
    }
    return 0;
}

/* 1: the list goes on, 0: the page is full, -1. */
static int put_listed(struct tx *tx, const struct database *d, const struct database_list *list,
                      struct page *page, struct buf *out)
{
    struct arena arena;
    struct value target = {.set = false};
    arena_init(&arena, LIMIT_DOCUMENT_BYTES, NULL);
    int result = is_listed(tx, d, list, &arena, &target);
    if (result == 0) {
        result = 1;
    } else if (result == 1 && !page_has_room(page)) {
        result = 0;
    } else if (result == 1) {
        json_put_comma(out);
        if (list->what == DATABASE_ALL)
            result = put_database(tx, d, list->viewer, &arena, out) == 0 ? 1 : -1;
        else
            put_name(d, &target, out);
        page_add(page, d->name, out);
    }
    arena_release(&arena);
    return result;
}

int database_list(struct tx *tx, const struct database_list *list, struct page *page,
                  struct buf *out)
{
    struct database d = {.catalog_name = catalog_shown(tx->store, list->catalog)};
    struct query q;
    int more = 1;
    if (catalog_find(tx, list->catalog, &d.catalog_id) != 0)
        return -1;
    query_begin(&q, tx, STATEMENTS_DATABASE, DATABASE_LIST);
    query_put_int(&q, d.catalog_id);
    query_put_text(&q, page->after.p ? page->after : TEXT(""));
    while (more == 1 && query_step(&q)) {
        d.name = query_text(&q);
        d.created_ms = query_int(&q);
        d.tail = query_text(&q);
        more = put_listed(tx, &d, list, page, out);
    }
    return query_end(&q) != 0 || more < 0 ? -1 : 0;
}

/* --- writes ----------------------------------------------------------------------------------- */

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
    struct database created = {.name = name->database,
                               .catalog_name = catalog_shown(tx->store, name->catalog)};
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
    link_note(tx, created.name, TEXT(""), draft->tail);
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
    link_note(tx, found->name, TEXT(""), tail);
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
        purge_add_database(tx, found->id, found->name) != 0)
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
