/* SPDX-License-Identifier: Apache-2.0 */
#include "store/projection_warning.h"

#include "store/db.h"
#include "store/store_inside.h"

enum { WARNING_SET, WARNING_CLEAR, WARNING_GET, WARNING_COUNT };
static const char *const texts[] = {
    [WARNING_SET] = "INSERT INTO projection_warnings (table_id, words) VALUES (?1, ?2) "
                    "ON CONFLICT (table_id) DO UPDATE SET words = ?2",
    [WARNING_CLEAR] = "DELETE FROM projection_warnings WHERE table_id = ?1",
    [WARNING_GET] = "SELECT words FROM projection_warnings WHERE table_id = ?1",
    [WARNING_COUNT] = "SELECT COUNT(*) FROM projection_warnings w JOIN tables t "
                      "ON t.id = w.table_id",
};
const struct statements projection_warning_statements = {texts, COUNT(texts)};

int projection_warning_set(struct tx *tx, int64_t table_id, struct text words)
{
    struct query q;
    if (store_projection_unchecked(tx->store))
        words = (struct text){NULL, 0};
    query_begin(&q, tx, STATEMENTS_PROJECTION_WARNING, words.p ? WARNING_SET : WARNING_CLEAR);
    query_put_int(&q, table_id);
    if (words.p)
        query_put_text(&q, words);
    return query_run(&q, NULL);
}

int projection_warning_get(struct tx *tx, int64_t table_id, struct arena *arena, struct text *words)
{
    struct query q;
    *words = (struct text){NULL, 0};
    query_begin(&q, tx, STATEMENTS_PROJECTION_WARNING, WARNING_GET);
    query_put_int(&q, table_id);
    if (query_step(&q))
        *words = arena_copy(arena, query_text(&q));
    return query_end(&q);
}

int projection_warning_count(struct tx *tx, int64_t *count)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_PROJECTION_WARNING, WARNING_COUNT);
    return query_one_int(&q, count) == 1 ? 0 : -1;
}
