/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "api/operations/page.h"
#include "base/encode.h"
#include "base/limits.h"

static const struct operation list_things = {.name = "ListThings", .page_max = 100};
static const struct operation list_others = {.name = "ListOthers"};

struct bench {
    struct service service;
    struct call call;
};

static int set_up(void **state)
{
    static struct bench bench;
    struct err err = {.code = ERR_NONE};
    bench = (struct bench){.service.page_signer = page_signer_new(TEXT("key"), &err)};
    assert_non_null(bench.service.page_signer);
    call_init(&bench.call, &bench.service);
    bench.call.operation = &list_things;
    *state = &bench;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *b = *state;
    call_release(&b->call);
    page_signer_free(b->service.page_signer);
    page_signer_free(NULL);
    return 0;
}

/* The token that ends a page at a position, in the call's arena. */
static struct text token_for(struct bench *b, struct text position, struct text scope)
{
    static const char before[] = "{\"L\":[],\"NextToken\":\"";
    struct page page = {.next = position};
    buf_clear(&b->call.reply);
    buf_put(&b->call.reply, TEXT("{\"L\":[]"));
    page_end(&b->call, &page, scope);
    struct text reply = buf_text(&b->call.reply);
    assert_true(reply.n > sizeof before && reply.p[reply.n - 1] == '"');
    assert_memory_equal(reply.p, before, sizeof before - 1);
    return arena_copy(&b->call.arena,
                      (struct text){reply.p + sizeof before - 1, reply.n - sizeof before});
}

static int begin(struct bench *b, struct text token, struct text scope, struct page *page)
{
    struct value given = value_text(token), absent = {.set = false};
    err_clear(&b->call.err);
    return page_begin(&b->call, &given, &absent, scope, page);
}

static void expect_refused(struct bench *b, struct text token, struct text scope)
{
    struct page page;
    if (begin(b, token, scope, &page) == 0)
        fail_msg("the token %.*s was taken", TEXT_ARG(token));
    assert_int_equal(b->call.err.code, ERR_INVALID);
    assert_non_null(strstr(b->call.err.text, "NextToken"));
}

static void there_and_back(void **state)
{
    /* Any position comes back from its token, also one with zero bytes, an empty one, and one as
     * long as the longest key of a partition. */
    struct bench *b = *state;
    struct page page;
    size_t longest = (size_t)LIMIT_PARTITION_KEYS * (4 * 1024 + 2);
    char *large = malloc(longest);
    memset(large, 0xAB, longest);
    const struct text positions[] = {
        TEXT("a"), TEXT("a\0b"), TEXT(""), TEXT("\xff\x30x"), {large, longest}};
    for (size_t i = 0; i < COUNT(positions); i++) {
        struct text token = token_for(b, positions[i], TEXT("scope"));
        assert_int_equal(begin(b, token, TEXT("scope"), &page), 0);
        assert_non_null(page.after.p);
        assert_true(text_equal(page.after, positions[i]));
    }
    free(large);
}

static void limits(void **state)
{
    /* The caller's number of items counts, else the operation's own, else a thousand; an empty
     * token is none. */
    struct bench *b = *state;
    struct value none = {.set = false}, empty = value_text(TEXT("")), seven = value_integer(7);
    struct page page;
    assert_int_equal(page_begin(&b->call, &none, &none, TEXT("s"), &page), 0);
    assert_int_equal(page.limit, 100);
    assert_null(page.after.p);
    assert_int_equal(page_begin(&b->call, &empty, &seven, TEXT("s"), &page), 0);
    assert_int_equal(page.limit, 7);
    assert_null(page.after.p);
    b->call.operation = &list_others;
    assert_int_equal(page_begin(&b->call, &none, &none, TEXT("s"), &page), 0);
    assert_int_equal(page.limit, 1000);
}

static void last_page(void **state)
{
    /* The last page has no token at all. */
    struct bench *b = *state;
    struct page page = {.next = {NULL, 0}};
    buf_put(&b->call.reply, TEXT("{\"L\":[]"));
    page_end(&b->call, &page, TEXT("s"));
    assert_true(text_is(buf_text(&b->call.reply), "{\"L\":[]"));
}

static void foreign(void **state)
{
    /* A token of another operation, another scope or another server is refused. */
    struct bench *b = *state;
    struct err err = {.code = ERR_NONE};
    struct text token = token_for(b, TEXT("position"), TEXT("scope"));
    expect_refused(b, token, TEXT("scopf"));
    expect_refused(b, token, TEXT("scop"));
    expect_refused(b, token, TEXT(""));
    b->call.operation = &list_others;
    expect_refused(b, token, TEXT("scope"));
    b->call.operation = &list_things;
    struct page_signer *own = b->service.page_signer;
    b->service.page_signer = page_signer_new(TEXT("other key"), &err);
    expect_refused(b, token, TEXT("scope"));
    page_signer_free(b->service.page_signer);
    b->service.page_signer = own;
    struct page page;
    assert_int_equal(begin(b, token, TEXT("scope"), &page), 0);
}

static void tampered(void **state)
{
    /* No character of a token can be changed, added or taken away, and no text is taken for one. */
    struct bench *b = *state;
    struct text token = token_for(b, TEXT("0123456789"), TEXT("scope"));
    char *copy = malloc(token.n + 4);
    for (size_t i = 0; i < token.n; i++) {
        memcpy(copy, token.p, token.n);
        copy[i] = copy[i] == 'A' ? 'B' : 'A';
        expect_refused(b, (struct text){copy, token.n}, TEXT("scope"));
        if (i > 0)
            expect_refused(b, (struct text){token.p, i}, TEXT("scope"));
    }
    memcpy(copy, token.p, token.n);
    memcpy(copy + token.n, "AAAA", 4);
    expect_refused(b, (struct text){copy, token.n + 4}, TEXT("scope"));
    expect_refused(b, TEXT("x"), TEXT("scope"));
    expect_refused(b, TEXT("not base64!"), TEXT("scope"));
    expect_refused(b, TEXT("AAAA"), TEXT("scope"));
    free(copy);
}

static void shifted(void **state)
{
    /* A part of the scope cannot be passed off as a part of the position: the signature of one is
     * not that of the other. */
    struct bench *b = *state;
    struct text token = token_for(b, TEXT("end"), TEXT("a|b"));
    struct buf raw, forged;
    buf_init(&raw, 1000);
    buf_init(&forged, 1000);
    assert_true(decode_base64(&raw, token));
    struct buf shifted;
    buf_init(&shifted, 1000);
    buf_put(&shifted, (struct text){raw.p, 16});
    buf_put(&shifted, TEXT("b|end"));
    encode_base64(&forged, buf_text(&shifted));
    expect_refused(b, buf_text(&forged), TEXT("a"));
    buf_release(&raw);
    buf_release(&shifted);
    buf_release(&forged);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(there_and_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(limits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(last_page, set_up, tear_down),
        cmocka_unit_test_setup_teardown(foreign, set_up, tear_down),
        cmocka_unit_test_setup_teardown(tampered, set_up, tear_down),
        cmocka_unit_test_setup_teardown(shifted, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
