/* SPDX-License-Identifier: Apache-2.0 */
#include "store/access_key.h"

#include "store/change.h"
#include "store/db.h"

enum { KEY_INSERT, KEY_EXISTS, KEY_COUNT, KEY_REVOKE, KEY_LIST };
static const char *const texts[] = {
    [KEY_INSERT] = "INSERT INTO access_keys (key_id, name, secret, policy, created_ms) "
                   "VALUES (?1, ?2, ?3, ?4, ?5)",
    [KEY_EXISTS] = "SELECT 1 FROM access_keys WHERE key_id = ?1",
    [KEY_COUNT] = "SELECT count(*) FROM access_keys",
    [KEY_REVOKE] = "UPDATE access_keys SET revoked_ms = ?2, secret = ?3 "
                   "WHERE key_id = ?1 AND revoked_ms IS NULL",
    [KEY_LIST] = "SELECT key_id, name, secret, policy, created_ms, revoked_ms FROM access_keys "
                 "ORDER BY key_id",
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

int access_key_create(struct tx *tx, const struct access_key *key)
{
    struct query q;
    if (check_new(tx, key->key_id) != 0)
        return -1;
    query_begin(&q, tx, STATEMENTS_ACCESS_KEY, KEY_INSERT);
    query_put_text(&q, key->key_id);
    query_put_text(&q, key->name);
    query_put_blob(&q, key->secret);
    query_put_text(&q, key->policy.p ? key->policy : TEXT(ACCESS_KEY_POLICY_ALL));
    query_put_int(&q, tx->now_ms);
    if (query_run(&q, NULL) != 0)
        return -1;
    return log_change(tx, key->key_id, TEXT("{\"Change\":\"created\"}"));
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
