/* SPDX-License-Identifier: Apache-2.0
 * Deliveries as work: taking, finishing, clearing away. Due ones are looked for webhook by webhook
 * along one index, so that ten thousand for a receiver that is down hide none for another. */
#include "store/db.h"
#include "store/delivery.h"

enum {
    WORK_NEXT_WEBHOOK,
    WORK_ENABLED,
    WORK_SENDING,
    WORK_DUE,
    WORK_TAKE,
    WORK_EXPIRED,
    WORK_CANCEL,
    WORK_FINISH,
    WORK_RECORD,
    WORK_PROMOTE,
    WORK_RECORD_LOST,
    WORK_RELEASE,
    WORK_OLD,
    WORK_DELETE,
    WORK_DELETE_ATTEMPTS
};

static const char *const texts[] = {
    [WORK_NEXT_WEBHOOK] = "SELECT webhook_id, due_ms FROM deliveries WHERE state = ?1 "
                          "AND webhook_id > ?2 ORDER BY webhook_id, due_ms LIMIT 1",
    [WORK_ENABLED] = "SELECT enabled FROM webhooks WHERE id = ?1",
    [WORK_SENDING] = "SELECT count(*) FROM deliveries WHERE state = ?1 AND webhook_id = ?2",
    [WORK_DUE] =
        "SELECT id, webhook_id, drift_event_id, created_ms, message_id, attempts FROM deliveries "
        "WHERE state = ?1 AND webhook_id = ?2 AND due_ms <= ?3 ORDER BY due_ms LIMIT ?4",
    [WORK_TAKE] = "UPDATE deliveries SET state = ?2, lease_owner = ?3, due_ms = ?4, "
                  "attempts = attempts + 1 WHERE id = ?1",
    [WORK_EXPIRED] = "UPDATE deliveries SET state = ?1, lease_owner = NULL "
                     "WHERE state = ?2 AND due_ms <= ?3",
    [WORK_CANCEL] = "UPDATE deliveries SET state = ?2, due_ms = ?3 WHERE id IN (SELECT id "
                    "FROM deliveries WHERE state = ?4 AND webhook_id = ?1 LIMIT ?5)",
    [WORK_FINISH] = "UPDATE deliveries SET state = ?4, due_ms = ?5, lease_owner = NULL "
                    "WHERE id = ?1 AND state = ?2 AND lease_owner = ?3 RETURNING table_id",
    [WORK_RECORD] = "INSERT INTO delivery_attempts (delivery_id, attempt, time_ms, duration_ms, "
                    "status, error, answer) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) "
                    "ON CONFLICT (delivery_id, attempt) DO NOTHING",
    [WORK_PROMOTE] = "UPDATE deliveries SET state = ?4, due_ms = ?5 WHERE id = (SELECT id "
                     "FROM deliveries WHERE webhook_id = ?1 AND table_id = ?2 AND state = ?3 "
                     "ORDER BY id LIMIT 1)",
    [WORK_RECORD_LOST] =
        "INSERT INTO delivery_attempts (delivery_id, attempt, time_ms, duration_ms, error) "
        "SELECT id, attempts, ?2, 0, 'The server stopped before an answer came.' FROM deliveries "
        "WHERE state = ?1 ON CONFLICT (delivery_id, attempt) DO NOTHING",
    [WORK_RELEASE] = "UPDATE deliveries SET state = ?1, due_ms = ?3, lease_owner = NULL "
                     "WHERE state = ?2",
    [WORK_OLD] = "SELECT id FROM deliveries WHERE state = ?1 AND webhook_id = ?2 AND due_ms < ?3 "
                 "LIMIT ?4",
    [WORK_DELETE] = "DELETE FROM deliveries WHERE id = ?1",
    [WORK_DELETE_ATTEMPTS] = "DELETE FROM delivery_attempts WHERE delivery_id = ?1",
};
const struct statements delivery_work_statements = {texts, COUNT(texts)};

/* Rows that one transaction clears away beside its work. */
enum { CHUNK_ROWS = 200 };

/* The next webhook that has deliveries in a state, and when its first is due: 1, 0, -1. */
static int next_webhook(struct tx *tx, enum delivery_state state, int64_t *webhook_id,
                        int64_t *due_ms)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_DELIVERY_WORK, WORK_NEXT_WEBHOOK);
    query_put_int(&q, state);
    query_put_int(&q, *webhook_id);
    bool found = query_step(&q);
    if (found) {
        *webhook_id = query_int(&q);
        *due_ms = query_int(&q);
    }
    if (query_end(&q) != 0)
        return -1;
    return found;
}

int delivery_next_due(struct tx *tx, int64_t *due_ms)
{
    static const enum delivery_state states[] = {DELIVERY_DUE, DELIVERY_SENDING};
    *due_ms = INT64_MAX;
    for (size_t i = 0; i < COUNT(states); i++) {
        int64_t webhook_id = 0, first_ms;
        int more;
        while ((more = next_webhook(tx, states[i], &webhook_id, &first_ms)) == 1)
            if (first_ms < *due_ms)
                *due_ms = first_ms;
        if (more != 0)
            return -1;
    }
    return 0;
}

/* Taking. */

static int ask_enabled(struct tx *tx, int64_t webhook_id, bool *enabled)
{
    struct query q;
    int64_t value = 0;
    query_begin(&q, tx, STATEMENTS_DELIVERY_WORK, WORK_ENABLED);
    query_put_int(&q, webhook_id);
    int found = query_one_int(&q, &value);
    *enabled = found == 1 && value != 0;
    return found < 0 ? -1 : 0;
}

/* Those that wait behind others go too, or they would wait for ever. */
static int cancel_some(struct tx *tx, int64_t webhook_id)
{
    static const enum delivery_state states[] = {DELIVERY_WAITING, DELIVERY_DUE};
    for (size_t i = 0; i < COUNT(states); i++) {
        struct query q;
        int64_t cancelled = 0;
        query_begin(&q, tx, STATEMENTS_DELIVERY_WORK, WORK_CANCEL);
        query_put_int(&q, webhook_id);
        query_put_int(&q, DELIVERY_CANCELLED);
        query_put_int(&q, tx->now_ms);
        query_put_int(&q, states[i]);
        query_put_int(&q, CHUNK_ROWS);
        if (query_run(&q, &cancelled) != 0)
            return -1;
        if (cancelled == CHUNK_ROWS)
            return 0; /* the due ones stay last, so that the webhook is met again */
    }
    return 0;
}

static int room_of_webhook(struct tx *tx, const struct delivery_take *take, int64_t webhook_id,
                           int64_t *room)
{
    struct query q;
    int64_t sending = 0, left = (int64_t)(take->room - take->count);
    query_begin(&q, tx, STATEMENTS_DELIVERY_WORK, WORK_SENDING);
    query_put_int(&q, DELIVERY_SENDING);
    query_put_int(&q, webhook_id);
    if (query_one_int(&q, &sending) < 0)
        return -1;
    *room = take->per_webhook_max - sending;
    if (*room > left)
        *room = left;
    return 0;
}

static int mark_taken(struct tx *tx, const struct delivery_take *take, int64_t id)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_DELIVERY_WORK, WORK_TAKE);
    query_put_int(&q, id);
    query_put_int(&q, DELIVERY_SENDING);
    query_put_text(&q, take->owner);
    query_put_int(&q, take->lease_until_ms);
    return query_run(&q, NULL);
}

static int take_of_webhook(struct tx *tx, struct delivery_take *take, int64_t webhook_id)
{
    struct query q;
    int64_t room;
    size_t first = take->count;
    if (room_of_webhook(tx, take, webhook_id, &room) != 0)
        return -1;
    if (room <= 0)
        return 0;
    query_begin(&q, tx, STATEMENTS_DELIVERY_WORK, WORK_DUE);
    query_put_int(&q, DELIVERY_DUE);
    query_put_int(&q, webhook_id);
    query_put_int(&q, tx->now_ms);
    query_put_int(&q, room);
    while (query_step(&q)) {
        struct delivery *d = &take->out[take->count++];
        d->id = query_int(&q);
        d->webhook_id = query_int(&q);
        d->drift_event_id = query_int(&q);
        d->created_ms = query_int(&q);
        d->message_id = arena_copy(take->arena, query_text(&q));
        d->attempt = query_int(&q) + 1;
    }
    if (query_end(&q) != 0)
        return -1;
    for (size_t i = first; i < take->count; i++)
        if (mark_taken(tx, take, take->out[i].id) != 0)
            return -1;
    return 0;
}

static int serve_webhook(struct tx *tx, struct delivery_take *take, int64_t webhook_id)
{
    bool enabled;
    if (ask_enabled(tx, webhook_id, &enabled) != 0)
        return -1;
    return enabled ? take_of_webhook(tx, take, webhook_id) : cancel_some(tx, webhook_id);
}

/* Webhooks with numbers in (from, to], as far as there is room. */
static int take_range(struct tx *tx, struct delivery_take *take, int64_t from, int64_t to)
{
    int64_t webhook_id = from, due_ms;
    int more = 0;
    while (take->count < take->room &&
           (more = next_webhook(tx, DELIVERY_DUE, &webhook_id, &due_ms)) == 1 && webhook_id <= to) {
        if (due_ms > tx->now_ms)
            continue;
        if (serve_webhook(tx, take, webhook_id) != 0)
            return -1;
        take->after_webhook = webhook_id;
    }
    return more < 0 ? -1 : 0;
}

int delivery_take_due(struct tx *tx, struct delivery_take *take)
{
    struct query q;
    int64_t begin = take->after_webhook;
    take->count = 0;
    query_begin(&q, tx, STATEMENTS_DELIVERY_WORK, WORK_EXPIRED);
    query_put_int(&q, DELIVERY_DUE);
    query_put_int(&q, DELIVERY_SENDING);
    query_put_int(&q, tx->now_ms);
    if (query_run(&q, NULL) != 0 || take_range(tx, take, begin, INT64_MAX) != 0)
        return -1;
    return take_range(tx, take, 0, begin);
}

/* Finishing. */

static int record(struct tx *tx, const struct delivery_outcome *o)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_DELIVERY_WORK, WORK_RECORD);
    query_put_int(&q, o->id);
    query_put_int(&q, o->attempt);
    query_put_int(&q, o->time_ms);
    query_put_int(&q, o->duration_ms);
    if (o->status)
        query_put_int(&q, o->status);
    else
        query_put_null(&q);
    query_put_text(&q, o->error);
    query_put_text(&q, o->answer);
    return query_run(&q, NULL);
}

static int promote_next(struct tx *tx, int64_t webhook_id, int64_t table_id)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_DELIVERY_WORK, WORK_PROMOTE);
    query_put_int(&q, webhook_id);
    query_put_int(&q, table_id);
    query_put_int(&q, DELIVERY_WAITING);
    query_put_int(&q, DELIVERY_DUE);
    query_put_int(&q, tx->now_ms);
    return query_run(&q, NULL);
}

int delivery_finish(struct tx *tx, const struct delivery_outcome *o)
{
    struct query q;
    int64_t table_id = 0;
    if (record(tx, o) != 0)
        return -1;
    query_begin(&q, tx, STATEMENTS_DELIVERY_WORK, WORK_FINISH);
    query_put_int(&q, o->id);
    query_put_int(&q, DELIVERY_SENDING);
    query_put_text(&q, o->owner);
    query_put_int(&q, o->state);
    query_put_int(&q, o->due_ms);
    int found = query_one_int(&q, &table_id);
    if (found != 1 || o->state == DELIVERY_DUE || table_id == 0)
        return found < 0 ? -1 : 0;
    return promote_next(tx, o->webhook_id, table_id);
}

int delivery_release_leases(struct tx *tx)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_DELIVERY_WORK, WORK_RECORD_LOST);
    query_put_int(&q, DELIVERY_SENDING);
    query_put_int(&q, tx->now_ms);
    if (query_run(&q, NULL) != 0)
        return -1;
    query_begin(&q, tx, STATEMENTS_DELIVERY_WORK, WORK_RELEASE);
    query_put_int(&q, DELIVERY_DUE);
    query_put_int(&q, DELIVERY_SENDING);
    query_put_int(&q, tx->now_ms);
    return query_run(&q, NULL);
}

/* Clearing away. */

static int delete_one(struct tx *tx, int64_t id)
{
    static const int statements[] = {WORK_DELETE_ATTEMPTS, WORK_DELETE};
    for (size_t i = 0; i < COUNT(statements); i++) {
        struct query q;
        query_begin(&q, tx, STATEMENTS_DELIVERY_WORK, (size_t)statements[i]);
        query_put_int(&q, id);
        if (query_run(&q, NULL) != 0)
            return -1;
    }
    return 0;
}

/* Deletes old ones of one webhook and state, at most a chunk; `*count` gets how many. */
static int prune_of_webhook(struct tx *tx, enum delivery_state state, int64_t webhook_id,
                            int64_t before_ms, size_t *count)
{
    struct query q;
    int64_t ids[CHUNK_ROWS];
    *count = 0;
    query_begin(&q, tx, STATEMENTS_DELIVERY_WORK, WORK_OLD);
    query_put_int(&q, state);
    query_put_int(&q, webhook_id);
    query_put_int(&q, before_ms);
    query_put_int(&q, CHUNK_ROWS);
    while (*count < CHUNK_ROWS && query_step(&q))
        ids[(*count)++] = query_int(&q);
    if (query_end(&q) != 0)
        return -1;
    for (size_t i = 0; i < *count; i++)
        if (delete_one(tx, ids[i]) != 0)
            return -1;
    return 0;
}

int delivery_prune(struct tx *tx, int64_t before_ms, bool *more)
{
    *more = false;
    for (int state = DELIVERY_SUCCEEDED; state <= DELIVERY_CANCELLED; state++) {
        int64_t webhook_id = 0, due_ms;
        size_t count;
        int found;
        while ((found = next_webhook(tx, (enum delivery_state)state, &webhook_id, &due_ms)) == 1) {
            if (due_ms >= before_ms)
                continue;
            *more = true;
            return prune_of_webhook(tx, (enum delivery_state)state, webhook_id, before_ms, &count);
        }
        if (found != 0)
            return -1;
    }
    return 0;
}
