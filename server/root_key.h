/* SPDX-License-Identifier: Apache-2.0
 * The root key's file, and new key pairs. The file holds two lines that a shell can read:
 *
 *     AWS_ACCESS_KEY_ID=PROP...
 *     AWS_SECRET_ACCESS_KEY=... */
#ifndef PROPOLIS_SERVER_ROOT_KEY_H
#define PROPOLIS_SERVER_ROOT_KEY_H

#include "server/key_ring.h"

/* Reads `folder`/root-key into key_id and secret, in the arena; makes the file (mode 0600, on disk
 * before the return) with a new pair when there is none, and says so in `made`. ERR_INVALID: others
 * may read the file, or it is damaged. ERR_IO. */
int root_key_load(const char *folder, struct arena *arena, struct key *key, bool *made,
                  struct err *err) MUST_CHECK;

/* A new key_id and secret in the arena: 20 and 40 letters and digits, as AWS's are long. */
void root_key_invent(struct arena *arena, struct key *key);

#endif
