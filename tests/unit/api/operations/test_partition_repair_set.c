/* SPDX-License-Identifier: Apache-2.0 */
#include "api/operations/partition_repair_set.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/compiler.h"
#include "base/crypto.h"

static struct repair_hash of(uint64_t n)
{
    return (struct repair_hash){n / 3, n};
}

static void empty(void **state)
{
    /* Nothing is in an empty set. */
    struct repair_set set = {.n = 0};
    (void)state;
    repair_set_sort(&set);
    assert_false(repair_set_has(&set, of(0)) || repair_set_has_marked(&set, of(0)));
    assert_false(repair_set_has_unmarked(&set, of(0)) || repair_set_mark(&set, of(0)));
    repair_set_release(&set);
}

static void members(void **state)
{
    /* What was added is there, in whatever order it came; its neighbours are not. */
    struct repair_set set = {.n = 0};
    (void)state;
    for (uint64_t i = 0; i < 1000; i++)
        repair_set_add(&set, of(2 * (i * 617 % 1000)));
    repair_set_sort(&set);
    for (uint64_t i = 0; i < 2001; i++)
        assert_int_equal(repair_set_has(&set, of(i)), i % 2 == 0 && i < 2000);
    repair_set_release(&set);
    assert_int_equal(set.n, 0);
}

static void marks(void **state)
{
    /* What is there three times can be marked three times, and no other with it. */
    struct repair_set set = {.n = 0};
    (void)state;
    for (uint64_t i = 0; i < 9; i++)
        repair_set_add(&set, of(i % 3));
    repair_set_sort(&set);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(repair_set_has_marked(&set, of(1)), i > 0);
        assert_true(repair_set_has_unmarked(&set, of(1)));
        assert_true(repair_set_mark(&set, of(1)));
    }
    assert_true(repair_set_has(&set, of(1)) && repair_set_has_marked(&set, of(1)));
    assert_false(repair_set_has_unmarked(&set, of(1)) || repair_set_mark(&set, of(1)));
    assert_false(repair_set_has_marked(&set, of(0)) || repair_set_has_marked(&set, of(2)));
    repair_set_release(&set);
}

static void hashes(void **state)
{
    /* Equal texts have equal hashes, others have others. */
    struct crypto *crypto = NULL;
    struct err err = {.code = ERR_NONE};
    (void)state;
    assert_int_equal(crypto_open(&crypto, &err), 0);
    struct repair_hash a = repair_hash_of(crypto, TEXT("a")), b = repair_hash_of(crypto, TEXT("b"));
    assert_int_equal(repair_hash_compare(a, repair_hash_of(crypto, TEXT("a"))), 0);
    assert_int_equal(repair_hash_compare(a, b), -repair_hash_compare(b, a));
    assert_int_not_equal(repair_hash_compare(a, b), 0);
    crypto_close(crypto);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty),
        cmocka_unit_test(members),
        cmocka_unit_test(marks),
        cmocka_unit_test(hashes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
