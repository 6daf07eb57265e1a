/* SPDX-License-Identifier: Apache-2.0
 * Random expressions over random tables, judged by the program and by a slow evaluator that shares
 * nothing with it: it works on the tree that was written out, value by value, with its own casts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/compiler.h"
#include "base/limits.h"
#include "catalog/expression.h"

#define NULL_NAME "__HIVE_DEFAULT_PARTITION__"
enum { KEYS = 6, ROWS = 40, ROUNDS = 4000, DEPTH = 4 };

static uint64_t seed;

static unsigned pick(unsigned below)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (unsigned)(seed >> 20) % below;
}

/* Few values, so that they meet; the last two of each are null and no value of the type. */
enum { VALUES = 10, GOOD = 8 };
static const char *const pool[KEYS][VALUES] = {
    {"1", "01", "2", "3", "-4", "10", "007", "0", NULL_NAME, "x"},
    {"a", "ab", "b", "", "%", "a_c", "abc", "\xC3\xA4", NULL_NAME, "a"},
    {"2024-01-01", "2024-1-1", "2024-02-29", "1999-12-31", "2024-01-02", "2030-01-01", "0001-01-01",
     "2024-10-10", NULL_NAME, "2024-02-30"},
    {"1.5", "1.50", "-2", "0", "0.05", "100", "99.99", "-0.5", NULL_NAME, "1,5"},
    {"x", "x  ", "y", "", "\tx", "xy", "xy ", "z", NULL_NAME, "x "},
    {"2024-01-01 00:00:00", "2024-01-01 00:00:00.0", "2024-01-01 00:00:00.5", "2023-01-01 10:00:00",
     "2024-1-1 00:00:01", "1969-12-31 23:59:59", "2024-01-01 10:00:00", "2025-01-01 00:00:00",
     NULL_NAME, "2024-01-01"}};
static const enum key_kind kinds[KEYS] = {KEY_INTEGER, KEY_TEXT, KEY_DATE,
                                          KEY_DECIMAL, KEY_CHAR, KEY_TIMESTAMP};
static const struct text names[KEYS] = {TEXT_INIT("n"), TEXT_INIT("s"), TEXT_INIT("d"),
                                        TEXT_INIT("m"), TEXT_INIT("c"), TEXT_INIT("t")};

/* The slow way: each type has a comparison of its own. */
static double number_of(const char *text)
{
    return strtod(text, NULL);
}

static void fields_of(const char *text, double out[7])
{
    for (int i = 0; i < 7; i++)
        out[i] = 0;
    sscanf(text, "%lf-%lf-%lf %lf:%lf:%lf", &out[0], &out[1], &out[2], &out[3], &out[4], &out[5]);
}

static size_t length_without_blanks(const char *text)
{
    size_t n = strlen(text);
    while (n > 0 && text[n - 1] == ' ')
        n--;
    return n;
}

static int compare(size_t key, const char *a, const char *b)
{
    if (kinds[key] == KEY_INTEGER || kinds[key] == KEY_DECIMAL)
        return (number_of(a) > number_of(b)) - (number_of(a) < number_of(b));
    if (kinds[key] == KEY_DATE || kinds[key] == KEY_TIMESTAMP) {
        double x[7], y[7];
        fields_of(a, x);
        fields_of(b, y);
        for (int i = 0; i < 7; i++)
            if (x[i] != y[i])
                return x[i] > y[i] ? 1 : -1;
        return 0;
    }
    bool is_char = kinds[key] == KEY_CHAR;
    size_t m = is_char ? length_without_blanks(a) : strlen(a);
    size_t n = is_char ? length_without_blanks(b) : strlen(b);
    int order = memcmp(a, b, m < n ? m : n);
    return order != 0 ? order : (m > n) - (m < n);
}

static bool is_textual(size_t key)
{
    return kinds[key] == KEY_TEXT || kinds[key] == KEY_CHAR;
}

/* The pattern against the value, by trying everything. */
static bool like(const char *value, size_t n, const char *pattern)
{
    if (!*pattern)
        return n == 0;
    if (*pattern == '%')
        return like(value, n, pattern + 1) || (n > 0 && like(value + 1, n - 1, pattern));
    if (n == 0)
        return false;
    size_t width = 1;
    while (*pattern == '_' && width < n && ((unsigned char)value[width] & 0xC0) == 0x80)
        width++;
    return (*pattern == '_' || *pattern == *value) && like(value + width, n - width, pattern + 1);
}

enum kind { AND, OR, NOT, COMPARE, IN, BETWEEN, LIKE, IS_NULL };
struct tree {
    enum kind kind;
    struct tree *children[3];
    int count;
    size_t key;
    int comparison; /* = <> < >= > <= */
    const char *literals[3];
    bool negated; /* NOT IN and so on */
};

/* What may come out, as a set: a value that cannot be cast may turn out either way. */
enum truth { FALSE = 1, TRUE = 2, UNKNOWN = 4, BROKEN = FALSE | TRUE };

static enum truth compare_truth(size_t key, const char *value, int comparison, const char *literal)
{
    bool value_null = strcmp(value, NULL_NAME) == 0, literal_null = strcmp(literal, NULL_NAME) == 0;
    bool equal_holds = comparison == 0 || comparison == 3 || comparison == 5;
    if (value_null)
        return !literal_null ? UNKNOWN : equal_holds ? TRUE : FALSE;
    if (literal_null && comparison < 2)
        return comparison == 1 ? TRUE : FALSE;
    if (literal_null && !is_textual(key))
        return UNKNOWN;
    if (!is_textual(key) && strcmp(value, pool[key][VALUES - 1]) == 0)
        return BROKEN;
    int order = compare(key, value, literal);
    const bool holds[] = {order == 0, order != 0, order<0, order >= 0, order> 0, order <= 0};
    return holds[comparison] ? TRUE : FALSE;
}

static enum truth negate(enum truth t)
{
    return (t & UNKNOWN) | (t & TRUE ? FALSE : 0) | (t & FALSE ? TRUE : 0);
}

static enum truth both(enum truth a, enum truth b)
{
    enum truth out = 0;
    for (int x = FALSE; x <= UNKNOWN; x *= 2)
        for (int y = FALSE; y <= UNKNOWN; y *= 2)
            if ((a & x) && (b & y))
                out |= x == FALSE || y == FALSE ? FALSE : x == TRUE && y == TRUE ? TRUE : UNKNOWN;
    return out;
}

static enum truth predicate(const struct tree *t, const char *const *row)
{
    const char *value = row[t->key];
    enum truth result = TRUE;
    switch (t->kind) {
    case COMPARE:
        return compare_truth(t->key, value, t->comparison, t->literals[0]);
    case IN: /* not equal to each, turned round */
        for (int i = 0; i < t->count; i++)
            result = both(result, negate(compare_truth(t->key, value, 0, t->literals[i])));
        result = negate(result);
        break;
    case BETWEEN:
        result = both(compare_truth(t->key, value, 3, t->literals[0]),
                      compare_truth(t->key, value, 5, t->literals[1]));
        break;
    case LIKE:
        result =
            strcmp(value, NULL_NAME) == 0 ? UNKNOWN
            : like(value, kinds[t->key] == KEY_CHAR ? length_without_blanks(value) : strlen(value),
                   t->literals[0])
                ? TRUE
                : FALSE;
        break;
    case IS_NULL:
        result = strcmp(value, NULL_NAME) == 0 ? TRUE : FALSE;
        break;
    case AND:
    case OR:
    case NOT:
        break;
    }
    return t->negated ? negate(result) : result;
}

static enum truth judge(const struct tree *t, const char *const *row)
{
    if (t->kind == NOT)
        return negate(judge(t->children[0], row));
    if (t->kind != AND && t->kind != OR)
        return predicate(t, row);
    enum truth result = TRUE;
    for (int i = 0; i < t->count; i++) {
        enum truth child = judge(t->children[i], row);
        result = both(result, t->kind == AND ? child : negate(child));
    }
    return t->kind == AND ? result : negate(result);
}

static struct tree *plant(struct arena *a, int depth)
{
    static const char *const patterns[] = {"a%", "%", "_", "a_c", "%b%", "", "x%", "__", "%c"};
    struct tree *t = ARENA_NEW(a, struct tree);
    t->kind = depth == 0 ? COMPARE + pick(5) : pick(8);
    t->key = pick(KEYS);
    t->comparison = (int)pick(6);
    t->negated = t->kind > COMPARE && pick(2);
    t->count = t->kind == NOT ? 1 : 2 + (int)pick(2);
    if (t->kind == LIKE && !is_textual(t->key))
        t->kind = IN;
    for (int i = 0; t->kind < COMPARE && i < t->count; i++)
        t->children[i] = plant(a, depth - 1);
    for (int i = 0; i < 3; i++)
        t->literals[i] = pool[t->key][pick(is_textual(t->key) ? VALUES : GOOD + 1)];
    if (t->kind == LIKE)
        t->literals[0] = patterns[pick(COUNT(patterns))];
    return t;
}

static void put_literal(struct buf *b, const struct tree *t, int i)
{
    bool bare = (kinds[t->key] == KEY_INTEGER || kinds[t->key] == KEY_DECIMAL ||
                 kinds[t->key] == KEY_DATE) &&
                t->literals[i][0] != '_' && pick(2);
    if (bare)
        buf_printf(b, "%s", t->literals[i]);
    else if (pick(2))
        buf_printf(b, "\"%s\"", t->literals[i]);
    else
        buf_printf(b, "'%s'", t->literals[i]);
}

static void put_tree(struct buf *b, const struct tree *t);

static void put_predicate(struct buf *b, const struct tree *t)
{
    static const char *const signs[] = {"=", "<>", "<", ">=", ">", "<="};
    const char *not = t->negated ? (pick(2) ? " NOT" : " not") : "";
    static const char *const around[][2] = {{"", ""}, {"`", "`"}, {"\"", "\""}, {"(", ")"}};
    size_t quote = pick(4);
    buf_printf(b, "%s%.*s%s", around[quote][0], TEXT_ARG(names[t->key]), around[quote][1]);
    if (t->kind == COMPARE) {
        buf_put_string(b, signs[t->comparison]);
        put_literal(b, t, 0);
    } else if (t->kind == IN) {
        buf_printf(b, "%s in (", not );
        for (int i = 0; i < t->count; i++) {
            buf_put_string(b, i ? ", " : "");
            put_literal(b, t, i);
        }
        buf_put_char(b, ')');
    } else if (t->kind == BETWEEN) {
        buf_printf(b, "%s BETWEEN ", not );
        put_literal(b, t, 0);
        buf_put_string(b, " and ");
        put_literal(b, t, 1);
    } else if (t->kind == LIKE) {
        buf_printf(b, "%s Like '%s'", not, t->literals[0]);
    } else {
        buf_printf(b, " IS%s NULL", not );
    }
}

/* Parentheses only where they are needed, and now and then elsewhere. */
static void put_tree(struct buf *b, const struct tree *t)
{
    if (t->kind >= COMPARE) {
        put_predicate(b, t);
        return;
    }
    if (t->kind == NOT)
        buf_put_string(b, "NOT ");
    for (int i = 0; i < t->count; i++) {
        bool closed = t->children[i]->kind < COMPARE || pick(4) == 0;
        buf_put_string(b, i == 0 ? "" : t->kind == AND ? " and " : " OR ");
        buf_put_string(b, closed ? "(" : "");
        put_tree(b, t->children[i]);
        buf_put_string(b, closed ? ")" : "");
    }
}

struct table {
    const char *rows[ROWS][KEYS];
    struct text encoded[ROWS];
    enum key_kind kept[KEYS];
    struct partition_keys keys;
};

static int by_key(const void *a, const void *b)
{
    return text_compare(*(const struct text *)a, *(const struct text *)b);
}

static void fill(struct arena *a, struct table *t)
{
    struct buf b;
    buf_init(&b, 10000);
    for (size_t k = 0; k < KEYS; k++)
        t->kept[k] = kinds[k] == KEY_CHAR || pick(5) == 0 ? KEY_TEXT : kinds[k];
    t->keys = (struct partition_keys){names, kinds, t->kept, names, KEYS};
    bool clean = pick(2);
    for (size_t r = 0; r < ROWS; r++) {
        buf_clear(&b);
        for (size_t k = 0; k < KEYS; k++) {
            t->rows[r][k] = pool[k][pick(clean ? VALUES - 1 : VALUES)];
            partition_key_put(&b, t->kept[k], text_of(t->rows[r][k]));
        }
        t->encoded[r] = arena_copy(a, buf_text(&b));
    }
    buf_release(&b);
}

static void check_row(const struct expression *e, const struct table *t, size_t r, int expected)
{
    struct err err = {.code = ERR_NONE};
    struct text plain[KEYS];
    struct key_value value;
    bool in_all = true, all_cast = true;
    for (size_t k = 0; k < KEYS; k++)
        plain[k] = text_of(t->rows[r][k]);
    assert_int_equal(expression_matches(e, t->encoded[r], &err), expected);
    err_clear(&err);
    assert_int_equal(expression_matches_values(e, plain, &err), expected);
    for (size_t k = 0; k < KEYS; k++) {
        const struct key_domain *d = expression_domain(e, k);
        bool in = text_equal(plain[k], PARTITION_NULL) ? d->null
                  : key_value_read(kinds[k], plain[k], &value)
                      ? key_domain_has(d, value.bytes)
                      : (all_cast = false, d->other != KEY_OTHER_OUT);
        in_all = in_all && in;
    }
    assert_true(expected == 0 || in_all);
    if (all_cast && expression_is_product(e))
        assert_int_equal(in_all, expected == 1);
}

/* Seeking through the sorted keys meets all that match, and each step goes on. */
static void check_seek(const struct expression *e, struct table *t)
{
    struct text sorted[ROWS], at = TEXT("");
    struct buf next;
    struct err err = {.code = ERR_NONE};
    size_t met = 0, expected = 0;
    memcpy(sorted, t->encoded, sizeof sorted);
    qsort(sorted, ROWS, sizeof sorted[0], by_key);
    buf_init(&next, 100000);
    for (size_t r = 0; r < ROWS; r++)
        expected += expression_matches(e, sorted[r], &err) != 0;
    enum expression_place place = expression_seek(e, at, &next);
    for (size_t r = 0; r < ROWS && place != EXPRESSION_NOWHERE; r++) {
        if (place == EXPRESSION_ON && text_compare(sorted[r], buf_text(&next)) < 0)
            continue;
        place = expression_seek(e, sorted[r], &next);
        if (place == EXPRESSION_ON)
            assert_true(text_compare(buf_text(&next), sorted[r]) > 0);
        if (place == EXPRESSION_HERE)
            met += expression_matches(e, sorted[r], &err) != 0;
    }
    assert_int_equal(met, expected);
    buf_release(&next);
}

/* All rows at once are judged as one by one. */
static void check_judge(const struct expression *e, const struct table *t, struct arena *a)
{
    struct text values[KEYS][ROWS];
    uint16_t codes[ROWS];
    uint8_t verdicts[ROWS];
    struct key_column columns[KEYS];
    struct err err = {.code = ERR_NONE};
    for (size_t r = 0; r < ROWS; r++) {
        struct text rest = t->encoded[r];
        codes[r] = (uint16_t)r;
        for (size_t k = 0; k < KEYS; k++)
            values[k][r] = partition_key_next(&rest);
    }
    for (size_t k = 0; k < KEYS; k++)
        columns[k] = (struct key_column){values[k], ROWS, codes};
    expression_judge(e, columns, ROWS, a, verdicts);
    for (size_t r = 0; r < ROWS; r++) {
        int one = expression_matches(e, t->encoded[r], &err);
        assert_int_equal(verdicts[r], one < 0 ? VERDICT_ERROR : one ? VERDICT_YES : VERDICT_NO);
    }
}

static void agrees(void **state)
{
    /* Every expression means what its tree says, on values and on encoded keys, of whatever layout;
     * its domains and its seeks leave out nothing that matches. */
    struct arena a;
    struct buf text;
    (void)state;
    buf_init(&text, 1 << 20);
    for (int round = 0; round < ROUNDS; round++) {
        struct table table;
        const struct expression *e;
        struct err err = {.code = ERR_NONE};
        seed = UINT64_C(88172645463325252) + (uint64_t)round * UINT64_C(2654435761);
        arena_init(&a, 256u << 20, NULL);
        buf_clear(&text);
        fill(&a, &table);
        struct tree *tree = plant(&a, (int)pick(DEPTH));
        put_tree(&text, tree);
        if (text.n > LIMIT_EXPRESSION_BYTES)
            continue;
        if (expression_parse(buf_text(&text), &table.keys, &a, &e, &err) != 0)
            fail_msg("round %d: %.*s: %s", round, (int)text.n, text.p, err.text);
        for (size_t r = 0; r < ROWS; r++) {
            enum truth truth = judge(tree, table.rows[r]);
            int got = expression_matches(e, table.encoded[r], &err);
            int expected = truth == TRUE ? 1 : truth & TRUE ? -1 : 0;
            if (got != expected)
                fail_msg("round %d, row %zu: %d, not %d: %.*s", round, r, got, expected,
                         (int)text.n, text.p);
            check_row(e, &table, r, expected);
        }
        check_seek(e, &table);
        check_judge(e, &table, &a);
        arena_release(&a);
    }
    buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(agrees)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
