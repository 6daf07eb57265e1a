/* SPDX-License-Identifier: Apache-2.0
 * The other end of the control socket: one request to the server that runs on a data folder. */
#ifndef PROPOLIS_SERVER_CONTROL_CLIENT_H
#define PROPOLIS_SERVER_CONTROL_CLIENT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "server/config.h"

struct control_request {
    const char *method; /* "GET", "POST" */
    const char *path;
    struct text body; /* JSON; {NULL, 0} for none */
};

/* Sends the request and appends the answer's body. ERR_UNAVAILABLE: no server runs on config->data.
 * Where the server answers with an error: ERR_INVALID with its sentence, ERR_NOT_FOUND for 404.
 * ERR_IO. */
int control_ask(const struct config *config, const struct control_request *request,
                struct buf *answer, struct err *err) MUST_CHECK;

/* The text of a member of a JSON object, in the arena; {NULL, 0} where there is none of that name,
 * or no text. A path leads into objects and to the first element of arrays: "Crawls.0.State". */
struct text control_member(struct text json, const char *path, struct arena *arena);

#endif
