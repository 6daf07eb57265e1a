/* SPDX-License-Identifier: Apache-2.0 */
#include "store/drift_event.h"

#include <assert.h>
#include <inttypes.h>

#include "base/crypto.h"
#include "base/json_write.h"
#include "base/limits.h"
#include "store/change.h"
#include "store/db.h"
#include "store/store_inside.h"

enum {
    EVENT_INSERT,
    EVENT_GET,
    EVENT_WHEN,
    EVENT_LIST,
    EVENT_LIST_DATABASE,
    EVENT_LIST_TABLE,
    EVENT_HEADS,
    FINDING_FIND,
    FINDING_SEEN,
    FINDING_CLOSE
};

#define EVENT_COLUMNS                                                                              \
    "id, change_seq, time_ms, catalog_name, database_name, table_name, version_before, "           \
    "version_after, actor, crawler, closed_ms, text"
/* What every list is narrowed by: 0 stands for either, 1 for true, 2 for false. */
#define EVENT_FILTER                                                                               \
    " AND severity >= ?3 AND (?4 = 0 OR (?4 = 1) = (change_seq IS NOT NULL)) "                     \
    "AND (?5 = 0 OR (?5 = 1) = (fingerprint IS NOT NULL AND closed_ms IS NULL)) "                  \
    "AND (?6 IS NULL OR crawler = ?6) "

static const char *const texts[] = {
    [EVENT_INSERT] =
        "INSERT INTO drift_events (id, change_seq, time_ms, catalog_id, database_id, table_id, "
        "catalog_name, database_name, table_name, version_before, version_after, severity, actor, "
        "crawler, fingerprint, seen_run, text) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, "
        "?11, ?12, ?13, ?14, ?15, ?16, ?17)",
    [EVENT_GET] = "SELECT " EVENT_COLUMNS " FROM drift_events WHERE id = ?1",
    [EVENT_WHEN] = "SELECT time_ms, change_seq FROM drift_events WHERE id = ?1",
    [EVENT_LIST] = "SELECT " EVENT_COLUMNS " FROM drift_events WHERE id < ?1" EVENT_FILTER
                   "ORDER BY id DESC LIMIT ?2",
    [EVENT_LIST_DATABASE] =
        "SELECT " EVENT_COLUMNS " FROM drift_events "
        "WHERE id < ?1 AND database_name = ?7" EVENT_FILTER "ORDER BY id DESC LIMIT ?2",
    [EVENT_LIST_TABLE] = "SELECT " EVENT_COLUMNS " FROM drift_events "
                         "WHERE id < ?1 AND database_name = ?7 AND table_name = ?8" EVENT_FILTER
                         "ORDER BY id DESC LIMIT ?2",
    [EVENT_HEADS] = "SELECT id, table_id, database_name, table_name, crawler, severity "
                    "FROM drift_events WHERE id > ?1 ORDER BY id LIMIT ?2",
    [FINDING_FIND] = "SELECT id FROM drift_events WHERE crawler = ?1 AND table_id = ?2 "
                     "AND fingerprint = ?3 AND fingerprint IS NOT NULL AND closed_ms IS NULL",
    [FINDING_SEEN] = "UPDATE drift_events SET seen_run = ?2 WHERE id = ?1",
    [FINDING_CLOSE] = "UPDATE drift_events SET closed_ms = ?4 WHERE crawler = ?1 "
                      "AND (?2 = 0 OR table_id = ?2) AND seen_run <> ?3 "
                      "AND fingerprint IS NOT NULL AND closed_ms IS NULL",
};
const struct statements drift_event_statements = {texts, COUNT(texts)};

/* One change is at most this long as JSON: four texts that may each grow sixfold, and sentences. */
enum { TEXT_BYTES_MAX = LIMIT_DRIFT_CHANGES * (4 * 6 * LIMIT_DRIFT_TEXT_BYTES + 1024) };

static void put_optional(struct query *q, int64_t value, int64_t absent)
{
    if (value == absent)
        query_put_null(q);
    else
        query_put_int(q, value);
}

/* "arn:aws:glue:us-east-1:123456789012:crawler/lake": the name stands behind the word. */
static struct text crawler_of(struct tx *tx, const struct drift_event *event)
{
    struct text rest = tx->origin ? tx->origin->actor : TEXT("");
    if (event->crawler.p)
        return event->crawler;
    for (int colons = 0; colons < 5 && rest.p; colons++)
        (void)text_split(&rest, ':');
    if (!rest.p || !text_starts_with(rest, TEXT("crawler/")))
        return (struct text){NULL, 0};
    return (struct text){rest.p + 8, rest.n - 8};
}

/* What makes a finding one: its fingerprint and the run that met it. */
struct finding {
    struct text fingerprint;
    int64_t run_id;
};

static int insert(struct tx *tx, const struct drift_event *event, const struct finding *finding,
                  struct text text, int64_t *id)
{
    struct query q;
    int64_t number;
    if (store_next_id(tx, "drift_events", &number) != 0)
        return -1;
    if (id)
        *id = number;
    query_begin(&q, tx, STATEMENTS_DRIFT_EVENT, EVENT_INSERT);
    query_put_int(&q, number);
    put_optional(&q, event->change_seq, 0);
    query_put_int(&q, tx->now_ms);
    query_put_int(&q, event->catalog_id);
    query_put_int(&q, event->database_id);
    query_put_int(&q, event->table_id);
    query_put_text(&q, event->catalog_name);
    query_put_text(&q, event->database_name);
    query_put_text(&q, event->table_name);
    put_optional(&q, event->version_before, CHANGE_NO_VERSION);
    put_optional(&q, event->version_after, CHANGE_NO_VERSION);
    query_put_int(&q, event->diff->severity);
    query_put_text(&q, tx->origin ? tx->origin->actor : TEXT("propolis"));
    query_put_text(&q, crawler_of(tx, event));
    if (finding) {
        query_put_blob(&q, finding->fingerprint);
        query_put_int(&q, finding->run_id);
    } else {
        query_put_null(&q);
        query_put_null(&q);
    }
    query_put_text(&q, text);
    return query_run(&q, NULL);
}

static void render(const struct schema_diff *diff, struct buf *out)
{
    buf_init(out, TEXT_BYTES_MAX);
    schema_diff_put_members(out, diff, SIZE_MAX);
}

int drift_event_add(struct tx *tx, const struct drift_event *event, int64_t *id)
{
    struct buf text;
    render(event->diff, &text);
    int result = insert(tx, event, NULL, buf_text(&text), id);
    buf_release(&text);
    return result;
}

static int find_open(struct tx *tx, const struct drift_event *event, struct text fingerprint,
                     int64_t *id)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_DRIFT_EVENT, FINDING_FIND);
    query_put_text(&q, crawler_of(tx, event));
    query_put_int(&q, event->table_id);
    query_put_blob(&q, fingerprint);
    return query_one_int(&q, id);
}

static int note_seen(struct tx *tx, int64_t id, int64_t run_id)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_DRIFT_EVENT, FINDING_SEEN);
    query_put_int(&q, id);
    query_put_int(&q, run_id);
    return query_run(&q, NULL);
}

int drift_finding_record(struct tx *tx, const struct drift_event *event, int64_t run_id,
                         bool *is_new)
{
    unsigned char hash[CRYPTO_HASH_BYTES];
    struct finding finding = {.fingerprint = {(char *)hash, sizeof hash}, .run_id = run_id};
    struct buf text;
    int64_t id;
    assert(crawler_of(tx, event).p); /* else every run would meet it for the first time */
    render(event->diff, &text);
    crypto_sha256(store_crypto(tx->store), buf_text(&text), hash);
    int found = find_open(tx, event, finding.fingerprint, &id);
    int result = found;
    if (found == 1)
        result = note_seen(tx, id, run_id);
    else if (found == 0)
        result = insert(tx, event, &finding, buf_text(&text), NULL);
    if (is_new)
        *is_new = found == 0;
    buf_release(&text);
    return result;
}

int drift_finding_close_missing(struct tx *tx, struct text crawler, int64_t table_id,
                                int64_t run_id, int64_t *closed)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_DRIFT_EVENT, FINDING_CLOSE);
    query_put_text(&q, crawler);
    query_put_int(&q, table_id);
    query_put_int(&q, run_id);
    query_put_int(&q, tx->now_ms);
    return query_run(&q, closed);
}

static void put_number_text(struct buf *out, const char *name, int64_t number)
{
    json_put_name(out, name);
    buf_printf(out, "\"%" PRId64 "\"", number);
}

static void put_column_number(struct query *q, struct buf *out, const char *name)
{
    bool absent = query_is_null(q);
    int64_t number = query_int(q);
    if (!absent)
        put_number_text(out, name, number);
}

/* The row as a DriftEvent; takes all of EVENT_COLUMNS. Returns its id. */
static int64_t put_row(struct query *q, struct buf *out)
{
    int64_t id = query_int(q);
    bool applied = !query_is_null(q);
    (void)query_int(q); /* change_seq */
    buf_put_char(out, '{');
    put_number_text(out, "DriftEventId", id);
    json_put_ms_member(out, "Time", query_int(q));
    json_put_string_member(out, "CatalogId", query_text(q));
    json_put_string_member(out, "DatabaseName", query_text(q));
    json_put_string_member(out, "TableName", query_text(q));
    put_column_number(q, out, "VersionBefore");
    put_column_number(q, out, "VersionAfter");
    json_put_boolean_member(out, "Applied", applied);
    json_put_string_member(out, "Actor", query_text(q));
    struct text crawler = query_text(q);
    if (crawler.p)
        json_put_string_member(out, "CrawlerName", crawler);
    bool is_open = query_is_null(q);
    int64_t closed_ms = query_int(q);
    if (!applied)
        json_put_boolean_member(out, "Open", is_open);
    if (!is_open)
        json_put_ms_member(out, "ClosedTime", closed_ms);
    buf_put_char(out, ',');
    buf_put(out, query_text(q));
    buf_put_char(out, '}');
    return id;
}

static int fail_missing(struct tx *tx, int64_t id)
{
    return err_set(tx->err, ERR_NOT_FOUND, "Drift event %" PRId64 " not found.", id);
}

int drift_event_get(struct tx *tx, int64_t id, struct buf *out)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_DRIFT_EVENT, EVENT_GET);
    query_put_int(&q, id);
    bool found = query_step(&q);
    if (found)
        put_row(&q, out);
    if (query_end(&q) != 0)
        return -1;
    return found ? 0 : fail_missing(tx, id);
}

int drift_event_when(struct tx *tx, int64_t id, int64_t *time_ms, bool *applied)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_DRIFT_EVENT, EVENT_WHEN);
    query_put_int(&q, id);
    bool found = query_step(&q);
    if (found) {
        *time_ms = query_int(&q);
        *applied = !query_is_null(&q);
    }
    if (query_end(&q) != 0)
        return -1;
    return found ? 0 : fail_missing(tx, id);
}

static void begin_list(struct query *q, struct tx *tx, const struct drift_event_filter *f)
{
    size_t statement = f->table.n      ? EVENT_LIST_TABLE
                       : f->database.n ? EVENT_LIST_DATABASE
                                       : EVENT_LIST;
    query_begin(q, tx, STATEMENTS_DRIFT_EVENT, statement);
}

static void put_filter(struct query *q, const struct drift_event_filter *f)
{
    query_put_int(q, f->severity_min);
    query_put_int(q, f->applied);
    query_put_int(q, f->open);
    query_put_text(q, f->crawler.n ? f->crawler : (struct text){NULL, 0});
    if (f->database.n)
        query_put_text(q, f->database);
    if (f->table.n)
        query_put_text(q, f->table);
}

int drift_event_list(struct tx *tx, const struct drift_event_filter *filter, struct page *page,
                     struct buf *out)
{
    struct query q;
    int64_t before = INT64_MAX;
    if (page->after.p && !text_to_int64(page->after, &before))
        return err_set(tx->err, ERR_INVALID, "The page's position is not a number.");
    begin_list(&q, tx, filter);
    query_put_int(&q, before);
    query_put_int(&q, page->limit + 1);
    put_filter(&q, filter);
    while (query_step(&q)) {
        if (!page_has_room(page))
            break;
        json_put_comma(out);
        int64_t id = put_row(&q, out);
        page_add_number(page, id, out);
    }
    return query_end(&q);
}

int drift_event_heads(struct tx *tx, int64_t after, struct arena *arena,
                      struct drift_event_head *out, size_t *count)
{
    struct query q;
    size_t room = *count;
    *count = 0;
    query_begin(&q, tx, STATEMENTS_DRIFT_EVENT, EVENT_HEADS);
    query_put_int(&q, after);
    query_put_int(&q, (int64_t)room);
    while (*count < room && query_step(&q)) {
        struct drift_event_head *head = &out[(*count)++];
        head->id = query_int(&q);
        head->table_id = query_int(&q);
        head->database_name = arena_copy(arena, query_text(&q));
        head->table_name = arena_copy(arena, query_text(&q));
        struct text crawler = query_text(&q);
        head->crawler = crawler.p ? arena_copy(arena, crawler) : crawler;
        head->severity = (enum severity)query_int(&q);
    }
    return query_end(&q);
}
