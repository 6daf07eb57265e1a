/* SPDX-License-Identifier: Apache-2.0 */
#include "store/partition_scan.h"

#include <string.h>

#include "base/limits.h"
#include "store/partition_inside.h"
#include "store/partition_walk.h"

enum { SCAN_COUNT, SCAN_ANY };
static const char *const texts[] = {
    [SCAN_COUNT] = "SELECT COUNT(*) FROM partition_keys WHERE table_id = ?1",
    [SCAN_ANY] = "SELECT 1 FROM partition_keys WHERE table_id = ?1 LIMIT 1",
};
const struct statements partition_scan_statements = {texts, COUNT(texts)};

/* Neighbours by number stay together, as in other lists. */
enum { STRIPE_BITS = 10 };

static bool in_segment(const struct partition_scan *scan, int64_t id)
{
    return scan->segments <= 1 ||
           ((id & UINT32_MAX) >> STRIPE_BITS) % scan->segments == scan->segment;
}

/* A key with a zero byte behind it is the next of all keys. */
static struct text behind(struct arena *arena, struct text key)
{
    if (!key.p)
        return TEXT("");
    char *next = arena_alloc(arena, key.n + 1);
    memcpy(next, key.p, key.n);
    return (struct text){next, key.n + 1};
}

int partition_scan_keys(struct tx *tx, struct partition_table *t, const struct partition_scan *scan,
                        partition_on_key *on_key, void *context)
{
    struct partition_walk w = {
        .tx = tx, .table_id = t->table.id, .filter = scan->filter, .keys_count = t->keys.count};
    struct text key;
    int64_t id;
    int result = 0;
    partition_walk_begin(&w, behind(t->arena, scan->after));
    while (result == 0 && partition_walk_next(&w, &key, &id))
        if (in_segment(scan, id))
            result = on_key(context, key, id);
    return partition_walk_end(&w) != 0 || result < 0 ? -1 : 0;
}

static int begin_one(struct tx *tx, const struct partition_table *t, size_t statement,
                     int64_t *value)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_PARTITION_SCAN, statement);
    query_put_int(&q, t->table.id);
    return query_one_int(&q, value);
}

static int ignore(void *context, struct text key, int64_t id)
{
    (void)context;
    (void)key;
    (void)id;
    return 0;
}

int partition_scan_count(struct tx *tx, struct partition_table *t,
                         const struct partition_list *given, int64_t *count)
{
    const struct partition_taker taker = {.take = ignore};
    const struct partition_list list = {
        .filter = given->filter, .expression = given->expression, .taker = &taker};
    struct page page = {.limit = INT64_MAX, .arena = t->arena};
    struct buf none = {.bytes_max = 0};
    *count = 0;
    if (expression_is_everything(list.filter))
        return begin_one(tx, t, SCAN_COUNT, count) == 1 ? 0 : -1;
    int result = partition_list(tx, t, &list, &page, &none);
    *count = page.count;
    return result;
}

int partition_scan_any(struct tx *tx, const struct partition_table *t, bool *any)
{
    int64_t one;
    int found = begin_one(tx, t, SCAN_ANY, &one);
    *any = found == 1;
    return found < 0 ? -1 : 0;
}

void partition_scan_values(const struct partition_table *t, struct text key, struct buf *room,
                           struct text *values)
{
    size_t begin = 0;
    buf_clear(room);
    for (size_t i = 0; i < t->keys.count; i++) {
        partition_key_put_text(partition_key_next(&key), room);
        values[i].n = room->n - begin;
        begin = room->n;
    }
    begin = 0;
    for (size_t i = 0; i < t->keys.count; i++) {
        values[i].p = room->p ? room->p + begin : "";
        begin += values[i].n;
    }
}

int partition_scan_find(struct tx *tx, const struct partition_table *t, const struct value *values,
                        int64_t *id)
{
    return partition_find(tx, t, values, id);
}

int partition_scan_put(struct tx *tx, struct partition_table *t, int64_t id, bool without_columns,
                       struct buf *out)
{
    struct partition_style style;
    partition_style_begin(t, without_columns, &style);
    return partition_put_by_id(tx, t, id, &style, out);
}
