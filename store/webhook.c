/* SPDX-License-Identifier: Apache-2.0 */
#include "store/webhook.h"

#include "base/json_write.h"
#include "base/limits.h"
#include "store/change.h"
#include "store/db.h"
#include "store/tag.h"

enum {
    WEBHOOK_FIND,
    WEBHOOK_FIND_ID,
    WEBHOOK_NEXT_ENABLED,
    WEBHOOK_LIST,
    WEBHOOK_COUNT,
    WEBHOOK_COUNT_ENABLED,
    WEBHOOK_NAME_TAKEN,
    WEBHOOK_INSERT,
    WEBHOOK_UPDATE,
    WEBHOOK_ROTATE,
    WEBHOOK_DELETE,
    WEBHOOK_DISABLE
};

#define WEBHOOK_COLUMNS                                                                            \
    "id, uid, name, enabled, disabled_reason, created_ms, updated_ms, secret, previous_secret, "   \
    "previous_until_ms, tail"

static const char *const texts[] = {
    [WEBHOOK_FIND] = "SELECT " WEBHOOK_COLUMNS " FROM webhooks WHERE uid = ?1",
    [WEBHOOK_FIND_ID] = "SELECT " WEBHOOK_COLUMNS " FROM webhooks WHERE id = ?1",
    [WEBHOOK_NEXT_ENABLED] = "SELECT " WEBHOOK_COLUMNS " FROM webhooks "
                             "WHERE id > ?1 AND enabled = 1 ORDER BY id LIMIT 1",
    [WEBHOOK_LIST] = "SELECT " WEBHOOK_COLUMNS " FROM webhooks "
                     "WHERE name > ?1 ORDER BY name LIMIT ?2",
    [WEBHOOK_COUNT] = "SELECT count(*) FROM webhooks",
    [WEBHOOK_COUNT_ENABLED] = "SELECT count(*) FROM webhooks WHERE enabled = 1",
    [WEBHOOK_NAME_TAKEN] = "SELECT 1 FROM webhooks WHERE name = ?1 AND uid <> ?2",
    [WEBHOOK_INSERT] =
        "INSERT INTO webhooks (id, uid, name, enabled, created_ms, updated_ms, secret, tail) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7)",
    [WEBHOOK_UPDATE] = "UPDATE webhooks SET name = ?2, enabled = ?3, disabled_reason = NULL, "
                       "updated_ms = ?4, tail = ?5 WHERE uid = ?1",
    [WEBHOOK_ROTATE] = "UPDATE webhooks SET previous_secret = secret, previous_until_ms = ?2, "
                       "secret = ?3 WHERE uid = ?1",
    [WEBHOOK_DELETE] = "DELETE FROM webhooks WHERE uid = ?1",
    [WEBHOOK_DISABLE] = "UPDATE webhooks SET enabled = 0, disabled_reason = ?2, updated_ms = ?3 "
                        "WHERE id = ?1 AND enabled = 1",
};
const struct statements webhook_statements = {texts, COUNT(texts)};

struct text webhook_seal_place(struct text uid, struct arena *arena)
{
    return arena_printf(arena, "webhooks.secret:%.*s", TEXT_ARG(uid));
}

/* Takes WEBHOOK_COLUMNS; texts are borrowed from the row. */
static void read_row(struct query *q, struct webhook *w)
{
    w->id = query_int(q);
    w->uid = query_text(q);
    w->name = query_text(q);
    w->enabled = query_int(q) != 0;
    w->disabled_reason = query_text(q);
    w->created_ms = query_int(q);
    w->updated_ms = query_int(q);
    w->secret = query_text(q);
    w->previous_secret = query_text(q);
    w->previous_until_ms = query_int(q);
    w->tail = query_text(q);
}

static void keep(struct arena *arena, struct text *t)
{
    if (t->p)
        *t = arena_copy(arena, *t);
}

/* Steps once: 1 and the row copied into the arena, 0, or -1. */
static int read_one(struct query *q, struct arena *arena, struct webhook *out)
{
    *out = (struct webhook){0};
    bool found = query_step(q);
    if (found) {
        read_row(q, out);
        keep(arena, &out->uid);
        keep(arena, &out->name);
        keep(arena, &out->disabled_reason);
        keep(arena, &out->secret);
        keep(arena, &out->previous_secret);
        keep(arena, &out->tail);
    }
    if (query_end(q) != 0)
        return -1;
    return found;
}

int webhook_find(struct tx *tx, struct text uid, struct arena *arena, struct webhook *out)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_WEBHOOK, WEBHOOK_FIND);
    query_put_text(&q, uid);
    int found = read_one(&q, arena, out);
    if (found == 0)
        return err_set(tx->err, ERR_NOT_FOUND, "Webhook %.*s not found.",
                       TEXT_ARG(text_cut(uid, 64)));
    return found == 1 ? 0 : -1;
}

int webhook_find_id(struct tx *tx, int64_t id, struct arena *arena, struct webhook *out)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_WEBHOOK, WEBHOOK_FIND_ID);
    query_put_int(&q, id);
    return read_one(&q, arena, out);
}

int webhook_next_enabled(struct tx *tx, int64_t after, struct arena *arena, struct webhook *out)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_WEBHOOK, WEBHOOK_NEXT_ENABLED);
    query_put_int(&q, after);
    return read_one(&q, arena, out);
}

int webhook_count_enabled(struct tx *tx, int64_t *count)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_WEBHOOK, WEBHOOK_COUNT_ENABLED);
    return query_one_int(&q, count) == 1 ? 0 : -1;
}

void webhook_put(const struct webhook *w, struct text secret, struct buf *out)
{
    buf_put_char(out, '{');
    json_put_string_member(out, "WebhookId", w->uid);
    json_put_string_member(out, "Name", w->name);
    json_put_string_member(out, "State", w->enabled ? TEXT("ENABLED") : TEXT("DISABLED"));
    if (w->disabled_reason.p)
        json_put_string_member(out, "DisabledReason", w->disabled_reason);
    json_put_ms_member(out, "CreatedTime", w->created_ms);
    json_put_ms_member(out, "UpdatedTime", w->updated_ms);
    if (secret.n)
        json_put_string_member(out, "Secret", secret);
    if (w->previous_secret.p)
        json_put_ms_member(out, "PreviousSecretExpiryTime", w->previous_until_ms);
    buf_put_char(out, ',');
    buf_put(out, w->tail);
    buf_put_char(out, '}');
}

int webhook_list(struct tx *tx, struct page *page, struct buf *out)
{
    struct query q;
    struct webhook w;
    query_begin(&q, tx, STATEMENTS_WEBHOOK, WEBHOOK_LIST);
    query_put_text(&q, page->after.p ? page->after : TEXT(""));
    query_put_int(&q, page->limit + 1);
    while (query_step(&q)) {
        if (!page_has_room(page))
            break;
        read_row(&q, &w);
        json_put_comma(out);
        webhook_put(&w, (struct text){NULL, 0}, out);
        page_add(page, w.name, out);
    }
    return query_end(&q);
}

/* Secrets never go into the change log. */
static int note_change(struct tx *tx, struct text name, struct text before, struct text after)
{
    return change_add_configuration(tx,
                                    &(struct configuration_change){"webhook", name, before, after});
}

static int check_name(struct tx *tx, const struct webhook_write *write)
{
    struct query q;
    int64_t taken;
    query_begin(&q, tx, STATEMENTS_WEBHOOK, WEBHOOK_NAME_TAKEN);
    query_put_text(&q, write->name);
    query_put_text(&q, write->uid);
    int found = query_one_int(&q, &taken);
    if (found == 1)
        return err_set(tx->err, ERR_EXISTS, "Webhook %.*s already exists.", TEXT_ARG(write->name));
    return found;
}

static int check_count(struct tx *tx)
{
    struct query q;
    int64_t count = 0;
    query_begin(&q, tx, STATEMENTS_WEBHOOK, WEBHOOK_COUNT);
    if (query_one_int(&q, &count) != 1)
        return -1;
    if (count < LIMIT_WEBHOOKS)
        return 0;
    return err_set(tx->err, ERR_LIMIT, "There may be at most %d webhooks.", LIMIT_WEBHOOKS);
}

int webhook_create(struct tx *tx, const struct webhook_write *write)
{
    struct query q;
    int64_t id;
    if (check_name(tx, write) != 0 || check_count(tx) != 0 ||
        store_next_id(tx, "webhooks", &id) != 0)
        return -1;
    query_begin(&q, tx, STATEMENTS_WEBHOOK, WEBHOOK_INSERT);
    query_put_int(&q, id);
    query_put_text(&q, write->uid);
    query_put_text(&q, write->name);
    query_put_int(&q, write->enabled);
    query_put_int(&q, tx->now_ms);
    query_put_blob(&q, write->secret);
    query_put_text(&q, write->tail);
    if (query_run(&q, NULL) != 0 || tags_put(tx, TAG_WEBHOOK, id, write->tags) != 0)
        return -1;
    return note_change(tx, write->name, (struct text){NULL, 0}, write->tail);
}

static int rotate(struct tx *tx, const struct webhook_write *write)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_WEBHOOK, WEBHOOK_ROTATE);
    query_put_text(&q, write->uid);
    query_put_int(&q, tx->now_ms + WEBHOOK_ROTATION_MS);
    query_put_blob(&q, write->secret);
    return query_run(&q, NULL);
}

static int update_found(struct tx *tx, const struct webhook_write *write, struct text before)
{
    struct query q;
    if (check_name(tx, write) != 0)
        return -1;
    query_begin(&q, tx, STATEMENTS_WEBHOOK, WEBHOOK_UPDATE);
    query_put_text(&q, write->uid);
    query_put_text(&q, write->name);
    query_put_int(&q, write->enabled);
    query_put_int(&q, tx->now_ms);
    query_put_text(&q, write->tail);
    if (query_run(&q, NULL) != 0 || (write->secret.p && rotate(tx, write) != 0))
        return -1;
    return note_change(tx, write->name, before, write->tail);
}

int webhook_update(struct tx *tx, const struct webhook_write *write)
{
    struct arena arena;
    struct webhook found;
    arena_init(&arena, LIMIT_DOCUMENT_BYTES, NULL);
    int result = webhook_find(tx, write->uid, &arena, &found);
    if (result == 0)
        result = update_found(tx, write, found.tail);
    arena_release(&arena);
    return result;
}

int webhook_delete(struct tx *tx, struct text uid)
{
    struct arena arena;
    struct webhook found;
    struct query q;
    arena_init(&arena, LIMIT_DOCUMENT_BYTES, NULL);
    int result = webhook_find(tx, uid, &arena, &found);
    if (result == 0) {
        query_begin(&q, tx, STATEMENTS_WEBHOOK, WEBHOOK_DELETE);
        query_put_text(&q, uid);
        result = query_run(&q, NULL);
    }
    if (result == 0)
        result = tags_clear(tx, TAG_WEBHOOK, found.id);
    if (result == 0)
        result = note_change(tx, found.name, found.tail, (struct text){NULL, 0});
    arena_release(&arena);
    return result;
}

int webhook_disable(struct tx *tx, int64_t id, struct text reason)
{
    struct query q;
    struct arena arena;
    struct webhook found;
    int64_t disabled = 0;
    arena_init(&arena, LIMIT_DOCUMENT_BYTES, NULL);
    int result = webhook_find_id(tx, id, &arena, &found);
    if (result == 1) {
        query_begin(&q, tx, STATEMENTS_WEBHOOK, WEBHOOK_DISABLE);
        query_put_int(&q, id);
        query_put_text(&q, reason);
        query_put_int(&q, tx->now_ms);
        result = query_run(&q, &disabled);
    }
    if (result == 0 && disabled > 0)
        result = note_change(tx, found.name, found.tail, found.tail);
    arena_release(&arena);
    return result;
}
