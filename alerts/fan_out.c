/* SPDX-License-Identifier: Apache-2.0
 * Matching happens in a read transaction, outside of the writer; the write then only adds rows. A
 * webhook that is gone in between costs a delivery that is cancelled. */
#include "alerts/fan_out.h"

#include "base/crypto.h"
#include "base/encode.h"
#include "base/limits.h"
#include "catalog/webhook_draft.h"
#include "store/change.h"
#include "store/delivery.h"
#include "store/drift_event.h"
#include "store/webhook.h"

#define READER "alerts"

/* Rows that one step may write; with the largest number of webhooks that is one event. */
enum { ROWS_MAX = LIMIT_WEBHOOKS, EVENTS_MAX = 100, MESSAGE_ID_BYTES = 16 };

struct step {
    struct arena arena;
    int64_t cursor, next_cursor;
    struct drift_event_head events[EVENTS_MAX];
    size_t events_count;
    struct delivery_draft drafts[ROWS_MAX];
    size_t drafts_count;
    bool more;
};

/* "msg_" and random hex digits: the same in all attempts, and no other message's. */
static struct text new_message_id(struct arena *arena)
{
    char bytes[MESSAGE_ID_BYTES], digits[2 * MESSAGE_ID_BYTES];
    crypto_random(bytes, sizeof bytes);
    encode_hex((struct text){bytes, sizeof bytes}, digits);
    return arena_printf(arena, "msg_%.*s", (int)sizeof digits, digits);
}

static void match_webhook(struct step *s, const struct webhook *webhook,
                          const struct webhook_filter *filter)
{
    for (size_t i = 0; i < s->events_count; i++) {
        const struct drift_event_head *event = &s->events[i];
        struct webhook_subject subject = {event->database_name, event->table_name, event->crawler,
                                          event->severity};
        if (webhook_filter_matches(filter, &subject) && s->drafts_count < ROWS_MAX)
            s->drafts[s->drafts_count++] = (struct delivery_draft){
                webhook->id, event->id, event->table_id, new_message_id(&s->arena)};
    }
}

/* Each webhook's filter lives only while it is matched. Rules for filters may change; one that can
 * no longer be read must not keep the others from being told. */
static int match_next(struct tx *tx, struct step *s, int64_t *webhook_id)
{
    struct arena arena;
    struct webhook webhook;
    struct webhook_filter filter;
    struct value *values;
    struct err unreadable = {0};
    arena_init(&arena, LIMIT_DOCUMENT_BYTES, NULL);
    int found = webhook_next_enabled(tx, *webhook_id, &arena, &webhook);
    if (found == 1) {
        *webhook_id = webhook.id;
        if (webhook_tail_decode(webhook.tail, &arena, &values, &unreadable) == 0 &&
            webhook_filter_make(values, &arena, &filter, &unreadable) == 0)
            match_webhook(s, &webhook, &filter);
    }
    arena_release(&arena);
    return found;
}

static int read_step(struct tx *tx, void *context)
{
    struct step *s = context;
    int64_t webhooks, webhook_id = 0;
    int found = 1;
    if (cursor_get(tx, READER, &s->cursor) != 0 || webhook_count_enabled(tx, &webhooks) != 0)
        return -1;
    s->events_count = webhooks > ROWS_MAX / EVENTS_MAX ? (size_t)(ROWS_MAX / webhooks) : EVENTS_MAX;
    size_t asked = s->events_count;
    if (drift_event_heads(tx, s->cursor, &s->arena, s->events, &s->events_count) != 0)
        return -1;
    s->more = s->events_count == asked;
    s->next_cursor = s->events_count ? s->events[s->events_count - 1].id : s->cursor;
    while (found == 1 && s->events_count > 0)
        found = match_next(tx, s, &webhook_id);
    return found < 0 ? -1 : 0;
}

/* Another instance may have moved the cursor meanwhile; then these matches are its own. */
static int write_step(struct tx *tx, void *context)
{
    const struct step *s = context;
    int64_t cursor;
    if (cursor_get(tx, READER, &cursor) != 0)
        return -1;
    if (cursor != s->cursor)
        return 0;
    for (size_t i = 0; i < s->drafts_count; i++)
        if (delivery_add(tx, &s->drafts[i], NULL) != 0)
            return -1;
    return cursor_set(tx, READER, s->next_cursor);
}

int fan_out(struct store *store, bool *more, struct err *err)
{
    static const struct origin origin = {.actor = TEXT_INIT("propolis"),
                                         .source = TEXT_INIT("-"),
                                         .door = "alerts",
                                         .operation = "FanOut"};
    struct arena scratch;
    arena_init(&scratch, LIMIT_DOCUMENT_BYTES, NULL);
    struct step *s = ARENA_NEW(&scratch, struct step);
    arena_init(&s->arena, LIMIT_DOCUMENT_BYTES, NULL);
    int result = store_read(store, read_step, s, err);
    if (result == 0 && s->events_count > 0)
        result = store_write(store, LANE_BACKGROUND, &origin, write_step, s, err);
    *more = result == 0 && s->more;
    arena_release(&s->arena);
    arena_release(&scratch);
    return result;
}
