/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/resource_arn.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/compiler.h"

static void parts(void **state)
{
    /* An ARN falls into its parts; account, region and path may be left out. */
    static const struct {
        const char *arn, *region, *account, *type, *path;
    } cases[] = {
        {"arn:aws:glue:us-east-1:123456789012:database/d", "us-east-1", "123456789012", "database",
         "d"},
        {"arn:aws-us-gov:glue:::table/c/d/t", "", "", "table", "c/d/t"},
        {"arn:aws:glue:r:1:catalog", "r", "1", "catalog", ""},
        {"arn:aws:glue:r:1:crawler/a:b/c", "r", "1", "crawler", "a:b/c"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct resource_arn arn;
        struct err err = {.code = ERR_NONE};
        assert_int_equal(resource_arn_decode(text_of(cases[i].arn), &arn, &err), 0);
        assert_true(text_is(arn.region, cases[i].region));
        assert_true(text_is(arn.account, cases[i].account));
        assert_true(text_is(arn.type, cases[i].type));
        assert_true(text_is(arn.path, cases[i].path));
    }
}

static void others(void **state)
{
    /* What is no ARN of Glue is refused. */
    static const char *const cases[] = {"",
                                        "arn",
                                        "arn:aws:s3:::b",
                                        "arn:aws:glue",
                                        "arn:aws:glue:r:a",
                                        "arn:aws:glue:r:a:",
                                        "arn:aws:glue:r:a:/x",
                                        "arn:azure:glue:r:a:catalog",
                                        "ARN:aws:glue:r:a:catalog"};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct resource_arn arn;
        struct err err = {.code = ERR_NONE};
        assert_int_equal(resource_arn_decode(text_of(cases[i]), &arn, &err), -1);
        assert_int_equal(err.code, ERR_INVALID);
    }
}

static void last_segments(void **state)
{
    /* A path is cut from its end. */
    struct text path = TEXT("a/b/c");
    (void)state;
    assert_true(text_is(resource_arn_cut_last(&path), "c") && text_is(path, "a/b"));
    assert_true(text_is(resource_arn_cut_last(&path), "b") && text_is(path, "a"));
    assert_true(text_is(resource_arn_cut_last(&path), "a") && !path.p);
    path = TEXT("/x");
    assert_true(text_is(resource_arn_cut_last(&path), "x") && path.p && path.n == 0);
    path = TEXT("x/");
    assert_true(text_is(resource_arn_cut_last(&path), "") && text_is(path, "x"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts),
        cmocka_unit_test(others),
        cmocka_unit_test(last_segments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
