/* SPDX-License-Identifier: Apache-2.0 */
#include "store/partition_index.h"

#include "base/json_write.h"
#include "catalog/shapes_table.h"
#include "store/change.h"
#include "store/db.h"
#include "store/partition.h"
#include "store/partition_index_keys.h"

enum { INDEX_LIST, INDEX_INSERT, INDEX_DELETE };
static const char *const texts[] = {
    [INDEX_LIST] =
        "SELECT number, name, keys, text FROM partition_indexes WHERE table_id = ?1 ORDER BY "
        "number",
    [INDEX_INSERT] = "INSERT INTO partition_indexes (table_id, number, name, keys, text) "
                     "VALUES (?1, ?2, ?3, ?4, ?5)",
    [INDEX_DELETE] = "DELETE FROM partition_indexes WHERE table_id = ?1 AND number = ?2",
};
const struct statements partition_index_statements = {texts, COUNT(texts)};

static void begin_list(struct query *q, struct tx *tx, int64_t table_id)
{
    query_begin(q, tx, STATEMENTS_PARTITION_INDEX, INDEX_LIST);
    query_put_int(q, table_id);
}

int partition_indexes_of(struct tx *tx, int64_t table_id, struct arena *arena,
                         struct partition_indexes *out)
{
    struct query q;
    out->count = 0;
    begin_list(&q, tx, table_id);
    while (out->count < LIMIT_PARTITION_INDEXES && query_step(&q)) {
        struct partition_index *index = &out->items[out->count++];
        index->number = query_int(&q);
        index->name = arena_copy(arena, query_text(&q));
        index->keys = partition_index_keys_decode(arena_copy(arena, query_text(&q)), arena,
                                                  &index->keys_count);
    }
    return query_end(&q);
}

int partition_table_indexes(struct tx *tx, struct partition_table *t,
                            const struct partition_indexes **out)
{
    if (!t->indexes) {
        struct partition_indexes *found = ARENA_NEW(t->arena, struct partition_indexes);
        if (partition_indexes_of(tx, t->table.id, t->arena, found) != 0)
            return -1;
        t->indexes = found;
    }
    *out = t->indexes;
    return 0;
}

int partition_index_check_values(struct tx *tx, struct partition_table *t,
                                 const struct value *values)
{
    const struct partition_indexes *indexes;
    if (partition_table_indexes(tx, t, &indexes) != 0)
        return -1;
    for (size_t i = 0; i < indexes->count; i++)
        for (size_t k = 0; k < indexes->items[i].keys_count; k++) {
            const struct partition_index_key *key = &indexes->items[i].keys[k];
            if (key->place < values->list.count && key->place < t->keys.count &&
                partition_index_check_value(key, t->keys.names[key->place],
                                            values->list.items[key->place].text, tx->err) != 0)
                return -1;
        }
    return 0;
}

/* The name of an index that has a key, or {NULL, 0}. */
static struct text indexed_by(const struct partition_indexes *indexes, size_t place)
{
    for (size_t i = 0; i < indexes->count; i++)
        for (size_t k = 0; k < indexes->items[i].keys_count; k++)
            if (indexes->items[i].keys[k].place == place)
                return indexes->items[i].name;
    return (struct text){NULL, 0};
}

static int check_key(struct tx *tx, const struct value *before, const struct value *after,
                     struct text index)
{
    struct text name = before[COLUMN_NAME].text;
    if (!after || !text_equal(name, after[COLUMN_NAME].text))
        return err_set(
            tx->err, ERR_INVALID,
            "PartitionKeys: the key '%.*s' cannot be renamed, moved or removed while the "
            "table has partition indexes.",
            TEXT_ARG(name));
    if (index.p && !text_equal(before[COLUMN_TYPE].text, after[COLUMN_TYPE].text))
        return err_set(tx->err, ERR_INVALID,
                       "PartitionKeys: the type of '%.*s' cannot change while the partition index "
                       "'%.*s' has it.",
                       TEXT_ARG(name), TEXT_ARG(text_cut(index, 255)));
    return 0;
}

static int check_keys(struct tx *tx, const struct value *before, const struct value *after,
                      const struct partition_indexes *indexes)
{
    for (size_t i = 0; i < before->list.count; i++)
        if (check_key(tx, before->list.items[i].members,
                      i < after->list.count ? after->list.items[i].members : NULL,
                      indexed_by(indexes, i)) != 0)
            return -1;
    return 0;
}

int partition_index_check_update(struct tx *tx, const struct table *table,
                                 const struct table_draft *draft)
{
    struct partition_indexes indexes;
    struct value *input;
    struct arena arena;
    arena_init(&arena, LIMIT_REQUEST_ARENA_BYTES, NULL);
    int result = partition_indexes_of(tx, table->id, &arena, &indexes);
    if (result == 0 && indexes.count > 0) {
        result = table_tail_decode(table->tail, &arena, &input, tx->err);
        if (result == 0)
            result = check_keys(tx, &input[TABLE_INPUT_PARTITION_KEYS], draft->keys, &indexes);
    }
    arena_release(&arena);
    return result;
}

/* The limit goes before the clashes, and the words are the real service's
 * (github.com/floci-io/floci/pull/3551, measured in us-west-2). */
static int check_room(struct tx *tx, int64_t table_id, const struct partition_index_draft *draft)
{
    struct text same_name = {NULL, 0}, same_keys = {NULL, 0};
    struct arena arena;
    struct query q;
    size_t count = 0;
    arena_init(&arena, LIMIT_DOCUMENT_BYTES, NULL);
    begin_list(&q, tx, table_id);
    for (; query_step(&q); count++) {
        (void)query_int(&q);
        struct text name = arena_copy(&arena, query_text(&q));
        if (text_equal(name, draft->name))
            same_name = name;
        if (text_equal(query_text(&q), draft->keys))
            same_keys = name;
    }
    int result = query_end(&q);
    if (result == 0 && count >= LIMIT_PARTITION_INDEXES)
        result = err_set(tx->err, ERR_LIMIT, "Partition index limit exceeded. Maximum: %d",
                         LIMIT_PARTITION_INDEXES);
    if (result == 0 && same_name.p)
        result =
            err_set(tx->err, ERR_EXISTS, "Partition Index %.*s already exists with the same name.",
                    TEXT_ARG(same_name));
    if (result == 0 && same_keys.p)
        result =
            err_set(tx->err, ERR_EXISTS, "Partition Index %.*s already exists with the same keys.",
                    TEXT_ARG(same_keys));
    arena_release(&arena);
    return result;
}

int partition_index_add(struct tx *tx, int64_t table_id, const struct partition_index_draft *draft)
{
    struct query q;
    int64_t number;
    if (check_room(tx, table_id, draft) != 0 ||
        store_next_id(tx, "partition_indexes", &number) != 0)
        return -1;
    query_begin(&q, tx, STATEMENTS_PARTITION_INDEX, INDEX_INSERT);
    query_put_int(&q, table_id);
    query_put_int(&q, number);
    query_put_text(&q, draft->name);
    query_put_text(&q, draft->keys);
    query_put_text(&q, draft->text);
    if (query_run(&q, NULL) != 0)
        return -1;
    return partition_index_keys_begin(tx, table_id, number);
}

/* `text`: the descriptor that came or went. */
static int log_change(struct tx *tx, const struct table *t, enum change_kind kind, struct text text)
{
    struct buf detail;
    buf_init(&detail, LIMIT_DOCUMENT_BYTES);
    buf_put(&detail, TEXT("{\"PartitionIndex\":{"));
    buf_put(&detail, text);
    buf_put(&detail, TEXT("}}"));
    struct change change = table_change(kind, t);
    change.detail = buf_text(&detail);
    int result = change_add(tx, &change, NULL);
    buf_release(&detail);
    return result;
}

int partition_index_create(struct tx *tx, const struct table_name *name,
                           const struct value *partition_index)
{
    struct partition_index_draft draft;
    struct arena arena;
    struct table t;
    struct value *input;
    arena_init(&arena, LIMIT_REQUEST_ARENA_BYTES, NULL);
    int result = table_find(tx, name, &arena, &t);
    if (result == 0)
        result = table_tail_decode(t.tail, &arena, &input, tx->err);
    if (result == 0)
        result = partition_index_draft_make(partition_index, &input[TABLE_INPUT_PARTITION_KEYS],
                                            &arena, &draft, tx->err);
    if (result == 0)
        result = partition_index_add(tx, t.id, &draft);
    if (result == 0)
        result = log_change(tx, &t, CHANGE_PARTITION_INDEX_CREATED, draft.text);
    arena_release(&arena);
    return result;
}

int partition_index_list(struct tx *tx, const struct table_name *name, struct buf *out)
{
    struct arena arena;
    struct table t;
    struct query q;
    arena_init(&arena, LIMIT_DOCUMENT_BYTES, NULL);
    int result = table_find(tx, name, &arena, &t);
    arena_release(&arena);
    if (result != 0)
        return -1;
    begin_list(&q, tx, t.id);
    while (query_step(&q)) {
        (void)query_int(&q), (void)query_text(&q), (void)query_text(&q);
        json_put_comma(out);
        buf_put_char(out, '{');
        buf_put(out, query_text(&q));
        buf_put_char(out, '}');
    }
    return query_end(&q);
}

struct found_index {
    int64_t number;
    struct text text;
};

/* The index of a name: its number and, in the arena, its text. 1: found, 0: not, -1: error. */
static int find(struct tx *tx, int64_t table_id, struct text name, struct arena *arena,
                struct found_index *out)
{
    struct query q;
    bool found = false;
    begin_list(&q, tx, table_id);
    while (!found && query_step(&q)) {
        out->number = query_int(&q);
        found = text_equal(query_text(&q), name);
        (void)query_text(&q);
        if (found)
            out->text = arena_copy(arena, query_text(&q));
    }
    return query_end(&q) != 0 ? -1 : found;
}

static int delete_found(struct tx *tx, const struct table *t, const struct found_index *found)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_PARTITION_INDEX, INDEX_DELETE);
    query_put_int(&q, t->id);
    query_put_int(&q, found->number);
    if (query_run(&q, NULL) != 0 || partition_index_keys_drop(tx, found->number) != 0)
        return -1;
    return log_change(tx, t, CHANGE_PARTITION_INDEX_DELETED, found->text);
}

int partition_index_delete(struct tx *tx, const struct table_name *name, struct text index)
{
    struct found_index found;
    struct arena arena;
    struct table t;
    arena_init(&arena, LIMIT_DOCUMENT_BYTES, NULL);
    int result = table_find(tx, name, &arena, &t);
    if (result == 0) {
        int there = find(tx, t.id, index, &arena, &found);
        if (there == 1)
            result = delete_found(tx, &t, &found);
        else
            result = there < 0 ? -1
                               : err_set(tx->err, ERR_NOT_FOUND,
                                         "Index with the given indexName : %.*s does not exist.",
                                         TEXT_ARG(index));
    }
    arena_release(&arena);
    return result;
}
