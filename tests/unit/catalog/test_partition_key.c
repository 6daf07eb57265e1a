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

static void check_order(const char *layout, const char *const *values, size_t count)
{
    struct buf keys[32];
    assert_true(count <= COUNT(keys));
    for (size_t i = 0; i < count; i++) {
        buf_init(&keys[i], 4096);
        partition_key_put(&keys[i], text_of(layout), 0, text_of(values[i]));
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

static void types_by_position(void **state)
{
    /* The type of a value is that at its position; behind the end of the layout all is text. */
    (void)state;
    struct text layout = TEXT("string,int,date,");
    assert_false(partition_key_is_integer(layout, 0));
    assert_true(partition_key_is_integer(layout, 1));
    assert_false(partition_key_is_integer(layout, 2));
    assert_false(partition_key_is_integer(layout, 3));
    assert_false(partition_key_is_integer(layout, 100));
    assert_false(partition_key_is_integer(TEXT(""), 0));
    assert_false(partition_key_is_integer((struct text){NULL, 0}, 0));
}

static void composed(void **state)
{
    /* A key of several values is cut into them again, and its order is that of the first value,
     * then the second: no value reaches into the next. */
    (void)state;
    static const char *const pairs[][2] = {{NULL_NAME, "z"},  {"1", "a"}, {"1", "aa"}, {"1", "b"},
                                           {"01", NULL_NAME}, {"2", "a"}, {"x", "a"},  {"xa", ""}};
    struct text layout = TEXT("int,string,");
    struct buf keys[COUNT(pairs)], one;
    buf_init(&one, 1000);
    for (size_t i = 0; i < COUNT(pairs); i++) {
        buf_init(&keys[i], 1000);
        for (size_t j = 0; j < 2; j++)
            partition_key_put(&keys[i], layout, j, text_of(pairs[i][j]));
        struct text rest = buf_text(&keys[i]);
        for (size_t j = 0; j < 2; j++) {
            buf_clear(&one);
            partition_key_put(&one, layout, j, text_of(pairs[i][j]));
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

static void prefixes(void **state)
{
    /* The prefix of a number begins the keys of all its spellings and of no other number; that of a
     * text or null is the whole key. */
    (void)state;
    struct buf prefix, key;
    static const char *const spellings[] = {"7", "07", "0000007"}, *const others[] = {"8", "70",
                                                                                      "x"};
    buf_init(&prefix, 1000);
    buf_init(&key, 1000);
    partition_key_put_prefix(&prefix, TEXT("int,"), 0, TEXT("7"));
    assert_false(partition_key_is_whole(buf_text(&prefix)));
    for (size_t i = 0; i < 3; i++) {
        buf_clear(&key);
        partition_key_put(&key, TEXT("int,"), 0, text_of(spellings[i]));
        assert_true(text_starts_with(buf_text(&key), buf_text(&prefix)));
        buf_clear(&key);
        partition_key_put(&key, TEXT("int,"), 0, text_of(others[i]));
        assert_false(text_starts_with(buf_text(&key), buf_text(&prefix)));
    }
    static const char *const whole[] = {"text", NULL_NAME};
    for (size_t i = 0; i < 2; i++) {
        buf_clear(&prefix);
        buf_clear(&key);
        partition_key_put_prefix(&prefix, TEXT("string,"), 0, text_of(whole[i]));
        partition_key_put(&key, TEXT("string,"), 0, text_of(whole[i]));
        assert_true(partition_key_is_whole(buf_text(&prefix)));
        assert_true(text_equal(buf_text(&prefix), buf_text(&key)));
    }
    assert_false(partition_key_is_whole(TEXT("")));
    buf_release(&prefix);
    buf_release(&key);
}

static void after(void **state)
{
    /* The bytes behind a prefix are the smallest above everything that begins with it. */
    (void)state;
    static const struct {
        struct text from, to;
    } cases[] = {{TEXT_INIT("a"), TEXT_INIT("b")},
                 {TEXT_INIT("a\xff"), TEXT_INIT("b")},
                 {TEXT_INIT("a\0"), TEXT_INIT("a\1")},
                 {TEXT_INIT("\xfe\xff\xff"), TEXT_INIT("\xff")}};
    struct buf b;
    buf_init(&b, 100);
    for (size_t i = 0; i < COUNT(cases); i++) {
        buf_clear(&b);
        buf_put(&b, cases[i].from);
        assert_true(partition_key_after(&b));
        assert_true(text_equal(buf_text(&b), cases[i].to));
    }
    buf_clear(&b);
    assert_false(partition_key_after(&b));
    buf_put(&b, TEXT("\xff\xff"));
    assert_false(partition_key_after(&b));
    buf_release(&b);
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
        while (partition_key_next(&rest).p)
            ;
        assert_int_equal(rest.n, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integers_by_value), cmocka_unit_test(texts_by_bytes),
        cmocka_unit_test(types_by_position), cmocka_unit_test(composed),
        cmocka_unit_test(prefixes),          cmocka_unit_test(after),
        cmocka_unit_test(foreign_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
