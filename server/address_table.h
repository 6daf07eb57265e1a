/* SPDX-License-Identifier: Apache-2.0
 * How many connections each network address holds. An IPv6 customer has a whole /64, so that counts
 * as one address. Not thread-safe. */
#ifndef PROPOLIS_SERVER_ADDRESS_TABLE_H
#define PROPOLIS_SERVER_ADDRESS_TABLE_H

#include <sys/socket.h>

#include "base/compiler.h"
#include "base/text.h"

struct address_table;

/* New. */
struct address_table *address_table_new(int64_t each_max);
void address_table_free(struct address_table *t); /* NULL is allowed */

/* Counts one more; false, and nothing counted, when the address holds each_max already. Addresses
 * that are neither IPv4 nor IPv6 are not counted. */
bool address_table_enter(struct address_table *t, const struct sockaddr *address) MUST_CHECK;

/* Counts one less; the counterpart of an address_table_enter that said true. */
void address_table_leave(struct address_table *t, const struct sockaddr *address);

/* The address as text, without the port; "" for others. */
enum { ADDRESS_TEXT_BYTES = 64 };
void address_print(const struct sockaddr *address, char out[ADDRESS_TEXT_BYTES]);

#endif
