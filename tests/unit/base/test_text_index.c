/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text_index.h"

/* Proves that an empty index finds nothing and that an added name is found in any case of
 * letters. */
static void finds_names_in_any_case(void **state)
{
    (void)state;
    struct arena a;
    struct text_index index;
    arena_init(&a, 1 << 20, NULL);
    text_index_init(&index, &a);
    assert_true(text_index_find(&index, TEXT("id")) == TEXT_INDEX_NONE);
    assert_int_equal(text_index_add(&index, TEXT("UserId"), 7), 7);
    assert_int_equal(text_index_find(&index, TEXT("USERID")), 7);
    assert_true(text_index_find(&index, TEXT("user")) == TEXT_INDEX_NONE);
    arena_release(&a);
}

/* Proves that the first number given to a name stays until another is set, and that the empty name
 * is a name. */
static void keeps_the_first_number(void **state)
{
    (void)state;
    struct arena a;
    struct text_index index;
    arena_init(&a, 1 << 20, NULL);
    text_index_init(&index, &a);
    text_index_add(&index, TEXT("a"), 1);
    assert_int_equal(text_index_add(&index, TEXT("A"), 2), 1);
    assert_int_equal(text_index_add(&index, (struct text){0}, 3), 3);
    assert_int_equal(text_index_find(&index, TEXT("")), 3);
    text_index_set(&index, TEXT("A"), 9);
    text_index_set(&index, TEXT("c"), 5);
    assert_int_equal(text_index_find(&index, TEXT("a")), 9);
    assert_int_equal(text_index_find(&index, TEXT("C")), 5);
    arena_release(&a);
}

/* Proves that every name survives growing from nothing to ten thousand. */
static void grows(void **state)
{
    (void)state;
    enum { NAMES = 10000 };
    struct arena a;
    struct text_index index;
    arena_init(&a, 8 << 20, NULL);
    text_index_init(&index, &a);
    for (size_t i = 0; i < NAMES; i++)
        text_index_add(&index, arena_printf(&a, "column_%zu", i), i);
    for (size_t i = 0; i < NAMES; i++)
        assert_int_equal(text_index_find(&index, arena_printf(&a, "COLUMN_%zu", i)), i);
    assert_int_equal(index.n, NAMES);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_names_in_any_case),
        cmocka_unit_test(keeps_the_first_number),
        cmocka_unit_test(grows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
