/* SPDX-License-Identifier: Apache-2.0 */
#include "store/catalog.h"

#include "base/json_write.h"
#include "base/limits.h"
#include "catalog/catalog_id.h"
#include "catalog/resource_arn.h"
#include "store/change.h"
#include "store/db.h"
#include "store/object_cache.h"
#include "store/purge.h"
#include "store/store_inside.h"
#include "store/tag.h"

enum {
    CATALOG_FIND,
    CATALOG_GET,
    CATALOG_LIST,
    CATALOG_COUNT,
    CATALOG_INSERT,
    CATALOG_UPDATE,
    CATALOG_DELETE,
    SETTING_GET,
    SETTING_PUT,
    SETTINGS_DELETE
};
static const char *const texts[] = {
    [CATALOG_FIND] = "SELECT id FROM catalogs WHERE parent_id = ?1 AND name = ?2",
    [CATALOG_GET] =
        "SELECT id, parent_id, name, created_ms, updated_ms, tail FROM catalogs WHERE id = ?1",
    /* ?1 and ?2: the parent and how the CatalogIds of its children begin. ?3: deeper ones too. ?4:
     * only those behind. ?5: only those with databases, or without catalogs in them. */
    [CATALOG_LIST] =
        "WITH RECURSIVE tree (id, place) AS ("
        "SELECT id, ?2 || name FROM catalogs WHERE parent_id = ?1 UNION ALL "
        "SELECT c.id, t.place || '/' || c.name FROM tree t JOIN catalogs c ON c.parent_id = t.id "
        "WHERE ?3 <> 0) "
        "SELECT c.id, c.parent_id, c.name, c.created_ms, c.updated_ms, c.tail, t.place "
        "FROM tree t JOIN catalogs c ON c.id = t.id WHERE t.place > ?4 AND (?5 = 0 OR "
        "EXISTS (SELECT 1 FROM databases d WHERE d.catalog_id = c.id) OR "
        "NOT EXISTS (SELECT 1 FROM catalogs i WHERE i.parent_id = c.id)) ORDER BY t.place",
    [CATALOG_COUNT] = "SELECT count(*) FROM catalogs",
    [CATALOG_INSERT] = "INSERT INTO catalogs (id, parent_id, name, created_ms, updated_ms, tail) "
                       "VALUES (?1, ?2, ?3, ?4, ?4, ?5) ON CONFLICT (parent_id, name) DO NOTHING",
    [CATALOG_UPDATE] = "UPDATE catalogs SET tail = ?2, updated_ms = ?3 WHERE id = ?1",
    [CATALOG_DELETE] = "DELETE FROM catalogs WHERE id = ?1",
    [SETTING_GET] = "SELECT text FROM catalog_settings WHERE catalog_id = ?1 AND name = ?2",
    [SETTING_PUT] = "INSERT INTO catalog_settings (catalog_id, name, text) VALUES (?1, ?2, ?3) "
                    "ON CONFLICT (catalog_id, name) DO UPDATE SET text = excluded.text",
    [SETTINGS_DELETE] = "DELETE FROM catalog_settings WHERE catalog_id = ?1",
};
const struct statements catalog_statements = {texts, COUNT(texts)};

const char catalog_encryption[] = "encryption", catalog_import[] = "import";

/* --- finding ---------------------------------------------------------------------------------- */

struct text catalog_shown(struct store *store, struct text catalog)
{
    return catalog.n ? catalog : store_account(store);
}

static int fail_missing(struct tx *tx, struct text catalog)
{
    return err_set(tx->err, ERR_NOT_FOUND, "Catalog %.*s not found.", TEXT_ARG(catalog));
}

/* 1 and the id, 0, -1. */
static int find_in(struct tx *tx, int64_t parent_id, struct text name, int64_t *id)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_CATALOG, CATALOG_FIND);
    query_put_int(&q, parent_id);
    query_put_text(&q, name);
    return query_one_int(&q, id);
}

int catalog_find(struct tx *tx, struct text catalog, int64_t *id)
{
    struct text account = store_account(tx->store);
    struct text path = catalog_id_path(catalog, account);
    *id = STORE_ROOT_CATALOG;
    if (!path.p)
        return fail_missing(tx, catalog);
    for (struct text rest = path; rest.n;) {
        int found = find_in(tx, *id, text_split(&rest, '/'), id);
        if (found != 1)
            return found < 0 ? -1 : fail_missing(tx, catalog);
    }
    return 0;
}

/* --- documents -------------------------------------------------------------------------------- */

struct row {
    int64_t id, parent_id;
    struct text name; /* texts are borrowed from the row */
    int64_t created_ms, updated_ms;
    struct text tail;
};

static void read_row(struct query *q, struct row *r)
{
    r->id = query_int(q);
    r->parent_id = query_int(q);
    r->name = query_text(q);
    r->created_ms = query_int(q);
    r->updated_ms = query_int(q);
    r->tail = query_text(q);
}

static void put_arn(struct text shown, struct text region, struct text account, struct buf *out)
{
    struct text path = catalog_id_path(shown, account);
    struct buf arn;
    buf_init(&arn, LIMIT_DOCUMENT_BYTES);
    buf_printf(&arn, "arn:aws:glue:%.*s:%.*s:catalog", TEXT_ARG(region), TEXT_ARG(account));
    if (path.n)
        buf_put_char(&arn, '/');
    buf_put(&arn, path);
    json_put_string_member(out, "ResourceArn", buf_text(&arn));
    buf_release(&arn);
}

static void put_catalog(struct tx *tx, const struct row *r, struct text shown, struct text region,
                        struct buf *out)
{
    buf_put_char(out, '{');
    json_put_string_member(out, "CatalogId", shown);
    json_put_string_member(out, "Name", r->name);
    put_arn(shown, region, store_account(tx->store), out);
    json_put_ms_member(out, "CreateTime", r->created_ms);
    json_put_ms_member(out, "UpdateTime", r->updated_ms);
    if (r->tail.n) {
        buf_put_char(out, ',');
        buf_put(out, r->tail);
    }
    buf_put_char(out, '}');
}

/* Begins the query of a catalog that exists; to be ended. False on an error. */
static bool begin_get(struct tx *tx, int64_t id, struct query *q, struct row *r)
{
    query_begin(q, tx, STATEMENTS_CATALOG, CATALOG_GET);
    query_put_int(q, id);
    if (!query_step(q))
        return false;
    read_row(q, r);
    return true;
}

int catalog_get(struct tx *tx, struct text catalog, struct text region, struct buf *out)
{
    struct query q;
    struct row row;
    int64_t id;
    if (catalog_find(tx, catalog, &id) != 0)
        return -1;
    if (begin_get(tx, id, &q, &row))
        put_catalog(tx, &row, catalog_shown(tx->store, catalog), region, out);
    return query_end(&q);
}

static int list_children(struct tx *tx, const struct catalog_list *list, int64_t parent_id,
                         struct page *page, struct buf *out)
{
    struct query q;
    struct row row;
    struct text parent = catalog_shown(tx->store, list->parent);
    struct text begin = arena_printf(page->arena, "%.*s%c", TEXT_ARG(parent),
                                     parent_id == STORE_ROOT_CATALOG ? ':' : '/');
    query_begin(&q, tx, STATEMENTS_CATALOG, CATALOG_LIST);
    query_put_int(&q, parent_id);
    query_put_text(&q, begin);
    query_put_int(&q, list->recursive);
    query_put_text(&q, page->after.p ? page->after : TEXT(""));
    query_put_int(&q, list->has_databases);
    while (query_step(&q)) {
        if (!page_has_room(page))
            break;
        read_row(&q, &row);
        struct text shown = query_text(&q);
        json_put_comma(out);
        put_catalog(tx, &row, shown, list->region, out);
        page_add(page, shown, out);
    }
    return query_end(&q);
}

int catalog_list(struct tx *tx, const struct catalog_list *list, struct page *page, struct buf *out)
{
    int64_t parent_id;
    if (catalog_find(tx, list->parent, &parent_id) != 0)
        return -1;
    if (list->with_root && !page->after.p) {
        if (catalog_get(tx, TEXT(""), list->region, out) != 0)
            return -1;
        page_add(page, store_account(tx->store), out);
    }
    return list_children(tx, list, parent_id, page, out);
}

/* --- writes ----------------------------------------------------------------------------------- */

static struct change change_of(enum change_kind kind, int64_t id, struct text shown)
{
    return (struct change){.kind = kind,
                           .catalog_id = id,
                           .catalog_name = shown,
                           .object_name = shown,
                           .version_before = CHANGE_NO_VERSION,
                           .version_after = CHANGE_NO_VERSION};
}

/* Cuts the last name off: `a:p/c` becomes `a:p` and gives `c`, `a:p` becomes empty and gives `p`.
 */
static struct text cut_name(struct tx *tx, struct text *catalog)
{
    struct text account = store_account(tx->store);
    struct text path = catalog_id_path(*catalog, account);
    struct text name = resource_arn_cut_last(&path);
    catalog->n = path.n ? account.n + 1 + path.n : 0;
    return name;
}

static int check_count(struct tx *tx)
{
    struct query q;
    int64_t count = 0;
    query_begin(&q, tx, STATEMENTS_CATALOG, CATALOG_COUNT);
    if (query_one_int(&q, &count) < 0)
        return -1;
    if (count <= LIMIT_CATALOGS) /* the root does not count */
        return 0;
    return err_set(tx->err, ERR_LIMIT, "There are %d catalogs already, which is the limit.",
                   LIMIT_CATALOGS);
}

static int insert(struct tx *tx, const struct row *row)
{
    struct query q;
    int64_t inserted = 0;
    query_begin(&q, tx, STATEMENTS_CATALOG, CATALOG_INSERT);
    query_put_int(&q, row->id);
    query_put_int(&q, row->parent_id);
    query_put_text(&q, row->name);
    query_put_int(&q, tx->now_ms);
    query_put_text(&q, row->tail);
    if (query_run(&q, &inserted) != 0)
        return -1;
    return inserted ? 0 : err_set(tx->err, ERR_EXISTS, "Catalog already exists.");
}

int catalog_create(struct tx *tx, struct text catalog, const struct catalog_draft *draft)
{
    struct text parent = catalog;
    struct row row = {.tail = draft->tail, .name = cut_name(tx, &parent)};
    if (row.name.n == 0)
        return err_set(tx->err, ERR_EXISTS, "Catalog already exists.");
    if (catalog_find(tx, parent, &row.parent_id) != 0 || check_count(tx) != 0 ||
        store_next_id(tx, "catalogs", &row.id) != 0)
        return -1;
    if (insert(tx, &row) != 0 || tags_put(tx, TAG_CATALOG, row.id, draft->tags) != 0)
        return -1;
    struct change change = change_of(CHANGE_CATALOG_CREATED, row.id, catalog);
    change.after_tail = draft->tail;
    return change_add(tx, &change, NULL);
}

/* Where a catalog is, and what it holds, in the arena. */
static int find_tail(struct tx *tx, struct text catalog, struct arena *arena, struct row *row)
{
    struct query q;
    int64_t id;
    if (catalog_find(tx, catalog, &id) != 0)
        return -1;
    if (begin_get(tx, id, &q, row))
        row->tail = arena_copy(arena, row->tail);
    return query_end(&q);
}

static int update_found(struct tx *tx, const struct row *row, struct text shown, struct text tail)
{
    struct query q;
    if (text_equal(row->tail, tail))
        return 0;
    query_begin(&q, tx, STATEMENTS_CATALOG, CATALOG_UPDATE);
    query_put_int(&q, row->id);
    query_put_text(&q, tail);
    query_put_int(&q, tx->now_ms);
    if (query_run(&q, NULL) != 0)
        return -1;
    struct change change = change_of(CHANGE_CATALOG_UPDATED, row->id, shown);
    change.before_tail = row->tail;
    change.after_tail = tail;
    return change_add(tx, &change, NULL);
}

int catalog_update(struct tx *tx, struct text catalog, struct text tail)
{
    struct arena arena;
    struct row row;
    arena_init(&arena, LIMIT_DOCUMENT_BYTES, NULL);
    int result = find_tail(tx, catalog, &arena, &row);
    if (result == 0)
        result = update_found(tx, &row, catalog_shown(tx->store, catalog), tail);
    arena_release(&arena);
    return result;
}

/* Nothing is reached but through its parent, so what lies in it is gone with its row. */
static int delete_found(struct tx *tx, const struct row *row, struct text shown)
{
    static const int parts[] = {SETTINGS_DELETE, CATALOG_DELETE};
    const struct cache_key all = {.catalog = shown};
    object_cache_touch(store_cache(tx->store), &all);
    for (size_t i = 0; i < COUNT(parts); i++) {
        struct query q;
        query_begin(&q, tx, STATEMENTS_CATALOG, (size_t)parts[i]);
        query_put_int(&q, row->id);
        if (query_run(&q, NULL) != 0)
            return -1;
    }
    if (tags_clear(tx, TAG_CATALOG, row->id) != 0 || purge_add(tx, PURGE_CATALOG, row->id) != 0)
        return -1;
    struct change change = change_of(CHANGE_CATALOG_DELETED, row->id, shown);
    change.before_tail = row->tail;
    return change_add(tx, &change, NULL);
}

int catalog_delete(struct tx *tx, struct text catalog)
{
    struct arena arena;
    struct row row;
    arena_init(&arena, LIMIT_DOCUMENT_BYTES, NULL);
    int result = find_tail(tx, catalog, &arena, &row);
    if (result == 0 && row.id == STORE_ROOT_CATALOG)
        result = err_set(tx->err, ERR_INVALID, "The account's own catalog cannot be deleted.");
    if (result == 0)
        result = delete_found(tx, &row, catalog);
    arena_release(&arena);
    return result;
}

/* --- settings --------------------------------------------------------------------------------- */

int catalog_setting_get(struct tx *tx, struct text catalog, const char *name, struct buf *out)
{
    struct query q;
    int64_t id;
    if (catalog_find(tx, catalog, &id) != 0)
        return -1;
    query_begin(&q, tx, STATEMENTS_CATALOG, SETTING_GET);
    query_put_int(&q, id);
    query_put_text(&q, text_of(name));
    bool found = query_step(&q);
    if (found)
        buf_put(out, query_text(&q));
    return query_end(&q) != 0 ? -1 : found;
}

static int put_setting(struct tx *tx, int64_t id, const char *name, struct text text)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_CATALOG, SETTING_PUT);
    query_put_int(&q, id);
    query_put_text(&q, text_of(name));
    query_put_text(&q, text);
    return query_run(&q, NULL);
}

int catalog_setting_put(struct tx *tx, struct text catalog, const char *name, struct text text)
{
    struct buf before;
    int64_t id;
    buf_init(&before, LIMIT_DOCUMENT_BYTES);
    int had = catalog_setting_get(tx, catalog, name, &before);
    int result = had < 0 || catalog_find(tx, catalog, &id) != 0 ? -1 : 0;
    if (result == 0 && (!had || !text_equal(buf_text(&before), text))) {
        result = put_setting(tx, id, name, text);
        if (result == 0)
            result = change_add_configuration(
                tx, &(struct configuration_change){name, catalog_shown(tx->store, catalog),
                                                   buf_text(&before), text});
    }
    buf_release(&before);
    return result;
}
