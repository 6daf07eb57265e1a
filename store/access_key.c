/* SPDX-License-Identifier: Apache-2.0 */
#include "store/access_key.h"

#include "base/json_write.h"
#include "base/limits.h"
#include "store/change.h"
#include "store/db.h"

enum {
    KEY_INSERT,
    KEY_EXISTS,
    KEY_COUNT,
    KEY_REVOKE,
    KEY_LIST,
    KEY_PAGE,
    KEY_GET_POLICY,
    KEY_SET_POLICY
};
static const char *const texts[] = {
    [KEY_INSERT] = "INSERT INTO access_keys (key_id, name, secret, policy, created_ms) "
                   "VALUES (?1, ?2, ?3, ?4, ?5)",
    [KEY_EXISTS] = "SELECT 1 FROM access_keys WHERE key_id = ?1",
    [KEY_COUNT] = "SELECT count(*) FROM access_keys",
    [KEY_REVOKE] = "UPDATE access_keys SET revoked_ms = ?2, secret = ?3 "
                   "WHERE key_id = ?1 AND revoked_ms IS NULL",
    [KEY_LIST] = "SELECT key_id, name, secret, policy, created_ms, revoked_ms FROM access_keys "
                 "ORDER BY key_id",
    [KEY_PAGE] = "SELECT key_id, name, secret, policy, created_ms, revoked_ms FROM access_keys "
                 "WHERE key_id > ?1 ORDER BY key_id LIMIT ?2",
    [KEY_GET_POLICY] = "SELECT policy FROM access_keys WHERE name = ?1 "
                       "ORDER BY revoked_ms IS NULL DESC, created_ms DESC LIMIT 1",
    [KEY_SET_POLICY] = "UPDATE access_keys SET policy = ?2 WHERE name = ?1",
};
const struct statements access_key_statements = {texts, COUNT(texts)};

struct text access_key_place(struct arena *arena, struct text key_id)
{
    return arena_printf(arena, "access_keys.secret:%.*s", TEXT_ARG(key_id));
}

/* Who may call is configuration, and every change of it is logged. */
static int log_change(struct tx *tx, struct text key_id, struct text detail)
{
    struct arena arena;
    arena_init(&arena, 4096, NULL);
    struct change change = {.kind = CHANGE_CONFIGURATION,
                            .object_name =
                                arena_printf(&arena, "access-key/%.*s", TEXT_ARG(key_id)),
                            .version_before = CHANGE_NO_VERSION,
                            .version_after = CHANGE_NO_VERSION,
                            .detail = detail};
    int result = change_add(tx, &change, NULL);
    arena_release(&arena);
    return result;
}

static int check_new(struct tx *tx, struct text key_id)
{
    struct query q;
    int64_t n = 0;
    query_begin(&q, tx, STATEMENTS_ACCESS_KEY, KEY_EXISTS);
    query_put_text(&q, key_id);
    int found = query_one_int(&q, &n);
    if (found != 0)
        return found < 0 ? -1
                         : err_set(tx->err, ERR_EXISTS, "Access key %.*s exists already.",
                                   TEXT_ARG(key_id));
    query_begin(&q, tx, STATEMENTS_ACCESS_KEY, KEY_COUNT);
    if (query_one_int(&q, &n) < 0)
        return -1;
    if (n >= ACCESS_KEYS_MAX)
        return err_set(tx->err, ERR_LIMIT, "There are %d access keys already.", ACCESS_KEYS_MAX);
    return 0;
}

/* 1 when there is or was a key of the user, 0 when not, -1. */
static int find_policy(struct tx *tx, struct text name, struct arena *arena, struct text *policy)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_ACCESS_KEY, KEY_GET_POLICY);
    query_put_text(&q, name);
    bool found = query_step(&q);
    if (found)
        *policy = arena_copy(arena, query_text(&q));
    return query_end(&q) != 0 ? -1 : found;
}

static int no_user(struct tx *tx, struct text name)
{
    return err_set(tx->err, ERR_NOT_FOUND, "There is no key of a user %.*s.",
                   TEXT_ARG(text_cut(name, 64)));
}

int access_key_get_policy(struct tx *tx, struct text name, struct arena *arena, struct text *policy)
{
    int found = find_policy(tx, name, arena, policy);
    return found == 0 ? no_user(tx, name) : found == 1 ? 0 : -1;
}

/* The change log keeps members of documents. */
static void put_note(struct buf *out, struct text policy)
{
    buf_init(out, LIMIT_DOCUMENT_BYTES);
    json_put_string_member(out, "PolicyDocument", policy);
}

static int log_policy(struct tx *tx, struct text name, struct text before, struct text after)
{
    struct buf notes[2];
    put_note(&notes[0], before);
    put_note(&notes[1], after);
    int result = change_add_configuration(tx, &(struct configuration_change){"user-policy", name,
                                                                             buf_text(&notes[0]),
                                                                             buf_text(&notes[1])});
    buf_release(&notes[0]);
    buf_release(&notes[1]);
    return result;
}

static int set_policy(struct tx *tx, struct text name, struct text policy)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_ACCESS_KEY, KEY_SET_POLICY);
    query_put_text(&q, name);
    query_put_text(&q, policy);
    return query_run(&q, NULL);
}

int access_key_set_policy(struct tx *tx, struct text name, struct text policy)
{
    struct arena arena;
    struct text before;
    arena_init(&arena, LIMIT_DOCUMENT_BYTES, NULL);
    int result = access_key_get_policy(tx, name, &arena, &before);
    if (result == 0)
        result = set_policy(tx, name, policy);
    if (result == 0)
        result = log_policy(tx, name, before, policy);
    arena_release(&arena);
    return result;
}

/* What the new key of a user may do. */
static int choose_policy(struct tx *tx, const struct access_key *key, struct arena *arena,
                         struct text *policy)
{
    *policy = TEXT(ACCESS_KEY_POLICY_ALL);
    if (!key->policy.p)
        return find_policy(tx, key->name, arena, policy) < 0 ? -1 : 0;
    *policy = key->policy;
    return set_policy(tx, key->name, key->policy);
}

static int insert(struct tx *tx, const struct access_key *key, struct text policy)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_ACCESS_KEY, KEY_INSERT);
    query_put_text(&q, key->key_id);
    query_put_text(&q, key->name);
    query_put_blob(&q, key->secret);
    query_put_text(&q, policy);
    query_put_int(&q, tx->now_ms);
    if (query_run(&q, NULL) != 0)
        return -1;
    return log_change(tx, key->key_id, TEXT("{\"Change\":\"created\"}"));
}

int access_key_create(struct tx *tx, const struct access_key *key)
{
    struct arena arena;
    struct text policy;
    arena_init(&arena, LIMIT_DOCUMENT_BYTES, NULL);
    int result = check_new(tx, key->key_id);
    if (result == 0)
        result = choose_policy(tx, key, &arena, &policy);
    if (result == 0)
        result = insert(tx, key, policy);
    arena_release(&arena);
    return result;
}

int access_key_revoke(struct tx *tx, struct text key_id)
{
    struct query q;
    int64_t changed = 0;
    query_begin(&q, tx, STATEMENTS_ACCESS_KEY, KEY_REVOKE);
    query_put_text(&q, key_id);
    query_put_int(&q, tx->now_ms);
    query_put_blob(&q, TEXT(""));
    if (query_run(&q, &changed) != 0)
        return -1;
    if (changed == 0)
        return err_set(tx->err, ERR_NOT_FOUND, "There is no access key %.*s in use.",
                       TEXT_ARG(key_id));
    return log_change(tx, key_id, TEXT("{\"Change\":\"revoked\"}"));
}

static struct access_key read_key(struct query *q, struct arena *arena)
{
    struct access_key key = {0};
    key.key_id = arena_copy(arena, query_text(q));
    key.name = arena_copy(arena, query_text(q));
    key.secret = arena_copy(arena, query_text(q));
    key.policy = arena_copy(arena, query_text(q));
    key.created_ms = query_int(q);
    key.revoked_ms = query_int(q);
    return key;
}

int access_key_list(struct tx *tx, struct arena *arena, struct access_key **keys, size_t *count)
{
    struct query q;
    int64_t n = 0;
    query_begin(&q, tx, STATEMENTS_ACCESS_KEY, KEY_COUNT);
    if (query_one_int(&q, &n) < 0)
        return -1;
    *keys = ARENA_ARRAY(arena, struct access_key, (size_t)n + 1);
    *count = 0;
    query_begin(&q, tx, STATEMENTS_ACCESS_KEY, KEY_LIST);
    while (query_step(&q) && *count < (size_t)n)
        (*keys)[(*count)++] = read_key(&q, arena);
    return query_end(&q);
}

int access_key_put_page(struct tx *tx, struct page *page, struct buf *out)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_ACCESS_KEY, KEY_PAGE);
    query_put_text(&q, page->after.p ? page->after : TEXT(""));
    query_put_int(&q, page->limit + 1);
    while (query_step(&q)) {
        if (!page_has_room(page))
            break;
        struct access_key key = read_key(&q, page->arena);
        json_put_comma(out);
        buf_put_char(out, '{');
        json_put_string_member(out, "UserName", key.name);
        json_put_string_member(out, "AccessKeyId", key.key_id);
        json_put_string_member(out, "Status", key.revoked_ms ? TEXT("Inactive") : TEXT("Active"));
        json_put_ms_member(out, "CreateDate", key.created_ms);
        buf_put_char(out, '}');
        page_add(page, key.key_id, out);
    }
    return query_end(&q);
}
