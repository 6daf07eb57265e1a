/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "catalog/shape.h"
#include "catalog/shapes_alert.h"
#include "catalog/webhook_draft.h"

static int set_up(void **state)
{
    static struct arena arena;
    arena_init(&arena, 64u << 20, NULL);
    *state = &arena;
    return 0;
}

static int tear_down(void **state)
{
    arena_release(*state);
    return 0;
}

struct url_case {
    const char *url, *host; /* NULL: refused */
};

static const struct url_case url_cases[] = {
    {"https://example.com", "example.com"},
    {"HTTP://example.com:8080/a?b=c", "example.com"},
    {"https://[::1]:1/", "::1"},
    {"https://[fe80::1]", "fe80::1"},
    {"http://127.1?x", "127.1"},
    {"https://a.example/x@y:z", "a.example"},
    {"", NULL},
    {"https://", NULL},
    {"https:///path", NULL},
    {"https://:80/", NULL},
    {"ftp://example.com/", NULL},
    {"file:///etc/passwd", NULL},
    {"gopher://example.com/", NULL},
    {"https:/example.com/", NULL},
    {"example.com", NULL},
    {"https://user:password@example.com/", NULL},
    {"https://user@example.com/", NULL},
    {"https://example.com#fragment", NULL},
    {"https://example.com/a b", NULL},
    {"https://example.com/\x01", NULL},
    {"https://example.com\\@evil/", NULL},
    {"https://ex\xc3\xa4mple.com/", NULL},
    {"https://127%2e0.0.1/", NULL},
    {"https://example.com:/", NULL},
    {"https://example.com:0/", NULL},
    {"https://example.com:65536/", NULL},
    {"https://example.com:-1/", NULL},
    {"https://example.com:80x/", NULL},
    {"https://[::1/", NULL},
    {"https://[::1]x/", NULL},
};

static void checks_urls(void **state)
{
    /* Only http and https URLs pass, with a plain host and nothing that could hide another one. */
    struct text host;
    (void)state;
    for (size_t i = 0; i < COUNT(url_cases); i++) {
        struct err err = {0};
        const struct url_case *c = &url_cases[i];
        int result = webhook_url_check(text_of(c->url), &host, &err);
        if ((result == 0) != (c->host != NULL))
            fail_msg("%s: %s", c->url, err.text);
        if (result == 0)
            assert_true(text_is(host, c->host));
        else
            assert_int_equal(err.code, ERR_INVALID);
    }
}

static void bounds_urls(void **state)
{
    /* 2048 bytes pass, one more does not. */
    static char url[LIMIT_WEBHOOK_URL_BYTES + 1];
    struct err err = {0};
    (void)state;
    memset(url, 'a', sizeof url);
    url[0] = 'h', url[1] = url[2] = 't', url[3] = 'p', url[4] = ':', url[5] = url[6] = '/';
    assert_int_equal(webhook_url_check((struct text){url, sizeof url - 1}, NULL, &err), 0);
    assert_int_equal(webhook_url_check((struct text){url, sizeof url}, NULL, &err), -1);
}

static void reads_secrets(void **state)
{
    /* whsec_ and base64 of 24 to 64 bytes, nothing shorter, longer or otherwise written. */
    static const char *const bad[] = {"",
                                      "whsec_",
                                      "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                                      "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS",
                                      "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa==",
                                      "WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"};
    struct buf key, coded;
    struct err err = {0};
    (void)state;
    buf_init(&key, 256);
    buf_init(&coded, 256);
    assert_int_equal(
        webhook_secret_decode(TEXT("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), &key, &err), 0);
    assert_int_equal(key.n, 24);
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_int_equal(webhook_secret_decode(text_of(bad[i]), &key, &err), -1);
    for (size_t n = 23; n <= 65; n++) {
        char bytes[65] = {0};
        buf_clear(&key);
        buf_clear(&coded);
        webhook_secret_encode((struct text){bytes, n}, &coded);
        assert_int_equal(webhook_secret_decode(buf_text(&coded), &key, &err),
                         n < 24 || n > 64 ? -1 : 0);
    }
    buf_release(&key);
    buf_release(&coded);
}

static struct value *webhook(struct arena *a, const char *members)
{
    struct value *values = NULL;
    struct err err = {0};
    if (webhook_tail_decode(text_of(members), a, &values, &err) != 0)
        fail_msg("%s", err.text);
    return values;
}

struct match_case {
    const char *members, *database, *table, *crawler;
    enum severity severity;
    bool matches;
};

#define URL "\"Url\":\"https://a/\""

static const struct match_case match_cases[] = {
    {URL, "d", "t", "", SEVERITY_INFO, true},
    {URL ",\"MinimumSeverity\":\"WARNING\"", "d", "t", "", SEVERITY_INFO, false},
    {URL ",\"MinimumSeverity\":\"WARNING\"", "d", "t", "", SEVERITY_WARNING, true},
    {URL ",\"MinimumSeverity\":\"WARNING\"", "d", "t", "", SEVERITY_BREAKING, true},
    {URL ",\"DatabaseNames\":[\"sales\",\"web_*\"]", "web_eu", "t", "", SEVERITY_INFO, true},
    {URL ",\"DatabaseNames\":[\"sales\",\"web_*\"]", "sales2", "t", "", SEVERITY_INFO, false},
    {URL ",\"DatabaseNames\":[]", "any", "t", "", SEVERITY_INFO, true},
    {URL ",\"TableNames\":[\"orders?\"]", "d", "orders1", "", SEVERITY_INFO, true},
    {URL ",\"TableNames\":[\"orders?\"]", "d", "orders", "", SEVERITY_INFO, false},
    {URL ",\"CrawlerNames\":[\"*\"]", "d", "t", "nightly", SEVERITY_INFO, true},
    {URL ",\"CrawlerNames\":[\"*\"]", "d", "t", "", SEVERITY_INFO, false},
};

static void matches_events(void **state)
{
    /* All given filters must match; an absent or empty one matches everything; any crawler is not
     * nobody. */
    for (size_t i = 0; i < COUNT(match_cases); i++) {
        const struct match_case *c = &match_cases[i];
        struct webhook_filter filter;
        struct err err = {0};
        struct webhook_subject subject = {text_of(c->database), text_of(c->table),
                                          text_of(c->crawler), c->severity};
        assert_int_equal(webhook_filter_make(webhook(*state, c->members), *state, &filter, &err),
                         0);
        if (webhook_filter_matches(&filter, &subject) != c->matches)
            fail_msg("%s with %s.%s", c->members, c->database, c->table);
    }
}

static void renders_what_the_caller_wrote(void **state)
{
    /* The stored text holds no member that the server owns, above all no secret; a bad pattern is
     * refused by name. */
    struct text tail;
    struct err err = {0};
    struct value *values = webhook(*state, URL ",\"Description\":\"d\",\"Secret\":\"whsec_x\"");
    assert_int_equal(webhook_draft_make(values, *state, &tail, &err), 0);
    assert_string_equal(tail.p, URL ",\"Description\":\"d\"");
    values = webhook(*state, URL ",\"TableNames\":[\"[\"]");
    assert_int_equal(webhook_draft_make(values, *state, &tail, &err), -1);
    assert_non_null(strstr(err.text, "TableNames"));
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(checks_urls),
        TEST(bounds_urls),
        TEST(reads_secrets),
        TEST(matches_events),
        TEST(renders_what_the_caller_wrote),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
