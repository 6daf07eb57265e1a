/* SPDX-License-Identifier: Apache-2.0 */
#include "store/table_version.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/json_write.h"
#include "base/limits.h"
#include "store/change.h"
#include "store/db.h"

enum { VERSION_ARCHIVE, VERSION_TAIL, VERSION_GET, VERSION_LIST, VERSION_DELETE };
static const char *const texts[] = {
    [VERSION_ARCHIVE] =
        "INSERT INTO table_versions (id, table_id, version, created_ms, updated_ms, created_by, "
        "tail, hive) SELECT ?2, id, version, created_ms, updated_ms, created_by, tail, hive "
        "FROM tables WHERE id = ?1",
    [VERSION_TAIL] = "SELECT tail FROM table_versions WHERE table_id = ?1 AND version = ?2",
    [VERSION_GET] =
        "SELECT version, updated_ms, tail FROM table_versions WHERE table_id = ?1 AND version = ?2",
    [VERSION_LIST] = "SELECT version, updated_ms, tail FROM table_versions "
                     "WHERE table_id = ?1 AND version < ?2 ORDER BY version DESC LIMIT ?3",
    [VERSION_DELETE] = "DELETE FROM table_versions WHERE table_id = ?1 AND version = ?2",
};
const struct statements table_version_statements = {texts, COUNT(texts)};

int table_version_archive(struct tx *tx, const struct table *table)
{
    struct query q;
    int64_t id;
    if (store_next_id(tx, "table_versions", &id) != 0)
        return -1;
    query_begin(&q, tx, STATEMENTS_TABLE_VERSION, VERSION_ARCHIVE);
    query_put_int(&q, table->id);
    query_put_int(&q, id);
    return query_run(&q, NULL);
}

static int fail_missing(struct tx *tx, const struct table *t, int64_t version)
{
    return err_set(tx->err, ERR_NOT_FOUND, "Version %" PRId64 " of table %.*s not found.", version,
                   TEXT_ARG(t->name));
}

int table_version_tail(struct tx *tx, const struct table *t, int64_t version, struct arena *arena,
                       struct text *tail)
{
    struct query q;
    *tail = t->tail;
    if (version == TABLE_ANY_VERSION || version == t->version)
        return 0;
    query_begin(&q, tx, STATEMENTS_TABLE_VERSION, VERSION_TAIL);
    query_put_int(&q, t->id);
    query_put_int(&q, version);
    bool found = query_step(&q);
    if (found)
        *tail = arena_copy(arena, query_text(&q));
    if (query_end(&q) != 0)
        return -1;
    return found ? 0 : fail_missing(tx, t, version);
}

static void put_version(const struct table *t, struct text tail, int64_t version,
                        int64_t updated_ms, struct buf *out)
{
    buf_put(out, TEXT("{\"Table\":"));
    table_put(t, tail, version, updated_ms, out);
    buf_put(out, TEXT(",\"VersionId\":\""));
    buf_put_int(out, version);
    buf_put(out, TEXT("\"}"));
}

static int put_archived(struct tx *tx, const struct table *t, int64_t version, struct buf *out)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_TABLE_VERSION, VERSION_GET);
    query_put_int(&q, t->id);
    query_put_int(&q, version);
    bool found = query_step(&q);
    if (found) {
        query_int(&q);
        int64_t updated_ms = query_int(&q);
        put_version(t, query_text(&q), version, updated_ms, out);
    }
    if (query_end(&q) != 0)
        return -1;
    return found ? 0 : fail_missing(tx, t, version);
}

int table_version_get(struct tx *tx, const struct table_name *name, int64_t version,
                      struct buf *out)
{
    struct arena arena;
    struct table t;
    arena_init(&arena, LIMIT_DOCUMENT_BYTES, NULL);
    int result = table_find(tx, name, &arena, &t);
    if (result == 0 && (version == TABLE_ANY_VERSION || version == t.version))
        put_version(&t, t.tail, t.version, t.updated_ms, out);
    else if (result == 0)
        result = put_archived(tx, &t, version, out);
    arena_release(&arena);
    return result;
}

int table_version_list(struct tx *tx, const struct table_name *name, struct page *page,
                       struct buf *out)
{
    struct table t;
    struct query q;
    int64_t below = INT64_MAX;
    if (table_find(tx, name, page->arena, &t) != 0)
        return -1;
    if (page->after.p && !text_to_int64(page->after, &below))
        return err_set(tx->err, ERR_INVALID, "NextToken is not a position in this list.");
    if (t.version < below) {
        json_put_comma(out);
        put_version(&t, t.tail, t.version, t.updated_ms, out);
        page_add_number(page, t.version, out);
    }
    query_begin(&q, tx, STATEMENTS_TABLE_VERSION, VERSION_LIST);
    query_put_int(&q, t.id);
    query_put_int(&q, below);
    query_put_int(&q, page->limit + 1);
    while (query_step(&q)) {
        if (!page_has_room(page))
            break;
        int64_t version = query_int(&q);
        int64_t updated_ms = query_int(&q);
        json_put_comma(out);
        put_version(&t, query_text(&q), version, updated_ms, out);
        page_add_number(page, version, out);
    }
    return query_end(&q);
}

static int delete_archived(struct tx *tx, const struct table *t, int64_t version)
{
    struct query q;
    int64_t deleted = 0;
    if (version == TABLE_ANY_VERSION || version == t->version)
        return err_set(tx->err, ERR_INVALID,
                       "VersionId: version %" PRId64 " of table %.*s is the current one and "
                       "cannot be deleted.",
                       t->version, TEXT_ARG(t->name));
    query_begin(&q, tx, STATEMENTS_TABLE_VERSION, VERSION_DELETE);
    query_put_int(&q, t->id);
    query_put_int(&q, version);
    if (query_run(&q, &deleted) != 0)
        return -1;
    if (deleted == 0)
        return fail_missing(tx, t, version);
    struct change change = table_change(CHANGE_TABLE_VERSION_DELETED, t);
    change.version_before = version;
    return change_add(tx, &change, NULL);
}

int table_version_delete(struct tx *tx, const struct table_name *name, int64_t version)
{
    struct arena arena;
    struct table t;
    arena_init(&arena, LIMIT_DOCUMENT_BYTES, NULL);
    int result = table_find(tx, name, &arena, &t);
    if (result == 0)
        result = delete_archived(tx, &t, version);
    arena_release(&arena);
    return result;
}

int table_version_rollback(struct tx *tx, const struct table_name *name, int64_t version,
                           struct object_mark *mark)
{
    struct arena arena;
    struct table t;
    struct text tail;
    struct table_draft draft;
    int result = -1;
    arena_init(&arena, LIMIT_REQUEST_ARENA_BYTES, NULL);
    if (table_find(tx, name, &arena, &t) != 0 ||
        table_version_tail(tx, &t, version, &arena, &tail) != 0 ||
        table_draft_of_tail(t.name, tail, &arena, &draft, tx->err) != 0)
        goto out;
    struct table_update update = {.draft = &draft,
                                  .unchanged_is_no_update = true,
                                  .is_view_update = true,
                                  .expected_id = mark->id,
                                  .expected_version = mark->id ? mark->version : TABLE_ANY_VERSION};
    result = table_update(tx, name, &update, mark);
out:
    arena_release(&arena);
    return result;
}
