/* SPDX-License-Identifier: Apache-2.0 */
#include "store/resource_policy.h"

#include "base/crypto.h"
#include "base/encode.h"
#include "base/json_write.h"
#include "base/limits.h"
#include "store/change.h"
#include "store/db.h"
#include "store/store_inside.h"

enum { POLICY_FIND, POLICY_COUNT, POLICY_LIST, POLICY_PUT, POLICY_DELETE };

#define POLICY_COLUMNS "resource, policy, hash, created_ms, updated_ms"

static const char *const texts[] = {
    [POLICY_FIND] = "SELECT " POLICY_COLUMNS " FROM resource_policies WHERE resource = ?1",
    [POLICY_COUNT] = "SELECT count(*) FROM resource_policies",
    [POLICY_LIST] = "SELECT " POLICY_COLUMNS " FROM resource_policies "
                    "WHERE resource > ?1 ORDER BY resource LIMIT ?2",
    [POLICY_PUT] = "INSERT INTO resource_policies "
                   "(resource, policy, hash, enable_hybrid, created_ms, updated_ms) "
                   "VALUES (?1, ?2, ?3, ?4, ?5, ?5) ON CONFLICT (resource) DO UPDATE SET "
                   "policy = excluded.policy, hash = excluded.hash, "
                   "enable_hybrid = excluded.enable_hybrid, updated_ms = excluded.updated_ms",
    [POLICY_DELETE] = "DELETE FROM resource_policies WHERE resource = ?1",
};
const struct statements resource_policy_statements = {texts, COUNT(texts)};

enum { HASH_TEXT_BYTES = 64, SHOWN_BYTES = 128, NOTE_BYTES = 8 * LIMIT_POLICY_BYTES };

/* Takes POLICY_COLUMNS; texts are borrowed from the row. */
static struct resource_policy read_row(struct query *q)
{
    struct resource_policy found = {0};
    found.resource = query_text(q);
    found.policy = query_text(q);
    found.hash = query_text(q);
    found.created_ms = query_int(q);
    found.updated_ms = query_int(q);
    return found;
}

static void keep(struct resource_policy *policy, struct arena *arena)
{
    policy->resource = arena_copy(arena, policy->resource);
    policy->policy = arena_copy(arena, policy->policy);
    policy->hash = arena_copy(arena, policy->hash);
}

/* 1 when found, 0 when not, -1. */
static int find(struct tx *tx, struct text resource, struct arena *arena,
                struct resource_policy *out)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_RESOURCE_POLICY, POLICY_FIND);
    query_put_text(&q, resource);
    *out = (struct resource_policy){0};
    bool found = query_step(&q);
    if (found) {
        *out = read_row(&q);
        keep(out, arena);
    }
    return query_end(&q) != 0 ? -1 : found;
}

int resource_policy_find(struct tx *tx, struct text resource, struct arena *arena,
                         struct resource_policy *out)
{
    int found = find(tx, resource, arena, out);
    if (found == 0)
        return err_set(tx->err, ERR_NOT_FOUND, "Policy of %.*s not found.",
                       TEXT_ARG(text_cut(resource, SHOWN_BYTES)));
    return found == 1 ? 0 : -1;
}

static int check_hash(struct tx *tx, struct text condition, const struct resource_policy *found)
{
    if (!condition.p || text_equal(condition, found->hash))
        return 0;
    return err_set(tx->err, ERR_PRECONDITION,
                   "PolicyHashCondition: the present policy has another hash.");
}

static int check_conditions(struct tx *tx, const struct resource_policy_write *write,
                            const struct resource_policy *found)
{
    if (write->exists == POLICY_MUST_EXIST && !found->policy.p)
        return err_set(tx->err, ERR_PRECONDITION, "PolicyExistsCondition: there is no policy.");
    if (write->exists == POLICY_MUST_NOT_EXIST && found->policy.p)
        return err_set(tx->err, ERR_PRECONDITION,
                       "PolicyExistsCondition: there is a policy already.");
    return check_hash(tx, write->hash_condition, found);
}

static int check_count(struct tx *tx)
{
    struct query q;
    int64_t count = 0;
    query_begin(&q, tx, STATEMENTS_RESOURCE_POLICY, POLICY_COUNT);
    if (query_one_int(&q, &count) != 1)
        return -1;
    if (count < LIMIT_RESOURCE_POLICIES)
        return 0;
    return err_set(tx->err, ERR_LIMIT, "There may be at most %d resource policies.",
                   LIMIT_RESOURCE_POLICIES);
}

static struct text hash_of(struct tx *tx, struct text policy, struct arena *arena)
{
    unsigned char hash[CRYPTO_HASH_BYTES];
    struct buf out;
    crypto_sha256(store_crypto(tx->store), policy, hash);
    buf_init(&out, HASH_TEXT_BYTES);
    encode_base64(&out, (struct text){(const char *)hash, sizeof hash});
    struct text t = arena_copy(arena, buf_text(&out));
    buf_release(&out);
    return t;
}

/* The change log keeps members of documents. */
static void put_note(struct buf *out, struct text policy)
{
    buf_init(out, NOTE_BYTES);
    if (policy.p)
        json_put_string_member(out, "PolicyInJson", policy);
}

static int note_change(struct tx *tx, struct text resource, struct text before, struct text after)
{
    struct buf notes[2];
    put_note(&notes[0], before);
    put_note(&notes[1], after);
    struct configuration_change change = {"resource-policy", resource, buf_text(&notes[0]),
                                          buf_text(&notes[1])};
    int result = change_add_configuration(tx, &change);
    buf_release(&notes[0]);
    buf_release(&notes[1]);
    return result;
}

int resource_policy_put(struct tx *tx, const struct resource_policy_write *write,
                        struct arena *arena, struct text *hash)
{
    struct query q;
    struct resource_policy found;
    if (find(tx, write->resource, arena, &found) < 0 || check_conditions(tx, write, &found) != 0 ||
        (!found.policy.p && check_count(tx) != 0))
        return -1;
    *hash = hash_of(tx, write->policy, arena);
    query_begin(&q, tx, STATEMENTS_RESOURCE_POLICY, POLICY_PUT);
    query_put_text(&q, write->resource);
    query_put_text(&q, write->policy);
    query_put_text(&q, *hash);
    query_put_int(&q, write->enable_hybrid);
    query_put_int(&q, tx->now_ms);
    if (query_run(&q, NULL) != 0)
        return -1;
    return note_change(tx, write->resource, found.policy, write->policy);
}

int resource_policy_delete(struct tx *tx, struct text resource, struct text hash_condition)
{
    struct arena arena;
    struct resource_policy found;
    struct query q;
    arena_init(&arena, NOTE_BYTES, NULL);
    int result = resource_policy_find(tx, resource, &arena, &found);
    if (result == 0)
        result = check_hash(tx, hash_condition, &found);
    if (result == 0) {
        query_begin(&q, tx, STATEMENTS_RESOURCE_POLICY, POLICY_DELETE);
        query_put_text(&q, resource);
        result = query_run(&q, NULL);
    }
    if (result == 0)
        result = note_change(tx, resource, found.policy, (struct text){NULL, 0});
    arena_release(&arena);
    return result;
}

void resource_policy_put_members(const struct resource_policy *policy, struct buf *out)
{
    json_put_string_member(out, "PolicyInJson", policy->policy);
    json_put_string_member(out, "PolicyHash", policy->hash);
    json_put_ms_member(out, "CreateTime", policy->created_ms);
    json_put_ms_member(out, "UpdateTime", policy->updated_ms);
}

int resource_policy_list(struct tx *tx, struct page *page, struct buf *out)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_RESOURCE_POLICY, POLICY_LIST);
    query_put_text(&q, page->after.p ? page->after : TEXT(""));
    query_put_int(&q, page->limit + 1);
    while (query_step(&q)) {
        if (!page_has_room(page))
            break;
        struct resource_policy found = read_row(&q);
        json_put_comma(out);
        buf_put_char(out, '{');
        resource_policy_put_members(&found, out);
        buf_put_char(out, '}');
        page_add(page, found.resource, out);
    }
    return query_end(&q);
}

int resource_policy_read_all(struct tx *tx, struct arena *arena, struct resource_policy **out,
                             size_t *count)
{
    struct query q;
    *out = ARENA_ARRAY(arena, struct resource_policy, LIMIT_RESOURCE_POLICIES);
    *count = 0;
    query_begin(&q, tx, STATEMENTS_RESOURCE_POLICY, POLICY_LIST);
    query_put_text(&q, TEXT(""));
    query_put_int(&q, LIMIT_RESOURCE_POLICIES);
    while (query_step(&q)) {
        struct resource_policy *found = &(*out)[(*count)++];
        *found = read_row(&q);
        keep(found, arena);
    }
    return query_end(&q);
}
