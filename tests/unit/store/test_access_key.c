/* SPDX-License-Identifier: Apache-2.0 */
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/access_key.h"
#include "store/change.h"

struct bench {
    char folder[64];
    struct store *store;
    struct arena arena;
    struct err err;
};

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st, (void)flag, (void)ftw;
    return remove(path);
}

static int set_up(void **state)
{
    struct bench *b = calloc(1, sizeof *b);
    snprintf(b->folder, sizeof b->folder, "/tmp/test_access_key.XXXXXX");
    assert_non_null(mkdtemp(b->folder));
    struct store_options options = {.folder = b->folder, .account_id = TEXT("123456789012")};
    b->store = store_open(&options, &b->err);
    assert_non_null(b->store);
    arena_init(&b->arena, 1 << 20, NULL);
    *state = b;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *b = *state;
    store_close(b->store);
    arena_release(&b->arena);
    nftw(b->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    free(b);
    return 0;
}

static const struct origin origin = {
    .actor = {"root", 4}, .source = {"-", 1}, .door = "control", .operation = "test"};

static int create_key(struct tx *tx, void *context)
{
    return access_key_create(tx, context);
}

static int revoke_key(struct tx *tx, void *context)
{
    return access_key_revoke(tx, *(struct text *)context);
}

struct listing {
    struct arena *arena;
    struct access_key *keys;
    size_t count;
    int64_t changes;
};

static int list_keys(struct tx *tx, void *context)
{
    struct listing *l = context;
    if (change_last(tx, &l->changes) != 0)
        return -1;
    return access_key_list(tx, l->arena, &l->keys, &l->count);
}

static int commit(struct bench *b, store_body *body, void *context)
{
    err_clear(&b->err);
    return store_write(b->store, LANE_FOREGROUND, &origin, body, context, &b->err);
}

static struct listing listed(struct bench *b)
{
    struct listing l = {.arena = &b->arena};
    err_clear(&b->err);
    assert_int_equal(store_read(b->store, list_keys, &l, &b->err), 0);
    return l;
}

static void life(void **state)
{
    /* A key is kept as it was given, and loses its secret and not its row when it is revoked. */
    struct bench *b = *state;
    struct access_key key = {.key_id = TEXT("AKIA1"), .name = TEXT("etl"), .secret = {"\0\xff", 2}};
    assert_int_equal(commit(b, create_key, &key), 0);
    struct listing l = listed(b);
    assert_int_equal(l.count, 1);
    assert_true(text_is(l.keys[0].key_id, "AKIA1") && text_is(l.keys[0].name, "etl"));
    assert_true(text_equal(l.keys[0].secret, key.secret));
    assert_true(text_is(l.keys[0].policy, ACCESS_KEY_POLICY_ALL));
    assert_true(l.keys[0].created_ms > 0 && l.keys[0].revoked_ms == 0);
    assert_int_equal(l.changes, 1);
    assert_int_equal(commit(b, revoke_key, &key.key_id), 0);
    l = listed(b);
    assert_true(l.keys[0].revoked_ms > 0);
    assert_int_equal(l.keys[0].secret.n, 0);
    assert_int_equal(l.changes, 2);
}

static void refusals(void **state)
{
    /* An id is used once and for all; what is not in use cannot be revoked. */
    struct bench *b = *state;
    struct text missing = TEXT("AKIA9");
    struct access_key key = {.key_id = TEXT("AKIA1"), .name = TEXT("etl"), .secret = TEXT("s")};
    assert_int_equal(commit(b, create_key, &key), 0);
    assert_int_equal(commit(b, create_key, &key), -1);
    assert_int_equal(b->err.code, ERR_EXISTS);
    assert_int_equal(commit(b, revoke_key, &missing), -1);
    assert_int_equal(b->err.code, ERR_NOT_FOUND);
    assert_int_equal(commit(b, revoke_key, &key.key_id), 0);
    assert_int_equal(commit(b, revoke_key, &key.key_id), -1);
    assert_int_equal(b->err.code, ERR_NOT_FOUND);
    assert_int_equal(commit(b, create_key, &key), -1);
    assert_int_equal(b->err.code, ERR_EXISTS);
    assert_int_equal(listed(b).changes, 2);
}

static void order(void **state)
{
    /* No key is an empty list; several come by id. */
    struct bench *b = *state;
    assert_int_equal(listed(b).count, 0);
    struct access_key second = {.key_id = TEXT("B"), .name = TEXT("x"), .secret = TEXT("s")};
    struct access_key first = {.key_id = TEXT("A"), .name = TEXT("x"), .secret = TEXT("s")};
    assert_int_equal(commit(b, create_key, &second), 0);
    assert_int_equal(commit(b, create_key, &first), 0);
    struct listing l = listed(b);
    assert_int_equal(l.count, 2);
    assert_true(text_is(l.keys[0].key_id, "A") && text_is(l.keys[1].key_id, "B"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(life, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refusals, set_up, tear_down),
        cmocka_unit_test_setup_teardown(order, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
