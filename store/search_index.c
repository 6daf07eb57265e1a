/* SPDX-License-Identifier: Apache-2.0 */
#include "store/search_index.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/memory.h"
#include "store/change.h"
#include "store/search_keys.h"
#include "store/store_inside.h"

/* Changes that the index may be behind: what a search looks at itself takes about 8 us each, and
 * the more come in at once the less each costs. */
enum { BEHIND_MAX = 256 };

/* How many texts are kept until they come in, and how much of them. */
enum { TEXTS_MAX = 512, TEXTS_BYTES_MAX = 16 << 20 };

/* Tables per batch of the migration: a batch takes about 10 ms. */
enum { FILL_TABLES = 500 };

enum {
    INDEX_FIND,
    INDEX_FIND_DOWN,
    INDEX_UNKNOWN,
    INDEX_CHANGES,
    INDEX_ROW,
    INDEX_INSERT,
    INDEX_DELETE
};
/* The columns in the order of enum search_field. */
#define FIELDS                                                                                     \
    "name, database_name, description, owner, table_type, location, columns, parameters, pairs"
#define INSERT_TEXT                                                                                \
    "INSERT INTO search_index (rowid, " FIELDS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, "    \
    "?10)"
/* Tables that were created, updated or deleted (store/change.h) behind a place in the log. The plus
 * keeps SQLite from reading the whole log by table or by name, which is in the order asked for. */
#define CHANGED "FROM changes WHERE seq > ?1 AND +kind IN (4, 5, 6)"
static const char *const texts[] = {
    [INDEX_FIND] = "SELECT rowid FROM search_index WHERE search_index MATCH ?2 AND rowid > ?1 "
                   "ORDER BY rowid",
    [INDEX_FIND_DOWN] = "SELECT rowid FROM search_index WHERE search_index MATCH ?2 AND "
                        "rowid < ?1 ORDER BY rowid DESC",
    [INDEX_UNKNOWN] = "SELECT DISTINCT table_id " CHANGED " ORDER BY +table_id",
    [INDEX_CHANGES] = "SELECT table_id, kind, version_after, object_name, database_name, "
                      "before_tail " CHANGED " ORDER BY seq",
    [INDEX_ROW] = "SELECT t.name, d.name, t.tail FROM tables t "
                  "LEFT JOIN databases d ON d.id = t.database_id WHERE t.id = ?1",
    [INDEX_INSERT] = INSERT_TEXT,
    [INDEX_DELETE] = "INSERT INTO search_index (search_index, rowid, " FIELDS ") "
                     "VALUES ('delete', ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
};
const struct statements search_index_statements = {texts, COUNT(texts)};

struct search_texts {
    struct arena arena;
    size_t count;
    bool is_over; /* there were more: nobody knows any longer which is the last one of a table */
    struct {
        int64_t table_id, version;
        struct search_text text;
    } items[TEXTS_MAX];
};

struct search_texts *search_texts_new(void)
{
    struct search_texts *noted = memory_new(sizeof *noted);
    arena_init(&noted->arena, TEXTS_BYTES_MAX, NULL);
    return noted;
}

void search_texts_free(struct search_texts *noted)
{
    if (!noted)
        return;
    arena_release(&noted->arena);
    free(noted);
}

void search_index_note(struct tx *tx, int64_t table_id, int64_t version,
                       const struct table_draft *draft)
{
    struct search_texts *noted = store_search_texts(tx->store);
    noted->is_over |= noted->count == TEXTS_MAX || arena_over(&noted->arena);
    if (noted->is_over)
        return;
    noted->items[noted->count].table_id = table_id;
    noted->items[noted->count].version = version;
    for (size_t i = 0; i < SEARCH_FIELDS; i++)
        noted->items[noted->count].text.fields[i] =
            arena_copy(&noted->arena, draft->search.fields[i]);
    noted->count++;
}

/* The last one told: a write that was undone may have told of the same version before. */
static const struct search_text *noted_text(struct tx *tx, int64_t table_id, int64_t version)
{
    const struct search_texts *noted = tx->store ? store_search_texts(tx->store) : NULL;
    for (size_t i = noted && !noted->is_over ? noted->count : 0; i > 0; i--)
        if (noted->items[i - 1].table_id == table_id)
            return noted->items[i - 1].version == version ? &noted->items[i - 1].text : NULL;
    return NULL;
}

/* What was noted has come in, or is of no use. */
static void forget_texts(struct tx *tx)
{
    struct search_texts *noted = store_search_texts(tx->store);
    arena_release(&noted->arena);
    noted->arena.over = false;
    noted->is_over = false;
    noted->count = 0;
}

/* How far of the change log the index knows. */
static const char reader[] = "search";

/* What is searched of a stored table: its names alone where its document cannot be read, which is
 * none that was ever written. One such table must not keep all others out of the index. */
static void text_of_table(const struct table *table, struct arena *arena, struct search_text *out)
{
    struct err unread = {.code = ERR_NONE};
    struct value *input;
    *out = (struct search_text){0};
    if (table_tail_decode(table->tail, arena, &input, &unread) == 0)
        search_text_make(input, arena, out);
    out->fields[SEARCH_NAME] = search_tokens(table->name, arena);
    out->fields[SEARCH_DATABASE] = search_tokens(table->database_name, arena);
}

/* --- searching -------------------------------------------------------------------------------- */

/* The engine's language: column : "token token" AND ... A token holds no character that means
 * anything in it. */
static void put_expression(const struct search_phrases *phrases, struct buf *out)
{
    static const char *const columns[SEARCH_FIELDS] = {
        "name : ",     "database_name : ", "description : ", "owner : ", "table_type : ",
        "location : ", "columns : ",       "parameters : ",  "pairs : "};
    for (size_t i = 0; i < phrases->count; i++) {
        const struct search_phrase *phrase = &phrases->items[i];
        buf_put_string(out, i ? " AND " : "");
        if (phrase->field != SEARCH_ANY_FIELD)
            buf_put_string(out, columns[phrase->field]);
        buf_put_char(out, '"');
        buf_put(out, phrase->tokens);
        buf_put_char(out, '"');
    }
}

void search_index_begin(struct query *q, struct tx *tx, const struct search_range *range,
                        struct buf *expression)
{
    query_begin(q, tx, STATEMENTS_SEARCH_INDEX, range->descending ? INDEX_FIND_DOWN : INDEX_FIND);
    query_put_int(q, range->after);
    put_expression(range->phrases, expression);
    query_put_text(q, buf_text(expression));
}

int search_index_unknown(struct tx *tx, struct search_ids *out)
{
    struct query q;
    int64_t known;
    if (cursor_get(tx, reader, &known) != 0)
        return -1;
    query_begin(&q, tx, STATEMENTS_SEARCH_INDEX, INDEX_UNKNOWN);
    query_put_int(&q, known);
    while (query_step(&q))
        search_ids_add(out, query_int(&q));
    return query_end(&q);
}

/* The text of the row that the query stands on. */
static void read_text(struct query *q, struct arena *arena, struct search_text *out)
{
    struct table table = {.name = query_text(q)};
    table.database_name = query_text(q);
    table.tail = query_text(q);
    text_of_table(&table, arena, out);
}

int search_index_look_at(struct tx *tx, int64_t table_id, const struct search_phrases *phrases)
{
    struct arena arena;
    struct search_text text;
    struct query q;
    int result = 0;
    arena_init(&arena, LIMIT_REQUEST_ARENA_BYTES, NULL);
    query_begin(&q, tx, STATEMENTS_SEARCH_INDEX, INDEX_ROW);
    query_put_int(&q, table_id);
    if (query_step(&q)) {
        read_text(&q, &arena, &text);
        result = search_text_matches(&text, phrases);
    }
    arena_release(&arena);
    return query_end(&q) != 0 ? -1 : result;
}

/* --- keeping ---------------------------------------------------------------------------------- */

static int put_row(struct query *q, int64_t table_id, const struct search_text *text)
{
    query_put_int(q, table_id);
    for (size_t i = 0; i < SEARCH_FIELDS; i++)
        query_put_text(q, text->fields[i]);
    return query_run(q, NULL);
}

static int write_row(struct tx *tx, size_t statement, int64_t table_id,
                     const struct search_text *text)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_SEARCH_INDEX, statement);
    return put_row(&q, table_id, text);
}

/* What the log says of one table: what it was when the index came by last, and what it is. */
struct step {
    int64_t table_id, version; /* the last one */
    size_t order;
    struct text name, database_name, before_tail;
    bool was_there, is_there;
};

struct steps {
    struct step *items;
    size_t count, room;
    struct arena arena;
};

static void add_step(struct steps *s, struct query *q)
{
    if (s->count == s->room) {
        s->room = s->room ? 2 * s->room : 2 * BEHIND_MAX;
        s->items = memory_resize(s->items, s->room * sizeof *s->items);
    }
    struct step *step = &s->items[s->count];
    *step = (struct step){.table_id = query_int(q), .order = s->count++};
    int64_t kind = query_int(q);
    step->was_there = kind != CHANGE_TABLE_CREATED;
    step->is_there = kind != CHANGE_TABLE_DELETED;
    step->version = query_int(q);
    step->name = arena_copy(&s->arena, query_text(q));
    step->database_name = arena_copy(&s->arena, query_text(q));
    if (step->was_there)
        step->before_tail = arena_copy(&s->arena, query_text(q));
}

static int by_table(const void *a, const void *b)
{
    const struct step *x = a, *y = b;
    if (x->table_id != y->table_id)
        return x->table_id < y->table_id ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

/* What is searched of a table now: 1, 0 where there is none, -1. The names are those of the change,
 * because the row of the database may have gone. */
static int text_now(struct tx *tx, const struct step *step, struct arena *arena,
                    struct search_text *out)
{
    const struct search_text *noted = noted_text(tx, step->table_id, step->version);
    struct query q;
    if (noted) {
        *out = *noted;
    } else {
        query_begin(&q, tx, STATEMENTS_SEARCH_INDEX, INDEX_ROW);
        query_put_int(&q, step->table_id);
        bool found = query_step(&q);
        if (found)
            read_text(&q, arena, out);
        if (query_end(&q) != 0 || !found)
            return q.failed ? -1 : 0;
    }
    out->fields[SEARCH_NAME] = search_tokens(step->name, arena);
    out->fields[SEARCH_DATABASE] = search_tokens(step->database_name, arena);
    return 1;
}

static int bring_text_in(struct tx *tx, const struct step *step, struct arena *arena)
{
    const struct table before = {.id = step->table_id,
                                 .name = step->name,
                                 .database_name = step->database_name,
                                 .tail = step->before_tail};
    struct search_text old, now;
    int is_there = step->is_there ? text_now(tx, step, arena, &now) : 0;
    if (is_there < 0)
        return -1;
    if (step->was_there)
        text_of_table(&before, arena, &old);
    if (step->was_there && is_there && search_text_equal(&old, &now))
        return 0;
    if (step->was_there && write_row(tx, INDEX_DELETE, before.id, &old) != 0)
        return -1;
    return is_there ? write_row(tx, INDEX_INSERT, before.id, &now) : 0;
}

static int bring_key_in(struct tx *tx, const struct step *step)
{
    return step->is_there ? search_keys_update(tx, step->table_id)
                          : search_keys_remove(tx, step->table_id);
}

/* Leaves one step per table, by id. */
static void fold_steps(struct steps *s)
{
    size_t count = 0;
    if (s->count > 1)
        qsort(s->items, s->count, sizeof *s->items, by_table);
    for (size_t i = 0; i < s->count; i++) {
        struct step *last = count ? &s->items[count - 1] : NULL;
        if (last && last->table_id == s->items[i].table_id) {
            last->is_there = s->items[i].is_there;
            last->version = s->items[i].version;
        } else {
            s->items[count++] = s->items[i];
        }
    }
    s->count = count;
}

/* The engine keeps texts in memory and writes them out together where they come by ascending id and
 * nothing else is written between them: any other statement that can be undone alone writes them
 * out one by one. */
static int bring_in_steps(struct tx *tx, struct steps *s)
{
    int result = 0;
    fold_steps(s);
    for (size_t i = 0; i < s->count && result == 0; i++)
        result = bring_key_in(tx, &s->items[i]);
    for (size_t i = 0; i < s->count && result == 0; i++) {
        struct arena arena;
        arena_init(&arena, LIMIT_REQUEST_ARENA_BYTES, NULL);
        result = bring_text_in(tx, &s->items[i], &arena);
        arena_release(&arena);
    }
    return result;
}

static int bring_in_behind(struct tx *tx, int64_t known)
{
    struct steps s = {NULL, 0, 0, {0}};
    struct query q;
    arena_init(&s.arena, SIZE_MAX, NULL);
    query_begin(&q, tx, STATEMENTS_SEARCH_INDEX, INDEX_CHANGES);
    query_put_int(&q, known);
    while (query_step(&q))
        add_step(&s, &q);
    int result = query_end(&q);
    if (result == 0)
        result = bring_in_steps(tx, &s);
    arena_release(&s.arena);
    free(s.items);
    return result;
}

/* How far the index knows the log, and how far that goes. */
static int read_places(struct tx *tx, int64_t *known, int64_t *last)
{
    return cursor_get(tx, reader, known) != 0 || change_last(tx, last) != 0 ? -1 : 0;
}

int search_index_is_due(struct tx *tx)
{
    int64_t known, last;
    return read_places(tx, &known, &last) != 0 ? -1 : last - known > BEHIND_MAX;
}

int search_index_catch_up(struct tx *tx)
{
    int64_t known, last;
    if (read_places(tx, &known, &last) != 0)
        return -1;
    if (last == known)
        return 0;
    int result = bring_in_behind(tx, known);
    forget_texts(tx);
    return result != 0 ? -1 : cursor_set(tx, reader, last);
}

int search_index_remove(struct tx *tx, const struct table *table)
{
    struct arena arena;
    struct search_text text;
    arena_init(&arena, LIMIT_REQUEST_ARENA_BYTES, NULL);
    text_of_table(table, &arena, &text);
    int result = write_row(tx, INDEX_DELETE, table->id, &text);
    arena_release(&arena);
    return result;
}

static int fill_one(struct tx *tx, struct query *row, int64_t *cursor)
{
    struct table table = {.id = query_int(row)};
    struct arena arena;
    struct search_text text;
    struct query q;
    table.name = query_text(row);
    table.tail = query_text(row);
    table.database_name = query_text(row);
    arena_init(&arena, LIMIT_REQUEST_ARENA_BYTES, NULL);
    text_of_table(&table, &arena, &text);
    query_begin_once(&q, tx->db, INSERT_TEXT, tx->err);
    int result = put_row(&q, table.id, &text);
    *cursor = table.id;
    arena_release(&arena);
    return result;
}

int search_index_fill(struct tx *tx, int64_t *cursor, bool *done)
{
    struct query q;
    int64_t count = 0;
    int result = 0;
    query_begin_once(&q, tx->db,
                     "SELECT t.id, t.name, t.tail, d.name FROM tables t JOIN databases d "
                     "ON d.id = t.database_id WHERE t.id > ?1 ORDER BY t.id LIMIT ?2",
                     tx->err);
    query_put_int(&q, *cursor);
    query_put_int(&q, FILL_TABLES);
    for (; result == 0 && query_step(&q); count++)
        result = fill_one(tx, &q, cursor);
    *done = count < FILL_TABLES;
    return query_end(&q) != 0 ? -1 : result;
}
