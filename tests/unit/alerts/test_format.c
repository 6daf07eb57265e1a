/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "alerts/format.h"
#include "base/json_read.h"
#include "base/limits.h"

struct bench {
    struct arena arena;
    struct buf data, out;
    struct err err;
};

static int set_up(void **state)
{
    static struct bench b;
    b = (struct bench){0};
    arena_init(&b.arena, 64 << 20, NULL);
    buf_init(&b.data, 16 << 20);
    buf_init(&b.out, LIMIT_ALERT_BODY_BYTES);
    *state = &b;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *b = *state;
    buf_release(&b->data);
    buf_release(&b->out);
    arena_release(&b->arena);
    return 0;
}

static const char *render(struct bench *b, struct text data)
{
    struct alert alert = {TEXT("table.schema.changed"), INT64_C(1795253400123), data};
    const struct alert_format *format = alert_format_find(TEXT("STANDARD_WEBHOOKS"));
    buf_clear(&b->out);
    if (format->render(&alert, &b->arena, &b->out, &b->err) != 0)
        fail_msg("%s", b->err.text);
    assert_false(buf_over(&b->out));
    return arena_copy(&b->arena, buf_text(&b->out)).p;
}

static void finds_formats(void **state)
{
    /* The first format is the default; unknown ones are none. */
    (void)state;
    assert_ptr_equal(alert_format_find(TEXT("")), alert_format_find(TEXT("STANDARD_WEBHOOKS")));
    assert_null(alert_format_find(TEXT("CARRIER_PIGEON")));
}

static void renders_whole_events(void **state)
{
    /* type, timestamp and data as Standard Webhooks prescribes; a short event is told whole. */
    assert_string_equal(
        render(*state, TEXT("{\"DriftEventId\":\"7\",\"Changes\":[{\"Kind\":\"ADDED\"},{}],"
                            "\"ChangesOmitted\":3,\"Severity\":\"INFO\"}")),
        "{\"type\":\"table.schema.changed\",\"timestamp\":\"2026-11-21T09:30:00.123Z\","
        "\"data\":{\"DriftEventId\":\"7\",\"Severity\":\"INFO\",\"Changes\":[{\"Kind\":\"ADDED\"},"
        "{}],\"ChangesOmitted\":3}}");
    assert_non_null(
        strstr(render(*state, TEXT("{\"Message\":\"x\"}")), "\"data\":{\"Message\":\"x\"}}"));
    assert_non_null(strstr(render(*state, TEXT("{}")), "\"data\":{}}"));
    assert_non_null(strstr(render(*state, TEXT("{\"Changes\":[]}")), "\"data\":{\"Changes\":[]}}"));
}

static size_t count_of(const char *text, const char *part)
{
    size_t n = 0;
    for (const char *p = text; (p = strstr(p, part)); p++)
        n++;
    return n;
}

static void cuts_long_events(void **state)
{
    /* Of 2,000 changes as many are told as fit below 20 kB, the rest are counted, and a link leads
     * to all. */
    struct bench *b = *state;
    buf_put(&b->data, TEXT("{\"DriftEventId\":\"42\",\"TableName\":\"t\",\"Changes\":["));
    for (int i = 0; i < 2000; i++)
        buf_printf(&b->data, "%s{\"Kind\":\"ADDED\",\"Column\":\"c%d\"}", i ? "," : "", i);
    buf_put(&b->data, TEXT("],\"ChangesOmitted\":5,\"Severity\":\"BREAKING\"}"));
    const char *body = render(b, buf_text(&b->data));
    size_t told = count_of(body, "\"Kind\"");
    assert_true(told > 400 && told < 2000);
    assert_true(strlen(body) < LIMIT_ALERT_BODY_BYTES);
    assert_true(strlen(body) > LIMIT_ALERT_BODY_BYTES - 300);
    struct text rest = arena_printf(&b->arena,
                                    "\"ChangesOmitted\":%zu,\"Truncated\":true,"
                                    "\"Link\":\"/v1/drift-events/42\"}}",
                                    2005 - told);
    assert_non_null(strstr(body, rest.p));
    assert_non_null(strstr(body, "\"Severity\":\"BREAKING\",\"Changes\""));

    struct json_reader r;
    struct err err = {0};
    assert_int_equal(json_reader_init(&r, text_of(body), &b->arena, &err), 0);
    assert_int_equal(json_skip(&r, NULL), 0);
    assert_int_equal(json_finish(&r), 0);
}

static void cuts_one_huge_change(void **state)
{
    /* A change that does not fit at all leaves an empty list and a count of one. */
    struct bench *b = *state;
    buf_put(&b->data, TEXT("{\"DriftEventId\":\"1\",\"Changes\":[{\"From\":\""));
    for (int i = 0; i < 30000; i++)
        buf_put_char(&b->data, 'x');
    buf_put(&b->data, TEXT("\"}]}"));
    assert_non_null(strstr(render(b, buf_text(&b->data)), "\"Changes\":[],\"ChangesOmitted\":1,"));
}

static void refuses_what_is_no_object(void **state)
{
    /* Data that is our own mistake is an error and not half a body. */
    struct bench *b = *state;
    static const char *const bad[] = {"", "[]", "{\"a\":}", "{\"Changes\":{}}",
                                      "{\"Changes\":[1,]}"};
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct alert alert = {TEXT("t"), 0, text_of(bad[i])};
        err_clear(&b->err);
        buf_clear(&b->out);
        if (alert_render_standard(&alert, &b->arena, &b->out, &b->err) == 0)
            fail_msg("%s", bad[i]);
    }
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(finds_formats), TEST(renders_whole_events),
                                       TEST(cuts_long_events), TEST(cuts_one_huge_change),
                                       TEST(refuses_what_is_no_object)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
