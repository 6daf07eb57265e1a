/* SPDX-License-Identifier: Apache-2.0 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "server/address_table.h"

static struct sockaddr_storage address_of(const char *text)
{
    struct sockaddr_storage s = {0};
    struct sockaddr_in *v4 = (struct sockaddr_in *)&s;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&s;
    if (inet_pton(AF_INET, text, &v4->sin_addr) == 1) {
        s.ss_family = AF_INET;
        return s;
    }
    s = (struct sockaddr_storage){.ss_family = AF_INET6};
    assert_int_equal(inet_pton(AF_INET6, text, &v6->sin6_addr), 1);
    return s;
}

static bool enter(struct address_table *t, const char *text)
{
    struct sockaddr_storage s = address_of(text);
    return address_table_enter(t, (struct sockaddr *)&s);
}

static void leave(struct address_table *t, const char *text)
{
    struct sockaddr_storage s = address_of(text);
    address_table_leave(t, (struct sockaddr *)&s);
}

static void each_has_its_share(void **state)
{
    /* An address may hold so many and no more, whatever others hold, and gets back what it lets go.
     */
    (void)state;
    struct address_table *t = address_table_new(2);
    assert_true(enter(t, "10.0.0.1") && enter(t, "10.0.0.1"));
    assert_false(enter(t, "10.0.0.1"));
    assert_true(enter(t, "10.0.0.2"));
    leave(t, "10.0.0.1");
    assert_true(enter(t, "10.0.0.1"));
    assert_false(enter(t, "10.0.0.1"));
    address_table_free(t);
}

static void families(void **state)
{
    /* A mapped IPv4 address is that address; a /64 counts as one; other families are not counted.
     */
    (void)state;
    struct address_table *t = address_table_new(1);
    struct sockaddr_storage local = {.ss_family = AF_UNIX};
    assert_true(enter(t, "10.0.0.1"));
    assert_false(enter(t, "::ffff:10.0.0.1"));
    assert_true(enter(t, "::ffff:10.0.0.2"));
    assert_true(enter(t, "2001:db8::1"));
    assert_false(enter(t, "2001:db8::ffff:1"));
    assert_true(enter(t, "2001:db8:0:1::1"));
    for (int i = 0; i < 5; i++)
        assert_true(address_table_enter(t, (struct sockaddr *)&local));
    address_table_leave(t, (struct sockaddr *)&local);
    address_table_free(t);
}

static void many(void **state)
{
    /* Thousands of addresses come and go, and none is left behind or mixed up. */
    (void)state;
    struct address_table *t = address_table_new(1);
    char text[32];
    for (int turn = 0; turn < 2; turn++) {
        for (int i = 0; i < 5000; i++) {
            snprintf(text, sizeof text, "10.1.%d.%d", i / 250, i % 250);
            assert_true(enter(t, text));
        }
        for (int i = 4999; i >= 0; i--) {
            snprintf(text, sizeof text, "10.1.%d.%d", i / 250, i % 250);
            assert_false(enter(t, text));
            leave(t, text);
        }
    }
    address_table_free(t);
    address_table_free(NULL);
}

static void texts(void **state)
{
    /* Addresses print as people write them, others as nothing. */
    (void)state;
    static const struct {
        const char *in, *out;
    } rows[] = {{"127.0.0.1", "127.0.0.1"}, {"::1", "::1"}, {"::ffff:1.2.3.4", "1.2.3.4"}};
    char text[ADDRESS_TEXT_BYTES];
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct sockaddr_storage s = address_of(rows[i].in);
        address_print((struct sockaddr *)&s, text);
        assert_string_equal(text, rows[i].out);
    }
    struct sockaddr_storage local = {.ss_family = AF_UNIX};
    address_print((struct sockaddr *)&local, text);
    assert_string_equal(text, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_has_its_share),
        cmocka_unit_test(families),
        cmocka_unit_test(many),
        cmocka_unit_test(texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
