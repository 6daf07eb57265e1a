/* SPDX-License-Identifier: Apache-2.0
 * Which properties of a connection are secrets. They are sealed at rest, left out where
 * HidePassword is set, and never shown in a message, the log or the change log. */
#ifndef PROPOLIS_CATALOG_CONNECTION_SECRET_H
#define PROPOLIS_CATALOG_CONNECTION_SECRET_H

#include "base/arena.h"
#include "catalog/shape.h"

/* A map of properties without its secrets: those are left out, and a user's password inside a URL
 * becomes "****". In the arena, sharing what is no secret; *found is set where there was one. */
struct value connection_secret_hide(const struct value *properties, struct arena *arena,
                                    bool *found);

/* The property that holds a password encrypted (PASSWORD: ENCRYPTED_PASSWORD), and the way back.
 * {NULL, 0} where there is none. */
struct text connection_secret_encrypted_key(struct text key);
struct text connection_secret_plain_key(struct text key);

#endif
