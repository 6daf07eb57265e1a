/* SPDX-License-Identifier: Apache-2.0
 * Resource links, before a call runs and while it reads: what lies in a linked database, or belongs
 * to a linked table, is that of the target (store/link.h). The caller needs its rights on the
 * target too. Rows say by `links` how far they follow. */
#ifndef PROPOLIS_API_OPERATIONS_LINKS_H
#define PROPOLIS_API_OPERATIONS_LINKS_H

#include "api/operations/operation.h"
#include "store/link.h"

/* Brings the names in the input to the target, where they are a link's. ERR_INVALID for what no
 * link may do, ERR_ACCESS_DENIED. May set call->answered. */
int links_follow(struct call *call) MUST_CHECK;

/* For reads that show a link with what it stands for, as far as the caller may see it. */
struct link_viewer links_viewer(struct call *call);

#endif
