/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/compiler.h"
#include "catalog/partition_key.h"

#define NULL_NAME "__HIVE_DEFAULT_PARTITION__"

/* How the first key of a layout is kept. */
static enum key_kind kept(const char *layout)
{
    struct arena arena;
    arena_init(&arena, 4096, NULL);
    enum key_kind kind = partition_layout_read(text_of(layout), 1, &arena)[0];
    arena_release(&arena);
    return kind;
}

static void check_order(const char *layout, const char *const *values, size_t count)
{
    struct buf keys[32];
    assert_true(count <= COUNT(keys));
    for (size_t i = 0; i < count; i++) {
        buf_init(&keys[i], 4096);
        partition_key_put(&keys[i], kept(layout), text_of(values[i]));
    }
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++) {
            int order = text_compare(buf_text(&keys[i]), buf_text(&keys[j]));
            if ((order > 0) - (order < 0) != (i > j) - (i < j))
                fail_msg("%s and %s are in the wrong order", values[i], values[j]);
        }
    for (size_t i = 0; i < count; i++)
        buf_release(&keys[i]);
}

static void integers_by_value(void **state)
{
    /* Integers stand by their value over all 64 bits, other spellings of a number right behind it,
     * null in front and what is no number behind all. */
    (void)state;
    static const char *const ordered[] = {NULL_NAME,
                                          "-9223372036854775808",
                                          "-10",
                                          "-9",
                                          "-1",
                                          "0",
                                          "-0",
                                          "00",
                                          "1",
                                          "001",
                                          "01",
                                          "2",
                                          "10",
                                          "9223372036854775807",
                                          "9223372036854775808",
                                          "abc"};
    static const char *const layouts[] = {"int,",     "bigint,", "smallint,", "tinyint,",
                                          "integer,", "long,",   "INT,"};
    for (size_t i = 0; i < COUNT(layouts); i++)
        check_order(layouts[i], ordered, COUNT(ordered));
}

static void texts_by_bytes(void **state)
{
    /* All other types stand by their bytes, a prefix first, null in front. */
    (void)state;
    static const char *const ordered[] = {NULL_NAME, "\x01", "1",  "10", "9",
                                          "A",       "a",    "aa", "b",  "\xC3\xA4"};
    static const char *const layouts[] = {"string,", "date,", "decimal(10,", "double,", ","};
    for (size_t i = 0; i < COUNT(layouts); i++)
        check_order(layouts[i], ordered, COUNT(ordered));
}

static void values_in_order(void **state)
{
    /* Dates, timestamps and decimals stand by their value in tables that were made since they are
     * kept so; other spellings right behind the shortest one; what is none behind all. */
    (void)state;
    static const char *const dates[] = {NULL_NAME,    "0001-01-01", "1969-12-31", "1970-01-01",
                                        "2024-02-29", "2024-3-1",   "2024-03-02", "9999-12-31",
                                        "2024-02-30", "x"};
    check_order("=date,", dates, COUNT(dates));
    static const char *const times[] = {NULL_NAME,
                                        "1969-12-31 23:59:59.999999999",
                                        "1970-01-01 00:00:00",
                                        "1970-01-01 00:00:00.0",
                                        "1970-01-01 00:00:00.000000001",
                                        "1970-01-01 00:00:00.1",
                                        "1970-01-01 00:00:00.10",
                                        "2024-1-1 00:00:00",
                                        "2024-01-01 24:00:00",
                                        "2024-02-02"};
    check_order("=timestamp,", times, COUNT(times));
    static const char *const decimals[] = {NULL_NAME, "-1e3",  "-10.01", "-10",  "-9.5", "-0.05",
                                           "0",       "-0.0",  "0.0",    "1e-3", "0.01", "0.05",
                                           "0.5",     "1",     "1.0",    "1.05", "9.5",  "9.50",
                                           "10",      "99999", "1.5.5",  "x"};
    check_order("=decimal(10,", decimals, COUNT(decimals));
}

static void layouts(void **state)
{
    /* A layout says how each position is kept; behind its end all is text; the mark is read without
     * regard to case, and a type's parameters do not spill into the next position. */
    struct arena arena;
    struct buf b;
    (void)state;
    static const struct text types[] = {TEXT_INIT("string"),    TEXT_INIT("INT"),
                                        TEXT_INIT("Date"),      TEXT_INIT("decimal(10,2)"),
                                        TEXT_INIT("timestamp"), TEXT_INIT("array<map<int,int>>"),
                                        TEXT_INIT("char(3)")};
    static const enum key_kind expected[] = {KEY_TEXT,      KEY_INTEGER, KEY_DATE, KEY_DECIMAL,
                                             KEY_TIMESTAMP, KEY_TEXT,    KEY_TEXT, KEY_TEXT};
    arena_init(&arena, 4096, NULL);
    buf_init(&b, 4096);
    for (size_t i = 0; i < COUNT(types); i++)
        partition_layout_put(&b, types[i]);
    const enum key_kind *kinds = partition_layout_read(buf_text(&b), COUNT(expected), &arena);
    for (size_t i = 0; i < COUNT(expected); i++)
        assert_int_equal(kinds[i], expected[i]);
    kinds = partition_layout_read(TEXT("date,int,decimal(10,"), 3, &arena);
    assert_int_equal(kinds[0], KEY_TEXT);
    assert_int_equal(kinds[1], KEY_INTEGER);
    assert_int_equal(kinds[2], KEY_TEXT);
    assert_int_equal(partition_layout_read((struct text){NULL, 0}, 1, &arena)[0], KEY_TEXT);
    buf_release(&b);
    arena_release(&arena);
}

static void texts_come_back(void **state)
{
    /* Whatever was put in is what comes out, for each kind and however a value is spelt. */
    (void)state;
    static const char *const values[] = {"1",
                                         "01",
                                         "-0",
                                         "",
                                         "x",
                                         NULL_NAME,
                                         "2024-01-01",
                                         "2024-1-1",
                                         "2024-01-01 10:00:00",
                                         "1.50",
                                         "1.5",
                                         "1e300",
                                         "2024-01-01 10:00:00.5",
                                         "0.001",
                                         "-12.25",
                                         "100"};
    struct buf key, text;
    buf_init(&key, 1000);
    buf_init(&text, 1000);
    for (int kind = KEY_TEXT; kind < KEY_KINDS; kind++)
        for (size_t i = 0; i < COUNT(values); i++) {
            buf_clear(&key);
            buf_clear(&text);
            partition_key_put(&key, (enum key_kind)kind, text_of(values[i]));
            partition_key_put_text(buf_text(&key), &text);
            if (!text_is(buf_text(&text), values[i]))
                fail_msg("%s became %.*s", values[i], (int)text.n, text.p);
            struct text rest = buf_text(&key);
            assert_int_equal(partition_key_next(&rest).n, key.n);
        }
    buf_release(&key);
    buf_release(&text);
}

static void composed(void **state)
{
    /* A key of several values is cut into them again, and its order is that of the first value,
     * then the second: no value reaches into the next. */
    (void)state;
    static const char *const pairs[][2] = {{NULL_NAME, "z"},  {"1", "a"}, {"1", "aa"}, {"1", "b"},
                                           {"01", NULL_NAME}, {"2", "a"}, {"x", "a"},  {"xa", ""}};
    static const enum key_kind layout[] = {KEY_INTEGER, KEY_TEXT};
    struct buf keys[COUNT(pairs)], one;
    buf_init(&one, 1000);
    for (size_t i = 0; i < COUNT(pairs); i++) {
        buf_init(&keys[i], 1000);
        for (size_t j = 0; j < 2; j++)
            partition_key_put(&keys[i], layout[j], text_of(pairs[i][j]));
        struct text rest = buf_text(&keys[i]);
        for (size_t j = 0; j < 2; j++) {
            buf_clear(&one);
            partition_key_put(&one, layout[j], text_of(pairs[i][j]));
            assert_true(text_equal(partition_key_next(&rest), buf_text(&one)));
        }
        assert_null(partition_key_next(&rest).p);
    }
    for (size_t i = 1; i < COUNT(pairs); i++)
        assert_true(text_compare(buf_text(&keys[i - 1]), buf_text(&keys[i])) < 0);
    for (size_t i = 0; i < COUNT(pairs); i++)
        buf_release(&keys[i]);
    buf_release(&one);
}

static void bounds(void **state)
{
    /* The bounds of a value lie around all its spellings and no other value. */
    (void)state;
    static const struct {
        enum key_kind kind;
        const char *same[3], *below, *above;
    } cases[] = {{KEY_INTEGER, {"7", "07", "0000007"}, "6", "8"},
                 {KEY_DECIMAL, {"7", "7.0", "70e-1"}, "6.999", "7.001"},
                 {KEY_DECIMAL, {"-7", "-7.0", "-70e-1"}, "-7.001", "-6.999"},
                 {KEY_DATE, {"2024-01-01", "2024-1-1", "2024-01-1"}, "2023-12-31", "2024-01-02"},
                 {KEY_TEXT, {"a", "a", "a"}, "A", "a\x01"}};
    struct buf low, high, key;
    buf_init(&low, 1000);
    buf_init(&high, 1000);
    buf_init(&key, 1000);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct key_value v;
        assert_true(key_value_read(cases[i].kind, text_of(cases[i].same[0]), &v));
        buf_clear(&low);
        buf_clear(&high);
        partition_key_put_bound(&low, cases[i].kind, v.bytes, false);
        partition_key_put_bound(&high, cases[i].kind, v.bytes, true);
        for (size_t j = 0; j < 5; j++) {
            buf_clear(&key);
            partition_key_put(&key, cases[i].kind,
                              text_of(j < 3    ? cases[i].same[j]
                                      : j == 3 ? cases[i].below
                                               : cases[i].above));
            assert_int_equal(text_compare(buf_text(&key), buf_text(&low)) >= 0, j != 3);
            assert_int_equal(text_compare(buf_text(&key), buf_text(&high)) < 0, j != 4);
        }
    }
    buf_release(&low);
    buf_release(&high);
    buf_release(&key);
}

static void foreign_bytes(void **state)
{
    /* Bytes that are no key are still cut without reading past their end. */
    (void)state;
    static const struct text odd[] = {TEXT_INIT("\x20"),
                                      TEXT_INIT("\x20"
                                                "1234567"),
                                      TEXT_INIT("\x30"
                                                "abc"),
                                      TEXT_INIT("\x20"
                                                "12345678"),
                                      TEXT_INIT("zzz")};
    for (size_t i = 0; i < COUNT(odd); i++) {
        struct text rest = odd[i];
        assert_true(partition_key_next(&rest).n <= odd[i].n);
        partition_key_read(odd[i]);
        while (partition_key_next(&rest).p)
            ;
        assert_int_equal(rest.n, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integers_by_value),
        cmocka_unit_test(texts_by_bytes),
        cmocka_unit_test(values_in_order),
        cmocka_unit_test(layouts),
        cmocka_unit_test(texts_come_back),
        cmocka_unit_test(composed),
        cmocka_unit_test(bounds),
        cmocka_unit_test(foreign_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
