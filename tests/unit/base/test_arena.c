/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"

static void nothing_until_used(void **state)
{
    /* An arena that was never used holds nothing and may be released, also twice. */
    (void)state;
    struct arena a;
    arena_init(&a, 100, NULL);
    assert_false(arena_over(&a));
    assert_int_equal(a.bytes_used, 0);
    arena_release(&a);
    arena_release(&a);
}

static void pieces(void **state)
{
    /* Every piece is zeroed, aligned for any object, apart from all others, and never NULL,
     * whatever its size. */
    (void)state;
    struct arena a;
    unsigned char *kept[600];
    arena_init(&a, 64u << 20, NULL);
    for (size_t i = 0; i < COUNT(kept); i++) {
        kept[i] = arena_alloc(&a, i * 7);
        assert_non_null(kept[i]);
        assert_int_equal((uintptr_t)kept[i] % _Alignof(max_align_t), 0);
        for (size_t j = 0; j < i * 7; j++)
            assert_int_equal(kept[i][j], 0);
        memset(kept[i], (int)(i & 0xFF), i * 7);
    }
    for (size_t i = 0; i < COUNT(kept); i++)
        for (size_t j = 0; j < i * 7; j++)
            assert_int_equal(kept[i][j], i & 0xFF);
    arena_release(&a);
}

static void large_piece(void **state)
{
    /* A piece larger than any chunk gets its own. */
    (void)state;
    struct arena a;
    arena_init(&a, 64u << 20, NULL);
    char *p = arena_alloc(&a, 5u << 20);
    p[0] = p[(5u << 20) - 1] = 'x';
    uint64_t *q = ARENA_ARRAY(&a, uint64_t, 3);
    q[2] = 7;
    assert_false(arena_over(&a));
    arena_release(&a);
}

static void texts(void **state)
{
    /* Copies, printed and folded texts end with a NUL that is not counted; folding touches ASCII
     * letters alone. */
    (void)state;
    struct arena a;
    arena_init(&a, 1 << 20, NULL);
    struct text t = arena_copy(&a, TEXT("a\0b"));
    assert_int_equal(t.n, 3);
    assert_memory_equal(t.p, "a\0b", 4);
    t = arena_copy(&a, (struct text){NULL, 0});
    assert_int_equal(t.n, 0);
    assert_int_equal(t.p[0], 0);
    t = arena_printf(&a, "%s-%d", "x", 42);
    assert_true(text_is(t, "x-42"));
    assert_int_equal(t.p[t.n], 0);
    t = arena_printf(&a, "%s", "");
    assert_int_equal(t.n, 0);
    t = arena_printf(&a, "%*d", 10000, 1);
    assert_int_equal(t.n, 10000);
    t = arena_fold(&a, TEXT("AZaz@[`{09\xC3\x84"));
    assert_true(text_is(t, "azaz@[`{09\xC3\x84"));
    assert_int_equal(t.p[t.n], 0);
    arena_release(&a);
}

static void limit(void **state)
{
    /* Passing the limit fails nothing, but the arena says so from then on, until it is released. */
    (void)state;
    struct arena a;
    arena_init(&a, 8192, NULL);
    char *p = arena_alloc(&a, 8192);
    assert_non_null(p);
    assert_false(arena_over(&a));
    p = arena_alloc(&a, 1);
    assert_non_null(p);
    assert_true(arena_over(&a));
    arena_release(&a);
    assert_false(arena_over(&a));
    p = arena_alloc(&a, 1);
    assert_non_null(p);
    assert_false(arena_over(&a));
    arena_release(&a);
}

static void shared_budget(void **state)
{
    /* A budget counts all arenas together; the one that passes it is over, and releasing gives back
     * what was taken. */
    (void)state;
    struct budget budget = {.bytes_max = 16384};
    struct arena a, b;
    arena_init(&a, 1 << 20, &budget);
    arena_init(&b, 1 << 20, &budget);
    assert_non_null(arena_alloc(&a, 12000));
    assert_false(arena_over(&a));
    assert_non_null(arena_alloc(&b, 5000));
    assert_true(arena_over(&b));
    assert_false(arena_over(&a));
    assert_int_equal(atomic_load(&budget.bytes_used), a.bytes_used + b.bytes_used);
    arena_release(&b);
    assert_false(arena_over(&b));
    arena_release(&a);
    assert_int_equal(atomic_load(&budget.bytes_used), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_until_used),
        cmocka_unit_test(pieces),
        cmocka_unit_test(large_piece),
        cmocka_unit_test(texts),
        cmocka_unit_test(limit),
        cmocka_unit_test(shared_budget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
