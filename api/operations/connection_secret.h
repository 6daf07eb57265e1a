/* SPDX-License-Identifier: Apache-2.0
 * The secrets of connections between a call and the store: sealed on the way in, opened on the way
 * out. */
#ifndef PROPOLIS_API_OPERATIONS_CONNECTION_SECRET_H
#define PROPOLIS_API_OPERATIONS_CONNECTION_SECRET_H

#include "api/operations/operation.h"
#include "base/seal.h"
#include "catalog/connection_draft.h"
#include "store/connection.h"

/* What seals and opens; its crypto is to be closed. ERR_UNAVAILABLE where the server has no key. */
int connection_seal_open(struct call *call, struct seal *seal) MUST_CHECK;

/* Fills in what a draft gives, its secrets sealed. In the call's arena. ERR_UNAVAILABLE where the
 * server has no key. */
int connection_secret_seal(struct call *call, const struct connection_draft *draft,
                           struct connection_write *out) MUST_CHECK;

/* The tail with secrets where the connection has some, else the one it has. In the call's arena. */
int connection_secret_open(struct call *call, const struct connection *connection,
                           struct text *tail) MUST_CHECK;

#endif
