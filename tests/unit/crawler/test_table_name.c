/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "crawler/table_name.h"

static void names(void **state)
{
    /* Names come from the last part of the location, cleaned, behind the prefix. */
    (void)state;
    static const struct {
        const char *prefix, *location, *name;
    } rows[] = {
        {"", "s3://bucket/a/orders/", "orders"},
        {"raw_", "s3://bucket/a/Orders 2026/", "raw_orders_2026"},
        {"Raw-", "s3://bucket/x/", "raw-x"},
        {"", "s3://my-bucket/", "my_bucket"},
        {"", "s3://b/weather.json", "weather_json"},
        {"", "file:///lake/d=1/", "d_1"},
        {"", "s3://b/gr\xC3\xBC\xC3\x9F/", "gr__"},
        {"", "s3://b/\xE6\x97\xA5/", "_"},
    };
    struct arena a;
    arena_init(&a, 1 << 16, NULL);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct text name = table_name_make(text_of(rows[i].prefix), text_of(rows[i].location), &a);
        if (!text_is(name, rows[i].name))
            fail_msg("%s: %.*s", rows[i].location, TEXT_ARG(name));
    }
    arena_release(&a);
}

static void long_names(void **state)
{
    /* Names end at 128 bytes, with the hash inside of them. */
    (void)state;
    char location[512] = "s3://b/";
    struct arena a;
    arena_init(&a, 1 << 16, NULL);
    memset(location + 7, 'x', 300);
    struct text name = table_name_make(TEXT("p"), text_of(location), &a);
    assert_int_equal(name.n, TABLE_NAME_BYTES_MAX);
    struct text unique = table_name_make_unique(TEXT("p"), text_of(location), &a);
    assert_int_equal(unique.n, TABLE_NAME_BYTES_MAX);
    assert_int_equal(unique.p[TABLE_NAME_BYTES_MAX - 17], '_');
    arena_release(&a);
}

static void unique_names(void **state)
{
    /* A unique name is the same for the same location and another for another one. */
    (void)state;
    struct arena a;
    arena_init(&a, 1 << 16, NULL);
    struct text one = table_name_make_unique(TEXT(""), TEXT("s3://b/x/orders/"), &a);
    assert_true(text_equal(one, table_name_make_unique(TEXT(""), TEXT("s3://b/x/orders/"), &a)));
    assert_false(text_equal(one, table_name_make_unique(TEXT(""), TEXT("s3://b/y/orders/"), &a)));
    assert_true(text_starts_with(one, TEXT("orders_")));
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names),
        cmocka_unit_test(long_names),
        cmocka_unit_test(unique_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
