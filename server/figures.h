/* SPDX-License-Identifier: Apache-2.0
 * Figures for /metrics that are kept by others: the store, the listener, the process. */
#ifndef PROPOLIS_SERVER_FIGURES_H
#define PROPOLIS_SERVER_FIGURES_H

#include "base/buf.h"

/* `server`: a struct server. */
void figures_print(void *server, struct buf *out);

#endif
