/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "catalog/search_text.h"
#include "catalog/shapes_table.h"
#include "catalog/table_draft.h"

#define SEPARATOR "\xEE\x80\x81 "

static int set_up(void **state)
{
    static struct arena arena;
    arena_init(&arena, LIMIT_REQUEST_ARENA_BYTES, NULL);
    *state = &arena;
    return 0;
}

static int tear_down(void **state)
{
    arena_release(*state);
    return 0;
}

static void expect_tokens(struct arena *arena, const char *text, const char *tokens)
{
    struct text found = search_tokens(text_of(text), arena);
    if (!text_is(found, tokens))
        fail_msg("'%s': '%.*s'", text, TEXT_ARG(found));
}

static void tokens(void **state)
{
    /* Letters and digits in lower case are tokens; everything else stands between them. */
    struct arena *a = *state;
    expect_tokens(a, "", "");
    expect_tokens(a, "-", "");
    expect_tokens(a, "Customer-Link_2", "customer link 2 ");
    expect_tokens(a, "a.b:c#d/e f\tg\nh", "a b c d e f g h ");
    expect_tokens(a, "s3://Lake/raw/", "s3 lake raw ");
    expect_tokens(a, "\"a\" (b) *c* d:e", "a b c d e ");
    expect_tokens(a, "\xC3\x89T\xC3\x89", "\xC3\xA9t\xC3\xA9 "); /* ETE with accents */
    expect_tokens(a, "\xD0\x9C\xD1\x91\xD0\xB4", "\xD0\xBC\xD1\x91\xD0\xB4 "); /* honey */
    expect_tokens(a, "\xCE\xA3\xCE\x86", "\xCF\x83\xCE\xAC ");
    expect_tokens(a, "\xC4\x80\xC4\xB9\xC5\xBD", "\xC4\x81\xC4\xBA\xC5\xBE ");
    expect_tokens(a, "\xC3\x97\xC3\xB7", ""); /* times and divided by */
    expect_tokens(a, "a\xE2\x80\x94z\xC2\xA0y", "a z y ");
    expect_tokens(a, "\xE8\x9C\x82\xE8\x9C\x9C", "\xE8\x9C\x82\xE8\x9C\x9C ");
    expect_tokens(a, "\xF0\x9F\x90\x9D", "\xF0\x9F\x90\x9D ");
    expect_tokens(a,
                  "a\xEE\x80\x80"
                  "b\xEE\x80\x81"
                  "c",
                  "a b c "); /* our own marks are nobody's */
}

static void long_tokens(void **state)
{
    /* What of a token is beyond the limit does not count, and no character is cut in half. */
    struct arena *a = *state;
    char text[400], wanted[400];
    memset(text, 'x', 300);
    strcpy(text + 300, " y");
    memset(wanted, 'x', LIMIT_SEARCH_TOKEN_BYTES);
    strcpy(wanted + LIMIT_SEARCH_TOKEN_BYTES, " y ");
    expect_tokens(a, text, wanted);
    memset(text, 'x', LIMIT_SEARCH_TOKEN_BYTES - 1);
    strcpy(text + LIMIT_SEARCH_TOKEN_BYTES - 1, "\xC3\xA9 z");
    memset(wanted, 'x', LIMIT_SEARCH_TOKEN_BYTES - 1);
    strcpy(wanted + LIMIT_SEARCH_TOKEN_BYTES - 1, " z ");
    expect_tokens(a, text, wanted);
}

static struct table_draft draft_of(struct arena *arena, const char *input)
{
    struct err err = {.code = ERR_NONE};
    struct value *values;
    struct table_draft draft;
    if (shape_decode_text(&shape_table_input, text_of(input), arena, &values, &err) != 0 ||
        table_draft_make(values, arena, &draft, &err) != 0)
        fail_msg("%s: %s", input, err.text);
    return draft;
}

static struct search_text draft_text(struct arena *arena, const char *input)
{
    struct err err = {.code = ERR_NONE};
    struct value *values;
    struct search_text text;
    struct table_draft draft = draft_of(arena, input);
    if (table_tail_decode(draft.tail, arena, &values, &err) != 0)
        fail_msg("%s: %s", input, err.text);
    search_text_make(values, arena, &text);
    return text;
}

static const char table[] =
    "{\"Name\":\"T\",\"Description\":\"All Sales\",\"Owner\":\"b-k\",\"TableType\":\"VIEW\","
    "\"Parameters\":{\"Team\":\"data-x\",\"numRows\":\"7\",\"empty\":\"\"},\"StorageDescriptor\":{"
    "\"Columns\":[{\"Name\":\"Id\",\"Type\":\"bigint\",\"Comment\":\"the key\"},{\"Name\":\"v\"}],"
    "\"Location\":\"s3://b/p\"},\"PartitionKeys\":[{\"Name\":\"day\",\"Type\":\"date\"}]}";

static void texts(void **state)
{
    /* Each field has its tokens, values stand apart, and what changes with every commit is left
     * out. */
    struct search_text t = draft_text(*state, table);
    assert_true(text_is(t.fields[SEARCH_DESCRIPTION], "all sales "));
    assert_true(text_is(t.fields[SEARCH_OWNER], "b k "));
    assert_true(text_is(t.fields[SEARCH_TYPE], "view "));
    assert_true(text_is(t.fields[SEARCH_LOCATION], "s3 b p "));
    assert_true(text_is(t.fields[SEARCH_COLUMNS],
                        "id " SEPARATOR "the key " SEPARATOR "v " SEPARATOR "day "));
    assert_true(text_is(t.fields[SEARCH_PARAMETERS],
                        "team " SEPARATOR "data x " SEPARATOR "numrows " SEPARATOR "empty "));
    assert_int_equal(t.fields[SEARCH_PAIRS].n, 2 * (16 + 3 + 1) + strlen("datax"));
    t = draft_text(*state, "{\"Name\":\"t\"}");
    for (size_t i = 0; i < SEARCH_FIELDS; i++)
        assert_int_equal(t.fields[i].n, 0);
}

static void large_texts(void **state)
{
    /* A field ends at its limit with a whole token. */
    struct arena *a = *state;
    struct value column[COLUMN_PARAMETERS + 1] = {0}, descriptor[64] = {0}, input[64] = {0};
    enum { COLUMNS = 20000 };
    struct value *items = ARENA_ARRAY(a, struct value, COLUMNS);
    column[COLUMN_NAME] = value_text(TEXT("a_name_of_many_words"));
    column[COLUMN_COMMENT] =
        value_text(TEXT("a comment that is long enough to pass the limit with all the others"));
    for (size_t i = 0; i < COLUMNS; i++)
        items[i] = value_struct(column);
    descriptor[STORAGE_DESCRIPTOR_COLUMNS] = value_list(items, COLUMNS);
    input[TABLE_INPUT_STORAGE_DESCRIPTOR] = value_struct(descriptor);
    struct search_text t;
    search_text_make(input, a, &t);
    struct text columns = t.fields[SEARCH_COLUMNS];
    assert_in_range(columns.n, LIMIT_SEARCH_TEXT_BYTES - 300, LIMIT_SEARCH_TEXT_BYTES + 8);
    assert_int_equal(columns.p[columns.n - 1], ' ');
    assert_true(text_is_utf8(columns));
}

static void expect_phrases(struct arena *arena, const char *text, const char *wanted)
{
    struct search_phrases phrases = {0};
    struct buf out;
    buf_init(&out, 4096);
    search_phrases_add_text(&phrases, text_of(text), arena);
    for (size_t i = 0; i < phrases.count; i++) {
        assert_int_equal(phrases.items[i].field, SEARCH_ANY_FIELD);
        buf_put(&out, phrases.items[i].tokens);
        buf_put_char(&out, '|');
    }
    if (!text_is(buf_text(&out), wanted))
        fail_msg("'%s': '%.*s'", text, TEXT_ARG(buf_text(&out)));
    assert_int_equal(phrases.match_nothing, *text && !*wanted);
    buf_release(&out);
}

static void words(void **state)
{
    /* Each word is looked for on its own, what is quoted as a whole; a quote that is left open goes
     * to the end. */
    struct arena *a = *state;
    expect_phrases(a, "", "");
    expect_phrases(a, "  ", "");
    expect_phrases(a, "Bee hive", "bee |hive |");
    expect_phrases(a, "a-b\tc", "a b |c |");
    expect_phrases(a, "\"a b\" c", "a b |c |");
    expect_phrases(a, "x\"a b\"y", "x |a b |y |");
    expect_phrases(a, "\"a b", "a b |");
    expect_phrases(a, "\"", "");
    expect_phrases(a, "\"\" a", "a |");
    expect_phrases(a, "- a", "a |");
}

static void filters(void **state)
{
    /* A filter's key is a field, or else a parameter whatever its case; of values that are not
     * kept it says so. */
    struct arena *a = *state;
    struct err err = {.code = ERR_NONE};
    struct search_phrases p = {0};
    assert_int_equal(search_phrases_add_filter(&p, TEXT("Name"), TEXT("A-b"), a, &err), 0);
    assert_int_equal(search_phrases_add_filter(&p, TEXT("TEAM"), TEXT("Data x"), a, &err), 0);
    assert_int_equal(p.count, 2);
    assert_int_equal(p.items[0].field, SEARCH_NAME);
    assert_true(text_is(p.items[0].tokens, "a b "));
    assert_int_equal(p.items[1].field, SEARCH_PAIRS);
    assert_true(text_equal(p.items[1].tokens, draft_text(a, table).fields[SEARCH_PAIRS]));
    assert_false(p.match_nothing);
    assert_int_equal(search_phrases_add_filter(&p, TEXT("Owner"), TEXT("-"), a, &err), 0);
    assert_true(p.match_nothing);
    assert_int_equal(search_phrases_add_filter(&p, TEXT("NumRows"), TEXT("7"), a, &err), -1);
    assert_int_equal(err.code, ERR_INVALID);
}

static void matches(void **state)
{
    /* All phrases must be there, each in one value, from the beginning of a token to its end. */
    static const struct {
        const char *text;
        bool matches;
    } cases[] = {
        {"sales", true},          {"sale", false},
        {"ales", false},          {"\"all sales\"", true},
        {"\"sales b\"", false},   {"sales b", true},
        {"the-key", true},        {"\"key v\"", false},
        {"data x", true},         {"team", true},
        {"numrows", true},        {"7", false},
        {"s3://b/p", true},       {"bigint", false},
        {"sales nothing", false}, {"-", false},
    };
    struct arena *a = *state;
    struct search_text t = draft_text(a, table);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct search_phrases phrases = {0};
        search_phrases_add_text(&phrases, text_of(cases[i].text), a);
        if (search_text_matches(&t, &phrases) != cases[i].matches)
            fail_msg("%s", cases[i].text);
    }
    assert_true(search_text_matches(&t, &(struct search_phrases){0}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(tokens, set_up, tear_down),
        cmocka_unit_test_setup_teardown(long_tokens, set_up, tear_down),
        cmocka_unit_test_setup_teardown(texts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(large_texts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(words, set_up, tear_down),
        cmocka_unit_test_setup_teardown(matches, set_up, tear_down),
        cmocka_unit_test_setup_teardown(filters, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
