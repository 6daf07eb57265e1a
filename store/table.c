/* SPDX-License-Identifier: Apache-2.0 */
#include "store/table.h"

#include <string.h>

#include "base/json_write.h"
#include "base/limits.h"
#include "catalog/shapes_table.h"
#include "catalog/view_draft.h"
#include "store/change.h"
#include "store/column_statistics.h"
#include "store/db.h"
#include "store/drift.h"
#include "store/link.h"
#include "store/object_cache.h"
#include "store/partition_index.h"
#include "store/projection_warning.h"
#include "store/purge.h"
#include "store/search_index.h"
#include "store/store_inside.h"
#include "store/table_version.h"

enum {
    TABLE_FIND,
    TABLE_LIST,
    TABLE_NAMES,
    TABLE_BY_ID,
    TABLE_INSERT,
    TABLE_UPDATE,
    TABLE_DELETE,
    TABLE_HAS_PARTITIONS
};
#define TABLE_COLUMNS                                                                              \
    "t.id, t.name, t.version, t.created_ms, t.updated_ms, t.created_by, t.key_layout, "            \
    "t.schema_hash, t.next_partition, t.tail, t.table_type"
static const char *const texts[] = {
    [TABLE_FIND] =
        "SELECT " TABLE_COLUMNS ", d.id, d.catalog_id FROM databases d JOIN tables t "
        "ON t.database_id = d.id WHERE d.catalog_id = ?1 AND d.name = ?2 AND t.name = ?3",
    [TABLE_LIST] = "SELECT " TABLE_COLUMNS " FROM tables t "
                   "WHERE t.database_id = ?1 AND t.name > ?2 ORDER BY t.name",
    /* An index holds all that this asks for, so a name that is not shown costs no page of a table.
     */
    [TABLE_NAMES] = "SELECT id, name FROM tables WHERE database_id = ?1 AND name >= ?2 "
                    "AND name <> ?3 ORDER BY name",
    [TABLE_BY_ID] = "SELECT " TABLE_COLUMNS " FROM tables t WHERE t.id = ?1",
    [TABLE_INSERT] =
        "INSERT INTO tables (id, database_id, name, version, created_ms, updated_ms, created_by, "
        "table_type, schema_hash, key_layout, next_partition, tail) "
        "VALUES (?1, ?2, ?3, 0, ?4, ?4, ?5, ?6, ?7, ?8, 1, ?9) ON CONFLICT (database_id, name) "
        "DO NOTHING",
    [TABLE_UPDATE] = "UPDATE tables SET version = ?2, updated_ms = ?3, table_type = ?4, "
                     "schema_hash = ?5, tail = ?6, key_layout = CASE WHEN EXISTS (SELECT 1 "
                     "FROM partition_keys WHERE table_id = ?1) THEN key_layout ELSE ?7 END "
                     "WHERE id = ?1",
    [TABLE_DELETE] = "DELETE FROM tables WHERE id = ?1",
    [TABLE_HAS_PARTITIONS] = "SELECT 1 FROM partition_keys WHERE table_id = ?1 LIMIT 1",
};
const struct statements table_statements = {texts, COUNT(texts)};

/* Partition ids have the table's in their upper half and must stay positive. */
enum { TABLE_ID_MAX = INT32_MAX };

/* Reads the columns of TABLE_COLUMNS; texts are borrowed from the row. */
static struct text read_row(struct query *q, struct table *t)
{
    t->id = query_int(q);
    t->name = query_text(q);
    t->version = query_int(q);
    t->created_ms = query_int(q);
    t->updated_ms = query_int(q);
    t->created_by = query_text(q);
    t->key_layout = query_text(q);
    t->schema_hash = query_text(q);
    t->next_partition = query_int(q);
    t->tail = query_text(q);
    return query_text(q); /* table_type */
}

static void copy_row(struct arena *arena, struct table *t)
{
    t->name = arena_copy(arena, t->name);
    t->created_by = arena_copy(arena, t->created_by);
    t->key_layout = arena_copy(arena, t->key_layout);
    t->schema_hash = arena_copy(arena, t->schema_hash);
    t->tail = arena_copy(arena, t->tail);
}

/* Only a miss asks which of the two is absent. */
static int fail_missing(struct tx *tx, const struct table_name *name)
{
    struct arena arena;
    struct database database;
    arena_init(&arena, LIMIT_DOCUMENT_BYTES, NULL);
    if (database_find(tx, &(struct database_name){name->catalog, name->database}, &arena,
                      &database) == 0)
        err_set(tx->err, ERR_NOT_FOUND, "Table %.*s not found.", TEXT_ARG(name->table));
    arena_release(&arena);
    return -1;
}

/* Begins the query for one table. True with `t` filled from the row (borrowed from it) when there
 * is one. */
static bool begin_find(struct tx *tx, const struct table_name *name, struct query *q,
                       struct table *t)
{
    int64_t catalog_id;
    *t = (struct table){.catalog_name = catalog_shown(tx->store, name->catalog),
                        .database_name = name->database};
    if (catalog_find(tx, name->catalog, &catalog_id) != 0) {
        *q = (struct query){.failed = true};
        return false;
    }
    query_begin(q, tx, STATEMENTS_TABLE, TABLE_FIND);
    query_put_int(q, catalog_id);
    query_put_text(q, name->database);
    query_put_text(q, name->table);
    if (!query_step(q))
        return false;
    read_row(q, t);
    t->database_id = query_int(q);
    t->catalog_id = query_int(q);
    return true;
}

int table_find(struct tx *tx, const struct table_name *name, struct arena *arena, struct table *out)
{
    struct query q;
    bool found = begin_find(tx, name, &q, out);
    if (found)
        copy_row(arena, out);
    if (q.failed && !q.statement)
        return -1;
    if (query_end(&q) != 0)
        return -1;
    return found ? 0 : fail_missing(tx, name);
}

void table_put(const struct table *t, struct text tail, int64_t version, int64_t updated_ms,
               struct buf *out)
{
    buf_put_char(out, '{');
    json_put_string_member(out, "Name", t->name);
    json_put_string_member(out, "DatabaseName", t->database_name);
    json_put_string_member(out, "CatalogId", t->catalog_name);
    buf_put(out, TEXT(",\"VersionId\":\""));
    buf_put_int(out, version);
    buf_put_char(out, '"');
    json_put_ms_member(out, "CreateTime", t->created_ms);
    json_put_ms_member(out, "UpdateTime", updated_ms);
    if (t->created_by.n)
        json_put_string_member(out, "CreatedBy", t->created_by);
    /* Java clients unbox these, so they are never left out. The tail of a view has the second. */
    buf_put(out, TEXT(",\"IsRegisteredWithLakeFormation\":false"));
    if (!text_starts_with(tail, TEXT("\"IsMultiDialectView\":")))
        buf_put(out, TEXT(",\"IsMultiDialectView\":false"));
    if (tail.n) {
        buf_put_char(out, ',');
        buf_put(out, tail);
    }
    buf_put_char(out, '}');
}

int table_get(struct tx *tx, const struct table_name *name, struct buf *out,
              struct object_mark *mark)
{
    struct query q;
    struct table t;
    bool found = begin_find(tx, name, &q, &t);
    if (found) {
        table_put(&t, t.tail, t.version, t.updated_ms, out);
        *mark = (struct object_mark){t.id, t.version};
    }
    if (q.failed && !q.statement)
        return -1;
    if (query_end(&q) != 0)
        return -1;
    return found ? 0 : fail_missing(tx, name);
}

static struct cache_key cache_key_of(struct store *store, const struct table_name *name)
{
    return (struct cache_key){.catalog = catalog_shown(store, name->catalog),
                              .database = name->database,
                              .table = name->table};
}

bool table_get_cached(struct store *store, const struct table_name *name, struct buf *out,
                      struct object_mark *mark, uint64_t *epoch)
{
    struct cache_key key = cache_key_of(store, name);
    return object_cache_get(store_cache(store), &key, out, mark, epoch);
}

int table_get_filling(struct tx *tx, const struct table_name *name, uint64_t epoch, struct buf *out,
                      struct object_mark *mark)
{
    size_t begin = out->n;
    if (table_get(tx, name, out, mark) != 0)
        return -1;
    struct cache_key key = cache_key_of(tx->store, name);
    object_cache_put(store_cache(tx->store), &key, (struct text){out->p + begin, out->n - begin},
                     *mark, epoch);
    return 0;
}

void table_put_name(const struct table *t, struct text table_type, struct buf *out)
{
    buf_put_char(out, '{');
    json_put_string_member(out, "Name", t->name);
    json_put_string_member(out, "DatabaseName", t->database_name);
    json_put_string_member(out, "CatalogId", t->catalog_name);
    if (table_type.p)
        json_put_string_member(out, "TableType", table_type);
    buf_put_char(out, '}');
}

int table_filter_shows(const struct table_filter *filter, struct tx *tx, struct text name)
{
    if (!text_starts_with(name, filter->prefix))
        return 0;
    return filter->matches ? filter->matches(filter->context, tx, name) : 1;
}

struct listing {
    struct tx *tx;
    const struct database *database;
    const struct table_filter *filter;
    struct page *page;
    struct buf *out;
};

int table_filter_takes(const struct table_filter *filter, struct tx *tx, struct text tail)
{
    static const struct text member = TEXT_INIT("\"FederatedTable\":");
    struct arena arena;
    struct value *input;
    if (!filter->is_federated)
        return 1;
    /* Hardly any is one, so few are decoded. */
    if (tail.n == 0 || !memmem(tail.p, tail.n, member.p, member.n))
        return 0;
    arena_init(&arena, LIMIT_REQUEST_ARENA_BYTES, NULL);
    int result = table_tail_decode(tail, &arena, &input, tx->err) != 0
                     ? -1
                     : input[TABLE_INPUT_FEDERATED_TABLE].set;
    arena_release(&arena);
    return result;
}

void table_filter_put(const struct table_filter *filter, const struct table *t,
                      struct text table_type, struct buf *out)
{
    size_t begin = out->n;
    if (filter->what != TABLES_WHOLE) {
        table_put_name(t, filter->what == TABLES_NAMES ? (struct text){NULL, 0} : table_type, out);
        return;
    }
    table_put(t, t->tail, t->version, t->updated_ms, out);
    if (filter->complete)
        filter->complete(out, begin);
}

/* Writes the row that the query stands on. 1: the list goes on, 0: the page is full, -1. */
static int put_row(struct listing *l, struct query *q)
{
    struct table t;
    struct text table_type = read_row(q, &t);
    int taken = table_filter_takes(l->filter, l->tx, t.tail);
    if (taken <= 0)
        return taken < 0 ? -1 : 1;
    if (!page_has_room(l->page))
        return 0;
    t.database_name = l->database->name;
    t.catalog_name = l->database->catalog_name;
    json_put_comma(l->out);
    if (link_put_listed(l->tx, &t, table_type, l->filter, l->out) != 0)
        return -1;
    page_add(l->page, t.name, l->out);
    return 1;
}

int table_put_by_id(struct tx *tx, int64_t id, const struct database *database,
                    const struct table_filter *filter, struct buf *out)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_TABLE, TABLE_BY_ID);
    query_put_int(&q, id);
    if (query_step(&q)) {
        struct table t;
        struct text table_type = read_row(&q, &t);
        t.database_name = database->name;
        t.catalog_name = database->catalog_name;
        json_put_comma(out);
        table_filter_put(filter, &t, table_type, out);
    }
    return query_end(&q);
}

static int list_all(struct listing *l)
{
    struct query q;
    int more = 1;
    query_begin(&q, l->tx, STATEMENTS_TABLE, TABLE_LIST);
    query_put_int(&q, l->database->id);
    query_put_text(&q, l->page->after.p ? l->page->after : TEXT(""));
    while (more == 1 && query_step(&q))
        more = put_row(l, &q);
    return query_end(&q) != 0 || more < 0 ? -1 : 0;
}

static int put_by_id(struct listing *l, int64_t id)
{
    struct query q;
    int more = 1;
    query_begin(&q, l->tx, STATEMENTS_TABLE, TABLE_BY_ID);
    query_put_int(&q, id);
    if (query_step(&q))
        more = put_row(l, &q);
    return query_end(&q) != 0 ? -1 : more;
}

static int list_shown(struct listing *l)
{
    const struct text none = TEXT("");
    struct text after = l->page->after.p ? l->page->after : none;
    struct text prefix = l->filter->prefix.p ? l->filter->prefix : none;
    struct query q;
    int more = 1;
    query_begin(&q, l->tx, STATEMENTS_TABLE, TABLE_NAMES);
    query_put_int(&q, l->database->id);
    query_put_text(&q, text_compare(after, prefix) > 0 ? after : prefix);
    query_put_text(&q, after);
    while (more == 1 && query_step(&q)) {
        int64_t id = query_int(&q);
        struct text name = query_text(&q);
        if (!text_starts_with(name, l->filter->prefix))
            break;
        int shown = table_filter_shows(l->filter, l->tx, name);
        if (shown != 0)
            more = shown < 0 ? -1 : put_by_id(l, id);
    }
    return query_end(&q) != 0 || more < 0 ? -1 : 0;
}

int table_list(struct tx *tx, const struct database_name *name, const struct table_filter *filter,
               struct page *page, struct buf *out)
{
    struct database database;
    if (database_find(tx, name, page->arena, &database) != 0)
        return -1;
    struct listing l = {tx, &database, filter, page, out};
    return filter->matches || filter->prefix.n ? list_shown(&l) : list_all(&l);
}

struct change table_change(enum change_kind kind, const struct table *t)
{
    return (struct change){.kind = kind,
                           .catalog_id = t->catalog_id,
                           .database_id = t->database_id,
                           .table_id = t->id,
                           .catalog_name = t->catalog_name,
                           .database_name = t->database_name,
                           .object_name = t->name,
                           .version_before = CHANGE_NO_VERSION,
                           .version_after = CHANGE_NO_VERSION};
}

static void touch(struct tx *tx, const struct table *t)
{
    struct cache_key key = {t->catalog_name, t->database_name, t->name};
    object_cache_touch(store_cache(tx->store), &key);
}

static int insert(struct tx *tx, const struct table *t, const struct table_draft *draft)
{
    struct query q;
    int64_t inserted = 0;
    query_begin(&q, tx, STATEMENTS_TABLE, TABLE_INSERT);
    query_put_int(&q, t->id);
    query_put_int(&q, t->database_id);
    query_put_text(&q, t->name);
    query_put_int(&q, tx->now_ms);
    query_put_text(&q, t->created_by);
    query_put_text(&q, draft->table_type);
    query_put_blob(&q, t->schema_hash);
    query_put_text(&q, t->key_layout);
    query_put_text(&q, draft->tail);
    if (query_run(&q, &inserted) != 0)
        return -1;
    return inserted ? 0 : err_set(tx->err, ERR_EXISTS, "Table already exists.");
}

static int add_indexes(struct tx *tx, const struct table *t, const struct table_draft *draft)
{
    for (size_t i = 0; i < draft->indexes_count; i++)
        if (partition_index_add(tx, t->id, &draft->indexes[i]) != 0)
            return -1;
    return 0;
}

int table_create(struct tx *tx, const struct table_name *name, const struct table_draft *draft,
                 int64_t *id)
{
    struct arena arena;
    struct database database;
    struct schema_hash hash;
    int result = -1;
    arena_init(&arena, LIMIT_DOCUMENT_BYTES, NULL);
    if (database_find(tx, &(struct database_name){name->catalog, name->database}, &arena,
                      &database) != 0)
        goto out;
    struct table t = {.database_id = database.id,
                      .catalog_id = database.catalog_id,
                      .catalog_name = database.catalog_name,
                      .database_name = database.name,
                      .name = name->table,
                      .created_by = tx->origin ? tx->origin->actor : TEXT(""),
                      .key_layout = draft->key_layout,
                      .schema_hash = schema_hash(tx, draft->schema, &hash)};
    if (store_next_id(tx, "tables", &t.id) != 0)
        goto out;
    if (t.id > TABLE_ID_MAX) {
        err_set(tx->err, ERR_LIMIT, "The store has given out all its table numbers.");
        goto out;
    }
    if (insert(tx, &t, draft) != 0 || add_indexes(tx, &t, draft) != 0 ||
        (draft->projection_warning.p &&
         projection_warning_set(tx, t.id, draft->projection_warning) != 0))
        goto out;
    touch(tx, &t);
    link_note(tx, t.database_name, t.name, draft->tail);
    search_index_note(tx, t.id, 0, draft);
    struct change change = table_change(CHANGE_TABLE_CREATED, &t);
    change.version_after = 0;
    change.after_tail = draft->tail;
    result = change_add(tx, &change, NULL);
    if (id)
        *id = t.id;
out:
    arena_release(&arena);
    return result;
}

/* Keys that are stored stay as they were encoded, so their layout changes only while there are
 * none.
 */
static int write_update(struct tx *tx, const struct table *t, const struct table_draft *draft,
                        struct text hash)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_TABLE, TABLE_UPDATE);
    query_put_int(&q, t->id);
    query_put_int(&q, t->version + 1);
    query_put_int(&q, tx->now_ms);
    query_put_text(&q, draft->table_type);
    query_put_blob(&q, hash);
    query_put_text(&q, draft->tail);
    query_put_text(&q, draft->key_layout);
    return query_run(&q, NULL);
}

static size_t count_keys(struct text layout)
{
    size_t count = 0;
    for (size_t i = 0; i < layout.n; i++)
        count += layout.p[i] == ',';
    return count;
}

/* Types of keys may change, as engines do it when they find a wider one; a value for each of
 * another number of keys is what stored partitions cannot have. */
static int check_key_count(struct tx *tx, const struct table *t, const struct table_draft *draft)
{
    struct query q;
    int64_t one;
    size_t before = count_keys(t->key_layout), after = count_keys(draft->key_layout);
    if (before == after)
        return 0;
    query_begin(&q, tx, STATEMENTS_TABLE, TABLE_HAS_PARTITIONS);
    query_put_int(&q, t->id);
    int found = query_one_int(&q, &one);
    if (found <= 0)
        return found;
    return err_set(tx->err, ERR_INVALID,
                   "PartitionKeys: the table has partitions with %zu values each, so the number of "
                   "its keys cannot become %zu; delete the partitions first.",
                   before, after);
}

static int update_found(struct tx *tx, const struct table *t, const struct table_update *update,
                        struct arena *arena)
{
    struct schema_hash digest;
    struct text hash = schema_hash(tx, update->draft->schema, &digest);
    struct change change = table_change(CHANGE_TABLE_UPDATED, t);
    change.version_before = t->version;
    change.version_after = t->version + 1;
    change.before_tail = t->tail;
    change.after_tail = update->draft->tail;
    if (check_key_count(tx, t, update->draft) != 0 ||
        partition_index_check_update(tx, t, update->draft) != 0 ||
        (!update->skip_archive && table_version_archive(tx, t) != 0))
        return -1;
    if (write_update(tx, t, update->draft, hash) != 0 ||
        projection_warning_set(tx, t->id, update->draft->projection_warning) != 0)
        return -1;
    touch(tx, t);
    link_note(tx, t->database_name, t->name, update->draft->tail);
    search_index_note(tx, t->id, t->version + 1, update->draft);
    if (text_equal(hash, t->schema_hash))
        return change_add(tx, &change, NULL);
    if (statistics_forget_columns(tx, t, update->draft) != 0)
        return -1;
    return drift_record_update(tx, &change, arena);
}

/* Glue's lock is the version alone; an entity tag also says which table it is. */
static int check_expected(struct tx *tx, const struct table *t, const struct table_update *update)
{
    bool same_version =
        update->expected_version == TABLE_ANY_VERSION || update->expected_version == t->version;
    if (update->expected_id != 0 && (update->expected_id != t->id || !same_version))
        return err_set(tx->err, ERR_PRECONDITION, "If-Match: the table is another one by now.");
    if (!same_version)
        return err_set(tx->err, ERR_CONCURRENT,
                       "Update table failed due to concurrent modifications.");
    return 0;
}

/* An engine that knows nothing of dialects must not write over them by what it read of a table. */
static int check_view_stays(struct tx *tx, const struct table *t)
{
    return view_is_multi_dialect(t->tail)
               ? err_set(tx->err, ERR_INVALID,
                         "ViewUpdateAction: table %.*s is a multi-dialect view and is updated by "
                         "ADD, REPLACE, ADD_OR_REPLACE or DROP.",
                         TEXT_ARG(t->name))
               : 0;
}

int table_update(struct tx *tx, const struct table_name *name, const struct table_update *update,
                 struct object_mark *mark)
{
    struct arena arena;
    struct table t;
    arena_init(&arena, LIMIT_REQUEST_ARENA_BYTES, NULL);
    int result = table_find(tx, name, &arena, &t);
    if (result == 0)
        result = check_expected(tx, &t, update);
    bool unchanged =
        result == 0 && update->unchanged_is_no_update && text_equal(t.tail, update->draft->tail);
    if (result == 0 && !unchanged && !update->is_view_update)
        result = check_view_stays(tx, &t);
    if (result == 0 && !unchanged)
        result = update_found(tx, &t, update, &arena);
    if (result == 0 && mark)
        *mark = (struct object_mark){t.id, t.version + (unchanged ? 0 : 1)};
    arena_release(&arena);
    return result;
}

static int delete_found(struct tx *tx, const struct table *t)
{
    struct query q;
    struct change change = table_change(CHANGE_TABLE_DELETED, t);
    change.version_before = t->version;
    change.before_tail = t->tail;
    touch(tx, t);
    query_begin(&q, tx, STATEMENTS_TABLE, TABLE_DELETE);
    query_put_int(&q, t->id);
    if (query_run(&q, NULL) != 0 || purge_add(tx, PURGE_TABLE, t->id) != 0)
        return -1;
    return change_add(tx, &change, NULL);
}

int table_delete(struct tx *tx, const struct table_name *name, const struct object_mark *expected)
{
    struct arena arena;
    struct table t;
    arena_init(&arena, LIMIT_DOCUMENT_BYTES, NULL);
    int result = table_find(tx, name, &arena, &t);
    if (result == 0 && expected)
        result = check_expected(tx, &t,
                                &(struct table_update){.expected_id = expected->id,
                                                       .expected_version = expected->version});
    if (result == 0)
        result = delete_found(tx, &t);
    arena_release(&arena);
    return result;
}
