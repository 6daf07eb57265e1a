/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/compiler.h"
#include "base/limits.h"
#include "catalog/expression.h"

#define NULL_NAME "__HIVE_DEFAULT_PARTITION__"

static const struct text names[] = {TEXT_INIT("n"), TEXT_INIT("s"),  TEXT_INIT("d"),
                                    TEXT_INIT("t"), TEXT_INIT("m"),  TEXT_INIT("c"),
                                    TEXT_INIT("b"), TEXT_INIT("in"), TEXT_INIT("f")};
static const struct text types[] = {
    TEXT_INIT("int"),       TEXT_INIT("string"),        TEXT_INIT("date"),
    TEXT_INIT("timestamp"), TEXT_INIT("decimal(10,2)"), TEXT_INIT("char(5)"),
    TEXT_INIT("boolean"),   TEXT_INIT("varchar(9)"),    TEXT_INIT("float")};
static const enum key_kind kinds[] = {KEY_INTEGER,   KEY_TEXT,    KEY_DATE,
                                      KEY_TIMESTAMP, KEY_DECIMAL, KEY_CHAR,
                                      KEY_BOOLEAN,   KEY_TEXT,    KEY_UNKNOWN};
static const enum key_kind kept[] = {KEY_INTEGER, KEY_TEXT, KEY_DATE, KEY_TIMESTAMP, KEY_DECIMAL,
                                     KEY_TEXT,    KEY_TEXT, KEY_TEXT, KEY_TEXT};
static const struct partition_keys keys = {names, kinds, kept, types, COUNT(names)};

/* One letter per partition of this little table that passes. */
static const struct row {
    const char *letter, *values[COUNT(names)];
} table[] = {
    {"a", {"1", "eu", "2024-01-01", "2024-01-01 00:00:00", "1.5", "x", "true", "in", "1.5"}},
    {"b", {"02", "it's", "2024-1-2", "2024-01-01 00:00:00.5", "1.50", "x ", "FALSE", "or", "2"}},
    {"c", {"10", "", "2023-12-31", "2024-01-02 10:00:00", "-3", "y", "false", "(", "x"}},
    {"d",
     {NULL_NAME, NULL_NAME, NULL_NAME, NULL_NAME, NULL_NAME, NULL_NAME, NULL_NAME, NULL_NAME,
      NULL_NAME}},
    {"e", {"-5", "100%", "1999-09-09", "1970-01-01 00:00:00", "0", "", "true", "\\", "0"}},
    {"f",
     {"7", "\xC3\xA4\xC3\xB6", "2030-06-15", "2030-01-01 12:30:00", "100", "zz", "TRUE", "", "9"}},
};

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

static struct text key_of(struct arena *a, const char *const *values)
{
    struct buf b;
    buf_init(&b, 10000);
    for (size_t i = 0; i < keys.count; i++)
        partition_key_put(&b, kept[i], text_of(values[i]));
    struct text key = arena_copy(a, buf_text(&b));
    buf_release(&b);
    return key;
}

static void expect(struct arena *a, const char *expression, const char *letters)
{
    const struct expression *x;
    struct err e = {.code = ERR_NONE};
    char got[32] = "";
    if (expression_parse(text_of(expression), &keys, a, &x, &e) != 0)
        fail_msg("%s: %s", expression, e.text);
    for (size_t i = 0; i < COUNT(table); i++) {
        struct text plain[COUNT(names)];
        for (size_t j = 0; j < COUNT(names); j++)
            plain[j] = text_of(table[i].values[j]);
        int matches = expression_matches(x, key_of(a, table[i].values), &e);
        if (matches < 0)
            fail_msg("%s: %s", expression, e.text);
        assert_int_equal(expression_matches_values(x, plain, &e), matches);
        if (matches)
            memcpy(got + strlen(got), table[i].letter, 2);
    }
    if (strcmp(got, letters) != 0)
        fail_msg("%s finds %s, not %s", expression, got, letters);
}

static void refuse(struct arena *a, const char *expression, const char *words)
{
    const struct expression *x;
    struct err e = {.code = ERR_NONE};
    if (expression_parse(text_of(expression), &keys, a, &x, &e) == 0)
        fail_msg("%s was taken", expression);
    assert_int_equal(e.code, ERR_INVALID);
    if (!strstr(e.text, words))
        fail_msg("%s: %s", expression, e.text);
}

struct expected {
    const char *expression, *letters;
};

static void expect_all(struct arena *a, const struct expected *cases, size_t count)
{
    for (size_t i = 0; i < count; i++)
        expect(a, cases[i].expression, cases[i].letters);
}
#define EXPECT_ALL(state, cases) expect_all(*(state), cases, COUNT(cases))

static void blank(void **state)
{
    /* Nothing but blanks is no filter. */
    static const struct expected cases[] = {{"", "abcdef"}, {"  ", "abcdef"}, {"\t\r\n", "abcdef"}};
    EXPECT_ALL(state, cases);
}

static void integers(void **state)
{
    /* Integers compare by value however they are spelt, quoted or not, with Hive's and Spark's
     * suffixes. */
    static const struct expected cases[] = {{"n = 1", "a"},
                                            {"n='1'", "a"},
                                            {"n = 2", "b"},
                                            {"n = '002'", "b"},
                                            {"n=\"10\"", "c"},
                                            {"n <> 1", "bcef"},
                                            {"n != 1", "bcef"},
                                            {"n == 1", "a"},
                                            {"n > 2", "cf"},
                                            {"n >= 2", "bcf"},
                                            {"n < 2", "ae"},
                                            {"n <= 2", "abe"},
                                            {"n = -5", "e"},
                                            {"n=-5", "e"},
                                            {"n = +1", "a"},
                                            {"n = 1L", "a"},
                                            {"n = 1S", "a"},
                                            {"n = 1y", "a"},
                                            {"n = 1D", "a"},
                                            {"n = 10BD", "c"},
                                            {"1 = n", "a"},
                                            {"2 < n", "cf"},
                                            {"'2' >= n", "abe"},
                                            {"5 <> n", "abcef"},
                                            {"n = 9223372036854775807", ""},
                                            {"N = 1", "a"},
                                            {"n=1 ", "a"}};
    EXPECT_ALL(state, cases);
}

static void texts(void **state)
{
    /* Texts compare by their bytes; quotes inside are doubled or escaped; numbers are taken as they
     * are written. */
    static const struct expected cases[] = {
        {"s = 'eu'", "a"},     {"s = \"eu\"", "a"},   {"s = ''", "c"},
        {"s = 'it''s'", "b"},  {"s = 'it\\'s'", "b"}, {"s = \"it's\"", "b"},
        {"s > 'e'", "abf"},    {"s >= 'eu'", "abf"},  {"s < 'eu'", "ce"},
        {"s <> 'eu'", "bcef"}, {"s = 5", ""},         {"s = '\xC3\xA4\xC3\xB6'", "f"},
        {"in = '\\'", "e"},    {"in = '('", "c"},     {"s = 'EU'", ""},
        {"'eu' = s", "a"},     {"\"eu\" = s", "a"},   {"s=2024-01-01", ""}};
    EXPECT_ALL(state, cases);
}

static void dates_and_times(void **state)
{
    /* Dates quoted, bare and typed; months of one digit; timestamps with and without a fraction. */
    static const struct expected cases[] = {{"d = '2024-01-01'", "a"},
                                            {"d = 2024-01-01", "a"},
                                            {"d = 2024-1-1", "a"},
                                            {"d = date '2024-01-01'", "a"},
                                            {"d = DATE \"2024-01-02\"", "b"},
                                            {"d >= '2024-01-01'", "abf"},
                                            {"d < 2024-01-01", "ce"},
                                            {"d between 2023-12-31 and 2024-01-01", "ac"},
                                            {"t = '2024-01-01 00:00:00'", "a"},
                                            {"t = timestamp '2024-01-01 00:00:00.500'", "b"},
                                            {"t = '2024-01-01 00:00:00.500000000'", "b"},
                                            {"t > '2024-01-01 00:00:00'", "bcf"},
                                            {"t = 2030-01-01 12:30:00", "f"},
                                            {"t >= date '2024-01-02'", "cf"},
                                            {"d = timestamp '2024-01-01 00:00:00'", "a"},
                                            {"DATE '2024-01-01' = d", "a"},
                                            {"2024-01-01 = d", "a"}};
    EXPECT_ALL(state, cases);
}

static void other_types(void **state)
{
    /* Decimals by value, char without the blanks at its end, varchar with them, booleans. */
    static const struct expected cases[] = {
        {"m = 1.5", "ab"},   {"m = '1.500'", "ab"}, {"m = 15e-1", "ab"}, {"m < 0", "c"},
        {"m > -3", "abef"},  {"m = .0", "e"},       {"m = 1.5BD", "ab"}, {"m >= 100", "f"},
        {"c = 'x'", "ab"},   {"c = 'x    '", "ab"}, {"c = ''", "e"},     {"c > 'x'", "cf"},
        {"c <> 'x'", "cef"}, {"c like 'x'", "ab"},  {"b = true", "aef"}, {"b = 'false'", "bc"},
        {"b <> TRUE", "bc"}, {"`in` = 'or'", "b"},  {"`in` = 'or '", ""}};
    EXPECT_ALL(state, cases);
}

static void logic(void **state)
{
    /* AND binds tighter than OR, NOT tighter than both; parentheses anywhere, also around keys and
     * literals, also doubled as Trino writes them. */
    static const struct expected cases[] = {
        {"n = 1 or n = 2 and s = 'x'", "a"},
        {"(n = 1 or n = 2) and s = 'eu'", "a"},
        {"n = 10 and s = '' or n = 1", "ac"},
        {"not n = 1", "bcef"},
        {"NOT (n = 1 OR n = 2)", "cef"},
        {"not not n = 1", "a"},
        {"not (n = 1 and s = 'x')", "abcef"},
        {"((n = 1))", "a"},
        {"((n = 1)) AND ((s = 'eu'))", "a"},
        {"((n > 1 AND n < 10)) OR ((n = -5))", "bef"},
        {"(n) = (1)", "a"},
        {"((n)) not in (1, 2)", "cef"},
        {"(n='1')", "a"},
        {"1 = (n)", "a"},
        {"(1) = n", "a"},
        {"n=1 And\ns='eu'", "a"},
        {"((s < 'eu') OR (s > 'eu'))", "bcef"},
        {"((s = 'eu')) AND ((d = '2024-01-01')) AND ((n = 1)) AND ((m = 1.5)) AND ((b = true))",
         "a"},
        {"n = 1 and n = 2", ""},
        {"n = 1 or not n = 1", "abcef"}};
    EXPECT_ALL(state, cases);
}

static void lists_and_ranges(void **state)
{
    /* IN, BETWEEN and their negations. */
    static const struct expected cases[] = {{"n in (1)", "a"},
                                            {"n IN (1, '2',3L)", "ab"},
                                            {"n not in (1,2)", "cef"},
                                            {"s in ('eu','it''s')", "ab"},
                                            {"((s in ('eu', 'x')))", "a"},
                                            {"n between 1 and 7", "abf"},
                                            {"n not between 1 and 7", "ce"},
                                            {"n between 7 and 1", ""},
                                            {"n between (1) and ('2') and s = 'eu'", "a"},
                                            {"not n between 1 and 7", "ce"},
                                            {"not n in (1)", "bcef"},
                                            {"d in ('2024-01-01', 2024-01-02)", "ab"}};
    EXPECT_ALL(state, cases);
}

static void patterns(void **state)
{
    /* LIKE: % for any text, _ for one character however many bytes it has, escapes, NOT. */
    static const struct expected cases[] = {{"s like 'e%'", "a"},
                                            {"s like '%'", "abcef"},
                                            {"s like 'e.*'", "a"},
                                            {"s like \".*t.*s\" or s like '.*u'", "ab"},
                                            {"s not like 'e.*'", "bcef"},
                                            {"s like '100\\.*'", ""},
                                            {"s like '100\\%.*'", "e"},
                                            {"in like '\\.*'", "e"},
                                            {"in like '\\\\.*'", "e"},
                                            {"s like ''", "c"},
                                            {"s like '__'", "af"},
                                            {"s like '%t%s'", "b"},
                                            {"s like '100\\%'", "e"},
                                            {"s like '100!%' escape '!'", "e"},
                                            {"s not like 'e%'", "bcef"},
                                            {"not s like 'e%'", "bcef"},
                                            {"s not like '%u'", "bcef"},
                                            {"s like '_u'", "a"},
                                            {"s like '%%%'", "abcef"},
                                            {"s like 'E%'", ""},
                                            {"s like 'eu'", "a"},
                                            {"s not like 'eu'", "bcef"},
                                            {"s like '%e%' or s like '%t%'", "ab"}};
    EXPECT_ALL(state, cases);
}

static void nulls(void **state)
{
    /* The null partition is found by IS NULL and by its own name, in every type, and by no other
     * comparison, negated or not. */
    static const struct expected cases[] = {{"n is null", "d"},
                                            {"n is not null", "abcef"},
                                            {"not n is null", "abcef"},
                                            {"f is null", "d"},
                                            {"n = '" NULL_NAME "'", "d"},
                                            {"d = '" NULL_NAME "'", "d"},
                                            {"s = '" NULL_NAME "'", "d"},
                                            {"'" NULL_NAME "' = s", "d"},
                                            {"n <> '" NULL_NAME "'", "abcef"},
                                            {"not n = '" NULL_NAME "'", "abcef"},
                                            {"n in (1, '" NULL_NAME "')", "ad"},
                                            {"n not in (1, '" NULL_NAME "')", "bcef"},
                                            {"n > '" NULL_NAME "'", ""},
                                            {"n = null", ""},
                                            {"not n = null", ""},
                                            {"n in (1, null)", "a"},
                                            {"n not in (1, null)", ""},
                                            {"not n > 1", "ae"},
                                            {"n = 1 or n <> 1", "abcef"},
                                            {"s like '%'", "abcef"},
                                            {"s > 'eu' or s is null", "bdf"}};
    EXPECT_ALL(state, cases);
}

static void names_of_keys(void **state)
{
    /* Keywords may be names of keys, bare or quoted; a name in double quotes is one where a key may
     * stand. */
    static const struct expected cases[] = {{"in = 'or'", "b"},
                                            {"in in ('or')", "b"},
                                            {"\"in\" = 'or'", "b"},
                                            {"`IN` like 'o%'", "b"},
                                            {"\"N\" = 1", "a"},
                                            {"not in = 'or'", "acef"},
                                            {"in is null and n is null", "d"}};
    EXPECT_ALL(state, cases);
}

static void unreadable(void **state)
{
    /* What is not understood is refused with the place, and not half understood. */
    static const char *const cases[] = {"n",
                                        "n =",
                                        "n = =",
                                        "= 1",
                                        "n = 1 and",
                                        "n = 1 or",
                                        "and n = 1",
                                        "n = 1 s = 'eu'",
                                        "n = 1,",
                                        "(n = 1",
                                        "n = 1)",
                                        "s = 'eu",
                                        "s = eu",
                                        "`n",
                                        "``=1x",
                                        "n = 1 AND AND s = 'eu'",
                                        "n = 1;",
                                        "n in ()",
                                        "n in 1",
                                        "n in (1",
                                        "n in (1,)",
                                        "n between 1",
                                        "n between 1 and",
                                        "n between 1 or 2",
                                        "n like",
                                        "n is",
                                        "n is not",
                                        "n is 1",
                                        "n not 1",
                                        "1 = 1",
                                        "1",
                                        "not",
                                        "()",
                                        "n in (1,2) = 3",
                                        "n = s",
                                        "year(d) = 2024",
                                        "cast(n as string) = '1'",
                                        "n + 1 = 2",
                                        "s = 'it's'",
                                        "n = 1 -- x",
                                        "s like 'a' escape 'xy'",
                                        "(n = 1) = 1",
                                        "(n",
                                        "1 in (1)",
                                        "n = (1",
                                        "((n) and n = 1)",
                                        "n = (n)",
                                        "n <=> 1",
                                        "select 1"};
    for (size_t i = 0; i < COUNT(cases); i++)
        refuse(*state, cases[i], "");
    refuse(*state, "n = =", "Unsupported expression 'n = =': a literal is missing at character 5.");
    refuse(*state, "s = '\xC3\xA4' x",
           "Unsupported expression 's = '\xC3\xA4' x': it goes on at character 9.");
}

static void wrong(void **state)
{
    /* Literals that are none of the key's type, keys that are none, types without order. */
    refuse(*state, "n = 'x'", "\"x\" is not an integer.");
    refuse(*state, "n = 1.5", "\"1.5\" is not an integer.");
    refuse(*state, "n = 99999999999999999999", "\"99999999999999999999\" is not an integer.");
    refuse(*state, "n in (1, 'y')", "\"y\" is not an integer.");
    refuse(*state, "n = ''", "\"\" is not an integer.");
    refuse(*state, "d = 20240101", "\"20240101\" is not a date.");
    refuse(*state, "d = '2024-02-30'", "\"2024-02-30\" is not a date.");
    refuse(*state, "t = '2024-01-01'", "\"2024-01-01\" is not a timestamp.");
    refuse(*state, "m = 'x'", "\"x\" is not a decimal.");
    refuse(*state, "b = 1", "\"1\" is not a boolean.");
    refuse(*state, "n like '1%'", "Integral data type doesn't support operation 'LIKE'");
    refuse(*state, "d like '1%'", "Date data type doesn't support operation 'LIKE'");
    refuse(*state, "f = 1", "Unknown type : 'float'");
    refuse(*state, "month = 1", "Invalid partition expression!");
    refuse(*state, "`month` = 1", "Invalid partition expression!");
    refuse(*state, "1 = month", "Invalid partition expression!");
    refuse(*state, "n = 1 and year = 1", "Invalid partition expression!");
}

static void sizes(void **state)
{
    /* A list as long as an expression may be, and nesting up to its limit and not beyond. */
    struct buf b;
    buf_init(&b, 1 << 20);
    buf_put(&b, TEXT("n in (0"));
    while (b.n < 2040)
        buf_put(&b, TEXT(",1"));
    buf_put(&b, TEXT(")"));
    buf_put_char(&b, '\0');
    expect(*state, b.p, "a");
    for (int extra = 0; extra < 2; extra++) {
        buf_clear(&b);
        for (int i = 0; i < LIMIT_EXPRESSION_DEPTH - 1 + extra; i++)
            buf_put_char(&b, '(');
        buf_put(&b, TEXT("n = 1"));
        for (int i = 0; i < LIMIT_EXPRESSION_DEPTH - 1 + extra; i++)
            buf_put_char(&b, ')');
        buf_put_char(&b, '\0');
        if (extra)
            refuse(*state, b.p, "it is nested too deeply");
        else
            expect(*state, b.p, "a");
    }
    buf_clear(&b);
    for (int i = 0; i <= LIMIT_EXPRESSION_DEPTH; i++)
        buf_put(&b, TEXT("not "));
    buf_put(&b, TEXT("n = 1"));
    buf_put_char(&b, '\0');
    refuse(*state, b.p, "it is nested too deeply");
    buf_clear(&b);
    while (b.n <= LIMIT_EXPRESSION_BYTES)
        buf_put_char(&b, ' ');
    buf_put_char(&b, '\0');
    refuse(*state, b.p, "longer than 8192 bytes");
    buf_release(&b);
}

static int judge(struct arena *a, const char *expression, const char *const *values)
{
    const struct expression *x;
    struct err e = {.code = ERR_NONE};
    assert_int_equal(expression_parse(text_of(expression), &keys, a, &x, &e), 0);
    int result = expression_matches(x, key_of(a, values), &e);
    assert_int_equal(e.code, result < 0 ? ERR_INVALID_STATE : ERR_NONE);
    if (result < 0 && !strstr(e.text, "\"soon\" is not an integer. A partition"))
        fail_msg("%s", e.text);
    return result;
}

static void stored_values(void **state)
{
    /* A stored value that is none of its type is an error where the answer hangs on it, and only
     * there, in whatever order the conditions stand. */
    static const char *const odd[COUNT(names)] = {"soon", "eu", "x", "x", "x", "x", "x", "x", "x"};
    assert_int_equal(judge(*state, "n = 1", odd), -1);
    assert_int_equal(judge(*state, "n <> 1", odd), -1);
    assert_int_equal(judge(*state, "not n in (1, 2)", odd), -1);
    assert_int_equal(judge(*state, "n = 1 and s = 'us'", odd), 0);
    assert_int_equal(judge(*state, "s = 'us' and n = 1", odd), 0);
    assert_int_equal(judge(*state, "n = 1 and s = 'eu'", odd), -1);
    assert_int_equal(judge(*state, "n = 1 or s = 'eu'", odd), 1);
    assert_int_equal(judge(*state, "s = 'eu' or n = 1", odd), 1);
    assert_int_equal(judge(*state, "n = 1 or s = 'us'", odd), -1);
    assert_int_equal(judge(*state, "n is null", odd), 0);
    assert_int_equal(judge(*state, "n is not null", odd), 1);
    assert_int_equal(judge(*state, "n = '" NULL_NAME "'", odd), 0);
    assert_int_equal(judge(*state, "s = 'eu'", odd), 1);
}

static void domains(void **state)
{
    /* What an expression says of each key: all values that partitions which match may have. */
    struct arena *a = *state;
    const struct expression *x;
    struct err e = {.code = ERR_NONE};
    int64_t first, last;
    assert_int_equal(
        expression_parse(TEXT("n between 3 and 5 and s in ('a','b') or n = 9"), &keys, a, &x, &e),
        0);
    const struct key_domain *d = expression_domain(x, 0);
    assert_int_equal(d->count, 2);
    assert_true(key_interval_integers(&d->intervals[0], &first, &last));
    assert_true(first == 3 && last == 5);
    assert_true(key_interval_integers(&d->intervals[1], &first, &last));
    assert_true(first == 9 && last == 9);
    assert_false(d->null);
    assert_int_equal(d->other, KEY_OTHER_ERROR);
    assert_true(key_domain_is_everything(expression_domain(x, 1)));
    assert_false(expression_is_product(x));
    assert_int_equal(expression_parse(TEXT("n > 3 and s in ('b','a') and n < 5"), &keys, a, &x, &e),
                     0);
    d = expression_domain(x, 0);
    assert_int_equal(d->count, 1);
    assert_true(key_interval_integers(&d->intervals[0], &first, &last));
    assert_true(first == 4 && last == 4);
    d = expression_domain(x, 1);
    assert_int_equal(d->count, 2);
    assert_true(text_is(key_interval_single(&d->intervals[0]), "a"));
    assert_true(text_is(key_interval_single(&d->intervals[1]), "b"));
    assert_true(key_domain_is_everything(expression_domain(x, 2)));
    assert_true(expression_is_product(x));
    assert_int_equal(expression_parse(TEXT("s like 'ab%c'"), &keys, a, &x, &e), 0);
    d = expression_domain(x, 1);
    assert_true(d->count == 1 && text_is(d->intervals[0].low.bytes, "ab") &&
                text_is(d->intervals[0].high.bytes, "ac"));
    assert_false(expression_is_product(x));
    assert_int_equal(expression_parse(TEXT(""), &keys, a, &x, &e), 0);
    assert_true(expression_is_everything(x) && expression_is_product(x));
    assert_true(key_domain_is_everything(expression_domain(x, 0)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blank),
        cmocka_unit_test(integers),
        cmocka_unit_test(texts),
        cmocka_unit_test(dates_and_times),
        cmocka_unit_test(other_types),
        cmocka_unit_test(logic),
        cmocka_unit_test(lists_and_ranges),
        cmocka_unit_test(patterns),
        cmocka_unit_test(nulls),
        cmocka_unit_test(names_of_keys),
        cmocka_unit_test(unreadable),
        cmocka_unit_test(wrong),
        cmocka_unit_test(sizes),
        cmocka_unit_test(stored_values),
        cmocka_unit_test(domains),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
