/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "base/thrift_compact.h"

#define BYTES(literal) ((struct text){literal, sizeof(literal) - 1})

/* Field 1: i32 -3; 2: true; 3: "hi"; 20: list of i64 1, 300; 21: struct {1: i8 5}; 22: false; stop.
 */
static const struct text sample = TEXT_INIT("\x15\x05"
                                            "\x11"
                                            "\x18\x02hi"
                                            "\x09\x28\x26\x02\xd8\x04"
                                            "\x1c\x13\x05\x00"
                                            "\x12"
                                            "\x00");

/* Proves that fields of each kind are read with their ids, long and short forms. */
static void reads_fields(void **state)
{
    (void)state;
    struct thrift_reader r;
    struct err e = {0};
    struct thrift_field f = {0}, inner = {0};
    thrift_reader_init(&r, sample, &e);
    assert_true(thrift_next_field(&r, &f));
    assert_int_equal(f.id, 1);
    assert_int_equal(thrift_read_int32(&r, &f), -3);
    assert_true(thrift_next_field(&r, &f));
    assert_true(thrift_read_boolean(&r, &f));
    assert_true(thrift_next_field(&r, &f));
    assert_true(text_is(thrift_read_binary(&r, &f), "hi"));
    assert_true(thrift_next_field(&r, &f));
    assert_int_equal(f.id, 20);
    assert_int_equal(thrift_enter_list(&r, &f, THRIFT_I64), 2);
    struct thrift_field element = {.type = THRIFT_I64};
    assert_int_equal(thrift_read_int(&r, &element), 1);
    assert_int_equal(thrift_read_int(&r, &element), 300);
    assert_true(thrift_next_field(&r, &f));
    thrift_enter_struct(&r, &f);
    assert_true(thrift_next_field(&r, &inner));
    assert_int_equal(thrift_read_int(&r, &inner), 5);
    assert_false(thrift_next_field(&r, &inner));
    assert_true(thrift_next_field(&r, &f));
    assert_false(thrift_read_boolean(&r, &f));
    assert_false(thrift_next_field(&r, &f));
    assert_int_equal(e.code, ERR_NONE);
    assert_ptr_equal(r.p, r.end);
}

static enum err_code skip_all(struct text input)
{
    struct thrift_reader r;
    struct err e = {0};
    struct thrift_field f = {0};
    thrift_reader_init(&r, input, &e);
    while (thrift_next_field(&r, &f))
        thrift_skip(&r, &f);
    return e.code;
}

/* Proves that a struct is skipped whole and that each of its prefixes is an error. */
static void every_prefix_is_an_error(void **state)
{
    (void)state;
    assert_int_equal(skip_all(sample), ERR_NONE);
    for (size_t n = 0; n < sample.n; n++) {
        char *copy = malloc(n + 1); /* its own block, so that reading past the end is seen */
        memcpy(copy, sample.p, n);
        assert_int_equal(skip_all((struct text){copy, n}), ERR_MALFORMED);
        free(copy);
    }
}

/* Proves that lengths, counts, types and numbers that the data cannot hold are refused. */
static void refuses_lies(void **state)
{
    (void)state;
    assert_int_equal(skip_all(BYTES("\x18\x05hi\x00")), ERR_MALFORMED);
    assert_int_equal(skip_all(BYTES("\x19\xf6\xff\xff\xff\xff\x0f")), ERR_MALFORMED);
    assert_int_equal(skip_all(BYTES("\x1b\xff\xff\xff\xff\xff\x0f\x88")), ERR_MALFORMED);
    assert_int_equal(skip_all(BYTES("\x16\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02")),
                     ERR_MALFORMED);
    assert_int_equal(skip_all(BYTES("\x1e\x00")), ERR_MALFORMED);
    assert_int_equal(skip_all(BYTES("\x19\x2f\x00\x00\x00")), ERR_MALFORMED);
    assert_int_equal(skip_all(BYTES("\x06\x80\x80\x80\x80\x10\x00")), ERR_MALFORMED);
}

/* Proves that a map of booleans, a double, a set and a UUID are stepped over by their sizes. */
static void skips_every_type(void **state)
{
    (void)state;
    assert_int_equal(skip_all(BYTES("\x1b\x02\x18\x01\x01k\x02\x01q\x00")), ERR_NONE);
    assert_int_equal(skip_all(BYTES("\x1b\x00\x00")), ERR_NONE);
    assert_int_equal(skip_all(BYTES("\x17"
                                    "12345678\x00")),
                     ERR_NONE);
    assert_int_equal(skip_all(BYTES("\x1a\x31\x01\x02\x01\x00")), ERR_NONE);
    assert_int_equal(skip_all(BYTES("\x1d"
                                    "0123456789abcdef\x00")),
                     ERR_NONE);
}

/* Proves that nesting is stepped over up to the limit and refused beyond, however deep it is. */
static void bounds_depth(void **state)
{
    (void)state;
    enum { DEEP = 100000 };
    char *deep = malloc(DEEP);
    memset(deep, 0x1c, DEEP);
    assert_int_equal(skip_all((struct text){deep, DEEP}), ERR_MALFORMED);
    memset(deep + LIMIT_THRIFT_DEPTH, 0, LIMIT_THRIFT_DEPTH + 1);
    assert_int_equal(skip_all((struct text){deep, LIMIT_THRIFT_DEPTH * 2 + 1}), ERR_NONE);
    free(deep);
}

/* Proves that a value read as another type is an error, and that after it all reads are empty. */
static void error_is_sticky(void **state)
{
    (void)state;
    struct thrift_reader r;
    struct err e = {0};
    struct thrift_field f = {0};
    thrift_reader_init(&r, sample, &e);
    assert_true(thrift_next_field(&r, &f));
    assert_int_equal(thrift_read_binary(&r, &f).n, 0);
    assert_int_equal(e.code, ERR_MALFORMED);
    assert_int_equal(thrift_read_int(&r, &f), 0);
    assert_int_equal(thrift_enter_list(&r, &f, THRIFT_I64), 0);
    assert_false(thrift_next_field(&r, &f));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_fields), cmocka_unit_test(every_prefix_is_an_error),
        cmocka_unit_test(refuses_lies), cmocka_unit_test(skips_every_type),
        cmocka_unit_test(bounds_depth), cmocka_unit_test(error_is_sticky),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
