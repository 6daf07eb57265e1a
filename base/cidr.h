/* SPDX-License-Identifier: Apache-2.0
 * Ranges of network addresses, and which addresses lie on the public internet. IPv4 is kept in its
 * IPv6-mapped form, so that
 * ::ffff:127.0.0.1 and 127.0.0.1 are the same address to every rule. */
#ifndef PROPOLIS_BASE_CIDR_H
#define PROPOLIS_BASE_CIDR_H

#include <sys/socket.h>

#include "base/compiler.h"
#include "base/err.h"
#include "base/text.h"

struct cidr {
    unsigned char address[16];
    unsigned bits; /* leading bits that count; 128: one address */
};

enum { CIDR_TEXT_BYTES = 64 };

/* Reads "10.0.0.0/8", "fd00::/8", or an address alone. Fails with VALIDATION on anything else, also
 * on bits set behind the prefix, which tell that something else was meant. */
int cidr_decode(struct cidr *out, struct text t, struct err *e) MUST_CHECK;

/* "10.0.0.0/8", or the address alone where all bits count; NUL-terminated. */
void cidr_encode(const struct cidr *range, char out[CIDR_TEXT_BYTES]);

/* The address of a socket. False for families other than IPv4 and IPv6. */
bool cidr_of_socket(struct cidr *out, const struct sockaddr *address) MUST_CHECK;

/* True where all of `inner` lies within `range`. */
bool cidr_contains(const struct cidr *range, const struct cidr *inner);

/* NULL for an address of the public internet; else what kind it is ("loopback", "private", ...).
 * IPv4 addresses inside NAT64 addresses are judged as themselves. Source: the special-purpose
 * address registries (RFC 6890 and updates). */
const char *cidr_special(const struct cidr *address);

#endif
