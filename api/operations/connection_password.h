/* SPDX-License-Identifier: Apache-2.0
 * Passwords that stay encrypted in answers, where the encryption settings of a catalog ask for it
 * (ReturnConnectionPasswordEncrypted): ENCRYPTED_PASSWORD in place of PASSWORD, and Kafka's alike.
 * The key is the server's own, so what was answered opens nowhere else; put back into the
 * connection that it came from, it is the password again. */
#ifndef PROPOLIS_API_OPERATIONS_CONNECTION_PASSWORD_H
#define PROPOLIS_API_OPERATIONS_CONNECTION_PASSWORD_H

#include "api/operations/operation.h"
#include "store/connection.h"

/* Whether the settings of a catalog, by its CatalogId, ask for it. ERR_NOT_FOUND. */
int connection_password_must_hide(struct call *call, struct text catalog,
                                  bool *must_hide) MUST_CHECK;

/* Exchanges the passwords of a connection's text that was opened. In the call's arena. */
int connection_password_encrypt(struct call *call, struct text name, struct text *tail) MUST_CHECK;

/* The way back, for the ConnectionProperties of a request. What does not open stays as it is. */
int connection_password_decrypt(struct call *call, struct text name,
                                struct value *properties) MUST_CHECK;

#endif
