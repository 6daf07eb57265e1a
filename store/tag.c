/* SPDX-License-Identifier: Apache-2.0 */
#include "store/tag.h"

#include "base/json_write.h"
#include "base/limits.h"
#include "catalog/catalog_id.h"
#include "catalog/resource_arn.h"
#include "store/change.h"
#include "store/classifier.h"
#include "store/connection.h"
#include "store/crawler.h"
#include "store/db.h"
#include "store/function.h"
#include "store/table.h"
#include "store/webhook.h"

enum { TAG_PUT, TAG_COUNT, TAG_EQUALS, TAG_LIST, TAG_DELETE, TAG_CLEAR };
static const char *const texts[] = {
    [TAG_PUT] = "INSERT INTO tags (kind, object_id, key, value) VALUES (?1, ?2, ?3, ?4) "
                "ON CONFLICT (kind, object_id, key) DO UPDATE SET value = excluded.value",
    [TAG_COUNT] = "SELECT count(*) FROM tags WHERE kind = ?1 AND object_id = ?2",
    [TAG_EQUALS] = "SELECT value = ?4 FROM tags WHERE kind = ?1 AND object_id = ?2 AND key = ?3",
    [TAG_LIST] = "SELECT key, value FROM tags WHERE kind = ?1 AND object_id = ?2 ORDER BY key",
    [TAG_DELETE] = "DELETE FROM tags WHERE kind = ?1 AND object_id = ?2 AND key = ?3",
    [TAG_CLEAR] = "DELETE FROM tags WHERE kind = ?1 AND object_id = ?2",
};
const struct statements tag_statements = {texts, COUNT(texts)};

static void begin(struct query *q, struct tx *tx, size_t statement, const struct tagged *object)
{
    query_begin(q, tx, STATEMENTS_TAG, statement);
    query_put_int(q, object->kind);
    query_put_int(q, object->id);
}

/* --- the tags of an object ------------------------------------------------------------------ */

static bool is_reserved(struct text t)
{
    static const struct text prefix = TEXT_INIT("aws:");
    return text_equal_nocase(text_cut(t, prefix.n), prefix);
}

int tags_check(const struct value *map, struct err *err)
{
    for (size_t i = 0; i < 2 * map->list.count; i++) {
        struct text t = map->list.items[i].text;
        if (is_reserved(t))
            return err_set(err, ERR_INVALID,
                           "Tag %s '%.*s' is not allowed: the prefix 'aws:' is reserved.",
                           i % 2 == 0 ? "key" : "value", TEXT_ARG(text_cut(t, 128)));
    }
    return 0;
}

static int check_count(struct tx *tx, const struct tagged *object)
{
    struct query q;
    int64_t count = 0;
    begin(&q, tx, TAG_COUNT, object);
    if (query_one_int(&q, &count) < 0)
        return -1;
    if (count <= LIMIT_TAGS)
        return 0;
    return err_set(tx->err, ERR_INVALID, "A resource has at most %d tags.", LIMIT_TAGS);
}

int tags_put(struct tx *tx, enum tag_kind kind, int64_t id, const struct value *map)
{
    const struct tagged object = {kind, id};
    if (!map || map->list.count == 0)
        return 0;
    for (size_t i = 0; i < map->list.count; i++) {
        struct query q;
        begin(&q, tx, TAG_PUT, &object);
        query_put_text(&q, map->list.items[2 * i].text);
        query_put_text(&q, map->list.items[2 * i + 1].text);
        if (query_run(&q, NULL) != 0)
            return -1;
    }
    return check_count(tx, &object);
}

int tags_clear(struct tx *tx, enum tag_kind kind, int64_t id)
{
    struct query q;
    begin(&q, tx, TAG_CLEAR, &(struct tagged){kind, id});
    return query_run(&q, NULL);
}

int tags_match(struct tx *tx, enum tag_kind kind, int64_t id, const struct value *map)
{
    for (size_t i = 0; map && i < map->list.count; i++) {
        struct query q;
        int64_t equal = 0;
        begin(&q, tx, TAG_EQUALS, &(struct tagged){kind, id});
        query_put_text(&q, map->list.items[2 * i].text);
        query_put_text(&q, map->list.items[2 * i + 1].text);
        int found = query_one_int(&q, &equal);
        if (found < 0)
            return -1;
        if (!found || !equal)
            return 0;
    }
    return 1;
}

/* --- the object of an ARN ------------------------------------------------------------------- */

/* What an ARN's path says: the names at its end, and the catalog before them. */
struct place {
    struct text catalog, database, name;
    struct arena *arena;
};

typedef int finder(struct tx *tx, const struct place *place, int64_t *id);

static int find_catalog(struct tx *tx, const struct place *place, int64_t *id)
{
    return catalog_find(tx, place->catalog, id);
}

static int find_database(struct tx *tx, const struct place *place, int64_t *id)
{
    struct database found;
    const struct database_name name = {place->catalog, arena_fold(place->arena, place->name)};
    int result = database_find(tx, &name, place->arena, &found);
    *id = found.id;
    return result;
}

static int find_table(struct tx *tx, const struct place *place, int64_t *id)
{
    struct table found;
    const struct table_name name = {place->catalog, arena_fold(place->arena, place->database),
                                    arena_fold(place->arena, place->name)};
    int result = table_find(tx, &name, place->arena, &found);
    *id = found.id;
    return result;
}

static int find_crawler(struct tx *tx, const struct place *place, int64_t *id)
{
    struct crawler found;
    int result = crawler_find(tx, place->name, place->arena, &found);
    *id = found.id;
    return result;
}

static int find_function(struct tx *tx, const struct place *place, int64_t *id)
{
    const struct function_name name = {place->catalog, arena_fold(place->arena, place->database),
                                       arena_fold(place->arena, place->name)};
    return function_find_id(tx, &name, id);
}

/* Of the root catalog: ARNs of connections name no other. */
static int find_connection(struct tx *tx, const struct place *place, int64_t *id)
{
    struct connection found;
    const struct connection_name name = {{NULL, 0}, place->name};
    int result = connection_find(tx, &name, place->arena, &found);
    *id = found.id;
    return result;
}

static int find_classifier(struct tx *tx, const struct place *place, int64_t *id)
{
    struct classifier found;
    int result = classifier_find(tx, place->name, place->arena, &found);
    *id = found.id;
    return result;
}

static int find_webhook(struct tx *tx, const struct place *place, int64_t *id)
{
    struct webhook found;
    int result = webhook_find(tx, place->name, place->arena, &found);
    *id = found.id;
    return result;
}

enum form {
    FORM_CATALOG,  /* [catalog] */
    FORM_NAME,     /* name, which may hold slashes */
    FORM_DATABASE, /* [catalog/]name */
    FORM_INSIDE    /* [catalog/]database/name */
};

static const struct taggable {
    const char *type;
    enum tag_kind kind;
    enum form form;
    finder *find;
} taggables[] = {
    {"catalog", TAG_CATALOG, FORM_CATALOG, find_catalog},
    {"database", TAG_DATABASE, FORM_DATABASE, find_database},
    {"table", TAG_TABLE, FORM_INSIDE, find_table},
    {"crawler", TAG_CRAWLER, FORM_NAME, find_crawler},
    {"userDefinedFunction", TAG_FUNCTION, FORM_INSIDE, find_function},
    {"connection", TAG_CONNECTION, FORM_NAME, find_connection},
    {"classifier", TAG_CLASSIFIER, FORM_NAME, find_classifier},
    {"webhook", TAG_WEBHOOK, FORM_NAME, find_webhook}, /* ours */
};

static const struct taggable *taggable_of(struct text type)
{
    for (size_t i = 0; i < COUNT(taggables); i++)
        if (text_equal_nocase(type, text_of(taggables[i].type)))
            return &taggables[i];
    return NULL;
}

/* False where the path has too few names. */
static bool read_place(enum form form, struct text path, struct text account, struct place *place)
{
    if (form == FORM_NAME) {
        place->name = path;
        return path.n > 0;
    }
    if (form != FORM_CATALOG)
        place->name = resource_arn_cut_last(&path);
    if (form == FORM_INSIDE && path.p)
        place->database = resource_arn_cut_last(&path);
    place->catalog = catalog_id_canonical(path, account, place->arena);
    return (form == FORM_CATALOG || place->name.n) && (form != FORM_INSIDE || place->database.n) &&
           (!path.p || path.n);
}

int tagged_find(struct tx *tx, struct text arn, struct arena *arena, struct tagged *out)
{
    struct resource_arn parts;
    struct text account = store_account(tx->store);
    struct place place = {.arena = arena};
    if (resource_arn_decode(arn, &parts, tx->err) != 0)
        return -1;
    const struct taggable *taggable = taggable_of(parts.type);
    if (!taggable || !read_place(taggable->form, parts.path, account, &place))
        return err_set(tx->err, ERR_INVALID, "ResourceArn '%.*s' names nothing that has tags.",
                       TEXT_ARG(text_cut(arn, 256)));
    if (parts.account.n && !text_equal(parts.account, account))
        return err_set(tx->err, ERR_NOT_FOUND, "Resource %.*s not found.",
                       TEXT_ARG(text_cut(arn, 256)));
    out->kind = taggable->kind;
    return taggable->find(tx, &place, &out->id);
}

/* --- operations ----------------------------------------------------------------------------- */

static int put_tags(struct tx *tx, const struct tagged *object, struct buf *out)
{
    struct query q;
    begin(&q, tx, TAG_LIST, object);
    buf_put_char(out, '{');
    while (query_step(&q)) {
        json_put_comma(out);
        json_put_string(out, query_text(&q));
        buf_put_char(out, ':');
        json_put_string(out, query_text(&q));
    }
    buf_put_char(out, '}');
    return query_end(&q);
}

static int remove_tags(struct tx *tx, const struct tagged *object, const struct value *keys)
{
    for (size_t i = 0; i < keys->list.count; i++) {
        struct query q;
        begin(&q, tx, TAG_DELETE, object);
        query_put_text(&q, keys->list.items[i].text);
        if (query_run(&q, NULL) != 0)
            return -1;
    }
    return 0;
}

/* Puts or removes, and logs what the tags were and are. */
static int write_tags(struct tx *tx, struct text arn, const struct value *put,
                      const struct value *removed)
{
    struct arena arena;
    struct tagged object;
    struct buf before, after;
    arena_init(&arena, LIMIT_REQUEST_ARENA_BYTES, NULL);
    buf_init(&before, LIMIT_DOCUMENT_BYTES);
    buf_init(&after, LIMIT_DOCUMENT_BYTES);
    int result = tagged_find(tx, arn, &arena, &object);
    if (result == 0)
        result = put_tags(tx, &object, &before);
    if (result == 0)
        result =
            put ? tags_put(tx, object.kind, object.id, put) : remove_tags(tx, &object, removed);
    if (result == 0)
        result = put_tags(tx, &object, &after);
    if (result == 0 && !text_equal(buf_text(&before), buf_text(&after)))
        result = change_add_configuration(
            tx, &(struct configuration_change){"tags", arn, buf_text(&before), buf_text(&after)});
    buf_release(&before);
    buf_release(&after);
    arena_release(&arena);
    return result;
}

int tagged_put(struct tx *tx, struct text arn, const struct value *map)
{
    return write_tags(tx, arn, map, NULL);
}

int tagged_remove(struct tx *tx, struct text arn, const struct value *keys)
{
    return write_tags(tx, arn, NULL, keys);
}

int tagged_get(struct tx *tx, struct text arn, struct buf *out)
{
    struct arena arena;
    struct tagged object;
    arena_init(&arena, LIMIT_REQUEST_ARENA_BYTES, NULL);
    int result = tagged_find(tx, arn, &arena, &object);
    if (result == 0)
        result = put_tags(tx, &object, out);
    arena_release(&arena);
    return result;
}
