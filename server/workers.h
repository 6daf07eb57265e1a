/* SPDX-License-Identifier: Apache-2.0
 * Which work is done beside requests: the list of workers, and what they need. */
#ifndef PROPOLIS_SERVER_WORKERS_H
#define PROPOLIS_SERVER_WORKERS_H

#include "base/err.h"

struct server;

/* Makes what workers need, before requests may wake them. */
int workers_open(struct server *server, struct err *err) MUST_CHECK;

/* Starts server->scheduler. */
void workers_start(struct server *server);

/* After the scheduler was closed. */
void workers_close(struct server *server);

#endif
