/* SPDX-License-Identifier: Apache-2.0
 * Where a connection leads: hosts and ports read out of its properties (JDBC, MongoDB and other
 * URLs, Kafka's bootstrap servers, HOST and PORT). */
#ifndef PROPOLIS_CATALOG_CONNECTION_TARGET_H
#define PROPOLIS_CATALOG_CONNECTION_TARGET_H

#include "base/arena.h"
#include "base/compiler.h"
#include "base/err.h"
#include "base/limits.h"
#include "catalog/shape.h"

struct connection_target {
    struct text host; /* a name, an IPv4 address, or an IPv6 address without brackets */
    int port;
};

struct connection_targets {
    struct connection_target items[LIMIT_CONNECTION_TARGETS];
    size_t count;
    bool is_tls; /* the protocol speaks TLS from its first byte, and the properties ask for it */
    bool is_verified; /* the certificate must be one that this machine trusts */
};

/* Reads the targets of decoded ConnectionProperties. Databases that turn to TLS inside their own
 * protocol (PostgreSQL, MySQL, SQL Server) count as plain. ERR_INVALID where no host stands in the
 * properties, or one is not valid; the message holds no value of a URL but its host. Texts are
 * borrowed. */
int connection_targets_find(struct text type, const struct value *properties,
                            struct connection_targets *out, struct err *err) MUST_CHECK;

#endif
