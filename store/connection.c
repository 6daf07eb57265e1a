/* SPDX-License-Identifier: Apache-2.0 */
#include "store/connection.h"

#include "base/json_write.h"
#include "base/limits.h"
#include "store/catalog.h"
#include "store/change.h"
#include "store/db.h"
#include "store/tag.h"

enum {
    CONNECTION_FIND,
    CONNECTION_LIST,
    CONNECTION_COUNT,
    CONNECTION_INSERT,
    CONNECTION_UPDATE,
    CONNECTION_DELETE
};

#define CONNECTION_SELECT                                                                          \
    "SELECT id, name, type, schema_version, created_ms, updated_ms, updated_by, tail, seal_uid, "  \
    "sealed, credentials FROM connections "

static const char *const texts[] = {
    [CONNECTION_FIND] = CONNECTION_SELECT "WHERE catalog_id = ?1 AND name = ?2",
    [CONNECTION_LIST] = CONNECTION_SELECT "WHERE catalog_id = ?1 AND name > ?2 ORDER BY name",
    [CONNECTION_COUNT] = "SELECT count(*) FROM connections WHERE catalog_id = ?1",
    [CONNECTION_INSERT] =
        "INSERT INTO connections (id, created_ms, catalog_id, name, type, schema_version, "
        "updated_ms, updated_by, tail, seal_uid, sealed, credentials) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?2, ?7, ?8, ?9, ?10, ?11) "
        "ON CONFLICT (catalog_id, name) DO NOTHING",
    [CONNECTION_UPDATE] = "UPDATE connections SET type = ?2, schema_version = ?3, updated_by = ?4, "
                          "tail = ?5, seal_uid = ?6, sealed = ?7, credentials = ?8, "
                          "updated_ms = ?9 WHERE id = ?1",
    [CONNECTION_DELETE] = "DELETE FROM connections WHERE id = ?1",
};
const struct statements connection_statements = {texts, COUNT(texts)};

struct text connection_seal_place(struct text name, struct text seal_uid, const char *column,
                                  struct arena *arena)
{
    return arena_printf(arena, "connections.%s:%.*s:%.*s", column, TEXT_ARG(seal_uid),
                        TEXT_ARG(name));
}

static void read_row(struct query *q, struct connection *c)
{
    c->id = query_int(q);
    c->name = query_text(q);
    c->type = query_text(q);
    c->schema_version = query_int(q);
    c->created_ms = query_int(q);
    c->updated_ms = query_int(q);
    c->updated_by = query_text(q);
    c->tail = query_text(q);
    c->seal_uid = query_text(q);
    c->sealed = query_text(q);
    c->credentials = query_text(q);
}

static void keep(struct arena *arena, struct connection *c)
{
    struct text *const all[] = {&c->name,     &c->type,   &c->updated_by, &c->tail,
                                &c->seal_uid, &c->sealed, &c->credentials};
    for (size_t i = 0; i < COUNT(all); i++)
        if (all[i]->p)
            *all[i] = arena_copy(arena, *all[i]);
}

int connection_find(struct tx *tx, const struct connection_name *name, struct arena *arena,
                    struct connection *out)
{
    struct query q;
    int64_t catalog_id;
    *out = (struct connection){0};
    if (catalog_find(tx, name->catalog, &catalog_id) != 0)
        return -1;
    query_begin(&q, tx, STATEMENTS_CONNECTION, CONNECTION_FIND);
    query_put_int(&q, catalog_id);
    query_put_text(&q, name->connection);
    bool found = query_step(&q);
    if (found) {
        read_row(&q, out);
        keep(arena, out);
    }
    if (query_end(&q) != 0)
        return -1;
    return found ? 0
                 : err_set(tx->err, ERR_NOT_FOUND, "Connection %.*s not found.",
                           TEXT_ARG(name->connection));
}

void connection_put(const struct connection *c, struct text tail, struct buf *out)
{
    buf_put_char(out, '{');
    json_put_string_member(out, "Name", c->name);
    json_put_ms_member(out, "CreationTime", c->created_ms);
    json_put_ms_member(out, "LastUpdatedTime", c->updated_ms);
    json_put_string_member(out, "LastUpdatedBy", text_cut(c->updated_by, 255));
    json_put_string_member(out, "Status", TEXT("READY"));
    json_put_int_member(out, "ConnectionSchemaVersion", c->schema_version);
    buf_put_char(out, ',');
    buf_put(out, tail);
    buf_put_char(out, '}');
}

int connection_list(struct tx *tx, const struct connection_list *list, struct page *page,
                    struct buf *out)
{
    struct query q;
    int64_t catalog_id;
    int written = 0;
    if (catalog_find(tx, list->catalog, &catalog_id) != 0)
        return -1;
    query_begin(&q, tx, STATEMENTS_CONNECTION, CONNECTION_LIST);
    query_put_int(&q, catalog_id);
    query_put_text(&q, page->after.p ? page->after : TEXT(""));
    while (written >= 0 && query_step(&q)) {
        struct connection c;
        size_t before = out->n;
        read_row(&q, &c);
        json_put_comma(out);
        written = list->visit(list->context, &c, out);
        if (written <= 0) {
            out->n = before;
            continue;
        }
        if (!page_has_room(page)) {
            out->n = before;
            break;
        }
        page_add(page, c.name, out);
    }
    return query_end(&q) != 0 || written < 0 ? -1 : 0;
}

/* --- writes --------------------------------------------------------------------------------- */

/* The texts hold no secrets. */
static int note_change(struct tx *tx, struct text name, struct text before, struct text after)
{
    return change_add_configuration(
        tx, &(struct configuration_change){"connection", name, before, after});
}

static int check_count(struct tx *tx, int64_t catalog_id)
{
    struct query q;
    int64_t count = 0;
    query_begin(&q, tx, STATEMENTS_CONNECTION, CONNECTION_COUNT);
    query_put_int(&q, catalog_id);
    if (query_one_int(&q, &count) != 1)
        return -1;
    if (count < LIMIT_CONNECTIONS)
        return 0;
    return err_set(tx->err, ERR_LIMIT, "There may be at most %d connections in a catalog.",
                   LIMIT_CONNECTIONS);
}

static void put_blob(struct query *q, struct text t)
{
    if (t.p)
        query_put_blob(q, t);
    else
        query_put_null(q);
}

static struct text writer_of(struct tx *tx)
{
    return tx->origin ? tx->origin->actor : TEXT("propolis");
}

static int insert(struct tx *tx, int64_t id, int64_t catalog_id,
                  const struct connection_write *write)
{
    struct query q;
    int64_t inserted = 0;
    query_begin(&q, tx, STATEMENTS_CONNECTION, CONNECTION_INSERT);
    query_put_int(&q, id);
    query_put_int(&q, tx->now_ms);
    query_put_int(&q, catalog_id);
    query_put_text(&q, write->name.connection);
    query_put_text(&q, write->type);
    query_put_int(&q, write->schema_version);
    query_put_text(&q, writer_of(tx));
    query_put_text(&q, write->tail);
    query_put_text(&q, write->seal_uid);
    put_blob(&q, write->sealed);
    put_blob(&q, write->credentials);
    if (query_run(&q, &inserted) != 0)
        return -1;
    return inserted ? 0
                    : err_set(tx->err, ERR_EXISTS, "Connection %.*s already exists.",
                              TEXT_ARG(write->name.connection));
}

int connection_create(struct tx *tx, const struct connection_write *write)
{
    int64_t id, catalog_id;
    if (catalog_find(tx, write->name.catalog, &catalog_id) != 0 ||
        check_count(tx, catalog_id) != 0 || store_next_id(tx, "connections", &id) != 0 ||
        insert(tx, id, catalog_id, write) != 0 ||
        tags_put(tx, TAG_CONNECTION, id, write->tags) != 0)
        return -1;
    return note_change(tx, write->name.connection, (struct text){NULL, 0}, write->tail);
}

static int update_found(struct tx *tx, const struct connection *found,
                        const struct connection_write *write)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_CONNECTION, CONNECTION_UPDATE);
    query_put_int(&q, found->id);
    query_put_text(&q, write->type);
    query_put_int(&q, write->schema_version);
    query_put_text(&q, writer_of(tx));
    query_put_text(&q, write->tail);
    query_put_text(&q, write->seal_uid);
    put_blob(&q, write->sealed);
    put_blob(&q, write->credentials);
    query_put_int(&q, tx->now_ms);
    if (query_run(&q, NULL) != 0)
        return -1;
    return note_change(tx, found->name, found->tail, write->tail);
}

int connection_update(struct tx *tx, const struct connection_write *write)
{
    struct arena arena;
    struct connection found;
    arena_init(&arena, LIMIT_DOCUMENT_BYTES, NULL);
    int result = connection_find(tx, &write->name, &arena, &found);
    if (result == 0)
        result = update_found(tx, &found, write);
    arena_release(&arena);
    return result;
}

static int delete_found(struct tx *tx, const struct connection *found)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_CONNECTION, CONNECTION_DELETE);
    query_put_int(&q, found->id);
    if (query_run(&q, NULL) != 0 || tags_clear(tx, TAG_CONNECTION, found->id) != 0)
        return -1;
    return note_change(tx, found->name, found->tail, (struct text){NULL, 0});
}

int connection_delete(struct tx *tx, const struct connection_name *name)
{
    struct arena arena;
    struct connection found;
    arena_init(&arena, LIMIT_DOCUMENT_BYTES, NULL);
    int result = connection_find(tx, name, &arena, &found);
    if (result == 0)
        result = delete_found(tx, &found);
    arena_release(&arena);
    return result;
}
