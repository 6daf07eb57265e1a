/* SPDX-License-Identifier: Apache-2.0
 * What callers see of deliveries: adding, showing, repeating. The work is in delivery_work.c. */
#include "store/delivery.h"

#include <inttypes.h>

#include "base/json_write.h"
#include "store/db.h"

enum {
    DELIVERY_UNFINISHED,
    DELIVERY_INSERT,
    DELIVERY_LIST,
    DELIVERY_GET,
    DELIVERY_SOURCE,
    DELIVERY_ATTEMPTS
};

#define DELIVERY_COLUMNS "id, drift_event_id, message_id, state, created_ms, due_ms"

static const char *const texts[] = {
    /* Literals, so that the statement reads along deliveries_by_table; 1 to 3 are unfinished. */
    [DELIVERY_UNFINISHED] = "SELECT 1 FROM deliveries WHERE webhook_id = ?1 AND table_id = ?2 "
                            "AND state IN (1, 2, 3) LIMIT 1",
    [DELIVERY_INSERT] = "INSERT INTO deliveries (id, webhook_id, drift_event_id, table_id, "
                        "message_id, state, created_ms, due_ms, attempts) "
                        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, 0)",
    [DELIVERY_LIST] = "SELECT " DELIVERY_COLUMNS " FROM deliveries WHERE webhook_id = ?1 "
                      "AND id < ?2 AND state >= ?4 AND state <= ?5 ORDER BY id DESC LIMIT ?3",
    [DELIVERY_GET] = "SELECT " DELIVERY_COLUMNS " FROM deliveries "
                     "WHERE webhook_id = ?1 AND id = ?2",
    [DELIVERY_SOURCE] = "SELECT drift_event_id, table_id, message_id FROM deliveries "
                        "WHERE webhook_id = ?1 AND id = ?2",
    [DELIVERY_ATTEMPTS] = "SELECT attempt, time_ms, duration_ms, status, error, answer "
                          "FROM delivery_attempts WHERE delivery_id = ?1 ORDER BY attempt",
};
const struct statements delivery_statements = {texts, COUNT(texts)};

/* What callers call the states. */
struct shown_state {
    const char *name;
    enum delivery_state first, last;
};
static const struct shown_state shown_states[] = {
    {"PENDING", DELIVERY_WAITING, DELIVERY_DUE},
    {"SENDING", DELIVERY_SENDING, DELIVERY_SENDING},
    {"SUCCEEDED", DELIVERY_SUCCEEDED, DELIVERY_SUCCEEDED},
    {"FAILED", DELIVERY_GIVEN_UP, DELIVERY_GIVEN_UP},
    {"CANCELLED", DELIVERY_CANCELLED, DELIVERY_CANCELLED},
};

static const char *shown_name(int64_t state)
{
    for (size_t i = 0; i < COUNT(shown_states); i++)
        if (state >= shown_states[i].first && state <= shown_states[i].last)
            return shown_states[i].name;
    return "PENDING";
}

static struct shown_state state_range(struct text name)
{
    for (size_t i = 0; i < COUNT(shown_states); i++)
        if (text_is(name, shown_states[i].name))
            return shown_states[i];
    return (struct shown_state){NULL, DELIVERY_WAITING, DELIVERY_CANCELLED};
}

/* 1 where an earlier delivery must be over first. */
static int must_wait(struct tx *tx, const struct delivery_draft *draft)
{
    struct query q;
    int64_t found;
    if (draft->table_id == 0)
        return 0;
    query_begin(&q, tx, STATEMENTS_DELIVERY, DELIVERY_UNFINISHED);
    query_put_int(&q, draft->webhook_id);
    query_put_int(&q, draft->table_id);
    return query_one_int(&q, &found);
}

int delivery_add(struct tx *tx, const struct delivery_draft *draft, int64_t *id)
{
    struct query q;
    int64_t number;
    int waits = must_wait(tx, draft);
    if (waits < 0 || store_next_id(tx, "deliveries", &number) != 0)
        return -1;
    if (id)
        *id = number;
    query_begin(&q, tx, STATEMENTS_DELIVERY, DELIVERY_INSERT);
    query_put_int(&q, number);
    query_put_int(&q, draft->webhook_id);
    if (draft->drift_event_id)
        query_put_int(&q, draft->drift_event_id);
    else
        query_put_null(&q);
    query_put_int(&q, draft->table_id);
    query_put_text(&q, draft->message_id);
    query_put_int(&q, waits ? DELIVERY_WAITING : DELIVERY_DUE);
    query_put_int(&q, tx->now_ms);
    return query_run(&q, NULL);
}

static void put_attempt(struct query *q, struct buf *out)
{
    json_put_comma(out);
    buf_put_char(out, '{');
    json_put_int_member(out, "Attempt", query_int(q));
    json_put_ms_member(out, "Time", query_int(q));
    json_put_int_member(out, "DurationMs", query_int(q));
    bool answered = !query_is_null(q);
    int64_t status = query_int(q);
    struct text error = query_text(q), answer = query_text(q);
    if (answered)
        json_put_int_member(out, "StatusCode", status);
    if (error.p)
        json_put_string_member(out, "Error", error);
    if (answer.n)
        json_put_string_member(out, "Answer", answer);
    buf_put_char(out, '}');
}

static int put_attempts(struct tx *tx, int64_t id, struct buf *out)
{
    struct query q;
    json_put_name(out, "Attempts");
    buf_put_char(out, '[');
    query_begin(&q, tx, STATEMENTS_DELIVERY, DELIVERY_ATTEMPTS);
    query_put_int(&q, id);
    while (query_step(&q))
        put_attempt(&q, out);
    buf_put_char(out, ']');
    return query_end(&q);
}

static void put_number_text(struct buf *out, const char *name, int64_t number)
{
    json_put_name(out, name);
    buf_printf(out, "\"%" PRId64 "\"", number);
}

/* Takes DELIVERY_COLUMNS and returns the id, or -1. */
static int64_t put_row(struct tx *tx, const struct delivery_scope *scope, struct query *q,
                       struct buf *out)
{
    int64_t id = query_int(q), event_id = query_int(q);
    buf_put_char(out, '{');
    put_number_text(out, "DeliveryId", id);
    json_put_string_member(out, "WebhookId", scope->webhook_uid);
    if (event_id)
        put_number_text(out, "DriftEventId", event_id);
    json_put_string_member(out, "MessageId", query_text(q));
    int64_t state = query_int(q);
    json_put_string_member(out, "State", text_of(shown_name(state)));
    json_put_ms_member(out, "CreatedTime", query_int(q));
    int64_t due_ms = query_int(q);
    if (state == DELIVERY_DUE)
        json_put_ms_member(out, "NextAttemptTime", due_ms);
    if (state >= DELIVERY_SUCCEEDED)
        json_put_ms_member(out, "FinishedTime", due_ms);
    int result = put_attempts(tx, id, out);
    buf_put_char(out, '}');
    return result == 0 ? id : -1;
}

int delivery_list(struct tx *tx, const struct delivery_scope *scope, struct page *page,
                  struct buf *out)
{
    struct query q;
    struct shown_state range = state_range(scope->state);
    int64_t before = INT64_MAX, last = 0;
    if (page->after.p && !text_to_int64(page->after, &before))
        return err_set(tx->err, ERR_INVALID, "The page's position is not a number.");
    query_begin(&q, tx, STATEMENTS_DELIVERY, DELIVERY_LIST);
    query_put_int(&q, scope->webhook_id);
    query_put_int(&q, before);
    query_put_int(&q, page->limit + 1);
    query_put_int(&q, range.first);
    query_put_int(&q, range.last);
    while (last >= 0 && query_step(&q)) {
        if (!page_has_room(page))
            break;
        json_put_comma(out);
        last = put_row(tx, scope, &q, out);
        page_add_number(page, last, out);
    }
    return query_end(&q) == 0 && last >= 0 ? 0 : -1;
}

static int fail_missing(struct tx *tx, int64_t id)
{
    return err_set(tx->err, ERR_NOT_FOUND, "Delivery %" PRId64 " not found.", id);
}

int delivery_get(struct tx *tx, const struct delivery_scope *scope, int64_t id, struct buf *out)
{
    struct query q;
    int64_t shown = 0;
    query_begin(&q, tx, STATEMENTS_DELIVERY, DELIVERY_GET);
    query_put_int(&q, scope->webhook_id);
    query_put_int(&q, id);
    bool found = query_step(&q);
    if (found)
        shown = put_row(tx, scope, &q, out);
    if (query_end(&q) != 0 || shown < 0)
        return -1;
    return found ? 0 : fail_missing(tx, id);
}

int delivery_repeat(struct tx *tx, int64_t webhook_id, int64_t id, int64_t *copy)
{
    struct query q;
    struct arena arena;
    struct delivery_draft draft = {.webhook_id = webhook_id};
    arena_init(&arena, 4096, NULL);
    query_begin(&q, tx, STATEMENTS_DELIVERY, DELIVERY_SOURCE);
    query_put_int(&q, webhook_id);
    query_put_int(&q, id);
    bool found = query_step(&q);
    if (found) {
        draft.drift_event_id = query_int(&q);
        draft.table_id = query_int(&q);
        draft.message_id = arena_copy(&arena, query_text(&q));
    }
    int result = query_end(&q);
    if (result == 0)
        result = found ? delivery_add(tx, &draft, copy) : fail_missing(tx, id);
    arena_release(&arena);
    return result;
}
