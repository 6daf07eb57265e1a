/* SPDX-License-Identifier: Apache-2.0 */
#include "store/change.h"

#include "base/arena.h"
#include "base/limits.h"
#include "store/db.h"

enum { CHANGE_INSERT, CHANGE_LAST, CURSOR_GET, CURSOR_SET };
static const char *const texts[] = {
    [CHANGE_INSERT] =
        "INSERT INTO changes (seq, time_ms, actor, source, door, operation, kind, catalog_id, "
        "database_id, table_id, catalog_name, database_name, object_name, version_before, "
        "version_after, partition_first, partition_last, detail, before_tail, after_tail) "
        "SELECT coalesce(max(seq), 0) + 1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, "
        "?14, ?15, ?16, ?17, ?18, ?19 FROM changes RETURNING seq",
    [CHANGE_LAST] = "SELECT coalesce(max(seq), 0) FROM changes",
    [CURSOR_GET] = "SELECT seq FROM cursors WHERE reader = ?1",
    [CURSOR_SET] = "INSERT INTO cursors (reader, seq) VALUES (?1, ?2) "
                   "ON CONFLICT (reader) DO UPDATE SET seq = excluded.seq",
};
const struct statements change_statements = {texts, COUNT(texts)};

static void put_id(struct query *q, int64_t id)
{
    if (id == 0)
        query_put_null(q);
    else
        query_put_int(q, id);
}

static void put_version(struct query *q, int64_t version)
{
    if (version == CHANGE_NO_VERSION)
        query_put_null(q);
    else
        query_put_int(q, version);
}

int change_add(struct tx *tx, const struct change *change, int64_t *seq)
{
    static const struct origin ourselves = {
        .actor = TEXT_INIT("propolis"), .source = TEXT_INIT("-"), .door = "-", .operation = "-"};
    const struct origin *origin = tx->origin ? tx->origin : &ourselves;
    struct query q;
    query_begin(&q, tx, STATEMENTS_CHANGE, CHANGE_INSERT);
    query_put_int(&q, tx->now_ms);
    query_put_text(&q, origin->actor);
    query_put_text(&q, origin->source);
    query_put_text(&q, text_of(origin->door));
    query_put_text(&q, text_of(origin->operation));
    query_put_int(&q, change->kind);
    put_id(&q, change->catalog_id);
    put_id(&q, change->database_id);
    put_id(&q, change->table_id);
    query_put_text(&q, change->catalog_name);
    query_put_text(&q, change->database_name);
    query_put_text(&q, change->object_name);
    put_version(&q, change->version_before);
    put_version(&q, change->version_after);
    put_id(&q, change->partition_first);
    put_id(&q, change->partition_last);
    query_put_text(&q, change->detail);
    query_put_text(&q, change->before_tail);
    query_put_text(&q, change->after_tail);
    int64_t number = 0;
    int found = query_one_int(&q, &number);
    if (seq)
        *seq = number;
    return found == 1 ? 0 : -1;
}

int change_add_configuration(struct tx *tx, const struct configuration_change *changed)
{
    struct arena arena;
    arena_init(&arena, LIMIT_DOCUMENT_BYTES, NULL);
    struct change change = {
        .kind = CHANGE_CONFIGURATION,
        .object_name = arena_printf(&arena, "%s/%.*s", changed->noun, TEXT_ARG(changed->name)),
        .version_before = CHANGE_NO_VERSION,
        .version_after = CHANGE_NO_VERSION,
        .before_tail = changed->before,
        .after_tail = changed->after};
    int result = change_add(tx, &change, NULL);
    arena_release(&arena);
    return result;
}

int change_last(struct tx *tx, int64_t *seq)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_CHANGE, CHANGE_LAST);
    return query_one_int(&q, seq) == 1 ? 0 : -1;
}

int cursor_get(struct tx *tx, const char *reader, int64_t *seq)
{
    struct query q;
    *seq = 0;
    query_begin(&q, tx, STATEMENTS_CHANGE, CURSOR_GET);
    query_put_text(&q, text_of(reader));
    return query_one_int(&q, seq) < 0 ? -1 : 0;
}

int cursor_set(struct tx *tx, const char *reader, int64_t seq)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_CHANGE, CURSOR_SET);
    query_put_text(&q, text_of(reader));
    query_put_int(&q, seq);
    return query_run(&q, NULL);
}
