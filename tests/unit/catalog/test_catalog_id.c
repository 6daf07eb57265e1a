/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/catalog_id.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/compiler.h"

#define ACCOUNT "123456789012"

static void forms(void **state)
{
    /* Every way to name a catalog comes to one form; what names nothing here stays as it is. */
    static const struct {
        const char *given, *canonical;
    } cases[] = {
        {"", ""},
        {ACCOUNT, ACCOUNT},
        {"arn:aws:glue:us-east-1:" ACCOUNT ":catalog", ACCOUNT},
        {"arn:aws-cn:glue:::catalog", ACCOUNT},
        {"a", ACCOUNT ":a"},
        {"A/b:C", ACCOUNT ":a/b/c"},
        {ACCOUNT ":a", ACCOUNT ":a"},
        {ACCOUNT ":a/b", ACCOUNT ":a/b"},
        {ACCOUNT ":a:b", ACCOUNT ":a/b"},
        {ACCOUNT "/A/B", ACCOUNT ":a/b"},
        {ACCOUNT "3", ACCOUNT ":" ACCOUNT "3"},
        {"1234", ACCOUNT ":1234"},
        {"arn:aws:glue:us-east-1:" ACCOUNT ":catalog/a/B", ACCOUNT ":a/b"},
        {"arn:aws:glue:us-east-1:999999999999:catalog/a",
         "arn:aws:glue:us-east-1:999999999999:catalog/a"},
        {"arn:aws:glue:::database/a", "arn:aws:glue:::database/a"},
        {"arn:aws:glue:::catalog/", "arn:aws:glue:::catalog/"},
        {"arn:", "arn:"},
        {"999999999999", "999999999999"},
        {"999999999999:a", "999999999999:a"},
        {ACCOUNT ":", ACCOUNT ":"},
        {ACCOUNT ":a//b", ACCOUNT ":a//b"},
        {ACCOUNT ":a:", ACCOUNT ":a:"},
        {":a", ":a"},
        {"/", "/"},
    };
    struct arena arena;
    (void)state;
    arena_init(&arena, 1 << 16, NULL);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct text got = catalog_id_canonical(text_of(cases[i].given), TEXT(ACCOUNT), &arena);
        if (!text_is(got, cases[i].canonical))
            fail_msg("%s: %.*s", cases[i].given, TEXT_ARG(got));
        got = catalog_id_canonical(got, TEXT(ACCOUNT), &arena);
        assert_true(text_is(got, cases[i].canonical)); /* and stays so */
    }
    arena_release(&arena);
}

static void paths(void **state)
{
    /* The path is what stands behind the account; there is none where nothing is named. */
    const struct text account = TEXT(ACCOUNT);
    (void)state;
    assert_true(text_is(catalog_id_path(TEXT(ACCOUNT ":a/b"), account), "a/b"));
    assert_true(text_is(catalog_id_path(TEXT(ACCOUNT), account), ""));
    assert_non_null(catalog_id_path(TEXT(""), account).p);
    assert_null(catalog_id_path(TEXT(ACCOUNT ":"), account).p);
    assert_null(catalog_id_path(TEXT("999999999999:a"), account).p);
    assert_null(catalog_id_path(TEXT("a"), account).p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms),
        cmocka_unit_test(paths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
