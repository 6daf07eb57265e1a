/* SPDX-License-Identifier: Apache-2.0
 * An early look at where a webhook's URL leads, while its author is still there to be told. The
 * real check is made for each connection, when the name has been resolved (base/http_client.h);
 * this one sees only what is written out. */
#ifndef PROPOLIS_ALERTS_WEBHOOK_ADDRESS_H
#define PROPOLIS_ALERTS_WEBHOOK_ADDRESS_H

#include "base/http_client.h"

/* ERR_INVALID where the URL's host is an address, in any spelling that a resolver takes (127.1,
 * 0x7f.1, 2130706433, [::ffff:127.0.0.1]), or a name for this machine (localhost), and the rule
 * forbids it. */
int webhook_address_check(const struct address_rule *rule, struct text url,
                          struct err *err) MUST_CHECK;

#endif
