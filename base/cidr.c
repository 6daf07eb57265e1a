/* SPDX-License-Identifier: Apache-2.0 */
#include "base/cidr.h"

#include <arpa/inet.h>
#include <assert.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

static const unsigned char MAPPED[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

static bool is_ipv4(const struct cidr *range)
{
    return range->bits >= 96 && memcmp(range->address, MAPPED, sizeof MAPPED) == 0;
}

/* Reads an address; *family_bits becomes 32 or 128. */
static bool decode_address(struct text t, struct cidr *out, unsigned *family_bits)
{
    char string[INET6_ADDRSTRLEN];
    if (t.n == 0 || t.n >= sizeof string || memchr(t.p, '\0', t.n))
        return false;
    memcpy(string, t.p, t.n);
    string[t.n] = '\0';
    out->bits = 128;
    *family_bits = 32;
    memcpy(out->address, MAPPED, sizeof MAPPED);
    if (inet_pton(AF_INET, string, out->address + 12) == 1)
        return true;
    *family_bits = 128;
    return inet_pton(AF_INET6, string, out->address) == 1;
}

static bool bit_at(const unsigned char *address, unsigned bit)
{
    return address[bit / 8] >> (7 - bit % 8) & 1;
}

static bool has_bits_behind(const struct cidr *range)
{
    for (unsigned bit = range->bits; bit < 128; bit++)
        if (bit_at(range->address, bit))
            return true;
    return false;
}

int cidr_decode(struct cidr *out, struct text t, struct err *e)
{
    unsigned family_bits;
    struct text length = t;
    struct text address = text_split(&length, '/');
    int64_t bits;
    if (!decode_address(address, out, &family_bits))
        return err_set(e, ERR_VALIDATION, "'%.*s' is not an IP address or a range like 10.0.0.0/8",
                       (int)(t.n < 64 ? t.n : 64), t.p);
    if (!length.p)
        return 0;
    if (length.n > 3 || !text_to_int64(length, &bits) || bits < 0 || bits > family_bits)
        return err_set(e, ERR_VALIDATION, "'%.*s': the number behind '/' must be 0 to %u",
                       (int)(t.n < 64 ? t.n : 64), t.p, family_bits);
    out->bits = 128 - family_bits + (unsigned)bits;
    if (has_bits_behind(out))
        return err_set(e, ERR_VALIDATION, "'%.*s' has bits set behind its first %d", TEXT_ARG(t),
                       (int)bits);
    return 0;
}

void cidr_encode(const struct cidr *range, char out[CIDR_TEXT_BYTES])
{
    char address[INET6_ADDRSTRLEN];
    bool ipv4 = is_ipv4(range);
    inet_ntop(ipv4 ? AF_INET : AF_INET6, range->address + (ipv4 ? 12 : 0), address, sizeof address);
    if (range->bits == 128)
        snprintf(out, CIDR_TEXT_BYTES, "%s", address);
    else
        snprintf(out, CIDR_TEXT_BYTES, "%s/%u", address, range->bits - (ipv4 ? 96 : 0));
}

bool cidr_of_socket(struct cidr *out, const struct sockaddr *address)
{
    out->bits = 128;
    if (address->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof in);
        memcpy(out->address, MAPPED, sizeof MAPPED);
        memcpy(out->address + 12, &in.sin_addr, 4);
        return true;
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 in;
        memcpy(&in, address, sizeof in);
        memcpy(out->address, &in.sin6_addr, 16);
        return true;
    }
    return false;
}

bool cidr_contains(const struct cidr *range, const struct cidr *inner)
{
    if (range->bits > inner->bits)
        return false;
    unsigned bytes = range->bits / 8, rest = range->bits % 8;
    if (memcmp(range->address, inner->address, bytes) != 0)
        return false;
    return rest == 0 || (range->address[bytes] ^ inner->address[bytes]) >> (8 - rest) == 0;
}

/* What cannot be reached from elsewhere, or must not be reached by name from outside. */
static const struct {
    const char *range, *kind;
} SPECIAL[] = {
    {"0.0.0.0/8", "this host"},
    {"10.0.0.0/8", "private"},
    {"100.64.0.0/10", "shared by a carrier (CGNAT)"},
    {"127.0.0.0/8", "loopback"},
    {"169.254.0.0/16", "link-local"},
    {"172.16.0.0/12", "private"},
    {"192.0.0.0/24", "reserved"},
    {"192.0.2.0/24", "for documentation"},
    {"192.88.99.0/24", "reserved"},
    {"192.168.0.0/16", "private"},
    {"198.18.0.0/15", "for benchmarks"},
    {"198.51.100.0/24", "for documentation"},
    {"203.0.113.0/24", "for documentation"},
    {"224.0.0.0/4", "multicast"},
    {"240.0.0.0/4", "reserved"},
    {"::1", "loopback"},
    {"64:ff9b:1::/48", "private"},
    {"100::/64", "discarded"},
    {"2001::/23", "reserved"},
    {"2001:db8::/32", "for documentation"},
    {"2002::/16", "a tunnel (6to4)"},
    {"3fff::/20", "for documentation"},
    {"5f00::/16", "reserved"},
    {"fc00::/7", "private"},
    {"fe80::/10", "link-local"},
    {"fec0::/10", "private"},
    {"ff00::/8", "multicast"},
};

const char *cidr_special(const struct cidr *address)
{
    static const unsigned char nat64[12] = {0x00, 0x64, 0xFF, 0x9B};
    static const unsigned char compatible[12] = {0};
    struct cidr judged = *address;
    if (memcmp(judged.address, nat64, sizeof nat64) == 0)
        memcpy(judged.address, MAPPED, sizeof MAPPED);
    for (size_t i = 0; i < COUNT(SPECIAL); i++) {
        struct cidr range;
        struct err e = {0};
        int ok = cidr_decode(&range, text_of(SPECIAL[i].range), &e);
        assert(ok == 0);
        if (ok == 0 && cidr_contains(&range, &judged))
            return SPECIAL[i].kind;
    }
    return memcmp(judged.address, compatible, sizeof compatible) == 0 ? "reserved" : NULL;
}
