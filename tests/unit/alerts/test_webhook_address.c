/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "alerts/webhook_address.h"

static const struct address_rule nothing = {.option = "--webhook-allow"};

static const char *const forbidden[] = {
    "http://127.0.0.1/",
    "http://127.1/",
    "http://127.1:8080/x",
    "http://0x7f.1/",
    "http://0x7f000001/",
    "http://2130706433/",
    "http://0177.0.0.1/",
    "http://017700000001/",
    "http://0/",
    "http://0.0.0.0/",
    "http://[::1]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://localhost/",
    "http://LOCALHOST:1/",
    "http://localhost./",
    "http://a.localhost/",
    "http://169.254.169.254/latest/meta-data/",
    "http://10.0.0.1/",
    "http://172.16.0.1/",
    "http://192.168.1.1/",
    "http://100.64.0.1/",
    "http://[fe80::1]/",
    "http://[fd00::1]/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
};

static const char *const open_to_all[] = {
    "https://example.com/",      "http://8.8.8.8/",           "http://localhost.example.com/",
    "http://mylocalhost/",       "http://[2606:4700::1111]/", "http://999.1.1.1/",
    "http://127.0.0.1.example/",
};

static void refuses_inner_addresses(void **state)
{
    /* Every spelling of an address that is not on the public internet is refused, and the message
     * names the option. */
    (void)state;
    for (size_t i = 0; i < COUNT(forbidden); i++) {
        struct err err = {0};
        if (webhook_address_check(&nothing, text_of(forbidden[i]), &err) == 0)
            fail_msg("%s passes", forbidden[i]);
        assert_int_equal(err.code, ERR_INVALID);
        assert_non_null(strstr(err.text, "--webhook-allow"));
    }
}

static void lets_others_pass(void **state)
{
    /* Public addresses pass, and names, which are judged when they are resolved. */
    (void)state;
    for (size_t i = 0; i < COUNT(open_to_all); i++) {
        struct err err = {0};
        if (webhook_address_check(&nothing, text_of(open_to_all[i]), &err) != 0)
            fail_msg("%s: %s", open_to_all[i], err.text);
    }
}

static void allows_named_ranges(void **state)
{
    /* An allowed range lets its own addresses pass in every spelling, and no others. */
    struct cidr loopback;
    struct err err = {0};
    (void)state;
    assert_int_equal(cidr_decode(&loopback, TEXT("127.0.0.0/8"), &err), 0);
    const struct address_rule rule = {&loopback, 1, "--webhook-allow"};
    static const char *const passing[] = {"http://127.0.0.1/", "http://127.1/", "http://0x7f.1/",
                                          "http://[::ffff:127.0.0.1]/", "http://localhost/"};
    for (size_t i = 0; i < COUNT(passing); i++)
        assert_int_equal(webhook_address_check(&rule, text_of(passing[i]), &err), 0);
    assert_int_equal(webhook_address_check(&rule, TEXT("http://10.0.0.1/"), &err), -1);
}

static void refuses_bad_urls(void **state)
{
    /* What is no URL for a webhook is refused before its address is looked at. */
    struct err err = {0};
    (void)state;
    assert_int_equal(webhook_address_check(&nothing, TEXT("ftp://8.8.8.8/"), &err), -1);
    assert_non_null(strstr(err.text, "https://"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_inner_addresses),
        cmocka_unit_test(lets_others_pass),
        cmocka_unit_test(allows_named_ranges),
        cmocka_unit_test(refuses_bad_urls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
