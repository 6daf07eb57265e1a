/* SPDX-License-Identifier: Apache-2.0 */
#include "store/classifier.h"

#include "base/json_write.h"
#include "base/limits.h"
#include "store/change.h"
#include "store/db.h"
#include "store/tag.h"

enum {
    CLASSIFIER_FIND,
    CLASSIFIER_LIST,
    CLASSIFIER_COUNT,
    CLASSIFIER_INSERT,
    CLASSIFIER_UPDATE,
    CLASSIFIER_DELETE
};

#define CLASSIFIER_COLUMNS "id, name, kind, version, created_ms, updated_ms, tail"

static const char *const texts[] = {
    [CLASSIFIER_FIND] = "SELECT " CLASSIFIER_COLUMNS " FROM classifiers WHERE name = ?1",
    [CLASSIFIER_LIST] = "SELECT " CLASSIFIER_COLUMNS " FROM classifiers "
                        "WHERE name > ?1 ORDER BY name LIMIT ?2",
    [CLASSIFIER_COUNT] = "SELECT count(*) FROM classifiers",
    [CLASSIFIER_INSERT] =
        "INSERT INTO classifiers (id, name, kind, version, created_ms, updated_ms, tail) "
        "VALUES (?1, ?2, ?3, 1, ?4, ?4, ?5) ON CONFLICT (name) DO NOTHING",
    [CLASSIFIER_UPDATE] = "UPDATE classifiers SET version = version + 1, updated_ms = ?2, "
                          "tail = ?3 WHERE id = ?1",
    [CLASSIFIER_DELETE] = "DELETE FROM classifiers WHERE id = ?1",
};
const struct statements classifier_statements = {texts, COUNT(texts)};

/* Takes CLASSIFIER_COLUMNS; texts are borrowed from the row. */
static void read_row(struct query *q, struct classifier *c)
{
    c->id = query_int(q);
    c->name = query_text(q);
    c->kind = (enum classifier_kind)query_int(q);
    c->version = query_int(q);
    c->created_ms = query_int(q);
    c->updated_ms = query_int(q);
    c->tail = query_text(q);
}

int classifier_find(struct tx *tx, struct text name, struct arena *arena, struct classifier *out)
{
    struct query q;
    *out = (struct classifier){0};
    query_begin(&q, tx, STATEMENTS_CLASSIFIER, CLASSIFIER_FIND);
    query_put_text(&q, name);
    bool found = query_step(&q);
    if (found) {
        read_row(&q, out);
        out->name = arena_copy(arena, out->name);
        out->tail = arena_copy(arena, out->tail);
    }
    if (query_end(&q) != 0)
        return -1;
    return found ? 0
                 : err_set(tx->err, ERR_NOT_FOUND, "Classifier %.*s not found.", TEXT_ARG(name));
}

static void put_classifier(const struct classifier *c, struct buf *out)
{
    buf_put_char(out, '{');
    json_put_name(out, classifier_kind_member(c->kind));
    buf_put_char(out, '{');
    json_put_string_member(out, "Name", c->name);
    json_put_ms_member(out, "CreationTime", c->created_ms);
    json_put_ms_member(out, "LastUpdated", c->updated_ms);
    json_put_int_member(out, "Version", c->version);
    if (c->tail.n) {
        buf_put_char(out, ',');
        buf_put(out, c->tail);
    }
    buf_put(out, TEXT("}}"));
}

int classifier_get(struct tx *tx, struct text name, struct buf *out)
{
    struct arena arena;
    struct classifier found;
    arena_init(&arena, LIMIT_DOCUMENT_BYTES, NULL);
    int result = classifier_find(tx, name, &arena, &found);
    if (result == 0)
        put_classifier(&found, out);
    arena_release(&arena);
    return result;
}

int classifier_list(struct tx *tx, struct page *page, struct buf *out)
{
    struct query q;
    struct classifier c;
    query_begin(&q, tx, STATEMENTS_CLASSIFIER, CLASSIFIER_LIST);
    query_put_text(&q, page->after.p ? page->after : TEXT(""));
    query_put_int(&q, page->limit + 1);
    while (query_step(&q)) {
        if (!page_has_room(page))
            break;
        read_row(&q, &c);
        json_put_comma(out);
        put_classifier(&c, out);
        page_add(page, c.name, out);
    }
    return query_end(&q);
}

static int note_change(struct tx *tx, struct text name, struct text before, struct text after)
{
    return change_add_configuration(
        tx, &(struct configuration_change){"classifier", name, before, after});
}

static int check_count(struct tx *tx)
{
    struct query q;
    int64_t count = 0;
    query_begin(&q, tx, STATEMENTS_CLASSIFIER, CLASSIFIER_COUNT);
    if (query_one_int(&q, &count) != 1)
        return -1;
    if (count < LIMIT_CLASSIFIERS)
        return 0;
    return err_set(tx->err, ERR_LIMIT, "There may be at most %d classifiers.", LIMIT_CLASSIFIERS);
}

int classifier_create(struct tx *tx, const struct classifier *created)
{
    struct query q;
    int64_t id, inserted = 0;
    if (check_count(tx) != 0 || store_next_id(tx, "classifiers", &id) != 0)
        return -1;
    query_begin(&q, tx, STATEMENTS_CLASSIFIER, CLASSIFIER_INSERT);
    query_put_int(&q, id);
    query_put_text(&q, created->name);
    query_put_int(&q, created->kind);
    query_put_int(&q, tx->now_ms);
    query_put_text(&q, created->tail);
    if (query_run(&q, &inserted) != 0)
        return -1;
    if (!inserted)
        return err_set(tx->err, ERR_EXISTS, "Classifier %.*s already exists.",
                       TEXT_ARG(created->name));
    return note_change(tx, created->name, (struct text){NULL, 0}, created->tail);
}

int classifier_update(struct tx *tx, const struct classifier *found, struct text tail)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_CLASSIFIER, CLASSIFIER_UPDATE);
    query_put_int(&q, found->id);
    query_put_int(&q, tx->now_ms);
    query_put_text(&q, tail);
    if (query_run(&q, NULL) != 0)
        return -1;
    return note_change(tx, found->name, found->tail, tail);
}

int classifier_delete(struct tx *tx, struct text name)
{
    struct arena arena;
    struct classifier found;
    struct query q;
    arena_init(&arena, LIMIT_DOCUMENT_BYTES, NULL);
    int result = classifier_find(tx, name, &arena, &found);
    if (result == 0) {
        query_begin(&q, tx, STATEMENTS_CLASSIFIER, CLASSIFIER_DELETE);
        query_put_int(&q, found.id);
        result = query_run(&q, NULL);
    }
    if (result == 0)
        result = tags_clear(tx, TAG_CLASSIFIER, found.id);
    if (result == 0)
        result = note_change(tx, found.name, found.tail, (struct text){NULL, 0});
    arena_release(&arena);
    return result;
}
