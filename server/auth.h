/* SPDX-License-Identifier: Apache-2.0
 * Authentication: who sent a request. Each thread keeps a verifier of its own and its view of the
 * key ring, so that checking a signature takes no lock. */
#ifndef PROPOLIS_SERVER_AUTH_H
#define PROPOLIS_SERVER_AUTH_H

#include "api/door.h"
#include "server/config.h"
#include "server/key_ring.h"

struct auth;

/* New. `ring` is borrowed. */
struct auth *auth_open(struct key_ring *ring, enum auth_mode mode, int64_t skew_ms);

/* No thread may be checking. NULL is allowed. */
void auth_close(struct auth *auth);

/* Sets call->caller, with texts in the call's arena, or -1 with call->err set:
 * MISSING_AUTHENTICATION, INCOMPLETE_SIGNATURE, INVALID_SIGNATURE, UNKNOWN_KEY as
 * base/sigv4_verify.h says; ACCESS_DENIED: a web page of another origin, without signatures.
 * `trusted`: the listener's own permissions have told who it is. */
int auth_check(struct auth *auth, const struct request *request, const struct door *door,
               bool trusted, struct call *call) MUST_CHECK;

#endif
