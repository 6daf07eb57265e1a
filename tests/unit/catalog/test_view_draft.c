/* SPDX-License-Identifier: Apache-2.0
 * What an update of one dialect makes of a view; the rules of the whole are tested over the API. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "catalog/shapes_table.h"
#include "catalog/table_draft.h"
#include "catalog/view_draft.h"

struct bench {
    struct arena arena;
    struct err err;
};

static int set_up(void **state)
{
    static struct bench bench;
    bench = (struct bench){.err.code = ERR_NONE};
    arena_init(&bench.arena, LIMIT_REQUEST_ARENA_BYTES, NULL);
    *state = &bench;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *b = *state;
    arena_release(&b->arena);
    return 0;
}

static struct value *decode(struct bench *b, const char *input)
{
    struct value *values;
    if (shape_decode_text(&shape_table_input, text_of(input), &b->arena, &values, &b->err) != 0)
        fail_msg("%s: %s", input, b->err.text);
    return values;
}

static const char spark[] =
    "{\"Name\":\"v\",\"StorageDescriptor\":{\"Columns\":[{\"Name\":\"a\"}]},"
    "\"ViewDefinition\":{\"Representations\":[{\"Dialect\":\"SPARK\","
    "\"ViewOriginalText\":\"q\"}]}}";
static const char redshift[] = "{\"Name\":\"v\",\"ViewDefinition\":{\"Representations\":[{"
                               "\"Dialect\":\"REDSHIFT\",\"ViewOriginalText\":\"r\"}]}}";

static struct table_draft stored(struct bench *b)
{
    struct table_draft draft;
    if (table_draft_make(decode(b, spark), &b->arena, &draft, &b->err) != 0)
        fail_msg("%s", b->err.text);
    return draft;
}

static int update(struct bench *b, const char *action, const char *given, struct table_draft *out)
{
    struct table_draft before = stored(b);
    struct value *input, *definition, *old, *old_definition;
    if (table_tail_decode(before.tail, &b->arena, &old, &b->err) != 0 ||
        view_definition_of_tail(before.tail, &b->arena, &old_definition, &b->err) != 0)
        fail_msg("%s", b->err.text);
    const struct view_update u = {.action = text_of(action),
                                  .stored = old,
                                  .stored_definition = old_definition,
                                  .given = decode(b, given)};
    return view_update_make(&u, &b->arena, &input, &definition, &b->err) == 0
               ? table_draft_make_view(input, definition, &b->arena, out, &b->err)
               : -1;
}

static void head(void **state)
{
    /* The tail says first what kind of view it is, and a rolled-back one keeps its bytes. */
    struct bench *b = *state;
    struct table_draft before = stored(b), again;
    assert_true(view_is_multi_dialect(before.tail));
    assert_int_equal(table_draft_of_tail(TEXT("v"), before.tail, &b->arena, &again, &b->err), 0);
    assert_true(text_equal(again.tail, before.tail) && text_equal(again.schema, before.schema));
    assert_false(view_is_multi_dialect(TEXT("\"Retention\":0")));
    assert_false(view_is_multi_dialect(TEXT("")));
}

static void merged(void **state)
{
    /* An added dialect stands behind the others, and what is not given stays as it was. */
    struct bench *b = *state;
    struct table_draft after;
    if (update(b, "ADD", redshift, &after) != 0)
        fail_msg("%s", b->err.text);
    const char *first = strstr(after.tail.p, "\"SPARK\""),
               *second = strstr(after.tail.p, "REDSHIFT");
    assert_true(first && second && first < second);
    assert_non_null(strstr(after.tail.p, "\"Columns\":[{\"Name\":\"a\"}]"));
}

static void refused(void **state)
{
    /* Each action says what it misses. */
    static const struct {
        const char *action, *given, *words;
    } cases[] = {{"ADD", spark, "already"},
                 {"REPLACE", redshift, "has no dialect REDSHIFT"},
                 {"DROP", redshift, "has no dialect REDSHIFT"},
                 {"DROP", spark, "last dialect"},
                 {"ADD", "{\"Name\":\"v\"}", "ViewDefinition"},
                 {"ADD", "{\"Name\":\"v\",\"ViewDefinition\":{}}", "no representation"}};
    struct bench *b = *state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct table_draft after;
        assert_int_equal(update(b, cases[i].action, cases[i].given, &after), -1);
        assert_int_equal(b->err.code, ERR_INVALID);
        if (!strstr(b->err.text, cases[i].words))
            fail_msg("%s", b->err.text);
        err_clear(&b->err);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(head, set_up, tear_down),
        cmocka_unit_test_setup_teardown(merged, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refused, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
