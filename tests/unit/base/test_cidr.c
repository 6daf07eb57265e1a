/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <netinet/in.h>
#include <sys/un.h>

#include "base/cidr.h"

static struct cidr range(const char *text)
{
    struct cidr out;
    struct err e = {0};
    if (cidr_decode(&out, text_of(text), &e) < 0)
        fail_msg("%s: %s", text, e.text);
    return out;
}

static void round_trip(void **state)
{
    /* Ranges and addresses of both families print as they were written, in canonical spelling. */
    (void)state;
    static const struct {
        const char *in, *out;
    } rows[] = {
        {"10.0.0.0/8", "10.0.0.0/8"},
        {"0.0.0.0/0", "0.0.0.0/0"},
        {"1.2.3.4", "1.2.3.4"},
        {"1.2.3.4/32", "1.2.3.4"},
        {"::/0", "::/0"},
        {"FD00:0::/8", "fd00::/8"},
        {"::1", "::1"},
        {"::1/128", "::1"},
        {"::ffff:1.2.3.4", "1.2.3.4"},
        {"::ffff:10.0.0.0/104", "10.0.0.0/8"},
        {"2001:db8::/33", "2001:db8::/33"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[CIDR_TEXT_BYTES];
        struct cidr c = range(rows[i].in);
        cidr_encode(&c, text);
        assert_string_equal(text, rows[i].out);
    }
}

static void refusals(void **state)
{
    /* What is neither an address nor a range is refused with VALIDATION: other spellings of
     * addresses above all. */
    (void)state;
    static const char *const bad[] = {
        "",
        "/",
        "/8",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/8/8",
        "10.0.0.1/8",
        "10.0.0",
        "010.0.0.0",
        "0x7f.1",
        "127.1",
        "2130706433",
        "::/129",
        "fd00::1/8",
        "[::1]",
        "::1%lo",
        "localhost",
        " 10.0.0.0/8",
        "10.0.0.0/8 ",
        "10.0.0.0/+8",
        "1.2.3.4.5",
        "1111:2222:3333:4444:5555:6666:7777:8888:9999",
        "10.0.0.0/0000000008",
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct cidr out;
        struct err e = {0};
        if (cidr_decode(&out, text_of(bad[i]), &e) == 0)
            fail_msg("'%s' was taken", bad[i]);
        assert_int_equal(e.code, ERR_VALIDATION);
    }
    struct cidr out;
    struct err e = {0};
    assert_int_equal(cidr_decode(&out, TEXT("10.0.0.0\0/8"), &e), -1);
}

static void containment(void **state)
{
    /* A range holds its first and its last address and no neighbour, at byte borders and between
     * them; families stay apart. */
    (void)state;
    static const struct {
        const char *range, *inner;
        bool holds;
    } rows[] = {
        {"10.0.0.0/8", "10.0.0.0", true},
        {"10.0.0.0/8", "10.255.255.255", true},
        {"10.0.0.0/8", "11.0.0.0", false},
        {"10.0.0.0/8", "9.255.255.255", false},
        {"172.16.0.0/12", "172.31.255.255", true},
        {"172.16.0.0/12", "172.32.0.0", false},
        {"1.2.3.4", "1.2.3.4", true},
        {"1.2.3.4", "1.2.3.5", false},
        {"0.0.0.0/0", "8.8.8.8", true},
        {"0.0.0.0/0", "::1", false},
        {"::/0", "8.8.8.8", true},
        {"::/0", "::1", true},
        {"fc00::/7", "fdff::1", true},
        {"fc00::/7", "fe00::", false},
        {"10.0.0.0/8", "10.0.0.0/7", false},
        {"10.0.0.0/8", "10.3.0.0/16", true},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct err e = {0};
        struct cidr outer = range(rows[i].range), inner;
        if (cidr_decode(&inner, text_of(rows[i].inner), &e) < 0)
            continue;
        if (cidr_contains(&outer, &inner) != rows[i].holds)
            fail_msg("%s in %s", rows[i].inner, rows[i].range);
    }
}

static void special_addresses(void **state)
{
    /* Everything that is not the public internet has a name, in whatever family it is wrapped. */
    (void)state;
    static const struct {
        const char *address, *kind;
    } rows[] = {
        {"127.0.0.1", "loopback"},
        {"127.255.255.254", "loopback"},
        {"::1", "loopback"},
        {"::ffff:127.0.0.1", "loopback"},
        {"0.0.0.0", "this host"},
        {"::", "reserved"},
        {"::127.0.0.1", "reserved"},
        {"10.1.2.3", "private"},
        {"172.20.0.1", "private"},
        {"192.168.1.1", "private"},
        {"169.254.169.254", "link-local"},
        {"fe80::1", "link-local"},
        {"fd12::1", "private"},
        {"224.0.0.1", "multicast"},
        {"ff02::1", "multicast"},
        {"255.255.255.255", "reserved"},
        {"100.64.0.1", "shared by a carrier (CGNAT)"},
        {"64:ff9b::7f00:1", "loopback"},
        {"64:ff9b::a9fe:a9fe", "link-local"},
        {"2002:7f00:1::", "a tunnel (6to4)"},
        {"2001:0:1::", "reserved"},
    };
    static const char *const ordinary[] = {"1.1.1.1",          "8.8.8.8",         "172.32.0.1",
                                           "100.128.0.1",      "2606:4700::1111", "::ffff:8.8.8.8",
                                           "64:ff9b::808:808", "223.255.255.255"};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct cidr address = range(rows[i].address);
        const char *kind = cidr_special(&address);
        if (!kind || strcmp(kind, rows[i].kind) != 0)
            fail_msg("%s is %s", rows[i].address, kind ? kind : "public");
    }
    for (size_t i = 0; i < COUNT(ordinary); i++) {
        struct cidr address = range(ordinary[i]);
        if (cidr_special(&address))
            fail_msg("%s is %s", ordinary[i], cidr_special(&address));
    }
}

static void sockets(void **state)
{
    /* Socket addresses of both families are read; others, such as Unix sockets, are told apart. */
    (void)state;
    struct cidr out;
    char text[CIDR_TEXT_BYTES];
    struct sockaddr_in four = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x01020304)};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    struct sockaddr_un local = {.sun_family = AF_UNIX};
    assert_true(cidr_of_socket(&out, (struct sockaddr *)&four));
    cidr_encode(&out, text);
    assert_string_equal(text, "1.2.3.4");
    assert_true(cidr_of_socket(&out, (struct sockaddr *)&six));
    cidr_encode(&out, text);
    assert_string_equal(text, "::1");
    assert_false(cidr_of_socket(&out, (struct sockaddr *)&local));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_trip),  cmocka_unit_test(refusals),
        cmocka_unit_test(containment), cmocka_unit_test(special_addresses),
        cmocka_unit_test(sockets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
